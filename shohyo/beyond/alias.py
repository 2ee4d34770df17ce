"""Pages → what else each is called, for queries that find little; see "Tables" in ``docs/search-format.md``.

A page may be mentioned by any of its names, and a reader knows one of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..text.kana import hiragana, readings

#: a row: a form as it is looked up, and what else to ask for
Row = list[str]
#: code points of a name that is asked for, and how many are asked for in place of another
SHORTEST, LONGEST, MOST = 2, 40, 6
#: pages with one and the same name; what more are called tells none of them
SHARED = 2
#: files that the rows are in: the first number with which none is much longer than this (code points)
FILES, SIZE = (1, 16, 256), 8_000
#: a name that says how another one is read
READING = re.compile("[ぁ-ゖー・ ]+")
_LETTERS = re.compile("[ -~]+")
_HAN = re.compile("[一-鿿々]{3,}")
_BRACKETS = re.compile(r" *(?:\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕)$")
_BEGINNING = re.compile("(.+?)(?:: ?| [-|] |[~〜] ?)")
_DROPPED = re.compile("[ ー・-]")


@dataclass(frozen=True)
class Called:
    """What a page is called, as normal forms."""

    title: str
    names: tuple[str, ...]
    kinds: tuple[str, ...] = ()  #: what it is one of
    headings: tuple[str, ...] = ()


def key_of(form: str) -> str:
    """Return what a normal form is looked up by: spaces, hyphens, ー and ・ make no difference."""
    return _DROPPED.sub("", form)


def file_of(key: str, files: int) -> str:
    """Return the table, of so many, in which a key is; ``scripts/beyond/names.js`` does the same."""
    number = 0
    for character in key:
        number = (31 * number + ord(character)) % 65_536
    return "names" if files == 1 else f"names{files}-{number % files}"


def name_tables(pages: Sequence[Called], bare: Callable[[str], str]) -> dict[str, list[Row]]:
    """Return the tables of names, none of which is empty; *bare* takes the accents off a normal form."""
    rows = sorted(rows_of(pages, bare))
    size = sum(len(form) for row in rows for form in row)
    files = next((number for number in FILES if size <= SIZE * number), FILES[-1])
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[file_of(row[0], files)].append(row)
    return dict(found)


def rows_of(pages: Sequence[Called], bare: Callable[[str], str]) -> list[Row]:
    """Return what to ask for in place of each form that names a page, the title first.

    Left out is what tells no page: kinds, chapters and the like, names of several pages, and titles of others; and what
    a name has within it, which is found with it or finds much else.
    """
    called = [list(_called(page)) for page in pages]
    owners = Counter(key for names in called for key in {key_of(name) for name in names})
    titles = {key_of(page.title) for page in pages}
    general = {key_of(kind) for page in pages for kind in page.kinds}
    general |= {key for key, count in owners.items() if count > SHARED}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    late: dict[str, dict[str, None]] = defaultdict(dict)  # of pages that have another title
    for page, names in zip(pages, called, strict=True):
        own = key_of(page.title)
        asked = {
            key: name
            for name in reversed(names)
            if _tells(name) and (key := key_of(name)) not in general and (key == own or key not in titles)
        }
        targets = [name for name in reversed(asked.values()) if not any(_within(one, name) for one in asked.values())]
        for form in (*names, *_readings(page)):
            for key in {key_of(form), key_of(bare(form))} - general:
                more = (name for name in targets if not (_within(name, form) or _within(form, name)))
                of_key = dict.fromkeys([name for name in more if key not in (key_of(name), key_of(bare(name)))][:MOST])
                (found if key == own else late)[key] |= of_key
    others = {key: {**found.get(key, {}), **late.get(key, {})} for key in (*found, *late)}
    return [[key, *forms] for key, forms in others.items() if key and forms]


def _called(page: Called) -> Iterator[str]:
    """Yield title and names of a page without their readings; and what is short for them."""
    stated = set(_readings(page))
    kinds = sorted(filter(None, page.kinds), key=len, reverse=True)
    for name in (page.title, *page.names):
        if name and name not in stated:
            yield from dict.fromkeys([name, *_short(name, kinds)])


def _short(name: str, kinds: Iterable[str]) -> Iterator[str]:
    """Yield a name without what stands behind it: brackets, a subtitle, what its page is one of."""
    without = _BRACKETS.sub("", name)
    yield without
    if (match := _BEGINNING.match(without)) and _is_long(beginning := match[1].strip()):
        without = beginning
        yield without
    for kind in kinds:
        if without.endswith(kind) and _is_long(shorter := without.removesuffix(kind).rstrip(" ・-")):
            yield shorter
            return


def _is_long(name: str) -> bool:
    """Tell whether a part of a name can stand for it: four characters of Japanese, three Han, or two words."""
    return " " in name.strip() if _LETTERS.fullmatch(name) else len(name) > 3 or _HAN.fullmatch(name) is not None


def _tells(name: str) -> bool:
    return SHORTEST + bool(_LETTERS.fullmatch(name)) <= len(name) <= LONGEST


def _within(name: str, other: str) -> bool:
    """Tell whether one name is found wherever another stands."""
    if _LETTERS.fullmatch(name):
        return name != other and re.search(rf"(?<![0-9a-z]){re.escape(name)}", other) is not None
    return name != other and key_of(name) in key_of(other)


def _readings(page: Called) -> Iterator[str]:
    """Yield the names of a page that say how another one is read, also without what their page is one of."""
    kinds = {hiragana(kind) for kind in page.kinds if kind}
    for name in page.names:
        if READING.fullmatch(name):
            yield from readings(name)
            for kind in filter(name.endswith, kinds):
                yield from readings(name.removesuffix(kind)) if name != kind else ()
