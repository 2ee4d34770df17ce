"""BibTeX files → works, and a diagnostic for each thing that is wrong in them.

pybtex does the scanning.  Where its parser gives up at the first mistake, or raises, this one notes
the place, takes up again at the next line that begins an entry, and keeps what it has understood.
The data that come out are safe to print: addresses that are no web addresses are gone, every field
can be decoded, and Japanese names keep their written order.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pybtex.bibtex.utils import split_name_list
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.input.bibtex import LowLevelParser, Parser, SkipEntry
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text
from pybtex.scanner import PrematureEOF, PybtexSyntaxError, TokenRequired
from pybtex.textutils import normalize_whitespace

from .encoding import decode
from .errors import Code, Diagnostic, suggestion
from .model import is_url

#: kana and Chinese characters: what makes a name one that is written family name first
CJK = re.compile(
    r"[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)

PERSON_FIELDS = ("author", "editor", "translator")
#: types of which the author or the editor must be known
AUTHORED_TYPES = ("article", "book")
#: fields that are addresses or identifiers, not TeX
_VERBATIM_FIELDS = ("url", "doi", "eprint")

# a line that begins an entry: where reading goes on after a mistake
_ENTRY_START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
# markup that pybtex would print as it stands: \emph{…}, {\it …}
_FONT_COMMANDS = re.compile(r"\\(?:emph|mbox|text(?:it|bf|tt|sc|rm|sf|up)|em|it|bf|tt|sc|rm|sf)(?![A-Za-z])\s*")
# characters that pybtex does not decode: \\$, \\textasciicircum{}, …
_CHARACTERS = {
    "$": "$", "textasciicircum": "^", "textdollar": "$", "textless": "<", "textgreater": ">", "textbar": "|",
    "textunderscore": "_", "textquotedbl": '"', "textquotesingle": "'", "dots": "…",
    "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX",
}  # fmt: skip
_CHARACTER = re.compile(
    r"\\(?:(\$)|(" + "|".join(name for name in _CHARACTERS if name.isalpha()) + r")(?![A-Za-z])(?:\{\}|[ \t]*))"
)
_HREF = re.compile(r"\\href\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_URL = re.compile(r"\\url\s*\{([^{}]*)\}")
# sphinxcontrib-bibtex makes a link of what follows a printed \url, whatever that is
_FALSE_URL = re.compile(r"\\url(?!\s+https?://)")
# a % that TeX would take for the beginning of a comment
_PERCENT = re.compile(r"(?<!\\)%")
_TEX = re.compile(r"[\\{}~$`'-]")


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


def isbn13(text: str) -> str:
    """Return an ISBN of 10 or 13 digits as 13 digits, the check digit verified (ISO 2108, annex A).

    Raises:
        ValueError: with what is wrong, in words.
    """
    written = unicodedata.normalize("NFKC", text).strip().upper()
    digits = re.sub(r"^ISBN(?:-1[03])?:?|[\s\u2010-\u2015\u2212-]", "", written)
    if not re.fullmatch(r"[0-9]*[0-9X]", digits, re.ASCII):
        raise ValueError(f'"{text}" is not an ISBN')
    if len(digits) not in (10, 13):
        raise ValueError(f'the ISBN "{text}" has {len(digits)} digits instead of 10 or 13')
    if len(digits) == 13 and not digits.startswith(("978", "979")):
        raise ValueError(f'the ISBN "{text}" does not begin with 978 or 979')
    right = _check_digit10(digits) if len(digits) == 10 else _check_digit13(digits)
    if digits[-1] != right:
        raise ValueError(f'the ISBN "{text}" has a wrong check digit: with these digits it would be {right}')
    return digits if len(digits) == 13 else f"978{digits[:9]}" + _check_digit13(f"978{digits[:9]}")


def _check_digit10(digits: str) -> str:
    remainder = -sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)) % 11
    return "X" if remainder == 10 else str(remainder)


def _check_digit13(digits: str) -> str:
    return str(-sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits[:12])) % 10)


def format_isbn(isbn: str) -> str:
    """Return 13 digits as they are printed: the prefix and the rest.

    Where publisher and title part is in no rule, only in tables that grow.
    """
    return f"{isbn[:3]}-{isbn[3:]}"


def plain(tex: str) -> str:
    """Return the text of a BibTeX value, without braces and commands."""
    if not _TEX.search(tex):
        return tex
    tex = _with_characters(tex)
    try:
        return str(Text.from_latex(tex)).replace("\xa0", " ")
    except (PybtexError, ValueError):  # what latexcodec and pybtex say of TeX that they do not read
        return re.sub(r"[{}\\]", "", tex)


def _with_characters(tex: str) -> str:
    """Return TeX with the characters in it that pybtex would print as commands; braces that are escaped are gone."""
    return re.sub(r"\\[{}]", "", _CHARACTER.sub(lambda match: _CHARACTERS[match[1] or match[2]], tex))


def printed_name(person: Person) -> str:
    """Return a name as it is printed: family name first in Chinese characters or kana, last in Latin."""
    family = [*person.prelast_names, *person.last_names]
    given = [*person.first_names, *person.middle_names]
    if CJK.search("".join(family)):
        return plain(" ".join([*family, *given]))
    name = plain(" ".join([*given, *family]))
    return f"{name}, {plain(' '.join(person.lineage_names))}" if person.lineage_names else name


def is_others(person: Person) -> bool:
    """Tell whether this is the ``and others`` at the end of a list of names."""
    return str(person).lower() == "others"


# --- scanning ------------------------------------------------------------------------------------


@dataclass
class _Field:
    name: str
    value: str
    offset: int  #: of the name, in code points
    value_offset: int
    sound: bool = True  #: whether the value is what the author wrote


@dataclass
class _ScannedEntry:
    type: str
    offset: int
    key: str = ""
    key_offset: int = 0
    fields: list[_Field] = field(default_factory=list)
    sound: bool = False  #: whether it was read to its end


class _Problem(PybtexSyntaxError):
    """A mistake in the syntax, its place and what to write instead."""

    def __init__(self, parser: LowLevelParser, offset: int, problem: str, remedy: str = "") -> None:
        super().__init__(problem, parser)
        self.offset, self.problem, self.remedy = offset, problem, remedy


class _Scanner(LowLevelParser):
    """pybtex's scanner with places of entries and fields, messages in words, and a way on after mistakes."""

    HINT = "write entries as @book{key, title = {…}, …}"
    _field: _Field | None = None  # whose value is being read

    def parse_bibliography(self) -> Iterator[_ScannedEntry]:
        while self.skip_to([self.AT]):
            self.command_start = self.pos - 1
            entry = _ScannedEntry("", self.command_start)
            try:
                self.parse_command_into(entry)
                entry.sound = True
            except SkipEntry:
                continue
            except PybtexSyntaxError as error:
                self.handle_error(self._in_words(error, entry))
                following = _ENTRY_START.search(self.text, self.command_start + 1)
                self.pos = following.start() if following else self.end_pos
            if entry.key:
                yield entry

    def parse_command_into(self, entry: _ScannedEntry) -> None:
        self.current_entry_key = self._field = None
        name = self.optional([self.NAME])
        # pybtex's names may have an @ inside, which is another entry on the next line
        opening = self.optional([self.LBRACE, self.LPAREN]) if name and "@" not in name.value else None
        if opening is None:
            raise _Problem(self, entry.offset, 'no entry follows the "@"', f"{self.HINT}, or remove the @")
        closing = self.RBRACE if opening.pattern is self.LBRACE else self.RPAREN
        entry.type = name.value.lower()
        if entry.type == "comment":
            raise SkipEntry
        if entry.type == "string":
            self.parse_string_body(closing)
        elif entry.type == "preamble":
            self.parse_preamble_body(closing)
        else:
            self.parse_entry_into(entry, closing)
            return
        self.required([closing])

    def parse_entry_into(self, entry: _ScannedEntry, closing: object) -> None:
        brace = closing is self.RBRACE
        key = self.optional([self.KEY_BRACE if brace else self.KEY_PAREN])
        if key is None:
            raise _Problem(self, self.pos, "the entry has no key", self.HINT)
        key_offset = self.pos - len(key.value)
        while True:
            separated = False
            while self.optional([self.COMMA]):
                separated = True
            self.eat_whitespace()
            offset = self.pos
            if self.text.startswith("=", offset) and not entry.key:
                raise _Problem(self, key_offset, "the entry has no key", self.HINT)
            entry.key, entry.key_offset = key.value, key_offset
            if self.optional([closing]):
                return
            entry.fields.append(self.parse_field_after(entry, separated, offset))

    def parse_field_after(self, entry: _ScannedEntry, separated: bool, offset: int) -> _Field:
        name = self.optional([self.NAME])
        if name is None:
            raise _Problem(self, offset, f'"{self.text[offset]}" stands where a field or the end of the entry should')
        if name.value.startswith("@"):
            raise PrematureEOF(self)
        previous = f'the value of "{entry.fields[-1].name}"' if entry.fields else f'the key "{entry.key}"'
        if not self.optional([self.EQUALS]):
            if separated:
                raise _Problem(self, offset, f'"{name.value}" is not followed by "="', f"write {name.value} = {{…}}")
            raise _Problem(self, offset, f'"{name.value}" follows {previous}', "put the whole value in braces")
        if not separated:
            problem = f'a comma is missing before "{name.value}"'
            self.handle_error(_Problem(self, offset, problem, f"write one after {previous}"))
        self.eat_whitespace()
        found = _Field(name.value, "", offset, self.pos)
        self._field = found
        try:
            self.parse_value()
        except PybtexSyntaxError as error:
            raise self._value_in_words(error, found) from None
        found.value = "".join(self.current_value)
        return found

    def substitute_macro(self, name: str) -> str:
        if name in self.macros:
            return self.macros[name]
        if self._field:
            self._field.sound = False
        remedy = suggestion(name, self.macros) or "put the value in braces, or define it with @string"
        self.handle_error(_Problem(self, self.pos - len(name), f'the string "{name}" is not defined', remedy))
        return ""

    def _value_in_words(self, error: PybtexSyntaxError, found: _Field) -> PybtexSyntaxError:
        place, name = found.value_offset, found.name
        if isinstance(error, PrematureEOF):
            return _Problem(self, place, f'the value of "{name}" is not closed', "check its braces and quotation marks")
        if isinstance(error, TokenRequired):
            if self.text[self.pos : self.pos + 1] in ("", ",", "}", ")"):
                return _Problem(self, place, f'"{name}" has no value', f"write {name} = {{…}}, or remove it")
            return _Problem(self, place, f'the value of "{name}" is not in braces', f"write {name} = {{…}}")
        problem = f'the braces in the value of "{name}" do not match'
        return _Problem(self, place, problem, "check its braces and quotation marks")

    def _in_words(self, error: PybtexSyntaxError, entry: _ScannedEntry) -> PybtexSyntaxError:
        if isinstance(error, _Problem):
            return error
        if isinstance(error, PrematureEOF) or self.text.startswith("@", self.pos):
            name = f'the entry "{entry.key}"' if entry.key else f'"@{entry.type}"' if entry.type else 'the "@"'
            return _Problem(self, entry.offset, f"{name} is not closed", "check its braces and quotation marks")
        return _Problem(self, self.pos, f'"@{entry.type}" is not as it should be: {error.args[0]}')


