"""How much of a site is built again, so that an incremental build writes what a clean one would.

Documents are read again when they, or what they include, differ from what was read; where they cite an entry of a
bib file that is another one; and where the last build warned of them.  All are when the last build of this builder
did not come to its end, or warned of something that is about none of them.

Pages are written again when they are read, or when they show something of others that is another (``asked``).  All
are when what they are written with has changed, or when an extension acts on pages of which we do not know what it
shows.  What is no longer to be there, ``output.publish`` takes away.

Files are compared by their bytes: time and size can be those of before, and reading a thousand pages takes 30 ms.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..building import inputs
from ..cite.bibtex import has_bibliography
from ..data.catalogue import cited_places
from ..manifest import digest_of, write_bytes
from ..shown import drafts
from ..shown.asked import Known
from ..upstream.sphinx import filter_warnings, had_warnings, leave_contents_alone, warned_file, who_acts_on_pages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .domain import ShohyoDomain

#: builders that write page by page, and of which it is known what else they write
EXACT = frozenset({"html", "dirhtml"})
#: packages of which we know what they show of other pages
KNOWN = frozenset({"shohyo", "sphinx", "myst_parser", "sphinx_design", "sphinxcontrib", "sphinx_book_theme",
                   "pydata_sphinx_theme", "alabaster", "furo", "sphinx_copybutton"})  # fmt: skip
#: parts of them of which we do not
UNKNOWN = ("sphinx.ext.", "sphinxcontrib.")
#: and what of these we do know
EXCEPT = ("sphinx.ext.intersphinx", "sphinx.ext.mathjax", "sphinx.ext.extlinks", "sphinx.ext.githubpages",
          "sphinx.ext.duration", "sphinxcontrib.bibtex")  # fmt: skip


class Written(NamedTuple):
    """What is kept of a builder's last complete output."""

    sources: str  #: which state of the documents it shows
    works: str  #: and of the bib files
    inputs: str  #: what it was written with
    warned: tuple[str, ...]  #: pages of which the build warned


class Noting(logging.Filter):
    """Notes of which pages a build warns: one that does not read and write them would not say it again."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.app = app

    def filter(self, record: logging.LogRecord) -> bool:
        build = self.app.env.domains["shohyo"].build
        is_repeated = (getattr(record, "location", None), record.getMessage()) in build.repeated
        if not is_repeated and getattr(record, "type", None) != "search":  # which looks at all pages in each build
            path = warned_file(self.app.env, record)
            build.warned.add(self.app.env.path2doc(path) or "" if path else "")
        return True


def on_builder_inited(app: Sphinx) -> None:
    """Listen to what is said."""
    filter_warnings(Noting(app), last=True)
    if had_warnings(app):  # of the configuration
        app.env.domains["shohyo"].build.warned.add("")


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> Iterable[str]:
    """Read again what differs from the file that was read; Sphinx sees only newer time stamps."""
    domain: ShohyoDomain = env.domains["shohyo"]
    build, last = domain.build, _load(_mark(app))
    build.shown = kept_beside(app, "shown")  # as long as the output is where it is
    build.inputs = inputs.fingerprint(app)
    outdated = {
        docname
        for docname, stamps in domain.stamps.items()
        if docname in env.found_docs and stamps != stamps_of(env, docname)
    }
    shown = {name for name, document in domain.documents.items() if document.record.draft}
    if app.config.shohyo_drafts:
        outdated |= shown  # the day on which one becomes public may have come
    else:
        drafts.keep_out(env, outdated | shown, added, changed, removed)
    # a build that was killed, or was another builder's: what it said and wrote is not to be relied on
    if last is None or last.sources != domain.fingerprint or "" in last.warned:
        outdated = set(env.found_docs)
    else:
        outdated.update(env.found_docs.intersection(last.warned))
    files = {name: digest_of(Path(app.confdir, name)) for name in app.config.bibtex_bibfiles}
    build.works = hashlib.sha256(repr(list(files.items())).encode("utf-8", "surrogatepass")).hexdigest()
    outdated |= _citing_others(app, domain, files)
    build.everything = last is None or last.inputs != build.inputs
    build.outdated = build.everything or bool(added or changed or removed or outdated) or last.works != build.works
    if build.outdated:
        _mark(app).unlink(missing_ok=True)
    return outdated


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Write the pages that show something that is another now."""
    build = env.domains["shohyo"].build
    build.asked.forget()
    if not build.outdated:
        return []
    build.is_exact = app.builder.name in EXACT and not strangers(app)
    known = Known.load(build.shown) if build.is_exact and not build.everything else None
    if known is None:
        build.everything = True
        build.rewritten = set(env.found_docs)
    else:
        build.rewritten = build.asked.shown_differently(known, env.found_docs)
    return sorted(build.rewritten)


