"""What must hold in a crosswalk, and between it and the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..data.catalogue import Catalogue
from ..data.crosswalk import CrosswalkFile
from ..errors import Diagnostic, suggestion
from ..fields.positioned import KeyPath


def check_crosswalk(file: CrosswalkFile, catalogue: Catalogue, citation_keys: Iterable[str]) -> list[Diagnostic]:
    """Return what is wrong in a crosswalk, sorted by place."""
    keys = frozenset(citation_keys)
    found = [*file.diagnostics, *_check_names(file, catalogue), *_check_patterns(file)]
    for path, key in file.crosswalk.cited():
        if key not in keys:
            found.append(file.diagnostic(path, f'unknown BibTeX key "{key}"', suggestion(key, keys)))
    if not file.crosswalk.book:
        found.append(file.diagnostic((), "the crosswalk names no book", "add book: and a BibTeX key"))
    return sorted(found)


def _check_names(file: CrosswalkFile, catalogue: Catalogue) -> Iterator[Diagnostic]:
    linked: set[str] = set()
    known = frozenset(catalogue.patterns)
    here = _book_here(file, catalogue)
    if isinstance(here, Diagnostic):
        yield here
    compared = known if isinstance(here, Diagnostic) else here
    for p, pattern in enumerate(file.crosswalk.patterns):
        for n, link in enumerate(pattern.links):
            linked.add(link.target)
            path: KeyPath = ("patterns", p, "links", n, "target")
            if link.target not in known:
                problem = f'unknown pattern "{link.target}"'
                yield file.diagnostic(path, problem, suggestion(link.target, known))
            elif link.target not in compared:
                yield file.diagnostic(path, *_elsewhere(file, link.target))
    without = {item.id for item in file.crosswalk.without}
    for index, item in enumerate(file.crosswalk.without):
        path = ("without", index, "id")
        if item.id not in known:
            problem = f'unknown pattern "{item.id}"'
            yield file.diagnostic(path, problem, suggestion(item.id, known))
        elif item.id not in compared:
            yield file.diagnostic(path, *_elsewhere(file, item.id))
        elif item.id in linked:
            yield file.diagnostic(path, f'"{item.id}" has a counterpart above', "keep one of the two")
    # a crosswalk that does not say its book is asked for none of its patterns
    for name in [] if isinstance(here, Diagnostic) else [name for name in catalogue.patterns if name in compared]:
        page = catalogue.patterns[name]
        if page.record.kind == "pattern" and not page.record.draft and name not in linked | without:
            remedy = "link a pattern to it, or say under without: why none is"
            yield file.diagnostic(("without",), f'the pattern "{name}" is not in the crosswalk', remedy)


def _book_here(file: CrosswalkFile, catalogue: Catalogue) -> frozenset[str] | Diagnostic:
    """Return the ids of the book here that a crosswalk is about, all where there is one book; else what is wrong."""
    shelf = catalogue.shelf
    here = file.crosswalk.book_here(shelf)
    if file.crosswalk.here and here not in shelf:
        remedy = suggestion(here, shelf) or "name the book of an outline"
        return file.diagnostic(("here",), f'here: no outline is of the book "{here}"', remedy)
    if not catalogue.has_several:
        return frozenset(catalogue.patterns)
    if here is None:
        about = "the crosswalk does not say with which book here it compares"
        names = ", ".join(name for name in shelf if name != file.crosswalk.book)
        return file.diagnostic(("book",), about, f"add here: and one of {names}")
    return frozenset(shelf[here].entries)


def _elsewhere(file: CrosswalkFile, name: str) -> tuple[str, str]:
    book = file.crosswalk.here or "the book here"
    return f'"{name}" stands in no chapter of {book}', "add it to the outline, or remove it"


def _check_patterns(file: CrosswalkFile) -> Iterator[Diagnostic]:
    chapters = {chapter.number for chapter in file.crosswalk.chapters}
    numbers: set[int] = set()
    for index, pattern in enumerate(file.crosswalk.patterns):
        if pattern.number in numbers:
            yield file.diagnostic(("patterns", index, "number"), f"the number {pattern.number} is given twice")
        numbers.add(pattern.number)
        if pattern.chapter not in chapters:
            problem = f"chapter {pattern.chapter} is not among the chapters"
            yield file.diagnostic(("patterns", index, "chapter"), problem, "add it under chapters:")
        if bool(pattern.links) == bool(pattern.none):
            problem = f'"{pattern.name}" needs links, or none: and a reason'
            yield file.diagnostic(("patterns", index, "name"), problem, "give one of the two")
