"""An author writes, and a browser shows it: ``make live`` on this repository's site."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.build.building import REPOSITORY
from tests.living import PATIENCE, living

#: what the site is made of
SITE = ("conf.py", "references.bib", "guide.yaml", "crosswalk.yaml", "reviews", "patterns", "_static")
PATTERN = "patterns/prediction-cache"


@pytest.mark.long
def test_a_page_shows_what_is_saved(page: Page, tmp_path: Path) -> None:
    """A body and a title arrive in the open page by themselves; one with a finding does not under -W, and a log file
    starts nothing; the page that is open stays as it was meanwhile."""
    site = tmp_path / "site"
    site.mkdir()
    for name in (*SITE, *(path.name for path in REPOSITORY.glob("*.md"))):
        path = REPOSITORY / name
        (shutil.copytree if path.is_dir() else shutil.copy)(path, site / name)
    source = site / f"{PATTERN}.md"
    text = source.read_text("utf-8")
    title = text.split("\ntitle: ")[1].split("\n")[0]
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.set_default_timeout(PATIENCE * 1000)
    with living(site, tmp_path / "html", "-n", "-W", "-d", str(tmp_path / "doctrees")) as live:
        page.goto(live.address + f"{PATTERN}.html")
        expect(page.locator("h1")).to_contain_text(title)
        page.evaluate("globalThis.isOld = true")

        source.write_text(f"{text}\n本文の追記です。\n", "utf-8")
        expect(page.get_by_text("本文の追記です。")).to_be_visible(timeout=PATIENCE * 1000)
        assert page.evaluate("globalThis.isOld") is None
        live.until(f"{PATTERN}.md: built in")

        page.goto(live.address + "patterns/index.html")
        source.write_text(text.replace(f"title: {title}\n", "title: 別の題名\n"), "utf-8")
        expect(page.get_by_role("link", name="別の題名").first).to_be_visible(timeout=PATIENCE * 1000)
        live.until(f"{PATTERN}.md: built in")

        page.goto(live.address + f"{PATTERN}.html")
        page.evaluate("globalThis.isOld = true")
        source.write_text(f"{text}\n壊れた参照 {{pattern}}`missing` です。\n", "utf-8")
        found = live.until(f"{PATTERN}.md: the build failed")
        line = text.count("\n") + 2
        assert any(f"{PATTERN}.md:{line}:" in finding and "missing" in finding for finding in found), found
        expect(page.locator("h1")).to_contain_text("別の題名")
        (site / "server.log").write_text("GET /\n", "utf-8")
        assert live.is_silent(3)
        assert page.evaluate("globalThis.isOld") is True

        source.write_text(text, "utf-8")
        expect(page.locator("h1")).to_contain_text(title, timeout=PATIENCE * 1000)
        assert live.until(f"{PATTERN}.md: built in")[:-1] == []
        assert live.interrupt() == 0
    assert said == []
