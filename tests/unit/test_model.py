"""The models: what they take, and that they do not change."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import pytest
from hypothesis import given
from pydantic import BaseModel, ValidationError

from shohyo.kinds import KINDS, PATTERN_KINDS
from shohyo.model import INVERSE, MODELS, SYMMETRIC, Page, Pattern, Review, Source
from shohyo.values import is_url
from tests.strategies import documents


def nested(model: type[BaseModel]) -> set[type[BaseModel]]:
    """Return a model and all that its fields lead to."""
    found, queue = set(), [model]
    while queue:
        item = queue.pop()
        if isinstance(item, type) and issubclass(item, BaseModel):
            if item not in found:
                found.add(item)
                queue += [field.annotation for field in item.model_fields.values()]
        else:
            queue += getattr(item, "__args__", ())
    return found


ALL_MODELS = sorted({item for model in MODELS.values() for item in nested(model)}, key=lambda model: model.__name__)


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_models_are_frozen_and_closed(model: type[BaseModel]) -> None:
    """No model takes unknown keys or lets itself be changed."""
    assert model.model_config["frozen"] is True
    assert model.model_config["extra"] == "forbid"


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_every_key_is_described(model: type[BaseModel]) -> None:
    """The manual and the schema have a sentence for each key."""
    assert [name for name, field in model.model_fields.items() if not (field.description or "").endswith(".")] == []


def test_every_kind_has_a_model() -> None:
    """Kinds and models cover each other."""
    assert set(MODELS) == set(KINDS)
    assert {kind for kind in KINDS if MODELS[kind] is Pattern} == set(PATTERN_KINDS)
    assert MODELS["review"] is Review
    assert MODELS["page"] is Page


def test_inverses() -> None:
    """A relation that is no inverse of itself shows under another name, which no author writes."""
    assert {"alternative-to", "combines-with", "opposite-of"} == SYMMETRIC
    assert {INVERSE[name] for name in INVERSE if name not in SYMMETRIC} == {"guarded-by", "requires", "refined-by"}


@given(documents())
def test_records_survive_pickling(document: tuple[str, dict[str, Any]]) -> None:
    """The environment keeps records between builds and sends them between processes."""
    kind, data = document
    record = MODELS[kind].model_validate(
        {key: value for key, value in data.items() if key in MODELS[kind].model_fields}
    )
    assert pickle.loads(pickle.dumps(record)) == record
    assert hash(record) == hash(pickle.loads(pickle.dumps(record)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org", True),
        ("http://example.org/a b", True),
        ("javascript:alert(1)", False),
        ("//example.org", False),
        ("https://", False),
        ("ftp://example.org", False),
        (" https://example.org", False),
        ("HTTPS://example.org", False),
    ],
)
def test_web_addresses(text: str, expected: bool) -> None:
    """Only what begins with http:// or https:// and a host ever becomes a link."""
    assert is_url(text) is expected


def test_a_trait_is_named_once() -> None:
    """Two values of one name cannot be set side by side with those of another page."""
    trait = {"name": "費用", "value": "低い", "basis": "ours"}
    with pytest.raises(ValidationError, match="費用"):
        Pattern(traits=[trait, trait])
    assert Pattern(traits=[trait]).traits[0].basis is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2026-11-30", ()), (dt.date(2026, 11, 30), ()), ({"date": "2026-11-30", "versions": ["a 1"]}, ("a 1",))],
)
def test_when_it_was_checked(value: object, expected: tuple[str, ...]) -> None:
    """A date stands for a mapping that has it alone."""
    assert (Pattern(checked=value).checked.date, Pattern(checked=value).checked.versions) == (
        dt.date(2026, 11, 30),
        expected,
    )


@pytest.mark.parametrize("name", ["a", "model-load", "1984", "a-1-b"])
def test_ids(name: str) -> None:
    """Ids are words of ASCII letters and digits, joined by hyphens."""
    assert Pattern(id=name).id == name


@pytest.mark.parametrize("name", ["", "A", "a--b", "-a", "a-", "a_b", "a b", "あ", "a/b", "a\nb", "é", "１"])
def test_texts_that_are_no_ids(name: str) -> None:
    """Addresses are made of ids, so nothing else passes."""
    with pytest.raises(ValidationError):
        Pattern(id=name)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("key", Source(cite="key")),
        ("https://example.org/", Source(url="https://example.org/")),
        ({"source": "notes", "where": "p. 3"}, Source(source="notes", where="p. 3")),
    ],
)
def test_short_forms_of_a_source(value: Any, expected: Source) -> None:
    """A text stands for a key or an address."""
    assert Pattern(sources=[value]).sources == (expected,)


def test_short_forms_of_authors_pictures_and_entries() -> None:
    """A text stands for a mapping with one key, one author for a list."""
    review = Review.model_validate(
        {
            "author": "A",
            "cover": "c.png",
            "outline": [{"chapters": [{"number": 1, "title": "C", "patterns": ["a", {"heading": "H"}]}]}],
        }
    )
    assert [author.name for author in review.author] == ["A"]
    assert review.cover.image == "c.png"
    (chapter,) = review.chapters
    assert [(entry.id, entry.heading) for entry in chapter.patterns] == [("a", None), (None, "H")]
    assert chapter.anchor == "ch-1"


def test_addresses_have_no_sign_that_none_may_have() -> None:
    """Such signs are escaped, and nothing else: letters of any script and what is escaped stay."""
    written = 'https://example.org/本 x?a=<1>&b="2"#%20{c}'
    assert Page(canonical_url=written).canonical_url == "https://example.org/本%20x?a=%3C1%3E&b=%222%22#%20%7Bc%7D"
