"""The one convention layer of the classical measures.

What a measure reads is made here and only here: ties to oneself are left out, a matrix of ones is a matrix of
ones, "contacts" are ties in either direction, lengths are stated. So the engine behind a measure can change and its
number cannot. What several measures need of the same network is made once and kept as long as the network lives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff._igraph import graph_of
from netdiff._matrices import pattern, to_int32
from netdiff._memo import once
from netdiff.errors import DataError, ModelError

if TYPE_CHECKING:
    import igraph
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = [
    "Direction",
    "Lengths",
    "attribute",
    "contacts",
    "graph",
    "influence",
    "is_directed",
    "lengths_of",
    "named",
    "reported",
    "strength",
    "toward",
    "upper_half",
]

Direction = Literal["in", "out", "both"]
Lengths = Literal["steps", "weights", "inverse"]
Floats = npt.NDArray[np.float64]


def is_directed(net: Network, layer: str | None = None) -> bool:
    """Whether any of the layers read has a direction."""
    names = list(net.layers) if layer is None else [check_choice(layer, "layer", net.layers)]
    return any(net.layers[name].directed for name in names)


def reported(net: Network, layer: str | None = None, *, weighted: bool = False) -> csr_array:
    """Ties as reported, without ties to oneself; ones unless `weighted`. Not to be changed in place."""
    return once(net, ("reported", layer, weighted), lambda: _clean(net.adjacency(layer), weighted=weighted))


def influence(net: Network, layer: str | None = None, *, weighted: bool = False) -> csr_array:
    """Entry [i, j] says that i influences j; ones unless `weighted`. Not to be changed in place."""
    return once(net, ("influence", layer, weighted), lambda: _clean(net.influence(layer), weighted=weighted))


def strength(net: Network, layer: str | None = None, *, weighted: bool = False) -> csr_array:
    """What two people have between them: a_ij + a_ji in a directed layer, a_ij in an undirected one."""
    if not is_directed(net, layer):
        return reported(net, layer, weighted=weighted)
    matrix = reported(net, layer, weighted=weighted)
    return once(net, ("strength", layer, weighted), lambda: to_int32((matrix + matrix.T).tocsr()))


def contacts(net: Network, layer: str | None = None) -> csr_array:
    """1 where there is a tie in either direction. Not to be changed in place."""
    if not is_directed(net, layer):
        return reported(net, layer)
    return once(net, ("contacts", layer), lambda: pattern(strength(net, layer)))


def toward(net: Network, layer: str | None, direction: Direction, *, weighted: bool = False) -> csr_array:
    """The matrix whose paths are walked: to the person ("in": turned round), from him ("out"), or both."""
    if direction not in {"in", "out", "both"}:
        message = f'direction must be "in", "out" or "both", not {direction!r}.'
        raise ModelError(message)
    if direction == "both":
        return strength(net, layer, weighted=True) if weighted else contacts(net, layer)
    matrix = reported(net, layer, weighted=weighted)
    if direction == "out" or not is_directed(net, layer):
        return matrix
    return once(net, ("turned", layer, weighted), lambda: to_int32(matrix.T.tocsr()))


def graph(net: Network, layer: str | None = None, *, directed: bool | None = None) -> igraph.Graph:
    """The igraph graph of the ties as reported, or of the contacts where `directed` is False."""
    directed = is_directed(net, layer) if directed is None else directed
    matrix = reported(net, layer) if directed else contacts(net, layer)
    return once(net, ("graph", layer, directed), lambda: graph_of(matrix, directed=directed))


def lengths_of(net: Network, layer: str | None, lengths: Lengths, *, directed: bool) -> list[float] | None:
    """The length of every edge of `graph`, or None for steps. Strength is not length: it has to be said."""
    if lengths == "steps":
        return None
    if lengths not in {"weights", "inverse"}:
        message = f'lengths must be "steps", "weights" or "inverse", not {lengths!r}.'
        raise ModelError(message)
    near = reported(net, layer, weighted=True).copy()
    near.data = near.data if lengths == "inverse" else 1.0 / near.data
    if directed:
        return [1.0 / float(x) for x in near.data]
    return [1.0 / x for x in upper_half(to_int32(near.maximum(near.T).tocsr()))]


def upper_half(matrix: csr_array) -> list[float]:
    """The values above the diagonal of a symmetric matrix, in the order of the edges of `graph`."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return [float(x) for x in matrix.data[rows < matrix.indices]]


def named(net: Network, values: npt.ArrayLike, name: str) -> pd.Series:
    """One value per person, in the order of the network."""
    return pd.Series(values, index=net.nodes.index, name=name)


def attribute(net: Network, column: str, measure: str) -> pd.Series:
    """A column of the people sheet; an error with the cure where it is not there or has gaps."""
    nodes = net.nodes
    if column not in nodes:
        raise DataError(
            f"{measure} needs the column {column!r} of the people sheet",
            value=column,
            cure=f"The columns are {list(nodes.columns)}; name one of them, or add it.",
        )
    values = nodes[column]
    if values.isna().any():
        raise DataError(
            f"{measure} needs {column!r} of everybody, and {int(values.isna().sum())} people have none",
            cure=f"Fill the gaps, or leave these people out: net.select(where=lambda t: t[{column!r}].notna()).",
        )
    return values


def _clean(matrix: csr_array, *, weighted: bool) -> csr_array:
    from scipy.sparse import csr_array

    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
    keep = (rows != matrix.indices) & (matrix.data != 0)
    if keep.all():
        values = matrix.data if weighted else np.ones(len(matrix.data))
        return to_int32(csr_array((values, matrix.indices, matrix.indptr), shape=matrix.shape))
    values = matrix.data[keep] if weighted else np.ones(int(keep.sum()))
    return to_int32(csr_array((values, (rows[keep], matrix.indices[keep])), shape=matrix.shape))
