"""Pages in a book: no script, and no link that leads nowhere."""

from __future__ import annotations

import pytest

from shohyo.bound.pages import ids_in, settled

FILES = {
    "index.xhtml": '<p id="top">1</p>',
    "a/b.xhtml": '<p id="x&amp;y">1</p><p id="本">2</p>',
    "with space.xhtml": "",
}


def link(name: str, href: str) -> str | None:
    """Return where a link leads when the page is settled."""
    text = settled(
        name, f'<a class="c" href="{href}">w</a>', lambda file: ids_in(FILES[file]) if file in FILES else None
    )
    assert text.endswith(">w</a>")
    assert text.startswith('<a class="c"')
    return text.split('href="')[1].split('"')[0] if "href=" in text else None


@pytest.mark.parametrize(
    ("name", "href", "expected"),
    [
        ("index.xhtml", "a/b.xhtml", "a/b.xhtml"),
        ("index.xhtml", "a/b.xhtml#x&amp;y", "a/b.xhtml#x%26y"),
        ("index.xhtml", "a/b.xhtml#%E6%9C%AC", "a/b.xhtml#%E6%9C%AC"),
        ("index.xhtml", "a/b.xhtml#gone", "a/b.xhtml"),
        ("a/b.xhtml", "../index.xhtml#top", "../index.xhtml#top"),
        ("a/b.xhtml", "../index.html?q=1#top", "../index.xhtml#top"),
        ("a/b.xhtml", "#本", "#%E6%9C%AC"),
        ("a/b.xhtml", "#gone", None),
        ("a/b.xhtml", "../gone.xhtml", None),
        ("a/b.xhtml", "", None),
        ("index.xhtml", "with%20space.xhtml", "with%20space.xhtml"),
        ("index.xhtml", "_sources/a.md.txt", None),
        ("index.xhtml", "https://example.org/?a=1&amp;b=2#c", "https://example.org/?a=1&amp;b=2#c"),
        ("index.xhtml", "mailto:a@example.org", "mailto:a@example.org"),
        ("index.xhtml", "//example.org/a", "//example.org/a"),
    ],
)
def test_links_lead_somewhere(name: str, href: str, expected: str | None) -> None:
    assert link(name, href) == expected


def test_scripts_go() -> None:
    text = 'a<script src="x.js"></script>b<script type="application/ld+json">{"a": 1}\n</script >c<script src="y"/>d'
    assert settled("index.xhtml", text, lambda _name: None) == "abcd"
