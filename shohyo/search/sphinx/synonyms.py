"""What conf.py says of words that mean the same, as a table of the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, Any

from sphinx.util.logging import getLogger

from ...wording import say, told
from ..tokenise import normalise
from .sites import place_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = getLogger(__name__)

SETTING = "shohyo_search_synonyms"


def rows_of(app: Sphinx) -> list[list[str]]:
    """Return the groups of words that mean the same, in normal form; what is wrong with one is reported."""
    rows = []
    for stated in _groups(getattr(app.config, SETTING)):
        words = _listed(stated)
        wrong = [word for word in words if not isinstance(word, str) or not normalise(word)]
        row = [*dict.fromkeys(normalise(word) for word in words if word not in wrong)]
        if wrong:
            problem = say("{value} is no word; write a text between quotation marks", value=repr(wrong[0]))
            _warn(app, words, problem)
        elif len(row) < 2:
            problem = say(
                '{value} stands alone; name at least two words that mean the same, as ["cost", "expense"]',
                value=repr(words[0] if words else stated),
            )
            _warn(app, words, problem)
        if len(row) > 1:
            rows.append(row)
    return rows


def _groups(stated: Any) -> Iterator[Any]:
    """Yield what is stated as groups, be it a list of them or word → words; Sphinx says what else is wrong."""
    if isinstance(stated, dict):
        for word, others in stated.items():
            yield [word, *_listed(others)]
    elif isinstance(stated, Iterable) and not isinstance(stated, str | bytes):
        yield from _listed(stated)


def _listed(stated: Any) -> list[Any]:
    """Return what is stated as a list, in the same order in each build; a word by itself is the only one."""
    if isinstance(stated, str | bytes) or not isinstance(stated, Iterable):
        return [stated]
    return sorted(stated, key=str) if isinstance(stated, Set) else [*stated]


def _warn(app: Sphinx, words: list[Any], problem: str) -> None:
    text = told(problem, app.config.language)
    place = place_of(app, SETTING, next((word for word in words if isinstance(word, str) and word.strip()), SETTING))
    logger.warning("%s: %s", SETTING, text, type="search", subtype="synonyms", location=place)
