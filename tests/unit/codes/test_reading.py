"""Bits are read as the contract says; how they are written stands in ``test_writing.py``."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shohyo.codes.reading import low_bits


@given(st.integers(1, 10**6).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size))))
def test_low_bits_are_as_the_contract_says(drawn: tuple[int, int]) -> None:
    """They are the least k with 4 · 2ᵏ · count ≥ 2 · size - count."""
    count, size = drawn
    low = low_bits(count, size)
    assert 4 * 2**low * count >= 2 * size - count
    assert not low or 4 * 2 ** (low - 1) * count < 2 * size - count
