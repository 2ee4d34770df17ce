"""Query → pages, and what is marked in their text, as ``docs/search-format.md`` says: the engine's twin without ranking."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from shohyo.codes.reading import unpacked
from shohyo.search import reader
from shohyo.search.reader import Lookup, Record, asks, contains
from shohyo.search.tokenise import WORDS, begins_word, class_of, normalise
from tests.oracle import IDEOGRAPHIC, counts, kept, variant

FACETS = ("kind", "tag", "chapter", "book")
#: names of fields, as they are typed
FIELDS = {
    **{name: name for name in ("title", *FACETS)},
    "種類": "kind",
    "タグ": "tag",
    "章": "chapter",
    "本": "book",
    "題名": "title",
    **{"标题": "title", "种类": "kind", "标签": "tag", "书": "book"},
    **{"標題": "title", "標籤": "tag", "書": "book"},
    **{"제목": "title", "종류": "kind", "태그": "tag", "장": "chapter", "책": "book"},
}
LONGEST, MOST = 200, 32  # code points and terms of a query
_NAMES = "|".join(FIELDS)
_PART = re.compile(rf'((?:-(?!-))?)(?:({_NAMES}):)?(?:"([^"]*)"?|([^ ]+))')
_EMPTY_FIELD = re.compile(f"(?:{_NAMES}):")
# white space of JavaScript
_SPACE = "[\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
_LONG_WORD = re.compile("[0-9a-z\u00c0-\u1fff]{3}")
_OR = re.compile(f"(^|{_SPACE})(?:OR|ＯＲ)(?={_SPACE}|$)")
#: sort of a term → that of the same one in the variant form
_FOLDED = {"2": "v", "3": "u", "m": "v", "x": "v"}


@dataclass(frozen=True)
class Term:
    """What a page has to have, or not to have."""

    text: str  #: normal form
    variant: str  #: variant form, or "" if it asks for too little
    field: str = ""  #: where to look for it: "title", a facet, or everywhere


@dataclass(frozen=True)
class Query:
    """A query as the contract reads it."""

    groups: tuple[tuple[Term, ...], ...]  #: a page has one of each
    excluded: tuple[Term, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """What stands in a text."""
        return tuple(term for group in self.groups for term in group if term.field not in FACETS)


@dataclass(frozen=True)
class Found:
    """Numbers of the pages that answer a query."""

    literal: frozenset[int]
    variant: frozenset[int]  #: those that have it in another spelling only


def parse(query: str) -> Query:
    """Return what a query asks for."""
    groups: list[list[Term]] = []
    excluded: list[Term] = []
    last: list[Term] | None = None  # what an OR would add to
    joins = False
    marked = _OR.sub(lambda match: match[1] + "\uffff", query[:LONGEST])
    count = 0
    for match in _PART.finditer(normalise(marked)):
        minus, field, phrase, plain = match.groups()
        if match.group() == "\uffff":
            joins = last is not None
            continue
        if minus and plain and not _has_text(plain):  # an arrow or the like
            minus, plain = "", minus + plain
        value = normalise((plain if phrase is None else phrase).replace("\uffff", "or"))
        if not asks(value) or _EMPTY_FIELD.fullmatch(value):
            last, joins = None, False
            continue
        count += 1
        if count > MOST:
            break
        folded = variant(value)
        # without its ー, キー would be everywhere; a word is looked up by one or two letters as it is
        useful = (_ideographic(value) > 1 and _ideographic(folded) > 1) or _LONG_WORD.search(folded)
        term = Term(value, folded if useful else "", FIELDS[field] if field else "")
        if minus:
            excluded.append(term)
            last = None
        elif joins:
            last.append(term)
        else:
            last = [term]
            groups.append(last)
        joins = False
    return Query(tuple(dict.fromkeys(tuple(dict.fromkeys(group)) for group in groups)), tuple(excluded))


def _has_text(text: str) -> bool:
    return any(class_of(character) in ("word", "ideographic") for character in text)


def _ideographic(text: str) -> int:
    return sum(class_of(character) == "ideographic" for character in text)


def contains_variant(line: str, form: str) -> bool:
    """Tell whether the variant form of a line has that of a term."""
    return any(_places(line, form, variant(line), kept(line)))


def _places(line: str, form: str, text: str, offsets: Sequence[int]) -> Iterator[range]:
    """Yield where a form stands in a normal form of which a text is left; a word does not begin within one."""
    for at in range(len(text)):
        if text.startswith(form, at):
            start, end = offsets[at], offsets[at + len(form) - 1] + 1
            if not (begins_word(form) and start and class_of(line[start - 1]) == "word"):
                yield range(start, end)


def marked(text: str, terms: Iterable[Term], *, folded: bool) -> set[int]:
    """Return which code points of a displayed text belong to a match of one of the terms."""
    line, origins = _aligned(text)
    found: set[int] = set()
    for term in terms:
        places = list(_places(line, term.text, line, range(len(line))))
        if folded and term.variant:
            places += _places(line, term.variant, variant(line), kept(line))
        found.update(at for place in places for at in range(origins[place[0]].start, origins[place[-1]].stop))
    return found


def _aligned(text: str) -> tuple[str, list[range]]:
    """Return the normal form of a text, and for each of its characters of which ones of the text it is made.

    A character and what may join it are one piece, whether they join or not.
    """
    starts = [at for at, character in enumerate(text) if at == 0 or not _joins(character)]
    line, origins = "", []
    for start, end in pairwise([*starts, len(text)]):
        # between two marks, for a space at an end counts where the text goes on
        form = normalise(f"、{text[start:end]}、")[1:-1]
        if form.startswith(" ") and line[-1:] in ("", " "):
            form = form[1:]
        line += form
        origins += [range(start, end)] * len(form)
    return line, origins


def _joins(character: str) -> bool:
    """Tell whether a character may become one with the one before it, or is nothing of its own."""
    first = unicodedata.normalize("NFKD", character)[0]
    is_vowel_or_final = (
        "\u1160" <= character <= "\u11ff" or "\u1161" <= first <= "\u1175" or "\u11a8" <= first <= "\u11c2"
    )
    return is_vowel_or_final or unicodedata.category(first)[0] == "M" or normalise(f"、{character}、") == "、、"


def lookups(form: str, folded: bool) -> Iterator[list[Lookup]]:
    """Yield what must be in the index for a normal form: alternatives of a term and whether longer ones count."""
    # in the variant form, pairs may be there in either form, and so only a character without neighbours is looked up
    alone = {run for run in re.findall(f"{IDEOGRAPHIC}+", form) if len(run) == 1}
    for term in counts(form):
        sort, text = term[0], term[1:]
        if sort in _FOLDED:
            yield [(sort + text, False) for sort in (sort, _FOLDED[sort])[: 1 + folded]]
        elif sort == "1" and (not folded or text in alone):
            yield [(term, False)]
    for word in WORDS.finditer(form):
        text, is_last = word.group(), word.end() == len(form)
        if is_last and len(text) < 3:
            yield [("p" + text, False)]
        else:
            yield [(sort + text, is_last) for sort in "wf"[: 1 + folded]]


class Site(reader.Site):
    """The index of a built site that answers queries."""

    @cached_property
    def facets(self) -> dict[str, list[tuple[str, str, list[int]]]]:
        """Facet → (value, label, pages)."""
        return {
            facet: [(value, label, unpacked(bits).list(self.pages)) for value, (label, bits) in values.items()]
            for facet, values in self.call(f"{self.generation}/facets", 2)[1].items()
        }

    def answer(self, query: str) -> Found:
        """Return the pages that answer a query, checked against their text."""
        asked = parse(query)
        if not asked.groups and not asked.excluded:
            return Found(frozenset(), frozenset())
        allowed = set(range(self.pages))
        for term in asked.excluded:
            allowed -= self._having([term], folded=False)
        literal = frozenset(allowed.intersection(*(self._having(group, folded=False) for group in asked.groups)))
        varied: frozenset[int] = frozenset()
        if any(term.variant for term in asked.terms):
            varied = frozenset(allowed.intersection(*(self._having(group, folded=True) for group in asked.groups)))
        return Found(literal, varied - literal)

    def _having(self, alternatives: Iterable[Term], *, folded: bool) -> set[int]:
        """Return the pages that have one of these."""
        found: set[int] = set()
        for term in alternatives:
            if term.field in FACETS:
                found |= self._with_value(term)
                continue
            form = (folded and term.variant) or term.text
            looked_up = lookups(form, folded and term.variant != "")
            pages = self.candidates(looked_up, in_title=term.field == "title")
            found |= {page for page in pages if _matches(self.records[page], term, folded)}
            found |= set() if term.field else self.within(term.text)
        return found

    def _with_value(self, term: Term) -> set[int]:
        """Return the pages that have a value of a facet, or are of such a kind or chapter by another name."""
        return (self.within(term.text) if term.field in ("kind", "chapter") else set()) | {
            page
            for name, label, pages in self.facets.get(term.field, [])
            if term.text in (normalise(name), normalise(label))
            for page in pages
        }


def _matches(record: Record, term: Term, folded: bool) -> bool:
    lines = (record.title, *record.names) if term.field == "title" else record.lines
    if any(contains(line, term.text) for line in lines):
        return True
    return folded and term.variant != "" and any(contains_variant(line, term.variant) for line in lines)
