"""Breadth-first search from 512 people at once, one bit each (Then et al. 2014, "The more the merrier").

Each round, everybody pulls the bits of those who could reach them a step ago. How many people each of the
512 reached in a round is counted in *bit planes*: plane p holds the bits worth 2^p, and a column of 512 bits is added
by carrying.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.uint64]

WORDS = 8
SOURCES = 64 * WORDS
PLANES = 16


@jit
def add_bits(planes: Bits, carry: Bits) -> None:
    """Add one column of bits to the counters; `carry` is used up."""
    left = np.uint64(1)
    p = 0
    while left != 0:
        left = np.uint64(0)
        for w in range(WORDS):
            over = planes[p, w] & carry[w]
            planes[p, w] ^= carry[w]
            carry[w] = over
            left |= over
        p += 1


@jit
def read_counts(planes: Bits, counts: Longs) -> None:
    """Move the counters into whole numbers, and empty them."""
    for s in range(SOURCES):
        for p in range(PLANES):
            bit = (planes[p, s // 64] >> np.uint64(s % 64)) & np.uint64(1)
            counts[s] += np.int64(bit) << p
    planes[:] = np.uint64(0)


@jit
def bits_in(words: Bits) -> np.int64:
    """Number of ones in a row of words: by pairs of bits, by fours, by bytes, and the sum of all bytes."""
    total = np.uint64(0)
    for word in words:
        pairs = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
        fours = (pairs & np.uint64(0x3333333333333333)) + ((pairs >> np.uint64(2)) & np.uint64(0x3333333333333333))
        eights = (fours + (fours >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
        total += (eights * np.uint64(0x0101010101010101)) >> np.uint64(56)
    return np.int64(total)


@jit
def pull(person: int, starts: Ints, others: Ints, front: Bits, active: npt.NDArray[np.bool_], pulled: Bits) -> None:
    """Collect the bits that arrive at one person from those who got them a round ago."""
    for w in range(WORDS):
        pulled[w] = np.uint64(0)
    for e in range(starts[person], starts[person + 1]):
        u = others[e]
        if active[u]:
            for w in range(WORDS):
                pulled[w] |= front[u, w]


@jit
def keep_new(person: int, new: Bits, seen: Bits, fresh: Bits) -> bool:
    """Keep of the bits that arrive only those that the person has not had; say whether there are any."""
    some = np.uint64(0)
    for w in range(WORDS):
        new[w] &= ~seen[person, w]
        fresh[person, w] = new[w]
        seen[person, w] |= new[w]
        some |= new[w]
    return bool(some != 0)


@jit
def note(result: Floats, row: int, people: np.int64, step: int) -> None:
    """Enter that `people` more were met at distance `step`."""
    if people:
        result[row, 0] += people
        result[row, 1] += people * step
        result[row, 2] += people / step
        result[row, 3] = step


@jit
def search(starts: Ints, others: Ints, sources: Ints, depth: int, by_target: bool) -> Floats:  # noqa: FBT001
    """Walk from up to 512 sources at once, at most `depth` steps.

    Parameters
    ----------
    starts, others : arrays
        Ties *into* each person: those from whom they can be reached in one step.
    sources : array of int, at most 512 long
    depth : int
    by_target : bool
        Whether the sums are kept for whoever is reached (a row per person) or for the sources (a row each).

    Returns
    -------
    array of float, shape (n or len(sources), 4)
        Pairs (others only), sum of their distances, sum of 1/distance, largest distance.
    """
    n = len(starts) - 1
    seen, front, fresh = (
        np.zeros((n, WORDS), np.uint64),
        np.zeros((n, WORDS), np.uint64),
        np.zeros((n, WORDS), np.uint64),
    )
    active, woken = np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    for s in range(len(sources)):
        seen[sources[s], s // 64] |= np.uint64(1) << np.uint64(s % 64)
        front[sources[s], s // 64] |= np.uint64(1) << np.uint64(s % 64)
        active[sources[s]] = True
    planes, new = np.zeros((PLANES, WORDS), np.uint64), np.zeros(WORDS, np.uint64)
    result, counts = np.zeros((n if by_target else SOURCES, 4)), np.zeros(SOURCES, np.int64)
    step, more = 0, True
    while more and step < depth:
        step += 1
        more, held = False, 0
        for v in range(n):
            pull(v, starts, others, front, active, new)
            woken[v] = keep_new(v, new, seen, fresh)
            if not woken[v]:
                continue
            more = True
            if by_target:
                note(result, v, bits_in(new), step)
            else:
                add_bits(planes, new)
                held += 1
            if held == 2**PLANES - 1:
                read_counts(planes, counts)
                held = 0
        if held:
            read_counts(planes, counts)
        for s in range(SOURCES if more and not by_target else 0):
            note(result, s, counts[s], step)
            counts[s] = 0
        front, fresh = fresh, front
        active, woken = woken, active
    return result if by_target else result[: len(sources)]
