"""Places that a text names: headings and labels, ``[…](#place)``, ``[…](page.md#place)``, ``{ref}`place```.

Not all of a project is read here: what is included, reStructuredText, and what directives of others may make of their
text.  A place may stand there if its words do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from ..errors import Code, noun, say, suggestion
from ..model import Review
from ..nearest import nearest_name
from ..source.files import MAX_SIZE, is_regular
from ..source.project import Project, SourceFile
from ..source.references import Reference
from ..text.slugs import letters, slug
from ..upstream.myst import slug_of
from .documents import SourcePage
from .included import Included

#: role → what it names
LABELLED: Mapping[str, str] = {
    **dict.fromkeys(("ref", "std:ref", "numref", "std:numref"), "label"),
    **dict.fromkeys(("eq", "math:numref"), "formula"),
    **dict.fromkeys(("term", "std:term"), "term"),
}
#: labels that Sphinx has
BUILT = re.compile(r"genindex|search|(.+-)?modindex")

Found = tuple[Code, str, str]


class Places:
    """Knows which places there are, and where there may be others."""

    def __init__(
        self, project: Project, pages: Iterable[SourcePage], included: Included, knows_name: Callable[[str], bool]
    ) -> None:
        self.project = project
        self.pages = list(pages)
        self.included = included
        self.knows_name = knows_name
        self.by_path = {page.path: page for page in self.pages}
        self.labels = frozenset(label for page in self.pages for label in page.markup.labels)

    # --- what is not known -------------------------------------------------------------------

    @cached_property
    def _may_be_made(self) -> bool:
        """Whether labels may be made of which no text shows a letter."""
        return self.project.has_intersphinx or any(map(self._has_strangers, self.pages))

    def _has_strangers(self, page: SourcePage) -> bool:
        """Tell whether a directive on a page may make labels; one that there is not makes none."""
        return any(
            self.project.vocabulary.has(name, False) or self.project.vocabulary.may_have(name, False)
            for name in page.markup.strangers
        )

    @cached_property
    def _unread(self) -> str:
        """The words of all texts that are not read here."""
        return "\n".join(map(self._unread_of, self.pages))

    def _unread_of(self, page: SourcePage) -> str:
        texts = [*page.markup.unread, *self.included.texts(page.source, page.markup.references)]
        if not page.source.is_markdown and page.is_readable:
            texts.append(_text_of(page.source))
        return "\n".join(f"-{slug(text)}-" for text in texts)

    def _has(self, page: SourcePage, name: str) -> bool:
        """Tell whether a page has, or may have, a place of a name; that it has it as a label is for others to tell."""
        if self.project.dialect.heading_slug_func or self._has_strangers(page) or not page.is_readable:
            return True
        if any(fault.code == Code.UNCLOSED for fault in page.markup.faults):
            return True  # what has no end may have taken it
        # a second heading of these words has a number; case counts
        words = {letters(anchor) for anchor in self._anchors(page)}
        if name == name.lower() and not words.isdisjoint((letters(name), letters(re.sub(r"-\d+$", "", name)))):
            return True
        return f"-{slug(name)}-" in self._unread_of(page)

    @staticmethod
    def _anchors(page: SourcePage) -> set[str]:
        of_title = (slug_of(page.document.title), page.document.slug) if page.document else ()
        return {*page.markup.anchors, *of_title}

    # --- links -------------------------------------------------------------------------------

    def here(self, page: SourcePage, name: str) -> Found | None:
        """Say that a link leads to no place on its page and to no label, if so."""
        if re.search("[.:*?]", name) or BUILT.fullmatch(name) or name.lower() in self._lower:
            return None
        if self._may_be_made or f"-{slug(name)}-" in self._unread or self._has(page, name):
            return None
        problem = say('the link "#{name}" leads to no heading and no label', name=name)
        near = suggestion(name, {f"#{anchor}" for anchor in (*self._anchors(page), *page.markup.labels) if anchor})
        return Code.LINK, problem, near or say('write "({name})=" above the place that is meant', name=name)

    def there(self, page: SourcePage, path: str, name: str) -> Found | None:
        """Say that a link leads to no place on another page, if so.

        Args:
            page: where it leads.
            path: what stands before the ``#``.
            name: what stands behind it.
        """
        labels = page.markup.labels
        # docutils makes ids of labels, which MyST finds, too
        is_label = name == name.lower() and letters(name) in {letters(label) for label in labels}
        if name in labels or is_label or self._has(page, name):
            return None
        problem = say('the link "{path}#{name}" leads to no heading and no label of that page', path=path, name=name)
        record = page.document.record if page.document else None
        for part in record.outlined() if isinstance(record, Review) else ():
            if any(anchor == name for _chapter, anchor in part.chapters):
                return Code.LINK, problem, say("write {{chapter}}`{name}`", name=f"{part.book}/{name}")
        if near := nearest_name(name, frozenset((*self._anchors(page), *labels)) - {""}):
            return Code.LINK, problem, say('(did you mean "{name}"?)', name=f"{path}#{near}")
        return Code.LINK, problem, say('write "({name})=" there, above the place that is meant', name=name)

    # --- roles -------------------------------------------------------------------------------

    def label(self, reference: Reference) -> Found | None:
        """Say that what a role names is nowhere in the project, if so."""
        kind, name = LABELLED[reference.kind], " ".join(reference.target.lower().split())
        if not name or name in self._lower or BUILT.fullmatch(name) or self._may_be_made:
            return None
        if kind == "label" and self.project.labels_headings and letters(name.rpartition(":")[2]) in self._headings:
            return None
        if f"-{slug(name)}-" in self._unread or self.knows_name(name):
            return None
        problem = say('unknown {kind} "{name}"', kind=noun(kind), name=name)
        if kind == "term":
            return Code.REFERENCE, problem, say("add it to a {{glossary}}")
        near = suggestion(name, self._lower) or say('write "({name})=" above the place that is meant', name=name)
        if kind == "formula":
            near = suggestion(name, self._lower) or say('write "({name})" behind the formula that is meant', name=name)
        return Code.REFERENCE, problem, near

    @cached_property
    def _lower(self) -> frozenset[str]:
        return frozenset(" ".join(label.lower().split()) for label in self.labels)

    @cached_property
    def _headings(self) -> frozenset[str]:
        return frozenset(letters(anchor) for page in self.pages for anchor in self._anchors(page))


def _text_of(source: SourceFile) -> str:
    """Return the text of a document that is not read here."""
    if not is_regular(source.file) or source.file.stat().st_size > MAX_SIZE:
        return ""
    return source.file.read_bytes().decode("utf-8", "replace")