def on_write_started(app: Sphinx, builder: object) -> None:
    """Let Sphinx add no pages of its own accord: it takes those whose tables of contents have a page that is read."""
    build = app.env.domains["shohyo"].build
    if not build.everything:
        build.rebuilt_with = leave_contents_alone(app.env)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Note that everything was written, what it shows, and which pages were warned of."""
    domain: ShohyoDomain = app.env.domains["shohyo"]
    build = domain.build
    if build.rebuilt_with is not None:
        app.env.files_to_rebuild, build.rebuilt_with = build.rebuilt_with, None
    if exception is not None or build.is_partial or not Path(app.doctreedir).is_dir():
        return
    if build.outdated and build.is_exact:
        Known.of(build.asked, app.env.found_docs).save(build.shown)
    elif build.outdated:
        build.shown.unlink(missing_ok=True)
    mark = json.dumps(Written(domain.fingerprint, build.works, build.inputs, tuple(sorted(build.warned))))
    write_bytes(_mark(app), mark.encode(), by=kept_beside(app, "written.new"))


def strangers(app: Sphinx) -> list[str]:
    """Return the modules that act on pages of which it is not known what they show of others."""
    return sorted(
        module
        for module in who_acts_on_pages(app)
        if module.partition(".")[0] not in KNOWN
        or (f"{module}.".startswith(UNKNOWN) and not f"{module}.".startswith(tuple(f"{name}." for name in EXCEPT)))
    )


def kept_beside(app: Sphinx, suffix: str) -> Path:
    """Return where something is kept of the files that a builder writes into a folder."""
    return Path(app.doctreedir, f"shohyo-{app.builder.name}-{output_key(app)}.{suffix}")


def output_key(app: Sphinx) -> str:
    """Return a name for the folder of the output, the same when it is moved with the doctrees."""
    place = os.path.relpath(app.outdir, app.doctreedir)
    return hashlib.sha256(os.fsencode(place)).hexdigest()[:8]


def stamps_of(env: BuildEnvironment, docname: str) -> tuple[str, ...]:
    """Return the digests of a document and of the files that it includes or shows."""
    paths = sorted(os.fspath(path) for path in env.dependencies.get(docname, ()))
    return (digest_of(Path(env.doc2path(docname))), *(digest_of(Path(env.srcdir, path)) for path in paths))


def _citing_others(app: Sphinx, domain: ShohyoDomain, files: dict[str, str]) -> set[str]:
    """Return the pages that cite an entry which is another now, or that may list one which is new or gone."""
    if files == domain.bibfiles:
        return set()
    data = domain.bibliography.data
    works = {
        key: hashlib.sha256(repr(entry).encode("utf-8", "surrogatepass")).hexdigest()
        for key, entry in (data.entries.items() if data else ())
    }
    before = domain.works
    changed = tuple(key for key in works.keys() | before.keys() if works.get(key) != before.get(key))
    # a bibliography may put a prefix before its keys
    citing = {name for name in domain.markups if any(key.endswith(changed) for key in _keys_on(domain, name))}
    if works.keys() != before.keys():
        citing.update(name for name in app.env.found_docs if has_bibliography(app.env, name))
    domain.data["bibfiles"], domain.data["works"] = files, works
    return citing & app.env.found_docs


def _keys_on(domain: ShohyoDomain, docname: str) -> Iterator[str]:
    """Yield what a page cites, in its text and above it."""
    yield from (named.target for named in domain.markups[docname].references if named.kind in ("cite", "footcite"))
    if document := domain.documents.get(docname):
        yield from (key for _path, key in cited_places(document.record))


def _load(path: Path) -> Written | None:
    """Return what a mark says; of one that is missing, damaged or of another version nothing."""
    try:
        sources, works, with_what, warned = json.loads(path.read_text("utf-8"))
        return Written(sources, works, with_what, tuple(warned))
    except (OSError, ValueError, TypeError):
        return None


def _mark(app: Sphinx) -> Path:
    """Return the file that says that a builder's output is complete."""
    return kept_beside(app, "written")
