"""The tables of bad inputs in ``tests/data/bad``, and how a case is written to the disk.

The head of ``cases.yaml`` says what the keys of a case mean.
"""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "data/bad"
#: what is set in every project; cases with a conf.py of their own add to it
CONF = 'extensions = ["shohyo"]\n'

Case = Mapping[str, Any]


def load(name: str) -> list[dict[str, Any]]:
    """Return the cases of one table."""
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))


CASES = [case for path in sorted(FOLDER.glob("*.yaml")) for case in load(path.name)]


def is_alone(case: Case) -> bool:
    """Tell whether a case must be a project by itself: it has settings, or is about what stands at the top."""
    paths = [*case.get("files", ()), *case.get("links", ())]
    return bool(case.get("alone")) or "conf.py" in paths or any(path.startswith("../") for path in paths)


#: cases that stand in folders of one project
GROUPED = [case for case in CASES if not is_alone(case)]


def case_files(case: Case) -> dict[str, bytes]:
    """Return the regular files of a case as they stand on the disk."""
    files = case.get("files") or ({case.get("path", "page.md"): case["text"]} if "text" in case else {})
    bom, newline = "\ufeff" if case.get("bom") else "", case.get("newline", "\n")
    found = {
        path: (bom + text.replace("\n", newline)).encode(case.get("encoding", "utf-8"))
        + bytes.fromhex(case.get("hex", ""))
        for path, text in files.items()
    }
    found |= {path: bytes.fromhex(data) for path, data in case.get("bytes", {}).items()}
    found |= {os.fsdecode(bytes.fromhex(name)): text.encode() for name, text in case.get("raw", {}).items()}
    found |= {path: b"".join(map(_repeated, pieces)) for path, pieces in case.get("repeat", {}).items()}
    found |= {path: text for name, count in case.get("chain", {}).items() for path, text in _chain(name, count)}
    found |= {path: _png(*size) for path, size in case.get("png", {}).items()}
    return found


def _repeated(piece: str | list[Any]) -> bytes:
    """Return a text so many times, each time with one more of *step* before it, if there is one."""
    if isinstance(piece, str):
        return piece.encode()
    text, count, step = (*piece, "")[:3]
    return "".join(step * number + text for number in range(count)).encode()


def _chain(name: str, count: int) -> Iterator[tuple[str, bytes]]:
    """Yield pages each of which lists the next."""
    for number in range(count):
        entry = f"\n```{{toctree}}\n{name}-{number + 1}\n```\n" if number < count - 1 else ""
        yield f"{name}-{number}.md", f"# Page {number}\n{entry}".encode()


def _png(width: int, height: int) -> bytes:
    """Return the head of a picture of that size."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", width, height, 8, 2, 0, 0, 0) + bytes(4)


def write_files(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder and return the folder."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def write_case(root: Path, case: Case, *, conf: str = "") -> Path:
    """Write all that a case has into a folder; with *conf* it is a project that Sphinx can build."""
    files = case_files(case)
    if conf:
        files = {"index.md": b"# Index\n", **files, "conf.py": conf.encode() + files.get("conf.py", b"")}
    root.mkdir(parents=True, exist_ok=True)
    write_files(root, files)
    for folder in case.get("folders", ()):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for path in case.get("fifo", ()):
        os.mkfifo(root / path)
    for path in case.get("socket", ()):
        os.mknod(root / path, stat.S_IFSOCK | 0o600)
    for path, target in case.get("links", {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(target)
    return root


def write_group(root: Path) -> Path:
    """Write all cases that need no project of their own into folders of one, which are called by their numbers."""
    for number, case in enumerate(GROUPED):
        write_case(root / str(number), case)
    return write_files(root, {"conf.py": CONF, "index.md": "# Index\n"})


def html_of(case: Case, output: Path) -> Iterator[tuple[str, str, bool]]:
    """Yield page, text, and whether it is right, for all that the pages of a case must and must not have."""
    for page, wanted in case.get("html", {}).items():
        file = output / page
        written = file.read_text("utf-8") if file.is_file() else ""
        yield from ((page, text, text in written) for text in wanted.get("has", ()))
        yield from ((page, text, text not in written) for text in wanted.get("lacks", ()))
