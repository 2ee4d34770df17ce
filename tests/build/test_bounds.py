"""Bounds of what is read, and the page that is named where others' code fails."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import sphinx.environment
from hypothesis import given
from hypothesis import strategies as st

from shohyo.checks.contents import MAX_DEPTH, is_cut, levels
from shohyo.markdown.faults import MAX_LEVEL
from shohyo.source.directives import FOREIGN, MARKDOWN, OWN
from shohyo.upstream import sphinx as door
from tests.bad import CONF, write_files
from tests.build.agreeing import compare
from tests.build.building import article, build, run_sphinx

TRAVERSE = sphinx.environment._traverse_toctree
FAILING = """
extensions = ["shohyo"]

def fail(app, *arguments):
    docname = getattr(app.env.current_document, "docname", None) or arguments[-1]
    if docname == "bad":
        raise KeyError("what nobody expected")

def setup(app):
    app.connect(EVENT, fail)
"""


@pytest.mark.parametrize(
    ("event", "what"),
    [("doctree-read", "reading"), ("doctree-resolved", "resolving"), ("html-page-context", "writing")],
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_failing_page_is_named(event: str, what: str, jobs: int, tmp_path: Path) -> None:
    """What goes wrong in a handler of another extension says in which page, in one process and in two."""
    handler = FAILING.replace("EVENT", repr(event))
    if event == "html-page-context":
        handler = handler.replace('getattr(app.env.current_document, "docname", None) or arguments[-1]', "arguments[0]")
    pages = {f"page-{number}.md": "# Page\n" for number in range(8)}
    site = write_files(tmp_path / "site", {"conf.py": handler, "index.md": "# I\n", "bad.md": "# Bad\n", **pages})
    done = run_sphinx(site, tmp_path / "out", "-j", str(jobs))
    assert done.returncode == 2
    assert f"bad.md: {what} this page failed with ExtensionError: Handler" in done.stderr
    assert "what nobody expected" in done.stderr


def test_no_directive_ends_a_build(tmp_path: Path) -> None:
    """Each directive without an end, with and without an argument, takes what follows, be it a footnote."""
    names = sorted({*OWN, *FOREIGN, *MARKDOWN, "tab-set", "sectnum", "contents"})
    texts = {
        f"{name}-{number}.md": f"# T\n\nText.[^1]\n\n```{{{name}}}{argument}\n\n[^1]: Foot.\n"
        for name in names
        for number, argument in enumerate(("", " argument"))
    }
    assert len(texts) > 120
    compare(write_files(tmp_path / "site", {"conf.py": CONF, "index.md": "# I\n", **texts}), tmp_path / "out", "html")


def test_failing_directive_is_an_error_at_its_line(tmp_path: Path) -> None:
    """What others' directives raise is no end of the build."""
    site = write_files(
        tmp_path / "site", {"conf.py": CONF, "index.md": "# I\n\n```{productionlist} a\n\ntext\n```\n\nAfter.\n"}
    )
    done = run_sphinx(site, tmp_path / "out")
    assert done.returncode == 0
    assert 'index.md:3: ERROR: Directive "productionlist" failed with' in done.stderr
    assert "After." in article(tmp_path / "out/index.html").get_text()


def test_lists_are_shown_to_the_last_level(tmp_path: Path) -> None:
    """Every level that the check takes is on the page, also what stands after it; markdown-it alone drops it."""
    deepest = MAX_LEVEL // 2
    lists = "".join(f"{'  ' * level}- level{level}.\n" for level in range(deepest))
    quotes = "".join(f"{'>' * level} quote{level}.\n\n" for level in range(1, MAX_LEVEL + 1))
    files = {"conf.py": CONF, "index.md": f"# I\n\n{lists}\nAfter.\n\n{quotes}\nEnd.\n"}
    output = build(write_files(tmp_path / "site", files), tmp_path / "out")
    text = article(output / "index.html").get_text()
    assert [level for level in range(deepest) if f"level{level}." not in text] == []
    assert [level for level in range(1, MAX_LEVEL + 1) if f"quote{level}." not in text] == []
    assert "After." in text
    assert "End." in text


