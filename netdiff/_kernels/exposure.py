"""Exposure over time: how much of what reaches a person comes from adopters, period by period."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@jit
def exposure(starts: Ints, others: Ints, weight: Floats, begin: Ints, end: Ints, periods: int) -> Floats:
    """Sum of the weights of the alters who hold the innovation, per person and period.

    Parameters
    ----------
    starts, others, weight : arrays
        Rows of the matrix whose entry [i, j] says how much i is exposed to j.
    begin, end : arrays of int, shape (n,)
        j holds the innovation in the periods ``begin[j] <= t < end[j]``; `periods` or more means never.
    periods : int

    Returns
    -------
    array of float, shape (n, periods)
        Unnormalised; divide by the row sums for a share.
    """
    n = len(starts) - 1
    held = np.zeros((periods + 1, n))
    row = np.where(end >= periods, np.minimum(np.maximum(begin, 0), periods), periods).astype(np.uint32)
    for i in range(n):
        for e in range(starts[i], starts[i + 1]):
            held[row[others[e]], i] += weight[e]
    for t in range(1, periods):
        for i in range(n):
            held[t, i] += held[t - 1, i]
    if n and end.min() < periods:
        for i in range(n):
            for e in range(starts[i], starts[i + 1]):
                j = others[e]
                for t in range(max(begin[j], 0), end[j] if end[j] < periods else 0):
                    held[t, i] += weight[e]
    return held[:periods].T
