"""The pure parts of the benchmark: what is asked, what is right, and how answers are counted."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from bench.search import report
from bench.search.corpus import Page, Section, generated_pages, html, markdown, site_pages
from bench.search.forms import Asked, make_asked
from bench.search.kinds import figures, make_kinds
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
        (Query("", ".NET", (".NET",)), {"service"}),
        (Query("", "@asp", ("@asp",)), set()),
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


def test_queries_of_other_languages() -> None:
    """Korean has queries of its own, some of them with the letters of its syllables by themselves."""
    pages = [
        page(f"p{number}", f"설정 파일을 편집하고 네트워크를 확인합니다. {word}", title=f"제목 {word}")
        for number, word in enumerate(["시스템", "패키지", "버전", "권한", "배포판"])
    ]
    queries = make_queries(pages, Truth(pages), "ko")
    assert {"Hangul word", "Hangul letters by themselves", "single syllable", "nothing"} <= {
        one.sort for one in queries
    }
    (first, *_others) = [one for one in queries if one.sort == "Hangul letters by themselves"]
    assert first.text != normal(first.text)
    assert Truth(pages).answer(first)


def texts(*lines: str) -> Truth:
    """Return what is right over pages of a line each, named by their numbers."""
    return Truth([page(f"p{number}", line, title="-") for number, line in enumerate([*lines, *["-"] * 9])])


def asked(truth: Truth, sort: str, text: str) -> Asked:
    """Return the query of a sort that is typed so, whatever the order in which they are drawn."""
    found = {one.text: one for seed in range(20) for one in make_asked(truth, {sort: 99}, seed)}
    return found[text]


@pytest.mark.parametrize(
    ("sort", "lines", "text", "right", "near"),
    [
        ("long vowel", ["サーバーを置く", "サーバの", "サバイバル"], "サーバ", "012", ""),
        ("long vowel", ["パラメータを", "パラメーターが"], "パラメーター", "01", ""),
        ("kana", ["リモコンを", "りもこんで", "リモート"], "りもこん", "01", ""),
        ("okurigana", ["書き込みを", "書込みが", "書を込める", "書込"], "書込み", "013", "2"),
        ("katakana split", ["リモートデスクトップ", "リモート の デスクトップ", "リモート・デスクトップ"], "リモート デスクトップ",
         "02", "1"),
        ("katakana joined", ["リモート デスクトップ", "リモートとデスクトップ"], "リモートデスクトップ", "0", "1"),
        ("hyphen", ["a command-line tool", "the command line", "commandline", "line of command"], "command line", "012",
         "3"),
        ("accent", ["Loïc", "loic", "lo"], "loic", "01", ""),
        ("apostrophe", ["it doesn't", "doesnt", "doe"], "doesnt", "01", ""),
        ("spaces between Han", ["选项：设定 文件。", "设定文件", "设定和文件"], "设定文件", "01", "2"),
        ("Hangul joined", ["소스 코드", "소스코드", "소스와 코드"], "소스코드", "01", "2"),
        ("Hangul split", ["소스 코드", "소스코드", "소스와 코드"], "소스 코드", "01", "2"),
        ("verb of する", ["更新する", "更新した", "更新します", "最更新する", "更新の日"], "更新したい", "012", "34"),
        ("other verb", ["書くこと", "書いた", "書かない", "文書"], "書いて", "012", "3"),
        ("other verb", ["調べること", "調べた", "調べたい", "調子"], "調べない", "012", ""),
        ("adjective", ["遅い。", "遅ければ", "遅くない", "遅延"], "遅く", "012", "3"),
        ("verb", ["install it", "installed", "installing", "installer", "in"], "installs", "012", "3"),
        ("verb", ["control", "controlled", "controlling", "controller"], "controlled", "012", "3"),
        ("verb", ["copy", "copies", "copied", "copyright"], "copying", "012", "3"),
        ("word and its s", ["a server", "many servers", "serverless"], "servers", "01", "2"),
        ("two words", ["install the package", "installed packages", "installing", "package"], "installed packages",
         "01", ""),
        ("particle", ["시스템은", "시스템을", "시스템의", "시스템", "파일시스템"], "시스템에서", "0123", "4"),
    ],
)  # fmt: skip
def test_forms(sort: str, lines: list[str], text: str, right: str, near: str) -> None:
    """Each rule says which pages have a spelling or form of what is typed, and which are neither right nor wrong."""
    one = asked(texts(*lines), sort, text)
    assert one.right == {f"p{number}" for number in right}
    assert one.near == {f"p{number}" for number in near}


def test_typing_errors_are_nowhere() -> None:
    """What is typed stands on no page; the page with the word that was meant is right."""
    truth = texts("configuration configuration configuration")
    (one,) = make_asked(truth, {"typing error": 5})
    assert one.text not in "configuration"
    assert one.right == {"p0"}


def test_questions_name_pages_that_there_are() -> None:
    """A corpus that has changed is noticed before any engine is asked."""
    assert make_kinds(texts("題"), "ja", "none") == {}
    with pytest.raises(ValueError, match="debian-ch01-007"):
        make_kinds(texts("題"), "ja", "debian")


def test_figures_of_other_kinds() -> None:
    """Labelled pages count, those that are near count neither way, and the first right page gives the rank."""
    queries = [Asked("", "a", frozenset("xy"), frozenset("z")), Asked("", "b", frozenset("x"))]
    found = figures(queries, [Answer(("z", "w", "x"), frozenset("x")), Answer(())])
    assert found == {
        "asked": 2, "recall": 0.25, "precision": 0.5, "silent": 1, "first": 0.5, "top": 0, "mrr": pytest.approx(1 / 6),
    }  # fmt: skip


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
