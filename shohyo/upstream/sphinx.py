"""Sphinx, checked with 9.0.4: what it does, and does not promise to go on doing.

Each use is one function, with the reason why public interfaces do not serve; ``tests/build/test_upstream_sphinx.py``
fails when Sphinx changes one of them.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx.application
import sphinx.environment
from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.html._build_info import BuildInfo
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError, SphinxError, SphinxParallelError
from sphinx.util.logging import NAMESPACE, WarningStreamHandler, get_node_location
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.writers.html5 import HTML5Translator


#: bytes of a line of an inventory's head, at most
MAX_LINE = 2**12
#: events in which extensions act on pages that are resolved or written, or on all that are there
PAGE_EVENTS = ("doctree-resolved", "missing-reference", "html-page-context", "build-finished")


# --- configuration, and the course of a build ------------------------------------------------------------


def had_warnings(app: Sphinx) -> bool:
    """Tell whether the build has warned so far."""
    # it is counted for the last line of a build only; a handler of ours would miss what was said before it
    return bool(app._warncount)


def fails_on_warnings(app: Sphinx) -> bool:
    """Tell whether the command line makes warnings failures."""
    # `-W`; the public attribute of that name says no, whatever the command line says
    return app._fail_on_warnings


def add_builtin_extension(name: str) -> None:
    """Let applications that are made from now on load an extension that their configuration does not name."""
    # `extensions` on the command line would take the place of those of conf.py
    if name not in sphinx.application.builtin_extensions:
        sphinx.application.builtin_extensions += (name,)


def filter_warnings(accepts: logging.Filter | Callable[[logging.LogRecord], bool], *, last: bool = False) -> None:
    """Let a filter see each warning of the application that is being set up, before it is counted and shown.

    Args:
        last: after all other filters, so that it sees none that is suppressed.
    """
    # suppress_warnings knows kinds only; Sphinx puts up its handler anew with each application
    for handler in logging.getLogger(NAMESPACE).handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.filters.insert(len(handler.filters) if last else 0, accepts)


def settle_location(record: logging.LogRecord) -> None:
    """Write the place that a warning is about as text, if it is a node."""
    # the filter that makes a text of the location comes after the one that counts
    if isinstance(location := getattr(record, "location", None), nodes.Node):
        record.location = get_node_location(location)


@contextlib.contextmanager
def noted_os_errors(note: Callable[[OSError, logging.LogRecord], None]) -> Iterator[None]:
    """Let *note* see the records of what builders of pages swallow when they write, in the process that wrote."""
    # they only warn of a full disk, page for page; in records from other processes the error has become text

    def see(record: logging.LogRecord) -> bool:
        for value in record.args if isinstance(record.args, tuple) else ():
            if isinstance(value, OSError):
                note(value, record)
        return True

    log = logging.getLogger(f"{NAMESPACE}.{StandaloneHTMLBuilder.__module__}")
    log.addFilter(see)
    try:
        yield
    finally:
        log.removeFilter(see)


def warned_file(env: BuildEnvironment, record: logging.LogRecord) -> str:
    """Return the path from the source folder of the file that a warning is about, or nothing."""
    settle_location(record)
    location = getattr(record, "location", None)
    if isinstance(location, tuple):
        location = location[0]
    if not location:
        return ""
    if location in env.found_docs:
        return env.doc2path(location, base=False).as_posix()
    path = Path(env.srcdir, re.sub(r"(:\d*)+$", "", location))
    return path.relative_to(env.srcdir).as_posix() if path.is_relative_to(env.srcdir) else ""


def forget_page(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Make a page as if it had never been read."""
    # what Sphinx does with a page whose file is gone; there is no call for a file that cannot be read
    app.emit("env-purge-doc", env, docname)
    env.clear_doc(docname)
    env.project.docnames.discard(docname)


class PageError(Exception):
    """Something went wrong in a page, which Sphinx does not name."""


def name_failing_pages(app: Sphinx) -> None:
    """Let what goes wrong while a page is read, resolved or written say which page that was."""
    # no event comes when something goes wrong but the last, and that knows the exception alone
    builder, env = app.builder, app.env
    builder.read_doc = _naming(builder.read_doc, "reading", env)
    builder.write_doc = _naming(builder.write_doc, "writing", env)
    builder.write_doc_serialized = _naming(builder.write_doc_serialized, "writing", env)
    # the environment is stored, so that only its class can be told
    resolving = BuildEnvironment.get_and_resolve_doctree
    resolving = getattr(resolving, "__wrapped__", resolving)

    @functools.wraps(resolving)
    def resolved(env: BuildEnvironment, docname: str, *arguments: Any, **options: Any) -> nodes.document:
        with naming(docname, "resolving", env):
            return resolving(env, docname, *arguments, **options)

    BuildEnvironment.get_and_resolve_doctree = resolved


