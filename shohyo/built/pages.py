"""Pages of a built site → their anchors, and all that they name.

What builders write is regular, and a site has many megabytes of it; so tags are found by an expression, which a test
compares with a parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path

#: folders whose HTML is no page: templates of a theme, and documents that are downloaded
_FILES = ("_static/", "_downloads/")
#: comments, and elements whose text is no markup
_RAW = re.compile(
    r"<!--.*?-->|(<(script|style|textarea|title)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>)(.*?)</\2\s*>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<([a-zA-Z][^\s/>]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
#: attributes that name something which is loaded, or to which a reader goes
_NAMING = frozenset({"href", "src", "action", "poster", "data", "srcset"})
#: properties of <meta> whose content is an address
_META = frozenset({"og:url", "og:image", "og:image:secure_url", "twitter:image"})
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?(.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Named:
    """What a page names."""

    element: str
    address: str
    place: int  #: in the text of the page (code points)
    rel: str = ""  #: of a <link>


@dataclass(frozen=True)
class Page:
    """A page of a built site."""

    path: str  #: from the top of the site
    text: str

    @cached_property
    def tags(self) -> tuple[tuple[str, dict[str, str], int], ...]:
        """Element, attributes and place of each tag that begins an element and has attributes."""
        return tuple(_tags(self.text))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """All that stands behind ``#`` in addresses of places on the page."""
        found = {attributes["id"] for _element, attributes, _place in self.tags if attributes.get("id")}
        return frozenset(
            found | {more["name"] for element, more, _place in self.tags if element == "a" and "name" in more}
        )

    @cached_property
    def named(self) -> tuple[Named, ...]:
        return tuple(_named(self.tags))

    @cached_property
    def onward(self) -> str:
        """Where the page sends its readers at once; "" if they are to stay."""
        return next((item.address for item in self.named if item.element == "refresh"), "")

    @cached_property
    def canonical(self) -> str:
        """Its address of record, if it says so."""
        return next((item.address for item in self.named if item.rel == "canonical"), "")

    def line_and_column(self, place: int) -> tuple[int, int]:
        return self.text.count("\n", 0, place) + 1, place - self.text.rfind("\n", 0, place)

    def scripts(self, kind: str) -> Iterator[tuple[int, str]]:
        """Yield place and text of scripts of a type, such as data."""
        for match in _RAW.finditer(self.text):
            if match[2] and match[2].lower() == "script" and f'type="{kind}"' in match[1].lower():
                yield match.start(3), match[3]


def load_pages(folder: Path) -> dict[str, Page]:
    """Return path → page of all in a folder, sorted, but for files that pages load or offer as they are."""
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*.html") if file.is_file()}
    return {
        path: Page(path, files[path].read_text("utf-8", "replace"))
        for path in sorted(files)
        if not path.startswith(_FILES)
    }


def _tags(text: str) -> Iterator[tuple[str, dict[str, str], int]]:
    plain = _RAW.sub(lambda match: (match[1] or "").ljust(len(match[0])), text)
    for match in _TAG.finditer(plain):
        if "=" in match[2]:
            attributes: dict[str, str] = {}
            for name, *values in _ATTRIBUTE.findall(match[2]):
                attributes.setdefault(name.lower(), unescape("".join(values)))
            yield match[1].lower(), attributes, match.start()


def _named(tags: tuple[tuple[str, dict[str, str], int], ...]) -> Iterator[Named]:
    for element, attributes, place in tags:
        if element == "meta":
            if attributes.get("http-equiv", "").lower() == "refresh":
                if match := _REFRESH.fullmatch(attributes.get("content", "")):
                    yield Named("refresh", match[1].strip().strip("'\""), place)
            elif (attributes.get("property") or attributes.get("name", "")).lower() in _META:
                yield Named(element, attributes.get("content", ""), place)
            continue
        for name in _NAMING & attributes.keys():
            if name == "srcset":
                for choice in attributes[name].split(","):
                    yield Named(element, choice.split()[0] if choice.split() else "", place)
            elif name != "data" or element == "object":
                yield Named(element, attributes[name].strip(), place, attributes.get("rel", "").lower())
