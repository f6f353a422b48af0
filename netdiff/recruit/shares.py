"""Fair shares of what a coalition is worth, and which partners stand in for each other.

A game here is what each coalition is worth in each of some runs, so that shares come with the noise of the runs. Where
the worth of a coalition is that of its best member in each run (a cascade: somebody is reached or not), both indices
have a closed form per run; otherwise all coalitions are looked at, or, above so many partners, orders are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["EXACT_UP_TO", "best_of_interactions", "best_of_shares", "groups_of", "interactions", "shares"]

Floats = npt.NDArray[np.float64]
Worth = Callable[[tuple[int, ...]], Floats]
EXACT_UP_TO = 12
ORDERS = 200
NORMAL = 1.96


def shares(
    worth: Worth, players: int, rng: np.random.Generator, *, exact_up_to: int = EXACT_UP_TO, orders: int = ORDERS
) -> pd.DataFrame:
    """Shapley value of each player, with an interval.

    Parameters
    ----------
    worth : callable
        What a coalition (a sorted tuple of player numbers) is worth in each run.
    players : int
        How many there are; all coalitions are looked at up to `exact_up_to`, else `orders` orders are drawn.
    rng : numpy.random.Generator
        Draws the orders; each is also gone through backwards.

    Returns
    -------
    pandas.DataFrame
        Index = player; `share`, `low`, `high`. The interval speaks of the runs and, where orders are drawn, of these.

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II.
    Castro, J., Gómez, D. and Tejada, J. (2009). Polynomial calculation of the Shapley value based on sampling.
    """
    if players <= exact_up_to:
        return _told(_all_shares(worth, players), np.zeros(players), "share")
    drawn = np.array([_along(worth, order) for order in _orders(players, orders, rng)])  # orders × runs × players
    by_order = drawn.mean(axis=1).reshape(-1, 2, players).mean(axis=1)  # an order and its reverse are one draw
    return _told(drawn.mean(axis=0), by_order.var(axis=0, ddof=1) / len(by_order), "share")


def interactions(
    worth: Worth, players: int, rng: np.random.Generator, *, exact_up_to: int = EXACT_UP_TO, draws: int = 60
) -> pd.DataFrame:
    """Shapley interaction index of each pair: below 0 the two stand in for each other, above 0 they need each other.

    Parameters
    ----------
    worth, players, rng, exact_up_to
        As in `shares`.
    draws : int
        Coalitions drawn per pair where not all are looked at.

    Returns
    -------
    pandas.DataFrame
        One row per pair: `one`, `other` (numbers), `together`, `low`, `high`.

    Notes
    -----
    The mean, over all orders in which the two come as one, of what they add together beyond what each adds alone.

    References
    ----------
    Grabisch, M. and Roubens, M. (1999). An axiomatic approach to the concept of interaction among players in
    cooperative games. International Journal of Game Theory 28.
    """
    pairs = list(combinations(range(players), 2))
    if players <= exact_up_to:
        known = {group: worth(group) for group in groups_of(range(players))}
        runs = [_joint(known.__getitem__, players, pair) for pair in pairs]
        noise = np.zeros(len(pairs))
    else:
        drawn = [
            np.array([_second(worth, group, pair) for group in _before(players, pair, draws, rng)]) for pair in pairs
        ]
        runs = [one.mean(axis=0) for one in drawn]
        noise = np.array([one.mean(axis=1).var(ddof=1) / draws for one in drawn])
    table = _told(_columns(runs), noise, "together")
    return _paired(pairs, table)


def best_of_shares(worth: Floats) -> pd.DataFrame:
    """Shapley values where a coalition is worth as much as its best member in each run: exact for any number.

    Parameters
    ----------
    worth : array of float, shape (runs, players)
        What each player alone is worth in each run, at least 0.

    Notes
    -----
    Per run this is the airport game: what each level of worth adds is shared by all who reach that level.

    References
    ----------
    Littlechild, S. C. and Owen, G. (1973). A simple expression for the Shapley value in a special case. Management
    Science 20.

    Examples
    --------
    >>> best_of_shares(np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0]]))["share"].tolist()
    [0.75, 0.25, 0.0]
    """
    ranks, steps = _levels(worth)
    players = worth.shape[1]
    level = np.cumsum(steps / (players - np.arange(players)), axis=1)
    return _told(np.take_along_axis(level, ranks, axis=1), np.zeros(players), "share")


def best_of_interactions(worth: Floats) -> pd.DataFrame:
    """Shapley interaction of each pair in the game of `best_of_shares`; never above 0, whatever the partners.

    Examples
    --------
    >>> best_of_interactions(np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0]]))["together"].tolist()
    [-0.5, 0.0, 0.0]
    """
    ranks, steps = _levels(worth)
    players = worth.shape[1]
    pairs = list(combinations(range(players), 2))
    others = np.maximum(players - 1 - np.arange(players), 1)  # the last level is nobody's but the best one's
    level = np.cumsum(steps / others, axis=1)
    runs = [-level[np.arange(len(level)), np.minimum(ranks[:, one], ranks[:, other])] for one, other in pairs]
    table = _told(_columns(runs), np.zeros(len(pairs)), "together")
    return _paired(pairs, table)


def _levels(worth: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    """Each player's rank within each run, lowest first, and by how much each rank exceeds the one before."""
    order = np.argsort(worth, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.broadcast_to(np.arange(worth.shape[1]), worth.shape), axis=1)
    ordered = np.take_along_axis(worth, order, axis=1)
    return ranks, np.diff(ordered, axis=1, prepend=0.0)


