"""Bibliographies on pages: each entry says where it is cited, and the list is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..cite.bibtex import citing_pages, is_bibliography, is_bibliography_entry, is_listed, listed_keys, unresolved
from ..cite.labels import LABEL_FIELD
from ..messages import _
from ..reading.domain import address
from ..shown.asked import asked_in
from ..shown.links import cited
from .disclosure import disclosure
from .long import is_long

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

#: pages named below an entry of a bibliography; the rest is one click away
SHOWN = 6


class CitedInTransform(SphinxPostTransform):
    """End each entry of a bibliography with links to the pages that cite it.

    What furniture cites becomes text where no page lists it: the key is unknown, which is reported
    with the front matter, or the project has no bibliography, which is no mistake.
    """

    default_priority = 6  # after the bibliography is filled in (5), before references are resolved (10)

    def run(self, **kwargs: Any) -> None:
        entries = []
        for node in list(self.document.findall(nodes.Element)):
            if isinstance(node, pending_xref):
                key = node.get("citation_key")
                if key is not None and not self._is_listed(key):
                    node.replace_self(unresolved(_label(self.env, key)))
            elif is_bibliography_entry(node) and node["ids"]:
                entries.append(node)
        if not entries:
            return
        keys, citing = listed_keys(self.env), citing_pages(self.env)
        for entry in entries:
            if "backrefs" in entry:  # less what the front matter cites, which has no place on the page
                entry["backrefs"] = [backref for backref in entry["backrefs"] if backref]
            if docnames := citing.get(keys.get((entry["docname"], entry["ids"][0]), "")):
                if is_long(len(entries)):
                    entry.children[-1] += [nodes.Text(" "), self._count(len(docnames))]
                    continue
                entry += self._line(_("Cited in: "), entry["docname"], docnames[:SHOWN])
                if rest := docnames[SHOWN:]:
                    entry += disclosure(_("%d more pages") % len(rest), self._line("", entry["docname"], rest))

    @staticmethod
    def _count(pages: int) -> nodes.inline:
        return nodes.inline("", _("(citing pages: %d)") % pages, classes=["shohyo-note"])

    def _is_listed(self, key: str) -> bool:
        """Tell whether a page lists an entry; what follows from it is another question of this page."""
        asked_in(self.env).note(self.env.current_document.docname, cited, key)
        return is_listed(self.env, key)

    def _line(self, label: str, docname: str, citing: list[str]) -> nodes.paragraph:
        links: list[nodes.Node] = []
        for number, target in enumerate(citing):
            links += [nodes.Text(_(", "))] if number else []
            title = self.env.titles[target].astext() if target in self.env.titles else target
            links.append(nodes.Text(title) if target == docname else address(target, nodes.Text(title)))
        return nodes.paragraph("", label, *links, classes=["shohyo-cited-in"])


class BibliographyListTransform(SphinxPostTransform):
    """Make a bibliography a plain list: docutils writes roles for its citations that ARIA 1.2 has dropped."""

    default_priority = 7  # after the lines of citing pages
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for container in list(self.document.findall(is_bibliography)):
            items = [self._item(entry) for entry in container.children]
            container.replace_self(nodes.bullet_list("", *items, classes=["shohyo-bibliography"], nosearch=True))

    @staticmethod
    def _item(entry: nodes.citation) -> nodes.list_item:
        label, text, *rest = entry.children
        # bibtex keeps each entry for all of a build, and would keep the page with it; it fills them in place
        entry.children, entry.parent = [], None
        text.insert(0, [nodes.inline("", f"[{label.astext()}]", classes=["label"]), nodes.Text(" ")])
        return nodes.list_item("", text, *rest, ids=entry["ids"])


def _label(env: BuildEnvironment, key: str) -> str:
    """Return the label of an entry, which it has whether or not a page lists it; of an unknown key the key."""
    entry = env.domains["shohyo"].bibliography.data.entries.get(key)
    return entry.fields.get(LABEL_FIELD, key) if entry else key
