"""What a page shows of its front matter and of what others say about it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.osutil import relative_uri

from ..cite.bibtex import citation
from ..messages import _
from ..reading.domain import part_label
from ..search.sphinx.state import is_searchable
from ..shown import questions, quotes
from ..shown.labels import category_label, confidence_label, relation_label
from ..source.safety import MATHML
from . import diagram
from .blocks import badge, bullet_list, definition_list, joined, kind_badge, paragraph
from .disclosure import disclosure
from .view import View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.writers.html5 import HTML5Translator

    from ..reading.placeholder import Placeholder


def byline(view: View, node: Placeholder) -> list[nodes.Node]:
    """Author, dates, licence and tags; for a review its original and rating, too."""
    record = view.page.record
    parts: list[nodes.Node] = []
    if record.draft:
        parts.append(badge(_("Draft"), "draft"))
    if record.author:
        names = [
            nodes.reference(author.name, author.name, refuri=author.url) if author.url else nodes.Text(author.name)
            for author in record.author
        ]
        parts.append(nodes.inline("", "", *joined(names, _(", ")), classes=["shohyo-byline__author"]))
    for label, date in ((_("Published %s"), record.date), (_("Updated %s"), record.updated)):
        if date:
            parts.append(nodes.inline("", label % date.isoformat(), classes=["shohyo-byline__date"]))
    if record.license:
        parts.append(nodes.inline("", record.license))
    if (rating := getattr(record, "rating", None)) is not None:
        parts.append(nodes.inline("", _("Rating: %s of 5") % f"{rating:g}", classes=["shohyo-byline__rating"]))
    blocks: list[nodes.Node] = [paragraph(*joined(parts, " · "), classes=["shohyo-byline"])] if parts else []
    if original := getattr(record, "original", None):
        title = _("“%s”") % original.title
        named: nodes.Node = nodes.reference(title, title, refuri=original.url) if original.url else nodes.Text(title)
        about: list[nodes.Node | str] = [_("Retells: "), original.author, " ", named]
        if original.date:
            about += [" ", _("(%s)") % original.date.isoformat()]
        if original.cite:
            about += [" ", citation(original.cite)]
        blocks.append(paragraph(*about, classes=["shohyo-original"]))
    return blocks + tags_of(view)


def tags_of(view: View) -> list[nodes.Node]:
    tags = view.page.record.tags
    return [paragraph(*joined(map(view.tag_link, tags), " "), classes=["shohyo-tags"], nosearch=True)] if tags else []


def facts(view: View, node: Placeholder) -> list[nodes.Node]:
    """Head of an outline page: what it is, what it does, and its other names."""
    record = view.page.record
    blocks: list[nodes.Node] = []
    head: list[nodes.Node] = [kind_badge(record.kind)]
    if record.category:
        head.append(badge(category_label(record.category), "category"))
    if record.draft:
        head.append(badge(_("Draft"), "draft"))
    if record.title_en:
        head.append(_english(record.title_en))
    blocks.append(paragraph(*joined(head, " "), classes=["shohyo-kind"], nosearch=True))
    if record.intent:
        blocks.append(paragraph(record.intent, classes=["shohyo-intent"]))
    if record.intent_en:
        blocks.append(paragraph(_english(record.intent_en), classes=["shohyo-intent-en"]))
    if record.aliases:
        names = joined([_alias(name) for name in record.aliases], _(", "))
        blocks.append(paragraph(_("Also called: "), *names, classes=["shohyo-aliases"], nosearch=True))
    if record.confidence != "high":
        support = confidence_label(record.confidence)
        blocks.append(paragraph(_("Support: "), support, classes=["shohyo-support"]))
    return [*blocks, *diagram.of_page(view)]


def place(view: View, node: Placeholder) -> list[nodes.Node]:
    """Where an outline page stands: book, part, chapter and which of the chapter's entries it is; its tags."""
    page = view.page
    places = [[paragraph(*_steps_to(view, standing))] for standing in view.ask(questions.standings, page.slug)]
    stands = bullet_list(places, ["shohyo-place"]) if places else paragraph(_("No outline lists this page."))
    return [stands, *tags_of(view)]


def _steps_to(view: View, standing: questions.Standing) -> Iterator[nodes.Node]:
    place = standing.place
    yield view.book_link(place.book)
    if part := part_label(place.part.part, place.part.title):
        yield nodes.Text(f" › {part}")
    yield nodes.Text(" › ")
    yield view.chapter_link(place)
    number = {"number": standing.number, "all": standing.count}
    yield nodes.Text(_(" (entry %(number)d of %(all)d)") % number)


def _english(text: str) -> nodes.inline:
    return nodes.inline(text, text, classes=["language-en"])


def _alias(name: str) -> nodes.Node:
    return _english(name) if name.isascii() else nodes.Text(name)


