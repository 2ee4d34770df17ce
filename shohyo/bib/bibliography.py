"""BibTeX files → works, and a diagnostic for each thing that is wrong in them.

The data that come out are safe to print: addresses that are no web addresses are gone, every field can be decoded,
names are persons in their written order, and an entry has what it inherits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pybtex.database import BibliographyData, Entry, Person
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from ..errors import Code, Diagnostic, foreign, say, suggestion
from ..source.encoding import decode
from ..source.safety import SCHEMES, scheme_of
from ..text.lines import joined
from ..values import is_url
from .addresses import bare_doi
from .dates import MONTHS, dates_of
from .fields import ALIASES
from .inherit import PARTS, inherit, names_others
from .isbn import isbns13
from .names import HINT, PERSON_FIELDS, persons_of, shortened
from .scan import Problem, ScannedEntry, ScannedField, Scanner, known_macros, names_in, one_line
from .tex import CJK, decoded, is_others, is_plain, plain, printed_name

#: types of which the author or the editor must be known
AUTHORED_TYPES = ("article", "book")
#: types that are no works: what others are made of
DATA_TYPES = frozenset({"xdata", "set", "bibnote", "control", "xdata*"})
# fields that are addresses or identifiers, not TeX
_VERBATIM_FIELDS = frozenset({"url", "doi", "eprint", "file", "pdf"})
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
    translators: tuple[str, ...] = ()
    subtitle: str | None = None
    edition: str | None = None  #: as it is written
    series: str | None = None
    number: str | None = None  #: in the series
    reading: str | None = None  #: of the names, in kana, as Japanese BibTeX has it in ``yomi``

    @property
    def full_title(self) -> str:
        """Title and subtitle."""
        if not self.subtitle:
            return self.title
        return f"{self.title}――{self.subtitle}" if CJK.search(self.title) else f"{self.title}: {self.subtitle}"


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
    reader.finish()
    return Bibliography(reader.works, reader.data, tuple(sorted(reader.diagnostics)))


def shown_path(path: Path, root: Path) -> str:
    """Return *path* with ``/``, relative to *root* if it is below it."""
    path, root = path.resolve(), root.resolve()
    return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


@dataclass
class _File:
    """A bib file: how it is called in diagnostics, and where its lines end."""

    path: str
    newlines: list[int] = field(default_factory=list)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, from 1."""
        line = bisect_right(self.newlines, offset - 1)
        return line + 1, offset - (self.newlines[line - 1] if line else -1)


@dataclass
class _Found:
    """An entry on its way to be a work."""

    entry: Entry
    scanned: ScannedEntry
    fields: dict[str, ScannedField]  #: by name in lower case
    file: _File
    isbns: list[str] = field(default_factory=list)  #: its own
    doi: str = ""  #: its own
    is_orphan: bool = False  #: it names a parent that is not there


