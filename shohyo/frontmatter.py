"""Markdown text → front matter with positions → typed record, or diagnostics."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from .errors import Code, Diagnostic, suggestion
from .model import INVERSE, KINDS, MODELS, SLUG, Page, Pattern
from .positioned import MAX_DEPTH, KeyPath, Place, place_of, read_mapping

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
            Diagnostic(path, 1, 1, Code.FRONT_MATTER, "the front matter is not closed", "end it with a line ---")
        )
        return result
    if re.match(r"\+\+\+\s*\n", text):
        result.diagnostics.append(
            Diagnostic(
                path,
                1,
                1,
                Code.FRONT_MATTER,
                "TOML is not supported here",
                "write YAML between two lines ---, or use the importer",
            )
        )
    if result.body_line == 1:
        if late := _LATE_BLOCK.match(text):
            line = late[0].count("\n", 0, late.end(1)) + 1
            problem = "the front matter does not begin on the first line"
            result.diagnostics.append(
                Diagnostic(path, line, 1, Code.FRONT_MATTER, problem, "remove what stands above it")
            )
        return result
    data = _read(block, result)
    readable = not result.diagnostics or bool(data)
    kind = data.get("kind", implied_kind(docname))
    if not isinstance(kind, str) or kind not in MODELS:
        _report(
            result,
            ("kind",),
            f'kind: "{_shown(kind)}" is not a kind ({", ".join(KINDS)})',
            suggestion(_shown(kind), KINDS),
        )
        kind = implied_kind(docname)
    if MODELS[kind] is Pattern:
        name = docname.rpartition("/")[2]
        if "id" not in data and not SLUG.fullmatch(name):
            remedy = "rename the file or add an id, of lower-case ASCII letters, digits and single hyphens"
            _report(result, (), f'the file name "{name}" is not an id', remedy)
        else:
            data.setdefault("id", name)
    result.record = _validate(MODELS[kind], {**data, "kind": kind}, result)
    if readable:
        _check_title(result)
    _check_flow(result)
    result.diagnostics = sorted(without_suppressed(result.diagnostics, result.record))
    return result


def without_suppressed(diagnostics: list[Diagnostic], record: Page | None) -> list[Diagnostic]:
    """Return the findings that the page has not accepted under ``suppress``."""
    accepted = {item.code for item in record.suppress} if record else set()
    return [item for item in diagnostics if item.code not in accepted]


def metadata(front: FrontMatter) -> dict[str, Any]:
    """Flatten the record for ``env.metadata``: texts (a number for ``tocdepth``) under our names, nothing unset."""
    record, flat = front.record, {}
    if record is None:
        return flat
    flat["kind"] = record.kind
    for key in ("title", "date", "updated", "lang", "license", "canonical_url", "book", "id", "title_en", "category"):
        if value := getattr(record, key, None):
            flat[key] = str(value)
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
            _report(result, (key,), f'{key}: "{_shown(value)}" is not a whole number')
            del result.file_wide[key]
        elif FILE_WIDE[key] and not isinstance(value, bool) and value is not None:
            _report(result, (key,), f'{key}: "{_shown(value)}" is not true or false')
            del result.file_wide[key]
        elif value is None:
            result.file_wide[key] = True
    return data


def _aliases(path: KeyPath) -> Mapping[str, str]:
    return TOP_LEVEL_ALIASES if not path else IMAGE_ALIASES if path[-1] in ("cover", "social_image") else {}


def _is_foreign(key: str) -> bool:
    return key in FILE_WIDE or key.startswith("x-")


# --- validation ----------------------------------------------------------------------------------


def _validate(model: type[Page], data: dict[str, Any], result: FrontMatter) -> Page:
    """Validate *data*; report what is wrong, drop it, and return a record of the rest."""
    attempt = 0
    while True:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            problems = [(_written_path(item["loc"], data), item) for item in error.errors(include_url=False)]
        for path, problem in problems:
            if attempt == 0:  # what is still wrong later was caused by dropping
                _report_invalid(model, path, problem, result)
        # a mapping that lacks a key goes as a whole; later items first, so that indices keep their meaning
        paths = {path[:-1] if item["type"] == "missing" else path for path, item in problems}
        paths = {path[:1] for path in paths} if attempt > MAX_DEPTH else paths
        for path in sorted(
            paths,
            key=lambda path: [(str(step), 0) if isinstance(step, str) else ("", step) for step in path],
            reverse=True,
        ):
            _drop(data, path, result.places)
        attempt += 1


def _written_path(loc: KeyPath, data: Any) -> KeyPath:
    """Return *loc* as the author wrote it: validators turn one value into a list, and a text into a mapping."""
    path: KeyPath = ()
    for step in loc:
        if isinstance(data, dict) and isinstance(step, str):
            path = (*path, step)
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            path = (*path, step)
            data = data[step]
    return path


def _drop(data: Any, path: KeyPath, places: dict[KeyPath, Place]) -> None:
    """Remove the value at *path*; in a list, what follows moves up, and its places with it."""
    *parents, last = path
    for step in parents:
        data = data[step]
    if isinstance(data, dict):
        data.pop(last, None)
        return
    del data[last]
    depth = len(parents)
    inside = {key: place for key, place in places.items() if key[:depth] == tuple(parents) and len(key) > depth}
    for key in inside:
        del places[key]
    for key, place in inside.items():
        if key[depth] != last:
            places[(*parents, key[depth] - (key[depth] > last), *key[depth + 1 :])] = place


def _report_invalid(model: type[Page], loc: KeyPath, problem: Mapping[str, Any], result: FrontMatter) -> None:
    name, kind, context = str(loc[-1]) if loc else "", problem["type"], problem.get("ctx", {})
    label = ".".join(str(step) for step in loc if isinstance(step, str)) or name
    given = _shown(problem["input"])
    if kind == "extra_forbidden":
        known = _known_keys(model, loc)
        place = result.places.get(loc)
        line, column = (place.line, place.column) if place else result.place(*loc)
        remedy = suggestion(name, known) or (
            f"(allowed: {', '.join(known)})" if len(loc) > 1 else "(free keys begin with x-)"
        )
        result.diagnostics.append(
            Diagnostic(result.path, line, column, Code.FRONT_MATTER, f'unknown key "{name}"', remedy)
        )
    elif kind == "missing":
        _report(result, loc[:-1], f'the key "{name}" is missing', f"add it: {name}: …")
    elif kind == "literal_error":
        allowed = re.findall(r"'([^']+)'", context["expected"])
        if name == "type" and given in (stated := {inverse: type_ for type_, inverse in INVERSE.items()}):
            _report(
                result,
                loc,
                f'{label}: "{given}" is the other end of "{stated[given]}"',
                f'state "{stated[given]}" on the other page',
            )
            return
        _report(
            result, loc, f'{label}: "{given}" is not allowed ({", ".join(allowed)})', suggestion(str(given), allowed)
        )
    elif kind == "enum":
        allowed = [code.value for code in Code]
        _report(
            result, loc, f'{label}: "{given}" is not a code ({", ".join(allowed)})', suggestion(str(given), allowed)
        )
    else:
        _report(result, loc, f"{label}: {_wrong(kind, given, problem['msg'], context)}")


def _wrong(kind: str, given: str, message: str, context: Mapping[str, Any]) -> str:
    """Say what is wrong with a value, and what to write instead."""
    expected = {
        "string_type": "is not a text; write one value, in quotation marks if need be",
        "bool_type": "is not true or false",
        "bool_parsing": "is not true or false",
        "int_type": "is not a whole number",
        "int_parsing": "is not a whole number",
        "int_parsing_size": "is not a whole number",
        "int_from_float": "is not a whole number",
        "float_type": "is not a number",
        "float_parsing": "is not a number",
        "finite_number": "is not a number",
        "tuple_type": "is not a list; write a line “- …” for each item",
        "model_type": "is not a mapping; write its keys on lines of their own",
        "model_attributes_type": "is not a mapping; write its keys on lines of their own",
        "string_too_short": "is empty; write a text or remove the key",
        "string_pattern_mismatch": "is not a language tag; write one such as ja or en",
        "greater_than": f"is too small; it must be greater than {context.get('gt')}",
        "greater_than_equal": f"is too small; it must be at least {context.get('ge')}",
        "less_than_equal": f"is too large; it must be at most {context.get('le', 0):g}",
    }.get(kind, message)
    return f'"{given}" {expected}'


def _shown(value: Any) -> str:
    """Return a value as the author wrote it, shortened to 60 code points."""
    if isinstance(value, (dict, list)):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"


def _known_keys(model: type[BaseModel], loc: KeyPath) -> list[str]:
    """Return the keys allowed in the mapping that holds the last step of *loc*."""
    for step in loc[:-1]:
        if isinstance(step, str):
            model = _nested_model(model, step) or model
    return [info.alias or name for name, info in model.model_fields.items()]


def _nested_model(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    found = [info.annotation for name, info in model.model_fields.items() if (info.alias or name) == key]
    while found:
        candidate = found.pop()
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
        found.extend(getattr(candidate, "__args__", ()))
    return None


def _check_title(result: FrontMatter) -> None:
    """A review or an outline page must have a title, here or as the body's first heading."""
    record = result.record
    if (
        record
        and not record.title
        and record.kind != "page"
        and not re.search(r"^# \S|^\S.*\n=+\s*$", _FENCED.sub("", result.body), re.M)
    ):
        _report(result, (), "the page has no title", "add title: … to the front matter")


def _check_flow(result: FrontMatter) -> None:
    """Every edge of the flow must join two components of the page."""
    record = result.record
    if not isinstance(record, Pattern):
        return
    ids = [component.id for component in record.components]
    for index, component in enumerate(record.components):
        if component.id in ids[:index]:
            _report(result, ("components", index, "id"), f'components: "{component.id}" is given twice', code=Code.FLOW)
    for index, edge in enumerate(record.flow):
        for key, end in (("from", edge.source), ("to", edge.target)):
            if end not in ids:
                remedy = suggestion(end, ids) or f"({', '.join(ids)})"
                _report(
                    result, ("flow", index, key), f'flow: "{end}" is not a component of this page', remedy, Code.FLOW
                )
