"""A word → how else it may be written, by rules alone; ``scripts/beyond/spellings.js`` does the same.

Forms of English words are what Snowball's stemmer has in common for them.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product

import snowballstemmer

from .tables import words_in

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff"
_MIXED = re.compile(f"([{_HAN}])([\u3041-\u3096]*)([{_HAN}])([\u3041-\u3096]*)")
_FRONT, _BACK = "([ケセテネヘメレゲゼデベペエェ])", "([コソトノホモヨロゴゾドボポオョォ])"
_LONG = ((_FRONT + "イ", "ー"), (_FRONT + "ー", "イ"), (_BACK + "ウ", "ー"), (_BACK + "ー", "ウ"))
_FOREIGN = (
    ("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴ", "ブ"), ("ウェ", "ウエ"), ("ウィ", "ウイ"),
    ("ウォ", "ウオ"), ("ティ", "チ"), ("ディ", "ジ"), ("フェ", "ヘ"), ("クォ", "クオ"), ("ツァ", "ツア"),
)  # fmt: skip
_VOICED = "([か-とは-ほ])"  # the next code point says that it is voiced
_TO_KATAKANA = {code: code + 96 for code in range(0x3041, 0x3097)}
_TO_HIRAGANA = {code + 96: code for code in range(0x3041, 0x3097)}


@cache
def _verbs() -> dict[str, list[str]]:
    """Return Han → the kana with which it stands in verbs: 取 → り."""
    found: dict[str, list[str]] = {}
    for verb in words_in("okurigana"):
        found.setdefault(verb[0], []).append(verb[1:])
    return found


@cache
def _stemmer() -> snowballstemmer.basestemmer.BaseStemmer:
    return snowballstemmer.stemmer("english")


def stem(word: str) -> str:
    """Return what the forms of an English word share; what is none stays as it is."""
    return _stemmer().stemWord(word) if re.fullmatch("[a-z']+", word) else word


def spellings_of(text: str) -> list[str]:
    """Return other spellings of a word in its normal form, be there such a word or not."""
    is_latin = re.fullmatch(r"[0-9a-z'\-_./ ]+", text)
    found = _of_letters(text) if is_latin else [*_of_kana(text), *_of_verbs(text), *_of_repeated(text)]
    return [form for form in dict.fromkeys(found) if form and form != text]


def _of_kana(text: str) -> list[str]:
    if re.fullmatch("[\u3041-\u3096ー]{2,}", text):
        return [text.translate(_TO_KATAKANA)]
    if not re.fullmatch("[\u30a1-\u30f6ー・]{2,}", text):
        return []
    long = [re.sub(pattern, rf"\1{other}", text) for pattern, other in _LONG]
    foreign = [text.replace(*pair) for one, other in _FOREIGN for pair in ((one, other), (other, one))]
    return [*long, *foreign, text.translate(_TO_HIRAGANA)]


def _of_verbs(text: str) -> list[str]:
    """Two Han with the kana of their verbs, or without: 取り扱い, 取扱い, 取扱."""
    match = _MIXED.fullmatch(text)
    if not match:
        return []
    one, first, other, last = match.groups()
    if not (first or last or (one in _verbs() and other in _verbs())):
        return []
    choices = [dict.fromkeys((kana, *_verbs().get(han, ()), "")) for han, kana in ((one, first), (other, last))]
    if any(re.search("[きちりい]", kana) for kana in _verbs().get(one, ())):  # 引っ越し
        choices[0]["っ"] = None
    return [one + before + other + after for before, after in product(*choices)]


def _of_repeated(text: str) -> list[str]:
    """With marks of repetition, and without: こゝろ, すゞ, 人々."""

    def voiced(match: re.Match[str]) -> str:
        one, other = match.groups()
        return f"{one}ゞ" if ord(other) == ord(one) + 1 else match[0]

    marked = re.sub(r"([\u4e00-\u9fff])\1", r"\1々", re.sub(r"([ぁ-ゖ])\1", r"\1ゝ", text))
    whole = re.sub("(.)[ゝ々]", r"\1\1", text)
    return [
        re.sub(f"{_VOICED}(.)", voiced, marked),
        re.sub(f"{_VOICED}ゞ", lambda match: match[1] + chr(ord(match[1]) + 1), whole),
    ]


def _of_letters(text: str) -> list[str]:
    """Words of letters: signs between them, apostrophes, plurals, versions, initials."""
    words = re.split("[-_'/ ]", text)
    if len(words) > 1:
        return [sign.join(words) for sign in ("-", "", " ", "/", *("'" for _ in range("'" in text)))]
    found = [f"{text[:-1]}'{text[-1]}"] if re.fullmatch("[a-z]{3,}s|[a-z]+nt", text) else []
    if re.match("[dlo][a-z]{3}", text):  # O'Brien
        found.append(f"{text[0]}'{text[1:]}")
    for one, other in (pair.split(":") for pair in words_in("plurals")):
        found += [text.removesuffix(end) + new for end, new in ((one, other), (other, one)) if text.endswith(end)]
    if re.match(r"v\d", text):
        found.append(text[1:])
    elif re.match(r"\d+\.\d", text):
        found.append(f"v{text}")
    if re.fullmatch(r"(?:[a-z]\.? ?){2,3}", text):
        letters = re.sub("[^a-z]", "", text)
        found += [".".join(letters) + ".", ". ".join(letters) + ".", letters]
    return found
