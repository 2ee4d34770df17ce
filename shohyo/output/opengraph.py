"""What networks and messengers show of a link to a page: Open Graph (ogp.me), and the one tag of Twitter beside it.

The front matter knows all of it.  A picture is the author's (``social_image``), else the card (``exports/cards.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from babel.core import get_global

from ..drawing.card import HEIGHT, WIDTH
from ..exports.cards import card_path, has_cards
from ..exports.files import put
from ..exports.site import Site, SitePage, add_to_head, is_site
from ..reading.safety import safety_of
from ..source.files import is_regular
from ..values import iri
from .heads import OPENGRAPH

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

#: folder of the pictures that authors name, in the output
FOLDER = "_images/social"

Tags = Iterator[tuple[str, str]]


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add the tags of a page, but those that it has already."""
    if doctree is None or not _is_wanted(app):
        return
    page = Site(app).page(pagename)
    if page.record and page.record.draft:
        return
    there = context.get("metatags") or ""
    tags = (
        f'<meta {"name" if name.startswith("twitter:") else "property"}="{name}" content="{escape(_valid(value))}" />\n'
        for name, value in tags_of(app, page)
        if f'"{name}"' not in there
    )
    add_to_head(context, "".join(tags))


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the pictures that authors name."""
    if exception or not _is_wanted(app):
        return
    for page in Site(app).pages:
        if file := _picture_file(app, page):
            put(app, picture_path(page, file), file.read_bytes())


def tags_of(app: Sphinx, page: SitePage) -> Tags:
    """Yield name and value of each tag of a page, in the order of Open Graph's own documents."""
    site, is_home = Site(app), page.docname == app.config.root_doc
    yield "og:title", site.name if is_home else page.title
    yield "og:type", "website" if is_home else "article"
    yield "og:url", page.address
    yield "og:site_name", site.name
    if locale := locale_of(page.language):
        yield "og:locale", locale
    if page.summary:
        yield "og:description", page.summary
    if page.date and not is_home:
        yield "article:published_time", page.date.isoformat()
    if page.updated and page.updated != page.date and not is_home:
        yield "article:modified_time", page.updated.isoformat()
    is_wide = False
    for name, value in _picture_tags(app, site, page):
        is_wide = True
        yield name, value
    yield "twitter:card", "summary_large_image" if is_wide else "summary"


def locale_of(language: str) -> str:
    """Return a language (BCP 47) as Open Graph has it, with the country where most speak it; "" if none is known."""
    name, _, rest = language.replace("-", "_").partition("_")
    if country := re.search(r"(?:^|_)([A-Za-z]{2})$", rest):
        return f"{name.lower()}_{country[1].upper()}"
    likely = get_global("likely_subtags").get(language.replace("-", "_")) or get_global("likely_subtags").get(name, "")
    return f"{name.lower()}_{likely.rpartition('_')[2]}" if likely else ""


def picture_path(page: SitePage, file: Path) -> str:
    """Return where the picture that an author names is, from the top of the site."""
    return f"{FOLDER}/{page.docname}{file.suffix.lower()}"


def _picture_tags(app: Sphinx, site: Site, page: SitePage) -> Tags:
    own = page.record.social_image if page.record else None
    file = _picture_file(app, page)
    if own and (file or "://" in own.image):
        path = quote(picture_path(page, file)) if file else iri(own.image)
        yield "og:image", urljoin(site.base, path)
        for name in ("width", "height"):
            if size := getattr(own, name):
                yield f"og:image:{name}", str(size)
        yield "og:image:alt", own.alt or page.title
    elif has_cards(app):
        yield "og:image", site.address(quote(card_path(page.docname)))
        yield "og:image:width", str(WIDTH)
        yield "og:image:height", str(HEIGHT)
        yield "og:image:alt", page.title


def _picture_file(app: Sphinx, page: SitePage) -> Path | None:
    """Return the file that an author names, if there is one and the page may show it."""
    picture = page.record and page.record.social_image
    if not picture or "://" in picture.image:
        return None
    file = Path(app.env.relfn2path(picture.image, page.docname)[1])
    return file if is_regular(file) and safety_of(app.env).holds(file) else None


def _is_wanted(app: Sphinx) -> bool:
    # without an address there is nothing to tell apart, and no picture to find
    return is_site(app) and app.config.shohyo_opengraph and app.config.html_baseurl and OPENGRAPH not in app.extensions


def _valid(text: str) -> str:
    """Return a text without what HTML has no place for, in one line."""
    return " ".join(re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]", "", text).split())
