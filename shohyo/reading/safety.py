"""What pages ask for that a site does not let in is taken out while they are read, whatever asked for it.

The findings are those of the checks: what the scan of a text does not show is noted, as in ``named``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective

from ..checks.settings import admit
from ..markdown.dialect import extend
from ..markdown.faults import MAX_LEVEL
from ..markdown.mathematics import fault_of
from ..source.references import Reference, Substitution, formula_links
from ..source.safety import RUNNING, UNKNOWN, Safety, scheme_of
from ..upstream.docutils import directive_class
from ..upstream.myst_sphinx import guarded_parser
from .marks import Box, Struck
from .named import note, note_at

if TYPE_CHECKING:
    from docutils.parsers.rst import Directive
    from myst_parser.config.main import MdParserConfig
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: directives that read a file that they name: their option, or nothing for the argument
READERS: Mapping[str, tuple[str, ...]] = {
    "include": ("",),
    "literalinclude": ("", "diff"),
    "csv-table": ("file", "url"),
    "raw": ("file", "url"),
    "graphviz": ("",),
    "uml": ("",),
    "mermaid": ("",),
}
#: attributes that a ``<meta>`` element may have
META = frozenset({"name", "content", "property", "lang", "itemprop", "charset", "media"})


def safety_of(env: BuildEnvironment) -> Safety:
    """Return what the site of an environment lets in; everything, where it is built without this extension."""
    build = getattr(env.domains["shohyo"], "build", None) if "shohyo" in env.domains else None
    return build.project.safety if build and build.project else UNKNOWN


# --- files -----------------------------------------------------------------------------------------------


def may_read(env: BuildEnvironment, target: str, line: int, source: str | None) -> bool:
    """Tell whether a page may read a file; if not, it is noted."""
    # what stands in angle brackets comes with docutils
    if re.fullmatch(r"<[\w.-]+>", target) or safety_of(env).holds(env.relfn2path(target)[1]):
        return True
    note(env, Reference(line, 1, "file", target), source)
    return False


class GuardedDirective(SphinxDirective):
    """Before a directive that reads a file: lets it read those of the site."""

    def run(self) -> list[nodes.Node]:
        source, line = self.get_source_info()
        for option in READERS[self.name.rpartition(":")[2]]:
            target = self.options.get(option) if option else next(iter(self.arguments), None)
            if not target:
                continue
            if option == "url" and safety_of(self.env).is_on:
                note(self.env, Reference(line, 1, "fetch", target), source)
                return []
            if option != "url" and not may_read(self.env, target, line, source):
                return []
        return super().run()


def guard_directives(app: Sphinx) -> None:
    """Put the guard before each directive that reads a file, be it docutils', Sphinx's or another extension's."""
    for name in READERS:
        found: type[Directive] | None = directive_class(name)
        if found is not None and not issubclass(found, GuardedDirective):
            guarded = type(f"Guarded{found.__name__}", (GuardedDirective, found), {})
            directives.register_directive(name, guarded)


# --- MyST ------------------------------------------------------------------------------------------------


def guard_markdown(app: Sphinx) -> None:
    """Let MyST ask before it takes a page's settings, evaluates its substitutions and includes files."""

    def admitted(myst: Mapping[str, Any], config: MdParserConfig) -> Mapping[str, Any] | None:
        safety = safety_of(app.env)
        return admit(myst, config, safety)[0] if safety.is_on else None

    def refused(text: str, problem: str, line: int, source: str) -> None:
        note(app.env, Substitution(line, 1, text, problem), source)

    def may_include(target: str, line: int, source: str) -> bool:
        return may_read(app.env, target, line, source)

    # what is in the last level is read, too
    parser = guarded_parser(
        admitted, refused, may_include, MAX_LEVEL + 1, extend, Struck, lambda is_done: Box(checked=is_done)
    )
    app.add_source_parser(parser, override=True)


