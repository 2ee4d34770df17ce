"""Texts of the front matter in the language of a translated site, as Sphinx translates the text below it.

The builder ``gettext`` writes them into the catalogue of their page; a build with such catalogues in ``locale_dirs``
reads them from there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.locale import init as catalogue_of
from sphinx.util.i18n import docname_to_domain

from ..fields.positioned import KeyPath
from ..model import Chapter, Component, Entry, Flow, Image, Page, Part, Pattern, Record, Relation, Review, Source, Trait
from ..source import frontmatter
from .domain import is_markdown

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: keys that hold words for readers; names of people, books, tags and addresses stay
TEXTS: dict[type[Record], tuple[str, ...]] = {
    Page: ("title", "summary"),
    Review: ("title", "summary"),
    Pattern: ("title", "summary", "intent"),
    Relation: ("why",),
    Trait: ("name", "value"),
    Source: ("source", "where"),
    Part: ("title",),
    Chapter: ("title", "intro"),
    Entry: ("heading",),
    Component: ("label",),
    Flow: ("label",),
    Image: ("alt",),
}

#: where a text stands, and the text on one line → what is to stand there
Translate = Callable[[KeyPath, str], str]


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Show the builder ``gettext`` the texts as they are written."""
    path = Path(app.env.doc2path(docname))
    if app.builder.name != "gettext" or docname not in app.env.domains["shohyo"].documents:
        return
    if not is_markdown(app.config, path):
        return
    front = frontmatter.parse(path.read_text("utf-8-sig"), str(path), docname)
    texts = nodes.container()

    def note(at: KeyPath, text: str) -> str:
        node = nodes.paragraph(text)
        node.source, node.line, node.uid = str(path), front.place(*at)[0], ""  # as the builder wants them
        texts.append(node)
        return text

    if front.record:
        _each(front.record, note)
    doctree += texts


def translated(app: Sphinx, docname: str, record: Page) -> Page:
    """Return what the front matter of a page says, in the language of the site where its catalogue has it."""
    config = app.config
    if not app.builder.use_message_catalog or not config.language:
        return record
    folders = [Path(app.srcdir, folder) for folder in config.locale_dirs]
    domain = docname_to_domain(docname, config.gettext_compact)
    catalogue, is_there = catalogue_of(folders, config.language, domain)
    return _each(record, lambda _path, text: catalogue.gettext(text)) if is_there else record


def _each(value: Any, translate: Translate, path: KeyPath = ()) -> Any:
    """Return a record with each of its texts translated; itself, where none is another."""
    if isinstance(value, tuple):
        items = tuple(_each(item, translate, (*path, index)) for index, item in enumerate(value))
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if not isinstance(value, Record):
        return value
    changed: dict[str, Any] = {}
    for name, info in type(value).model_fields.items():
        old, at = getattr(value, name), (*path, info.alias or name)
        if isinstance(old, str):
            text = " ".join(old.split()) if name in TEXTS.get(type(value), ()) else ""
            new = translate(at, text) if text else text
            changed |= {name: new} if new != text else {}
        elif (inner := _each(old, translate, at)) is not old:
            changed[name] = inner
    return value.model_copy(update=changed) if changed else value
