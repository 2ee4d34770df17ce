"""Normal forms → index terms, for many texts at once; the terms of ``docs/search-format.md`` as numbers.

A term of characters is a number: its sort, then its code points.  Numbers are in the order of the strings.
Looking at each character in Python takes ten times as long as comparing whole texts with themselves, one
character further on, so that the sorts are written down here a second time, as what holds of neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .format import BITS, LEVELS, SORTS
from .tokenise import ACCENTS, KATAKANA, LINE_END, MARKS, PAIRED, WORDS, bare, normalise

#: characters that are looked at together, about; there are no more texts among them than 18 bits can count
BATCH = 1 << 17

_CODE_POINT = 21  # bits
_NUMBER = BITS + 4  # bits of a term with its sort
_KATAKANA, _OF_KATAKANA = 0x30A0, 7  # where they begin, and bits of one: three take as many as a code point

# what a character is
_IS_WORD, _IS_MARK, _IS_IDEOGRAPHIC, _IS_PAIRED = 1, 2, 4, 8
_BEGINS_NAME, _IS_KATAKANA, _IS_LETTER, _IS_FOLDED = 16, 32, 64, 128
_IS_ACCENT, _HAS_ACCENT = 256, 512
_IS_ANY = _IS_WORD | _IS_IDEOGRAPHIC

Numbers = NDArray[np.uint64]


@dataclass(frozen=True)
class Terms:
    """The terms of a text."""

    grams: Numbers  #: those of characters, each four times, and as many more as it has of ``LEVELS``; they ascend
    #: words, each behind its sort: first those that have none of the levels, then those that have one, and so on
    words: Sequence[Sequence[str]] = ((),) * (len(LEVELS) + 1)


@cache
def _classes() -> NDArray[np.uint16]:
    """Return what each character of the basic plane is; all beyond it are ideographic, as its last one is."""
    plane = "".join(map(chr, range(0x10000)))
    classes = np.zeros(len(plane), np.uint16)
    for flag, runs_of in (
        (_IS_WORD, WORDS),
        (_IS_MARK, MARKS),
        (_IS_PAIRED, re.compile(f"[{PAIRED}]+")),
        (_BEGINS_NAME, re.compile("[.#@$-]")),
        (_IS_KATAKANA, re.compile("[ァ-ヺー]+")),
        (_IS_LETTER, re.compile("[ァ-ヺ]+")),
        (_IS_FOLDED, re.compile("[ー・ ]")),
        (_IS_ACCENT, re.compile(f"[{ACCENTS}]+")),
    ):
        for run in runs_of.finditer(plane):
            classes[run.start() : run.end()] |= flag
    classes[classes & (_IS_WORD | _IS_MARK) == 0] |= _IS_IDEOGRAPHIC
    classes[ord(" ")] = _IS_FOLDED
    for letter in _bare_letters():
        classes[letter] |= _HAS_ACCENT
    return classes


@cache
def _bare_letters() -> dict[int, tuple[int, int]]:
    """Return the first and the last character of what is left of each letter without its accents."""
    found = {code: form for code in range(0x80, 0x2000) if (form := bare(chr(code))) and form != chr(code)}
    return {code: (ord(form[0]), ord(form[-1])) for code, form in found.items()}


@cache
def _bare_codes() -> NDArray[np.uint64]:
    """Return the same as a table of the basic plane, of all others themselves."""
    table = np.repeat(np.arange(0x10000, dtype=np.uint64)[:, None], 2, axis=1)
    for code, ends in _bare_letters().items():
        table[code] = ends
    return table


def form_of(lines: Iterable[str]) -> str:
    """Return the normal forms of lines as one text; no term goes from one line to the next."""
    return LINE_END.join(map(normalise, lines))


def terms_of(texts: Iterable[str]) -> Iterator[Terms]:
    """Yield the terms of each text, which is a normal form."""
    for batch in _batches(texts):
        for text, grams in zip(batch, _grams(batch), strict=True):
            words: tuple[list[str], ...] = tuple([] for _ in range(len(LEVELS) + 1))
            found = Counter(WORDS.findall(text))
            of_sorts = {"w": found}
            if not text.isascii():
                of_sorts |= {"k": Counter(KATAKANA.findall(text)), "f": _bare_words(found)}
            for sort, of_sort in of_sorts.items():
                for word, times in of_sort.items():
                    words[bisect_right(LEVELS, times)].append(sort + word)
            yield Terms(grams, words)


def _bare_words(words: Mapping[str, int]) -> Counter[str]:
    """Return what is left of words that have accents, and how often."""
    found: Counter[str] = Counter()
    for word, times in words.items():
        if not word.isascii() and (form := bare(word)) not in ("", word):
            found[form] += times
    return found


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text) + 1
    if batch:
        yield batch


def _grams(texts: Sequence[str]) -> Iterator[Numbers]:
    """Yield the terms of characters of each text."""
    joined = "".join(LINE_END + text for text in texts) + 3 * LINE_END
    codes = np.frombuffer(joined.encode("utf-32-le"), "<u4")
    which = np.repeat(np.arange(len(texts), dtype=np.uint64), [len(text) + 1 for text in texts])
    found = np.concatenate([
        which[at] << _NUMBER | np.uint64(SORTS.index(sort)) << BITS | term for sort, at, term in _found(codes)
    ])  # fmt: skip
    found.sort()
    begins, times = runs(found)
    found = found[begins]
    of_text = np.searchsorted(found, np.arange(1, len(texts), dtype=np.uint64) << _NUMBER)
    found &= (1 << _NUMBER) - 1
    level = np.searchsorted(LEVELS, times, "right").astype(np.uint64)
    level[found >> BITS == SORTS.index("1")] = 0
    return iter(np.split(found << 2 | level, of_text))


def _found(codes: NDArray[np.uint32]) -> Iterator[tuple[str, NDArray[np.intp], Numbers]]:
    """Yield sort, places and terms of what is in a text that ends with three ends of lines."""
    classes = _classes()[np.minimum(codes, 0xFFFF)]
    wide = codes.astype(np.uint64)
    singles, pairs = wide << _CODE_POINT, wide[:-1] << _CODE_POINT | wide[1:]

    def has(*flags: int) -> NDArray[np.bool_]:
        """Tell of each place whether the characters from there on are such."""
        places = len(classes) - 2
        return np.logical_and.reduce([classes[n : n + places] & flag != 0 for n, flag in enumerate(flags)])

    is_word = has(_IS_WORD)
    begins = ~np.roll(is_word, 1)  # after no word character
    for sort, is_there, terms in (
        ("1", has(_IS_IDEOGRAPHIC), singles),
        ("2", has(_IS_IDEOGRAPHIC, _IS_IDEOGRAPHIC), pairs),
        ("p", begins & is_word, singles),
        ("p", begins & has(_IS_WORD, _IS_WORD), pairs),
        ("m", has(_IS_PAIRED, _IS_PAIRED | _IS_WORD) | has(_IS_WORD, _IS_PAIRED), pairs),
        ("b", begins & has(_BEGINS_NAME, _IS_WORD), pairs),
        ("x", has(_IS_WORD, _IS_IDEOGRAPHIC) | has(_IS_IDEOGRAPHIC, _IS_WORD), pairs),
    ):
        places = np.flatnonzero(is_there)
        yield sort, places, terms[places]

    katakana = np.flatnonzero(has(_IS_KATAKANA, _IS_KATAKANA, _IS_KATAKANA))
    yield "3", katakana, _threes(wide, katakana, katakana + 1, katakana + 2)

    yield from _variant_pairs(classes, wide)
    letters = np.flatnonzero(classes & _IS_LETTER)
    run = np.cumsum(classes & (_IS_LETTER | _IS_FOLDED) == 0).astype(np.uint64)[letters]
    is_run = run[:-2] == run[2:]
    first, second, third = (letters[n : len(letters) - 2 + n][is_run] for n in range(3))
    terms, run = _threes(wide, first, second, third), run[:-2][is_run]
    is_apart = third - first > 2
    in_run = run << _CODE_POINT | terms
    is_apart[is_apart] = ~_are_among(in_run[is_apart], np.sort(in_run[~is_apart]))
    yield "u", first[is_apart], terms[is_apart]


def _variant_pairs(classes: NDArray[np.uint16], wide: Numbers) -> Iterator[tuple[str, NDArray[np.intp], Numbers]]:
    """Yield sort, places and terms of neighbours in the variant form that are not such in the text."""
    first = last = wide
    if has_accents := bool((classes & (_IS_ACCENT | _HAS_ACCENT)).any()):
        first, last = _bare_codes()[np.minimum(wide, 0xFFFF)].T
        first, last = (np.where(wide > 0xFFFF, wide, codes) for codes in (first, last))

    def neighbours(is_gone: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return two places each, between which something was, or of which one has lost an accent."""
        left = np.flatnonzero(~is_gone)
        is_new = np.diff(left) > 1
        if has_accents:
            changed = classes[left] & _HAS_ACCENT != 0
            is_new |= changed[:-1] | changed[1:]
        return left[:-1][is_new], left[1:][is_new]

    is_folded = classes & _IS_FOLDED != 0
    if has_accents:
        # a space goes if it is beside an ideographic character, also if an accent is all that stands between two
        is_wide = classes & _IS_IDEOGRAPHIC != 0
        is_beside = np.append(is_wide[1:], False) | np.insert(is_wide[:-1], 0, False)
        is_folded &= (wide != ord(" ")) | is_beside
        is_folded |= classes & _IS_ACCENT != 0
    before, after = neighbours(is_folded)
    kinds, others = classes[before], classes[after]
    is_there = (kinds & _IS_ANY != 0) & (others & _IS_ANY != 0) & ((kinds | others) & _IS_IDEOGRAPHIC != 0)
    before, after = before[is_there], after[is_there]
    yield "v", before, last[before] << _CODE_POINT | first[after]
    if has_accents:
        before, after = neighbours(classes & _IS_ACCENT != 0)
        kinds, others = classes[before] & (_IS_PAIRED | _IS_WORD), classes[after] & (_IS_PAIRED | _IS_WORD)
        is_there = (kinds != 0) & (others != 0) & ((kinds | others) & _IS_PAIRED != 0)
        before, after = before[is_there], after[is_there]
        yield "v", before, last[before] << _CODE_POINT | first[after]


