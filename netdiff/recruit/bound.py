"""How far a list can be from the best one: what is proved, and how likely the proof is to hold."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from netdiff.recruit.feasible import best_mix
from netdiff.recruit.greedy import cover_of
from netdiff.recruit.problem import Problem
from netdiff.recruit.samples import ReverseSets

__all__ = ["Certificate", "best_sum", "mean_above", "mean_below", "worth_of_best"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Certificate:
    """What is proved about a list, for one model on one network.

    Parameters
    ----------
    lower : float
        The list is worth at least this (expected people reached, beyond those who adopted already).
    upper : float
        No list within the same limits is worth more than this.
    confidence : float
        The chance that both hold.
    sets : int
        Reverse-reachable sets drawn for it.
    holds_for : str
        The model and the network, in words.
    unit : str
        What `lower` and `upper` count.

    Notes
    -----
    Stability: experimental.

    References
    ----------
    Tang, Tang, Xiao and Yuan (2018), Online processing algorithms for influence maximization.
    """

    lower: float
    upper: float
    confidence: float
    sets: int
    holds_for: str
    unit: str = "people"

    @property
    def ratio(self) -> float:
        """The list's share of the best possible, at least."""
        return min(1.0, self.lower / self.upper) if self.upper > 0 else 1.0

    def __str__(self) -> str:
        return (
            f"Under {self.holds_for}, this list is expected to reach at least {floor(self.lower):,} {self.unit} and no "
            f"list within the same limits more than {ceil(self.upper):,}: at least {int(100 * self.ratio)} % of the "
            f"best possible, with {100 * self.confidence:g} % confidence ({self.sets:,} sampled sets)."
        )


def worth_of_best(
    sets: ReverseSets, problem: Problem, held: Floats, chosen: Ints, *, rounds: int, work: float = np.inf
) -> float:
    """An upper bound on the mean worth that any list within the limits has over these sets.

    Parameters
    ----------
    sets, problem, held, chosen
        As elsewhere; `chosen` is where the search for the bound begins.
    rounds, work
        Most steps, and most entries looked at.

    Notes
    -----
    For any prices u of the sets with u >= held, a list T is worth at most sum u + sum over v in T of
    sum over sets of (worth of v - u)+: the dual of the linear relaxation of the cover. The prices that a greedy list
    has paid give the bound of OPIM-C; here they are improved by subgradient steps, which often halves the gap. Sets
    that are alike share one price, so each kind is looked at once.
    """
    price = cover_of(sets, held, chosen).best
    reached = float(price.sum())
    kinds, times = sets.distinct()
    price, held, table = price[kinds], held[kinds], sets.table[kinds]
    rows = np.repeat(np.arange(kinds.size), np.diff(table.indptr))
    lowest, step = np.inf, 1.0
    for _ in range(int(min(max(rounds, 1), 1 + work // max(table.nnz, 1)))):
        excess = np.maximum(table.data - price[rows], 0.0)
        most, taken = best_sum(_sums(table.indices, excess * times[rows], problem.size), problem)
        bound = float(times @ price) + most
        step = step if bound < lowest - 1e-9 else 0.7 * step
        lowest = min(lowest, bound)
        slope = 1.0 - _sums(rows, taken[table.indices] * (excess > 0), kinds.size)
        size = float(times @ slope**2)
        if lowest - reached <= 1e-6 * max(reached, 1.0) or size == 0.0:
            break
        price = np.clip(price - step * (bound - reached) / size * slope, held, 1.0)
    return lowest / sets.count


def _sums(where: npt.NDArray[np.integer], values: Floats, size: int) -> Floats:
    return np.bincount(where, weights=values, minlength=size).astype(np.float64)


def best_sum(value: Floats, problem: Problem) -> tuple[float, Floats]:
    """An upper bound on the sum of values over lists within the limits, and who is taken for it."""
    if not problem.plain:
        found = best_mix(value, problem, problem.include.tolist())
        if found is not None:
            return found
    taken = np.zeros(value.size)
    taken[problem.include] = 1.0
    room = problem.most - problem.include.size
    open_to = np.flatnonzero(problem.candidate & (taken == 0))
    if room > 0 and open_to.size:
        room = min(room, open_to.size)
        best = open_to[np.argpartition(-value[open_to], room - 1)[:room]]
        taken[best] = 1.0
    return float(value @ taken), taken


def mean_below(mean: float, count: int, log_odds: float) -> float:
    """Lower confidence bound for the mean of `count` independent values in [0, 1] (Chernoff's, in full).

    The true mean is below it with probability at most exp(-log_odds).
    """
    return _where_far(mean, count, log_odds, 0.0)


def mean_above(mean: float, count: int, log_odds: float) -> float:
    """Upper confidence bound for the mean; see `mean_below`."""
    return _where_far(mean, count, log_odds, 1.0)


def _where_far(mean: float, count: int, log_odds: float, end: float) -> float:
    """The point between the mean and an end at which the mean becomes too unlikely."""
    near, far = min(max(mean, 0.0), 1.0), end
    if count == 0:
        return end
    for _ in range(60):
        middle = (near + far) / 2.0
        if count * _divergence(mean, middle) > log_odds:
            far = middle
        else:
            near = middle
    return far


def _divergence(seen: float, true: float) -> float:
    """Kullback-Leibler divergence between two coins."""
    with np.errstate(divide="ignore", invalid="ignore"):
        heads = seen * np.log(seen / true) if seen > 0 else 0.0
        tails = (1.0 - seen) * np.log((1.0 - seen) / (1.0 - true)) if seen < 1 else 0.0
    return float(heads + tails)
