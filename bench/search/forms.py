"""Pages → queries in another spelling or form than the pages have, and what is right for each.

What counts as the same is said by rule, and filled with what the corpus has: spellings and forms that no page has are
asked for, too, but a rule gives a query only if it joins several of those that there are. Nothing here comes from the
engine that is measured.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .queries import SEED, Truth

#: language → how many queries of each sort are drawn
VARIANTS = {
    "ja": {
        "long vowel": 8, "kana": 6, "okurigana": 8, "katakana joined": 4, "katakana split": 6, "hyphen": 4,
        "typing error": 6,
    },
    "en": {"hyphen": 10, "apostrophe": 6, "accent": 4, "typing error": 8},
    "zh": {"spaces between Han": 8, "hyphen": 4, "typing error": 4},
    "ko": {"Hangul joined": 8, "Hangul split": 8, "typing error": 4},
}  # fmt: skip
INFLECTED = {
    "ja": {"verb of する": 10, "other verb": 10, "adjective": 5},
    "en": {"verb": 12, "word and its s": 10, "two words": 8},
    "zh": {},
    "ko": {"particle": 16},
}
#: a query for more than this share of all pages says nothing
MOST = 0.4


@dataclass(frozen=True)
class Asked:
    """A query, the pages that are right for it, and those that are neither right nor wrong."""

    sort: str
    text: str
    right: frozenset[str]
    near: frozenset[str] = frozenset()


class Corpus:
    """Lines of the pages in the form in which text is compared, and the words in them."""

    def __init__(self, truth: Truth) -> None:
        self.pages = {slug: "\n".join(lines) for slug, lines in truth.lines.items()}
        self.text = "\n".join(self.pages.values())
        self.latin = Counter(re.findall(r"(?<![\w./@-])[a-z]{3,}(?![\w/@-]|\.\w)", self.text))
        self.katakana = Counter(re.findall("[ァ-ヺー]{2,}", self.text))
        self.hangul = Counter(re.findall("[가-힣]+", self.text))

    def having(self, pattern: str) -> frozenset[str]:
        """Return the pages in which a pattern is found; none has a line feed."""
        compiled = re.compile(pattern)
        return frozenset(slug for slug, text in self.pages.items() if compiled.search(text))

    def known(self, pattern: str) -> set[str]:
        """Return what a pattern finds."""
        return set(re.findall(pattern, self.text))


Rule = Callable[[Corpus, random.Random], Iterator[Asked]]


def make_asked(truth: Truth, numbers: dict[str, int], seed: int = SEED) -> list[Asked]:
    """Return the queries of one kind; a corpus in which a sort does not occur has none of it."""
    corpus = Corpus(truth)
    found: list[Asked] = []
    seen: set[str] = set()
    for sort, number in numbers.items():
        drawn = random.Random(f"{seed} {sort}")
        for asked in _RULES[sort](corpus, drawn):
            if asked.text in seen or not asked.right or len(asked.right) > MOST * len(truth.lines):
                continue
            seen.add(asked.text)
            found.append(Asked(sort, asked.text, asked.right, asked.near - asked.right))
            number -= 1
            if not number:
                break
    return found


def _shuffled(items: Counter[str] | dict[str, object] | set[str], drawn: random.Random) -> list[str]:
    ordered = sorted(items)
    drawn.shuffle(ordered)
    return ordered


def _word(*forms: str) -> str:
    """Return a pattern for whole Latin words."""
    return rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, forms))})(?![a-z0-9])"


# ---- spellings


def _long_vowel(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """Katakana with ー at the end or without, or without one within; right is whatever differs in ー alone."""
    for word in _shuffled({word for word in corpus.katakana if len(word) > 3}, drawn):
        changed = [
            word[:-1] if word.endswith("ー") else word + "ー" if word[-1] in "ラリタダザ" else "",
            re.sub("(?<=[タサシヤュョ])ー(?=.)", "", word, count=1),
        ]
        texts = [text for text in changed if len(text) > 2 and text != word]
        if texts:
            bare = word.replace("ー", "")
            yield Asked("", drawn.choice(texts), corpus.having("ー?".join(bare) + "ー?"))


def _kana(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """A word of katakana typed in hiragana."""
    for word in _shuffled({word for word in corpus.katakana if len(word) > 3 and "ー" not in word}, drawn):
        text = word.translate({code: code - 0x60 for code in range(0x30A1, 0x30F7)})
        yield Asked("", text, corpus.having(f"{word}|{text}"))


def _okurigana(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """A compound of two verbs whose kana are written out or not: 書き込み, 書込み, 書込."""
    # the kana between are those that a verb ends with before another; が and に are none
    compounds = corpus.known("(?<![一-鿿])[一-鿿][いきしちみりぎびけせてねめれえげべ][一-鿿][ぁ-ん](?![一-鿿])")
    for first, kana, second, end in _shuffled(compounds, drawn):
        forms = [first + kana + second + end, first + second + end, first + kana + second, first + second]
        known = [form for form in forms if re.search(f"(?<![一-鿿]){form}(?![一-鿿])", corpus.text)]
        if len(known) > 1 and forms[1] in known:
            right = corpus.having("|".join(known))
            yield Asked("", drawn.choice(forms[:2]), right, corpus.having(f"{first}[ぁ-ん]?{second}"))


def _katakana_pairs(corpus: Corpus) -> dict[str, tuple[str, str]]:
    """Return runs of katakana that are two others of the corpus, each of at least three characters."""
    words = {word for word in corpus.katakana if len(word) > 2}
    return {
        word: (word[:at], word[at:])
        for word in words
        for at in range(3, len(word) - 2)
        if word[:at] in words and word[at:] in words and word[at] != "ー"
    }


def _katakana_split(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """A compound typed as two words; pages that have both of them elsewhere are neither right nor wrong."""
    pairs = _katakana_pairs(corpus)
    for word in _shuffled(pairs, drawn):
        first, second = pairs[word]
        both = corpus.having(first) & corpus.having(second)
        yield Asked("", f"{first} {second}", corpus.having(f"{first}[ ・]?{second}"), both)


def _katakana_joined(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """Two words of the pages typed as one."""
    found = corpus.known("(?<![ァ-ヺー・ ])[ァ-ヺー]{3,}[ ・][ァ-ヺー]{3,}(?![ァ-ヺー・ ])")
    for text in _shuffled(found, drawn):
        first, second = re.split("[ ・]", text)
        both = corpus.having(first) & corpus.having(second)
        yield Asked("", first + second, corpus.having(f"{first}[ ・]?{second}"), both)


def _typing_error(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """Two letters of a word the other way round, or one left out; no page has what is typed."""
    words = {word for word, times in corpus.latin.items() if len(word) > 6 and times > 2}
    words |= {word for word, times in corpus.katakana.items() if len(word) > 5 and times > 2}
    for word in _shuffled(words, drawn):
        at = drawn.randrange(2, len(word) - 2)
        text = drawn.choice([word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :]])
        if text not in corpus.text:
            pattern = re.escape(word)
            yield Asked("", text, corpus.having(_word(word) if word.isascii() else pattern), corpus.having(pattern))


def _hyphen(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """A compound with a hyphen, a space or nothing between its words, of which the corpus has at least two."""
    compounds = corpus.known(r"(?<![\w./-])[a-z]{2,8}-[a-z]{3,8}(?![\w./-])")
    for compound in _shuffled(compounds, drawn):
        first, second = compound.split("-")
        forms = [compound, first + second, f"{first} {second}"]
        known = [form for form in forms if re.search(_word(form), corpus.text)]
        if len(known) > 1:
            both = corpus.having(_word(first)) & corpus.having(_word(second))
            near = both | corpus.having(rf"(?<![a-z0-9]){first}[- ]?{second}")
            yield Asked("", drawn.choice(forms[1:]), corpus.having(_word(*forms)), near)


def _accent(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """A word with accents typed without."""
    for word in _shuffled(corpus.known(r"(?<![\w-])[^\W\d_\u0370-\U0010ffff]{4,}(?![\w-])"), drawn):
        text = "".join(part for part in unicodedata.normalize("NFD", word) if not unicodedata.combining(part))
        if text != word and text.isascii():
            yield Asked("", text, corpus.having(_word(word, text)))


def _apostrophe(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """A word with an apostrophe typed without."""
    for word in _shuffled(corpus.known(r"(?<![\w'-])[a-z]{3,}'[a-z]{1,2}(?![\w'-])"), drawn):
        text = word.replace("'", "")
        near = corpus.having(_word(word.split("'")[0]))
        yield Asked("", text, corpus.having(_word(word, text)), near)


def _han_spaced(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """Two words that pages have with a space between them, typed as Chinese is written."""
    spaced = Counter(
        re.findall("(?<![一-鿿 ] )(?<![一-鿿])[一-鿿]{1,3} [一-鿿]{1,3}(?![一-鿿])(?! [一-鿿])", corpus.text)
    )
    for found in _shuffled(spaced, drawn):
        first, second = found.split(" ")
        near = corpus.having(first) & corpus.having(second)
        if 3 <= len(first + second) <= 5:
            yield Asked("", first + second, corpus.having(f"{first} ?{second}"), near)


def _hangul_pairs(corpus: Corpus, drawn: random.Random) -> Iterator[tuple[str, str]]:
    """Yield two words that the corpus has with a space between them and without."""
    joined = {word for word in corpus.hangul if 4 <= len(word) <= 8}
    for word in _shuffled(joined, drawn):
        for at in range(2, len(word) - 1):
            if re.search(f"(?<![가-힣]){word[:at]} {word[at:]}", corpus.text):
                yield word[:at], word[at:]
                break


def _hangul_joined(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    for first, second in _hangul_pairs(corpus, drawn):
        both = corpus.having(first) & corpus.having(second)
        yield Asked("", first + second, corpus.having(f"{first} ?{second}"), both)


def _hangul_split(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    for first, second in _hangul_pairs(corpus, drawn):
        both = corpus.having(first) & corpus.having(second)
        yield Asked("", f"{first} {second}", corpus.having(f"{first} ?{second}"), both)


# ---- forms of a word

_SURU = (
    "する",
    "した",
    "して",
    "します",
    "しました",
    "しない",
    "しよう",
    "したい",
    "すれば",
    "される",
    "させる",
    "できる",
)
#: last kana of the dictionary form → endings of the verb, without its Han character
_GODAN = {
    "く": "く いた いて きます きました きたい かない けば ける かれる",
    "す": "す した して します しました したい さない せば せる される",
    "む": "む んだ んで みます みました みたい まない めば める まれる",
    "ぶ": "ぶ んだ んで びます びました びたい ばない べば べる ばれる",
    "う": "う った って います いました いたい わない えば える われる",
    "つ": "つ った って ちます ちました ちたい たない てば てる たれる",
}
_ICHIDAN = "る た て ます ました たい ない れば られる よう"
_ADJECTIVE = ("い", "く", "くて", "かった", "くない", "ければ", "さ")


def _japanese(corpus: Corpus, drawn: random.Random, stem: str, endings: Sequence[str]) -> Iterator[Asked]:
    """Yield a form of a word of which the corpus has at least two others; its stem alone is neither right nor wrong."""
    forms = [stem + ending for ending in endings]
    pattern = f"(?<![一-鿿])(?:{'|'.join(sorted(forms, key=len, reverse=True))})"
    if len(corpus.known(pattern)) > 2:
        yield Asked("", drawn.choice(forms), corpus.having(pattern), corpus.having(stem))


def _suru(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    for stem in _shuffled(corpus.known("(?<![一-鿿])[一-鿿]{2}(?=する|した|して)"), drawn):
        yield from _japanese(corpus, drawn, stem, _SURU)


def _verb(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """Verbs of one Han character; those on る only where an え row kana stands before it, as 調べる."""
    after = "(?=。|こと|ため|場合|前|時|の)"
    godan = corpus.known(f"(?<![一-鿿])[一-鿿][{''.join(_GODAN)}]{after}")
    ichidan = corpus.known(f"(?<![一-鿿])[一-鿿][えけせてねべめれげぜ]る{after}")
    for verb in _shuffled(godan | ichidan, drawn):
        endings = (_GODAN[verb[-1]] if verb in godan else _ICHIDAN).split()
        yield from _japanese(corpus, drawn, verb[:-1], endings)


def _adjective(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    found = corpus.known("(?<![一-鿿])[一-鿿]し?(?=い(?:。|こと|場合|です)|ければ|くない)")
    for stem in _shuffled(found, drawn):
        yield from _japanese(corpus, drawn, stem, _ADJECTIVE)


def _english_forms(base: str) -> list[str]:
    """Return a word's forms as they are written by rule: work, works, worked, working."""
    if base.endswith("e"):
        return [base, base + "s", base + "d", base[:-1] + "ing"]
    if re.search("[^aeiou]y$", base):
        return [base, base[:-1] + "ies", base[:-1] + "ied", base + "ing"]
    plural = base + ("es" if re.search("(?:s|x|z|ch|sh)$", base) else "s")
    return [base, plural, base + "ed", base + "ing"]


