"""A post of the blog dialect builds unchanged: one title, its lists, no frame, its lost pictures said."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.build.building import REPOSITORY, article, run_sphinx, warnings_of

ORIGINAL = REPOSITORY.parent / "shared" / "source-post" / "article.md"


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
        "blog-post.md:8: WARNING: image file not readable: reviews/@@image@@/shelf.png [image.not_readable]",
        "blog-post.md:36: WARNING: image file not readable: reviews/@@image@@/shelf-figure.png [image.not_readable]",
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


@pytest.mark.skipif(not ORIGINAL.is_file(), reason="the original post is not published with the project")
def test_original_post_builds_unchanged(rootdir: Path, tmp_path: Path) -> None:
    """The post that this site retells builds as it is."""
    page, warnings = build_post(rootdir, tmp_path, ORIGINAL)
    source = ORIGINAL.read_text("utf-8").splitlines()
    lines = [
        number
        for number, line in enumerate(source, start=1)
        if "@@image@@" in line and "ogImage" not in source[number - 2]
    ]
    assert [int(re.search(r"\.md:(\d+):", warning)[1]) for warning in warnings] == lines
    assert all("image file not readable" in warning for warning in warnings)
    assert len(warnings) == 2
    front = dict(re.findall(r"^\s*(title|name|date): '?(.*?)'?$", "\n".join(source[:20]), re.M))
    tags = re.findall(r"^  - '(.*)'$", "\n".join(source[:20]), re.M)
    check_post(
        page, front["title"], front["name"], front["date"][:10], tags, "https://rcm-fe.amazon-adsystem.com/e/cm?"
    )
    written = sum(1 for line in source if re.match(r"\s*- ", line)) - len(tags)
    text = article(page)
    assert len(text.select("#本書の内容 li")) == written
    assert len(text.select("#本書の内容 ul ul ul > li")) > 20
