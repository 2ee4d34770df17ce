"""Citations: sphinxcontrib-bibtex, fed by our reader and printing in our style.

sphinxcontrib-bibtex keeps its domain ``cite``, its directives and its roles.  Ours are the reading of
the bib files (its own parser ends in a traceback at the first mistake), the reference style, the check
of citation keys where they are written, and the list of citing pages in a bibliography.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from pybtex.plugin import find_plugin
from pybtex.plugin import register_plugin as register_pybtex_plugin
from pybtex.richtext import Text
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.bibtex import foot_roles, roles
from sphinxcontrib.bibtex.bibfile import BibData, BibFile, get_mtime
from sphinxcontrib.bibtex.citation_target import CitationTarget, parse_citation_targets
from sphinxcontrib.bibtex.domain import BibtexDomain, get_docnames
from sphinxcontrib.bibtex.foot_domain import BibtexFootDomain
from sphinxcontrib.bibtex.plugin import register_plugin
from sphinxcontrib.bibtex.style.referencing import (
    BaseReferenceStyle,
    BracketStyle,
    GroupReferenceStyle,
    PersonStyle,
)
from sphinxcontrib.bibtex.style.referencing.basic_label import BasicLabelParentheticalReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_author import ExtraAuthorReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_empty import ExtraEmptyReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_label import ExtraLabelReferenceStyle
from sphinxcontrib.bibtex.style.referencing.foot import FootReferenceStyle
from sphinxcontrib.bibtex.style.template import join, join2, node, post_text, pre_text, reference

from .bibliography import Work, load_bibliography, plain, shown_path
from .bibstyle import NAME, assign_labels, author_names, printed_year
from .disclosure import disclosure
from .domain import address, place_of_words, report
from .errors import Code, Diagnostic, suggestion
from .frontmatter import without_suppressed
from .messages import _
from .project import DEFAULT_BIBLIOGRAPHY

if TYPE_CHECKING:
    from pybtex.database import Entry
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.docutils import SphinxRole

FOOT_NAME = "shohyo_foot"


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Set the defaults for bibliographies, and put our reference styles and roles in place."""
    has_default = Path(app.confdir, DEFAULT_BIBLIOGRAPHY).is_file()
    set_defaults(
        config,
        {
            "bibtex_bibfiles": [DEFAULT_BIBLIOGRAPHY] if has_default else [],
            "bibtex_default_style": NAME,
            "bibtex_reference_style": NAME,
            "bibtex_foot_reference_style": FOOT_NAME,
            # a page may have several bibliographies, and each makes an id for every entry of its files
            "bibtex_cite_id": "cite-{bibliography_count}-{key}",
            "bibtex_bibliography_id": "bibtex-bibliography-{bibliography_count}",
            "bibtex_footbibliography_id": "bibtex-footbibliography-{footbibliography_count}",
        },
    )
    if isinstance(config.bibtex_bibfiles, str):
        config.bibtex_bibfiles = [config.bibtex_bibfiles]
    register()
    for domain, role in ((BibtexDomain, CiteRole), (BibtexFootDomain, FootCiteRole)):
        app.add_role(domain.name, role(), override=True)
        for name in domain.roles:
            app.add_role_to_domain(domain.name, name, role(), override=True)


def set_defaults(config: Config, defaults: Mapping[str, Any]) -> None:
    """Set values that neither conf.py nor the command line has set."""
    for name, value in defaults.items():
        if name not in config._raw_config and name not in config._overrides:
            config[name] = value


def register() -> None:
    """Make the reference styles known to sphinxcontrib-bibtex; doing it again changes nothing."""
    group = "sphinxcontrib.bibtex.style.referencing"
    register_plugin(group, NAME, ShohyoReferenceStyle, force=True)
    register_plugin(group, FOOT_NAME, ShohyoFootReferenceStyle, force=True)
    # it is asked for at every citation, and pybtex reads the metadata of all packages each time
    group = "pybtex.backends"
    register_pybtex_plugin(group, "plaintext", find_plugin(group, "plaintext"), force=True)


