"""An index is read in Python: what its lists say, what the contract makes of a query, and what is broken."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import translation
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shohyo.messages import CATALOGUE, LOCALE_DIR
from shohyo.search import model
from shohyo.search.errors import SearchError
from shohyo.search.format import shard_of
from shohyo.search.reader import Site, asks, contains
from shohyo.search.tokenise import normalise
from tests import query as twin
from tests.client import Client, has, write_site
from tests.query import FACETS, FIELDS, Term, contains_variant, parse

PAGES = 25
PIECES = r"""
推論 結果 を キャッシュ サーバ サーバー サーバー・ ・ ー A/B A/Bテスト C++ c conf.py .py Miéville mieville ñandú nandu naïve é-x e-x net .NET asp.net v1 v1.2 inf Netflix ㍿ ½ ｶﾞｷﾞ か゛ 𠮷 𠮷野家 👩‍💻 （株） é stra
-> --x -- == foo_bar() c+ ++ -! deep learning deeplearning 々 0.5 0 -x #1 <b> \n kind:topic -kind:page tag:1 tag:札 title:推論 title: kind: テスト推論 OR OR ＯＲ 種類:topic 題名：推論
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "LENGTH", 400)  # so that some pages are in several parts
        write_site(folder, PAGES, seed=11)
    return folder


@pytest.fixture(scope="module")
def site(index: Path) -> twin.Site:
    """The index as the Python side reads it, each file once."""
    return twin.Site(index)


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client() as client:
        yield client


def queries() -> st.SearchStrategy[str]:
    """Queries of the syntax, of what stands on the pages, and of anything."""
    pieces = st.sampled_from(PIECES.split())
    text = st.one_of(pieces, st.text(max_size=4), st.sampled_from(["\0", "\ud800", "\u202e", "か\u3099"]))
    joined = st.lists(st.one_of(text, st.sampled_from([" ", "\u3000", '"', "-", ""])), max_size=7).map("".join)
    terms = st.lists(st.tuples(st.sampled_from(["", "", "", "-", '"']), text), max_size=4).map(
        lambda parts: " ".join(f'"{part}"' if mark == '"' else mark + part for mark, part in parts)
    )
    return st.one_of(joined, terms)


@settings(max_examples=400)
@given(query=queries())
@example("推。・ー論")
@example('"サ。バ" title:"果、論ー"')
@example("サーバー OR kind:topic -推論")
def test_both_sides_find_the_same(client: Client, index: Path, site: twin.Site, query: str) -> None:
    """Whatever is asked, the client scripts and their twin find the same pages, literally and in another spelling."""
    # by way of UTF-16, in which neighbouring halves of a pair are one character
    query = query.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    (answer,) = client.query(index, [(query, {"limit": PAGES})])
    literal, varied = ({found["page"] for found in answer["results"] if found["variant"] is it} for it in (False, True))
    found = site.answer(query)
    assert (literal, varied) == (found.literal, found.variant)
    assert (answer["total"], answer["exact"]) == (len(literal) + len(varied), True)


@given(data=st.data())
def test_index_has_what_is_asked_without_scripts(site: twin.Site, data: st.DataObject) -> None:
    """Any piece of a line, and any two, are found on exactly the pages that have them, by the lists of the index."""
    lines = sorted({line for record in site.records for line in record.lines if asks(line)})

    def draw() -> str:
        line = data.draw(st.sampled_from(lines))
        start = data.draw(st.integers(0, len(line) - 1))
        piece = line[start : start + data.draw(st.integers(1, 40))].strip(" ")
        return piece if asks(piece) else line

    one, other, unwanted = draw(), draw(), draw()
    pages = {form: {n for n, page in enumerate(site.records) if has(page, form)} for form in (one, other, unwanted)}
    assert site.find([one]) == pages[one]
    assert site.find([one, other], [unwanted]) == (pages[one] & pages[other]) - pages[unwanted]


def test_query_is_read_as_written() -> None:
    """Terms, phrases, alternatives, exclusions and fields; what is empty or without a word asks for nothing."""
    asked = parse(
        '推論 ＫＩＮＤ：Topic OR 種類：無 -"バッチ 推論" 題名:サーバー OR "deep  OR" tag: -。 -tag:"学習 用" OR 推'
    )
    assert asked.groups == (
        (Term("推論", "推論"),),
        (Term("topic", "topic", "kind"), Term("無", "", "kind")),
        (Term("サーバー", "サバ", "title"), Term("deep or", "deep or")),
        (Term("推", ""),),
    )
    assert asked.excluded == (Term("バッチ 推論", "バッチ推論"), Term("学習 用", "学習用", "tag"))


@pytest.mark.parametrize("language", [path.name for path in LOCALE_DIR.iterdir()])
def test_fields_have_the_names_of_the_interface(language: str) -> None:
    """By what a list of filters is headed is a name of the field, whatever language the interface is in."""
    translated = translation(CATALOGUE, LOCALE_DIR, [language]).gettext
    for facet in FACETS:
        assert FIELDS[normalise(facet.title())] == FIELDS[normalise(translated(facet.title()))] == facet


def test_marks_are_terms() -> None:
    """Two marks ask for themselves, and a minus before another one or before marks alone excludes nothing."""
    assert [term.text for term in parse("-> --version == + -! -x").terms] == ["->", "--version", "==", "-!"]
    assert [term.text for term in parse("a -x").excluded] == ["x"]


def test_words_count_by_their_beginning() -> None:
    """A term that begins with a word may not follow a word character; any other matches anywhere, a name's end too."""
    assert contains("the inference", "infer")
    assert not contains("the inference", "ference")
    assert contains("asp.net", ".net")
    assert contains("推論net", "net")
    assert contains("不推論", "推論")
    assert contains_variant("a サー バー・室", "サバ室")
    assert not contains_variant("サバンナ", "サバ室")


def test_terms_are_looked_up_in_the_index(index: Path, tmp_path: Path) -> None:
    """What the posting lists do not have is not found, although it is in the text."""
    write_site(tmp_path, PAGES, seed=11)
    site = Site(tmp_path)
    assert site.find(["推論"])
    number = shard_of("2推論", site.shards)
    path = tmp_path / site.generation / f"t{number}.js"
    path.write_text(f'Shohyo.search.terms("{site.generation}",{number},{{}},"");\n', "utf-8")
    assert not Site(tmp_path).find(["推論"])


@pytest.mark.parametrize(
    "text", ["", "Shohyo.search.manifest({", "Shohyo.search.manifest([]);", 'Shohyo.search.manifest({"version": 0});']
)
def test_damaged_manifest(tmp_path: Path, text: str) -> None:
    """A manifest that is cut off or of another version is said to be, with what to do."""
    (tmp_path / "manifest.js").write_text(text, "utf-8")
    with pytest.raises(SearchError, match="build the site again"):
        Site(tmp_path)


def test_missing_file(tmp_path: Path) -> None:
    """So is a file that is not there."""
    with pytest.raises(SearchError, match="is missing; build the site again"):
        Site(tmp_path)
