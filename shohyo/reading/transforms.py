"""Read-phase transforms: one title, anchors that stay, furniture in its place, HTML that is safe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.transforms import SphinxTransform

from ..messages import _
from ..model import OfBook, Pattern, Review
from ..source.references import Html
from ..text.rawhtml import clean_html
from ..text.slugs import slug
from ..upstream.myst import follow_anchors
from ..values import is_url
from .directives import outline_sections
from .domain import is_markdown
from .headings import inline
from .named import note
from .pictures import cover_images
from .placeholder import Placeholder, placeholder
from .safety import safety_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..data.catalogue import Document
    from .domain import ShohyoDomain


class ShohyoTransform(SphinxTransform):
    """Base: knows the page's front matter, if it has any."""

    @property
    def domain(self) -> ShohyoDomain:
        return self.env.domains["shohyo"]

    @property
    def page(self) -> Document | None:
        return self.domain.documents.get(self.env.current_document.docname)


class TitleTransform(ShohyoTransform):
    """Make the front matter's title the only h1: what a blog wrote with ``#`` becomes its sections."""

    default_priority = 100  # before references and ids are settled

    def apply(self) -> None:
        if not self.page or not self.page.record.title:
            return
        sections = [node for node in self.document.children if isinstance(node, nodes.section)]
        if not sections:
            return
        top = sections[0]
        for node in self.document.children[self.document.index(top) + 1 :]:
            self.document.remove(node)
            if isinstance(node, nodes.section) and node.next_node(nodes.title).astext() == self.page.record.title:
                # the body repeats the title: merge, and let a label above it be the page's
                while isinstance(top.children[-1], nodes.target):
                    self.document.insert(self.document.index(top), top.pop())
                top.extend(node.children[1:])
            else:
                top.append(node)


#: an id that docutils makes where a title has no ASCII letter, or one that is taken
_COUNTED = re.compile(r"id\d+")


class AnchorTransform(ShohyoTransform):
    """Give headings anchors from their text.

    docutils makes an id of ASCII letters only, so Japanese headings are counted (``id1``, ``id2``) and
    a new heading moves the rest.  Ours keep letters of every script, as MyST's and GitHub's slugs do;
    a heading that comes twice is told apart by the heading above it.  An explicit target stays first.
    """

    default_priority = 265  # after docutils and MyST have ordered explicit ids

    def apply(self) -> None:
        explicit = {
            self.document.nameids.get(name) for name, is_explicit in self.document.nametypes.items() if is_explicit
        }
        sections = [section for section in self.document.findall(nodes.section) if section["ids"]]
        reserved = {anchor for section in sections if section.get("anchored") for anchor in section["ids"]}
        renamed: dict[str, str] = {}
        for section in sections:
            if section.get("anchored"):
                own, *others = section["ids"]
                renamed.update((anchor, own) for anchor in others if _COUNTED.fullmatch(anchor))
                section["ids"] = [own, *(anchor for anchor in others if anchor not in renamed)]
                continue
            title = section.next_node(nodes.title)
            text = title.astext() if title else ""
            # docutils makes an id of all that stands in a heading
            has_asides = title is not None and title.next_node(inline) is not None
            if named := explicit & set(section["ids"]):
                kept = [anchor for anchor in section["ids"] if not _COUNTED.fullmatch(anchor)]
                section["ids"] = [anchor for anchor in kept if anchor in named] if has_asides else kept
                if has_asides:
                    renamed.update(dict.fromkeys(set(kept) - named, section["ids"][0]))
                continue
            old = section["ids"][0]
            if not has_asides and text.isascii() and not _COUNTED.fullmatch(old) and old not in reserved:
                continue
            if old not in reserved:
                self.document.ids.pop(old, None)
            new = self._free(self._slug(section, text), section)
            self.document.ids[new] = section
            section["ids"] = [new, *section["ids"][1:]]
            renamed[old] = new
        self._follow(renamed)

    def _slug(self, section: nodes.section, text: str) -> str:
        if self.page and section.parent is self.document and self.page.record.title:
            return "-".join(self.page.slug.split())
        return slug(text) or "section"

    def _free(self, anchor: str, section: nodes.section) -> str:
        if anchor not in self.document.ids:
            return anchor
        if isinstance(section.parent, nodes.section) and section.parent["ids"]:
            anchor = f"{section.parent['ids'][0]}-{anchor}"
        number, free = 2, anchor
        while free in self.document.ids:
            number, free = number + 1, f"{anchor}-{number}"
        return free

    def _follow(self, renamed: dict[str, str]) -> None:
        """Let the names and slugs that docutils and MyST keep point to the new anchors."""
        nameids = self.document.nameids
        nameids.update({name: renamed[anchor] for name, anchor in nameids.items() if anchor in renamed})
        follow_anchors(self.document, renamed)


