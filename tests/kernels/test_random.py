"""The compiled coins are the numpy coins, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdiff._kernels import random
from netdiff._random import coins, component_key, mix, run_keys

WHOLE = st.integers(0, 2**64 - 1)


@settings(deadline=None)  # the first call compiles
@given(WHOLE)
def test_mix_is_the_numpy_mix(key):
    assert random.mix(np.uint64(key)) == mix(np.uint64(key))


@settings(deadline=None)  # the first call compiles
@given(WHOLE, WHOLE)
def test_coin_is_the_numpy_coin(run, key):
    state = mix(np.uint64(run) ^ component_key("tie"))
    assert random.coin(state, np.uint64(key)) == coins(np.uint64(run), "tie", np.uint64(key))


@settings(deadline=None)  # the first call compiles
@given(WHOLE, st.floats(1e-12, 1.0))
def test_bound_decides_as_the_coin_does(key, chance):
    state = run_keys(3, 1)[0]
    bits = random.coin_bits(state, np.uint64(key))
    assert (bits <= random.bound_of([chance])[0]) == (random.coin(state, np.uint64(key)) < chance)


def test_bound_at_the_edge():
    exact = np.uint64(12345) << np.uint64(11)
    chance = 12345 * 2.0**-53
    assert not exact <= random.bound_of([chance])[0]
    assert exact <= random.bound_of([np.nextafter(chance, 1)])[0]
    assert random.bound_of([1.0])[0] == np.uint64(2**64 - 1)


@pytest.mark.parametrize("name", ["tie", "need", "leave"])
def test_coins_are_uniform(name):
    keys = mix(np.arange(200_000, dtype=np.uint64))
    drawn = coins(run_keys(1, 1)[0], name, keys)
    counts = np.histogram(drawn, bins=20, range=(0, 1))[0]
    assert ((counts - 10_000) ** 2 / 10_000).sum() < 50  # chi-square, 19 degrees of freedom: p about 1e-4


def test_coins_of_two_runs_and_of_two_ties_are_unrelated():
    keys = mix(np.arange(100_000, dtype=np.uint64))
    first, second = (coins(run, "tie", keys) for run in run_keys(1, 2))
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(len(keys))
    assert abs(np.corrcoef(first[1:], first[:-1])[0, 1]) < 4 / np.sqrt(len(keys))
