"""A project's folder → everything that is wrong in it, without a build.

The whole project is read, whatever is asked for, because most findings are about two pages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..bib.bibliography import load_bibliography, shown_path
from ..data.catalogue import Catalogue
from ..errors import Diagnostic, ShohyoError, say
from ..source.files import shown
from ..source.project import Project, load_project
from .documents import draft_at_home, is_draft, read_page
from .stream import find_all


@dataclass(frozen=True)
class Report:
    """What a check found."""

    diagnostics: tuple[Diagnostic, ...]  #: sorted by place
    files: int  #: how many files were checked
    language: str = "en"  #: in which they are told

    @property
    def files_with_findings(self) -> int:
        return len({diagnostic.path for diagnostic in self.diagnostics})


def check_project(root: Path, paths: Sequence[Path] = (), project: Project | None = None) -> Report:
    """Check the project in *root*.

    Args:
        root: folder of the conf.py, or of the pages where there is none.
        paths: files and folders whose findings are wanted; all, if there are none.
        project: what is there, if it was loaded already.

    Raises:
        ShohyoError: *root* is no project, or a path is no part of it.
    """
    root = root.resolve()
    project = project or load_project(root)
    pages = [read_page(source, project) for source in project.documents.values()]
    bibliography = load_bibliography(project.bib_files, root)
    catalogue = Catalogue(page.document for page in pages if page.document)
    found = find_all(project, pages, catalogue, bibliography)
    home = project.documents.get(project.home)
    if home and is_draft(home, project):
        found = tuple(sorted((*found, draft_at_home(home))))

    files = {page.path for page in pages if page.source.is_markdown}
    files |= {shown_path(file, root) for file in project.bib_files}
    files |= {item.path for item in found}
    wanted = [_relative(path, root) for path in paths]
    for path, name in zip(paths, wanted, strict=True):
        # all of a project that has reStructuredText alone is no mistake: its search may be what is asked about
        if not any(_is_within(file, [name]) for file in files) and not (name == "." and pages):
            problem = say('"{path}" is no document of the project', path=path)
            remedy = say("see include_patterns and exclude_patterns in conf.py")
            raise ShohyoError(say("{problem}; {remedy}", problem=problem, remedy=remedy))
    return Report(
        tuple(item for item in found if _is_within(item.path, wanted)),
        sum(_is_within(file, wanted) for file in files),
        project.language,
    )


def _relative(path: Path, root: Path) -> str:
    """Return *path* as diagnostics write it."""
    for candidate in (path.parent.resolve() / path.name, path.resolve()):
        if candidate.is_relative_to(root) and candidate.exists():
            return shown(unicodedata.normalize("NFC", candidate.relative_to(root).as_posix()))
    raise ShohyoError(say('"{path}" is not in the project "{folder}"', path=path, folder=root))


def _is_within(path: str, wanted: list[str]) -> bool:
    return not wanted or any(name in (".", path) or path.startswith(name + "/") for name in wanted)
