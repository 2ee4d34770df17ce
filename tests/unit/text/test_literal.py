"""Plain text in Markdown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from shohyo.text.literal import literal


@given(st.text(st.characters(min_codepoint=0x21, exclude_categories=("C", "Z")), min_size=1))
def test_it_is_read_as_it_was_written(text: str) -> None:
    """Whatever marks there are, Markdown finds one text and nothing else."""
    (inline,) = [token for token in MarkdownIt().parse(literal(text)) if token.type == "inline"]
    assert "".join(part.content for part in inline.children or ()) == text
    assert {part.type for part in inline.children or ()} <= {"text", "text_special"}
