"""Contradictions in a decision guide: answers that exclude each other, and patterns of one result that do.

Of two patterns their pages say it, as alternatives or opposites, and of an addition the checklist of the core,
by the level ``skip``.  All of this is between two answers, so that no path need be walked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..data.catalogue import Catalogue
from ..data.guide import Answer, Graph, GuideFile, Trail
from ..errors import Diagnostic, say, suggestion
from ..fields.positioned import KeyPath

#: relation → how two patterns exclude each other
EXCLUSIVE = {
    "alternative-to": say("their pages call them alternatives"),
    "opposite-of": say("their pages call them opposites"),
}


def contradictions(file: GuideFile, graph: Graph, catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Yield what contradicts itself in a guide whose answers all lead on."""
    index = {question.id: number for number, question in reversed(list(enumerate(file.guide.questions)))}
    yield from _excluded(file, graph, index)
    chosen = list(_chosen(graph, index))
    yield from _senseless(file, graph, chosen)
    yield from _exclusive(file, graph, catalogue, chosen)


# --- answers -------------------------------------------------------------------------------------


def _excluded(file: GuideFile, graph: Graph, index: dict[str, int]) -> Iterator[Diagnostic]:
    """Yield what answers exclude, where a path has both or the guide knows no such question or answer."""
    for name in graph.order:
        for number, answer in graph.steps(name):
            if not answer.excludes:
                continue
            after = Trail(graph, _is(name, answer.id))
            for place, entry in enumerate(answer.excludes):
                path: KeyPath = ("questions", index[name], "answers", number, "excludes", place)
                other, dot, last = entry.partition(".")
                question = graph.questions.get(other)
                answers = [one.id for one in question.answers] if question else []
                if question is None:
                    problem = say('unknown question "{name}"', name=other)
                    yield file.diagnostic(path, problem, suggestion(other, graph.questions))
                elif dot and last not in answers:
                    problem = say('the question "{name}" has no answer "{answer}"', name=other, answer=last)
                    yield file.diagnostic(path, problem, suggestion(last, answers))
                elif (other, True) in after:
                    if dot:
                        yield _both(file, path, entry, f"{name}.{answer.id}", after.way((other, True), last))
                    else:
                        problem = say(
                            '"{question}" is asked after the answer "{answer}", which excludes it, on the way {way}',
                            question=other,
                            answer=f"{name}.{answer.id}",
                            way=after.way((other, True)),
                        )
                        yield file.diagnostic(path, problem, say("lead past a question whose answer is known"))
                elif dot and (name, True) in (before := Trail(graph, _is(other, last))):
                    yield _both(file, path, entry, f"{name}.{answer.id}", before.way((name, True), answer.id))


def _is(question: str, answer: str) -> Callable[[str, Answer], bool]:
    return lambda name, given: name == question and given.id == answer


def _both(file: GuideFile, path: KeyPath, excluded: str, answer: str, way: str) -> Diagnostic:
    problem = say(
        '"{answer}" excludes "{other}", and both are given on the way {way}', answer=answer, other=excluded, way=way
    )
    return file.diagnostic(path, problem, say("let one of the two lead to a question without the other"))


# --- patterns ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Choice:
    """A pattern that an answer makes the core or adds to it."""

    pattern: str
    question: str
    answer: Answer
    path: KeyPath

    @property
    def is_core(self) -> bool:
        return self.path[-1] == "core"

    @property
    def rank(self) -> tuple[bool, KeyPath]:
        """Its place among the choices of an answer: the core comes first."""
        return not self.is_core, self.path


def _chosen(graph: Graph, index: dict[str, int]) -> Iterator[_Choice]:
    """Yield what answers choose, in the order of the questions."""
    for name in graph.order:
        for number, answer in graph.steps(name):
            path: KeyPath = ("questions", index[name], "answers", number)
            if answer.core:
                yield _Choice(answer.core, name, answer, (*path, "core"))
            for place, added in enumerate(answer.add):
                yield _Choice(added, name, answer, (*path, "add", place))


