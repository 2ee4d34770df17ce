"""Covers that we draw → files beside the pictures of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from ..drawing.cover import draw_cover
from ..page.cover import cover_path, cover_words
from ..shown.labels import kind_label
from ..upstream.sphinx import image_folder

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from ..reading.domain import ShohyoDomain


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Write the covers of the reviews and books that are written, before the pages that show them."""
    if not isinstance(builder, StandaloneHTMLBuilder):
        return
    domain: ShohyoDomain = app.env.domains["shohyo"]
    build, works = domain.build, domain.bibliography.entries
    for page in domain.catalogue.book_pages:
        for number, key in enumerate(page.record.books_named or ("",)):
            if number == 0 and page.docname in domain.covers:
                continue
            path = image_folder(builder) / cover_path(page, number)
            if build.everything or page.docname in build.rewritten:
                path.parent.mkdir(parents=True, exist_ok=True)
                svg = draw_cover(*cover_words(page, works.get(key)), label=kind_label(page.record.kind))
                path.write_text(svg, "utf-8")
            else:
                build.kept.add(path.relative_to(app.outdir).as_posix())
