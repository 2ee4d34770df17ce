"""The works that pages cite, as files for reference managers: BibTeX, CSL-JSON and RIS, of the site and of each page.

Only what a page of the site cites, or is about, is given away, and of that nothing that is for its owner alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes
from sphinx.util.osutil import relative_uri

from ..bib.csl import Item, item_of
from ..bib.ris import ris
from ..bib.written import bibtex
from ..cite.bibtex import cited_by_pages
from ..exports.files import keep, published, put, state_of
from ..exports.pieces import pieces_of
from ..exports.site import Site, is_left, is_site
from ..messages import _
from ..shown.asked import Question, asked_in

if TYPE_CHECKING:
    from pybtex.database import Entry
    from sphinx.application import Sphinx

#: of the site; the files of pages are in a folder of that name
NAME = "references"


@dataclass(frozen=True)
class Form:
    """A form in which works are told: how each is, and what stands around all."""

    name: str  #: as readers know it
    one: Callable[[str, Entry, Item], str]
    between: str = ""
    before: str = ""
    after: str = ""


#: end of the name of a file → form
FORMS = {
    "bib": Form("BibTeX", lambda key, entry, _item: bibtex(key, entry), "\n"),
    "json": Form("CSL-JSON", lambda _key, _entry, item: json.dumps(item, ensure_ascii=False), ",\n", "[\n", "\n]\n"),
    "ris": Form("RIS", lambda _key, _entry, item: ris(item)),
}
#: class of a list of sources, of a bibliography, and of the line of links below either
SOURCES, BIBLIOGRAPHY, CLASS = "shohyo-sources", "shohyo-bibliography", "shohyo-references"


@Question
def cited(app: Sphinx) -> dict[str, list[str]]:
    """The keys that each page cites or is about, in the order of the bib files; drafts are no pages."""
    order = {key: number for number, key in enumerate(app.env.domains["shohyo"].bibliography.entries)}
    public = {page.docname for page in Site(app).pages}
    found = {
        docname: sorted((key for key in keys if key in order), key=order.__getitem__)
        for docname, keys in sorted(cited_by_pages(app.env).items())
        if docname in public
    }
    return {docname: keys for docname, keys in found.items() if keys}


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Link to the files below the sources of a page and below a bibliography."""
    if not is_site(app) or not app.config.shohyo_references:
        return
    asked = asked_in(app.env)
    for found in list(doctree.findall(nodes.bullet_list)):
        is_all = BIBLIOGRAPHY in found["classes"]
        if (is_all or SOURCES in found["classes"]) and asked.ask(docname, has_files, "" if is_all else docname):
            parent = found.parent
            parent.insert(parent.index(found) + 1, _line(app, docname, "" if is_all else docname))


@Question
def has_files(app: Sphinx, docname: str) -> bool:
    """Whether a page, or any where none is named, cites a work."""
    works = asked_in(app.env).answer(cited)
    return bool(works.get(docname) if docname else works)


def _line(app: Sphinx, docname: str, what: str) -> nodes.paragraph:
    here = app.builder.get_target_uri(docname)
    line = nodes.paragraph("", _("For reference managers: "), classes=[CLASS, "no-search"], nosearch=True)
    for number, (end, form) in enumerate(FORMS.items()):
        line += [nodes.Text(_(", "))] if number else []
        address = relative_uri(here, quote(file_of(what, end)))
        line += nodes.reference(form.name, form.name, refuri=address, internal=True)
    return line


def file_of(docname: str, end: str) -> str:
    """Return the path of a file of a page, or of the site if none is named."""
    return f"{NAME}/{docname}.{end}" if docname else f"{NAME}.{end}"


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the files."""
    if exception or not is_site(app) or not app.config.shohyo_references or is_left(app):
        return
    domain = app.env.domains["shohyo"]
    bibliography, works = domain.bibliography, asked_in(app.env).answer(cited)
    state = state_of(domain.build.works, works)
    pieces, home = pieces_of(app), app.config.root_doc
    if pieces.known(home, NAME) == state and keep(app, published(app, f"{NAME}.", f"{NAME}/")):
        return
    pieces.note(home, NAME, state)
    everything = {key for keys in works.values() for key in keys}
    lists = {"": [key for key in bibliography.entries if key in everything], **works}
    told = {end: {key: _told(app, form, key) for key in lists[""]} for end, form in FORMS.items()}
    for docname, keys in lists.items():
        for end, form in FORMS.items() if keys else ():
            text = form.before + form.between.join(told[end][key] for key in keys) + form.after
            put(app, file_of(docname, end), text.encode("utf-8", "replace"))


def _told(app: Sphinx, form: Form, key: str) -> str:
    entry = app.env.domains["shohyo"].bibliography.data.entries[key]
    return form.one(key, entry, asked_in(app.env).answer(item, key))


@Question
def entry(app: Sphinx, key: str) -> str:
    """What a bib file has of a work; nothing, if none has it.  An item is made of this alone."""
    data = app.env.domains["shohyo"].bibliography.data
    return repr(data.entries[key]) if data and key in data.entries else ""


@Question
def item(app: Sphinx, key: str) -> Item:
    """A work as an item of CSL-JSON."""
    return item_of(key, app.env.domains["shohyo"].bibliography.data.entries[key])
