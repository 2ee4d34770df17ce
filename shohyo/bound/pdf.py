"""``python -m shohyo.bound.pdf FOLDER FILE``: the folder of an EPUB → a PDF, printed by Chromium.

It is printed twice: the second time with the numbers of the pages on which things were the first time.  pypdf adds
bookmarks and says what the book is.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .paper import Line, Paper, paper_in

if TYPE_CHECKING:
    from pypdf import PdfWriter
    from pypdf.generic import IndirectObject

#: names under which Chromium is installed; ``SHOHYO_CHROMIUM`` names another
BROWSERS = ("chromium", "chromium-headless-shell", "google-chrome", "google-chrome-stable")
#: numbers are looked for so often, at most: a longer number may move what follows
PASSES = 4
#: pixels of CSS between the margins of a page: 182 mm less 36, as paper.css has it
ROOM = 146 / 25.4 * 96
#: What is wider than a page is made smaller by itself; Chromium would make all pages smaller for it.
_FIT = """room => {
    const boxes = [...document.querySelectorAll("table, pre, svg, img, math")].filter(box => !box.closest(".cover"));
    const widths = boxes.map(box => box.getBoundingClientRect().width);
    boxes.forEach((box, number) => { if (widths[number] > room) box.style.zoom = room / widths[number]; });
}"""


def main(arguments: list[str] | None = None) -> int:
    """Print a book; return the status of the command."""
    parser = argparse.ArgumentParser(
        prog="python -m shohyo.bound.pdf", description="Print a book that was built as EPUB."
    )
    parser.add_argument("folder", type=Path, help="what `sphinx-build -b epub` wrote")
    parser.add_argument("file", type=Path, help="the PDF")
    options = parser.parse_args(arguments)
    missing = [name for name in ("playwright", "pypdf") if not find_spec(name)]
    if missing:
        parser.error(f'{" and ".join(missing)} not found: install "shohyo[pdf]"')
    if not (options.folder / "content.opf").is_file():
        parser.error(f'"{options.folder}" has no content.opf: build it with `sphinx-build -b epub`')
    paper = paper_in(options.folder)
    data = bound(paper, printed(paper, options.folder))
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_bytes(data)
    return 0


def printed(paper: Paper, folder: Path) -> bytes:
    """Return the book as Chromium prints it, with page numbers in contents and index."""
    from playwright.sync_api import sync_playwright

    page_file = folder / "shohyo-paper.html"
    numbers: dict[str, int] = {}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_browser())
            page = browser.new_page(java_script_enabled=False, viewport={"width": int(ROOM), "height": 900})
            page.emulate_media(media="print")
            for _pass in range(PASSES):
                page_file.write_text(paper.html(numbers, _fonts()), "utf-8")
                page.goto(page_file.absolute().as_uri(), wait_until="load")
                page.evaluate(_FIT, ROOM)
                data = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True)
                found = numbers_in(data)
                if found == numbers:
                    break
                numbers = found
            browser.close()
    finally:
        page_file.unlink(missing_ok=True)
    return data


def numbers_in(data: bytes) -> dict[str, int]:
    """Return anchor → number of the page on which it is, from 1."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages, start=1)}
    return {
        name.lstrip("/"): pages[place.page.idnum]
        for name, place in reader.named_destinations.items()
        if getattr(place.page, "idnum", None) in pages
    }


def bound(paper: Paper, data: bytes) -> bytes:
    """Return a printed book with bookmarks and with what it is; no clock is asked."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, ByteStringObject, NameObject, TextStringObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    numbers = numbers_in(data)
    writer.pdf_header = "%PDF-1.7"
    writer.root_object.pop("/Outlines", None)
    for line in paper.lines:
        _bookmark(writer, line, numbers)
    day = f"D:{paper.modified.replace('-', '')}000000Z"
    writer.metadata = None
    writer.add_metadata(
        {
            "/Title": paper.title,
            "/Author": ", ".join(paper.creators),
            "/CreationDate": day,
            "/ModDate": day,
            "/Producer": "Chromium, pypdf",
        }
    )
    writer.root_object[NameObject("/Lang")] = TextStringObject(paper.language)
    writer.root_object[NameObject("/PageMode")] = NameObject("/UseOutlines")
    key = ByteStringObject(hashlib.sha256(f"{paper.title}\n{paper.modified}".encode()).digest()[:16])
    writer._ID = ArrayObject([key, key])
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _bookmark(writer: PdfWriter, line: Line, numbers: dict[str, int], parent: IndirectObject | None = None) -> None:
    if line.anchor in numbers:
        parent = writer.add_outline_item(
            title=line.title, page_number=numbers[line.anchor] - 1, parent=parent, is_open=parent is None
        )
    for child in line.children:
        _bookmark(writer, child, numbers, parent)


def _browser() -> str | None:
    """Return the path of Chromium; None for that of Playwright, where none is installed otherwise."""
    named = os.environ.get("SHOHYO_CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


def _fonts() -> str:
    """Return the rules for the fonts of the extra for cards, so that those of the machine make no difference."""
    return "".join(
        f'@font-face {{ font-family: "{family}"; src: url("{path.as_uri()}"); }}\n' for family, path in _font_files()
    )


def _font_files() -> Iterator[tuple[str, Path]]:
    if find_spec("pylopdf_fonts_jp"):
        import pylopdf_fonts_jp

        yield "Shohyo Serif", pylopdf_fonts_jp.serif_path()
        yield "Shohyo Sans", pylopdf_fonts_jp.sans_path()


if __name__ == "__main__":
    sys.exit(main())
