"""A second build gives the bytes of a first one, whatever was edited, and builds are reproducible."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from sphinx.testing.util import SphinxTestApp

from tests.build.building import build, digest, run_sphinx, soup


@pytest.fixture
def site(rootdir: Path, tmp_path: Path) -> Path:
    """A private copy of the small site."""
    return Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))


def mark_of(output: Path) -> Path:
    """Return the file that says that all is written."""
    (mark,) = output.with_name(f"{output.name}.doctrees").glob("shohyo-html-*.written")
    return mark


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def edit_title(site: Path) -> None:
    replace(site / "patterns/alpha.md", "title: アルファパターン", "title: アルファの型")


def edit_body(site: Path) -> None:
    replace(site / "patterns/beta.md", "ベータの説明です。", "ベータの新しい説明です。")


def edit_relation(site: Path) -> None:
    replace(site / "patterns/alpha.md", "先に確かめるから。", "早く確かめるから。")


def edit_review_title(site: Path) -> None:
    replace(site / "reviews/small-book.md", "title: 書評：小さなパターンの本", "title: 書評：小さな本")


def edit_bibliography(site: Path) -> None:
    replace(site / "references.bib", "year      = {2020}", "year      = {2021}")


def edit_with_older_time(site: Path) -> None:
    path = site / "patterns/gamma.md"
    replace(path, "ガンマの説明です。", "ガンマの古い説明です。")
    os.utime(path, (1_000_000_000, 1_000_000_000))


def add_page(site: Path) -> None:
    page = (
        "---\ntitle: デルタパターン\nintent: 後から来た形。\nsources: [doe2019]\n---\n\n{pattern}`alpha` に続きます。\n"
    )
    (site / "patterns/delta.md").write_text(page, "utf-8")
    replace(site / "reviews/small-book.md", "patterns: [alpha, beta]", "patterns: [alpha, beta, delta]")


def rename_page(site: Path) -> None:
    (site / "patterns/gamma.md").rename(site / "patterns/omega.md")
    replace(site / "patterns/alpha.md", "target: gamma", "target: omega")
    replace(site / "reviews/small-book.md", "patterns: [gamma,", "patterns: [omega,")


def delete_page(site: Path) -> None:
    (site / "patterns/gamma.md").unlink()
    replace(
        site / "patterns/alpha.md", "  - {type: prerequisite-of, target: gamma, why: 土台になる。, basis: ours}\n", ""
    )
    replace(site / "reviews/small-book.md", "patterns: [gamma, {", "patterns: [{")


EDITS = [
    edit_title, edit_body, edit_relation, edit_review_title, edit_bibliography, edit_with_older_time,
    add_page, rename_page, delete_page,
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_incremental_build_equals_clean_build(site: Path, tmp_path: Path, edit: Callable[[Path], None]) -> None:
    """After an edit, building again writes the same bytes as building from nothing."""
    output = build(site, tmp_path / "incremental")
    before = digest(output)
    edit(site)
    again = digest(build(site, output))
    assert again == digest(build(site, tmp_path / "clean"))
    assert again != before


#: the second of these edits a page that the first took away
APART = [
    (rename_page, edit_with_older_time), (delete_page, edit_with_older_time), (rename_page, delete_page), (delete_page, rename_page),
]  # fmt: skip
PAIRS = [pair for pair in itertools.permutations(EDITS, 2) if pair not in APART]


@pytest.mark.long
@pytest.mark.parametrize(("first", "second"), PAIRS, ids=lambda edit: edit.__name__)
def test_two_edits_in_either_order(
    site: Path, tmp_path: Path, first: Callable[[Path], None], second: Callable[[Path], None]
) -> None:
    """What one edit leaves behind does not come to light with the next."""
    output = build(site, tmp_path / "output")
    for edit in (first, second):
        edit(site)
        build(site, output)
    assert digest(output) == digest(build(site, tmp_path / "clean"))


def test_parallel_build_equals_serial_build(site: Path, tmp_path: Path) -> None:
    """One job and two write the same bytes."""
    for number in range(12):  # Sphinx reads in parallel only when there is enough to share
        page = f"---\ntitle: 追加{number}\nintent: 形{number}。\nsources: [doe2019]\nsuppress: [{{code: unlisted, reason: 試験用}}]\n---\n\n{{pattern}}`alpha`\n"
        (site / f"patterns/extra-{number}.md").write_text(page, "utf-8")
    assert digest(build(site, tmp_path / "serial", "-j", "1")) == digest(build(site, tmp_path / "parallel", "-j", "2"))


def test_clean_builds_are_reproducible(site: Path, tmp_path: Path) -> None:
    """Two folders at different depths and two hash seeds give the same bytes."""
    elsewhere = Path(shutil.copytree(site, tmp_path / "a" / "deeper" / "folder"))
    first = digest(build(site, tmp_path / "first", PYTHONHASHSEED="1", TZ="UTC"))
    second = digest(build(elsewhere, tmp_path / "b" / "second", PYTHONHASHSEED="2", TZ="Asia/Tokyo"))
    assert first == second


def test_build_writes_nothing_into_the_source_tree(site: Path, tmp_path: Path) -> None:
    """The sources are the same files with the same bytes after a build."""
    before = digest(site)
    build(site, tmp_path / "output")
    assert digest(site) == before


def test_second_build_of_a_page_with_a_mistake_fails_again(site: Path, tmp_path: Path) -> None:
    """A mistake in an unchanged page is reported by every build, not only by the one that read it."""
    replace(site / "patterns/beta.md", "kind: antipattern", "kind: antipattern\ntagz: [x]")
    first = run_sphinx(site, tmp_path / "output", "-W", "--keep-going")
    second = run_sphinx(site, tmp_path / "output", "-W", "--keep-going")
    assert (
        "patterns/beta.md:3:1: WARNING: 「tagz」というキーはありません（「tags」のことですか） [shohyo.front_matter]"
        in first.stderr
    )
    assert (second.returncode, second.stderr) == (first.returncode, first.stderr)
    assert first.returncode == 1


@pytest.mark.parametrize(
    "text",
    ["{pattern}`nonexist`", "<script>alert(1)</script>", "```{outline}\n```", "[y](alpha.md#nope)", "{ref}`nolabel`"],
)
def test_second_build_with_any_warning_warns_again(site: Path, tmp_path: Path, text: str) -> None:
    """What a build said of a text is said again as long as it stands there."""
    replace(site / "patterns/beta.md", "ベータの説明です。", f"ベータの説明です。\n\n{text}\n")
    first = run_sphinx(site, tmp_path / "output", "-W", "--keep-going")
    second = run_sphinx(site, tmp_path / "output", "-W", "--keep-going")
    assert first.returncode == 1
    assert first.stderr.count("WARNING") == 1
    assert (second.returncode, second.stderr) == (first.returncode, first.stderr)


def test_build_after_a_killed_one_equals_a_clean_build(site: Path, tmp_path: Path) -> None:
    """What a build left half done is written anew, and pages that were never written are there."""
    output = build(site, tmp_path / "output")
    edit_title(site)
    build(site, output)
    # as a build that was killed while writing leaves it: the data are new, the mark is gone, pages are broken
    mark_of(output).unlink()
    (output / "patterns/beta.html").write_text("half a pa", "utf-8")
    (output / "index.html").unlink()
    assert digest(build(site, output)) == digest(build(site, tmp_path / "clean"))


def test_mark_is_gone_while_a_build_writes(site: Path, tmp_path: Path) -> None:
    """A build that fails leaves no mark, so that the next one relies on nothing of it."""
    build(site, tmp_path / "output")
    mark = mark_of(tmp_path / "output")
    assert mark.is_file()
    replace(site / "patterns/beta.md", "ベータの説明です。", "ベータの長い説明です。")
    conf = (site / "conf.py").read_text("utf-8")
    fails = "\ndef fail(app, *_):\n    raise OSError\ndef setup(app):\n    app.connect('write-started', fails)\n"
    (site / "conf.py").write_text(conf + fails.replace("fails)", "fail)"), "utf-8")
    assert run_sphinx(site, tmp_path / "output").returncode
    assert not mark.exists()


EXTENSION = """
def show(app, pagename, templatename, context, doctree):
    context["body"] = context.get("body", "") + " ".join(sorted(title.astext() for title in app.env.titles.values()))
