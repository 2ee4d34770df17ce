"""What conf.py says of words that mean the same, as a table of the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
        words = [stated] if isinstance(stated, str) or not isinstance(stated, Iterable) else [*stated]
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
    """Yield what is stated as groups, be it a list of them or word → words."""
    if isinstance(stated, dict):
        for word, others in stated.items():
            yield [word, *([others] if isinstance(others, str) or not isinstance(others, Iterable) else others)]
    else:
        yield from stated


def _warn(app: Sphinx, words: list[Any], problem: str) -> None:
    text = told(problem, app.config.language)
    place = place_of(app, SETTING, next((word for word in words if isinstance(word, str) and word.strip()), SETTING))
    logger.warning("%s: %s", SETTING, text, type="search", subtype="synonyms", location=place)
