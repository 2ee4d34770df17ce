"""The command line: what it prints, and its exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from rich.console import Console

import shohyo
from shohyo import cli, reports
from shohyo.checks.project import Report
from shohyo.errors import Code, Diagnostic
from shohyo.kinds import KINDS
from shohyo.schema import build_schema

ROOT = Path(__file__).parents[2]

GOOD = "# Title\n"
BAD = "---\ntitle: T\ntagz: [あ]\n---\n\n題 [x](nothing-here.md)\n"
WARNED = "---\ntitle: W\n---\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of three pages, which is the current folder."""
    (tmp_path / "conf.py").write_text("", encoding="utf-8")
    (tmp_path / "patterns").mkdir()
    for path, text in {"good.md": GOOD, "bad.md": BAD, "patterns/warned.md": WARNED}.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run the command in this process; an exception is a failure, not a result."""

    def run(*arguments: str, locale: str = "C.UTF-8") -> Result:
        result = CliRunner(env={"LC_ALL": locale}).invoke(cli.main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


# --- check ---------------------------------------------------------------------------------------


def test_report_in_text(project: Path, run: Callable[..., Result]) -> None:
    """A line for each finding, then how many there are and where."""
    result = run("check")
    assert result.stdout.splitlines() == [
        'bad.md:3:1: unknown key "tagz" (did you mean "tags"?) [shohyo.front_matter]',
        'bad.md:6:3: the link "nothing-here.md" leads to no file; write the path from this page, or from the source folder with a leading / [shohyo.link]',
        "patterns/warned.md:1:1: the page names no source; add sources: [key] [shohyo.no_source]",
        "3 problems in 2 of 3 files (1 warning)",
    ]
    assert (result.exit_code, result.stderr) == (1, "")


def test_report_in_json(project: Path, run: Callable[..., Result]) -> None:
    """Editors get the same with every part apart, in UTF-8."""
    (project / "bad.md").write_text("---\ntitle: T\nタグ: [a]\n---\n", encoding="utf-8")
    result = run("check", "--format", "json")
    assert json.loads(result.stdout) == {
        "version": 1,
        "files": 3,
        "problems": [
            {
                "path": "bad.md", "line": 3, "column": 1, "code": "shohyo.front_matter", "severity": "error",
                "message": 'unknown key "タグ" (free keys begin with x-)', "problem": 'unknown key "タグ"', "remedy": "(free keys begin with x-)",
            },
            {
                "path": "patterns/warned.md", "line": 1, "column": 1, "code": "shohyo.no_source", "severity": "warning",
                "message": "the page names no source; add sources: [key]", "problem": "the page names no source", "remedy": "add sources: [key]",
            },
        ],
    }  # fmt: skip
    assert "タグ" in result.stdout
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "status", "last"),
    [
        (["good.md"], 0, "no problems in 1 file"),
        (["good.md", "--strict"], 0, "no problems in 1 file"),
        (["patterns"], 0, "1 problem in 1 of 1 file (1 warning)"),
        (["patterns", "--strict"], 1, "1 problem in 1 of 1 file (1 warning)"),
        (["bad.md"], 1, "2 problems in 1 of 1 file"),
        ([".", "--strict"], 1, "3 problems in 2 of 3 files (1 warning)"),
    ],
)
def test_exit_status(arguments: list[str], status: int, last: str, project: Path, run: Callable[..., Result]) -> None:
    """Errors fail a check, warnings only where one is strict."""
    result = run("check", *arguments)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (status, last)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "nothing.md"], "does not exist"),
        (["check", "conf.py"], "is no document of the project"),
        (["check", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
        (["schema", "volume"], "'volume' is not one of"),
        (["new", "review"], "Missing argument 'NAME'"),
        (["live", "nothing", "output"], 'there is no folder "nothing"; name the one with conf.py'),
        (["live", "--port", "70000", ".", "output"], "70000 is not in the range 0<=x<=65535"),
        (["nonsense"], "No such command 'nonsense'"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str, project: Path, run: Callable[..., Result]) -> None:
    """What cannot be done is said on the error stream, with status 2."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_broken_conf(project: Path, run: Callable[..., Result]) -> None:
    """A conf.py that is not Python ends the command with its place."""
    (project / "conf.py").write_text("\nproject = (\n", encoding="utf-8")
    result = run("check")
    assert (result.exit_code, result.stderr) == (2, "Error: conf.py:2: not Python: '(' was never closed\n")


