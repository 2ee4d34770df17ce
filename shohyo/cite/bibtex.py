"""The one door to sphinxcontrib-bibtex, which keeps its domain ``cite``, its directives and its roles.

Nothing of what is used here is promised, apart from registering styles: its classes and the data of its domains are
taken as they are in version 2.7.0.  ``tests/build/test_upstream.py`` fails when one of them changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pybtex.plugin import enumerate_plugin_names, find_plugin
from pybtex.plugin import register_plugin as register_pybtex_plugin
from sphinx.addnodes import pending_xref
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import SphinxDirective
from sphinxcontrib.bibtex import foot_roles, roles
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime
from sphinxcontrib.bibtex.citation_target import CitationTarget, parse_citation_targets
from sphinxcontrib.bibtex.directives import BibliographyDirective
from sphinxcontrib.bibtex.domain import BibtexDomain, get_docnames
from sphinxcontrib.bibtex.foot_directives import FootBibliographyDirective
from sphinxcontrib.bibtex.foot_domain import BibtexFootDomain
from sphinxcontrib.bibtex.nodes import bibliography as bibliography_node
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.transforms import BibliographyTransform

from ..source.references import citation_keys, citations, is_key, key_of
from .referencing import FOOT_NAME, ShohyoFootReferenceStyle, ShohyoReferenceStyle
from .style import NAME

if TYPE_CHECKING:
    from pybtex.database import BibliographyData
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def register() -> None:
    """Make the reference styles known to sphinxcontrib-bibtex; doing it again changes nothing."""
    group = "sphinxcontrib.bibtex.style.referencing"
    register_plugin(group, NAME, ShohyoReferenceStyle, force=True)
    register_plugin(group, FOOT_NAME, ShohyoFootReferenceStyle, force=True)
    # it is asked for at every citation, and pybtex 0.26 reads the metadata of all packages each time
    group = "pybtex.backends"
    register_pybtex_plugin(group, "plaintext", find_plugin(group, "plaintext"), force=True)
    BibliographyTransform.run = _fill_bibliographies


#: name of the domain
DOMAIN = "cite"
_UNRESOLVED = "shohyo-unresolved"


def _cite_domain(env: BuildEnvironment) -> CiteDomain:
    return env.domains[DOMAIN]


class CiteDomain(BibtexDomain):
    """The cite domain, which looks at a citation's own entries where its own methods look at all of them.

    Each entry of a bibliography was compared with every citation, and each citation with every entry.
    """

    #: what the methods of the base see of entries, references and citations, while one of them is called
    _entries: list[Any] | None = None
    _refs: list[roles.CitationRef] | None = None
    _citations: list[Any] | None = None
    _by_key: dict[str, list[tuple[int, Any]]] | None = None
    #: role, target, and page or folder from which it is cited → what stands in its place
    _resolved: dict[tuple[str, str, str], nodes.Element]

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self._resolved = {}
        self._hosts: set[str] | None = None

    @property
    def citation_refs(self) -> list[roles.CitationRef]:
        return self.data["citation_refs"] if self._refs is None else self._refs

    @property
    def citations(self) -> list[Any]:
        return self.data["citations"] if self._citations is None else self._citations

    def get_entries(self, bibfiles: Iterable[str]) -> Iterable[Any]:
        return super().get_entries(bibfiles) if self._entries is None else self._entries

    def get_filtered_entries(self, bibliography_key: Any) -> Iterator[tuple[str, Any]]:
        """Yield the entries that a bibliography lists, by citation key."""
        bibliography = self.bibliographies[bibliography_key]
        citing: dict[str, list[roles.CitationRef]] = {}
        for reference in self.citation_refs:
            for key in {target.key for target in reference.targets}:
                citing.setdefault(key, []).append(reference)
        found: list[tuple[str, Any]] = []
        try:
            for entry in list(super().get_entries(bibliography.bibfiles)):
                self._entries, self._refs = [entry], citing.get(bibliography.keyprefix + entry.key, [])
                found += super().get_filtered_entries(bibliography_key)
        finally:
            self._entries = self._refs = None
        yield from found

    def env_updated(self) -> Iterable[str]:
        """Settle which bibliography lists what; where nothing is built, that is as the environment has it."""
        self._by_key = self._hosts = None
        self._resolved.clear()
        return super().env_updated() if self.env.domains["shohyo"].build.outdated else []

    @property
    def by_key(self) -> dict[str, list[tuple[int, Any]]]:
        """Citation key → position and citation, of each bibliography that lists it; when all pages are read."""
        if self._by_key is None:
            self._by_key = {}
            for number, citation in enumerate(self.citations):
                self._by_key.setdefault(citation.key, []).append((number, citation))
        return self._by_key

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str,
        node: pending_xref, contnode: nodes.Element,
    ) -> nodes.Element:  # fmt: skip
        """Return what stands in place of a citation; pages of a folder that cite the same show the same."""
        place = typ, target, self._folder(fromdocname, builder)
        if place in self._resolved:
            return self._resolved[place].deepcopy()
        targets = list(parse_citation_targets(target))
        known = env.domains["shohyo"].bibliography.entries if self._lists_plain_keys else ()
        keys = {cited.key for cited in targets if cited.key in self.by_key or cited.key in known}
        if not keys:
            return unresolved(", ".join(sorted({cited.key for cited in targets})))
        # that there are no others was said when all pages were read
        target = ", ".join(_written(cited) for cited in targets if cited.key in keys)
        numbered = [pair for key in keys for pair in self.by_key.get(key, ())]
        try:
            # in the order in which the base has them
            self._citations = [citation for _number, citation in sorted(numbered, key=lambda pair: pair[0])]
            found = super().resolve_xref(env, fromdocname, builder, typ, target, node, contnode)
            # of keys that no page lists it warns each time
            if place[2] and keys == {cited.key for cited in self._citations if self._is_linked(cited)}:
                self._resolved[place] = found.deepcopy()
            return found
        finally:
            self._citations = None

    def _is_linked(self, citation: Any) -> bool:
        """Tell whether a citation is one to which references lead."""
        return self.bibliographies[citation.bibliography_key].list_ == "citation"

    @property
    def hosts(self) -> set[str]:
        """The pages with a bibliography."""
        if self._hosts is None:
            self._hosts = {key.docname for key in self.bibliographies}
        return self._hosts

    @property
    def _lists_plain_keys(self) -> bool:
        """Whether there is a bibliography to which citations lead, with keys as the bib files have them."""
        return any(node.list_ == "citation" and not node.keyprefix for node in self.bibliographies.values())

    def _folder(self, docname: str, builder: Builder) -> str:
        """Return from where the addresses on a page are relative, or nothing if it is like no other."""
        # links within a page are others
        if docname in self.hosts or not isinstance(builder, StandaloneHTMLBuilder):
            return ""
        return "/" + builder.get_target_uri(docname).rpartition("/")[0]


_fill = BibliographyTransform.run


def _fill_bibliographies(transform: BibliographyTransform, **options: Any) -> None:
    """Fill bibliographies in; of references, each entry is compared with those of its own page."""
    # the base goes through those of all pages for each entry
    docnames = {node["docname"] for node in transform.document.findall(bibliography_node)}
    if not docnames:
        return
    domain = _cite_domain(transform.env)
    try:
        domain._refs = [reference for reference in domain.citation_refs if reference.docname in docnames]
        _fill(transform, **options)
    finally:
        domain._refs = None


# --- reading -------------------------------------------------------------------------------------


def hand_over(
    env: BuildEnvironment, encoding: str, data: BibliographyData, files: Mapping[Path, Iterable[str]]
) -> None:
    """Give the cite domain what was read, so that it finds its files up to date and reads none.

    Has to come before its own handler of ``builder-inited``, that is with a priority below 500.

    Args:
        encoding: the project's ``bibtex_encoding``; with another the domain would read again.
        files: bib file → keys of its entries.
    """
    bibfiles = {path: BibFile(get_mtime(path), dict.fromkeys(keys)) for path, keys in files.items()}
    # its parser, which would run otherwise, ends in a traceback at the first mistake
    _cite_domain(env).data["bibdata"] = BibData(encoding, bibfiles, data)


class CheckedRole:
    """What a role that cites has to know: which keys are wrong."""

    def unknown(self, keys: list[str]) -> list[str]:
        """Return those of *keys* that are in no bib file."""
        raise NotImplementedError


class CiteRole(CheckedRole, roles.CiteRole):
    """``{cite}``, less the keys that a subclass knows to be wrong.

    They are taken out of the reference, or sphinxcontrib-bibtex would report them without place and suggestion.
    """

    def result_nodes(
        self, document: nodes.document, env: BuildEnvironment, node: nodes.Element, is_ref: bool
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        targets, wrong = _targets_of(self.target)
        unknown = self.unknown([*(target.key for target in targets), *wrong])
        if unknown or wrong:
            targets = [target for target in targets if target.key not in unknown]
            if not targets:
                return [unresolved(", ".join(filter(None, unknown)) or self.rawtext)], []
            # before the reference is made of it, once more
            self.target = node["reftarget"] = ", ".join(map(_written, targets))
        return super().result_nodes(document, env, node, is_ref)


def _targets_of(text: str) -> tuple[list[CitationTarget], list[str]]:
    """Return what a role cites, and the keys that cannot be any: nothing between two commas, two words, braces."""
    targets: list[CitationTarget] = []
    wrong = []
    for _start, citation in citations(text):
        try:
            targets += list(parse_citation_targets(citation))
        except ValueError:  # it knows nothing of the others, either, where it is asked for all
            wrong.append(key_of(citation).strip())
    return targets, wrong


class FootCiteRole(CheckedRole, foot_roles.FootCiteRole):
    """``{footcite}``, less the keys that a subclass knows to be wrong; the others are noted as cited."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        written = [key for _start, key in citation_keys(self.text, with_notes=False)]
        unknown = self.unknown(written)
        keys = [key for key in written if key not in unknown and is_key(key)]
        if not keys:
            return [unresolved(", ".join(filter(None, written)) or self.rawtext)], []
        note_cited(self.env, self.env.docname, self.lineno, keys)
        self.text = ", ".join(keys)
        return super().run()


