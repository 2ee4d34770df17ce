"""The one door to what reads BibTeX in pybtex: text of a file → entries with places, and each mistake in words.

pybtex does the scanning.  Where its parser gives up at the first mistake, or raises, this one notes the place,
takes up again at the next line that begins an entry, and keeps what it has understood.

Its scanner is no promised interface; the methods that are overridden here, and those that are called, are as in
pybtex 0.26, which has had the same since 0.19.  ``tests/build/test_upstream.py`` fails when one is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field

from pybtex.bibtex.utils import split_name_list
from pybtex.database.input.bibtex import LowLevelParser, SkipEntry, month_names
from pybtex.scanner import PrematureEOF, PybtexSyntaxError, TokenRequired
from pybtex.textutils import normalize_whitespace
from pybtex.utils import CaseInsensitiveDict

from ..errors import foreign, say, suggestion

#: white space of a value → single spaces
one_line = normalize_whitespace
#: names of a person field → each name; nested braces keep an "and" together
names_in = split_name_list

# a line that begins an entry: where reading goes on after a mistake
_ENTRY_START = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+[ \t]*[{(]", re.MULTILINE)


@dataclass
class ScannedField:
    """A field as it is written."""

    name: str
    value: str
    offset: int  #: of the name, in code points
    value_offset: int
    sound: bool = True  #: whether the value is what the author wrote


@dataclass
class ScannedEntry:
    """An entry as it is written."""

    type: str
    offset: int
    key: str = ""
    key_offset: int = 0
    fields: list[ScannedField] = field(default_factory=list)
    sound: bool = False  #: whether it was read to its end


class Problem(PybtexSyntaxError):
    """A mistake in the syntax, its place and what to write instead."""

    def __init__(self, parser: LowLevelParser, offset: int, problem: str, remedy: str = "") -> None:
        super().__init__(problem, parser)
        self.offset, self.problem, self.remedy = offset, problem, remedy


def known_macros() -> MutableMapping[str, str]:
    """Return the strings that a file may use without ``@string``, which are the months; their case is ignored."""
    return CaseInsensitiveDict(month_names)


class Scanner(LowLevelParser):
    """pybtex's scanner with places of entries and fields, messages in words, and a way on after mistakes."""

    HINT = say("write entries as @book{{key, title = {{…}}, …}}")
    _field: ScannedField | None = None  # whose value is being read

    def parse_bibliography(self) -> Iterator[ScannedEntry]:
        while self.skip_to([self.AT]):
            self.command_start = self.pos - 1
            entry = ScannedEntry("", self.command_start)
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

    def parse_command_into(self, entry: ScannedEntry) -> None:
        self.current_entry_key = self._field = None
        name = self.optional([self.NAME])
        # pybtex's names may have an @ inside, which is another entry on the next line
        opening = self.optional([self.LBRACE, self.LPAREN]) if name and "@" not in name.value else None
        if opening is None:
            remedy = say("{hint}, or remove the @", hint=self.HINT)
            raise Problem(self, entry.offset, say('no entry follows the "@"'), remedy)
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

    def parse_entry_into(self, entry: ScannedEntry, closing: object) -> None:
        brace = closing is self.RBRACE
        key = self.optional([self.KEY_BRACE if brace else self.KEY_PAREN])
        if key is None:
            raise Problem(self, self.pos, say("the entry has no key"), self.HINT)
        key_offset = self.pos - len(key.value)
        while True:
            separated = False
            while self.optional([self.COMMA]):
                separated = True
            self.eat_whitespace()
            offset = self.pos
            if self.text.startswith("=", offset) and not entry.key:
                raise Problem(self, key_offset, say("the entry has no key"), self.HINT)
            entry.key, entry.key_offset = key.value, key_offset
            if self.optional([closing]):
                return
            entry.fields.append(self.parse_field_after(entry, separated, offset))

    def parse_field_after(self, entry: ScannedEntry, separated: bool, offset: int) -> ScannedField:
        name = self.optional([self.NAME])
        if name is None:
            raise Problem(
                self,
                offset,
                say('"{character}" stands where a field or the end of the entry should', character=self.text[offset]),
            )
        if name.value.startswith("@"):
            raise PrematureEOF(self)
        previous = say('the key "{key}"', key=entry.key)
        if entry.fields:
            previous = say('the value of "{name}"', name=entry.fields[-1].name)
        if not self.optional([self.EQUALS]):
            if separated:
                raise Problem(
                    self,
                    offset,
                    say('"{name}" is not followed by "="', name=name.value),
                    say("write {name} = {{…}}", name=name.value),
                )
            problem = say('"{name}" follows {previous}', name=name.value, previous=previous)
            raise Problem(self, offset, problem, say("put the whole value in braces"))
        if not separated:
            problem = say('a comma is missing before "{name}"', name=name.value)
            self.handle_error(Problem(self, offset, problem, say("write one after {previous}", previous=previous)))
        self.eat_whitespace()
        found = ScannedField(name.value, "", offset, self.pos)
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
        remedy = suggestion(name, self.macros) or say("put the value in braces, or define it with @string")
        self.handle_error(
            Problem(self, self.pos - len(name), say('the string "{name}" is not defined', name=name), remedy)
        )
        return ""

    def _value_in_words(self, error: PybtexSyntaxError, found: ScannedField) -> PybtexSyntaxError:
        place, name = found.value_offset, found.name
        if isinstance(error, PrematureEOF):
            return Problem(
                self,
                place,
                say('the value of "{name}" is not closed', name=name),
                say("check its braces and quotation marks"),
            )
        if isinstance(error, TokenRequired):
            if self.text[self.pos : self.pos + 1] in ("", ",", "}", ")"):
                return Problem(
                    self,
                    place,
                    say('"{name}" has no value', name=name),
                    say("write {name} = {{…}}, or remove it", name=name),
                )
            return Problem(
                self,
                place,
                say('the value of "{name}" is not in braces', name=name),
                say("write {name} = {{…}}", name=name),
            )
        problem = say('the braces in the value of "{name}" do not match', name=name)
        return Problem(self, place, problem, say("check its braces and quotation marks"))

    def _in_words(self, error: PybtexSyntaxError, entry: ScannedEntry) -> PybtexSyntaxError:
        if isinstance(error, Problem):
            return error
        if isinstance(error, PrematureEOF) or self.text.startswith("@", self.pos):
            problem = say('"@{type}" is not closed', type=entry.type) if entry.type else say('the "@" is not closed')
            if entry.key:
                problem = say('the entry "{key}" is not closed', key=entry.key)
            return Problem(self, entry.offset, problem, say("check its braces and quotation marks"))
        return Problem(
            self, self.pos, say('"@{type}" is not as it should be: {why}', type=entry.type, why=foreign(error.args[0]))
        )
