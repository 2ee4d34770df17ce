"""What a page shows of other pages, as questions: they are noted with the page, and asked again by the next build.

A page is written again if it is read, or if the answer to one of its questions is another one than when it was
written; see "verifying traces" in A. Mokhov, N. Mitchell, S. Peyton Jones, "Build Systems à la Carte" (ICFP 2018).
So nobody has to know who shows what.  What counts is that a page learns of others by asking alone: blocks do so
through their ``View``.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from docutils import nodes
from pydantic import BaseModel

from ..data.catalogue import Document
from ..manifest import write_bytes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

P = ParamSpec("P")
T = TypeVar("T")
#: name of a question and its arguments
Key = tuple[str, ...]
#: version of the form in which it is kept, and of what answers are made of
VERSION = 1

_questions: dict[str, Question[Any, Any]] = {}


class Question(Generic[P, T]):
    """A function of the application and of words, whose answer is all that a page takes from it."""

    def __init__(self, function: Callable[P, T], shows: Callable[[T], Any] | None = None) -> None:
        """Register a question.

        Args:
            function: it gets the application, and words.
            shows: what counts of an answer, where that is not what ``canonical`` takes of it.
        """
        functools.update_wrapper(self, function)
        self.name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        self.answer = function
        self.shows = shows
        _questions[self.name] = self

    @classmethod
    def showing(cls, shows: Callable[[Any], Any]) -> Callable[[Callable[P, T]], Question[P, T]]:
        """Make a question of a function, of whose answer *shows* returns what counts."""
        return lambda function: cls(function, shows)


class Asked:
    """What the pages of one build ask, and the answers, which are the same for all once everything is read."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.pages: dict[str, set[Key]] = {}
        self._answers: dict[Key, Any] = {}
        self._digests: dict[Key, str] = {}

    def ask(self, docname: str, question: Question[..., T], *words: str) -> T:
        """Return the answer, and note that a page knows it."""
        return self._answer(self.note(docname, question, *words))

    def note(self, docname: str, question: Question[..., Any], *words: str) -> Key:
        """Note a question whose answer the page gets elsewhere."""
        key = (question.name, *words)
        self.pages.setdefault(docname, set()).add(key)
        return key

    def forget(self) -> None:
        """Forget all answers, as something was read."""
        self._answers.clear()
        self._digests.clear()

    def answer(self, question: Question[..., T], *words: str) -> T:
        """Return the answer to a question that another one asks."""
        return self._answer((question.name, *words))

    def _answer(self, key: Key) -> Any:
        if key not in self._answers:
            self._answers[key] = _questions[key[0]].answer(self.app, *key[1:])
        return self._answers[key]

    def shown_differently(self, known: Known, docnames: Iterable[str]) -> set[str]:
        """Return those of some pages that were written with other answers, or of which nothing is known.

        What is known of all others is noted for this build.
        """
        pages = {docname: known.pages.get(docname) for docname in docnames}
        asked = dict.fromkeys(key for keys in pages.values() if keys is not None for key in keys)
        changed = {key for key in asked if key[0] not in _questions or self.digest(key) != known.answers[key]}
        differ = set()
        for docname, keys in pages.items():
            if keys is None or not changed.isdisjoint(keys):
                differ.add(docname)
            else:
                self.pages.setdefault(docname, set()).update(keys)
        return differ

    def digest(self, key: Key) -> str:
        """Return a hash of an answer."""
        if key not in self._digests:
            answer, shows = self._answer(key), _questions[key[0]].shows
            text = canonical(shows(answer) if shows else answer)
            self._digests[key] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return self._digests[key]


def asked_in(env: BuildEnvironment) -> Asked:
    """Return what the pages of this build ask."""
    return env.domains["shohyo"].build.asked


@dataclasses.dataclass
class Known:
    """What the last complete build of a builder was written with."""

    pages: dict[str, list[Key]]
    answers: dict[Key, str]  #: as digests

    @classmethod
    def load(cls, path: Path) -> Known | None:
        """Return what is kept; of a file that is missing, damaged or of another version nothing."""
        try:
            data = json.loads(path.read_text("utf-8", "surrogatepass"))
            if data["version"] != VERSION:
                return None
            keys = [tuple(key) for key, _digest in data["answers"]]
            pages = {docname: [keys[number] for number in numbers] for docname, numbers in data["pages"].items()}
            return cls(pages, dict(zip(keys, (digest for _key, digest in data["answers"]), strict=True)))
        except (OSError, ValueError, LookupError, TypeError):
            return None

    @classmethod
    def of(cls, asked: Asked, docnames: Set[str]) -> Known:
        """Return what is to be kept of a build, of the pages that there are."""
        pages = {docname: sorted(keys) for docname, keys in sorted(asked.pages.items()) if docname in docnames}
        answers = {key: asked.digest(key) for key in dict.fromkeys(key for keys in pages.values() for key in keys)}
        return cls(pages, answers)

    def save(self, path: Path) -> None:
        numbers = {key: number for number, key in enumerate(self.answers)}
        data = {
            "version": VERSION,
            "answers": list(self.answers.items()),
            "pages": {docname: [numbers[key] for key in keys] for docname, keys in self.pages.items()},
        }
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        write_bytes(path, text.encode("utf-8", "surrogatepass"), by=path.with_name(f"{path.name}.new"))


def canonical(value: Any) -> str:
    """Return an answer as text: the same for equal answers, another one for any others.

    Of a page with front matter counts what others show of it where they name it, ``Document.card``.

    Raises:
        TypeError: there is no rule for a value of its type.
    """
    kind = type(value)
    if value is None or kind in (str, int, float, bool):
        return repr(value)
    if kind in (list, tuple):
        return f"[{','.join(map(canonical, value))}]"
    if isinstance(value, Document):
        return canonical(value.card)
    if isinstance(value, BaseModel):
        return f"{type(value).__name__}{value.model_dump_json()}"
    if isinstance(value, nodes.Node):
        return repr(value.pformat())
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{canonical(key)}:{canonical(item)}' for key, item in value.items())}}}"
    if isinstance(value, Set):
        return f"<{','.join(sorted(map(canonical, value)))}>"
    if dataclasses.is_dataclass(value):
        return canonical([getattr(value, name) for name in _names(kind)])
    if isinstance(value, (str, int, float, list, tuple)):  # a subclass counts as what it is of
        return canonical(next(base(value) for base in (str, int, float, list, tuple) if isinstance(value, base)))
    if kind.__module__ == "sphinx.locale":  # a text that waits for its language, such as the title of the index
        return canonical(str(value))
    raise TypeError(f"no rule for {kind}")


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