def replace_roles(app: Sphinx, cite: type[CiteRole], footcite: type[FootCiteRole]) -> None:
    """Put roles in the place of those of sphinxcontrib-bibtex, under all their names."""
    # its domains list their roles as classes say, and a role is also known without its domain
    for domain, role in ((BibtexDomain, cite), (BibtexFootDomain, footcite)):
        app.add_role(domain.name, role(), override=True)
        for name in domain.roles:
            app.add_role_to_domain(domain.name, name, role(), override=True)


def replace_directives(app: Sphinx, before: Callable[[SphinxDirective], None]) -> None:
    """Let something be done before each bibliography: where its id is taken, it ends in an IndexError.

    One whose style is not known is an error at its line, and no longer ends the build when all pages are read.
    """

    class Prepared(SphinxDirective):
        def run(self) -> list[nodes.Node]:
            style = self.options.get("style")
            if style and style not in enumerate_plugin_names("pybtex.style.formatting"):
                raise self.error(f'The bibliography style "{style}" is not known')
            before(self)
            return super().run()

    for name, directive in (("bibliography", BibliographyDirective), ("footbibliography", FootBibliographyDirective)):
        app.add_directive(name, type(directive.__name__, (Prepared, directive), {}), override=True)


def note_cited(env: BuildEnvironment, docname: str, line: int, keys: Iterable[str]) -> None:
    """Tell the cite domain what a page cites otherwise than by ``{cite}``: in its front matter, in footnotes.

    Then these entries stand in bibliographies of what is cited, and list the page as citing.  Whether
    the keys are known is not checked here.
    """
    targets = [CitationTarget(key, "", "") for key in keys]
    # it offers no other way; the page has no reference that could be linked back to, so no id
    _cite_domain(env).citation_refs.append(roles.CitationRef("", docname, line, targets))


