"""Many sets of people scored one after another, each by walking the network with its members in it or gone.

`starts`, `others` are the rows of a symmetric pattern without a diagonal; `sets` has one set of positions per row.
Nothing grows with the square of the number of people.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit

Ints = npt.NDArray[np.int32]
Sets = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
FREE, GONE = -1, -2  # steps of those not met yet, and of those who are not there


@jit
def walk(starts: Ints, others: Ints, met: int, queue: Ints, away: Ints, roads: Floats) -> int:
    """Steps and number of shortest roads to everybody, from the first `met` of `queue`; how many are met in the end."""
    for place in range(met):
        away[queue[place]] = 0
        roads[queue[place]] = 1.0
    place = 0
    while place < met:
        u = queue[place]
        place += 1
        for e in range(starts[u], starts[u + 1]):
            v = others[e]
            if away[v] == FREE:
                away[v] = away[u] + 1
                roads[v] = 0.0
                queue[met] = v
                met += 1
            if away[v] == away[u] + 1:
                roads[v] += roads[u]
    return met


@jit
def put(members: Sets, away: Ints, state: int) -> int:
    """Let a set go (or come back); how many people that are."""
    count = 0
    for member in members:
        count += int(away[member] != state)
        away[member] = state
    return count


@jit
def forget_steps(queue: Ints, met: int, away: Ints) -> None:
    """Nobody has been met."""
    for place in range(met):
        away[queue[place]] = FREE


@jit
def pairs_apart(starts: Ints, others: Ints, sets: Sets) -> Floats:
    """Per set: the share of pairs among those left that have no road without its members; NaN below two left."""
    n, values = len(starts) - 1, np.full(len(sets), np.nan)
    queue, away, roads = np.empty(n, np.int32), np.full(n, FREE, np.int32), np.empty(n)
    for s in range(len(sets)):
        left, together = n - put(sets[s], away, GONE), 0.0
        for u in range(n):
            if away[u] == FREE:
                queue[0] = u
                size = walk(starts, others, 1, queue, away, roads)
                together += size * (size - 1.0)
        if left > 1:
            values[s] = 1.0 - together / (left * (left - 1.0))
        away[:] = FREE
    return values


@jit
def mean_distance_apart(starts: Ints, others: Ints, sets: Sets) -> Floats:
    """Per set: one minus the mean of 1 / steps over the pairs of those left; NaN below two left."""
    n, values = len(starts) - 1, np.full(len(sets), np.nan)
    queue, away, roads = np.empty(n, np.int32), np.full(n, FREE, np.int32), np.empty(n)
    nearness = 1.0 / np.maximum(np.arange(n + 1), 1)
    for s in range(len(sets)):
        left, near = n - put(sets[s], away, GONE), 0.0
        for source in range(n):
            if away[source] == FREE:
                queue[0] = source
                met = walk(starts, others, 1, queue, away, roads)
                for place in range(1, met):
                    near += nearness[away[queue[place]]]
                forget_steps(queue, met, away)
        if left > 1:
            values[s] = 1.0 - near / (left * (left - 1.0))
        put(sets[s], away, FREE)
    return values


@jit
def steps_to_nearest(starts: Ints, others: Ints, sets: Sets) -> Floats:
    """Per set, in two columns: how many outside it can be got to, and their steps to its nearest member, added up."""
    n, found = len(starts) - 1, np.zeros((len(sets), 2))
    queue, away, roads = np.empty(n, np.int32), np.full(n, FREE, np.int32), np.empty(n)
    for s in range(len(sets)):
        size = sets.shape[1]
        for place in range(size):
            queue[place] = sets[s, place]
        met = walk(starts, others, size, queue, away, roads)
        found[s, 0] = met - size
        for place in range(size, met):
            found[s, 1] += away[queue[place]]
        forget_steps(queue, met, away)
    return found


@jit
def roads_through(starts: Ints, others: Ints, sets: Sets) -> Floats:
    """Per set: the share of shortest roads between two people outside that pass a member; NaN below two outside."""
    n, values = len(starts) - 1, np.full(len(sets), np.nan)
    queue, away, roads = np.empty(n, np.int32), np.full(n, FREE, np.int32), np.empty(n)
    passed = np.zeros(len(sets))
    for source in range(n):
        queue[0] = source
        met = walk(starts, others, 1, queue, away, roads)
        direct, every = away.copy(), roads.copy()
        forget_steps(queue, met, away)
        for s in range(len(sets)):
            put(sets[s], away, GONE)
            if away[source] == FREE:
                queue[0] = source
                left = walk(starts, others, 1, queue, away, roads)
                passed[s] += met
                for place in range(left):
                    v = queue[place]
                    if away[v] == direct[v]:
                        passed[s] -= roads[v] / every[v]
                forget_steps(queue, left, away)
                for member in sets[s]:
                    passed[s] -= int(away[member] == GONE and direct[member] != FREE)
                    away[member] = FREE
            put(sets[s], away, FREE)
    for s in range(len(sets)):
        outside = n - put(sets[s], away, GONE)
        put(sets[s], away, FREE)
        if outside > 1:
            values[s] = passed[s] / (outside * (outside - 1.0))
    return values