def setup(app):
    app.connect("html-page-context", show)
"""


def test_pages_that_an_extension_changes_are_all_written(site: Path, tmp_path: Path) -> None:
    """Of an extension that acts on pages it is not known what it shows."""
    (site / "conf.py").write_text((site / "conf.py").read_text("utf-8") + EXTENSION, "utf-8")
    output = build(site, tmp_path / "output")
    replace(site / "patterns/beta.md", "title: ", "title: 新しい")
    assert digest(build(site, output)) == digest(build(site, tmp_path / "clean"))
    assert "新しい" in (output / "patterns/gamma.html").read_text("utf-8")


def test_only_pages_that_were_warned_of_are_read_again(site: Path, tmp_path: Path) -> None:
    """What a build says it says again as long as it is so, and it reads no other page for that."""
    output = build(site, tmp_path / "output")
    replace(site / "patterns/beta.md", "ベータの説明です。", "{pattern}`nonexist` {abbr}`a` {unknown}`b`")
    doctrees = tmp_path / "output.doctrees" / "patterns"
    alpha = (doctrees / "alpha.doctree").stat().st_mtime_ns
    first, second, third = (run_sphinx(site, output) for _number in range(3))
    assert "nonexist" in first.stderr
    assert "unknown" in first.stderr
    assert first.stderr == second.stderr == third.stderr
    assert (doctrees / "alpha.doctree").stat().st_mtime_ns == alpha < (doctrees / "beta.doctree").stat().st_mtime_ns
    replace(site / "patterns/beta.md", "{pattern}`nonexist` {abbr}`a` {unknown}`b`", "ベータの説明です。")
    assert run_sphinx(site, output).stderr == ""
    assert digest(output) == digest(build(site, tmp_path / "clean"))


def test_pictures_and_included_files_are_followed(site: Path, tmp_path: Path) -> None:
    """A picture that no page shows is gone; an included file is read again, whatever its time."""
    (site / "part.txt").write_text("前の文。\n", "utf-8")
    (site / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    replace(site / "patterns/beta.md", "ベータの説明です。", "![点](../dot.svg)\n\n```{include} ../part.txt\n```\n")
    output = build(site, tmp_path / "output")
    assert (output / "_images/dot.svg").is_file()
    replace(site / "patterns/beta.md", "![点](../dot.svg)", "点。")
    (site / "part.txt").write_text("後の文です。\n", "utf-8")
    os.utime(site / "part.txt", (1_000_000_000, 1_000_000_000))
    assert digest(build(site, output)) == digest(build(site, tmp_path / "clean"))
    assert "後の文です。" in (output / "patterns/beta.html").read_text("utf-8")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_downloads_are_kept_as_long_as_a_page_links_to_them(site: Path, tmp_path: Path, builder: str) -> None:
    """Each link to a file leads to it, after the first build and the second; one that no page links to is gone."""
    (site / "data.csv").write_text("a,b\n1,2\n", "utf-8")
    (site / "patterns/表 1.txt").write_text("表です。\n", "utf-8")
    both = "{download}`../data.csv` と {download}`表 <表 1.txt>`です。"
    replace(site / "patterns/beta.md", "ベータの説明です。", both)
    output = tmp_path / "output"

    def downloads() -> list[str]:
        done = run_sphinx(site, output, builder=builder)
        assert (done.returncode, done.stderr) == (0, "")
        page = output / ("patterns/beta.html" if builder == "html" else "patterns/beta/index.html")
        links = [link["href"] for link in soup(page).select("a.download")]
        assert all((page.parent / unquote(link)).is_file() for link in links)
        there = {path.resolve() for path in (output / "_downloads").rglob("*") if path.is_file()}
        assert there == {(page.parent / unquote(link)).resolve() for link in links}
        return [unquote(link).rpartition("/")[2] for link in links]

    assert downloads() == ["data.csv", "表 1.txt"]
    assert downloads() == ["data.csv", "表 1.txt"]
    replace(site / "patterns/beta.md", both, "{download}`../data.csv`です。")
    assert downloads() == ["data.csv"]
    assert len(list((output / "_downloads").iterdir())) == 1
    replace(site / "patterns/beta.md", "{download}`../data.csv`です。", "ベータの説明です。")
    assert downloads() == []
    clean = tmp_path / "clean"
    assert run_sphinx(site, clean, builder=builder).stderr == ""
    assert digest(output) == digest(clean)


def test_page_that_becomes_unreadable_leaves_nothing(site: Path, tmp_path: Path) -> None:
    """A page that is saved in another encoding is reported and gone, in the second build as in a clean one."""
    output = build(site, tmp_path / "output")
    path = site / "patterns/gamma.md"
    path.write_bytes(path.read_text("utf-8").encode("euc_jp"))
    again = run_sphinx(site, output)
    clean = run_sphinx(site, tmp_path / "clean")
    assert "gamma.md:3:8: WARNING: ファイルが UTF-8 ではなく、euc_jp のようです" in clean.stderr
    assert again.stderr == clean.stderr
    assert not (output / "patterns/gamma.html").exists()
    assert digest(output) == digest(tmp_path / "clean")


def test_application_that_builds_twice(make_app: Callable[..., SphinxTestApp], site: Path) -> None:
    """An editor's preview keeps its application: nothing of the first build is said or shown by the second."""
    gamma = site / "patterns/gamma.md"
    readable = gamma.read_text("utf-8")
    gamma.write_bytes(readable.encode("euc_jp"))
    app = make_app("html", srcdir=site)
    app.build()
    assert "gamma.md:3:8: WARNING: ファイルが UTF-8 ではなく" in app.warning.getvalue()
    app.warning.truncate(0)
    gamma.write_text(readable, "utf-8")
    edit_title(site)
    app.build()
    assert "UTF-8 では" not in app.warning.getvalue()
    assert (app.outdir / "patterns/gamma.html").is_file()
    assert "アルファの型" in (app.outdir / "_static/shohyo/preview/patterns/alpha.js").read_text("utf-8")


