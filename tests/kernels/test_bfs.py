"""The bit-parallel search: against igraph's distances, beyond one batch of bits, and uncompiled."""

from __future__ import annotations

import igraph
import numpy as np
import pytest
from scipy.sparse import csr_array, random_array

from netdiff._kernels import bfs

FOREVER = 2**31 - 1


def random_ties(n: int, density: float, seed: int) -> csr_array:
    ties = random_array((n, n), density=density, rng=np.random.default_rng(seed), format="csr")
    ties.indptr, ties.indices = ties.indptr.astype(np.int32), ties.indices.astype(np.int32)
    return csr_array(ties)


def by_igraph(ties: csr_array, depth: float) -> np.ndarray:
    """Distances from the row to the column, infinite beyond `depth`."""
    edges = np.column_stack(ties.nonzero())
    away = np.array(igraph.Graph(n=ties.shape[0], edges=edges, directed=True).distances(), dtype=float)
    return np.where(away <= depth, away, np.inf)


def summed(away: np.ndarray) -> np.ndarray:
    met = np.isfinite(away) & (away > 0)
    with np.errstate(divide="ignore"):
        inverse = np.where(met, 1 / away, 0).sum(axis=1)
    return np.column_stack([met.sum(1), np.where(met, away, 0).sum(1), inverse, np.where(met, away, 0).max(1)])


@pytest.mark.parametrize("depth", [1, 2, FOREVER])
@pytest.mark.parametrize(("n", "density"), [(30, 0.05), (700, 0.003), (700, 0.02)])
def test_against_igraph(n: int, density: float, depth: int) -> None:
    ties = random_ties(n, density, seed=n + depth)
    into = ties.T.tocsr()
    away = by_igraph(ties, depth)
    sources = np.random.default_rng(1).permutation(n)[:512].astype(np.int32)
    starts, others = into.indptr.astype(np.int32), into.indices.astype(np.int32)
    np.testing.assert_allclose(bfs.search(starts, others, sources, depth, False), summed(away[sources]))
    np.testing.assert_allclose(bfs.search(starts, others, sources, depth, True), summed(away[sources].T))


def test_a_long_road() -> None:
    n = 3_000
    starts = np.minimum(np.arange(n + 1), n - 1).astype(np.int32)  # row v: v + 1
    others = np.arange(1, n, dtype=np.int32)
    found = bfs.search(starts, others, np.array([n - 1, 0], dtype=np.int32), FOREVER, False)
    assert found[0].tolist() == [n - 1, n * (n - 1) / 2, pytest.approx(sum(1 / d for d in range(1, n))), n - 1]
    assert found[1].tolist() == [0, 0, 0, 0]


def test_uncompiled_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    into = random_ties(60, 0.05, seed=3)
    arguments = into.indptr, into.indices, np.arange(60, dtype=np.int32), FOREVER
    compiled = [bfs.search(*arguments, flag) for flag in (False, True)]
    for name in ("add_bits", "read_counts", "bits_in", "keep_new", "pull", "note"):
        monkeypatch.setattr(bfs, name, getattr(bfs, name).python)
    with np.errstate(over="ignore"):
        plain = [bfs.search.python(*arguments, flag) for flag in (False, True)]
    np.testing.assert_allclose(plain, compiled)
