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


def format_isbn(digits: str) -> str:
    """Return 13 digits as they are printed: prefix, group, publisher, title and check digit, with hyphens between.

    Of a range that no agency has given to anybody yet, nothing but the prefix is known.
    """
    from stdnum import isbn

    parts = isbn.split(digits)
    return "-".join(parts) if all(parts) else f"{digits[:3]}-{digits[3:]}"
