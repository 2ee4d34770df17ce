"""Every path of a decision guide, one by one: what the proof, which walks none of them, is held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shohyo.data.guide import END, Core, Guide, Step, Way


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
