"""A file of data beside the pages: YAML → a typed record, with the place of everything in it.

What a guide or a crosswalk says is in a module of its own; this is how both are read, and how a finding
names the line that it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel

from ..errors import Code, Diagnostic
from ..fields.positioned import KeyPath, Place, place_of, read_mapping
from ..fields.validation import validate
from ..model import Record
from .encoding import decode


class DataRecord(BaseModel):
    """Base of the models: closed and immutable, as those of front matter."""

    model_config = Record.model_config


@dataclass(frozen=True)
class DataFile:
    """What a file says, and where everything stands in it; a subclass has its sort of record."""

    code: ClassVar[Code]  #: of the findings
    what: ClassVar[str]  #: the name of such a file, for findings

    path: str  #: relative to the source folder, for diagnostics
    record: Any
    diagnostics: tuple[Diagnostic, ...] = ()  #: what is wrong in the file by itself
    places: Mapping[KeyPath, Place] = field(default_factory=dict, compare=False)

    def diagnostic(self, path: KeyPath, problem: str, remedy: str = "") -> Diagnostic:
        return Diagnostic(self.path, *place_of(self.places, path), self.code, problem, remedy)


_File = TypeVar("_File", bound=DataFile)


def parse_file(
    sort: type[_File],
    model: type[DataRecord],
    data: bytes,
    path: str,
    is_typed: Callable[[str], bool] = lambda _key: False,
) -> _File:
    """Parse the bytes of a file.

    Args:
        sort: class of the file that is returned.
        model: class of its record; no key of it may be required.
        data: the file as it is on the disk.
        path: for diagnostics.
        is_typed: tells whether values below a top-level key get YAML's own types; others stay texts.
    """
    text, problems = decode(data, path)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = read_mapping(text, path, is_typed=is_typed, code=sort.code, what=sort.what, first_line=1)
    record = validate(model, found.data, found, sort.code)
    return sort(path, record, tuple(sorted([*problems, *found.diagnostics])), dict(found.places))
