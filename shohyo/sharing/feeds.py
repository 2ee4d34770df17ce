"""Feeds of a site: of all that is dated, and of each tag, book and reviewer; and the page that lists them.

What a feed has of a page is made of what is written into it, by whichever process writes it, and kept; so a build
that writes one page makes one entry.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from ..exports.files import keep, put, state_of
from ..exports.pieces import pieces_of
from ..exports.site import Site, add_to_head, is_left, is_site
from ..messages import _
from ..model import Review
from ..shown.asked import Question, asked_in
from ..upstream.basic_ng import has_layout
from ..upstream.rendering import html_of
from ..upstream.sphinx_project import site_address, site_title
from .atom import TYPE, Entry, Feed, atom, name_of
from .content import plain_html

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from ..exports.site import SitePage
    from ..model import Page

#: the feed of all pages with a date, and the folder of the others
TOP, FOLDER = "feed.xml", "feeds"
#: the page that lists them
PAGE = "feeds"
TEMPLATE = "shohyo/feeds.html"
#: entries of a feed, the newest; readers of feeds keep what they had
LONGEST = 30
#: name of what is kept of each page
PIECE = "feed"
#: and of what feeds were made of, beside these
PIECES = "feeds"
#: of the settings in ``shohyo_feeds``
FIRST_ADDRESS = "first_address"


@dataclass(frozen=True)
class Planned:
    """A feed before its pages are known."""

    path: str  #: from the top of the site
    kind: str  #: "" for that of all, else ``tag``, ``book`` or ``reviewer``
    name: str  #: of what it is about, as readers see it
    place: tuple[str, str]  #: docname and anchor that show the same
    docnames: tuple[str, ...]  #: the newest first


def is_on(app: Sphinx) -> bool:
    """Tell whether there are to be feeds: links in them begin with the address of the site."""
    return bool(app.config.shohyo_feeds and app.config.html_baseurl) and is_site(app)


@Question
def planned(app: Sphinx) -> list[Planned]:
    """All feeds that have an entry, in the order in which they are listed."""
    return [feed for feed in _planned(Site(app)) if feed.docnames] if is_on(app) else []


@Question
def offered(app: Sphinx, docname: str) -> list[tuple[str, str]]:
    """The feeds that a page tells of in its head: that of all, and those of its books; each path with its title."""
    feeds = asked_in(app.env).answer(planned)
    document = app.env.domains["shohyo"].documents.get(docname)
    keys = getattr(document.record, "books_named", ()) if document else ()
    paths = {f"{FOLDER}/book-{file_name(key)}.xml" for key in keys} | {TOP}
    return [(feed.path, title_of(app, feed)) for feed in feeds if feed.path in paths]


def _planned(site: Site) -> Iterator[Planned]:
    dated = {page.docname: page for page in site.pages if page.updated}
    newest = sorted(dated.values(), key=lambda page: (page.updated or dt.date.min, page.docname), reverse=True)
    yield _plan(TOP, "", "", (site.app.config.root_doc, ""), newest)
    of_tag = _by_name(newest, lambda record: record.tags)
    of_book = _by_name(newest, lambda record: getattr(record, "books_named", ()))
    of_author = _by_name(
        newest, lambda record: [author.name for author in record.author] if isinstance(record, Review) else ()
    )
    for tag in site.catalogue.tags:
        place = site.domain.tag_address(tag) or (PAGE, "")
        yield _plan(f"tag-{file_name(tag)}", "tag", tag, place, of_tag.get(tag, ()))
    for key in site.catalogue.books:
        work = site.domain.bibliography.entries.get(key)
        place = site.domain.book_address(key) or (PAGE, "")
        yield _plan(f"book-{file_name(key)}", "book", work.title if work else key, place, of_book.get(key, ()))
    for name in sorted(of_author):
        yield _plan(f"by-{file_name(name)}", "reviewer", name, (PAGE, ""), of_author[name])


def _by_name(pages: Iterable[SitePage], names: Callable[[Page], Iterable[str]]) -> dict[str, list[SitePage]]:
    """Return each name that a page has in its front matter → the pages that have it, in their order."""
    found: dict[str, list[SitePage]] = {}
    for page in pages:
        for name in dict.fromkeys(names(page.record)) if page.record else ():
            found.setdefault(name, []).append(page)
    return found


def _plan(path: str, kind: str, name: str, place: tuple[str, str], pages: Iterable[SitePage]) -> Planned:
    path = f"{FOLDER}/{path}.xml" if kind else path
    return Planned(path, kind, name, place, tuple(page.docname for page in pages)[:LONGEST])


def file_name(name: str) -> str:
    """Return a name of a file that is safe on every disk and in every address, the same whatever others there are.

    A name of small letters, digits and hyphens is its own; of any other a digest follows what there is of these.
    """
    written = unicodedata.normalize("NFC", name)
    safe = "-".join(re.findall("[a-z0-9]+", unicodedata.normalize("NFKC", name).lower()))[:40]
    if safe == written:
        return safe
    digest = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{safe}-{digest}" if safe else digest


def title_of(app: Sphinx, feed: Planned) -> str:
    """Return the title of a feed, as readers of feeds show it among others."""
    name = site_title(app.config)
    return f"{name} – {feed.name}" if feed.name else name


# --- pages -----------------------------------------------------------------------------------------------------------


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Throw away what a build that was broken off has left."""
    if is_site(app):
        shutil.rmtree(_folder(app), ignore_errors=True)


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Note what a page tells of feeds; keep what they have of it, where it is not written but asked for."""
    if is_site(app):
        asked_in(app.env).note(docname, offered, docname)
        if app in _asking:
            _note(app, docname, plain_html(html_of(app.builder, doctree, docname), _address(app, docname)))


def _note(app: Sphinx, docname: str, text: str) -> None:
    pieces_of(app).note(docname, PIECE, text)


def _address(app: Sphinx, docname: str) -> str:
    return site_address(app.config, app.builder.get_target_uri(docname))


def _folder(app: Sphinx) -> Path:
    """Return where processes that write pages leave what feeds have of them, until the build ends."""
    return Path(app.doctreedir, "shohyo-feeds")


def _left(app: Sphinx, docname: str) -> Path:
    name = hashlib.sha256(docname.encode("utf-8", "surrogatepass")).hexdigest()
    return _folder(app) / name


#: builds that are at their end and ask for pages that were not written
_asking: WeakSet[Sphinx] = WeakSet()


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell of feeds in the head of a page, and at its foot of the page that lists them; leave its text for them."""
    if not is_site(app):
        return
    # in a feed, or in one when newer pages are gone
    if doctree is not None and is_on(app) and Site(app).page(pagename).updated:
        text = plain_html(context.get("body") or "", _address(app, pagename))
        if pieces_of(app).is_here:
            _note(app, pagename, text)
        else:
            path = _left(app, pagename)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
    links = ""
    for path, title in asked_in(app.env).answer(offered, pagename):
        address = escape(context["pathto"](path, resource=True))
        links += f'<link rel="alternate" type="{TYPE}" title="{escape(title)}" href="{address}" />\n'
    if links:
        add_to_head(context, links)
        if pagename != PAGE:
            context["shohyo_feeds_page"] = {"name": PAGE, "title": _("Feeds")}
    if templatename == TEMPLATE:
        context["shohyo_feeds"] = {
            "text": _("A feed reader that has one of these addresses shows what is new here."),
            "groups": _groups(app, context),
            "has_layout": has_layout(app.builder),
        }


