"""Pages at old addresses that lead to where a page stands now: no script, and found neither by search nor sitemap."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from ..checks.redirects import FILES, find_redirects
from ..exports.files import put
from ..exports.site import Site, is_site
from ..exports.sitemap import written
from ..messages import _
from ..values import is_url

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={address}">
{canonical}<title>{title}</title>
</head>
<body>
<p>{moved} <a href="{address}">{title}</a></p>
</body>
</html>
"""


class Moved(NamedTuple):
    """An old address of a site that is built."""

    file: str  #: path of the page that stands there
    path: str  #: where it leads: from the top of the site, or an address
    title: str  #: of what stands there
    canonical: str  #: address of record, "" if it is not known


def moved(app: Sphinx) -> Iterator[Moved]:
    """Yield all that lead to a page which is published; one that has become the address of a page is none."""
    site, domain = Site(app), app.env.domains["shohyo"]
    project, outputs = domain.build.project, Path(app.outdir)
    redirects = find_redirects(project, domain.catalogue)
    pages = {Path(app.builder.get_outfilename(name)) for name in app.env.found_docs}
    for name, end in redirects.ends.items():
        old = redirects.by_name[name].old
        file = f"{name}{old[old.rindex('.') :]}" if old.endswith(FILES) else None
        path = outputs / file if file else Path(app.builder.get_outfilename(name))
        target, _hash, anchor = end.partition("#")
        fragment = f"#{quote(anchor)}" if anchor else ""
        if path in pages:
            continue
        file = path.relative_to(outputs).as_posix()
        if is_url(end):
            yield Moved(file, written(end), end, written(end.partition("#")[0]))
        elif target.startswith("/"):
            yield Moved(file, written(end[1:]), target[1:], site.address(written(target[1:])))
        elif target in app.env.found_docs:  # and no draft
            page = site.page(target)
            yield Moved(file, f"{page.path}{fragment}", page.title, page.address)


def page_of(redirect: Moved, language: str) -> str:
    """Return the page at an old address; its links are relative, so that it works wherever the site stands."""
    up = "../" * redirect.file.count("/")
    address = redirect.path if is_url(redirect.path) else (f"{up}{redirect.path}" if redirect.path else up or "./")
    canonical = f'<link rel="canonical" href="{escape(redirect.canonical)}">\n' if redirect.canonical else ""
    return PAGE.format(
        language=escape(language),
        address=escape(address),
        canonical=canonical,
        title=escape(redirect.title),
        moved=escape(_("This page has moved:")),
    )


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write them, in each build; what other extensions have put there stays."""
    if exception or not is_site(app):
        return
    language = Site(app).language
    for redirect in moved(app):
        put(app, redirect.file, page_of(redirect, language).encode("utf-8", "replace"))
