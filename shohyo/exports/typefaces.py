"""Fonts that pictures are drawn with: how wide a text is, and which characters they have."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path

from PIL import ImageFont

#: what has no shape of its own, or is said by a picture beside it: variation selectors
_SELECTORS = frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
#: a noncharacter, of which every font has the same as of all that it lacks
_NOTHING = "\U0010ffff"
_EM = 1000


class Typeface:
    """A font in a file; the first one, where the file has several."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            OSError: there is none, or it is no font.
        """
        self.path = path
        # "basic": widths of letters alone, whatever libraries the machine has
        self._font = ImageFont.truetype(path, _EM, layout_engine=ImageFont.Layout.BASIC)
        self._small = ImageFont.truetype(path, 24, layout_engine=ImageFont.Layout.BASIC)
        self._width = cache(lambda letter: self._font.getlength(letter) / _EM)

    @property
    def family(self) -> str:
        return self._font.getname()[0] or ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def width(self, text: str) -> float:
        """Return the width of a text in em."""
        return sum(map(self._width, text))

    def has(self, letter: str) -> bool:
        """Tell whether it has a shape for a character."""
        return letter.isspace() or self._shape(letter) != self._shape(_NOTHING)

    def _shape(self, letter: str) -> tuple[object, ...]:
        mask, offset = self._small.getmask2(letter, mode="L")
        return mask.size, offset, bytes(mask)


class Typefaces:
    """The fonts of a picture, of which each stands in for what the others lack."""

    def __init__(self, heading: Path, text: Path) -> None:
        self.heading, self.text = Typeface(heading), Typeface(text)
        self._has = cache(lambda letter: self.text.has(letter) or self.heading.has(letter))

    @property
    def files(self) -> Sequence[Path]:
        return list(dict.fromkeys([self.heading.path, self.text.path]))

    @property
    def digest(self) -> str:
        return f"{self.heading.digest} {self.text.digest}"

    def drawable(self, text: str) -> tuple[str, str]:
        """Return a text as it can be drawn, and the letters that cannot be; with one of these, the text is "".

        Pictures and signs that no font has, such as emoji, are left out, and what has no shape: half of a pair,
        controls, marks of direction.
        """
        text = unicodedata.normalize("NFC", text)
        seen = (letter for letter in text if unicodedata.category(letter)[0] != "C" or letter.isspace())
        text = " ".join("".join(letter for letter in seen if letter not in _SELECTORS).split())
        lacking = {letter for letter in text if not self._has(letter)}
        letters = sorted(letter for letter in lacking if unicodedata.category(letter)[0] in "LMN")
        if letters:
            return "", "".join(letters)
        return " ".join("".join(letter for letter in text if letter not in lacking).split()), ""
