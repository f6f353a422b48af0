"""Swapping partners between directed ties, so that everybody names, and is named by, as many as before."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit
from netdiff._kernels.random import mix

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]


@jit
def swap_partners(starts: Ints, others: Ints, closed: Longs, tries: int, state: np.uint64) -> Ints:
    """Draw two ties a -> b and c -> d, make them a -> d and c -> b where both are new and possible; many times.

    Parameters
    ----------
    starts, others : arrays
        Rows of the matrix of ties.
    closed : sorted array of int64
        Pairs row * n + column that may carry no tie.
    tries : int
    state : uint64
        Where the stream of chance begins.

    Returns
    -------
    array of int32
        The new partners, in the order of `others`; rows are not sorted.
    """
    n, m = len(starts) - 1, len(others)
    partner, owner = others.copy(), np.empty(m, np.int32)
    for row in range(n):
        owner[starts[row] : starts[row + 1]] = row
    for _ in range(tries if m > 1 else 0):
        state = mix(state)
        one = np.int64((state >> np.uint64(32)) % np.uint64(m))
        two = np.int64((state & np.uint64(0xFFFFFFFF)) % np.uint64(m))
        a, b, c, d = owner[one], partner[one], owner[two], partner[two]
        if a == c or b == d or a == d or b == c:  # noqa: SIM109, PLR1714
            continue
        free = True
        for e in range(starts[a], starts[a + 1]):
            free &= partner[e] != d
        for e in range(starts[c], starts[c + 1]):
            free &= partner[e] != b
        if free and len(closed):
            for key in (np.int64(a) * n + d, np.int64(c) * n + b):
                place = np.searchsorted(closed, key)
                free &= place == len(closed) or closed[place] != key
        if free:
            partner[one], partner[two] = d, b
    return partner
