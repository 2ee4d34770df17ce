"""What pages are written with, beside what is read: configuration, templates, static files, versions.

When any of it changes, every page is written again: addresses of style sheets have a hash of what is in them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.matching import Matcher

from ..manifest import digest_of
from ..upstream.sphinx import configuration_hash, template_folders, theme_folders

if TYPE_CHECKING:
    from sphinx.application import Sphinx

Exclude = Callable[[str], bool]


def fingerprint(app: Sphinx) -> str:
    """Return a hash of all that the pages of a builder are written with; of other builders, of versions only."""
    state = hashlib.sha256(sphinx.__display_version__.encode())
    for name, extension in sorted(app.extensions.items()):
        state.update(f"\n{name} {extension.version}".encode())
    if isinstance(app.builder, StandaloneHTMLBuilder):
        state.update(configuration_hash(app.builder).encode())
        for number, (path, excludes) in enumerate(_places(app)):
            for name, file in sorted(_files(path, excludes)):
                state.update(f"\n{number} {name} {digest_of(file)}".encode("utf-8", "surrogateescape"))
    return state.hexdigest()


def _places(app: Sphinx) -> Iterator[tuple[Path, Exclude]]:
    """Yield each folder or file, and what Sphinx leaves out there."""
    config, builder = app.config, app.builder
    folders = dict.fromkeys((*template_folders(builder), *theme_folders(builder)))
    yield from ((folder, _is_compiled) for folder in folders)
    hidden = Matcher([*config.exclude_patterns, "**/.*"])
    yield from ((Path(app.confdir, path), hidden) for path in config.html_static_path)
    excluded = Matcher(config.exclude_patterns)
    yield from ((Path(app.confdir, path), excluded) for path in config.html_extra_path)
    for path in (config.html_logo, config.html_favicon):
        if path:
            yield Path(app.confdir, path), excluded


def _is_compiled(name: str) -> bool:
    return name.endswith("__pycache__")


def _files(path: Path, excludes: Exclude) -> Iterator[tuple[str, Path]]:
    """Yield name and path of a file, or of each in a folder."""
    if not path.is_dir():
        yield "", path
        return
    for root, folders, files in os.walk(path, followlinks=True):  # as Sphinx does
        here = os.path.relpath(root, path)
        prefix = "" if here == "." else here.replace(os.sep, "/") + "/"
        folders[:] = [name for name in folders if not excludes(prefix + name)]
        yield from ((prefix + name, Path(root, name)) for name in files if not excludes(prefix + name))
