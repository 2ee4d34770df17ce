"""What looks like markup and is none here: that of other dialects, and full-width signs in place of ASCII ones.

Readers get it as it is written, and Markdown has no errors.  What each blog means by it is in its documentation:
Zenn, Qiita, Hugo, Jekyll, GitHub, Obsidian and pandoc.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from ..errors import Code, say
from .faults import Fault

#: names after ``:::`` that other dialects have, and what is like them here
CONTAINERS = {
    "message": "note", "info": "note", "success": "tip", "alert": "warning", "danger": "danger", "details": "dropdown",
    "spoiler": "dropdown", "callout": "note", "warn": "warning", "quote": "epigraph",
}  # fmt: skip
#: kinds of alerts on GitHub and of callouts in Obsidian → directive
_ALERTS = {
    "abstract": "note", "summary": "note", "info": "note", "todo": "note", "success": "tip", "question": "note",
    "failure": "danger", "bug": "danger", "example": "note", "quote": "epigraph", "tldr": "note",
}  # fmt: skip
_ADMONITIONS = frozenset(["note", "tip", "important", "warning", "caution", "danger", "hint", "error", "attention"])

_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:(?!(?<!`)\1(?!`)).)*?(?<!`)\1(?!`)", re.DOTALL)
_ADDRESS = re.compile(r"<[a-z][a-z0-9+.-]*:[^<>\s]*>|\bhttps?://[^\s<>()（）［］「」、。]*", re.IGNORECASE)
#: one that is no target of a link
_ADDRESS_ALONE = re.compile(rf"(?<![(（])(?:{_ADDRESS.pattern})", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.DOTALL)
_TARGET = r"(?:https?://|\.{0,2}/|#|[\w./%-]+\.(?:md|html?|png|jpe?g|gif|svg|webp|pdf)\b)"


class Found(NamedTuple):
    """Something that is no markup, at a position of a block's text, in code points from 0."""

    position: int
    problem: str
    remedy: str
    code: Code = Code.MARKUP

    def at(self, line: int, column: int) -> Fault:
        """Return the fault that it is at a place, from 1."""
        return Fault(line, column, self.code, self.problem, self.remedy)


