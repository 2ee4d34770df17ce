"""Sphinx's environment, checked with 9.0.4: all that pages may show of other pages, as plain values.

Nothing public tells it; ``tests/build/test_upstream_sphinx.py`` fails when Sphinx changes what is used here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from .sphinx import page_of_label

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Iterable, Iterator

    from sphinx.environment import BuildEnvironment


def below(env: BuildEnvironment, docnames: Iterable[str]) -> Iterator[str]:
    """Yield pages and those below them in tables of contents, each once."""
    seen: set[str] = set()
    waiting = list(docnames)
    while waiting:
        docname = waiting.pop()
        if docname not in seen:
            seen.add(docname)
            yield docname
            waiting += env.toctree_includes.get(docname, ())


def contents_key(env: BuildEnvironment, docname: str) -> Any:
    """Return all that tables of contents show of a page, as plain values."""
    # no event tells of what Sphinx collects of a page; a table shows parts of it, and of the pages below
    if docname not in env.tocs:
        return None
    found = [
        repr(node.attributes) if isinstance(node, addnodes.toctree) else (node.get("anchorname"), node.pformat())
        for node in env.tocs[docname].findall(nodes.Element)
        if isinstance(node, (addnodes.toctree, nodes.reference))
    ]
    return found, env.titles[docname].pformat(), repr(env.toc_secnumbers.get(docname))


def set_contents_entry(env: BuildEnvironment, docname: str, anchor: str, title: str, before: re.Pattern[str]) -> None:
    """Put a section that is made when a page is written into its table of contents, or take it out.

    Args:
        anchor: of the section.
        title: of the section; nothing takes it out.
        before: it stands before the first section whose anchor begins with this, at the end if there is none.
    """
    # sections are collected when a page is read, before it is known what others have to do with it
    contents = env.tocs.get(docname)
    page = contents and next((item for item in contents.children if isinstance(item, nodes.list_item)), None)
    if not page:
        return
    sections = next((child for child in page.children if isinstance(child, nodes.bullet_list)), None)
    anchors = [] if sections is None else [_anchor_of(item) for item in sections.children]
    if f"#{anchor}" in anchors:
        del sections[anchors.index(f"#{anchor}")]
        anchors.remove(f"#{anchor}")
        env.toc_num_entries[docname] -= 1
    if not title:
        return
    if sections is None:
        sections = nodes.bullet_list()
        page += sections
    link = nodes.reference("", title, internal=True, refuri=docname, anchorname=f"#{anchor}")
    place = next((place for place, name in enumerate(anchors) if before.match(name, 1)), len(anchors))
    sections.insert(place, nodes.list_item("", addnodes.compact_paragraph("", "", link)))
    env.toc_num_entries[docname] += 1


def _anchor_of(item: nodes.Node) -> str:
    link = next(iter(item.findall(nodes.reference)), None)
    return link["anchorname"] if link is not None else ""


def labels_by_page(env: BuildEnvironment) -> dict[str, list[tuple[str, ...]]]:
    """Return page → its labels: name, id, and heading where it stands above one."""
    found: dict[str, list[tuple[str, ...]]] = {}
    standard = env.domains.standard_domain
    for store in (standard.labels, standard.anonlabels):
        for name, (docname, *rest) in store.items():
            found.setdefault(docname, []).append((name, *rest))
    return found


def standard_names(env: BuildEnvironment, without: Collection[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Return name in lower case → what all domains but some have under it."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for domain in env.domains.sorted():
        if domain.name not in without:
            for name, *rest in domain.get_objects():
                found.setdefault(name.lower(), []).append((domain.name, name, *rest))
    return found


def numbers_of(env: BuildEnvironment, label: str) -> list[Any]:
    """Return the numbers of figures and sections on the page of a label."""
    docname = page_of_label(env, label)
    return [docname, repr(env.toc_fignumbers.get(docname)), repr(env.toc_secnumbers.get(docname))]


def objects_of(env: BuildEnvironment, name: str) -> list[Any]:
    """Return what a domain knows, as plain values."""
    domain = env.domains[name]
    # equations and citations of docutils are found by their domains, and told to nobody
    untold = [domain.data.get(store) for store in {"math": ("objects",), "citation": ("citations",)}.get(name, ())]
    return [*domain.get_objects(), *untold]


def relations_of(env: BuildEnvironment) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Return page → the pages above, before and after it by the tables of contents."""
    # what `relations` of a builder will be, before it prepares to write
    return {docname: tuple(found) for docname, found in env.collect_relations().items()}


def title_key(env: BuildEnvironment, docname: str) -> str | None:
    """Return the title of a page with its markup, as text."""
    return env.titles[docname].pformat() if docname in env.titles else None


def domain_indices(env: BuildEnvironment) -> list[tuple[str, str]]:
    """Return domain and name of the indices that are not empty."""
    # what the pages of other themes link to; a builder asks when it prepares to write
    return [
        (domain.name, index.name)
        for domain in env.domains.sorted()
        for index in domain.indices
        if index(domain).generate()[0]
    ]


def copied_titles(env: BuildEnvironment, docname: str) -> list[nodes.Element]:
    """Return the trees in which Sphinx keeps copies of a page's headings: its name, and its table of contents."""
    # collectors made them at the same event, for they were there before any extension
    kept = (env.titles, env.longtitles, env.tocs)
    return [trees[docname] for trees in kept if docname in trees]
