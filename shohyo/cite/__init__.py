"""How works are cited: our style for pybtex, and the one door to sphinxcontrib-bibtex."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Make the styles known; they belong to the process, not to one build."""
    from . import bibtex, style

    style.register()
    bibtex.register()
    app.add_domain(bibtex.CiteDomain, override=True)
