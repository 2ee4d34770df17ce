"""Text with ruby → the text, and how its words are read; however the ruby was written.

Its tags may each be a node of their own, as MyST has them; so they go through the text as characters that no text
has, and are read when it is whole.
"""

from __future__ import annotations

import re

_BEGIN, _READING, _ASIDE, _BASE, _END = map(chr, range(0xFDD0, 0xFDD5))
#: tag → what stands for its beginning and its end
TAGS = {
    "ruby": (_BEGIN, _END), "rb": (_BASE, _BASE), "rbc": (_BASE, _BASE), "rt": (_READING, _BASE),
    "rtc": (_READING, _BASE), "rp": (_ASIDE, _BASE),
}  # fmt: skip
_PIECE = re.compile(f"([{_BEGIN}-{_END}])")
#: what may stand between two readings of one word: 取り扱う
_BETWEEN = re.compile("[ぁ-ゖー]{1,3}")
#: how a word may go on that is read in hiragana: 扱い, 食べられる, but not 本を;
#: が and the like are its own only as in 上がる
_ENDING = re.compile(
    "(?:(?!から|まで|より|など|だけ)(?![のをはへにやがでともだ])[ぁ-ゖー]|(?<![ぁ-ゖー])[がでとも](?=[らりるれろっ]))+"
)
_HIRAGANA = re.compile("[ぁ-ゖー]+")
#: what is read as it is written
_KANA = re.compile("[ぁ-ゖァ-ヺー]+")


def read(text: str) -> tuple[str, dict[str, str]]:
    """Return a text without readings, and its words that have one → how they are read."""
    if _BEGIN not in text:
        return _PIECE.sub("", text), {}
    whole: list[str] = []
    words: dict[str, str] = {}
    base, reading, between = "", "", ""
    depth, state = 0, _BASE

    def end(after: str = "") -> None:
        nonlocal base, reading, between
        if base and reading:
            ending = _ENDING.match(after) if _HIRAGANA.fullmatch(reading) else None
            rest = ending[0] if ending else ""
            words.setdefault(base + rest, reading + rest)
        base = reading = between = ""

    unread = ""  # kana of the base that have no reading yet
    for piece in _PIECE.split(text):
        if _PIECE.fullmatch(piece):
            if piece in (_BEGIN, _END):
                depth = max(0, depth + (1 if piece == _BEGIN else -1))
                if piece == _END:
                    reading, unread = reading + unread, ""
            state = _BASE if piece in (_BEGIN, _END) else piece
        elif depth and state == _READING:
            found = "".join(piece.split())
            reading += found
            unread = "" if found else unread
        elif depth and state == _BASE:
            whole.append(piece)
            piece = "".join(piece.split())
            if piece:
                base, reading, between = base + between + piece, reading + between + unread, ""
                unread = piece if _KANA.fullmatch(piece) else ""
        elif not depth and piece:
            whole.append(piece)
            if reading and not between and _BETWEEN.fullmatch(piece):
                between = piece
            else:
                end(piece)
    end(between)
    return "".join(whole), words
