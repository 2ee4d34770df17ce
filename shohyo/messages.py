"""The catalogue of interface texts: English in the code, translations under ``locales/``."""

from pathlib import Path

from sphinx.locale import get_translation

CATALOGUE = "shohyo"
LOCALE_DIR = Path(__file__).parent / "locales"

_ = get_translation(CATALOGUE)
