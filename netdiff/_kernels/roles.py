"""Brokerage roles (Gould and Fernandez) over plain arrays: all two-paths, less those that a triangle closes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit
from netdiff._kernels.triangles import (
    Counts,
    Floats,
    Ints,
    forward_ties,
    rank_by_degree,
    room_for_triangles,
    triangles_of,
)

Bytes = npt.NDArray[np.uint8]
Tally = npt.NDArray[np.int64]
COLUMNS, TOTAL = 6, 5  # five roles and their sum
WORDS = 3  # of 64 bits, for six counts of 32


@jit
def role_of(before: int, broker: int, after: int) -> int:
    """Coordinator 0, itinerant 1, representative 2, gatekeeper 3, liaison 4."""
    if before == after:
        return 0 if before == broker else 1
    if before == broker:
        return 2
    return 3 if broker == after else 4


@jit
def told(tally: Tally, g: int) -> tuple[int, int, int]:
    """How many of a group name the broker, are named, and both."""
    return tally[g, 2] + tally[g, 3], tally[g, 1] + tally[g, 3], tally[g, 3]


@jit
def two_paths(starts: Ints, others: Ints, says: Bytes, group: Ints, groups: int) -> Floats:
    """Two-paths i -> j -> k with i other than k, per broker j and role, whether or not i also names k."""
    n = len(starts) - 1
    roles = np.empty((n, COLUMNS))
    tally = np.zeros((groups, 4), np.int64)  # contacts of one broker, by their group and who names whom
    for j in range(n):
        for e in range(starts[j], starts[j + 1]):
            tally[group[others[e]], says[e]] += 1
        own_in, own_out, own_both = told(tally, group[j])
        all_in = all_out = both = alike = 0
        few = groups < starts[j + 1] - starts[j]
        for step in range(groups if few else starts[j + 1] - starts[j]):
            g = step if few else group[others[starts[j] + step]]
            into, out, mutual = told(tally, g)
            tally[g, :] = 0
            all_in += into
            all_out += out
            both += mutual
            alike += into * out - mutual
        roles[j, 0] = own_in * own_out - own_both
        roles[j, 1] = alike - (own_in * own_out - own_both)
        roles[j, 2] = own_in * (all_out - own_out)
        roles[j, 3] = (all_in - own_in) * own_out
        roles[j, 4] = (all_in - own_in) * (all_out - own_out) - (alike + both - own_in * own_out)
        roles[j, TOTAL] = all_in * all_out - both
    return roles


# Role by whether before = broker (1), broker = after (2), before = after (4); impossible ones are liaisons.
ROLE = np.array([4, 2, 3, 4, 1, 4, 4, 0])


@jit
def close_pair(roles: Counts, before: int, after: int, ends: int, closed: int) -> None:
    """Count for a broker the two-paths that a direct tie closes.

    `before`, `after`, `ends`: whether the broker is of the first one's group, of the last one's, and these two of
    one; `closed`: 1 where the path from the first to the last is closed, 2 the path back, 3 both.
    """
    path, back = closed & 1, closed >> 1
    roles[ROLE[before + 2 * after + 4 * ends]] += np.uint32(path)
    roles[ROLE[after + 2 * before + 4 * ends]] += np.uint32(back)
    roles[TOTAL] += np.uint32(path + back)


@jit
def flipped(tie: int) -> int:
    """The same tie, seen from its other end."""
    return ((tie & 1) << 1) | (tie >> 1)


@jit
def closed_by_kind() -> Counts:
    """What each of a, b and c loses by a triangle, for every kind of it.

    A tie is told in three bits: who names whom (1, 2, 3), and whether both are of one group (4). A triangle's kind is
    that of ab, plus 8 times that of ac, plus 64 times that of bc.
    """
    table = np.zeros((512, 3, COLUMNS), np.uint32)
    for kind in range(512):
        ab, ac, bc = kind & 3, (kind >> 3) & 3, (kind >> 6) & 3
        same_ab, same_ac, same_bc = (kind >> 2) & 1, (kind >> 5) & 1, (kind >> 8) & 1
        close_pair(table[kind, 0], same_ab, same_ac, same_bc, flipped(ab) & ac & bc)
        close_pair(table[kind, 1], same_ab, same_bc, same_ac, ab & bc & ac)
        close_pair(table[kind, 2], same_ac, same_bc, same_ab, ac & flipped(bc) & ab)
    return table


@jit
def closed_paths(first: Counts, begins: Counts, ends: Counts, kind: Bytes) -> Counts:
    """Two-paths closed by a direct tie, per broker and role; people by rank, ties by their three bits.

    Two counts are added at once as one word: none can outgrow its half, since each tie closes one path per broker.
    """
    n = len(first) - 1
    table, closed = closed_by_kind().view(np.uint64), np.zeros((n, WORDS), np.uint64)
    far, mark = room_for_triangles(first, ends), np.zeros(n, np.uint32)
    for a in range(n):
        for t in range(triangles_of(a, first, ends, mark, far)):
            bc = far[t]
            b, c = begins[bc], ends[bc]
            loss = table[int(kind[mark[b]]) + 8 * int(kind[mark[c]]) + 64 * int(kind[bc])]
            for word in range(WORDS):
                closed[a, word] += loss[0, word]
                closed[b, word] += loss[1, word]
                closed[c, word] += loss[2, word]
    return closed.view(np.uint32)


@jit
def brokerage_roles(starts: Ints, others: Ints, says: Bytes, group: Ints, groups: int) -> Floats:
    """Open two-paths i -> j -> k (no i -> k) per broker j and role.

    Parameters
    ----------
    starts, others, says : arrays
        Rows of a symmetric pattern; the value, a byte, is 1 where the row names the column, 2 where the column
        names the row, 3 where both do.
    group : array of int, shape (n,)
        Codes 0 to ``groups - 1``.

    Returns
    -------
    array of float, shape (n, 6)
        Coordinator, itinerant, representative, gatekeeper, liaison, total.
    """
    rank = rank_by_degree(starts)
    first, begins, ends, kind, _, _ = forward_ties(starts, others, says, rank)
    side = np.empty(len(rank), np.int32)
    for u in range(len(rank)):
        side[rank[u]] = group[u]
    for k in range(1, len(ends)):
        kind[k] += np.uint8(4 * (side[begins[k]] == side[ends[k]]))
    roles, closed = two_paths(starts, others, says, group, groups), closed_paths(first, begins, ends, kind)
    for u in range(len(rank)):
        for role in range(COLUMNS):
            roles[u, role] -= closed[rank[u], role]
    return roles


@jit
def shared_brokerage_roles(starts: Ints, others: Ints, group: Ints, count: Floats) -> Floats:
    """Open two-paths i -> j -> k per broker and role, each divided by the number of brokers between i and k.

    Parameters
    ----------
    starts, others : arrays
        Rows of the directed matrix: whom each person names.
    group : array of int, shape (n,)
    count : array of float, shape (n,)
        Room to work in, all zeros.
    """
    n = len(starts) - 1
    roles = np.zeros((n, COLUMNS))
    named = np.full(n, -1, np.int64)
    for i in range(n):
        named[i] = i
        for e in range(starts[i], starts[i + 1]):
            named[others[e]] = i
            for f in range(starts[others[e]], starts[others[e] + 1]):
                count[others[f]] += 1.0
        for e in range(starts[i], starts[i + 1]):
            j = others[e]
            for f in range(starts[j], starts[j + 1]):
                k = others[f]
                if named[k] != i:
                    roles[j, role_of(group[i], group[j], group[k])] += 1.0 / count[k]
                    roles[j, TOTAL] += 1.0 / count[k]
        for e in range(starts[i], starts[i + 1]):
            for f in range(starts[others[e]], starts[others[e] + 1]):
                count[others[f]] = 0.0
    return roles