class _Reader:
    """Collects entries and mistakes of several files."""

    def __init__(self) -> None:
        self.data = BibliographyData()
        self.macros = known_macros()  # a string of one file may be used in the next
        self.works: dict[str, Work] = {}
        self.diagnostics: list[Diagnostic] = []
        self.found: dict[str, _Found] = {}  # by key in lower case, as BibTeX compares them
        self.heirs: list[str] = []
        self.file = _File("")

    def read(self, path: Path, shown: str) -> None:
        """Add the entries of a file."""
        self.file = _File(shown)
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
        self.file.newlines = [match.start() for match in re.finditer("\n", text)]
        for entry in Scanner(text, macros=self.macros, handle_error=self.handle_error):
            self.note_entry(entry)

    def note(self, offset: int, problem: str, remedy: str = "", code: Code = Code.BIBLIOGRAPHY) -> None:
        self.diagnostics.append(Diagnostic(self.file.path, *self.file.place(offset), code, problem, remedy))

    def handle_error(self, error: Problem) -> None:
        """Note a mistake instead of raising it."""
        self.note(error.offset, error.problem, error.remedy)

    # --- an entry by itself ------------------------------------------------------------------

    def note_entry(self, scanned: ScannedEntry) -> None:
        key = scanned.key.lower()
        if first := self.found.get(key):
            problem = say('the key "{key}" is already used on {where}', key=scanned.key, where=self._where(first))
            if first.scanned.key != scanned.key:
                problem = say('{problem}, written "{key}"', problem=problem, key=first.scanned.key)
            self.note(scanned.key_offset, problem, say("rename one of the two"))
            return
        entry = Entry(scanned.type)
        entry.key = scanned.key
        found = self.found[key] = _Found(entry, scanned, self._distinct_fields(scanned), self.file)
        for name, item in found.fields.items():
            value = one_line(joined(item.value) if "\n" in item.value else item.value)
            if name in _ROLES:
                self._add_persons(entry, name, value, item)
            elif value:
                value = entry.fields[name] = self._clean(name, value, item)
                if name in ALIASES:
                    entry.fields.setdefault(ALIASES[name], value)
                if names_others(name, value) and key not in self.heirs[-1:]:
                    self.heirs.append(key)
        self._check_addresses(found)
        self._check_isbn(found)

    def _where(self, other: _Found) -> str:
        line = other.file.place(other.scanned.offset)[0]
        return say("line {line}", line=line) if other.file is self.file else f"{other.file.path}:{line}"

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
        problems: list[tuple[str, str]] = []
        try:
            written = [self._clean(role, name, item) for name in names_in(names) if name.strip(" ,~")]
            persons, problems = persons_of(written, role)
        except (PybtexError, ValueError, IndexError):  # too many commas or braces, or nothing but punctuation
            problem = say('{role}: "{names}" is not a list of names', role=role, names=shortened(names))
            self.note(item.value_offset, problem, HINT)
            persons = [Person(last=f"{{{_escaped(names)}}}")]
        for problem, remedy in problems:
            self.note(item.value_offset, problem, remedy, Code.ENTRY)
        if persons:
            entry.persons[role] = persons

    def _clean(self, name: str, value: str, item: ScannedField) -> str:
        """Return a value that pybtex can decode, without links to anything but the web."""
        if name in _VERBATIM_FIELDS:
            return _from_tex_address(value)
        if not _SPECIAL.search(value) and is_plain(value):
            return value
        value = _HREF.sub(lambda match: f"{match[2]} \\url{{{match[1]}}}", value)
        value, unknown = decoded(_PERCENT.sub(r"\%", value))
        for command in dict.fromkeys(unknown):
            problem = say(
                r'{name}: nothing is known of the command "\{command}", of which the text is kept',
                name=name,
                command=command,
            )
            self.note(item.value_offset, problem, say("write what it prints"), Code.ENTRY)
        for address in (match[1].strip() for match in _URL.finditer(value)):
            if scheme_of(address) not in ("", *SCHEMES):
                problem = say('{name}: "{address}" is not a web address', name=name, address=shortened(address))
                self.note(item.value_offset, problem, say("it must begin with https:// or http://"))
        value = _URL.sub(lambda match: match[0] if is_url(match[1].strip()) else match[1], value)
        if is_plain(value):
            return value
        try:
            printed = str(Text.from_latex(value))
        except (PybtexError, ValueError):
            self.note(
                item.value_offset,
                say('{name}: the TeX in "{value}" cannot be read', name=name, value=shortened(value)),
                say("simplify it"),
            )
            return _escaped(value)
        return _escaped(printed) if _FALSE_URL.search(printed) else value

    def _check_addresses(self, found: _Found) -> None:
        entry, fields = found.entry, found.fields
        url, doi = entry.fields.get("url"), entry.fields.get("doi")
        if url is not None and (not is_url(url) or re.search(r"\s", url)):
            del entry.fields["url"]
            problem = say('url: "{url}" is not a web address', url=shortened(url))
            self.note(fields["url"].value_offset, problem, say("it must begin with https:// or http://"))
        if doi is not None:
            found.doi = entry.fields["doi"] = bare_doi(doi) or ""
            if not found.doi:
                del entry.fields["doi"]
                self.note(
                    fields["doi"].value_offset,
                    say('doi: "{doi}" is not a DOI', doi=shortened(doi)),
                    say("write it as 10.1000/182"),
                )

    def _check_isbn(self, found: _Found) -> None:
        if "isbn" not in found.entry.fields:
            return
        found.isbns, problems = isbns13(plain(found.entry.fields["isbn"]))
        for problem in problems:
            self.note(found.fields["isbn"].value_offset, problem, say("check it in the book"), Code.ISBN)
        if found.isbns:
            found.entry.fields["isbn"] = found.isbns[0]
        else:
            del found.entry.fields["isbn"]

    # --- entries among others ----------------------------------------------------------------

    def finish(self) -> None:
        """Make works of the entries, when all are known."""
        entries = {key: found.entry for key, found in self.found.items()}
        known = frozenset(found.scanned.key for found in self.found.values()) if self.heirs else frozenset()
        for missing in inherit(entries, self.heirs):
            found = self.found[missing.key]
            self.file, found.is_orphan = found.file, True
            problem = say('{field}: no entry has the key "{name}"', field=missing.field, name=missing.name)
            remedy = suggestion(missing.name, known)
            if missing.is_circle:
                problem = say('{field}: "{name}" has its fields of this entry', field=missing.field, name=missing.name)
                remedy = say("remove one of the two")
            self.note(found.fields[missing.field].value_offset, problem, remedy)
        owners: dict[str, _Found] = {}
        for found in self.found.values():
            if found.entry.type in DATA_TYPES:
                continue
            self.file = found.file
            self._check_required(found)
            self._check_twice(found, owners)
            _fill_in(found.entry)
            # pybtex would look for the parent again, by rules of BibTeX
            found.entry.fields.pop("crossref", None)
            self.data.add_entry(found.scanned.key, found.entry)
            self.works[found.scanned.key] = self._work(found)

    def _check_required(self, found: _Found) -> None:
        entry, key, offset = found.entry, found.scanned.key, found.scanned.offset
        if not found.scanned.sound or found.is_orphan:
            return
        broken = {name for name, item in found.fields.items() if not item.sound}
        if "title" not in entry.fields and "title" not in broken:
            self.note(offset, say('the entry "{key}" has no title', key=key), say("add title = {{…}}"))
        roles = {"author", "editor"}
        if entry.type in AUTHORED_TYPES and not roles & {*(role.lower() for role in entry.persons), *broken}:
            self.note(
                offset, say('the entry "{key}" has neither author nor editor', key=key), say("add author = {{…}}")
            )

    def _check_twice(self, found: _Found, owners: dict[str, _Found]) -> None:
        """Note a number that another entry has, too; parts of a book may share that of the book."""
        numbers = [(name, number) for name, number in (("doi", found.doi.lower()),) if number]
        if found.entry.type not in PARTS:
            numbers += [("isbn", number) for number in found.isbns]
        for name, number in numbers:
            first = owners.setdefault(number, found)
            if first is not found and (name == "doi" or _volume(first) == _volume(found)):
                problem = say(
                    '{name}: "{key}" on {where} has it, too', name=name, key=first.scanned.key, where=self._where(first)
                )
                remedy = say("keep one of the two entries, or correct the number")
                self.note(found.fields[name].value_offset, problem, remedy, Code.ENTRY)

    def _work(self, found: _Found) -> Work:
        entry = found.entry

        def text(name: str) -> str | None:
            return plain(entry.fields[name]) if name in entry.fields else None

        def names(role: str) -> tuple[str, ...]:
            return tuple(printed_name(person) for person in entry.persons.get(role, ()) if not is_others(person))

        year = text("year")
        if year and not year.isdigit():
            year = dates_of(entry.fields).year or year
        return Work(
            entry.key, entry.type, text("title") or "", names("author"), text("publisher"), year,
            entry.fields.get("isbn"), entry.fields.get("url"), text("langid") or text("language"), found.file.path,
            found.file.place(found.scanned.offset)[0], names("editor"), names("translator"), text("subtitle"),
            text("edition"), text("series"), text("number") or text("volume"), text("yomi"),
        )  # fmt: skip


