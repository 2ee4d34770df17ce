"""Proof that a decision guide leads every reader to one core pattern, and contradicts itself nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from ..data.catalogue import Catalogue
from ..data.guide import END, Graph, GuideFile, Trail
from ..errors import Diagnostic, noun, say, suggestion
from ..fields.positioned import KeyPath
from ..model import OUR_ANCHORS
from .contradictions import contradictions


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
            yield from contradictions(self.file, self.graph, self.catalogue)

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
                    yield self.file.diagnostic(
                        (*path, index, "id"), say('the id "{name}" is given twice', name=name), say("rename one")
                    )
                seen.add(name)
                if path == ("questions",) and name == END:
                    problem = say('no question can be called "{end}", which ends the guide', end=END)
                    yield self.file.diagnostic((*path, index, "id"), problem, say("rename it"))
                elif path == ("questions",) and OUR_ANCHORS.fullmatch(name):
                    problem = say(
                        'no question can be called "{name}", which is an anchor of the page itself', name=name
                    )
                    yield self.file.diagnostic((*path, index, "id"), problem, say("rename it"))

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
                problem = (
                    say('"{name}" is no {what} but of kind {kind}', name=name, what=noun(what), kind=kind)
                    if kind
                    else say('unknown {kind} "{name}"', kind=noun(what), name=name)
                )
                yield self.file.diagnostic(path, problem, suggestion(name, self._pages[what]))
        stages = [stage.id for stage in self.guide.stages]
        for index, question in enumerate(self.guide.questions):
            if question.stage and question.stage not in stages:
                problem = say('unknown stage "{name}"', name=question.stage)
                yield self.file.diagnostic(("questions", index, "stage"), problem, suggestion(question.stage, stages))
        categories = {page.record.category for page in self.catalogue.patterns.values() if page.record.category}
        for index, name in enumerate(self.guide.covers.categories):
            if name not in categories:
                problem = say('no page has the category "{name}"', name=name)
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
        for index, pair in enumerate(self.guide.together):
            yield from self._list("pattern", ("together", index, "patterns"), pair.patterns)
        for index, part in enumerate(self.guide.parts):
            yield from self._list("pattern", ("parts", index, "patterns"), part.patterns)
        yield from self._list("pattern", ("covers", "patterns"), self.guide.covers.patterns)

    @staticmethod
    def _list(what: str, path: KeyPath, names: Iterable[str]) -> Iterator[tuple[str, KeyPath, str]]:
        for index, name in enumerate(names):
            yield what, (*path, index), name

    def _lost(self) -> Iterator[Diagnostic]:
        """Yield dead ends: a start, a question or an answer that leads nowhere."""
        known = [*self.graph.questions, END]
        if self.guide.start is None:
            yield self.file.diagnostic((), say('the key "start" is missing'), say("add the id of the first question"))
        elif self.guide.start not in self.graph.questions:
            problem = say('start: unknown question "{name}"', name=self.guide.start)
            yield self.file.diagnostic(("start",), problem, suggestion(self.guide.start, self.graph.questions))
        for index, question in enumerate(self.guide.questions):
            path: KeyPath = ("questions", index)
            if not question.answers:
                problem = say('dead end: the question "{name}" has no answers', name=question.id)
                yield self.file.diagnostic((*path, "answers"), problem, say("write two or more"))
            elif len(question.answers) == 1:
                problem = say('the question "{name}" has one answer only', name=question.id)
                yield self.file.diagnostic((*path, "answers"), problem, say("write another, or remove the question"))
            for number, answer in enumerate(question.answers):
                place = (*path, "answers", number)
                if answer.next is None:
                    problem = say('dead end: nothing follows the answer "{name}"', name=answer.id)
                    yield self.file.diagnostic(
                        place, problem, say("add next: and the id of a question, or {end}", end=END)
                    )
                elif answer.next not in known:
                    problem = say('dead end: unknown question "{name}"', name=answer.next)
                    remedy = suggestion(answer.next, known) or say("write the id of a question, or {end}", end=END)
                    yield self.file.diagnostic((*place, "next"), problem, remedy)

    def _circles(self) -> Iterator[Diagnostic]:
        for name, number in sorted(self.graph.returns):
            problem = say('the answer leads back to "{name}"', name=self.graph.questions[name].answers[number].next)
            yield self._at(name, number, "next", problem, say("lead on to a question that was not asked yet"))

    def _at(self, name: str, number: int, key: str, problem: str, remedy: str = "") -> Diagnostic:
        return self.file.diagnostic(("questions", self.index[name], "answers", number, key), problem, remedy)

    def _counted(self) -> Iterator[Diagnostic]:
        """Yield answers that choose a second core, and those that end without one."""
        trail = Trail(self.graph, lambda _name, answer: answer.core is not None)
        for name in self.graph.order:
            for number, answer in self.graph.steps(name):
                if answer.core and (name, True) in trail:
                    problem = say(
                        '"{name}" is a second core on the way {way}',
                        name=answer.core,
                        way=trail.way((name, True), answer.id),
                    )
                    yield self._at(name, number, "core", problem, say("choose one of the two; the other may be added"))
                if answer.next == END and not answer.core and (name, False) in trail:
                    way = trail.way((name, False), answer.id)
                    problem = say("no core is chosen on the way {way}", way=way)
                    yield self._at(name, number, "next", problem, say("give one of these answers a core"))

    def _unreached(self) -> Iterator[Diagnostic]:
        """Yield questions, cores, add-ons and promised patterns that no path leads to."""
        asked = [self.graph.questions[name] for name in self.graph.order]
        for question in self.guide.questions:
            if question.id not in self.graph.order:
                problem = say('no answer leads to the question "{name}"', name=question.id)
                path = ("questions", self.index[question.id], "id")
                yield self.file.diagnostic(path, problem, say("lead to it from an answer, or remove it"))
        chosen = {answer.core for question in asked for answer in question.answers if answer.core}
        added = {name for question in asked for answer in question.answers for name in answer.add}
        described = [core.id for core in self.guide.cores]
        for index, core in enumerate(self.guide.cores):
            if core.id not in chosen:
                yield self.file.diagnostic(
                    ("cores", index, "id"), say('no answer chooses the core "{name}"', name=core.id), say("remove it")
                )
        for index, question in enumerate(self.guide.questions):
            for number, answer in enumerate(question.answers):
                if answer.core in chosen and answer.core not in described:
                    path = ("questions", index, "answers", number, "core")
                    yield self.file.diagnostic(
                        path, say('the core "{name}" is not described', name=answer.core), say("add it under cores")
                    )
        for index, addon in enumerate(self.guide.addons):
            if addon.id not in added:
                path = ("addons", index, "id")
                yield self.file.diagnostic(
                    path, say('no answer adds the pattern "{name}"', name=addon.id), say("remove it")
                )
        places = self.guide.places()
        for name in sorted(chosen | added):
            if places and name in self._pages["pattern"] and name not in places:
                problem = say('no part has the pattern "{name}", which an answer chooses', name=name)
                yield self.file.diagnostic(("parts",), problem, say("name it in the part where a request meets it"))
        for index, name in enumerate(self.guide.covers.patterns):
            if name not in chosen | added:
                yield self.file.diagnostic(
                    ("covers", "patterns", index), say('no answer leads to the pattern "{name}"', name=name)
                )
        for index, category in enumerate(self.guide.covers.categories):
            for name, page in self.catalogue.patterns.items():
                record = page.record
                if record.category == category and record.kind == "pattern" and name not in chosen | added:
                    problem = say(
                        'no answer leads to the pattern "{name}" of the category "{category}"',
                        name=name,
                        category=category,
                    )
                    yield self.file.diagnostic(
                        ("covers", "categories", index), problem, say("make it a core or add it")
                    )
