"""Texts of front matter and data files in the language of a translated site, as Sphinx translates the text of pages.

The builder ``gettext`` writes them into the catalogue of their page; a build with such catalogues in ``locale_dirs``
reads them from there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from docutils import nodes
from pydantic import BaseModel
from sphinx.locale import init as catalogue_of
from sphinx.util.i18n import docname_to_domain

from ..fields.positioned import KeyPath, Place, place_of
from ..source import frontmatter
from ..values import PROSE
from .domain import is_markdown

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from .domain import ShohyoDomain

_Record = TypeVar("_Record", bound=BaseModel)
#: where a text stands, and the text on one line → what is to stand there
Translate = Callable[[KeyPath, str], str]


def on_doctree_read(app: Sphinx, doctree: nodes.document) -> None:
    """Keep guide and crosswalk of a page as they are shown."""
    docname = app.env.current_document.docname
    domain: ShohyoDomain = app.env.domains["shohyo"]
    files: dict[str, Any]
    for files in (domain.guides, domain.crosswalks):
        if file := files.get(docname):
            files[docname] = dataclasses.replace(file, record=translated(app, docname, file.record))


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Show the builder ``gettext`` the texts as they are written."""
    domain: ShohyoDomain = app.env.domains["shohyo"]
    if app.builder.name != "gettext":
        return
    path = Path(app.env.doc2path(docname))
    if docname in domain.documents and is_markdown(app.config, path):
        front = frontmatter.parse(path.read_text("utf-8-sig"), str(path), docname)
        if front.record:
            doctree += _texts_of(front.record, front.path, front.places)
    for files in (domain.guides, domain.crosswalks):
        if file := files.get(docname):
            doctree += _texts_of(file.record, str(Path(app.srcdir, file.path)), file.places)


def _texts_of(record: BaseModel, path: str, places: Mapping[KeyPath, Place]) -> nodes.Node:
    """Return the texts of a record as the builder wants them."""
    texts = nodes.container()

    def note(at: KeyPath, text: str) -> str:
        node = nodes.paragraph(text)
        node.source, node.line, node.uid = path, place_of(places, at)[0], ""
        texts.append(node)
        return text

    _each(record, note)
    return texts


def translated(app: Sphinx, docname: str, record: _Record) -> _Record:
    """Return what a page says, in the language of the site where the catalogue of the page has it."""
    config = app.config
    if not app.builder.use_message_catalog or not config.language:
        return record
    folders = [Path(app.srcdir, folder) for folder in config.locale_dirs]
    domain = docname_to_domain(docname, config.gettext_compact)
    catalogue, is_there = catalogue_of(folders, config.language, domain)
    return _each(record, lambda _path, text: catalogue.gettext(text)) if is_there else record


def _each(value: Any, translate: Translate, path: KeyPath = (), is_prose: bool = False) -> Any:
    """Return a record with each of its texts translated; itself, where none is another."""
    if isinstance(value, str):
        text = " ".join(value.split()) if is_prose else ""
        return translate(path, text) if text else value
    if isinstance(value, tuple):
        items = tuple(_each(item, translate, (*path, index), is_prose) for index, item in enumerate(value))
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if not isinstance(value, BaseModel):
        return value
    changed: dict[str, Any] = {}
    for name, info in type(value).model_fields.items():
        old, at = getattr(value, name), (*path, info.alias or name)
        new = _each(old, translate, at, name in _prose_of(type(value)))
        changed |= {name: new} if new is not old else {}
    return value.model_copy(update=changed) if changed else value


@cache
def _prose_of(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of the fields of a model that hold words for readers, or lists of such."""

    def is_prose(annotation: Any, metadata: Any = ()) -> bool:
        marks = (*metadata, *getattr(annotation, "__metadata__", ()))
        return PROSE in marks or any(map(is_prose, get_args(annotation)))

    fields = model.model_fields.items()
    return frozenset(name for name, info in fields if is_prose(info.annotation, info.metadata))
