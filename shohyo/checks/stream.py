"""Everything that is wrong in a project, as one stream: sorted, each finding once, less what is accepted.

The command and the build ask here, so that both say the same, at the same place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ..bib.bibliography import Bibliography
from ..data.catalogue import Catalogue, Document
from ..errors import Diagnostic
from ..source.project import Project
from .body import BodyCheck
from .cited import check_cited
from .contents import check_contents
from .documents import SourcePage
from .doubts import Doubts, broken_texts
from .pages import check_pages
from .redirects import find_redirects

if TYPE_CHECKING:
    from .datafiles import Known


def find_all(
    project: Project,
    pages: Sequence[SourcePage],
    catalogue: Catalogue,
    bibliography: Bibliography,
    known_files: Known | None = None,
    knows_name: Callable[[str], bool] = lambda _name: False,
) -> tuple[Diagnostic, ...]:
    """Return all findings, sorted by place.

    Args:
        project: the files there are, and the settings.
        pages: the documents that were read.
        catalogue: their front matter, joined.
        bibliography: all bib files.
        known_files: data files that were read already.
        knows_name: whether a link may lead to a name that no file shows, such as an object of another domain.
    """
    keys = frozenset(bibliography.entries)
    doubts = Doubts(pages, broken_texts(project, bibliography.diagnostics))
    body = BodyCheck(project, pages, catalogue, keys, knows_name, doubts)
    found = [*project.diagnostics, *bibliography.diagnostics]
    found += _of_pages(check_pages(catalogue, keys, doubts), pages)
    for page in pages:
        of_page = [*page.diagnostics, *(body.page(page) if page.is_readable else ())]
        found += without_accepted(of_page, page.document)
    found += _of_pages(check_contents(project, pages), pages)
    found += _of_pages(find_redirects(project, catalogue).diagnostics, pages)
    found += _of_pages(check_cited(project, pages, keys), pages)
    named = body.data_files()
    if named or known_files:
        from .datafiles import check_data_files

        found += check_data_files(named, known_files or {}, project, catalogue, keys)
    return tuple(sorted({item for item in found if not project.is_suppressed(item.code)}))


def without_accepted(found: Iterable[Diagnostic], page: Document | None) -> list[Diagnostic]:
    """Return the findings that a page has not accepted under ``suppress``."""
    accepted = page.accepted if page else frozenset()
    return [item for item in found if item.code not in accepted]


def _of_pages(found: Iterable[Diagnostic], pages: Iterable[SourcePage]) -> list[Diagnostic]:
    """Return the findings between pages that the page where they stand has not accepted, and can be trusted."""
    by_path = {page.path: page for page in pages}
    kept = []
    for item in found:
        page = by_path.get(item.path)
        if page is None or page.is_readable:
            kept += without_accepted([item], page.document if page else None)
    return kept
