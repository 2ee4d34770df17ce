"""Entries → BibTeX and RIS that others read."""

from __future__ import annotations

import re
from pathlib import Path

import bibtexparser
import pytest
import yaml

from shohyo.bib.bibliography import load_bibliography
from shohyo.bib.csl import item_of
from shohyo.bib.ris import ris
from shohyo.bib.written import bibtex
from shohyo.cite.english import english
from shohyo.cite.japanese import japanese

REPOSITORY = Path(__file__).parents[3]
FILES = [REPOSITORY / "references.bib", *sorted((REPOSITORY / "tests/data/exports").glob("*.bib"))]
RIS = yaml.safe_load((REPOSITORY / "tests/data/ris.yaml").read_text("utf-8"))
OWN = r"""
@book{k, title = {T \& U, 50\% {\"o}}, author = {Doe, Jane and {The Group} and others}, year = 2020, month = may,
  file = {/home/me/secret.pdf}, annotation = {mine}, abstract = {long}, unknown = {x}, location = {Oslo},
  url = {https://example.org/a_b%20c~d}, publisher = "P"}
@inbook{part, crossref = {k}, title = {Part}, pages = {1--2}}
"""


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_file_is_read_as_the_one_that_it_is_of(path: Path, tmp_path: Path) -> None:
    """By ours and by bibtexparser."""
    before = load_bibliography([path], REPOSITORY)
    (tmp_path / "out.bib").write_text("\n".join(bibtex(*pair) for pair in before.data.entries.items()), "utf-8")
    after = load_bibliography([tmp_path / "out.bib"], tmp_path)
    assert list(after.entries) == list(before.entries)
    for key, entry in before.data.entries.items():
        back = after.data.entries[key]
        assert [str(form(back)) for form in (english, japanese)] == [str(form(entry)) for form in (english, japanese)]
    library = bibtexparser.parse_string((tmp_path / "out.bib").read_text("utf-8"))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == list(before.entries)
    for entry in library.entries:
        assert entry.entry_type == before.data.entries[entry.key].type
        if title := before.data.entries[entry.key].fields.get("title"):
            assert entry.fields_dict["title"].value == title


def test_what_is_its_owners_is_not_given_away(tmp_path: Path) -> None:
    (tmp_path / "own.bib").write_text(OWN, "utf-8")
    text = "\n".join(bibtex(*pair) for pair in load_bibliography([tmp_path / "own.bib"], tmp_path).data.entries.items())
    assert not re.search("secret|mine|long|unknown|crossref", text)
    entries = bibtexparser.parse_string(text).entries_dict
    assert entries["k"].fields_dict["title"].value == r"T \& U, 50\% {ö}"
    assert entries["k"].fields_dict["author"].value == "Doe, Jane and {The Group} and others"
    assert entries["k"].fields_dict["url"].value == "https://example.org/a_b%20c~d"
    assert entries["k"].fields_dict["month"].value == "may"
    assert [name for name in ("location", "address") if name in entries["k"].fields_dict] == ["location"]
    assert entries["part"].fields_dict["booktitle"].value == r"T \& U, 50\% {ö}"


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_ris_has_known_tags_alone(path: Path) -> None:
    """Lines end with CR and LF; a record begins with its type and ends with ER, and each tag is of the specification."""
    entries = load_bibliography([path], REPOSITORY).data.entries
    text = "".join(ris(item_of(key, entry)) for key, entry in entries.items())
    assert "\n" not in text.replace("\r\n", "")
    records = [record.split("\r\n") for record in text.split("\r\n\r\n")[:-1]]
    assert len(records) == len(entries)
    for record, (key, entry) in zip(records, entries.items(), strict=True):
        pairs = [(line[:2], line[6:]) for line in record]
        assert all(re.fullmatch("[A-Z][A-Z0-9]  - .*", line) for line in record)
        assert {tag for tag, _value in pairs} <= set(RIS["tags"])
        assert (pairs[0][0], pairs[-1]) == ("TY", ("ER", ""))
        assert pairs[0][1] in RIS["types"]
        assert pairs[1] == ("ID", key)
        assert sum(tag in ("TY", "ER") for tag, _value in pairs) == 2
        assert sum(tag == "AU" for tag, _value in pairs) == sum(
            str(person) != "others" for person in entry.persons.get("author", ())
        )
        for tag, value in pairs:
            if tag in ("DA", "Y2"):
                assert re.fullmatch(r"\d{3,4}/(\d\d)?/(\d\d)?/", value)
