"""A question in a reader's words → its content words, by rules; ``scripts/beyond/units.js`` does the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .tables import tables, words_in

_LATIN = "0-9a-z\u00c0-\u024f\u0370-\u10ff\u1200-\u1fff"
_SCRIPTS = {
    "latin": rf"[.#@$]?[{_LATIN}]+(?:['./&_-][{_LATIN}]+)*(?:\+\+|#)?",
    "hangul": "[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]+",
    "han": "[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]+",
    "hiragana": "[\u3041-\u3096\u309d\u309e][\u3041-\u3096\u309d\u309eー]*",
    "katakana": "[\u30a1-\u30fa\u30fd\u30fe][\u30a1-\u30fa\u30fd\u30feー・]*",
    "other": "[\U0001f000-\U0001faff]+",
}
_RUNS = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _SCRIPTS.items()))


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


_KANA = frozenset(words_in("kana"))
_ENDINGS = frozenset(words_in("endings"))
_FORMS = frozenset((*words_in("han"), *words_in("korean stop")))
_ENGLISH = frozenset(words_in("english"))
_SUFFIX = re.compile(f"(.{{2,}}?)(?:{_any_of(words_in('suffix'))})")
_JOIN = re.compile(tables()["join"])
_CHINESE = re.compile(_any_of(words_in("chinese")))
_MARKER = re.compile(tables()["marker"])
_KOREAN = re.compile(f"(.{{2,}}?)(?:{_any_of(words_in('korean'))})")
#: what it costs that a piece is no word of form, and what each of its characters costs
_UNKNOWN = (6, 5)


@dataclass(frozen=True)
class Unit:
    """A word that says what a question is about."""

    text: str  #: normal form
    parts: tuple[str, ...] = ()  #: what it is made of, if that can be told


@dataclass(frozen=True)
class _Run:
    """A run of one script; *is_next* tells whether it follows the one before at once."""

    script: str
    text: str
    is_next: bool


def _runs(text: str) -> list[_Run]:
    end, found = -1, []
    for match in _RUNS.finditer(text):
        found.append(_Run(match.lastgroup or "", match[0], match.start() == end))
        end = match.end()
    return found


def unknown_in(kana: str, before: str) -> list[tuple[int, str]]:
    """Return what is no word of form in a run of hiragana, each behind its place: the cheapest way to read it.

    Args:
        kana: the run.
        before: the script of what stands before it, or "".
    """
    best: list[tuple[int, int, bool]] = [(0, 0, True)]
    for end in range(1, len(kana) + 1):
        ways = []
        for start in range(end):
            piece = kana[start:end]
            is_known = piece in _KANA or (before == "han" and not start and piece in _ENDINGS)
            if not is_known:
                cost = _UNKNOWN[0] + _UNKNOWN[1] * len(piece)
            elif len(piece) > 1:
                cost = max(2, 5 - len(piece))
            elif (not start and before) or end == len(kana):
                cost = 3
            else:  # within, a word of form of one character is not likely
                is_case = start and best[start][2] and piece in "にをがでの"
                cost = 6 if not start else 4 if is_case or piece in "たてる" else 5
            ways.append((best[start][0] + cost, start, is_known))
        best.append(min(ways, key=lambda way: way[0]))
    found: list[tuple[int, str]] = []
    end = len(kana)
    while end:
        _cost, start, is_known = best[end]
        if not is_known:
            found.insert(0, (start, kana[start:end]))
        end = start
    return found


def units_of(normal: str, lang: str = "") -> list[Unit]:
    """Return the words of a question that say what it is about, in order and each once; all words, if none does.

    Args:
        normal: a normal form.
        lang: language of the site.
    """
    found: dict[str, tuple[str, ...]] = {}
    misread: dict[str, None] = {}  # runs with a rest that is no word: こころ is not ここ and ろ
    here: list[_Run] = []  # what stands together
    runs = _runs(_without_chinese(normal, lang))
    for run, after in zip(runs, (*runs[1:], None), strict=False):
        last = here[-1] if here and run.is_next else None
        if not run.is_next:
            _end(here, found)
        if run.script == "hangul":
            _end(here, found)
            if run.text not in words_in("korean"):
                found.setdefault(_stripped(_KOREAN, run.text))
        elif run.script != "hiragana":
            here.append(run)
        else:
            is_after = last is not None and last.script == "han"
            is_word = is_after and (len(last.text) == 1 or len(here) > 1)
            is_inner = is_word and after and after.is_next and after.script == "han"
            if is_inner and (_JOIN.fullmatch(run.text) or (run.text == "い" and last.text in tables()["joins i"])):
                here.append(run)
                continue
            unknown = unknown_in(run.text, last.script if last else "")
            if is_after and unknown and unknown[0][0] == 0:
                ending = unknown.pop(0)[1]
                if is_word:
                    here.append(_Run("hiragana", re.sub("し[いく]$", "し", ending), True))
            _end(here, found)
            for _at, word in unknown:
                if len(word) > 1:
                    found.setdefault(word)
                else:
                    misread[run.text] = None
    _end(here, found)
    found = found or misread
    units = [Unit(text, parts or ()) for text, parts in found.items()]
    return [unit for unit in units if unit.text not in _FORMS and unit.text not in _ENGLISH] or units


def _without_chinese(text: str, lang: str) -> str:
    is_han = not re.search("[\u3041-\u30fa]", text) and re.search("[\u4e00-\u9fff]", text)
    return _CHINESE.sub(" ", text) if is_han and (lang.startswith("zh") or _MARKER.search(text)) else text


def _stripped(pattern: re.Pattern[str], word: str) -> str:
    match = pattern.fullmatch(word)
    return match[1] if match else word


def _end(here: list[_Run], found: dict[str, tuple[str, ...] | None]) -> None:
    """Note what stands together as a unit, with what it is made of."""
    pieces: list[str] = []
    for at, run in enumerate(here):
        # a word with its kana is one piece: 取り扱い
        if at and "hiragana" in (run.script, here[at - 1].script):
            pieces[-1] += run.text
        else:
            pieces.append(run.text)
    text, parts = "".join(pieces), [_stripped(_SUFFIX, piece) for piece in pieces]
    if text:
        found.setdefault(text, tuple(part for part in parts if part not in _FORMS) if parts != [text] else ())
    here.clear()
