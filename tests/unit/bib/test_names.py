"""Names in a field → persons, and what is no list of names."""

from __future__ import annotations

import pytest

from shohyo.bib.names import HINT, MAYBE, persons_of, separator_in
from shohyo.bib.scan import names_in
from shohyo.bib.tex import printed_name


def read(field: str, role: str = "author") -> tuple[list[str], list[tuple[str, str]]]:
    persons, problems = persons_of(names_in(field), role)
    return [printed_name(person) for person in persons], problems


@pytest.mark.parametrize(
    ("field", "printed"),
    [
        ("family=Meier, given=Hans, prefix=von and Berg, Otto", ["Hans von Meier", "Otto Berg"]),
        ("Berg, Otto and family=Meier, given=Hans, prefix=von, useprefix=true", ["Otto Berg", "Hans von Meier"]),
        ('given="Hans, Ph.D.", family={de la Cruz}, given-i=H', ["Hans, Ph.D. de la Cruz"]),
        ("family=King, given=Martin Luther, suffix=Jr.", ["Martin Luther King, Jr."]),
        ("family=山田, given=太郎 and family=鈴木, given=花子", ["山田 太郎", "鈴木 花子"]),
        ("Smith, John, 1950-", ["John Smith"]),
        ("Smith, John, 1950-2001", ["John Smith"]),
        ("Smith, John (b. 1950)", ["John Smith"]),
        ("Lee, Ann, ca. 1400-ca. 1450", ["Ann Lee"]),
        ("夏目, 漱石, 1867-1916", ["夏目 漱石"]),
        ("夏目漱石（1867〜1916）", ["夏目漱石"]),
        ("夏目漱石 著 and 鈴木花子[著]", ["夏目漱石", "鈴木花子"]),
        ("Doe, Jane et al.", ["Jane Doe", "others"]),
        ("Doe, Jane and et al.", ["Jane Doe", "others"]),
        ("山田太郎ほか", ["山田太郎", "others"]),
        ("Martin Luther King, Jr.", ["Martin Luther King, Jr."]),
        ("Doe, Samuel L., Jr.", ["Samuel L. Doe, Jr."]),
        ("山田，太郎", ["山田 太郎"]),
    ],
)
def test_names_as_others_write_them(field: str, printed: list[str]) -> None:
    """What is sure is read as it was meant, without a word."""
    assert read(field) == (printed, [])


@pytest.mark.parametrize(
    "field",
    [
        "García Márquez, Gabriel", "García Márquez, Gabriel José and Borges, Jorge Luis", "{García Márquez}, Gabriel José",
        "van der Berg Smith, John Paul", "Knuth, Donald E.", "King Smith, D.-E.", r"Johnson \& Johnson",
        r"{Johnson \& Johnson, Inc.}", "Simon & Schuster", "{山田太郎、鈴木花子}", "マーティン・ファウラー", "長谷川, 慎太郎",
        "勅使河原, 蒼風", "AT\\&T", "岩波文庫編集部 and 文部科学省", "かこさとし", "Team 2020", "a/b", "A=B",
    ],
)  # fmt: skip
def test_one_name_is_one(field: str) -> None:
    """What may well be a name of one person or body is no finding."""
    assert read(field)[1] == []


@pytest.mark.parametrize(
    ("field", "separator", "is_sure"),
    [
        ("Smith, John; Berg, Otto", ";", True), ("山田太郎；鈴木花子", "；", True), ("山田太郎、鈴木花子", "、", True),
        ("山田太郎・鈴木花子", "・", True), ("Smith, John / Berg, Otto", "/", True), (r"Smith, J. \& Berg, O.", "&", True),
        ("John Smith & Otto Berg", "&", True), ("山田太郎, 鈴木花子", ",", True), ("山田 太郎, 鈴木 花子", ",", True),
        ("東野圭吾，宮部みゆき，林真理子", ",", True), ("John Smith, Otto Berg, Ann Roe", ",", True),
        ("John Smith, Otto Berg", ",", False), ("García Márquez, Gabriel José", ",", False),
    ],
)  # fmt: skip
def test_separators_that_are_none(field: str, separator: str, is_sure: bool) -> None:
    """Several names in one are found; where nothing else can be meant, they are printed as they are written."""
    assert separator_in(field) == (separator, is_sure)
    if field.count(",") < 3 or is_sure:
        printed, problems = read(field)
        assert problems == [
            (f'author: "{field}" may be several names, with "{separator}" between them', HINT if is_sure else MAYBE)
        ]
        assert not is_sure or printed == [field.replace("\\", "")]


@pytest.mark.parametrize(
    ("name", "role", "remedy"),
    [
        ("鈴木花子 訳", "author", "move it to the field translator"),
        ("列研究会編", "author", "move it to the field editor"),
        ("中田, 力 監修", "author", "leave it out"),
        ("鈴木花子[著]", "translator", "move it to the field author"),
    ],
)
def test_roles_of_another_field(name: str, role: str, remedy: str) -> None:
    """A role that the field does not say is kept and found."""
    printed, ((problem, found),) = read(name, role)
    assert found == remedy
    assert "has the role" in problem
    assert printed == [name.replace(", ", " ")]


def test_prefix_takes_part_in_the_name_if_it_says_so() -> None:
    """``useprefix`` decides what a text calls a person by."""
    (with_prefix,), _ = persons_of(["family=Meier, given=Hans, prefix=von, useprefix=true"], "author")
    (without,), _ = persons_of(["family=Meier, given=Hans, prefix=von"], "author")
    assert (with_prefix.prelast_names, without.prelast_names) == (["von"], [])
    assert without.last_names == with_prefix.last_names == ["Meier"]
