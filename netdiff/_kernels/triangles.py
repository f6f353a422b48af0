"""Triangles over plain arrays: structural holes (Burt) and brokerage roles (Gould and Fernandez).

Every triangle is met once, from its member with the fewest ties. People are renumbered by their number of
ties and each tie is kept only at its lesser end (a *forward* tie); slot 0 is left free, so that 0 can mean
"no tie".
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit

Ints = npt.NDArray[np.int32]
Counts = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]


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
    starts: Ints, others: Ints, values: Floats, rank: Counts
) -> tuple[Counts, Counts, Floats, Floats, Floats]:
    """Each tie of a symmetric pattern once, at its end of lower rank; people are named by their rank.

    Returns first slots, other ends and values, and of each person's values the sum and the largest.
    """
    n = len(rank)
    person = np.empty(n, np.uint32)
    for u in range(n):
        person[rank[u]] = u
    first = np.ones(n + 1, np.uint32)
    ends = np.zeros(len(others) // 2 + 2, np.uint32)
    value = np.zeros(len(others) // 2 + 2)
    total, top = np.zeros(n), np.zeros(n)
    k = np.uint32(1)
    for r in range(n):
        added = largest = 0.0
        for e in range(starts[person[r]], starts[person[r] + 1]):
            ends[k] = rank[others[e]]
            value[k] = values[e]
            k += np.uint32(rank[others[e]] > r)
            added += values[e]
            largest = max(largest, values[e])
        first[r + 1] = k
        total[r] = added
        top[r] = largest
    return first, ends[:k], value[:k], total, top


@jit
def room_for_triangles(first: Counts) -> Counts:
    """An empty list, long enough for the triangles on any one tie."""
    widest = np.int64(0)
    for r in range(len(first) - 1):
        widest = max(widest, np.int64(first[r + 1]) - np.int64(first[r]))
    return np.empty((widest + 1, 2), np.uint32)


@jit
def mark_ties(a: int, first: Counts, ends: Counts, mark: Counts) -> None:
    """Note at every person whom a forward tie of a leads to which tie that is."""
    for e in range(first[a], first[a + 1]):
        mark[ends[e]] = e


@jit
def triangles_on(ab: int, since: int, first: Counts, ends: Counts, mark: Counts, found: Counts) -> int:
    """List the triangles a < b < c on a forward tie ab as their other two (ac, bc); return how many there are.

    The ties of a are marked, and `since` is the first of them: older marks are those of others.
    """
    k = 0
    for bc in range(first[ends[ab]], first[ends[ab] + 1]):
        ac = mark[ends[bc]]
        found[k, 0] = ac
        found[k, 1] = bc
        k += ac >= since
    return k


@jit
def shared_contacts(first: Counts, ends: Counts, weight: Floats, total: Floats) -> Floats:
    """For every forward tie ij: sum over q of s_iq s_qj, and the same with each term divided by q's total."""
    shared = np.zeros((len(ends), 2))
    found = room_for_triangles(first)
    mark = np.zeros(len(first) - 1, np.uint32)
    inverse = 1.0 / total
    for a in range(len(first) - 1):
        mark_ties(a, first, ends, mark)
        for ab in range(first[a], first[a + 1]):
            for t in range(triangles_on(ab, first[a], first, ends, mark, found)):
                ac, bc = found[t, 0], found[t, 1]
                over_c = weight[ac] * weight[bc]
                over_b = weight[ab] * weight[bc]
                over_a = weight[ab] * weight[ac]
                shared[ab, 0] += over_c
                shared[ab, 1] += over_c * inverse[ends[ac]]
                shared[ac, 0] += over_b
                shared[ac, 1] += over_b * inverse[ends[ab]]
                shared[bc, 0] += over_a
                shared[bc, 1] += over_a * inverse[a]
    return shared


@jit
def structural_holes(starts: Ints, others: Ints, strength: Floats, entropy: bool) -> Floats:  # noqa: FBT001
    """Constraint, redundancy and entropy of every person, from one pass over the triangles.

    Parameters
    ----------
    starts, others, strength : arrays
        Rows of the symmetric matrix s_ij = a_ij + a_ji without a diagonal.
    entropy : bool
        Whether the third column is wanted (it costs a logarithm per tie).

    Returns
    -------
    array of float, shape (3, n)
        Rows: constraint ``sum_j c_ij``; redundancy ``sum_j sum_q p_iq m_jq``; ``sum_j c_ij log(c_ij)``.
    """
    rank = rank_by_degree(starts)
    first, ends, weight, total, top = forward_ties(starts, others, strength, rank)
    n = len(rank)
    shared = shared_contacts(first, ends, weight, total)
    share, relative = 1.0 / total, 1.0 / top
    constraint, redundancy, entropy_sum = np.zeros(n), np.zeros(n), np.zeros(n)
    for i in range(n):
        for e in range(first[i], first[i + 1]):
            j = ends[e]
            invested = (weight[e] + shared[e, 1]) ** 2
            c_ij, c_ji = invested * share[i] ** 2, invested * share[j] ** 2
            constraint[i] += c_ij
            constraint[j] += c_ji
            redundancy[i] += shared[e, 0] * relative[j]
            redundancy[j] += shared[e, 0] * relative[i]
            if entropy:
                entropy_sum[i] += c_ij * np.log(c_ij)
                entropy_sum[j] += c_ji * np.log(c_ji)
    sums = np.empty((3, n))
    for u in range(n):
        r = rank[u]
        sums[0, u], sums[1, u], sums[2, u] = constraint[r], redundancy[r] * share[r], entropy_sum[r]
    return sums


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
    """Take back from a broker the two-paths that a direct tie closes.

    `before`, `after`, `ends`: whether the broker is of the first one's group, of the last one's, and these two of
    one; `closed`: 1 where the path from the first to the last is closed, 2 the path back, 3 both.
    """
    roles[broker, ROLE[before + 2 * after + 4 * ends]] -= closed & 1
    roles[broker, ROLE[after + 2 * before + 4 * ends]] -= closed >> 1


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
    person = np.empty(len(rank), np.int32)
    for u in range(len(rank)):
        person[rank[u]] = u
    found = room_for_triangles(first)
    mark = np.zeros(len(rank), np.uint32)
    for a in range(len(rank)):
        mark_ties(a, first, ends, mark)
        for e in range(first[a], first[a + 1]):
            one, two, ab = person[a], person[ends[e]], int(tie[e])
            for t in range(triangles_on(e, first[a], first, ends, mark, found)):
                three, ac, bc = person[ends[found[t, 0]]], int(tie[found[t, 0]]), int(tie[found[t, 1]])
                same_ab = int(group[one] == group[two])
                same_ac = int(group[one] == group[three])
                same_bc = int(group[two] == group[three])
                close_pair(roles, two, same_ab, same_bc, same_ac, ab & bc & ac)
                close_pair(roles, one, same_ab, same_ac, same_bc, flipped(ab) & ac & bc)
                close_pair(roles, three, same_ac, same_bc, same_ab, ac & flipped(bc) & ab)
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
