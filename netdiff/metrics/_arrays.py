"""What the measures of structure come down to: short formulas over one sparse matrix of ones.

Every function takes a square CSR matrix whose entry [i, j] is 1.0 where row names column, without loops. None
knows about people, silence or layers, so each can be read beside its definition and tested with a literal
matrix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = [
    "both_ways",
    "clustering",
    "components",
    "either_way",
    "gini",
    "isolated",
    "largest_share",
    "mean_share_within",
    "ones",
    "share",
    "top_share",
    "transitivity",
    "two_core",
    "within_steps",
]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def share(part: float, whole: float) -> float:
    """Part of a whole, NaN where there is no whole."""
    return float(part) / float(whole) if whole else float("nan")


def ones(matrix: csr_array) -> csr_array:
    """Where there is a tie: 1.0 for every stored positive entry off the diagonal."""
    from scipy.sparse import coo_array, csr_array

    at = coo_array(matrix)
    keep = (at.row != at.col) & (at.data > 0)
    entries = (np.ones(int(keep.sum())), (at.row[keep], at.col[keep]))
    return csr_array(entries, shape=matrix.shape, dtype=np.float64)


def either_way(ties: csr_array) -> csr_array:
    """1 where one of the two names the other."""
    return ties.maximum(ties.T).tocsr()


def both_ways(ties: csr_array) -> csr_array:
    """1 where each names the other."""
    return ties.multiply(ties.T).tocsr()


def components(ties: csr_array, *, strong: bool = False) -> npt.NDArray[np.intp]:
    """Label of the piece each person is in; strong pieces follow the direction of ties."""
    from scipy.sparse.csgraph import connected_components

    if not ties.shape[0]:
        return np.zeros(0, dtype=np.intp)
    labels = connected_components(ties, directed=True, connection="strong" if strong else "weak")[1]
    return np.asarray(labels, dtype=np.intp)


def largest_share(ties: csr_array) -> float:
    """Share of people in the largest weak piece."""
    n = int(ties.shape[0])
    return share(np.bincount(components(ties)).max(initial=0) if n else 0, n)


def isolated(ties: csr_array) -> Mask:
    """Who neither names nor is named."""
    return np.asarray((ties.sum(axis=0) == 0) & (ties.sum(axis=1) == 0))


def within_steps(ties: csr_array, steps: int) -> csr_array:
    """1 where the column can be reached from the row in 1 to `steps` steps."""
    reach = ties
    for _ in range(steps - 1):
        reach = ones(reach + reach @ ties)
    return reach


def mean_share_within(ties: csr_array, steps: int) -> float:
    """Mean share of the others that a person reaches within `steps` steps."""
    n = int(ties.shape[0])
    if steps == 1:
        return share(ties.nnz, n * (n - 1))
    near = within_steps(ties, steps - 1)
    reach = near + near @ ties
    return share(reach.nnz - np.count_nonzero(reach.diagonal()), n * (n - 1))


def transitivity(contacts: csr_array) -> float:
    """Share of two-paths that are closed: 3 × triangles / connected triples. Contacts go both ways."""
    degree = contacts.sum(axis=1)
    closed = float((contacts @ contacts).multiply(contacts).sum())
    return share(closed, float((degree * (degree - 1)).sum()))


def clustering(contacts: csr_array) -> Floats:
    """Share of each person's pairs of contacts that are contacts themselves; NaN below two contacts."""
    degree = contacts.sum(axis=1)
    closed = (contacts @ contacts).multiply(contacts).sum(axis=1)
    pairs = degree * (degree - 1)
    return np.asarray(np.divide(closed, pairs, out=np.full(len(degree), np.nan), where=pairs > 0))


def two_core(contacts: csr_array) -> Mask:
    """Who is left when people with fewer than two contacts are taken away until none is left to take."""
    left = np.ones(contacts.shape[0], dtype=bool)
    while True:
        inside = contacts @ left.astype(np.float64) >= 2
        if np.array_equal(left & inside, left):
            return left
        left &= inside


def gini(values: npt.ArrayLike) -> float:
    """Half the mean difference between two people, over the mean: 0 = all alike, near 1 = one has all."""
    x = np.sort(np.asarray(values, dtype=np.float64))
    n, total = len(x), float(x.sum())
    rank = np.arange(1, n + 1)
    return share(float(((2 * rank - n - 1) * x).sum()), n * total)


def top_share(values: npt.ArrayLike, part: float = 0.1) -> float:
    """Share of the total held by the top `part` of people (rounded up, at least one)."""
    x = np.sort(np.asarray(values, dtype=np.float64))[::-1]
    count = int(np.ceil(part * len(x)))
    return share(float(x[:count].sum()), float(x.sum()))
