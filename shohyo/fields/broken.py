"""A line that YAML does not read → what is wrong with it, and the line as it should be written.

libyaml says where it gave up, in its own words; whoever writes a title means something else by a bracket.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from ..errors import say


class Slip(NamedTuple):
    """What is wrong with a line."""

    column: int  #: from 0, of what is wrong
    problem: str
    remedy: str
    is_of_colon: bool = False  #: whether it is a colon that makes no key


#: an item or a key before a value
_BEFORE = re.compile(r"\s*(?:-[ \t]+)*(?:(?P<key>[^\s\"'\[\]{}#:][^:#]*?):[ \t]+)?(?=\S)")
_WIDE_COLON = re.compile(r"\s*(?:-[ \t]+)*(?P<key>[^\W\d][\w-]*)[ \t　]*(?P<colon>：|:(?=　))[ \t　]*(?P<value>.*)")
_TIGHT_COLON = re.compile(r"\s*(?:-[ \t]+)*(?P<key>[A-Za-z_][\w-]*)(?P<colon>:)(?P<value>(?!//)\S.*)")
_TIGHT_DASH = re.compile(r"(?P<indent>\s*)-(?P<value>[^\s-].*)")
#: in brackets, the word that begins with #, and the value that it ends
_TIGHT_COMMENT = re.compile(r"(?<=[\[{,:])\s*(?P<value>(?:[^\[\]{},:\"']*\s)?(?P<word>#(?=[^\s#])[^,\]}]*))")
_PAIRS = {"[": "]", "{": "}", '"': '"', "'": "'"}


def slip_in(line: str) -> Slip | None:
    """Return what is wrong with a line, if that can be told from the line itself."""
    if found := _WIDE_COLON.match(line) or _TIGHT_COLON.match(line):
        written, value = found["colon"], found["value"].strip()
        value = quoted(value) if value.startswith("#") else value
        what = say("a full-width colon") if written == "：" else say("a colon without a space after it")
        remedy = say("write {line}", line=f"{found['key']}: {value}".rstrip())
        problem = say('"{written}" is no key: {what}', written=found["key"] + written, what=what)
        return Slip(found.start("colon"), problem, remedy, True)
    before = _BEFORE.match(line)
    if not before:
        return None
    value = line[before.end() :].rstrip()
    first, key = value[0], f"{before['key']}: " if before["key"] else ""
    remedy = say("put the value in quotation marks: {line}", line=key + quoted(value))
    if first in _PAIRS and not _is_closed(value):
        return Slip(
            before.end(),
            say("{first} has no end", first=first),
            say("end it with {end}, or {remedy}", end=_PAIRS[first], remedy=remedy),
        )
    if first in "[{" and (comment := _TIGHT_COMMENT.search(value)):
        return Slip(before.end() + comment.start("word"), *of_comment(comment["word"], comment["value"]))
    if first in "[]{}\"',@`%&*!|>?-" and (key or first != "-"):
        return Slip(before.end(), say("a value that begins with {first} is no plain text", first=first), remedy)
    if re.search(r":(\s|$)", value):
        return Slip(before.end(), say("a value with “: ” in it is no plain text"), remedy)
    return None


def of_comment(comment: str, value: str) -> tuple[str, str]:
    """Say that a word is read as a comment, and how a value that ends in it is written."""
    problem = say('"{written}" is a comment, and no part of the value', written=comment)
    remedy = say("put the value in quotation marks: {line}; a comment has a space behind #", line=quoted(value))
    return problem, remedy


def slip_above(lines: list[str], row: int) -> tuple[int, Slip] | None:
    """Return what is wrong with a key that YAML did not expect where it stands, and the row of it."""
    above = next((number for number in range(row - 1, -1, -1) if lines[number].strip()), None)
    key = re.match(r"(\s*)([\w-]+):(\s|$)", lines[row])
    if above is None or not key:
        return None
    if ":" not in lines[above] and not lines[above].lstrip().startswith(("#", "- ")):
        return above, no_key(lines[above])
    if len(key[1]) > len(lines[above]) - len(lines[above].lstrip()):
        remedy = say("write it below the key above, as far to the left")
        return row, Slip(key.start(2), say('the key "{name}" is indented below a value', name=key[2]), remedy)
    return None


def no_key(line: str) -> Slip:
    """Say that a line has no key."""
    remedy = say("write it as key: value, or indent it below its key")
    problem = say('"{line}" has no key', line=line.strip()[:60])
    return Slip(len(line) - len(line.lstrip()), problem, remedy)


def tight_dash(lines: list[str]) -> tuple[int, Slip] | None:
    """Return the first line of a list, with its row, that has no space after its dash."""
    for row, line in enumerate(lines):
        if found := _TIGHT_DASH.match(line):
            written = found["value"].strip()
            return row, Slip(
                found.end("indent"),
                say('"-{written}" is no item of a list', written=written),
                say("write - {written}", written=written),
            )
    return None


def quoted(text: str) -> str:
    """Return a value as a text in the quotation marks that suit it; those around it, if there are, are not doubled."""
    for mark in "\"'":
        if len(text) > 1 and text[0] == text[-1] == mark and text.count(mark) == 3:
            text = text[1:-1]
    if '"' in text and "'" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def _is_closed(value: str) -> bool:
    """Tell whether what a value begins with ends in it."""
    first = value[0]
    if first in "\"'":
        return value.find(first, 1) > 0
    depth = 0
    for character in value:
        depth += (character == first) - (character == _PAIRS[first])
        if not depth:
            return True
    return False
