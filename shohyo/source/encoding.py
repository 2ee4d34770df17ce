"""Bytes of a file → text, or where they are not UTF-8."""

from __future__ import annotations

import codecs
import re

from ..errors import Code, Diagnostic, say


def decode(data: bytes, path: str) -> tuple[str, list[Diagnostic]]:
    """Decode a file; what is not UTF-8 becomes U+FFFD and is reported at its line and column."""
    data = data.removeprefix(codecs.BOM_UTF8)  # or positions in the error would be off by its length
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        guess = _guess_encoding(data)
        byte = data[error.start]
        problem = say("the file is not UTF-8 (byte 0x{byte:02x})", byte=byte)
        if guess:
            problem = say("the file is not UTF-8 but looks like {guess} (byte 0x{byte:02x})", guess=guess, byte=byte)
        before = data[: error.start].decode("utf-8")
        return data.decode("utf-8", "replace"), [_not_utf8(path, before, problem)]
    if alien := re.search(r"[\0\x1b]", text):  # what UTF-16 and ISO-2022-JP look like
        problem = say("the file is not text or not UTF-8 (character U+{character:04X})", character=ord(alien[0]))
        return text, [_not_utf8(path, text[: alien.start()], problem)]
    return text, []


def _not_utf8(path: str, before: str, problem: str) -> Diagnostic:
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    column = len(before) - before.rfind("\n")
    return Diagnostic(path, before.count("\n") + 1, column, Code.ENCODING, problem, say("save it as UTF-8"))


def _guess_encoding(data: bytes) -> str:
    for name in ("euc_jp", "shift_jis", "utf_16"):
        if name == "utf_16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue  # any two bytes are a character there
        try:
            text = data.decode(name)
        except UnicodeError:
            continue
        if re.search(r"[ぁ-んァ-ヶ一-龠]", text):
            return name
    return ""
