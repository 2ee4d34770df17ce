"""What a build publishes: all that it wrote, and nothing that the one before wrote; what others wrote stays."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from tests.build.building import build, digest, run_sphinx, soup
from tests.buildserver import server

BUILDERS = ["html", "dirhtml"]


@pytest.fixture
def site(rootdir: Path, tmp_path: Path) -> Path:
    """The small site, with a file of each kind that a page shows or links to."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    (site / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', "utf-8")
    (site / "data.csv").write_text("a,b\n", "utf-8")
    for folder in ("static", "extra"):
        (site / folder).mkdir()
        (site / folder / f"{folder}.css").write_text("p {}\n", "utf-8")
    with (site / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(
            'html_theme = "shohyo"\nhtml_static_path = ["static"]\nhtml_extra_path = ["extra"]\nhtml_css_files = ["static.css"]\n'
        )
        conf.write('html_baseurl = "https://example.org/"\nsuppress_warnings = ["shohyo.unlisted"]\n')
        conf.write("shohyo_cards = False\n")  # slow to draw, and files like others
    page = (
        "---\ntitle: 資料\ntags: [棚]\n---\n\n![点](../dot.svg)と{download}`../data.csv`、{review}`small-book`です。\n"
    )
    (site / "patterns/data.md").write_text(page.replace("title", "kind: page\ntitle"), "utf-8")
    return site


def dangling(output: Path) -> set[str]:
    """Return the addresses on the pages of a site that lead to no file of it."""
    found = set()
    for page in output.rglob("*.html"):
        for tag in soup(page).select("[href], [src]"):
            address = urlsplit(urldefrag(tag.get("href") or tag.get("src"))[0])
            # the page for what there is not has paths from the top of the host, where the site is
            start = output if address.path.startswith("/") else page.parent
            target = start / unquote(address.path).lstrip("/")
            if (
                not address.scheme
                and address.path
                and not (target / "index.html" if target.is_dir() else target).is_file()
            ):
                found.add(f"{page.relative_to(output)}: {address.path}")
    return found


def has(output: Path) -> dict[str, bool]:
    """Return which kinds of files there are."""
    patterns = {
        "page": "patterns/data*", "image": "_images/dot.svg", "download": "_downloads/*/data.csv", "cover": "_images/covers/reviews/small-book.svg",
        "preview": "_static/shohyo/preview/reviews/*", "index": "genindex*", "static": "_static/static.css",
        "extra": "extra.css", "search": "searchindex/*/d0.js", "source": "_sources/patterns/data.md*", "description": "opensearch.xml",
    }  # fmt: skip
    return {kind: any(output.glob(pattern)) for kind, pattern in patterns.items()}


def run(site: Path, output: Path, builder: str = "html", *arguments: str) -> Path:
    done = run_sphinx(site, output, *arguments, builder=builder)
    assert (done.returncode, done.stderr) == (0, "")
    return output


@pytest.mark.parametrize("builder", BUILDERS)
def test_each_kind_of_file(site: Path, tmp_path: Path, builder: str) -> None:
    """A first and a second build have them all, and every link leads to a file; what is taken away is gone."""
    output = run(site, tmp_path / "output", builder)
    assert all(has(output).values()), has(output)
    assert dangling(output) == set()
    first = digest(output)
    assert digest(run(site, output, builder)) == first
    for path in ("patterns/data.md", "static/static.css", "extra/extra.css"):
        (site / path).unlink()
    with (site / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('html_css_files = []\nhtml_use_index = False\nhtml_copy_source = False\nhtml_baseurl = ""\n')
    run(site, output, builder)
    gone = {kind for kind, is_there in has(output).items() if not is_there}
    assert gone == {"page", "image", "download", "index", "static", "extra", "source", "description"}
    assert dangling(output) == set()
    assert digest(output) == digest(run(site, tmp_path / "clean", builder))


def test_files_of_others_stay(site: Path, tmp_path: Path) -> None:
    """What an extension writes is published with the rest; what is written after that is another's, and stays."""
    conf = site / "conf.py"
    plain = conf.read_text("utf-8")
    conf.write_text(
        plain
        + """
import pathlib
def write(app, exception):
    pathlib.Path(app.outdir, "_images/theirs.svg").write_text("theirs")
def write_late(app, exception):
    pathlib.Path(app.outdir, "_downloads/late.txt").write_text("late")
def setup(app):
    app.connect("env-updated", lambda app, env: pathlib.Path(app.outdir, ".nojekyll").touch())
    app.connect("build-finished", write)
    app.connect("build-finished", write_late, priority=999)
""",
        "utf-8",
    )
    names = {"_images/theirs.svg", ".nojekyll", "_downloads/late.txt"}
    output = tmp_path / "output"
    for _number in range(2):
        assert names <= digest(run(site, output)).keys()
    conf.write_text(plain.replace("小さな棚", "大きな棚"), "utf-8")
    assert names & digest(run(site, output)).keys() == {"_downloads/late.txt"}
    late = (output / "_downloads/late.txt").read_text("utf-8")
    assert late == "late"


def test_folder_without_a_manifest(site: Path, tmp_path: Path) -> None:
    """Where nothing is known of a folder, all that the build does not write itself stays."""
    output = run(site, tmp_path / "output")
    shutil.rmtree(tmp_path / "output.doctrees")
    (site / "patterns/data.md").unlink()
    run(site, output)
    assert has(output)["page"]
    assert has(output)["image"]
    assert digest(output).keys() >= digest(run(site, tmp_path / "clean")).keys()


@pytest.mark.parametrize("second", ["dirhtml", "singlehtml"])
def test_two_builders_into_one_folder(site: Path, tmp_path: Path, second: str) -> None:
    """Neither takes away what the other has written, also where both have written it."""
    output = run(site, tmp_path / "output")
    alone = digest(output)
    run(site, output, second)
    both = digest(output)
    assert both.keys() >= alone.keys()
    with (site / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write("html_static_path = []\nhtml_css_files = []\n")
    (site / "patterns/data.md").unlink()
    run(site, output, second)
    assert (output / "patterns/data.html").is_file()
    assert has(output)["static"]
    run(site, output)
    assert not (output / "patterns/data.html").exists()


def test_pages_that_the_command_line_names(site: Path, tmp_path: Path) -> None:
    """A build of one page leaves the others, also those that are gone, to the next build of all."""
    output = run(site, tmp_path / "output")
    (site / "patterns/data.md").unlink()
    path = site / "patterns/alpha.md"
    path.write_text(path.read_text("utf-8").replace("title: アルファパターン", "title: アルファ型"), "utf-8")
    arguments = ["-q", "-n", "-b", "html", "-d", str(tmp_path / "output.doctrees"), str(site), str(output), str(path)]
    done = server().run(arguments, cwd=site, env=os.environ, timeout=100)
    assert (done.returncode, done.stderr) == (0, "")
    assert "アルファ型" in (output / "patterns/alpha.html").read_text("utf-8")
    assert (output / "index.html").is_file()
    assert digest(run(site, output)) == digest(run(site, tmp_path / "clean"))


def test_search_alone(rootdir: Path, tmp_path: Path) -> None:
    """It takes away its own files, and neither those of others beside them nor those that were changed by hand."""
    site = Path(shutil.copytree(rootdir / "test-alone", tmp_path / "site"))
    with (site / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('\nhtml_baseurl = "https://example.org/"\n')
    output = build(site, tmp_path / "output")
    old = next(output.glob("searchindex/*/d0.js"))
    for name in ("searchindex/theirs.js", f"{old.parent.relative_to(output)}/theirs.js"):
        (output / name).write_text("theirs", "utf-8")
    (old.with_name("d1.js")).write_text("changed", "utf-8")
    page = next(site.glob("*.rst"), None) or next(site.glob("*.md"))
    with page.open("a", encoding="utf-8") as file:
        file.write("\nAnother sentence.\n")
    with (site / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('html_baseurl = ""\n')
    build(site, output)
    assert {path.name for path in old.parent.iterdir()} == {"theirs.js", "d1.js"}
    assert (output / "searchindex/theirs.js").is_file()
    assert not (output / "opensearch.xml").exists()
