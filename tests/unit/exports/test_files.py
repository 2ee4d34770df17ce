"""Files beside the pages: written, kept, or left to the project that brings its own."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from shohyo.exports.files import put


def app_for(folder: Path, published: dict[str, bytes] | None = None) -> Any:
    manifest = SimpleNamespace(has=lambda name, data: (published or {}).get(name) == data)
    build = SimpleNamespace(published=manifest if published is not None else None, kept=set())
    return SimpleNamespace(outdir=folder, env=SimpleNamespace(domains={"shohyo": SimpleNamespace(build=build)}))


def test_a_new_file_is_written_with_its_folders(tmp_path: Path) -> None:
    assert put(app_for(tmp_path), "api/v1/index.json", b"{}")
    assert (tmp_path / "api/v1/index.json").read_bytes() == b"{}"


def test_what_is_published_already_is_kept(tmp_path: Path) -> None:
    app = app_for(tmp_path, {"feed.xml": b"<feed/>"})
    assert put(app, "feed.xml", b"<feed/>")
    assert app.env.domains["shohyo"].build.kept == {"feed.xml"}
    assert not (tmp_path / "feed.xml").exists()
    assert put(app, "feed.xml", b"<feed>new</feed>")
    assert (tmp_path / "feed.xml").exists()


def test_a_file_of_the_project_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "robots.txt").write_bytes(b"its own")
    assert not put(app_for(tmp_path), "robots.txt", b"ours")
    assert (tmp_path / "robots.txt").read_bytes() == b"its own"
