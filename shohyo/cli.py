"""The command ``shohyo``: checks a project, prints the schema, starts new pages, serves a site while it is written."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from . import __version__
from .errors import Severity, ShohyoError, foreign, printable, say, told
from .kinds import KINDS, SLUG
from .reports import as_json, search_lines, show, site_lines
from .search.errors import SearchError
from .starter import LANGUAGES, STARTERS, nearest_language, slug_of, starter_path, starter_text

if TYPE_CHECKING:
    from .built.answers import SearchReport
    from .built.verify import SiteReport
    from .checks.project import Report

#: where `make html` puts the site
BUILT = Path("_build", "html")

#: packages of the extra `live`
LIVE = ("starlette", "uvicorn", "watchfiles", "websockets")

EXISTING = click.Path(exists=True, path_type=Path)


class CommandError(click.ClickException):
    """The command cannot go on; exit status 2.

    Args:
        error: which may be of the system.
        language: in which it is told.
    """

    exit_code = 2

    def __init__(self, error: Exception | str, language: str) -> None:
        super().__init__(printable(told(_reason(error), language)))
        self.language = language

    def show(self, file: IO[str] | None = None) -> None:
        """Print it."""
        click.echo(told(say("Error: {message}", message=self.message), self.language), file=file, err=file is None)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shohyo")
def main() -> None:
    """Book reviews as typed data: check them, and start new ones."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that knows no Japanese shows \u escapes
            stream.reconfigure(errors="backslashreplace")


@main.command()
@click.argument("paths", nargs=-1, type=EXISTING)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the report.",
)
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@click.option("--search", is_flag=True, help="Ask the search of the built site, too, whether it finds what is there.")
@click.option(
    "--built",
    is_flag=True,
    help="Look through the built site, too: links, addresses that were given out, drafts, data, weight.",
)
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the built site, for --search and --built.  [default: _build/html in the project]",
)
@click.option("--budget", type=int, default=200, show_default=True, help="What a page may weigh, for --built (KB).")
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[Path, ...],
    form: str,
    strict: bool,
    search: bool,
    built: bool,
    site: Path | None,
    budget: int,
) -> None:
    """Check front matter, outline, relations, citations and links.

    PATHS are files or folders of one project; the current folder, if there are none. The project is always
    read as a whole; PATHS choose what is reported. Exit status: 0 nothing found, 1 errors, 2 wrong usage.
    """
    if site and not (search or built):
        raise CommandError(say("--site goes with --search or --built"), language_at(Path()))
    paths = paths or (Path(),)
    try:
        with _light():
            root, report = _check(paths)
        searched = _verify(site or root / BUILT) if search else None
        looked = _verify_built(site or root / BUILT, root, budget) if built else None
    except (ShohyoError, SearchError) as error:
        raise CommandError(error, language_at(paths[0])) from None
    if form == "json":
        click.echo(json.dumps(as_json(report, searched, looked), ensure_ascii=False, indent=2))
    else:
        show(report)
        for line in search_lines(searched) if searched else ():
            click.echo(printable(told(line, report.language)))
        for line in site_lines(looked) if looked else ():
            click.echo(printable(told(line, report.language)))
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    is_wrong = any(item.severity in failing for item in report.diagnostics)
    is_wrong = is_wrong or (searched and (searched.failures or searched.faults)) or (looked and looked.faults)
    context.exit(1 if is_wrong else 0)


@main.command()
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the built site.  [default: _build/html in the project]",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write, in place of printing.")
def addresses(site: Path | None, output: Path | None) -> None:
    """Print the addresses of a built site: its pages, and the places on them.

    Kept as addresses.txt beside conf.py, they are what `shohyo check --built` holds the next site against. Renew the
    file after each release.
    """
    language = language_at(Path())
    from .built.addresses import addresses_of, written  # no other command waits for it
    from .built.verify import pages_at
    from .source.project import find_root

    try:
        text = written(addresses_of(pages_at(site or find_root(Path()) / BUILT)))
        if output:
            output.write_text(text, "utf-8", newline="\n")
    except (OSError, ShohyoError) as error:
        raise CommandError(error, language) from None
    if not output:
        click.echo(text, nl=False)


