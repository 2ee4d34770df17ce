"""Plain text → Markdown that says just that."""

from __future__ import annotations

import re


def literal(text: str) -> str:
    """Return *text* with a backslash before each mark of ASCII, so that none of them means anything."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