def test_other_builders_leave_previews_alone(site: Path, tmp_path: Path) -> None:
    """One folder for two builders is no good idea, but the second deletes nothing that the first has written."""
    output = build(site, tmp_path / "output")
    before = digest(output / "_static/shohyo/preview")
    assert before
    done = run_sphinx(site, output, "-d", str(tmp_path / "doctrees"), builder="singlehtml")
    assert (done.returncode, done.stderr) == (0, "")
    assert digest(output / "_static/shohyo/preview") == before


@pytest.mark.parametrize("baseurl", ["", "https://example.org/"])
def test_description_of_its_own_stays(site: Path, tmp_path: Path, baseurl: str) -> None:
    """A project's own ``opensearch.xml`` is neither deleted nor overwritten, by the first build or the second."""
    (site / "extra").mkdir()
    (site / "extra/opensearch.xml").write_text("<own/>", "utf-8")
    options = ("-D", "shohyo_cards=0", "-D", f"html_baseurl={baseurl}")
    for _number in range(2):
        output = build(site, tmp_path / "output", *options, "-D", "html_extra_path=extra")
        assert (output / "opensearch.xml").read_text("utf-8") == "<own/>"
    output = build(site, tmp_path / "output", *options)
    assert (output / "opensearch.xml").exists() == bool(baseurl)
    assert digest(output) == digest(build(site, tmp_path / "clean", *options))
