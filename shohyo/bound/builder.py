"""The builder of EPUBs: pages as Sphinx writes them for books, put together by ``package.py``.

Sphinx's own leaves out of the package what inline SVG and formulas need there, names all files that lie around,
has contents of the first page alone where tables of contents are hidden, and reads the clock.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from sphinx.builders.epub3 import Epub3Builder
from sphinx.util.logging import getLogger

from ..drawing.cover import HEIGHT, WIDTH, draw_cover
from ..exports.cards import rendered
from ..exports.site import Site
from ..messages import _
from ..reading.defaults import set_defaults
from ..upstream.sphinx import contents_below
from ..upstream.sphinx_project import given
from . import package
from .index import grouped, names_of
from .order import Entry, contents
from .pages import BUILDER, SHEET, SHEET_FILE, ids_in, settled

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from .index import Name

    Group = tuple[str, list[Name]]

#: the index at the end, and what it is called among the pages
INDEX = "shohyo-index"
#: for sites of which no page says when it was written: the first day that the archive knows
_NO_DAY = dt.date(1980, 1, 1)

logger = getLogger(__name__)


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Set what Sphinx asks of a book where the project has not chosen itself."""
    name = given(config, "project") or "Unknown"
    set_defaults(
        config,
        {
            "epub_show_urls": "no",  # links can be followed, and the bibliography prints its addresses
            "epub_use_index": False,  # ours is sorted by reading
            "epub_contributor": config.author or name,
            "epub_description": name,
        },
    )


def before_builder_inited(app: Sphinx) -> None:
    """Let Sphinx warn of no version, which a book need not have and this one does not name."""
    # given for a moment only: all pages are read again when the version changes
    if app.builder.name == BUILDER and not app.config.version:
        app.config.version = "1"
        app.builder.has_no_version = True


def after_builder_inited(app: Sphinx) -> None:
    """Take it back."""
    if getattr(app.builder, "has_no_version", False):
        app.config.version = ""


class BookBuilder(Epub3Builder):
    """Writes the site as an EPUB, and as the folder of its files."""

    has_no_version = False

    def handle_finish(self) -> None:
        """Put the book together."""
        site = Site(self.app)
        files = _pages(self)
        book, words = _book(site), _words()
        entries = _contents(site)
        if groups := list(grouped(names_of(site.catalogue.pattern_pages))):
            entries = (*entries, Entry(INDEX, words.index))
            files[self._file(INDEX)] = _index(book, words.index, self._file, groups)
        texts = {name: settled(name, text, _ids_of(files)) for name, text in files.items()}
        cover = self._cover(book)
        where = {page: self._file(page) for entry in entries for page in entry.pages}
        texts[package.COVER] = package.cover_page(book, cover, SHEET)
        texts[package.NAV] = package.navigation(book, entries, where, words, SHEET)
        texts[package.NCX] = package.ncx(book, entries, where)
        texts[SHEET] = SHEET_FILE.read_text("utf-8")
        for name, text in texts.items():
            self._put(name, text.encode())
        shown = {name: (self._folder / name).read_bytes() for name in self._needed(texts)}
        spine = [package.COVER, where[entries[0].docname], package.NAV]
        spine += [where[page] for entry in entries for page in entry.pages if where[page] not in spine]
        package_document = package.package(book, spine, {**shown, **texts, cover: b""}, cover)
        shown[cover] = (self._folder / cover).read_bytes()
        name = f"{self.config.epub_basename}.epub"
        self._put(package.OPF, package_document.encode())
        self._put(name, package.archive({**shown, **texts, package.OPF: package_document}))

    @property
    def _folder(self) -> Path:
        return Path(self.outdir)

    def _file(self, docname: str) -> str:
        return unquote(self.get_target_uri(docname))

    def _put(self, name: str, data: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def _needed(self, texts: dict[str, str]) -> set[str]:
        """Return the files beside pages that a book shows or loads, sheets first and then what these load."""
        waiting = [found for name, text in texts.items() for found in package.shown_in(name, text)]
        needed: set[str] = set()
        while waiting:
            name = unquote(waiting.pop())
            path = self._folder / name
            if name in needed or name in texts or not path.is_file():
                continue
            if PurePosixPath(name).suffix.lower() not in package.MEDIA:
                continue
            needed.add(name)
            if name.endswith(".css"):
                waiting += package.shown_in(name, path.read_text("utf-8"))
        return needed

    def _cover(self, book: package.Book) -> str:
        """Return the picture of the cover: the project's (``epub_cover``), or one that we draw."""
        own = self.config.epub_cover[0] if self.config.epub_cover else ""
        if own and (self._folder / own).is_file():
            return own
        svg = draw_cover(book.title, book.creators, "")
        if data := _drawn(self.app, svg):
            self._put("cover.png", data)
            return "cover.png"
        self._put("cover.svg", svg.encode())
        return "cover.svg"


def _pages(builder: BookBuilder) -> dict[str, str]:
    """Return the pages that were written: file → text."""
    names = map(builder._file, sorted(builder.env.found_docs))
    return {name: Path(builder.outdir, name).read_text("utf-8").lstrip() for name in names}


def _ids_of(files: Mapping[str, str]) -> Callable[[str], frozenset[str] | None]:
    ids: dict[str, frozenset[str]] = {}

    def ids_of(name: str) -> frozenset[str] | None:
        if name not in files:
            return None
        if name not in ids:
            ids[name] = ids_in(files[name])
        return ids[name]

    return ids_of


def _contents(site: Site) -> tuple[Entry, ...]:
    titles = {docname: site.page(docname).title for docname in site.app.env.found_docs}
    return contents(site.app.config.root_doc, titles, contents_below(site.app.env), site.catalogue)


def _book(site: Site) -> package.Book:
    config = site.app.config
    days = [page.updated for page in site.pages if page.updated]
    language = config.epub_language.replace("_", "-")
    unique = config.epub_identifier
    if unique == "unknown":  # the same for each build, and another for each site and language
        unique = uuid.uuid5(uuid.NAMESPACE_URL, f"{site.base or site.name} {language}").urn
    return package.Book(
        config.epub_title,
        tuple(filter(None, [config.epub_author])),
        language,
        unique,
        max(days, default=_NO_DAY).isoformat(),
        config.epub_publisher,
        config.epub_copyright,
        config.epub_description if config.epub_description != "unknown" else "",
        site.base,
        config.epub_writing_mode == "vertical",
    )


def _words() -> package.Words:
    return package.Words(str(_("Contents")), str(_("Cover")), str(_("Beginning of the text")), str(_("Index")))


def _index(book: package.Book, title: str, file_of: Callable[[str], str], groups: Iterable[Group]) -> str:
    """Return the page of the index."""
    parts = [f"<h1>{escape(title)}</h1>\n"]
    for head, names in groups:
        links = (f'<a href="{escape(quote(file_of(name.docname)))}">{escape(name.text)}</a>' for name in names)
        items = "".join(f"<li>{link}</li>\n" for link in links)
        parts.append(f"<h2>{escape(head)}</h2>\n<ul>\n{items}</ul>\n")
    text = "".join(parts)
    return package.page(book, title, SHEET, f'<section class="shohyo-book-index" id="index">\n{text}</section>')


def _drawn(app: Sphinx, svg: str) -> bytes:
    """Return a drawn cover as PNG, which more readers show; nothing, where the extra for cards is not installed."""
    return rendered(app, svg, WIDTH * 4, HEIGHT * 4) if app.config.shohyo_cards else b""
