"""Texts of the interface; they are handed to its script as ``data-*`` attributes, so that no script is in a page."""

from __future__ import annotations

from ...messages import _


def labels(has_kinds: bool = True) -> dict[str, str]:
    """Return name → text in the site's language; ``%s`` stands for what the script knows.

    Args:
        has_kinds: whether pages may be of several kinds, so that a reader can ask for one.
    """
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
        "quoted": _('"%s"'),
        "and": _(" and "),
        "step-words": _("Pages with the words %s"),
        "step-forms": _("In other forms and by other names: %s"),
        "step-near": _("What may have been meant: %s"),
        "step-most": _("Pages close to %s"),
        "step-rest": _("Pages with some of the words: %s"),
        "step-unfiltered": _("Without filters: %s"),
        "lacks": _("Without %s"),
        "ways": _("From here you can go on:"),
        "clipped": _("The query is long; its first 200 characters were searched for."),
        "problem-or": _("OR needs a word on either side: %s"),
        "problem-field": _("This field needs a value: %s"),
        "problem-value": _("No page has this value: %s"),
        "problem-never": _("This is asked for and excluded at once: %s"),
        "problem-signs": _("There is no word to search for in %s"),
        "syntax": _(
            'All words must be there. "…" is a phrase, OR joins alternatives, - excludes, title: looks at titles, '
            "kind: at kinds of pages."
        )
        if has_kinds
        else _('All words must be there. "…" is a phrase, OR joins alternatives, - excludes, title: looks at titles.'),
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
