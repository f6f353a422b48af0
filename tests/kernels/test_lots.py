"""Cascades from a stream: the tables exactly, the draws against distributions known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from netdiff._kernels.csr import Starts, roomy
from netdiff._kernels.lots import LIKELY, MEAN, MOST, _below_four, _many, cascades, lots_of
from netdiff._random import run_keys


def star(chances: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ties from person 0 to each of the others."""
    count = len(chances)
    indptr = np.concatenate([[0], np.full(count + 1, count)]).astype(np.int64)
    return indptr, np.arange(1, count + 1, dtype=np.int32), chances


def reached(chances: np.ndarray, runs: int, rng: int = 1) -> np.ndarray:
    """Who is reached from the middle of a star, runs by leaves."""
    lots, rest = lots_of(*star(chances))
    starts = Starts(np.arange(runs + 1), np.zeros(runs, np.int32), np.zeros(runs, np.int32))
    found = cascades(lots, rest, starts, run_keys(rng, runs), 1, 10)
    table = np.zeros((runs, len(chances) + 1), dtype=bool)
    table[np.repeat(np.arange(runs), np.diff(found.first)), found.node] = True
    assert table.sum() == len(found.node), "somebody arrived twice"
    return table[:, 1:]


@pytest.mark.parametrize("seed", range(5))
def test_the_tables_hold_every_ties_share_exactly(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = 40
    degree = rng.integers(0, 15, size)
    indptr = np.concatenate([[0], np.cumsum(degree)])
    indices = np.concatenate([rng.choice(size, d, replace=False) for d in degree]).astype(np.int32)
    chances = rng.uniform(1e-6, 0.99, len(indices)) ** rng.integers(1, 5, len(indices))
    lots, rest = lots_of(indptr, indices, chances)
    for node in range(size):
        ties = np.arange(indptr[node], indptr[node + 1])
        rare = ties[chances[ties] < LIKELY]
        held = dict.fromkeys(indices[rare].tolist(), 0.0)
        for place in range(int(lots.first[node]), int(lots.first[node] + lots.ties[node])):
            held[int(lots.pair[2 * place])] += lots.own[place]
            held[int(lots.pair[2 * place + 1])] += 1.0 - lots.own[place]
        points = -np.log1p(-chances[rare])
        share = np.array(list(held.values())) / max(len(rare), 1)
        np.testing.assert_allclose(share * points.sum(), points, atol=1e-12)
        np.testing.assert_allclose(lots.draws[node] * lots.mean[node], points.sum(), atol=1e-12)
        assert lots.mean[node] <= MEAN
        expected = stats.poisson.cdf(np.arange(4), lots.mean[node])
        np.testing.assert_allclose(lots.fewer[4 * node : 4 * node + 4], expected, atol=1e-14)
        alone = slice(int(rest.first[node]), int(rest.first[node + 1]))
        assert set(rest.others[alone].tolist()) == set(indices[ties].tolist()) - set(held)


@pytest.mark.parametrize("mean", [0.01, 0.2, 1.0, MEAN])
def test_counts_are_poisson_numbers(mean: float) -> None:
    draws = np.concatenate([np.linspace(0.0, 1.0, 5_001)[:-1] + 1e-9, 1.0 - 10.0 ** -np.arange(4, 16)])
    fewer = stats.poisson.cdf(np.arange(4), mean)
    few = np.array([_below_four(fewer, np.uint64(0), draw) for draw in draws])
    counts = np.array([_many(draw, mean) if n == 4 else n for n, draw in zip(few, draws, strict=True)])
    expected = stats.poisson.ppf(draws, mean)
    assert (np.abs(counts - expected) <= (draws > 1 - 1e-9)).all()
    assert _many(1.0, mean) <= MOST


def test_each_tie_passes_with_its_chance_and_knows_nothing_of_the_others() -> None:
    chances = np.array([0.001, 0.02, 0.02, 0.3, 0.49, 0.5, 0.51, 0.9, 1.0 - 1e-12, 1.0])
    runs = 40_000
    table = reached(chances, runs)
    error = np.sqrt(chances * (1 - chances) / runs)
    assert (np.abs(table.mean(axis=0) - chances) <= 4 * error + 1e-9).all()
    assert table[:, 8:].all()
    together = np.corrcoef(table[:, :8], rowvar=False)
    assert np.abs(together[~np.eye(8, dtype=bool)]).max() < 4.5 / runs**0.5


def test_a_hub_reaches_a_binomial_number() -> None:
    """Its points come in more than a thousand draws; were they not independent, the variance would tell."""
    ties, p, runs = 5_000, 0.3, 4_000
    counts = reached(np.full(ties, p), runs).sum(axis=1)
    assert abs(counts.mean() - ties * p) < 4 * (ties * p * (1 - p) / runs) ** 0.5
    assert abs(counts.var() / (ties * p * (1 - p)) - 1) < 4 * (2 / runs) ** 0.5


def test_nobody_and_nobody_tied() -> None:
    for size in (0, 3):
        lots, rest = lots_of(np.zeros(size + 1, np.int64), np.empty(0, np.int32), np.empty(0))
        seeds = np.arange(size, dtype=np.int32)
        starts = Starts(np.array([0, size]), seeds, np.zeros(size, np.int32))
        found = cascades(lots, rest, starts, run_keys(1, 1), 1, 10)
        assert found.node.tolist() == seeds.tolist()


def test_room_grows_once_and_loses_nothing() -> None:
    kept = np.arange(50)
    assert roomy(kept, 30, 19, 1, 10) is kept
    longer = roomy(kept, 30, 40, 3, 100)
    assert longer[:30].tolist() == kept[:30].tolist()
    assert len(longer) > 1.1 * 30 / 3 * 100
    assert len(roomy(np.arange(5), 0, 7, 0, 100)) > 7
