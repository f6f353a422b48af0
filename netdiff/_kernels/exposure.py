"""Exposure over time: how much of what acts on a person holds the innovation, period by period."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
BLOCK = 64  # people at a time, so that all their periods stay in the fastest memory


@jit
def exposure(
    starts: Ints,
    others: Ints,
    acts: Floats,
    begin: Ints,
    end: Ints,
    periods: int,
    share: bool,  # noqa: FBT001
    alone: float,
) -> Floats:
    """How much of what acts on each person holds the innovation in each period.

    A tie is looked at once for all periods: whoever keeps the innovation is entered when it begins, and carried on.
    Whoever gives it up is entered period by period.

    Parameters
    ----------
    starts, others, acts : arrays
        Rows of the matrix whose entry [i, j] says how much j acts on i.
    begin, end : arrays of int, shape (n,)
        j holds the innovation in the periods ``begin[j] <= t < end[j]``; `periods` or more means never.
    periods : int
    share : bool
        Divide by all that acts on i, where anything does.
    alone : float
        What to divide by where nothing does: NaN leaves a blank there, infinity gives 0.

    Returns
    -------
    array, shape (periods, n)
    """
    n = len(starts) - 1
    held = np.empty((periods, n))
    keeps = end >= periods
    enters = np.where(keeps, np.minimum(np.maximum(begin, 0), periods), periods).astype(np.uint32)
    some_give_up = not keeps.all()
    now, passing = np.empty((periods + 1, BLOCK)), np.zeros((periods + 1, BLOCK))
    for first in range(0, n, BLOCK):
        people = min(BLOCK, n - first)
        now[:] = 0.0
        for i in range(people):
            for e in range(starts[first + i], starts[first + i + 1]):
                now[enters[others[e]], i] += acts[e]
        for t in range(1, periods + 1):
            for i in range(people):
                now[t, i] += now[t - 1, i]  # the last row has all that acts, of whoever never adopts too
        if some_give_up:
            passing[:] = 0.0
            for i in range(people):
                for e in range(starts[first + i], starts[first + i + 1]):
                    j = others[e]
                    if not keeps[j]:
                        for t in range(max(begin[j], 0), end[j]):
                            passing[t, i] += acts[e]
        for i in range(people):
            everything = now[periods, i]
            now[periods, i] = alone if everything == 0.0 else everything if share else 1.0
        for t in range(periods):
            for i in range(people):
                held[t, first + i] = (now[t, i] + passing[t, i]) / now[periods, i]
    return held