def test_paths_of_two_projects(
    project: Path, run: Callable[..., Result], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One run checks one project."""
    other = tmp_path_factory.mktemp("other")
    (other / "a.md").write_text(GOOD, encoding="utf-8")
    result = run("check", "good.md", str(other))
    assert result.exit_code == 2
    assert "these paths belong to 2 projects" in result.stderr


def test_paths_are_relative_to_the_project(
    project: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From wherever the command is called, a path in the report counts from conf.py."""
    monkeypatch.chdir(project / "patterns")
    assert run("check").stdout.splitlines()[0].startswith("patterns/warned.md:1:1: ")
    assert run("check", "../bad.md").stdout.splitlines()[0].startswith("bad.md:3:1: ")


def test_folder_outside_of_the_pages_is_a_project(project: Path, run: Callable[..., Result]) -> None:
    """A folder that conf.py leaves out is checked for itself, not passed over."""
    (project / "conf.py").write_text("include_patterns = ['*.md']\n", encoding="utf-8")
    result = run("check", "patterns")
    assert result.stdout.splitlines()[-1] == "no problems in 1 file"
    (project / "patterns/warned.md").write_text("[x](nothing-here.md)", encoding="utf-8")
    assert run("check", "patterns").stdout.startswith("warned.md:1:1: ")


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], "no problems in 49 files"),
        ([Code.LINK], "1 problem in 1 of 49 files"),
        ([Code.LINK, Code.FLOW, Code.RELATION], "3 problems in 1 of 49 files"),
        ([Code.LINK, Code.UNLISTED, Code.NO_SOURCE], "3 problems in 1 of 49 files (2 warnings)"),
    ],
)
def test_summary(codes: list[Code], expected: str) -> None:
    """The last line counts problems, files and warnings."""
    assert reports.summary(Report(tuple(Diagnostic("a.md", 1, 1, code, "p") for code in codes), 49)) == expected


def test_colour_on_a_terminal_only(project: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """Pipes get plain lines; a terminal gets the same text in colour."""
    assert "\x1b" not in run("check").stdout
    diagnostic = Diagnostic("[bold]a.md", 1, 2, Code.LINK, "p\x1b[31m", ":smile: [red]")
    console = Console(
        force_terminal=True,
        color_system="standard",
        width=20,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
    )
    with console.capture() as capture:
        console.print(reports._coloured(diagnostic, "en"))
    assert "\x1b[" in capture.get()
    assert reports._coloured(diagnostic, "ja").plain == diagnostic.line_in("ja")


@pytest.mark.parametrize(
    ("variables", "key"),
    [
        ({"PYTHONIOENCODING": "latin-1"}, rb"\u30bf\u30b0"),
        ({"PYTHONIOENCODING": "cp932"}, "タグ".encode("cp932")),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "タグ".encode()),
    ],
)
def test_output_in_any_locale(variables: dict[str, str], key: bytes, project: Path) -> None:
    """A terminal that knows no Japanese gets escapes, not a traceback; `python -m shohyo` is the command."""
    (project / "bad.md").write_text("---\ntitle: T\nタグ: [a]\n---\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    result = subprocess.run(
        [sys.executable, "-m", "shohyo", "check"], cwd=project, env=environment, capture_output=True, check=False
    )
    assert result.returncode == 1
    assert b'bad.md:3:1: unknown key "' + key + b'"' in result.stdout
    assert result.stderr == b""


