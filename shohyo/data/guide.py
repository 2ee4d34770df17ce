"""A decision guide: YAML → questions and answers, and the ways through them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import Field

from ..errors import Code
from ..source.datafile import DataFile, DataRecord, parse_file
from ..values import Prose, Proses, Slug, Text, Texts

Level = Literal["must", "should", "consider", "skip"]
LEVELS: tuple[str, ...] = get_args(Level)
#: what ``next`` says where the questions are over
END = "end"


class Answer(DataRecord):
    """One of the answers to a question, and what follows from it."""

    id: Slug = Field(description="Stands in the address of a result; never change it once it is published.")
    text: Prose = Field(description="The answer as the reader gives it.")
    core: Slug | None = Field(None, description="The pattern that becomes the core; once on every path.")
    add: tuple[Slug, ...] = Field((), description="Patterns that are added to the core.")
    watch: tuple[Slug, ...] = Field((), description="Antipatterns to watch.")
    action: Prose | None = Field(None, description="What to do before anything else, in one sentence.")
    excludes: Texts = Field(
        (),
        description=(
            "What cannot go with it on any path: `question.answer`, or the id of a question that need not be asked "
            "after it."
        ),
    )
    next: Slug | None = Field(None, description="The question that follows, or `end`.")


class Question(DataRecord):
    """A question and its answers."""

    id: Slug = Field(description="Name used in `next`, and anchor of the question on the page.")
    stage: Slug | None = Field(None, description="The stage that it belongs to.")
    text: Prose = Field(description="The question.")
    why: Prose = Field(description="Why it is asked.")
    answers: tuple[Answer, ...] = Field((), description="Two or more.")


class Stage(DataRecord):
    """What some questions are about."""

    id: Slug = Field(description="Name used in `stage`.")
    title: Prose = Field(description="Shown above the question.")


class Covers(DataRecord):
    """What the guide promises to lead to."""

    categories: tuple[Slug, ...] = Field((), description="Categories of which every pattern is reached.")
    patterns: tuple[Slug, ...] = Field((), description="Ids of other patterns that are reached.")


class SystemPart(DataRecord):
    """A part of a whole system, and the patterns that have their place in it."""

    title: Prose = Field(description="Shown beside the patterns.")
    patterns: tuple[Slug, ...] = Field((), description="In the order in which a request comes to them.")


class Together(DataRecord):
    """Two patterns that a result may have, though their pages call them alternatives or opposites."""

    patterns: tuple[Slug, ...] = Field(description="Their ids.")
    why: Text = Field(description="What each of them does in such a system.")


class Item(DataRecord):
    """A line of a checklist."""

    id: Slug = Field(description="The outline page that it is about; its chapter is where the line stands.")
    level: Level = Field(
        description="`must`, `should`, `consider`, or `skip` for what makes no sense with this core: no answer adds it."
    )
    why: Prose = Field(description="The reason, in one sentence.")


class Core(DataRecord):
    """What a result says of its core pattern."""

    id: Slug = Field(description="The pattern.")
    when: Prose = Field(description="When it is the right one, in one line.")
    checklist: tuple[Item, ...] = Field((), description="Lines that differ from the common `checklist`, or add to it.")
    watch: tuple[Slug, ...] = Field((), description="Antipatterns to watch with this core.")
    grow_to: tuple[Slug, ...] = Field((), description="Patterns that may follow when the system grows.")


class Addon(DataRecord):
    """What a result says of an added pattern."""

    id: Slug = Field(description="The pattern.")
    checks: Proses = Field(description="Questions to answer before it is in use.")


class Guide(DataRecord):
    """A whole guide."""

    start: Slug | None = Field(None, description="The first question.")
    covers: Covers = Field(Covers(), description="What must be reachable.")
    together: tuple[Together, ...] = Field((), description="Pairs that exclude each other elsewhere, and not here.")
    stages: tuple[Stage, ...] = Field((), description="Groups of questions.")
    questions: tuple[Question, ...] = Field((), description="In the order in which the page lists them.")
    parts: tuple[SystemPart, ...] = Field(
        (), description="The parts of a system, from the one that a request meets first to what is around it."
    )
    checklist: tuple[Item, ...] = Field((), description="Lines for every core.")
    cores: tuple[Core, ...] = Field((), description="Every pattern that an answer makes the core.")
    addons: tuple[Addon, ...] = Field((), description="What to check for added patterns.")

    def question(self, question_id: str) -> Question | None:
        return next((question for question in self.questions if question.id == question_id), None)

    def core(self, pattern_id: str) -> Core | None:
        return next((core for core in self.cores if core.id == pattern_id), None)

    def places(self) -> dict[str, tuple[int, str]]:
        """Return pattern → its place in a whole system, and the title of the part."""
        named = [(part.title, name) for part in self.parts for name in part.patterns]
        return {name: (number, title) for number, (title, name) in reversed(list(enumerate(named)))}

    def items_of(self, core: Core) -> list[Item]:
        """Return the checklist of a core: the common lines, with its own in their place, and what it adds."""
        own = {item.id: item for item in core.checklist}
        return [own.pop(item.id, item) for item in self.checklist] + list(own.values())


class GuideFile(DataFile):
    """A guide, and where everything stands in its file."""

    code = Code.GUIDE
    what = "guide"

    @property
    def guide(self) -> Guide:
        return self.record


def parse_guide(data: bytes, path: str) -> GuideFile:
    """Parse a guide's file; *path* is for diagnostics."""
    return parse_file(GuideFile, Guide, data, path)


