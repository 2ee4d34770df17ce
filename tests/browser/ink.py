"""Where ink is in a picture: what is painted, which may differ from what a browser says that it has laid out."""

from __future__ import annotations

import struct
import zlib
from itertools import groupby

Box = tuple[int, int, int, int]


def rows_of(png: bytes) -> list[bytes]:
    """Return the rows of a picture of 8 bits a channel, each pixel as three bytes (W3C, PNG, 2003, clause 9)."""
    place, packed, width, channels = 8, b"", 0, 3
    while place < len(png):
        size, kind = struct.unpack_from(">I4s", png, place)
        data = png[place + 8 : place + 8 + size]
        if kind == b"IHDR":
            width, _height, _depth, colours = struct.unpack_from(">IIBB", data)
            channels = {2: 3, 6: 4}[colours]
        elif kind == b"IDAT":
            packed += data
        place += size + 12
    raw, stride = zlib.decompress(packed), width * channels
    rows: list[bytes] = []
    before = bytes(stride)
    for start in range(0, len(raw), stride + 1):
        row = bytearray(raw[start + 1 : start + 1 + stride])
        for index in range(stride):
            left = row[index - channels] if index >= channels else 0
            corner = before[index - channels] if index >= channels else 0
            row[index] = (row[index] + _predicted(raw[start], left, before[index], corner)) & 255
        before = bytes(row)
        rows.append(before if channels == 3 else b"".join(before[at : at + 3] for at in range(0, stride, 4)))
    return rows


def _predicted(kind: int, left: int, above: int, corner: int) -> int:
    if kind == 4:
        guess = left + above - corner
        return min((left, above, corner), key=lambda value: abs(guess - value))
    return (0, left, above, (left + above) // 2)[kind]


def gaps(png: bytes, box: Box) -> list[tuple[int, int]]:
    """Return the columns without ink between those with it, as (start, width) from the left edge of the box.

    Args:
        box: left, top, right and bottom in pixels; its upper left pixel is paper.
    """
    left, top, right, bottom = box
    rows = rows_of(png)[top:bottom]
    paper = rows[0][3 * left]
    is_ink = [any(abs(row[3 * x] - paper) > 60 for row in rows) for x in range(left, right)]
    found, start = [], 0
    for ink, columns in groupby(is_ink):
        width = len(list(columns))
        if not ink and start > 0 and start + width < right - left:
            found.append((start, width))
        start += width
    return found
