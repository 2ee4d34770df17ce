"""Pages → queries, chosen by rule, and what is right for each, by brute force over the visible lines.

Nothing here comes from the engine that is measured: the normal form is written down once more, in a few lines.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from .corpus import Page

SEED = 5
#: how many queries of each sort are drawn
NUMBERS = {
    "Han compound": 14, "katakana": 8, "katakana without ー": 6, "katakana with ー added": 4, "single character": 6,
    "kana and Han across words": 8, "mixed scripts": 6, "Latin word": 6, "Latin prefix": 8, "with signs": 14,
    "full width": 5, "half width": 5, "Hangul word": 14, "Hangul letters by themselves": 6, "single syllable": 4,
    "Hangul across words": 6, "several terms": 10, "phrase": 8, "exclusion": 6, "nothing": 8,
}  # fmt: skip
TITLES = 40
#: a string that occurs so often is a common one
COMMON = 5
#: asked of every corpus, whether it has them or not
ALWAYS = ("C++", ".NET", ".py", "k8s", "A/B", "v1.2")

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00b7\u2022\u2027", "・"),
        **dict.fromkeys("\u2018\u2019", "'"),
        **dict.fromkeys("\u201c\u201d", '"'),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)
#: what the query language of some engine takes for its own
_OPERATORS = re.compile('["*:~^]|(?:^| )[-+]')
_KATAKANA = "ァ-ヺー"
_HALF_WIDTH = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}


@dataclass(frozen=True)
class Query:
    """A query as it is typed, and what it asks for: all of *terms* on a page, none of *excluded*."""

    sort: str
    text: str
    terms: tuple[str, ...]
    excluded: tuple[str, ...] = ()


def normal(text: str) -> str:
    """Return the form in which text is compared: NFKC, no case, one kind of dash, dot and quotation mark, one space."""
    text = unicodedata.normalize("NFKC", text).translate(_FOLDED).casefold()
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _is_word(character: str) -> bool:
    """Tell whether a character belongs to a word that is written with spaces around it."""
    return character.isalnum() and (character < "\u1100" or "\u1200" <= character < "\u2000")


def by_beginning(line: str, term: str) -> bool:
    """The rule of the figures: a substring; what begins with a Latin letter or digit must stand where a word begins."""
    bound = _is_word(term[0])
    at = line.find(term)
    while at >= 0:
        if not (bound and at and _is_word(line[at - 1])):
            return True
        at = line.find(term, at + 1)
    return False


def anywhere(line: str, term: str) -> bool:
    """A looser rule: any substring."""
    return term in line


def by_word(line: str, term: str) -> bool:
    """A stricter rule: Latin words and numbers count as a whole only."""
    return bool(
        re.search(
            (r"(?<![^\W_\u1100-\U0010ffff])" if _is_word(term[0]) else "")
            + re.escape(term)
            + (r"(?![^\W_\u1100-\U0010ffff])" if _is_word(term[-1]) else ""),
            line,
        )
    )


Rule = Callable[[str, str], bool]
RULES: dict[str, Rule] = {"beginning of words": by_beginning, "anywhere": anywhere, "whole words": by_word}


class Truth:
    """What is right, found by looking at every line of every page."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.lines = {page.slug: tuple(normal(line) for line in page.lines) for page in pages}

    def having(self, term: str, rule: Rule = by_beginning) -> frozenset[str]:
        """Return the pages that have a term."""
        wanted = normal(term)
        return frozenset(slug for slug, lines in self.lines.items() if any(rule(line, wanted) for line in lines))

    def answer(self, query: Query, rule: Rule = by_beginning) -> frozenset[str]:
        """Return the pages that are right for a query."""
        found = frozenset.intersection(*(self.having(term, rule) for term in query.terms))
        return found.difference(*(self.having(term, rule) for term in query.excluded))


class Words:
    """The strings of a corpus that queries are made of, each sort in an order of its own."""

    def __init__(self, pages: Sequence[Page], language: str = "ja") -> None:
        lines = sorted({line for page in pages for line in page.lines})
        self.pages = pages
        self.language = language
        self.lines = [unicodedata.normalize("NFKC", line) for line in lines]

    def count(self, pattern: str) -> Counter[str]:
        """Return what matches a pattern, and how often."""
        compiled = re.compile(pattern)
        return Counter(match[0] for line in self.lines for match in compiled.finditer(line))

    def draw(self, pattern: str, drawn: random.Random) -> list[str]:
        """Return what matches a pattern, each once, by chance: a common one and a rare one by turns."""
        count = self.count(pattern)
        parts = [sorted(word for word in count if (count[word] >= COMMON) is common) for common in (True, False)]
        for part in parts:
            drawn.shuffle(part)
        return [word for pair in zip_longest(*parts) for word in pair if word is not None]


