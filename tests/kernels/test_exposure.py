"""Exposure over time: against the plain product of matrices."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array

from netdiff._kernels.exposure import exposure


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("abandoned", [False, True])
def test_against_the_product(seed: int, abandoned: bool) -> None:
    rng, n, periods = np.random.default_rng(seed), 50, 12
    ties = csr_array(random_array((n, n), density=0.1, rng=rng, format="csr"))
    begin = rng.integers(-2, periods + 4, n).astype(np.int32)
    end = (begin + rng.integers(0, 6, n) if abandoned else np.full(n, periods)).astype(np.int32)
    time = np.arange(periods)
    holds = (begin[:, None] <= time) & (time < end[:, None])
    found = exposure(ties.indptr.astype(np.int32), ties.indices.astype(np.int32), ties.data, begin, end, periods)
    np.testing.assert_allclose(found, ties @ holds.astype(float), atol=1e-12)
    if not abandoned:
        assert (np.diff(found, axis=1) >= 0).all()


def test_two_of_four_is_a_half() -> None:
    starts, others = np.array([0, 4, 4, 4, 4, 4], np.int32), np.array([1, 2, 3, 4], np.int32)
    begin = np.array([9, 0, 1, 9, 9], np.int32)
    found = exposure(starts, others, np.ones(4), begin, np.full(5, 9, np.int32), 3)
    assert (found[0] / 4).tolist() == [0.25, 0.5, 0.5]


def test_nobody() -> None:
    none = np.zeros(0, np.int32)
    assert exposure(np.zeros(1, np.int32), none, np.zeros(0), none, none, 4).shape == (0, 4)
