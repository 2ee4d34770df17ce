"""A built site → proof that its search finds exactly what is there, or the queries that fail.

Every title, name and heading is asked for, and a sample of the text that depends on nothing but the text.
What has to be found is said by looking through the text itself.  What follows an answer of few pages is in ``steps``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..search.errors import SearchError
from ..search.reader import Record, contains, site_at
from ..wording import Wording, say
from .node import Client, node_command
from .pages import Page
from .probes import Probe, name_probes, text_probes
from .steps import LABEL, Scripts, StepFault, follow, listed, questions


@dataclass(frozen=True)
class Failure:
    """A query that is answered wrongly, with the addresses of pages."""

    query: str
    missing: tuple[str, ...]
    surplus: tuple[str, ...]

    @property
    def sentence(self) -> Wording:
        """What is wrong with the answer."""
        missing, surplus = listed(self.missing), listed(self.surplus)
        if not self.surplus:
            return say("{query} does not find {missing}", query=self.query, missing=missing)
        if not self.missing:
            return say("{query} wrongly finds {surplus}", query=self.query, surplus=surplus)
        return say(
            "{query} does not find {missing} and wrongly finds {surplus}",
            query=self.query,
            missing=missing,
            surplus=surplus,
        )

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True)
class SearchReport:
    """What came of asking."""

    asked: int
    pages: int
    in_node: bool  #: whether the client scripts have answered, or the lists of the index alone
    failures: tuple[Failure, ...]
    questions: int = 0  #: how many were followed beyond their exact answers, where the client scripts answer
    steps: int = 0  #: that these took
    faults: tuple[StepFault, ...] = ()  #: what is wrong with them


def verify_site(output: Path, *, in_node: bool | None = None) -> SearchReport:
    """Ask the search of a built site.

    Args:
        output: folder of the site.
        in_node: whether its own scripts answer, in Node, or the lists of its index; None takes Node if it is there.

    Raises:
        SearchError: there is no site with a search, its index is damaged, or its scripts do not run.
    """
    site = site_at(output)
    probes = list({probe.query: probe for probe in (*name_probes(site.records), *text_probes(site.records))}.values())
    in_node = node_command() is not None if in_node is None else in_node
    if not in_node:
        answers = (site.find(probe.has, probe.lacks, probe.either) for probe in probes)
        return SearchReport(len(probes), site.pages, False, tuple(compare(site.records, probes, answers)))
    scripts = scripts_of(output)
    with Client(scripts.engine) as client:
        failures = compare(site.records, probes, ask_client(client, site.folder, site.pages, probes))
        asked = questions(site.records)
        steps, faults = follow(client, output, site, scripts, asked)
    return SearchReport(len(probes), site.pages, True, tuple(failures), len(asked), steps, tuple(faults))


def scripts_of(output: Path) -> Scripts:
    """Return the scripts that the search page of a built site loads to search, and what it says with them."""
    for path in filter(lambda path: (output / path).is_file(), ("search.html", "search/index.html")):
        tags = Page(path, (output / path).read_text("utf-8")).tags
        lang = next((given.get("lang", "") for element, given, _place in tags if element == "html"), "")
        for element, given, _place in tags:
            if element == "script" and {"src", "data-engine", "data-beyond"} <= given.keys():
                folder = (output / path).parent / Path(given["src"].partition("?")[0]).parent
                engine, beyond = (
                    [folder / name.partition("?")[0] for name in given[f"data-{which}"].split()]
                    for which in ("engine", "beyond")
                )
                labels = {name: text for name, text in given.items() if name.startswith(LABEL)}
                return Scripts(engine, beyond, labels, lang)
    raise SearchError(say('"{folder}" has no search page; build the site again', folder=output))


def ask_client(client: Client, folder: Path, pages: int, probes: Sequence[Probe]) -> list[frozenset[int]]:
    """Return the pages that the client scripts find literally, for each query."""
    queries = [(probe.query, {"limit": pages}) for probe in probes]
    return list(map(frozenset, client.ask({"folder": str(folder), "queries": queries})))


def compare(records: Sequence[Record], probes: Iterable[Probe], answers: Iterable[frozenset[int]]) -> Iterator[Failure]:
    """Yield what differs from the pages whose text contains what was asked for."""
    # lines stay apart: no term has a line feed
    texts = ["\n".join(record.lines) for record in records]

    def has(number: int, text: str, term: str) -> bool:
        return term in records[number].categories or contains(text, term)

    for probe, found in zip(probes, answers, strict=True):
        right = {
            number
            for number, text in enumerate(texts)
            if all(has(number, text, term) for term in probe.has)
            and not any(has(number, text, term) for term in probe.lacks)
            and (not probe.either or any(has(number, text, term) for term in probe.either))
        }
        if found != right:
            missing, surplus = (
                tuple(records[number].url for number in sorted(numbers)) for numbers in (right - found, found - right)
            )
            yield Failure(probe.query, missing, surplus)
