"""What must hold of the headings of a page: each is at most one level below what it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Code, Diagnostic, say
from ..source.references import Heading
from .documents import SourcePage


def check_headings(page: SourcePage) -> Iterator[Diagnostic]:
    """Yield one finding for each kind of step that leaves a level out: a page may have dozens."""
    steps: dict[tuple[int, int], list[Heading]] = {}
    # the title of the front matter is of the first level; what it would be, where that is broken, is not known
    has_title = bool(page.document and getattr(page.document.record, "title", ""))
    is_broken = any(item.code == Code.FRONT_MATTER for item in page.diagnostics)
    levels = [0, 1] if has_title or is_broken else [0]
    is_known = True
    for heading in page.markup.headings:
        if heading.level is None:
            is_known = False
            continue
        level = heading.level
        levels = [above for above in levels if above < level] if is_known else list(range(level))
        if levels[-1] + 1 != level:
            steps.setdefault((levels[-1], level), []).append(heading)
        levels.append(level)
        is_known = True
    for (above, level), headings in steps.items():
        if above:
            problem = say("a heading of level {level} stands below one of level {above}", level=level, above=above)
            remedy = say('write "{marks}"', marks="#" * (above + 1))
        else:
            problem = say("the page begins with a heading of level {level}", level=level)
            remedy = say('write "#", or a title in the front matter')
        if len(headings) > 1:
            problem = say("{problem} ({count} times)", problem=problem, count=len(headings))
        yield Diagnostic(page.path, headings[0].line, headings[0].column, Code.HEADING, problem, remedy)
