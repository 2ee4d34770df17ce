"""Interface texts: every one is in the Japanese catalogue, and the compiled catalogue is up to date."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import mofile, pofile

from shohyo.messages import CATALOGUE, LOCALE_DIR

JAPANESE = LOCALE_DIR / "ja" / "LC_MESSAGES"


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
    with (JAPANESE / f"{CATALOGUE}.po").open("rb") as file:
        catalogue = {message.id: message.string for message in pofile.read_po(file) if message.id}
    used = {text for path in LOCALE_DIR.parent.rglob("*.py") for text in texts(path)}
    assert set(catalogue) == used
    assert all(catalogue.values())


def test_compiled_catalogue_is_up_to_date() -> None:
    """The ``.mo`` file that Sphinx reads says the same as the ``.po`` file beside it."""
    with (JAPANESE / f"{CATALOGUE}.po").open("rb") as source, (JAPANESE / f"{CATALOGUE}.mo").open("rb") as compiled:
        written = {message.id: message.string for message in pofile.read_po(source) if message.id}
        read = {message.id: message.string for message in mofile.read_mo(compiled) if message.id}
    assert read == written


def test_code_has_no_japanese_interface_text() -> None:
    """Japanese stands in the catalogue, not in code or templates; Japanese books and kana are data."""
    files = [*LOCALE_DIR.parent.rglob("*.py"), *LOCALE_DIR.parent.rglob("*.html")]
    data = {
        LOCALE_DIR.parent / name
        for name in (
            "publicity.py",
            "bib/dates.py",
            "bib/language.py",
            "bib/names.py",
            "bib/tex.py",
            "cite/japanese.py",
            "cite/labels.py",
            "cite/parts.py",
            "cite/words.py",
            "data/shelf.py",
            "fields/validation.py",
            "text/kana.py",
            "search/words.py",
        )
    }
    assert data < set(files)
    for path in (path for path in files if path not in data):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            code = re.sub(r"#.*|r?\"[^\"]*\[[ぁァ一].*|\"\"\".*", "", line)
            assert not re.search(r"[ぁ-んァ-ヶ一-龠]", code) or "書評" in line, f"{path.name}:{number}: {line}"
