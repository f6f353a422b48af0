"""Triangles over plain arrays, and the structural holes (Burt) that come from one pass over them.

Every triangle is met once, from its member with the fewest ties. People are renumbered by their number of
ties and each tie is kept only at its lesser end (a *forward* tie); slot 0 is left free, so that 0 can mean
"no tie".
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit

Ints = npt.NDArray[np.int32]
Counts = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]
Values = npt.NDArray[Any]
NEXT = np.uint32(1)
STRIDE = 8  # ties put down at a time


@jit
def rank_by_degree(starts: Ints) -> Counts:
    """Place of each person in the order of their number of ties, fewest first."""
    n = len(starts) - 1
    place = np.zeros(n + 2, np.uint32)
    for u in range(n):
        place[starts[u + 1] - starts[u] + 1] += 1
    for d in range(n):
        place[d + 1] += place[d]
    rank = np.empty(n, np.uint32)
    for u in range(n):
        d = starts[u + 1] - starts[u]
        rank[u] = place[d]
        place[d] += 1
    return rank


@jit
def forward_ties(
    starts: Ints, others: Ints, values: Values, rank: Counts
) -> tuple[Counts, Counts, Counts, Values, Floats, Floats]:
    """Each tie of a symmetric pattern once, at its end of lower rank; people are named by their rank.

    Returns each person's first slot; every slot's two ends and value; of each person's values the sum and the largest.
    """
    n = len(rank)
    person = np.empty(n, np.uint32)
    for u in range(n):
        person[rank[u]] = u
    first = np.ones(n + 1, np.uint32)
    begins, ends = np.zeros(len(others) // 2 + 2, np.uint32), np.zeros(len(others) // 2 + 2, np.uint32)
    value = np.zeros(len(others) // 2 + 2, values.dtype)
    total, top = np.zeros(n), np.zeros(n)
    k = np.uint32(1)
    for r in range(n):
        added = largest = 0.0
        for e in range(starts[person[r]], starts[person[r] + NEXT]):
            other, given = rank[np.uint32(others[e])], values[e]
            begins[k], ends[k], value[k] = r, other, given
            k += np.uint32(other > r)
            added += given
            largest = max(largest, given)
        first[r + 1] = k
        total[r] = added
        top[r] = largest
    return first, begins[:k], ends[:k], value[:k], total, top


@jit
def room_for_triangles(first: Counts, ends: Counts) -> Counts:
    """An empty list, long enough for the open and the closed triangles of any one person."""
    most = np.int64(0)
    for a in range(len(first) - 1):
        wedges = np.int64(0)
        for ab in range(first[a], first[a + 1]):
            wedges += np.int64(first[ends[ab] + NEXT]) - np.int64(first[ends[ab]])
        most = max(most, wedges)
    return np.empty(most + STRIDE, np.uint32)


@jit
def triangles_of(a: int, first: Counts, ends: Counts, mark: Counts, far: Counts) -> int:
    """List the triangles a < b < c as their far sides, the forward ties bc; return how many there are.

    Afterwards `mark` holds, for every contact of higher rank, the tie from a: the near sides are ``mark[b]`` and
    ``mark[c]``. The ties of all b are put down first, some at a time, so that no short loop has to be foreseen; then
    those are kept whose c is marked as a contact of a. Marks before the first tie of a are those of others.
    """
    since = first[a]
    for ac in range(since, first[a + 1]):
        mark[ends[ac]] = ac
    pairs = np.uint64(0)
    for ab in range(since, first[a + 1]):
        bc, stop = first[ends[ab]], first[ends[ab] + NEXT]
        place = pairs
        pairs += np.uint64(stop - bc)
        while True:
            for step in range(STRIDE):
                far[place + np.uint64(step)] = np.uint32(bc) + np.uint32(step)
            bc += np.uint32(STRIDE)
            place += np.uint64(STRIDE)
            if bc >= stop:
                break
    k = np.uint64(0)
    for pair in range(pairs):
        bc = far[pair]
        far[k] = bc
        k += np.uint64(mark[ends[bc]] >= since)
    return int(k)


@jit
def shared_contacts(
    first: Counts,
    begins: Counts,
    ends: Counts,
    weight: Floats,
    total: Floats,
    plain: bool,  # noqa: FBT001
) -> tuple[Floats, Floats]:
    """For every forward tie ij: sum over q of s_iq s_qj / q's total and, where `plain`, of s_iq s_qj alone."""
    divided, whole = np.zeros(len(ends)), np.zeros(len(ends) if plain else 1)
    far = room_for_triangles(first, ends)
    mark = np.zeros(len(first) - 1, np.uint32)
    inverse = 1.0 / total
    for a in range(len(first) - 1):
        for t in range(triangles_of(a, first, ends, mark, far)):
            bc = far[t]
            b, c = begins[bc], ends[bc]
            ab, ac = mark[b], mark[c]
            over_c = weight[ac] * weight[bc]
            over_b = weight[ab] * weight[bc]
            over_a = weight[ab] * weight[ac]
            divided[ab] += over_c * inverse[c]
            divided[ac] += over_b * inverse[b]
            divided[bc] += over_a * inverse[a]
            if plain:
                whole[ab] += over_c
                whole[ac] += over_b
                whole[bc] += over_a
    return divided, whole


@jit
def structural_holes(
    starts: Ints,
    others: Ints,
    strength: Floats,
    redundancy: bool,  # noqa: FBT001
    entropy: bool,  # noqa: FBT001
) -> Floats:
    """Constraint, redundancy and entropy of every person, from one pass over the triangles.

    Parameters
    ----------
    starts, others, strength : arrays
        Rows of the symmetric matrix s_ij = a_ij + a_ji without a diagonal.
    redundancy, entropy : bool
        Whether the second and the third row are wanted; they are zeros otherwise.

    Returns
    -------
    array of float, shape (3, n)
        Rows: constraint ``sum_j c_ij``; redundancy ``sum_j sum_q p_iq m_jq``; ``sum_j c_ij log(c_ij)``; NaN for people
        without ties.
    """
    rank = rank_by_degree(starts)
    first, begins, ends, weight, total, top = forward_ties(starts, others, strength, rank)
    divided, whole = shared_contacts(first, begins, ends, weight, total, redundancy)
    share, relative = 1.0 / total, 1.0 / top
    n = len(rank)
    constraint, repeated, disorder = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(n):
        own = 0.0
        for e in range(first[i], first[i + 1]):
            j = ends[e]
            invested = weight[e] + divided[e]
            c_ij, c_ji = (invested * share[i]) ** 2, (invested * share[j]) ** 2
            own += c_ij
            constraint[j] += c_ji
            if redundancy:
                repeated[i] += whole[e] * relative[j]
                repeated[j] += whole[e] * relative[i]
            if entropy:
                disorder[i] += c_ij * np.log(c_ij)
                disorder[j] += c_ji * np.log(c_ji)
        constraint[i] += own
    sums = np.empty((3, n))
    for u in range(n):
        r = rank[u]
        sums[0, u], sums[1, u], sums[2, u] = constraint[r], repeated[r] * share[r], disorder[r]
        if total[r] == 0.0:
            sums[:, u] = np.nan
    return sums
