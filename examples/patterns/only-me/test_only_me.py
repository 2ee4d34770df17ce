import json
import re

import numpy as np
from only_me import NOTEBOOK, TRAIN, attempt, recipe

ROWS = np.random.default_rng(5).normal(size=(30, 4))


def test_the_recipe_gives_the_same_model_in_any_folder_and_environment() -> None:
    written = recipe(ROWS, seed=1, rate=0.01, epochs=2)
    first = attempt(TRAIN, {"recipe.json": written})
    assert re.fullmatch("[0-9a-f]{12}", first)
    assert attempt(TRAIN, {"recipe.json": written}, {"RATE": "9", "PYTHONHASHSEED": "4"}) == first
    assert attempt(TRAIN, {"recipe.json": recipe(ROWS, seed=2, rate=0.01, epochs=2)}) != first


def test_the_notebook_depends_on_what_is_not_in_it() -> None:
    table = "\n".join(",".join(map(str, row)) for row in ROWS)
    assert attempt(NOTEBOOK, {}).startswith("FileNotFoundError")
    assert attempt(NOTEBOOK, {"cleaned.csv": table}).startswith("KeyError")
    models = {attempt(NOTEBOOK, {"cleaned.csv": table}, {"RATE": "0.01"}) for _ in range(2)}
    assert len(models) == 2


def test_another_environment_or_other_data_are_said_and_not_trained() -> None:
    written = json.loads(recipe(ROWS, seed=1, rate=0.01, epochs=2))
    older = written | {"versions": written["versions"] | {"python": "3.8.1"}}
    assert attempt(TRAIN, {"recipe.json": json.dumps(older)}).startswith("環境が違う")
    edited = written | {"rows": [[1.0] * 4, *written["rows"][1:]]}
    assert attempt(TRAIN, {"recipe.json": json.dumps(edited)}) == "データが違う"
