"""What a page takes from others by references of Sphinx, MyST and bibliographies, and by tables of contents.

Sphinx itself writes a page again when it is read, or when its table of contents has a page that is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join

from ..cite.bibtex import DOMAIN, cited_in, citing_pages, entries_of, has_bibliography, listed_keys
from ..upstream.environment import below, contents_key, labels_by_page, numbers_of, objects_of, standard_names
from ..upstream.myst import heading_slugs
from . import questions
from .asked import Question, asked_in

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: type of the references that generated blocks make: the target is a docname, ``refanchor`` a place on it
ADDRESS = "address"
#: roles of the standard domain that go by a name which is known whatever its case
BY_NAME = frozenset({"ref", "numref", "term"})


@Question
def names(app: Sphinx, name: str) -> list[tuple[str, ...]]:
    """What is called by a name, in Sphinx's domains and those of extensions."""
    return asked_in(app.env).answer(_all_names).get(name.lower(), [])


@Question
def anything(app: Sphinx, name: str) -> list[Any]:
    """What a reference without a role may find."""
    domain = app.env.domains["shohyo"]
    ours = [domain.locate(objtype, name) for objtype in domain.object_types]
    return [ours, names.answer(app, name), questions.title.answer(app, name)]


@Question
def numbers(app: Sphinx, name: str) -> list[Any]:
    """The numbers of figures and sections on the page of a label."""
    return numbers_of(app.env, name.lower())


@Question
def objects(app: Sphinx, name: str) -> list[tuple[Any, ...]]:
    """All that a domain knows."""
    return objects_of(app.env, name)


@Question
def sections(app: Sphinx, docname: str) -> list[Any]:
    """The headings and labels of a page, to which Markdown links."""
    labels = asked_in(app.env).answer(_labels).get(docname)
    return [questions.title.answer(app, docname), heading_slugs(app.env, docname), labels]


@Question
def contents(app: Sphinx, docname: str) -> Any:
    """What tables of contents show of a page."""
    return contents_key(app.env, docname)


@Question
def all_contents(app: Sphinx) -> list[Any]:
    """What tables of contents show of all pages, for templates that show a part of it."""
    asked = asked_in(app.env)
    return [(docname, asked.answer(contents, docname)) for docname in sorted(app.env.found_docs)]


@Question
def cited(app: Sphinx, key: str) -> list[Any]:
    """What a citation shows: the entry, its label, and where it is listed."""
    return entries_of(app.env, key)


@Question
def citations(app: Sphinx) -> list[Any]:
    """All that bibliographies list, and the pages that cite it."""
    env = app.env
    citing = {
        key: [(name, questions.title.answer(app, name)) for name in found] for key, found in citing_pages(env).items()
    }
    return [[(place, key, entries_of(env, key)) for place, key in listed_keys(env).items()], citing]


@Question
def _labels(app: Sphinx) -> dict[str, list[tuple[str, ...]]]:
    return labels_by_page(app.env)


@Question
def _all_names(app: Sphinx) -> dict[str, list[tuple[str, ...]]]:
    return standard_names(app.env, without={"shohyo", DOMAIN})


class NotingTransform(SphinxPostTransform):
    """Note what a page takes from others, as long as its references say what they refer to."""

    default_priority = 8  # before MyST resolves what Markdown refers to (9), when all blocks are filled (4 to 7)

    def run(self, **kwargs: Any) -> None:
        asked = asked_in(self.env)
        docname = self.env.current_document.docname
        if has_bibliography(self.env, docname):
            asked.note(docname, citations)
        for node in self.document.findall(nodes.Element):
            if isinstance(node, addnodes.pending_xref):
                for question, *words in _of_reference(node, self.env, docname):
                    asked.note(docname, question, *words)
            elif isinstance(node, addnodes.toctree) and not node.get("hidden"):
                for name in below(self.env, [name for _title, name in node["entries"]]):
                    asked.note(docname, contents, name)


def _of_reference(
    node: addnodes.pending_xref, env: BuildEnvironment, docname: str
) -> Iterator[tuple[Question[Any, Any] | str, ...]]:
    """Yield the questions that resolving a reference asks, with their words."""
    domain, role, target = node.get("refdomain"), node["reftype"], node["reftarget"]
    if domain == "shohyo":
        if role != ADDRESS:  # which says itself where it leads
            yield questions.located, role, target
    elif domain == DOMAIN:
        for key in cited_in(target):
            yield cited, key
    elif domain == "doc":
        yield (sections if node.get("reftargetid") else questions.title), target
    elif domain == "std" and role == "doc":
        yield questions.title, docname_join(node.get("refdoc", docname), target)
    elif domain == "std" and role in BY_NAME:
        yield names, target
        if role == "numref":
            yield numbers, target
    elif domain in env.domains:
        yield objects, domain
    else:
        yield anything, target
        yield questions.title, docname_join(node.get("refdoc", docname), target)
        yield from ((objects, name) for name in sorted(env.domains) if name not in ("std", "shohyo", DOMAIN))
