"""Which set of k people scores best: all sets where they can be counted, else greedy choice and exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np
import numpy.typing as npt

__all__ = ["MOST_SETS", "BestSets", "best_sets"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Score = Callable[[Ints], Floats]

MOST_SETS = 1_000_000
MOST_WORK = 2e10  # people and ties looked at over all sets: about a minute
NUMBERS = 4_000_000  # held at once while sets are scored


@dataclass(frozen=True)
class BestSets:
    """The best value, the sets that reach it (positions), and whether every set was looked at."""

    value: float
    sets: list[tuple[int, ...]]
    exact: bool


def best_sets(n: int, k: int, score: Score, *, cost: float = 1.0, candidates: Ints | None = None) -> BestSets:
    """Maximise a score over sets of k people.

    Parameters
    ----------
    n, k : int
        1 <= k <= n.
    score : callable
        From an array of sets, shape (s, k), to their s values.
    cost : float
        People and ties looked at to score one set.
    candidates : array of int, optional
        Among whom greedy choice and exchange look where there are too many sets to see them all.
    """
    if comb(n, k) <= MOST_SETS and comb(n, k) * cost <= MOST_WORK:
        return _all(n, k, score)
    pool = np.arange(n) if candidates is None else candidates
    return _exchange(pool, _greedy(pool, k, score), score)


def _all(n: int, k: int, score: Score) -> BestSets:
    best, sets = -np.inf, list[tuple[int, ...]]()
    for block in _blocks(n, k):
        values = score(block)
        top = float(values.max())
        if top > best + 1e-9:
            best, sets = top, []
        sets += [tuple(row) for row in block[values >= best - 1e-9].tolist()]
    return BestSets(best if sets else float("nan"), sets, exact=True)


def _blocks(n: int, k: int) -> Iterator[Ints]:
    sets = combinations(range(n), k)
    size = max(16, NUMBERS // (n * k))
    while block := list(islice(sets, size)):
        yield np.array(block, dtype=np.int64)


def _greedy(pool: Ints, k: int, score: Score) -> Ints:
    chosen = np.empty(0, dtype=np.int64)
    for _ in range(k):
        left = np.setdiff1d(pool, chosen)
        trials = np.column_stack([np.tile(chosen, (len(left), 1)), left])
        chosen = trials[int(np.argmax(score(trials)))]
    return chosen


def _exchange(pool: Ints, chosen: Ints, score: Score) -> BestSets:
    """Swap one member for one outsider as long as that helps."""
    best = float(score(chosen[None, :])[0])
    better = True
    while better:
        better = False
        for place in range(len(chosen)):
            left = np.setdiff1d(pool, chosen)
            trials = np.tile(chosen, (len(left), 1))
            trials[:, place] = left
            values = score(trials)
            if len(values) and values.max() > best + 1e-12:
                chosen, best, better = trials[int(np.argmax(values))], float(values.max()), True
    return BestSets(best, [tuple(sorted(int(i) for i in chosen))], exact=False)