class FurnitureTransform(ShohyoTransform):
    """Put up what the front matter says: byline, book card, relations, sources, mentions."""

    default_priority = 110  # after the title

    def apply(self) -> None:
        page = self.page
        if not page:
            return
        top = self.document.next_node(nodes.section)
        if top is None:
            return
        record = page.record
        top[1:1] = [placeholder(name, page.docname) for name in self._lead(record)]
        if isinstance(record, OfBook) and record.cover:
            next(node for node in top.children if node.get("what") == "book-card").extend(
                cover_images(page, self.document["source"])
            )
        if isinstance(record, OfBook) and (outline := outline_sections(self.env, self.document, page)):
            title = _("Outlines of the books") if len(record.books_named) > 1 else _("Outline of the book")
            top.append(self._section("outline", title, *outline))
        if record.kind == "pattern":
            self._set_side_by_side(top)
        if isinstance(record, Pattern):
            top.append(placeholder("answers", page.docname))  # of decision guides; empty where none leads here
        self._close(top, page)

    @staticmethod
    def _set_side_by_side(top: nodes.section) -> None:
        """Mark sections that are two subsections and nothing else: reasons for, and reasons against."""
        for section in top.children:
            parts = section.children[1:] if isinstance(section, nodes.section) else []
            if len(parts) == 2 and all(isinstance(part, nodes.section) for part in parts):
                section["classes"].append("shohyo-sides")
                parts[0]["classes"].append("shohyo-sides__for")
                parts[1]["classes"].append("shohyo-sides__against")

    def _close(self, top: nodes.section, page: Document) -> None:
        """Add the closing sections in their order; what the author wrote under the title of one opens it.

        What a page is like at a glance is read before the rest: it comes after the first section, which says what
        the page is about.
        """
        written = {
            section.next_node(nodes.title).astext(): section
            for section in top.children
            if isinstance(section, nodes.section) and section.next_node(nodes.title)
        }
        shown = {node["what"] for node in self.document.findall(Placeholder)}
        for name, title, generated in self._closing(page.record):
            content = [placeholder(name, page.docname)] if generated and name not in shown else []
            section = written.get(title)
            if section:
                top.remove(section)
                section += content
                section["ids"].insert(0, f"shohyo-{name}")
                section["anchored"] = True
                section["classes"].append("shohyo-section")
                section["nosearch"] = "if-empty"
                self.document.ids.setdefault(f"shohyo-{name}", section)
            elif content:
                section = self._section(name, title, *content)
            if section:
                top.insert(self._after_the_first(top) if name == "traits" else len(top), section)
        if isinstance(page.record, (Pattern, Review)):
            top.append(placeholder("cite", page.docname))

    @staticmethod
    def _after_the_first(top: nodes.section) -> int:
        """Return the place after the first section of the text, or its end, where the answers of guides stand."""
        sections = (number for number, child in enumerate(top.children, start=1) if isinstance(child, nodes.section))
        return next(sections, len(top) - 1)

    @staticmethod
    def _lead(record: object) -> Iterator[str]:
        if isinstance(record, Pattern):
            yield "facts"
        elif isinstance(record, OfBook):
            yield from ("byline", "book-card")
        else:
            yield "byline"

    @staticmethod
    def _closing(record: object) -> Iterator[tuple[str, str, bool]]:
        """Yield name and title of each closing section, and whether we have anything to put there."""
        if isinstance(record, Pattern):
            yield "traits", _("At a glance"), bool(record.traits)
            yield "relations", _("Relations to other pages"), True
            yield "elsewhere", _("In other books"), False
            yield "place", _("Place in the book"), True
            yield "sources", _("Sources"), bool(record.sources or record.checked)
        if isinstance(record, (Pattern, OfBook)):
            yield "mentions", _("Pages that mention this one"), True

    def _section(self, name: str, title: str, *content: nodes.Node) -> nodes.section:
        section = nodes.section(
            "", nodes.title(title, title), *content,
            ids=[f"shohyo-{name}"], classes=["shohyo-section"], anchored=True, nosearch="if-empty",
        )  # fmt: skip
        self.document.ids.setdefault(f"shohyo-{name}", section)
        return section