def _doubled(base: str) -> list[str]:
    """Return the forms of a word that may double what it ends with: control, controlled."""
    doubles = re.search("[^aeiou][aeiou][bdglmnprt]$", base)
    return [base + base[-1] + "ed", base + base[-1] + "ing"] if doubles else []


def _verbs(corpus: Corpus, drawn: random.Random) -> Iterator[tuple[list[str], list[str]]]:
    """Yield all forms of a word of which the corpus has at least three, one of them its past; and those that it has."""
    for base in _shuffled({word for word in corpus.latin if len(word) > 3}, drawn):
        forms = [*_english_forms(base), *_doubled(base)]
        known = [form for form in forms if form in corpus.latin]
        if len(known) > 2 and any(form.endswith("ed") for form in known) and not base.endswith(("ed", "ing", "s")):
            # which of controled and controlled is right only the corpus knows
            yield forms, known if _doubled(base) else forms


def _begins(forms: Sequence[str]) -> str:
    return rf"(?<![a-z0-9]){forms[0][:-1] if forms[0][-1] in 'ey' else forms[0]}"


def _english_verb(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """One form of a word; a page with another word that begins like it is neither right nor wrong."""
    for forms, typed in _verbs(corpus, drawn):
        yield Asked("", drawn.choice(typed), corpus.having(_word(*forms)), corpus.having(_begins(forms)))


def _two_words(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """A verb and a word that stands after it, each in any form."""
    for forms, typed in _verbs(corpus, drawn):
        pairs = re.findall(rf"{_word(*forms)} (?:a|the|an) ([a-z]{{4,10}})(?![\w-])", corpus.text)
        nouns = {noun for noun in pairs if noun + "s" in corpus.latin}
        for noun in _shuffled(nouns, drawn)[:1]:
            right = corpus.having(_word(*forms)) & corpus.having(_word(noun, noun + "s"))
            near = corpus.having(_begins(forms)) & corpus.having(f"(?<![a-z0-9]){noun}")
            yield Asked("", f"{drawn.choice(typed[1:])} {drawn.choice([noun, noun + 's'])}", right, near)


def _plural(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """A word of which the corpus has one and several, and no form of a verb."""
    for base in _shuffled({word for word in corpus.latin if len(word) > 4 and not word.endswith("s")}, drawn):
        singular, plural, past, during = _english_forms(base)
        if plural in corpus.latin and past not in corpus.latin and during not in corpus.latin:
            right = corpus.having(_word(singular, plural))
            yield Asked("", drawn.choice([singular, plural]), right, corpus.having(f"(?<![a-z0-9]){base[:-1]}"))


_PARTICLES = (
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "에",
    "에서",
    "의",
    "로",
    "으로",
    "와",
    "과",
    "도",
    "만",
    "까지",
    "부터",
)


def _particle(corpus: Corpus, drawn: random.Random) -> Iterator[Asked]:
    """A noun with a particle; right is the noun alone or with any, and a longer word is neither right nor wrong."""
    nouns: dict[str, set[str]] = defaultdict(set)
    for word in corpus.hangul:
        for particle in _PARTICLES:
            if word.endswith(particle) and len(word) - len(particle) > 1:
                nouns[word.removesuffix(particle)].add(particle)
    for noun in _shuffled({noun for noun, found in nouns.items() if len(found) > 2 and noun in corpus.hangul}, drawn):
        ends = (ord(noun[-1]) - 0xAC00) % 28  # what the noun ends with decides between 은 and 는
        unfit = ("는", "가", "를", "로", "와") if ends else ("은", "이", "을", "으로", "과")
        fitting = [particle for particle in _PARTICLES if particle not in unfit]
        pattern = f"(?<![가-힣]){noun}(?:{'|'.join(_PARTICLES)})?(?![가-힣])"
        yield Asked("", noun + drawn.choice(fitting), corpus.having(pattern), corpus.having(noun))


_RULES: dict[str, Rule] = {
    "long vowel": _long_vowel, "kana": _kana, "okurigana": _okurigana, "katakana joined": _katakana_joined,
    "katakana split": _katakana_split, "typing error": _typing_error, "hyphen": _hyphen, "accent": _accent,
    "apostrophe": _apostrophe, "spaces between Han": _han_spaced, "Hangul joined": _hangul_joined,
    "Hangul split": _hangul_split, "verb of する": _suru, "other verb": _verb, "adjective": _adjective,
    "verb": _english_verb, "word and its s": _plural, "two words": _two_words, "particle": _particle,
}  # fmt: skip