#: anchors of a guide's block and of the cores in it; what the anchor of a core begins with
BLOCK, CORES, CORE = "guide", "guide-cores", "core-"


def anchors(guide: Guide) -> Iterator[str]:
    """Yield the anchors that a guide brings to its page."""
    yield from (BLOCK, CORES)
    yield from (question.id for question in guide.questions)
    yield from (CORE + core.id for core in guide.cores)


@dataclass(frozen=True)
class Step:
    """An answer that is given to a question."""

    question: Question
    answer: Answer


Way = tuple[Step, ...]


def needed(guide: Guide) -> dict[str, Way]:
    """Return for each question of a proved guide the answers that lie on every path to it, in their order."""
    graph = Graph(guide)
    ways: dict[str, list[Step]] = {guide.start or END: []}
    for name in graph.order:
        for answer in graph.questions[name].answers:
            if answer.next not in graph.questions:
                continue
            steps = [*ways[name], Step(graph.questions[name], answer)]
            known = ways.get(answer.next)
            ways[answer.next] = steps if known is None else [step for step in known if step in steps]
    return {name: tuple(steps) for name, steps in ways.items()}


def led_to(guide: Guide) -> set[str]:
    """Return the pages of which a guide says something: cores, what answers add or watch, lines of checklists."""
    answers = [answer for question in guide.questions for answer in question.answers]
    found = {answer.core for answer in answers if answer.core}
    found.update(name for answer in answers for name in (*answer.add, *answer.watch))
    return found | {item.id for core in guide.cores for item in guide.items_of(core)}


class Graph:
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


#: a question, and whether a certain answer was given before it
State = tuple[str, bool]


class Trail:
    """How each question is reached, without a certain answer before it and after one.

    Each question is passed twice, never once for each path: two answers to each of forty questions are 2^40 paths.
    """

    def __init__(self, graph: Graph, is_it: Callable[[str, Answer], bool]) -> None:
        #: state → the one before it, and the answer between, by which it was first reached
        self.came: dict[State, tuple[State, str] | None] = {}
        if graph.guide.start in graph.questions:
            self.came[graph.guide.start, False] = None
        for name in graph.order:
            for state in ((name, False), (name, True)):
                if state not in self.came:
                    continue
                for _number, answer in graph.steps(name):
                    if answer.next in graph.questions:
                        reached = answer.next, state[1] or is_it(name, answer)
                        self.came.setdefault(reached, (state, answer.id))

    def __contains__(self, state: State) -> bool:
        return state in self.came

    def way(self, state: State, last: str = "") -> str:
        """Return the questions up to a state with their answers, and the *last* answer."""
        steps = [f"{state[0]}: {last}" if last else state[0]]
        while before := self.came[state]:
            state, answer = before
            steps.append(f"{state[0]}: {answer}")
        return " → ".join(reversed(steps))
