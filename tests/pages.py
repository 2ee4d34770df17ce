"""Pages with front matter that tests make of a few words, and a small site of them with everything in it."""

from __future__ import annotations

from typing import Any

from shohyo.data.catalogue import Document
from shohyo.model import MODELS


def document(docname: str, **data: Any) -> Document:
    """Return a page of the kind that its folder implies."""
    kind = data.pop("kind", "review" if docname.startswith("reviews/") else "pattern")
    if kind not in ("review", "book", "page"):
        data = {"id": docname.rpartition("/")[2], "sources": ["key"], **data}
    record = MODELS[kind].model_validate({"kind": kind, "title": docname, **data})
    return Document(docname, f"{docname}.md", record, record.title)


def relation(kind: str, target: str, **data: Any) -> dict[str, Any]:
    return {"type": kind, "target": target, "why": "W", "basis": "ours", **data}


def chapter(number: int, *entries: Any, **data: Any) -> dict[str, Any]:
    return {"number": number, "title": f"C{number}", "patterns": list(entries), **data}


SITE = [
    document("reviews/book", book="k", tags=["MLOps"], outline=[
        {"part": 1, "chapters": [chapter(1, "b", {"heading": "H"}, "a"), chapter(2, "missing", "c", id="two")]},
        {"chapters": [chapter(3)]},
    ]),
    document("reviews/other", book="k", outline=[{"chapters": [chapter(1, "c", "b")]}], draft=True, tags=["MLOps"]),
    document("patterns/a", title="甲", title_en="Alpha", aliases=["Ａ Pattern"], tags=["x", "MLOps"],
             relations=[relation("refines", "b"), relation("combines-with", "c"), relation("refines", "gone"), relation("refines", "a")]),
    document("patterns/b", relations=[relation("prerequisite-of", "a")]),
    document("patterns/c", kind="antipattern"),
    document("patterns/d", kind="topic"),
    document("about", kind="page", tags=["x"]),
]  # fmt: skip
