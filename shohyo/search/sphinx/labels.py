"""Texts of the interface; they are handed to its script as ``data-*`` attributes, so that no script is in a page."""

from __future__ import annotations

from ...messages import _


def labels() -> dict[str, str]:
    """Return name → text in the site's language; ``%s`` stands for what the script knows."""
    return {
        "search": _("Search"),
        "placeholder": _("Search this site"),
        "close": _("Close"),
        "results": _("Search results"),
        "busy": _("Searching …"),
        "found": _("%s pages found"),
        "found-one": _("1 page found"),
        "found-most": _("At most %s pages found"),
        "nothing": _("Nothing was found for “%s”."),
        "all": _("Show all results"),
        "more": _("Show more results"),
        "alias": _("Found by another name: %s"),
        "variant": _("Found in another spelling"),
        "outdated": _("The search index could not be read. The site may have changed since this page was opened."),
        "reload": _("Reload"),
        "meant": _("Did you mean:"),
        "fewer": _("Fewer terms find more:"),
        "unfiltered": _("Without filters"),
        "hint": _("Try a shorter term or another spelling."),
        "facets": _("Narrow down"),
        "others": _("Others"),
        "kind": _("Kind"),
        "book": _("Book"),
        "chapter": _("Chapter"),
        "tag": _("Tag"),
        "remove": _("Remove the filter %s"),
        "marked": _("%s places are marked"),
        "clear": _("Remove the marks (Esc)"),
        "explain": _("How this result came about"),
        "noscript": _("The search needs JavaScript. Without it, these pages lead on:"),
        "keys": _("↑ ↓ choose, Enter opens, Esc closes"),
    }
