"""Kind and name → a page to fill in, with front matter that explains itself."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import PurePosixPath

from .kinds import PATTERN_KINDS, SLUG

REVIEW = """\
---
title: {title}  # the page's only h1
date: {date}
# author: Name
# book: key2021  # BibTeX key; author, publisher, year and ISBN come from the .bib file
tags: []  # as [one, two]
# summary: One or two sentences for listings and search engines.
# rating: 4  # from 0 to 5
# cover: {{image: cover.png, alt: What the picture shows}}
# outline:  # the book's chapters in order; entries are ids of pages in patterns/
#   - part: 1
#     title: Title of the part
#     chapters:
#       - number: 1
#         title: Title of the chapter
#         patterns: [some-id, {{heading: A heading without a page}}]
---

% Write the review here: {{pattern}}`some-id` links to a page, {{cite:p}}`key2021` cites.
"""

BOOK = """\
---
kind: book
title: {title}  # the page's only h1
# book: key2021  # BibTeX key; author, publisher, year and ISBN come from the .bib file
shelf: to-read  # or reading, read, given-up
# date_read: 2023-08-08  # or 2023-08 or 2023; [2019, 2023-08-08] where it was read again
# series: {{name: Name of the series, position: 1}}
# cover: {{image: cover.png, alt: What the picture shows}}
tags: []  # as [one, two]
---

% Write about the book here, or leave it at that.
"""

PATTERN = """\
---
kind: {kind}
id: {name}  # stays for ever; addresses and links are made of it
title: {title}  # the page's only h1
# title_en: English name
# reading: kana of the title, for sorting
# aliases: [another name]
# category: serving
tags: []  # as [one, two]
# intent: What it does, in one sentence.
# relations:
#   - type: combines-with  # or alternative-to, opposite-of, guards-against, prerequisite-of, refines
#     target: some-id
#     why: One sentence, shown on both pages.
#     basis: ours  # or {{cite: key2021}}
# components:  # boxes of the diagram
#   - {{id: client, kind: client, label: Client}}
# flow:  # its arrows
#   - {{from: client, to: client, label: Request}}
sources: []  # BibTeX keys, as [key2021]
---

% Write the page here: {{pattern}}`some-id` links to another, {{cite:p}}`key2021` cites.
"""

PAGE = """\
---
title: {title}  # the page's only h1
# summary: One or two sentences for search engines.
# tags: [one, two]
---

% Write the page here.
"""

#: what an outline page needs to pass `shohyo check --strict`
LEFT = ("title", "sources", "the chapter of a review that lists it")
GUARD = "a page with a relation guards-against to it"

#: kind -> (folder, text, what is left for the author)
STARTERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "review": ("reviews", REVIEW, ("title", "book", "outline")),
    "book": ("books", BOOK, ("title", "the BibTeX key of the book")),
    **dict.fromkeys(PATTERN_KINDS, ("patterns", PATTERN, LEFT)),
    "antipattern": ("patterns", PATTERN, (*LEFT, GUARD)),
    "page": ("", PAGE, ("title",)),
}


def starter_path(kind: str, name: str) -> PurePosixPath:
    """Return where the page goes, from the root."""
    return PurePosixPath(STARTERS[kind][0], f"{name}.md")


def starter_text(kind: str, name: str, date: dt.date) -> str:
    """Return a page that is valid as it stands.

    Args:
        kind: one of ``model.KINDS``.
        name: its id, which also stands in for the title.
        date: of publication.
    """
    return STARTERS[kind][1].format(kind=kind, name=_quoted(name), title=_quoted(name), date=date.isoformat())


def _quoted(name: str) -> str:
    """Return an id as a YAML text; ``1984``, ``null`` and ``no`` would be something else to other readers."""
    return name if re.fullmatch(r"[a-z][a-z0-9-]{4,}", name) and name != "false" else f'"{name}"'


def slug_of(name: str) -> str:
    """Return the id nearest to *name*, or an empty text if nothing of it is ASCII."""
    text = unicodedata.normalize("NFKD", name.removesuffix(".md")).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    return slug if SLUG.fullmatch(slug) else ""
