"""Markdown text → front matter with positions → typed record, or diagnostics."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..errors import TURNING, Code, Diagnostic, say, suggestion
from ..fields.positioned import KeyPath, Place, place_of, read_mapping
from ..fields.toml import read_toml
from ..fields.validation import shown, validate
from ..kinds import KINDS, SLUG
from ..model import MODELS, Drawing, Page, Pattern
from ..nearest import nearest
from ..publicity import DATE_KEYS, is_later, keeps_back, may_say, publicity_of, row_of

#: key as a blog writes it -> our key; at the top level, and inside pictures
TOP_LEVEL_ALIASES = {
    "coverImage": "cover",
    "ogImage": "social_image",
    "description": "summary",
    "canonicalUrl": "canonical_url",
    **dict.fromkeys(DATE_KEYS, "date"),
    **dict.fromkeys(["lastmod", "modified", "last_modified_at"], "updated"),
    "authors": "author",
    "excerpt": "summary",
    "topics": "tags",
}
IMAGE_ALIASES = {"url": "image"}

#: keys that Sphinx and MyST read themselves -> whether the value is a flag
FILE_WIDE = {
    "orphan": True, "nosearch": True, "no-search": True, "nocomments": True,
    "tocdepth": False, "myst": False, "html_meta": False,
}  # fmt: skip

FOLDER_KINDS = {"reviews": "review", "patterns": "pattern"}

#: keys whose values are lists of short names, and what stands between such in Japanese
_LISTS = frozenset({"tags", "aliases", "author"})
SEPARATOR = re.compile("[、，；]")

_FENCED = re.compile(r"^(`{3,}|~{3,}).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)

#: lines of a page in which what looks like front matter and is none may say that the page is not public
_HEAD = 60
#: a line --- in other dashes, as word processors make them of it, and a key below it
_DASHES = re.compile(r"[－—–―ー─‐−-]{1,6}[ \t]*\n[\w-]+[ \t]*[:：]")
_JSON = re.compile(r"\{\s*\n?\s*\"[\w-]+\"\s*:")

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
    block: str = ""  #: front matter as it is written
    is_broken: bool = False  #: whether some of it could not be read at all
    is_withheld: bool = False  #: whether something that could not be read may say that the page is not public

    @property
    def is_draft(self) -> bool:
        """Whether the page is not to be published."""
        return self.is_withheld or (self.record is not None and self.record.draft)

    @cached_property
    def faulty(self) -> frozenset[str]:
        """The keys at the top in which something is wrong; ask for it when all is known."""
        keys = sorted((place.line, place.column, path[0]) for path, place in self.places.items() if len(path) == 1)
        found = set()
        for item in self.diagnostics:
            above = [key for line, column, key in keys if (line, column) <= (item.line, item.column)]
            found.update(above[-1:])
        return frozenset(map(str, found))

    @property
    def unread(self) -> tuple[tuple[str, str], ...]:
        """Keys at the top in which something is wrong, and their text; a star is the key of a whole block."""
        if self.record is None:
            return (("*", f"{self.block}\n{self.slug}"),) if self.is_broken else ()
        wrong = {item.line - 2 for item in self.diagnostics if item.code == Code.FRONT_MATTER and item.line > 1}
        lines = self.block.split("\n") if wrong else []
        starts = [row for row, line in enumerate(lines) if re.match(r"[^\s#-]", line)]
        found = []
        for start, end in itertools.pairwise([*starts, len(lines)]):
            if not wrong.isdisjoint(range(start, end)):
                key = re.split(r"\s*[:：=]", lines[start].strip("\"'["), maxsplit=1)[0]
                name = self.slug if key in ("id", "kind") else ""
                found.append((TOP_LEVEL_ALIASES.get(key, key), "\n".join([*lines[start:end], name])))
        return tuple(found)

    @property
    def slug(self) -> str:
        return self.path.rpartition("/")[2].rpartition(".")[0]

    def place(self, *path: str | int) -> tuple[int, int]:
        """Return line and column of the value at *path*, or of the nearest thing around it."""
        return place_of(self.places, path)


def implied_kind(docname: str) -> str:
    """Return the kind that a document has by its folder; an index is a page everywhere."""
    *folders, name = docname.split("/")
    kinds = (FOLDER_KINDS[folder] for folder in reversed(folders) if folder in FOLDER_KINDS)
    return "page" if name == "index" else next(kinds, "page")


def split(text: str) -> tuple[str, int, str]:
    """Split *text* into the block between ``---`` or ``+++`` lines, the body's first line, and the body.

    The block is empty and the line 1 if there is no front matter.

    Raises:
        ValueError: the block is not closed.
    """
    lines = text.split("\n")
    fence = lines[0].rstrip()
    if fence not in ("---", "+++"):
        return "", 1, text
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == fence or (fence == "---" and line.rstrip() == "..."):
            return "\n".join(lines[1:number]) + "\n", number + 2, "\n".join(lines[number + 1 :])
    if re.match(r"\s*[\w-]+\s*[:：]" if fence == "---" else r"\s*[\w-]+\s*=", "\n".join(lines[1:])):
        raise ValueError("not closed")
    return "", 1, text


def may_be_draft(text: str, today: dt.date | None) -> bool:
    """Tell whether a page may be a draft; if not, its front matter need not be read for that."""
    try:
        block, line, _body = split(_with_lines(text))
    except ValueError:
        block, line = "", 1
    return may_say(block if line > 1 else "\n".join(text.splitlines()[:_HEAD]), today)


def _with_lines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def parse(text: str, path: str, docname: str, today: dt.date | None = None) -> FrontMatter:
    """Parse one document.

    Args:
        text: the file's text; a BOM and CRLF are fine.
        path: shown in diagnostics.
        docname: path without suffix; its folder implies the kind, its last part the id.
        today: a page with a later date is a draft; None if no day is known.

    Returns:
        What is valid of it; each problem, of all kinds at once, is in ``diagnostics``.
    """
    text = _with_lines(text)
    result = FrontMatter(path, body=text)
    try:
        result.block, result.body_line, result.body = split(text)
    except ValueError:
        fence = text[:3]
        _without_record(
            result, 1, say("the front matter is not closed"), say("end it with a line {fence}", fence=fence)
        )
        return result
    if result.body_line == 1:
        if late := _LATE_BLOCK.match(text):
            line = late[0].count("\n", 0, late.end(1)) + 1
            _without_record(
                result,
                line,
                say("the front matter does not begin on the first line"),
                say("remove what stands above it"),
            )
        elif _DASHES.match(text):
            _without_record(
                result,
                1,
                say('"{written}" does not begin front matter', written=text.split()[0]),
                say("write three hyphens: ---"),
            )
        elif _JSON.match(text):
            _without_record(result, 1, say("JSON is not supported here"), say("write YAML between two lines ---"))
        return result
    data = _read(result, today, text.startswith("+++"))
    kind = _kind_of(data, result, docname)
    if MODELS[kind] is Pattern:
        name = docname.rpartition("/")[2]
        if "id" not in data and not SLUG.fullmatch(name):
            remedy = say("rename the file or add an id, of lower-case ASCII letters, digits and single hyphens")
            _report(result, (), say('the file name "{name}" is not an id', name=name), remedy)
        else:
            data.setdefault("id", name)
    result.record = validate(MODELS[kind], {**data, "kind": kind}, result, Code.FRONT_MATTER)
    if today and result.record.date and result.record.date > today:
        result.record = result.record.model_copy(update={"draft": True})
    # what was not read, or was given twice, may say that the page is not public
    if result.diagnostics:
        result.is_withheld = keeps_back((line.strip() for line in result.block.split("\n")), today)
    _check_title(result)
    _check_names(result)
    _check_flow(result.record, result)
    result.diagnostics.sort()
    return result


def _without_record(result: FrontMatter, line: int, problem: str, remedy: str) -> None:
    """Report a block that is not read."""
    result.diagnostics.append(Diagnostic(result.path, line, 1, Code.FRONT_MATTER, problem, remedy))
    result.block = "\n".join(result.body.split("\n", _HEAD)[:_HEAD])
    result.is_broken = True
    result.is_withheld = keeps_back(line.strip() for line in result.block.split("\n"))


def _kind_of(data: Mapping[str, Any], result: FrontMatter, docname: str) -> str:
    """Return the kind of a page: the one that is written or meant, or that of its folder."""
    kind = data.get("kind", implied_kind(docname))
    if isinstance(kind, str) and kind in MODELS:
        return kind
    problem = say('kind: "{kind}" is not a kind ({kinds})', kind=shown(kind), kinds=", ".join(KINDS))
    _report(result, ("kind",), problem, suggestion(shown(kind), KINDS))
    return nearest(shown(kind), KINDS) or implied_kind(docname)


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
    flat |= {"description": record.in_short}
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


def _read(result: FrontMatter, today: dt.date | None, is_toml: bool) -> dict[str, Any]:
    """Return the keys of the record; Sphinx's, MyST's and free ones go into *result*."""
    read = read_toml if is_toml else read_mapping
    found = read(result.block, result.path, _aliases, _is_foreign)
    result.places, result.diagnostics = found.places, [*result.diagnostics, *found.diagnostics]
    result.is_broken = found.is_broken
    data = found.data
    result.extra = {key: data.pop(key) for key in list(data) if key.startswith("x-")}
    result.file_wide = {key: data.pop(key) for key in list(data) if key in FILE_WIDE}
    for key, value in list(result.file_wide.items()):
        if key == "tocdepth" and (not isinstance(value, int) or isinstance(value, bool)):
            if value is not None:
                _report(result, (key,), say('{key}: "{value}" is not a whole number', key=key, value=shown(value)))
            del result.file_wide[key]
        elif FILE_WIDE[key] and not isinstance(value, bool) and value is not None:
            _report(result, (key,), say('{key}: "{value}" is not true or false', key=key, value=shown(value)))
            del result.file_wide[key]
        elif value is None:
            result.file_wide[key] = True
    _read_publicity(data, result, today)
    _drop_empty(data, result.places)
    return data


def _read_publicity(data: dict[str, Any], result: FrontMatter, today: dt.date | None) -> None:
    """Take out what says whether the page is public, in any words, and leave ``draft`` and ``date``."""
    said = publicity_of(data)
    for key, problem, remedy in said.wrong:
        place = result.places.get((key,))
        at = (place.line, place.column) if place and problem.startswith('"') else result.place(key)
        result.diagnostics.append(Diagnostic(result.path, *at, Code.FRONT_MATTER, problem, remedy))
    for key in [key for key in data if row_of(key)]:
        del data[key]
    if said.date_key and "date" not in data:
        data["date"] = said.date
        if place := result.places.get((said.date_key,)):  # a key in quotation marks has none in TOML
            result.places[("date",)] = place
    if said.is_draft or (said.date_key and today and is_later(said.date, today)):
        data["draft"] = True


def _drop_empty(data: Any, places: dict[KeyPath, Place], path: KeyPath = ()) -> None:
    """Drop keys that have no value: they are not set."""
    for key, value in list(data.items() if isinstance(data, dict) else enumerate(data)):
        if isinstance(data, dict) and (value is None or value == ""):
            del data[key]
            places.pop((*path, key), None)
        elif isinstance(value, (dict, list)):
            was_empty = not value
            _drop_empty(value, places, (*path, key))
            if value == {} and not was_empty and isinstance(data, dict):  # nor is what has none but such
                del data[key]


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
        and not result.is_broken
        and ("title",) not in result.places  # it was said what is wrong with it
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
            sign = SEPARATOR.search(text) if key in _LISTS else None
            if sign and (names := [name.strip() for name in SEPARATOR.split(text) if name.strip()]):
                problem = say(
                    '{key}: "{value}" may be several, with "{sign}" between them', key=key, value=text, sign=sign[0]
                )
                _report(result, path, problem, say("write [{names}]", names=", ".join(names)), Code.MARKUP)
            if "\n" in text:
                _report(result, path, say("{key}: it has more than one line", key=key), say("write it on one line"))


def _check_flow(record: Page | Drawing | None, result: FrontMatter) -> None:
    """Every edge of the flow must join two components of the page, or of the drawing."""
    if not isinstance(record, (Pattern, Drawing)):
        return
    is_whole = "components" not in result.faulty  # else an edge may name one that was dropped
    ids = [component.id for component in record.components]
    for index, component in enumerate(record.components):
        if component.id in ids[:index]:
            _report(
                result,
                ("components", index, "id"),
                say('components: "{name}" is given twice', name=component.id),
                code=Code.FLOW,
            )
    for index, edge in enumerate(record.flow if is_whole else ()):
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
