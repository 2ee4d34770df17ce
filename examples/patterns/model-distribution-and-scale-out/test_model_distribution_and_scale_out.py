import pickle
from pathlib import Path

import pytest
from model_distribution_and_scale_out import Machine, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    folder = tmp_path / "store"
    folder.mkdir()
    store = Store(folder)
    store.put("base", bytes(500))
    store.put("a", pickle.dumps("model a"))
    store.put("b", pickle.dumps("model b"))
    return store


def moved(store: Store, machine: Machine, model: str, carried: str) -> int:
    before = store.moved
    assert machine.start(model, carried) == f"model {model}"
    return store.moved - before


def test_a_second_server_on_the_machine_costs_nothing_only_where_the_model_is_in_the_image(
    tmp_path: Path, store: Store
) -> None:
    size = (store.folder / "a").stat().st_size
    for carried, expected in (("同梱", 0), ("読み込み", size)):
        machine = Machine(tmp_path / carried, store)
        assert moved(store, machine, "a", carried) == 500 + size
        assert moved(store, machine, "a", carried) == expected


def test_a_new_model_moves_only_itself_both_ways(tmp_path: Path, store: Store) -> None:
    for carried in ("同梱", "読み込み"):
        machine = Machine(tmp_path / carried, store)
        machine.start("a", carried)
        assert moved(store, machine, "b", carried) == (store.folder / "b").stat().st_size


def test_a_model_that_was_loaded_is_not_left_on_the_machine(tmp_path: Path, store: Store) -> None:
    machine = Machine(tmp_path / "m", store)
    machine.start("a", "読み込み")
    assert [path.name for path in machine.folder.iterdir()] == ["base"]
