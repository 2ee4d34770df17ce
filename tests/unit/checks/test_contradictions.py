"""Contradictions in decision guides, in small guides about how to travel."""

from __future__ import annotations

import pytest

from shohyo.checks.guide import prove
from shohyo.data.catalogue import Catalogue, Document
from shohyo.data.guide import END, GuideFile, parse_guide
from shohyo.source import frontmatter
from shohyo.wording import told

#: pattern → its relations
PAGES = {
    "train": "[{type: alternative-to, target: car, why: w, basis: ours}]",
    "car": "[{type: opposite-of, target: walk, why: w, basis: ours}]",
    "walk": "[]",
    "ticket": "[{type: combines-with, target: train, why: w, basis: ours}]",
    "map": "[]",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Ways to travel, of which some exclude others."""
    found = []
    for name, relations in PAGES.items():
        text = f"---\ntitle: {name}\nid: {name}\ncategory: c\nintent: i\nrelations: {relations}\n---\n"
        front = frontmatter.parse(text, f"patterns/{name}.md", f"patterns/{name}")
        assert front.record is not None
        found.append(Document.of(front, f"patterns/{name}"))
    return Catalogue(found)


def guide(*questions: str, rest: str = "") -> GuideFile:
    """Return a guide of questions, each written as its id and a line for each answer."""
    lines = ["start: " + questions[0].split()[0], "questions:"]
    for question in questions:
        name, *answers = question.strip().splitlines()
        lines += [f"  - id: {name}", "    text: t", "    why: w", "    answers:"]
        lines += [f"      - {{text: t, {answer.strip()}}}" for answer in answers]
    cores = sorted({word for word in ("train", "car", "walk") if f"core: {word}" in "".join(questions)})
    lines += ["cores:", *(f"  - {{id: {core}, when: w}}" for core in cores)] if "cores:" not in rest else []
    return parse_guide("\n".join([*lines, rest]).encode(), "g.yaml")


def found(file: GuideFile, catalogue: Catalogue) -> list[str]:
    return [str(item).removeprefix("g.yaml:").removesuffix(" [shohyo.guide]") for item in prove(file, catalogue)]


#: guide → what is said of it
CASES = {
    "a question whose answer is known": (
        guide("a\n id: x, core: walk, excludes: [c], next: b\n id: y, core: walk, next: b",
              "b\n id: x, next: c\n id: y, next: end", "c\n id: x, next: end\n id: y, next: end"),
        ['7:49: "c" is asked after the answer "a.x", which excludes it, on the way a: x → b: x → c; '
         "lead past a question whose answer is known"],
    ),
    "a later answer": (
        guide("a\n id: x, core: walk, excludes: [b.y], next: b\n id: y, core: walk, next: b",
              "b\n id: x, next: end\n id: y, next: end"),
        ['7:49: "a.x" excludes "b.y", and both are given on the way a: x → b: y; '
         "let one of the two lead to a question without the other"],
    ),
    "an earlier answer": (
        guide("a\n id: x, core: walk, next: b\n id: y, core: walk, next: end",
              "b\n id: x, excludes: [a.x], next: end\n id: y, next: end"),
        ['13:37: "b.x" excludes "a.x", and both are given on the way a: x → b: x; '
         "let one of the two lead to a question without the other"],
    ),
    "what no path has": (
        guide("a\n id: x, core: walk, excludes: [b, c.y], next: c\n id: y, core: walk, next: b",
              "b\n id: x, next: end\n id: y, next: end", "c\n id: x, next: end\n id: z, next: end\n id: y, next: end"),
        ['7:52: "a.x" excludes "c.y", and both are given on the way a: x → c: y; '
         "let one of the two lead to a question without the other"],
    ),
    "unknown names": (
        guide("first\n id: x, core: walk, excludes: [fist, second.erly], next: second\n id: y, core: walk, next: end",
              "second\n id: early, next: end\n id: late, next: end"),
        ['7:49: unknown question "fist" (did you mean "first"?)',
         '7:55: the question "second" has no answer "erly" (did you mean "early"?)'],
    ),
    "alternatives on one path": (
        guide("a\n id: x, core: train, next: b\n id: y, core: walk, next: end",
              "b\n id: x, add: [map, car], next: end\n id: y, next: end"),
        ['13:37: "car" comes to "train" on the way a: x → b: x, and their pages call them alternatives; '
         "choose one of the two, or name both under together"],
    ),
    "opposites, the core being last": (
        guide("a\n id: x, add: [walk], next: b\n id: y, next: b",
              "b\n id: x, core: car, next: end\n id: y, core: train, next: end"),
        ['13:32: "car" comes to "walk" on the way a: x → b: x, and their pages call them opposites; '
         "choose one of the two, or name both under together"],
    ),
    "alternatives of one answer": (
        guide("a\n id: x, core: walk, add: [train], next: end\n id: y, core: train, add: [car], next: end"),
        ['8:45: "car" comes to "train" on the way a: y, and their pages call them alternatives; '
         "choose one of the two, or name both under together"],
    ),
    "alternatives on different paths": (
        guide("a\n id: x, core: train, next: b\n id: y, core: car, next: end",
              "b\n id: x, add: [ticket], next: end\n id: y, next: end"),
        [],
    ),
    "alternatives that may be together": (
        guide("a\n id: x, core: train, next: b\n id: y, core: walk, next: end",
              "b\n id: x, add: [car], next: end\n id: y, next: end",
              rest="together:\n  - {patterns: [car, train], why: To the station.}"),
        [],
    ),
    "needless pairs": (
        guide("a\n id: x, core: train, next: end\n id: y, core: car, add: [map], next: end",
              rest="together:\n  - {patterns: [car, train], why: w}\n  - {patterns: [map, car], why: w}\n"
                   "  - {patterns: [map], why: w}\n  - {patterns: [map, maps], why: w}"),
        ['13:16: no result has both "car" and "train" against what their pages say; remove the pair',
         '14:16: no result has both "map" and "car" against what their pages say; remove the pair',
         "15:16: together needs two patterns, not 1",
         '16:22: unknown pattern "maps" (did you mean "map"?)'],
    ),
    "what the core skips": (
        guide("a\n id: x, core: train, next: b\n id: y, core: walk, next: b",
              "b\n id: x, add: [ticket], next: end\n id: y, next: end",
              rest="cores:\n  - {id: train, when: w}\n"
                   "  - {id: walk, when: w, checklist: [{id: ticket, level: skip, why: w}]}"),
        ['13:32: "ticket" is added on the way a: y → b: x, and the checklist of the core "walk" skips it; '
         "add it on other ways only, or give it another level there"],
    ),
    "the core itself": (
        guide("a\n id: x, core: walk, next: b\n id: y, core: train, next: end",
              "b\n id: x, add: [walk], next: end\n id: y, next: end"),
        ['13:32: "walk" is added on the way a: x → b: x, where it is the core; add it on other ways only'],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_contradictions_are_found_at_their_place(name: str, catalogue: Catalogue) -> None:
    """Each contradiction is said once, with the way to it and what to write instead."""
    file, expected = CASES[name]
    assert found(file, catalogue) == expected


def test_said_in_japanese(catalogue: Catalogue) -> None:
    """All of it has words in Japanese, the relation within a sentence, too."""
    (item,) = prove(CASES["opposites, the core being last"][0], catalogue)
    assert told(item.problem, "ja") == (
        "道筋 a: x → b: x で「walk」に「car」が加わりますが、2つのページは互いを反対の型としています"
    )


def test_many_choices_are_not_walked(catalogue: Catalogue) -> None:
    """Forty questions whose answers all add one of two alternatives: a finding for each, no path walked."""
    questions = [
        f"q{number}\n id: x, {'core: walk, ' if number == 1 else ''}add: [train], next: {following}\n"
        f" id: y, {'core: walk, ' if number == 1 else ''}add: [map], next: {following}"
        for number in range(1, 41)
        for following in (f"q{number + 1}" if number < 40 else "last",)
    ]
    questions.append(f"last\n id: x, add: [car], next: {END}\n id: y, next: {END}")
    problems = found(guide(*questions), catalogue)
    assert len(problems) == 2  # train and the core, and walk: both with the car
    assert all('"car" comes to ' in problem for problem in problems)
