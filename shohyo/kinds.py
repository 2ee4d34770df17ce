"""The kinds of pages by name, and how an id is written: what the command line offers before anything is loaded."""

from __future__ import annotations

import re
from typing import Literal, get_args

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

PatternKind = Literal["pattern", "antipattern", "topic", "case-study"]
Kind = Literal["review", "book", PatternKind, "page"]
PATTERN_KINDS: tuple[str, ...] = get_args(PatternKind)
#: the state of a book on the shelf, in the words that readers' sites have for it
ShelfState = Literal["to-read", "reading", "read", "given-up"]
SHELF_STATES: tuple[str, ...] = get_args(ShelfState)
KINDS: tuple[str, ...] = ("review", "book", *PATTERN_KINDS, "page")
