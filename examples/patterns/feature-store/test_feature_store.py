import pytest
from feature_store import FeatureStore


@pytest.fixture
def store() -> FeatureStore:
    store = FeatureStore(ttl=30)
    for day, visits in ((1, 5), (8, 7), (15, 0)):
        store.write(3, day, visits, 1)
    return store


@pytest.mark.parametrize(("day", "visits"), [(1, 5), (7, 5), (8, 7), (14, 7), (15, 0), (44, 0)])
def test_a_value_is_read_as_of_a_day(store: FeatureStore, day: int, visits: float) -> None:
    """その日までに使えた最も新しい値だけが見え、翌日の値は見えない。"""
    assert store.read(3, day) == (visits, 1)


def test_nothing_is_made_up(store: FeatureStore) -> None:
    """最初の値より前、期限の切れた後、知らない利用者には、値がない。"""
    assert [store.read(3, 0), store.read(3, 45), store.read(4, 8)] == [None] * 3


def test_writing_a_day_again_leaves_one_value(store: FeatureStore) -> None:
    store.write(3, 8, 9, 2)
    assert store.read(3, 10) == (9, 2)
    assert store.rows.execute("SELECT count(*) FROM features").fetchone() == (3,)


def test_what_comes_later_does_not_change_the_past(store: FeatureStore) -> None:
    before = store.read(3, 10)
    store.write(3, 11, 99, 99)
    assert store.read(3, 10) == before
