"""Brokerage roles (Gould and Fernandez) over plain arrays: all two-paths, less those that a triangle closes."""

from __future__ import annotations

import numpy as np

from netdiff._jit import jit
from netdiff._kernels.triangles import (
    Floats,
    Ints,
    forward_ties,
    rank_by_degree,
    room_for_triangles,
    triangles_of,
)


@jit
def role_of(before: int, broker: int, after: int) -> int:
    """Coordinator 0, itinerant 1, representative 2, gatekeeper 3, liaison 4."""
    if before == after:
        return 0 if before == broker else 1
    if before == broker:
        return 2
    return 3 if broker == after else 4


@jit
def two_paths(starts: Ints, others: Ints, says: Floats, group: Ints, groups: int) -> Floats:
    """Two-paths i -> j -> k with i other than k, per broker j and role, whether or not i also names k."""
    n = len(starts) - 1
    roles = np.zeros((n, 5))
    into, out = np.zeros(groups), np.zeros(groups)
    for j in range(n):
        all_in = all_out = both = both_own = 0.0
        for e in range(starts[j], starts[j + 1]):
            g = group[others[e]]
            given, got, mutual = int(says[e] != 2.0), int(says[e] != 1.0), int(says[e] == 3.0)
            out[g] += given
            into[g] += got
            all_out += given
            all_in += got
            both += mutual
            both_own += mutual * (g == group[j])
        own_in, own_out, alike = into[group[j]], out[group[j]], -both
        for e in range(starts[j], starts[j + 1]):
            g = group[others[e]]
            alike += into[g] * out[g]
            into[g] = 0.0
            out[g] = 0.0
        roles[j, 0] = own_in * own_out - both_own
        roles[j, 1] = alike - roles[j, 0]
        roles[j, 2] = own_in * (all_out - own_out)
        roles[j, 3] = (all_in - own_in) * own_out
        roles[j, 4] = all_in * all_out - both - alike - roles[j, 2] - roles[j, 3]
    return roles


# Role by whether before = broker (1), broker = after (2), before = after (4); impossible ones are liaisons.
ROLE = np.array([4, 2, 3, 4, 1, 4, 4, 0])


@jit
def close_pair(roles: Floats, broker: int, before: int, after: int, ends: int, closed: int) -> None:
    """Count for a broker the two-paths that a direct tie closes.

    `before`, `after`, `ends`: whether the broker is of the first one's group, of the last one's, and these two of
    one; `closed`: 1 where the path from the first to the last is closed, 2 the path back, 3 both.
    """
    roles[broker, ROLE[before + 2 * after + 4 * ends]] += closed & 1
    roles[broker, ROLE[after + 2 * before + 4 * ends]] += closed >> 1


@jit
def flipped(tie: int) -> int:
    """The same tie, seen from its other end."""
    return ((tie & 1) << 1) | (tie >> 1)


@jit
def brokerage_roles(starts: Ints, others: Ints, says: Floats, group: Ints, groups: int) -> Floats:
    """Open two-paths i -> j -> k (no i -> k) per broker j and role.

    Parameters
    ----------
    starts, others, says : arrays
        Rows of a symmetric pattern; the value is 1.0 where the row names the column, 2.0 where the column
        names the row, 3.0 where both do.
    group : array of int, shape (n,)
        Codes 0 to ``groups - 1``.

    Returns
    -------
    array of float, shape (n, 5)
        Coordinator, itinerant, representative, gatekeeper, liaison.
    """
    rank = rank_by_degree(starts)
    first, ends, tie, _, _ = forward_ties(starts, others, says, rank)
    roles = two_paths(starts, others, says, group, groups)
    side, closed = np.empty(len(rank), np.int32), np.zeros((len(rank), 5))  # both by rank
    for u in range(len(rank)):
        side[rank[u]] = group[u]
    wedges, found = room_for_triangles(first, ends)
    mark = np.zeros(len(rank), np.uint32)
    for a in range(len(rank)):
        for t in range(triangles_of(a, first, ends, mark, wedges, found)):
            b, c = ends[found[t, 0]], ends[found[t, 1]]
            ab, ac, bc = int(tie[found[t, 0]]), int(tie[found[t, 1]]), int(tie[found[t, 2]])
            same_ab, same_ac, same_bc = int(side[a] == side[b]), int(side[a] == side[c]), int(side[b] == side[c])
            close_pair(closed, b, same_ab, same_bc, same_ac, ab & bc & ac)
            close_pair(closed, a, same_ab, same_ac, same_bc, flipped(ab) & ac & bc)
            close_pair(closed, c, same_ac, same_bc, same_ab, ac & flipped(bc) & ab)
    for u in range(len(rank)):
        roles[u] -= closed[rank[u]]
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
    roles = np.zeros((n, 5))
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
        for e in range(starts[i], starts[i + 1]):
            for f in range(starts[others[e]], starts[others[e] + 1]):
                count[others[f]] = 0.0
    return roles
