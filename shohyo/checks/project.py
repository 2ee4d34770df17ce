"""A project's folder → everything that is wrong in it, without a build.

The whole project is read, whatever is asked for, because most findings are about two pages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..data.catalogue import Catalogue
from ..errors import Diagnostic, ShohyoError
from ..source import frontmatter
from ..source.bibliography import load_bibliography, shown_path
from ..source.encoding import decode
from ..source.markup import parse_markup
from ..source.project import Project, SourceFile, load_project, read, shown
from .body import BodyCheck, SourcePage
from .pages import check_pages


@dataclass(frozen=True)
class Report:
    """What a check found."""

    diagnostics: tuple[Diagnostic, ...]  #: sorted by place
    files: int  #: how many files were checked

    @property
    def files_with_findings(self) -> int:
        return len({diagnostic.path for diagnostic in self.diagnostics})


def check_project(root: Path, paths: Sequence[Path] = ()) -> Report:
    """Check the project in *root*.

    Args:
        root: folder of the conf.py, or of the pages where there is none.
        paths: files and folders whose findings are wanted; all, if there are none.

    Raises:
        ShohyoError: *root* is no project, or a path is no part of it.
    """
    root = root.resolve()
    project = load_project(root)
    pages = [_read_page(source, project) for source in project.documents.values() if source.is_markdown]
    bibliography = load_bibliography(project.bib_files, root)
    catalogue = Catalogue(page.document for page in pages if page.document)
    body_check = BodyCheck(project, pages, catalogue, frozenset(bibliography.entries))

    found = [*project.diagnostics, *bibliography.diagnostics, *check_pages(catalogue, bibliography.entries)]
    for page in pages:
        found += [
            *page.front.diagnostics,
            *frontmatter.without_suppressed(list(body_check.page(page)), page.front.record),
        ]
    data = list(body_check.data_files(pages))
    found += data
    # what else is wrong in a text that was read as the wrong characters would only distract
    unreadable = {page.source.path for page in pages if page.encoding}
    found = [item for item in found if item.path not in unreadable]
    found += [item for page in pages for item in page.encoding]

    files = {page.source.path for page in pages}
    files |= {shown_path(file, root) for file in project.bib_files}
    files |= {item.path for item in [*project.diagnostics, *data]}
    wanted = [_relative(path, root) for path in paths]
    for path, name in zip(paths, wanted, strict=True):
        if not any(_is_within(file, [name]) for file in files):
            raise ShohyoError(
                f'"{path}" is no document of the project; see include_patterns and exclude_patterns in conf.py'
            )
    return Report(
        tuple(
            sorted({item for item in found if _is_within(item.path, wanted) and not project.is_suppressed(item.code)})
        ),
        sum(_is_within(file, wanted) for file in files),
    )


def _relative(path: Path, root: Path) -> str:
    """Return *path* as diagnostics write it."""
    for candidate in (path.parent.resolve() / path.name, path.resolve()):
        if candidate.is_relative_to(root) and candidate.exists():
            return shown(unicodedata.normalize("NFC", candidate.relative_to(root).as_posix()))
    raise ShohyoError(f'"{path}" is not in the project "{root}"')


def _is_within(path: str, wanted: list[str]) -> bool:
    return not wanted or any(name in (".", path) or path.startswith(name + "/") for name in wanted)


def _read_page(source: SourceFile, project: Project) -> SourcePage:
    data, problem = read(source)
    text, encoding = decode(data, source.path)
    front = frontmatter.parse(text, source.path, source.docname)
    markup = parse_markup(front.body, front.body_line, project.myst_extensions)
    return SourcePage(source, front, markup, (problem,) if problem else tuple(encoding))
