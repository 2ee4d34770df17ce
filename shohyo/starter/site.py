"""Title, author and language → the files of a small site that builds as it stands."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import TURNING, ShohyoError, printable, say
from ..text.literal import literal

FILES = Path(__file__).parent / "site"
#: files whose names would count where they are kept
HIDDEN = {
    "conf.txt": "conf.py",
    "gitignore": ".gitignore",
    "readthedocs.yaml": ".readthedocs.yaml",
    "github/": ".github/",
}
#: what no name on a page may have: it would end its line, steer a terminal or turn the text around
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_FIELD = re.compile(r"\{\{(\w+)(?:\|(\w+))?\}\}")


def one_line(text: str, what: str) -> str:
    """Return a title or a name without white space around it.

    Args:
        text: as it was given.
        what: it is, for those who are told that it cannot be.

    Raises:
        ShohyoError: it has characters that no name may have.
    """
    if found := _CONTROL.search(text) or TURNING.search(text):
        problem = say(
            '{what}: "{text}" has the character U+{character:04X}; remove it',
            what=what,
            text=printable(text),
            character=ord(found[0]),
        )
        raise ShohyoError(problem)
    return text.strip()


def site_files(title: str, author: str, language: str, today: dt.date) -> dict[str, str]:
    """Return the path of each file, from the folder of the site, and its text.

    Args:
        title: of the site, on one line.
        author: who writes, on one line; may be empty.
        language: one of ``LANGUAGES``.
        today: the date of the review.
    """
    values = {"title": title, "author": author, "today": today.isoformat()}

    def fill(match: re.Match[str]) -> str:
        return _FORMS[match[2]](values[match[1]])

    found: dict[str, str] = {}
    for folder in (FILES / "both", FILES / language):
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            path = file.relative_to(folder).as_posix()
            for kept, name in HIDDEN.items():
                path = name + path.removeprefix(kept) if path.startswith(kept) else path
            found[path] = _FIELD.sub(fill, file.read_text("utf-8"))
    return dict(sorted(found.items()))


def write_site(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a site: all of them, or none where one is in the way.

    Raises:
        ShohyoError: something exists already; all of it is named.
        OSError: something cannot be written; what was written is taken away again.
    """
    taken = [path for path in files if os.path.lexists(folder / path)]
    parents = {parent for path in files for parent in Path(path).parents}
    taken += [
        str(parent) for parent in sorted(parents) if os.path.lexists(folder / parent) and not (folder / parent).is_dir()
    ]
    if taken:
        names = ", ".join(taken)
        raise ShohyoError(say("{names} exists already in {folder}; choose another folder", names=names, folder=folder))
    made: list[Path] = []
    try:
        for path, text in files.items():
            file = folder / path
            for parent in (*reversed(file.parents),):
                if not parent.exists():
                    parent.mkdir()
                    made.append(parent)
            with file.open("x", encoding="utf-8", newline="\n") as stream:
                made.append(file)
                stream.write(text)
    except OSError:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        raise


def _quoted(text: str) -> str:
    # a text of JSON is one of Python and of YAML, too
    return json.dumps(text, ensure_ascii=False)


#: how a value is written → by what
_FORMS: dict[str | None, Callable[[str], str]] = {
    None: str,
    "python": _quoted,
    "yaml": _quoted,
    "conf": lambda name: f"author = {_quoted(name)}" if name else '# author = ""',
    "front": lambda name: f"author: {_quoted(name)}\n" if name else "",
    "markdown": literal,
}
