"""``shohyo check`` and a build give the same findings, at the same line and column.

What a build alone can know is listed in ``agreeing.py``; there is nothing that only the command finds.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shohyo.checks.project import check_project
from tests.bad import CONF, write_files
from tests.build.agreeing import compare, said
from tests.build.building import run_sphinx
from tests.buildserver import REPOSITORY
from tests.strategies import PIECES

SITE = ("conf.py", "references.bib", "_static", "examples", "patterns", "reviews")
ROOTS = sorted(
    path.parent.relative_to(REPOSITORY / "tests/roots").as_posix()
    for path in (REPOSITORY / "tests/roots").glob("*/conf.py")  # those of test-sites need each other
)


def project(root: Path, files: dict[str, str]) -> Path:
    """Write a project that Sphinx can build."""
    return write_files(root, {**files, "conf.py": CONF + files.get("conf.py", "")})


@pytest.mark.parametrize("name", ROOTS)
def test_roots(name: str, tmp_path: Path) -> None:
    """The small sites of the other tests."""
    root = shutil.copytree(REPOSITORY / "tests/roots" / name, tmp_path / "site")
    compare(root, tmp_path / "out", "html")


def test_site_and_manual(tmp_path: Path) -> None:
    """What we publish has no findings, neither way."""
    assert compare(REPOSITORY / "docs", tmp_path / "docs")[0] == []
    site = tmp_path / "site"
    site.mkdir()
    for pattern in (*SITE, "*.md", "*.yaml"):
        for path in REPOSITORY.glob(pattern):
            (shutil.copytree if path.is_dir() else shutil.copy)(path, site / path.name)
    assert compare(site, tmp_path / "out")[0] == []


LINKS = """# Links

[a](gone.md) ![b](lost.png) {doc}`away` {download}`none.zip` [c](index.md#x) [d](#nowhere)

```{toctree}
missing
```

```{figure} no.svg
```

```{include} part.md
```

```{literalinclude} code.py
```
"""


def test_stock_warnings_give_way(tmp_path: Path) -> None:
    """A path that leads nowhere is said once, by us; what we do not find is still said by whom it was."""
    root = project(tmp_path / "site", {"index.md": LINKS + '\n[e](index.md#mark) <a id="mark"></a>\n'})
    found, log = compare(root, tmp_path / "out", "html")
    assert len(found) == 10
    stock = [line for line in log.splitlines() if "WARNING" in line and "[shohyo." not in line]
    assert [re.search(r"'(\w+)' \[myst\.xref_missing\]", line)[1] for line in stock] == ["mark"]
    # MyST warns when it writes a page; we do in every build
    assert compare(root, tmp_path / "out", "html")[0] == found


NOTES = """# T

### A

One[^one], two[^two][^two], three[^3].

[^two]: First.
[^two]: Second.
[^4]: Nowhere.
[^five]: Nowhere, either.
"""


def test_footnotes_and_headings_are_said_once(tmp_path: Path) -> None:
    """MyST and docutils say nothing of what we say better, and say it where ours are off."""
    root = project(tmp_path / "site", {"index.md": NOTES})
    found, log = compare(root, tmp_path / "out", "html")
    assert [line.split(":")[1] for line in found] == ["3", "5", "5", "8", "9", "10"]
    assert [line for line in log.splitlines() if "[shohyo." not in line] == []
    off = {"index.md": NOTES, "conf.py": 'suppress_warnings = ["shohyo.footnote", "shohyo.heading"]\n'}
    found, log = compare(project(tmp_path / "off", off), tmp_path / "stock", "html")
    assert found == []
    for words in ("H1 to H3", "autonumbered", '"3"', "label: 'two'", "[4] is not", "[#] is not"):
        assert words in log, words


def test_stock_warnings_stay_where_ours_are_off(tmp_path: Path) -> None:
    """Who silences our findings of paths has those of Sphinx and MyST as without us."""
    files = {"index.md": LINKS, "conf.py": 'suppress_warnings = ["shohyo.link"]\n'}
    found, log = compare(project(tmp_path / "site", files), tmp_path / "out", "html")
    assert found == []
    words = ["gone.md", "lost.png", "away", "none.zip", "missing", "no.svg", "part.md", "code.py"]
    assert [word for word in words if word not in log] == []


def test_accepted_links_are_silent(tmp_path: Path) -> None:
    """A page that accepts links to nothing, with its reason, is not told of them by others."""
    accepted = "---\nsuppress: [{code: link, reason: they come later}]\n---\n" + LINKS.replace("[d](#nowhere)", "")
    found, log = compare(project(tmp_path / "site", {"index.md": accepted}), tmp_path / "out", "html")
    assert (found, log) == ([], "")


def test_what_is_not_scanned_is_found_by_the_build(tmp_path: Path) -> None:
    """Files that are included, embedded reStructuredText and pages in it are read by the build alone."""
    files = {
        "index.md": "# T\n\n```{include} part.inc\n```\n\n````{eval-rst}\n:tag:`embedded`\n\n.. compare:: one\n````\n",
        "part.inc": "Text.\n\n{tag}`included` {cite:p}`nobody` <script></script>\n",
        "page.rst": "T\n=\n\n:tag:`rest`\n\n.. patterns::\n   :chapter: x/1\n\n.. diagram::\n",
    }
    root = project(tmp_path / "site", files)
    found = said(run_sphinx(root, tmp_path / "out", builder="dummy").stderr)
    assert check_project(root).diagnostics == ()
    assert [(line.split(": ")[0].rsplit(":", 1)[0], line.split(": ", 1)[1].split("; ")[0]) for line in found] == [
        ("index.md:7", 'unknown tag "embedded" [shohyo.reference]'),
        ("index.md:9", '"one" is not two to four patterns'),
        ("index.md:9", 'unknown pattern "one" [shohyo.reference]'),
        ("page.rst:4", 'unknown tag "rest" [shohyo.reference]'),
        ("page.rst:7", 'unknown chapter "x/1" [shohyo.reference]'),
        ("page.rst:9", "this page has no components"),
        ("part.inc:3", "HTML that is not on the safe list was dropped (script)"),
        ("part.inc:3", 'unknown tag "included" [shohyo.reference]'),
        ("part.inc:3", 'unknown BibTeX key "nobody" [shohyo.citation]'),
    ]


# --- random edits --------------------------------------------------------------------------------


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[int, int, int, str]]:
    """Page, line, number of lines that are replaced, and by what."""
    edit = st.tuples(st.integers(0, 9), st.integers(0, 40), st.integers(0, 3), st.sampled_from(PIECES))
    return draw(st.lists(edit, min_size=4, max_size=24))


@pytest.mark.parametrize("examples", [15, pytest.param(150, marks=pytest.mark.long)])
def test_random_edits(examples: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """However pages of a site are edited, command and build agree, also in a build that reads the changed ones only."""
    base = tmp_path_factory.mktemp("edits")
    compared = 0

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(edits())
    def run(steps: list[tuple[int, int, int, str]]) -> None:
        nonlocal compared
        site = base / "site"
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(REPOSITORY / "tests/roots/test-site", site)
        with (site / "conf.py").open("a") as conf:
            conf.write('\nmyst_enable_extensions = ["colon_fence", "amsmath", "dollarmath"]\n')
        pages = sorted(site.rglob("*.md"))
        for page, line, count, piece in steps:
            file = pages[page % len(pages)]
            lines = file.read_text("utf-8").split("\n")
            start = line % (len(lines) + 1)
            lines[start : start + count] = [piece]
            file.write_text("\n".join(lines), "utf-8")
        compared += len(compare(site, base / "out")[0])

    run()
    assert compared > examples
