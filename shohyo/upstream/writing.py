"""Sphinx, checked with 9.0.4: what it works out anew for each page that it writes, and need not.

Each is one function, with the reason why nothing public serves; ``tests/build/test_upstream_speed.py`` fails when
Sphinx does it another way, or no longer needs the help.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import sphinx.builders.html
import sphinx.events
from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import document_toc
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform, HighlightLanguageVisitor
from sphinx.util.osutil import relative_uri

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx

#: of Sphinx, from which on it shows its messages on each event: -vv
VERBOSE = 2
#: methods that give the address of a page by its name alone
BY_NAME = (StandaloneHTMLBuilder.get_target_uri, DirectoryHTMLBuilder.get_target_uri)

_apply_language = HighlightLanguageTransform.apply
_file_checksum = getattr(sphinx.builders.html, "_file_checksum", None)


def remember_titles(builder: StandaloneHTMLBuilder) -> None:
    """Let the title of a page be rendered once, and not for each page before, after and below it, too."""
    # each time it makes a document, runs transforms over it and makes a translator; no cache can be switched on
    render = builder.render_partial
    known: dict[tuple[str, str], dict[str, str]] = {}

    def render_partial(node: nodes.Node | None) -> dict[str, str]:
        # what a title with markup in it becomes depends on the page on which it stands
        if not isinstance(node, nodes.title) or not all(isinstance(child, nodes.Text) for child in node.children):
            return render(node)
        key = node.astext(), repr(node.attributes)
        if key not in known:
            around = node.parent, node.document
            known[key] = render(node)
            # else the environment would keep the document that was made for it, with its settings, 5 kB each
            node.parent, node.document = around
        return dict(known[key])

    if type(builder).render_partial is StandaloneHTMLBuilder.render_partial:
        builder.render_partial = render_partial


def remember_addresses(builder: StandaloneHTMLBuilder) -> None:
    """Let the address of a page from another be worked out once for all pages of a folder."""
    # it is asked for with each link, and again for each entry of a sidebar, and quotes both names each time
    kind = type(builder)
    if kind.get_relative_uri is not Builder.get_relative_uri or kind.get_target_uri not in BY_NAME:
        return  # who overrides one may look at more than the names
    target = functools.lru_cache(maxsize=1 << 16)(builder.get_target_uri)
    from_folder = functools.lru_cache(maxsize=1 << 16)(relative_uri)

    def get_relative_uri(from_: str, to: str, typ: str | None = None) -> str:
        here, there = target(from_), target(to, typ)
        if here == there:
            return ""
        # any page of the folder will do, but none that is
        return from_folder(here.rpartition("/")[0] + "/\0" if "/" in here else "\0", there)

    builder.get_target_uri, builder.get_relative_uri = target, get_relative_uri


def resolve_contents(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put lists of links in place of the tables of contents of a page, as Sphinx does after ``doctree-resolved``."""
    # who makes something of a page as readers see it comes too early by that event, and nothing public comes later;
    # to do it here saves doing it twice, and saying twice what is wrong with them
    for table in list(doctree.findall(addnodes.toctree)):
        found = app.env.resolve_toctree(docname, app.builder, table)
        table.parent.replace(table, [] if found is None else found)


def keep_templates(builder: StandaloneHTMLBuilder) -> None:
    """Let the files of templates be looked at when a build begins to write, and not whenever one is used."""
    # no setting of Sphinx reaches this one of Jinja
    environment = getattr(builder.templates, "environment", None)
    if environment is not None:
        environment.cache.clear()
        environment.auto_reload = False


def hold_events_back(app: Sphinx) -> None:
    """Let no text be made of the arguments of an event, the HTML of a page among them, for a log that is not kept."""
    # Sphinx makes it before it asks whether there is such a log, with the name that it finds in its module first
    sphinx.events.repr = repr if app.verbosity >= VERBOSE else _nothing


def _nothing(arguments: tuple[Any, ...]) -> str:
    return ""


def remember_checksums() -> None:
    """Let the file that a page loads be looked for once, and not on each page; what is in it is read once as it is."""
    # all directories above the file are asked whether they are links
    if _file_checksum is not None:
        sphinx.builders.html._file_checksum = functools.cache(_file_checksum)


def leave_style_sheets_out(builder: StandaloneHTMLBuilder) -> None:
    """Let translators not look for docutils' own style sheets, which no page of Sphinx loads, whenever one is made."""
    # the settings are those of docutils' writer, of which Sphinx takes the text alone; they are made before it writes
    prepare = builder.prepare_writing

    def prepare_writing(docnames: Set[str]) -> None:
        prepare(docnames)
        for settings in (builder.docsettings, builder._settings):
            settings.stylesheet_path = settings.stylesheet = None

    builder.prepare_writing = prepare_writing


def visit_literal_blocks_only() -> None:
    """Let the language of literal blocks be settled without a visit to all other nodes."""
    # a transform that is registered cannot be taken back
    HighlightLanguageTransform.apply = _settle_languages


def _settle_languages(self: HighlightLanguageTransform, **options: Any) -> None:
    if next(self.document.findall(addnodes.highlightlang), None) is not None:
        _apply_language(self, **options)  # from there on it is another
        return
    visitor = HighlightLanguageVisitor(self.document, self.config.highlight_language)
    visitor.visit_document(self.document)
    for block in self.document.findall(nodes.literal_block):
        visitor.visit_literal_block(block)


def contents_of(app: Sphinx, docname: str) -> nodes.Node | None:
    """Return the table of contents of one page, as nodes that are only to be read."""
    # templates get it as HTML, which would have to be parsed again
    contents = app.env.tocs.get(docname)
    if contents is None:
        return None
    if "tocdepth" in app.env.metadata[docname] or any(contents.findall(addnodes.only)):
        return document_toc(app.env, docname, app.tags)
    return contents  # a copy, as Sphinx makes it, would be the same
