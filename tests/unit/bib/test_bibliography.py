"""BibTeX files → works and diagnostics."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.richtext import Text

from shohyo.bib.bibliography import Bibliography, Work, load_bibliography
from shohyo.bib.tex import plain
from shohyo.errors import Code

GOOD = "@misc{good, title = {Good}}\n"
HINT = "write entries as @book{key, title = {…}, …}"


def load(folder: Path, *texts: str | bytes) -> Bibliography:
    """Write each text to a file of its own and read them all."""
    paths = []
    for number, text in enumerate(texts, start=1):
        path = folder / f"{number}.bib"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(path)
    return load_bibliography(paths, folder)


def messages(bibliography: Bibliography) -> list[str]:
    return [f"{item.line}:{item.column}: {item.message}" for item in bibliography.diagnostics]


BROKEN = {
    "missing comma": (
        "@book{a,\n  title = {T}\n  author = {A}\n}\n",
        ['3:3: a comma is missing before "author"; write one after the value of "title"'],
    ),
    "missing comma after the key": (
        "@misc{a\n  title = {T}\n}\n",
        ['2:3: a comma is missing before "title"; write one after the key "a"'],
    ),
    "unclosed brace, closed by the entry's": (
        "@misc{a,\n  title = {T,\n  year = 2020\n}\n",
        ['1:1: the entry "a" is not closed; check its braces and quotation marks'],
    ),
    "unclosed braces": (
        "@misc{a,\n  title = {{T,\n  year = 2020\n}\n",
        ['2:11: the value of "title" is not closed; check its braces and quotation marks'],
    ),
    "unclosed entry": (
        "@misc{a,\n  title = {T},\n\n",
        ['1:1: the entry "a" is not closed; check its braces and quotation marks'],
    ),
    "unclosed quotation mark": (
        '@misc{a,\n  title = "T,\n  year = 2020\n}\n',
        ['2:11: the braces in the value of "title" do not match; check its braces and quotation marks'],
    ),
    "quotation marks inside": (
        '@misc{a, title = "T",\n  note = "a "b" c"}\n',
        ['2:14: "b" follows the value of "note"; put the whole value in braces'],
    ),
    "undefined string": (
        "@misc{a, title = {T},\n  publisher = shoeisha, url = {https://example.org/}}\n",
        ['2:15: the string "shoeisha" is not defined; put the value in braces, or define it with @string'],
    ),
    "misspelt month": (
        "@misc{a, title = {T}, month = agu}\n",
        ['1:31: the string "agu" is not defined (did you mean "aug"?)'],
    ),
    "undefined title": (
        "@misc{a, title = t}\n",
        ['1:18: the string "t" is not defined; put the value in braces, or define it with @string'],
    ),
    "no value": (
        "@misc{a, title = {T}, year = }\n",
        ['1:30: "year" has no value; write year = {…}, or remove it'],
    ),
    "value without braces": (
        "@misc{a, title = {T}, publisher = 翔泳社}\n",
        ['1:35: the value of "publisher" is not in braces; write publisher = {…}'],
    ),
    "range without braces": (
        "@misc{a, title = {T}, pages = 12--34}\n",
        ['1:33: "--34" follows the value of "pages"; put the whole value in braces'],
    ),
    "no equals sign": (
        "@misc{a, title {T}}\n",
        ['1:10: "title" is not followed by "="; write title = {…}'],
    ),
    "field name in Japanese": (
        "@misc{a, title = {T}, 題名 = {U}}\n",
        ['1:23: "題" stands where a field or the end of the entry should'],
    ),
    "braces too deep": (
        "@misc{a, title = " + "{" * 150 + "}" * 150 + "}\n",
        ['1:18: the braces in the value of "title" do not match; check its braces and quotation marks'],
    ),
    "field given twice": (
        "@misc{a, title = {T},\n  Title = {U}}\n",
        ['2:3: "Title" is given twice in "a"; keep one of the two'],
    ),
    "no title": ("\n@misc{a, author = {A}}\n", ['2:1: the entry "a" has no title; add title = {…}']),
    "empty title": ("@misc{a, title = {}}\n", ['1:1: the entry "a" has no title; add title = {…}']),
    "nobody wrote it": (
        "@article{a, title = {T}}\n",
        ['1:1: the entry "a" has neither author nor editor; add author = {…}'],
    ),
    "edited book": ("@book{a, title = {T}, editor = {E}}\n", []),
    "script as address": (
        "@misc{a, title = {T},\n  url = {javascript:alert(1)}}\n",
        ['2:9: url: "javascript:alert(1)" is not a web address; it must begin with https:// or http://'],
    ),
    "space in an address": (
        "@misc{a, title = {T}, url = {https://a b}}\n",
        ['1:29: url: "https://a b" is not a web address; it must begin with https:// or http://'],
    ),
    "wrong check digit": (
        "@misc{a, title = {T},\n  isbn = {978-4-7981-6945-4}}\n",
        [
            '2:10: the ISBN "978-4-7981-6945-4" has a wrong check digit: with these digits it would be 3; '
            "check it in the book"
        ],
    ),
    "wrong length": (
        "@misc{a, title = {T}, isbn = {97847981694}}\n",
        ['1:30: the ISBN "97847981694" has 11 digits instead of 10 or 13; check it in the book'],
    ),
    "not a DOI": (
        "@misc{a, title = {T}, doi = {doi.org}}\n",
        ['1:29: doi: "doi.org" is not a DOI; write it as 10.1000/182'],
    ),
    "too many commas in a name": (
        "@misc{a, title = {T}, author = {A, B, C, D}}\n",
        ['1:32: author: "A, B, C, D" is not a list of names; write them as Family, Given and Family, Given'],
    ),
    "lone backslash": (
        "@misc{a, title = {T \\}}\n",
        ['1:18: title: the TeX in "T \\" cannot be read; simplify it'],
    ),
    "Windows line ends": (
        "@misc{a,\r\n  title = {T}\r\n  year = 2020\r\n}\r\n",
        ['3:3: a comma is missing before "year"; write one after the value of "title"'],
    ),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_broken_entry_is_reported_and_the_rest_is_read(text: str, expected: list[str], tmp_path: Path) -> None:
    """A mistake is reported once at its place; the entry itself and the next one are there all the same."""
    bibliography = load(tmp_path, text + GOOD)
    assert messages(bibliography) == expected
    assert list(bibliography.entries) == list(bibliography.data.entries) == ["a", "good"]


KEYLESS = {
    "no key": ("@misc{title = {T}}\n", [f"1:7: the entry has no key; {HINT}"]),
    "comma instead of a key": ("@misc{, title = {T}}\n", [f"1:7: the entry has no key; {HINT}"]),
    "e-mail address": ("% me@example.org\n", [f'1:5: no entry follows the "@"; {HINT}, or remove the @']),
    "lone @": ("@\n", [f'1:1: no entry follows the "@"; {HINT}, or remove the @']),
    "broken string": ("@string{x {Y}}\n", ["1:11: \"@string\" is not as it should be: '=' expected"]),
    "unclosed string": (
        "@string{x = {Y}\n",
        ['1:1: "@string" is not closed; check its braces and quotation marks'],
    ),
    "empty preamble": ("@preamble{}\n", ['1:11: "@preamble" is not as it should be: field value expected']),
    "comment": ("@comment{anything}\n", []),
    "preamble": ('@preamble{"x"}\n', []),
    "text around": ("Anything = {\n", []),
}


@pytest.mark.parametrize(("text", "expected"), KEYLESS.values(), ids=KEYLESS)
def test_what_is_no_entry(text: str, expected: list[str], tmp_path: Path) -> None:
    """What cannot be an entry is reported and skipped; comments are no mistakes."""
    bibliography = load(tmp_path, text + GOOD)
    assert messages(bibliography) == expected
    assert list(bibliography.entries) == ["good"]


def test_work(tmp_path: Path) -> None:
    """A work has what the site prints: names in their order, texts without TeX, 13 digits, the place."""
    text = r"""
