"""Posts in the manner of five blogs, pasted unchanged: what is not understood is said, or it is not on the page."""

from __future__ import annotations

import difflib
import re
import shutil
from pathlib import Path

import pytest

from tests.build.agreeing import compare
from tests.build.building import REPOSITORY, article, once, run_sphinx, warnings_of

POSTS = sorted((REPOSITORY / "tests/data/blogs").glob("*/*.md"))
#: what a reader never wants to see in a text, as Zenn, Hugo, Jekyll, Next.js, Obsidian, GitHub and pandoc write it
RAW = re.compile(
    r":::|\{\{|\{%|%\}|\[\[|\*\*|~~|> \[!|\[![A-Z]|\[\^|\^\[|\$\$|\]\(|\]（|@\[|\{:|\[@|\[-@|^import |^export "
    r"|^\s*[＃]|^- \[[ x]\]|\{/\*|==|%%|\]\{|`\{=|^\*\[|^(?:title|rating)："
)


def post_name(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


@pytest.fixture(scope="module")
def blogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with all posts, built; its log stands beside."""

    def make(folder: Path) -> None:
        site = folder / "site"
        (site / "reviews").mkdir(parents=True)
        for post in POSTS:
            shutil.copy(post, site / "reviews" / f"{post_name(post)}.md")
        site.joinpath("conf.py").write_text(
            'project = "Blogs"\nauthor = "Somebody"\nlanguage = "ja"\nextensions = ["shohyo"]\nhtml_theme = "shohyo"\n',
            "utf-8",
        )
        site.joinpath("index.md").write_text("# Blogs\n\n```{toctree}\n:glob:\n\nreviews/*\n```\n", "utf-8")
        done = run_sphinx(site, folder / "html")
        assert done.returncode == 0
        folder.joinpath("log").write_text(done.stderr, "utf-8")

    return once(tmp_path_factory, "blogs", make)


@pytest.mark.parametrize("post", POSTS, ids=post_name)
def test_raw_markup_is_found(blogs: Path, post: Path) -> None:
    """Each line of a page that still shows the markup of its blog has a finding at the line where it stands."""
    name = post_name(post)
    log = warnings_of(blogs.joinpath("log").read_text("utf-8"))
    found = {int(number) for number in re.findall(rf"reviews/{name}\.md:(\d+):", "\n".join(log))}
    page = blogs / f"html/reviews/{name}.html"
    if not page.exists():  # not public
        assert found or re.search(r"draft|published|status|下書き", post.read_text("utf-8"))
        return
    text = article(page)
    for code in text.select("pre, code, .math, script, style, .shohyo-raw"):
        code.decompose()
    source = post.read_text("utf-8").splitlines()
    shown = [line for line in map(str.strip, text.get_text().splitlines()) if RAW.search(line)]
    unsaid = {line: places for line in shown if not (places := places_of(line, source)) & found}
    assert not unsaid


def places_of(shown: str, source: list[str]) -> set[int]:
    """Return the lines of a source that are most like what is shown, with the one where their HTML begins."""
    likeness = [difflib.SequenceMatcher(None, shown, line.strip(), autojunk=False).ratio() for line in source]
    places = {number for number, ratio in enumerate(likeness, 1) if ratio == max(likeness)}
    for number in tuple(places):
        first = max((n for n in range(1, number) if not source[n - 1].strip()), default=0) + 1
        if source[first - 1].startswith("<"):
            places.add(first)
    return places


def test_check_says_the_same(blogs: Path, tmp_path: Path) -> None:
    """A check finds in the posts what the build found."""
    findings, _log = compare(blogs / "site", tmp_path / "output")
    assert findings


def test_posts_are_many() -> None:
    """There are four of each blog, and each is a text of its own."""
    kinds = {post.parent.name for post in POSTS}
    assert len(kinds) == 5
    assert len({post.read_text("utf-8") for post in POSTS}) == len(POSTS) == 20