@main.command()
@click.argument("kind", required=False, type=click.Choice(KINDS))
def schema(kind: str | None) -> None:
    """Print the JSON Schema of front matter, of all kinds or of one."""
    from .schema import build_schema  # a check need not wait for it

    click.echo(json.dumps(build_schema(kind), ensure_ascii=False, indent=2))


@main.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the project.  [default: found from here]",
)
def new(kind: str, name: str, root: Path | None) -> None:
    """Start a page of KIND; NAME is its id and its file name.

    Reviews go into reviews/, outline pages into patterns/, other pages beside conf.py.
    """
    language = language_at(root or Path())
    if not SLUG.fullmatch(name):
        near = slug_of(name)
        problem = say(
            '"{name}" is not an id; use lower-case ASCII letters, digits and single hyphens {suggestion}',
            name=printable(name),
            suggestion=say('(did you mean "{name}"?)', name=near) if near else say("as in model-load"),
        )
        raise CommandError(problem, language)
    path = starter_path(kind, name)
    from .source.project import find_root  # loads the parser of Markdown

    try:
        file = (root or find_root(Path())) / path
        if os.path.lexists(file):
            raise ShohyoError(say("{path} exists already; choose another name", path=path))
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(starter_text(kind, name, dt.date.today(), language))
    except (OSError, ShohyoError) as error:
        raise CommandError(error, language) from None
    left = reduce(lambda some, more: say("{some}, {more}", some=some, more=more), STARTERS[kind][2])
    text = say("{path}: fill in {left}; the page is a draft until you remove draft: true", path=path, left=left)
    click.echo(told(text, language))


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", help="Title of the site.  [default: asked for, or the name of the folder]")
@click.option("--author", help="Who writes; may be empty.  [default: asked for, or nobody]")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the site.  [default: asked for, or the locale's]")
def init(folder: Path, title: str | None, author: str | None, language: str | None) -> None:
    """Start a small site in DIR that builds as it stands.

    What is not given is asked for in a terminal. Nothing is overwritten: if a file is in the way, none is written.
    """
    from .starter.site import one_line, site_files, write_site  # no other command waits for it

    name, near = folder.resolve().name, language_of_terminal()
    if sys.stdin.isatty():
        language = language or click.prompt(told(say("Language"), near), default=near, type=click.Choice(LANGUAGES))
        title = click.prompt(told(say("Title"), language), default=printable(name)) if title is None else title
        if author is None:
            author = click.prompt(told(say("Author"), language), default="", show_default=False)
    language = language or near
    try:
        title, author = one_line(title or name, say("title")), one_line(author or "", say("author"))
        if not title:
            raise ShohyoError(say("the title is empty; give one with --title"))
        files = site_files(title, author, language, dt.date.today())
        write_site(folder, files)
    except (OSError, ShohyoError) as error:
        raise CommandError(error, language) from None
    for path in files:
        click.echo(printable(f"{folder / path}"))
    click.echo(told(say("Next: make live in that folder, or python -m sphinx -n -W . _build/html"), language))


@main.command(context_settings={"allow_interspersed_args": False})
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("output", type=click.Path(path_type=Path))
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF SPHINX]")
@click.option("--host", default="127.0.0.1", show_default=True, help="Name or address that the server listens at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Its port; 0: a free one.")
@click.option("--open", "is_opened", is_flag=True, help="Open the site in a browser.")
def live(source: Path, output: Path, options: tuple[str, ...], host: str, port: int, is_opened: bool) -> None:
    """Serve a site; build it again and reload it whenever one of its files is saved.

    SOURCE is the folder of conf.py, OUTPUT the folder to build into. What follows them are options of sphinx-build,
    such as -n -j auto. Options of this command come before them. Ctrl-C ends.
    """
    language = language_at(source)
    if missing := [name for name in LIVE if find_spec(name) is None]:
        text = say('{names}: not installed; run: python -m pip install "shohyo[live]"', names=", ".join(missing))
        raise CommandError(text, language)
    from .live.serving import serve  # brings a server and Sphinx, for which no other command waits

    try:
        serve(source, output, options, host=host, port=port, is_opened=is_opened, language=language)
    except (OSError, ShohyoError) as error:
        raise CommandError(error, language) from None


