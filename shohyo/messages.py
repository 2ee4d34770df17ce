"""The catalogue of interface texts: English in the code, translations under ``locales/``."""

from collections.abc import Callable
from gettext import translation
from pathlib import Path

from sphinx.locale import get_translation

CATALOGUE = "shohyo"
LOCALE_DIR = Path(__file__).parent / "locales"

_ = get_translation(CATALOGUE)


def in_all_languages() -> list[Callable[[str], str]]:
    """Return what translates into each language that there is, English first."""
    folders = sorted(LOCALE_DIR.glob(f"*/LC_MESSAGES/{CATALOGUE}.mo"))
    return [str, *(translation(CATALOGUE, LOCALE_DIR, [path.parts[-3]]).gettext for path in folders)]
