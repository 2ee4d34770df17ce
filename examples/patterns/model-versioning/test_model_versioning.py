from dataclasses import replace

import pytest
from model_versioning import Recipe, Registry


def test_the_same_recipe_keeps_its_version() -> None:
    registry = Registry("m")
    assert registry.register(Recipe(split=7)) == registry.register(Recipe(split=7))
    assert len(registry.recipes) == 1


@pytest.mark.parametrize(
    ("change", "version"),
    [
        ({"interface": ("8x8", "label")}, "m 0.1.0-q0.s0"),
        ({"logic": ("SVC", 2.0)}, "m 0.0.1-q0.s0"),
        ({"library": "scikit-learn 0"}, "m 0.0.1-q0.s0"),
        ({"query": "SELECT 1"}, "m 0.0.0-q1.s0"),
        ({"split": 5}, "m 0.0.0-q0.s1"),
    ],
)
def test_only_the_part_that_changed_counts_up(change: dict[str, object], version: str) -> None:
    registry = Registry("m")
    registry.register(Recipe())
    assert registry.register(replace(Recipe(), **change)) == version


def test_going_back_gives_the_old_number_again() -> None:
    registry = Registry("m")
    first = registry.register(Recipe())
    registry.register(Recipe(split=9))
    assert registry.register(Recipe()) == first


def test_parts_count_apart_from_each_other() -> None:
    registry = Registry("m")
    for split in (0, 1, 2):
        registry.register(Recipe(split=split))
    assert registry.register(Recipe(split=2, query="SELECT 2")) == "m 0.0.0-q1.s2"


def test_another_split_is_another_model() -> None:
    """分割の種が作り方に入っていなければ、この2つは区別できない。"""
    (one, _, _), (two, _, _) = Recipe(split=2).train(), Recipe(split=3).train()
    assert (one.coef_ != two.coef_).any()
