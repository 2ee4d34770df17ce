"""Entries → labels, order and printed forms."""

from __future__ import annotations

import re
from pathlib import Path

import pybtex.plugin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.backends.html import Backend as HtmlBackend
from pybtex.backends.plaintext import Backend
from pybtex.database import Entry

from shohyo.bib.bibliography import load_bibliography
from shohyo.cite import style as bibstyle
from shohyo.cite.labels import LABEL_FIELD, assign_labels, author_names, is_japanese
from shohyo.cite.style import ShohyoStyle


def entries(folder: Path, text: str) -> dict[str, Entry]:
    """Read a sound bib file and give its entries their labels."""
    path = folder / "references.bib"
    path.write_text(text, encoding="utf-8")
    bibliography = load_bibliography([path], folder)
    assert bibliography.diagnostics == ()
    assign_labels(bibliography.data)
    return dict(bibliography.data.entries.items())


def labels(folder: Path, text: str) -> list[str]:
    return [entry.fields[LABEL_FIELD] for entry in entries(folder, text).values()]


def printed(entry: Entry) -> str:
    return ShohyoStyle().format_entry("", entry).text.render(Backend())


FORMS = {
    "Japanese book": (
        "@book{a, author={{澁井 雄介}}, title={{書名}}, publisher={翔泳社}, year={2021}, month=may}",
        "澁井 雄介『書名』翔泳社、2021年。",
    ),
    "Japanese book with everything": (
        "@book{a, author={山田 太郎 and {鈴木 花子}}, translator={{佐藤 一}}, title={書名}, edition={2}, "
        "series={叢書}, volume={3}, publisher={出版社}, year={2020}, isbn={9784798169453}, "
        "note={Kindle 版 {ASIN}}, url={https://example.org/a}, urldate={2024-05-06}}",
        "山田 太郎・鈴木 花子『書名』叢書、第3巻、佐藤 一訳、第2版、出版社、2020年。ISBN 978-4-7981-6945-3。"
        "Kindle 版 ASIN。https://example.org/a（参照 2024-05-06）",
    ),
    "Japanese translation of an English book": (
        "@book{a, author={Doe, Jane and Roe, Richard}, translator={{佐藤 一}}, title={訳書}, edition={Second}, "
        "publisher={出版社}, year={2021}, langid={japanese}}",
        "Jane Doe、Richard Roe『訳書』佐藤 一訳、第2版、出版社、2021年。",
    ),
    "names with a middle dot": (
        "@book{a, author={{マーティン・ファウラー} and {ケント・ベック}}, title={書名}, year={2019}}",
        "マーティン・ファウラー、ケント・ベック『書名』2019年。",
    ),
    "edited Japanese book": (
        "@book{a, editor={{佐藤 一} and {高橋 二}}, title={書名}, year={2010}}",
        "佐藤 一・高橋 二編『書名』2010年。",
    ),
    "and others": (
        "@book{a, author={{佐藤 一} and others}, title={書名}, year={2010}}",
        "佐藤 一ほか『書名』2010年。",
    ),
    "Japanese article": (
        "@article{a, author={{山田 太郎}}, title={論文}, journal={情報処理}, volume={61}, number={4}, "
        "pages={12--34}, month=mar, year={2020}, doi={10.1000/182}}",
        "山田 太郎「論文」『情報処理』第61巻第4号、2020年3月、12–34頁。doi:10.1000/182",
    ),
    "Japanese paper in proceedings": (
        "@inproceedings{a, author={{山田 太郎}}, title={発表}, editor={{佐藤 一}}, booktitle={予稿集}, "
        "organization={学会}, year={2019}}",
        "山田 太郎「発表」佐藤 一編『予稿集』学会、2019年。",
    ),
    "Japanese thesis": (
        "@phdthesis{a, author={{山田 太郎}}, title={学位論文}, school={東京大学}, year={2018}}",
        "山田 太郎「学位論文」博士論文、東京大学、2018年。",
    ),
    "Japanese web page": (
        "@online{a, author={{さりんじゃー}}, title={書評}, year={2023}, month={8}, note={ブログ記事。},"
        "url={https://example.org/}}",
        "さりんじゃー「書評」2023年8月。ブログ記事。https://example.org/",
    ),
    "Japanese entry without anything else": ("@misc{a, title={題}}", "「題」。"),
    "English book": (
        "@book{a, author={Doe, Jane and Roe, Richard}, title={The {GitHub} Book}, publisher={P}, edition={Second}, "
        "year={2018}, month=mar, isbn={9781680502398}, url={https://example.org/a}}",
        "Jane Doe and Richard Roe. The GitHub Book. P, second edition, March 2018. https://example.org/a.",
    ),
    "edition as a number": (
        "@book{a, author={Doe, Jane}, title={T}, publisher={P}, edition={3}, year={2018}}",
        "Jane Doe. T. P, 3rd edition, 2018.",
    ),
    "edited English book": (
        "@book{a, editor={Doe, Jane and Roe, Richard and Poe, Ann}, title={T}, publisher={P}, year={2016}}",
        "Jane Doe, Richard Roe, and Ann Poe, editors. T. P, 2016.",
    ),
    "English article with a DOI that is its address": (
        "@article{a, author={Doe, Jane}, title={A {DOI} of Kubernetes}, journal={J}, volume={47}, number={2}, "
        "pages={17--28}, year={2018}, doi={10.1000/182}, url={https://doi.org/10.1000/182}}",
        "Jane Doe. A DOI of Kubernetes. J, 47(2):17–28, 2018. doi:10.1000/182.",
    ),
    "English paper on arXiv": (
        "@inproceedings{a, author={Gu{\\'e}h{\\'e}neuc, Yann and others}, title={T}, booktitle={B}, pages={49--54}, "
        "year={2019}, eprint={1910.04736}, archiveprefix={arXiv}, url={https://arxiv.org/abs/1910.04736}}",
        "Yann Guéhéneuc et al. T. In B, 49–54. 2019. arXiv:1910.04736.",
    ),
    "English web page": (
        "@misc{a, author={{Google Cloud}}, title={T}, howpublished={Center}, note={43 {rules} \\& more}, "
        "url={https://example.org/}, urldate={2024-05-06}}",
        "Google Cloud. T. Center. 43 rules & more. https://example.org/ (visited on 2024-05-06).",
    ),
    "Japanese author in an English work": (
        "@misc{a, author={{山田 太郎} and Doe, Jane}, title={T}, year={2020}, langid={english}}",
        "山田 太郎 and Jane Doe. T. 2020.",
    ),
    "type that BibTeX does not know": (
        "@webpage{a, author={Doe, Jane}, title={T}, year={2020}}",
        "Jane Doe. T. 2020.",
    ),
    "type that is the name of a method": ("@names{a, title={T}}", "T."),
    "report of biblatex": (
        "@report{a, author={Doe, Jane}, title={T}, institution={I}, year={2020}}",
        "Jane Doe. T. Technical Report, I, 2020.",
    ),
    "month without a year": ("@misc{a, author={Doe, Jane}, title={T}, month=may}", "Jane Doe. T."),
    "article of an editor": ("@article{a, editor={Doe, Jane}, title={T}}", "Jane Doe, editor. T."),
}


