"""The stream of findings: what pages and conf.py accept is left out, everything else comes once and in order."""

from __future__ import annotations

from pathlib import Path

from shohyo.checks.project import check_project

FLOW = "---\nkind: pattern\ntitle: T\nsources: [k]\ncomponents: [{id: a, kind: client, label: A}]\nflow: [{from: a, to: b}]\n"
BAD_TEXT = "---\n\n{tag}`gone` [a](gone.md) <script></script>\n"


def found(root: Path, **pages: str) -> list[tuple[str, str]]:
    """Return path and code of each finding in a project of these pages."""
    (root / "references.bib").write_text("@book{k, title = {K}, author = {K}, year = {2020}}\n", "utf-8")
    (root / "conf.py").touch()
    for name, text in pages.items():
        (root / f"{name}.md").write_text(text, "utf-8")
    return [(item.path, str(item.code)) for item in check_project(root).diagnostics]


def test_findings_come_in_order(tmp_path: Path) -> None:
    """Front matter, pages together and texts give one list, sorted by place."""
    assert found(tmp_path, b=FLOW + BAD_TEXT, a="---\nkind: pattern\n---\n# A\n") == [
        ("a.md", "no_source"),
        ("b.md", "flow"),
        ("b.md", "reference"),
        ("b.md", "link"),
        ("b.md", "raw_html"),
    ]


def test_page_accepts_findings_of_its_own(tmp_path: Path) -> None:
    """Whatever finds it, a page may accept a kind of finding, with a reason; others are told as before."""
    codes = ("flow", "reference", "link", "raw_html", "no_source")
    accepted = "suppress:\n" + "".join(f"- {{code: {code}, reason: on purpose}}\n" for code in codes)
    other = "---\nkind: pattern\n---\n# C\n\n{tag}`gone`\n"
    assert found(tmp_path, b=FLOW + accepted + BAD_TEXT, c=other) == [("c.md", "no_source"), ("c.md", "reference")]


def test_project_accepts_findings(tmp_path: Path) -> None:
    """What conf.py suppresses is found nowhere."""
    found(tmp_path, b=FLOW + BAD_TEXT)
    (tmp_path / "conf.py").write_text('suppress_warnings = ["shohyo.flow", "shohyo.link"]\n', "utf-8")
    assert [str(item.code) for item in check_project(tmp_path).diagnostics] == ["reference", "raw_html"]
    (tmp_path / "conf.py").write_text('suppress_warnings = ["shohyo.*"]\n', "utf-8")
    assert check_project(tmp_path).diagnostics == ()


def test_what_cannot_be_read_has_one_finding(tmp_path: Path) -> None:
    """Of a text in another encoding nothing else is said, and pages may name it."""
    (tmp_path / "c.md").write_bytes("---\nkind: pattern\n---\n# 題\n\n{tag}`gone`\n".encode("euc_jp"))
    (tmp_path / "d.rst").write_bytes("題\n==\n".encode("shift_jis"))
    assert found(tmp_path, a="# A\n\n{pattern}`c`\n") == [("c.md", "encoding"), ("d.rst", "encoding")]
