"""Chance: networks of the same size and the same amount of talk, with the partners drawn at random.

Only pairs that were observed and could be named are rewired: a silent person stays silent, and nobody is
given a tie to someone that the question could not have named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Pairs", "same_degrees", "same_names"]

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Which ordered pairs may carry a tie.

    Attributes
    ----------
    n : int
        Number of people.
    nameable : array of bool, shape (n,)
        Who could be named at all.
    closed : array of int64
        Sorted keys ``row * n + column`` of single pairs that were not observed or cannot be.
    """

    n: int
    nameable: Mask
    closed: Ints

    def allow(self, row: Ints, column: Ints) -> Mask:
        """True where a tie from row to column is possible and would have been seen."""
        fits = (row != column) & self.nameable[column]
        return np.asarray(fits & ~np.isin(row * self.n + column, self.closed))


def same_names(ties: csr_array, pairs: Pairs, rng: np.random.Generator) -> csr_array:
    """Everyone names as many people as before, drawn at random among those that could be named.

    A person whose names cannot all be placed after many tries (hardly anyone left to name) keeps fewer.
    """
    targets = np.flatnonzero(pairs.nameable)
    wanted = np.diff(ties.indptr).astype(np.int64)
    kept = np.zeros(0, dtype=np.int64)
    for _ in range(60):
        lack = wanted - np.bincount(kept // pairs.n, minlength=pairs.n) if len(kept) else wanted
        if not lack.any() or not len(targets):
            break
        row = np.repeat(np.arange(pairs.n), lack)
        column = targets[rng.integers(len(targets), size=len(row))]
        fresh = (row * pairs.n + column)[pairs.allow(row, column)]
        kept = np.union1d(kept, fresh)
    return _matrix(kept, pairs.n)


def same_degrees(
    ties: csr_array, pairs: Pairs, rng: np.random.Generator, *, directed: bool, rounds: int = 12
) -> csr_array:
    """Everyone names as many, and is named by as many, as before: partners are swapped between ties.

    Two ties swap their targets where both new ties are possible and new, 2 * rounds tries per tie. Undirected ties are
    paired off at random in rounds and turned round at random first, so that any two people may meet.

    References
    ----------
    Maslov, S. and Sneppen, K. (2002). Specificity and stability in topology of protein networks. Science 296.
    """
    if directed:
        return _swapped_directed(ties, pairs, rng, 2 * rounds)
    keys = _keys(ties, pairs.n)
    for _ in range(rounds if len(keys) > 1 else 0):
        keys = _swapped(keys, pairs, rng)
    matrix = _matrix(keys, pairs.n)
    return matrix.maximum(matrix.T).tocsr()


def _swapped_directed(ties: csr_array, pairs: Pairs, rng: np.random.Generator, tries: int) -> csr_array:
    from scipy.sparse import csr_array

    from netdiff._kernels.rewire import swap_partners

    starts, others = ties.indptr.astype(np.int32), ties.indices.astype(np.int32)
    state = np.uint64(rng.integers(2**63))
    partners = swap_partners(starts, others, pairs.closed, tries * len(others), state)
    matrix = csr_array((np.ones(len(others)), partners, starts), shape=(pairs.n, pairs.n))
    matrix.sort_indices()
    return matrix


def _swapped(keys: Ints, pairs: Pairs, rng: np.random.Generator) -> Ints:
    order = rng.permutation(keys)[: len(keys) // 2 * 2]
    first, second = _ends(order[0::2], pairs.n, rng), _ends(order[1::2], pairs.n, rng)
    possible = pairs.allow(first[0], second[1]) & pairs.allow(second[0], first[1])
    new = np.stack([_key(first[0], second[1], pairs.n), _key(second[0], first[1], pairs.n)], axis=1)
    _, where, count = np.unique(new, return_inverse=True, return_counts=True)
    single = (count[where].reshape(new.shape) == 1).all(axis=1)
    swap = possible & single & ~np.isin(new, keys).any(axis=1)
    gone = np.concatenate([order[0::2][swap], order[1::2][swap]])
    return np.concatenate([np.setdiff1d(keys, gone, assume_unique=True), new[swap].ravel()])


def _ends(keys: Ints, n: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """The two ends of undirected ties, turned round at random."""
    row, column = keys // n, keys % n
    turn = rng.random(len(keys)) < 0.5
    return np.where(turn, column, row), np.where(turn, row, column)


def _key(row: Ints, column: Ints, n: int) -> Ints:
    return np.minimum(row, column) * n + np.maximum(row, column)


def _keys(ties: csr_array, n: int) -> Ints:
    row = np.repeat(np.arange(n, dtype=np.int64), np.diff(ties.indptr))
    return np.unique(_key(row, ties.indices.astype(np.int64), n))


def _matrix(keys: Ints, n: int) -> csr_array:
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(keys)), (keys // n, keys % n)), shape=(n, n), dtype=np.float64)