def make_queries(pages: Sequence[Page], truth: Truth, language: str = "ja", seed: int = SEED) -> list[Query]:
    """Return the queries for a corpus; the same for the same pages."""
    words = Words(pages, language)
    queries: list[Query] = []
    seen: set[str] = set()
    for sort, number in NUMBERS.items():
        drawn = random.Random(f"{seed} {sort}")
        wanted = sort != "nothing"
        for query in _candidates(sort, words, drawn):
            # a plain term of several words would be several terms, and a leading - would exclude
            if query.text in seen or (query.text[0] == "-"):
                continue
            right = truth.answer(query)
            is_free = sort in ("katakana without ー", "katakana with ー added")
            if not is_free and (bool(right) is not wanted or len(right) > 0.6 * len(pages)):
                continue
            seen.add(query.text)
            queries.append(query)
            number -= 1
            if not number:
                break
    queries += [Query("with signs", text, (text,)) for text in ALWAYS if text not in seen]
    return queries


def make_titles(pages: Sequence[Page], seed: int = SEED) -> list[tuple[str, str]]:
    """Return (title, page): titles that one page alone has, as somebody types who looks for that page."""
    titles: dict[str, list[str]] = {}
    for page in pages:
        titles.setdefault(normal(page.title), []).append(page.slug)
    drawn = random.Random(f"{seed} titles")
    alone = sorted(
        (page.title, page.slug)
        for page in pages
        if len(titles[normal(page.title)]) == 1 and 3 <= len(page.title) <= 40 and not _OPERATORS.search(page.title)
    )
    return sorted(drawn.sample(alone, min(TITLES, len(alone))))


def _candidates(sort: str, words: Words, drawn: random.Random) -> Iterator[Query]:
    """Yield queries of a sort until the strings of the corpus are used up."""
    if sort in ("several terms", "phrase", "exclusion", "nothing"):
        yield from _COMPOSED[sort](words, drawn)
        return
    patterns, change = _SIMPLE[sort]
    # a string of each pattern by turns, so that none crowds the others out
    for turn in zip_longest(*(words.draw(pattern, drawn) for pattern in patterns)):
        for word in turn:
            if word is not None:
                text = change(word, drawn)
                yield Query(sort, text, (text,))


def _as_it_is(word: str, _drawn: random.Random) -> str:
    return word


def _part(word: str, drawn: random.Random) -> str:
    """Return four to seven characters from somewhere in a run, without regard to words."""
    length = drawn.randint(4, 7)
    start = drawn.randrange(len(word) - length + 1)
    return word[start : start + length]


def _half_width(word: str, _drawn: random.Random) -> str:
    parts = unicodedata.normalize("NFD", word).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ").replace("ー", "ｰ")
    return "".join(_HALF_WIDTH.get(part, part) for part in parts)


def _full_width(word: str, _drawn: random.Random) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in word)


def _cut_off(word: str, _drawn: random.Random) -> str:
    return word[:-1]


def _prolonged(word: str, _drawn: random.Random) -> str:
    return word + "ー"


def _letters(word: str, _drawn: random.Random) -> str:
    return unicodedata.normalize("NFD", word)


def _four(word: str, drawn: random.Random) -> str:
    start = drawn.randrange(len(word) - 3)
    return word[start : start + 4]


def _beginning(word: str, drawn: random.Random) -> str:
    return word[: drawn.randint(3, 5)]


_FREE = r"(?<![\w./-])(?:{})(?![\w./-])"
_SIMPLE: dict[str, tuple[Sequence[str], Callable[[str, random.Random], str]]] = {
    "Han compound": (["[一-鿿]{2,6}"], _as_it_is),
    "katakana": ([f"[{_KATAKANA}]{{3,}}"], _as_it_is),
    "katakana without ー": ([f"[{_KATAKANA}]{{3,}}ー(?![{_KATAKANA}])"], _cut_off),
    "katakana with ー added": ([f"[{_KATAKANA}]{{2,}}[ァ-ヺ](?![{_KATAKANA}])"], _prolonged),
    "single character": (["[一-鿿]"], _as_it_is),
    "kana and Han across words": ([f"[ぁ-ん一-鿿{_KATAKANA}]{{9,}}"], _part),
    "mixed scripts": (
        [f"[A-Za-z]{{2,8}}[ぁ-ん一-鿿{_KATAKANA}]{{2,4}}", f"[一-鿿{_KATAKANA}]{{2,4}}[A-Za-z]{{2,8}}"],
        _as_it_is,
    ),
    "Latin word": ([_FREE.format("[A-Za-z]{3,12}")], _as_it_is),
    "Latin prefix": ([_FREE.format("[A-Za-z]{6,14}")], _beginning),
    "with signs": (
        [
            _FREE.format(form)
            for form in (
                r"[A-Za-z]+(?:\+\+|#)", r"\.[A-Za-z]{2,8}", r"[A-Za-z]\d{1,2}[A-Za-z]", "[A-Za-z]{1,8}/[A-Za-z]{1,8}",
                r"v?\d{1,3}\.\d{1,3}", "[a-z]{2,8}-[a-z]{2,8}", r"[a-z]{2,8}\(\d\)", "[a-z]{2,8}_[a-z]{2,8}",
            )
        ],
        _as_it_is,
    ),
    "full width": (["(?<![A-Za-z])[A-Za-z]{3,10}(?![A-Za-z])"], _full_width),
    "Hangul word": (["[가-힣]{2,6}"], _as_it_is),
    "Hangul letters by themselves": (["[가-힣]{2,5}"], _letters),
    "single syllable": (["[가-힣]"], _as_it_is),
    "Hangul across words": (["[가-힣]{5,9}"], _four),
    "half width": ([f"(?<![{_KATAKANA}])[{_KATAKANA}]{{3,9}}(?![{_KATAKANA}])"], _half_width),
}  # fmt: skip