def groups_of(players: Sequence[int]) -> list[tuple[int, ...]]:
    """Every coalition of some players, the empty one first."""
    return [group for size in range(len(players) + 1) for group in combinations(players, size)]


def _all_shares(worth: Worth, players: int) -> Floats:
    """Shapley value in each run from the worth of every coalition, shape (runs, players)."""
    known = {group: worth(group) for group in groups_of(range(players))}
    values = np.zeros((known[()].size, players))
    for group, own in known.items():
        for player in set(range(players)) - set(group):
            weight = factorial(len(group)) * factorial(players - len(group) - 1) / factorial(players)
            values[:, player] += weight * (known[tuple(sorted((*group, player)))] - own)
    return values


def _orders(players: int, count: int, rng: np.random.Generator) -> list[npt.NDArray[np.int64]]:
    """Random orders, each followed by its reverse, which halves the noise of the draw."""
    drawn = [rng.permutation(players) for _ in range(max(count // 2, 2))]
    return [order for one in drawn for order in (one, one[::-1])]


def _along(worth: Worth, order: npt.NDArray[np.int64]) -> Floats:
    """What each player adds when all come in this order, shape (runs, players)."""
    steps = np.array([worth(tuple(sorted(order[:size].tolist()))) for size in range(order.size + 1)])
    added = np.empty((steps.shape[1], order.size))
    added[:, order] = np.diff(steps, axis=0).T
    return added


def _second(worth: Worth, group: tuple[int, ...], pair: tuple[int, int]) -> Floats:
    """What two add together beyond what each adds alone, to a coalition without them."""
    one, other = pair
    both, first, then = (tuple(sorted((*group, *more))) for more in (pair, (one,), (other,)))
    return worth(both) - worth(first) - worth(then) + worth(group)


def _joint(worth: Worth, players: int, pair: tuple[int, int]) -> Floats:
    """The interaction index of a pair in each run, over all coalitions of the others."""
    others = [player for player in range(players) if player not in pair]
    total = np.zeros_like(worth(()))
    for group in groups_of(others):
        weight = factorial(players - len(group) - 2) * factorial(len(group)) / factorial(players - 1)
        total = total + weight * _second(worth, group, pair)
    return total


def _before(players: int, pair: tuple[int, int], draws: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Who comes before the pair in random orders in which the two come as one."""
    others = np.array([player for player in range(players) if player not in pair])
    return [tuple(sorted(rng.permutation(others)[: rng.integers(players - 1)].tolist())) for _ in range(draws)]


def _told(runs: Floats, drawn: Floats, name: str) -> pd.DataFrame:
    """Means over runs with an interval of 95 %: noise of the runs and of what was drawn."""
    mean = runs.mean(axis=0) if runs.size else np.zeros(runs.shape[1])
    noise = runs.var(axis=0, ddof=1) / len(runs) if len(runs) > 1 else np.zeros(mean.size)
    half = NORMAL * np.sqrt(noise + drawn)
    return pd.DataFrame({name: mean, "low": mean - half, "high": mean + half})


def _columns(runs: list[Floats]) -> Floats:
    """Series over runs side by side."""
    return np.column_stack(runs) if runs else np.zeros((1, 0))


def _paired(pairs: list[tuple[int, int]], table: pd.DataFrame) -> pd.DataFrame:
    ends = pd.DataFrame(pairs, columns=["one", "other"], dtype=np.int64)
    return pd.concat([ends, table], axis=1)
