"""Ties that hold parts together: bridges, local bridges, and how wide a bridge is.

All read contacts: ties in either direction, without ties to oneself. News crosses a single bridge; what needs several
contacts crosses only wide ones.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.metrics._distances import step_sums
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import contacts, graph, named

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["bridge_width", "bridging_scores", "bridging_ties"]

Floats = npt.NDArray[np.float64]


@measure(
    meaning="For each link: what would be lost with it, and how long the way round would be.",
    caution="A missing answer makes a link look like the only one.",
    source="Granovetter 1973",
    on="reported",
)
def bridging_ties(net: Network, *, layer: str | None = None) -> pd.DataFrame:
    """Every contact with its bridging: bridge, shared contacts, and span.

    Parameters
    ----------
    net : Network
    layer : str, optional

    Returns
    -------
    pandas.DataFrame
        One row per pair: `source`, `target`; `bridge`: whether the network falls apart without it; `shared`: contacts
        both have; `span`: steps between the two without it (2 with shared contacts, infinite for a bridge);
        `local_bridge`: nobody is shared.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Granovetter, M. S. (1973). The strength of weak ties. American Journal of Sociology 78.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> ties = pd.DataFrame({"source": list("aabc"), "target": list("bccd")})
    >>> bridging_ties(Network.from_frames(None, ties, means="meets"))["bridge"].tolist()
    [False, False, False, True]
    """
    matrix = contacts(net, layer)
    source = np.repeat(np.arange(len(net)), np.diff(matrix.indptr))
    once = source < matrix.indices
    one, other = source[once], matrix.indices[once]
    shared = _shared(matrix, one, other)
    bridge = np.zeros(len(one), dtype=bool)
    bridge[graph(net, layer, directed=False).bridges()] = True
    span = np.where(bridge, np.inf, 2.0)
    for tie in np.flatnonzero((shared == 0) & ~bridge):
        span[tie] = _way_round(matrix, int(one[tie]), int(other[tie]))
    ids = net.nodes.index
    ends = {"source": ids[one], "target": ids[other]}
    return pd.DataFrame(ends | {"bridge": bridge, "shared": shared, "span": span, "local_bridge": shared == 0})


@measure(
    meaning="How many ties lead from the circle round one person into the circle round another.",
    caution="How wide a bridge must be depends on how many contacts people need, which is an assumption.",
    source="Centola & Macy 2007",
    on="reported",
    unit="ties",
)
def bridge_width(net: Network, one: Hashable, other: Hashable, *, layer: str | None = None) -> int:
    """Number of ties from the neighbourhood of one person into what only the other's neighbourhood holds.

    Parameters
    ----------
    net : Network
    one, other : ids
    layer : str, optional

    Returns
    -------
    int
        Ties between N[one] and N[other] without N[one]; N[x] is x with all contacts. Not the same the other way round.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Centola, D. and Macy, M. (2007). Complex contagions and the weakness of long ties. American Journal of Sociology
    113.
    """
    matrix = contacts(net, layer)
    here, there = (_circle(matrix, int(place)) for place in net.index_of([one, other]))
    beyond = there & ~here
    return int(matrix[np.flatnonzero(here)][:, np.flatnonzero(beyond)].nnz)


@measure(
    meaning="How much the network would lose, on average, with each of a person's links.",
    caution="It takes a search of the whole network per link: for small networks.",
    source="Valente & Fujimoto 2010",
    on="reported",
)
def bridging_scores(net: Network, *, layer: str | None = None) -> pd.Series:
    """Valente and Fujimoto's bridging: mean loss of cohesion over a person's ties, each taken away in turn.

    Parameters
    ----------
    net : Network
        Up to some thousand ties.
    layer : str, optional

    Returns
    -------
    pandas.Series
        Cohesion is the mean of 1/distance over all pairs; NaN for people without contacts.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Valente, T. W. and Fujimoto, K. (2010). Bridging: locating critical connectors in a network. Social Networks 32.
    """
    matrix, n = contacts(net, layer), len(net)
    degree, loss = np.diff(matrix.indptr), np.zeros(n)
    whole = _cohesion(matrix)
    source = np.repeat(np.arange(n), degree)
    for one, other in zip(source, matrix.indices, strict=True):
        if one < other:
            lost = whole - _cohesion(_without(matrix, int(one), int(other)))
            loss[one] += lost
            loss[other] += lost
    return named(net, np.divide(loss, degree, out=np.full(n, np.nan), where=degree > 0), "bridging_scores")


def _shared(matrix: csr_array, one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many contacts the two ends of each tie share."""
    if not len(one):
        return np.zeros(0, dtype=np.int64)
    both = (matrix @ matrix).tocsr()
    return np.asarray(both[one, other]).ravel().astype(np.int64)


def _way_round(matrix: csr_array, start: int, goal: int) -> float:
    """Steps between the two ends of a tie without it."""
    seen, front, steps = {start}, {start}, 0
    while front:
        steps += 1
        ahead = set[int]()
        for person in front:
            near = matrix.indices[matrix.indptr[person] : matrix.indptr[person + 1]].tolist()
            ahead.update(other for other in near if {person, other} != {start, goal})
        if goal in ahead:
            return float(steps)
        front = ahead - seen
        seen |= front
    return float("inf")


def _circle(matrix: csr_array, person: int) -> npt.NDArray[np.bool_]:
    circle = np.zeros(matrix.shape[0], dtype=bool)
    circle[matrix.indices[matrix.indptr[person] : matrix.indptr[person + 1]]] = True
    circle[person] = True
    return circle


def _without(matrix: csr_array, one: int, other: int) -> csr_array:
    smaller = matrix.tolil()
    smaller[one, other] = smaller[other, one] = 0
    left = smaller.tocsr()
    left.indices, left.indptr = left.indices.astype(np.int32), left.indptr.astype(np.int32)
    return left


def _cohesion(matrix: csr_array) -> float:
    n = int(matrix.shape[0])
    return float(step_sums(matrix).inverse.sum()) / (n * (n - 1)) if n > 1 else 0.0