@pytest.mark.parametrize(("text", "expected"), FORMS.values(), ids=FORMS)
def test_printed_form(text: str, expected: str, tmp_path: Path) -> None:
    """An entry is printed in the manner of its language, whatever it lacks."""
    (entry,) = entries(tmp_path, text).values()
    assert printed(entry) == expected


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("@book{a, author={{山}}, title={T}, url={https://example.org/}}", ['<a href="https://example.org/">']),
        ("@book{a, author={Doe}, title={T}, url={https://example.org/}}", ['<a href="https://example.org/">']),
        (
            "@misc{a, title={T}, url={https://a.example/}, doi={10.1000/182}, eprint={1234.5678}}",
            ['<a href="https://a.example/">', '<a href="https://arxiv.org/abs/1234.5678">', "<a href=\"https://doi.org/10.1000/182\">"],
        ),
        ("@misc{a, title={T}, eprint={1}, archiveprefix={other}}", []),
    ],
)  # fmt: skip
def test_addresses_are_links(text: str, links: list[str], tmp_path: Path) -> None:
    """Addresses, DOIs and arXiv numbers are links; numbers of other archives are not."""
    (entry,) = entries(tmp_path, text).values()
    html = ShohyoStyle().format_entry("", entry).text.render(HtmlBackend())
    assert re.findall(r"<a [^>]*>", html) == links


