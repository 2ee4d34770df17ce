"""What a link shows before it is followed: name, kind and intent of its target, and how it is related to this page.

Links to pages that have something to show are marked when they are resolved; what they show is written at the
end of a build, one script for each such page, so that a reader loads only what is pointed at and nothing is fetched.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag

from docutils import nodes

from ..exports.files import put
from ..exports.site import BUILDERS
from ..messages import _
from ..model import INVERSE
from ..reading.domain import chapter_title
from ..shown.asked import Question, asked_in
from ..shown.labels import kind_label, relation_label

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from ..data.catalogue import Document
    from ..reading.domain import ShohyoDomain

#: folder of the scripts, in the output
FOLDER = "_static/shohyo/preview"
SCRIPT = "shohyo/shohyo-preview.js"
#: class of a link that has something to show
MARKED = "shohyo-link"

#: name of a relation → its name on the other page, from which the reader points at this one
_FROM_THERE = {**INVERSE, **{inverse: name for name, inverse in INVERSE.items()}}

#: anchor → what is shown of that place; "" is the page itself
Places = dict[str, dict[str, Any]]


def places(domain: ShohyoDomain) -> Iterator[tuple[str, Places]]:
    """Yield the docname of each page to which links have a preview, and what they show."""
    catalogue = domain.catalogue
    for page in catalogue.patterns.values():
        about = _about(page, page.record.intent)
        why: dict[str, list[list[str]]] = {}
        for end in catalogue.relations[page.slug]:
            why.setdefault(end.other.docname, []).append([relation_label(_FROM_THERE[end.name]), end.why])
        yield page.docname, {"": {**about, "related": why} if why else about}
    for review in catalogue.book_pages:
        yield review.docname, {"": _about(review, review.record.summary)}
    for place in catalogue.chapters:
        docname, anchor = domain.chapter_address(place)
        names = [
            catalogue.patterns[entry.id].title if entry.id in catalogue.patterns else entry.heading or entry.id or ""
            for entry in place.chapter.patterns
        ]
        text = place.chapter.intro or _(", ").join(names)
        yield docname, {anchor: {"title": chapter_title(place), "kind": _("Chapter"), "text": text}}


def _about(page: Document, text: str | None) -> dict[str, Any]:
    return {"title": page.title, "kind": kind_label(page.record.kind), "text": text or ""}


def pages(builder: Builder, domain: ShohyoDomain) -> Mapping[str, Places]:
    """Return address of a page from the root → what links to it show; worked out once for a build."""
    build = domain.build
    if build.previews is None:
        found: dict[str, Places] = {}
        for docname, there in places(domain):
            related = there.get("", {}).get("related")
            if related:  # the script knows where it is by the address
                there[""]["related"] = {builder.get_target_uri(name): why for name, why in related.items()}
            found.setdefault(builder.get_target_uri(docname), {}).update(there)
        build.previews = found
    return build.previews


def file_of(address: str) -> str:
    """Return the name of the script for the page at *address*, a path from the root; the script does the same."""
    return (address.removesuffix(".html") or "index").rstrip("/") + ".js"


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Mark the links to what has a preview, and those of citations."""
    if app.builder.name not in BUILDERS:
        return
    asked, here = asked_in(app.env), app.builder.get_target_uri(docname)
    for link in doctree.findall(nodes.reference):
        if link.get("internal") and _shows(link, here, lambda address: asked.ask(docname, previewed, address)):
            link["classes"].append(MARKED)


@Question
def previewed(app: Sphinx, address: str) -> list[str]:
    """The places of a page that have a preview."""
    return sorted(pages(app.builder, app.env.domains["shohyo"]).get(address, ()))


def _shows(link: nodes.reference, here: str, anchors_at: Callable[[str], Collection[str]]) -> bool:
    if link.get("reftitle"):
        return True  # a citation says in its title what it cites
    path, anchor = urldefrag(link.get("refuri") or f"#{link.get('refid', '')}")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(here), path)) if path else here
    target += "/" if path.endswith("/") else ""
    return unquote(anchor) in anchors_at(target.removeprefix("./"))


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the script on pages with a link that has a preview."""
    if doctree is None or app.builder.name not in BUILDERS:
        return
    if any(MARKED in link["classes"] for link in doctree.findall(nodes.reference)):
        here = app.builder.get_target_uri(pagename)
        label = str(_("Cited work"))
        app.add_js_file(SCRIPT, loading_method="defer", **{"data-here": here, "data-cited": label})


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the scripts."""
    if exception or app.builder.name not in BUILDERS:
        return
    for address, there in sorted(pages(app.builder, app.env.domains["shohyo"]).items()):
        name = f"{FOLDER}/{file_of(address)}"
        data = json.dumps([address, there], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        script = f"Shohyo.addPreview(...{data});\n".encode()
        put(app, name, script)