def on_builder_inited(app: Sphinx) -> None:
    """Read the bib files and hand them to the cite domain, which then finds them up to date.

    Has to run before sphinxcontrib-bibtex's own handler, that is with a priority below 500.
    """
    files: dict[Path, str] = {}
    for name in app.config.bibtex_bibfiles:
        files.setdefault(Path(app.confdir, name).resolve(), name)
    app.config.bibtex_bibfiles = list(files.values())  # one file under two names counts once
    paths = list(files)
    bibliography = load_bibliography(paths, app.srcdir)
    assign_labels(bibliography.data)
    for diagnostic in bibliography.diagnostics:
        report(diagnostic)
    app.env.domains["shohyo"].bibliography = bibliography

    keys: dict[str, dict[str, None]] = {}
    for work in bibliography.entries.values():
        keys.setdefault(work.path, {})[work.key] = None
    bib_files = {path: BibFile(get_mtime(path), keys.get(shown_path(path, app.srcdir), {})) for path in paths}
    cite = _cite_domain(app.env)
    cite.data["bibdata"] = BibData(app.config.bibtex_encoding, bib_files, bibliography.data)


def _cite_domain(env: BuildEnvironment) -> BibtexDomain:
    return env.domains["cite"]


# --- citing --------------------------------------------------------------------------------------


