"""Indexes of sites that are published below this one → their pages, to be searched with those of this one.

Such a site is a project of its own, with an index of its own; what is read of it is what browsers read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .model import Page
from .reader import Site


@dataclass(frozen=True)
class Member:
    """A site below this one."""

    address: str  #: such as ``babbage/``
    title: str  #: with which the trail of its pages begins
    site: Site

    @property
    def state(self) -> str:
        """What it adds to an index, in short."""
        return repr((self.address, self.title, self.site.generation))

    def pages(self) -> Iterator[Page]:
        """Yield its pages, as they are addressed from here.

        Raises:
            SearchError: a file of its index is missing or damaged.
        """
        for number in range(self.site.pages):
            page = self.site.page(number)
            is_front = page.title == self.title and not page.trail
            yield dataclasses.replace(
                page,
                docname=f"/{self.address}{page.url}",  # no page of this site has such a name
                url=quote(self.address) + page.url,
                trail=() if is_front else (self.title, *page.trail),
                place=(self.address, number),
            )


def address_of(name: Any) -> str | None:
    """Return the address of a folder, by its name, with a slash at its end; None if it is no name of one.

    A name may go up: who is asked for an address below a site looks at its beginning.
    """
    if not isinstance(name, str) or not name.isprintable() or "\\" in name:
        return None
    parts = name.removesuffix("/").split("/")
    below = parts[sum(part == ".." for part in parts) :]
    return "/".join(parts) + "/" if {"", ".", ".."}.isdisjoint(below) else None


def joined(own: Sequence[Page], others: Iterable[Page]) -> list[Page]:
    """Return the pages of this site and of others.

    What both filter by is called as here; of pages with one name, the last one stays.
    """
    labels: dict[tuple[str, str], str] = {}
    for page in own:
        for facet, values in {**page.facets, "kind": {page.kind: page.kind_label}}.items():
            for value, label in values.items():
                labels.setdefault((facet, value), label)
    found = {page.docname: page for page in own}
    for page in others:
        facets = {
            facet: {value: labels.get((facet, value), label) for value, label in values.items()}
            for facet, values in page.facets.items()
        }
        label = labels.get(("kind", page.kind), page.kind_label)
        found[page.docname] = dataclasses.replace(page, kind_label=label, facets=facets)
    return list(found.values())
