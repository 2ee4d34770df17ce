"""What a page shows around its text, as questions: pages above, before and after it, and the sidebar.

Templates may run in another process than the one that notes what is asked, so that these are noted for each page.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html import StandaloneHTMLBuilder

from ..shown import questions
from ..shown.asked import Question, asked_in
from ..shown.links import all_contents
from ..upstream.environment import domain_indices, relations_of, title_key
from .frame import is_framed
from .navigation import groups_of, sequence_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

#: pages to which Sphinx's own templates link, where there are such
LINKED = ("about", "copyright")


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Note what a page shows around its text."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    asked = asked_in(app.env)
    for question in (questions.body, around, sidebar):
        asked.note(docname, question, docname)
    for name in LINKED:
        asked.note(docname, is_there, name)
    if asked.answer(_shows_contents):
        asked.note(docname, all_contents)
        asked.note(docname, indices)


@Question
def _shows_contents(app: Sphinx) -> bool:
    """Whether templates that are not ours may show anything of the contents; the same for all pages of a build."""
    return _has_templates(app) or not is_framed(app.builder)


def _has_templates(app: Sphinx) -> bool:
    """Tell whether a project has templates of its own; themes of others name the folders of theirs in its place."""
    packages = [Path(extension.module.__file__ or "").resolve().parent for extension in app.extensions.values()]
    folders = [Path(app.confdir, name).resolve() for name in app.config.templates_path]
    return any(not any(folder.is_relative_to(package) for package in packages) for folder in folders)


@Question
def around(app: Sphinx, docname: str) -> list[Any]:
    """The pages above, before and after one, by the tables of contents, with their titles."""
    asked = asked_in(app.env)
    relations = asked.answer(_relations)
    parent, *beside = relations.get(docname, (None, None, None))
    above: list[str] = []
    while parent and parent not in above:
        above.append(parent)
        parent = relations.get(parent, (None,))[0]
    return [(name, asked.answer(_title, name)) for name in (*above, *beside) if name]


@Question
def sidebar(app: Sphinx, docname: str) -> list[Any]:
    """The sidebar, and the pages before and after one in the order of the book."""
    asked = asked_in(app.env)
    _parent, before, after = asked.answer(_relations).get(docname, (None, None, None))
    sequence = sequence_of(app, docname, before, after)
    beside = [(name, page and (page.docname, asked.answer(_title, page.docname))) for name, page in sequence.items()]
    return [groups_of(app, docname), beside]


@Question
def is_there(app: Sphinx, docname: str) -> bool:
    """Whether there is a page of a name."""
    return docname in app.env.found_docs


@Question
def indices(app: Sphinx) -> list[Any]:
    """The indices of domains that have something in them."""
    return domain_indices(app.env)


@Question
def _relations(app: Sphinx) -> dict[str, tuple[str | None, str | None, str | None]]:
    return relations_of(app.env)


@Question
def _title(app: Sphinx, docname: str) -> str | None:
    return title_key(app.env, docname)