class CiteRole(roles.CiteRole):
    """``{cite}``, with unknown keys reported where they stand.

    An unknown key is noted among the page's diagnostics and taken out of the reference, so that
    sphinxcontrib-bibtex does not report it once more, without place and suggestion.
    """

    def result_nodes(
        self, document: nodes.document, env: BuildEnvironment, node: nodes.Element, is_ref: bool
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            targets = list(parse_citation_targets(self.target))
        except ValueError:  # two words without a comma, or unpaired braces
            targets = [CitationTarget(self.target, "", "")]
        unknown = _note_unknown(self, [target.key for target in targets])
        if unknown:
            targets = [target for target in targets if target.key not in unknown]
            if not targets:
                return [_unresolved(", ".join(unknown))], []
            self.target = node["reftarget"] = ", ".join(map(_written, targets))
        return super().result_nodes(document, env, node, is_ref)


class FootCiteRole(foot_roles.FootCiteRole):
    """``{footcite}``, with unknown keys reported where they stand, and known ones noted as cited."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        keys = [key.strip() for key in self.text.split(",")]
        unknown = _note_unknown(self, keys)
        keys = [key for key in keys if key not in unknown]
        if not keys:
            return [_unresolved(", ".join(unknown))], []
        note_cited(self.env, self.env.docname, self.lineno, keys)
        self.text = ", ".join(keys)
        return super().run()


def _note_unknown(role: SphinxRole, keys: Iterable[str]) -> list[str]:
    """Return the keys that are in no bib file, after noting each in the page's diagnostics."""
    env, domain = role.env, role.env.domains["shohyo"]
    known = _known_keys(env)
    # a bibliography may put a prefix before its keys
    unknown = [key for key in keys if key not in known and not (key and key.endswith(tuple(known)))]
    if not unknown:
        return []
    docname, path = env.docname, Path(env.doc2path(env.docname))
    shown = env.doc2path(docname, base=False).as_posix()
    problems = [
        Diagnostic(
            shown,
            *place_of_words(key, path, role.lineno),
            Code.CITATION,
            f'unknown BibTeX key "{key}"',
            suggestion(key, known),
        )
        for key in unknown
    ]
    page = domain.documents.get(docname)
    problems = without_suppressed(problems, page.record if page else None)
    domain.diagnostics[docname] = (*domain.diagnostics.get(docname, ()), *problems)
    return unknown


def _known_keys(env: BuildEnvironment) -> Mapping[str, Work]:
    # pybtex's own mapping ignores case, the cite domain does not
    return env.domains["shohyo"].bibliography.entries


def _written(target: CitationTarget) -> str:
    before, after = (f"{{{text}}}" if text else "" for text in (target.pre, target.post))
    return f"{before}{target.key}{after}"


def _label(env: BuildEnvironment, key: str) -> str:
    """Return the label of an entry, which it has whether or not a page lists it; of an unknown key the key."""
    entry = env.domains["shohyo"].bibliography.data.entries.get(key)
    return entry.fields.get("shohyo_label", key) if entry else key


def _unresolved(text: str) -> nodes.inline:
    return nodes.inline("", f"[{text}]", classes=["shohyo-unresolved"])


def note_cited(env: BuildEnvironment, docname: str, line: int, keys: Iterable[str]) -> None:
    """Tell the cite domain what a page cites otherwise than by ``{cite}``: in its front matter, in footnotes.

    Then these entries stand in bibliographies of what is cited, and list the page as citing.  Whether
    the keys are known is not checked here.
    """
    targets = [CitationTarget(key, "", "") for key in keys]
    # the page has no reference that could be linked back to, so no id
    _cite_domain(env).citation_refs.append(roles.CitationRef("", docname, line, targets))


def citation(key: str, where: str = "") -> pending_xref:
    """Return what ``{cite:p}`` makes of a key, for page furniture; it may be made up to priority 5.

    Args:
        where: section or page in the work, printed after the label.
    """
    where = re.sub(r"[{}]", "", where)
    return pending_xref(
        "", nodes.inline("", key),
        refdomain="cite", reftype="p", reftarget=_written(CitationTarget(key, "", where)),
        refexplicit=False, refwarn=True, citation_key=key,
    )  # fmt: skip


# --- bibliographies ------------------------------------------------------------------------------


#: pages named below an entry of a bibliography; the rest is one click away
SHOWN = 6


class CitedInTransform(SphinxPostTransform):
    """End each entry of a bibliography with links to the pages that cite it.

    What furniture cites becomes text where no page lists it: the key is unknown, which is reported
    with the front matter, or the project has no bibliography, which is no mistake.
    """

    default_priority = 6  # after the bibliography is filled in (5), before references are resolved (10)

    def run(self, **kwargs: Any) -> None:
        listed = {item.key for item in _cite_domain(self.env).citations}
        for reference_node in list(self.document.findall(pending_xref)):
            key = reference_node.get("citation_key")
            if key is not None and key not in listed:
                reference_node.replace_self(_unresolved(_label(self.env, key)))
        entries = [entry for entry in self.document.findall(_is_bibliography_entry) if entry["ids"]]
        if not entries:
            return
        cite = _cite_domain(self.env)
        keys = {(item.bibliography_key.docname, item.citation_id): item.key for item in cite.citations}
        citing = citing_pages(self.env)
        for entry in entries:
            if "backrefs" in entry:  # less what the front matter cites, which has no place on the page
                entry["backrefs"] = [backref for backref in entry["backrefs"] if backref]
            if docnames := citing.get(keys.get((entry["docname"], entry["ids"][0]), "")):
                entry += self._line(_("Cited in: "), entry["docname"], docnames[:SHOWN])
                if rest := docnames[SHOWN:]:
                    entry += disclosure(_("%d more pages") % len(rest), self._line("", entry["docname"], rest))

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
        for container in list(self.document.findall(_is_bibliography)):
            items = [self._item(entry) for entry in container.children]
            container.replace_self(nodes.bullet_list("", *items, classes=["shohyo-bibliography"], nosearch=True))

    @staticmethod
    def _item(entry: nodes.citation) -> nodes.list_item:
        label, text, *rest = entry.children
        text.insert(0, [nodes.inline("", f"[{label.astext()}]", classes=["label"]), nodes.Text(" ")])
        return nodes.list_item("", text, *rest, ids=entry["ids"])


def _is_bibliography(node: nodes.Node) -> bool:
    return (
        isinstance(node, nodes.container)
        and bool(node.children)
        and all(isinstance(child, nodes.citation) and "docname" in child for child in node.children)
    )


def _is_bibliography_entry(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.citation, nodes.list_item)) and "docname" in node