def test_reader_that_goes_away(project: Path) -> None:
    """A pipe that is closed early is no error of ours."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "shohyo", "schema"],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


# --- schema, version, help -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_schema(kind: str | None, run: Callable[..., Result]) -> None:
    """The schema is printed as JSON."""
    result = run("schema", *([kind] if kind else []))
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(json.dumps(build_schema(kind)))


def test_version(run: Callable[..., Result]) -> None:
    """The version is that of the package."""
    assert run("--version").stdout == f"shohyo, version {shohyo.__version__}\n"


@pytest.mark.parametrize("command", ["check", "schema", "new", "live"])
def test_help(command: str, run: Callable[..., Result]) -> None:
    """Every command explains itself."""
    assert command in run("--help").stdout
    assert len(run(command, "--help").stdout.splitlines()) > 4


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", 'Error: watchfiles, websockets: not installed; run: python -m pip install "shohyo[live]"\n'),
        (
            "ja",
            "エラー：watchfiles, websocketsがインストールされていません。"
            '次を実行してください：python -m pip install "shohyo[live]"\n',
        ),
    ],
)
def test_live_says_what_to_install(
    language: str, message: str, project: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is an extra."""
    (project / "conf.py").write_text(f'language = "{language}"\n', "utf-8")
    monkeypatch.setattr("shohyo.cli.find_spec", lambda name: None if name[0] == "w" else name)
    result = run("live", ".", "output")
    assert (result.exit_code, result.stderr) == (2, message)


# --- language ------------------------------------------------------------------------------------


#: arguments → what a project in Japanese is told
IN_JAPANESE = {
    ("check", "conf.py"): "エラー：「conf.py」はこのプロジェクトの文書ではありません。"
    "conf.py の include_patterns と exclude_patterns を見てください",
    ("check", "--site", "_build"): "エラー：--site は --search か --built と一緒に使ってください",
    ("check", "--search"): "エラー：「{here}/_build/html」は、検索のあるビルド済みのサイトではありません。"
    "先に「python -m sphinx -b html . _build/html」などでビルドするか、--site でフォルダーを指定してください",
    ("new", "page", "good"): "エラー：good.md はすでにあります。別の名前にしてください",
    ("new", "page", "My Book"): "エラー：「My Book」は id になりません。"
    "ASCIIの小文字、数字、1つずつのハイフンだけを使ってください（「my-book」のことですか）",
    ("new", "page", "書評"): "エラー：「書評」は id になりません。"
    "ASCIIの小文字、数字、1つずつのハイフンだけを使ってください（例：model-load）",
    ("new", "review", "a-book"): "エラー：「{here}/reviews」に書き込めません：同じ名前のものがあります",
    ("live", "nothing", "out"): "エラー：フォルダー「nothing」がありません。conf.py のあるフォルダーを指定してください",
    ("live", "patterns", "out"): "エラー：「patterns」に conf.py がありません。"
    "conf.py のあるフォルダーを指定するか、-c で場所を示してください",
}


@pytest.mark.parametrize("arguments", IN_JAPANESE, ids=" ".join)
def test_errors_in_the_language_of_the_project(
    arguments: tuple[str, ...], project: Path, run: Callable[..., Result]
) -> None:
    """A project in Japanese is told in Japanese what cannot be done, whatever the terminal's language is."""
    (project / "conf.py").write_text('language = "ja"\n', "utf-8")
    (project / "reviews").write_text("", "utf-8")
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == IN_JAPANESE[arguments].format(here=project) + "\n"
    (project / "conf.py").write_text("", "utf-8")  # which is English
    assert re.match("Error: [\x00-\x7f書評「」]+\n$", run(*arguments, locale="ja_JP.UTF-8").stderr)


def test_language_where_no_project_tells_it(project: Path, run: Callable[..., Result]) -> None:
    """Without a conf.py, or with one that cannot be read, the locale decides, for findings and errors alike."""
    (project / "conf.py").write_text("project = (\n", "utf-8")
    japanese = run("check", locale="ja_JP.UTF-8")
    assert japanese.stderr == "エラー：conf.py:1：Python として読めません：「(」が閉じていません\n"
    (project / "conf.py").unlink()
    assert run("check", "bad.md", locale="ja_JP.UTF-8").stdout.endswith("1ファイルのうち1ファイルに問題2件\n")
    assert run("check", "bad.md").stdout.endswith("2 problems in 1 of 1 file\n")
    assert run("live", "x", "y", locale="ja").stderr.startswith("エラー：フォルダー「x」がありません")


