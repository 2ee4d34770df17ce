"""The Japanese prose of a page, apart from what textlint sees by itself.

textlint skips front matter and the blocks of directives. ``python -m tests.prose FOLDER PAGE…`` writes their
sentences to a file of the same name in FOLDER, each on the line on which it stands in the page, so that a finding
at ``FOLDER/patterns/x.md:18`` belongs to ``patterns/x.md:18``. ``make lint`` checks both.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from shohyo import frontmatter
from shohyo.frontmatter import FrontMatter
from shohyo.model import Pattern, Review
from shohyo.positioned import KeyPath

_FENCE = re.compile(r"(`{3,}|~{3,}|:{3,})\s*(\{[\w:-]+\})?")


def read(path: Path, docname: str) -> FrontMatter:
    """Return the front matter and the body of a page."""
    return frontmatter.parse(path.read_text("utf-8"), docname + ".md", docname)


def statements(front: FrontMatter) -> Iterator[tuple[KeyPath, str]]:
    """Yield the key path and the text of each sentence of the front matter; names and labels are none."""
    record = front.record
    if record is None:
        return
    if record.summary:
        yield ("summary",), record.summary
    if isinstance(record, Pattern):
        if record.intent:
            yield ("intent",), record.intent
        for number, relation in enumerate(record.relations):
            yield ("relations", number, "why"), relation.why
    if isinstance(record, Review):
        for place, part in enumerate(record.outline):
            for number, chapter in enumerate(part.chapters):
                if chapter.intro:
                    yield ("outline", place, "chapters", number, "intro"), chapter.intro


def captions(front: FrontMatter) -> Iterator[tuple[int, str]]:
    """Yield line and text of what directives show: sentences, and the text alternative of a figure."""
    fence, directive = "", None
    for number, line in enumerate(front.body.split("\n"), start=front.body_line):
        text = line.strip()
        if match := _FENCE.match(text):
            if not fence:
                fence, directive = match[1], match[2]
            elif text == fence:
                fence = ""
        elif fence and directive:
            option, value = re.match(r"(?::([\w-]+):)?\s*(.*)", text).groups()
            if option == "alt" or (option is None and "。" in value):
                yield number, value


def hidden(front: FrontMatter) -> dict[int, str]:
    """Return line → Markdown for all that textlint does not see.

    Intents and reasons are in plain form, as lists are; summaries, introductions and captions are text.
    """
    found = dict(captions(front))
    for path, text in statements(front):
        mark = "- " if path[-1] in ("intent", "why") else ""
        found[front.place(*path)[0]] = mark + " ".join(text.split())
    return found


def main(folder: str, *pages: str) -> None:
    """Write the hidden prose of *pages*, given relative to the current folder, into *folder*."""
    for page in pages:
        lines = hidden(read(Path(page), page.removesuffix(".md")))
        target = Path(folder) / page
        target.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))
        target.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