def test_text_that_is_too_deep_is_not_parsed(tmp_path: Path) -> None:
    """One level more is a finding, and the page is empty rather than cut off."""
    lists = "".join(f"{'  ' * level}- level{level}.\n" for level in range(MAX_LEVEL // 2 + 1))
    files = {"conf.py": CONF, "index.md": f"# I\n\n{lists}\nAfter.\n"}
    done = run_sphinx(write_files(tmp_path / "site", files), tmp_path / "out")
    assert "[shohyo.limit]" in done.stderr
    assert "level" not in article(tmp_path / "out/index.html").get_text()


def test_kept_environment_has_whole_contents(tmp_path: Path) -> None:
    """Lists in lists are cut in memory only: when a circle is opened, all is there, as in a clean build."""
    chain = {f"p{number}.md": f"# P{number}\n\n```{{toctree}}\np{number + 1}\n```\n" for number in range(6)}
    site = write_files(
        tmp_path / "site",
        {
            "conf.py": CONF,
            "index.md": "# I\n\n```{toctree}\np0\n```\n",
            **chain,
            "p6.md": "# P6\n\n```{toctree}\np0\n```\n",
        },
    )
    assert "[shohyo.cycle]" in run_sphinx(site, tmp_path / "out").stderr
    (site / "p6.md").write_text("# P6\n", "utf-8")
    build(site, tmp_path / "out")
    build(site, tmp_path / "clean")
    for page in ("index.html", "p0.html", "p5.html"):
        assert (tmp_path / "out" / page).read_bytes() == (tmp_path / "clean" / page).read_bytes()


GRAPHS = st.dictionaries(st.integers(0, 9).map(str), st.lists(st.integers(0, 9).map(str), max_size=4, unique=True))


@given(GRAPHS)
def test_contents_are_followed_a_few_levels(below: Mapping[str, list[str]]) -> None:
    """Without the entries that are cut no circle is left, and nothing is cut of what is in none and shallow."""
    level = levels(below)
    kept = {name: [child for child in children if not is_cut(level, name, child)] for name, children in below.items()}

    def depth(name: str, above: tuple[str, ...]) -> int:
        assert name not in above
        return 1 + max((depth(child, (*above, name)) for child in kept.get(name, ())), default=0)

    assert all(depth(name, ()) <= MAX_DEPTH for name in kept)
    reaches = {name: set(children) for name, children in below.items()}
    for _step in range(10):
        for found in reaches.values():
            found.update(*(reaches.get(child, set()) for child in set(found)))
    for name, children in below.items():
        for child in children:
            assert (child in kept[name]) or name in reaches.get(child, set()) or name == child


@given(GRAPHS)
def test_walk_is_that_of_sphinx(below: Mapping[str, list[str]]) -> None:
    """Where the function of Sphinx comes to an end, ours yields the same; it fails when Sphinx has another."""
    level = levels(below)
    trees = {name: [child for child in children if not is_cut(level, name, child)] for name, children in below.items()}
    theirs = getattr(TRAVERSE, "__wrapped__", TRAVERSE)
    if theirs is door._traverse:
        pytest.skip("a build in this process has put ours in its place")
    with pytest.MonkeyPatch.context() as patch:
        # it calls itself by its name, which is ours after a build in this process
        patch.setattr(sphinx.environment, "_traverse_toctree", theirs)
        expected = list(theirs(set(), None, "0", trees))
    assert list(door._traverse(set(), None, "0", trees)) == expected


def test_copies_have_room(tmp_path: Path) -> None:
    """The longest name that is taken is built, copies and all."""
    name = "a" * (255 - len(".doctree"))
    site = write_files(
        tmp_path / "site", {"conf.py": CONF, "index.md": f"# I\n\n```{{toctree}}\n{name}\n```\n", f"{name}.md": "# A\n"}
    )
    output = build(site, tmp_path / "out")
    assert (output / f"{name}.html").is_file()
    longer = write_files(tmp_path / "longer", {"conf.py": CONF, "index.md": "# I\n", f"{name}a.md": "# A\n"})
    done = run_sphinx(longer, tmp_path / "out2")
    assert re.search(r"the file name has 251 bytes.*\[shohyo.file_name\]", done.stderr)
    assert done.returncode == 0
