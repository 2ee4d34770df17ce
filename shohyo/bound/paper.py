"""The folder of an EPUB that ``builder.py`` wrote → one page of HTML, to be printed.

Ids are made those of the whole, links lead to them, and contents and index have a place for page numbers, which are
known when it has been printed once.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

from . import package

_XHTML = "{http://www.w3.org/1999/xhtml}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_BODY = re.compile(r"<body\b[^>]*>(.*)</body\s*>", re.DOTALL)
_ID = re.compile(r'(\s(?:id|for|name)=")([^"]+)"')
_IDS = re.compile(r'(\saria-(?:labelledby|describedby|controls)=")([^"]+)"')
_ADDRESS = re.compile(r'(<(?:a|img|source|image|object)\b[^>]*?\s(?:href|src|xlink:href|data)=")([^"]*)"')
_INDEX_LINK = re.compile(r'<a href="#([^"]+)">([^<]*)</a>')
STYLE = Path(__file__).with_name("paper.css")
INDEX = "shohyo-index.xhtml"


@dataclass(frozen=True)
class Line:
    """A line of the contents."""

    title: str
    anchor: str  #: where it leads, in the page to be printed
    children: tuple[Line, ...]

    @property
    def all(self) -> Iterator[Line]:
        yield self
        for child in self.children:
            yield from child.all


@dataclass(frozen=True)
class Paper:
    """A book to be printed."""

    title: str
    creators: tuple[str, ...]
    language: str
    modified: str  #: day, ISO 8601
    rights: str
    heading: str  #: of the contents
    lines: tuple[Line, ...]
    body: str  #: pages in their order
    index: str  #: the last of them
    cover: str  #: picture

    def html(self, numbers: Mapping[str, int], fonts: str = "") -> str:
        """Return the page to be printed.

        Args:
            numbers: anchor → page on which it is; empty at first.
            fonts: rules that bring fonts.
        """
        contents = "".join(_row(line, 0, numbers) for line in self.lines)
        names = escape("、".join(self.creators) if self.language.startswith("ja") else ", ".join(self.creators))
        return (
            f'<!DOCTYPE html>\n<html lang="{escape(self.language)}"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)}</title>\n<style>{fonts}</style>\n"
            f'<link rel="stylesheet" href="_static/pygments.css"><link rel="stylesheet" href="_static/shohyo-book.css">'
            f"<style>{STYLE.read_text('utf-8')}</style></head>\n<body>\n"
            f'<div class="cover"><img src="{escape(self.cover)}" alt="{escape(self.title)}"></div>\n'
            f'<div class="half-title"><p class="half-title__name">{escape(self.title)}</p><p>{names}</p>'
            f"<p>{escape(self.modified)}</p><p>{escape(self.rights)}</p></div>\n"
            f'<div class="contents"><h1 id="contents">{escape(self.heading)}</h1>\n{contents}</div>\n'
            f"{self.body}{_with_numbers(self.index, numbers)}</body></html>\n"
        )


def paper_in(folder: Path) -> Paper:
    """Read the folder of a book."""
    opf = ElementTree.parse(folder / package.OPF).getroot()
    items = {item.get("id"): item for item in opf.iter(f"{_OPF}item")}
    spine = [unquote(items[ref.get("idref")].get("href")) for ref in opf.iter(f"{_OPF}itemref")]
    spine = [name for name in spine if name not in (package.COVER, package.NAV)]
    cover = next(item.get("href") for item in items.values() if item.get("properties") == "cover-image")
    nav = ElementTree.parse(folder / package.NAV).getroot().find(f".//{_XHTML}nav")
    anchors = {name: f"p{number}" for number, name in enumerate(spine, start=1)}
    lines = tuple(_lines(nav.find(f"{_XHTML}ol"), anchors))
    chapters = {first: line for line in _all(lines) if (first := _chapter_before(line))}
    body: list[str] = []
    index: list[str] = []
    for name in spine:
        if line := chapters.get(anchors[name]):
            body.append(f'<section class="chapter" id="{line.anchor}"><h1>{escape(line.title)}</h1></section>\n')
        text = _BODY.search((folder / name).read_text("utf-8"))[1]
        kind, found = ("index", index) if name == INDEX else ("page", body)
        found.append(f'<div class="{kind}" id="{anchors[name]}">{_placed(text, name, anchors)}</div>\n')
    return Paper(
        opf.findtext(f".//{_DC}title", ""),
        tuple(found.text or "" for found in opf.iter(f"{_DC}creator")),
        opf.findtext(f".//{_DC}language", ""),
        opf.findtext(f".//{_DC}date", ""),
        opf.findtext(f".//{_DC}rights", ""),
        nav.findtext(f"{_XHTML}h1", ""),
        lines,
        "".join(body),
        "".join(index),
        cover,
    )


def _lines(parent: ElementTree.Element | None, anchors: Mapping[str, str], number: str = "c") -> Iterator[Line]:
    """Yield the lines of a list; a chapter, which leads nowhere there, has a place of its own here."""
    for position, item in enumerate(parent if parent is not None else (), start=1):
        link, name = item.find(f"{_XHTML}a"), f"{number}-{position}"
        children = tuple(_lines(item.find(f"{_XHTML}ol"), anchors, name))
        if link is None:
            yield Line(item.findtext(f"{_XHTML}span", ""), name, children)
        else:
            yield Line(link.text or "", anchors[unquote(link.get("href"))], children)


def _all(lines: tuple[Line, ...]) -> Iterator[Line]:
    for line in lines:
        yield from line.all


def _chapter_before(line: Line) -> str:
    """Return the first page of a chapter; of a page, nothing."""
    return line.children[0].anchor if line.anchor.startswith("c") and line.children else ""


def _placed(text: str, name: str, anchors: Mapping[str, str]) -> str:
    """Return the text of a page with the ids and addresses of the whole."""
    own = anchors[name]

    def address(match: re.Match[str]) -> str:
        link = unescape(match[2])
        if urlsplit(link).scheme or link.startswith("//"):
            return match[0]
        path, anchor = urldefrag(link)
        target = posixpath.normpath(unquote(urljoin(name, path))) if path else name
        if target in anchors:
            return f'{match[1]}#{anchors[target]}{f"-{escape(unquote(anchor))}" if anchor else ""}"'
        return f'{match[1]}{escape(posixpath.normpath(urljoin(name, path)))}"'

    text = _ID.sub(lambda match: f'{match[1]}{own}-{match[2]}"', text)
    text = _IDS.sub(lambda match: f'{match[1]}{" ".join(f"{own}-{one}" for one in match[2].split())}"', text)
    return _ADDRESS.sub(address, text)


def _row(line: Line, depth: int, numbers: Mapping[str, int]) -> str:
    number = numbers.get(line.anchor, "")
    return (
        f'<p class="contents__row contents__row--{min(depth, 4)}"><a href="#{line.anchor}">{escape(line.title)}</a>'
        f'<span class="contents__dots"></span><span class="contents__number">{number}</span></p>\n'
        f"{''.join(_row(child, depth + 1, numbers) for child in line.children)}"
    )


def _with_numbers(index: str, numbers: Mapping[str, int]) -> str:
    """Return the index with the page of each name."""

    def numbered(match: re.Match[str]) -> str:
        number = numbers.get(match[1])
        return f'{match[0]}<span class="index__number">{number}</span>' if number else match[0]

    return _INDEX_LINK.sub(numbered, index)
