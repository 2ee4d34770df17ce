"""The addresses that a site has given out: kept in a file from release to release, a line for each page.

A line has the path of a page and, behind it, its anchors: ``patterns/cache.html #costs #shohyo-sources``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote

from ..wording import say
from .pages import Page

#: file in the folder of the project
FILE = "addresses.txt"
#: pages that are no one's to link to, and anchors that are numbered anew in each build or belong to the frame
_NO_PAGES = frozenset({"404.html", "404/index.html"})
_NO_ANCHORS = re.compile(
    r"(?:id|index-|footnote-|footnote-reference-|equation-|fn|fnref)\d+(?:-\d+)?|main-content|shohyo-sidebar|sd-.*"
)
HEAD = "# Addresses that are kept, written by `shohyo addresses`: a page and its anchors in a line.\n"


def addresses_of(pages: Mapping[str, Page]) -> dict[str, frozenset[str]]:
    """Return path → anchors of what readers may link to."""
    return {
        path: frozenset(name for name in page.anchors if not _NO_ANCHORS.fullmatch(name))
        for path, page in pages.items()
        if path not in _NO_PAGES and not page.onward
    }


def written(addresses: Mapping[str, frozenset[str]]) -> str:
    """Return the text of the file."""
    lines = (
        " ".join([_quoted(path), *(f"#{_quoted(anchor)}" for anchor in sorted(anchors))])
        for path, anchors in sorted(addresses.items())
    )
    return HEAD + "".join(f"{line}\n" for line in lines)


def read(text: str) -> Iterator[tuple[int, str, frozenset[str]]]:
    """Yield number of the line, path and anchors."""
    for number, line in enumerate(text.splitlines(), 1):
        path, *anchors = line.split() or [""]
        if path and not path.startswith("#"):
            yield number, unquote(path), frozenset(unquote(anchor.removeprefix("#")) for anchor in anchors)


def lost(text: str, pages: Mapping[str, Page]) -> Iterator[tuple[int, str]]:
    """Yield line and problem for each address that was kept and is gone; a page that leads on is not.

    Args:
        text: of the file.
        pages: of the site that is to be published.
    """
    for number, path, anchors in read(text):
        page = pages.get(path)
        if page is None:
            remedy = say("name its old path under moved_from or in shohyo_redirects")
            yield number, say('the page "{path}" is gone; {remedy}', path=path, remedy=remedy)
        elif not page.onward:
            for anchor in sorted(anchors - page.anchors):
                remedy = say("put ({anchor})= above the heading that has its text now", anchor=anchor)
                problem = say('"{path}" has no place "#{anchor}" any more', path=path, anchor=anchor)
                yield number, say("{problem}; {remedy}", problem=problem, remedy=remedy)


def _quoted(text: str) -> str:
    """Return a text without white space, and without what would be taken for an escape."""
    return re.sub(r"[\s%]", lambda match: quote(match[0]), text)
