"""A decision guide on its page, as an outline that a script turns into one question at a time.

The outline is all that the script reads: what is asked and what follows stands in its ``data-…``
attributes, what a result says in its blocks.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from ..data.guide import BLOCK, CORE, CORES, END, LEVELS
from ..messages import _
from ..page import diagram
from ..page.blocks import badge, bullet_list, heading, joined, paragraph
from ..page.view import View
from ..reading.domain import chapter_title
from ..shown import questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.application import Sphinx

    from ..data.guide import Addon, Answer, Core, Guide, Item, Question
    from ..reading.placeholder import Placeholder


class Marked(nodes.General, nodes.Element):
    """A block with attributes for the script; ``data`` maps their names, without ``data-``, to texts."""


def marked(name: str, *content: nodes.Node, anchor: str = "", **data: str) -> Marked:
    """Return a block of the guide; *name* is the part of it that its class says."""
    classes = [f"shohyo-guide__{name}"]
    return Marked("", *content, classes=classes, ids=[anchor] if anchor else [], data=data)


def _visit_html(translator: Any, node: Marked) -> None:
    attributes = {f"data-{name.replace('_', '-')}": text for name, text in node["data"].items()}
    translator.body.append(translator.starttag(node, "div", "\n", **attributes))


def _depart_html(translator: Any, node: Marked) -> None:
    translator.body.append("</div>\n")


#: how HTML is written
VISITORS = (_visit_html, _depart_html)


def on_html_page_context(app: Sphinx, pagename: str, *_rest: object) -> None:
    """Load script and style on the page that shows a guide, and nowhere else."""
    if isinstance(app.builder, StandaloneHTMLBuilder) and pagename in app.env.domains["shohyo"].guides:
        app.add_css_file("shohyo/guide.css")
        app.add_js_file("shohyo/shohyo-guide.js", loading_method="defer")


def _labels() -> dict[str, str]:
    """Return the texts of the script, under the names by which it asks for them."""
    return {
        "progress": _("Question %1 of at most %2"),
        "why": _("Why this is asked:"),
        "back": _("Back"),
        "restart": _("Start again"),
        "given": _("Your answers so far"),
        "result": _("Core pattern of this design"),
        "because": _("Answers that led here"),
        "actions": _("To be done first"),
        "whole": _("The whole system"),
        "adds": _("Check what is added"),
        "picture": _("The core in a picture"),
        "none": _("With these answers, nothing needs to be added."),
        "watch": _("Antipatterns to watch"),
        "reason": _("Your answer: %1"),
        "checklist": _("Checklist"),
        "grow": _("When the system grows"),
        "print": _("Print"),
        "copy": _("Copy as Markdown"),
        "copied": _("Copied."),
        "select": _("Copy the selected text."),
        "text": _("The result as Markdown"),
        "address": _("Address of this result:"),
        "wrong": _("The address holds an answer that this guide does not know. Please go on from the question below."),
        "outline": _("All questions and answers"),
    }


# --- the page ------------------------------------------------------------------------------------


def guide(view: View, node: Placeholder) -> list[nodes.Node]:
    """The whole guide: questions with their answers, then what results say."""
    file = view.domain.guides.get(view.docname)
    if file is None:
        return []
    outline = _Outline(view, file.guide, node)
    # a broken guide stays an outline: the script relies on what was proved
    proved = view.docname in view.ask(questions.guides)
    data = {"start": str(file.guide.start), **{f"label-{name}": text for name, text in _labels().items()}}
    block = marked("outline", *outline.questions(), Marked("", *outline.results(), classes=["no-search"], data={}))
    return [Marked("", block, ids=[BLOCK], classes=["shohyo-guide"], data=data if proved else {})]


class _Outline:
    """Builds the blocks of a guide's page."""

    def __init__(self, view: View, guide: Guide, node: Placeholder) -> None:
        self.view, self.guide = view, guide
        self.level = heading("", node)["heading-level"]
        self.numbers = {question.id: number for number, question in enumerate(guide.questions, start=1)}
        self.places = guide.places()
        self.stages = {stage.id: stage.title for stage in guide.stages}
        self.home = set(self.books(guide.cores[0].id)) if guide.cores else set()  # a guide is of the book of its cores

    def title(self, *content: nodes.Node | str, down: int = 0) -> nodes.rubric:
        parts = [nodes.Text(part) if isinstance(part, str) else part for part in content]
        rubric = nodes.rubric("", "", *parts, classes=["shohyo-guide__title" if down else "shohyo-heading"])
        rubric["heading-level"] = min(self.level + down, 6)
        return rubric

    def pattern(self, name: str) -> nodes.Node:
        """Return a link to a page, the title of a draft, or the bare id of a page that does not exist."""
        if page := self.view.catalogue.patterns.get(name):
            return self.view.page_link(page)
        title = self.view.ask(questions.called, name)
        return nodes.Text(title) if title else nodes.literal(name, name)

    def named(self, name: str) -> list[nodes.Node]:
        """Return a pattern as what is said of it is headed: with its book, where that is not the book of the guide."""
        books = self.books(name)
        if not books or not self.home or self.home.intersection(books):
            return [self.pattern(name)]
        _address, title = self.view.ask(questions.book, books[0])
        return [self.pattern(name), nodes.Text(" "), nodes.inline(title, title, classes=["shohyo-guide__book"])]

    def books(self, name: str) -> list[str]:
        """Return the books in which a page stands."""
        return [standing.place.book for standing in self.view.ask(questions.standings, name)]

    def patterns(self, names: Iterable[str]) -> list[nodes.Node]:
        return joined([self.pattern(name) for name in names], _(", "))

    def here(self, text: str, anchor: str) -> nodes.Node:
        return nodes.reference(text, text, refid=anchor, internal=True)

    def questions(self) -> Iterator[nodes.Node]:
        yield self.title(_("Questions"))
        yield paragraph(_("Begin with the first question; each answer says what follows from it."))
        for question in self.guide.questions:
            yield marked("question", *self.question(question), anchor=question.id, ask=question.id)

    def question(self, question: Question) -> Iterator[nodes.Node]:
        number = nodes.inline("", f"{self.numbers[question.id]}. ", classes=["shohyo-guide__number"])
        yield self.title(number, nodes.inline("", question.text, classes=["shohyo-guide__text"]), down=1)
        stage = [badge(self.stages[question.stage], "stage"), " "] if question.stage in self.stages else []
        yield paragraph(*stage, question.why, classes=["shohyo-guide__why"])
        yield bullet_list(
            (
                [
                    marked(
                        "answer",
                        paragraph(answer.text),
                        *self.consequences(answer),
                        choice=answer.id,
                        next=answer.next or "",
                        sets=answer.core or "",
                        adds=" ".join(answer.add),
                        watches=" ".join(answer.watch),
                        action=answer.action or "",
                    )
                ]
                for answer in question.answers
            ),
            ["shohyo-guide__answers"],
        )

    def consequences(self, answer: Answer) -> Iterator[nodes.Node]:
        parts: list[list[nodes.Node]] = []
        for label, names in ((_("Core: "), (answer.core,)), (_("Add: "), answer.add), (_("Watch: "), answer.watch)):
            if any(names):
                parts.append([nodes.Text(label), *self.patterns(name for name in names if name)])
        if answer.action:
            parts.append([nodes.Text(_("First: ")), nodes.Text(answer.action)])
        number = self.numbers.get(answer.next or "")
        if number:
            label = _("Go on to question %d") % number
            parts.append([nodes.Text("→ "), self.here(label, str(answer.next))])
        elif answer.next == END:
            parts.append([nodes.Text("→ "), self.here(_("To the core patterns"), CORES)])
        between = [nodes.Text(_(" / "))]
        line = [item for part in parts for item in (*between, *part)][len(between) :]
        if line:
            yield paragraph(*line, classes=["shohyo-guide__effect"])

    def results(self) -> Iterator[nodes.Node]:
        described = {core.id: core for core in self.guide.cores}
        checks = {addon.id: addon for addon in self.guide.addons}
        answers = [answer for question in self.guide.questions for answer in question.answers]
        added = dict.fromkeys(name for answer in answers for name in answer.add)
        watched = dict.fromkeys(name for core in self.guide.cores for name in core.watch)
        watched |= dict.fromkeys(name for answer in answers for name in answer.watch)
        title = self.title(_("Core patterns"))
        title["ids"] = [CORES]
        yield title
        for core in self.guide.cores:
            data = {"result": core.id, "watches": " ".join(core.watch)} | self.place(core.id)
            yield marked("core", *self.core(core), anchor=CORE + core.id, **data)
        if added:
            yield self.title(_("Patterns that are added to the core"))
        for name in added:
            yield marked(
                "addon", *self.addon(name, checks.get(name), name in described), addon=name, **self.place(name)
            )
        if watched:
            yield self.title(_("Antipatterns to watch"))
        for name in watched:
            yield marked("antipattern", *self.antipattern(name), antipattern=name)

    def place(self, name: str) -> dict[str, str]:
        """Return what tells the script where in the whole system a pattern stands."""
        rank, title = self.places.get(name, (len(self.places), ""))
        return {"rank": str(rank), "part": title}

    def core(self, core: Core) -> Iterator[nodes.Node]:
        yield self.title(*self.named(core.id), down=1)
        yield paragraph(core.when, classes=["shohyo-guide__when"])
        page = self.view.catalogue.patterns.get(core.id)
        if page and (drawn := diagram.of(self.view, page)):
            yield marked("picture", *drawn)
        yield marked("checklist", *self.checklist(core))
        parts = (
            (_("Antipatterns to watch: "), core.watch, "watched"),
            (_("When the system grows: "), core.grow_to, "grow"),
        )
        for label, names, part in parts:
            if names:
                yield paragraph(label, *self.patterns(names), classes=[f"shohyo-guide__{part}"])

    def checklist(self, core: Core) -> Iterator[nodes.Node]:
        """Yield the lines of a core's checklist, by level, then in the order of the book."""
        catalogue = self.view.catalogue
        order = {place.target: number for number, place in enumerate(catalogue.chapters)}
        first = {item.id: catalogue.chapters_of.get(item.id, [None])[0] for item in self.guide.items_of(core)}
        books = {place.book for place in first.values() if place}
        name_of = self.view.chapter_name if len(books) > 1 else chapter_title
        titles = {place.target: name_of(place) for place in first.values() if place}

        def chapter(item: Item) -> str:
            place = first[item.id]
            return place.target if place else ""

        items = sorted(
            self.guide.items_of(core), key=lambda item: (LEVELS.index(item.level), order.get(chapter(item), len(order)))
        )
        for level, group in groupby(items, key=lambda item: item.level):
            yield self.title(badge(level_label(level), f"level-{level}"), down=2)
            yield bullet_list(
                ([self.item(item, titles.get(chapter(item), ""))] for item in group), ["shohyo-guide__items"]
            )

    def item(self, item: Item, chapter: str) -> Marked:
        line = paragraph(self.pattern(item.id), _(": "), item.why)
        if chapter:
            line += [nodes.Text(" "), nodes.inline("", chapter, classes=["shohyo-guide__chapter"])]
        return marked("item", line, item=item.id, level=item.level)

    def addon(self, name: str, addon: Addon | None, is_core: bool) -> Iterator[nodes.Node]:
        page = self.view.catalogue.patterns.get(name)
        yield self.title(*self.named(name), down=1)
        if page and page.record.intent:
            yield paragraph(page.record.intent)
        if addon:
            yield bullet_list(([paragraph(check)] for check in addon.checks), ["shohyo-guide__checks"])
        elif is_core:
            yield paragraph(self.here(_("Checklist of this pattern"), CORE + name), classes=["shohyo-guide__more"])

    def antipattern(self, name: str) -> Iterator[nodes.Node]:
        page = self.view.catalogue.patterns.get(name)
        yield self.title(*self.named(name), down=1)
        if page and page.record.intent:
            yield paragraph(page.record.intent)
        guards = [end.other for end in self.view.catalogue.relations.get(name, ()) if end.name == "guarded-by"]
        if guards:
            links = joined([self.view.page_link(guard) for guard in guards], _(", "))
            yield paragraph(_("Prevented by: "), *links, classes=["shohyo-guide__guards"])


def level_label(level: str) -> str:
    """Return how much a line of a checklist matters, in the site's language."""
    return {
        "must": _("Must"),
        "should": _("Should"),
        "consider": _("Consider"),
        "skip": _("Not with this core"),
    }[level]