class RawHtmlTransform(ShohyoTransform):
    """Let no HTML of an author load or run anything; frames become links, ``<center>`` a caption."""

    default_priority = 120

    def apply(self) -> None:
        is_text = is_markdown(self.config, self.env.doc2path(self.env.current_document.docname))
        if not is_text and not safety_of(self.env).is_on:
            return  # in reStructuredText raw HTML is asked for by name, and docutils' raw_enabled decides
        found = [node for node in self.document.findall(nodes.raw) if "html" in node.get("format", "").split()]
        # each parent once: a paragraph may have ten thousand tags
        for parent in {id(node.parent): node.parent for node in found}.values():
            children: list[nodes.Node] = []
            for child in parent.children:
                is_html = isinstance(child, nodes.raw) and "html" in child.get("format", "").split()
                children += self._replacement(child) if is_html else [child]
            parent.children = children
            for child in children:
                parent.setup_child(child)

    def _replacement(self, node: nodes.raw) -> list[nodes.Node]:
        clean = clean_html(node.astext())
        inline = isinstance(node.parent, nodes.TextElement)
        if clean.dropped or not all(map(safety_of(self.env).may_load, clean.loaded)):
            note(self.env, Html(node.line or 1, 1, node.astext()), node.source)
        found: list[nodes.Node] = []
        if clean.caption:
            found.append(nodes.paragraph("", clean.caption, classes=["shohyo-caption"]))
        if clean.html:
            found.append(nodes.raw("", clean.html, format="html", classes=node["classes"]))
        for link in (_frame_link(address, title) for address, title in clean.frames):
            if link:
                found.append(link if inline else nodes.paragraph("", "", link))
        return found


class FootnoteTransform(ShohyoTransform):
    """Bring back footnotes that a directive has thrown away with its body, such as an unclosed one that takes no text.

    MyST moves all footnotes that there were to the end of the page, and fails at one that is nowhere.
    """

    default_priority = 610  # before footnotes are numbered (620)

    def apply(self) -> None:
        document = self.document
        if not (document.symbol_footnotes or document.footnotes or document.autofootnotes):
            return
        held = {id(child): node for node in document.findall(nodes.Element) for child in node.children}
        for footnote in (*document.symbol_footnotes, *document.footnotes, *document.autofootnotes):
            if id(footnote) in held:
                footnote.parent = held[id(footnote)]
            else:
                document += footnote


class NotesTransform(ShohyoTransform):
    """Let the footnotes stand with the text that they belong to: above "cite this page", which ends a page."""

    default_priority = 624  # after MyST has moved them to the end (623)

    def apply(self) -> None:
        found = list(self.document.children)
        while found and not isinstance(found[-1], nodes.section):
            found.pop()
        notes = self.document.children[len(found) :]
        top = found[-1] if found else None
        last = top.children[-1] if top is not None and top.children else None
        if isinstance(last, Placeholder) and last["what"] == "cite" and all(map(_is_note, notes)):
            for note_ in notes:
                self.document.remove(note_)
                top.insert(len(top) - 1, note_)


def _is_note(node: nodes.Node) -> bool:
    """Tell whether a node is a footnote, or the line that MyST draws above them."""
    return isinstance(node, nodes.footnote) or (isinstance(node, nodes.transition) and "footnotes" in node["classes"])


def _frame_link(address: str, title: str) -> nodes.reference | None:
    """Return a plain link to what a frame would have loaded, if that is a web address."""
    address = f"https:{address}" if address.startswith("//") else address
    if not is_url(address):
        return None
    text = title or _("Embedded page: %s") % urlsplit(address).hostname
    return nodes.reference(text, text, refuri=address, classes=["shohyo-frame"])


TRANSFORMS = (
    TitleTransform, FurnitureTransform, RawHtmlTransform, AnchorTransform, FootnoteTransform, NotesTransform,
)  # fmt: skip
