"""What may be opened: regular files of a bounded size, under names that every system takes.

Opening a pipe waits for ever, and a page of many megabytes is parsed for as long.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

from ..errors import TURNING, Code, Diagnostic, foreign, say

#: bytes of a page, or of a file that is read into one
MAX_SIZE = 2_000_000
#: bytes of a name; Sphinx writes ``name.doctree`` for a page, and ``name.md.txt``
_LONGEST, _DOCTREE, _COPY = 255, len(".doctree"), len(".txt")


def shown(path: str) -> str:
    """Return a path as it can be printed: bytes of a name that is not UTF-8 become ``\\xe3``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def is_regular(file: Path) -> bool:
    """Tell whether a file is there that can be opened and read to its end."""
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except (OSError, ValueError):  # a link to itself; a name that is too long, or has a NUL
        return False


def unreadable(path: str, error: OSError) -> Diagnostic:
    problem = say("this cannot be read ({why})", why=foreign(error.strerror or ""))
    return Diagnostic(path, 1, 1, Code.ENCODING, problem, say("check that it exists and who may read it"))


def problem_of(path: str, file: Path) -> Diagnostic | None:
    """Return why a file is no page that can be read.

    Args:
        path: from the source folder, as it is on the disk or in Unicode form NFC.
        file: where it stands.
    """
    path = shown(path)

    def problem(code: Code, text: str, remedy: str = say("rename it")) -> Diagnostic:
        return Diagnostic(path, 1, 1, code, text, remedy)

    try:
        status = file.stat()
    except OSError as error:
        return unreadable(path, error)
    if not stat.S_ISREG(status.st_mode):
        remedy = say("replace it by one, or exclude it in conf.py")
        return problem(Code.ENCODING, say("this is not a regular file"), remedy)
    if status.st_size > MAX_SIZE:
        size = say(
            "the page has {size:.1f} MB, and more than {most} MB are not read",
            size=status.st_size / 1e6,
            most=MAX_SIZE // 10**6,
        )
        return problem(Code.LIMIT, size, say("split it"))
    name = file.name
    try:
        size_of_name = len(name.encode())
    except UnicodeEncodeError:
        return problem(Code.ENCODING, say("the file name is not UTF-8"))
    if not unicodedata.is_normalized("NFC", name):
        return problem(
            Code.ENCODING, say("the file name is not in Unicode form NFC, and Sphinx does not find the file")
        )
    if odd := odd_character(name):
        return problem(Code.FILE_NAME, say("the file name has the character U+{character:04X}", character=ord(odd)))
    if max(size_of_name + _COPY, len(file.stem.encode()) + _DOCTREE) > _LONGEST:
        return problem(
            Code.FILE_NAME, say("the file name has {size} bytes, and leaves no room for its copies", size=size_of_name)
        )
    return None


def odd_character(text: str) -> str:
    """Return the first character that steers a terminal, ends a line or turns the order of what stands around it."""
    return next((one for one in text if unicodedata.category(one) in ("Cc", "Zl", "Zp") or TURNING.match(one)), "")