def test_new_in_japanese(project: Path, run: Callable[..., Result]) -> None:
    """What is left to fill in is said in the language of the page."""
    (project / "conf.py").write_text('language = "ja"\n', "utf-8")
    assert run("new", "antipattern", "my-trap").stdout == (
        "patterns/my-trap.md：title、sources、これを載せる書評の章、関係 guards-against でこれを防ぐページを書いてください。"
        "draft: true の行を消すまで、このページは下書きです\n"
    )


@pytest.mark.parametrize(
    ("locale", "answers", "asked"),
    [
        ("C.UTF-8", "\nShelf\n\n", ["Language (en, ja) [en]:", "Title [site]:", "Author:", "Next: make live in"]),
        ("C.UTF-8", "ja\n\n私\n", ["Language (en, ja) [en]:", "題 [site]:", "著者:", "次に、そのフォルダーで"]),
        ("ja_JP.UTF-8", "\n棚\n\n", ["言語 (en, ja) [ja]:", "題 [site]:", "著者:", "次に、そのフォルダーで"]),
    ],
)
def test_what_init_asks(locale: str, answers: str, asked: list[str], tmp_path: Path) -> None:
    """In a terminal it asks, in the language of the terminal until another one was chosen."""
    ours, theirs = os.openpty()
    os.write(ours, answers.encode())
    done = subprocess.run(
        [sys.executable, "-m", "shohyo", "init", "site"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": locale, "PYTHONUTF8": "1"},
        stdin=theirs,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (0, "")
    places = [done.stdout.find(text) for text in asked]
    assert places == sorted(places)
    assert places[0] == 0
    assert (tmp_path / "site/conf.py").is_file()


# --- new -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("review", "reviews/my-book.md"),
        ("topic", "patterns/my-book.md"),
        ("antipattern", "patterns/my-book.md"),
        ("page", "my-book.md"),
    ],
)
def test_new(kind: str, path: str, project: Path, run: Callable[..., Result]) -> None:
    """A new page goes into its kind's folder of the project, and the command says what to fill in."""
    result = run("new", kind, "my-book")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{path}: fill in title")
    text = (project / path).read_text(encoding="utf-8")
    assert yaml.safe_load(text.split("---\n")[1])["title"] == "my-book"
    check = json.loads(run("check", path, "--format", "json").stdout)
    assert [problem for problem in check["problems"] if problem["severity"] == "error"] == []


def test_new_finds_the_project(project: Path, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """The page lands beside conf.py, wherever the command is called; --root says another place."""
    monkeypatch.chdir(project / "patterns")
    assert run("new", "review", "one").exit_code == 0
    assert (project / "reviews/one.md").is_file()
    (project / "elsewhere").mkdir()
    assert run("new", "review", "two", "--root", str(project / "elsewhere")).exit_code == 0
    assert (project / "elsewhere/reviews/two.md").is_file()


def test_new_overwrites_nothing(project: Path, run: Callable[..., Result]) -> None:
    """A page that exists stays as it is."""
    result = run("new", "page", "good")
    assert (result.exit_code, result.stderr) == (2, "Error: good.md exists already; choose another name\n")
    assert (project / "good.md").read_text(encoding="utf-8") == GOOD


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("My Book", '(did you mean "my-book"?)'),
        ("../evil", '(did you mean "evil"?)'),
        ("書評", "as in model-load"),
        ("a\x1b[31m", '(did you mean "a-31m"?)'),
    ],
)
def test_new_takes_ids_only(name: str, remedy: str, project: Path, run: Callable[..., Result]) -> None:
    """A name becomes an address, so it must be an id; the nearest one is suggested."""
    before = sorted(project.rglob("*"))
    result = run("new", "page", name)
    assert result.exit_code == 2
    assert result.stderr.rstrip().endswith(remedy)
    assert "\x1b" not in result.stderr
    assert sorted(project.rglob("*")) == before


def test_new_where_nothing_can_be_written(project: Path, run: Callable[..., Result]) -> None:
    """A folder's place that a file takes is reported."""
    (project / "reviews").write_text("", encoding="utf-8")
    result = run("new", "review", "a-book")
    assert result.exit_code == 2
    assert "exists" in result.stderr
