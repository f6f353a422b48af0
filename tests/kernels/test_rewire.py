"""Rewired networks keep who names how many, and mix well."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from netdiff.metrics._null import Pairs, same_degrees


def random_ties(n: int, m: int, rng: np.random.Generator) -> csr_array:
    matrix = np.zeros((n, n))
    matrix[rng.integers(n, size=m), rng.integers(n, size=m)] = 1
    np.fill_diagonal(matrix, 0)
    return csr_array(matrix)


def test_degrees_stay_and_closed_pairs_stay_closed() -> None:
    rng = np.random.default_rng(1)
    ties = random_ties(30, 150, rng)
    closed = np.unique([row * 30 + column for row, column in rng.integers(30, size=(60, 2)) if not ties[row, column]])
    for seed in range(30):
        new = same_degrees(ties, Pairs(30, np.ones(30, bool), closed), np.random.default_rng(seed), directed=True)
        assert (new.sum(axis=1) == ties.sum(axis=1)).all()
        assert (new.sum(axis=0) == ties.sum(axis=0)).all()
        assert new.max() == 1
        assert new.diagonal().sum() == 0
        rows, columns = new.nonzero()
        assert not np.isin(rows * 30 + columns, closed).any()


def test_every_wiring_comes_up_equally_often() -> None:
    """Four people who each name one and are named by one: nine wirings without self ties, all as likely."""
    ties = csr_array(np.roll(np.eye(4), 1, axis=1))
    pairs = Pairs(4, np.ones(4, bool), np.empty(0, np.int64))
    seen: dict[bytes, int] = {}
    for seed in range(3600):
        new = same_degrees(ties, pairs, np.random.default_rng(seed), directed=True)
        key = new.toarray().astype(np.int8).tobytes()
        seen[key] = seen.get(key, 0) + 1
    assert len(seen) == 9
    assert max(abs(count - 400) for count in seen.values()) < 4 * np.sqrt(400)


def test_the_same_stream_gives_the_same_network() -> None:
    ties = random_ties(20, 80, np.random.default_rng(2))
    pairs = Pairs(20, np.ones(20, bool), np.empty(0, np.int64))
    one, again, other = (same_degrees(ties, pairs, np.random.default_rng(s), directed=True) for s in (1, 1, 2))
    assert (one != again).nnz == 0
    assert (one != other).nnz > 0
