"""Every path of a decision guide, one by one: what the proof, which walks none of them, is held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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

    def further(question_id: str, taken: Way) -> Iterator[Way]:
        for answer in questions[question_id].answers:
            path = (*taken, Step(questions[question_id], answer))
            if answer.next == END:
                yield path
            else:
                yield from further(answer.next or END, path)

    return further(guide.start or END, ())


def result(guide: Guide, path: Sequence[Step]) -> Result:
    """Return what a path of a proved guide leads to."""
    core = next(core for step in path if step.answer.core and (core := guide.core(step.answer.core)))
    add = dict.fromkeys(name for step in path for name in step.answer.add if name != core.id)
    watch = dict.fromkeys([*(name for step in path for name in step.answer.watch), *core.watch])
    return Result(core, tuple(add), tuple(watch), tuple(step.answer.action for step in path if step.answer.action))


def follow(guide: Guide, answers: Iterable[str]) -> Way:
    """Return the path of answers, given as an address has them; a mistake in them raises, with what was asked."""
    asked, path = guide.start or END, []
    for given in answers:
        question = guide.question(asked)
        assert question is not None, f"nothing is asked any more before {given}"
        step = next((Step(question, answer) for answer in question.answers if answer.id == given), None)
        assert step is not None, f"{asked} has no answer {given}"
        path.append(step)
        asked = step.answer.next or END
    assert asked == END, f"{asked} is not answered"
    return tuple(path)
