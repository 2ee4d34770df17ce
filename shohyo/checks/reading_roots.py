"""Where files may stand that a build reads: below the folders that conf.py names, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from ..errors import Code, Diagnostic, noun, say
from ..source.project import SourceFile
from ..source.safety import Safety

#: kinds of references to files, which a build reads or copies
FILES = frozenset({"image", "file", "include", "text-file", "download", "guide", "crosswalk", "link"})
REMEDY = say("copy it into the project, or name its folder in shohyo_read_roots of conf.py")

#: code, problem and remedy
Finding = tuple[Code, str, str]


def check_file(file: Path, kind: str, target: str, safety: Safety) -> Finding | None:
    """Say that a file lies outside, if it does.

    Args:
        file: where it is.
        kind: of the reference that names it.
        target: what the page calls it.
    """
    if safety.holds(file):
        return None
    what = kind if kind in ("image", "guide", "crosswalk") else "file"
    return (
        Code.OUTSIDE,
        say('the {what} "{name}" is not in a folder that this site reads', what=noun(what), name=target),
        REMEDY,
    )


def check_fetch(address: str) -> Finding:
    """Say that a page wants the build to load something from a network."""
    return (
        Code.OUTSIDE,
        say('"{address}" would be fetched by the build, which loads nothing from a network', address=address),
        say("save it beside the page and name it as :file:"),
    )


def check_document(source: SourceFile, safety: Safety) -> Diagnostic | None:
    """Say that a page is a link to a file outside, or stands in a folder that is one."""
    if safety.holds(source.file):
        return None
    problem = say("this page really stands in a folder that this site does not read")
    return Diagnostic(source.path, 1, 1, Code.OUTSIDE, problem, REMEDY)
