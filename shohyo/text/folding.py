"""Names → the forms in which they are compared."""

from __future__ import annotations

import unicodedata


def fold(name: str) -> str:
    """Return *name* as it is compared: NFKC, case folded, without white space."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
