"""Plain data with positions → a typed record, and a diagnostic for everything in it that is wrong."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import Code, Diagnostic, foreign, say, suggestion
from ..model import INVERSE
from .positioned import MAX_DEPTH, KeyPath, Place, place_of

_Model = TypeVar("_Model", bound=BaseModel)


class Findings(Protocol):
    """What was read: where everything stands, and where findings go."""

    path: str
    places: dict[KeyPath, Place]
    diagnostics: list[Diagnostic]


def validate(model: type[_Model], data: dict[str, Any], result: Findings, code: Code) -> _Model:
    """Validate *data*; report what is wrong, drop it, and return a record of the rest.

    *data* and the places of *result* are changed: what is dropped from a list lets the rest move up.
    No key of *model* itself may be required; those of mappings inside may.
    """
    attempt = 0
    while True:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            problems = [(_written_path(item["loc"], data), item) for item in error.errors(include_url=False)]
        for path, problem in problems:
            if attempt == 0:  # what is still wrong later was caused by dropping
                _report_invalid(model, path, problem, result, code)
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


def _report_invalid(
    model: type[BaseModel], loc: KeyPath, problem: Mapping[str, Any], result: Findings, code: Code
) -> None:
    name, kind, context = str(loc[-1]) if loc else "", problem["type"], problem.get("ctx", {})
    label = ".".join(str(step) for step in loc if isinstance(step, str)) or name
    given = shown(problem["input"])
    if kind == "extra_forbidden":
        known = _known_keys(model, loc)
        place = result.places.get(loc)
        line, column = (place.line, place.column) if place else place_of(result.places, loc)
        free = len(loc) == 1 and code == Code.FRONT_MATTER
        others = say("(free keys begin with x-)") if free else say("(allowed: {keys})", keys=", ".join(known))
        remedy = suggestion(name, known) or others
        result.diagnostics.append(
            Diagnostic(result.path, line, column, code, say('unknown key "{name}"', name=name), remedy)
        )
    elif kind == "missing":
        _report(
            result, code, loc[:-1], say('the key "{name}" is missing', name=name), say("add it: {name}: …", name=name)
        )
    elif kind == "literal_error":
        allowed = re.findall(r"'([^']+)'", context["expected"])
        if name == "type" and given in (stated := {inverse: type_ for type_, inverse in INVERSE.items()}):
            _report(
                result,
                code,
                loc,
                say('{key}: "{value}" is the other end of "{other}"', key=label, value=given, other=stated[given]),
                say('state "{other}" on the other page', other=stated[given]),
            )
            return
        problem = say('{key}: "{value}" is not allowed ({allowed})', key=label, value=given, allowed=", ".join(allowed))
        _report(result, code, loc, problem, suggestion(str(given), allowed))
    elif kind == "enum":
        allowed = [code.value for code in Code]
        problem = say('{key}: "{value}" is not a code ({allowed})', key=label, value=given, allowed=", ".join(allowed))
        _report(result, code, loc, problem, suggestion(str(given), allowed))
    else:
        remedy = _rating_meant(given) if label == "rating" and kind.startswith(("float", "finite")) else ""
        _report(
            result,
            code,
            loc,
            say('{key}: "{value}" {wrong}', key=label, value=given, wrong=_wrong(kind, problem["msg"], context)),
            remedy,
        )


def _wrong(kind: str, message: str, context: Mapping[str, Any]) -> str:
    """Say what is wrong with a value, and what to write instead; *kind* is pydantic's name for it, or ours."""
    no_flag, no_number, whole = say("is not true or false"), say("is not a number"), say("is not a whole number")
    no_mapping = say("is not a mapping; write its keys on lines of their own")
    known = {
        **dict.fromkeys(("bool_type", "bool_parsing"), no_flag),
        **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), whole),
        **dict.fromkeys(("float_type", "float_parsing", "finite_number"), no_number),
        **dict.fromkeys(("model_type", "model_attributes_type"), no_mapping),
        "string_type": say("is not a text; write one value, in quotation marks if need be"),
        "tuple_type": say("is not a list; write a line “- …” for each item"),
        "string_too_short": say("is empty; write a text or remove the key"),
        "string_pattern_mismatch": say("is not a language tag; write one such as ja or en"),
        "greater_than": say("is too small; it must be greater than {least:g}", least=context.get("gt", 0)),
        "greater_than_equal": say("is too small; it must be at least {least:g}", least=context.get("ge", 0)),
        "less_than_equal": say("is too large; it must be at most {most:g}", most=context.get("le", 0)),
    }
    return context.get("said") or known.get(kind) or foreign(message)


def _rating_meant(given: str) -> str:
    """Say which number from 0 to 5 a rating means that is written as a fraction, in stars, in percent or in words."""
    text = unicodedata.normalize("NFKC", given).replace(",", ".")
    stars = re.fullmatch(r"([★⭐*✮✭\ufe0f]+)\s*(½|1⁄2)?\s*[☆✩✰]*", text) or re.fullmatch(
        r"([★⭐*✮✭\ufe0f]+)(半)?", text
    )
    number = re.match(r"(\d+(?:\.\d+)?)\s*(?:(?:/|of|out of|中)\s*(\d+)|(%))?", text)
    if stars:
        value = len(stars[1].replace("\ufe0f", "")) + (0.5 if stars[2] else 0)
    elif number:
        scale = 100 if number[3] else float(number[2] or 0) or (5 if float(number[1]) <= 5 else 0)
        value = float(number[1]) * 5 / scale if scale else 6
    else:
        value = 6
    return (
        say("write {number:g}", number=round(value, 2))
        if value <= 5
        else say("write a number from 0 to 5, such as 4.5")
    )


def shown(value: Any) -> str:
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


def _report(result: Findings, code: Code, path: KeyPath, problem: str, remedy: str = "") -> None:
    result.diagnostics.append(Diagnostic(result.path, *place_of(result.places, path), code, problem, remedy))
