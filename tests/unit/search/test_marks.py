"""What is marked on a page is what the results mark, and what the contract says: one matcher, asked in two places."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shohyo.manifest import Manifest
from shohyo.search.index import build_index
from shohyo.search.model import Page, Section
from shohyo.search.shards import build_files, write_files
from shohyo.search.tokenise import normalise
from shohyo.text.lines import joined
from tests.client import Client
from tests.query import marked, parse
from tests.strategies import CHARACTERS

CASES = json.loads((Path(__file__).parents[2] / "data" / "marks.json").read_text("utf-8"))["cases"]

WORDS = """
    推論 結果 サーバー サーバ ｻｰﾊﾞｰ キー キ モデル・イン・イメージ モデルインイメージ さーば 機械学習 機械 学習 を の 、 。 ・ 「 」 々 𠮷野 👩‍💻 ㍿ ½ か\u3099 が
    .NET asp.net NET net node.js Node js C++ c C# c# -x x-y --flag $HOME a.b ＮＥＴ ．ｎｅｔ A/B Ａ／Ｂ inference infer preinfer Straße ΣΑΣ e\u0301 é 한글 ㄱㅏ 가 v1.2 1.2
"""
PIECES = st.sampled_from(WORDS.split())
TEXTS = st.one_of(
    st.lists(st.one_of(PIECES, st.sampled_from(["", " ", "\u3000"])), max_size=14).map("".join),
    st.text(CHARACTERS.filter(lambda character: unicodedata.category(character) != "Cs"), max_size=30),
).map(lambda text: text.replace("\n", " "))  # a text of the index is one line
#: characters that stand for themselves where lines are joined, Chinese and Japanese ones among them
JOINED = st.characters(categories=("Lo", "Lm", "Po", "So", "Nl"), max_codepoint=0x2FFFF, exclude_characters="\ufeff")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.close()


def units(text: str, spans: list[list[int]]) -> set[int]:
    """Return which code points of a text are in spans of code units."""
    places = [at for at, character in enumerate(text) for _ in range(1 + (character > "\uffff"))]
    return {place for start, end in spans for place in places[start:end]}


def on_page(client: Client, text: str, terms: list[str], folded: bool) -> set[int]:
    """Return which code points a page marks."""
    return units(text, client.ask({"line": text, "terms": terms, "folded": folded}))


def in_results(client: Client, folder: Path, query: str, text: str) -> tuple[dict[str, Any], set[int]] | None:
    """Return the answer to a query where this text is the only one, and what its result marks; None without one."""
    _generation, files = build_files(
        build_index([Page("page", "page.html", "", (Section("", "", (text,)),), (), "page")])
    )
    folder.mkdir(exist_ok=True)
    write_files(Manifest(folder.with_name(f"{folder.name}.files"), folder), files)
    (answer,) = client.query(folder, [(query, {})])
    if not answer["results"]:
        return None
    found, at = set(), 0
    for piece, is_marked in answer["results"][0]["sections"][0]["snippet"]:
        found |= set(range(at, at + len(piece))) if is_marked else set()
        at += len(piece)
    return answer, found


def visible(text: str, places: set[int]) -> set[int]:
    """Return places without those of a mark that shows nothing, which JavaScript trims from the end of a match."""
    return {at for at in places if text[at] != "\ufeff"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['query']} in {case['text']}")
def test_shared_vectors(client: Client, tmp_path: Path, case: dict[str, Any]) -> None:
    """Each stated text is found or not, and marked on the page and in the result as stated."""
    text, terms = case["text"], parse(case["query"]).terms
    found = in_results(client, tmp_path / "index", case["query"], text)
    stated = {at for start, end in case["marks"] for at in range(start, end)}
    assert (found is not None) == bool(stated)
    assert marked(text, terms, folded=case["variant"]) == stated
    assert on_page(client, text, [term.text for term in terms], case["variant"]) == stated
    if found:
        assert (found[0]["results"][0]["variant"], found[1]) == (case["variant"], stated)


@settings(max_examples=300)
@given(data=st.data(), text=TEXTS, quoted=st.booleans(), minus=st.booleans())
def test_page_results_and_contract_agree(
    client: Client, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, text: str, quoted: bool, minus: bool
) -> None:
    """For any text and query, the page marks what the result marks, and both what the contract says."""
    start = data.draw(st.integers(0, len(text)))
    drawn = [data.draw(st.one_of(PIECES, st.just(text[start : start + data.draw(st.integers(1, 6))])))]
    drawn += data.draw(st.lists(PIECES, max_size=2))
    query = " ".join(f'"{piece}"' if quoted else piece for piece in drawn) + (" -無い語" if minus else "")
    terms = parse(query).terms
    forms = [term.text for term in terms]
    for folded in (False, True):
        expected = marked(text, terms, folded=folded)
        assert visible(text, on_page(client, text, forms, folded)) == visible(text, expected)
    if text.isprintable() and (found := in_results(client, tmp_path_factory.mktemp("index") / "index", query, text)):
        answer, places = found
        assert answer["terms"] == forms
        assert places == marked(text, terms, folded=answer["results"][0]["variant"])


def test_every_character_is_aligned(client: Client) -> None:
    """A text is found in itself by its normal form, whatever stands behind what it could join."""
    known = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs")]
    for start in range(0, len(known), 2000):
        text = "".join(
            f"か{character}a{character}가{character}ᄀ{character}e" for character in known[start : start + 2000]
        )
        assert on_page(client, text, [normalise(text)], False) == set(range(len(text)))


@settings(max_examples=200)
@given(
    parts=st.lists(
        st.one_of(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.text(JOINED, min_size=1, max_size=4)),
        min_size=1,
        max_size=4,
    ),
    data=st.data(),
)
def test_breaks_of_the_source_are_none(client: Client, parts: list[str], data: st.DataObject) -> None:
    """A paragraph that is several lines of the source is marked as the one line that the index has of it."""
    source = "\n".join(parts)
    line = joined(source)
    form = normalise(
        data.draw(st.sampled_from([line, parts[0], line[len(line) // 3 : len(line) // 2 + 1], "推論", ".net"]))
    )
    terms = [term for term in parse(f'"{form}"').terms if term.text == form]
    expected = marked(line, terms, folded=True)
    # the same characters stand on both sides, but for white space
    source_letters = [at for at, character in enumerate(source) if not character.isspace()]
    line_letters = [at for at, character in enumerate(line) if not character.isspace()]
    found = on_page(client, source, [term.text for term in terms], True)
    assert [at in found for at in source_letters] == [at in expected for at in line_letters]


def test_a_word_across_a_break_is_marked_with_the_break(client: Client) -> None:
    """The index has the two lines as one, so that a result marks a word that begins in the first."""
    assert on_page(client, "〱\n〱〱", ["〱〱"], False) == {0, 1, 2, 3}
    assert marked(joined("〱\n〱〱"), parse('"〱〱"').terms, folded=False) == {0, 1, 2}
