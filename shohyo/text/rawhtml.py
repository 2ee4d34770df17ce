"""Raw HTML that an author wrote in Markdown → HTML that neither loads nor runs anything.

What is safe is decided by nh3 (ammonia), which parses as browsers do.  It cleans whole documents;
Markdown also gives it halves, such as ``<details>`` before and ``</details>`` after some paragraphs,
and these are cleaned tag by tag.
"""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

import nh3

from .lines import in_pieces

TAGS = (nh3.ALLOWED_TAGS | {"section", "picture"}) - {"source"}
_ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": {"class", "id", "lang", "title", "dir", "role", "width", "height", "align", "open"},
}
VOID = {"area", "br", "col", "hr", "img", "wbr"}
_PHRASING = {"b", "br", "em", "i", "small", "span", "strong", "sub", "sup"}
_WITHIN = (_PHRASING - {"br"}) | {"a", "abbr", "del", "ins", "mark", "q", "s", "u"}

#: ("start", "end" or "text"; the element's name, or the text; attributes)
Token = tuple[str, str, dict[str, str | None]]


@dataclass(frozen=True)
class CleanHtml:
    """What is left of a piece of HTML, and what stands for the rest."""

    html: str  #: safe; empty if nothing is left
    caption: str  #: text of a ``<center>`` that holds nothing but words, else empty
    frames: tuple[tuple[str, str], ...]  #: (address, title) of each frame
    dropped: tuple[str, ...]  #: names of elements and attributes that are gone, sorted; frames apart
    loaded: tuple[str, ...] = ()  #: addresses of the pictures that are left


class _Tokens(HTMLParser):
    """Splits HTML into tags and text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[
            tuple[str, str, dict[str, str | None]]
        ] = []  #: ("start", "end" or "text"; name or text; attributes)
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tokens.append(("start", tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.tokens.append(("end", tag, {}))

    def handle_data(self, data: str) -> None:
        self.tokens.append(("text", data, {}))


@lru_cache(maxsize=1024)  # one tag may stand on a page ten thousand times
def tokens_of(text: str) -> list[Token]:
    """Return the tags and texts of a piece of HTML."""
    return _Tokens(text).tokens


@lru_cache(maxsize=1024)
def clean_html(text: str) -> CleanHtml:
    """Return *text* without anything that could load or run, and without frames."""
    tokens = tokens_of(text)
    frames = tuple(
        ((item.get("src") or "").strip(), item.get("title") or "")
        for kind, name, item in tokens
        if (kind, name) == ("start", "iframe")
    )
    tokens = _without(tokens, "iframe")
    started = [name for kind, name, _attributes in tokens if kind == "start"]
    words = " ".join(" ".join(name for kind, name, _attributes in tokens if kind == "text").split())
    if started[:1] == ["center"] and set(started[1:]) <= _PHRASING and not any(item for _kind, _name, item in tokens):
        return CleanHtml("", words, frames, ())
    written = _names(tokens)
    for name in ("script", "style"):
        tokens = _without(tokens, name)
    if "\n" in text and "pre" not in started:
        tokens = _joined(tokens)
    whole = _balanced(tokens)
    cleaned = _clean("".join(map(_written, tokens))) if whole else "".join(map(_clean_token, tokens))
    kept = tokens_of(cleaned)
    dropped = written - _names(kept)
    has_content = any(kind != "text" or name.strip() for kind, name, _attributes in kept)
    return CleanHtml(cleaned if has_content else "", "", frames, tuple(sorted(dropped)), _sources(kept))


def image_sources(text: str) -> tuple[str, ...]:
    """Return the addresses of the pictures in a piece of HTML."""
    return _sources(_Tokens(text).tokens)


def _sources(tokens: list[Token]) -> tuple[str, ...]:
    return tuple(item["src"] for kind, name, item in tokens if (kind, name) == ("start", "img") and item.get("src"))


def _without(tokens: list[Token], name: str) -> list[Token]:
    """Leave out an element and what it holds."""
    kept, depth = [], 0
    for token in tokens:
        depth += token[:2] == ("start", name)
        if not depth:
            kept.append(token)
        depth = max(depth - (token[:2] == ("end", name)), 0)
    return kept


def _joined(tokens: list[Token]) -> list[Token]:
    """Take out line breaks that are no space; an element that is no part of a line ends one."""
    pieces = [name if kind == "text" else "" if name in _WITHIN else "\0" for kind, name, _attributes in tokens]
    return [
        ("text", piece, item) if kind == "text" else (kind, name, item)
        for piece, (kind, name, item) in zip(in_pieces(pieces), tokens, strict=True)
    ]


def _balanced(tokens: list[Token]) -> bool:
    opened: list[str] = []
    for kind, name, _attributes in tokens:
        if kind == "start" and name not in VOID:
            opened.append(name)
        elif kind == "end" and (not opened or opened.pop() != name):
            return False
    return not opened


def _written(token: Token) -> str:
    kind, name, attributes = token
    if kind == "text":
        return html.escape(name, quote=False)
    if kind == "end":
        return f"</{name}>"
    pairs = "".join(f' {key}="{html.escape(value or "")}"' for key, value in attributes.items())
    return f"<{name}{pairs}>"


def _clean(text: str) -> str:
    return nh3.clean(
        text,
        tags=TAGS,
        attributes=_ATTRIBUTES,
        generic_attribute_prefixes={"aria-", "data-"},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _clean_token(token: Token) -> str:
    """Clean one tag by itself: nh3 closes it, and the closing tag is taken off again."""
    kind, name, _attributes = token
    if kind == "end":
        return f"</{name}>" if name in TAGS else ""
    return _clean(_written(token)).removesuffix(f"</{name}>")


def _names(tokens: list[Token]) -> Counter[str]:
    return Counter(
        word for kind, name, attributes in tokens if kind == "start" for word in (name, *(key for key in attributes))
    )
