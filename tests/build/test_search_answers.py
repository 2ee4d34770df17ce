"""From the source of a site to the answer: what the client finds in the shards that a build wrote."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from shohyo.search.tokenise import class_of
from tests.build.building import build
from tests.client import Client, check_answers, read_pages, sample_terms


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, rootdir: Path) -> Path:
    source = tmp_path_factory.mktemp("small") / "source"
    shutil.copytree(rootdir / "test-site", source)
    return build(source, source.parent / "html") / "searchindex"


def test_every_short_substring(client: Client, small: Path) -> None:
    """Each part of two to five characters of each line of a small site finds exactly its pages."""
    found = set()
    for page in read_pages(small):
        for line, length in itertools.product((*page.lines, *page.names), (2, 3, 4, 5)):
            found |= {line[at : at + length].strip() for at in range(len(line) - length + 1)}
    asked = [term for term in sorted(found) if '"' not in term and {*map(class_of, term)} & {"word", "ideographic"}]
    assert len(asked) > 300
    check_answers(client, small, asked)


def test_every_name(client: Client, small: Path) -> None:
    """Titles, headings and names, typed as they are, find their pages."""
    pages = read_pages(small)
    names = {name for page in pages for name in (page.lines[0], *page.names) if name}
    check_answers(client, small, sorted(names))


def test_real_site(client: Client, published: Path) -> None:
    """A sample of substrings of the real site finds exactly the pages that have them."""
    folder = published / "searchindex"
    asked = sample_terms(read_pages(folder), 200, (2, 3, 4, 5, 8, 30), seed=5)
    assert check_answers(client, folder, asked) >= len(asked)
