"""What a page tells the search beside its text: what Sphinx knows of it, and what other extensions add.

The event :data:`EVENT` is emitted for each page that its author lets be found, with a :class:`PageFacts` that
handlers change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sphinx.util.logging import getLogger

from ...messages import _
from ...text.kana import readings
from ...text.readings import is_available, reading_of
from ...upstream.sphinx import has_title, parents
from ...wording import say, told
from ..model import FACETS, PLAIN, Page
from .collect import title_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = getLogger(__name__)

EVENT = "shohyo-search-page"


@dataclass
class PageFacts:
    """What the search knows of a page beside its text.

    Handlers get one with what Sphinx knows, and change what they know better.
    """

    docname: str
    title: str
    kind: str = PLAIN  #: word for ``kind:…``
    kind_label: str = ""  #: how results show it
    trail: list[str] = field(default_factory=list)  #: what the page is part of, from the top
    names: list[str] = field(default_factory=list)  #: other names by which it is found
    #: title or name → how it is read, in kana; "" says that there is nothing to read
    readings: dict[str, str] = field(default_factory=dict)
    #: tag, chapter or book → value for ``tag:…`` and the like → how the list of filters shows it
    facets: dict[str, dict[str, str]] = field(default_factory=lambda: {facet: {} for facet in FACETS})
    #: what the page is one of, beside its kind: whoever searches for one of these as a whole finds it
    categories: list[str] = field(default_factory=list)
    is_left_out: bool = field(default=False, init=False)  #: whether no search finds the page

    def leave_out(self) -> None:
        """Let no search find the page; no other handler takes that back."""
        self.is_left_out = True


class Facts:
    """Asks for the facts of the pages of a build."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.parents = parents(app.env)
        self.gives_readings = app.config.shohyo_search_readings
        if self.gives_readings and not is_available():
            needed = say('shohyo_search_readings needs SudachiPy and its dictionary; install "shohyo[readings]"')
            logger.warning("%s", told(needed, app.config.language), type="search", subtype="readings")
            self.gives_readings = False

    def of(self, docname: str) -> PageFacts:
        """Return what Sphinx and the handlers of the event tell of a page."""
        metadata = self.app.env.metadata[docname]
        title, words = title_of_page(self.app, docname)
        facts = PageFacts(
            docname, title=title, kind_label=str(_("Page")), trail=self._trail(docname), readings=dict(words)
        )
        if not {"nosearch", "no-search"}.isdisjoint(metadata):
            facts.leave_out()
            return facts
        facts.facets["tag"] = {tag: tag for tag in _tags(metadata.get("tags", ""))}
        self.app.emit(EVENT, facts)
        return facts

    def page(self, facts: PageFacts) -> Page:
        """Return the record of a page, without its text; labels may still wait for their translation."""
        unknown = ", ".join(sorted(facts.facets.keys() - FACETS))
        if unknown:
            problem = say(
                'unknown facet of a page in "{event}": {unknown}; known are {known}',
                event=EVENT,
                unknown=unknown,
                known=", ".join(FACETS),
            )
            text = told(problem, self.app.config.language)
            logger.warning("%s", text, type="search", subtype="facet", location=facts.docname)
        return Page(
            facts.docname,
            self.app.builder.get_target_uri(facts.docname),
            facts.title,
            (),
            tuple(dict.fromkeys(self._names(facts))),
            facts.kind,
            str(facts.kind_label),
            tuple(map(str, facts.trail)),
            {facet: {value: str(label) for value, label in facts.facets.get(facet, {}).items()} for facet in FACETS},
            categories=tuple(dict.fromkeys(_categories(facts))),
        )

    def _names(self, facts: PageFacts) -> Iterator[str]:
        """Yield the names of a page, the readings that are known, and those that are found."""
        names = [name for written in facts.names if (name := " ".join(written.split()))]
        yield from names
        for reading in facts.readings.values():
            yield from readings(" ".join(reading.split()))
        if self.gives_readings:
            stated = {" ".join(name.split()) for name in facts.readings}
            for name in (" ".join(facts.title.split()), *names):
                if name not in stated:
                    yield from readings(reading_of(name))

    def _trail(self, docname: str) -> list[str]:
        """Return the titles of the pages above one in the tables of contents, the root left out."""
        trail: list[str] = []
        seen = {docname, self.app.config.root_doc}
        above = self.parents.get(docname)
        while above and above not in seen and above in self.app.env.titles:
            seen.add(above)
            trail.insert(0, title_of_page(self.app, above)[0])
            above = self.parents.get(above)
        return trail


def title_of_page(app: Sphinx, docname: str) -> tuple[str, dict[str, str]]:
    """Return the title of a page, and its words with a reading; one without is called as its project or its file."""
    if has_title(app.env, docname):
        return title_of(app.env.titles[docname])
    is_root = docname == app.config.root_doc
    return (is_root and str(app.config.project).strip()) or docname, {}


def _tags(stated: Any) -> Iterator[str]:
    """Yield the tags of a page: names between commas, or a list, which MyST keeps as JSON."""
    if isinstance(stated, str) and stated.startswith("["):
        with suppress(ValueError):  # else it is a name like any
            stated = json.loads(stated)
    listed = stated if isinstance(stated, list) else str(stated).split(",")
    for tag in listed:
        if tag is not None and (name := " ".join(str(tag).split())):
            yield name


def _categories(facts: PageFacts) -> Iterator[str]:
    """Yield what a page is one of: its kind, unless it is a page like any, and what handlers name."""
    kind = () if facts.kind == PLAIN else (facts.kind, str(facts.kind_label))
    for written in (*kind, *facts.categories):
        if category := " ".join(written.split()):
            yield category