_ROLES = frozenset(PERSON_FIELDS)
# what a plain text has none of
_SPECIAL = re.compile(r"[\\~$`%<&]|--|''")


def _volume(found: _Found) -> str:
    return found.entry.fields.get("volume", "")


def _fill_in(entry: Entry) -> None:
    """Fill year, month and url from where biblatex and others have them; styles of others know these alone."""
    fields = entry.fields
    if "date" in fields:
        dates = dates_of(fields)
        moment = dates.start or dates.end
        if moment and moment.year.isdigit():
            fields.setdefault("year", moment.year)
            if 0 < moment.month <= 12:
                fields.setdefault("month", MONTHS[moment.month - 1])
        elif dates.words:
            fields.setdefault("year", dates.words)
    if fields.get("location", fields.get("address")) != fields.get("address"):
        fields.setdefault("venue", fields["location"])  # beside the publisher's, it is that of a conference
    if (series := fields.get("series")) and " ; " in series and "number" not in fields:
        fields["series"], _mark, fields["number"] = (part.strip() for part in series.partition(" ; "))
    for name in ("howpublished", "note"):
        if name in fields and "url" in fields[name] and (match := _URL.fullmatch(fields[name])):
            address = _from_tex_address(match[1])
            if fields.setdefault("url", address) == address:
                del fields[name]


def _from_tex_address(value: str) -> str:
    r"""Return an address as it is typed into a browser: ``\url{…}`` and escapes such as ``\_`` undone."""
    value = _URL.sub(r"\1", value)
    value = re.sub(r"\\(?:textasciitilde|sim)(?:\{\})?|\\~\{\}|\\string~", "~", value)
    return re.sub(r"\\([_%&#~$])|[{}\\]", lambda match: match[1] or "", value).strip()


def _escaped(text: str) -> str:
    """Return *text* so that TeX prints it, less what belongs to TeX."""
    return re.sub(r"[\\{}]", "", text).replace("%", r"\%")
