"""What our pages tell the search about themselves: names and their reading, kind, tags, chapters, books, drafts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..messages import in_all_languages
from ..reading.domain import chapter_title
from ..search.sphinx.facts import PLAIN
from ..shown.labels import kind_label

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from ..reading.domain import ShohyoDomain
    from ..search.sphinx.facts import PageFacts


#: how readers name a chapter by its number, whatever language a site is in
CHAPTER_NAMES = ("第%d章", "%d章", "chapter %d")
#: how they call a kind of page beside what it is called in each language
OTHER_NAMES = {"review": ("レビュー", "book review"), "book": ("書籍",)}


@cache
def kind_names(kind: str) -> tuple[str, ...]:
    """Return what a kind of page is called, in all languages; nothing of what is a page like any."""
    if kind == PLAIN:
        return ()
    return (*(kind_label(kind, translate) for translate in in_all_languages()), *OTHER_NAMES.get(kind, ()))


def on_search_page(app: Sphinx, page: PageFacts) -> None:
    """Tell the facts of a page with front matter."""
    domain: ShohyoDomain = app.env.domains["shohyo"]
    document = domain.documents.get(page.docname)
    if document is None:
        return
    record, catalogue = document.record, domain.catalogue
    page.title, page.kind, page.kind_label = document.title, record.kind, kind_label(record.kind)
    page.categories += kind_names(record.kind)
    if record.draft:
        page.leave_out()  # drafts stand in no listing, and so in no result
    page.names += record.aliases
    if title_en := getattr(record, "title_en", None):
        page.names.append(title_en)
        page.readings[title_en] = ""
    if reading := getattr(record, "reading", None):
        page.readings[page.title] = reading
    is_listed = catalogue.patterns.get(document.slug) is document
    places = catalogue.chapters_of.get(document.slug, []) if is_listed else []
    books = [place.book for place in places]
    books += getattr(record, "books_named", ())
    page.facets["tag"] = {tag: tag for tag in record.tags}
    page.facets["chapter"] = {place.target: domain.chapter_name(place) for place in places}
    page.facets["book"] = {key: domain.book_title(key) for key in books}
    numbers = [place.chapter.number for place in places]
    outline = next((one for one in catalogue.outlines.values() if one.review is document), None)
    numbers += [place.chapter.number for place in outline.places] if outline else []
    page.categories += [name % number for number in numbers for name in CHAPTER_NAMES]
    if places:
        page.trail = [page.facets["book"][places[0].book], chapter_title(places[0])]