def citation(key: str, where: str = "") -> pending_xref:
    """Return what ``{cite:p}`` makes of a key, for page furniture; it may be made up to priority 5.

    Args:
        where: section or page in the work, printed after the label.
    """
    where = re.sub(r"[{}]", "", where)
    # a reference as its own role makes it, for its own domain to resolve
    return pending_xref(
        "", nodes.inline("", key),
        refdomain="cite", reftype="p", reftarget=_written(CitationTarget(key, "", where)),
        refexplicit=False, refwarn=True, citation_key=key,
    )  # fmt: skip


def unresolved(text: str) -> nodes.inline:
    """Return what stands in place of a citation that leads nowhere."""
    return nodes.inline("", f"[{text}]", classes=[_UNRESOLVED])


def is_unresolved(node: nodes.Node) -> bool:
    """Tell whether a node stands in place of a citation that leads nowhere."""
    return isinstance(node, nodes.inline) and _UNRESOLVED in node["classes"]


def _written(target: CitationTarget) -> str:
    before, after = (f"{{{text}}}" if text else "" for text in (target.pre, target.post))
    return f"{before}{target.key}{after}"


# --- after reading -------------------------------------------------------------------------------


def bibliography_ids(env: BuildEnvironment, docname: str) -> set[str]:
    """Return the ids that entries of the bibliographies of a page will have."""
    return {
        anchor
        for key, bibliography in _cite_domain(env).bibliographies.items()
        if key.docname == docname
        for node in bibliography.citation_nodes.values()
        for anchor in node["ids"]
    }


