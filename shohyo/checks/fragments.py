"""Links to a place on the same page, ``[…](#place)``: a heading, a label, or a label of another page."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..errors import Code, say, suggestion
from ..text.slugs import letters
from ..upstream.myst import slug_of
from .documents import SourcePage


def check_fragment(page: SourcePage, target: str, labels: Collection[str]) -> tuple[Code, str, str] | None:
    """Say that there is no such place, if so.

    Args:
        page: where the link stands.
        target: what stands behind the ``#``.
        labels: all of the project.
    """
    if target in labels:
        return None
    anchors = {*page.markup.anchors, *((slug_of(page.document.title), page.document.slug) if page.document else ())}
    # a second heading of these words has a number; case counts
    words = {letters(anchor) for anchor in anchors}
    if target == target.lower() and not words.isdisjoint((letters(target), letters(re.sub(r"-\d+$", "", target)))):
        return None
    if target.lower() in {label.lower() for label in labels}:
        return None
    problem = say('the link "#{name}" leads to no heading and no label', name=target)
    near = suggestion(target, {f"#{name}" for name in (*anchors, *page.markup.labels) if name})
    return Code.LINK, problem, near or say('write "({name})=" above the place that is meant', name=target)
