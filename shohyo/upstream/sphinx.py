"""Sphinx: what is used of it that its documentation does not promise.  Checked with Sphinx 9.0.4."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.environment.adapters.toctree import document_toc
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment


# --- configuration and the course of a build --------------------------------------------------------


def is_set(config: Config, name: str) -> bool:
    """Tell whether conf.py or the command line sets a value; a default of ours must not win over it."""
    return name in config._raw_config or name in config._overrides


def had_warnings(app: Sphinx) -> bool:
    """Tell whether the build has warned so far; what it wrote then is not to be relied on."""
    return bool(app._warncount)


def forget_page(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Make a page as if it had never been read, as Sphinx does with a page whose file is gone."""
    app.emit("env-purge-doc", env, docname)
    env.clear_doc(docname)
    env.project.docnames.discard(docname)


def pages_with_globs(env: BuildEnvironment) -> set[str]:
    """Return the pages whose tables of contents list what there is; Sphinx reads them again for new pages only."""
    return env.glob_toctrees & env.found_docs


# --- what the environment knows of pages -----------------------------------------------------------------


def listed_in(env: BuildEnvironment, docname: str) -> list[str]:
    """Return the pages that the tables of contents of a page list, in order."""
    return list(env.toctree_includes.get(docname, ()))


def page_of_label(env: BuildEnvironment, label: str) -> str | None:
    """Return the page on which a label stands, be it above a heading or not."""
    labels = env.domains.standard_domain.anonlabels
    return labels[label][0] if label in labels else None


def contents_of(app: Sphinx, docname: str) -> nodes.Node | None:
    """Return the table of contents of one page, as themes get it, before it is HTML."""
    return document_toc(app.env, docname, app.tags) if docname in app.env.tocs else None


def shown_images(env: BuildEnvironment) -> set[str]:
    """Return the names, in the folder of images, of the pictures that pages show."""
    return {name for _docnames, name in env.images.values()}


def linked_downloads(env: BuildEnvironment) -> set[str]:
    """Return the paths, in the folder of downloads, of the files that pages link to; Sphinx keeps them as paths."""
    return {Path(name).as_posix() for _docnames, name in env.dlfiles.values()}


# --- builders --------------------------------------------------------------------------------------------


def stores_contexts(builder: Builder) -> bool:
    """Tell whether a builder stores what templates would get: built-in types only, for programs and not browsers."""
    # it derives from the builder of pages, of which nothing says that it writes none
    return isinstance(builder, SerializingHTMLBuilder)


def output_files(app: Sphinx, docname: str) -> Iterable[Path]:
    """Yield what an HTML builder writes of a document: the page, and copies of its source under all suffixes."""
    yield Path(app.builder.get_outfilename(docname))
    for suffix in app.config.source_suffix:
        copy = Path(app.outdir, "_sources", docname + suffix)
        yield copy
        yield copy.with_name(copy.name + app.config.html_sourcelink_suffix)


def image_folder(builder: StandaloneHTMLBuilder) -> Path:
    """Return where an HTML builder puts pictures."""
    return Path(builder.outdir, builder.imagedir)


def image_path(builder: StandaloneHTMLBuilder) -> str:
    """Return the address of the folder of pictures, from the page that is being written."""
    return builder.imgpath


def neighbours(builder: Builder, docname: str) -> tuple[str | None, str | None]:
    """Return the pages before and after one by the tables of contents, as ``prev`` and ``next`` have them."""
    _parent, before, after = getattr(builder, "relations", {}).get(docname, (None, None, None))
    return before, after


def title_html(builder: StandaloneHTMLBuilder, docname: str) -> str:
    """Return the title of a page as HTML, as ``prev`` and ``next`` have it."""
    return builder.render_partial(builder.env.titles[docname])["title"]


def stock_index(builder: StandaloneHTMLBuilder) -> Path:
    """Return the index of Sphinx's own search, which adds to the file that it finds and keeps words that are gone."""
    return Path(builder.outdir, builder.searchindex_filename)


def asset_path(asset: Any) -> str:
    """Return the path of a style sheet or script as a page's context lists it; of a script in the page, nothing."""
    return str(getattr(asset, "filename", asset) or "")


def theme_folders(builder: StandaloneHTMLBuilder) -> list[Path]:
    """Return the folders of the theme and of those it inherits from, the theme itself first, without Sphinx's own."""
    # the last ancestor is "basic", whose files extensions rely on
    return [Path(folder) for folder in builder.theme.get_theme_dirs() if Path(folder).name != "basic"]
