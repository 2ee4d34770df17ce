"""`{guide}`: the page, the pattern pages it leads to, broken guides, rebuilds."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from shohyo.checks.project import check_project
from shohyo.data.guide import Addon, Answer, Core, Covers, Guide, Item, Question, Stage, SystemPart, Together

from .building import REPOSITORY, article, build, digest, once, run_sphinx, soup, warnings_of


@pytest.fixture
def project(rootdir: Path, tmp_path: Path) -> Path:
    """A copy of the small project with a guide of its own."""
    return Path(shutil.copytree(rootdir / "test-guide", tmp_path / "project"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture(scope="module")
def html(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project, built without a warning."""

    def make(folder: Path) -> None:
        build(rootdir / "test-guide", folder / "html", "-W", "-j", "2")

    return once(tmp_path_factory, "guide", make) / "html"


def test_outline_says_everything(html: Path) -> None:
    """A guide of another book: each question, reason, answer and what follows is there as text, escaped."""
    page = article(html / "index.html")
    guide = page.select_one("#guide")
    assert guide["data-start"] == "stay"
    assert [block["data-ask"] for block in guide.select("[data-ask]")] == ["stay", "season"]
    first = guide.select_one("#stay")
    assert "How long do you stay?" in first.select_one("h2, h3").get_text()
    assert first.select_one(".shohyo-guide__why").get_text() == "Time What stands for years may be heavy."
    years = first.select_one("[data-choice=years]")
    assert "Years, <i>perhaps</i>" in years.get_text()
    assert [(link.get_text(), link["href"]) for link in years.select("a")] == [
        ("Cabin", "patterns/cabin.html"),
        ("Draught <b>&</b> damp", "patterns/draught.html"),
        ("Go on to question 2", "#season"),
    ]
    lines = {
        core["data-result"]: " ".join(core.select_one(".shohyo-guide__checklist").get_text().split())
        for core in guide.select("[data-result]")
    }
    assert lines == {
        "tent": "Not with this core Draught <b>&</b> damp: There is no door to shut.",
        "cabin": "Consider Draught <b>&</b> damp: Evenings are cold.",
    }
    assert "Prevented by: Cabin" in guide.select_one("[data-antipattern=draught]").get_text()
    assert guide.select("button") == []


def test_pattern_pages_say_which_answers_lead_there(html: Path) -> None:
    """A core lists the answers that it needs, an add-on and an antipattern those that call for it."""
    found = {
        name: article(html / f"patterns/{name}.html").select_one(".shohyo-answers")
        for name in ("tent", "cabin", "stove", "draught")
    }
    assert [item.get_text().strip() for item in found["tent"].select("ol li")] == ["How long do you stay? A night"]
    assert found["tent"].select_one("ol a")["href"] == "../index.html#stay"
    assert "added to the core" in found["stove"].get_text()
    assert [item.get_text(" ", strip=True) for item in found["stove"].select("li")] == ["In winter, too? Yes"]
    assert [item.get_text(" ", strip=True) for item in found["draught"].select("li")][-2:] == [
        "Consider Cabin",
        "Not with this core Tent",
    ]
    assert "calls for watching it" in found["draught"].get_text()