def test_title_of_english_book_is_set_in_italics(tmp_path: Path) -> None:
    """English book titles are italic, Japanese ones are not: they have brackets."""
    for text, italic in (("@book{a, author={D}, title={T}}", True), ("@book{a, author={{山}}, title={題}}", False)):
        (entry,) = entries(tmp_path, text).values()
        assert ("<em>" in ShohyoStyle().format_entry("", entry).text.render(HtmlBackend())) is italic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title={T}, langid={japanese}", True),
        ("title={T}, language={ja}", True),
        ("title={題}, langid={english}", False),
        ("title={題}, langid={korean}", False),
        ("title={カナ}", True),
        ("title={T}, author={{山田 太郎}}", True),
        ("title={T}, author={Yamada, Taro}", False),
        ("title={머신러닝}", False),
    ],
)
def test_language_of_an_entry(text: str, expected: bool, tmp_path: Path) -> None:
    """The language is what the entry says, else what it is written in."""
    (entry,) = entries(tmp_path, f"@misc{{a, {text}}}").values()
    assert is_japanese(entry) is expected


LABELS = {
    "one Japanese author": ("author={{澁井 雄介}}, year=2021", "澁井 2021"),
    "Japanese author with a comma": ("author={澁井, 雄介}, year=2021", "澁井 2021"),
    "pen name": ("author={{さりんじゃー}}, year=2023", "さりんじゃー 2023"),
    "two Japanese authors": ("author={{山田 太郎} and {鈴木 花子}}, year=2020", "山田・鈴木 2020"),
    "three Japanese authors": ("author={{山田 太郎} and {鈴木 花子} and {佐藤 一}}, year=2020", "山田ほか 2020"),
    "two English authors": ("author={A, X and B, Y}, year=2019", "A and B 2019"),
    "three English authors": ("author={Sculley, D. and Holt, G. and Golovin, D.}, year=2015", "Sculley et al. 2015"),
    "and others": ("author={Sculley, D. and others}, year=2015", "Sculley et al. 2015"),
    "two and others": ("author={A, X and B, Y and others}, year=2015", "A et al. 2015"),
    "English authors of a Japanese work": (
        "author={L, V and R, S and M, M}, year=2021, langid={japanese}",
        "Lほか 2021",
    ),
    "von": ("author={Ludwig van Beethoven}, year=1800", "van Beethoven 1800"),
    "accents": ("author={Gu{\\'e}h{\\'e}neuc, Yann}, year=2019", "Guéhéneuc 2019"),
    "institution as author": ("author={{Google Cloud}}, year=2020", "Google Cloud 2020"),
    "editor": ("editor={Beyer, Betsy}, year=2016", "Beyer 2016"),
    "no date": ("author={Zinkevich, Martin}", "Zinkevich n.d."),
    "no date in Japanese": ("author={{山田 太郎}}", "山田 年不明"),
    "year in words": ("author={Doe, J}, year={in press}", "Doe in-press"),
    "year about": ("author={Doe, J}, year={c. 1999}", "Doe 1999"),
    "shorthand": ("author={Doe, J}, year=2020, shorthand={{mercari} 2020}", "mercari 2020"),
    "nobody": ("year=2020", "T 2020"),
    "organization": ("organization={{IEEE}}, year=2020", "IEEE 2020"),
}


@pytest.mark.parametrize(("text", "expected"), LABELS.values(), ids=LABELS)
def test_label(text: str, expected: str, tmp_path: Path) -> None:
    """A label is author and year, in the manner of the entry's language."""
    assert labels(tmp_path, f"@misc{{a, title={{T: Subtitle}}, {text}}}") == [expected]


def many(*fields: str) -> str:
    return "".join(f"@misc{{k{number}, title={{T}}, {field}}}\n" for number, field in enumerate(fields))


def test_labels_that_would_look_alike_get_letters(tmp_path: Path) -> None:
    """The first entry in the file keeps the plain label; a letter never hides the word before it."""
    doe, yamada = "author={Doe, J}, year=2020", "author={{山田 太郎}}"
    assert labels(tmp_path, many(doe, doe, "author={Doe, K}", "author={Doe, L}", yamada, yamada, doe)) == [
        "Doe 2020", "Doe 2020b", "Doe n.d.", "Doe n.d.-b", "山田 年不明", "山田 年不明b", "Doe 2020c",
    ]  # fmt: skip
    short = "shorthand={Doe 2020b}, year=2020"
    assert labels(tmp_path, many(short, doe, doe, short, "shorthand={ONNX}", "shorthand={ONNX}")) == [
        "Doe 2020b", "Doe 2020", "Doe 2020c", "Doe 2020b-b", "ONNX", "ONNX-b",
    ]  # fmt: skip


