"""The text of a page as HTML for feeds: what readers of feeds show, with absolute addresses, and nothing that runs.

Each reader lets through what it likes; what none shows as it is meant (what is folded, what asks, what is drawn) is
made plain here, so that all show the same.
"""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

#: elements of formulas; none of their attributes is needed
_MATH = frozenset(
    {
        "mi", "mn", "mo", "ms", "mtext", "mspace", "mrow", "mfrac", "msqrt", "mroot", "mstyle", "mpadded", "mphantom",
        "menclose", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "semantics",
    }
)  # fmt: skip
#: elements that are kept, with the attributes that are
_KEPT: dict[str, tuple[str, ...]] = {
    "a": ("href", "title", "hreflang", "lang"), "img": ("src", "alt", "title", "width", "height"),
    "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan", "scope"), "ol": ("start", "reversed", "type"),
    "li": ("value",), "time": ("datetime",), "blockquote": ("cite",), "q": ("cite",), "math": ("display", "xmlns"),
    **dict.fromkeys(
        (
            "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "dl", "dt", "dd", "pre", "code", "em", "strong",
            "b", "i", "s", "u", "small", "sub", "sup", "kbd", "samp", "var", "mark", "abbr", "cite", "dfn", "del",
            "ins", "figure", "figcaption", "table", "thead", "tbody", "tfoot", "tr", "caption", "ruby", "rt", "rp",
            "bdi", "bdo", "wbr", "div",
        ),
        (),
    ),
}  # fmt: skip
_EMPTY = frozenset({"img", "br", "hr", "wbr"})
#: elements that go with all that is in them
_GONE = frozenset(
    {"script", "style", "template", "svg", "button", "form", "input", "select", "textarea", "iframe", "object", "nav"}
    | {"noscript", "audio", "video", "canvas", "dialog", "head", "title"}
    | {"annotation", "annotation-xml"}
)
#: what closes none of these, in HTML
_VOID = frozenset({"input", "img", "br", "hr", "wbr", "meta", "link", "source", "area", "base", "col", "embed"})
#: classes of blocks that belong to the page and not to its text
_FURNITURE = re.compile(
    r"(?:^|\s)(?:headerlink|no-search|shohyo-(?:byline|tags|kind|badge|cite|copy|place|mentions|checked|search-\S*|filter\S*))(?:\s|$)"
)
#: what is left of blocks that are gone, and of sections that had nothing else
_NOTHING = re.compile(r"<(p|div|figure|ul|dl|li)>\s*</\1>")
_HEADING_ALONE = re.compile(r"<div>\s*<(h[2-6])>(?:(?!</?h[2-6]>).)*</\1>\s*</div>", re.DOTALL)
_ADDRESSES = ("href", "src", "cite")


def plain_html(html: str, address: str) -> str:
    """Return the HTML of a page's text for feeds.

    Args:
        html: as it is written into the page.
        address: of the page, absolute; what is relative in the text is so to it.
    """
    parser = _Plain(address)
    parser.feed(html)
    parser.close()
    text = "".join(parser.parts)
    for pattern in (_NOTHING, _HEADING_ALONE, _NOTHING):
        text = pattern.sub("", text)
    return re.sub(r"\n{2,}", "\n", text).strip()


class _Plain(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._address = address
        self._open: list[tuple[str, str]] = []  #: elements that are open, each with what ends it
        self._gone = 0  #: how many of them are in one that goes, itself included

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            if not self._gone and tag in _EMPTY:
                self._write(tag, values)
            return
        is_gone = self._gone or tag in _GONE or tag == "h1" or _FURNITURE.search(values.get("class", ""))
        self._open.append((tag, "" if is_gone else self._write(tag, values)))
        self._gone += bool(is_gone)

    def handle_endtag(self, tag: str) -> None:
        if not any(name == tag for name, _end in self._open):
            return
        while self._open:
            name, end = self._open.pop()
            if self._gone:
                self._gone -= 1
            else:
                self.parts.append(end)
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._gone:
            self.parts.append(escape(data, quote=False))

    def close(self) -> None:
        super().close()
        while self._open:
            _name, end = self._open.pop()
            self.parts.append("" if self._gone else end)
            self._gone = max(self._gone - 1, 0)

    def _write(self, tag: str, values: dict[str, str]) -> str:
        """Write the beginning of an element, and return what ends it."""
        tag = {"section": "div", "article": "div", "summary": "p", "aside": "blockquote", "details": "div"}.get(
            tag, tag
        )
        kept = _KEPT.get(tag, () if tag in _MATH else None)
        if kept is None:
            return ""
        attributes = ""
        for name in kept:
            if name in values:
                value = self._absolute(values[name]) if name in _ADDRESSES else values[name]
                if value is not None:
                    attributes += f' {name}="{escape(value)}"'
        self.parts.append(f"<{tag}{attributes}>")
        return "" if tag in _EMPTY else f"</{tag}>"

    def _absolute(self, address: str) -> str | None:
        """Return an address from anywhere, None for one that leads to no page."""
        try:
            found = urljoin(self._address, address.strip())
        except ValueError:
            return None
        return found if re.match(r"(?:https?|mailto):", found, re.IGNORECASE) else None