def citing_pages(env: BuildEnvironment) -> dict[str, list[str]]:
    """Return citation key → docnames of the pages that cite it, in the order of the table of contents."""
    # its own order, in which it numbers entries
    order = {docname: number for number, docname in enumerate(get_docnames(env))}
    citing: dict[str, set[str]] = {}
    for cited in _cite_domain(env).citation_refs:
        for target in cited.targets:
            citing.setdefault(target.key, set()).add(cited.docname)
    return {key: sorted(docnames, key=order.__getitem__) for key, docnames in citing.items()}


def cited_by_pages(env: BuildEnvironment) -> dict[str, list[str]]:
    """Return docname → citation keys that the page cites, each once."""
    cited: dict[str, list[str]] = {}
    for key, docnames in citing_pages(env).items():
        for docname in docnames:
            cited.setdefault(docname, []).append(key)
    return cited


def is_listed(env: BuildEnvironment, key: str) -> bool:
    """Tell whether a bibliography lists a citation key."""
    return key in _cite_domain(env).by_key


def listed_keys(env: BuildEnvironment) -> dict[tuple[str, str], str]:
    """Return (docname, id) of each entry of a bibliography → its citation key."""
    return {(entry.bibliography_key.docname, entry.citation_id): entry.key for entry in _cite_domain(env).citations}


def cited_in(target: str) -> list[str]:
    """Return the citation keys of a reference."""
    try:
        return [cited.key for cited in parse_citation_targets(target)]
    except ValueError:
        return [target]


def entries_of(env: BuildEnvironment, key: str) -> list[Any]:
    """Return where bibliographies list a key, and its label and fields in each, as plain values."""
    bibliography = env.domains["shohyo"].bibliography.data
    found: list[Any] = [repr(bibliography.entries[key])] if bibliography and key in bibliography.entries else []
    for number, citation in _cite_domain(env).by_key.get(key, ()):
        place = citation.bibliography_key
        found.append((number, place.docname, place.id_, citation.citation_id, citation.formatted_entry.label))
    return found


def has_bibliography(env: BuildEnvironment, docname: str) -> bool:
    """Tell whether a page lists entries of bib files, be there none to list."""
    return docname in _cite_domain(env).hosts


def is_bibliography(node: nodes.Node) -> bool:
    """Tell whether a node is a bibliography with entries: a container of citations that say whose page it is."""
    return (
        isinstance(node, nodes.container)
        and bool(node.children)
        and all(isinstance(child, nodes.citation) and "docname" in child for child in node.children)
    )


def is_bibliography_entry(node: nodes.Node) -> bool:
    """Tell whether a node is an entry of a bibliography, or of a list of footnotes."""
    return isinstance(node, (nodes.citation, nodes.list_item)) and "docname" in node
