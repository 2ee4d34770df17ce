"""BibTeX files → works, and a diagnostic for each thing that is wrong in them.

The data that come out are safe to print: addresses that are no web addresses are gone, every field can be decoded,
and Japanese names keep their written order.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pybtex.database import BibliographyData, Entry, Person
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from ..errors import Code, Diagnostic, foreign, say
from ..model import is_url
from .bibscan import Problem, ScannedEntry, ScannedField, Scanner, known_macros, names_in, one_line
from .encoding import decode
from .isbn import isbn13
from .safety import SCHEMES, scheme_of
from .tex import CJK, MARKUP, is_others, plain, printed_name, with_characters

PERSON_FIELDS = ("author", "editor", "translator")
#: types of which the author or the editor must be known
AUTHORED_TYPES = ("article", "book")
#: fields that are addresses or identifiers, not TeX
_VERBATIM_FIELDS = ("url", "doi", "eprint")
# markup that pybtex would print as it stands: \emph{…}, {\it …}
_FONT_COMMANDS = re.compile(r"\\(?:emph|mbox|text(?:it|bf|tt|sc|rm|sf|up)|em|it|bf|tt|sc|rm|sf)(?![A-Za-z])\s*")
_HREF = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_URL = re.compile(r"\\url\s*\{([^{}]*)\}")
# sphinxcontrib-bibtex makes a link of what follows a printed \url, whatever that is
_FALSE_URL = re.compile(r"\\url(?!\s+https?://)")
# a % that TeX would take for the beginning of a comment
_PERCENT = re.compile(r"(?<!\\)%")


@dataclass(frozen=True)
class Work:
    """What the site says of one entry; names and texts as they are printed, without TeX."""

    key: str
    type: str  #: BibTeX's, lower case
    title: str
    authors: tuple[str, ...]
    publisher: str | None
    year: str | None
    isbn: str | None  #: 13 digits
    url: str | None  #: http or https, or nothing
    language: str | None  #: as the entry names it, e.g. ``japanese``
    path: str  #: bib file, as in diagnostics
    line: int  #: on which the entry begins, from 1
    editors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bibliography:
    """All bib files together, and what is wrong in them."""

    entries: dict[str, Work]  #: by key, in the order of the files
    data: BibliographyData | None  #: the same for pybtex
    diagnostics: tuple[Diagnostic, ...]


def load_bibliography(paths: Sequence[Path], root: Path) -> Bibliography:
    """Read bib files.

    Args:
        paths: in order; an entry of an earlier file wins over one with the same key in a later one.
        root: source folder, to which the paths in diagnostics are relative.

    Returns:
        What can be read of them; every mistake is in ``diagnostics``, and nothing is raised.
    """
    reader = _Reader()
    for path in dict.fromkeys(paths):
        reader.read(path, shown_path(path, root))
    return Bibliography(reader.works, reader.data, tuple(sorted(reader.diagnostics)))


def shown_path(path: Path, root: Path) -> str:
    """Return *path* with ``/``, relative to *root* if it is below it."""
    path, root = path.resolve(), root.resolve()
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


class _Reader:
    """Collects entries and mistakes of several files."""

    def __init__(self) -> None:
        self.data = BibliographyData()
        self.macros = known_macros()  # a string of one file may be used in the next
        self.works: dict[str, Work] = {}
        self.diagnostics: list[Diagnostic] = []
        self._firsts: dict[str, Work] = {}  # by key in lower case, as BibTeX compares them

    def read(self, path: Path, shown: str) -> None:
        """Add the entries of a file."""
        self.path, self._newlines = shown, []
        try:
            # a pipe would block for ever
            data = path.read_bytes() if path.is_file() or not path.exists() else None
        except OSError as error:
            problem = say("the file cannot be read: {why}", why=foreign(error.strerror or ""))
            if isinstance(error, FileNotFoundError):
                problem = say("the file does not exist")
            self.note(0, problem, say("check bibtex_bibfiles"))
            return
        if data is None:
            self.note(0, say("this is not a regular file"), say("check bibtex_bibfiles"))
            return
        text, problems = decode(data, shown)
        before = len(self.diagnostics)
        self.parse(text.replace("\r\n", "\n").replace("\r", "\n"))
        if problems:  # whatever else was found may come of the wrong characters
            self.diagnostics[before:] = problems

    def parse(self, text: str) -> None:
        """Add the entries of a text."""
        self._newlines = [match.start() for match in re.finditer("\n", text)]
        for entry in Scanner(text, macros=self.macros, handle_error=self.handle_error):
            self.note_entry(entry)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, from 1."""
        line = bisect_right(self._newlines, offset - 1)
        return line + 1, offset - (self._newlines[line - 1] if line else -1)

    def note(self, offset: int, problem: str, remedy: str = "", code: Code = Code.BIBLIOGRAPHY) -> None:
        self.diagnostics.append(Diagnostic(self.path, *self.place(offset), code, problem, remedy))

    def handle_error(self, error: Problem) -> None:
        """Note a mistake instead of raising it."""
        self.note(error.offset, error.problem, error.remedy)

    def note_entry(self, scanned: ScannedEntry) -> None:
        first = self._firsts.get(scanned.key.lower())
        if first:
            where = f"{first.path}:{first.line}"
            if first.path == self.path:
                where = say("line {line}", line=first.line)
            problem = say('the key "{key}" is already used on {where}', key=scanned.key, where=where)
            if first.key != scanned.key:
                problem = say('{problem}, written "{key}"', problem=problem, key=first.key)
            self.note(scanned.key_offset, problem, say("rename one of the two"))
            return
        entry = Entry(scanned.type)
        fields = self._distinct_fields(scanned)
        for name, item in fields.items():
            value = one_line(item.value)
            if name in PERSON_FIELDS:
                self._add_persons(entry, name, value, item)
            elif value:
                entry.fields[name] = self._clean(name, value, item)
        if scanned.sound:
            self._check_required(scanned, entry, fields)
        self._check_addresses(entry, fields)
        _fill_in(entry)
        self.data.add_entry(scanned.key, entry)
        work = self._work(scanned, entry, self._check_isbn(entry, fields))
        self.works[work.key] = self._firsts[work.key.lower()] = work

    def _distinct_fields(self, scanned: ScannedEntry) -> dict[str, ScannedField]:
        """Return the fields by name in lower case; of two with one name the first."""
        fields: dict[str, ScannedField] = {}
        for item in scanned.fields:
            if item.name.lower() in fields:
                self.note(
                    item.offset,
                    say('"{name}" is given twice in "{key}"', name=item.name, key=scanned.key),
                    say("keep one of the two"),
                )
            fields.setdefault(item.name.lower(), item)
        return fields

    def _add_persons(self, entry: Entry, role: str, names: str, item: ScannedField) -> None:
        try:
            written = [self._clean(role, name, item) for name in names_in(names) if name.strip(" ,~")]
            persons = [_person(name) for name in written]
        except (PybtexError, ValueError, IndexError):  # too many commas or braces, or nothing but punctuation
            problem = say('{role}: "{names}" is not a list of names', role=role, names=_shortened(names))
            self.note(item.value_offset, problem, say("write them as Family, Given and Family, Given"))
            persons = [Person(last=f"{{{_escaped(names)}}}")]
        if persons:
            entry.persons[role] = persons

    def _clean(self, name: str, value: str, item: ScannedField) -> str:
        """Return a value that pybtex can decode, without links to anything but the web."""
        if name in _VERBATIM_FIELDS:
            return _from_tex_address(value)
        value = _HREF.sub(lambda match: f"{match[2]} \\url{{{match[1]}}}", value)
        value = with_characters(_FONT_COMMANDS.sub("", _PERCENT.sub(r"\\%", value)))
        for address in (match[1].strip() for match in _URL.finditer(value)):
            if scheme_of(address) not in ("", *SCHEMES):
                problem = say('{name}: "{address}" is not a web address', name=name, address=_shortened(address))
                self.note(item.value_offset, problem, say("it must begin with https:// or http://"))
        value = _URL.sub(lambda match: match[0] if is_url(match[1].strip()) else match[1], value)
        if not MARKUP.search(value):
            return value
        try:
            printed = str(Text.from_latex(value))
        except (PybtexError, ValueError):
            self.note(
                item.value_offset,
                say('{name}: the TeX in "{value}" cannot be read', name=name, value=_shortened(value)),
                say("simplify it"),
            )
            return _escaped(value)
        return _escaped(printed) if _FALSE_URL.search(printed) else value

    def _check_required(self, scanned: ScannedEntry, entry: Entry, fields: dict[str, ScannedField]) -> None:
        broken = {name for name, item in fields.items() if not item.sound}
        if "title" not in entry.fields and "title" not in broken:
            self.note(scanned.offset, say('the entry "{key}" has no title', key=scanned.key), say("add title = {{…}}"))
        roles = {"author", "editor"}
        if entry.type in AUTHORED_TYPES and not roles & {*(role.lower() for role in entry.persons), *broken}:
            self.note(
                scanned.offset,
                say('the entry "{key}" has neither author nor editor', key=scanned.key),
                say("add author = {{…}}"),
            )

    def _check_addresses(self, entry: Entry, fields: dict[str, ScannedField]) -> None:
        url, doi = entry.fields.get("url"), entry.fields.get("doi")
        if url is not None and (not is_url(url) or re.search(r"\s", url)):
            del entry.fields["url"]
            problem = say('url: "{url}" is not a web address', url=_shortened(url))
            self.note(fields["url"].value_offset, problem, say("it must begin with https:// or http://"))
        if doi is not None:
            bare = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", doi, flags=re.IGNORECASE)
            entry.fields["doi"] = bare
            if not re.fullmatch(r"10\.\d{4,9}/\S+", bare):
                del entry.fields["doi"]
                problem = say('doi: "{doi}" is not a DOI', doi=_shortened(doi))
                self.note(fields["doi"].value_offset, problem, say("write it as 10.1000/182"))

    def _check_isbn(self, entry: Entry, fields: dict[str, ScannedField]) -> str | None:
        if "isbn" not in entry.fields:
            return None
        try:
            isbn = isbn13(plain(entry.fields["isbn"]))
        except ValueError as error:
            del entry.fields["isbn"]
            self.note(fields["isbn"].value_offset, error.args[0], say("check it in the book"), Code.ISBN)
            return None
        entry.fields["isbn"] = isbn
        return isbn

    def _work(self, scanned: ScannedEntry, entry: Entry, isbn: str | None) -> Work:
        def text(name: str) -> str | None:
            return plain(entry.fields[name]) if name in entry.fields else None

        def names(role: str) -> tuple[str, ...]:
            return tuple(printed_name(person) for person in entry.persons.get(role, ()) if not is_others(person))

        return Work(
            entry.key, entry.type, text("title") or "", names("author"), text("publisher"), text("year"), isbn,
            entry.fields.get("url"), text("langid") or text("language"), self.path, self.place(scanned.offset)[0],
            names("editor"),
        )  # fmt: skip


