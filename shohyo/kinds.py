"""The kinds of pages by name, and how an id is written: what the command line offers before anything is loaded."""

from __future__ import annotations

import re
from typing import Literal, get_args

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

PatternKind = Literal["pattern", "antipattern", "topic", "case-study"]
Kind = Literal["review", PatternKind, "page"]
PATTERN_KINDS: tuple[str, ...] = get_args(PatternKind)
KINDS: tuple[str, ...] = ("review", *PATTERN_KINDS, "page")
