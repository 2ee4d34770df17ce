"""Before pages are written, the diagrams that are missing are laid out by D2, side by side.

What D2 made is kept in the folder of the doctrees by what was asked for.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from ..data.diagram import Diagram, diagram_of
from ..drawing import d2
from ..errors import Code, Diagnostic, ShohyoError, say
from ..reading.findings import report

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..reading.domain import ShohyoDomain


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Lay out what is missing; return the pages whose pictures are new."""
    domain: ShohyoDomain = env.domains["shohyo"]
    build = domain.build
    if app.builder.format != "html":
        return []
    wanted: dict[str, set[str]] = {}
    for docname, diagram in _wanted(domain):
        wanted.setdefault(d2.source_of(diagram), set()).add(docname)
    cache = Path(app.doctreedir, "shohyo-diagrams")
    program = d2.find_program() if wanted else None
    if program is None:
        if wanted:
            problem = say("the program d2 is not there, so that diagrams are shown as lists only")
            remedy = say('install it with pip install "shohyo[diagrams]", or put it on PATH')
            report(domain, Diagnostic("", 1, 1, Code.DIAGRAM, problem, remedy))
        had_pictures = cache.exists()
        shutil.rmtree(cache, ignore_errors=True)
        return set().union(*wanted.values()) if had_pictures else []
    build.drawn = cache / _stamp(program)
    build.drawn.mkdir(parents=True, exist_ok=True)
    names = {file_name(source) for source in wanted}
    for path in cache.iterdir():
        if path != build.drawn:
            shutil.rmtree(path)  # of another version of the program
    for path in build.drawn.iterdir():
        if path.name not in names:
            path.unlink()
    missing = [source for source in wanted if not (build.drawn / file_name(source)).exists()]
    with ThreadPoolExecutor(max(1, app.parallel)) as pool:
        problems = pool.map(lambda source: _lay_out(program, source, build.drawn), missing)
        for source, problem in zip(missing, problems, strict=True):
            if problem:
                warn_of_list(domain, problem, min(wanted[source]))
    return {docname for source in missing for docname in wanted[source]}


def warn_of_list(domain: ShohyoDomain, problem: str, docname: str) -> None:
    """Say why a page shows a diagram as a list only."""
    path = domain.env.doc2path(docname, base=False).as_posix()
    found = Diagnostic(
        path, 1, 1, Code.DIAGRAM, say("{problem}, so that the diagram is shown as a list only", problem=problem)
    )
    report(domain, found, docname)


def _wanted(domain: ShohyoDomain) -> Iterator[tuple[str, Diagram]]:
    """Yield every diagram with the page on which it stands."""
    for page in domain.catalogue.pattern_pages:
        if not domain.draws_itself(page.docname) and (diagram := diagram_of(page)):
            yield page.docname, diagram
    for docname, file in sorted(domain.guides.items()):
        for core in file.guide.cores:
            if (page := domain.catalogue.patterns.get(core.id)) and (diagram := diagram_of(page)):
                yield docname, diagram
    for docname, drawings in sorted(domain.diagrams.items()):
        for drawing in drawings:
            if isinstance(drawing, Diagram):
                yield docname, drawing
            elif (page := domain.catalogue.find("pattern", drawing[0])) and (diagram := diagram_of(page, drawing[1])):
                yield docname, diagram


def _stamp(program: str) -> str:
    """Return a name for a version of the program and of what it is asked."""
    status = Path(program).stat()
    known = (os.path.realpath(program), status.st_size, status.st_mtime_ns, d2.ARGUMENTS)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


def file_name(source: str) -> str:
    return f"{hashlib.sha256(source.encode()).hexdigest()[:32]}.svg"


def _lay_out(program: str, source: str, folder: Path) -> str:
    """Keep what D2 makes of a source; return what went wrong."""
    path = folder / file_name(source)
    try:
        svg = d2.lay_out(program, source)
    except ShohyoError as error:
        return error.args[0]
    # whole or not at all, so that a build that is killed leaves no half of a picture
    unfinished = path.with_suffix(".part")
    unfinished.write_text(svg, "utf-8")
    unfinished.replace(path)
    return ""
