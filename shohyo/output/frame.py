"""Shohyo's own frame around pages, in place of what sphinx-book-theme sends; ``shohyo_frame = True`` turns it on.

The templates go on extending those of the theme.  What changes is what a page loads: our style sheets and
one small script instead of the theme's.  With the value unset, and for builders that write no pages for
browsers, nothing here does anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from markupsafe import escape

from ..assets import STAGE
from ..messages import _
from ..search.sphinx.state import is_searchable
from ..upstream.sphinx import asset_path, contents_of, theme_folders
from .navigation import NavigationEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

#: style sheets of every page, which are sent as one
SHEETS = tuple(f"shohyo/{name}.css" for name in ("tokens", "search", "shohyo", "views", "frame"))
STYLE = "shohyo/pages.css"
SCRIPT = "shohyo/shohyo-frame.js"
#: of a page's table of contents: sections and their sections
DEPTH = 2
#: templates that the theme would render, twice each, for places that our frame does not have
SECTIONS = (
    "navbar_start", "navbar_center", "navbar_persistent", "navbar_end", "article_header_start", "article_header_end",
    "article_footer_items", "content_footer_items", "footer_start", "footer_center", "footer_end",
    "footer_content_items", "primary_sidebar_end", "secondary_sidebar_items",
)  # fmt: skip
#: what Sphinx's own scripts offer is used by scripts of other extensions only
OF_SPHINX = re.compile(r"_static/(documentation_options|doctools|translations|sphinx_highlight)\.js$")
OURS = re.compile(r"_static/(shohyo/.*|design-tabs\.js)$")
#: tags whose width and height docutils writes as style, which a strict Content-Security-Policy refuses
SIZED = re.compile(r'(<(?:img|object|video|table|col)\b[^<>]*?) style="([^"<>]*)"')
#: Sphinx says in English what these lead to, and reads "#" aloud
ANCHOR = re.compile(r'(<a class="headerlink" href="[^"]*") title="[^"]*"')
SIZE = re.compile(r"(width|height): (\d+(?:\.\d+)?)(px|%)?")


@dataclass(frozen=True)
class FrameContext:
    """What the frame's templates know, as ``shohyo_frame``."""

    labels: dict[str, str]  # interface texts
    contents: tuple[NavigationEntry, ...]  # sections of the page


def labels() -> dict[str, str]:
    """Return name → text in the site's language."""
    return {
        "skip": _("Skip to the text"),
        "menu": _("Menu"),
        "close": _("Close"),
        "dark": _("Dark colours"),
        "breadcrumbs": _("Where this page stands"),
        "contents": _("On this page"),
        "sequence": _("Previous and next page"),
        "previous": _("Previous page"),
        "next": _("Next page"),
    }


def is_framed(app: Sphinx) -> bool:
    return bool(app.config.shohyo_frame) and is_searchable(app.builder)


def on_builder_inited(app: Sphinx) -> None:
    """Add the style sheets as one, and the script that runs before the first paint, so that colours never flash."""
    if is_framed(app):
        folder = Path(app.doctreedir, STAGE)
        (folder / STYLE).write_bytes(b"".join((folder / sheet).read_bytes() for sheet in SHEETS))
        for sheet in SHEETS:
            (folder / sheet).unlink()
        app.add_css_file(STYLE, priority=600)
        app.add_js_file(SCRIPT, priority=100, **{"data-copied": _("The address was copied")})


def on_early_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Spare the theme the parts that are not shown."""
    if is_framed(app):
        context["sidebars"] = []
        for name in SECTIONS:
            if f"theme_{name}" in context:
                context[f"theme_{name}"] = []


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give templates what the frame shows, and leave out what the page does not use."""
    if not is_framed(app):
        return
    texts = {name: str(text) for name, text in labels().items()}
    context["shohyo_frame"] = FrameContext(texts, _contents(app, pagename))
    body = without_styles(context.get("body") or "")
    label = escape(_("Link to this place"))
    body = context["body"] = ANCHOR.sub(lambda match: f'{match[1]} aria-label="{label}" title="{label}"', body)
    context["css_files"] = [css for css in context["css_files"] if _is_used(asset_path(css), body)]
    scripts = [
        script for script in context["script_files"] if asset_path(script) and _is_used(asset_path(script), body)
    ]
    if all(OURS.search(asset_path(script)) or OF_SPHINX.search(asset_path(script)) for script in scripts):
        scripts = [script for script in scripts if OURS.search(asset_path(script))]
    context["script_files"] = scripts


def _is_used(path: str, body: str) -> bool:
    """Tell whether a page needs a file: none of the theme's, and sphinx-design's where its classes stand."""
    if path.removeprefix("_static/") in SHEETS:
        return False  # it is in the one
    if path.startswith(("_static/styles/", "_static/scripts/", "_static/pygments.css", "_static/basic.css")):
        return False
    if path.startswith("_static/design-tabs"):
        return "sd-tab-set" in body
    return "sd-" in body or not path.startswith("_static/sphinx-design")


def without_styles(html: str) -> str:
    """Return HTML of docutils with sizes as attributes: style attributes need a looser policy."""

    def attributes(match: re.Match[str]) -> str:
        sizes = "".join(
            f' {name}="{number}{"%" if unit == "%" else ""}"' for name, number, unit in SIZE.findall(match[2])
        )
        return match[1] + sizes

    return SIZED.sub(attributes, html)


def _contents(app: Sphinx, pagename: str) -> tuple[NavigationEntry, ...]:
    """Return the sections of a page, without its title; the home page is no document to look through."""
    contents = None if pagename == app.config.root_doc else contents_of(app, pagename)
    if contents is None:
        return ()
    entries = _entries(contents, DEPTH + 1)
    # more than one, and it is a document of several parts
    return entries[0].children if len(entries) == 1 else entries


def _entries(parent: nodes.Node, depth: int) -> tuple[NavigationEntry, ...]:
    """Return the links of a list and, so deep, of the lists in it."""
    if depth == 0:
        return ()
    lists = [parent] if isinstance(parent, nodes.bullet_list) else parent.children
    found = []
    for item in (item for child in lists if isinstance(child, nodes.bullet_list) for item in child.children):
        link = next(iter(item.findall(nodes.reference)), None)
        if link is not None and not link.get("refuri", "").partition("#")[0]:
            anchor = link.get("anchorname") or link.get("refuri") or "#"
            found.append(NavigationEntry(link.astext(), anchor, children=_entries(item, depth - 1)))
    return tuple(found)


def unused_files(app: Sphinx) -> Iterator[Path]:
    """Yield static files that no page loads: style sheets of a build with another frame, and all of the theme's."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    yield from (static / sheet for sheet in (SHEETS if is_framed(app) else (STYLE,)))
    if is_framed(app):
        for folder in theme_folders(app.builder):
            source = folder / "static"
            yield from (static / path.relative_to(source) for path in source.rglob("*") if path.is_file())
