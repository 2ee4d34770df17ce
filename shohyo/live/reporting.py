"""The extension of Sphinx that waits before a build and tells after it which files were read.

It is set up in processes that ``shohyo live`` starts, whatever project they build.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx
from sphinx.application import ENV_PICKLE_FILENAME
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.cmd import build
from sphinx.project import EXCLUDE_PATHS

from ..building import folders
from ..upstream.ending import end_build
from ..upstream.sphinx import (
    add_builtin_extension,
    fails_on_warnings,
    had_warnings,
    keep_templates,
    template_folders,
    theme_folders,
)
from ..wording import say
from .places import PACKAGE, is_installed
from .turn import STALE
from .watching import Site

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from .turn import Turn

#: folder beside the doctrees with what Jinja has made of templates
TEMPLATES = "shohyo-templates"

_turn: Turn | None = None
_opened: set[str] = set()
_is_noted = True


def begin(turn: Turn) -> None:
    """Let the build of this process be one of ``shohyo live``."""
    global _turn
    _turn = turn
    sys.addaudithook(_note)  # configurations read files of which Sphinx does not know
    add_builtin_extension(__name__)


def run_sphinx(arguments: Sequence[str]) -> int:
    """Do what ``python -m sphinx`` does, and return its exit status."""
    sys.argv = [os.fspath(Path(sphinx.__file__).with_name("__main__.py")), *arguments]
    try:
        return build.main([*arguments])
    except SystemExit as error:
        if error.code is None or isinstance(error.code, int):
            return error.code or 0
        sys.stderr.write(f"{error.code}\n")
    except BaseException:
        traceback.print_exc()
    return 1


def setup(app: Sphinx) -> dict[str, bool]:
    """Register what comes before a build and after it."""
    app.connect("builder-inited", on_builder_inited, priority=10_000)  # nothing is left but to build
    app.connect("build-finished", on_build_finished, priority=0)
    app.connect("build-finished", refuse_findings, priority=860)  # just before it is published
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def on_builder_inited(app: Sphinx) -> None:
    """Wait until the build is wanted.

    Raises:
        SystemExit: what was loaded has changed meanwhile, or another build has written here.
    """
    global _is_noted
    _is_noted = False
    if isinstance(app.builder, StandaloneHTMLBuilder):
        keep_templates(app.builder, Path(app.doctreedir, TEMPLATES))
    folders.release(app)  # whoever waits keeps nobody else from building
    before = _written(app)
    gc.freeze()  # what a build finds is used to its end
    if not _turn.wait() or _written(app) != before:
        raise SystemExit(STALE)


def on_build_finished(app: Sphinx, _: Exception | None) -> None:
    """Tell which files the site is made of, also where the build was broken off."""
    _turn.tell(site=site_of(app, _opened).as_told())


def refuse_findings(app: Sphinx, exception: Exception | None) -> None:
    """Publish nothing if there are findings and the command line says that they are failures.

    Raises:
        ToldError: so it is.
    """
    if exception is None and fails_on_warnings(app) and had_warnings(app):
        problem = say("there are findings, and with -W nothing is published that has any; mend them, or leave -W out")
        end_build(problem, app.config.language)


def site_of(app: Sphinx, opened: set[str]) -> Site:
    """Return the files of a site that was built."""
    env, config = app.env, app.config
    source, configuration = os.fspath(app.srcdir), os.fspath(app.confdir)
    shown = (name for names in env.dependencies.values() for name in names)
    pages = {*(os.fspath(env.doc2path(name)) for name in env.found_docs), *(_absolute(source, name) for name in shown)}
    settings = {_absolute(configuration, name) for name in _settings(app)}
    near = (os.fspath(Path.cwd()), source, configuration)
    settings.update(
        path for path in opened if any(path.startswith(folder + os.sep) for folder in near) and not _is_hidden(path)
    )
    patterns = [*config.templates_path, *config.exclude_patterns, *EXCLUDE_PATHS]
    return Site(
        source=source,
        written=(os.fspath(app.outdir), os.fspath(app.doctreedir)),
        pages=frozenset(path for path in pages if not path.endswith(".mo")),
        settings=frozenset(settings),
        folders=tuple(sorted({_absolute(configuration, name) for name in _folders(app)})),
        suffixes=tuple(config.source_suffix),
        include=tuple(config.include_patterns),
        exclude=tuple(patterns),
    )


def _settings(app: Sphinx) -> Iterator[str]:
    """Yield the files that are read when a build begins; from the folder of the configuration, or absolute."""
    config = app.config
    yield "conf.py"
    yield from getattr(config, "bibtex_bibfiles", ())
    for name in ("html_logo", "html_favicon"):
        if value := getattr(config, name, None):
            yield value
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and not is_installed(path):
            yield path


def _folders(app: Sphinx) -> Iterator[str]:
    """Yield the folders whose files are all templates, translations, or published."""
    config = app.config
    for name in ("templates_path", "html_static_path", "html_extra_path", "html_theme_path", "locale_dirs"):
        yield from map(os.fspath, getattr(config, name, None) or ())
    if isinstance(app.builder, StandaloneHTMLBuilder):
        for folder in (*template_folders(app.builder), *theme_folders(app.builder)):
            if not is_installed(os.fspath(folder)):
                yield os.fspath(folder)
    if not is_installed(os.fspath(PACKAGE)):
        yield os.fspath(PACKAGE)


def _absolute(folder: str, name: str | os.PathLike[str]) -> str:
    return os.path.normpath(Path(folder, name))


def _is_hidden(path: str) -> bool:
    return "/." in path or "__pycache__" in path or is_installed(path)


def _written(app: Sphinx) -> list[tuple[int, int] | None]:
    """Return what tells whether another build has written."""
    stamps: list[tuple[int, int] | None] = []
    for path in (Path(app.doctreedir, ENV_PICKLE_FILENAME), Path(app.outdir, ".buildinfo")):
        try:
            found = path.stat()
        except OSError:
            stamps.append(None)
        else:
            stamps.append((found.st_mtime_ns, found.st_size))
    return stamps


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    """Note which files are opened to be read until the configuration is there; an audit hook, which stays for ever."""
    if not _is_noted or event != "open":
        return
    path, mode, _flags = arguments
    if isinstance(path, str) and isinstance(mode, str) and "r" in mode and "+" not in mode:
        _opened.add(os.path.normpath(Path.cwd() / path))
