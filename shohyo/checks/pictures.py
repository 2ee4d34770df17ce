"""Pictures that are small on the disk and larger than a browser can bear."""

from __future__ import annotations

import struct
from pathlib import Path

from ..errors import say
from .included import Problem

#: pixels of a picture; a browser needs four bytes for each
MAX_PIXELS = 100_000_000
#: bytes at the beginning of a drawing, where entities are defined
_HEAD = 100_000


def picture_problem(file: Path, name: str) -> Problem | None:
    """Return why a picture is not to be shown; only its head is read."""
    try:
        with file.open("rb") as stream:
            head = stream.read(_HEAD if file.suffix.lower() == ".svg" else 24)
    except OSError:
        return None
    if b"<!ENTITY" in head:
        return Problem(
            say('the drawing "{name}" defines entities, which may grow without end', name=name), say("write them out")
        )
    width, height = _size(head)
    if width * height > MAX_PIXELS:
        about = say(
            'the picture "{name}" is {width} × {height} pixels, more than a browser can bear',
            name=name,
            width=width,
            height=height,
        )
        return Problem(about, say("make it smaller"))
    return None


def _size(head: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or GIF picture, as their specifications have it; of others nothing."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        return struct.unpack(">II", head[16:24])
    if head.startswith((b"GIF87a", b"GIF89a")) and len(head) >= 10:
        return struct.unpack("<HH", head[6:10])
    return 0, 0
