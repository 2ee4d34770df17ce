import itertools

import numpy as np
import pytest
from index_freshness import Change, Index
from sklearn.decomposition import PCA


@pytest.fixture
def index() -> Index:
    return Index(PCA(2, random_state=0).fit(np.random.default_rng(3).normal(size=(20, 5))))


def at(*values: float) -> np.ndarray:
    return np.array([*values, 0, 0, 0], float)


def test_the_order_of_arrival_does_not_matter(index: Index) -> None:
    """書き換え、削除、追加が、どの順で何度届いても、番号の順に当てたのと同じになる。"""
    changes = [Change(1, 7, at(1, 0)), Change(2, 7, None), Change(3, 8, at(0, 1)), Change(4, 8, at(5, 5))]
    for order in itertools.permutations(changes * 2, 4):
        found = Index(index.embedding)
        for change in [*order, *changes]:
            found.apply(change)
        assert found.vectors.keys() == {8}
        assert np.allclose(found.vectors[8], index.embedding.transform(at(5, 5)[None])[0])


def test_a_late_change_does_not_bring_back_what_was_deleted(index: Index) -> None:
    index.apply(Change(5, 7, None))
    index.apply(Change(4, 7, at(1, 0)))
    assert index.vectors == {}


def test_what_changed_is_found_by_its_new_content(index: Index) -> None:
    for change in (Change(1, 7, at(9, 9)), Change(2, 8, at(0, 1)), Change(3, 7, at(-9, 9))):
        index.apply(change)
    assert index.search(at(-9, 9)) == 7
    assert index.search(at(0, 1)) == 8
