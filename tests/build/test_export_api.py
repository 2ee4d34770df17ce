"""``api/v1`` and ``xref.json``: what programs read of a site is what its front matter says, and leads where it says."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from sphinx.util.inventory import InventoryFile

from shohyo.source import frontmatter
from tests.build.building import REPOSITORY, soup
from tests.build.exporting import BASE, data_files, hold_against_schemas, read, shelf_with_address

SHELF = REPOSITORY / "examples/shelf"
DOCS = REPOSITORY / "docs"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelf_with_address(tmp_path_factory)


@pytest.fixture(params=["published", "shelf"])
def site(request: pytest.FixtureRequest) -> Path:
    """This site, which knows no address, and the shelf, which has one."""
    return request.getfixturevalue(request.param)


def places(data: Any) -> Iterator[dict[str, Any]]:
    """Yield everything in a file that has a path and an address."""
    if isinstance(data, dict):
        if "path" in data and "url" in data:
            yield data
        data = list(data.values())
    for item in data if isinstance(data, list) else ():
        yield from places(item)


def test_each_file_is_what_its_schema_says(site: Path) -> None:
    pages = read(site / "api/v1/pages.json")["items"]
    assert hold_against_schemas(site) == len(pages) + 11


def test_the_index_names_all(site: Path) -> None:
    index = read(site / "api/v1/index.json")
    named = {site / file["path"] for file in index["files"]}
    named |= {site / unquote(page["data"]) for page in read(site / "api/v1/pages.json")["items"]}
    assert named | {site / "api/v1/index.json"} == set(data_files(site))
    for file in index["files"]:
        assert (site / file["schema"]).is_file()
        if file["count"] is not None:
            assert file["count"] == len(read(site / file["path"])["items"]), file["name"]
    assert (site / index["page_schema"]).is_file()


def test_every_place_is_there(site: Path) -> None:
    """Each path leads to a file of the site, its fragment to an id of that page; the address is the same place."""
    ids: dict[Path, set[str]] = {}
    found = 0
    for file in data_files(site):
        for place in places(read(file)):
            if place["path"] is None:
                continue
            path, fragment = urldefrag(place["path"])
            target = site / unquote(path)
            assert target.is_file(), place
            if fragment:
                if target not in ids:
                    ids[target] = {tag["id"] for tag in soup(target).select("[id]")}
                assert unquote(fragment) in ids[target], (file, place)
            found += 1
    assert found > 500


def test_addresses_are_absolute_where_the_site_knows_its_own(shelf: Path, published: Path) -> None:
    for file in data_files(shelf):
        for place in places(read(file)):
            assert place["path"] is None or place["url"] == urljoin(BASE, place["path"])
    assert all(place["url"] is None for file in data_files(published) for place in places(read(file)))


def test_pages_say_what_their_front_matter_says(shelf: Path) -> None:
    """Read again from the sources, by what an author writes."""
    items = {page["docname"]: page for page in read(shelf / "api/v1/patterns.json")["items"]}
    assert len(items) > 10
    for docname, item in items.items():
        record = frontmatter.parse((SHELF / f"{docname}.md").read_text("utf-8"), f"{docname}.md", docname).record
        assert (item["title"], item["intent"], item["kind"]) == (record.title, record.intent, record.kind)
        stated = [(end["type"], end["target"], end["why"]) for end in item["relations"] if end["stated"]]
        assert sorted(stated) == sorted((one.type, one.target, one.why) for one in record.relations)
        own = read(shelf / item["data"])
        assert own["page"] == item
    for item in read(shelf / "api/v1/reviews.json")["items"]:
        docname = item["docname"]
        record = frontmatter.parse((SHELF / f"{docname}.md").read_text("utf-8"), f"{docname}.md", docname).record
        assert item["books"] == list(record.books_named)
        assert (item["rating"], item["date"]) == (record.rating, record.date and record.date.isoformat())
        assert [author["name"] for author in item["authors"]] == [author.name for author in record.author]


def test_both_ends_of_a_relation_tell_of_it(site: Path) -> None:
    patterns = {page["id"]: page for page in read(site / "api/v1/patterns.json")["items"]}
    relations = read(site / "api/v1/relations.json")["items"]
    assert len({relation["id"] for relation in relations}) == len(relations) >= 10
    for relation in relations:
        ends = patterns[relation["target"]]["relations"]
        assert (relation["inverse"], relation["source"]) in {(end["type"], end["target"]) for end in ends}


def test_sections_are_the_headings_of_the_page(published: Path) -> None:
    """In the order of the page, with the numbers that are counted in them."""
    for page in read(published / "api/v1/pages.json")["items"]:
        sections = [(item["level"], item["title"]) for item in read(published / unquote(page["data"]))["sections"]]
        shown = soup(published / unquote(page["path"])).select("section > h1, section > :is(h2, h3, h4):not(.rubric)")
        texts = [(int(tag.name[1]), " ".join(tag.get_text().replace("#", "").split())) for tag in shown]
        assert sections == [(level, text.removesuffix("¶")) for level, text in texts if level < 5], page["path"]


def test_the_reader_of_the_manual_answers(published: Path, tmp_path: Path) -> None:
    """The program of ten lines, run as it stands: what it prints is what the pages' front matter states."""
    blocks = re.findall(r"^:caption: guards.py\n\n(.*?)^```", (DOCS / "programs.md").read_text("utf-8"), re.M | re.S)
    assert len(blocks[0].splitlines()) <= 12
    (tmp_path / "guards.py").write_text(blocks[0], "utf-8")
    command = [sys.executable, tmp_path / "guards.py", f"{published.as_uri()}/", "online-bigsize"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    stated = []
    for path in REPOSITORY.glob("patterns/*.md"):
        record = frontmatter.parse(path.read_text("utf-8"), path.name, f"patterns/{path.stem}").record
        for relation in getattr(record, "relations", ()):
            if (relation.type, relation.target) == ("guards-against", "online-bigsize"):
                stated.append(f"{record.title}: {relation.why}")
    assert sorted(done.stdout.splitlines()) == sorted(stated)
    assert len(stated) > 1


def test_a_card_says_what_a_place_is(published: Path, shelf: Path) -> None:
    card = read(published / "xref.json")["objects"]["shohyo:pattern"]["prediction-cache"]
    assert (card["kind"], card["label"], card["path"]) == ("pattern", "パターン", "patterns/prediction-cache.html")
    assert card["text"].startswith("一度計算した推論結果を")
    objects = read(shelf / "xref.json")["objects"]
    names = {(objtype, name) for objtype, places in objects.items() for name in places}
    inventory = InventoryFile.loads((shelf / "objects.inv").read_bytes(), uri="")
    listed = {(objtype, name) for objtype, places in inventory.data.items() for name in places}
    # Sphinx has pages that are made of no document in its inventory, too
    assert listed - names <= {("std:label", name) for name in ("genindex", "modindex", "py-modindex", "search")}
    assert names <= listed
