"""Pages → the words that are offered when a query finds nothing; see "Words" in ``docs/search-format.md``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .model import Page
from .tokenise import PAIRED, normalise

#: code points of the skeleton of a word that is offered
SHORTEST, LONGEST = 2, 20

_VU = {"ゔぁ": "ば", "ゔぃ": "び", "ゔぇ": "べ", "ゔぉ": "ぼ", "ゔ": "ぶ"}
_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(ord("ァ"), ord("ヶ") + 1)}
_ALIKE = str.maketrans("ぁぃぅぇぉゃゅょゎづぢ", "あいうえおやゆよわずじ")
_DROPPED = re.compile(f"[{PAIRED} っー・]")
#: runs of one script, as titles and headings are made of
_RUN = re.compile("[一-鿿々]{2,8}|[ァ-ヶー]{3,}")
_KATAKANA = re.compile("[ァ-ヶー]{3,}")
#: how a reading is written; what is offered for one is the title of its page
_READING = re.compile("[ぁ-ゖー]+|[a-z]+")


@lru_cache(maxsize=1 << 14)
def skeleton(text: str) -> str:
    """Return a normal form as it sounds, roughly: in hiragana, without what spellings differ by."""
    text = text.translate(_HIRAGANA)
    for written, alike in _VU.items():
        text = text.replace(written, alike)
    return _DROPPED.sub("", text.translate(_ALIKE))


def keys(text: str) -> tuple[str, str]:
    """Return the two keys under which a skeleton is looked for: its beginning and its end.

    A slip of the finger spoils one of them only.
    """
    length = 1 if len(text) < 4 else 2
    return "<" + text[:length], ">" + text[-length:]


def words_of(pages: Iterable[Page]) -> list[tuple[str, str]]:
    """Return (skeleton, entry) of each word, those of the most pages first.

    An entry is the word as it is written, or what is offered for it, a tab, and the word.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for page in pages:
        counts.update(set(_entries(page)))
    return sorted(counts, key=lambda pair: (-counts[pair], pair))


def _entries(page: Page) -> Iterator[tuple[str, str]]:
    for written in (page.title, *page.names, *page.headings):
        form = normalise(written)
        is_reading = written in page.names and _READING.fullmatch(written)
        yield from _entry(form, f"{page.title}\t{form}" if is_reading else " ".join(written.split()))
        for run in _RUN.findall(form):
            yield from _entry(run, run)
    for section in page.sections:
        for run in set(_KATAKANA.findall("\n".join(section.lines))):
            yield from _entry(run, run)


def _entry(form: str, entry: str) -> Iterator[tuple[str, str]]:
    sound = skeleton(form)
    if SHORTEST <= len(sound) <= LONGEST:
        yield sound, entry
