"""What must hold between pages: names, outlines, relations, their circles, support and citations."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Iterator, Mapping

from ..data.catalogue import Catalogue, Document, cited_places
from ..errors import Code, Diagnostic, say, suggestion
from ..fields.positioned import KeyPath
from ..model import SYMMETRIC
from ..text.folding import fold
from .books import check_books
from .doubts import Doubts


def check_pages(
    catalogue: Catalogue, citation_keys: Iterable[str] | None = None, doubts: Doubts | None = None
) -> list[Diagnostic]:
    """Return what is wrong between pages, sorted by place.

    Args:
        catalogue: all pages of the project.
        citation_keys: keys of the bibliography; None leaves citations unchecked.
        doubts: what is not known because something else is wrong.
    """
    doubts = doubts or Doubts()
    known = frozenset(catalogue.patterns)
    found: list[Diagnostic] = [
        *_check_names(catalogue),
        *check_books(catalogue),
        *_check_outlines(catalogue, known, doubts),
        *_check_relations(catalogue, known, doubts),
        *_check_cycles(catalogue),
        *_check_support(catalogue, doubts),
        *_check_traits(catalogue, doubts),
    ]
    if citation_keys is not None:
        found += _check_citations(catalogue, frozenset(citation_keys), doubts)
    return sorted(found)


def _check_names(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Say of two pages with a name in common, on both, which one that is: the first, since a copy has them all."""
    for pages in (catalogue.pattern_pages, catalogue.reviews):
        owners: dict[str, Document] = {}
        shared: dict[tuple[str, str], tuple[Document, Document, str]] = {}
        for page in pages:
            for name in page.names:
                owner = owners.setdefault(fold(name), page)
                if owner is not page:
                    shared.setdefault((owner.docname, page.docname), (owner, page, name))
        for first, second, name in shared.values():
            for page, other in ((first, second), (second, first)):
                problem = say('"{name}" names {path}, too', name=name, path=other.path)
                yield page.diagnostic(
                    _place_of(name, page), Code.DUPLICATE_ID, problem, say("give each page names of its own")
                )


def _place_of(name: str, page: Document) -> KeyPath:
    """Return where a page has a name."""
    record = page.record
    if fold(name) == fold(page.slug):
        return ("id",)
    aliases = [fold(alias) for alias in record.aliases]
    if fold(name) in aliases:
        return ("aliases", aliases.index(fold(name)))
    return ("title_en",) if fold(getattr(record, "title_en", None) or "") == fold(name) else ("title",)


def _check_outlines(catalogue: Catalogue, known: frozenset[str], doubts: Doubts) -> Iterator[Diagnostic]:
    for review in catalogue.book_pages:
        anchors: set[str] = set()
        listed: set[tuple[str | None, str]] = set()
        for p, (book, _part, chapters) in enumerate(review.record.outlined()):
            for c, (chapter, anchor) in enumerate(chapters):
                path: KeyPath = ("outline", p, "chapters", c)
                for key, name, shown in (
                    ("id", anchor, anchor),
                    ("number", f"{book} {chapter.number}", chapter.number),
                ):
                    if name in anchors:
                        yield review.diagnostic(
                            (*path, key),
                            Code.OUTLINE,
                            say('chapter {key} "{name}" is given twice', key=key, name=shown),
                        )
                    anchors.add(name)
                for e, entry in enumerate(chapter.patterns):
                    if not entry.id:
                        continue
                    place = (*path, "patterns", e)
                    if entry.id not in known and doubts.may_name(entry.id, review.path):
                        pass
                    elif entry.id not in known:
                        remedy = say("write the page, or {{heading: text}} for a plain heading")
                        yield review.diagnostic(
                            place,
                            Code.OUTLINE,
                            say('outline entry "{name}" has no page', name=entry.id),
                            suggestion(entry.id, known) or remedy,
                        )
                    elif (book, entry.id) in listed:
                        yield review.diagnostic(
                            place, Code.OUTLINE, say('outline entry "{name}" is listed twice', name=entry.id)
                        )
                    listed.add((book, entry.id))
    if catalogue.chapters:
        for page in catalogue.patterns.values():
            if page.slug not in catalogue.chapters_of and not doubts.may_relate(page.slug, page.path):
                yield page.diagnostic(
                    ("id",),
                    Code.UNLISTED,
                    say('"{name}" stands in no outline', name=page.slug),
                    say("add it to a chapter of a review"),
                )


