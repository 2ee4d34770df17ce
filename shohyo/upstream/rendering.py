"""Sphinx, checked with 9.0.4: a page as HTML, apart from writing it.

``render_partial``, which does the like for a node, knows no page: neither its numbers nor its pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.frontend import get_default_settings
from sphinx.util.logging import suppress_logging
from sphinx.util.osutil import relative_uri
from sphinx.writers.html import HTMLWriter

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder


def html_of(builder: StandaloneHTMLBuilder, document: nodes.document, docname: str) -> str:
    """Return the text of a resolved page as HTML, with addresses relative to it; nothing is changed or said by it."""
    # numbers and pictures are state of the builder, which `write_doc` sets; a translator changes pictures in the tree
    copy = document.deepcopy()
    copy.settings = _settings(builder)
    for image in copy.findall(nodes.image):
        candidates = image.get("candidates", {})
        if candidates and "?" not in candidates:
            kinds = ("*", *builder.supported_image_types)
            image["uri"] = next((candidates[kind] for kind in kinds if kind in candidates), image["uri"])
    for block in copy.findall(nodes.literal_block):  # the translator adds to it, and a copy shares it
        block["highlight_args"] = dict(block.get("highlight_args", {}))
    env = builder.env
    state: dict[str, Any] = {
        "secnumbers": env.toc_secnumbers.get(docname, {}),
        "fignumbers": env.toc_fignumbers.get(docname, {}),
        "imgpath": relative_uri(builder.get_target_uri(docname), builder.imagedir),
        "dlpath": relative_uri(builder.get_target_uri(docname), "_downloads"),
        "current_docname": docname,
        "images": {uri: name for uri, (_docnames, name) in env.images.items()},
    }
    own = vars(builder)
    before = {name: own[name] for name in state if name in own}  # before the first page is written, some are not there
    own.update(state)
    try:
        with suppress_logging():  # it is all said when the page is written
            translator = builder.create_translator(copy, builder)
            copy.walkabout(translator)
    finally:
        for name in state:
            own.pop(name)
        own.update(before)
    return "".join(translator.fragment)


def _settings(builder: StandaloneHTMLBuilder) -> Any:
    """Return the settings that pages are written with, which the builder makes when it begins to write."""
    if settings := getattr(builder, "docsettings", None):
        return settings
    settings = get_default_settings(HTMLWriter(builder))
    vars(settings).update(builder.env.settings)
    settings.compact_lists = bool(builder.config.html_compact_lists)
    return settings
