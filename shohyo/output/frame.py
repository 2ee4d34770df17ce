"""The theme ``shohyo``: a frame of our own around pages, on the stack of sphinx-book-theme.

``shohyo/theme/shohyo`` has the templates; here stands what they know of a page, and what a page loads: our style
sheets as one, one small script, and of others what the page uses.  Under any other theme nothing here does anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.logging import getLogger

from .. import assets
from ..messages import _
from ..upstream import design
from ..upstream.ending import writing
from ..upstream.pydata import is_own_script, leave_search_field_out
from ..upstream.sphinx import asset_path, keep_static_files_out, stores_contexts, theme_folders
from ..upstream.writing import contents_of
from ..wording import say, told
from .navigation import NavigationEntry
from .translator import frame_translator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config

THEME = "shohyo"
FOLDER = Path(__file__).parents[1] / "theme" / THEME
#: style sheets of every page, which are sent as one
SHEETS = tuple(f"shohyo/{name}.css" for name in ("tokens", "search", "shohyo", "views", "frame"))
STYLE = "shohyo/pages.css"
SCRIPT = "shohyo/shohyo-frame.js"
#: of a page's table of contents: sections and their sections
DEPTH = 2
#: what Sphinx's own scripts offer is used by scripts of other extensions only
OF_SPHINX = frozenset({"documentation_options.js", "doctools.js", "translations.js", "sphinx_highlight.js"})

logger = getLogger(__name__)


@dataclass(frozen=True)
class FrameContext:
    """What the templates of the theme know, as ``shohyo_frame``."""

    labels: dict[str, str]  # interface texts
    contents: tuple[NavigationEntry, ...]  # sections of the page
    unused: frozenset[str]  # static files that this page has no use for
    inherited: tuple[Path, ...]  # folders of the themes below ours

    def styles(self, files: Sequence[Any]) -> list[Any]:
        """Return which style sheets, of all that are there for a page, it loads."""
        return [file for file in files if self._loads(_static_name(file))]

    def scripts(self, files: Sequence[Any]) -> list[Any]:
        """Return which scripts it loads; Sphinx's own are there for those of others only."""
        loaded = [(file, _static_name(file)) for file in files if not is_own_script(file)]
        loaded = [(file, name) for file, name in loaded if self._loads(name)]
        alone = all(name.startswith("shohyo/") or name == design.TABS or name in OF_SPHINX for _file, name in loaded)
        return [file for file, name in loaded if not (alone and name in OF_SPHINX)]

    def _loads(self, name: str) -> bool:
        return name not in self.unused and not _is_inherited(self.inherited, name)


@cache
def _is_inherited(folders: tuple[Path, ...], name: str) -> bool:
    """Tell whether a static file belongs to one of the themes below ours."""
    return any((folder / "static" / name).is_file() for folder in folders)


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


def is_framed(builder: Builder) -> bool:
    """Tell whether a builder writes pages with our theme, or one that inherits from it."""
    return (
        isinstance(builder, StandaloneHTMLBuilder) and not stores_contexts(builder) and FOLDER in theme_folders(builder)
    )


def inherited_folders(builder: StandaloneHTMLBuilder) -> tuple[Path, ...]:
    """Return the folders of the themes below ours, without that of Sphinx, whose files others need."""
    folders = theme_folders(builder)
    return tuple(folders[folders.index(FOLDER) + 1 : -1])


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Take ``shohyo_frame = True``, which was the way to the frame before it was a theme, for its name.

    It is no warning: what the author wrote goes on working, and ``-W`` would stop a site for it.
    """
    if config.shohyo_frame and config.html_theme != THEME:
        text = say('shohyo_frame = True will go: write html_theme = "{theme}" in its place', theme=THEME)
        logger.info("%s", told(text, config.language))
        config.html_theme = THEME


def on_builder_inited(app: Sphinx) -> None:
    """Add what all pages load, have HTML written as the frame wants it, and leave the files of other themes away."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        with writing(Path(app.doctreedir), app.config.language):
            assets.stage(Path(app.doctreedir, assets.STAGE), _static_files(app.builder))
    if is_framed(app.builder):
        app.add_css_file(STYLE, priority=600)
        # before the first paint, so that colours never flash
        app.add_js_file(SCRIPT, priority=100, **{"data-copied": _("The address was copied")})
        translator = frame_translator(app.builder.get_translator_class(), str(_("Link to this place")))
        app.set_translator(app.builder.name, translator, override=True)
        keep_static_files_out(app.builder, inherited_folders(app.builder))
        leave_search_field_out(app.builder)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give templates what the frame shows and what the page has no use for."""
    if is_framed(app.builder):
        context["shohyo_frame"] = FrameContext(
            {name: str(text) for name, text in labels().items()},
            _contents(app, pagename),
            frozenset({"pygments.css", *SHEETS, *design.unused_files(doctree, context.get("body") or "")}),
            inherited_folders(app.builder),
        )


def _static_files(builder: StandaloneHTMLBuilder) -> dict[str, list[str]]:
    """Return our static files, each with those that it is made of."""
    if not is_framed(builder):
        return {name: [name] for name in assets.names()}
    return {name: [name] for name in assets.names() if name not in SHEETS} | {STYLE: list(SHEETS)}


def _static_name(asset: Any) -> str:
    """Return the path of a style sheet or script in the folder of static files; of one in the page, nothing."""
    return asset_path(asset).removeprefix("_static/")


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
        if link is not None:
            anchor = link["anchorname"] or "#"
            found.append(NavigationEntry(link.astext(), anchor, children=_entries(item, depth - 1)))
    return tuple(found)