def relations(view: View, node: Placeholder) -> list[nodes.Node]:
    """Relations of a page grouped by type, each with its reason and where that comes from."""
    named = node["options"].get("pattern")
    page = view.ask(questions.named, "pattern", named) if named else view.page
    ends = view.ask(questions.relations, page.slug) if page else []
    # what an antipattern is prevented by comes first, what a pattern guards against after its relatives
    danger = page is not None and page.record.kind == "antipattern"
    ends = sorted(ends, key=lambda end: (end.name in ("guards-against", "guarded-by")) != danger)
    rows = []
    for name, group in groupby(ends, key=lambda end: end.name):
        items = []
        for end in group:
            basis = view.basis(end.source)
            name_line = paragraph(view.page_link(end.other), " ", kind_badge(end.other.record.kind))
            items.append([name_line, paragraph(end.why, " ", basis)])
        rows.append(
            nodes.definition_list_item(
                "",
                nodes.term("", relation_label(name)),
                nodes.definition("", bullet_list(items, ["shohyo-relations__list"])),
            )
        )
    if not rows:
        return [paragraph(_("No relation is recorded."))]
    return [nodes.definition_list("", *rows, classes=["shohyo-relations"])]


def traits(view: View, node: Placeholder) -> list[nodes.Node]:
    """What the page is compared by, each with where that comes from, or once for all."""
    traits = view.page.record.traits
    common = [view.basis(traits[0].basis)] if len({trait.basis for trait in traits}) == 1 else []
    rows = [
        (trait.name, [nodes.Text(trait.value), *([] if common else [nodes.Text(" "), view.basis(trait.basis)])])
        for trait in traits
    ]
    return [definition_list(rows, ["shohyo-traits"]), *([paragraph(*common)] if common else [])]


def sources(view: View, node: Placeholder) -> list[nodes.Node]:
    """Everything that the page names as its source, and when it was last checked."""
    record = view.page.record
    blocks: list[nodes.Node] = []
    if record.sources:
        blocks.append(bullet_list([[paragraph(*view.source(source))] for source in record.sources], ["shohyo-sources"]))
    if checked := record.checked:
        said = _("Last checked on %s") % checked.date.isoformat()
        if checked.versions:
            said += " " + _("(%s)") % _(", ").join(checked.versions)
        blocks.append(paragraph(said, classes=["shohyo-checked"]))
    return blocks


#: sentences shown of each page that links here, and pages shown; the rest is one click away
SENTENCES, PAGES = 2, 12


def mentions(view: View, node: Placeholder) -> list[nodes.Node]:
    """Pages whose text links here, each with the sentences that do."""
    found = view.ask(quotes.mentions, view.docname)
    if not found:
        return [paragraph(_("No page mentions this one in its text yet."))]
    items = [_mention(view, page) for page in found]
    blocks: list[nodes.Node] = [bullet_list(items[:PAGES], ["shohyo-mentions"])]
    if rest := items[PAGES:]:
        blocks.append(disclosure(_("%d more pages") % len(rest), bullet_list(rest, ["shohyo-mentions"])))
    return blocks


def _mention(view: View, page: quotes.Mentioning) -> list[nodes.Node]:
    line: list[nodes.Node | str] = [view.link(page.docname, page.title)]
    if page.kind != "page":
        line += [" ", kind_badge(page.kind)]
    quoted = [_quote(view, sentence) for sentence in page.sentences]
    blocks: list[nodes.Node] = [paragraph(*line), *quoted[:SENTENCES]]
    if rest := quoted[SENTENCES:]:
        blocks.append(disclosure(_("%d more places") % len(rest), *rest))
    return blocks


def _quote(view: View, sentence: list[quotes.Piece]) -> nodes.paragraph:
    """Return a sentence of another page; it is searched there, not here."""
    parts: list[nodes.Node] = []
    for text, kind in sentence:
        if kind == quotes.MATH:
            parts.append(_formula(view, text))
        elif kind == quotes.NAME:
            parts.append(nodes.inline("", text, classes=["shohyo-quote__name"]))
        else:
            parts.append(nodes.Text(text))
    return paragraph(*parts, classes=["shohyo-quote", "no-search"])


def _formula(view: View, text: str) -> nodes.Node:
    """Return a formula, as it is written where only pages with formulas of their own load what sets them."""
    is_set = view.env.config.html_math_renderer == MATHML or view.env.domains.math_domain.has_equations(view.docname)
    return nodes.math(text, text) if is_set else nodes.literal(text, text)


class SearchField(nodes.General, nodes.Element):
    """A form that leads to the search page; it works without scripts as far as that page does."""


def visit_search_field(self: HTML5Translator, node: SearchField) -> None:
    """Write the form, where the builder writes a search page."""
    if not is_searchable(self.builder):
        raise nodes.SkipNode
    here = self.builder.get_target_uri(self.builder.current_docname)
    action = relative_uri(here, self.builder.get_target_uri("search"))
    self.body.append(
        f'<search><form class="shohyo-search-field" action="{self.attval(action)}" method="get">'
        f'<input class="shohyo-search-field__input" type="search" name="q" aria-label="{self.attval(node["label"])}" '
        f'placeholder="{self.attval(node["label"])}" autocomplete="off" enterkeyhint="search" />'
        f'<button class="shohyo-search-field__submit" type="submit">{self.encode(node["submit"])}</button>'
        "</form></search>\n"
    )
    raise nodes.SkipNode


def search_field(view: View, node: Placeholder) -> list[nodes.Node]:
    """The field of the home page."""
    return [SearchField(label=_("Search this site"), submit=_("Search"))]
