"""A book printed by Chromium: what a reader of PDFs finds in it."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.build.building import once, run_sphinx
from tests.buildserver import REPOSITORY


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the second site's book, and what the command printed of it, twice."""

    def make(folder: Path) -> None:
        site = shutil.copytree(REPOSITORY / "examples/shelf", folder / "site")
        cells = [f"unbreakable{number}" for number in range(20)]
        wide = "\n".join(f"| {' | '.join(row)} |" for row in (cells, ["---"] * len(cells), cells))
        with (site / "about.md").open("a") as file:
            file.write(f"\n{wide}\n")
        done = run_sphinx(site, folder / "book", builder="epub")
        assert (done.returncode, done.stderr) == (0, "")
        for name in ("one.pdf", "two.pdf"):
            command = [sys.executable, "-m", "shohyo.bound.pdf", str(folder / "book"), str(folder / name)]
            env = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
            done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)
            assert (done.returncode, done.stderr) == (0, "")

    return once(tmp_path_factory, "shelf-pdf", make)


@pytest.fixture
def reader(printed: Path) -> PdfReader:
    return PdfReader(io.BytesIO((printed / "one.pdf").read_bytes()))


def text_of(reader: PdfReader, number: int) -> str:
    """Return the text of a page, numbered from 1, in one line."""
    return " ".join(reader.pages[number - 1].extract_text().split())


@pytest.mark.long
def test_bookmarks_lead_to_their_pages(reader: PdfReader) -> None:
    """Each line of the contents is a bookmark, and where it leads the page begins with its title."""
    found = []

    def walk(items: list[object], depth: int) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item, depth + 1)
            else:
                found.append((depth, item.title, reader.get_destination_page_number(item) + 1))

    walk(reader.outline, 0)
    assert len(found) > 15
    assert {depth for depth, _title, _number in found} >= {0, 1}
    numbers = [number for _depth, _title, number in found]
    assert numbers == sorted(numbers)
    for _depth, title, number in found[1:]:
        words = "".join(title.split())[:20]
        assert words in "".join(text_of(reader, number).split()), (title, number)


@pytest.mark.long
def test_contents_and_index_have_the_numbers_of_pages(reader: PdfReader) -> None:
    numbers = {item.title: reader.get_destination_page_number(item) + 1 for item in flat(reader.outline)}
    contents = text_of(reader, 3)
    assert contents.startswith("3 Contents")
    for title in list(numbers)[1:6]:
        assert f"{title} {numbers[title]}" in contents
    last = text_of(reader, len(reader.pages))
    pages = {title: number for title, number in numbers.items() if f"{title} {number}" in last}
    assert len(pages) > 3


@pytest.mark.long
def test_a_wide_table_makes_no_other_page_smaller(reader: PdfReader) -> None:
    """A page is laid out at 96 dots to an inch, and drawn at 300; its columns are all there."""
    drawn = re.search(rb"q\n([\d.]+) 0 0 \1 ", reader.pages[2].get_contents().get_data())
    assert float(drawn[1]) == pytest.approx(300 / 96, rel=0.001)
    text = "".join(page.extract_text() for page in reader.pages)
    assert [f"unbreakable{number}" in text for number in range(20)] == [True] * 20


def flat(items: list[object]) -> list[object]:
    return [one for item in items for one in (flat(item) if isinstance(item, list) else [item])]


@pytest.mark.long
def test_pages_are_numbered_but_for_the_cover(reader: PdfReader) -> None:
    assert text_of(reader, 1) == ""
    for number in range(3, len(reader.pages) + 1):
        assert str(number) in text_of(reader, number).split()


@pytest.mark.long
def test_links_stay_inside(reader: PdfReader) -> None:
    """Links lead to places of the document or to the web, and none to a file."""
    inside = 0
    for page in reader.pages:
        for note in page.get("/Annots", ()):
            action = note.get_object().get("/A", {})
            if "/URI" in action:
                assert action["/URI"].startswith(("http://", "https://")), action
            else:
                inside += 1
    assert inside > 100


@pytest.mark.long
def test_fonts_are_embedded(reader: PdfReader) -> None:
    fonts = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            fonts[font.get("/BaseFont", id(font))] = font
    assert fonts
    for font in fonts.values():
        if font["/Subtype"] == "/Type3":
            assert font["/CharProcs"]  # the letters themselves
            continue
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


@pytest.mark.long
def test_what_it_says_of_itself(reader: PdfReader) -> None:
    about = reader.metadata
    assert (about.title, about.author) == ("An Old Shelf", "The readers of An Old Shelf")
    assert about["/CreationDate"] == about["/ModDate"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "/StructTreeRoot" in reader.trailer["/Root"]  # for screen readers


@pytest.mark.long
def test_the_same_book_each_time(printed: Path) -> None:
    """Pages, what they say and what the book says of itself; Chromium numbers its fonts as it pleases."""
    one, two = (PdfReader(printed / name) for name in ("one.pdf", "two.pdf"))
    assert [page.extract_text() for page in one.pages] == [page.extract_text() for page in two.pages]
    assert one.metadata == two.metadata
    assert one.trailer["/ID"] == two.trailer["/ID"]
    assert not (printed / "book/shohyo-paper.html").exists()


@pytest.mark.parametrize("arguments", [[], ["nowhere", "a.pdf"]])
def test_what_is_missing_is_said(arguments: list[str], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "shohyo.bound.pdf", *arguments]
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("usage: python -m shohyo.bound.pdf")
