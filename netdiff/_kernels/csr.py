"""What the kernels of spread share: ties and starts as plain arrays, and room for events."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit

__all__ = ["Ints", "Longs", "Starts", "Ties", "roomy"]

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


@jit
def roomy(array: Longs, place: int) -> Longs:
    """The array itself, or a longer copy padded with -1, so that it has this place."""
    while place >= array.size:
        array = np.concatenate((array, np.full(array.size, -1, dtype=array.dtype)))
    return array
