"""Pages that are not for the public are kept out of a build, as if their files were not there.

So nothing of them is read into the environment, and nothing that Sphinx, a theme or an extension makes of it can show
them: no page, list, search, object, source or download.  What is wrong in them is said all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ConfigError, SphinxError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join

from ..checks.documents import read_page
from ..data.catalogue import Catalogue
from ..errors import ShohyoError, say, told
from ..publicity import today_of
from ..source import frontmatter
from ..source.encoding import decode
from ..source.project import read
from . import questions
from .links import names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from ..reading.build import Build
    from ..reading.domain import ShohyoDomain
    from ..source.project import Project, SourceFile


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Refuse a day that is none."""
    try:
        today_of(config.shohyo_today)
    except ShohyoError as error:
        raise ConfigError(told(error.args[0], config.language)) from None


def keep_out(env: BuildEnvironment, seen: Iterable[str], added: set[str], changed: set[str], removed: set[str]) -> None:
    """Take drafts out of what is read.

    Args:
        seen: names of the documents that differ from what was read.
        added, changed, removed: what Sphinx is going to read, and to forget.
    """
    domain: ShohyoDomain = env.domains["shohyo"]
    build = domain.build
    project = build.project
    candidates = {*seen, *added, *changed}
    for docname, document in domain.documents.items():  # a day may have been set back
        if project.today and document.record.date and document.record.date > project.today:
            candidates.add(docname)
    for docname in sorted(candidates):
        source = project.documents.get(docname)
        if source is None or not is_draft(source, project):
            continue
        if docname == env.config.root_doc:
            problem = say("{path}: the first page of a site cannot be a draft; see the front matter", path=source.path)
            raise SphinxError(told(problem, env.config.language))
        build.held_back[docname] = read_page(source, project)
        env.project.docnames.discard(docname)
        added.discard(docname)
        changed.discard(docname)
        if docname in env.all_docs:
            removed.add(docname)


def is_draft(source: SourceFile, project: Project) -> bool:
    """Tell whether a file says that it is not for the public."""
    if not source.is_markdown or not project.safety.holds(source.file):
        return False
    text, _problems = decode(read(source)[0], source.path)
    if not frontmatter.may_be_draft(text, project.today):
        return False
    return frontmatter.parse(text, source.path, source.docname, project.today).is_draft


def note_unpublished(build: Build) -> None:
    """Note what is kept out, when all is read."""
    pages = build.held_back
    labels = frozenset(label.lower() for page in pages.values() for label in page.markup.labels)
    documents = Catalogue(page.document for page in pages.values() if page.document)
    build.unpublished = frozenset(pages), labels, documents


class UnpublishedTransform(SphinxPostTransform):
    """What refers to a draft is plain text, and nobody is warned of it: it will lead there."""

    default_priority = 8  # before MyST resolves what Markdown refers to (9)

    def run(self, **kwargs: Any) -> None:
        build = self.env.domains["shohyo"].build
        pages, labels, catalogue = build.unpublished
        docname = self.env.current_document.docname
        for node in list(self.document.findall(addnodes.pending_xref)) if pages else ():
            role, target = node["reftype"], node["reftarget"]
            page = docname_join(node.get("refdoc", docname), target)
            page = next((name for name in (target, page, page.rpartition(".")[0]) if name in pages), None)
            if page is not None:
                build.asked.note(docname, questions.title, page)
            elif target.lower() in labels:
                build.asked.note(docname, names, target)
            elif node.get("refdomain") != "shohyo" or not catalogue.knows_page(role, target):
                continue
            else:
                build.asked.note(docname, questions.located, role, target)
            node.replace_self(node.children or [nodes.Text(target)])
