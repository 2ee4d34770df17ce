"""Types of the values in front matter and data files: what they accept and become, and what is said of others."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any
from urllib.parse import quote, unquote

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from .errors import say
from .kinds import SLUG
from .text.lines import joined


def is_url(text: str) -> bool:
    """Tell whether *text* is an absolute web address; other schemes never become links."""
    return re.match(r"https?://[^\s/]", text) is not None


def iri(address: str) -> str:
    """Return an address without the signs that none may have (RFC 3987), each escaped: spaces, angle brackets, …"""
    return re.sub(r'[\x00-\x20\x7f<>"{}|\\^`]', lambda sign: quote(sign[0]), address)


def is_old_path(text: str) -> bool:
    """Tell whether *text* may be the path of a page that was: within the site, and without what no file is found by."""
    path = unquote(text)
    return (
        path.strip("/") != ""
        and not re.search(r"[\\?#\x00-\x1f\x7f]|^//|^[A-Za-z][A-Za-z0-9+.-]*:", path)
        and not {"", ".", ".."} & set(path.strip("/").split("/"))
    )


def wrong(kind: str, said: str) -> PydanticCustomError:
    """Return the error of a value: what is wrong with it, in words that follow it."""
    return PydanticCustomError(kind, "{said}", {"said": said})


def _slug(value: str) -> str:
    if not SLUG.fullmatch(value):
        raise wrong(
            "slug", say("is not an id; use lower-case ASCII letters, digits and single hyphens, as in model-load")
        )
    return value


def _date(value: Any) -> Any:
    """Accept ``2023-08-08`` and the blog form ``2023-08-08 23:00:00``; the time is dropped."""
    if isinstance(value, dt.date):
        return value
    text = str(value).strip()
    match = re.fullmatch(
        r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?", text
    )
    try:
        return dt.date.fromisoformat(match[1] if match else text[:0])
    except ValueError:
        raise wrong(
            "calendar_date", say("is not a calendar date; write it as YYYY-MM-DD, for example 2023-08-08")
        ) from None


def _read_date(value: Any) -> Any:
    """Accept a date, and the year or the month alone where a reader remembers no more."""
    text = str(value).strip()
    match = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", text)
    if match and match[1] != "0000":
        return text
    try:
        return str(_date(value))
    except PydanticCustomError:
        said = say("is not a date; write it as YYYY-MM-DD, or the month (2023-08) or the year (2023) alone")
        raise wrong("calendar_date", said) from None


def _url(value: str) -> str:
    if not is_url(value):
        raise wrong("web_address", say("is not a web address; it must begin with https:// or http://"))
    return iri(value)


def _old_path(value: str) -> str:
    if not is_old_path(value):
        said = say("is not a path in this site; write it from the top of the site without # and ?, as in old/page")
        raise wrong("old_path", said)
    return value


def one_or_list(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


def _texts(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return value
    raise wrong("list", say("is not a list; write it as [one, two] or with a line “- one” for each"))


Slug = Annotated[str, AfterValidator(_slug), WithJsonSchema({"type": "string", "pattern": f"^{SLUG.pattern}$"})]
Date = Annotated[dt.date, BeforeValidator(_date)]
ReadDate = Annotated[
    str,
    BeforeValidator(_read_date),
    WithJsonSchema({"type": ["string", "integer"], "pattern": r"^\s*\d{4}(-\d{2}(-\d{2}([T ].*)?)?)?\s*$"}),
]
Url = Annotated[str, AfterValidator(_url), WithJsonSchema({"type": "string", "pattern": r"^\s*https?://[^\s/]"})]
Text = Annotated[str, Field(min_length=1)]
OldPath = Annotated[Text, AfterValidator(_old_path)]
#: marks words for readers, of which a translated site has others; names of people, books and tags stay
PROSE = "prose"
Title = Annotated[Text, PROSE]
#: such words on one line, which may be empty or not
Words = Annotated[str, AfterValidator(joined), PROSE]
Prose = Annotated[Text, AfterValidator(joined), PROSE]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_texts, json_schema_input_type=list[str])]
Proses = Annotated[tuple[Prose, ...], BeforeValidator(_texts, json_schema_input_type=list[str])]


def text_for(key: str, model: type[BaseModel]) -> BeforeValidator:
    """Let a plain text stand for a mapping with one *key*: ``author: Name`` for ``author: {name: Name}``."""
    return BeforeValidator(
        lambda value: {key: value} if isinstance(value, str) else value, json_schema_input_type=str | model
    )
