"""Cascades that need several contacts, started from every person's own circle (plain arrays, no Network)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


@jit
def circle_cascades(starts: Ints, others: Ints, needed: Ints) -> Floats:
    """Start from each person and all whom he influences, and let whoever has enough active contacts join.

    Parameters
    ----------
    starts, others : arrays
        Rows of the influence matrix: whom each person influences.
    needed : array of int, shape (n,)
        How many active contacts each person needs, at least 1.

    Returns
    -------
    array of float, shape (n, 3)
        Size of the circle, people active in the end (circle included), sum of the rounds in which people joined.
    """
    n = len(starts) - 1
    result = np.zeros((n, 3))
    pressure = np.zeros(n, np.int32)
    round_of = np.full(n, -1, np.int32)
    queue = np.empty(n, np.int32)
    for i in range(n):
        queue[0], round_of[i], tail = i, 0, 1
        for e in range(starts[i], starts[i + 1]):
            if round_of[others[e]] < 0:
                round_of[others[e]] = 0
                queue[tail] = others[e]
                tail += 1
        result[i, 0] = tail
        head = 0
        while head < tail:
            u = queue[head]
            head += 1
            for e in range(starts[u], starts[u + 1]):
                v = others[e]
                pressure[v] += 1
                if round_of[v] < 0 and pressure[v] >= needed[v]:
                    round_of[v] = round_of[u] + 1
                    queue[tail] = v
                    tail += 1
        for k in range(tail):
            result[i, 2] += round_of[queue[k]]
        result[i, 1] = tail
        for k in range(tail):
            u = queue[k]
            round_of[u] = -1
            for e in range(starts[u], starts[u + 1]):
                pressure[others[e]] = 0
    return result
