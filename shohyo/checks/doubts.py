"""What is not known because something else is wrong, so that one mistake is not followed by others that are none.

A title that could not be read may be the one that a link names; an entry may stand in the part of a bib file that is
broken.  Such findings wait until the mistake before them is mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from ..bib.bibliography import shown_path
from ..errors import Code, Diagnostic
from ..text.folding import fold

if TYPE_CHECKING:
    from ..data.catalogue import Catalogue, Document
    from ..source.project import Project
    from .documents import SourcePage

#: keys that give no name to anything on the site
NAMELESS = frozenset(
    {"relations", "components", "flow", "traits", "checked", "sources", "summary", "intent", "intent_en", "suppress"}
)

#: a name that stands by itself: what is around it in front matter is none of these
_WORD = re.compile(r"[\w.+-]+")
#: the key of an entry of a bib file
_ENTRY = re.compile(r"@\w+\s*[{(]\s*([^\s,{}()]+)")


class Doubts:
    """What may be named by what could not be read.

    Args:
        pages: the documents that were read.
        broken: texts of bib files of which something could not be read; None stands for one that has no text.
    """

    def __init__(self, pages: Iterable[SourcePage] = (), broken: Iterable[str | None] = ()) -> None:
        self.parts: dict[str, dict[str, str]] = {page.path: dict(page.unread) for page in pages if page.unread}
        texts = list(broken)
        self.is_lost = None in texts
        self.entries = frozenset(key for text in texts if text for key in _ENTRY.findall(text))

    def is_wrong(self, path: str, key: str) -> bool:
        """Tell whether it was said of a key of a page, or of all its front matter, that it is wrong."""
        return path in self.parts and not self.parts[path].keys().isdisjoint((key, "*"))

    def may_name(self, name: str, path: str = "") -> bool:
        """Tell whether what could not be read on another page than *path* may give that name to something."""
        return self._says(name, path, self._naming)

    def may_relate(self, name: str, path: str) -> bool:
        """Tell whether another page may relate to a page of that name, or list it."""
        return self._says(name, path, self._all)

    def may_state(self, name: str, path: str) -> bool:
        """Tell whether another page may have a trait of that name."""
        return self._says(name, path, self._all)

    def may_cite(self, key: str) -> bool:
        """Tell whether an entry may stand in what could not be read of bib files."""
        return self.is_lost or key in self.entries

    def _says(self, name: str, path: str, places: Mapping[str, set[str]]) -> bool:
        folded = fold(name)
        # an id or another word is looked up; a title is looked for, and there are few of these
        if _WORD.fullmatch(name) and name.isascii():
            return not places.get(folded, set()) <= {path}
        return any(folded in text and not found <= {path} for text, found in places.items() if text[0] == " ")

    @cached_property
    def _naming(self) -> dict[str, set[str]]:
        return self._places(NAMELESS)

    @cached_property
    def _all(self) -> dict[str, set[str]]:
        return self._places(frozenset())

    def _places(self, without: frozenset[str]) -> dict[str, set[str]]:
        """Return word or text → paths of the pages where it could not be read."""
        places: dict[str, set[str]] = {}
        for path, parts in self.parts.items():
            for text in (text for key, text in parts.items() if key not in without):
                for word in {*map(fold, _WORD.findall(text)), f" {fold(text)}"}:
                    places.setdefault(word, set()).add(path)
        return places

    def may_have_chapter(self, target: str, catalogue: Catalogue, keys: Iterable[str]) -> bool:
        """Tell whether a chapter may belong to a review whose book or outline is not known.

        Args:
            target: as ``{chapter}`` has it, the key of a book and the number or anchor of a chapter.
            keys: those of the bib files.
        """
        book, _slash, name = target.rpartition("/")
        known = frozenset(keys)
        doubtful = [review for review in catalogue.book_pages if self._is_doubtful(review, known)]
        if any(book in review.record.books_named and review not in doubtful for review in catalogue.book_pages):
            return False
        return any(
            self.is_wrong(review.path, "outline")
            or any(
                name in (str(chapter.number), anchor)
                for part in review.record.outlined()
                for chapter, anchor in part.chapters
            )
            for review in doubtful
        ) or any("*" in keys for keys in self.parts.values())

    def _is_doubtful(self, review: Document, keys: frozenset[str]) -> bool:
        is_wrong = any(self.is_wrong(review.path, key) for key in ("book", "books", "outline"))
        named = {*review.record.books_named, *(part.book for part in review.record.outline if part.book)}
        return is_wrong or not named <= keys


def broken_texts(project: Project, found: Iterable[Diagnostic]) -> Iterator[str | None]:
    """Yield the text of each bib file of which findings say that something could not be read, or None."""
    paths = {item.path for item in found if item.code in (Code.BIBLIOGRAPHY, Code.ENCODING)}
    for file in project.bib_files if paths else ():
        if shown_path(file, project.root) in paths:
            try:
                yield file.read_text("utf-8") if file.is_file() else None
            except (OSError, ValueError):
                yield None
