"""The state of one build: made at its beginning, seen by all, stored nowhere.

What pages state is kept in the domain and pickled with the environment; what only this build knows stands here.
Processes that read or write a share of the pages have a copy each, from the time when they were started.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..source.bibliography import Bibliography

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from ..errors import Diagnostic


@dataclass
class Build:
    """What belongs to one build."""

    #: all bib files, as they are now
    bibliography: Bibliography = field(default_factory=lambda: Bibliography({}, None, ()))
    #: whether anything is read, so that pages that show others are written again
    outdated: bool = False
    #: docnames of files that are held back, because they cannot be read → why
    held_back: dict[str, list[Diagnostic]] = field(default_factory=dict)
    #: folder of what D2 laid out; None where the builder shows no pictures, or D2 is missing
    drawn: Path | None = None
    #: address of a page → what a link to it shows; worked out when the first page is resolved
    previews: Mapping[str, dict[str, dict[str, Any]]] | None = None


def on_builder_inited(app: Sphinx) -> None:
    """Begin a build."""
    app.env.domains["shohyo"].build = Build()
