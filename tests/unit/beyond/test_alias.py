"""What else a page is called: rows of the index that the steps beyond exact answers look up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shohyo.beyond.alias import FILES, SIZE, Called, file_of, key_of, name_tables, rows_of
from shohyo.search.tokenise import bare, normalise
from shohyo.text.kana import readings
from tests.client import Client


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.close()


def page(title: str, *names: str, kinds: tuple[str, ...] = ()) -> Called:
    return Called(normalise(title), tuple(map(normalise, names)), tuple(map(normalise, kinds)))


def asked(*pages: Called) -> dict[str, list[str]]:
    """Return key → what is asked for in its place."""
    rows = {key: forms for key, *forms in rows_of(pages, bare)}
    assert len(rows) == len(rows_of(pages, bare))
    return rows


def test_names_work_both_ways() -> None:
    """Each name leads to the others, the title first, whatever stands between its words."""
    rows = asked(page("応答時間", "レイテンシー", "Response time", "待ち時間"))
    assert rows["レイテンシ"] == ["応答時間", "response time", "待ち時間"]
    assert rows["responsetime"] == ["応答時間", "レイテンシー", "待ち時間"]
    assert rows["応答時間"] == ["レイテンシー", "response time", "待ち時間"]


def test_readings_lead_to_names_and_are_not_asked_for() -> None:
    """How a title is read, in kana and in romaji, stands in no text."""
    rows = asked(page("監視", "見張り", *readings("かんし")))
    assert rows == {
        "監視": ["見張り"],
        "見張り": ["監視"],
        "かんし": ["監視", "見張り"],
        "kanshi": ["監視", "見張り"],
    }


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("推論キャッシュパターン", "推論キャッシュ"),
        ("Circuit breaker pattern", "circuit breaker"),
        ("Pipeline jungle (related term)", "pipeline jungle"),
        ("特徴量の保管先【改訂】", "特徴量の保管先"),
        ("機械学習の設計：現場の声", "機械学習の設計"),
        ("Deep work: rules for focused success", "deep work"),
        ("Example: a posting service", "example: a posting service"),
        ("例：投稿の受付", "例:投稿の受付"),
        ("ログパターン", "ログパターン"),
        ("監視パターン", "監視パターン"),
        ("遮断器パターン", "遮断器"),
        ("監視（見張り）", "監視"),
    ],
)
def test_long_titles_have_a_shorter_name(title: str, short: str) -> None:
    """What stands behind a name goes, unless what is left tells too little."""
    rows = asked(page(title, "別名", kinds=("pattern", "パターン")))
    assert rows["別名"] == [short]
    assert rows[key_of(short)] == rows[key_of(normalise(title))] == ["別名"]


def test_what_is_within_a_name_is_not_asked_for() -> None:
    """It is found with the longer one, or finds much else; spellings that are one stand there once."""
    rows = asked(page("推論ログ", "ログ", "推論結果ログ", "推論・ログ", "Log", "Inference log"))
    assert rows["inferencelog"] == ["ログ"]
    assert rows["推論ログ"] == ["log"]
    assert rows["log"] == ["ログ"]
    rows = asked(page("オールインワン", "オール・イン・ワン", "All-in-one", "All in one"))
    assert rows["allinone"] == ["オールインワン"]
    assert rows["オルインワン"] == ["all-in-one"]


def test_what_tells_no_page_is_left_out() -> None:
    """Kinds, titles of others, names of several pages, single letters."""
    kinds = ("pattern", "パターン")
    pages = [
        page("監視", "見張り", "パターン", "記録", "C", "概要", kinds=kinds),
        page("記録", "控え", "概要"),
        page("警報", "合図", "概要"),
    ]
    rows = asked(*pages)
    assert rows["監視"] == ["見張り"]
    assert rows["見張り"] == ["監視"]
    assert not {"パターン", "pattern", "概要"} & rows.keys()
    # the title of one page that is a name of another leads to both
    assert rows["記録"] == ["控え", "監視", "見張り"]


def test_names_with_accents() -> None:
    assert asked(page("雨の街", "Miéville"))["mieville"] == ["雨の街"]


def test_files_stay_small() -> None:
    """There are as many as keep each small, and none for a site whose pages have one name each."""
    assert name_tables([page("監視"), page("記録")], bare) == {}
    for count in (3, 400, 4000):
        pages = [page(f"題名{number:05}", f"name {number:05}", f"別名{number:05}") for number in range(count)]
        tables = name_tables(pages, bare)
        rows = [row for rows in tables.values() for row in rows]
        assert sorted(rows) == sorted(rows_of(pages, bare))
        files = next(files for files in FILES if len(tables) <= files)
        assert all(file_of(row[0], files) == name for name, rows in tables.items() for row in rows)
        sizes = [sum(len(form) for row in rows for form in row) for rows in tables.values()]
        assert max(sizes) < 2 * SIZE
    assert len(tables) > 100


@settings(max_examples=200)
@given(form=st.text("abz09 -・ーァキヤんか漢字𠮷é", min_size=1, max_size=20))
def test_both_sides_look_in_the_same_file(client: Client, form: str) -> None:
    """A form is looked up under the key, and in the file, into which the build has put it."""
    normal = normalise(form)
    key = client.ask({"call": "keyOf", "with": [normal]})
    assert key == key_of(normal)
    assert client.ask({"call": "filesOf", "with": [key]}) == [file_of(key, files) for files in FILES]


@settings(max_examples=200)
@example(names=["推論推論 : ", "監視"])
@given(
    names=st.lists(
        st.lists(st.sampled_from(["推論", "監視", "ログ", "log", "all in one", "パターン", "・", " ", "かんし", "(x)", ": "]), min_size=1, max_size=4).map(
            "".join
        ),
        min_size=1,
        max_size=6,
    )
)  # fmt: skip
def test_rows_are_plain(names: list[str]) -> None:
    """Whatever pages are called, a row has its key and other forms, each once and none that is the key."""
    pages = [page(title, *names[at + 1 :], kinds=("パターン",)) for at, title in enumerate(names)]
    rows = rows_of(pages, bare)
    assert len({row[0] for row in rows}) == len(rows)
    for key, *forms in rows:
        assert key == key_of(key) != ""
        assert forms
        assert len(set(forms)) == len(forms)
        assert all(form == normalise(form) and key_of(form) != key for form in forms)
