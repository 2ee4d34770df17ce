"""The pure parts of the benchmark: what is asked, what is right, and how answers are counted."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from bench.search import report
from bench.search.corpus import Page, Section, generated_pages, html, markdown, site_pages
from bench.search.manpages import man_blocks
from bench.search.metrics import Answer, Judged, judge, known_item, percentile
from bench.search.queries import Query, Truth, anywhere, by_beginning, by_word, make_queries, make_titles, normal


def page(slug: str, *lines: str, title: str = "") -> Page:
    return Page(slug, title or slug, (Section("", tuple((False, line) for line in lines)),))


PAGES = [
    page("server", "サーバーを監視します。", "inference cache", title="監視の手引き"),
    page("service", "サービスの推論器。", "C++ と asp.net", title="サービス"),
    page("speech", "Ｃ言語、ｻｰﾊﾞｰ と推論結果。", "the model can load", title="言語"),
]


@pytest.mark.parametrize(
    ("query", "right"),
    [
        (Query("", "サーバー", ("サーバー",)), {"server", "speech"}),
        (Query("", "ｻｰﾊﾞ", ("ｻｰﾊﾞ",)), {"server", "speech"}),
        (Query("", "infer", ("infer",)), {"server"}),
        (Query("", "fer", ("fer",)), set()),
        (Query("", ".NET", (".NET",)), set()),
        (Query("", "net", ("net",)), {"service"}),
        (Query("", "C++", ("C++",)), {"service"}),
        (Query("", "c", ("c",)), {"server", "service", "speech"}),
        (Query("", "推論 サー", ("推論", "サー")), {"service", "speech"}),
        (Query("", "推論 -結果", ("推論",), ("結果",)), {"service"}),
        (Query("", '"model load"', ("model load",)), set()),
        (Query("", "監視の手引き", ("監視の手引き",)), {"server"}),
    ],
)
def test_truth(query: Query, right: set[str]) -> None:
    """Width and case do not matter, Latin words count by their beginning, terms may stand in different lines."""
    assert Truth(PAGES).answer(query) == right


def test_readings_of_the_rule() -> None:
    """The looser rule takes a word in the middle, the stricter one only whole words; Japanese is the same in all."""
    line = normal("推論器の asp.net と inference")
    assert [rule(line, "fer") for rule in (by_beginning, anywhere, by_word)] == [False, True, False]
    assert [rule(line, "infer") for rule in (by_beginning, anywhere, by_word)] == [True, True, False]
    assert [rule(line, "inference") for rule in (by_beginning, anywhere, by_word)] == [True, True, True]
    assert [rule(line, "論器") for rule in (by_beginning, anywhere, by_word)] == [True, True, True]


def corpus() -> list[Page]:
    """Pages with something for most of the sorts of queries."""
    texts = [
        "モデルのサーバーを監視する Kubernetes と k8s の構成です。推論結果を保存します。",
        "データベースのキャッシュは batch processing で作ります。v1.2 から C++ も使えます。",
        "学習パイプラインと inference server の比較。A/B テストのログを集計します。",
        "障害検知の手順書と monitoring の設定。アラートのメールを送信します。",
    ]
    return [page(f"p{number}", text, title=f"題名その{number}") for number, text in enumerate(texts * 3)]


def test_queries_are_drawn_by_rule() -> None:
    """The same pages give the same queries; something is right for all but those that ask for nothing."""
    pages = corpus()
    truth = Truth(pages)
    queries = make_queries(pages, truth)
    assert queries == make_queries(pages, Truth(pages))
    assert len({query.text for query in queries}) == len(queries)
    assert {"C++", ".NET", "k8s", "A/B", "v1.2"} <= {query.text for query in queries}
    assert {"Han compound", "half width", "several terms", "phrase", "nothing"} <= {query.sort for query in queries}
    free = ("with signs", "katakana with ー added")
    assert all(bool(truth.answer(query)) == (query.sort != "nothing") for query in queries if query.sort not in free)


def test_known_items_have_one_page() -> None:
    """A title that two pages have is not looked for."""
    pages = [page("a", title="推論の設計"), page("b", title="推論の設計"), page("c", title="監視の設計")]
    assert make_titles(pages) == [("監視の設計", "c")]


def test_figures() -> None:
    """Means count each query the same; an empty answer has no precision, and a right nothing no recall."""
    quality = judge(
        [
            Judged({"a", "b"}, {"a", "b"}),
            Judged({"a", "b", "c", "d"}, {"a", "x"}),
            Judged({"a"}, set()),
            Judged(set(), set()),
            Judged(set(), {"x"}),
        ]
    )
    assert (quality.asked, quality.nothing) == (3, 2)
    assert quality.recall == pytest.approx((1 + 0.25 + 0) / 3)
    assert quality.precision == pytest.approx((1 + 0.5) / 2)
    assert (quality.exact, quality.silent, quality.invented, quality.wrong) == (1, 1, 1, (1, 2, 4))


def test_labelled_pages_do_not_count() -> None:
    """What is found by another name or spelling is no part of the literal answer."""
    assert Answer(("a", "b"), frozenset({"b"})).literal == {"a"}


def test_ranks() -> None:
    """The mean reciprocal rank takes a page that is not found for none; three results are looked at."""
    share, mean = known_item([1, 3, 4, None])
    assert (share, mean) == (0.5, pytest.approx((1 + 1 / 3 + 1 / 4) / 4))
    assert [percentile([1, 2, 3, 4], share) for share in (0.5, 0.95, 1)] == [2, 4, 4]


def test_generated_site_is_the_same_each_time() -> None:
    """The large site depends on its source and seed only, has the wanted length, and titles of its own."""
    source = [page("s", "推論器を並べて負荷を分けるときの手順と注意点をまとめます。" * 2, "学習データの前処理を分けて管理するしくみです。"),
              Page("t", "題名", (Section("監視と運用の基本", ()),))]  # fmt: skip
    pages = generated_pages(source, 20, length=600)
    assert pages == generated_pages(source, 20, length=600)
    assert len({one.title for one in pages}) == 20
    assert all(500 <= sum(map(len, one.lines)) <= 800 for one in pages)


def test_sources_show_the_text_as_it_is() -> None:
    """Signs of Markdown and HTML in a text are no markup."""
    signs = page("p", "1. *a* _b_ `c` <d> & [e](f) #g", "% kein", "+ plus", title="# <題>")
    assert "\\*a\\*" in markdown(signs)
    assert "&lt;d&gt; &amp; \\[e\\]\\(f\\)" in markdown(signs)
    assert markdown(signs).startswith("# \\# &lt;題&gt;\n")
    assert "<h1># &lt;題&gt;</h1>" in html(signs)


def test_site_is_read_by_its_articles(tmp_path: Path) -> None:
    """Navigation and what the search leaves out are no text; a line ends with its block."""
    (tmp_path / "p.html").write_text(
        "<main><p>頭</p><article class='bd-article'><h1>題<a class='headerlink'>#</a></h1><p>文\n章</p>"
        "<ul class='shohyo-bibliography'><li>文献</li></ul><h2>節</h2><pre>a\nb</pre></article></main>",
        "utf-8",
    )
    (found,) = site_pages(tmp_path)
    assert found.lines == ("題", "文章", "節", "a", "b")


def test_manual_pages_are_read(tmp_path: Path) -> None:
    """Headings, paragraphs, fonts, code and escapes of man(7); no comments, no definitions, no other language."""
    lines = [
        '.\\" comment', ".de Id", ".ds x y", "..", ".if n \\{\\", ".nothing", ".\\}", ".TH CUT 1", ".SH 名称",
        "cut \\- 切り出す", '.SH "説明 文"', ".BR cut (1)", "は\\fB行\\fPを", ".PP", "\\(lq次\\(rq です。", ".TP",
        ".B \\-b\\fR, \\-\\-bytes", ".nf", "a\\eb", "", "  c", ".fi",
    ]  # fmt: skip
    path = tmp_path / "cut.1.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert [(kind, text) for kind, text in man_blocks(path)] == [
        ("h2", "名称"),
        ("p", "cut - 切り出す"),
        ("h2", "説明 文"),
        ("p", "cut(1)\nは行を"),
        ("p", "“次” です。"),
        ("p", "-b, --bytes"),
        ("pre", "a\\b\n  c"),
    ]
    path.write_bytes(gzip.compress(b".so man1/other.1\n"))
    assert list(man_blocks(path)) == []


def test_report_replaces_the_tables_only(tmp_path: Path) -> None:
    """The text around the tables is its author's; a page without the marks is an error."""
    document = tmp_path / "report.md"
    document.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n", "utf-8")
    report.insert(document, "new")
    assert document.read_text("utf-8") == f"before\n{report.BEGIN}\n\nnew\n\n{report.END}\nafter\n"
    document.write_text("nothing", "utf-8")
    with pytest.raises(ValueError, match="missing"):
        report.insert(document, "new")
