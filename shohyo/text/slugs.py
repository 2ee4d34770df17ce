"""Words → anchors, and the form in which anchors of different programs are compared."""

from __future__ import annotations

import re
import unicodedata


def slug(text: str) -> str:
    """Return *text* as an anchor: NFKC, lower case, letters and digits of any script, hyphens between."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold().replace("・", ""))
    return "-".join(words)


def letters(text: str) -> str:
    """Return letters and digits alone, in which the anchors of MyST, docutils and ours agree."""
    return slug(text).replace("-", "")
