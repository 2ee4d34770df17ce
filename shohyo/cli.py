"""The command ``shohyo``: checks a project, prints the schema, starts new pages, serves a site while it is written."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import __version__
from .errors import Diagnostic, Severity, ShohyoError, printable
from .kinds import KINDS, SLUG
from .search.errors import SearchError
from .starter import LANGUAGES, STARTERS, nearest_language, slug_of, starter_path, starter_text

if TYPE_CHECKING:
    from .checks.project import Report
    from .search.verify import SearchReport

#: version of what ``check --format json`` prints
JSON_VERSION = 1

#: where `make html` puts the site
BUILT = Path("_build", "html")

#: packages of the extra `live`
LIVE = ("starlette", "uvicorn", "watchfiles", "websockets")

EXISTING = click.Path(exists=True, path_type=Path)


class CommandError(click.ClickException):
    """The command cannot go on; exit status 2."""

    exit_code = 2


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
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the built site, for --search.  [default: _build/html in the project]",
)
@click.pass_context
def check(
    context: click.Context, paths: tuple[Path, ...], form: str, strict: bool, search: bool, site: Path | None
) -> None:
    """Check front matter, outline, relations, citations and links.

    PATHS are files or folders of one project; the current folder, if there are none. The project is always
    read as a whole; PATHS choose what is reported. Exit status: 0 nothing found, 1 errors, 2 wrong usage.
    """
    if site and not search:
        raise click.UsageError("--site goes with --search")
    paths = paths or (Path(),)
    try:
        with _light():
            root, report = _check(paths)
        searched = _verify(site or root / BUILT) if search else None
    except (ShohyoError, SearchError) as error:
        raise CommandError(printable(str(error))) from None
    if form == "json":
        click.echo(json.dumps(as_json(report, searched), ensure_ascii=False, indent=2))
    else:
        _show(report)
        for line in _search_lines(searched) if searched else ():
            click.echo(printable(line))
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    is_wrong = any(item.severity in failing for item in report.diagnostics) or (searched and searched.failures)
    context.exit(1 if is_wrong else 0)


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
    if not SLUG.fullmatch(name):
        near = slug_of(name)
        remedy = f'(did you mean "{near}"?)' if near else "as in model-load"
        raise click.BadParameter(
            f'"{printable(name)}" is not an id; use lower-case ASCII letters, digits and single hyphens {remedy}',
            param_hint="NAME",
        )
    path = starter_path(kind, name)
    from .source.project import find_root, read_literals  # loads the parser of Markdown

    try:
        folder = root or find_root(Path())
        conf = folder / "conf.py"
        language = read_literals(conf).get("language") if conf.is_file() else None
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(starter_text(kind, name, dt.date.today(), str(language or "")))
    except FileExistsError:
        raise CommandError(f"{path} exists already; choose another name") from None
    except (OSError, ShohyoError) as error:
        raise CommandError(printable(str(error))) from None
    click.echo(f"{path}: fill in {', '.join(STARTERS[kind][2])}")


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

    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    name, near = folder.resolve().name, nearest_language(locale)
    if sys.stdin.isatty():
        language = language or click.prompt("Language", default=near, type=click.Choice(LANGUAGES))
        title = click.prompt("Title", default=printable(name)) if title is None else title
        author = click.prompt("Author", default="", show_default=False) if author is None else author
    try:
        title, author = one_line(title or name, "title"), one_line(author or "", "author")
        if not title:
            raise ShohyoError("the title is empty; give one with --title")
        files = site_files(title, author, language or near, dt.date.today())
        write_site(folder, files)
    except (OSError, ShohyoError) as error:
        raise CommandError(printable(str(error))) from None
    for path in files:
        click.echo(printable(f"{folder / path}"))
    click.echo("Next: make live in that folder, or python -m sphinx -n -W . _build/html")


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
    if missing := [name for name in LIVE if find_spec(name) is None]:
        raise CommandError(f'{", ".join(missing)}: not installed; run: python -m pip install "shohyo[live]"')
    from .live.serving import serve  # brings a server and Sphinx, for which no other command waits

    try:
        serve(source, output, options, host=host, port=port, is_opened=is_opened)
    except (OSError, ShohyoError) as error:
        raise CommandError(printable(str(error))) from None


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
        raise ShohyoError(
            f"these paths belong to {len(roots)} projects; check one at a time: {', '.join(map(str, roots))}"
        )
    return roots[0], check_project(roots[0], paths, projects.get(roots[0]))


def _verify(site: Path) -> SearchReport:
    """Ask the search of a built site."""
    from .search.verify import verify_site  # a check without it need not wait for it

    return verify_site(site)


# --- output --------------------------------------------------------------------------------------


def as_json(report: Report, searched: SearchReport | None = None) -> dict[str, Any]:
    """Return what ``check --format json`` prints."""
    search = {"search": asdict(searched)} if searched else {}
    return {
        "version": JSON_VERSION,
        "files": report.files,
        "problems": [
            {
                "path": item.path,
                "line": item.line,
                "column": item.column,
                "code": f"shohyo.{item.code}",
                "severity": str(item.severity),
                "message": item.message,
                "problem": item.problem,
                "remedy": item.remedy,
            }
            for item in report.diagnostics
        ],
        **search,
    }


def summary(report: Report) -> str:
    """Return the last line: how many problems there are, and in how many files."""
    files = f"{report.files} {'file' if report.files == 1 else 'files'}"
    count = len(report.diagnostics)
    if not count:
        return f"no problems in {files}"
    warnings = sum(item.severity is Severity.WARNING for item in report.diagnostics)
    aside = f" ({warnings} {'warning' if warnings == 1 else 'warnings'})" if warnings else ""
    return f"{count} {'problem' if count == 1 else 'problems'} in {report.files_with_findings} of {files}{aside}"


def _search_lines(report: SearchReport) -> Iterator[str]:
    """Yield what is printed of a search that was asked."""
    for failure in report.failures:
        yield f"search: {failure}"
    by = "the site's own scripts in Node" if report.in_node else "the lists of its index, as Node is not installed"
    wrong = f"{len(report.failures)} answered wrongly" if report.failures else "all answered exactly"
    yield f"search: {report.asked} queries on {report.pages} pages, {wrong} by {by}"


def _show(report: Report) -> None:
    """Print a line for each finding, in colour if someone looks."""
    if not sys.stdout.isatty():
        for item in report.diagnostics:
            click.echo(str(item))
        click.echo(summary(report))
        return
    from rich.console import Console  # costs more than all the rest to import, and pipes never need it

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    for item in report.diagnostics:
        console.print(_coloured(item))
    console.print(summary(report), style="bold red" if report.diagnostics else "bold green")


def _coloured(item: Diagnostic) -> Any:
    from rich.text import Text

    return Text.assemble(
        (printable(f"{item.path}:{item.line}:{item.column}:"), "bold"),
        " ",
        (item.message, "red" if item.severity is Severity.ERROR else "yellow"),
        " ",
        (f"[shohyo.{item.code}]", "dim"),
    )
