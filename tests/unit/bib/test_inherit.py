"""What entries have of others, by the rules of biblatex."""

from __future__ import annotations

from pathlib import Path

import pytest

from shohyo.bib.bibliography import load_bibliography

PARENT = (
    "title={Whole}, subtitle={Sub}, titleaddon={Addon}, shorttitle={W}, publisher={P}, date={2016-05}, "
    "author={Au, Thor}, editor={Ed, Itor}, shorthand={W16}, note={N}"
)


def fields(folder: Path, text: str, key: str = "c") -> dict[str, str]:
    (folder / "a.bib").write_text(text, "utf-8")
    entry = load_bibliography([folder / "a.bib"], folder).data.entries[key]
    return {**dict(entry.fields.items()), **{role: str(persons[0]) for role, persons in entry.persons.items()}}


@pytest.mark.parametrize(
    ("parent", "child", "before"),
    [
        ("mvbook", "book", "main"), ("mvbook", "inbook", "main"), ("mvcollection", "incollection", "main"),
        ("mvreference", "inreference", "main"), ("mvproceedings", "proceedings", "main"), ("book", "inbook", "book"),
        ("book", "bookinbook", "book"), ("book", "suppbook", "book"), ("collection", "incollection", "book"),
        ("reference", "inreference", "book"), ("proceedings", "inproceedings", "book"), ("book", "incollection", "book"),
        ("book", "inproceedings", "book"), ("proceedings", "conference", "book"),
    ],
)  # fmt: skip
def test_titles_are_those_of_the_whole(parent: str, child: str, before: str, tmp_path: Path) -> None:
    """The title of a parent has another name in a part of it, and short titles none."""
    found = fields(tmp_path, f"@{child}{{c, crossref={{P}}, title={{Part}}}}\n@{parent}{{p, {PARENT}}}\n")
    assert found["title"] == "Part"
    assert [found[f"{before}{name}"] for name in ("title", "subtitle", "titleaddon")] == ["Whole", "Sub", "Addon"]
    assert not {"subtitle", "titleaddon", "shorttitle", "shorthand", "crossref"} & found.keys()
    assert (found["publisher"], found["year"], found["note"], found["editor"]) == ("P", "2016", "N", "Ed, Itor")


def test_journal_of_an_article(tmp_path: Path) -> None:
    """A periodical gives its title to the journal."""
    found = fields(
        tmp_path, f"@article{{c, crossref={{p}}, author={{A}}, title={{Part}}}}\n@periodical{{p, {PARENT}}}\n"
    )
    assert (found["journal"], found["journalsubtitle"], found["shortjournal"]) == ("Whole", "Sub", "W")


def test_author_of_a_book_is_that_of_its_parts(tmp_path: Path) -> None:
    """A part without an author has that of the book; the book's author is known either way."""
    text = f"@inbook{{c, crossref={{p}}, title={{Part}}}}\n@inbook{{d, crossref={{p}}, author={{Other}}, title={{Part}}}}\n@book{{p, {PARENT}}}\n"
    assert [fields(tmp_path, text)[name] for name in ("author", "bookauthor")] == ["Au, Thor", "Au, Thor"]
    assert [fields(tmp_path, text, "d")[name] for name in ("author", "bookauthor")] == ["Other", "Au, Thor"]


def test_what_a_child_says_itself_stays(tmp_path: Path) -> None:
    """A date is one, whatever its fields; a parent's booktitle is meant for its children."""
    found = fields(
        tmp_path,
        f"@incollection{{c, crossref={{p}}, title={{Part}}, year=2020, publisher={{Q}}}}\n@book{{p, booktitle={{Called}}, {PARENT}}}\n",
    )
    assert (found["year"], found["publisher"], found["booktitle"]) == ("2020", "Q", "Called")
    assert not {"date", "month"} & found.keys()


def test_parents_of_parents_and_data(tmp_path: Path) -> None:
    """What is inherited is inherited on, in whatever order it is written; data give fields under their own names."""
    text = (
        "@inbook{c, crossref={b}, title={Part}}\n@book{b, crossref={m}, title={Volume}, volume=2, xdata={x}}\n"
        "@mvbook{m, author={A}, title={Works}, date={1990/1995}}\n@xdata{x, publisher={P}, xdata={y, z}}\n"
        "@xdata{y, location={Oslo}}\n@xdata{z, location={Bergen}, title={No}}\n@book{d, author={A}, title={T}, publisher={xdata=x-publisher}}\n"
    )
    found = fields(tmp_path, text)
    assert [found[name] for name in ("title", "booktitle", "maintitle", "volume", "publisher", "address", "author")] == [
        "Part", "Volume", "Works", "2", "P", "Oslo", "A",
    ]  # fmt: skip
    assert fields(tmp_path, text, "d")["publisher"] == "P"


def test_what_is_no_work(tmp_path: Path) -> None:
    """Sets and data are no works, and need no title."""
    (tmp_path / "a.bib").write_text("@xdata{x, publisher={P}}\n@set{s, entryset={a}}\n@misc{a, title={T}}\n", "utf-8")
    bibliography = load_bibliography([tmp_path / "a.bib"], tmp_path)
    assert bibliography.diagnostics == ()
    assert list(bibliography.entries) == list(bibliography.data.entries) == ["a"]


def test_parents_are_looked_for_in_all_files(tmp_path: Path) -> None:
    """A parent may stand in a later file; one that is missing is said once, and nothing that follows from it."""
    (tmp_path / "1.bib").write_text("@inbook{a, crossref={p}}\n@article{b, crossref={q}}\n", "utf-8")
    (tmp_path / "2.bib").write_text(f"@book{{p, {PARENT}}}\n", "utf-8")
    bibliography = load_bibliography([tmp_path / "1.bib", tmp_path / "2.bib"], tmp_path)
    assert [str(item) for item in bibliography.diagnostics] == [
        '1.bib:1:1: the entry "a" has no title; add title = {…} [shohyo.bibliography]',
        '1.bib:2:22: crossref: no entry has the key "q" [shohyo.bibliography]',
    ]


def test_long_chains_and_circles_end(tmp_path: Path) -> None:
    """Thousands of parents in a row, and circles of any length, are no trouble."""
    chain = "".join(f"@book{{k{n}, crossref={{k{n + 1}}}, title={{T}}}}\n" for n in range(5000))
    (tmp_path / "a.bib").write_text(chain + "@book{k5000, author={A}, title={T}}\n", "utf-8")
    bibliography = load_bibliography([tmp_path / "a.bib"], tmp_path)
    assert bibliography.diagnostics == ()
    assert bibliography.entries["k0"].authors == ("A",)
    chain = chain.replace("title={T}", "author={A}, title={T}")
    (tmp_path / "a.bib").write_text(chain + "@book{k5000, author={A}, crossref={k0}, title={T}}\n", "utf-8")
    (finding,) = load_bibliography([tmp_path / "a.bib"], tmp_path).diagnostics
    assert finding.message == 'crossref: "k0" has its fields of this entry; remove one of the two'
