"""Whether a link that leads to no file may lead to a name that only a build knows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


class NameSearch:
    """Knows all labels and objects of a build; they are gathered when one is asked for."""

    def __init__(self, env: BuildEnvironment) -> None:
        self.env = env

    def __call__(self, name: str) -> bool:
        return name in self._names or name.lower() in self._labels

    @cached_property
    def _labels(self) -> frozenset[str]:
        standard = self.env.domains.standard_domain
        return frozenset((*standard.labels, *standard.anonlabels))

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(
            name for domain in self.env.domains.sorted() for item in domain.get_objects() for name in (item[0], item[1])
        )
