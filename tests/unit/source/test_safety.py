"""What conf.py lets in: schemes as browsers read them, hosts, and folders whose files are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from shohyo.source.safety import Safety, host_of, safety_of, scheme_of

HOSTILE = [
    "javascript:alert(1)", "JavaScript:alert(1)", " javascript:x", "\x01javascript:x", "java\nscript:x",
    "java\tscr\ript:x", "\n\tjavascript:x", "javascript\t:x",
]  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE)
def test_schemes_are_read_as_browsers_do(address: str) -> None:
    """White space and control characters hide nothing."""
    assert scheme_of(address) == "javascript"
    assert not Safety().allows(address)
    assert Safety(is_on=False).allows(address)


@pytest.mark.parametrize(
    "address",
    ["", "a.md", "#x", "/a", "../a:b", "//example.org/", "https://example.org/", "HTTP://e", "mailto:a@b", "?a:b", "a b:c",
     "\u00a0javascript:x", "java script:x", "&#106;avascript:x", "1a:b", "表:1"],
)  # fmt: skip
def test_harmless_addresses(address: str) -> None:
    """Relative addresses, the web and mail are links; what is no scheme to a browser is none here."""
    assert Safety().allows(address)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://Example.org/a.png", "example.org"),
        ("//example.org:80/a", "example.org"),
        ("https:example.org", "example.org"),
        ("\\\\example.org\\a", "example.org"),
        (" ht\ntps://example.org", "example.org"),
        ("https://user@example.org/", "example.org"),
        ("/a//b", ""),
        ("a.png", ""),
        ("mailto:a@example.org", ""),
    ],
)
def test_hosts(address: str, host: str) -> None:
    """The host that a browser would ask."""
    assert host_of(address) == host
    assert Safety().may_load(address) is (host == "")
    assert Safety(hosts=frozenset({"example.org"})).may_load(address)
    assert Safety(hosts=frozenset({"*"})).may_load(address)


def test_values_of_conf() -> None:
    """Each value of conf.py allows what it names, and no more."""
    root = Path("/nowhere")
    safety = safety_of({"shohyo_schemes": ["tel", "IRC:"], "myst_url_schemes": ["wiki", "javascript"]}, root)
    assert safety.schemes == {"http", "https", "mailto", "tel", "irc", "wiki"}
    assert safety_of({"shohyo_schemes": "data"}, root).allows("data:x")
    assert safety_of({"shohyo_remote": True}, root).may_load("https://example.org/")
    assert not safety_of({"shohyo_remote": ["a.org"]}, root).may_load("https://b.org/")
    assert not safety_of({"shohyo_safe": False}, root).is_on
    assert safety_of({"shohyo_safe": "no"}, root).is_on  # what is no flag changes nothing
    for values in ({"html_math_renderer": "mathjax"}, {"extensions": ["shohyo", "sphinx.ext.mathjax"]}):
        assert safety_of(values, root).math_address.startswith("https://cdn.jsdelivr.net/")
        assert not safety_of(values, root).has_mathml
    assert safety_of({}, root).has_mathml
    for values in (
        {},
        {"mathjax_path": "m.js"},
        {"html_math_renderer": "imgmath"},
        {"extensions": ["sphinx.ext.imgmath"]},
    ):
        assert safety_of(values, root).math_address == ""


def test_folder_of_the_project(tmp_path: Path) -> None:
    """Where conf.py names no folder, files of the project are read: from the nearest mark above the source folder."""
    docs = tmp_path / "project" / "docs"
    docs.mkdir(parents=True)
    assert not safety_of({}, docs).holds(docs / "../README.md")
    assert safety_of({}, docs).holds(docs / "a/../b.md")
    (tmp_path / "project/pyproject.toml").touch()
    safety = safety_of({}, docs)
    assert safety.holds(docs / "../README.md")
    assert not safety.holds(tmp_path / "README.md")
    assert not safety.holds(tmp_path / "project-2/a.md")
    for name in (".git/config", ".env", ".env.production", ".GIT/config"):
        assert not safety.holds(tmp_path / "project" / name)
    assert safety.holds(tmp_path / "project/.github/x.md")


def test_links_are_followed(tmp_path: Path) -> None:
    """A file is where it really stands."""
    inside, outside = tmp_path / "site", tmp_path / "other"
    (outside / "deep").mkdir(parents=True)
    inside.mkdir()
    (outside / "a.md").touch()
    (inside / "file.md").symlink_to(outside / "a.md")
    (inside / "folder").symlink_to(outside / "deep")
    (inside / "circle").symlink_to("circle")
    (tmp_path / "back").symlink_to(inside)
    safety = safety_of({}, inside)
    assert not safety.holds(inside / "file.md")
    assert not safety.holds(inside / "folder" / "b.md")
    # to Sphinx this is site/a.md, to the system other/a.md
    assert not safety.holds(inside / "folder/../a.md")
    assert safety.holds(tmp_path / "back" / "b.md")
    assert safety.holds(inside / "circle")
    assert safety.holds(inside / "a\0b")
    assert safety_of({"shohyo_read_roots": [".", "../other"]}, inside).holds(inside / "file.md")