@main.group()
def export() -> None:
    """Write what a built site has, for other programs."""


@export.command("search")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    default=BUILT,
    show_default=True,
    help="Folder of the built site.",
)
def export_search(folder: Path, site: Path) -> None:
    """Write the pages of a site's search into DIR, for OpenSearch and for PostgreSQL."""
    from .dumps import writing  # no other command waits for it

    language = language_at(Path())
    try:
        pages = writing.export_search(site, folder)
    except (OSError, SearchError) as error:
        raise CommandError(error, language) from None
    files = ", ".join(writing.FILES)
    text = say("{count} pages: {files} in {folder}", count=pages, files=files, folder=printable(str(folder)))
    click.echo(told(text, language))


def language_of_terminal() -> str:
    """Return the language of ours that the locale asks for, or English."""
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return nearest_language(locale)


def language_at(path: Path) -> str:
    """Return the language of the project around a path; that of the terminal, where there is none or it is not told."""
    path = path.resolve()
    conf = next((conf for folder in (path, *path.parents) if (conf := folder / "conf.py").is_file()), None)
    if conf is None:
        return language_of_terminal()
    from .source.project import read_literals  # who asks for help need not wait for it

    try:
        language = read_literals(conf).get("language", "en")
    except ShohyoError:
        return language_of_terminal()
    return language if isinstance(language, str) else "en"


def _reason(error: Exception | str) -> str:
    """Return what is wrong, as it is told."""
    if isinstance(error, OSError):
        why = foreign(error.strerror or str(error))
        return say('cannot write "{file}": {why}', file=os.fsdecode(error.filename), why=why) if error.filename else why
    return error if isinstance(error, str) else error.args[0]


@contextlib.contextmanager
def _light() -> Iterator[None]:
    """Load and read without what is of no use here.

    The garbage collector looks seldom at what is loaded and read, as nearly all of it is used to the end.  pydantic
    looks for no plugins, for which it reads the metadata of all packages that are installed.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, *before[1:])
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _check(paths: Sequence[Path]) -> tuple[Path, Report]:
    """Check the project that *paths* belong to; return its folder and what was found."""
    from .checks.project import check_project  # who asks for help need not wait for it
    from .source.project import Project, find_root

    projects: dict[Path, Project] = {}
    roots = sorted({find_root(path, projects) for path in paths})
    if len(roots) > 1:
        folders = ", ".join(map(str, roots))
        problem = say(
            "these paths belong to {count} projects; check one at a time: {folders}", count=len(roots), folders=folders
        )
        raise ShohyoError(problem)
    report = check_project(roots[0], paths, projects.get(roots[0]))
    has_conf = (roots[0] / "conf.py").is_file()
    return roots[0], report if has_conf else replace(report, language=language_of_terminal())


def _verify(site: Path) -> SearchReport:
    """Ask the search of a built site."""
    from .built.answers import verify_site  # a check without it need not wait for it

    return verify_site(site)


def _verify_built(site: Path, root: Path, budget: int) -> SiteReport:
    """Look through a built site of the project in *root*."""
    from .built.addresses import FILE  # a check without it need not wait for it
    from .built.verify import verify_built
    from .source.project import load_project

    kept = root / FILE
    return verify_built(site, load_project(root), kept if kept.is_file() else None, budget)
