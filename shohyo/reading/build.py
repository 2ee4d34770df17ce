"""The state of one build: made at its beginning, seen by all, stored nowhere.

What pages state is kept in the domain and pickled with the environment; what only this build knows stands here.
Processes that read or write a share of the pages have a copy each, from the time when they were started.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..bib.bibliography import Bibliography
from ..data.catalogue import Catalogue
from ..shown.asked import Asked
from .project import project_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from ..checks.documents import SourcePage
    from ..manifest import Manifest
    from ..source.project import Project
    from ..source.references import Html, Reference, Substitution, Use


@dataclass
class Build:
    """What belongs to one build."""

    #: what pages show of others, and where it is kept
    asked: Asked
    shown: Path | None = None
    #: all bib files, as they were when the builder was made
    bibliography: Bibliography = field(default_factory=lambda: Bibliography({}, None, ()))
    #: whether anything is to be written
    outdated: bool = False
    #: whether it is known of all that acts on pages what it shows of others
    is_exact: bool = False
    #: whether all pages are, since what they were written with is another or not known
    everything: bool = False
    #: the pages that are to be written; settled when all are read
    rewritten: set[str] = field(default_factory=set)
    #: what was published before, and is as it was; of it, what is not written again and stays
    published: Manifest | None = None
    kept: set[str] = field(default_factory=set)
    #: the bib files, as a hash
    works: str = ""
    #: what pages are written with, as a hash
    inputs: str = ""
    #: what the build said of pages, which a build that does not read or write them would not say: their docnames;
    #: an empty one stands for what is about no page
    warned: set[str] = field(default_factory=set)
    #: place and message of what every build says, whatever it reads
    repeated: set[tuple[str | None, str]] = field(default_factory=set)
    #: what Sphinx keeps of tables of contents, while it is kept from it
    rebuilt_with: dict[str, set[str]] | None = None
    #: whether pages that were to be written are not, since the command line names others
    is_partial: bool = False
    #: the files there are, and the settings that count; None until Sphinx has found the files
    project: Project | None = None
    #: docnames of files that are held back, as drafts or because they cannot be read → what there is to say of them
    held_back: dict[str, SourcePage] = field(default_factory=dict)
    #: what is kept out: names of pages, labels on them, and the pages joined; known when all is read
    unpublished: tuple[frozenset[str], frozenset[str], Catalogue] = (frozenset(), frozenset(), Catalogue(()))
    #: docname → what its doctree names, while it is read
    named: dict[str, list[Reference | Use | Html | Substitution]] = field(default_factory=dict)
    #: folder of what D2 laid out; None where the builder shows no pictures, or D2 is missing
    drawn: Path | None = None
    #: address of a page → what a link to it shows; worked out when the first page is resolved
    previews: Mapping[str, dict[str, dict[str, Any]]] | None = None


def on_builder_inited(app: Sphinx) -> None:
    """Make the state of the first build."""
    app.env.domains["shohyo"].build = Build(Asked(app))


def on_env_get_outdated(app: Sphinx, *_: object) -> Iterable[str]:
    """Begin a build: an application, once made, may build again and again."""
    domain = app.env.domains["shohyo"]
    before = domain.build
    domain.build = Build(Asked(app), bibliography=before.bibliography, project=project_of(app), warned=before.warned)
    return ()
