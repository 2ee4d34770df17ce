"""``404.html``: what a host answers at an address that is none, whichever and however deep.

It is served at addresses that nobody knows beforehand, so that its links are paths from the top of the host; they
begin with the path of ``html_baseurl``, or with what ``shohyo_notfound`` says.  A script names the pages whose
addresses are most like the one that was asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup

from .. import assets
from ..exports.files import put
from ..exports.site import Site, add_to_head, is_site
from ..messages import _
from ..text.phrases import phrases
from ..upstream.basic_ng import has_layout
from .engines import NOINDEX

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

NAME = "404"
FILE = "404.html"
TEMPLATE = "shohyo/notfound.html"
#: the extension that writes one of its own
OTHER = "notfound.extension"
SCRIPT = "shohyo/shohyo-missing.js"
#: what there is, for the script
ADDRESSES = "_static/shohyo/addresses.js"
#: attributes with the address of something
_LINK = re.compile(r'(\s(?:href|src|action|data-root|data-index|data-search|data-content_root)=)"([^"]*)"')


def prefix_of(app: Sphinx) -> str:
    """Return the path of the site on its host, with a slash at both ends; "" if there is to be no such page."""
    setting = app.config.shohyo_notfound
    if not setting or not is_site(app) or OTHER in app.extensions or NAME in app.env.found_docs:
        return ""
    if isinstance(setting, str):
        return f"/{setting.strip('/')}/".replace("//", "/")
    base = Site(app).base
    return (urlsplit(base).path or "/") if base else ""


def on_html_collect_pages(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    """Write the page; the builder would put it elsewhere where each page has a folder."""
    file = Path(app.outdir, FILE)
    if (prefix := prefix_of(app)) and not file.exists():  # the project may have brought its own
        app.builder.handle_page(NAME, {"title": _("Page not found")}, TEMPLATE, outfilename=file)
        here = prefix + app.builder.get_target_uri(NAME)
        file.write_text(rooted(file.read_text("utf-8"), here), "utf-8", newline="\n")
    return ()


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the template its texts; the page has no address of its own."""
    if templatename != TEMPLATE:
        return
    context["pageurl"] = None
    if NOINDEX not in (context.get("metatags") or ""):
        add_to_head(context, NOINDEX)
    context["shohyo_notfound"] = {
        "text": _("There is nothing at this address. The page may have moved, or the address may be misspelt."),
        "title": _with_breaks(_("Page not found"), app.config.language),
        "nearest": _with_breaks(_("Pages with a similar address"), app.config.language),
        "home": _("To the first page"),
        "placeholder": _("Search this site"),
        "search": _("Search"),
        "root": prefix_of(app),
        "addresses": ADDRESSES,
        "script": f"_static/{SCRIPT}",
        "version": assets.digest(SCRIPT),
        "has_layout": has_layout(app.builder),
    }


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the list of addresses."""
    if not exception and prefix_of(app):
        pages = [[page.path, page.title] for page in Site(app).pages]
        data = json.dumps(pages, ensure_ascii=False, separators=(",", ":"))
        script = f"globalThis.Shohyo = {{ ...globalThis.Shohyo, addresses: {data} }};\n"
        put(app, ADDRESSES, script.encode("utf-8", "replace"))


def _with_breaks(text: str, language: str) -> Markup:
    """Return a heading that breaks between phrases, in Japanese."""
    return Markup("<wbr>").join(phrases(str(text)) if language.startswith("ja") else [str(text)])


def rooted(html: str, here: str) -> str:
    """Return a page whose links are paths from the top of the host.

    Args:
        html: with links that are relative to *here*.
        here: path of the page on its host.
    """

    def replace(match: re.Match[str]) -> str:
        address = unescape(match[2])
        if not address or address.startswith(("#", "/")) or urlsplit(address).scheme:
            return match[0]
        return f'{match[1]}"{escape(urljoin(here, address))}"'

    return _LINK.sub(replace, html)
