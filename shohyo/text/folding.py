"""Names → the forms in which they are compared and sorted."""

from __future__ import annotations

import re
import unicodedata


def fold(name: str) -> str:
    """Return *name* as it is compared: NFKC, case folded, without white space."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def fold_letters(name: str) -> str:
    """Return *name* as Latin letters sort it: without case, accents and leading punctuation."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"^\W+", "", "".join(letter for letter in letters if not unicodedata.combining(letter)))