def test_a_core_that_is_a_draft(project: Path, tmp_path: Path) -> None:
    """It is called by its title and links nowhere, on the guide and on the pages that it names; nobody is warned."""
    path = project / "patterns/tent.md"
    path.write_text(path.read_text("utf-8").replace("---\n", "---\ndraft: true\n", 1), "utf-8")
    done = run_sphinx(project, tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    guide = article(tmp_path / "out/index.html")
    assert "Tent" in [title.get_text() for title in guide.select(".shohyo-guide__title")]
    assert guide.select("a[href*='tent.html']") == []
    assert "Tent" in article(tmp_path / "out/patterns/draught.html").get_text()
    path.write_text(path.read_text("utf-8").replace("title: Tent", "title: Awning"), "utf-8")
    assert run_sphinx(project, tmp_path / "out").stderr == ""
    assert "Awning" in article(tmp_path / "out/patterns/draught.html").get_text()
    assert digest(tmp_path / "out") == digest(build(project, tmp_path / "clean"))


def test_what_another_book_has_is_headed_by_it(project: Path, tmp_path: Path) -> None:
    """What stands in another book than the cores says in which, in a result too; and no longer, once it moves."""
    outline = "---\ntitle: {0}\nkind: book\nbook: {0}\noutline:\n  - chapters:\n      - {{number: 1, title: One, patterns: [{1}]}}\n---\n"
    entry = "@book{{{0}, title = {{{0} & more}}, author = {{A, B}}, year = 2000}}\n"
    (project / "all.bib").write_text("".join(entry.format(name) for name in ("ours", "theirs")), "utf-8")
    change(project / "conf.py", "extensions =", 'bibtex_bibfiles = ["all.bib"]\nextensions =')
    change(project / "index.md", "patterns/tent\n", "ours\ntheirs\npatterns/tent\n")
    (project / "ours.md").write_text(outline.format("ours", "tent, cabin"), "utf-8")
    (project / "theirs.md").write_text(outline.format("theirs", "stove, draught"), "utf-8")

    def titles(out: Path) -> list[str]:
        return [" ".join(one.get_text().split()) for one in article(out / "index.html").select(".shohyo-guide__title")]

    html = build(project, tmp_path / "html", "-W")
    assert [title for title in titles(html) if "& more" in title] == [
        "Stove “theirs & more”",
        "Draught <b>&</b> damp “theirs & more”",
    ]
    change(project / "ours.md", "tent, cabin", "tent, cabin, stove")
    change(project / "theirs.md", "stove, draught", "draught")
    build(project, html, "-W")
    assert [title for title in titles(html) if "& more" in title] == ["Draught <b>&</b> damp “theirs & more”"]
    assert digest(html) == digest(build(project, tmp_path / "clean", "-W"))


def test_assets_only_where_the_guide_is(html: Path) -> None:
    """Script and style are loaded on the page of the guide, not on others."""
    with_guide = [
        path.relative_to(html).as_posix()
        for path in html.rglob("*.html")
        if "shohyo-guide.js" in path.read_text("utf-8")
    ]
    assert with_guide == ["index.html"]


def test_answers_stand_in_the_contents(project: Path, tmp_path: Path) -> None:
    """What leads to a page is a section of it: in the contents before the closing sections, and only where there is
    something; a build after the guide has changed gives what a clean one does."""
    theme = '\nhtml_theme = "shohyo"\n'
    (project / "conf.py").write_text((project / "conf.py").read_text("utf-8") + theme, "utf-8")
    change(project / "patterns/stove.md", "---\n", "---\ntraits: [{name: Weight, value: Heavy, basis: ours}]\n")
    out = build(project, tmp_path / "html")
    page = soup(out / "patterns/stove.html")
    listed = [link["href"] for link in page.select(".shohyo-contents a")]
    assert [f"#{section['id']}" for section in page.select("section section")] == listed
    assert "#shohyo-traits" in listed
    assert listed.index("#shohyo-answers") == listed.index("#shohyo-relations") - 1
    assert page.select_one("section#shohyo-answers > h2").get_text() == "Answers that lead here#"
    assert "shohyo-answers" in (out / "patterns/draught.html").read_text("utf-8")
    change(project / "shelters.yaml", "        watch: [draught]\n", "")
    change(project / "shelters.yaml", "    watch: [draught]\n", "")
    change(project / "shelters.yaml", "{id: draught, level: consider", "{id: stove, level: consider")
    change(project / "shelters.yaml", "{id: draught, level: skip", "{id: cabin, level: skip")
    again = build(project, tmp_path / "html")
    assert "shohyo-answers" not in (again / "patterns/draught.html").read_text("utf-8")
    assert digest(again) == digest(build(project, tmp_path / "clean"))


#: kind → what is changed in the guide, and what is said of it
BROKEN = {
    "cycle": (
        "        next: end\n", "        next: stay\n",
        '29:15: the answer leads back to "stay"; lead on to a question that was not asked yet',
    ),
    "dead-end": (
        "        next: season\n", "",
        '12:9: dead end: nothing follows the answer "night"; add next: and the id of a question, or end',
    ),
    "two-cores": (
        "        add: [stove]\n", "        add: [stove]\n        core: tent\n",
        '28:15: "tent" is a second core on the way stay: night → season: yes; '
        "choose one of the two; the other may be added",
    ),
    "unknown-id": ("watch: [draught]", "watch: [drought]", '19:17: unknown antipattern "drought" (did you mean "draught"?)'),
    "unknown-question": (
        "[draught]\n        next: season", "[draught]\n        next: seson",
        '20:15: dead end: unknown question "seson" (did you mean "season"?)',
    ),
    "unreachable": (
        "checklist:\n  - {id: draught, level: con", "  - id: lost\n    text: t\n    why: w\n    answers:\n"
        "      - {id: a, text: a, next: end}\n      - {id: b, text: b, next: end}\n"
        "checklist:\n  - {id: draught, level: con",
        '33:9: no answer leads to the question "lost"; lead to it from an answer, or remove it',
    ),
}  # fmt: skip


def test_broken_guide_fails_build_and_check(project: Path, tmp_path: Path) -> None:
    """Each kind of broken guide is an error at its place in the build, in the check, and in the next build."""
    for kind, (old, new, _expected) in BROKEN.items():
        shutil.copy(project / "shelters.yaml", project / f"{kind}.yaml")
        change(project / f"{kind}.yaml", old, new)
        text = f"---\norphan: true\n---\n\n# {kind}\n\n```{{guide}} {kind}.yaml\n```\n"
        (project / f"{kind}.md").write_text(text, "utf-8")
    expected = sorted(f"{kind}.yaml:{said} [shohyo.guide]" for kind, (_old, _new, said) in BROKEN.items())
    assert sorted(map(str, check_project(project).diagnostics)) == expected
    html = tmp_path / "html"
    for _build in range(2):
        done = run_sphinx(project, html, "-W", "--keep-going")
        assert done.returncode == 1
        assert sorted(line.replace(" WARNING:", "") for line in warnings_of(done.stderr)) == expected
    # what can be read is shown, without what starts the script
    guide = article(html / "cycle.html").select_one("#guide")
    assert "data-start" not in guide.attrs
    assert "How long do you stay?" in guide.get_text()


def test_missing_file_and_second_guide(project: Path, tmp_path: Path) -> None:
    """A guide that is not there, outside the project, or the second of a page is a warning at the directive."""
    change(project / "index.md", "```{toctree}", "```{guide} shelters.yaml\n```\n\n```{toctree}")
    change(project / "patterns/tent.md", "Light.", "```{guide} gone.yaml\n```")
    change(project / "patterns/cabin.md", "Heavy.", "```{guide} ../../away.yaml\n```")
    found = warnings_of(run_sphinx(project, tmp_path / "html").stderr)
    texts = "\n".join(found)
    assert len(found) == 3, texts
    assert "this page shows a guide already" in texts
    assert 'the guide "gone.yaml" does not exist' in texts
    assert 'the guide "../../away.yaml" is not in a folder that this site reads' in texts


def test_edit_of_the_guide_reaches_every_page(project: Path, tmp_path: Path) -> None:
    """After an edit of the file an incremental build equals a clean one, pattern pages included."""
    html = build(project, tmp_path / "html", "-W")
    change(project / "shelters.yaml", "A night", "One night only")
    os.utime(project / "shelters.yaml", ns=(1, 1))
    assert build(project, html, "-W") == html
    assert "One night only" in (html / "patterns/tent.html").read_text("utf-8")
    clean = build(project, tmp_path / "clean", "-W", "-j", "2")
    names = ["index.html", *(f"patterns/{name}.html" for name in ("tent", "cabin", "stove", "draught"))]
    assert {name: digest(html)[name] for name in names} == {name: digest(clean)[name] for name in names}


@pytest.mark.parametrize("builder", ["text", "epub", "latex"])
def test_other_builders(project: Path, tmp_path: Path, builder: str) -> None:
    """Builders without scripts print the outline."""
    done = run_sphinx(project, tmp_path / builder, builder=builder)
    assert done.returncode == 0
    assert "unknown node" not in done.stderr
    if builder == "text":
        assert "How long do you stay?" in (tmp_path / "text" / "index.txt").read_text("utf-8")


def test_every_key_is_explained(tmp_path: Path) -> None:
    """The manual's page on guides has a table for each model of a guide's file, with a row for each key."""
    page = article(build(REPOSITORY / "docs", tmp_path / "html", "-W") / "guide.html")
    tables = [[row.find("td").get_text() for row in table.select("tbody tr")] for table in page.select("table")]
    for record in (Guide, Question, Answer, Together, Stage, SystemPart, Covers, Item, Core, Addon):
        assert list(record.model_fields) in tables, record.__name__
    assert page.select_one("#guide")["data-start"] == "reach"
