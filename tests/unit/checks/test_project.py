"""The check of a whole project, from files to findings."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

from shohyo.checks.body import PATH_HINT
from shohyo.checks.project import Report, check_project
from shohyo.cli import main
from shohyo.errors import Code, ShohyoError
from tests.bad import CASES, GROUPED, write_case, write_group
from tests.bad import write_files as write
from tests.strategies import file_bytes

ROOT = Path(__file__).parents[3]


def found(root: Path, *paths: Path) -> list[str]:
    """Return the report's lines."""
    return [str(item) for item in check_project(root, paths).diagnostics]


# --- bad inputs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_bad_input(case: dict[str, Any], tmp_path: Path) -> None:
    """Each bad input gives exactly these findings, in this order."""
    assert found(write_case(tmp_path, case)) == case["expect"]


def test_bad_inputs_cover_what_a_check_can_find() -> None:
    """There is a case for every code that a check without a build reports."""
    codes = {match[1] for case in CASES for line in case["expect"] if (match := re.search(r"\[shohyo\.(\w+)\]$", line))}
    assert len(CASES) >= 150
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(case["expect"] or case.get("html") for case in CASES)
    # a build alone asks for D2
    assert codes == {str(code) for code in Code} - {Code.DIAGRAM}


def test_folder_of_bad_inputs(tmp_path: Path) -> None:
    """All bad pages in one folder: one run, exit status 1, no traceback, each file's own findings still there."""
    write_group(tmp_path)
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    for number, case in enumerate(GROUPED):
        alone = [
            line for line in case["expect"] if line.endswith("[shohyo.front_matter]") or line.endswith("[shohyo.flow]")
        ]
        assert [line for line in alone if f"{number}/{line}" not in result.stdout] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=file_bytes())
def test_any_file_is_checked(data: bytes, tmp_path: Path) -> None:
    """No content of a page raises, and every finding is at a place in the file."""
    write(tmp_path, {"reviews/r.md": data})
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    for item in check_project(tmp_path).diagnostics:
        assert item.path == "reviews/r.md"
        assert 1 <= item.line <= len(lines), item
        assert 1 <= item.column <= len(lines[item.line - 1]) + 1, item


# --- what is reported ----------------------------------------------------------------------------


def test_paths_choose_what_is_reported(tmp_path: Path) -> None:
    """The whole project is read, so that links between pages are right; the report is of what was asked for."""
    write(
        tmp_path,
        {
            "a.md": "[b](sub/b.md) [x](x.md)\n",
            "sub/b.md": "[a](../a.md) [y](y.md)\n",
            "sub/c.md": "# C\n",
            "subway.md": "[z](z)",
        },
    )
    everything = found(tmp_path)
    assert [line.partition(":")[0] for line in everything] == ["a.md", "sub/b.md", "subway.md"]
    assert found(tmp_path, tmp_path / "sub") == everything[1:2]
    assert found(tmp_path, tmp_path / "sub/c.md") == []
    assert found(tmp_path, tmp_path / "a.md", tmp_path / "subway.md") == [everything[0], everything[2]]
    assert check_project(tmp_path, [tmp_path / "sub"]).files == 2
    assert check_project(tmp_path).files == 4
    assert check_project(tmp_path).files_with_findings == 3


def test_path_that_is_no_document(tmp_path: Path) -> None:
    """Silence about a file that was never read would pass for approval."""
    write(tmp_path, {"conf.py": "include_patterns = ['*.md']\n", "a.md": "# A\n", "notes/b.md": "# B\n", "c.txt": ""})
    for path in ("notes", "notes/b.md", "c.txt"):
        with pytest.raises(ShohyoError, match="is no document of the project"):
            check_project(tmp_path, [tmp_path / path])
    with pytest.raises(ShohyoError, match="is not in the project"):
        check_project(tmp_path, [tmp_path / "missing.md"])
    with pytest.raises(ShohyoError, match="is not in the project"):
        check_project(tmp_path, [tmp_path.parent])


def test_project_in_restructuredtext(tmp_path: Path) -> None:
    """A project of another's, whose search is asked, has nothing to check and no mistake; a page of it is none of ours."""
    write(tmp_path, {"conf.py": "extensions = ['shohyo.search']\n", "index.rst": "Title\n=====\n"})
    assert check_project(tmp_path, [tmp_path]).files == 0
    with pytest.raises(ShohyoError, match="is no document of the project"):
        check_project(tmp_path, [tmp_path / "index.rst"])


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that does not exist is the caller's mistake."""
    with pytest.raises(ShohyoError, match="there is no folder"):
        check_project(tmp_path / "nothing")


def test_bibliography_counts_as_a_file(tmp_path: Path) -> None:
    """What can have findings is counted, a bibliography that does not exist included."""
    write(tmp_path, {"conf.py": "bibtex_bibfiles = ['a.bib', 'missing.bib']\n", "a.bib": "", "page.md": "# P\n"})
    report = check_project(tmp_path)
    assert [item.path for item in report.diagnostics] == ["missing.bib"]
    assert (report.files, report.files_with_findings) == (3, 1)


