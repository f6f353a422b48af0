"""From coded ties to one sparse matrix: how repeated ties of a pair become one number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

__all__ = ["Matrix", "influence_of", "pair_matrix", "pattern", "reduce_pairs", "stronger_is_larger", "to_int32"]

Matrix: TypeAlias = sp.csr_array
Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


def pair_matrix(count: int, source: Codes, target: Codes, weight: Floats, *, rule: str, directed: bool) -> Matrix:
    """The matrix of ties; rows are sources. Undirected ties stand in both halves.

    Parameters
    ----------
    count : int
        Number of nodes.
    source, target : int arrays, shape (m,)
    weight : float array, shape (m,)
    rule : {"sum", "max", "min", "either"}
        How repeated rows of a pair combine.
    directed : bool
    """
    if not directed:
        source, target = np.concatenate([source, target]), np.concatenate([target, source])
        weight = np.concatenate([weight, weight])
    summed = sp.csr_array((weight, (source, target)), shape=(count, count), dtype=np.float64)
    summed.sum_duplicates()
    if rule == "sum" or summed.nnz == len(weight):
        return to_int32(summed)
    rows, columns, values = reduce_pairs(count, source, target, weight, rule)
    return to_int32(sp.csr_array((values, (rows, columns)), shape=(count, count)))


def reduce_pairs(count: int, source: Codes, target: Codes, weight: Floats, rule: str) -> tuple[Codes, Codes, Floats]:
    """One row per ordered pair, sorted, its weights combined by the rule."""
    key = source.astype(np.int64) * count + target
    order = np.argsort(key, kind="stable")
    key, weight = key[order], weight[order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.empty(0, dtype=np.int64)
    values = _RULES[rule](weight, first) if len(key) else weight
    return (key[first] // count).astype(np.int32), (key[first] % count).astype(np.int32), values


def influence_of(adjacency: Matrix, flow: str, weight_is: str) -> Matrix:
    """Entry [i, j] = strength with which i influences j."""
    strength = stronger_is_larger(adjacency, weight_is)
    if flow == "to_target":
        return strength
    turned = to_int32(strength.T.tocsr())
    return turned if flow == "to_source" else to_int32(sp.csr_array(strength.maximum(turned)))


def stronger_is_larger(adjacency: Matrix, weight_is: str) -> Matrix:
    """Ranks and distances become 1/weight; other weights stay."""
    if weight_is not in {"rank", "distance"}:
        return adjacency
    turned = adjacency.copy()
    turned.data = 1.0 / turned.data
    return turned


def pattern(matrix: Matrix) -> Matrix:
    """1 where there is a tie."""
    ones = matrix.copy()
    ones.data = np.ones_like(ones.data)
    return ones


def to_int32(matrix: sp.csr_array) -> Matrix:
    """The same matrix with sorted 32-bit column numbers and float64 values."""
    matrix.sort_indices()
    matrix.indices = matrix.indices.astype(np.int32, copy=False)
    matrix.indptr = matrix.indptr.astype(np.int32, copy=False)
    return matrix


def _either(weight: Floats, first: npt.NDArray[np.int64]) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(-np.expm1(np.add.reduceat(np.log1p(-weight), first)))


_RULES: Mapping[str, Callable[[Floats, npt.NDArray[np.int64]], Floats]] = {
    "sum": np.add.reduceat,
    "max": np.maximum.reduceat,
    "min": np.minimum.reduceat,
    "either": _either,
}
