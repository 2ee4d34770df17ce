"""A printed ISBN → 13 digits that are checked, and back with its hyphens; python-stdnum knows the ranges."""

from __future__ import annotations

import re
import unicodedata

from ..errors import say

CHECKS = "0123456789X"


def isbn13(text: str) -> str:
    """Return an ISBN of 10 or 13 digits as 13 digits, the check digit verified (ISO 2108, annex A).

    Raises:
        ValueError: with what is wrong, in words.
    """
    from stdnum import isbn  # loads what would ask services, which a project without an ISBN need not wait for

    written = unicodedata.normalize("NFKC", text).strip().upper()
    digits = re.sub(r"^ISBN(?:-1[03])?:?|[\s\u2010-\u2015\u2212-]", "", written)
    if not re.fullmatch(r"[0-9]*[0-9X]", digits, re.ASCII):
        raise ValueError(say('"{text}" is not an ISBN', text=text))
    if len(digits) not in (10, 13):
        raise ValueError(say('the ISBN "{text}" has {count} digits instead of 10 or 13', text=text, count=len(digits)))
    if len(digits) == 13 and not digits.startswith(("978", "979")):
        raise ValueError(say('the ISBN "{text}" does not begin with 978 or 979', text=text))
    if not isbn.is_valid(digits):
        right = next(check for check in CHECKS if isbn.is_valid(digits[:-1] + check))
        raise ValueError(
            say(
                'the ISBN "{text}" has a wrong check digit: with these digits it would be {right}',
                text=text,
                right=right,
            )
        )
    return isbn.to_isbn13(digits)


# an ISBN among others; remarks stand in brackets or behind a colon
_ONE = re.compile(r"(?<![0-9])(?:97[89](?:[\s-]?[0-9]){10}|[0-9](?:[\s-]?[0-9]){8}[\s-]?[0-9X])(?![0-9])")
_HYPHENS = re.compile("[\u2010-\u2015\u2212]")


def isbns13(text: str) -> tuple[list[str], list[str]]:
    """Return the ISBNs of a text as 13 digits, each once, and what is wrong with the others.

    Libraries and reference managers write several into one field, with remarks on binding and price.
    """
    try:
        return [isbn13(text)], []
    except ValueError as error:
        whole = error.args[0]
    written = _HYPHENS.sub("-", unicodedata.normalize("NFKC", text).upper())
    bare = re.sub(r"\([^()]*\)|\[[^][]*\]", " ", written)
    found: list[str] = []
    problems: list[str] = []
    for candidate in _ONE.findall(bare):
        try:
            found.append(isbn13(candidate))
        except ValueError as error:
            problems.append(error.args[0])
    # what has too few or too many digits is one that was mistyped; a price is shorter
    rest = _ONE.sub(" ", bare)
    problems += [say('"{run}" is not an ISBN', run=run) for run in re.findall(r"[0-9][0-9X-]{7,}", rest)]
    return list(dict.fromkeys(found)), problems if found else [whole]


def format_isbn(digits: str) -> str:
    """Return 13 digits as they are printed: prefix, group, publisher, title and check digit, with hyphens between.

    Of a range that no agency has given to anybody yet, nothing but the prefix is known.
    """
    from stdnum import isbn

    parts = isbn.split(digits)
    return "-".join(parts) if all(parts) else f"{digits[:3]}-{digits[3:]}"
