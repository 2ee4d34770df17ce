"""Entries → CSL-JSON → entries: what is printed of one that went this way is what was printed before."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pybtex.database import Entry

from shohyo.bib.bibliography import load_bibliography
from shohyo.bib.csl import TYPES, entry_of, item_of
from shohyo.bib.fields import USES
from shohyo.bib.names import PERSON_FIELDS
from shohyo.cite.english import english
from shohyo.cite.japanese import japanese
from shohyo.cite.labels import is_japanese
from tests.nasty import TITLES

REPOSITORY = Path(__file__).parents[3]
FILES = [
    REPOSITORY / "references.bib",
    REPOSITORY / "examples/shelf/references.bib",
    *sorted((REPOSITORY / "tests/data/exports").glob("*.bib")),
]
KNOWN = yaml.safe_load((REPOSITORY / "tests/data/csl.yaml").read_text("utf-8"))
#: every field that is printed, with a value that its place prints
PRINTED = [name for use in USES if use.printed for name in use.fields]
VALUES = {
    "date": "2021-05-03", "year": "2021", "month": "may", "day": "3", "urldate": "2024-01-02", "eventdate": "2020-02/2020-03",
    "pages": "12--15", "volume": "3", "number": "4", "edition": "2", "url": "https://example.org/a_b?c=%20d", "doi": "10.1000/a_b",
    "pagetotal": "321", "volumes": "2", "chapter": "7", "eprint": "2101.00001", "eprinttype": "arxiv", "editortype": "compiler",
    "type": "phdthesis", "pubstate": "inpress", "version": "1.2", "title": "A {Title} \\& more", "note": "See \\url{https://example.org/n}",
}  # fmt: skip


def loaded(text: str, folder: Path) -> dict[str, Entry]:
    path = folder / "some.bib"
    path.write_text(text, "utf-8")
    return dict(load_bibliography([path], folder).data.entries.items())


def printed(entry: Entry) -> list[str]:
    # a space at which no line ends is one to CSL
    texts = (str(form(entry)).replace("\\url ", "").replace("\xa0", " ") for form in (english, japanese))
    return [re.sub(" +(?=[.』])", "", text) for text in texts]


def there_and_back(key: str, entry: Entry) -> tuple[dict[str, Any], Entry]:
    item = json.loads(json.dumps(item_of(key, entry)))
    hold_against_schema(item)
    return item, entry_of(item)


def hold_against_schema(item: dict[str, Any]) -> None:
    assert item["type"] in KNOWN["types"]
    for name, value in item.items():
        if name in KNOWN["names"]:
            assert all(set(part) <= set(KNOWN["parts"]) and all(part.values()) for part in value)
        elif name in KNOWN["dates"]:
            assert set(value) <= {"date-parts", "season", "circa", "literal"}
            assert all(1 <= len(parts) <= 3 for parts in value.get("date-parts", []))
            assert len(value.get("date-parts", [[]])) in (1, 2)
        else:
            assert name in (*KNOWN["texts"], "id", "type", "custom")
            assert isinstance(value, dict if name == "custom" else str)
            assert value


@pytest.mark.parametrize("path", FILES, ids=[path.parent.name + "/" + path.name for path in FILES])
def test_entries_of_others_come_back(path: Path) -> None:
    """Both forms are compared, also the one that the entry's language does not choose."""
    entries = load_bibliography([path], REPOSITORY).data.entries
    assert entries
    for key, entry in entries.items():
        _item, back = there_and_back(key, entry)
        assert printed(back) == printed(entry)
        assert (is_japanese(back), back.type, back.key) == (is_japanese(entry), entry.type, key)
        assert back.fields.get("isbn") == entry.fields.get("isbn")


