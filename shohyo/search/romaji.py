"""Kana → the forms under which a reader may look for a reading: hiragana and romaji."""

from __future__ import annotations

import re
import unicodedata

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ", "t": "たちつてと",
    "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ", "m": "まみむめも",
    "r": "らりるれろ", "x": "ぁぃぅぇぉ",
}  # fmt: skip
_SYLLABLES = {kana: row + vowel for row, line in _ROWS.items() for kana, vowel in zip(line, "aiueo", strict=True)}
_SYLLABLES |= dict(zip("やゆよわをんゔ", ["ya", "yu", "yo", "wa", "o", "n", "vu"], strict=True))
_SYLLABLES |= {"し": "shi", "じ": "ji", "ち": "chi", "ぢ": "ji", "つ": "tsu", "づ": "zu", "ふ": "fu"}
_SYLLABLES |= dict(zip("ぁぃぅぇぉゃゅょゎ", ["a", "i", "u", "e", "o", "ya", "yu", "yo", "wa"], strict=True))
_SYLLABLES |= {"ゐ": "i", "ゑ": "e"}
#: two kana in one syllable, for every small one that follows
_PALATAL = {
    kana + small: (stem if stem in ("sh", "ch", "j") else stem + "y") + vowel
    for kana, stem in zip(
        "きぎしじちぢにひびぴみり", ["k", "g", "sh", "j", "ch", "j", "n", "h", "b", "p", "m", "r"], strict=True
    )
    for small, vowel in (("ゃ", "a"), ("ゅ", "u"), ("ょ", "o"), ("ぇ", "e"))
}
_FOREIGN = {
    kana + small: stem + vowel
    for kana, stem in (("ふ", "f"), ("ゔ", "v"), ("つ", "ts"), ("う", "w"))
    for small, vowel in (("ぁ", "a"), ("ぃ", "i"), ("ぇ", "e"), ("ぉ", "o"))
}
_FOREIGN |= {"てぃ": "ti", "でぃ": "di", "とぅ": "tu", "どぅ": "du", "でゅ": "dyu", "てゅ": "tyu", "ふゅ": "fyu"}
_FOREIGN |= {"いぇ": "ye", "くぁ": "kwa", "くぃ": "kwi", "くぇ": "kwe", "くぉ": "kwo", "ぐぁ": "gwa"}
_TABLE = {**_SYLLABLES, **_PALATAL, **_FOREIGN}
_PART = re.compile("|".join(sorted(map(re.escape, _TABLE), key=lambda kana: (-len(kana), kana))) + "|.", re.DOTALL)


def hiragana(text: str) -> str:
    """Return katakana as hiragana; everything else stays."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter for letter in text)


def romaji(kana: str) -> str:
    """Return kana in Hepburn romaji with every vowel written: がくしゅう is ``gakushuu``."""
    parts: list[str] = []
    doubled = False
    for part in _PART.findall(hiragana(kana)):
        if part in "っー・":
            doubled = part == "っ"
            continue
        syllable = _TABLE.get(part, part)
        if doubled and syllable[0] in "bcdfghjkmprstvwyz":
            syllable = ("t" if syllable.startswith("ch") else syllable[0]) + syllable
        doubled = False
        parts.append(syllable)
    return "".join(parts)


def readings(kana: str) -> list[str]:
    """Return how a reading is indexed: as written, in hiragana, in romaji with long vowels in full and short."""
    full = romaji(kana)
    short = re.sub("uu", "u", re.sub("o[ou]", "o", full))
    return list(dict.fromkeys(form for form in (kana, hiragana(kana), full, short) if form.strip()))
