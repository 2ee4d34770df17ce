"""Whether a built site shows that there are drafts: a page, or a name of one in any file, packed ones too."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..checks.documents import is_draft, read_page
from ..source.project import Project
from ..wording import Wording, say

#: endings of files that are looked into
TEXTS = frozenset({
    ".html", ".js", ".json", ".xml", ".atom", ".rss", ".txt", ".md", ".rst", ".csv", ".bib", ".ris", ".svg", ".inv",
    ".webmanifest", ".yaml", ".yml",
})  # fmt: skip
INVENTORY = b"# Sphinx inventory"


@dataclass(frozen=True)
class Draft:
    """A page that is not for the public."""

    docname: str
    title: str


def drafts_of(project: Project) -> tuple[Draft, ...]:
    """Return the drafts of a project."""
    drafts = (source for source in project.documents.values() if is_draft(source, project))
    pages = ((source.docname, read_page(source, project).document) for source in drafts)
    return tuple(Draft(docname, document.title if document else "") for docname, document in pages)


def leaks(folder: Path, files: Sequence[str], drafts: Sequence[Draft]) -> Iterator[tuple[str, Wording]]:
    """Yield file and problem for each that names a draft."""
    if not drafts:
        return
    named = naming(drafts)
    for name in files:
        for text in _texts(folder / name):
            if match := named.search(text):
                yield name, say('it names the draft "{name}"', name=match[0])


def naming(drafts: Sequence[Draft]) -> re.Pattern[str]:
    """Return a pattern of what names one of some drafts."""
    patterns = [_paths(draft.docname) for draft in drafts]
    titles = "|".join(re.escape(draft.title) for draft in drafts if draft.title)
    # a title as the whole of a text
    patterns += [rf"(?<=[>\"'])(?:{titles})(?=[<\"'])"] if titles else []
    return re.compile("|".join(patterns))


def _paths(docname: str) -> str:
    """Return a pattern of the path of a page; one at the top is a word, too, and has to look like a file."""
    name, file = re.escape(docname), r"\.(?:x?html|md|rst|js)\b"
    return rf"(?<![\w-]){name}(?={file}|/?[\"'<>#\s`)])" if "/" in docname else rf"(?<![\w-])(?<!\w/){name}(?={file})"


def _texts(file: Path) -> Iterator[str]:
    if file.suffix == ".epub":
        try:
            with zipfile.ZipFile(file) as packed:
                yield from (
                    packed.read(name).decode("utf-8", "replace")
                    for name in packed.namelist()
                    if Path(name).suffix in (TEXTS | {".xhtml", ".opf", ".ncx"})
                )
        except zipfile.BadZipFile:
            return
    elif file.suffix in TEXTS:
        data = file.read_bytes()
        if data.startswith(INVENTORY):
            try:
                data = zlib.decompress(data.partition(b"zlib.\n")[2])
            except zlib.error:
                return
        yield data.decode("utf-8", "replace")
