"""Ids of the model → words in the site's language."""

from __future__ import annotations

from collections.abc import Callable

from ..messages import _


def kind_label(kind: str, _: Callable[[str], str] = _) -> str:
    """Return the name of a kind of page in the site's language, or by another translation."""
    return {
        "review": _("Review"),
        "book": _("Book"),
        "pattern": _("Pattern"),
        "antipattern": _("Antipattern"),
        "topic": _("Topic"),
        "case-study": _("Case study"),
        "page": _("Page"),
    }[kind]


def shelf_label(state: str) -> str:
    """Return what the state of a book on the shelf is called."""
    return {
        "to-read": _("To read"),
        "reading": _("Reading now"),
        "read": _("Read"),
        "given-up": _("Given up"),
    }[state]


def category_label(category: str) -> str:
    """Return the name of a well-known category in the site's language; any other as it is written."""
    return {
        "overview": _("Overview"),
        "training": _("Training"),
        "release": _("Release"),
        "serving": _("Serving"),
        "operation": _("Operation"),
        "qa": _("Quality assurance"),
        "lifecycle": _("Lifecycle"),
    }.get(category, category)


def relation_label(name: str) -> str:
    """Return the heading under which a page lists its relations of that type."""
    return {
        "alternative-to": _("Alternatives: choose one"),
        "combines-with": _("Goes together with"),
        "opposite-of": _("Opposites"),
        "guards-against": _("Guards against"),
        "guarded-by": _("Prevented by"),
        "prerequisite-of": _("Is needed for"),
        "requires": _("Needs first"),
        "refines": _("Is a special form of"),
        "refined-by": _("Special forms"),
    }[name]


def confidence_label(confidence: str) -> str:
    return {
        "medium-high": _("The facts are well supported, with gaps"),
        "medium": _("The facts are supported in part"),
        "low": _("The facts are hardly supported"),
    }[confidence]
