"""The benchmark drives the search as ``docs/search-format.md`` says, so that it measures what there is."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page as Tab

from bench.search.corpus import Page, Section
from bench.search.engines import Shohyo
from bench.search.serving import served


def test_engine_answers(page: Tab, tmp_path: Path) -> None:
    """A few pages, built and asked as in the benchmark: all hits, none, and the files that hold texts."""
    pages = [
        Page(slug, title, (Section("", ((False, line),)),))
        for slug, title, line in [
            ("server", "監視", "サーバーを監視します。"),
            ("service", "提供", "サービスの推論器。"),
            ("speech", "言語", "ｻｰﾊﾞｰ と推論結果。"),
        ]
    ]
    engine = Shohyo()
    built = engine.build(pages, tmp_path)
    with served(built.root) as server:
        engine.ready(page, server.address)
        answers = engine.ask(page, ["サーバー", "推論", "監査"])
        engine.first_query(page, server.address, "推論")
        read = [path.relative_to(built.root).as_posix() for path in server.files]
    assert [set(answer.pages) for answer in answers] == [{"server", "speech"}, {"service", "speech"}, set()]
    assert all(any(sort.search("/" + name) for name in read) for sort in (engine.search, engine.scripts, engine.shown))
