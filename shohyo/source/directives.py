"""What the parts of a directive are: its argument, its options and its body.

The scan of a text and the directives themselves read this one table, so that both see the same names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Literal

from ..kinds import PATTERN_KINDS, SHELF_STATES
from ..upstream.myst import option_tokens

#: how the value of an option is read
Value = Literal["words", "choice", "number", "flag", "text"]


@dataclass(frozen=True)
class Option:
    """An option of a directive."""

    value: Value = "text"
    #: kind of what each word of the value names, such as ``tag``; ``address`` is where a reader gets to, ``fetch``
    #: what the build would load
    names: str = ""
    allowed: tuple[str, ...] = ()  #: words that it takes; any, if there are none


@dataclass(frozen=True)
class Form:
    """The parts of a directive."""

    #: kind of what the argument names, such as ``image``; ``text`` is Markdown, ``plain`` is shown as it is written,
    #: nothing is left alone
    argument: str = "text"
    is_required: bool = False  #: whether it must have an argument
    has_spaces: bool = False  #: whether white space may stand in it
    options: Mapping[str, Option] = field(default_factory=dict)
    #: what the body is; ``other`` is not known: perhaps Markdown, perhaps code
    body: Literal["markdown", "literal", "toctree", "html", "other", "none"] = "markdown"


def _choice(*allowed: str) -> Option:
    return Option("choice", allowed=allowed)


_TAG, _BOOK, _CHAPTER = (Option("words", names) for names in ("tag", "book", "chapter"))
_WORDS, _TEXT = Option("words"), Option()
_AS = _choice("list", "table", "cards")
#: a book that has an outline
_OF_BOOK: Mapping[str, Option] = {"book": Option(names="outlined")}
_IMAGE, _FILE, _PART = Option(names="image"), Option(names="file"), Option(names="text-file")
_ADDRESS, _FETCH = Option(names="address"), Option(names="fetch")

_BARE = Form("", body="none")

#: our own directives
OWN: Mapping[str, Form] = {
    "outline": Form("", options=_OF_BOOK, body="none"),
    "patterns": Form(
        "",
        options={
            "kind": Option("words", allowed=tuple(PATTERN_KINDS)),
            "category": _WORDS,
            "tag": _TAG,
            "chapter": _CHAPTER,
            "book": Option("words", "outlined"),
            "author": _WORDS,
            "group-by": _choice("book", "chapter", "kind", "category", "tag", "author", "none"),
            "sort": _choice("book", "title", "id"),
            "as": _AS,
            "intro": Option("flag"),
            "filter": Option("flag"),
        },
        body="none",
    ),
    "reviews": Form(
        "",
        options={
            "tag": _TAG,
            "author": _WORDS,
            "book": _BOOK,
            "year": _WORDS,
            "group-by": _choice("year", "author", "tag", "book", "none"),
            "sort": _choice("date", "title"),
            "as": _AS,
            "limit": Option("number"),
        },
        body="none",
    ),
    "tags": _BARE,
    "books": Form(
        "",
        options={
            "by": _choice("author", "translator", "publisher", "series", "rating", "year", "shelf"),
            "shelf": Option("words", allowed=SHELF_STATES),
            "as": _choice("list", "chart"),
        },
        body="none",
    ),
    "relations": Form("pattern", body="none"),
    "counts": Form("", options=_OF_BOOK, body="none"),
    "search-field": _BARE,
    "guide": Form("guide", is_required=True, has_spaces=True, body="none"),
    "compare": Form(
        "pattern", is_required=True, has_spaces=True, options={"sections": _WORDS, **_OF_BOOK}, body="none"
    ),
    "crosswalk": Form("crosswalk", is_required=True, has_spaces=True, body="none"),
    "map": Form("", options=_OF_BOOK, body="none"),
    "diagram": Form(
        "pattern",
        options={"caption": _TEXT, "alt": _TEXT, "direction": _choice("down", "right")},
        body="literal",
    ),
    "calculator": Form("plain", has_spaces=True, body="literal"),
}

_LITERAL = Form("", body="literal")

#: directives of others whose parts are not Markdown, or name a file
FOREIGN: Mapping[str, Form] = {
    **dict.fromkeys(
        ("code", "code-block", "code-cell", "sourcecode", "parsed-literal", "prompt", "highlight", "math", "eval-rst",
         "doctest", "testcode", "testoutput", "testsetup", "testcleanup", "bibliography", "footbibliography", "meta",
         "index", "productionlist", "mermaid", "graphviz", "digraph", "graph", "d2", "plantuml"), _LITERAL,
    ),
    "csv-table": Form("", options={"file": _PART, "url": _FETCH}, body="literal"),
    "button-link": Form("address"),
    "figure": Form("image", options={"target": _ADDRESS}),
    "image": Form("image", options={"target": _ADDRESS}, body="literal"),
    "include": Form("include", body="literal"),
    "literalinclude": Form("file", options={"diff": _FILE}, body="literal"),
    "raw": Form("", options={"file": _PART, "url": _FETCH}, body="html"),
    "toctree": Form("", body="toctree"),
}  # fmt: skip

#: options of any other directive that name a file
COMMON: Mapping[str, Option] = {
    "file": _FILE,
    "url": _FETCH,
    "target": _ADDRESS,
    **dict.fromkeys(("img-top", "img-bottom", "img-background"), _IMAGE),
}

#: directives of docutils, Sphinx, sphinx-design and sphinx-book-theme whose body is Markdown
MARKDOWN = frozenset(
    ["admonition", "attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning", "seealso",
     "todo", "versionadded", "versionchanged", "versionremoved", "deprecated", "class", "compound", "container",
     "epigraph", "highlights", "pull-quote", "rubric", "sidebar", "table", "list-table", "topic", "centered",
     "glossary", "hlist", "only", "button-ref", "card", "card-carousel", "dropdown", "grid",
     "grid-item", "grid-item-card", "tab-item", "tab-set", "aside", "margin"]
)  # fmt: skip
#: all that are known
DIRECTIVES = frozenset([*OWN, *FOREIGN, *MARKDOWN])
_KNOWN, _OTHER = Form(options=COMMON), Form(options=COMMON, body="other")


def form_of(name: str) -> Form:
    """Return the parts of a directive; where it is not known, what its body is is not, either."""
    return OWN.get(name) or FOREIGN.get(name) or (_KNOWN if name in MARKDOWN else _OTHER)


def options_of(lines: list[str]) -> tuple[list[tuple[int, str, str]], int]:
    """Return index, key and value of a directive's options, and the index of its body's first line."""
    if lines[0].startswith("---"):
        end = next((index for index, line in enumerate(lines[1:], start=1) if line.startswith("---")), len(lines))
        first, block, body_row = 1, dedent("\n".join(lines[1:end])), end + 1
    else:
        # three colons begin a directive in this one
        end = next((index for index, line in enumerate(lines) if not re.match(r"\s*:(?!::)", line)), len(lines))
        first, block, body_row = 0, "\n".join(line.lstrip()[1:] for line in lines[:end]), end
    return [(first + line, key, value) for key, value, line in option_tokens(block)] if block else [], body_row
