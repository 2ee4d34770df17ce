"""HTML that an author wrote, already cleaned, as Markdown lets it stand: without empty lines, links resolved."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

_ADDRESS = re.compile(r'(\s(?:href|src)=)"([^"]*)"')
#: what begins a block that ends at an empty line (CommonMark 0.31, section 4.6, condition 6)
_BLOCK = re.compile(r"</?(?:address|article|aside|blockquote|center|details|dialog|dd|div|dl|dt|fieldset|figcaption"
                    r"|figure|footer|form|h[1-6]|header|hr|li|main|menu|nav|ol|p|section|summary|table|tbody|td|tfoot"
                    r"|th|thead|tr|ul)\b", re.IGNORECASE)  # fmt: skip
#: pictures that say nothing, such as the signs of buttons
_DRAWN = re.compile(r"<svg\b.*?</svg>", re.DOTALL | re.IGNORECASE)
_LABEL = re.compile(r'<svg [^>]*aria-label="([^"]*)"')
_CLOSING = re.compile(r"\s*</?[A-Za-z][^>]*>\s*")


def resolved(html: str, of_page: Callable[[str], str]) -> str:
    """Return HTML with the addresses of its links and pictures made those of the site."""
    html = _DRAWN.sub("", html)
    return _ADDRESS.sub(lambda match: f'{match[1]}"{escape(of_page(unescape(match[2])))}"', html)


def block_of_html(html: str, of_page: Callable[[str], str]) -> str:
    """Return a block of HTML that no line of Markdown in it ends."""
    text = re.sub(r"\n\s*\n", "\n", resolved(html, of_page).strip())
    if not text or _BLOCK.match(text) or _CLOSING.fullmatch(text):
        return text
    return f"<div>\n{text}\n</div>"


def picture_label(html: str) -> str:
    """Return the text alternative of a drawn picture."""
    found = _LABEL.search(html)
    return unescape(found[1]) if found else ""


def inline_html(html: str, of_page: Callable[[str], str]) -> str:
    """Return HTML within a line."""
    return re.sub(r"\s*\n\s*", " ", resolved(html, of_page))
