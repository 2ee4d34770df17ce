"""Marks that docutils has no node for: struck text, and boxes of tasks."""

from __future__ import annotations

from docutils import nodes


class Struck(nodes.Inline, nodes.TextElement):
    """Text that is struck out."""


class Box(nodes.Inline, nodes.Element):
    """The box before a task, ``checked`` or not; it is no text, so that nobody searches or copies it."""
