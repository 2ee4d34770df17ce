"""A post of the blog dialect builds unchanged: one title, its lists, no frame, its lost pictures said."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.build.building import REPOSITORY, article, run_sphinx, warnings_of

#: whole posts of the dialect: ours, and where it is at hand the one that this site retells, which is not ours to publish
POSTS = [REPOSITORY / "tests/data/blog-post.md", REPOSITORY.parent / "shared/source-post/article.md"]


def build_post(rootdir: Path, tmp_path: Path, post: Path) -> tuple[Path, list[str]]:
    site = Path(shutil.copytree(rootdir / "test-dialect", tmp_path / "site"))
    shutil.copy(post, site / "reviews/blog-post.md")
    done = run_sphinx(site, tmp_path / "output")
    assert done.returncode == 0
    return tmp_path / "output/reviews/blog-post.html", warnings_of(done.stderr)


def check_post(page: Path, title: str, author: str, date: str, tags: list[str], frame: str) -> None:
    text = article(page)
    assert [re.sub("[#¶]$", "", heading.get_text()) for heading in text.select("h1")] == [title]
    assert text.select_one(".shohyo-byline__author").get_text() == author
    assert date in text.select_one(".shohyo-byline__date").get_text()
    assert [tag.get_text() for tag in text.select(".shohyo-tag")] == tags
    assert not text.select("iframe, center, script")
    assert frame in next(link["href"] for link in text.select("a.shohyo-frame"))


def test_dialect_post_builds(rootdir: Path, tmp_path: Path) -> None:
    """A post in the dialect gives one page with everything in place and a warning for each lost picture."""
    page, warnings = build_post(rootdir, tmp_path, rootdir / "test-dialect/reviews/blog-post.md")
    assert warnings == [
        f"reviews/blog-post.md:{place}: WARNING: 画像「@@image@@/{name}」がありません。"
        "このページからのパスか、/ で始まるソースのフォルダーからのパスを書いてください [shohyo.link]"
        for place, name in (("8:8", "shelf.png"), ("36:1", "shelf-figure.png"))
    ]
    check_post(
        page,
        "書評： 棚の上の小さな本",
        "棚の番人",
        "2024-02-03",
        ["Data Shelf", "Book"],
        "https://ads.example.com/e/cm?t=tag-22&asins=X",
    )
    text = article(page)
    assert [node.get_text() for node in text.select("p.shohyo-caption")] == ["図1 棚とその周り [1]"]
    deepest = [item.get_text() for item in text.select("ul ul ul > li > p")]
    assert deepest == ["背の順", "色の順 (+AP-山積み)", "立てる"]
    assert [re.sub("[#¶]$", "", heading.get_text()) for heading in text.select("h2")][:3] == [
        "まえおき",
        "感想",
        "参考",
    ]


@pytest.mark.parametrize("post", [path for path in POSTS if path.is_file()], ids=lambda path: path.stem)
def test_whole_post_builds_unchanged(rootdir: Path, tmp_path: Path, post: Path) -> None:
    """A post with everything that blogs of the dialect have builds as it is."""
    page, warnings = build_post(rootdir, tmp_path, post)
    source = post.read_text("utf-8").splitlines()
    lines = [
        number
        for number, line in enumerate(source, start=1)
        if "@@image@@" in line and "ogImage" not in source[number - 2]
    ]
    assert [int(re.search(r"\.md:(\d+):", warning)[1]) for warning in warnings] == lines
    assert all("がありません" in warning and "[shohyo.link]" in warning for warning in warnings)
    assert len(warnings) == 2
    front = dict(re.findall(r"^\s*(title|name|date): '?(.*?)'?$", "\n".join(source[:20]), re.M))
    tags = re.findall(r"^  - '(.*)'$", "\n".join(source[:20]), re.M)
    (frame,) = re.findall(r'src="(//[^"?]+\?)', "\n".join(source))
    check_post(page, front["title"], front["name"], front["date"][:10], tags, f"https:{frame}")
    written = sum(1 for line in source if re.match(r"\s*- ", line)) - len(tags)
    text = article(page)
    assert len(text.select("#本書の内容 li")) == written
    assert len(text.select("#本書の内容 ul ul ul > li")) > 20