#: templates stand before tags, which may be in them
_TEMPLATES = (
    (re.compile(r"\{\{([<%])[^\n]*?[>%]\}\}"), say("shortcode")),
    (re.compile(r"\{%-?\s*\w[^\n]*?%\}"), say("tag of a template")),
    (re.compile(r"\{\{-?\s+[\w.$][^{}\n]*\}\}"), say("value of a template")),
)
#: what stands in a line → what it is called, and what to write, with what its groups matched
_SIGNS = (
    (re.compile(r"!?\[\[([^\[\]\n]+)\]\](?!\()"), say("link"),
     partial(say, "write [text](path), or a role such as {{review}}`name`")),
    # behind a letter it may be a power, unless it holds words
    (
        re.compile(r"(?<![a-zA-Z0-9)])\^\[([^\[\]\n]+)\]|\^\[([^\[\]\n]*\s[^\[\]\n]*)\]"),
        say("footnote"),
        partial(say, "write [^1], and [^1]: {text} in a paragraph of its own"),
    ),
    (re.compile(r"(?<![=<>!])==(?=[^\s=])([^=\n]*[^\s=])==(?!=)"), say("emphasis"), partial(say, "write **{text}**")),
    (
        re.compile(r"(!\[[^\[\]\n]*\]\([^()\s]+) =(\d*)x\d*\)"),
        say("picture"),
        partial(say, "write {text}), and {{width=250px}} behind it for a size"),
    ),
    (
        re.compile(rf"！?(?:［([^［］\[\]\n]+)(?:］|\])|\[([^［］\[\]\n]+)(?:］|\](?=（)))\s?[（(]({_TARGET}[^()（）\s]*)[）)]"),
        say("link"),
        partial(say, "write [{text}]({target}) in ASCII"),
    ),
    (re.compile(r"｀+([^｀\n]+)｀+"), say("code"), partial(say, "write it between ASCII backticks: `{text}`")),
    (re.compile(r"＊＊([^＊\n]+)＊＊"), say("emphasis"), partial(say, "write **{text}** in ASCII")),
    (re.compile(r"\{:\s*([.#\w][^{}\n]*?)\s*\}"), say("list of attributes"),
     partial(say, "write {{{text}}}, in a line above the block")),
    (re.compile(r"(?<=[A-Za-z)])~([^\s~]{1,8})~(?!~)"), say("subscript"), partial(say, "write {{sub}}`{text}`")),
    (re.compile(r"(?<=[A-Za-z0-9)])\^([^\s^\[\]]{1,8})\^"), say("superscript"),
     partial(say, "write {{sup}}`{text}`")),
)  # fmt: skip
#: what begins a line
_LINES = (
    (re.compile(r"^[ \t]*(＃+)[ \u3000]\S", re.MULTILINE), say("heading"), say("write # in ASCII, and a space")),
    (re.compile(r"^[ \t]*(＞)[ \u3000]*\S", re.MULTILINE), say("quote"), say("write > in ASCII")),
    (re.compile(r"^[ \t]*(｀｀｀+)", re.MULTILINE), say("fence"), say("write ``` in ASCII")),
    (re.compile(r"^[ \t]*(：：：+)", re.MULTILINE), say("fence"), say("write ::: in ASCII")),
    (re.compile(r"^[ \t]*(－|＋)[ \u3000]\S", re.MULTILINE), say("list"), say("write - in ASCII, and a space")),
    (
        re.compile(r"^[ \t]*(\*\[[^\[\]\n]+\]:)[ \t]", re.MULTILINE),
        say("abbreviation"),
        say("write it out where it stands first"),
    ),
    (
        re.compile(r"^(import)\b[^\n]* from [\"']", re.MULTILINE),
        say("import"),
        say("remove the line; MDX runs code, Markdown does not"),
    ),
    (
        re.compile(r"^(export) (?:const|let|default|function)\b", re.MULTILINE),
        say("export"),
        say("write such values in the front matter"),
    ),
)
_EMBEDDED = re.compile(r"@\[(\w+)\]\(")
_ALERT = re.compile(r"\[!(\w+)\][+-]?")
#: a fence's line in which a backtick stands
_FENCE = re.compile(r"^[ \t]*(```+)(\{[^{}`\n]+\})[^\n]*`", re.MULTILINE)
_COLONS = re.compile(r"^[ \t]*(:::+)", re.MULTILINE)
_CITED = re.compile(r"\[([^\[\]\n]*?(?<![\w`])-?@([\w][\w:.#$%&+?<>~/-]*)[^\[\]\n]*)\](?![\[(])")
_KEY = re.compile(r"(?<![\w`])-?@([^\W_][\w:.#$%&+?<>~/-]*)")
_MORE = re.compile(r"<!--\s*(more|truncate|excerpt|end-?excerpt)\s*-->", re.IGNORECASE)


#: signs without which there is nothing to find
_SUSPECT = re.compile(
    r"\[\[|\^\[|==| =\d*x|\{[{%]|@|\[!|```|:::|］|\]（|[｀＊＃＞－＋]|：：：|!\[\[|\{:|~|\^|\*\[|^(?:import|export) ",
    re.MULTILINE,
)


def is_suspect(text: str) -> bool:
    """Tell whether it is worth looking for what is no markup in a text."""
    return _SUSPECT.search(text) is not None


