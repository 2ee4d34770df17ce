"""What an earlier build wrote and a clean one would not → gone.

Beside the search, which clears its own files, nothing else deletes what was published.
Pages of documents that are gone or held back go before reading, so that nothing of them is left where a build breaks
off.  Static files of another theme go before those of this build are copied.  Everything else goes at the end, when it
is known what the pages show.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.html import StandaloneHTMLBuilder

from ..upstream.sphinx import image_folder, linked_downloads, output_files, shown_images, stock_index
from . import covers, frame, previews

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Remove the pages of documents that are gone, and an index that would be added to."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        _remove_pages(app, removed)
        if env.domains["shohyo"].build.outdated:
            stock_index(app.builder).unlink(missing_ok=True)
    return []


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Remove the pages of documents that are held back because they cannot be read."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        _remove_pages(app, env.domains["shohyo"].build.held_back)


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Remove static files of a build with another theme, before Sphinx copies what this one needs.

    Ours are known by their names, and those of the themes below ours by their bytes.  What the project has of its
    own is copied again, be it the same.
    """
    if not isinstance(builder, StandaloneHTMLBuilder):
        return
    static, framed = Path(app.outdir, "_static"), frame.is_framed(builder)
    for sheet in frame.SHEETS if framed else (frame.STYLE,):
        (static / sheet).unlink(missing_ok=True)
    for folder in frame.inherited_folders(builder) if framed else ():
        _remove_copies(folder / "static", static)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Remove pictures, downloads and previews that no page needs any more."""
    if exception or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    domain, output = app.env.domains["shohyo"], Path(app.outdir)
    _keep(image_folder(app.builder), shown_images(app.env) | covers.written_covers(domain))
    _keep(output / "_downloads", linked_downloads(app.env))
    if app.builder.name in previews.BUILDERS:
        _keep(output / previews.FOLDER, previews.written_files(app))


def _remove_pages(app: Sphinx, docnames: Iterable[str]) -> None:
    """Remove pages and the copies of their sources."""
    for docname in docnames:
        for path in output_files(app, docname):
            path.unlink(missing_ok=True)


def _keep(folder: Path, names: Container[str]) -> None:
    """Remove the files of a folder that are not among *names*, paths below it, and folders that are empty then."""
    for path in sorted(folder.rglob("*"), reverse=True):  # what stands in a folder comes before it
        if path.is_file() and path.relative_to(folder).as_posix() not in names:
            path.unlink()
        elif path.is_dir():
            _remove_empty(path)
    _remove_empty(folder)


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _remove_copies(source: Path, target: Path) -> None:
    """Remove what was copied from one folder to another and is as it was, and folders that are empty then."""
    for path in sorted(source.rglob("*"), reverse=True):  # what stands in a folder comes before it
        copy = target / path.relative_to(source)
        if path.is_dir():
            _remove_empty(copy)
        elif copy.is_file() and copy.read_bytes() == path.read_bytes():
            copy.unlink()
