"""What is not for the public is nowhere in what is built, and is public again as soon as it says so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shohyo.built.verify import verify_built
from shohyo.checks.project import check_project
from shohyo.source.project import load_project
from tests.bad import write_files
from tests.build.building import build, run_sphinx

CONF = """\
project = "A shelf"
author = "A. Kay"
language = "en"
extensions = ["shohyo"]
html_baseurl = "https://example.org/"
shohyo_cards = False
"""
FILES = {
    "index.md": """\
# Home

[one](reviews/a.md), [two](reviews/a.md#sec), {review}`a`, {doc}`reviews/a`, {ref}`lab`, [](lab), {any}`lab`,
{pattern}`p`, {chapter}`a/1`.

```{reviews}
```

```{patterns}
```

```{tags}
```

```{toctree}
reviews/b
reviews/a
patterns/p
patterns/q
```
""",
    "reviews/a.md": """\
---
title: Zuckerrübe
date: 2026-01-02
tags: [Runkel]
outline: [{chapters: [{number: 1, title: Kartoffel, patterns: [q, p]}]}]
HIDDEN
---

Steckrübe: {pattern}`q`.

(lab)=
## Sec

![picture](pic.png) {download}`down.txt`
""",
    "reviews/b.md": "---\ntitle: Public\ndate: 2026-01-03\n---\n\nText.\n",
    "reviews/pic.png": "89504e470d0a1a0a",
    "reviews/down.txt": "Mangold",
    "patterns/p.md": "---\ntitle: Pastinake\nsources: [{source: notes}]\nHIDDEN\n---\n\nText.\n",
    "patterns/q.md": """\
---
title: Q
sources: [{source: notes}]
relations: [{type: refines, target: p, why: Ackerbau, basis: ours}]
---

Text.
""",
}
#: words of the hidden pages, and names of files that only they bring
SECRETS = (
    "Zuckerrübe",
    "Runkel",
    "Kartoffel",
    "Steckrübe",
    "Mangold",
    "Pastinake",
    "pic.png",
    "reviews/a.html",
)


def write(site: Path, hidden: str, conf: str = "") -> Path:
    for name, text in {**FILES, "conf.py": CONF + conf}.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        text = text.replace("HIDDEN\n", f"{hidden}\n" if hidden else "")
        (site / name).write_bytes(bytes.fromhex(text) if name.endswith(".png") else text.encode())
    return site


def contents(output: Path) -> dict[str, bytes]:
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file() and ".doctrees" not in path.parts
    }


def leaks(output: Path) -> list[tuple[str, str]]:
    """Return what of the hidden pages stands in which file."""
    return [
        (name, secret)
        for name, data in contents(output).items()
        for secret in SECRETS
        if secret.encode() in data or secret in name
    ]


@pytest.mark.parametrize("hidden", ["draft: true", "Published: No", "下書き: はい", "visibility: members"])
@pytest.mark.parametrize("theme", ["shohyo", "alabaster"])
def test_nothing_of_a_draft_is_published(hidden: str, theme: str, tmp_path: Path) -> None:
    """Pages, lists, links, search, objects, sources, pictures and downloads know nothing of it, and nobody is warned."""
    site = write(tmp_path / "site", hidden, f"html_theme = {theme!r}\n")
    build(site, tmp_path / "out", "-n", "-j", "2")
    assert leaks(tmp_path / "out") == []
    # which is shown as it is written, for it has no words of its own
    [fault] = verify_built(tmp_path / "out", load_project(site)).faults
    assert (fault.path, fault.problem) == ("index.html", 'it names the draft "reviews/a"')
    (source,) = (tmp_path / "out/_sources").glob("index*")
    assert "\n```{toctree}\nreviews/b\npatterns/q\n```\n" in source.read_text("utf-8")
    assert "[one](….md), [two](….md#sec), {review}`a`, {doc}`…`," in source.read_text("utf-8")
    home = (tmp_path / "out/index.html").read_text("utf-8")
    assert "one" in home
    assert "lab" in home
    assert "Ackerbau" not in (tmp_path / "out/patterns/q.html").read_text("utf-8")


def test_there_and_back(tmp_path: Path) -> None:
    """A page that becomes a draft is taken away with all that showed it; each state is that of a clean build."""
    site, output = tmp_path / "site", tmp_path / "out"
    for number, hidden in enumerate(["", "private: true", "", "date: 2026-01-01", "draft: true"]):
        write(site, hidden.replace("date:", "updated:"))
        build(site, output)
        clean = tmp_path / f"clean{number}"
        build(Path(shutil.copytree(site, tmp_path / f"copy{number}")), clean)
        assert contents(output) == contents(clean), number
        assert bool(leaks(output)) is ("true" not in hidden)


def test_a_day_comes(tmp_path: Path) -> None:
    """A page with a date to come is published when the day of conf.py has come, and kept back when it is set back."""
    site, output = tmp_path / "site", tmp_path / "out"
    for day, is_public in (("2026-01-01", False), ("2026-01-02", True), ("2025-12-31", False)):
        write(site, "updated: 2026-01-01", f"shohyo_today = {day!r}\n")
        build(site, output)
        assert (output / "reviews/a.html").is_file() is is_public
        assert not (output / "reviews/b.html").is_file()


def test_drafts_are_shown_to_their_author(tmp_path: Path) -> None:
    """With ``shohyo_drafts`` they are built and marked."""
    site = write(tmp_path / "site", "draft: true", "shohyo_drafts = True\n")
    build(site, tmp_path / "out")
    assert "Draft" in (tmp_path / "out/reviews/a.html").read_text("utf-8")


#: front matter and settings → whether the page is a first page that cannot be one
HOMES = {
    ("draft: true", ""): True,
    ("published: false", 'language = "ja"'): True,
    ("date: 2999-01-02", 'shohyo_today = "2998-01-01"'): True,
    ("date: 2999-01-02", 'shohyo_today = "2999-01-02"'): False,
    ("draft: true", "shohyo_drafts = True"): False,
    ("draft: true", 'root_doc = "start"'): False,
    ("draft: false", 'suppress_warnings = ["shohyo.front_matter"]'): False,
    ("draft: true", 'suppress_warnings = ["shohyo.front_matter"]'): True,
}


@pytest.mark.parametrize(("line", "conf"), HOMES)
def test_the_first_page_is_no_draft(line: str, conf: str, tmp_path: Path) -> None:
    """A site without a first page is not built; the check says so in the words in which the build ends."""
    files = {"index.md": f"---\nkind: page\ntitle: Home\n{line}\n---\nText.\n", "start.md": "# Start\n"}
    root = write_files(tmp_path / "site", {**files, "conf.py": f'extensions = ["shohyo"]\n{conf}\n'})
    done = run_sphinx(root, tmp_path / "out", builder="dummy")
    report = check_project(root)
    found = [item.line_in(report.language) for item in report.diagnostics]
    assert (done.returncode != 0) == HOMES[line, conf] == bool(found), (done.stderr, found)
    assert [text for text in found if text not in done.stderr] == []
    assert all(text.startswith("index.md:1:1: ") for text in found)
