"""The works that pages cite, as files for reference managers: BibTeX, CSL-JSON and RIS, of the site and of each page.

Only what a page of the site cites, or is about, is given away, and of that nothing that is for its owner alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes
from sphinx.util.osutil import relative_uri

from ..bib.csl import item_of
from ..bib.ris import ris
from ..bib.written import bibtex
from ..cite.bibtex import citing_pages
from ..exports.files import put
from ..exports.site import Site, is_site
from ..messages import _
from ..shown.asked import Question, asked_in

if TYPE_CHECKING:
    from pybtex.database import Entry
    from sphinx.application import Sphinx

#: of the site; the files of pages are in a folder of that name
NAME = "references"
Entries = Sequence[tuple[str, "Entry"]]


def _csl(entries: Entries) -> str:
    items = [item_of(key, entry) for key, entry in entries]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


#: end of the name → what readers call the form, and how it is written
FORMS: dict[str, tuple[str, Callable[[Entries], str]]] = {
    "bib": ("BibTeX", bibtex),
    "json": ("CSL-JSON", _csl),
    "ris": ("RIS", lambda entries: ris(item_of(key, entry) for key, entry in entries)),
}
#: class of a list of sources, of a bibliography, and of the line of links below either
SOURCES, BIBLIOGRAPHY, CLASS = "shohyo-sources", "shohyo-bibliography", "shohyo-references"


@Question
def cited(app: Sphinx) -> dict[str, list[str]]:
    """The keys that each page cites or is about, in the order of the bib files; drafts are no pages."""
    order = {key: number for number, key in enumerate(app.env.domains["shohyo"].bibliography.entries)}
    published = {page.docname for page in Site(app).pages}
    found: dict[str, list[str]] = {}
    for key, docnames in citing_pages(app.env).items():
        for docname in docnames if key in order else ():
            if docname in published:
                found.setdefault(docname, []).append(key)
    return {docname: sorted(keys, key=order.__getitem__) for docname, keys in sorted(found.items())}


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
    for number, (end, (name, _write)) in enumerate(FORMS.items()):
        line += [nodes.Text(_(", "))] if number else []
        address = relative_uri(here, quote(file_of(what, end)))
        line += nodes.reference(name, name, refuri=address, internal=True)
    return line


def file_of(docname: str, end: str) -> str:
    """Return the path of a file of a page, or of the site if none is named."""
    return f"{NAME}/{docname}.{end}" if docname else f"{NAME}.{end}"


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the files."""
    if exception or not is_site(app) or not app.config.shohyo_references:
        return
    bibliography = app.env.domains["shohyo"].bibliography
    works = asked_in(app.env).answer(cited)
    everything = {key for keys in works.values() for key in keys}
    lists = {"": [key for key in bibliography.entries if key in everything], **works}
    for docname, keys in lists.items():
        entries = [(key, bibliography.data.entries[key]) for key in keys]
        for end, (_name, write) in FORMS.items() if entries else ():
            put(app, file_of(docname, end), write(entries).encode("utf-8", "replace"))