def _are_among(numbers: Numbers, ascending: Numbers) -> NDArray[np.bool_]:
    # numpy.isin would do; it loads numpy.ma, which takes longer than it does
    places = np.searchsorted(ascending, numbers)
    return np.append(ascending, ~numbers[-1:])[places] == numbers


def _threes(wide: Numbers, *places: NDArray[np.intp]) -> Numbers:
    first, second, third = (wide[place] - _KATAKANA for place in places)
    return first << 2 * _OF_KATAKANA | second << _OF_KATAKANA | third


def runs(numbers: Numbers) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where each number begins in ascending ones, and how many of it there are."""
    begins = np.flatnonzero(np.diff(numbers, prepend=~numbers[:1]))
    return begins, np.diff(begins, append=len(numbers))


def code_points(terms: Numbers) -> NDArray[np.uint32]:
    """Return the characters of each term, of shape (number of terms, 3), with 0 after the last one."""
    sorts = terms >> BITS
    is_three = (sorts == SORTS.index("3")) | (sorts == SORTS.index("u"))
    last = (1 << _CODE_POINT) - 1
    places = [terms >> _CODE_POINT & last, terms & last, np.zeros_like(terms)]
    for place, code in enumerate(places):
        of_three = terms[is_three] >> (2 - place) * _OF_KATAKANA & ((1 << _OF_KATAKANA) - 1)
        code[is_three] = of_three + _KATAKANA
    return np.stack(places, axis=1).astype("<u4")


def spelled(terms: Numbers) -> list[str]:
    """Return terms of characters as strings, each behind its sort."""
    characters = code_points(terms).view("<U3")[:, 0].tolist()
    return [SORTS[number >> BITS] + text for number, text in zip(terms.tolist(), characters, strict=True)]