def _terms_of(page: Page, drawn: random.Random) -> list[str]:
    """Return the words of a page of which queries with several terms are made, in any order."""
    text = " ".join(unicodedata.normalize("NFKC", line) for line in page.lines)
    found = sorted(
        set(
            re.findall(
                f"[一-鿿]{{2,4}}|[{_KATAKANA}]{{3,8}}|[가-힣]{{2,5}}|(?<![\\w.@/-])[A-Za-z]{{4,10}}(?![\\w@/-])", text
            )
        )
    )
    drawn.shuffle(found)
    return found


def _several(words: Words, drawn: random.Random) -> Iterator[Query]:
    for page in drawn.sample(words.pages, len(words.pages)):
        terms = _terms_of(page, drawn)[: drawn.choice((2, 2, 3))]
        if len(terms) > 1:
            yield Query("several terms", " ".join(terms), tuple(terms))


#: language → phrases beside Latin and Japanese ones
_PHRASES = {
    "zh": ["[一-鿿]{2,3}[的和在是到][一-鿿]{2,3}"],
    "ko": ["[가-힣]{2,5} [가-힣]{2,5}", "[A-Za-z]{3,8} [가-힣]{2,5}"],
}


def _phrases(words: Words, drawn: random.Random) -> Iterator[Query]:
    latin = words.draw(r"(?<![\w.@/-])[A-Za-z]{3,10} [A-Za-z]{3,10}(?![\w@/-])", drawn)
    japanese = words.draw(f"[一-鿿{_KATAKANA}]{{2,5}}[をのがにで][一-鿿{_KATAKANA}]{{2,5}}", drawn)
    mixed = words.draw(f"[A-Za-z]{{3,8}} [一-鿿{_KATAKANA}]{{2,5}}", drawn)
    others = [words.draw(pattern, drawn) for pattern in _PHRASES.get(words.language, ())]
    for turn in zip_longest(latin, japanese, mixed, *others):
        for text in filter(None, turn):
            yield Query("phrase", f'"{text}"', (text,))


def _exclusions(words: Words, drawn: random.Random) -> Iterator[Query]:
    for page in drawn.sample(words.pages, len(words.pages)):
        first, *others = _terms_of(page, drawn) or [""]
        for other in others[:1]:
            yield Query("exclusion", f"{first} -{other}", (first,), (other,))


def _nothing(words: Words, drawn: random.Random) -> Iterator[Query]:
    """Yield words that look like some of the corpus: two characters the other way round, a letter changed."""
    compounds = words.draw("(?<![一-鿿])[一-鿿]{4}(?![一-鿿])", drawn)
    latin = words.draw("(?<![A-Za-z])[A-Za-z]{6,10}(?![A-Za-z])", drawn)
    katakana = words.draw(f"(?<![{_KATAKANA}])[{_KATAKANA}]{{5,8}}(?![{_KATAKANA}])", drawn)
    hangul = words.draw("(?<![가-힣])[가-힣]{4}(?![가-힣])", drawn)
    for compound, word, foreign, syllables in zip_longest(compounds, latin, katakana, hangul, fillvalue=""):
        changed = (
            compound[2:] + compound[:2], word[:4] + "q" + word[4:], foreign[:2] + foreign[3:1:-1] + foreign[4:],
            syllables[2:] + syllables[:2],
        )  # fmt: skip
        for text in changed:
            if len(text) > 1:
                yield Query("nothing", text, (text,))


_COMPOSED = {"several terms": _several, "phrase": _phrases, "exclusion": _exclusions, "nothing": _nothing}
