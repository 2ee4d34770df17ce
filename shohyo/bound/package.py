"""Files of a book → an EPUB 3.3 (W3C, 2023): package document, navigation, contents for older readers, archive.

Nothing here reads a clock: the same files give the same bytes.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count
from urllib.parse import quote

from .order import Entry

COVER, NAV, NCX, OPF = "cover.xhtml", "nav.xhtml", "toc.ncx", "content.opf"
MEDIA = {
    ".xhtml": "application/xhtml+xml", ".css": "text/css", ".ncx": "application/x-dtbncx+xml",
    ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif", ".svg": "image/svg+xml", ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg", ".otf": "font/otf", ".ttf": "font/ttf", ".woff": "font/woff", ".woff2": "font/woff2",
}  # fmt: skip
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="content.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_HTML = (
    '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
    'lang="{lang}" xml:lang="{lang}">\n<head><meta charset="utf-8"/><title>{title}</title>'
    '<link rel="stylesheet" type="text/css" href="{sheet}"/></head>\n'
)
#: content of a page → what the package has to say of it (EPUB 3.3, D.6.1)
_PROPERTIES = {"mathml": re.compile(r"<math\b"), "svg": re.compile(r"<svg\b")}
#: address of something that a page shows or loads
_SHOWN = re.compile(r'<(?:img|source|audio|video|link|object|image)\b[^>]*?\s(?:src|href|data|xlink:href)="([^"]+)"')
#: what runs in a drawing: reading systems want to know, and show it as a picture
_RUNS = re.compile(rb"<(?:\w+:)?script\b|<[^>]*\son[a-z]+\s*=")
_NEEDED = re.compile(r"""url\(\s*["']?([^"')]+)""")


@dataclass(frozen=True)
class Book:
    """What is said of a book as a whole."""

    title: str
    creators: tuple[str, ...]
    language: str
    identifier: str  #: a URN or an address
    modified: str  #: day on which it was last revised, ISO 8601
    publisher: str = ""
    rights: str = ""
    description: str = ""
    source: str = ""  #: address of the site
    is_vertical: bool = False


@dataclass(frozen=True)
class Words:
    """Words of the interface, in the language of the book."""

    contents: str
    cover: str
    start: str
    index: str


def shown_in(name: str, text: str) -> Iterator[str]:
    """Yield the files that a page or a style sheet shows or loads, from the top of the book."""
    for address in (_NEEDED if name.endswith(".css") else _SHOWN).findall(text):
        address = address.partition("#")[0].partition("?")[0]
        if address and ":" not in address:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def page(book: Book, title: str, sheet: str, text: str, body: str = "") -> str:
    """Return a page of the book that is no page of the site.

    Args:
        sheet: the style sheet, from the top of the book, where the page is, too.
        text: markup.
        body: attributes of the whole page.
    """
    head = _HTML.format(lang=escape(book.language), title=escape(title), sheet=escape(quote(sheet)))
    return f"{_HEAD}{head}<body{body}>\n{text}\n</body>\n</html>\n"


def cover_page(book: Book, picture: str, sheet: str) -> str:
    """Return the page that shows the cover."""
    image = f'<img src="{escape(quote(picture))}" alt="{escape(book.title)}"/>'
    return page(book, book.title, sheet, image, ' class="shohyo-cover-page" epub:type="cover"')


def navigation(book: Book, entries: Sequence[Entry], files: Mapping[str, str], words: Words, sheet: str) -> str:
    """Return the contents as readers of books show them, and as a page.

    Args:
        files: page → its file.
    """
    marks = [("toc", words.contents, NAV), ("bodymatter", words.start, files[entries[0].docname])]
    landmarks = "".join(
        f'<li><a epub:type="{kind}" href="{escape(quote(address))}">{escape(text)}</a></li>'
        for kind, text, address in [("cover", words.cover, COVER), *marks]
    )
    text = (
        f'<nav epub:type="toc" id="toc" role="doc-toc">\n<h1>{escape(words.contents)}</h1>\n'
        f"{_list(entries, files)}</nav>\n"
        f'<nav epub:type="landmarks" hidden="hidden"><ol>{landmarks}</ol></nav>'
    )
    return page(book, words.contents, sheet, text)


def ncx(book: Book, entries: Sequence[Entry], files: Mapping[str, str]) -> str:
    """Return the contents as EPUB 2 has them."""
    numbers = count(1)
    orders: dict[str, int] = {}  # what leads to one file stands at one place

    def points(entries: Sequence[Entry]) -> str:
        found = []
        for entry in entries:
            number, file = next(numbers), files[next(entry.pages)]
            order = orders.setdefault(file, len(orders) + 1)
            found.append(
                f'<navPoint id="p{number}" playOrder="{order}"><navLabel><text>{_text(entry.title)}</text></navLabel>'
                f'<content src="{escape(quote(file))}"/>{points(entry.children)}</navPoint>\n'
            )
        return "".join(found)

    return (
        f'{_HEAD}<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" '
        f'xml:lang="{escape(book.language)}">\n'
        f'<head><meta name="dtb:uid" content="{escape(book.identifier)}"/></head>\n'
        f"<docTitle><text>{_text(book.title)}</text></docTitle>\n<navMap>\n{points(entries)}</navMap>\n</ncx>\n"
    )


def package(book: Book, spine: Sequence[str], files: Mapping[str, str | bytes], cover: str) -> str:
    """Return the package document.

    Args:
        spine: files of pages, in the order in which they are read.
        files: all of the book but this and the archive's own: path → content.
        cover: the picture.
    """
    ids = {name: f"i{number}" for number, name in enumerate(sorted(files), start=1)}
    items = "".join(
        f'    <item id="{ids[name]}" href="{escape(quote(name))}" media-type="{_media(name)}"'
        f"{_properties(name, files[name], cover)}/>\n"
        for name in sorted(files)
    )
    order = "".join(f'    <itemref idref="{ids[name]}"/>\n' for name in spine)
    about = "".join(f"    {line}\n" for line in _metadata(book, ids[cover]))
    direction = "rtl" if book.is_vertical else "ltr"
    return (
        f'{_HEAD}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
        f'xml:lang="{escape(book.language)}">\n  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f"{about}  </metadata>\n"
        f"  <manifest>\n{items}  </manifest>\n"
        f'  <spine toc="{ids[NCX]}" page-progression-direction="{direction}">\n{order}  </spine>\n</package>\n'
    )


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """Return the files of a book as one, the package document among them."""
    data = io.BytesIO()
    first = {"mimetype": "application/epub+zip", "META-INF/container.xml": _CONTAINER, OPF: files[OPF]}
    with zipfile.ZipFile(data, "w") as book:
        for name, content in {**first, **dict(sorted(files.items()))}.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the first day that the format knows
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3  # whatever the system is
            book.writestr(info, content, compresslevel=9)
    return data.getvalue()


def _list(entries: Sequence[Entry], files: Mapping[str, str]) -> str:
    items = "".join(
        f"<li>{_line(entry, files)}{_list(entry.children, files) if entry.children else ''}</li>\n" for entry in entries
    )
    return f"<ol>\n{items}</ol>\n"


def _line(entry: Entry, files: Mapping[str, str]) -> str:
    if not entry.docname:
        return f"<span>{_text(entry.title)}</span>"
    return f'<a href="{escape(quote(files[entry.docname]))}">{_text(entry.title)}</a>'


def _metadata(book: Book, cover: str) -> Iterator[str]:
    yield f'<dc:identifier id="id">{_text(book.identifier)}</dc:identifier>'
    yield f"<dc:title>{_text(book.title)}</dc:title>"
    yield f"<dc:language>{_text(book.language)}</dc:language>"
    for number, creator in enumerate(book.creators, start=1):
        yield f'<dc:creator id="creator{number}">{_text(creator)}</dc:creator>'
        yield f'<meta refines="#creator{number}" property="role" scheme="marc:relators">aut</meta>'
    for name in ("publisher", "rights", "description", "source"):
        if value := getattr(book, name):
            yield f"<dc:{name}>{_text(value)}</dc:{name}>"
    yield f"<dc:date>{book.modified}</dc:date>"
    yield f'<meta property="dcterms:modified">{book.modified}T00:00:00Z</meta>'
    yield f'<meta name="cover" content="{cover}"/>'  # which older readers ask


def _properties(name: str, content: str | bytes, cover: str) -> str:
    if name in (NAV, cover):
        return f' properties="{"nav" if name == NAV else "cover-image"}"'
    if name.endswith(".svg"):
        data = content if isinstance(content, bytes) else content.encode()
        return ' properties="scripted"' if _RUNS.search(data) else ""
    if not name.endswith(".xhtml") or isinstance(content, bytes):
        return ""
    found = [key for key, pattern in _PROPERTIES.items() if pattern.search(content)]
    if any(re.match("https?:", address) for address in _SHOWN.findall(content)):
        found.append("remote-resources")
    return f' properties="{" ".join(found)}"' if found else ""


def _media(name: str) -> str:
    return MEDIA[posixpath.splitext(name)[1].lower()]


def _text(text: str) -> str:
    """Return a text as XML may have it, in one line."""
    return escape(" ".join(re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text).split()))
