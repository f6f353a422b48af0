"""How far a network is a tree of command: Krackhardt's four dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.metrics._distances import step_sums
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import reported

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["krackhardt"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LUB_UP_TO = 1_000


@measure(
    meaning="How near the network is to a tree of command: in one piece, one way, without spare ties, under one head.",
    caution="A tree of command is no ideal: spare ties and returned ties are what makes a movement last.",
    source="Krackhardt 1994",
    on="reported",
    unit="share",
)
def krackhardt(net: Network, *, layer: str | None = None) -> pd.Series:
    """Krackhardt's graph theoretical dimensions of hierarchy.

    Parameters
    ----------
    net : Network
    layer : str, optional
        Ties as reported, the one who names on top; an undirected tie counts in both directions.

    Returns
    -------
    pandas.Series
        `connectedness`: share of pairs in one piece. `hierarchy`: share of the pairs with any road between them whose
        roads run one way only. `efficiency`: 1 - spare ties / most possible spare ties, over the pieces. `lub`: share
        of pairs under one head, a common superior who reaches all their common superiors (as R's sna 2.7.1 counts
        it), over the pieces; NaN beyond 1,000 people, where it takes too long. Each is 1 where nothing can go wrong.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Krackhardt, D. (1994). Graph theoretical dimensions of informal organizations. In Computational Organization
    Theory.
    """
    matrix = reported(net, layer)
    label = _pieces(matrix, strong=False)
    values = {
        "connectedness": _share_of_pairs(np.bincount(label), len(net)),
        "hierarchy": _hierarchy(matrix),
        "efficiency": _efficiency(matrix, label),
        "lub": _lub(matrix, label) if len(net) <= LUB_UP_TO else float("nan"),
    }
    return pd.Series(values, name="krackhardt")


def _pieces(matrix: csr_array, *, strong: bool) -> Ints:
    from scipy.sparse.csgraph import connected_components

    if not matrix.shape[0]:
        return np.zeros(0, dtype=np.int64)
    kind = "strong" if strong else "weak"
    return np.asarray(connected_components(matrix, directed=True, connection=kind)[1], dtype=np.int64)


def _share_of_pairs(sizes: Ints, n: int) -> float:
    return float((sizes * (sizes - 1)).sum()) / (n * (n - 1)) if n > 1 else 1.0


def _hierarchy(matrix: csr_array) -> float:
    """One minus the pairs that reach each other over the pairs of which one reaches the other."""
    strong = np.bincount(_pieces(matrix, strong=True))
    mutual = float((strong * (strong - 1)).sum()) / 2
    some = float(step_sums(matrix).people.sum()) - mutual
    return 1 - mutual / some if some else 1.0


def _efficiency(matrix: csr_array, label: Ints) -> float:
    sizes = np.bincount(label) if len(label) else np.zeros(0)
    spare, most = matrix.nnz - float((sizes - 1).sum()), float(((sizes - 1.0) ** 2).sum())
    return 1 - spare / most if most else 1.0


def _lub(matrix: csr_array, label: Ints) -> float:
    missing = most = 0.0
    for piece in range(int(label.max(initial=-1)) + 1):
        inside = np.flatnonzero(label == piece)
        size = len(inside)
        if size > 2:
            most += (size - 1) * (size - 2) / 2
            missing += _without_superior(matrix[inside][:, inside])
    return 1 - missing / most if most else 1.0


def _without_superior(matrix: csr_array) -> float:
    """Number of pairs without a common superior who reaches all their common superiors."""
    from scipy.sparse.csgraph import dijkstra

    reaches = np.isfinite(dijkstra(matrix, unweighted=True)).astype(np.float32)
    lacking = 0
    for person in range(len(reaches) - 1):
        above = reaches[:, person, None] * reaches[:, person + 1 :]
        heads = (above.sum(axis=0)[:, None] == above.T @ reaches.T) & (above.T > 0)
        lacking += int((~heads.any(axis=1)).sum())
    return float(lacking)
