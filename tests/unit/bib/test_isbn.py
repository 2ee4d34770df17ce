"""ISBNs as authors write them, and as they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shohyo.bib.isbn import format_isbn, isbn13, isbns13


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("9784798169453", "9784798169453"),
        ("978-4-7981-6945-3", "9784798169453"),
        ("ISBN 978-4-7981-6945-3", "9784798169453"),
        ("ISBN-13: 978‐4798169453", "9784798169453"),
        ("９７８４７９８１６９４５３", "9784798169453"),
        ("4-7981-6945-5", "9784798169453"),
        ("0-8044-2957-X", "9780804429573"),
        ("080442957x", "9780804429573"),
        ("979-10-90636-07-1", "9791090636071"),
    ],
)
def test_isbn13(written: str, expected: str) -> None:
    """Hyphens, spaces and full-width digits do not matter; an ISBN-10 becomes an ISBN-13."""
    assert isbn13(written) == expected


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("9784798169454", 'the ISBN "9784798169454" has a wrong check digit: with these digits it would be 3'),
        ("4798169454", 'the ISBN "4798169454" has a wrong check digit: with these digits it would be 5'),
        ("0804429570", 'the ISBN "0804429570" has a wrong check digit: with these digits it would be X'),
        ("978479816945", 'the ISBN "978479816945" has 12 digits instead of 10 or 13'),
        ("9774798169453", 'the ISBN "9774798169453" does not begin with 978 or 979'),
        ("B08YNMRH4J", '"B08YNMRH4J" is not an ISBN'),
        ("978479816945X", 'the ISBN "978479816945X" has a wrong check digit: with these digits it would be 3'),
        ("", '"" is not an ISBN'),
    ],
)
def test_wrong_isbn(written: str, message: str) -> None:
    """What is wrong with an ISBN is said in words."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 -- the whole message is compared
        isbn13(written)
    assert str(caught.value) == message


@given(st.integers(0, 10**9 - 1))
def test_one_wrong_digit_is_always_found(number: int) -> None:
    """The check digit finds every single wrong digit."""
    digits = f"978{number:09}"
    (right,) = [f"{digits}{check}" for check in range(10) if _is_isbn(f"{digits}{check}")]
    position = number % 9 + 3
    wrong = right[:position] + str((int(right[position]) + 1) % 10) + right[position + 1 :]
    assert not _is_isbn(wrong)


def _is_isbn(text: str) -> bool:
    try:
        return isbn13(text) == text
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("digits", "printed"),
    [
        ("9784798169453", "978-4-7981-6945-3"),
        ("9784000801218", "978-4-00-080121-8"),
        ("9784907470234", "978-4-907470-23-4"),
        ("9781680502398", "978-1-68050-239-8"),
        ("9780804429573", "978-0-8044-2957-3"),
        ("9791090636071", "979-10-90636-07-1"),
        ("9786400042628", "978-6400042628"),
    ],
)
def test_format_isbn(digits: str, printed: str) -> None:
    """An ISBN is printed with the hyphens of its ranges; one from no range that is in use with one after its prefix."""
    assert format_isbn(digits) == printed


@given(st.integers(0, 2 * 10**9 - 1))
def test_printed_isbn_is_read_again(number: int) -> None:
    """Hyphens change no digit."""
    digits = f"{978 + number // 10**9}{number % 10**9:09}"
    (right,) = [f"{digits}{check}" for check in range(10) if _is_isbn(f"{digits}{check}")]
    assert isbn13(format_isbn(right)) == right


@pytest.mark.parametrize(
    ("written", "found", "problems"),
    [
        ("978-4-7981-6945-3 4-7981-6945-5", ["9784798169453"], []),
        ("9784798169453 and 9781680502398", ["9784798169453", "9781680502398"], []),
        ("ISBN-13: 978-4-7981-6945-3, ISBN-10: 4-7981-6945-5", ["9784798169453"], []),
        ("978 4 7981 6945 3 (hbk : alk. paper)", ["9784798169453"], []),
        ("4-7981-6945-5（新書）", ["9784798169453"], []),
        ("9784798169453 : 2200円", ["9784798169453"], []),
        ("978-4-7981-6945-3, 4-7981-6945-9", ["9784798169453"], ['the ISBN "4-7981-6945-9" has a wrong check digit: with these digits it would be 5']),
        ("978-4-7981-6945-3 978-1-68050-239", ["9784798169453"], ['"978-1-68050-239" is not an ISBN']),
        ("12345", [], ['the ISBN "12345" has 5 digits instead of 10 or 13']),
        ("none", [], ['"none" is not an ISBN']),
    ],
)  # fmt: skip
def test_several_isbns(written: str, found: list[str], problems: list[str]) -> None:
    """Each is verified, whatever stands between them; remarks and prices are none."""
    assert isbns13(written) == (found, problems)