def _naming(function: Callable[..., Any], what: str, env: BuildEnvironment) -> Callable[..., Any]:
    @functools.wraps(function)
    def named(docname: str, *arguments: Any, **options: Any) -> Any:
        with naming(docname, what, env):
            return function(docname, *arguments, **options)

    return named


@contextlib.contextmanager
def naming(docname: str, what: str, env: BuildEnvironment) -> Iterator[None]:
    """Name a page in what goes wrong in it."""
    try:
        yield
    except (PageError, SphinxParallelError, OSError):  # what is wrong with a disk is not about a page
        raise
    except Exception as error:
        about = str(error) or "no reason is given"
        cause = error.__cause__ or getattr(error, "orig_exc", None)
        detail = f" ({type(cause).__name__}: {cause})" if cause else ""
        path = env.doc2path(docname, base=False).as_posix()
        is_told = isinstance(error, SphinxError) and not isinstance(error, ExtensionError)
        kind = SphinxError if is_told else PageError
        raise kind(f"{path}: {what} this page failed with {type(error).__name__}: {about}{detail}") from error


def complete_visitors(app: Sphinx) -> None:
    """Let a builder know the nodes of its format, of which it asks for none where it has any by its own name."""
    handlers, builder = app.registry.translation_handlers, app.builder
    handlers[builder.name] = {**handlers.get(builder.format, {}), **handlers.get(builder.name, {})}


def redirect_output(app: Sphinx, folder: Path) -> None:
    """Let everything that is written from now on go to another folder than the one it went to."""
    # the folder is a setting of the application, of which the builder keeps copies, and paths below it
    old, builder = Path(app.outdir), app.builder
    for name, value in list(vars(builder).items()):
        if isinstance(value, Path) and value.is_relative_to(old) and not value.is_relative_to(app.doctreedir):
            setattr(builder, name, type(value)(folder / value.relative_to(old)))
    app.outdir = builder.outdir = folder


def pretend_build_info(builder: StandaloneHTMLBuilder) -> BuildInfo:
    """Let a builder believe that the output shows the configuration of today; return what ``.buildinfo`` is to say."""
    # or it would write over that file before anything is built, keep the old one in .buildinfo.bak, and take the
    # output for new if the build is broken off
    true = builder.build_info
    with contextlib.suppress(OSError, ValueError):  # there is none, or it is damaged
        builder.build_info = BuildInfo.load(Path(builder.outdir, ".buildinfo"))
    return true


def configuration_hash(builder: StandaloneHTMLBuilder) -> str:
    """Return what tells apart configurations that pages are written with."""
    info = builder.build_info
    return f"{info.config_hash} {info.tags_hash}"


def keep_templates(builder: StandaloneHTMLBuilder, folder: Path) -> None:
    """Let what Jinja makes of templates be kept in a folder; it knows them by their text."""
    # Jinja has `bytecode_cache`, for which Sphinx has no setting; a project may have another loader
    environment = getattr(builder.templates, "environment", None)
    if environment is not None and environment.bytecode_cache is None:
        folder.mkdir(exist_ok=True)
        environment.bytecode_cache = FileSystemBytecodeCache(os.fspath(folder))


def template_folders(builder: StandaloneHTMLBuilder) -> list[Path]:
    """Return the folders in which templates are looked for, those of themes included."""
    # `pathchain` of the loader that Sphinx brings; a project may have another loader, which tells nothing
    return [Path(folder) for folder in getattr(builder.templates, "pathchain", ())]


def is_heard(app: Sphinx, event: str) -> bool:
    """Tell whether anything listens to an event."""
    return bool(app.events.listeners.get(event))


def who_acts_on_pages(app: Sphinx) -> set[str]:
    """Return the modules of what changes or writes pages when all are read; conf.py is called so."""
    # there is no public way to ask who listens, or what is registered
    acting: list[Any] = [listener.handler for event in PAGE_EVENTS for listener in app.events.listeners.get(event, ())]
    acting += app.registry.get_post_transforms()
    for name in (app.builder.name, app.builder.format):
        acting += [visit for visit, _depart in app.registry.translation_handlers.get(name, {}).values()]
    acting = [getattr(one, "func", one) for one in acting]  # of a partial
    return {getattr(one, "__module__", None) or "conf.py" for one in acting}


