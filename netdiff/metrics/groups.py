"""How central a set of people is as one: Everett and Borgatti's group centralities.

All read contacts: ties in either direction, without ties to oneself.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_positive_int
from netdiff._kernels.sets import roads_through, steps_to_nearest
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import contacts
from netdiff.metrics.keyplayers import KeyPlayers, Work, best_of, covered

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["best_group", "group_betweenness", "group_closeness", "group_degree"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Of = Literal["degree", "closeness", "betweenness"]
WORK: dict[Of, Work] = {"degree": "table", "closeness": "one walk", "betweenness": "all walks"}


@measure(
    meaning="How many people outside a group have a contact in it.",
    caution="A group of people with the same contacts has few of its own.",
    source="Everett & Borgatti 1999",
    on="reported",
    unit="people",
)
def group_degree(
    net: Network, members: Iterable[Hashable], *, layer: str | None = None, normalized: bool = False
) -> float:
    """Number of people outside a group with a contact in it.

    Parameters
    ----------
    net : Network
    members : iterable of ids
    layer : str, optional
    normalized : bool
        Divide by the number of people outside.

    Returns
    -------
    float
        NaN, normalised, where nobody is outside.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Everett, M. G. and Borgatti, S. P. (1999). The centrality of groups and classes. Journal of Mathematical
    Sociology 23.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> path = pd.DataFrame({"source": list("abcd"), "target": list("bcde")})
    >>> group_degree(Network.from_frames(None, path, means="meets"), ["b", "d"])
    3.0
    """
    chosen = np.unique(net.index_of(members))
    count = float(_degrees(contacts(net, layer), chosen[None, :])[0])
    outside = len(net) - len(chosen)
    if not normalized:
        return count
    return count / outside if outside else float("nan")


@measure(
    meaning="How near a group is to the people outside it.",
    caution="People out of reach mark it down only by their number.",
    source="Everett & Borgatti 1999",
    on="reported",
    unit="1 / steps",
)
def group_closeness(net: Network, members: Iterable[Hashable], *, layer: str | None = None) -> float:
    """Inverse mean distance of those outside to their nearest member, times the share of them in reach.

    Parameters
    ----------
    net : Network
    members : iterable of ids
    layer : str, optional

    Returns
    -------
    float
        1 where everybody outside has a contact in the group; NaN where nobody is outside.

    Notes
    -----
    Stability: stable.
    """
    chosen = np.unique(net.index_of(members))
    return float(_closenesses(contacts(net, layer), chosen[None, :])[0])


@measure(
    meaning="The share of the shortest roads between others that pass through a group.",
    caution="It says where roads pass, not that anything is passed on.",
    source="Everett & Borgatti 1999",
    on="reported",
    unit="share of pairs",
)
def group_betweenness(net: Network, members: Iterable[Hashable], *, layer: str | None = None) -> float:
    """Share of the shortest roads between two people outside that pass through at least one member.

    Parameters
    ----------
    net : Network
    members : iterable of ids
    layer : str, optional

    Returns
    -------
    float
        Over the pairs of people outside; pairs without a road count as not passing. NaN below two people outside.

    Notes
    -----
    Stability: stable.
    """
    matrix = contacts(net, layer)
    chosen = np.unique(net.index_of(members))
    return float(_betweennesses(matrix, chosen[None, :])[0])


@measure(
    meaning="The group of k people that is most central as one.",
    caution="Many groups are often as good: look at all of them.",
    source="Everett & Borgatti 1999",
    on="reported",
)
def best_group(net: Network, k: int, *, of: Of = "degree", layer: str | None = None) -> KeyPlayers:
    """Groups of k people with the largest group centrality.

    Parameters
    ----------
    net : Network
    k : int
    of : {"degree", "closeness", "betweenness"}
    layer : str, optional

    Returns
    -------
    KeyPlayers
        All groups are looked at where there are at most 1,000,000 and that takes a minute or so at most; else greedy
        choice with exchanges among the 150 people with most contacts, and nobody knows how many groups are as good.

    Notes
    -----
    Stability: stable.
    """
    check_choice(of, "of", ("degree", "closeness", "betweenness"))
    k = min(check_positive_int(k, "k"), len(net))
    matrix = contacts(net, layer)
    score = {
        "degree": lambda sets: _degrees(matrix, sets),
        "closeness": lambda sets: _closenesses(matrix, sets),
        "betweenness": lambda sets: _betweennesses(matrix, sets),
    }[of]
    return best_of(net, k, f"group_{of}", score, WORK[of], layer)


def _degrees(matrix: csr_array, sets: Ints) -> Floats:
    n = int(matrix.shape[0])

    def known(people: Ints) -> Floats:
        rows = matrix[people].toarray()
        rows[np.arange(len(people)), people] = 1.0
        return np.asarray(rows)

    if sets.shape[1] == 0:
        return np.zeros(len(sets))
    return np.asarray(covered(known, n)(sets) - sets.shape[1])


def _closenesses(matrix: csr_array, sets: Ints) -> Floats:
    outside = int(matrix.shape[0]) - sets.shape[1]
    if not sets.shape[1] or not outside:
        return np.full(len(sets), np.nan)
    met, steps = steps_to_nearest(matrix.indptr, matrix.indices, sets.astype(np.int64)).T
    return np.asarray(np.divide(met**2, steps, out=np.zeros(len(sets)), where=steps > 0) / outside)


def _betweennesses(matrix: csr_array, sets: Ints) -> Floats:
    return roads_through(matrix.indptr, matrix.indices, sets.astype(np.int64))