def _check_relations(catalogue: Catalogue, known: frozenset[str], doubts: Doubts) -> Iterator[Diagnostic]:
    stated: dict[tuple[str, frozenset[str]], Document] = {}
    for page in catalogue.pattern_pages:
        own: set[tuple[str, str]] = set()
        for index, relation in enumerate(page.record.relations):
            place: KeyPath = ("relations", index, "target")
            if relation.target == page.slug:
                yield page.diagnostic(place, Code.RELATION, say("a relation of the page to itself"), say("remove it"))
            elif relation.target not in known and not doubts.may_name(relation.target, page.path):
                yield page.diagnostic(
                    place,
                    Code.RELATION,
                    say('relation to unknown id "{name}"', name=relation.target),
                    suggestion(relation.target, known),
                )
            ends = frozenset((page.slug, relation.target))
            first = stated.setdefault((relation.type, ends), page)
            repeated = (relation.type, relation.target) in own
            own.add((relation.type, relation.target))
            is_copy = catalogue.patterns[page.slug] is not page
            if repeated or (first is not page and relation.type in SYMMETRIC and not is_copy):
                yield page.diagnostic(
                    place,
                    Code.RELATION_TWICE,
                    say('"{type}" with "{name}" is stated twice', type=relation.type, name=relation.target)
                    if repeated
                    else say(
                        '"{type}" with "{name}" is stated on {path} too',
                        type=relation.type,
                        name=relation.target,
                        path=first.path,
                    ),
                    say("keep one of the two"),
                )


def _check_cycles(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for kind in ("prerequisite-of", "refines"):
        edges = {
            page.slug: {
                relation.target
                for relation in page.record.relations
                if relation.type == kind and relation.target in catalogue.patterns and relation.target != page.slug
            }
            for page in catalogue.patterns.values()
        }
        for names in _joined(edges):
            yield from _circles(kind, {name: edges[name] for name in names}, catalogue)


def _joined(edges: Mapping[str, Iterable[str]]) -> Iterator[list[str]]:
    """Yield the sets of pages that arrows join, whichever way they point, each sorted.

    A circle is looked for again when one was found, among these pages and not among all.
    """
    around: dict[str, set[str]] = {name: set() for name in edges}
    for name, targets in edges.items():
        for target in targets:
            around[name].add(target)
            around[target].add(name)
    done: set[str] = set()
    for first in sorted(around):
        found, waiting = [], [first]
        while waiting:
            name = waiting.pop()
            if name not in done:
                done.add(name)
                found.append(name)
                waiting += around[name]
        if len(found) > 1:
            yield sorted(found)


def _circles(kind: str, edges: dict[str, set[str]], catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Yield a finding for each circle; an arrow of it is taken away before the next is looked for."""
    while True:
        try:
            graphlib.TopologicalSorter({name: sorted(targets) for name, targets in edges.items()}).prepare()
            return
        except graphlib.CycleError as error:
            # graphlib follows "comes after", so its list runs against our arrows
            circle = error.args[1][::-1]
        start = circle.index(min(circle[:-1]))
        circle = circle[start:-1] + circle[: start + 1]
        page = catalogue.patterns[circle[0]]
        if circle[1] not in edges[circle[0]]:
            circle = circle[::-1]
        index = next(
            i for i, item in enumerate(page.record.relations) if item.type == kind and item.target == circle[1]
        )
        yield page.diagnostic(
            ("relations", index, "target"),
            Code.CYCLE,
            say('"{kind}" runs in a circle: {circle}', kind=kind, circle=" → ".join(circle)),
            say("remove one of these relations"),
        )
        edges[circle[0]].discard(circle[1])


def _check_support(catalogue: Catalogue, doubts: Doubts) -> Iterator[Diagnostic]:
    guarded = {
        relation.target
        for page in catalogue.pattern_pages
        for relation in page.record.relations
        if relation.type == "guards-against"
    }
    for page in catalogue.patterns.values():
        is_guarded = page.slug in guarded or doubts.may_relate(page.slug, page.path)
        if page.record.kind == "antipattern" and not is_guarded:
            yield page.diagnostic(
                ("id",),
                Code.UNGUARDED,
                say('no page guards against "{name}"', name=page.slug),
                say("add a relation guards-against to the page that prevents it"),
            )
        if not page.record.sources and not doubts.is_wrong(page.path, "sources"):
            yield page.diagnostic(
                ("sources",) if ("sources",) in page.places else ("id",),
                Code.NO_SOURCE,
                say("the page names no source"),
                say("add sources: [key]"),
            )


def _check_traits(catalogue: Catalogue, doubts: Doubts) -> Iterator[Diagnostic]:
    """Say of the name of a trait that one page alone has what was meant: a comparison shows a dash beside it.

    Names that stand on one page are different things, however near they are.
    """
    having: dict[str, list[Document]] = {}
    for page in catalogue.pattern_pages:
        for trait in page.record.traits:
            having.setdefault(trait.name, []).append(page)
    common = {name for name, pages in having.items() if len(pages) > 1}
    for name, (page, *others) in having.items():
        if others or doubts.may_state(name, page.path):
            continue
        own = [trait.name for trait in page.record.traits]
        if remedy := suggestion(name, common.difference(own)):
            place = ("traits", own.index(name), "name")
            yield page.diagnostic(place, Code.TRAIT, say('no other page has a trait "{name}"', name=name), remedy)


def _check_citations(catalogue: Catalogue, keys: frozenset[str], doubts: Doubts) -> Iterator[Diagnostic]:
    for page in catalogue.documents.values():
        for path, key in cited_places(page.record):
            if key not in keys and not doubts.may_cite(key):
                yield page.diagnostic(
                    path, Code.CITATION, say('unknown BibTeX key "{name}"', name=key), suggestion(key, keys)
                )
