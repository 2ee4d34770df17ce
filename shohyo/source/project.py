"""Folder → the files of the project, as ``conf.py`` describes them.

``conf.py`` is read as data and never run: what it sets to a literal is taken, everything else counts
as not set.  Patterns mean what they mean to Sphinx (``**`` crosses folders, ``*`` and ``?`` do not).
"""

from __future__ import annotations

import ast
import os
import re
import stat
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Code, Diagnostic, ShohyoError
from ..upstream.myst import dialect_of
from .safety import UNKNOWN, Safety, safety_of

if TYPE_CHECKING:
    from myst_parser.config.main import MdParserConfig

#: what Sphinx never takes for a document
NEVER = ("**/_sources", ".#*", "**/.#*", "*.lproj/**")
#: what is left out where no conf.py can be asked: output, tools and hidden folders
DEFAULT_EXCLUDES = ("_build", "**/_build", "node_modules", "**/node_modules", ".*", "**/.*")
#: what a conf.py sets, in a way that only running it would tell
COMPUTED = object()
DEFAULT_SUFFIXES = {".md": "markdown", ".rst": "restructuredtext"}
DEFAULT_BIBLIOGRAPHY = "references.bib"


@dataclass(frozen=True)
class SourceFile:
    """A document of the project."""

    docname: str
    path: str  #: relative to the root with ``/``, in Unicode form NFC, for diagnostics
    file: Path  #: where it stands
    is_markdown: bool


@dataclass(frozen=True)
class Project:
    """The files of a project and the settings that a check needs."""

    root: Path
    documents: Mapping[str, SourceFile]  #: by docname, sorted
    suffixes: tuple[str, ...]  #: of documents
    bib_files: tuple[Path, ...]
    suppressed: frozenset[str]  #: literal ``suppress_warnings``, such as ``shohyo.flow``
    dialect: MdParserConfig  #: in which Markdown is read, where a page sets no other
    has_intersphinx: bool  #: roles may name objects of other projects, which only a build knows
    diagnostics: tuple[Diagnostic, ...]  #: files that cannot be documents
    safety: Safety = UNKNOWN  #: what pages may read, and where they may lead

    def is_suppressed(self, code: Code) -> bool:
        """Tell whether conf.py silences findings of that code."""
        return not self.suppressed.isdisjoint(("shohyo", "shohyo.*", f"shohyo.{code}"))


def find_root(path: Path) -> Path:
    """Return the project that *path* belongs to: the nearest folder with a conf.py.

    A folder that holds no document of that project, or has none above it, is a project by itself.
    """
    path = path.resolve()
    folder = path if path.is_dir() else path.parent
    root = next((candidate for candidate in (folder, *folder.parents) if (candidate / "conf.py").is_file()), folder)
    if root != folder and path.is_dir():
        prefix = path.relative_to(root).as_posix() + "/"
        if not any(document.path.startswith(prefix) for document in load_project(root).documents.values()):
            return folder
    return root


def load_project(root: Path) -> Project:
    """Find the files of the project in *root*.

    Raises:
        ShohyoError: there is no such folder, or its conf.py is not Python.
    """
    if not root.is_dir():
        raise ShohyoError(f'there is no folder "{root}"')
    conf = read_literals(root / "conf.py") if (root / "conf.py").is_file() else {"exclude_patterns": COMPUTED}
    suffixes = _suffixes(conf.get("source_suffix"))
    includes = _texts(conf.get("include_patterns"), ("**",))
    excludes = _texts(conf.get("exclude_patterns", ()), DEFAULT_EXCLUDES)
    for name in ("templates_path", "html_static_path", "html_extra_path"):
        excludes += tuple(folder.strip("/") for folder in _texts(conf.get(name), ()))
    documents, problems = find_documents(root, suffixes, includes, excludes)
    return Project(
        root,
        documents,
        tuple(suffixes),
        _bib_files(root, conf.get("bibtex_bibfiles")),
        frozenset(_texts(conf.get("suppress_warnings"), ())),
        dialect_of(conf),
        bool(conf.get("intersphinx_mapping")),
        problems,
        safety_of(conf, root),
    )


def find_documents(
    root: Path, suffixes: Mapping[str, str], includes: Sequence[str], excludes: Sequence[str]
) -> tuple[dict[str, SourceFile], tuple[Diagnostic, ...]]:
    """Return docname → document, and what is wrong with files that would be documents.

    Args:
        root: the source folder.
        suffixes: suffix of a file → its parser.
        includes: patterns of files that are taken.
        excludes: patterns of files and folders that are left out.
    """
    documents: dict[str, SourceFile] = {}
    problems: list[Diagnostic] = []
    for path, file in sorted(_walk(root, tuple(includes), (*excludes, *NEVER), problems)):
        suffix = next((suffix for suffix in suffixes if path.endswith(suffix)), None)
        if suffix is None:
            continue
        if problem := _file_problem(path, file):
            problems.append(problem)
        if _is_regular(file):
            docname = path.removesuffix(suffix)
            documents.setdefault(docname, SourceFile(docname, shown(path), file, suffixes[suffix] == "markdown"))
    return documents, tuple(problems)


