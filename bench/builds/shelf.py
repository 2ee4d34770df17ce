"""A number → a shelf of made-up reviews, the same for every tool and in every run, and edits of it.

Reviews of 2,500 characters with outline, tags and citations, a quarter as many patterns with relations, and an entry
of the bibliography for each review.  Words are made of syllables and of pairs of Chinese characters, so that the text
is nobody's.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

CHARACTERS = 2500  #: of a review, at least; a pattern has half as many
SECTIONS = 4  #: of a page
CITED = 3  #: citations in a text
LINKED = 2  #: links to patterns in a text
TAGGED = 3  #: tags of a page, at most
TAGS = 40  #: different ones, at most
RELATED = 2  #: relations that a pattern states
CHAPTER = 6  #: patterns in a chapter
BOARD = 25  #: pages that a list of contents names; a longer one would fill the sidebars of most tools
BIBLIOGRAPHY = "bibliography"  #: name of the page that lists all entries

_SYLLABLES = "かきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわ"
_ENDINGS = "んーっ"
_KANJI = "書評棚本読章型式流設計推論学習実験運用監視品質配備要求応答記録比較構成部品"


@dataclass(frozen=True)
class Entry:
    """An entry of the bibliography."""

    key: str
    title: str
    author: str
    publisher: str
    year: int


@dataclass(frozen=True)
class Paragraph:
    """Some sentences; what they cite and which pattern they link to stands at their end."""

    text: str
    cited: str = ""  #: key of an entry
    linked: str = ""  #: name of a pattern


@dataclass(frozen=True)
class Relation:
    """A relation of a pattern to another, with its reason."""

    type: str
    target: str
    why: str


@dataclass(frozen=True)
class Page:
    """A review or a pattern."""

    name: str
    title: str
    tags: tuple[str, ...]
    summary: str
    sections: tuple[tuple[str, tuple[Paragraph, ...]], ...]  #: heading and text
    book: str = ""  #: key of the entry that a review is of
    date: str = ""
    sources: tuple[str, ...] = ()  #: keys of entries that a pattern rests on
    outline: tuple[str, ...] = ()  #: patterns of a review's book
    relations: tuple[Relation, ...] = ()
    flow: tuple[tuple[str, str, str], ...] = ()  #: what goes from where to where: label, label, words


@dataclass(frozen=True)
class Shelf:
    """All that stands on the shelf."""

    reviews: tuple[Page, ...]
    patterns: tuple[Page, ...]
    entries: tuple[Entry, ...]

    @property
    def pages(self) -> int:
        return len(self.reviews) + len(self.patterns)

    @property
    def boards(self) -> dict[str, tuple[Page, ...]]:
        """Return name → pages of the parts in which all pages stand."""
        return {
            f"{kind}-{start // BOARD:03d}": pages[start : start + BOARD]
            for kind, pages in (("reviews", self.reviews), ("patterns", self.patterns))
            for start in range(0, len(pages), BOARD)
        }


def make_shelf(reviews: int) -> Shelf:
    """Return a shelf with so many reviews, at least one."""
    names = [f"pattern-{number:05d}" for number in range(max(1, reviews // 4))]
    tags = [_word(random.Random(f"tag {number}")) + str(number) for number in range(min(TAGS, max(4, reviews // 10)))]
    entries = tuple(_entry(number) for number in range(reviews))
    keys = [entry.key for entry in entries]
    return Shelf(
        tuple(_review(number, tags, keys, names) for number in range(reviews)),
        tuple(_pattern(number, tags, keys, names) for number in range(len(names))),
        entries,
    )


def _entry(number: int) -> Entry:
    chance = random.Random(f"entry {number}")
    author = f"{_word(chance)}, {_word(chance)}"
    return Entry(f"work{number:05d}", f"{_word(chance)}の本 {number}", author, f"{_word(chance)}社", _year(number))


def _review(number: int, tags: list[str], keys: list[str], names: list[str]) -> Page:
    page = _page(random.Random(f"review {number}"), f"review-{number:05d}", tags, keys, names, CHARACTERS)
    date = f"{_year(number)}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    # each pattern stands in one outline, so that the first reviews have one
    outline = tuple(names[number * CHAPTER :][:CHAPTER])
    return replace(page, book=keys[number], date=date, outline=outline)


def _pattern(number: int, tags: list[str], keys: list[str], names: list[str]) -> Page:
    chance = random.Random(f"pattern {number}")
    page = _page(chance, names[number], tags, keys, names, CHARACTERS // 2)
    later = names[number + 1 :]  # arrows lead to later ones only, so that there is no circle
    targets = chance.sample(later, min(RELATED, len(later)))
    boxes = ["".join(chance.choices(_KANJI, k=2)) for _ in range(3)]
    return replace(
        page,
        sources=tuple(chance.sample(keys, 1)),
        relations=tuple(Relation("refines", target, f"{_clause(chance)}から。") for target in targets),
        flow=((boxes[0], boxes[1], _word(chance)), (boxes[1], boxes[2], _word(chance))),
    )


def _page(chance: random.Random, name: str, tags: list[str], keys: list[str], names: list[str], length: int) -> Page:
    texts: list[str] = []
    while sum(map(len, texts)) < length:
        texts.append("".join(_sentence(chance) for _ in range(chance.randint(3, 7))))
    cited = chance.sample(keys, min(CITED, len(keys)))
    linked = chance.sample(names, min(LINKED, len(names)))
    paragraphs = [
        Paragraph(text, cited[at] if at < len(cited) else "", linked[at] if at < len(linked) else "")
        for at, text in enumerate(texts)
    ]
    cuts = [round(part * len(paragraphs) / SECTIONS) for part in range(SECTIONS + 1)]
    return Page(
        name,
        f"{_word(chance)}の{_word(chance)} {name[-5:]}",
        tuple(sorted(set(chance.choices(tags, k=TAGGED)))),
        _sentence(chance),
        tuple((_word(chance), tuple(paragraphs[start:end])) for start, end in pairwise(cuts)),
    )


def _sentence(chance: random.Random) -> str:
    return "、".join(_clause(chance) for _ in range(chance.randint(2, 3))) + "。"


def _clause(chance: random.Random) -> str:
    return "".join(_word(chance) for _ in range(chance.randint(3, 7)))


def _word(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return "".join(chance.choices(_KANJI, k=2))
    ending = chance.choice(_ENDINGS) if chance.random() < 0.5 else ""
    return "".join(chance.choices(_SYLLABLES, k=3)) + ending


def _year(number: int) -> int:
    return 2000 + number % 25


# --- edits ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edit:
    """A shelf after an edit that changes one file, and how it is seen that a build took notice."""

    shelf: Shelf
    page: str  #: a page that shows it
    words: str  #: what its HTML has then and had not before
    linking: tuple[str, ...] = ()  #: pages that show it where links show titles


def edit_body(shelf: Shelf) -> Edit:
    """Add a sentence to the text of a review."""
    page = _middle(shelf.reviews)
    *before, (heading, paragraphs) = page.sections
    words = "This sentence is new."
    added = replace(paragraphs[-1], text=f"{paragraphs[-1].text}{words}")
    page = replace(page, sections=(*before, (heading, (*paragraphs[:-1], added))))
    return Edit(_with(shelf, page), page.name, words)


def edit_title(shelf: Shelf) -> Edit:
    """Change the title of a pattern, which the pages that link to it show."""
    page = _middle(shelf.patterns)
    linking = tuple(
        one.name
        for one in (*shelf.reviews, *shelf.patterns)
        if any(paragraph.linked == page.name for _heading, paragraphs in one.sections for paragraph in paragraphs)
    )
    return Edit(_with(shelf, replace(page, title=f"{page.title} revised")), page.name, "revised", linking)


def edit_tag(shelf: Shelf) -> Edit:
    """Give a review a tag of another."""
    page, other = _middle(shelf.reviews), shelf.reviews[0]
    (tag, *_) = [tag for review in (other, *shelf.reviews) for tag in review.tags if tag not in page.tags]
    return Edit(_with(shelf, replace(page, tags=(*page.tags[:-1], tag))), page.name, tag)


def edit_relation(shelf: Shelf) -> Edit:
    """Let a relation of a pattern lead to another one, if there is one to which none leads."""
    page = _middle(shelf.patterns)
    later = [one.name for one in shelf.patterns if one.name > page.name]
    free = [name for name in later if name not in [relation.target for relation in page.relations]] or later
    relation = replace(page.relations[0], target=free[-1], why="This reason is new.")
    return Edit(_with(shelf, replace(page, relations=(relation, *page.relations[1:]))), page.name, relation.why)


def edit_entry(shelf: Shelf) -> Edit:
    """Change the title of an entry of the bibliography."""
    old = shelf.entries[len(shelf.entries) // 2]
    entry = replace(old, title=f"{old.title} reissued")
    entries = tuple(entry if one is old else one for one in shelf.entries)
    return Edit(replace(shelf, entries=entries), BIBLIOGRAPHY, "reissued")


EDITS: dict[str, Callable[[Shelf], Edit]] = {
    "body": edit_body,
    "title": edit_title,
    "tag": edit_tag,
    "relation": edit_relation,
    "entry": edit_entry,
}


def _middle(pages: tuple[Page, ...]) -> Page:
    return pages[len(pages) // 2]


def _with(shelf: Shelf, page: Page) -> Shelf:
    """Return a shelf on which *page* stands in place of the one of its name."""
    reviews, patterns = (
        tuple(page if one.name == page.name else one for one in pages) for pages in (shelf.reviews, shelf.patterns)
    )
    return replace(shelf, reviews=reviews, patterns=patterns)
