"""Markdown text → front matter with positions → typed record, or diagnostics."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import TURNING, Code, Diagnostic, say, suggestion
from ..kinds import KINDS, SLUG
from ..model import MODELS, Drawing, Page, Pattern
from .positioned import KeyPath, Place, place_of, read_mapping
from .validation import shown, validate

#: key as a blog writes it -> our key; at the top level, and inside pictures
TOP_LEVEL_ALIASES = {
    "coverImage": "cover",
    "ogImage": "social_image",
    "description": "summary",
    "canonicalUrl": "canonical_url",
}
IMAGE_ALIASES = {"url": "image"}

#: keys that Sphinx and MyST read themselves -> whether the value is a flag
FILE_WIDE = {
    "orphan": True, "nosearch": True, "no-search": True, "nocomments": True,
    "tocdepth": False, "myst": False, "html_meta": False,
}  # fmt: skip

FOLDER_KINDS = {"reviews": "review", "patterns": "pattern"}

_FENCED = re.compile(r"^(`{3,}|~{3,}).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)

# blank lines, then what would be a block on the first line: each of its lines has a key, is indented or a comment
_LATE_BLOCK = re.compile(
    r"(\s*\n)---[ \t]*\n(?:[A-Za-z_-]+:.*\n)(?:[A-Za-z_-]+:.*\n|[ \t#-].*\n|\n)*?---[ \t]*(?:\n|$)"
)


@dataclass
class FrontMatter:
    """What one file's front matter says."""

    path: str
    record: Page | None = None  #: None if the file has no front matter
    file_wide: dict[str, Any] = field(default_factory=dict)  #: Sphinx's and MyST's own keys
    extra: dict[str, Any] = field(default_factory=dict)  #: free keys, ``x-…``
    places: dict[KeyPath, Place] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    body_line: int = 1  #: line on which the body begins
    body: str = ""

    def place(self, *path: str | int) -> tuple[int, int]:
        """Return line and column of the value at *path*, or of the nearest thing around it."""
        return place_of(self.places, path)


def implied_kind(docname: str) -> str:
    """Return the kind that a document has by its folder; an index is a page everywhere."""
    *folders, name = docname.split("/")
    kinds = (FOLDER_KINDS[folder] for folder in reversed(folders) if folder in FOLDER_KINDS)
    return "page" if name == "index" else next(kinds, "page")


def split(text: str) -> tuple[str, int, str]:
    """Split *text* into the YAML between the ``---`` lines, the body's first line, and the body.

    The YAML is empty and the line 1 if there is no front matter.

    Raises:
        ValueError: the block is not closed.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return "", 1, text
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:number]) + "\n", number + 2, "\n".join(lines[number + 1 :])
    if re.match(r"\s*[\w-]+\s*:", "\n".join(lines[1:])):
        raise ValueError("not closed")
    return "", 1, text


def parse(text: str, path: str, docname: str) -> FrontMatter:
    """Parse one document.

    Args:
        text: the file's text; a BOM and CRLF are fine.
        path: shown in diagnostics.
        docname: path without suffix; its folder implies the kind, its last part the id.

    Returns:
        What is valid of it; each problem, of all kinds at once, is in ``diagnostics``.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    result = FrontMatter(path, body=text)
    try:
        block, result.body_line, result.body = split(text)
    except ValueError:
        result.diagnostics.append(
            Diagnostic(
                path, 1, 1, Code.FRONT_MATTER, say("the front matter is not closed"), say("end it with a line ---")
            )
        )
        return result
    if re.match(r"\+\+\+\s*\n", text):
        result.diagnostics.append(
            Diagnostic(
                path,
                1,
                1,
                Code.FRONT_MATTER,
                say("TOML is not supported here"),
                say("write YAML between two lines ---"),
            )
        )
    if result.body_line == 1:
        if late := _LATE_BLOCK.match(text):
            line = late[0].count("\n", 0, late.end(1)) + 1
            problem = say("the front matter does not begin on the first line")
            result.diagnostics.append(
                Diagnostic(path, line, 1, Code.FRONT_MATTER, problem, say("remove what stands above it"))
            )
        return result
    data = _read(block, result)
    readable = not result.diagnostics or bool(data)
    kind = data.get("kind", implied_kind(docname))
    if not isinstance(kind, str) or kind not in MODELS:
        _report(
            result,
            ("kind",),
            say('kind: "{kind}" is not a kind ({kinds})', kind=shown(kind), kinds=", ".join(KINDS)),
            suggestion(shown(kind), KINDS),
        )
        kind = implied_kind(docname)
    if MODELS[kind] is Pattern:
        name = docname.rpartition("/")[2]
        if "id" not in data and not SLUG.fullmatch(name):
            remedy = say("rename the file or add an id, of lower-case ASCII letters, digits and single hyphens")
            _report(result, (), say('the file name "{name}" is not an id', name=name), remedy)
        else:
            data.setdefault("id", name)
    result.record = validate(MODELS[kind], {**data, "kind": kind}, result, Code.FRONT_MATTER)
    if readable:
        _check_title(result)
    _check_names(result)
    _check_flow(result.record, result)
    result.diagnostics.sort()
    return result