def test_letters_do_not_run_out(tmp_path: Path) -> None:
    """After z comes ba, and so on; all labels differ."""
    found = labels(tmp_path, many(*["author={Doe, J}, year=2020"] * 800))
    assert [found[number] for number in (0, 1, 25, 26, 27, 675, 676)] == [
        "Doe 2020", "Doe 2020b", "Doe 2020z", "Doe 2020ba", "Doe 2020bb", "Doe 2020zz", "Doe 2020baa",
    ]  # fmt: skip
    assert len(set(found)) == 800


FIELDS = st.lists(
    st.builds(
        "author={{{}}}, year={}{}".format,
        st.sampled_from(["Doe, J", "{山田 太郎}", "Roe, R and Poe, P"]),
        st.sampled_from(["2020", "2021"]),
        st.sampled_from(["", ", shorthand={Doe 2020}", ", shorthand={Doe 2020b}", ", shorthand={山田}"]),
    ),
    min_size=1,
    max_size=12,
)


@given(FIELDS)
def test_labels_are_distinct_and_stable(tmp_path_factory: pytest.TempPathFactory, fields: list[str]) -> None:
    """No two labels are alike, and what stands at the end of the file changes none before it."""
    folder = tmp_path_factory.getbasetemp()
    found = labels(folder, many(*fields))
    assert len(set(found)) == len(found)
    assert labels(folder, many(*fields[:-1])) == found[:-1]


def test_labels_do_not_depend_on_what_is_cited(tmp_path: Path) -> None:
    """A bibliography of some entries prints the labels of the whole file, in any order."""
    doe = "author={Doe, J}, year=2020"
    found = list(entries(tmp_path, many(doe, doe, doe)).values())
    assert list(ShohyoStyle().format_labels([found[2], found[1]])) == ["Doe 2020c", "Doe 2020b"]


def test_labels_of_entries_that_were_not_loaded_by_us() -> None:
    """Entries of other origin get labels that differ from each other and from the assigned ones."""
    fresh = [Entry("misc", {"title": "T", "year": "2020"}) for _number in range(2)]
    loaded = Entry("misc", {"title": "T", "year": "2020", LABEL_FIELD: "T 2020b"})
    assert list(ShohyoStyle().format_labels([*fresh, loaded])) == ["T 2020", "T 2020c", "T 2020b"]


@pytest.mark.parametrize(
    ("fields", "short", "full"),
    [
        ("author={A, X and B, Y and C, Z}", "A et al.", "A, B, and C"),
        ("author={A, X and B, Y and others}", "A et al.", "A, B et al."),
        ("author={{山田 太郎} and {鈴木 花子} and {佐藤 一}}", "山田ほか", "山田・鈴木・佐藤"),
        ("editor={Doe, Jane}", "Doe", "Doe"),
        ("year=2020", "", ""),
    ],
)
def test_names_in_a_text(fields: str, short: str, full: str, tmp_path: Path) -> None:
    """A text names the authors by their family names, all of them if it wants."""
    (entry,) = entries(tmp_path, f"@misc{{a, title={{T}}, {fields}}}").values()
    assert (author_names(entry), author_names(entry, full=True)) == (short, full)