def foreign(
    text: str, extensions: Collection[str], is_quote: bool, formulas: Iterable[tuple[int, int]] = ()
) -> Iterator[Found]:
    """Yield what is no markup in the text of a block.

    Args:
        text: as it stands in the source, without what is around the block.
        extensions: of MyST that are on.
        is_quote: whether it begins a quote.
        formulas: where each formula in it begins and ends.
    """
    for match in _FENCE.finditer(text):
        problem = say('"{fence}" begins no directive, for a backtick stands behind it', fence=match[1] + match[2])
        other = ":::" if "colon_fence" in extensions else "~~~"
        yield Found(match.start(1), problem, say("begin and end it with {fence}", fence=other), Code.UNCLOSED)
    if is_quote and "alert" not in extensions and (match := _ALERT.match(text)):
        name = match[1].lower()
        like = name if name in _ADMONITIONS else _ALERTS.get(name, "note")
        yield Found(
            0,
            say('"{written}" makes no box of a quote here', written=match[0]),
            say("write :::{{{name}}} … ::: around the text", name=like),
        )
    text = _masked(text, _CODE)
    for pattern, name in _TEMPLATES:
        if name != "value of a template" or "substitution" not in extensions:
            for match in _unescaped(pattern, text):
                remedy = say("write what it stands for, as Markdown or a directive")
                if name == "value of a template":
                    remedy = say('write what it stands for, or add "substitution" to myst_enable_extensions in conf.py')
                yield Found(
                    match.start(),
                    say('"{written}" is the {what} of another program', written=match[0], what=name),
                    remedy,
                )
            text = _masked(text, pattern)
    text = _masked(_masked(text, _ADDRESS_ALONE), _TAG)
    for start, end in formulas:  # in which ^, ~, == and brackets have a meaning of their own
        text = text[:start] + re.sub(r"[^\n]", "\0", text[start:end]) + text[end:]
    for match in _unescaped(_EMBEDDED, text):
        problem = say('"@[{name}]" embeds nothing here', name=match[1])
        yield Found(match.start(), problem, say("write a plain link: [text](address)"))
    for pattern, name, remedy in _SIGNS:
        for match in _unescaped(pattern, text):
            words = [group for group in match.groups() if group is not None]
            yield Found(
                match.start(),
                say('"{written}" is no {what} here', written=match[0], what=name),
                remedy(**dict(zip(("text", "target"), words, strict=False))),
            )
    for pattern, name, remedy in _LINES:
        for match in pattern.finditer(text):
            yield Found(match.start(1), say('"{written}" begins no {what} here', written=match[1], what=name), remedy)
    if "colon_fence" not in extensions:
        for match in _COLONS.finditer(text):
            remedy = say('add "colon_fence" to myst_enable_extensions, or write ```{{name}}')
            yield Found(match.start(1), say('"{written}" is text here', written=match[1]), remedy)


_INSIDE = re.compile(r"\*\*[^*\s<][^*<]*\*\*|\[[^\[\]<>]+\]\([^()\s<>]+\)")
#: elements in which nothing is read, and what is no element
_VERBATIM = re.compile(r"\s*<(?:pre|script|style|textarea|svg|math|[!?])", re.IGNORECASE)


def in_html(html: str) -> Iterator[Found]:
    """Yield Markdown in a block of HTML, which ends at the first blank line and is not read before."""
    if _VERBATIM.match(html) or "<code" in html:
        return
    for match in _INSIDE.finditer(_masked(html, _TAG)):
        remedy = say("leave a blank line behind the tag before it")
        yield Found(match.start(), say('"{written}" is not read in HTML', written=match[0]), remedy)


def citations(text: str) -> Iterator[tuple[int, str]]:
    """Yield position and key of what pandoc takes for citations, ``[@key]`` and ``[see @key, p. 5; @other]``."""
    for match in _unescaped(_CITED, _masked(_masked(text, _CODE), _ADDRESS)):
        for key in _KEY.finditer(match[1]):
            yield match.start(1) + key.start(1) - 1, key[1].rstrip(".:,;?")


def more(html: str) -> Found | None:
    """Say that a comment marks no place here, if it is one of those that do elsewhere."""
    match = _MORE.search(html)
    if not match:
        return None
    problem = say('"{written}" parts nothing here', written=match[0])
    return Found(match.start(), problem, say("remove it; lists show the summary of the front matter"))


def container(info: str, names: Collection[str]) -> Found | None:
    """Say that the name behind ``:::`` is no directive, if it looks like one; any other is a class.

    Args:
        info: what stands behind the colons.
        names: of directives.
    """
    name = re.match(r"[A-Za-z][\w-]*", info)
    if not name or (name[0] not in names and name[0].lower() not in CONTAINERS):
        return None
    like = name[0] if name[0] in names else CONTAINERS[name[0].lower()]
    return Found(0, say('":::{name}" makes no box here', name=name[0]), say("write :::{{{name}}}", name=like))


def _masked(text: str, pattern: re.Pattern[str]) -> str:
    """Return a text of the same length without what a pattern matches."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), text)


def _unescaped(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    for match in pattern.finditer(text):
        before = text[: match.start()]
        if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
            yield match
