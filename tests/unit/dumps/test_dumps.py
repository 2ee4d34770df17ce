"""What is exported for servers says what the index says; PostgreSQL itself answers with it as our own search does."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from shohyo.built.answers import compare
from shohyo.built.probes import name_probes, text_probes
from shohyo.cli import main
from shohyo.dumps.lines import lines_of
from shohyo.dumps.postgresql import statements
from shohyo.dumps.writing import DOCUMENTS, MAPPING, SQL, export_search
from shohyo.manifest import Manifest
from shohyo.search.format import FOLDER
from shohyo.search.index import build_index
from shohyo.search.model import Page, Section
from shohyo.search.reader import Site
from shohyo.search.shards import build_files, write_files
from shohyo.search.tokenise import normalise
from tests.client import Client, read_pages, write_site
from tests.postgres import Server, server
from tests.query import parse

NASTY = "a\tb\\N \\. {\"c\"} 'd' $$ ⺀ @word@ \r"
PAGE = Page(
    "one", "one%20two.html", NASTY,
    (Section("", "", ("推論　ＡＢＣ", NASTY)), Section("s", "Heading", ("x",))),
    ("別名", 'b"\\'), "topic", "主題", ("棚", "a\\b"), {"tag": {"t\t": "札"}, "chapter": {}, "book": {"b": "'b'"}},
    categories=("Ｔopics",),
)  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The output of a site with two pages, of which one has everything that can go wrong in a file."""
    pages = [PAGE, Page("two", "two.html", "Two", (Section("", "", ()),))]
    folder = tmp_path / "site"
    folder.mkdir()
    _generation, files = build_files(build_index(pages))
    write_files(Manifest(tmp_path / "files", folder / FOLDER), files)
    return folder


def test_documents_are_in_bulk_form(site: Path, tmp_path: Path) -> None:
    """A line that names the document and one that has it, by turns; texts are as they are displayed."""
    assert export_search(site, tmp_path / "new/out") == 2
    lines = [json.loads(line) for line in (tmp_path / "new/out" / DOCUMENTS).read_text("utf-8").splitlines()]
    actions, found = lines[::2], lines[1::2]
    assert actions == [{"index": {"_index": "shohyo", "_id": url}} for url in ("one%20two.html", "two.html")]
    # the index has a title without white space at its ends, as Sphinx makes them
    assert found[0] == {
        "url": "one%20two.html", "title": NASTY, "names": ["別名", 'b"\\'], "headings": ["Heading"],
        "text": ["推論　ＡＢＣ", NASTY, "x"], "categories": ["topics"], "kind": "topic", "kind_label": "主題", "trail": ["棚", "a\\b"],
        "tag": ["t\t"], "chapter": [], "book": ["b"], "labels": {"tag": {"t\t": "札"}, "chapter": {}, "book": {"b": "'b'"}},
    }  # fmt: skip
    assert found[1]["text"] == []


def test_mapping_knows_every_field(site: Path, tmp_path: Path) -> None:
    """No field is left to a guess, and what analyses them is there."""
    export_search(site, tmp_path)
    mapping = json.loads((tmp_path / MAPPING).read_text("utf-8"))
    document = json.loads((tmp_path / DOCUMENTS).read_text("utf-8").splitlines()[1])
    assert mapping["mappings"]["properties"].keys() == document.keys()
    analysis = mapping["settings"]["analysis"]
    for field in mapping["mappings"]["properties"].values():
        for searched in (field, *field.get("fields", {}).values()):
            if "analyzer" in searched:
                analyzer = analysis["analyzer"][searched["analyzer"]]
                assert analyzer["tokenizer"] in analysis["tokenizer"]
                assert set(analyzer["char_filter"]) <= analysis["char_filter"].keys()


