"""Several sites that are asked at once answer as one index with all their pages would."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.search.corpus import debian_pages
from shohyo.search.model import Page, Section
from tests.client import Client, drawn_pages, read_pages, sample_terms, write_index

ALL = {"limit": 99, "facets": True}
#: pages of each site; the first one's stand at their own addresses
SIZES = (25, 5, 40)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.close()


def pages_of(number: int) -> list[Page]:
    """Return the pages of a site, whose values are called after it."""
    pages = drawn_pages(SIZES[number], seed=number)
    return [
        replace(page, facets={"tag": {value: f"{label} {number}" for value, label in page.facets["tag"].items()}})
        for page in pages
    ]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Path]:
    """The indexes of three sites, and one of all their pages."""
    folder = tmp_path_factory.mktemp("sites")
    for number in range(3):
        write_index(folder / str(number), pages_of(number))
    together = []
    for number in range(3):
        for page in pages_of(number):
            root, trail = (
                (f"https://{number}.example/", (f"site {number}", *page.trail)) if number else ("", page.trail)
            )
            facets = {"tag": {value: f"{label[:-1]}0" for value, label in page.facets["tag"].items()}}
            docname = f"{number}-{page.docname}"
            together.append(replace(page, docname=docname, url=root + page.url, trail=trail, facets=facets))
    write_index(folder / "all", together)
    return [folder / str(number) for number in range(3)], folder / "all"


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """What a reader sees of an answer; pages have other numbers, and explain other lists."""
    results = [{key: value for key, value in result.items() if key != "page"} for result in answer["results"]]
    facets = {name: sorted((value, count) for value, _label, count in of) for name, of in answer["facets"].items()}
    ways = [(round(way["score"], 9), way["tier"], way["late"]) for way in answer["explain"]["results"]]
    return {
        "results": results, "facets": facets, "ways": ways,
        **{key: answer[key] for key in ("total", "exact", "terms", "problem", "clipped")},
    }  # fmt: skip


def test_answers_are_those_of_one_index(client: Client, sites: tuple[list[Path], Path]) -> None:
    """Which pages, in which order, with which excerpts and filters: all is as if one project had all pages.

    What a short query finds in the beginnings of titles depends on the files that these are in, and so its order does.
    """
    folders, one = sites
    drawn = sample_terms(read_pages(one), 160, (1, 2, 3, 4, 5), seed=7)
    terms = [term for term in drawn if len(term) > 2]
    queries = [(f'"{term}"', ALL) for term in drawn]
    pairs = zip(terms[::2], terms[1::2], strict=False)
    queries += [(f'"{first}" {"-" * (at % 3 == 0)}"{second}"', ALL) for at, (first, second) in enumerate(pairs)]
    queries += [
        ("推論 OR 結果", ALL), ("推論 キャッシュ サーバ", {**ALL, "least": 2}), ("推論", {**ALL, "filters": {"tag": ["1"]}}),
        ("kind:topic サーバ", ALL), ("tag:2", ALL), ("kind:none", ALL), ("-推論", ALL), ("OR", ALL), ("", ALL),
    ]  # fmt: skip
    queries += [(f'"{term}"', {"limit": 7, "offset": 5}) for term in terms[:20]]
    joined, whole = client.query_joined(folders, queries), client.query(one, queries)
    found = 0
    for (query, options), answer, expected in zip(queries, joined, whole, strict=True):
        assert answer["silent"] == [], query
        mine, other = told(answer), told(expected)
        if len(query.strip('"')) < 3 and options == ALL:
            for one_told in (mine, other):
                one_told["results"].sort(key=lambda result: result["url"])
                one_told["ways"] = sorted(score for score, _tier, _late in one_told["ways"])
        assert mine == other, query
        found += len(answer["results"])
    assert found > 1500
    assert len({result["page"] for result in joined[0]["results"]}) == len(joined[0]["results"])


def damaged(tmp_path: Path, folder: Path, name: str, text: str | None) -> Path:
    """Return a copy of an index in which a file says something else, or is not there."""
    copy = Path(shutil.copytree(folder, tmp_path / "damaged"))
    for path in copy.glob(name):
        if text is None:
            path.unlink()
        else:
            path.write_text(text.replace("…", path.read_text("utf-8")), "utf-8")
    return copy


OTHER_VERSION = (
    'Shohyo.search.manifest({"version": 3, "generation": "g", "pages": 0, "parts": 0, "starts": "", "shards": 1})'
)


@pytest.mark.parametrize(
    ("name", "text"),
    [("none", None), ("manifest.js", None), ("manifest.js", OTHER_VERSION), ("manifest.js", "<!DOCTYPE html>"),
     ("manifest.js", "0"), ("*/t*.js", None), ("*/t*.js", "0"), ("*/d*.js", None)],
    ids=["all", "missing", "version", "page", "empty", "no-lists", "empty-lists", "no-pages"],
)  # fmt: skip
def test_a_site_that_does_not_answer_is_left_out(
    client: Client, sites: tuple[list[Path], Path], tmp_path: Path, name: str, text: str | None
) -> None:
    """It is named; what the others have is found, ranked among themselves."""
    folders, _one = sites
    broken = tmp_path / "nowhere" if name == "none" else damaged(tmp_path, folders[1], name, text)
    queries = [("推論", ALL), ("キャッシュ", ALL), ("推論", ALL)]
    asked = client.query_joined([folders[0], broken, folders[2]], queries)
    expected = client.query_joined([folders[0], folders[2]], queries)
    for answer, whole in zip(asked, expected, strict=True):
        assert answer["silent"] == ["site 1"]
        assert answer["total"] == whole["total"] > 20
        mine = [
            (way["score"], result["title"])
            for way, result in zip(answer["explain"]["results"], answer["results"], strict=True)
        ]
        other = [
            (way["score"], result["title"])
            for way, result in zip(whole["explain"]["results"], whole["results"], strict=True)
        ]
        if not name.startswith("*/d"):  # it had said how many pages it has before it failed
            assert mine == other


def test_a_damaged_index_of_the_site_itself_is_told(
    client: Client, sites: tuple[list[Path], Path], tmp_path: Path
) -> None:
    """As it is without other sites."""
    folders, _one = sites
    with pytest.raises(Exception, match="missing shard"):
        client.query_joined([tmp_path / "nowhere", folders[1]], [("推論", ALL)])


def test_the_same_index_twice_counts_once(client: Client, sites: tuple[list[Path], Path]) -> None:
    """A mirror, or the site itself under another address: its pages are found once, and nothing is missing."""
    folders, _one = sites
    queries = [("推論", ALL), ("サーバ", ALL)]
    alone = client.query(folders[0], queries)
    for answer, expected in zip(client.query_joined([folders[0], folders[0]], queries), alone, strict=True):
        assert (answer["silent"], told(answer)) == ([], told(expected))
    twice = client.query_joined([folders[0], folders[2], folders[2]], queries)
    once = client.query_joined([folders[0], folders[2]], queries)
    for answer, expected in zip(twice, once, strict=True):
        assert (answer["silent"], told(answer)) == ([], told(expected))


@pytest.mark.long
def test_three_sites_of_debians_manuals(client: Client, tmp_path: Path) -> None:
    """Two halves of the reference and the developers' one, each a site of its own: what one index of all finds.

    The order may differ where a site has a word within longer words only, which each site sees by itself.
    """
    (tmp_path / "packages").mkdir()
    groups: list[list[Page]] = [[], [], []]
    for page in debian_pages(tmp_path / "packages"):
        number = 2 if page.slug.startswith("developers") else int(page.slug >= "debian-ch06")
        sections = tuple(
            Section(f"s{at}" if at else "", section.heading, tuple(line for _code, text in section.blocks for line in text.split("\n")))
            for at, section in enumerate(page.sections)
        )  # fmt: skip
        groups[number].append(Page(page.slug, f"{page.slug}.html", page.title, sections))
    assert all(len(pages) > 50 for pages in groups), [len(pages) for pages in groups]
    together = []
    for number, pages in enumerate(groups):
        write_index(tmp_path / str(number), pages)
        root, trail = (f"https://{number}.example/", (f"site {number}",)) if number else ("", ())
        together += [
            replace(page, docname=f"{number}-{page.docname}", url=root + page.url, trail=trail) for page in pages
        ]
    write_index(tmp_path / "all", together)
    asked = [
        "パッケージ",
        "セキュリティ 更新",
        "apt-get",
        "カーネル OR モジュール",
        "文字コード -UTF-8",
        '"source package"',
        "systemd",
        "バグ報告",
    ]
    terms = [term for term in sample_terms(read_pages(tmp_path / "all"), 150, (3, 4, 6), seed=26) if len(term) > 2]
    queries = [(query, ALL) for query in (*asked, *(f'"{term}"' for term in terms))]
    joined = client.query_joined([tmp_path / str(number) for number in range(3)], queries)
    whole = client.query(tmp_path / "all", queries)
    proved = in_order = 0
    for (query, _options), answer, expected in zip(queries, joined, whole, strict=True):
        assert answer["silent"] == []
        if expected["exact"] and answer["exact"]:  # else one has not read all of what it counts
            mine, other = told(answer), told(expected)
            in_order += mine == other
            for one in (mine, other):
                one["results"].sort(key=lambda result: result["url"])
                del one["ways"]
            assert mine == other, query
            proved += 1
    assert proved > 0.9 * len(queries)
    assert in_order > 0.9 * proved
    assert sum(answer["total"] > 0 for answer in joined[: len(asked)]) > len(asked) / 2
