"""Covers that we draw → files beside the pictures of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from ..drawing.cover import draw_cover
from ..page.cover import cover_path, cover_words
from ..page.labels import kind_label
from ..upstream.sphinx import image_folder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from ..reading.domain import ShohyoDomain


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Write the covers of the reviews that are written, before the pages that show them."""
    if not isinstance(builder, StandaloneHTMLBuilder):
        return
    domain: ShohyoDomain = app.env.domains["shohyo"]
    build, works = domain.build, domain.bibliography.entries
    for review in domain.catalogue.reviews:
        path = image_folder(builder) / cover_path(review)
        if build.everything or review.docname in build.rewritten:
            path.parent.mkdir(parents=True, exist_ok=True)
            svg = draw_cover(*cover_words(review, works.get(review.record.book or "")), label=kind_label("review"))
            path.write_text(svg, "utf-8")
        else:
            build.kept.add(path.relative_to(app.outdir).as_posix())
