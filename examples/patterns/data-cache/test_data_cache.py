import numpy as np
import pytest
from data_cache import Features, Source


@pytest.fixture
def features() -> Features:
    return Features(Source(np.arange(6.0).reshape(3, 2)), lambda image: image * 10, "times10", size=10)


def test_the_same_data_is_prepared_once(features: Features) -> None:
    assert [features.get(1).tolist() for _ in range(3)] == [[20, 30]] * 3
    assert (features.prepared, features.hits) == (1, 2)


def test_changed_data_is_not_answered_from_the_cache(features: Features) -> None:
    features.get(1)
    features.source.write(1, np.array([7.0, 8.0]))
    assert features.get(1).tolist() == [70, 80]
    assert features.prepared == 2


def test_changed_preparation_does_not_meet_old_data(features: Features) -> None:
    features.get(0)
    features.prepare, features.version = (lambda image: image + 1), "plus1"
    assert features.get(0).tolist() == [1, 2]


def test_data_that_changes_while_it_is_fetched_is_not_kept_as_the_new(features: Features) -> None:
    """読み取りの途中で更新されても、次の要求は新しい更新番号で探すので、古いデータには当たらない。"""
    fetch = features.source.fetch

    def slow(number: int) -> np.ndarray:
        old = fetch(number)
        features.source.write(number, np.array([5.0, 5.0]))
        return old

    features.source.fetch = slow
    features.get(2)
    features.source.fetch = fetch
    assert features.get(2).tolist() == [50, 50]
