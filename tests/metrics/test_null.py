"""Chance: what random networks keep, and what they may never do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from netdiff.metrics._null import Pairs, same_degrees, same_names


def ties_of(seed: int, n: int = 40, p: float = 0.1, *, directed: bool = True) -> csr_array:
    draw = np.random.default_rng(seed)
    matrix = (draw.random((n, n)) < p).astype(float)
    np.fill_diagonal(matrix, 0)
    return csr_array(matrix if directed else np.maximum(matrix, matrix.T))


def free(n: int) -> Pairs:
    return Pairs(n, np.ones(n, dtype=bool), np.zeros(0, dtype=np.int64))


@pytest.mark.parametrize("seed", range(4))
def test_everyone_names_as_many_as_before(seed):
    ties = ties_of(seed)
    random = same_names(ties, free(40), np.random.default_rng(seed))
    assert np.diff(random.indptr).tolist() == np.diff(ties.indptr).tolist()
    assert random.diagonal().sum() == 0
    assert random.max() == 1.0


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_everyone_is_named_as_often_as_before(seed, directed):
    ties = ties_of(seed, directed=directed)
    random = same_degrees(ties, free(40), np.random.default_rng(seed), directed=directed)
    assert random.sum(axis=0).tolist() == ties.sum(axis=0).tolist()
    assert random.sum(axis=1).tolist() == ties.sum(axis=1).tolist()
    assert random.diagonal().sum() == 0
    assert random.max() == 1.0
    assert (random != ties).nnz > ties.nnz / 2
    if not directed:
        assert (random != random.T).nnz == 0


def test_nobody_gets_a_tie_that_could_not_be():
    """Ten cannot be named, and one in four pairs was not seen: neither ever carries a tie."""
    ties, draw = ties_of(1), np.random.default_rng(2)
    nameable = np.arange(40) >= 10
    closed = np.sort(draw.choice(1600, 400, replace=False)).astype(np.int64)
    pairs = Pairs(40, nameable, closed)
    allowed = ties.tocoo()
    keep = pairs.allow(allowed.row.astype(np.int64), allowed.col.astype(np.int64))
    ties = csr_array((np.ones(int(keep.sum())), (allowed.row[keep], allowed.col[keep])), shape=(40, 40))
    for random in (same_names(ties, pairs, draw), same_degrees(ties, pairs, draw, directed=True)):
        at = random.tocoo()
        assert pairs.allow(at.row.astype(np.int64), at.col.astype(np.int64)).all()
        assert random.nnz == ties.nnz


def test_every_partner_is_equally_likely():
    """One person names one of nine: over 3,000 networks each of the nine about as often (chi-squared, 8 df)."""
    ties = csr_array((np.ones(1), ([0], [1])), shape=(10, 10))
    draw = np.random.default_rng(5)
    hits = pd.Series([int(same_names(ties, free(10), draw).indices[0]) for _ in range(3000)]).value_counts()
    assert 0 not in hits.index
    assert float(((hits - 3000 / 9) ** 2 / (3000 / 9)).sum()) < 26.1


def test_swaps_reach_the_other_network_with_the_same_degrees():
    """Four people, a → b and c → d: the one other network that keeps all degrees is a → d, c → b."""
    ties = csr_array((np.ones(2), ([0, 2], [1, 3])), shape=(4, 4))
    draw = np.random.default_rng(1)
    seen = {tuple(same_degrees(ties, free(4), draw, directed=True).indices.tolist()) for _ in range(40)}
    assert seen == {(1, 3), (3, 1)}


def test_a_full_row_is_left_as_full_as_it_can_be():
    ties = csr_array(np.ones((3, 3)) - np.eye(3))
    assert (same_names(ties, free(3), np.random.default_rng(1)) != ties).nnz == 0


def test_no_ties_no_trouble():
    none = csr_array((5, 5))
    draw = np.random.default_rng(1)
    assert same_names(none, free(5), draw).nnz == 0
    assert same_degrees(none, free(5), draw, directed=False).nnz == 0
    assert same_names(csr_array((0, 0)), free(0), draw).nnz == 0