# --- entries -------------------------------------------------------------------------------------


class _Reader(Parser):
    """Collects entries and mistakes of several files."""

    def __init__(self) -> None:
        super().__init__(encoding="utf-8", person_fields=PERSON_FIELDS)
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
            why = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
            self.note(0, f"the file {why}", "check bibtex_bibfiles")
            return
        if data is None:
            self.note(0, "this is not a regular file", "check bibtex_bibfiles")
            return
        text, problems = decode(data, shown)
        before = len(self.diagnostics)
        self.parse_string(text.replace("\r\n", "\n").replace("\r", "\n"))
        if problems:  # whatever else was found may come of the wrong characters
            self.diagnostics[before:] = problems

    def parse_string(self, text: str) -> BibliographyData:
        self._newlines = [match.start() for match in re.finditer("\n", text)]
        for entry in _Scanner(text, macros=self.macros, handle_error=self.handle_error):
            self.note_entry(entry)
        return self.data

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, from 1."""
        line = bisect_right(self._newlines, offset - 1)
        return line + 1, offset - (self._newlines[line - 1] if line else -1)

    def note(self, offset: int, problem: str, remedy: str = "", code: Code = Code.BIBLIOGRAPHY) -> None:
        self.diagnostics.append(Diagnostic(self.path, *self.place(offset), code, problem, remedy))

    def handle_error(self, error: _Problem) -> None:
        """Note a mistake instead of raising it."""
        self.note(error.offset, error.problem, error.remedy)

    def note_entry(self, scanned: _ScannedEntry) -> None:
        first = self._firsts.get(scanned.key.lower())
        if first:
            where = f"line {first.line}" if first.path == self.path else f"{first.path}:{first.line}"
            also = "" if first.key == scanned.key else f', written "{first.key}"'
            problem = f'the key "{scanned.key}" is already used on {where}{also}'
            self.note(scanned.key_offset, problem, "rename one of the two")
            return
        entry = Entry(scanned.type)
        fields = self._distinct_fields(scanned)
        for name, item in fields.items():
            value = normalize_whitespace(item.value)
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

    def _distinct_fields(self, scanned: _ScannedEntry) -> dict[str, _Field]:
        """Return the fields by name in lower case; of two with one name the first."""
        fields: dict[str, _Field] = {}
        for item in scanned.fields:
            if item.name.lower() in fields:
                self.note(item.offset, f'"{item.name}" is given twice in "{scanned.key}"', "keep one of the two")
            fields.setdefault(item.name.lower(), item)
        return fields

    def _add_persons(self, entry: Entry, role: str, names: str, item: _Field) -> None:
        try:
            written = [self._clean(role, name, item) for name in split_name_list(names) if name.strip(" ,~")]
            persons = [_person(name) for name in written]
        except (PybtexError, ValueError, IndexError):  # too many commas or braces, or nothing but punctuation
            problem = f'{role}: "{_shortened(names)}" is not a list of names'
            self.note(item.value_offset, problem, "write them as Family, Given and Family, Given")
            persons = [Person(last=f"{{{_escaped(names)}}}")]
        if persons:
            entry.persons[role] = persons

    def _clean(self, name: str, value: str, item: _Field) -> str:
        """Return a value that pybtex can decode, without links to anything but the web."""
        if name in _VERBATIM_FIELDS:
            return _from_tex_address(value)
        value = _HREF.sub(lambda match: f"{match[2]} \\url{{{match[1]}}}", value)
        value = _with_characters(_FONT_COMMANDS.sub("", _PERCENT.sub(r"\\%", value)))
        value = _URL.sub(lambda match: match[0] if is_url(match[1].strip()) else match[1], value)
        if not _TEX.search(value):
            return value
        try:
            printed = str(Text.from_latex(value))
        except (PybtexError, ValueError):
            self.note(item.value_offset, f'{name}: the TeX in "{_shortened(value)}" cannot be read', "simplify it")
            return _escaped(value)
        return _escaped(printed) if _FALSE_URL.search(printed) else value

    def _check_required(self, scanned: _ScannedEntry, entry: Entry, fields: dict[str, _Field]) -> None:
        broken = {name for name, item in fields.items() if not item.sound}
        if "title" not in entry.fields and "title" not in broken:
            self.note(scanned.offset, f'the entry "{scanned.key}" has no title', "add title = {…}")
        roles = {"author", "editor"}
        if entry.type in AUTHORED_TYPES and not roles & {*(role.lower() for role in entry.persons), *broken}:
            self.note(scanned.offset, f'the entry "{scanned.key}" has neither author nor editor', "add author = {…}")

    def _check_addresses(self, entry: Entry, fields: dict[str, _Field]) -> None:
        url, doi = entry.fields.get("url"), entry.fields.get("doi")
        if url is not None and (not is_url(url) or re.search(r"\s", url)):
            del entry.fields["url"]
            problem = f'url: "{_shortened(url)}" is not a web address'
            self.note(fields["url"].value_offset, problem, "it must begin with https:// or http://")
        if doi is not None:
            bare = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", doi, flags=re.IGNORECASE)
            entry.fields["doi"] = bare
            if not re.fullmatch(r"10\.\d{4,9}/\S+", bare):
                del entry.fields["doi"]
                problem = f'doi: "{_shortened(doi)}" is not a DOI'
                self.note(fields["doi"].value_offset, problem, "write it as 10.1000/182")

    def _check_isbn(self, entry: Entry, fields: dict[str, _Field]) -> str | None:
        if "isbn" not in entry.fields:
            return None
        try:
            isbn = isbn13(plain(entry.fields["isbn"]))
        except ValueError as error:
            del entry.fields["isbn"]
            self.note(fields["isbn"].value_offset, str(error), "check it in the book", Code.ISBN)
            return None
        entry.fields["isbn"] = isbn
        return isbn

    def _work(self, scanned: _ScannedEntry, entry: Entry, isbn: str | None) -> Work:
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
