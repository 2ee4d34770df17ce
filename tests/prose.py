"""The Japanese prose of a page, apart from what textlint sees by itself, and that of files of data.

textlint skips front matter and the blocks of directives, and does not know YAML. ``python -m tests.prose FOLDER FILE…``
writes their sentences to a file of the same name in FOLDER, for ``x.yaml`` to ``x.yaml.md``, each on the line on which
it stands, so that a finding at ``FOLDER/patterns/x.md:18`` belongs to ``patterns/x.md:18``. ``make lint`` checks all.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from shohyo.fields.positioned import KeyPath
from shohyo.model import Pattern, Review
from shohyo.source import frontmatter
from shohyo.source.frontmatter import FrontMatter

_FENCE = re.compile(r"(`{3,}|~{3,}|:{3,})\s*(\{[\w:-]+\})?")

#: keys of guides, their cases and crosswalks whose values are sentences
_TOLD = ("situation", "text", "why", "action", "when", "checks", "none")


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
        for number, trait in enumerate(record.traits):
            yield ("traits", number, "value"), trait.value
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

    Intents, reasons and traits are in plain form, as lists are; summaries, introductions and captions are text.
    """
    found = dict(captions(front))
    for path, text in statements(front):
        mark = "- " if path[-1] in ("intent", "why", "value") else ""
        found[front.place(*path)[0]] = mark + " ".join(text.split())
    return found


def told(text: str) -> dict[int, str]:
    """Return line → Markdown for the sentences of a guide or a crosswalk.

    Questions and their reasons are text; everything else stands in lists and is in plain form.
    """
    found: dict[int, str] = {}

    def visit(node: yaml.Node | None, key: str, mark: str) -> None:
        if isinstance(node, yaml.MappingNode):
            is_question = any(name.value == "answers" for name, _value in node.value)
            for name, value in node.value:
                visit(value, name.value, "" if is_question else "- ")
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                visit(item, key, mark)
        elif isinstance(node, yaml.ScalarNode) and key in _TOLD:
            line, sentence = node.start_mark.line + 1, " ".join(node.value.split())
            found[line] = found[line].rstrip("。") + "。" + sentence if line in found else mark + sentence

    visit(yaml.compose(text), "", "")
    return found


def main(folder: str, *files: str) -> None:
    """Write the hidden prose of pages and data, given relative to the current folder, into *folder*."""
    for file in files:
        path = Path(file)
        is_data = path.suffix == ".yaml"
        lines = told(path.read_text("utf-8")) if is_data else hidden(read(path, file.removesuffix(".md")))
        target = Path(folder, f"{file}.md" if is_data else file)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))
        target.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
