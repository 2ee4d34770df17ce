"""What must hold between citations and lists of works: that what a text cites stands in a list.

Whether a list leaves an entry out by ``:filter:`` is known to the build alone, and said there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ..errors import Code, Diagnostic, say
from ..source.project import Project
from ..source.references import Reference
from .documents import SourcePage
from .included import resolve


def check_cited(project: Project, pages: Sequence[SourcePage], keys: Collection[str]) -> Iterator[Diagnostic]:
    """Yield what is cited and in no list.

    Args:
        keys: of the bibliography; others are reported where they are written.
    """
    cited = [
        (page, reference)
        for page in pages
        for reference in page.markup.references
        if reference.kind in ("cite", "footcite") and reference.target in keys
    ]
    if not cited:
        return
    prefixes = {prefix for page in pages for prefix in page.markup.key_prefixes}
    noted: set[str] = set()
    is_said = False
    for page, reference in sorted(cited, key=lambda pair: (pair[0].path, pair[1])):
        if reference.kind == "footcite":
            is_first, notes = page.path not in noted, "footbibliography"
            noted.add(page.path)
            if is_first and not page.markup.lists_notes and not _names(project, [page], notes):
                remedy = say("write one where the notes are to stand")
                yield _finding(page, reference, say("the page has no {{footbibliography}}"), remedy)
        elif prefixes and "" not in prefixes:
            shown = ", ".join(f'"{prefix}"' for prefix in sorted(prefixes))
            yield _finding(
                page,
                reference,
                say("every {{bibliography}} has a prefix for its keys"),
                say("put {prefixes} before it", prefixes=shown),
            )
        elif not prefixes and not is_said and not (is_said := _names(project, pages, "bibliography")):
            remedy = say("write one, on a page of its own for instance")
            yield _finding(page, reference, say("no page has a {{bibliography}}"), remedy)
            is_said = True


def _finding(page: SourcePage, reference: Reference, reason: str, remedy: str) -> Diagnostic:
    problem = say('"{key}" stands in no list of works, for {reason}', key=reference.target, reason=reason)
    return Diagnostic(reference.path or page.path, reference.line, reference.column, Code.CITATION, problem, remedy)


def _names(project: Project, pages: Sequence[SourcePage], directive: str) -> bool:
    """Tell whether a directive stands where the scan does not look: in reStructuredText and in included files."""
    included = {
        resolve(page.source, reference.target)
        for page in pages
        for reference in page.markup.references
        if reference.kind == "include"
    }
    written = re.compile(rf"^\s*(?:\.\. {directive}::|(?:`{{3,}}|~{{3,}}|:{{3,}})\s*\{{{directive}\}})", re.MULTILINE)
    for path in sorted({page.path for page in pages} | included):
        file = project.root / path
        if path.startswith("../"):
            continue
        try:
            text = file.read_text("utf-8", "replace") if file.is_file() else ""
        except (OSError, ValueError):  # said elsewhere
            continue
        if written.search(text):
            return True
    return False
