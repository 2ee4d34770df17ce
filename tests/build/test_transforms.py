"""Titles, anchors and raw HTML, on pages made for each case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shohyo.text.slugs import slug
from tests.build.building import article, case_name, once, run_sphinx, warnings_of


def build_page(
    tmp_path: Path, text: str, name: str = "page", suffix: str = ".md", conf: str = ""
) -> tuple[Path, list[str]]:
    """Build one page in a project of its own; return it and the warnings."""
    site = tmp_path / "site"
    site.mkdir(exist_ok=True)
    (site / "conf.py").write_text(f'extensions = ["shohyo"]\nlanguage = "ja"\n{conf}', "utf-8")
    (site / "index.md").write_text(f"# 入口\n\n```{{toctree}}\n{name}\n```\n", "utf-8")
    (site / f"{name}{suffix}").write_text(text, "utf-8")
    done = run_sphinx(site, tmp_path / "output")
    assert "Traceback" not in done.stderr
    return tmp_path / "output" / f"{name}.html", warnings_of(done.stderr)


def headings(page: Path) -> list[tuple[str, str, str]]:
    """Return level, anchor and text of every heading."""
    found = []
    for heading in article(page).select("h1, h2, h3, h4"):
        section = heading.find_parent("section")
        found.append((heading.name, section["id"], heading.get_text().rstrip("¶#")))
    return found


#: text below the title, headings of the page
HEADINGS = [
    ("## 前\n\n### 中\n", ["h1 題", "h2 前", "h3 中"]),
    ("# 前\n\n## 中\n\n# 後\n", ["h1 題", "h2 前", "h3 中", "h2 後"]),
    ("導入。\n\n# 前\n", ["h1 題", "h2 前"]),
    ("# 題\n\n本文。\n\n## 前\n", ["h1 題", "h2 前"]),
    ("本文だけ。\n", ["h1 題"]),
    ("", ["h1 題"]),
]
TITLES = [
    "`<img src=x onerror=alert(1)>`",
    "<script>alert(1)</script>",
    "A *b* _c_ [d](e) {pattern}`x` $y$",
    "C++ & .NET \\ 'q' \"r\"",
    "{{ x }} {% raw %}",
]
#: HTML, what is said of it, what is left
UNSAFE = [
    ("<script>alert(1)</script>", "script", ""),
    ('<div onclick="alert(1)">中身</div>', "onclick", "中身"),
    ('<a href="javascript:alert(1)">行く</a>', "href", "行く"),
    ('<p>前 <object data="x.swf"></object> 後</p>', "object", "前"),
    ('<svg onload="alert(1)"></svg>', "onload", ""),
    ('<center>図 <img src=x onerror="alert(1)"></center>', "onerror", "図"),
    ("<style>body{display:none}</style>", "style", ""),
]


def titled(body: str, title: str = "題") -> str:
    """Return a page with a title in its front matter."""
    return "---\ntitle: '" + title.replace("'", "''") + f"'\n---\n{body}"


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pages stand that one build made, each of a text of its own, beside what it said."""
    texts = [
        *(titled(body) for body, _expected in HEADINGS),
        *(titled("\n本文。\n", title) for title in TITLES),
        *(titled(f"\n{html}\n") for html, _dropped, _kept in UNSAFE),
    ]

    def make(folder: Path) -> None:
        site = folder / "site"
        site.mkdir()
        (site / "conf.py").write_text('extensions = ["shohyo"]\nlanguage = "ja"\n', "utf-8")
        (site / "index.md").write_text("# 入口\n\n```{toctree}\n:glob:\n\ncase-*\n```\n", "utf-8")
        for text in texts:
            (site / f"{case_name(text)}.md").write_text(text, "utf-8")
        done = run_sphinx(site, folder / "html")
        assert "Traceback" not in done.stderr
        (folder / "stderr").write_text(done.stderr, "utf-8")

    return once(tmp_path_factory, "transformed", make)


def case(cases: Path, text: str) -> tuple[Path, list[str]]:
    """Return the page of a text, and the warnings that it got."""
    name = case_name(text)
    warnings = warnings_of((cases / "stderr").read_text("utf-8"))
    return cases / f"html/{name}.html", [line for line in warnings if line.startswith(f"{name}.md:")]


