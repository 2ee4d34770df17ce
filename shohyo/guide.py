"""A decision guide: YAML → questions and answers → proof that every way through them ends in one core pattern.

Nothing here walks all paths but ``paths``, which is for small guides and tests: two answers to each of forty
questions are 2^40 paths.  The proof passes each question once for each number of cores chosen so far.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from pydantic import Field

from .datafile import DataFile, DataRecord, parse_file
from .errors import Code, Diagnostic, suggestion
from .model import Slug, Text, Texts
from .outline import Catalogue
from .positioned import KeyPath

Level = Literal["must", "should", "consider", "skip"]
LEVELS: tuple[str, ...] = get_args(Level)

#: what ``next`` says where the questions are over
END = "end"


class Answer(DataRecord):
    """One of the answers to a question, and what follows from it."""

    id: Slug = Field(description="Stands in the address of a result; never change it once it is published.")
    text: Text = Field(description="The answer as the reader gives it.")
    core: Slug | None = Field(None, description="The pattern that becomes the core; once on every path.")
    add: tuple[Slug, ...] = Field((), description="Patterns that are added to the core.")
    watch: tuple[Slug, ...] = Field((), description="Antipatterns to watch.")
    action: Text | None = Field(None, description="What to do before anything else, in one sentence.")
    next: Slug | None = Field(None, description="The question that follows, or `end`.")


class Question(DataRecord):
    """A question and its answers."""

    id: Slug = Field(description="Name used in `next`, and anchor of the question on the page.")
    stage: Slug | None = Field(None, description="The stage that it belongs to.")
    text: Text = Field(description="The question.")
    why: Text = Field(description="Why it is asked.")
    answers: tuple[Answer, ...] = Field((), description="Two or more.")


class Stage(DataRecord):
    """What some questions are about."""

    id: Slug = Field(description="Name used in `stage`.")
    title: Text = Field(description="Shown above the question.")


class Covers(DataRecord):
    """What the guide promises to lead to."""

    categories: tuple[Slug, ...] = Field((), description="Categories of which every pattern is reached.")
    patterns: tuple[Slug, ...] = Field((), description="Ids of other patterns that are reached.")


class Item(DataRecord):
    """A line of a checklist."""

    id: Slug = Field(description="The outline page that it is about; its chapter is where the line stands.")
    level: Level = Field(description="`must`, `should`, `consider`, or `skip` for what this core does not need.")
    why: Text = Field(description="The reason, in one sentence.")


class Core(DataRecord):
    """What a result says of its core pattern."""

    id: Slug = Field(description="The pattern.")
    when: Text = Field(description="When it is the right one, in one line.")
    checklist: tuple[Item, ...] = Field((), description="Lines that differ from the common `checklist`, or add to it.")
    watch: tuple[Slug, ...] = Field((), description="Antipatterns to watch with this core.")
    grow_to: tuple[Slug, ...] = Field((), description="Patterns that may follow when the system grows.")


class Addon(DataRecord):
    """What a result says of an added pattern."""

    id: Slug = Field(description="The pattern.")
    checks: Texts = Field(description="Questions to answer before it is in use.")


class Guide(DataRecord):
    """A whole guide."""

    start: Slug | None = Field(None, description="The first question.")
    covers: Covers = Field(Covers(), description="What must be reachable.")
    stages: tuple[Stage, ...] = Field((), description="Groups of questions.")
    questions: tuple[Question, ...] = Field((), description="In the order in which the page lists them.")
    checklist: tuple[Item, ...] = Field((), description="Lines for every core.")
    cores: tuple[Core, ...] = Field((), description="Every pattern that an answer makes the core.")
    addons: tuple[Addon, ...] = Field((), description="What to check for added patterns.")

    def question(self, question_id: str) -> Question | None:
        return next((question for question in self.questions if question.id == question_id), None)

    def core(self, pattern_id: str) -> Core | None:
        return next((core for core in self.cores if core.id == pattern_id), None)

    def items_of(self, core: Core) -> list[Item]:
        """Return the checklist of a core: the common lines, with its own in their place, and what it adds."""
        own = {item.id: item for item in core.checklist}
        return [own.pop(item.id, item) for item in self.checklist] + list(own.values())


class GuideFile(DataFile):
    """A guide, and where everything stands in its file."""

    code = Code.GUIDE
    what = "a guide"

    @property
    def guide(self) -> Guide:
        return self.record


def parse_guide(data: bytes, path: str) -> GuideFile:
    """Parse a guide's file; *path* is for diagnostics."""
    return parse_file(GuideFile, Guide, data, path)


