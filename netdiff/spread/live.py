"""Live edges: a spread model seen as a random graph.

Where a model has this form, "who is reached from the seeds" is plain reachability in a random graph, and
that is what exact evaluation, reverse sampling and certificates rest on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from netdiff.errors import ModelError

if TYPE_CHECKING:
    from scipy.sparse import csr_array


__all__ = ["LiveEdges", "Silent", "combine_chances"]

Floats = npt.NDArray[np.float64]
Silent = Literal["draw", "ignore"]


@dataclass(frozen=True, eq=False)
class LiveEdges:
    """A spread model as a random graph over the people of a network.

    Parameters
    ----------
    kind : {"independent", "one_parent"}
        `independent`: each tie is live by a coin of its own. `one_parent`: each person picks at most one
        tie that comes in, so that the ties into one person exclude each other.
    matrix : csr_array, shape (nodes, nodes)
        Entry [i, j]: the chance that i passes to j once i has adopted (`independent`), or the weight with
        which j picks i as its one parent (`one_parent`, columns sum to at most 1).

    Raises
    ------
    ModelError
        Where an entry is no probability, or the weights into somebody exceed 1.

    Notes
    -----
    Stability: experimental.

    References
    ----------
    Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> LiveEdges("independent", csr_array([[0.0, 0.5], [0.0, 0.0]]))
    LiveEdges(independent, 2 nodes, 1 tie)
    """

    kind: Literal["independent", "one_parent"]
    matrix: csr_array

    def __post_init__(self) -> None:
        entries = self.matrix.data
        if entries.size and not (entries.min() >= 0.0 and entries.max() <= 1.0 + 1e-9):
            message = "The chances of a spread model must lie between 0 and 1."
            raise ModelError(message)
        if self.kind == "one_parent" and entries.size and self.matrix.sum(axis=0).max() > 1.0 + 1e-9:
            message = "The weights into one node must sum to at most 1. Cure: normalise them."
            raise ModelError(message)

    def __repr__(self) -> str:
        ties = f"{self.matrix.nnz:,} {'tie' if self.matrix.nnz == 1 else 'ties'}"
        return f"LiveEdges({self.kind}, {self.matrix.shape[0]:,} nodes, {ties})"


def combine_chances(rows: npt.ArrayLike, columns: npt.ArrayLike, chances: npt.ArrayLike, size: int) -> csr_array:
    """One matrix from chances listed per tie: parallel ties each get their try, 1 − Π(1 − p)."""
    from scipy.sparse import coo_array

    with np.errstate(divide="ignore"):
        log_fails = np.log1p(-np.asarray(chances, dtype=np.float64))
    ends = (np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64))
    matrix = coo_array((log_fails, ends), shape=(size, size)).tocsr()
    matrix.data = -np.expm1(matrix.data)
    return tidy(matrix)


def with_hidden(known: csr_array, hidden: csr_array | None, usual: float) -> tuple[csr_array, Floats | None]:
    """Known ties and those that silence may hide, in one matrix, with the chance that each is there.

    A hidden tie weighs as much as is usual; where a tie is known nothing is hidden. None = all ties are there.
    """
    if hidden is None:
        return known, None
    unknown = tidy(hidden - hidden * known.astype(bool))
    matrix = tidy(known + unknown.astype(bool) * usual)
    chance = tidy(known.astype(bool) + unknown)
    return matrix, chance.data


def tidy(matrix: Any) -> csr_array:
    """The matrix without zeros and loops, rows sorted: the form in which every kernel takes it."""
    from scipy.sparse import csr_array

    listed = matrix.tocoo()
    keep = (listed.data != 0.0) & (listed.row != listed.col)
    ends = (listed.row[keep], listed.col[keep])
    result = csr_array((listed.data[keep].astype(np.float64), ends), shape=listed.shape)
    result.sort_indices()
    return result
