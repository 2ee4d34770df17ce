"""A build writes into a folder beside the doctrees; what it wrote is moved to the output when all of it is there.

So it is known which files are ours without asking anybody: Sphinx, a theme or another extension.  What the last build
wrote and this one does not is taken away, and nothing else is (``shohyo.manifest``).  Readers of the output see each
file as the last build wrote it or as this one did, and all of the last one where this one is broken off.

Files that a build writes before pages are read stay where they are written, and are nobody's.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sphinx.builders.html import StandaloneHTMLBuilder

from ..manifest import Manifest
from ..reading.freshness import kept_beside, output_key
from ..search.format import FOLDER as INDEX
from ..search.sphinx.state import search_of
from ..upstream.sphinx import image_paths, pretend_build_info, redirect_output, source_copy, stock_index

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from ..reading.build import Build

#: folder beside the doctrees in which a build writes
STAGE = "shohyo-output"
#: builders that write pages alone when only some are to be written; what others write of some is not all of it
BY_PAGE = frozenset({"html", "dirhtml", "json", "pickle"})


def is_published(app: Sphinx) -> bool:
    """Tell whether a builder writes pages, and into the folder that the command line names."""
    return isinstance(app.builder, StandaloneHTMLBuilder) and Path(app.builder.outdir) == Path(app.outdir)


def on_builder_inited(app: Sphinx) -> None:
    """Leave ``.buildinfo`` alone until all is written."""
    if is_published(app):
        _publications[app] = Publication(app)


def before_env_get_outdated(app: Sphinx, *_: object) -> list[str]:
    """Let the builder know the configuration again, now that it has looked at the output."""
    if publication := _publications.get(app):
        app.builder.build_info = publication.build_info
    return []


def on_env_get_outdated(app: Sphinx, *_: object) -> list[str]:
    """Write into a folder of the build's own from now on; all pages, if the output is not as it was written."""
    if publication := _publications.get(app):
        publication.begin(app)
    return []


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Move what was written to the output, or throw it away if the build was broken off."""
    if publication := _publications.get(app):
        publication.end(app, is_broken_off=exception is not None)


class Publication:
    """What a builder publishes, build by build."""

    def __init__(self, app: Sphinx) -> None:
        self._output = Path(app.outdir)
        self._stage = Path(app.doctreedir, STAGE)
        self._manifest: Manifest | None = None  #: between beginning and end of a build
        self.build_info = pretend_build_info(app.builder)  #: what ``.buildinfo`` is to say

    def begin(self, app: Sphinx) -> None:
        """Send everything to the stage."""
        build = app.env.domains["shohyo"].build
        self._manifest = Manifest(kept_beside(app, "files"), self._output)
        if app.builder.name not in BY_PAGE or not self._manifest.is_intact():
            build.outdated = build.everything = True
        build.published = None if build.everything else self._manifest
        if search := search_of(app):
            search.keeps_index = lambda: self._keeps(build, f"{INDEX}/")
        shutil.rmtree(self._stage, ignore_errors=True)  # of a build that was killed
        # the folders that a build without a change does not fill: extensions may write there, too
        for folder in {"", *(name.rpartition("/")[0] for name in self._manifest.files)}:
            (self._stage / folder).mkdir(parents=True, exist_ok=True)
        if not build.outdated:  # the index of Sphinx's own search is added to
            index = stock_index(app.builder)
            if index.is_file():
                shutil.copy2(index, self._stage / index.relative_to(self._output))
        redirect_output(app, self._stage)

    def end(self, app: Sphinx, *, is_broken_off: bool) -> None:
        """Publish, and leave the application as it was."""
        if self._manifest is None:
            return
        manifest, self._manifest = self._manifest, None
        build = app.env.domains["shohyo"].build
        pages = self._pages(app, app.env.found_docs)
        wanted = self._pages(app, build.rewritten)
        kept = build.kept if build.everything else build.kept | self._of_pages_left(app, pages)
        redirect_output(app, self._output)
        try:
            if not is_broken_off:
                is_whole = all((self._stage / page).is_file() for page in wanted)
                build.is_partial = build.outdated and not is_whole
                others = self._of_others(app) | kept
                if not build.outdated:  # nothing was changed that a file could be gone for but those of an index
                    others.update(name for name in manifest.files if not name.startswith(f"{INDEX}/"))
                left = {name for name in others if not (self._stage / name).is_file()}
                others |= {f"{name}.{form}" for name in left for form in app.config.shohyo_packed}
                manifest.publish(self._stage, is_whole=is_whole, renewed=pages, others=others)
        finally:
            shutil.rmtree(self._stage, ignore_errors=True)

    def _keeps(self, build: Build, folder: str) -> bool:
        """Keep what is published in a folder, if all of it is as it was written."""
        found = {name for name in build.published.files if name.startswith(folder)} if build.published else set()
        build.kept |= found
        return bool(found)

    def _of_pages_left(self, app: Sphinx, pages: Iterable[str]) -> set[str]:
        """Return what stays of the last build, since pages that are not written again show it."""
        copies = {f"_sources/{source_copy(app.builder, docname)}" for docname in app.env.found_docs}
        return {*pages, *copies, *image_paths(app.builder)}

    def _pages(self, app: Sphinx, docnames: Iterable[str]) -> set[str]:
        """Return the names of the pages of documents."""
        docnames = [app.config.root_doc] if app.builder.name == "singlehtml" else docnames
        return {Path(app.builder.get_outfilename(name)).relative_to(app.outdir).as_posix() for name in docnames}

    def _of_others(self, app: Sphinx) -> set[str]:
        """Return what other builders have written into the same folder, with the same doctrees."""
        mine = kept_beside(app, "files")
        kept = mine.parent.glob(f"shohyo-*-{output_key(app)}.files")
        return {name for path in kept if path != mine for name in Manifest(path, self._output).files}


_publications: WeakKeyDictionary[Sphinx, Publication] = WeakKeyDictionary()
