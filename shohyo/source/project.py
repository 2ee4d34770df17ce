"""Folder → the files of the project, as ``conf.py`` describes them.

``conf.py`` is read as data and never run: what it sets to a literal is taken, everything else counts
as not set.  Patterns mean what they mean to Sphinx (``**`` crosses folders, ``*`` and ``?`` do not).
"""

from __future__ import annotations

import ast
import datetime as dt
import os
import re
import unicodedata
import warnings
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import Code, Diagnostic, ShohyoError, foreign, say
from ..markdown.dialect import DIALECT
from ..publicity import today_of
from ..upstream.myst import dialect_of
from .files import is_regular, problem_of, shown, unreadable
from .safety import UNKNOWN, Safety, safety_of
from .vocabulary import Vocabulary, load_vocabulary

if TYPE_CHECKING:
    from myst_parser.config.main import MdParserConfig

#: what Sphinx never takes for a document
NEVER = ("**/_sources", ".#*", "**/.#*", "*.lproj/**")
#: what stands in each folder that a build of pages has written, which may have pages in Markdown in it
BUILT_MARK = ".buildinfo"
#: what is left out where no conf.py can be asked: output, tools and hidden folders
DEFAULT_EXCLUDES = ("_build", "**/_build", "node_modules", "**/node_modules", ".*", "**/.*")
#: what a conf.py sets, in a way that only running it would tell
COMPUTED = object()
DEFAULT_SUFFIXES = {".rst": "restructuredtext", ".md": "markdown"}
DEFAULT_BIBLIOGRAPHY = "references.bib"
#: parser of myst_nb, which takes ``.md`` for notebooks unless it is told otherwise
NOTEBOOKS = "myst-nb"
#: the extension that makes labels of headings
SECTION_LABELS = "sphinx.ext.autosectionlabel"
#: pages and folders that builders write themselves
BUILT_PAGES = frozenset(["genindex", "modindex", "search"])
BUILT_FOLDERS = frozenset(["_static", "_sources", "_images", "_downloads", "_modules"])
#: code → the warning of Sphinx or MyST that says the same
STOCK = {
    Code.HEADING: "myst.header",
    Code.FOOTNOTE: "ref.footnote",
    Code.UNKNOWN_ROLE: "myst.role_unknown",
    Code.UNKNOWN_DIRECTIVE: "myst.directive_unknown",
}


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
    today: dt.date | None = None  #: pages with a later date are drafts
    language: str = "en"  #: in which findings are told
    known: Vocabulary | None = None  #: names of roles and directives, where a build knows them
    #: what conf.py names, None if it is not known; a build knows what comes of it
    extensions: frozenset[str] | None = frozenset()
    redirects: Any = None  #: old path → new path or address, as conf.py has it; None if it is not known
    home: str = ""  #: docname of the first page, where that cannot be a draft; with such a page no build goes on

    @cached_property
    def docnames(self) -> list[str]:
        """The names of all documents, sorted."""
        return sorted(self.documents)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names of roles and directives, those of the last build or the usual ones."""
        return self.known or load_vocabulary(self.root, self.extensions)

    @property
    def labels_headings(self) -> bool:
        """Whether the words of a heading may be a label, too."""
        return self.extensions is None or SECTION_LABELS in self.extensions

    @cached_property
    def _matching(self) -> dict[str, tuple[str, ...]]:
        return {}

    def matching(self, pattern: str) -> tuple[str, ...]:
        """Return the names of the documents that a pattern of Sphinx's matches, sorted.

        Each page may have the same pattern, or one of its own: it is asked once of the names that begin as it does.
        """
        if pattern not in self._matching:
            expression = glob_expression(pattern)
            beginning = re.split(r"[*?[]", pattern, maxsplit=1)[0]
            names = beginning_with(beginning, self.docnames)
            self._matching[pattern] = tuple(name for name in names if expression.fullmatch(name))
        return self._matching[pattern]

    def is_suppressed(self, code: Code) -> bool:
        """Tell whether conf.py silences findings of that code."""
        stock = STOCK.get(code, "shohyo.*")  # who wants no such warning wants none from us
        family = stock.partition(".")[0]
        return not self.suppressed.isdisjoint(("shohyo", "shohyo.*", f"shohyo.{code}", stock, family, f"{family}.*"))


def beginning_with(beginning: str, names: Sequence[str]) -> Iterator[str]:
    """Yield of sorted names those that begin with a text."""
    for index in range(bisect_left(names, beginning), len(names)):
        if not names[index].startswith(beginning):
            return
        yield names[index]


class Found(NamedTuple):
    """What a walk through a folder finds."""

    documents: dict[str, SourceFile]  #: by docname
    problems: tuple[Diagnostic, ...]  #: what is wrong with files that would be documents
    left_out: tuple[str, ...]  #: paths of files and folders that cannot be in a site, whatever is in them


def find_root(path: Path, known: dict[Path, Project] | None = None) -> Path:
    """Return the project that *path* belongs to: the nearest folder with a conf.py.

    A folder that holds no document of that project, or has none above it, is a project by itself.

    Args:
        known: projects that were loaded, by folder; what has to be loaded is added.
    """
    known = {} if known is None else known
    path = path.resolve()
    folder = path if path.is_dir() else path.parent
    root = next((candidate for candidate in (folder, *folder.parents) if (candidate / "conf.py").is_file()), folder)
    if root != folder and path.is_dir():
        prefix = path.relative_to(root).as_posix() + "/"
        if root not in known:
            known[root] = load_project(root)
        if not any(document.path.startswith(prefix) for document in known[root].documents.values()):
            return folder
    return root


def load_project(root: Path) -> Project:
    """Find the files of the project in *root*.

    Raises:
        ShohyoError: there is no such folder, or its conf.py is not Python.
    """
    if not root.is_dir():
        raise ShohyoError(say('there is no folder "{folder}"', folder=root))
    conf = read_literals(root / "conf.py") if (root / "conf.py").is_file() else {"exclude_patterns": COMPUTED}
    suffixes = _suffixes(conf.get("source_suffix"), "myst_nb" in _texts(conf.get("extensions"), ()))
    includes = _texts(conf.get("include_patterns"), ("**",))
    excludes = _texts(conf.get("exclude_patterns", ()), DEFAULT_EXCLUDES)
    for name in ("templates_path", "html_static_path", "html_extra_path"):
        excludes += tuple(folder.strip("/") for folder in _texts(conf.get(name), ()))
    found = find_documents(root, suffixes, includes, excludes)
    return Project(
        root,
        found.documents,
        tuple(suffixes),
        _bib_files(root, conf.get("bibtex_bibfiles")),
        frozenset(_texts(conf.get("suppress_warnings"), ())),
        dialect_of(conf, DIALECT),
        bool(conf.get("intersphinx_mapping")),
        found.problems,
        safety_of(conf, root),
        # whoever computes it means the day of the check
        dt.date.today() if conf.get("shohyo_today") is COMPUTED else today_of(conf.get("shohyo_today")),
        language if isinstance(language := conf.get("language"), str) else "en",
        None,
        None if conf.get("extensions") is COMPUTED else frozenset(_texts(conf.get("extensions"), ())),
        None if conf.get("shohyo_redirects") is COMPUTED else conf.get("shohyo_redirects"),
        "" if conf.get("shohyo_drafts") else _home(conf),
    )


def find_documents(root: Path, suffixes: Mapping[str, str], includes: Sequence[str], excludes: Sequence[str]) -> Found:
    """Find documents, and what is wrong with files that would be documents.

    Args:
        root: the source folder.
        suffixes: suffix of a file → its parser.
        includes: patterns of files that are taken.
        excludes: patterns of files and folders that are left out.
    """
    documents: dict[str, SourceFile] = {}
    left_out: list[str] = []
    problems: list[Diagnostic] = []
    spelled: dict[str, str] = {}  # path in lower case → as it is
    found: list[tuple[str, Path]] = []
    for path, entry, loops in _walk(root, tuple(includes), (*excludes, *NEVER), problems, left_out):
        if loops:
            about = say("this link leads to a folder that it stands in")
            problems.append(Diagnostic(shown(path), 1, 1, Code.FILE_NAME, about, say("remove it")))
            left_out.append(path)
        elif not _is_folder(entry):
            found.append((path, Path(entry.path)))
        elif path.endswith(tuple(suffixes)) and matches(path, includes):
            about = say("this is a folder, and has the name of a page")
            problems.append(Diagnostic(shown(path), 1, 1, Code.FILE_NAME, about, say("rename it")))
    # a name in the form that Sphinx asks for comes before its twin
    for path, file in sorted(found, key=lambda item: (item[0], not unicodedata.is_normalized("NFC", item[1].name))):
        suffix = next((suffix for suffix in suffixes if path.endswith(suffix)), None)
        if suffix is None:
            continue
        docname = path.removesuffix(suffix)
        problem = problem_of(path, file)
        if problem and problem.code == Code.FILE_NAME:
            problems.append(problem)
            left_out.append(path)
            continue
        if problem is None and docname in documents:
            remedy = say("rename one of them")
            about = say('this is the page "{docname}", as "{other}" is', docname=docname, other=documents[docname].path)
            problem = Diagnostic(shown(path), 1, 1, Code.FILE_NAME, about, remedy)
        if problem is None:
            problem = _taken_name(path, docname, spelled)
        if problem:
            problems.append(problem)
        if is_regular(file):
            documents.setdefault(docname, SourceFile(docname, shown(path), file, suffixes[suffix] == "markdown"))
    return Found(documents, tuple(problems), tuple(left_out))


def _taken_name(path: str, docname: str, spelled: dict[str, str]) -> Diagnostic | None:
    """Say what else is written under the name of a page: by the build, or where upper and lower case are the same."""
    top, _slash, below = docname.partition("/")
    if docname in BUILT_PAGES or (docname.endswith("-modindex") and not below):
        about = say('the build writes a page "{docname}" of its own over this one', docname=docname)
        return Diagnostic(path, 1, 1, Code.FILE_NAME, about, say("rename it"))
    if below and top in BUILT_FOLDERS:
        about = say('the build keeps files of its own in the folder "{top}"', top=top)
        return Diagnostic(path, 1, 1, Code.FILE_NAME, about, say("move it to another folder"))
    other = spelled.setdefault(docname.casefold(), path)
    if other != path:
        about = say(
            'the name differs from "{other}" in upper and lower case only, which many systems take for the same',
            other=other,
        )
        return Diagnostic(path, 1, 1, Code.FILE_NAME, about, say("rename one of them"))
    return None


def read_literals(file: Path) -> dict[str, Any]:
    """Return what a Python file sets at its top level: literals, and ``COMPUTED`` for what running it would tell.

    Raises:
        ShohyoError: the file cannot be read or is not Python.
    """
    try:
        tree = ast.parse(file.read_bytes(), file.name)
    except SyntaxError as error:
        place = f"{file.name}:{error.lineno or 1}"
        raise ShohyoError(say("{place}: not Python: {why}", place=place, why=foreign(error.msg))) from None
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        why = foreign(getattr(error, "strerror", None) or str(error))
        raise ShohyoError(say("{place}: cannot be read: {why}", place=file.name, why=why)) from None
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


def _home(conf: Mapping[str, Any]) -> str:
    """Return the name of the first page, or nothing where that is computed."""
    home = conf.get("root_doc", conf.get("master_doc", "index"))
    return home if isinstance(home, str) else ""


def _texts(value: Any, default: tuple[str, ...]) -> tuple[str, ...]:
    if isinstance(value, (list, tuple, set)) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return default


def refuse_notebooks(suffixes: Any) -> None:
    """See to it that conf.py leaves Markdown to us.

    Raises:
        ShohyoError: it gives ``.md`` to myst_nb, which reads no front matter of ours.
    """
    if isinstance(suffixes, Mapping) and suffixes.get(".md") == NOTEBOOKS:
        problem = say('conf.py: source_suffix gives ".md" to myst_nb, so that no page would have front matter')
        remedy = say('write ".md": "markdown", and give notebooks in Markdown another suffix, as in ".myst": "myst-nb"')
        raise ShohyoError(say("{problem}; {remedy}", problem=problem, remedy=remedy))


def _suffixes(value: Any, has_notebooks: bool) -> dict[str, str]:
    """Return suffix → parser; ``.md`` is Markdown even where conf.py leaves it out, as MyST has it."""
    refuse_notebooks(value)
    more = {".ipynb": NOTEBOOKS} if has_notebooks else {}
    if isinstance(value, str):
        value = [value]
    if isinstance(value, (list, tuple)):
        value = {suffix: DEFAULT_SUFFIXES.get(suffix, "restructuredtext") for suffix in value}
    if not isinstance(value, dict):
        return DEFAULT_SUFFIXES | more
    known = {
        suffix: parser or "restructuredtext" for suffix, parser in value.items() if isinstance(suffix, str) and suffix
    }
    return more | known | {".md": known.get(".md", "markdown")}


def _bib_files(root: Path, value: Any) -> tuple[Path, ...]:
    names = (value,) if isinstance(value, str) else _texts(value, ())
    if not names and (root / DEFAULT_BIBLIOGRAPHY).exists():
        names = (DEFAULT_BIBLIOGRAPHY,)
    return tuple(root / name for name in names)


# --- files ---------------------------------------------------------------------------------------


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
        raise ShohyoError(say('conf.py: "{pattern}" is not a pattern', pattern=pattern)) from None


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
    root: Path, includes: tuple[str, ...], excludes: tuple[str, ...], problems: list[Diagnostic], outputs: list[str]
) -> Iterator[tuple[str, os.DirEntry[str], bool]]:
    """Yield path and entry of what the patterns take, of folders, too, and whether it is a link to one around it.

    Such links are not followed, and neither are folders that a build has written: they go to *outputs*.
    """
    status = root.stat()
    folders = [(root, "", frozenset({(status.st_dev, status.st_ino)}))]
    while folders:
        folder, prefix, around = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            problems.append(unreadable(shown(prefix.rstrip("/")) or ".", error))
            continue
        if prefix and any(entry.name == BUILT_MARK for entry in entries):
            outputs.append(prefix.rstrip("/"))
            continue
        for entry in entries:
            path = unicodedata.normalize("NFC", prefix + entry.name)
            if matches(path, excludes):
                continue
            if not _is_folder(entry):
                if matches(path, includes):
                    yield path, entry, False
            elif any(_may_hold(path, pattern) for pattern in includes):
                status = entry.stat()
                own = (status.st_dev, status.st_ino)
                yield path, entry, own in around
                if own not in around:
                    folders.append((Path(entry.path), path + "/", around | {own}))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def read(source: SourceFile) -> tuple[bytes, Diagnostic | None]:
    """Return the bytes of a document, or none and the reason."""
    if problem := problem_of(source.path, source.file):
        return b"", problem
    try:
        return source.file.read_bytes(), None
    except OSError as error:
        return b"", unreadable(source.path, error)
