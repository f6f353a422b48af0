"""Brokerage expected by chance: groups fixed, each ordered pair tied with the same probability, independently.

A *brokered triple* (i, j, k) has i -> j, j -> k and no i -> k, so it comes about with probability p^2 q, q = 1 - p.
Two triples hang together only where they share an ordered pair. The moments are sums over classes of people,
weighed with how many ordered sets of distinct people there are in them.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["ROLES", "network_moments", "person_moments"]

Floats = npt.NDArray[np.float64]

ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total")
# Which of the negative covariances R's sna 2.7.1 counts, per role: those over four people, those over three.
SNA = ((1, 0), (1, 1), (0, 0), (0, 0), (1, 1), (1, 0))


def roles_of_classes(classes: int) -> Floats:
    """1 where classes (before, broker, after) make up the role; shape (6, classes, classes, classes)."""
    before, broker, after = np.meshgrid(*[np.arange(classes)] * 3, indexing="ij")
    first, second, ends = before == broker, broker == after, before == after
    roles = [first & second, ends & ~first, first & ~second, second & ~first, ~first & ~second & ~ends]
    return np.asarray([*roles, np.ones_like(first)], dtype=np.float64)


def person_moments(sizes: Floats, p: float) -> tuple[Floats, Floats]:
    """Expected count and variance per class of the broker and role, each of shape (classes, 6)."""
    roles, q = roles_of_classes(len(sizes)), 1.0 - p
    mean, shared = np.zeros((len(sizes), 6)), np.zeros((len(sizes), 6))
    for broker in range(len(sizes)):
        left = sizes - (np.arange(len(sizes)) == broker)
        same = np.eye(len(sizes))
        pairs = left[:, None] * (left[None, :] - same)
        role = roles[:, :, broker, :]
        mean[broker] = (role * pairs).sum(axis=(1, 2))
        after = np.einsum("rik,k->ri", role, left) - np.einsum("rii->ri", role)
        ahead = np.einsum("rik,i->rk", role, left) - np.einsum("rii->ri", role)
        shared[broker] = (left * after * (after - 1)).sum(axis=1) + (left * ahead * (ahead - 1)).sum(axis=1)
    expected = p**2 * q * mean
    return expected, expected * (1 - p**2 * q) + shared * p**3 * q**3


def network_moments(sizes: Floats, p: float, *, like_sna: bool) -> tuple[Floats, Floats]:
    """Expected count and variance of the whole network per role."""
    roles, q = roles_of_classes(len(sizes)), 1.0 - p
    counts = np.zeros(6)
    joint = np.zeros((4, 6))
    for i in range(len(sizes)):
        triples = _distinct(sizes, i)
        counts += np.einsum("rjk,jk->r", roles[:, i], triples)
        joint += _overlaps(roles, i, triples, _fourth(sizes, i, triples))
    one_tie, gap, back_four, back_three = joint
    if like_sna:
        four, three = np.array(SNA).T
        back_four, back_three = back_four * four, back_three * three
    expected = p**2 * q * counts
    negative = (back_four + back_three) * p**4 * q**2
    return expected, expected * (1 - p**2 * q) + one_tie * p**3 * q**3 + gap * p**5 * q - negative


def _distinct(sizes: Floats, i: int) -> Floats:
    """Number of ordered triples of distinct people with the first in class i, per class of the others."""
    one = np.arange(len(sizes)) == i
    second = sizes[i] * (sizes - one)
    return np.asarray(second[:, None] * (sizes[None, :] - one[None, :] - np.eye(len(sizes))))


def _fourth(sizes: Floats, i: int, triples: Floats) -> Floats:
    """The same with a fourth person: shape (j, k, m)."""
    one, same = np.arange(len(sizes)) == i, np.eye(len(sizes))
    return np.asarray(triples[:, :, None] * (sizes - one - same[:, None, :] - same[None, :, :]))


def _overlaps(roles: Floats, i: int, triples: Floats, fours: Floats) -> Floats:
    """Pairs of triples of one role that share an ordered pair, by how they share it; i's class is fixed.

    Rows: a tie in both; the gap i -> k of both; the tie of one being the gap of the other, over four people; the
    same over three people.
    """
    of_i, over_i = roles[:, i], roles[:, :, i]

    def pairs(other: str, role: Floats) -> Floats:
        return np.asarray(np.einsum(f"rjk,{other},jkm->r", of_i, role, fours, optimize=True))

    back = np.einsum("rjk,rkj,jk->r", of_i, over_i, triples)
    tie = pairs("rjm", of_i) + pairs("rmjk", roles) + 2 * (pairs("rmj", over_i) + back)
    gap = pairs("rmk", of_i)
    tie_as_gap = 2 * (pairs("rmj", of_i) + pairs("rjmk", roles))
    twice = np.einsum("rjk,rkj,jk->r", of_i, of_i, triples) + np.einsum("rjk,rjk,jk->r", of_i, over_i, triples)
    return np.asarray([tie, gap, tie_as_gap, twice])
