"""Fields → their place in a printed entry, or the reason why they have none."""

from __future__ import annotations

from pathlib import Path

import pytest
from pybtex.backends.plaintext import Backend

from shohyo.bib.bibliography import load_bibliography
from shohyo.bib.fields import ALIASES, USES
from shohyo.bib.names import PERSON_FIELDS
from shohyo.cite.english import english
from shohyo.cite.japanese import japanese

EVERYWHERE = "author editor title subtitle titleaddon language note addendum pubstate doi eprint eprintclass eprinttype url urldate date"
BOOK = (
    EVERYWHERE + " editora editorb editorc translator annotator commentator introduction foreword afterword"
    " maintitle mainsubtitle maintitleaddon origlanguage volume part edition volumes series number publisher location isbn"
    " eid chapter pages pagetotal"
)
PART = BOOK.replace(" pagetotal", "").replace(" volumes", "") + " bookauthor booktitle booksubtitle booktitleaddon"
#: type → fields that biblatex's manual documents for it (2.1.1)
DOCUMENTED = {
    "article": EVERYWHERE + " translator annotator commentator editora editorb editorc journaltitle journalsubtitle"
    " journaltitleaddon issuetitle issuesubtitle issuetitleaddon origlanguage series volume number eid issue pages issn",
    "book": BOOK, "mvbook": BOOK.replace(" volume part", ""), "inbook": PART, "bookinbook": PART, "suppbook": PART,
    "booklet": EVERYWHERE + " howpublished type location chapter pages pagetotal", "collection": BOOK,
    "incollection": PART, "suppcollection": PART, "reference": BOOK, "inreference": PART,
    "dataset": EVERYWHERE + " edition type series number version organization publisher location",
    "manual": EVERYWHERE + " edition type series number version organization publisher location isbn chapter pages pagetotal",
    "misc": EVERYWHERE + " howpublished type version organization location",
    "online": EVERYWHERE + " version organization",
    "patent": EVERYWHERE + " number holder type location version",
    "periodical": EVERYWHERE + " editora editorb editorc issuetitle issuesubtitle issuetitleaddon series volume number issue issn",
    "proceedings": EVERYWHERE + " eventtitle eventtitleaddon eventdate venue maintitle mainsubtitle maintitleaddon volume part"
    " volumes series number organization publisher location isbn chapter pages pagetotal",
    "inproceedings": EVERYWHERE + " booktitle booksubtitle booktitleaddon eventtitle eventtitleaddon eventdate venue maintitle"
    " mainsubtitle maintitleaddon volume part series number organization publisher location isbn chapter pages",
    "report": EVERYWHERE + " institution type number version isrn location chapter pages pagetotal",
    "software": EVERYWHERE + " howpublished type version organization publisher location",
    "thesis": EVERYWHERE + " institution type location isbn chapter pages pagetotal",
    "unpublished": EVERYWHERE + " howpublished eventtitle eventtitleaddon eventdate venue location isbn type",
}  # fmt: skip
#: what stands in a field of its form, and what is printed of it in English and in Japanese
VALUES = {
    "date": ("2017-05", "2017", "2017"),
    "eventdate": ("2016-03-02/2016-03-04", "2–4 March 2016", "2016年3月2–4日"),
    "url": ("https://example.org/xurl", "example.org/xurl", "example.org/xurl"),
    "urldate": ("2020-02-03", "2020-02-03", "2020-02-03"),
    "doi": ("10.1000/xdoi", "10.1000/xdoi", "10.1000/xdoi"),
    "eprint": ("1234.56789", "1234.56789", "1234.56789"),
    "eprinttype": ("arxiv", "arXiv:", "arXiv:"),
    "eprintclass": ("cs.XX", "[cs.XX]", "[cs.XX]"),
    "isbn": ("9784798169453", "", "978-4-7981-6945-3"),
    "volume": ("71", "71", "71"),
    "number": ("83", "83", "83"),
    "pages": ("501--502", "501–502", "501–502"),
    "pagetotal": ("431", "431", "431"),
    "volumes": ("9", "9 volumes", "全9巻"),
    "edition": ("7", "7th edition", "第7版"),
    "chapter": ("37", "chapter 37", "第37章"),
    "version": ("5.6", "ersion 5.6", "バージョン5.6"),
    "pubstate": ("inpress", "in press", "印刷中"),
}
UNPRINTED = {field for use in USES if not use.printed for field in use.fields} - {"isbn"}
#: which of two fields a type has: both in one entry would be another work
LESS = {"volumes": {"volume", "part"}, "eid": {"pages"}, "pagetotal": {"chapter", "pages"}}


@pytest.mark.parametrize("kind", DOCUMENTED)
def test_every_field_of_biblatex_has_its_place(kind: str, tmp_path: Path) -> None:
    """A field that the manual documents for a type is printed in both languages, or listed as not printed."""
    documented = DOCUMENTED[kind].split()
    (tmp_path / "a.bib").write_text("\n".join(written(kind, field, documented) for field in documented), "utf-8")
    for field, entry in load_bibliography([tmp_path / "a.bib"], tmp_path).data.entries.items():
        wanted = value_of(field)[1:]
        for text, words in zip((english(entry), japanese(entry)), wanted, strict=True):
            printed = text.render(Backend())
            assert (words.lower() in printed.lower()) is (field not in UNPRINTED), f"{field}: {printed}"


def value_of(field: str) -> tuple[str, str, str]:
    """Return what stands in a field, and what is printed of it in English and in Japanese."""
    return VALUES.get(field) or (f"X{field}x",) * 3


def written(kind: str, field: str, documented: list[str]) -> str:
    """Return an entry under the name of a field, with that field and all that may stand beside it."""
    fields = [name for name in documented if name not in LESS.get(field, ())]
    return f"@{kind}{{{field}, " + ", ".join(f"{name} = {{{value_of(name)[0]}}}" for name in fields) + "}"


def test_fields_are_listed_once() -> None:
    """The table has each field once, those with names and those of the manual among them."""
    listed = [field for use in USES for field in use.fields]
    assert len(listed) == len(set(listed))
    documented = {field for fields in DOCUMENTED.values() for field in fields.split()}
    assert documented | set(PERSON_FIELDS) | set(ALIASES) | set(ALIASES.values()) <= set(listed)