def test_empty_folder(tmp_path: Path) -> None:
    """A project without a page has nothing wrong."""
    assert check_project(tmp_path) == Report((), 0)


@pytest.mark.parametrize("setting", ["shohyo", "shohyo.*", "shohyo.link"])
def test_suppress_warnings(setting: str, tmp_path: Path) -> None:
    """conf.py silences findings as it silences a build's warnings."""
    write(tmp_path, {"conf.py": f"suppress_warnings = [{setting!r}]\n", "a.md": "[x](x.md)\n"})
    assert found(tmp_path) == []


def test_names_of_other_projects(tmp_path: Path) -> None:
    """With intersphinx a role may name what another project has, and an option may not; only a build can tell."""
    text = "{review}`elsewhere`\n\n[x](x.md)\n\n```{patterns}\n:tag: elsewhere\n```\n"
    for mapping in ('{"other": ("https://example.org/", None)}', "dict(other=(url, None))"):
        write(tmp_path, {"conf.py": f"intersphinx_mapping = {mapping}\n", "a.md": text})
        assert [item.code for item in check_project(tmp_path).diagnostics] == [Code.LINK, Code.REFERENCE]


def test_undecodable_page_is_reported_for_that_alone(tmp_path: Path) -> None:
    """What is wrong in a text that was read as the wrong characters would distract; others may link to it."""
    page = "---\ntitle: あいうえお\nbad: 1\nid: old\nsources: [{source: n}]\n---\n\n[x](x.md)\n"
    write(tmp_path, {"patterns/old.md": page.encode("euc_jp"), "b.md": "{pattern}`old` [o](patterns/old.md)\n"})
    assert [item.code for item in check_project(tmp_path).diagnostics] == [Code.ENCODING]


def test_outline_page_without_front_matter_is_a_page(tmp_path: Path) -> None:
    """As in a build: what has no front matter has no record."""
    write(tmp_path, {"patterns/a.md": "# A\n", "b.md": "{pattern}`a`\n"})
    assert found(tmp_path) == ['b.md:1:1: unknown pattern "a" [shohyo.reference]']


def test_title_may_be_the_first_heading(tmp_path: Path) -> None:
    """Roles find a page by its first heading where the front matter gives no title."""
    page = "---\nsources: [{source: n}]\n---\n\n# モデル *ロード* `x`\n"
    write(tmp_path, {"patterns/a.md": page, "b.md": "{pattern}`モデル ロード x`\n"})
    assert found(tmp_path) == []


# --- files that are not what they seem -----------------------------------------------------------


def test_symbolic_link_to_a_folder_around_it(tmp_path: Path) -> None:
    """A link to a parent folder is not followed without end."""
    write(tmp_path, {"sub/a.md": "[x](x.md)\n"})
    (tmp_path / "sub/up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    assert found(tmp_path) == [
        f'sub/a.md:1:1: the link "x.md" leads to no file; {PATH_HINT} [shohyo.link]',
        "sub/up:1:1: this link leads to a folder that it stands in; remove it [shohyo.file_name]",
    ]


def test_symbolic_link_to_a_folder_elsewhere(tmp_path: Path) -> None:
    """A folder that is linked in belongs to the project, as it does for Sphinx, if conf.py names where it leads."""
    write(tmp_path, {"site/a.md": "[b](linked/b.md)\n", "other/b.md": "# B\n"})
    (tmp_path / "site/linked").symlink_to(tmp_path / "other")
    assert [(item.path, item.code) for item in check_project(tmp_path / "site").diagnostics] == [
        ("linked/b.md", Code.OUTSIDE),
    ]
    write(tmp_path, {"site/conf.py": 'shohyo_read_roots = [".", "../other"]\n'})
    report = check_project(tmp_path / "site")
    assert (report.diagnostics, report.files) == ((), 2)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_named_pipe(tmp_path: Path) -> None:
    """A pipe that is called like a page is reported; opening it would wait for ever."""
    os.mkfifo(tmp_path / "page.md")
    os.mkfifo(tmp_path / "picture.png")
    write(tmp_path, {"a.md": "![p](picture.png)\n"})
    assert found(tmp_path) == [
        f'a.md:1:1: the image "picture.png" does not exist; {PATH_HINT} [shohyo.link]',
        "page.md:1:1: this is not a regular file; replace it by one, or exclude it in conf.py [shohyo.encoding]",
    ]


def test_link_to_nothing(tmp_path: Path) -> None:
    """A page that is a dangling link is reported."""
    (tmp_path / "a.md").symlink_to("nowhere.md")
    assert found(tmp_path) == [
        "a.md:1:1: this cannot be read (No such file or directory); check that it exists and who may read it [shohyo.encoding]"
    ]


