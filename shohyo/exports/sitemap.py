"""``sitemap.xml`` and ``robots.txt``: which pages there are, when they were revised, and in which languages.

The format is that of sitemaps.org (0.9), with the alternates of ``xhtml:link``.  A page's ``lastmod`` is what its
front matter says; one without a date has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin
from xml.sax.saxutils import escape, quoteattr

from .files import put
from .site import Site, is_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

    from .site import SitePage

NAME = "sitemap.xml"
#: the extension that writes one of its own
OTHER = "sphinx_sitemap"
#: addresses in a file, at most, by the format; beyond it an index names several files
MOST = 50_000
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_LINKS = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write both; a site that does not know its address, or wants no visitors from search engines, has none."""
    if exception or not app.config.shohyo_sitemap or not is_site(app) or OTHER in app.extensions:
        return
    site = Site(app)
    if not site.base or app.config.shohyo_noindex:
        return
    for name, text in files(site, app.config.shohyo_alternates).items():
        put(app, name, text.encode())
    put(app, "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {site.address(NAME)}\n".encode())


def files(site: Site, alternates: Mapping[str, str]) -> dict[str, str]:
    """Return name → text of the sitemap; several files and an index of them, if it has too many addresses for one."""
    urls = [_url(page, alternates) for page in site.pages if page.address.startswith(site.base)]
    shares = [urls[at : at + MOST] for at in range(0, len(urls), MOST)] or [[]]
    namespaces = f"{_NAMESPACE} {_LINKS}"
    if len(shares) == 1:
        return {NAME: _document("urlset", namespaces, shares[0])}
    names = [f"sitemap-{number}.xml" for number in range(1, len(shares) + 1)]
    index = [f"<sitemap><loc>{_shown(site.address(name))}</loc></sitemap>" for name in names]
    return {
        NAME: _document("sitemapindex", _NAMESPACE, index),
        **{name: _document("urlset", namespaces, share) for name, share in zip(names, shares, strict=True)},
    }


def languages(page: SitePage, alternates: Mapping[str, str]) -> dict[str, str]:
    """Return language → address of a page in each of the languages of a site, its own among them.

    Args:
        page: which has the same path in each of them.
        alternates: language → address of the site in it.
    """
    if not alternates or not page.address:
        return {}
    others = {language: urljoin(f"{base.rstrip('/')}/", page.path) for language, base in alternates.items()}
    return dict(sorted({**others, page.language: page.address}.items()))


def written(address: str) -> str:
    """Return an address in the characters that addresses have (RFC 3986); what is escaped already stays so."""
    return quote(address, safe="/:?#[]@!$&'()*+,;=%~", errors="surrogatepass")


def _url(page: SitePage, alternates: Mapping[str, str]) -> str:
    parts = [f"<loc>{_shown(page.address)}</loc>"]
    if page.updated:
        parts.append(f"<lastmod>{page.updated.isoformat()}</lastmod>")
    parts += [
        f'<xhtml:link rel="alternate" hreflang={quoteattr(language)} href="{_shown(address)}"/>'
        for language, address in languages(page, alternates).items()
    ]
    return f"<url>{''.join(parts)}</url>"


def _shown(address: str) -> str:
    return escape(written(address))


def _document(root: str, namespaces: str, entries: list[str]) -> str:
    body = "".join(f"{entry}\n" for entry in entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {namespaces}>\n{body}</{root}>\n'
