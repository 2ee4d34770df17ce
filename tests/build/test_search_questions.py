"""Questions in readers' words lead to the right page: figures of both halves, one of which no rule was made for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.build.building import REPOSITORY, manual_in, shelf_under
from tests.client import Client

FILE: dict[str, Any] = yaml.safe_load((REPOSITORY / "tests/data/questions.yaml").read_text("utf-8"))
#: of all questions, how many have a right page among the first three, and first
FIRST_THREE, FIRST = 0.9, 0.75


@pytest.fixture(scope="module")
def folders(published: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Name of a site → its pages."""
    found = {
        "site": published,
        "manual": manual_in(tmp_path_factory),
        "shelf": shelf_under(tmp_path_factory, "shohyo"),
    }
    assert FILE["corpora"].keys() == found.keys()
    return found


def ranks_of(half: str, folders: dict[str, Path]) -> list[int | None]:
    """Return at which place each question of a half has its page; None if at none, -1 if nothing at all was found."""
    found: list[int | None] = []
    client = Client()
    for name, folder in folders.items():
        asked = [question for question in FILE["questions"] if (question["in"], question["half"]) == (name, half)]
        lang = "ja" if name == "site" else "en"
        question = {"folder": str(folder / "searchindex"), "follow": [one["ask"] for one in asked], "lang": lang}
        for one, (urls, _step) in zip(asked, client.ask(question), strict=True):
            right = [at for at, url in enumerate(urls) if url.removesuffix(".html") in one["pages"]]
            found.append(right[0] if right else None if urls else -1)
    client.close()
    return found


@pytest.mark.parametrize("half", ["dev", "kept"])
def test_questions_lead_to_their_page(folders: dict[str, Path], half: str) -> None:
    """Nine in ten have it among the first three, three in four first, and none gets an empty answer."""
    places = ranks_of(half, folders)
    first, three = places.count(0), sum(place in (0, 1, 2) for place in places)
    figures = f"{half}: {len(places)} questions, {three} in the first three, {first} first, {places.count(-1)} empty"
    assert places.count(-1) == 0, figures
    assert three >= FIRST_THREE * len(places), figures
    assert first >= FIRST * len(places), figures
