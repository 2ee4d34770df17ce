"""Proof that a decision guide leads every reader to one core pattern.

Each question is passed once for each number of cores chosen so far, never once for each path: two answers to each
of forty questions are 2^40 paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from ..data.catalogue import Catalogue
from ..data.guide import END, Graph, GuideFile
from ..errors import Diagnostic, suggestion
from ..fields.positioned import KeyPath
from ..model import OUR_ANCHORS


def prove(file: GuideFile, catalogue: Catalogue) -> list[Diagnostic]:
    """Return what keeps a guide from leading every reader to one core pattern, sorted by place.

    A file that is wrong by itself is not proved: what was dropped of it would be missed everywhere.
    """
    return sorted(file.diagnostics or set(_Proof(file, catalogue).run()))


class _Proof:
    def __init__(self, file: GuideFile, catalogue: Catalogue) -> None:
        self.file, self.guide, self.catalogue = file, file.guide, catalogue
        self.graph = Graph(file.guide)
        self.index = {question.id: index for index, question in reversed(list(enumerate(file.guide.questions)))}

    def run(self) -> Iterator[Diagnostic]:
        yield from self._repeated()
        yield from self._named()
        lost = list(self._lost())
        yield from lost
        yield from self._circles()
        yield from self._counted()
        if not lost:  # else much would be out of reach for that reason alone
            yield from self._unreached()

    def _repeated(self) -> Iterator[Diagnostic]:
        """Yield ids that are given twice."""
        lists: list[tuple[KeyPath, Iterable[str]]] = [
            ((key,), [entry.id for entry in getattr(self.guide, key)])
            for key in ("stages", "questions", "checklist", "cores", "addons")
        ]
        for index, question in enumerate(self.guide.questions):
            lists.append((("questions", index, "answers"), [answer.id for answer in question.answers]))
        for index, core in enumerate(self.guide.cores):
            lists.append((("cores", index, "checklist"), [item.id for item in core.checklist]))
        for path, names in lists:
            seen: set[str] = set()
            for index, name in enumerate(names):
                if name in seen:
                    yield self.file.diagnostic((*path, index, "id"), f'the id "{name}" is given twice', "rename one")
                seen.add(name)
                if path == ("questions",) and name == END:
                    problem = f'no question can be called "{END}", which ends the guide'
                    yield self.file.diagnostic((*path, index, "id"), problem, "rename it")
                elif path == ("questions",) and OUR_ANCHORS.fullmatch(name):
                    problem = f'no question can be called "{name}", which is an anchor of the page itself'
                    yield self.file.diagnostic((*path, index, "id"), problem, "rename it")

    @cached_property
    def _pages(self) -> dict[str, dict[str, str]]:
        """What may be named → id → kind of the page."""
        kinds = {name: page.record.kind for name, page in self.catalogue.patterns.items()}
        return {
            "pattern": {name: kind for name, kind in kinds.items() if kind == "pattern"},
            "antipattern": {name: kind for name, kind in kinds.items() if kind == "antipattern"},
            "outline page": kinds,
        }

    def _named(self) -> Iterator[Diagnostic]:
        """Yield ids of pages that do not exist or are of another kind, and unknown stages and categories."""
        for what, path, name in self._names():
            if name not in self._pages[what]:
                kind = self._pages["outline page"].get(name)
                problem = f'"{name}" is no {what} but of kind {kind}' if kind else f'unknown {what} "{name}"'
                yield self.file.diagnostic(path, problem, suggestion(name, self._pages[what]))
        stages = [stage.id for stage in self.guide.stages]
        for index, question in enumerate(self.guide.questions):
            if question.stage and question.stage not in stages:
                problem = f'unknown stage "{question.stage}"'
                yield self.file.diagnostic(("questions", index, "stage"), problem, suggestion(question.stage, stages))
        categories = {page.record.category for page in self.catalogue.patterns.values() if page.record.category}
        for index, name in enumerate(self.guide.covers.categories):
            if name not in categories:
                problem = f'no page has the category "{name}"'
                yield self.file.diagnostic(("covers", "categories", index), problem, suggestion(name, categories))

    def _names(self) -> Iterator[tuple[str, KeyPath, str]]:
        """Yield what is expected, place and id of every page that the guide names."""
        for index, question in enumerate(self.guide.questions):
            for number, answer in enumerate(question.answers):
                path: KeyPath = ("questions", index, "answers", number)
                if answer.core:
                    yield "pattern", (*path, "core"), answer.core
                yield from self._list("pattern", (*path, "add"), answer.add)
                yield from self._list("antipattern", (*path, "watch"), answer.watch)
        for index, core in enumerate(self.guide.cores):
            yield "pattern", ("cores", index, "id"), core.id
            for number, item in enumerate(core.checklist):
                yield "outline page", ("cores", index, "checklist", number, "id"), item.id
            yield from self._list("antipattern", ("cores", index, "watch"), core.watch)
            yield from self._list("pattern", ("cores", index, "grow_to"), core.grow_to)
        for index, item in enumerate(self.guide.checklist):
            yield "outline page", ("checklist", index, "id"), item.id
        for index, addon in enumerate(self.guide.addons):
            yield "pattern", ("addons", index, "id"), addon.id
        yield from self._list("pattern", ("covers", "patterns"), self.guide.covers.patterns)

    @staticmethod
    def _list(what: str, path: KeyPath, names: Iterable[str]) -> Iterator[tuple[str, KeyPath, str]]:
        for index, name in enumerate(names):
            yield what, (*path, index), name

    def _lost(self) -> Iterator[Diagnostic]:
        """Yield dead ends: a start, a question or an answer that leads nowhere."""
        known = [*self.graph.questions, END]
        if self.guide.start is None:
            yield self.file.diagnostic((), 'the key "start" is missing', "add the id of the first question")
        elif self.guide.start not in self.graph.questions:
            problem = f'start: unknown question "{self.guide.start}"'
            yield self.file.diagnostic(("start",), problem, suggestion(self.guide.start, self.graph.questions))
        for index, question in enumerate(self.guide.questions):
            path: KeyPath = ("questions", index)
            if not question.answers:
                problem = f'dead end: the question "{question.id}" has no answers'
                yield self.file.diagnostic((*path, "answers"), problem, "write two or more")
            elif len(question.answers) == 1:
                problem = f'the question "{question.id}" has one answer only'
                yield self.file.diagnostic((*path, "answers"), problem, "write another, or remove the question")
            for number, answer in enumerate(question.answers):
                place = (*path, "answers", number)
                if answer.next is None:
                    problem = f'dead end: nothing follows the answer "{answer.id}"'
                    yield self.file.diagnostic(place, problem, f"add next: and the id of a question, or {END}")
                elif answer.next not in known:
                    problem = f'dead end: unknown question "{answer.next}"'
                    remedy = suggestion(answer.next, known) or f"write the id of a question, or {END}"
                    yield self.file.diagnostic((*place, "next"), problem, remedy)

    def _circles(self) -> Iterator[Diagnostic]:
        for name, number in sorted(self.graph.returns):
            problem = f'the answer leads back to "{self.graph.questions[name].answers[number].next}"'
            yield self._at(name, number, "next", problem, "lead on to a question that was not asked yet")

    def _at(self, name: str, number: int, key: str, problem: str, remedy: str = "") -> Diagnostic:
        return self.file.diagnostic(("questions", self.index[name], "answers", number, key), problem, remedy)

    def _counted(self) -> Iterator[Diagnostic]:
        """Yield answers that choose a second core, and those that end without one.

        A state is a question and the number of cores chosen before it, 0 or 1.
        """
        #: state → question and its state, answer by which it was first reached
        reached: dict[tuple[str, int], tuple[tuple[str, int], str] | None] = {}
        if self.guide.start in self.graph.questions:
            reached[self.guide.start, 0] = None
        for name in self.graph.order:
            twice, never = set(), set()
            for count in (0, 1):
                state = name, count
                if state not in reached:
                    continue
                for number, answer in self.graph.steps(name):
                    chosen = count + (answer.core is not None)
                    if chosen == 2 and number not in twice:
                        twice.add(number)
                        problem = f'"{answer.core}" is a second core on the way {self._way(reached, state, answer.id)}'
                        yield self._at(name, number, "core", problem, "choose one of the two; the other may be added")
                    if answer.next == END and not chosen and number not in never:
                        never.add(number)
                        problem = f"no core is chosen on the way {self._way(reached, state, answer.id)}"
                        yield self._at(name, number, "next", problem, "give one of these answers a core")
                    if answer.next in self.graph.questions:
                        reached.setdefault((answer.next, min(chosen, 1)), (state, answer.id))

    def _way(self, reached: Mapping[tuple[str, int], tuple[tuple[str, int], str] | None], state, last: str) -> str:
        steps = [f"{state[0]}: {last}"]
        while before := reached[state]:
            state, answer = before
            steps.append(f"{state[0]}: {answer}")
        return " → ".join(reversed(steps))

    def _unreached(self) -> Iterator[Diagnostic]:
        """Yield questions, cores, add-ons and promised patterns that no path leads to."""
        asked = [self.graph.questions[name] for name in self.graph.order]
        for question in self.guide.questions:
            if question.id not in self.graph.order:
                problem = f'no answer leads to the question "{question.id}"'
                path = ("questions", self.index[question.id], "id")
                yield self.file.diagnostic(path, problem, "lead to it from an answer, or remove it")
        chosen = {answer.core for question in asked for answer in question.answers if answer.core}
        added = {name for question in asked for answer in question.answers for name in answer.add}
        described = [core.id for core in self.guide.cores]
        for index, core in enumerate(self.guide.cores):
            if core.id not in chosen:
                yield self.file.diagnostic(
                    ("cores", index, "id"), f'no answer chooses the core "{core.id}"', "remove it"
                )
        for index, question in enumerate(self.guide.questions):
            for number, answer in enumerate(question.answers):
                if answer.core in chosen and answer.core not in described:
                    path = ("questions", index, "answers", number, "core")
                    yield self.file.diagnostic(path, f'the core "{answer.core}" is not described', "add it under cores")
        for index, addon in enumerate(self.guide.addons):
            if addon.id not in added:
                path = ("addons", index, "id")
                yield self.file.diagnostic(path, f'no answer adds the pattern "{addon.id}"', "remove it")
        for index, name in enumerate(self.guide.covers.patterns):
            if name not in chosen | added:
                yield self.file.diagnostic(("covers", "patterns", index), f'no answer leads to the pattern "{name}"')
        for index, category in enumerate(self.guide.covers.categories):
            for name, page in self.catalogue.patterns.items():
                record = page.record
                if record.category == category and record.kind == "pattern" and name not in chosen | added:
                    problem = f'no answer leads to the pattern "{name}" of the category "{category}"'
                    yield self.file.diagnostic(("covers", "categories", index), problem, "make it a core or add it")