def _meetings(graph: Graph, chosen: list[_Choice], one: str, other: str) -> Iterator[tuple[_Choice, str]]:
    """Yield each choice of one of two patterns that comes after one of the other, and the way there.

    Two cores on one path are another mistake.
    """
    for first, second in dict.fromkeys(((one, other), (other, one))):
        for cores in (False, True):
            earlier = [choice for choice in chosen if choice.pattern == first and not (cores and choice.is_core)]
            later = [choice for choice in chosen if choice.pattern == second and choice.is_core == cores]
            if earlier and later:
                given = {(choice.question, choice.answer.id) for choice in earlier}
                trail = Trail(graph, lambda name, answer, given=given: (name, answer.id) in given)
                for choice in later:
                    same = any(one.answer is choice.answer and one.rank < choice.rank for one in earlier)
                    states = [(choice.question, True), *([(choice.question, False)] if same else [])]
                    if state := next((state for state in states if state in trail), None):
                        yield choice, trail.way(state, choice.answer.id)


def _senseless(file: GuideFile, graph: Graph, chosen: list[_Choice]) -> Iterator[Diagnostic]:
    """Yield additions that a core makes senseless: its own pattern, and what its checklist skips."""
    for core in file.guide.cores:
        skipped = [item.id for item in file.guide.items_of(core) if item.level == "skip"]
        cores = [choice for choice in chosen if choice.pattern == core.id and choice.is_core]
        for name in (core.id, *skipped):
            added = [choice for choice in chosen if choice.pattern == name and not choice.is_core]
            if not cores or not added:
                continue
            for choice, way in _meetings(graph, [*cores, *added], core.id, name):
                if name == core.id:
                    problem = say('"{name}" is added on the way {way}, where it is the core', name=name, way=way)
                    yield file.diagnostic(choice.path, problem, say("add it on other ways only"))
                else:
                    problem = say(
                        '"{name}" is added on the way {way}, and the checklist of the core "{core}" skips it',
                        name=name,
                        core=core.id,
                        way=way,
                    )
                    yield file.diagnostic(
                        choice.path, problem, say("add it on other ways only, or give it another level there")
                    )


def _exclusive(file: GuideFile, graph: Graph, catalogue: Catalogue, chosen: list[_Choice]) -> Iterator[Diagnostic]:
    """Yield patterns of one result of which the pages say that one takes the place of the other."""
    separate: dict[frozenset[str], str] = {}
    names = dict.fromkeys(choice.pattern for choice in chosen)
    for name in names:
        for end in catalogue.relations.get(name, ()):
            if end.name in EXCLUSIVE and end.other.slug in names:
                separate.setdefault(frozenset((name, end.other.slug)), end.name)
    allowed = set()
    for number, entry in enumerate(file.guide.together):
        path: KeyPath = ("together", number, "patterns")
        together = frozenset(entry.patterns)
        allowed.add(together)
        if len(together) != 2 or len(entry.patterns) != 2:
            yield file.diagnostic(path, say("together needs two patterns, not {number}", number=len(together)))
        elif all(_is_sound(catalogue, name) for name in together) and not (
            together in separate and any(_meetings(graph, chosen, *sorted(together)))
        ):
            one, other = entry.patterns
            problem = say('no result has both "{one}" and "{other}" against what their pages say', one=one, other=other)
            yield file.diagnostic(path, problem, say("remove the pair"))
    for pair, relation in separate.items():
        if pair in allowed:
            continue
        for choice, way in _meetings(graph, chosen, *sorted(pair)):
            (other,) = pair - {choice.pattern}
            problem = say(
                '"{name}" comes to "{other}" on the way {way}, and {relation}',
                name=choice.pattern,
                other=other,
                way=way,
                relation=EXCLUSIVE[relation],
            )
            yield file.diagnostic(choice.path, problem, say("choose one of the two, or name both under together"))


def _is_sound(catalogue: Catalogue, name: str) -> bool:
    """Tell whether there is such a page and all its relations lead to one: what they do not is said elsewhere."""
    page = catalogue.patterns.get(name)
    return page is not None and all(relation.target in catalogue.patterns for relation in page.record.relations)
