"""The typed model of front matter: one frozen pydantic model for each kind of page.

The reference of keys in the manual and the JSON Schema are generated from these classes, so a
key is described here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from .errors import Code, say
from .kinds import PATTERN_KINDS, Kind, PatternKind, ShelfState
from .values import (
    Date,
    OldPath,
    Prose,
    ReadDate,
    Slug,
    Text,
    Texts,
    Title,
    Url,
    Words,
    is_url,
    one_or_list,
    text_for,
    wrong,
)

RelationType = Literal["alternative-to", "combines-with", "opposite-of", "guards-against", "prerequisite-of", "refines"]
#: relation type -> the name under which the other end shows it
INVERSE: dict[str, str] = {
    "alternative-to": "alternative-to",
    "combines-with": "combines-with",
    "opposite-of": "opposite-of",
    "guards-against": "guarded-by",
    "prerequisite-of": "requires",
    "refines": "refined-by",
}
SYMMETRIC = frozenset(name for name, inverse in INVERSE.items() if name == inverse)

ComponentKind = Literal[
    "client", "server", "proxy", "lb", "queue", "cache", "db", "dwh", "store", "registry",
    "artifact", "job", "pipeline", "monitor", "decision", "device", "person",
]  # fmt: skip


class Record(BaseModel):
    """Base of all models: immutable, and closed to keys that it does not know."""

    # a validator is built when one is asked for: few projects have every kind of page and of file
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


class Author(Record):
    """Who wrote the page."""

    name: Text = Field(description="Name as it is printed.")
    url: Url | None = Field(None, description="Home page.")
    picture: str | None = Field(None, description="Portrait; accepted from blogs, not shown.")


AuthorValue = Annotated[Author, text_for("name", Author)]


class Image(Record):
    """A picture with its text alternative."""

    image: Text = Field(
        description="File, relative to the page or from the source folder with a leading `/`; or an address. "
        "`url` is an alias.",
    )
    alt: Words = Field("", description="What the picture shows, for those who do not see it.")
    width: int | None = Field(None, gt=0, description="Width in CSS pixels.")
    height: int | None = Field(None, gt=0, description="Height in CSS pixels.")


ImageValue = Annotated[Image, text_for("image", Image)]


class CoverImage(Image):
    """A picture of a book with its text alternative."""

    large: str | None = Field(None, description="The same picture in twice the size, for fine screens.")


CoverValue = Annotated[CoverImage, text_for("image", CoverImage)]


class Source(Record):
    """Where a statement comes from: a BibTeX key, an address, or words."""

    cite: str | None = Field(None, description="BibTeX key.")
    source: Words | None = Field(None, description="The source in words, where it has no key.")
    where: Words | None = Field(None, description="Section, page or file in it.")
    url: Url | None = Field(None, description="Address of just that place.")

    @model_validator(mode="after")
    def _names_something(self) -> Source:
        if not (self.cite or self.source or self.url):
            raise wrong("source", say("names no source; give one of cite, source or url"))
        return self


def _source(value: Any) -> Any:
    if isinstance(value, str):
        return {"url": value} if is_url(value) else {"cite": value}
    return value


SourceValue = Annotated[Source, BeforeValidator(_source, json_schema_input_type=str | Source)]


def _basis(value: Any) -> Any:
    if value == "ours":
        return None
    if isinstance(value, str):
        raise wrong("basis", say("is not a basis; write ours, {{cite: key}} or {{source: words}}"))
    return value


#: a source, or None for our own reasoning
Basis = Annotated[Source | None, BeforeValidator(_basis, json_schema_input_type=Literal["ours"] | Source)]


class Relation(Record):
    """A typed relation to another outline page, stated once; the other end is derived."""

    type: RelationType = Field(description="What this page is to the target.")
    target: Slug = Field(description="Id of the other page.")
    why: Prose = Field(description="One sentence, shown on both pages.")
    basis: Basis = Field(description="`ours` for our own reasoning, or the source that states the relation.")


class Trait(Record):
    """One of the short things by which outline pages are compared."""

    name: Prose = Field(description="What is compared, the same on all pages, such as `Response time`.")
    value: Prose = Field(description="What holds here: a step of a scale, or a phrase.")
    basis: Basis = Field(description="`ours` for our own reasoning, or the source that says so.")


def _distinct(traits: tuple[Trait, ...]) -> tuple[Trait, ...]:
    names = [trait.name for trait in traits]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise wrong("traits", say('has "{name}" twice; keep one of the two', name=twice))
    return traits


class Checked(Record):
    """When what a page says was last compared with the world outside, and with what there."""

    date: Date = Field(description="Day of the comparison.")
    versions: Texts = Field((), description="Names and versions of what it was compared with.")


def _checked(value: Any) -> Any:
    return value if isinstance(value, dict) else {"date": value}


class Component(Record):
    """A box of the diagram."""

    id: Slug = Field(description="Name used in `flow`.")
    kind: ComponentKind = Field(description="Sort of component; decides the shape.")
    label: Prose = Field(description="Text in the box.")


class Flow(Record):
    """An arrow of the diagram."""

    source: Slug = Field(alias="from", description="Id of the component where the arrow starts.")
    target: Slug = Field(alias="to", description="Id of the component where it ends.")
    label: Words = Field("", description="Text on the arrow.")


class Drawing(Record):
    """The body of a ``{diagram}``."""

    components: tuple[Component, ...] = Field((), description="Boxes of the diagram.")
    flow: tuple[Flow, ...] = Field((), description="Arrows of the diagram, in the order of the story.")


class Entry(Record):
    """A line of a chapter: an outline page, or a plain heading without one."""

    id: Slug | None = Field(None, description="Id of an outline page.")
    heading: Words | None = Field(None, description="Heading that has no page.")

    @model_validator(mode="after")
    def _one_of(self) -> Entry:
        if (self.id is None) == (self.heading is None):
            raise wrong("entry", say("is not an entry; write an id, or {{heading: text}}"))
        return self


EntryValue = Annotated[Entry, text_for("id", Entry)]


#: anchors that pages have beside those of headings; what comes from a file must not be called so
OUR_ANCHORS = re.compile(r"main-content|guide|guide-cores|(?:shohyo|tag|book|core|ch)-.*")


def _chapter_anchor(value: str) -> str:
    if value.startswith(("shohyo-", "tag-", "book-")) or value == "main-content":
        raise wrong("anchor", say("is an anchor of the page itself; choose another"))
    return value


ChapterAnchor = Annotated[Slug, AfterValidator(_chapter_anchor)]


class Chapter(Record):
    """A chapter of the book."""

    number: int = Field(ge=0, description="Number in the book.")
    title: Prose = Field(description="Title in the book.")
    id: ChapterAnchor | None = Field(None, description="Anchor on the review's page; `ch-<number>` unless given.")
    intro: Words | None = Field(None, description="What the chapter is for, shown above its entries.")
    patterns: tuple[EntryValue, ...] = Field((), description="The chapter's entries in the order of the book.")

    @property
    def anchor(self) -> str:
        return self.id or f"ch-{self.number}"


class Part(Record):
    """A part of the book."""

    book: str | None = Field(
        None,
        description="BibTeX key of the book that this part and those after it are of, in a review of several books.",
    )
    part: int | None = Field(None, description="Number in the book.")
    title: Words | None = Field(None, description="Title in the book, if it has one.")
    chapters: tuple[Chapter, ...] = Field(description="Chapters in the order of the book.")


class Series(Record):
    """A series of books, and where in it a book stands."""

    name: Text = Field(description="Name of the series.")
    position: Text | None = Field(None, description="Position in it, such as `2` or `2.5`, or a word.")


SeriesValue = Annotated[Series, text_for("name", Series)]


class Original(Record):
    """The text that a review retells, published elsewhere."""

    title: Text = Field(description="Title of the original.")
    author: Text = Field(description="Who wrote it.")
    date: Date | None = Field(None, description="When it appeared.")
    url: Url | None = Field(None, description="Address.")
    cite: str | None = Field(None, description="BibTeX key.")


class Suppression(Record):
    """A finding that is accepted on this page."""

    code: Code = Field(description="Code of the finding, without `shohyo.`.")
    reason: Text = Field(description="Why it is right here.")


class Page(Record):
    """Any document that has front matter."""

    kind: Kind = Field(
        "page", description="Sort of page; implied by the folder (`reviews/`, `patterns/`) unless given."
    )
    title: Title | None = Field(
        None, description="Title of the page, its only h1; without it the body must begin with `# Title`."
    )
    date: Date | None = Field(None, description="When it was published.")
    updated: Date | None = Field(None, description="When it was last revised.")
    author: Annotated[
        tuple[AuthorValue, ...], BeforeValidator(one_or_list, json_schema_input_type=AuthorValue | list[AuthorValue])
    ] = Field((), description="A name, a mapping, or a list of these.")
    tags: Texts = Field((), description="Tags, in any language.")
    summary: Words | None = Field(
        None, description="One or two sentences for listings and search engines. `description` is an alias."
    )
    aliases: Texts = Field((), description="Other names; roles and search find the page by them.")
    lang: str | None = Field(
        None,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        description="Language of the page as a BCP 47 tag, if it is not the site's.",
    )
    draft: bool = Field(False, description="A draft is not published: no page, list or search has it.")
    license: str | None = Field(None, description="Licence of the text, if it is not the site's.")
    canonical_url: Url | None = Field(None, description="The page's address of record.")
    moved_from: Annotated[
        tuple[OldPath, ...], BeforeValidator(one_or_list, json_schema_input_type=OldPath | list[OldPath])
    ] = Field((), description="Where the page stood before, from the top of the site: `old/page`; a path, or a list.")
    social_image: ImageValue | None = Field(None, description="Picture for link previews. `ogImage` is an alias.")
    suppress: tuple[Suppression, ...] = Field((), description="Findings accepted on this page, each with its reason.")

    @property
    def in_short(self) -> str:
        """What stands for the page in listings and search engines: its summary, else its intent, else nothing."""
        return self.summary or getattr(self, "intent", None) or ""


class OutlinePart(NamedTuple):
    """A part in the outline of a book."""

    book: str | None  #: BibTeX key; None where the review names no book
    part: Part
    chapters: tuple[tuple[Chapter, str], ...]  #: each with its anchor on the review's page


class OfBook(Page):
    """Base of the pages that are about books."""

    book: str | None = Field(None, description="BibTeX key of the book; everything bibliographic comes from there.")
    rating: float | None = Field(None, ge=0, le=5, allow_inf_nan=False, description="From 0 to 5.")
    cover: CoverValue | None = Field(None, description="Picture of the book. `coverImage` is an alias.")
    shelf: ShelfState | None = Field(None, description="State of the book on the shelf.")
    date_read: Annotated[
        tuple[ReadDate, ...], BeforeValidator(one_or_list, json_schema_input_type=ReadDate | list[ReadDate])
    ] = Field((), description="When it was read: a date, a month or a year; a list, where it was read again.")
    series: SeriesValue | None = Field(
        None, description="Series of the book, if the bibliography does not say it: a name, or a mapping."
    )
    outline: tuple[Part, ...] = Field((), description="The outline of the book: parts, chapters, entries.")

    @property
    def books_named(self) -> tuple[str, ...]:
        """The keys of the books that the page is about, each once."""
        return (self.book,) if self.book else ()

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return tuple(chapter for part in self.outline for chapter in part.chapters)

    def outlined(self) -> Iterator[OutlinePart]:
        """Yield the parts of the outline with the books that they are of, in its order.

        Chapters of the first book have the anchors that they have alone; in those of others stands its key.
        """
        names = self.books_named
        first = book = names[0] if names else None
        for part in self.outline:
            book = part.book or book
            prefix = "ch-"
            if book and book != first:
                prefix += (
                    "-".join(re.findall(r"[a-z0-9]+", book.lower())) or str([*names, book].index(book) + 1)
                ) + "-"
            chapters = ((chapter, chapter.id or f"{prefix}{chapter.number}") for chapter in part.chapters)
            yield OutlinePart(book, part, tuple(chapters))


class Review(OfBook):
    """A review of a book, or of several."""

    kind: Literal["review"] = Field("review", description="`review`, implied in `reviews/`.")
    books: Annotated[tuple[Text, ...], BeforeValidator(one_or_list, json_schema_input_type=Text | list[Text])] = Field(
        (), description="BibTeX keys of several books, in place of `book`."
    )
    original: Original | None = Field(None, description="The text that this review retells.")

    @property
    def books_named(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*super().books_named, *self.books]))


class Book(OfBook):
    """A book on the shelf, with a review or without."""

    kind: Literal["book"] = Field("book", description="`book`, which no folder implies.")


class Pattern(Page):
    """An outline page: a pattern, an antipattern, a topic or a case study."""

    kind: PatternKind = Field("pattern", description="`pattern` is implied in `patterns/`.")
    id: Slug | None = Field(None, description="Stable id; the file name unless given.")
    title_en: str | None = Field(None, description="English name.")
    reading: str | None = Field(None, description="Reading of the title in kana, for sorting.")
    category: Slug | None = Field(None, description="Group in the catalogue, such as `serving`.")
    intent: Words | None = Field(None, description="What it does, in one sentence.")
    intent_en: str | None = Field(None, description="The same in English.")
    confidence: Literal["high", "medium-high", "medium", "low"] = Field(
        "high", description="How well the facts are supported; shown unless `high`."
    )
    relations: tuple[Relation, ...] = Field((), description="Relations to other outline pages.")
    components: tuple[Component, ...] = Field((), description="Boxes of the diagram.")
    flow: tuple[Flow, ...] = Field((), description="Arrows of the diagram, in the order of the story.")
    traits: Annotated[tuple[Trait, ...], AfterValidator(_distinct)] = Field(
        (), description="What `{compare}` sets side by side."
    )
    checked: Annotated[Checked | None, BeforeValidator(_checked, json_schema_input_type=Date | Checked)] = Field(
        None, description="When it was last checked: a date, or a mapping with `versions`."
    )
    sources: tuple[SourceValue, ...] = Field(
        (), description="What the page rests on: BibTeX keys, addresses or mappings."
    )


MODELS: dict[str, type[Page]] = {"review": Review, "book": Book, "page": Page, **dict.fromkeys(PATTERN_KINDS, Pattern)}