# --- ways through a guide ------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """An answer that is given to a question."""

    question: Question
    answer: Answer


Way = tuple[Step, ...]


@dataclass(frozen=True)
class Result:
    """What a path leads to."""

    core: Core
    add: tuple[str, ...]  #: each once, without the core, in the order of the answers
    watch: tuple[str, ...]  #: each once: those of the answers, then those of the core
    actions: tuple[str, ...]


def paths(guide: Guide) -> Iterator[Way]:
    """Yield every path of a proved guide."""
    questions = {question.id: question for question in guide.questions}

    def follow(question_id: str, taken: Way) -> Iterator[Way]:
        for answer in questions[question_id].answers:
            path = (*taken, Step(questions[question_id], answer))
            if answer.next == END:
                yield path
            else:
                yield from follow(answer.next or END, path)

    return follow(guide.start or END, ())


def result(guide: Guide, path: Sequence[Step]) -> Result:
    """Return what a path of a proved guide leads to."""
    core = next(core for step in path if step.answer.core and (core := guide.core(step.answer.core)))
    add = dict.fromkeys(name for step in path for name in step.answer.add if name != core.id)
    watch = dict.fromkeys([*(name for step in path for name in step.answer.watch), *core.watch])
    return Result(core, tuple(add), tuple(watch), tuple(step.answer.action for step in path if step.answer.action))


def needed(guide: Guide) -> dict[str, Way]:
    """Return for each question of a proved guide the answers that lie on every path to it, in their order."""
    graph = _Graph(guide)
    ways: dict[str, list[Step]] = {guide.start or END: []}
    for name in graph.order:
        for answer in graph.questions[name].answers:
            if answer.next not in graph.questions:
                continue
            steps = [*ways[name], Step(graph.questions[name], answer)]
            known = ways.get(answer.next)
            ways[answer.next] = steps if known is None else [step for step in known if step in steps]
    return {name: tuple(steps) for name, steps in ways.items()}


class _Graph:
    """The questions that can be reached, in an order in which each stands before those that follow it."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.questions = {question.id: question for question in reversed(guide.questions)}  # the first of two holds
        self.order: list[str] = []
        self.returns: set[tuple[str, int]] = set()  #: question and index of each answer that closes a circle
        if guide.start in self.questions:
            self._visit(guide.start)
        self.order.reverse()

    def _visit(self, start: str) -> None:
        """Go through the questions depth first, without recursion: a guide may be longer than the stack."""
        open_, done = {start}, set()
        stack = [(start, 0)]
        while stack:
            name, index = stack.pop()
            answers = self.questions[name].answers
            if index == len(answers):
                open_.discard(name)
                done.add(name)
                self.order.append(name)
                continue
            stack.append((name, index + 1))
            target = answers[index].next
            if target in open_:
                self.returns.add((name, index))
            elif target in self.questions and target not in done:
                open_.add(target)
                stack.append((target, 0))

    def steps(self, name: str) -> Iterator[tuple[int, Answer]]:
        """Yield index and answer of those that do not lead back."""
        for index, answer in enumerate(self.questions[name].answers):
            if (name, index) not in self.returns:
                yield index, answer


# --- proof ---------------------------------------------------------------------------------------


def prove(file: GuideFile, catalogue: Catalogue) -> list[Diagnostic]:
    """Return what keeps a guide from leading every reader to one core pattern, sorted by place.

    A file that is wrong by itself is not proved: what was dropped of it would be missed everywhere.
    """
    return sorted(file.diagnostics or set(_Proof(file, catalogue).run()))


class _Proof:
    def __init__(self, file: GuideFile, catalogue: Catalogue) -> None:
        self.file, self.guide, self.catalogue = file, file.guide, catalogue
        self.graph = _Graph(file.guide)
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