def test_unreadable_file_and_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What may not be read is reported, and the rest is checked."""
    write(tmp_path, {"a.md": "# A\n", "b.md": "[x](x)\n", "closed/c.md": "# C\n"})

    def read_bytes(file: Path) -> bytes:
        if file.name == "a.md":
            raise PermissionError(13, "Permission denied")
        with file.open("rb") as stream:
            return stream.read()

    real_scandir = os.scandir

    def scandir(folder: Path) -> Any:
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied")
        return real_scandir(folder)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    monkeypatch.setattr(os, "scandir", scandir)
    problem = "1:1: this cannot be read (Permission denied); check that it exists and who may read it [shohyo.encoding]"
    assert found(tmp_path) == [
        f"a.md:{problem}",
        f'b.md:1:1: the link "x" leads to no file; {PATH_HINT} [shohyo.link]',
        f"closed:{problem}",
    ]


def test_name_that_is_not_utf8(tmp_path: Path) -> None:
    """A file name in another encoding is reported, with its bytes in a form that can be printed."""
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\x83e.md")).write_text("# A\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (line,) = found(tmp_path)
    assert line == "\\x83e.md:1:1: the file name is not UTF-8; rename it [shohyo.encoding]"
    assert line.encode()


def test_name_in_another_unicode_form(tmp_path: Path) -> None:
    """Sphinx looks for the composed form of a name, and does not find the decomposed one."""
    decomposed = unicodedata.normalize("NFD", "ガ.md")
    write(tmp_path, {decomposed: "# A\n"})
    if decomposed not in {file.name for file in tmp_path.iterdir()} or (tmp_path / "ガ.md").exists():
        pytest.skip("this file system compares names in any form")
    (line,) = found(tmp_path)
    assert line.startswith("ガ.md:1:1: the file name is not in Unicode form NFC")


def test_page_that_would_take_for_ever(tmp_path: Path) -> None:
    """Deeply nested quotes, lists and brackets are read in time; what is too deep to be shown is reported."""
    lists, brackets = "".join(" " * 2 * n + "- a\n" for n in range(200)), "[" * 3000 + "\n\n" + "*a_" * 2000
    write(tmp_path, {"a.md": ">" * 5000 + " a\n\n" + brackets, "b.md": f"Text.\n\n{lists}\n", "c.md": brackets})
    problem = "the text is nested deeper than 60 levels, and the page is not shown; write it flatter [shohyo.limit]"
    assert found(tmp_path) == [f"a.md:1:1: {problem}", f"b.md:33:61: {problem}"]


# --- the site itself -----------------------------------------------------------------------------


def test_site_has_no_problem() -> None:
    """The site in this repository is checked by its own command."""
    report = check_project(ROOT)
    assert report.diagnostics == ()
    assert report.files > 50


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        (
            "patterns/prediction-cache.md", "aliases:\n", "aliasses:\n",
            ':9:1: unknown key "aliasses" (did you mean "aliases"?) [shohyo.front_matter]',
        ),
        (
            "patterns/prediction-cache.md", "target: data-cache", "target: data-cashe",
            ':26:13: relation to unknown id "data-cashe" (did you mean "data-cache"?) [shohyo.relation]',
        ),
        (
            "patterns/prediction-cache.md", "to: proxy,", "to: proxi,",
            ': flow: "proxi" is not a component of this page (did you mean "proxy"?) [shohyo.flow]',
        ),
        ("index.md", "about\n", "abuot\n", ': the toctree entry "abuot" is no document (did you mean "about"?) [shohyo.link]'),
        ("index.md", "salinger2023review", "salinger2023", ': unknown BibTeX key "salinger2023" (did you mean "salinger2023review"?) [shohyo.citation]'),
    ],
)  # fmt: skip
def test_slip_in_the_site(path: str, before: str, after: str, expected: str, tmp_path: Path) -> None:
    """A slip of an author is the only finding, with what was meant."""
    for name in ("conf.py", "references.bib"):
        shutil.copy(ROOT / name, tmp_path)
    for file in (*ROOT.glob("*.md"), *ROOT.glob("*.yaml")):
        shutil.copy(file, tmp_path)
    for folder in ("reviews", "patterns", "_static", "examples/patterns"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    text = (tmp_path / path).read_text(encoding="utf-8")
    assert before in text
    (tmp_path / path).write_text(text.replace(before, after, 1), encoding="utf-8")
    (line,) = found(tmp_path)
    assert line.startswith(path)
    assert line.endswith(expected)


POSTS = [ROOT / "tests/data/blog-post.md", ROOT.parent / "shared/source-post/article.md"]


@pytest.mark.parametrize("post", [path for path in POSTS if path.is_file()], ids=lambda path: path.stem)
def test_source_article(tmp_path: Path, post: Path) -> None:
    """A post of a blog, dropped in unchanged, has one finding for each picture that cannot be resolved."""
    text = post.read_text(encoding="utf-8")
    pictures = sorted(set(re.findall(r"@@image@@/[\w.-]+", text)))
    assert pictures
    write(tmp_path, {"reviews/article.md": text})
    assert [re.findall(r'"(.*?)"', item.problem)[0] for item in check_project(tmp_path).diagnostics] == sorted(
        pictures, key=text.index
    )
