"""Parts of a printed entry that both languages share: texts, titles, names, links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pybtex.database import Entry
from pybtex.exceptions import PybtexError
from pybtex.richtext import HRef, Text

from ..bib.addresses import bare_doi, eprint_of, links_of
from ..bib.scan import names_in
from ..bib.tex import CJK, is_others, plain, printed_name, rich
from ..values import iri, is_url

_URL = re.compile(r"\\url\s*\{([^{}]*)\}")
_DASHES = r"\s*(?:-{2,}|[–—\u2012\u2015])\s*"
_HYPHEN = r"\s*[-\u2010~〜]\s*"
_COUNT = re.compile(r"^(?:pp?\.?|頁)\s*(?=\d)|(?<=\d)\s*(?:pp?\.?|頁|ページ)$", re.IGNORECASE)
#: what ends a sentence or a title by itself
ENDS = (".", "。", "．", "!", "?", "！", "？", "…")


def text_of(entry: Entry, name: str) -> Text:
    """Return a field as rich text; empty if it is missing."""
    value = entry.fields.get(name, "")
    if "\\url" not in value:
        return _rich(value)
    pieces = _URL.split(value)
    for number in range(1, len(pieces), 2):  # every second one is an address
        address = pieces[number].strip()
        pieces[number] = HRef(iri(address), address) if is_url(address) else address
    return Text(*(_rich(piece) if isinstance(piece, str) else piece for piece in pieces))


def _rich(value: str) -> Text:
    try:
        return rich(value)
    except (PybtexError, ValueError):  # only in entries that load_bibliography has not seen
        return Text(plain(value))


def words_of(entry: Entry, name: str) -> str:
    """Return a field as plain text."""
    return plain(entry.fields.get(name, "")).strip()


def _list_of(entry: Entry, name: str, separator: str) -> Text:
    """Return a field that biblatex takes for a list, such as two publishers, with a separator for Japanese ones."""
    value = entry.fields.get(name, "")
    if " and " in value and CJK.search(value):
        return Text(separator).join(map(_rich, names_in(value)))
    return text_of(entry, name)


def lists_of(entry: Entry, names: Iterable[str], separator: str) -> Iterator[Text]:
    """Yield such fields, each text once: a site is its own publisher."""
    seen: set[str] = set()
    for name in names:
        text = _list_of(entry, name, separator)
        if str(text) not in seen:
            yield text
        seen.add(str(text))


def names_of(entry: Entry, role: str) -> tuple[list[str], bool]:
    """Return the names of a role as they are printed, and whether there are others."""
    persons = entry.persons.get(role, ())
    names = [printed_name(person) for person in persons if not is_others(person)]
    return names, len(names) < len(persons)


def titled(entry: Entry, title: str, subtitle: str, colon: str) -> Text:
    """Return title and subtitle."""
    main, below = text_of(entry, title), text_of(entry, subtitle)
    if not main or not below:
        return main or below
    return Text(main, " " if colon == ": " and str(main).endswith(ENDS) else colon, below)


def pages_of(entry: Entry) -> str:
    """Return pages with dashes where they are ranges, and without "p"; a number may have hyphens itself."""
    pages = _COUNT.sub("", words_of(entry, "pages"))
    if re.search(_DASHES, pages):
        return re.sub(_DASHES, "–", pages)
    parts = re.split(r"\s*[,、]\s*", pages)
    return ", ".join(re.sub(_HYPHEN, "–", part) if len(re.findall(_HYPHEN, part)) == 1 else part for part in parts)


def links(entry: Entry, visited: str) -> list[Text]:
    """Return the links of an entry: its address, eprint, DOI and the like, each place once."""
    places = links_of(entry.fields)
    found = [Text(HRef(address, text)) if address else Text(text) for text, address in places]
    url = entry.fields.get("url", "")
    if is_url(url) and not _is_among(url, entry, places):
        seen = visited.format(words_of(entry, "urldate")) if "urldate" in entry.fields else ""
        found.insert(0, Text(HRef(iri(url), url), seen))
    return found


def _is_among(url: str, entry: Entry, places: Iterable[tuple[str, str]]) -> bool:
    """Tell whether an address is that of a number which is printed."""
    doi = entry.fields.get("doi", "").lower()
    if url.lower() in {address.lower() for _text, address in places} or (doi and (bare_doi(url) or "").lower() == doi):
        return True
    other = eprint_of({"eprint": url})
    if not other or not other[0]:
        return False
    return other == eprint_of(entry.fields) or doi == f"10.48550/arxiv.{other[1]}"
