"""Steps between people, up to a limit, and sums of weights that fall with them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit
from netdiff._kernels.bfs import SOURCES, WORDS, pull

Ints = npt.NDArray[np.int32]
Steps = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]

TILE = 64


@jit
def steps_from(starts: Ints, others: Ints, sources: Ints, depth: int) -> Steps:
    """Number of steps from each source to everybody.

    Parameters
    ----------
    starts, others : arrays
        Ties *into* each person: those from whom they can be reached in one step.
    sources : array of int, at most 512 long
    depth : int
        At most 127.

    Returns
    -------
    array of int8, shape (len(sources), n)
        0 for the source itself and for whoever is further than `depth`.
    """
    n = len(starts) - 1
    seen, front = np.zeros((n, WORDS), np.uint64), np.zeros((n, WORDS), np.uint64)
    fresh, pulled = np.zeros((n, WORDS), np.uint64), np.zeros(WORDS, np.uint64)
    active, woken = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    result = np.zeros((min(len(sources), SOURCES), n), np.int8)
    for s in range(len(sources)):
        seen[sources[s], s // 64] |= np.uint64(1) << np.uint64(s % 64)
        front[sources[s], s // 64] |= np.uint64(1) << np.uint64(s % 64)
        active[sources[s]] = True
    for step in range(1, depth + 1):
        for v in range(n):
            pull(v, starts, others, front, active, pulled)
            some = np.uint64(0)
            for w in range(WORDS):
                new = pulled[w] & ~seen[v, w]
                fresh[v, w] = new
                seen[v, w] |= new
                some |= new
                s = 64 * w
                while new != 0:
                    if new & np.uint64(1):
                        result[s, v] = step
                    new >>= np.uint64(1)
                    s += 1
            woken[v] = some != 0
        front, fresh = fresh, front
        active, woken = woken, active
    return result


@jit
def sums_around(steps: Steps, near: Floats, scale: Floats, values: Floats) -> tuple[Floats, float, Floats]:
    """What Moran's I needs of the weights near[steps[i, j]] * scale[i], without ever holding them.

    Parameters
    ----------
    steps : array of int8, shape (n, n)
    near : array of float
        Weight per number of steps; 0 for none.
    scale : array of float, shape (n,)
        Factor per row.
    values : array of float, shape (n, k)

    Returns
    -------
    columns : array, shape (n,)
        Column sums of the weights.
    squares : float
        Sum of w_ij (w_ij + w_ji), that is half the sum of (w_ij + w_ji)².
    around : array, shape (n, k)
        Weights times values.
    """
    n, k = values.shape
    columns, around, squares = np.zeros(n), np.zeros((n, k)), 0.0
    for top in range(0, n, TILE):
        for left in range(0, n, TILE):
            for i in range(top, min(top + TILE, n)):
                for j in range(left, min(left + TILE, n)):
                    if steps[i, j] == 0:
                        continue
                    weight = near[steps[i, j]] * scale[i]
                    columns[j] += weight
                    squares += weight * (weight + near[steps[j, i]] * scale[j])
                    for c in range(k):
                        around[i, c] += weight * values[j, c]
    return columns, squares, around