def citing_pages(env: BuildEnvironment) -> dict[str, list[str]]:
    """Return citation key → docnames of the pages that cite it, in the order of the table of contents."""
    order = {docname: number for number, docname in enumerate(get_docnames(env))}
    citing: dict[str, set[str]] = {}
    for cited in _cite_domain(env).citation_refs:
        for target in cited.targets:
            citing.setdefault(target.key, set()).add(cited.docname)
    return {key: sorted(docnames, key=order.__getitem__) for key, docnames in citing.items()}


# --- reference styles ----------------------------------------------------------------------------


def _split_label(entry: Entry, label: str) -> tuple[str, str] | None:
    """Return name and year of a label; None if a ``shorthand`` does not end in a year."""
    name, _space, year = label.rpartition(" ")
    if not name or ("shorthand" in entry.fields and not re.search(r"\d{4}", year)):
        return None
    return name, year


@node
def _names(children: list[Any], data: Mapping[str, Any], full: bool) -> Text:
    """The authors as a text names them, else the title."""
    entry = data["entry"]
    return Text(author_names(entry, full) or plain(entry.fields.get("title", "")) or entry.key)


@node
def _name_of_label(children: list[Any], data: Mapping[str, Any], full: bool) -> Text:
    parts = _split_label(data["entry"], data["formatted_entry"].label)
    return Text(parts[0]) if parts and not full else _names(full).format_data(data)


@node
def _year_of_label(children: list[Any], data: Mapping[str, Any]) -> Text:
    """The year with the letter that makes it distinct; the whole label if it has none."""
    parts = _split_label(data["entry"], data["formatted_entry"].label)
    return Text(parts[1] if parts else data["formatted_entry"].label)


@node
def _year(children: list[Any], data: Mapping[str, Any]) -> Text:
    entry = data["entry"]
    if _split_label(entry, data["formatted_entry"].label):
        return _year_of_label.format_data(data)
    return Text(printed_year(entry))


@dataclass
class ShohyoPersonStyle(PersonStyle):
    """Names as in labels, in the manner of the entry's language."""

    def names(self, role: str, full: bool) -> Any:
        return _names(full)

    def author_or_editor_or_title(self, full: bool) -> Any:
        return _names(full)


@dataclass
class TextualReferenceStyle(BaseReferenceStyle):
    """``{cite:t}``: 澁井 [2021], with the name and the year of the label."""

    bracket: BracketStyle = field(default_factory=BracketStyle)

    def role_names(self) -> Iterator[str]:
        return (f"{capital}t{full}" for capital in ("", "c") for full in ("", "s"))

    def outer(self, role_name: str, children: list[Any]) -> Any:
        return self.bracket.outer(children, brackets=False, capfirst="c" in role_name)

    def inner(self, role_name: str) -> Any:
        year = join2(sep1=" ", sep2=", ")[pre_text, reference[_year_of_label], post_text]
        return join(sep=" ")[_name_of_label("s" in role_name), join[self.bracket.left, year, self.bracket.right]]


@dataclass
class YearReferenceStyle(BaseReferenceStyle):
    """``{cite:year}``: 2021b, as in the label."""

    bracket: BracketStyle = field(default_factory=BracketStyle)

    def role_names(self) -> Iterable[str]:
        return ["year", "yearpar"]

    def outer(self, role_name: str, children: list[Any]) -> Any:
        return self.bracket.outer(children, brackets="par" in role_name)

    def inner(self, role_name: str) -> Any:
        return reference[_year]


@dataclass
class ShohyoReferenceStyle(GroupReferenceStyle):
    """References by label: [澁井 2021] and 澁井 [2021]."""

    def __post_init__(self) -> None:
        person = ShohyoPersonStyle()
        self.styles.extend(
            [
                BasicLabelParentheticalReferenceStyle(bracket=BracketStyle(sep="; ")),
                TextualReferenceStyle(),
                ExtraAuthorReferenceStyle(person=person),
                ExtraLabelReferenceStyle(),
                YearReferenceStyle(),
                ExtraEmptyReferenceStyle(),
            ]
        )
        super().__post_init__()


@dataclass
class ShohyoFootReferenceStyle(FootReferenceStyle):
    """Footnotes, with names as in labels."""

    person: PersonStyle = field(default_factory=ShohyoPersonStyle)
