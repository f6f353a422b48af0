"""Sets of people: whom to start from, and whose leaving would break the network (Borgatti 2006).

Two different questions that must not be mixed. *Starters* (KPP-POS) reach many others: read along the way influence
runs. *Breakers* (KPP-NEG) hold the network together: read on contacts in either direction. The best starters are
hardly ever the best breakers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_positive_int
from netdiff._kernels.sets import mean_distance_apart, pairs_apart
from netdiff.metrics._measure import measure
from netdiff.metrics._sets import best_sets
from netdiff.metrics._shared import contacts, influence

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = [
    "KeyPlayers",
    "best_of",
    "covered",
    "distance_fragmentation",
    "distance_reach",
    "fragmentation",
    "key_players",
    "reach_of_set",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Work = Literal["table", "one walk", "all walks"]
Objective = Literal["distance_reach", "reach", "fragmentation", "distance_fragmentation"]
OBJECTIVES = ("distance_reach", "reach", "fragmentation", "distance_fragmentation")
WORK: dict[Objective, Work] = {
    "distance_reach": "table",
    "reach": "table",
    "fragmentation": "one walk",
    "distance_fragmentation": "all walks",
}
POOL = 150
TABLE_UP_TO = 3_000


@dataclass(frozen=True)
class KeyPlayers:
    """The best set or sets of people for one question.

    Attributes
    ----------
    objective : str
    value : float
        What the best set reaches.
    sets : list of tuple
        Every set with that value, where all were looked at; else the one that was found.
    exact : bool
        Whether every set was looked at. Where not, the set is the end of a greedy choice with exchanges and no
        better one is ruled out.
    """

    objective: str
    value: float
    sets: list[tuple[Hashable, ...]]
    exact: bool

    @property
    def n_optimal(self) -> int | None:
        """How many sets are equally good; None where not all were looked at."""
        return len(self.sets) if self.exact else None

    def to_frame(self) -> pd.DataFrame:
        """One row per set, one column per member."""
        return pd.DataFrame(self.sets).rename_axis("set")

    def __repr__(self) -> str:
        size = len(self.sets[0]) if self.sets else 0
        found = f"{self.n_optimal} best set(s) of {size}; all sets looked at"
        if not self.exact:
            found = f"a set of {size}, greedy with exchanges; no guarantee, and others may be as good or better"
        return f"KeyPlayers({self.objective} {self.value:.4g}: {found})"


@measure(
    meaning="How near a set of people is to everybody, 1 = everybody is in it or one step away on average.",
    caution="Short roads are not the same as much passed on.",
    source="Borgatti 2006",
    on="influence",
    unit="share",
)
def distance_reach(net: Network, members: Iterable[Hashable], *, layer: str | None = None) -> float:
    """Mean over all people of 1 / distance from the set, members counting 1.

    Parameters
    ----------
    net : Network
    members : iterable of ids
    layer : str, optional

    Returns
    -------
    float

    Notes
    -----
    Stability: stable.

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational and Mathematical
    Organization Theory 12.
    """
    chosen = net.index_of(members)
    away = _steps(influence(net, layer), chosen).min(axis=0, initial=np.inf)
    return float(_nearness(away).mean()) if len(net) else float("nan")


@measure(
    meaning="How many people a set gets to within a few steps, itself included.",
    caution="It counts open roads, not what is passed on along them.",
    source="Borgatti 2006",
    on="influence",
    unit="people",
)
def reach_of_set(
    net: Network,
    members: Iterable[Hashable],
    *,
    steps: int = 2,
    layer: str | None = None,
    resources: str | None = None,
) -> float:
    """Number of people at most so many steps from a set, members included.

    Parameters
    ----------
    net : Network
    members : iterable of ids
    steps : int
    layer : str, optional
    resources : str, optional
        Add up this column of the people sheet over the people reached (blank counts 0) instead of counting them.

    Returns
    -------
    float

    Notes
    -----
    Stability: stable.
    """
    check_positive_int(steps, "steps")
    chosen = net.index_of(members)
    met = _steps(influence(net, layer), chosen).min(axis=0, initial=np.inf) <= steps
    worth = np.ones(len(net)) if resources is None else net.nodes[resources].fillna(0).to_numpy(dtype=np.float64)
    return float(worth[met].sum())


@measure(
    meaning="The share of pairs of people that can no longer get to each other.",
    caution="Silent people make a network look more broken than it is.",
    source="Borgatti 2006",
    on="reported",
    unit="share",
)
def fragmentation(net: Network, removed: Iterable[Hashable] = (), *, layer: str | None = None) -> float:
    """Share of the pairs among the remaining people that lie in different pieces.

    Parameters
    ----------
    net : Network
    removed : iterable of ids
        People taken away first.
    layer : str, optional
        Ties count in both directions.

    Returns
    -------
    float
        ``1 - sum s (s - 1) / (m (m - 1))`` with m people left; NaN below two.

    Notes
    -----
    Stability: stable.
    """
    return float(_apart(pairs_apart, net, layer)(net.index_of(removed)[None, :])[0])


@measure(
    meaning="How far apart the remaining people are, 0 = all tied, 1 = none.",
    caution="Silent people make a network look more broken than it is.",
    source="Borgatti 2006",
    on="reported",
    unit="share",
)
def distance_fragmentation(net: Network, removed: Iterable[Hashable] = (), *, layer: str | None = None) -> float:
    """One minus the mean of 1 / distance over the pairs of remaining people (one minus global efficiency).

    Parameters
    ----------
    net, removed, layer
        As in `fragmentation`.

    Returns
    -------
    float

    Notes
    -----
    Stability: stable.
    """
    return float(_apart(mean_distance_apart, net, layer)(net.index_of(removed)[None, :])[0])


@measure(
    meaning="The set of people that starts best from, or whose leaving breaks most.",
    caution="Many sets are often as good: look at all of them before naming one. Starters and breakers differ.",
    source="Borgatti 2006",
    on="influence",
)
def key_players(
    net: Network,
    k: int,
    *,
    objective: Objective = "distance_reach",
    steps: int = 2,
    layer: str | None = None,
) -> KeyPlayers:
    """Best sets of k people for one of four questions.

    Parameters
    ----------
    net : Network
    k : int
    objective : {"distance_reach", "reach", "fragmentation", "distance_fragmentation"}
        The first two ask whom to start from (along influence), the last two whose leaving breaks most (on contacts).
    steps : int
        For `"reach"`.
    layer : str, optional

    Returns
    -------
    KeyPlayers
        All sets are looked at where there are at most 1,000,000 and that takes a minute or so at most; else greedy
        choice with exchanges among the 150 people with most contacts, and nobody knows how many sets are as good.

    Notes
    -----
    Stability: stable.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> path = pd.DataFrame({"source": list("abcd"), "target": list("bcde")})
    >>> key_players(Network.from_frames(None, path, means="meets"), 1, objective="fragmentation").sets
    [('c',)]
    """
    check_choice(objective, "objective", OBJECTIVES)
    k = min(check_positive_int(k, "k"), len(net))
    score = _score(net, objective, check_positive_int(steps, "steps"), layer)
    return best_of(net, k, objective, score, WORK[objective], layer)


def best_of(
    net: Network, k: int, objective: str, score: Callable[[Ints], Floats], work: Work, layer: str | None
) -> KeyPlayers:
    """Best sets of k people by a score, looked for among those with most contacts where there are too many sets.

    `work` says what scoring one set takes: looking up its members' rows, one walk through the network, or a walk from
    everybody.
    """
    if not k:
        return KeyPlayers(objective, float("nan"), [], exact=True)
    n, walk = len(net), len(net) + contacts(net, layer).nnz
    cost = {"table": n * k, "one walk": walk, "all walks": n * walk}[work]
    busiest = np.argsort(-np.diff(contacts(net, layer).indptr), kind="stable")[:POOL].astype(np.int64)
    found = best_sets(n, k, score, cost=cost, candidates=np.sort(busiest))
    ids = net.nodes.index
    sets: list[tuple[Hashable, ...]] = [tuple(ids[list(one)]) for one in found.sets]
    return KeyPlayers(objective, found.value, sets, found.exact)


def _score(net: Network, objective: Objective, steps: int, layer: str | None) -> Callable[[Ints], Floats]:
    """Value of many sets at once."""
    if objective == "fragmentation":
        return _apart(pairs_apart, net, layer)
    if objective == "distance_fragmentation":
        return _apart(mean_distance_apart, net, layer)
    matrix = influence(net, layer)

    def worth(people: Ints) -> Floats:
        away = _steps(matrix, people)
        return (away <= steps).astype(np.float64) if objective == "reach" else _nearness(away) / len(net)

    return covered(worth, len(net))


def _apart(kernel: Callable[..., Floats], net: Network, layer: str | None) -> Callable[[Ints], Floats]:
    """What the leaving of sets does to the contacts."""
    matrix = contacts(net, layer)
    return lambda sets: kernel(matrix.indptr, matrix.indices, sets.astype(np.int64))


def covered(worth: Callable[[Ints], Floats], n: int) -> Callable[[Ints], Floats]:
    """Score of many sets at once, each person counting what the best member is worth to them."""
    table = worth(np.arange(n)) if n <= TABLE_UP_TO else None

    def score(sets: Ints) -> Floats:
        people, place = np.unique(sets, return_inverse=True)
        rows = worth(people)[place.reshape(sets.shape)] if table is None else table[sets]
        return np.asarray(rows.max(axis=1).sum(axis=1))

    return score


def _steps(matrix: csr_array, sources: Ints) -> Floats:
    """Steps from each source to everybody, infinite where there is no road."""
    from scipy.sparse.csgraph import dijkstra

    if not len(sources):
        return np.zeros((0, int(matrix.shape[0])))
    return np.asarray(dijkstra(matrix, indices=sources, unweighted=True))


def _nearness(away: Floats) -> Floats:
    """1 for members, 1/distance for others."""
    return np.asarray(1.0 / np.maximum(away, 1.0))
