"""The extension works in any project, with nothing else in its configuration."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.build.building import build, soup


def test_three_files_are_a_project(rootdir: Path, tmp_path: Path) -> None:
    """``extensions = ["shohyo"]``, two pages and no option build without a warning, the page without front matter too."""
    site = Path(shutil.copytree(rootdir / "test-alone", tmp_path / "site"))
    assert len([path for path in site.rglob("*") if path.is_file()]) == 3
    output = build(site, tmp_path / "output")
    assert soup(output / "page.html").select_one("div.body h1").get_text().rstrip("#¶") == "A titled page"
    plain = soup(output / "index.html")
    assert plain.select_one("div.body h1").get_text().rstrip("#¶") == "A plain project"
    assert not plain.select("div.body [class*=shohyo]")


def test_interface_is_english_unless_told_otherwise(rootdir: Path, tmp_path: Path) -> None:
    """With ``language = "en"`` nothing Japanese is left but the content."""
    site = Path(shutil.copytree(rootdir / "test-site", tmp_path / "site"))
    conf = site / "conf.py"
    conf.write_text(conf.read_text("utf-8").replace('language = "ja"', 'language = "en"'), "utf-8")
    output = build(site, tmp_path / "output")
    # whatever Japanese is on a page was written by its authors
    written = "".join(
        re.sub(r"\s", "", path.read_text("utf-8")) for path in [*site.rglob("*.md"), *site.rglob("*.bib"), conf]
    )
    for page in output.rglob("*.html"):
        text = soup(page)
        for entry in text.select(".shohyo-bibliography"):
            entry.decompose()  # an entry is printed in the manner of its own language
        for string in text.find_all(string=re.compile(r"[ぁ-んァ-ヶ一-龠]")):
            for run in re.findall(r"[ぁ-んァ-ヶ一-龠ー]+", string):
                assert run in written, f"{page.name}: {run}"
    assert "Prevented by" in soup(output / "patterns/beta.html").get_text()
