"""Steps between all pairs, up to a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff.errors import ModelError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["MOST_PEOPLE", "steps_between"]

MOST_PEOPLE = 50_000
DEEPEST = 127


def steps_between(named: csr_array, depth: int = 6) -> npt.NDArray[np.int8]:
    """Number of steps from each to each along the ties, 0 for oneself and for whoever is further than `depth`.

    Parameters
    ----------
    named : csr_array, shape (n, n)
        A step leads from row to column.
    depth : int
        From 1 to 127.

    Returns
    -------
    array of int8, shape (n, n)

    Raises
    ------
    ModelError
        Above 50,000 people, where the table would fill the memory.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> from scipy.sparse import csr_array
    >>> steps_between(csr_array([[0, 1, 0], [0, 0, 1], [0, 0, 0]])).tolist()
    [[0, 1, 2], [0, 0, 1], [0, 0, 0]]
    """
    from netdiff._kernels.bfs import SOURCES
    from netdiff._kernels.distances import steps_from

    if named.shape[0] > MOST_PEOPLE or not 1 <= depth <= DEEPEST:
        message = f"Distances between all pairs are kept up to {MOST_PEOPLE:,} people and {DEEPEST} steps."
        raise ModelError(message)
    into = named.T.tocsr()
    starts, others = into.indptr.astype(np.int32), into.indices.astype(np.int32)
    people = np.arange(named.shape[0], dtype=np.int32)
    batches = [people[first : first + SOURCES] for first in range(0, len(people), SOURCES)]
    rows = [steps_from(starts, others, batch, depth) for batch in batches]
    return np.concatenate(rows) if rows else np.zeros((0, 0), dtype=np.int8)
