"""What a page shows of its front matter and of what others say about it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from docutils import nodes

from .citations import citation
from .locale import _
from .view import (
    View,
    badge,
    bibliographic_rows,
    bullet_list,
    category_label,
    confidence_label,
    definition_list,
    joined,
    kind_badge,
    paragraph,
    relation_label,
)

if TYPE_CHECKING:
    from .directives import Placeholder
    from .outline import Document


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
    return [paragraph(*joined(map(view.tag_link, tags), " "), classes=["shohyo-tags"])] if tags else []


def book_card(view: View, node: Placeholder) -> list[nodes.Node]:
    """The reviewed book as the bibliography knows it, with its cover if the review has one."""
    record = view.page.record
    work = view.domain.bibliography.entries.get(record.book or "")
    card = nodes.container(classes=["shohyo-book-card"])
    card += [child.deepcopy() for child in node.children]  # the cover, collected when the page was read
    if work:
        title: nodes.Node = nodes.Text(_("“%s”") % work.title)
        if work.url:
            title = nodes.reference("", "", title, refuri=work.url)
        card += paragraph(nodes.strong("", "", title), classes=["shohyo-book-card__title"])
        card += definition_list([*bibliographic_rows(work), (_("Cite as"), [citation(work.key)])], ["shohyo-facts"])
    return [card] if card.children else []


def facts(view: View, node: Placeholder) -> list[nodes.Node]:
    """Head of an outline page: intent, names, place in the book."""
    page, record = view.page, view.page.record
    blocks: list[nodes.Node] = []
    head: list[nodes.Node] = [kind_badge(record)]
    if record.category:
        head.append(badge(category_label(record.category), "category"))
    if record.draft:
        head.append(badge(_("Draft"), "draft"))
    if record.title_en:
        head.append(_english(record.title_en))
    blocks.append(paragraph(*joined(head, " "), classes=["shohyo-kind"]))
    if record.intent:
        blocks.append(paragraph(record.intent, classes=["shohyo-intent"]))
    if record.intent_en:
        blocks.append(paragraph(_english(record.intent_en), classes=["shohyo-intent-en"]))
    before, after = view.catalogue.neighbours(page.slug)
    places = [
        nodes.inline("", "", view.book_link(place.book), nodes.Text(" › "), view.chapter_link(place))
        for place in view.catalogue.chapters_of.get(page.slug, [])
    ]
    rows = [
        (_("Also called"), joined([_alias(name) for name in record.aliases], _(", "))),
        (_("In the book"), joined(places, _(", "))),
        (_("Previous"), [view.page_link(before)] if before else []),
        (_("Next"), [view.page_link(after)] if after else []),
        (_("Support"), [] if record.confidence == "high" else [nodes.Text(confidence_label(record.confidence))]),
    ]
    blocks.append(definition_list(rows, ["shohyo-facts"]))
    return blocks + tags_of(view)


def _english(text: str) -> nodes.inline:
    return nodes.inline(text, text, classes=["language-en"])


def _alias(name: str) -> nodes.Node:
    return _english(name) if name.isascii() else nodes.Text(name)


def relations(view: View, node: Placeholder) -> list[nodes.Node]:
    """Relations of a page grouped by type, each with its reason and where that comes from."""
    named = node["options"].get("pattern")
    view.check_names(node)
    page = view.catalogue.find("pattern", named) if named else view.page
    ends = view.catalogue.relations.get(page.slug, []) if page else []
    rows = []
    for name, group in groupby(ends, key=lambda end: end.name):
        items = []
        for end in group:
            basis = nodes.inline("", "", *view.source(end.source), classes=["shohyo-basis"])
            name_line = paragraph(view.page_link(end.other), " ", kind_badge(end.other.record))
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


def sources(view: View, node: Placeholder) -> list[nodes.Node]:
    """Everything that the page names as its source."""
    return [bullet_list([[paragraph(*view.source(source))] for source in view.page.record.sources], ["shohyo-sources"])]


def mentions(view: View, node: Placeholder) -> list[nodes.Node]:
    """Pages whose text links here."""
    found = [docname for docname in mentioning(view, view.page) if docname in view.env.titles]
    if not found:
        return [paragraph(_("No page mentions this one in its text yet."))]
    items = []
    for docname in found:
        document = view.domain.documents.get(docname)
        title = document.title if document else view.env.titles[docname].astext()
        line: list[nodes.Node | str] = [view.link(docname, title)]
        if document and document.record.kind != "page":
            line += [" ", kind_badge(document.record)]
        items.append([paragraph(*line)])
    return [bullet_list(items, ["shohyo-mentions"])]


def mentioning(view: View, page: Document) -> list[str]:
    """Return the docnames of the pages whose text links to *page*: reviews first, then in the order of the book."""
    order = view.catalogue.book_order

    def rank(docname: str) -> tuple[int, int, str]:
        document = view.domain.documents.get(docname)
        kind = document.record.kind if document else "page"
        return (
            0 if kind == "review" else 2 if kind == "page" else 1,
            order.get(document.slug, 0) if document else 0,
            docname,
        )

    return sorted(view.domain.mentions_of(page), key=rank)
