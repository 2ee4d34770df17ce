"""Where the addresses that pages name lead: inside the site, to what is there; or outside, which is counted only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from ..wording import Wording, say
from .pages import Named, Page

#: stands for the address of a site that does not know its own
UNKNOWN = "https://site.invalid/"
#: pages to which nobody needs a link
_ENTRIES = (
    "index.html",
    "404.html",
    "404/index.html",
    "search.html",
    "search/index.html",
    "genindex.html",
    "genindex/index.html",
    "feeds.html",
    "feeds/index.html",
)


@dataclass
class Links:
    """What the links of a site come to."""

    count: int = 0
    outside: dict[str, str] = field(default_factory=dict)  #: address → the first page that names it
    faults: list[tuple[str, int, Wording]] = field(default_factory=list)  #: page, place, problem


@dataclass(frozen=True)
class Top:
    """The top of a site, and how addresses below it are those of pages."""

    address: str
    suffix: str  #: what the address of a page ends in (``html_link_suffix``)
    pages: Collection[str]  #: their files

    def inside(self, address: str, page: str) -> tuple[str, str] | None:
        """Return file and anchor of an address that a page names; None if it leads elsewhere."""
        try:
            target, anchor = urldefrag(urljoin(urljoin(self.address, page), address))
        except ValueError:
            return None
        target = target.partition("?")[0]
        if not (target + "/").startswith(self.address) and target != self.address.rstrip("/"):
            return None
        path = unquote(target.removeprefix(self.address.rstrip("/")).lstrip("/"))
        path = f"{path}index.html" if not path or path.endswith("/") else path
        file = f"{path.removesuffix(self.suffix)}.html" if path.endswith(self.suffix) else path
        return (file if file in self.pages else path), unquote(anchor)


def top_of(folder: Path, pages: Mapping[str, Page]) -> Top:
    """Return the top of a site, as its first page and Sphinx's own options tell it."""
    options = folder / "_static/documentation_options.js"
    text = options.read_text("utf-8", "replace") if options.is_file() else ""
    stated = re.search(r"\bLINK_SUFFIX: '([^']*)'", text)
    suffix = stated[1] if stated else ".html"
    canonical = pages["index.html"].canonical if "index.html" in pages else ""
    is_known = urlsplit(canonical).scheme in ("http", "https")
    return Top(canonical.removesuffix(f"index{suffix}") if is_known else UNKNOWN, suffix, pages.keys())


def check_links(pages: Mapping[str, Page], files: Collection[str], top: Top) -> Links:
    """Look where all links lead.

    Args:
        pages: of the site, by path.
        files: paths of all that there is.
        top: of the site.
    """
    links = Links()
    for page in pages.values():
        for item in page.named:
            if not item.address or _scheme(item.address) not in ("", "http", "https"):
                continue
            links.count += 1
            found = top.inside(item.address, page.path)
            if found is None:
                links.outside.setdefault(item.address, page.path)
            elif problem := _problem(item, *found, page, pages, files):
                links.faults.append((page.path, item.place, problem))
    return links


def _scheme(address: str) -> str:
    """Return the scheme of an address, in lower case; "?" of one that is none."""
    try:
        return urlsplit(address).scheme
    except ValueError:
        return "?"


def _problem(
    item: Named, path: str, anchor: str, page: Page, pages: Mapping[str, Page], files: Collection[str]
) -> Wording | None:
    if path not in files:
        if item.rel == "canonical":
            return None  # a page may have its address of record elsewhere on the host
        folder = f"{path}/index.html" in files
        remedy = say("; add / at its end") if folder else ""
        return say('"{address}" leads to no file{remedy}', address=item.address, remedy=remedy)
    if not anchor or anchor == "top" or anchor.startswith(":~:") or path not in pages:
        return None
    anchor = anchor.partition(":~:")[0]
    if "=" in anchor or anchor in pages[path].anchors or pages[path].onward:
        return None  # what a script has written there is no place
    return say('"{address}" leads to no place on "{path}"', address=item.address, path=path)


def unreached(pages: Mapping[str, Page], top: Top) -> Iterator[str]:
    """Yield the pages to which no way leads from the first one."""
    waiting, seen = [name for name in _ENTRIES if name in pages], set(_ENTRIES)
    while waiting:
        page = pages[waiting.pop()]
        for item in page.named:
            if item.element not in ("a", "area", "refresh"):
                continue
            found = top.inside(item.address, page.path)
            if found and found[0] in pages and found[0] not in seen:
                seen.add(found[0])
                waiting.append(found[0])
    yield from (path for path, page in pages.items() if path not in seen and not page.onward)