def test_nothing_else_is_said(cases: Path) -> None:
    """One warning for each piece of HTML that was dropped, and none of anything else."""
    assert len(warnings_of((cases / "stderr").read_text("utf-8"))) == len(UNSAFE)


@pytest.mark.parametrize(
    ("body", "expected"),
    HEADINGS,
    ids=["h2 first", "h1 sections", "text before h1", "repeats the title", "no heading", "empty"],
)
def test_front_matter_title_is_the_only_h1(cases: Path, body: str, expected: list[str]) -> None:
    """Whatever levels the body uses, its headings follow below the one title."""
    page, warnings = case(cases, titled(body))
    assert [f"{level} {text}" for level, _anchor, text in headings(page)] == expected
    assert warnings == []


@pytest.mark.parametrize(
    "title",
    TITLES,
)
def test_title_is_plain_text(cases: Path, title: str) -> None:
    """Markup in a title is shown as it is written, and never runs."""
    page, warnings = case(cases, titled("\n本文。\n", title))
    assert headings(page)[0][2] == title
    assert not article(page).select("h1 img, h1 script, h1 em, h1 code")
    assert warnings == []
    assert "<img src=x" not in page.read_text("utf-8")


def test_japanese_headings_have_anchors_from_their_text(tmp_path: Path) -> None:
    """A heading's anchor is its text; one that is repeated is told apart by the heading above."""
    body = "## しくみ\n\n### 使う場面、避ける場面\n\n## A/B テスト\n\n### しくみ\n\n## Data flow\n\n(own)=\n## 自分の名前\n"
    page, warnings = build_page(tmp_path, f"---\ntitle: 題\n---\n{body}")
    assert [anchor for _level, anchor, _text in headings(page)] == [
        "page",
        "しくみ",
        "使う場面-避ける場面",
        "a-b-テスト",
        "a-b-テスト-しくみ",
        "data-flow",
        "own",
    ]
    assert warnings == []


def test_a_new_heading_does_not_move_the_others(tmp_path: Path) -> None:
    """Adding a heading anywhere leaves every other anchor as it was, and none is counted."""
    body = ["## はじめに", "## しくみ", "### 詳細", "## まとめ"]
    page, _ = build_page(tmp_path, titled("\n\n".join(body)))
    before = {text: anchor for _level, anchor, text in headings(page)}
    for position in range(len(body) + 1):
        longer = [*body[:position], "## 新しい見出し", *body[position:]]
        (tmp_path / f"site/longer-{position}.md").write_text(titled("\n\n".join(longer)), "utf-8")
    run_sphinx(tmp_path / "site", tmp_path / "output")
    assert before.pop("題") == "page"  # the anchor of the title is the name of the page
    for position in range(len(body) + 1):
        after = {text: anchor for _level, anchor, text in headings(tmp_path / f"output/longer-{position}.html")}
        assert after.pop("題") == f"longer-{position}"
        assert {text: after[text] for text in before} == before
        assert not [anchor for anchor in after.values() if re.fullmatch(r"id\d+", anchor)]


def test_links_to_japanese_headings_work(tmp_path: Path) -> None:
    """``[](#しくみ)`` leads to the heading, within the page and from the table of contents."""
    page, warnings = build_page(tmp_path, "---\ntitle: 題\n---\n\n[ここ](#しくみ)\n\n## しくみ\n")
    assert warnings == []
    assert article(page).find("a", string="ここ")["href"] == "#しくみ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("使う場面、避ける場面", "使う場面-避ける場面"),
        ("前処理・推論", "前処理推論"),
        ("Ｗｅｂ　シングル", "web-シングル"),
        ("C++", "c"),
        ("…", ""),
    ],
)
def test_slug(text: str, expected: str) -> None:
    """An anchor is NFKC, lower case, letters and digits of any script."""
    assert slug(text) == expected


