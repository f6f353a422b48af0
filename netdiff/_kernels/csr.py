"""What the kernels of spread share: ties, starts and arrivals as plain arrays, and room for them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit

__all__ = ["Arrivals", "Bits", "Calendar", "Floats", "Ints", "Longs", "Starts", "Ties", "larger", "roomy"]

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]


class Ties(NamedTuple):
    """Ties by sender, in compressed rows. Arrays marked *optional* may be empty."""

    indptr: Longs
    indices: Ints
    weights: Floats  # what a tie adds to pressure or score (optional)
    voices: Floats  # how many voices it counts for (optional)
    keys: Bits  # of its coin
    bounds: Bits  # its coin succeeds up to here (optional: always)
    rates: Floats  # log of the chance to wait one more period (optional: a fixed wait)
    opens: Ints  # first period in which it counts (optional: from the start)
    closes: Ints  # last period in which something may arrive along it (optional: never closes)


class Starts(NamedTuple):
    """Who starts when, by run: rows `first[run]` up to `first[run + 1]`."""

    first: Longs
    node: Ints
    period: Ints


class Arrivals(NamedTuple):
    """Who adopted when, by run, and when he left (-1 = never): rows `first[run]` up to `first[run + 1]`."""

    first: Longs
    node: Ints
    period: Ints
    left: Ints


class Calendar(NamedTuple):
    """Events by period: the first of each, what each is, and the next one of the same period."""

    head: Longs
    what: Longs
    following: Longs


@jit
def larger(room: Calendar) -> Calendar:
    """An empty calendar with room for twice as much."""
    return Calendar(
        np.full(2 * room.head.size, -1, dtype=np.int64),
        np.empty(2 * room.what.size, dtype=np.int64),
        np.empty(2 * room.following.size, dtype=np.int64),
    )


@jit
def roomy(array: npt.NDArray[Any], used: int, size: int, done: int, runs: int) -> npt.NDArray[Any]:
    """The array itself, or a longer copy, with room for one more run of up to `size` entries (and one beyond).

    A longer one has room for all runs if they go like those that are done: memory that is never touched costs nothing,
    to copy it again and again does.
    """
    if used + size < array.size:
        return array
    whole = int(1.1 * used / max(done, 1) * runs)
    longer = np.empty(max(2 * array.size, whole + size + 1, used + size + 1), dtype=array.dtype)
    longer[:used] = array[:used]
    return longer