def read_literals(file: Path) -> dict[str, Any]:
    """Return what a Python file sets at its top level: literals, and ``COMPUTED`` for what running it would tell.

    Raises:
        ShohyoError: the file cannot be read or is not Python.
    """
    try:
        tree = ast.parse(file.read_bytes(), file.name)
    except SyntaxError as error:
        raise ShohyoError(f"{file.name}:{error.lineno or 1}: not Python: {error.msg}") from None
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        raise ShohyoError(f"{file.name}: cannot be read: {error}") from None
    values: dict[str, Any] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)) and statement.value:
            targets = [statement.target]
        else:
            continue
        for name in (target.id for target in targets if isinstance(target, ast.Name)):
            try:
                value = ast.literal_eval(statement.value)
                values[name] = values[name] + value if isinstance(statement, ast.AugAssign) else value
            except (ValueError, TypeError, KeyError, RecursionError):
                values[name] = COMPUTED
    return values


def _texts(value: Any, default: tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(value, (list, tuple, set)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return default


def _suffixes(value: Any) -> dict[str, str]:
    """Return suffix → parser; ``.md`` is Markdown even where conf.py leaves it out, as MyST has it."""
    if isinstance(value, str):
        value = [value]
    if isinstance(value, (list, tuple)):
        value = {suffix: DEFAULT_SUFFIXES.get(suffix, "restructuredtext") for suffix in value}
    if not isinstance(value, dict):
        return DEFAULT_SUFFIXES
    known = {
        suffix: parser or "restructuredtext" for suffix, parser in value.items() if isinstance(suffix, str) and suffix
    }
    return {".md": "markdown"} | known


def _bib_files(root: Path, value: Any) -> tuple[Path, ...]:
    names = (value,) if isinstance(value, str) else _texts(value, ())
    if not names and (root / DEFAULT_BIBLIOGRAPHY).is_file():
        names = (DEFAULT_BIBLIOGRAPHY,)
    return tuple(root / name for name in names)


# --- files ---------------------------------------------------------------------------------------


def shown(path: str) -> str:
    """Return a path as it can be printed: bytes of a name that is not UTF-8 become ``\\xe3``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


@lru_cache(maxsize=256)
def glob_expression(pattern: str) -> re.Pattern[str]:
    """Translate a pattern of Sphinx's into an expression for the whole path.

    Raises:
        ShohyoError: it cannot be a pattern.
    """
    expression = ""
    for token in re.findall(r"\*\*|\[!?+\]?+[^\]]*+\]|.", pattern, re.DOTALL):
        if token == "**":
            expression += ".*"
        elif token in "*?":
            expression += "[^/]*" if token == "*" else "[^/]"
        elif len(token) > 1:
            inside = re.sub(r"^\^|\\", r"\\\g<0>", token[1:-1])
            expression += f"[^/{inside[1:]}]" if inside[0] == "!" else f"[{inside}]"
        else:
            expression += re.escape(token)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of sets in sets, which Python may have one day
            return re.compile(expression, re.DOTALL)
    except re.error:
        raise ShohyoError(f'conf.py: "{pattern}" is not a pattern') from None


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Tell whether any pattern covers the whole *path*."""
    return any(glob_expression(pattern).fullmatch(path) for pattern in patterns)


def _may_hold(folder: str, pattern: str) -> bool:
    """Tell whether a file below *folder* can match *pattern*."""
    steps = pattern.split("/")
    for index, name in enumerate(folder.split("/")):
        if "**" in steps[index] or "[" in pattern:
            return True
        if index == len(steps) - 1 or not glob_expression(steps[index]).fullmatch(name):
            return False
    return True


def _walk(
    root: Path, includes: tuple[str, ...], excludes: tuple[str, ...], problems: list[Diagnostic]
) -> Iterator[tuple[str, Path]]:
    """Yield path and file of what the patterns take, each once; links that lead to a folder around them end there."""
    status = root.stat()
    folders = [(root, "", frozenset({(status.st_dev, status.st_ino)}))]
    while folders:
        folder, prefix, around = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            problems.append(_unreadable(shown(prefix.rstrip("/")) or ".", error))
            continue
        for entry in entries:
            path = unicodedata.normalize("NFC", prefix + entry.name)
            if matches(path, excludes):
                continue
            if not _is_folder(entry):
                if matches(path, includes):
                    yield path, Path(entry.path)
            elif any(_may_hold(path, pattern) for pattern in includes):
                status = entry.stat()
                if (status.st_dev, status.st_ino) not in around:
                    folders.append((Path(entry.path), path + "/", around | {(status.st_dev, status.st_ino)}))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _is_regular(file: Path) -> bool:
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except OSError:
        return False


def _file_problem(path: str, file: Path) -> Diagnostic | None:
    """Return why Sphinx could not read *file*: opening a pipe would wait for ever."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return Diagnostic(
                shown(path),
                1,
                1,
                Code.ENCODING,
                "this is not a regular file",
                "replace it by one, or exclude it in conf.py",
            )
    except OSError as error:
        return _unreadable(shown(path), error)
    try:
        file.name.encode()
    except UnicodeEncodeError:
        return Diagnostic(shown(path), 1, 1, Code.ENCODING, "the file name is not UTF-8", "rename it")
    if not unicodedata.is_normalized("NFC", file.name):
        return Diagnostic(
            path,
            1,
            1,
            Code.ENCODING,
            "the file name is not in Unicode form NFC, and Sphinx does not find the file",
            "rename it",
        )
    return None


def _unreadable(path: str, error: OSError) -> Diagnostic:
    return Diagnostic(
        path, 1, 1, Code.ENCODING, f"this cannot be read ({error.strerror})", "check that it exists and who may read it"
    )


def read(source: SourceFile) -> tuple[bytes, Diagnostic | None]:
    """Return the bytes of a document, or none and the reason."""
    if problem := _file_problem(source.path, source.file):
        return b"", problem
    try:
        return source.file.read_bytes(), None
    except OSError as error:
        return b"", _unreadable(source.path, error)