def test_order_of_a_mixed_list(tmp_path: Path) -> None:
    """Kana readings come first, then Latin letters without case and accents, then names without a reading."""
    text = """
@misc{kanji, author={{澁井 雄介}}, title={T}, langid={japanese}}
@misc{zeta, author={Zeta, Z}, title={T}}
@misc{yamada, author={{山田 太郎}}, title={T}, yomi={やまだ, たろう}}
@misc{latin-name, author={{高橋 二}}, title={T}, sortname={Takahashi, Ni}}
@misc{uber, author={{\\"U}ber, A}, title={T}}
@misc{korean, author={{위키북스}}, title={T}, key={Wikibook}}
@misc{shibui2022, author={{澁井 雄介}}, title={T}, year=2022, yomi={シブイ, ユウスケ}}
@misc{alpha, author={alpha, a}, title={T}}
@misc{shibui2021b, author={{澁井 雄介}}, title={U}, year=2021, yomi={しぶい, ゆうすけ}}
@misc{shibui2021, author={{澁井 雄介}}, title={T}, year=2021, yomi={しぶい, ゆうすけ}}
@misc{kana, author={{さりんじゃー}}, title={T}}
@misc{nobody, title={Untitled Work}}
"""
    found = list(entries(tmp_path, text).values())
    expected = [
        "kana", "shibui2021b", "shibui2021", "shibui2022", "yamada", "alpha", "latin-name", "uber", "nobody", "korean", "zeta", "kanji",
    ]  # fmt: skip
    assert [entry.key for entry in ShohyoStyle().sort(found)] == expected
    assert [entry.key for entry in ShohyoStyle().sort(reversed(found))] == expected


@given(FIELDS)
def test_labels_are_in_order(tmp_path_factory: pytest.TempPathFactory, fields: list[str]) -> None:
    """Of labels that were made alike, each stands behind those given out before it."""
    folder = tmp_path_factory.getbasetemp()
    shuffled = list(reversed(entries(folder, many(*(field for field in fields if "shorthand" not in field))).values()))
    given: dict[str, list[tuple[int, str]]] = {}
    for entry in ShohyoStyle().sort(shuffled):
        label = entry.fields[LABEL_FIELD]
        given.setdefault(label.rstrip("bcdefghijklmnopqrstuvwxyz"), []).append((len(label), label))
    assert all(found == sorted(found) for found in given.values())


def test_persons_of_one_family_share_a_place(tmp_path: Path) -> None:
    """A letter tells works apart, whoever of a family wrote them."""
    text = many("author={Doe, K}, year=2020", "author={Doe, J}, year=2020", "author={Doe, A and Roe, B}, year=2019",
                "author={Doe, J}, year=2017", "author={Doe, A}, year={2017}")  # fmt: skip
    found = ShohyoStyle().sort(entries(tmp_path, text).values())
    assert [entry.fields[LABEL_FIELD] for entry in found] == [
        "Doe 2017",
        "Doe 2017b",
        "Doe 2020",
        "Doe 2020b",
        "Doe and Roe 2019",
    ]


def test_registering_twice_is_harmless() -> None:
    """The style is found by its name, however often it was registered."""
    for _time in range(2):
        bibstyle.register()
    for group, style in (
        ("pybtex.style.formatting", bibstyle.ShohyoStyle),
        ("pybtex.style.labels", bibstyle.ShohyoLabelStyle),
        ("pybtex.style.sorting", bibstyle.ShohyoSortingStyle),
        ("pybtex.style.names", bibstyle.ShohyoNameStyle),
    ):
        assert pybtex.plugin.find_plugin(group, "shohyo") is style


NAMES = ("title", "author", "editor", "translator", "year", "month", "date", "note", "url", "doi", "isbn", "yomi", "edition",
         "pages", "volume", "number", "langid", "howpublished", "shorthand", "eprint", "journal", "booktitle", "key")  # fmt: skip
VALUES = st.text(
    st.sampled_from("a1é山ー,.\\ \t'-~%#$&_^\"\x00\u3000𠮷") | st.characters(exclude_characters="{}"), max_size=8
)


@given(
    st.sampled_from(["book", "misc", "article", "names", "entry", "inproceedings", "phdthesis", "x"]),
    st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=8),
)
def test_any_entry_can_be_printed(
    tmp_path_factory: pytest.TempPathFactory, kind: str, fields: list[tuple[str, str]]
) -> None:
    """Whatever the fields say, the entry gets a label, a place in the order and a text."""
    path = tmp_path_factory.getbasetemp() / "any.bib"
    body = ", ".join(f"{name} = {{{value}}}" for name, value in fields)
    text = "".join(f"@{kind}{{{key}, {body}}}\n" for key in "ab")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    data = load_bibliography([path], path.parent).data
    assign_labels(data)
    formatted = list(ShohyoStyle().format_entries(data.entries.values()))
    assert len({entry.label for entry in formatted}) == len(data.entries)
    for entry in formatted:
        after = str(entry.text).split("\\url ")[1:]
        assert all(part.startswith(("http://", "https://")) for part in after)
