"""Interface texts: every one is in the Japanese catalogue, those of the search in others, too; all are compiled."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import mofile, pofile

from shohyo.messages import CATALOGUE, LOCALE_DIR
from tests.build.building import build

#: languages that have the texts of the search alone, each with its word for it
SEARCH_ALONE = {"ko": "검색", "zh_CN": "搜索", "zh_TW": "搜尋"}


def catalogue(language: str, ending: str = "po") -> dict[str, str]:
    """Return text → translation, as it is written or as it is compiled."""
    read = {"po": pofile.read_po, "mo": mofile.read_mo}[ending]
    with (LOCALE_DIR / language / "LC_MESSAGES" / f"{CATALOGUE}.{ending}").open("rb") as file:
        return {message.id: message.string for message in read(file) if message.id}


def texts(path: Path) -> Iterator[str]:
    """Yield the texts that a module hands to ``_``.

    The syntax tree shows those within f-strings, too; Babel, which reads tokens, sees them from Python 3.12 on only.
    """
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            (text,) = node.args
            yield ast.literal_eval(text)


def test_every_text_is_translated() -> None:
    """The Japanese catalogue has exactly the texts of the code, none of them empty."""
    found = catalogue("ja")
    used = {text for path in LOCALE_DIR.parent.rglob("*.py") for text in texts(path)}
    assert set(found) == used
    assert all(found.values())


@pytest.mark.parametrize("language", SEARCH_ALONE)
def test_texts_of_the_search_are_translated(language: str) -> None:
    """A language that has the search alone has all of its texts and no others; what is put into them stays in place."""
    found = catalogue(language)
    assert set(found) == {text for path in (LOCALE_DIR.parent / "search").rglob("*.py") for text in texts(path)}
    assert all(found.values())
    assert {text for text, translated in found.items() if text.count("%s") != translated.count("%s")} == set()


@pytest.mark.parametrize("language", sorted({"ja", *SEARCH_ALONE}))
def test_compiled_catalogue_is_up_to_date(language: str) -> None:
    """The ``.mo`` file that Sphinx reads says the same as the ``.po`` file beside it."""
    assert catalogue(language, "mo") == catalogue(language)


@pytest.mark.parametrize(("language", "word"), SEARCH_ALONE.items())
def test_a_site_speaks_its_language(tmp_path: Path, language: str, word: str) -> None:
    """The box, the dialog and the page of results of a project that has the search alone."""
    (tmp_path / "conf.py").write_text(f'language = "{language}"\nextensions = ["shohyo.search"]\n', "utf-8")
    (tmp_path / "index.rst").write_text("文檔 문서\n=========\n\n搜索 검색\n", "utf-8")
    output = build(tmp_path, tmp_path / "out")
    for name in ("index", "search"):
        assert f'data-label-search="{word}"' in (output / f"{name}.html").read_text("utf-8")


def test_code_has_no_japanese_interface_text() -> None:
    """Japanese stands in the catalogue, not in code or templates; Japanese books and kana are data."""
    files = [*LOCALE_DIR.parent.rglob("*.py"), *LOCALE_DIR.parent.rglob("*.html")]
    data = {
        LOCALE_DIR.parent / name
        for name in (
            "publicity.py",
            "bib/dates.py",
            "bound/index.py",
            "bib/language.py",
            "bib/names.py",
            "bib/tex.py",
            "cite/japanese.py",
            "cite/labels.py",
            "built/steps.py",
            "cite/parts.py",
            "cite/words.py",
            "data/shelf.py",
            "fields/validation.py",
            "output/searchfacts.py",
            "text/kana.py",
            "beyond/spellings.py",
            "beyond/units.py",
            "search/names.py",
            "search/words.py",
        )
    }
    assert data < set(files)
    for path in (path for path in files if path not in data):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            code = re.sub(r"#.*|r?\"[^\"]*\[[ぁァ一].*|\"\"\".*", "", line)
            assert not re.search(r"[ぁ-んァ-ヶ一-龠]", code) or "書評" in line, f"{path.name}:{number}: {line}"
