"""What must hold of the footnotes of a page: each is called, and has one text."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..errors import Code, Diagnostic, say, suggestion
from .documents import SourcePage


def check_notes(page: SourcePage, elsewhere: Collection[str]) -> Iterator[Diagnostic]:
    """Yield what is wrong with footnotes.

    Args:
        page: where they are written.
        elsewhere: names of those in files that become part of the page.
    """
    if any(fault.code == Code.UNCLOSED for fault in page.markup.faults):
        return  # what has no end may have taken them
    unsure = page.markup.note_names.union(elsewhere)
    notes = sorted(page.markup.notes)
    called = {note.label for note in notes if not note.is_definition}
    lines: dict[str, int] = {}  # of definitions
    for note in notes:
        if note.is_definition:
            problem = remedy = None
            if note.label in lines:
                problem = say(
                    'the footnote "{name}" has a text in line {line}', name=note.label, line=lines[note.label]
                )
                remedy = say("remove this one, or give it another name")
            elif note.label not in called and note.label not in unsure:
                problem = say('the footnote "{name}" is called nowhere', name=note.label)
                remedy = say('write "[^{name}]" where it belongs, or remove it', name=note.label)
            lines.setdefault(note.label, note.line)
            if problem and remedy:
                yield Diagnostic(page.path, note.line, note.column, Code.FOOTNOTE, problem, remedy)
    for note in notes:
        if not note.is_definition and note.label not in lines and note.label not in unsure:
            problem = say('the footnote "{name}" has no text', name=note.label)
            remedy = suggestion(note.label, lines) or say(
                'write "[^{name}]: …" on a line of its own, or "\\[" if it is no footnote', name=note.label
            )
            yield Diagnostic(page.path, note.line, note.column, Code.FOOTNOTE, problem, remedy)
