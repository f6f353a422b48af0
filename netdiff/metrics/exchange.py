"""Who can do without whom: power in exchange (Emerson 1962; Markovsky, Willer and Patton 1988).

Both read contacts: ties in either direction, without ties to oneself.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.errors import ModelError
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import contacts, named, strength

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["dependence", "graph_power_index", "power_over"]

Floats = npt.NDArray[np.float64]
Path = frozenset[int]
MOST_PATHS = 2_000


@measure(
    meaning="Power in exchange: how much better a person's ways out are than those of the people they deal with.",
    caution="It assumes that everybody deals with one partner at a time; for small networks only.",
    source="Markovsky, Willer & Patton 1988",
    on="reported",
)
def graph_power_index(net: Network, *, layer: str | None = None) -> pd.Series:
    """Graph-theoretic power index ``sum over k of (-1)^(k-1) m_ik``.

    m_ik is the largest number of paths of k steps from person i that share nobody but i.

    Parameters
    ----------
    net : Network
        Small: packing paths is a hard problem.
    layer : str, optional

    Returns
    -------
    pandas.Series of int

    Raises
    ------
    ModelError
        Where a person has more than 2,000 paths of one length.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Markovsky, B., Willer, D. and Patton, T. (1988). Power relations in exchange networks. American Sociological
    Review 53.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> line = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> graph_power_index(Network.from_frames(None, line, means="meets")).tolist()
    [0, 2, 0]
    """
    matrix = contacts(net, layer)
    near = [matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]].tolist() for i in range(len(net))]
    return named(net, np.array([_index_of(near, i) for i in range(len(net))], dtype=np.int64), "graph_power_index")


@measure(
    meaning="How much each person depends on each of their partners.",
    caution="What is reported stands for what is exchanged.",
    source="Emerson 1962",
    on="reported",
    unit="share",
)
def dependence(net: Network, *, layer: str | None = None, weighted: bool = True) -> pd.DataFrame:
    """Share of each person's ties that runs to each partner: row i, column j = how much i depends on j.

    Parameters
    ----------
    net : Network
    layer : str, optional
    weighted : bool
        Whether weights say how much is exchanged.

    Returns
    -------
    pandas.DataFrame
        People by people; rows add up to 1, or are 0 for people without ties.

    Notes
    -----
    Emerson: i's power over j is j's dependence on i. Stability: stable.

    References
    ----------
    Emerson, R. M. (1962). Power-dependence relations. American Sociological Review 27.
    """
    table = _dependence(net, layer, weighted=weighted)
    return pd.DataFrame(table, index=net.nodes.index, columns=net.nodes.index.rename("on"))


@measure(
    meaning="How much more others depend on a person than that person on them.",
    caution="Somebody whose partners have nobody else comes out on top, however little they have to give.",
    source="Emerson 1962",
    on="reported",
)
def power_over(net: Network, *, layer: str | None = None, weighted: bool = True) -> pd.Series:
    """Sum over partners of (their dependence on the person - the person's dependence on them).

    Parameters
    ----------
    net, layer, weighted
        As in `dependence`.

    Returns
    -------
    pandas.Series
        Adds up to 0; NaN for people without ties.

    Notes
    -----
    Stability: stable.
    """
    table = _dependence(net, layer, weighted=weighted)
    value = table.sum(axis=0) - table.sum(axis=1)
    return named(net, np.where(table.sum(axis=1) > 0, value, np.nan), "power_over")


def _dependence(net: Network, layer: str | None, *, weighted: bool) -> Floats:
    matrix = strength(net, layer, weighted=True) if weighted else contacts(net, layer)
    table: Floats = matrix.toarray()
    total = table.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(table, total, out=np.zeros_like(table), where=total > 0))


def _index_of(near: list[list[int]], person: int) -> int:
    """Add and subtract the largest packings of paths, by length."""
    paths: list[tuple[int, ...]] = [(person,)]
    index, sign = 0, 1
    while paths := [(*path, other) for path in paths for other in near[path[-1]] if other not in path]:
        if len(paths) > MOST_PATHS:
            message = f"more than {MOST_PATHS:,} paths of one length: this network is too dense for the index."
            raise ModelError(message)
        index += sign * _most_disjoint({frozenset(path[1:]) for path in paths})
        sign = -sign
    return index


def _most_disjoint(paths: set[Path]) -> int:
    """Largest number of paths that share nobody, by branching on the person whose paths are fewest."""

    @cache
    def most(left: frozenset[Path]) -> int:
        if not left:
            return 0
        busy: dict[int, int] = {}
        for path in left:
            for person in path:
                busy[person] = busy.get(person, 0) + 1
        least = min(busy, key=lambda person: (busy[person], person))
        without = most(frozenset(path for path in left if least not in path))
        through = (path for path in left if least in path)
        return max([without, *(1 + most(frozenset(p for p in left if not p & path)) for path in through)])

    return most(frozenset(paths))