def test_frame_becomes_a_link(tmp_path: Path) -> None:
    """A frame is not loaded; a plain link stands for it, also for an address without a scheme."""
    page, warnings = build_page(
        tmp_path,
        '---\ntitle: 題\n---\n\n<iframe src="//ads.example.com/x?y=1" title="広告"></iframe>\n\n<iframe src="javascript:alert(1)"></iframe>\n',
    )
    found = article(page)
    assert not found.select("iframe")
    assert [(link.get_text(), link["href"]) for link in found.select("a.shohyo-frame")] == [
        ("広告", "https://ads.example.com/x?y=1")
    ]
    assert warnings == []


@pytest.mark.parametrize(
    ("html", "dropped", "kept"),
    UNSAFE,
)
def test_html_that_runs_is_dropped(cases: Path, html: str, dropped: str, kept: str) -> None:
    """Scripts, handlers and script addresses do not reach the page; what was dropped is said at its line."""
    page, warnings = case(cases, titled(f"\n{html}\n"))
    assert len(warnings) == 1
    assert warnings[0].startswith(f"{page.stem}.md:5:1: WARNING: 安全な HTML の一覧にないものを捨てました")
    assert dropped in warnings[0]
    assert "[shohyo.raw_html]" in warnings[0]
    text = article(page)
    assert kept in text.get_text()
    assert "alert(1)" not in str(text)
    assert not text.select("script, object, style, [onclick], [onload], [onerror]")


def test_harmless_html_stays(tmp_path: Path) -> None:
    """HTML that only marks up text is kept as it is, without a word."""
    page, warnings = build_page(
        tmp_path, "---\ntitle: 題\n---\n\n<details><summary>題</summary>中身</details>\n\n水<sub>2</sub>\n"
    )
    assert warnings == []
    assert article(page).select_one("details summary").get_text() == "題"
    assert article(page).select_one("sub").get_text() == "2"


def test_page_in_another_encoding_is_named(tmp_path: Path) -> None:
    """A file that is not UTF-8 is reported with line and column; the rest of the site is built."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "conf.py").write_text('extensions = ["shohyo"]\n', "utf-8")
    (site / "index.md").write_text("# 入口\n\n```{toctree}\n:glob:\n\n*\n```\n", "utf-8")
    (site / "old.md").write_bytes("# old\n\n古い文書です。\n".encode("shift_jis"))
    done = run_sphinx(site, tmp_path / "output")
    assert "Traceback" not in done.stderr
    assert (
        "old.md:3:1: WARNING: the file is not UTF-8 but looks like shift_jis (byte 0x8c); save it as UTF-8 [shohyo.encoding]"
        in done.stderr
    )
    assert (tmp_path / "output/index.html").is_file()


def test_label_of_a_repeated_title_stays(tmp_path: Path) -> None:
    """A label above a heading that repeats the title leads to the page."""
    page, warnings = build_page(tmp_path, "---\ntitle: 題\n---\n\n(mine)=\n# 題\n\n{ref}`mine`\n\n## 次\n")
    assert warnings == []
    assert [text for _level, _anchor, text in headings(page)] == ["題", "次"]
    assert article(page).select_one("p a.reference")["href"] in ("#mine", "#page")


def test_labelled_heading_has_no_counted_anchor(tmp_path: Path) -> None:
    """A label and the text are the anchors of a heading, never a number that moves."""
    page, _warnings = build_page(tmp_path, "---\ntitle: 題\n---\n\n(when)=\n## 使う場面\n")
    assert headings(page)[1][1] == "when"
    assert not article(page).select("[id=id1], [id=id2]")


def test_rst_keeps_its_raw_directive(tmp_path: Path) -> None:
    """In reStructuredText raw HTML is asked for by name; it is cleaned, too, unless conf.py trusts its pages."""
    text = "題\n==\n\n.. raw:: html\n\n   <p onclick='x()'>文</p>\n"
    page, warnings = build_page(tmp_path, text, suffix=".rst")
    assert len(warnings) == 1
    assert "（onclick）" in warnings[0]
    assert article(page).select_one("p").text == "文"
    assert not article(page).select("[onclick]")
    page, warnings = build_page(tmp_path, text, suffix=".rst", conf="shohyo_safe = False\n")
    assert warnings == []
    assert article(page).select_one("p[onclick]")
