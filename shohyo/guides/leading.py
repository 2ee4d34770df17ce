"""On pattern pages: which answers of the site's guides lead there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from docutils import nodes

from ..data.guide import CORE, LEVELS, Step, led_to, needed
from ..messages import _
from ..page.blocks import badge, bullet_list, joined, paragraph
from ..page.view import View
from ..shown import questions
from ..upstream.environment import set_contents_entry
from .outline import level_label

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..data.guide import Guide
    from ..reading.domain import ShohyoDomain
    from ..reading.placeholder import Placeholder

#: anchor of the answers that lead to a page, and those of the closing sections, before which they stand
ANSWERS = "shohyo-answers"
CLOSING = re.compile("shohyo-(?!traits)")


def answers(view: View, node: Placeholder) -> list[nodes.Node]:
    """On the page of a pattern: which answers of the site's guides lead to it."""
    found: list[nodes.Node] = []
    name = view.page.slug
    for docname, file in view.ask(questions.guides).items():
        if name in led_to(file.guide):
            found += _LeadingHere(view, docname, file.guide, name).blocks()
    if not found:
        return []
    title = nodes.title("", _("Answers that lead here"))
    section = nodes.section("", title, *found, ids=[ANSWERS])
    section["classes"] += ["shohyo-answers", "no-search"]  # the guide's page is found by these words
    return [section]


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Let the answers that lead to a page stand in its contents, which Sphinx collects before they are known."""
    domain: ShohyoDomain = env.domains["shohyo"]
    named = set().union(*(led_to(file.guide) for file in domain.proved_guides.values()))
    for page in domain.catalogue.pattern_pages:
        title = _("Answers that lead here") if page.slug in named else ""
        set_contents_entry(env, page.docname, ANSWERS, str(title), before=CLOSING)


class _LeadingHere:
    """Says what a guide has to do with one pattern."""

    def __init__(self, view: View, docname: str, guide: Guide, name: str) -> None:
        self.view, self.docname, self.guide, self.name = view, docname, guide, name

    def blocks(self) -> Iterator[nodes.Node]:
        steps = [Step(question, answer) for question in self.guide.questions for answer in question.answers]
        chosen = [step for step in steps if step.answer.core == self.name]
        if chosen:
            ways = needed(self.guide)
            one = len(chosen) == 1
            text = _(": with these answers it becomes the core.")
            yield paragraph(
                self.link(), text if one else _(": with the answers of one of these lists it becomes the core.")
            )
            yield from (self.way((*ways[step.question.id], step)) for step in chosen)
        for label, found in (
            (_(": with any of these answers it is added to the core."), lambda answer: answer.add),
            (_(": any of these answers calls for watching it."), lambda answer: answer.watch),
        ):
            some = [step for step in steps if self.name in found(step.answer)]
            if some:
                yield paragraph(self.link(), label)
                yield bullet_list([paragraph(*self.step(step))] for step in some)
        if listed := self.listed():
            yield paragraph(self.link(), _(": it stands in the checklist of these cores."))
            yield bullet_list([paragraph(*line)] for line in listed)

    def link(self) -> nodes.Node:
        return self.view.link(self.docname, self.view.ask(questions.title, self.docname))

    def way(self, steps: Iterable[Step]) -> nodes.Node:
        """Return answers that are all needed, in their order."""
        return nodes.enumerated_list("", *(nodes.list_item("", paragraph(*self.step(step))) for step in steps))

    def step(self, step: Step) -> list[nodes.Node | str]:
        question = self.view.link(self.docname, step.question.text, step.question.id)
        return [question, " ", nodes.strong("", step.answer.text)]

    def listed(self) -> list[list[nodes.Node | str]]:
        """Return for each level the cores whose checklist has the pattern."""
        levels: dict[str, list[str]] = {}
        for core in self.guide.cores:
            for item in self.guide.items_of(core):
                if item.id == self.name:
                    levels.setdefault(item.level, []).append(core.id)
        found: list[list[nodes.Node | str]] = []
        for level in (level for level in LEVELS if level in levels):
            line: list[nodes.Node | str] = [badge(level_label(level), f"level-{level}"), " "]
            if len(levels[level]) == len(self.guide.cores):
                found.append([*line, _("all cores")])
            else:
                titles = {core: self.view.ask(questions.called, core) or core for core in levels[level]}
                links = [self.view.link(self.docname, title, CORE + core) for core, title in titles.items()]
                found.append([*line, *joined(links, _(", "))])
        return found
