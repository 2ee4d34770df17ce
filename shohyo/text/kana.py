"""Kana: one script into the other, into romaji, and in the order of the fifty sounds."""

from __future__ import annotations

import re
import unicodedata

# --- forms under which a reader may look for a reading -----------------------------------------------

_SYLLABARY = {
    "": "あいうえお", "k": "かきくけこ", "g": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ", "t": "たちつてと",
    "d": "だぢづでど", "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ", "m": "まみむめも",
    "r": "らりるれろ", "x": "ぁぃぅぇぉ",
}  # fmt: skip
_SYLLABLES = {kana: row + vowel for row, line in _SYLLABARY.items() for kana, vowel in zip(line, "aiueo", strict=True)}
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


# --- collation ---------------------------------------------------------------------------------------

_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
# the sounds of one vowel, the vowel itself first
_ROWS = (
    "あかさたなはまやらわ",
    "いきしちにひみりゐ",
    "うくすつぬふむゆる",
    "えけせてねへめれゑ",
    "おこそとのほもよろを",
)
_VOWELS = {kana: row[0] for row in _ROWS for kana in row}
#: what only Japanese is written with; letters with accents are Latin ones
JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
#: what only kana are; a name in it is its own reading
KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_MARKS = {"\u3099": 1, "\u309a": 2}  # voiced and semi-voiced come after the plain sound


def reading_key(reading: str) -> tuple[str, tuple[int, ...]]:
    """Return what a reading in kana is sorted by, in the order of the 50 sounds (after JIS X 4061).

    First the sounds: katakana as hiragana, small kana as large, without voicing marks, a long vowel as
    the vowel that it lengthens.  Then, where these are alike, plain before voiced before semi-voiced,
    and a long vowel before a small kana before a large one.
    """
    text = unicodedata.normalize("NFKC", reading).casefold()
    text = "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" or char in "ヽヾ" else char for char in text)
    sounds: list[str] = []
    shades: list[int] = []
    for char in unicodedata.normalize("NFD", text):
        if char in _MARKS and shades:
            shades[-1] += 3 * _MARKS[char]
        elif char == "ー" and sounds:
            sounds.append(_VOWELS.get(sounds[-1], char))
            shades.append(0)
        elif char == "ゝ" and sounds:
            sounds.append(sounds[-1])
            shades.append(2)
        elif char.isalnum():
            large = char.translate(_SMALL)
            sounds.append(large)
            shades.append(1 if large != char else 2)
        elif sounds and sounds[-1] != " ":
            sounds.append(" ")  # between family and given name: the shorter family name first
            shades.append(2)
    return "".join(sounds).rstrip(), tuple(shades)