def test_rows_are_whole(site: Path) -> None:
    """No text ends a row or a table, whatever it is made of, and nothing of the template is left."""
    text = statements([Site(site / FOLDER).page(number) for number in range(2)])
    tables = dict(re.findall(r"(?ms)^COPY shohyo\.(\w+) FROM stdin;\n(.*?)^\\\.$", text))
    rows = {name: [row.split("\t") for row in table.splitlines()] for name, table in tables.items()}
    assert {name: len(found) for name, found in rows.items()} == {"page": 2, "facet": 3, "line": 9}
    assert {name: {*map(len, found)} for name, found in rows.items()} == {"page": {7}, "facet": {4}, "line": {5}}
    assert rows["page"][0][3] == r'{"別名","b\\"\\\\"}'
    assert rows["line"][0][3] == NASTY.replace("\\", "\\\\").replace("\t", "\\t").replace("\r", "\\r")
    assert set(re.findall("@[a-z]+@", text)) == {"@word@"}  # a text of the page


def test_command(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what it wrote and where; without a site it says what to do."""
    monkeypatch.chdir(tmp_path)  # no project is here, and the locale says the language
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    run = CliRunner().invoke
    done = run(main, ["export", "search", str(tmp_path / "out"), "--site", str(site)])
    assert (done.exit_code, done.output) == (
        0,
        f"2 pages: {', '.join((MAPPING, DOCUMENTS, SQL))} in {tmp_path / 'out'}\n",
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted((MAPPING, DOCUMENTS, SQL))
    done = run(main, ["export", "search", str(tmp_path / "none"), "--site", str(tmp_path)])
    assert done.exit_code == 2
    assert "is no built site with a search; build it first" in done.stderr
    assert not (tmp_path / "none").exists()
    done = run(main, ["export", "search", str(site / FOLDER / "manifest.js"), "--site", str(site)])
    assert done.exit_code == 2
    assert "cannot write" in done.stderr


# ---- PostgreSQL


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with server() as found:
        yield found


def load(postgres: Server, site: Path, folder: Path) -> None:
    export_search(site, folder)
    postgres.ask((folder / SQL).read_text("utf-8"))


def ask(postgres: Server, statements: list[str]) -> list[Any]:
    """Return a JSON value for each statement."""
    return [json.loads(row) for row in postgres.ask(";\n".join([*statements, ""])).splitlines()]


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def answers(postgres: Server, queries: list[str]) -> list[frozenset[int]]:
    statements = [f"SELECT coalesce(jsonb_agg(page), '[]') FROM shohyo.search({quoted(query)})" for query in queries]
    return [frozenset(pages) for pages in ask(postgres, statements)]


@pytest.mark.long
def test_postgresql_has_the_same_normal_form(postgres: Server, site: Path, tmp_path: Path) -> None:
    """All assigned characters, each beside others that it could join, and drawn texts."""
    load(postgres, site, tmp_path)
    # the server's ICU may know newer characters than Python, or older ones
    known = [chr(code) for code in range(1, 0x110000) if unicodedata.category(chr(code)) not in ("Cn", "Co", "Cs")]
    texts = [
        "".join(f"か{character}a " for character in known[start : start + 500]) for start in range(0, len(known), 500)
    ]
    drawn, pool = random.Random(5), [character for character in known if " " <= character < "\u2000"]
    texts += ["".join(drawn.choices(pool, k=30)) for _ in range(300)]
    found = ask(postgres, [f"SELECT to_json(shohyo.normal({quoted(text)}))" for text in texts])
    wrong = [(text, theirs) for text, theirs in zip(texts, found, strict=True) if theirs != normalise(text)]
    assert wrong == []


@pytest.mark.long
def test_postgresql_reads_queries_as_we_do(postgres: Server, site: Path, tmp_path: Path) -> None:
    """Terms, phrases, fields and what is excluded; what asks for nothing is left out."""
    load(postgres, site, tmp_path)
    queries = [
        'a "b c" -d --x -> tag:"x y" -kind:z title:監視 tag: -"q r" 。 ( Ｃ＋＋ "e" "',
        "a OR b c", "a OR OR b", "OR a", "a OR", "a　ＯＲ　b", "a or b", '"a OR b"', "tag:x OR 種類:パターン -題名:y OR z", "태그:x -标题:y 書:z",
        "a OR -b OR c", "a OR 。 OR c", "ORACLE", '"a"b "c', 'tag:"x"y', "-->", "--", "- a", "x" * 300, "a b c d " * 20,
    ]  # fmt: skip
    found = ask(
        postgres,
        [f"SELECT coalesce(jsonb_agg(terms), '[]') FROM shohyo.terms({quoted(query)}) AS terms" for query in queries],
    )
    for query, told in zip(queries, found, strict=True):
        parsed = parse(query)
        groups: dict[int, set[tuple[str, str]]] = {}
        for term in told:
            groups.setdefault(term["group"], set()).add((term["field"], term["term"]))
        assert groups.pop(0, set()) == {(term.field, term.text) for term in parsed.excluded}, query
        wanted = {frozenset((term.field, term.text) for term in group) for group in parsed.groups}
        assert set(map(frozenset, groups.values())) == wanted, query


@pytest.mark.long
def test_postgresql_answers_as_we_do(postgres: Server, tmp_path: Path) -> None:
    """On 1,000 pages of pieces that try both, it finds exactly what is there, which is what our own search finds."""
    (tmp_path / "site").mkdir()
    write_site(tmp_path / "site" / FOLDER, 1000, seed=26)
    load(postgres, tmp_path / "site", tmp_path / "out")
    records = read_pages(tmp_path / "site" / FOLDER)
    drawn = random.Random(26)
    names = list(name_probes(records))
    probes = list({probe.query: probe for probe in (*drawn.sample(names, 200), *text_probes(records))}.values())
    queries = [probe.query for probe in probes]
    found = answers(postgres, queries)
    assert list(compare(records, probes, found)) == []
    assert sum(map(len, found)) > 5 * len(found)

    filters = [
        f"{query} {chosen}"
        for query, chosen in zip(queries, ("kind:topic", "-kind:topic", 'tag:"札 1"', "-tag:2") * 20, strict=False)
    ]
    titles = [f'title:"{probe.has[0]}"' for probe in probes[:40]]
    asked = [*queries, *filters, *titles]
    client = Client()
    try:
        ours = client.query(tmp_path / "site" / FOLDER, [(query, {"limit": 1000}) for query in asked])
    finally:
        client.close()
    literal = [frozenset(hit["page"] for hit in answer["results"] if not hit["variant"]) for answer in ours]
    theirs = found + answers(postgres, [*filters, *titles])
    assert [query for query, one, other in zip(asked, theirs, literal, strict=True) if one != other] == []


@pytest.mark.long
def test_postgresql_uses_its_index(postgres: Server, site: Path, tmp_path: Path) -> None:
    """A term is looked up; no text is read that lacks one of its pairs.  What a page looks like comes back whole."""
    load(postgres, site, tmp_path)
    plan = postgres.ask(
        "SET enable_seqscan = off; EXPLAIN SELECT * FROM shohyo.line WHERE shohyo.grams(form) @> shohyo.needed('推論')"
    )
    assert "line_grams_idx" in plan
    (found,) = ask(postgres, ["SELECT jsonb_agg(to_jsonb(row) ORDER BY row.page) FROM shohyo.page AS row"])
    assert (found[0]["title"], found[0]["names"], found[0]["trail"]) == (NASTY, ["別名", 'b"\\'], ["棚", "a\\b"])
    (lines,) = ask(postgres, ["SELECT jsonb_agg(text) FROM shohyo.line WHERE page = 0"])
    assert sorted(lines) == sorted(line.text for line in lines_of(PAGE))
    # a category is found as a whole only
    assert answers(postgres, ["topics", "topic", "title:topics"]) == [{0}, frozenset(), frozenset()]
    ranked = ask(postgres, ["SELECT jsonb_agg(url) FROM shohyo.search('two')"])
    assert ranked == [["two.html"]]