def _groups(app: Sphinx, context: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return label → names and addresses of feeds, relative to the page that lists them."""
    labels = {"": _("All"), "tag": _("By tag"), "book": _("By book"), "reviewer": _("By reviewer")}
    feeds = asked_in(app.env).answer(planned)
    return [
        (label, [(feed.name or title_of(app, feed), context["pathto"](feed.path, resource=True)) for feed in found])
        for kind, label in labels.items()
        if (found := [feed for feed in feeds if feed.kind == kind])
    ]


def on_html_collect_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Write the page that lists the feeds, unless the project has one of that name."""
    if asked_in(app.env).answer(planned) and PAGE not in app.env.found_docs:
        yield PAGE, {"title": _("Feeds")}, TEMPLATE


# --- files -----------------------------------------------------------------------------------------------------------


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the feeds."""
    if exception or not is_site(app) or is_left(app):
        return
    site = Site(app)
    for page in site.pages if _folder(app).is_dir() else ():
        if page.updated and (path := _left(app, page.docname)).exists():
            _note(app, page.docname, path.read_bytes().decode("utf-8", "surrogatepass"))
    pieces, home, domain = pieces_of(app), app.config.root_doc, site.domain
    known, now = json.loads(pieces.known(home, PIECES) or "{}"), {}
    _asking.add(app)
    for feed in asked_in(app.env).answer(planned):
        # what it has of a page is in the sources of that, or else the page is written again
        now[feed.path] = state_of(feed, [domain.stamps.get(docname) for docname in feed.docnames])
        is_same = known.get(feed.path) == now[feed.path] and domain.build.rewritten.isdisjoint(feed.docnames)
        if not (is_same and keep(app, [feed.path])):
            put(app, feed.path, atom(_feed(site, feed)))
    _asking.discard(app)
    pieces.note(home, PIECES, json.dumps(now))
    shutil.rmtree(_folder(app), ignore_errors=True)


def _feed(site: Site, feed: Planned) -> Feed:
    docname, anchor = feed.place
    address = site.address(site.app.builder.get_target_uri(docname)) + (f"#{anchor}" if anchor else "")
    name = site_title(site.app.config)
    entries = [_entry(site, site.page(docname)) for docname in feed.docnames]
    return Feed(
        name_of(_first_address(site), feed.path), title_of(site.app, feed), site.address(feed.path), address,
        site.language, site.author or name, entries,
    )  # fmt: skip


def _entry(site: Site, page: SitePage) -> Entry:
    record = page.record
    if record is None or page.updated is None:
        raise ValueError(page.docname)
    return Entry(
        id=name_of(_first_address(site), first_name(page)),
        title=page.title,
        address=page.address,
        updated=page.updated,
        published=page.date,
        authors=tuple((author.name, author.url or "") for author in record.author),
        language=page.language,
        categories=record.tags,
        summary=page.summary,
        content=pieces_of(site.app).get(page.docname, PIECE),
        rights=record.license or "",
    )


def first_name(page: SitePage) -> str:
    """Return the name under which a page was first published: where it stood first, else where it stands.

    So an entry is the same to readers of feeds after the page has moved and says so.
    """
    before = getattr(page.record, "moved_from", ()) or ()
    return re.sub(r"(?:/?index)?(?:\.html|\.md)?/?$", "", next(iter(before), page.docname).lstrip("/"))


def _first_address(site: Site) -> str:
    setting = site.app.config.shohyo_feeds
    stated = setting.get(FIRST_ADDRESS) if isinstance(setting, dict) else None
    return f"{(stated or site.base).rstrip('/')}/"