@book{shibui2021,
  author    = {{澁井 雄介} and Gu{\'e}h{\'e}neuc, Yann-Ga{\"e}l and others},
  editor    = {Doe, Jr, Jane},
  title     = {{AI} \emph{本} \& 100% of a~b},
  publisher = {{翔泳社}},
  year      = 2021,
  isbn      = {4-7981-6945-3},
  url       = {https://example.org/a\_b\#c},
  langid    = {japanese}
}
"""
    bibliography = load(tmp_path, text)
    assert messages(bibliography) == [
        '8:15: the ISBN "4-7981-6945-3" has a wrong check digit: with these digits it would be 5; check it in the book'
    ]
    bibliography = load(tmp_path, text.replace("6945-3", "6945-5"))
    assert bibliography.diagnostics == ()
    assert bibliography.entries["shibui2021"] == Work(
        key="shibui2021",
        type="book",
        title="AI 本 & 100% of a b",
        authors=("澁井 雄介", "Yann-Gaël Guéhéneuc"),
        publisher="翔泳社",
        year="2021",
        isbn="9784798169453",
        url="https://example.org/a_b#c",
        language="japanese",
        path="1.bib",
        line=2,
        editors=("Jane Doe, Jr",),
    )
    assert pickle.loads(pickle.dumps(bibliography)) == bibliography


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("澁井 雄介", "澁井 雄介"),
        ("{澁井 雄介}", "澁井 雄介"),
        ("澁井, 雄介", "澁井 雄介"),
        ("{澁井, 雄介}", "澁井 雄介"),
        ("さりんじゃー", "さりんじゃー"),
        ("{マーティン・ファウラー}", "マーティン・ファウラー"),
        ("𠮷田 太郎", "𠮷田 太郎"),
        ("Fowler, Martin", "Martin Fowler"),
        ("Martin Fowler", "Martin Fowler"),
        ("{Google Cloud}", "Google Cloud"),
        ("Ludwig van Beethoven", "Ludwig van Beethoven"),
    ],
)
def test_names_keep_the_order_of_their_language(written: str, printed: str, tmp_path: Path) -> None:
    """Japanese names are printed family name first however they are braced, Latin names last."""
    bibliography = load(tmp_path, f"@misc{{a, title = {{T}}, author = {{{written}}}}}")
    assert bibliography.diagnostics == ()
    assert bibliography.entries["a"].authors == (printed,)


def test_repeated_key_names_the_first(tmp_path: Path) -> None:
    """Of two entries with one key the first counts; the second is reported with the place of the first."""
    bibliography = load(
        tmp_path, "@misc{a, title = {One}}\n@misc{A, title = {Two}}\n", "@misc{x, title = {X}}\n\n@misc{a, title = {3}}"
    )
    assert [str(item) for item in bibliography.diagnostics] == [
        '1.bib:2:7: the key "A" is already used on line 1, written "a"; rename one of the two [shohyo.bibliography]',
        '2.bib:3:7: the key "a" is already used on 1.bib:1; rename one of the two [shohyo.bibliography]',
    ]
    assert {key: work.title for key, work in bibliography.entries.items()} == {"a": "One", "x": "X"}


def test_strings_are_shared_between_files(tmp_path: Path) -> None:
    """What one file defines with @string, the next may use."""
    bibliography = load(tmp_path, "@string{sho = {翔泳社}}\n", "@misc{a, title = {T}, publisher = sho # { 編}}")
    assert bibliography.diagnostics == ()
    assert bibliography.entries["a"].publisher == "翔泳社 編"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that is missing, a folder or a pipe is a diagnostic, and the next file is read."""
    os.mkfifo(tmp_path / "pipe.bib")
    (tmp_path / "good.bib").write_text(GOOD)
    names = ("missing.bib", ".", "pipe.bib", "good.bib")
    bibliography = load_bibliography([tmp_path / name for name in names], tmp_path)
    assert [str(item) for item in bibliography.diagnostics] == [
        ".:1:1: this is not a regular file; check bibtex_bibfiles [shohyo.bibliography]",
        "missing.bib:1:1: the file does not exist; check bibtex_bibfiles [shohyo.bibliography]",
        "pipe.bib:1:1: this is not a regular file; check bibtex_bibfiles [shohyo.bibliography]",
    ]
    assert list(bibliography.entries) == ["good"]


def test_other_encoding(tmp_path: Path) -> None:
    """A file in Shift_JIS is one finding, whatever its bytes look like; its entries still count."""
    bibliography = load(tmp_path, "@misc{a,\n  title = {表}}\n".encode("shift_jis"))
    (finding,) = bibliography.diagnostics
    assert (finding.line, finding.column, finding.code) == (2, 12, Code.ENCODING)
    assert "shift_jis" in finding.problem
    assert list(bibliography.entries) == ["a"]


def test_byte_order_mark(tmp_path: Path) -> None:
    """A byte order mark moves no column."""
    assert messages(load(tmp_path, "\ufeff@misc{a}")) == ['1:1: the entry "a" has no title; add title = {…}']


def test_path_outside_the_root(tmp_path: Path) -> None:
    """A file outside the source folder is shown by its whole path."""
    (tmp_path / "root").mkdir()
    bibliography = load_bibliography([tmp_path / "no.bib"], tmp_path / "root")
    assert bibliography.diagnostics[0].path == (tmp_path / "no.bib").resolve().as_posix()


@pytest.mark.parametrize(
    "value",
    [
        r"\url{javascript:alert(1)}",
        r"\url {javascript:alert(1)}",
        r"\textbackslash url {javascript:alert(1)}",
        r"\href{javascript:alert(1)}{click}",
        r"\emph{\url{{javascript:alert(1)}}}",
    ],
)
def test_url_command_leads_to_the_web_only(value: str, tmp_path: Path) -> None:
    r"""sphinxcontrib-bibtex would make a link of what follows a printed ``\url``."""
    bibliography = load(tmp_path, f"@misc{{a, title = {{T}}, note = {{{value}}}, howpublished = {{{value}}}}}")
    for name in ("note", "howpublished"):
        assert "\\url" not in str(Text.from_latex(bibliography.data.entries["a"].fields[name]))
    assert bibliography.entries["a"].url is None


def test_url_in_howpublished(tmp_path: Path) -> None:
    r"""``howpublished = {\url{…}}`` is the address, which has a field of its own."""
    bibliography = load(tmp_path, r"@misc{a, title = {T}, howpublished = {\url{https://example.org/a\_b}}}")
    assert bibliography.entries["a"].url == "https://example.org/a_b"
    assert "howpublished" not in bibliography.data.entries["a"].fields


def test_fields_of_biblatex(tmp_path: Path) -> None:
    """``date`` gives the year, ``journaltitle`` the journal; a DOI may be written as an address."""
    fields = load(
        tmp_path, "@article{a, author = {A}, title = {T}, date = {2021-05-17}, journaltitle = {J}, "
        "doi = {https://doi.org/10.1000/182}}"
    ).data.entries["a"].fields  # fmt: skip
    assert (fields["year"], fields["journal"], fields["doi"]) == ("2021", "J", "10.1000/182")


PIECES = st.sampled_from(
    [*"@{}(),=\"#%\\~\n '-$ab1，澁ー", "@book{a,", "@misc(b,", "@string{x=", "title = {", "author={", "isbn={9784798169453}",
     "url={", "\\url", "\\'", "https://", "javascript:", " and ", "},\n", "}\n"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_is_a_bib_file(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """No text raises; whatever comes out of it can be decoded, and each finding stands inside the text."""
    bibliography = load(tmp_path_factory.getbasetemp(), text.encode("utf-8", "surrogatepass"))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in bibliography.diagnostics:
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
    for entry in bibliography.data.entries.values():
        for name, value in entry.fields.items():
            if name not in ("url", "doi", "eprint"):
                Text.from_latex(value)


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"A \$5 book", "A $5 book"),
        (r"x\textasciicircum{} y", "x^ y"),
        (r"{\textasciicircum} y", "^ y"),
        (r"a \textless b\textgreater{} \textbar c\textunderscore d", "a <b> |c_d"),
        (r"\LaTeX{} and {\TeX}", "LaTeX and TeX"),
        (r"\{a\}", "a"),
        (r"C\# \& 50\% \~{} \'{e}", "C# & 50% \u02dc é"),
    ],
)
def test_characters_of_tex(tex: str, expected: str, tmp_path: Path) -> None:
    """Characters that TeX writes as commands are characters in the text, by themselves and in a title."""
    assert plain(tex) == expected
    title = load(tmp_path, f"@misc{{a, title = {{{tex}}}}}\n").entries["a"].title
    assert title == expected


def test_wrapped_values(tmp_path: Path) -> None:
    """A line break between two Japanese characters is no space, but in a name; any other is one."""
    works = load(
        tmp_path,
        "@misc{a, title = {静かな\n    列と Quiet\n  Queues の\n\t話、\n続き}, author = {山田\n 太郎 and\n Doe, Jane}}",
    ).entries
    assert works["a"].title == "静かな列と Quiet Queues の話、続き"
    assert works["a"].authors == ("山田 太郎", "Jane Doe")


@pytest.mark.parametrize("name", ["journal", "publisher", "note", "subtitle", "series", "institution", "keywords"])
def test_wrapped_fields(name: str, tmp_path: Path) -> None:
    """So it is in every field that is no list of names."""
    text = f"@misc{{a, title={{T}}, {name} = {{静か\n   な列、\n\t続き\n  Two}}}}\n"
    assert load(tmp_path, text).data.entries["a"].fields[name] == "静かな列、続き Two"


def test_title_with_subtitle(tmp_path: Path) -> None:
    """Cards show both, in the manner of the title's language."""
    works = load(
        tmp_path,
        "@misc{a, title={静かな列}, subtitle={手引き}}\n@misc{b, title={Queues}, subtitle={A Guide}}\n@misc{c, title={T}}\n",
    ).entries
    assert [work.full_title for work in works.values()] == ["静かな列――手引き", "Queues: A Guide", "T"]


def test_year_of_a_work(tmp_path: Path) -> None:
    """The year on cards is a year, however a library writes it."""
    years = [
        "year={2019.5}",
        "year={[1999]}",
        "year={c1975}",
        "date={2019-05/2021}",
        "year={in press}",
        "year={昭和54}",
        "year=2020",
    ]
    text = "".join(f"@misc{{k{number}, title={{T}}, {year}}}\n" for number, year in enumerate(years))
    assert [work.year for work in load(tmp_path, text).entries.values()] == [
        "2019",
        "1999",
        "1975",
        "2019",
        "in press",
        "1979",
        "2020",
    ]


def test_strings_ignore_case_and_hold_in_later_files(tmp_path: Path) -> None:
    """Months and strings of the author's are found whatever their case, in the files that follow, too."""
    loaded = load(tmp_path, "@string{Pub = {出版社}}\n", "@misc{a, title = {T}, publisher = pub, month = AUG}\n")
    assert messages(loaded) == []
    assert (loaded.entries["a"].publisher, loaded.data.entries["a"].fields["month"]) == ("出版社", "August")
