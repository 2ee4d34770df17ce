"""Kind and name → a page to fill in, with front matter that explains itself; a folder → a site to begin with."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from pathlib import Path, PurePosixPath

from ..kinds import PATTERN_KINDS, SLUG
from ..wording import say

#: languages in which there are texts
LANGUAGES = ("en", "ja")
PAGES = Path(__file__).parent / "pages"

#: what an outline page needs to pass `shohyo check --strict`
LEFT = ("title", "sources", say("the chapter of a review that lists it"))
GUARD = say("a page with a relation guards-against to it")

#: kind -> (folder, name of the text, what is left for the author)
STARTERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "review": ("reviews", "review", ("title", "book", "outline")),
    "book": ("books", "book", ("title", say("the BibTeX key of the book"))),
    **dict.fromkeys(PATTERN_KINDS, ("patterns", "pattern", LEFT)),
    "antipattern": ("patterns", "pattern", (*LEFT, GUARD)),
    "page": ("", "page", ("title",)),
}


def nearest_language(tag: str) -> str:
    """Return the language of ours that a tag of a language or the name of a locale begins with, or English."""
    name = re.split(r"[-_.@]", tag.lower(), maxsplit=1)[0]
    return name if name in LANGUAGES else LANGUAGES[0]


def starter_path(kind: str, name: str) -> PurePosixPath:
    """Return where the page goes, from the root."""
    return PurePosixPath(STARTERS[kind][0], f"{name}.md")


def starter_text(kind: str, name: str, date: dt.date, language: str = "en") -> str:
    """Return a page that is valid as it stands.

    Args:
        kind: one of ``model.KINDS``.
        name: its id, which also stands in for the title.
        date: of publication.
        language: of the project, in which the page explains itself; English where there is no other.
    """
    return (
        (PAGES / nearest_language(language) / f"{STARTERS[kind][1]}.md")
        .read_text("utf-8")
        .format(kind=kind, name=_quoted(name), title=_quoted(name), date=date.isoformat())
    )


def _quoted(name: str) -> str:
    """Return an id as a YAML text; ``1984``, ``null`` and ``no`` would be something else to other readers."""
    return name if re.fullmatch(r"[a-z][a-z0-9-]{4,}", name) and name != "false" else f'"{name}"'


def slug_of(name: str) -> str:
    """Return the id nearest to *name*, or an empty text if nothing of it is ASCII."""
    text = unicodedata.normalize("NFKD", name.removesuffix(".md")).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    return slug if SLUG.fullmatch(slug) else ""
