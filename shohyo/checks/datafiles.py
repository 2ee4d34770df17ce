"""What is wrong in the data files that pages show: decision guides and crosswalks.

Their models take as long to load as those of all pages together, and few projects have such a file; so this module
is loaded when one is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..data.catalogue import Catalogue
from ..data.crosswalk import CrosswalkFile, parse_crosswalk
from ..data.guide import GuideFile, parse_guide
from ..errors import Diagnostic
from ..source.files import is_regular, shown
from ..source.project import Project
from .crosswalk import check_crosswalk
from .guide import prove

#: kind and path → a file that was read; one file may be taken for both kinds
Known = Mapping[tuple[str, str], GuideFile | CrosswalkFile]


def check_data_files(
    named: Iterable[tuple[str, str]], known: Known, project: Project, catalogue: Catalogue, keys: frozenset[str]
) -> Iterator[Diagnostic]:
    """Yield what is wrong in each file, once.

    Args:
        named: kind and path of what pages name.
        known: files that were read already.
        project: in which they stand.
        catalogue: the pages.
        keys: of the bibliography.
    """
    for file in (*_read(sorted(set(named) - known.keys()), project), *known.values()):
        yield from prove(file, catalogue) if isinstance(file, GuideFile) else check_crosswalk(file, catalogue, keys)


def _read(named: Iterable[tuple[str, str]], project: Project) -> Iterator[GuideFile | CrosswalkFile]:
    """Yield the files that can be read; what is not there is reported where it is named."""
    for kind, path in named:
        file = project.root / path
        if not project.safety.holds(file) or not is_regular(file):
            continue
        try:
            data = file.read_bytes()
        except OSError:
            continue
        yield parse_guide(data, shown(path)) if kind == "guide" else parse_crosswalk(data, shown(path))