def _person(name: str) -> Person:
    """Parse a name; one in kana or Chinese characters is kept as it is written, or split at its comma."""
    written = re.sub(r"^\{([^{}\\]*)\}$", r"\1", name)
    if CJK.search(written) and not re.search(r"[{}\\]", written):
        return Person(written if "," in written else f"{{{written}}}")
    return Person(name)


def _fill_in(entry: Entry) -> None:
    """Fill journal, year and url from where biblatex and others have them."""
    if "journaltitle" in entry.fields:
        entry.fields.setdefault("journal", entry.fields["journaltitle"])
    if match := re.match(r"\d{4}", entry.fields.get("date", "")):
        entry.fields.setdefault("year", match[0])
    for name in ("howpublished", "note"):
        match = _URL.fullmatch(entry.fields.get(name, ""))
        if match and entry.fields.setdefault("url", _from_tex_address(match[1])) == _from_tex_address(match[1]):
            del entry.fields[name]


def _from_tex_address(value: str) -> str:
    r"""Return an address as it is typed into a browser: ``\url{…}`` and escapes such as ``\_`` undone."""
    value = _URL.sub(r"\1", value)
    value = re.sub(r"\\(?:textasciitilde|sim)(?:\{\})?|\\~\{\}|\\string~", "~", value)
    return re.sub(r"\\([_%&#~$])|[{}\\]", lambda match: match[1] or "", value).strip()


def _escaped(text: str) -> str:
    """Return *text* so that TeX prints it, less what belongs to TeX."""
    return re.sub(r"[\\{}]", "", text).replace("%", r"\%")


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
