"""The policy of the manual holds on every page that a build can write, whatever stands on it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import serving
from tests.browser.soundness import WATCH
from tests.build.building import build, once
from tests.buildserver import REPOSITORY


@pytest.fixture(scope="module")
def policy() -> str:
    """What the manual tells hosts to send."""
    text = (REPOSITORY / "docs/publishing.md").read_text("utf-8")
    return re.findall(r"^Content-Security-Policy: (.*)$", text, re.M)[0]


@pytest.fixture(scope="module")
def everything(rootdir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site under the theme, with a page of all markup and one of our directives."""

    def make(folder: Path) -> None:
        site = shutil.copytree(rootdir / "test-site", folder / "site")
        with (site / "conf.py").open("a") as conf:
            conf.write('html_theme = "shohyo"\nhtml_split_index = True\n')
            conf.write('myst_enable_extensions = ["colon_fence", "deflist", "fieldlist", "tasklist", "attrs_inline"]\n')
        shutil.copytree(REPOSITORY / "tests/data/everything", site, dirs_exist_ok=True)
        build(site, folder / "html")

    return once(tmp_path_factory, "everything", make) / "html"


def refused(browser: Browser, folder: Path, policy: str) -> dict[str, list[str]]:
    """Return page → what the browser refused of it, for each page of a built site."""
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script(WATCH)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    found = {}
    with serving(folder, policy=policy) as address:
        for file in sorted(folder.rglob("*.html")):
            name = file.relative_to(folder).as_posix()
            said.clear()
            page.goto(address + name)
            found[name] = [*page.evaluate("refused"), *said]
    context.close()
    return found


@pytest.mark.parametrize("site", ["published", "everything"])
def test_policy_holds_on_every_page(site: str, browser: Browser, policy: str, request: pytest.FixtureRequest) -> None:
    """Nothing that a page has or loads is refused, and no page has a style of its own."""
    folder: Path = request.getfixturevalue(site)
    found = refused(browser, folder, policy)
    assert len(found) > 5
    assert {name: what for name, what in found.items() if what} == {}
    styled = [name for name in found if re.search(r"<[^>]* style=", (folder / name).read_text("utf-8"))]
    assert styled == []
