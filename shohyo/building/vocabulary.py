"""The names of all roles and directives of a build, which leaves them beside its doctrees for ``shohyo check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..manifest import write_bytes
from ..source.vocabulary import EXTERNAL, TABLE, Vocabulary, fingerprint, table_of, usual
from ..upstream.docutils import names_of_directives, names_of_roles
from ..upstream.ending import writing

#: what MyST does itself, with no directive
EVAL = "eval-rst"
#: whose roles are looked up as they are read
INTERSPHINX = "sphinx.ext.intersphinx"

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def vocabulary_of(app: Sphinx) -> Vocabulary:
    """Return the names that a build knows before it reads pages, and leave them where a check looks for them."""
    language = app.config.language
    roles, directives = names_of_roles(language), names_of_directives(language) | {EVAL}
    if INTERSPHINX in app.extensions:
        roles.add(EXTERNAL)
    for domain in app.env.domains.sorted():
        # without its name, the standard one counts, and the one that the project has made its own
        prefixes = {f"{domain.name}:"} | ({""} if domain.name in ("std", app.config.primary_domain) else set())
        roles.update(prefix + name.lower() for prefix in prefixes for name in domain.roles)
        directives.update(prefix + name.lower() for prefix in prefixes for name in domain.directives)
    _leave(app, table_of(roles, directives, fingerprint(Path(app.confdir))).encode())
    return Vocabulary(frozenset(roles), frozenset(directives), True, usual().brought)


def _leave(app: Sphinx, data: bytes) -> None:
    """Write the table into the folder of the doctrees, unless it is there."""
    folder = Path(app.doctreedir)
    file = folder / TABLE
    with writing(folder, app.config.language):
        if not file.is_file() or file.read_bytes() != data:
            write_bytes(file, data, by=file.with_suffix(".new"))