def leave_contents_alone(env: BuildEnvironment) -> dict[str, set[str]]:
    """Let Sphinx write no page because of its table of contents; return what it is to be given back."""
    kept = env.files_to_rebuild
    env.files_to_rebuild = {}
    return kept


# --- what the environment knows of pages -----------------------------------------------------------------


def pages_with_globs(env: BuildEnvironment) -> set[str]:
    """Return the pages whose tables of contents list what there is."""
    # Sphinx reads them again when a page is new or gone, and does not know of pages that we hold back
    return env.glob_toctrees & env.found_docs


def listed_in(env: BuildEnvironment, docname: str) -> Sequence[str]:
    """Return the pages in the tables of contents of a page, in their order."""
    # undocumented; reading the nodes again would mean to load the doctree
    return env.toctree_includes.get(docname, ())


def walk_contents_flatly() -> None:
    """Let Sphinx go through tables of contents without a call for each level, and without end where they are a circle.

    Its own function calls itself for each page in a table of contents, also for those that it has seen.
    """
    # `collect_relations`, which is public, has no other way to be told; what comes out is the same where that ends
    sphinx.environment._traverse_toctree = _traverse


def _traverse(
    traversed: set[str], parent: str | None, docname: str, includes: Mapping[str, Iterable[str]]
) -> Iterator[tuple[str | None, str]]:
    """Yield parent and page in the order of the tables of contents, each page once."""
    waiting = [(parent, docname)]
    while waiting:
        parent, docname = waiting.pop()
        if docname in traversed:
            continue
        traversed.add(docname)
        yield parent, docname
        waiting += [(docname, child) for child in reversed([*includes.get(docname, ())])]


def shorten_contents(env: BuildEnvironment, is_cut: Callable[[str, str], bool]) -> None:
    """Let lists in lists of contents end at some entries, in memory only.

    Args:
        is_cut: whether what a page lists is left out where the page itself is listed.
    """
    # to resolve one table, Sphinx resolves all below it, to any depth, and prunes them afterwards
    for docname, contents in env.tocs.items():
        for node in contents.findall(addnodes.toctree):
            node["entries"] = [(title, name) for title, name in node["entries"] if not is_cut(docname, name)]


def contents_below(env: BuildEnvironment) -> Mapping[str, Sequence[str]]:
    """Return page → the pages in its tables of contents."""
    # undocumented; reading the nodes again would mean to load all doctrees
    return {
        docname: [name for name in names if name in env.found_docs] for docname, names in env.toctree_includes.items()
    }


def parents(env: BuildEnvironment) -> dict[str, str | None]:
    """Return page → page in whose table of contents it stands first; pages in none are left out."""
    # undocumented; what "up" of the page context is made of, which exists during writing alone
    return {docname: parent for docname, (parent, _before, _after) in env.collect_relations().items()}


def has_title(env: BuildEnvironment, docname: str) -> bool:
    """Tell whether a page has a title; Sphinx keeps a text in its place (``TitleCollector``)."""
    return docname in env.titles and env.titles[docname].astext() != "<no title>"


def page_of_label(env: BuildEnvironment, label: str) -> str | None:
    """Return the page on which a label stands, be it above a heading or not."""
    # the domain promises roles, not how it keeps what they find
    labels = env.domains.standard_domain.anonlabels
    return labels[label][0] if label in labels else None


def unlink_downloads(env: BuildEnvironment, docname: str) -> None:
    """Let the entries of a page in tables of contents be no downloads."""
    # resolving a table of contents ends in a KeyError at such a node, which a heading may well have
    for found in (env.tocs[docname], env.titles[docname]):
        for node in list(found.findall(addnodes.download_reference)):
            node.replace_self(node.children)


def resolve(app: Sphinx, docname: str) -> nodes.document:
    """Return a page as it is written, its references resolved; ``doctree-resolved`` is emitted for it."""
    # documented without `tags`, which it warns of when they are missing
    return app.env.get_and_resolve_doctree(docname, app.builder, tags=app.tags)


def project_of(inventory: Path) -> str:
    """Return the name of the project that an inventory (objects.inv) is of, or nothing."""
    # who reads one by Sphinx gets the name with each object, and none of an inventory that has no objects
    with contextlib.suppress(OSError, ValueError), inventory.open("rb") as file:
        if file.readline(MAX_LINE).startswith(b"# Sphinx inventory version"):
            return file.readline(MAX_LINE).decode().removeprefix("# Project:").strip()
    return ""


# --- builders of pages -----------------------------------------------------------------------------------


def has_search(builder: Builder) -> bool:
    """Tell whether a builder writes pages with a search, be its own switched off or not."""
    # `search` says so of HTML builders, for themselves and for those derived from them; nothing public does
    return isinstance(builder, StandaloneHTMLBuilder) and type(builder).search


