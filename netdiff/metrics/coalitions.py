"""What people are worth to coalitions: fair shares of reach, and power in votes.

The Shapley centralities read along the way influence runs (Michalak et al. 2013, exact closed forms). The indices of
voting power take seats and a quota; nothing in them knows how people feel about one another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive, check_positive_int
from netdiff.errors import DataError, ModelError
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import attribute, contacts, influence, named

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["banzhaf", "myerson", "shapley_ball", "shapley_contacts", "shapley_fringe", "shapley_shubik"]

Floats = npt.NDArray[np.float64]
Weights: TypeAlias = "Mapping[str, float] | pd.Series"
MOST_SUMS = 2_000_000
MYERSON_UP_TO = 16


@measure(
    meaning="A person's fair share of what a group reaches directly, over all orders in which a group could form.",
    caution="It shares out first-hand reach only.",
    source="Michalak et al. 2013, game 1",
    on="influence",
    unit="people",
)
def shapley_fringe(net: Network, *, layer: str | None = None) -> pd.Series:
    """Shapley value where a group is worth its members and all whom they influence directly.

    Parameters
    ----------
    net : Network
    layer : str, optional

    Returns
    -------
    pandas.Series
        ``sum over u reached (oneself included) of 1 / (1 + number who influence u)``; adds up to n.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Michalak, T. P. et al. (2013). Efficient computation of the Shapley value for game-theoretic network centrality.
    Journal of Artificial Intelligence Research 46.
    """
    matrix = influence(net, layer)
    share = 1.0 / (1.0 + matrix.sum(axis=0))
    return named(net, share + matrix @ share, "shapley_fringe")


@measure(
    meaning="A person's fair share of a group's reach when others need k contacts in it before they count as reached.",
    caution="k is an assumption; look at several.",
    source="Michalak et al. 2013, game 2",
    on="influence",
    unit="people",
)
def shapley_contacts(net: Network, k: int = 2, *, layer: str | None = None) -> pd.Series:
    """Shapley value where a group is worth its members and all with at least k influencers in it.

    Parameters
    ----------
    net : Network
    k : int
    layer : str, optional

    Returns
    -------
    pandas.Series
        Adds up to n.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Michalak, T. P. et al. (2013), as in `shapley_fringe`.
    """
    k = check_positive_int(k, "k")
    matrix = influence(net, layer)
    heard = matrix.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        given = np.where(heard > 0, np.maximum(0.0, (heard - k + 1) / (heard * (1 + heard))), 0.0)
    return named(net, np.minimum(1.0, k / (1 + heard)) + matrix @ given, "shapley_contacts")


@measure(
    meaning="A person's fair share of what a group reaches within so many steps.",
    caution="It counts open roads, not what is passed on along them.",
    source="Michalak et al. 2013, game 3",
    on="influence",
    unit="people",
)
def shapley_ball(net: Network, steps: int = 2, *, layer: str | None = None) -> pd.Series:
    """Shapley value where a group is worth all within so many steps of it.

    Parameters
    ----------
    net : Network
    steps : int
    layer : str, optional

    Returns
    -------
    pandas.Series
        Adds up to n.

    Notes
    -----
    Holds one number per pair of people within reach: for networks of up to some ten thousand people. Stability:
    stable.

    References
    ----------
    Michalak, T. P. et al. (2013), as in `shapley_fringe`.
    """
    ball = _within(net, layer, check_positive_int(steps, "steps"))
    share = 1.0 / ball.sum(axis=0) if len(net) else np.zeros(0)
    return named(net, ball @ share, "shapley_ball")


def banzhaf(weights: Weights, quota: float) -> pd.Series:
    """Normalised Banzhaf index of a weighted vote: share of all swings.

    Parameters
    ----------
    weights : mapping or Series
        Votes of each member, at least 0.
    quota : float
        Votes needed to win, above 0 and at most their sum.

    Returns
    -------
    pandas.Series
        Adds up to 1.

    Raises
    ------
    DataError
        For negative votes or a quota that nobody can reach.
    ModelError
        Where there are too many different sums of votes to count.

    Notes
    -----
    Exact, by counting coalitions per sum of votes. Stability: stable.

    References
    ----------
    Banzhaf, J. F. (1965). Weighted voting doesn't work. Rutgers Law Review 19.

    Examples
    --------
    >>> banzhaf({"large": 50, "middle": 49, "small": 1}, quota=51).tolist()
    [0.6, 0.2, 0.2]
    """
    names, votes, needed = _vote(weights, quota)
    swings = []
    for own in range(len(votes)):
        sums = _sums(votes[:own] + votes[own + 1 :])
        swings.append(sum(count for (total, _), count in sums.items() if needed - votes[own] <= total < needed))
    return pd.Series([swing / sum(swings) for swing in swings], index=names, name="banzhaf")


def shapley_shubik(weights: Weights, quota: float) -> pd.Series:
    """Shapley-Shubik index of a weighted vote: share of the orders in which a member's votes decide.

    Parameters
    ----------
    weights, quota
        As in `banzhaf`.

    Returns
    -------
    pandas.Series
        Adds up to 1.

    Raises
    ------
    DataError, ModelError
        As in `banzhaf`.

    Notes
    -----
    Exact, by counting coalitions per sum of votes and size. Stability: stable.

    References
    ----------
    Shapley, L. S. and Shubik, M. (1954). A method for evaluating the distribution of power in a committee system.
    American Political Science Review 48.

    Examples
    --------
    >>> shapley_shubik({"large": 50, "middle": 49, "small": 1}, quota=51).round(4).tolist()
    [0.6667, 0.1667, 0.1667]
    """
    names, votes, needed = _vote(weights, quota)
    n = len(votes)
    shares = []
    for own in range(n):
        sums = _sums(votes[:own] + votes[own + 1 :]).items()
        orders = sum(
            count * factorial(size) * factorial(n - size - 1)
            for (total, size), count in sums
            if needed - votes[own] <= total < needed
        )
        shares.append(float(Fraction(orders, factorial(n))))
    return pd.Series(shares, index=names, name="shapley_shubik")


@measure(
    meaning="A person's power in a vote when only those who are linked can act together.",
    caution="It takes ties as the only way to agree, and resources as votes.",
    source="Myerson 1977",
    on="reported",
    unit="share",
)
def myerson(net: Network, quota: float, *, by: str = "resources", layer: str | None = None) -> pd.Series:
    """Myerson value of a weighted vote: a coalition wins if one of its connected parts has the votes.

    Parameters
    ----------
    net : Network
        Up to 16 people.
    quota : float
        Votes needed to win.
    by : str
        Column of the people sheet with everybody's votes.
    layer : str, optional
        Ties count in both directions.

    Returns
    -------
    pandas.Series
        Adds up to 1 where everybody together, as they are linked, can win; else all 0.

    Raises
    ------
    ModelError
        For more than 16 people: all coalitions are looked at.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Myerson, R. B. (1977). Graphs and cooperation in games. Mathematics of Operations Research 2.
    """
    n = len(net)
    if n > MYERSON_UP_TO:
        message = f"the Myerson value looks at all coalitions, for up to {MYERSON_UP_TO} people, not {n}."
        raise ModelError(message)
    votes = pd.to_numeric(attribute(net, by, "the Myerson value")).to_numpy(dtype=np.float64)
    needed = check_positive(quota, "quota")
    links = contacts(net, layer).toarray() > 0
    return named(net, _shapley(n, lambda group: float(_strongest(links, votes, group) >= needed)), "myerson")


def _within(net: Network, layer: str | None, steps: int) -> Floats:
    """1 where the column lies within so many steps of the row, itself included."""
    matrix = influence(net, layer)
    ball = np.eye(len(net))
    for _ in range(steps):
        ball = (ball + ball @ matrix > 0).astype(np.float64)
    return ball


def _vote(weights: Weights, quota: float) -> tuple[list[str], list[Fraction], Fraction]:
    """Names, votes and quota, as exact fractions."""
    table = pd.Series(weights)
    votes, needed = [Fraction(str(vote)) for vote in table.tolist()], Fraction(str(quota))
    if any(vote < 0 for vote in votes):
        raise DataError("votes cannot be negative", value=float(min(votes)), cure="Give every member 0 or more.")
    if not 0 < needed <= sum(votes):
        problem = f"a quota of {quota} cannot decide a vote of {float(sum(votes)):g}"
        raise DataError(problem, value=quota, cure="The quota lies above 0 and at most at the sum of the votes.")
    return [str(name) for name in table.index], votes, needed


def _sums(votes: list[Fraction]) -> dict[tuple[Fraction, int], int]:
    """How many coalitions there are of each sum of votes and size."""
    counts = {(Fraction(0), 0): 1}
    for vote in votes:
        for (total, size), count in list(counts.items()):
            key = (total + vote, size + 1)
            counts[key] = counts.get(key, 0) + count
        if len(counts) > MOST_SUMS:
            message = "too many different sums of votes to count; round the votes to whole numbers first."
            raise ModelError(message)
    return counts


def _shapley(n: int, worth: Callable[[tuple[int, ...]], float]) -> Floats:
    """Shapley value from the worth of every coalition."""
    value = np.zeros(n)
    known = {group: worth(group) for size in range(n + 1) for group in combinations(range(n), size)}
    for group, own in known.items():
        weight = factorial(len(group)) * factorial(n - len(group) - 1) / factorial(n) if len(group) < n else 0.0
        for person in set(range(n)) - set(group):
            value[person] += weight * (known[tuple(sorted((*group, person)))] - own)
    return value


def _strongest(links: npt.NDArray[np.bool_], votes: Floats, group: tuple[int, ...]) -> float:
    """Most votes of any connected part of a coalition."""
    left, most = set(group), 0.0
    while left:
        part, edge = set[int](), {left.pop()}
        while edge:
            part |= edge
            edge = {other for person in edge for other in left if links[person, other]}
            left -= edge
        most = max(most, float(votes[list(part)].sum()))
    return most