@pytest.mark.parametrize("kind", TYPES)
def test_every_printed_field_of_every_type_comes_back(kind: str, tmp_path: Path) -> None:
    """One entry with each field alone, and one with all that can stand together."""
    texts = []
    for name in PRINTED:
        value = VALUES.get(name, "Doe, Jane and 山田, 花子" if name in PERSON_FIELDS else f"Some {name}")
        others = "" if name in ("date", "year", "title") else ", year = {2020}, title = {T}"
        texts.append(f"@{kind}{{{name}, {name} = {{{value}}}{others}}}")
    fields = {name: VALUES.get(name, "Doe, Jane" if name in PERSON_FIELDS else f"Some {name}") for name in PRINTED}
    for name in ("year", "month", "day"):
        del fields[name]
    texts.append(f"@{kind}{{all, " + ", ".join(f"{name} = {{{value}}}" for name, value in fields.items()) + "}")
    entries = loaded("\n".join(texts), tmp_path)
    assert len(entries) == len(texts)
    for key, entry in entries.items():
        item, back = there_and_back(key, entry)
        assert printed(back) == printed(entry), (key, item)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("date = {2021-05}", {"date-parts": [[2021, 5]]}),
        ("date = {2021-05-03/2021-06-01}", {"date-parts": [[2021, 5, 3], [2021, 6, 1]]}),
        ("date = {2021-21}", {"date-parts": [[2021]], "season": 1}),
        ("date = {1999~}", {"date-parts": [[1999]], "circa": True}),
        ("year = {令和3年}", {"date-parts": [[2021]]}),
        ("year = {forthcoming}", {"literal": "forthcoming"}),
        ("date = {199X}", None),
        ("date = {2021/}", None),
        ("", None),
    ],
)
def test_dates(fields: str, expected: dict[str, Any] | None, tmp_path: Path) -> None:
    """What CSL has no form for is in the part of an item that is there for such, and comes back too."""
    (entry,) = loaded(f"@book{{k, title = {{T}}, author = {{A}}, {fields}}}", tmp_path).values()
    item, back = there_and_back("k", entry)
    assert item.get("issued") == expected
    assert printed(back) == printed(entry)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("von Neumann, John", {"family": "Neumann", "given": "John", "non-dropping-particle": "von"}),
        ("King, Jr., Martin Luther", {"family": "King", "given": "Martin Luther", "suffix": "Jr."}),
        ("{{澁井 雄介}}", {"family": "澁井", "given": "雄介"}),
        ("山田, 花子", {"family": "山田", "given": "花子"}),
        ("{The Group}", {"literal": "The Group"}),
        ("{日本機械学習学会}", {"literal": "日本機械学習学会"}),
        (r"Erd{\H o}s, P{\'a}l", {"family": "Erdős", "given": "Pál"}),
    ],
)
def test_names(written: str, expected: dict[str, str], tmp_path: Path) -> None:
    (entry,) = loaded(f"@book{{k, title = {{T}}, author = {{{written}}}}}", tmp_path).values()
    item, back = there_and_back("k", entry)
    assert item["author"] == [expected]
    assert printed(back) == printed(entry)


def test_what_programs_read_is_text_without_tex(tmp_path: Path) -> None:
    (entry,) = loaded(
        r"@article{k, title = {On {\TeX} \& 50\% of $x_1$}, subtitle = {A \emph{study}}, journal = {J}, author = {Doe, J.},"
        r" pages = {1--9}, number = {2}, url = {https://example.org/a\_b}, langid = {american}}",
        tmp_path,
    ).values()
    item, _back = there_and_back("k", entry)
    assert item["title"] == "On TeX & 50% of x₁: A study"
    assert item["title-short"] == "On TeX & 50% of x₁"
    assert (item["page"], item["issue"], item["URL"], item["language"]) == ("1-9", "2", "https://example.org/a_b", "en")
    assert "custom" not in item


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_nasty_titles_come_back(title: str, tmp_path: Path) -> None:
    """As far as a bib file can hold them."""
    from shohyo.bib.tex import escaped

    text = re.sub("[\x00-\x1f\x7f\ud800-\udfff]", "", title)
    entries = loaded(f"@book{{k, title = {{{escaped(text)}}}, author = {{A}}}}", tmp_path)
    _item, back = there_and_back("k", entries["k"])
    assert printed(back) == printed(entries["k"])