def parse_drawing(block: str, path: str, line: int) -> tuple[Drawing, list[Diagnostic]]:
    """Parse the YAML of a ``{diagram}``.

    Args:
        path: of the file, for diagnostics.
        line: of the file on which the block begins.

    Returns:
        What is valid of it, and each problem.
    """
    # the reader takes the first line of a block for the file's second
    found = read_mapping("\n" * (line - 2) + block, path, code=Code.DIRECTIVE, what="diagram")
    result = FrontMatter(path, places=found.places, diagnostics=list(found.diagnostics))
    drawing = validate(Drawing, found.data, result, Code.DIRECTIVE)
    _check_flow(drawing, result)
    return drawing, sorted(result.diagnostics)


def metadata(front: FrontMatter) -> dict[str, Any]:
    """Flatten the record for ``env.metadata``: texts (a number for ``tocdepth``) under our names, nothing unset."""
    record, flat = front.record, {}
    if record is None:
        return flat
    flat["kind"] = record.kind
    for key in ("title", "date", "updated", "lang", "license", "canonical_url", "shelf", "id", "title_en", "category"):
        if value := getattr(record, key, None):
            flat[key] = str(value)
    flat |= {"book": ", ".join(getattr(record, "books_named", ()))}
    flat |= {"author": ", ".join(author.name for author in record.author), "tags": ", ".join(record.tags)}
    flat |= {"description": record.summary or getattr(record, "intent", None) or ""}
    flat |= {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
        for key, value in front.extra.items()
    }
    # Sphinx looks only whether a flag is there, so one that says false must not be
    for key, value in front.file_wide.items():
        if key in FILE_WIDE and key not in ("myst", "html_meta") and value is not False:
            # the depth is compared with numbers
            flat[key] = "" if value is True else value if key == "tocdepth" else str(value)
    return {key: value for key, value in flat.items() if value or key in FILE_WIDE}


def _report(result: FrontMatter, path: KeyPath, problem: str, remedy: str = "", code: Code = Code.FRONT_MATTER) -> None:
    result.diagnostics.append(Diagnostic(result.path, *result.place(*path), code, problem, remedy))


def _read(block: str, result: FrontMatter) -> dict[str, Any]:
    """Return the keys of the record; Sphinx's, MyST's and free ones go into *result*."""
    found = read_mapping(block, result.path, _aliases, _is_foreign)
    result.places, result.diagnostics = found.places, [*result.diagnostics, *found.diagnostics]
    data = found.data
    result.extra = {key: data.pop(key) for key in list(data) if key.startswith("x-")}
    result.file_wide = {key: data.pop(key) for key in list(data) if key in FILE_WIDE}
    for key, value in list(result.file_wide.items()):
        if key == "tocdepth" and (not isinstance(value, int) or isinstance(value, bool)):
            _report(result, (key,), say('{key}: "{value}" is not a whole number', key=key, value=shown(value)))
            del result.file_wide[key]
        elif FILE_WIDE[key] and not isinstance(value, bool) and value is not None:
            _report(result, (key,), say('{key}: "{value}" is not true or false', key=key, value=shown(value)))
            del result.file_wide[key]
        elif value is None:
            result.file_wide[key] = True
    return data


def _aliases(path: KeyPath) -> Mapping[str, str]:
    return TOP_LEVEL_ALIASES if not path else IMAGE_ALIASES if path[-1] in ("cover", "social_image") else {}


def _is_foreign(key: str) -> bool:
    return key in FILE_WIDE or key.startswith("x-")


def _check_title(result: FrontMatter) -> None:
    """A review or an outline page must have a title, here or as the body's first heading."""
    record = result.record
    if (
        record
        and not record.title
        and record.kind != "page"
        and not re.search(r"^# \S|^\S.*\n=+\s*$", _FENCED.sub("", result.body), re.M)
    ):
        _report(result, (), say("the page has no title"), say("add title: … to the front matter"))


def _check_names(result: FrontMatter) -> None:
    """What is shown on other pages, too, must be one line, and leave the order of the text around it alone."""
    record = result.record
    for key in ("title", "title_en", "tags", "aliases", "author"):
        value = getattr(record, key, None) or ()
        for index, item in enumerate([value] if isinstance(value, str) else value):
            path = (key,) if isinstance(value, str) else (key, index)
            text = item if isinstance(item, str) else item.name
            if found := TURNING.search(text):
                problem = say(
                    "{key}: the character U+{character:04X} turns the order of the text around it",
                    key=key,
                    character=ord(found[0]),
                )
                _report(result, path, problem, say("remove it"), Code.CHARACTER)
            if "\n" in text:
                _report(result, path, say("{key}: it has more than one line", key=key), say("write it on one line"))


def _check_flow(record: Page | Drawing | None, result: FrontMatter) -> None:
    """Every edge of the flow must join two components of the page, or of the drawing."""
    if not isinstance(record, (Pattern, Drawing)):
        return
    ids = [component.id for component in record.components]
    for index, component in enumerate(record.components):
        if component.id in ids[:index]:
            _report(
                result,
                ("components", index, "id"),
                say('components: "{name}" is given twice', name=component.id),
                code=Code.FLOW,
            )
    for index, edge in enumerate(record.flow):
        for key, end in (("from", edge.source), ("to", edge.target)):
            if end not in ids:
                remedy = suggestion(end, ids) or say("({names})", names=", ".join(ids))
                _report(
                    result,
                    ("flow", index, key),
                    say('flow: "{end}" is not a component of this page', end=end),
                    remedy,
                    Code.FLOW,
                )