def switch_search_off(builder: StandaloneHTMLBuilder) -> None:
    """Let a builder write neither an index nor a search page of its own."""
    # it asks `self.search` before either; there is no configuration for it
    builder.search = False


def stock_index(builder: StandaloneHTMLBuilder) -> Path:
    """Return the index of Sphinx's own search."""
    # it adds to the file that it finds, and keeps words that are gone; the name differs from builder to builder
    return Path(builder.outdir, builder.searchindex_filename)


def stores_contexts(builder: Builder) -> bool:
    """Tell whether a builder stores what templates would get: built-in types only, for programs and not browsers."""
    # it derives from the builder of pages, of which nothing says that it writes none
    return isinstance(builder, SerializingHTMLBuilder)


def renew_build_info(builder: StandaloneHTMLBuilder) -> None:
    """Let ``.buildinfo`` say what the configuration is now."""
    # it is taken when the builder is made, before any extension hears of the builder
    builder.build_info = builder.create_build_info()


def image_folder(builder: StandaloneHTMLBuilder) -> Path:
    """Return where an HTML builder puts pictures."""
    # `imagedir` is undocumented; "_images", or another in books
    return Path(builder.outdir, builder.imagedir)


def image_paths(builder: StandaloneHTMLBuilder) -> set[str]:
    """Return the paths, from the output folder, of the pictures of all pages; a builder copies those that it writes."""
    # the names that they get in one folder; the attribute is undocumented
    return {f"{builder.imagedir}/{name}" for _docnames, name in builder.env.images.values()}


def source_copy(builder: StandaloneHTMLBuilder, docname: str) -> str:
    """Return the name of the copy of a page's source."""
    # as `get_doc_context` makes it, which needs the page to be written
    suffix = builder.env.doc2path(docname, base=False).as_posix().removeprefix(docname)
    end = builder.config.html_sourcelink_suffix
    return docname + suffix + ("" if suffix == end else end)


def image_path(builder: StandaloneHTMLBuilder) -> str:
    """Return the address of the folder of pictures, from the page that is being written."""
    # what Sphinx's own writer puts before the names of pictures
    return builder.imgpath


def neighbours(builder: Builder, docname: str) -> tuple[str | None, str | None]:
    """Return the pages before and after one by the tables of contents."""
    # a page's context has their titles and links only; builders without pages have no `relations`
    _parent, before, after = getattr(builder, "relations", {}).get(docname, (None, None, None))
    return before, after


def title_html(builder: StandaloneHTMLBuilder, docname: str) -> str:
    """Return the title of a page as HTML, in the form of ``prev`` and ``next``."""
    # undocumented; titles may have markup in them
    return builder.render_partial(builder.env.titles[docname])["title"]


def add_page_script(builder: StandaloneHTMLBuilder, name: str, **attributes: str) -> None:
    """Add a script to the page that is written, during ``html-page-context``."""
    # the public `app.add_js_file` does the same, and keeps all attributes of each page until the build ends
    builder.add_js_file(name, **attributes)


def asset_path(asset: Any) -> str:
    """Return the path of an entry of ``script_files`` or ``css_files``; of a script in the page, nothing."""
    # entries are objects of private classes, or strings where a theme or an extension has added them
    return str(getattr(asset, "filename", asset) or "")


def theme_folders(builder: StandaloneHTMLBuilder) -> list[Path]:
    """Return the folders of the theme and of those it inherits from, down to Sphinx's own."""
    # undocumented; asked of the class, since the function below answers for the theme itself
    return [Path(folder) for folder in type(builder.theme).get_theme_dirs(builder.theme)]


def keep_static_files_out(builder: StandaloneHTMLBuilder, folders: Collection[Path]) -> None:
    """Let Sphinx copy no static files of some of the folders that the theme inherits from."""
    # it copies those of every folder that the theme names, and nothing excepts one; templates have been found by now
    kept = [folder for folder in builder.theme.get_theme_dirs() if Path(folder) not in folders]
    builder.theme.get_theme_dirs = lambda: kept


def end_link_to_contents(translator: HTML5Translator) -> None:
    """End the link from a heading to a list of contents, where there is one, before the heading ends."""
    # what ends the heading is on top of `context`; with such a link, Sphinx writes the heading's sign by hand, and
    # without one by `add_permalink_ref`, which is undocumented, too
    if translator.context[-1].startswith("</a></h"):
        translator.body.append("</a>")
        translator.context[-1] = translator.context[-1].removeprefix("</a>")