# --- the doctree -----------------------------------------------------------------------------------------


class SafetyTransform(SphinxTransform):
    """Take out links, pictures, files and headers that are not let in, before Sphinx collects what a page has."""

    default_priority = 870  # links are settled; the event that a page was read is at 880

    def apply(self, **kwargs: Any) -> None:
        safety = self.safety = safety_of(self.env)
        if not safety.is_on:
            return
        for node in list(self.document.findall(nodes.reference)):
            if not safety.allows(node.get("refuri", "")):
                note_at(self.env, node, "address", node["refuri"])
                node.parent.replace(node, node.children)
        for node in list(self.document.findall(addnodes.pending_xref)):
            # of others it is not known yet whether they are labels
            if node["reftype"] == "myst" and scheme_of(node["reftarget"]) in RUNNING - self.safety.schemes:
                note_at(self.env, node, "link", node["reftarget"])
                node.parent.replace(node, node.children or nodes.Text(node["reftarget"]))
        for node in list(self.document.findall(nodes.image)):
            self._image(node)
        for node in list(self.document.findall(addnodes.download_reference)):
            target = node["reftarget"]
            if "://" not in target and not self._holds(target):
                note_at(self.env, node, "download", target)
                node.parent.replace(node, node.children)
        for node in self.document.findall(addnodes.toctree):
            self._toctree(node)
        for node in list(self.document.findall(nodes.meta)):
            self._meta(node)
        formulas = list(self.document.findall(lambda node: isinstance(node, (nodes.math, nodes.math_block))))
        if formulas:
            note_at(self.env, formulas[0], "math", "")
        for node in formulas:
            if fault_of(node.astext()):
                note_at(self.env, node, "formula", node.astext())
            if refused := [link for link in formula_links(node.astext()) if not safety.allows(link)]:
                note_at(self.env, node, "address", refused[0])
                is_inline = isinstance(node, nodes.math)
                node.parent.replace(node, (nodes.literal if is_inline else nodes.literal_block)("", node.astext()))

    def _holds(self, target: str) -> bool:
        file = Path(self.env.relfn2path(target)[1])
        if not file.name.endswith(".*"):
            return self.safety.holds(file)
        found = [other for other in _files(file.parent) if other.name.startswith(file.name[:-1])]
        return all(map(self.safety.holds, [file, *found]))

    def _image(self, node: nodes.image) -> None:
        address = node.get("uri", "")
        page = self.env.domains["shohyo"].documents.get(self.env.current_document.docname)
        pictures = (getattr(page.record, key, None) for key in ("cover", "social_image")) if page else ()
        # by the front matter
        is_named = any(picture and address in (picture.image, getattr(picture, "large", "")) for picture in pictures)
        node.attributes.pop("loading", None)  # "embed" would make a drawing a part of the page, with its scripts
        is_here = self.safety.allows(address) and ("://" in address or address.startswith("//") or self._holds(address))
        if not is_named and (not is_here or not self.safety.may_load(address)):
            note_at(self.env, node, "image", address)
        if not is_here:
            text = nodes.inline("", node.get("alt", ""))
            is_inline = isinstance(node.parent, nodes.TextElement)
            node.parent.replace(node, text if is_inline else nodes.paragraph("", "", text))

    def _toctree(self, node: addnodes.toctree) -> None:
        refused = [target for _title, target in node["entries"] if not self.safety.allows(target)]
        for target in dict.fromkeys(refused):
            note_at(self.env, node, "toctree", target)
        if refused:
            node["entries"] = [entry for entry in node["entries"] if entry[1] not in refused]

    def _meta(self, node: nodes.meta) -> None:
        if "http-equiv" in node:
            note_at(self.env, node, "meta", f"{node['http-equiv']}: {node.get('content', '')}")
            node.parent.remove(node)
        for name in set(node.non_default_attributes()) - META:
            del node[name]


def _files(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
