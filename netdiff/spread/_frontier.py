"""Exact reach of independent cascades on undirected networks, by dynamic programming along a frontier.

One coin per tie decides whether both ends belong together; who is reached from the seeds is who shares a piece with
one. People are brought in one by one. A person whose ties have all been decided leaves; what is remembered is only
which of the people in between (the frontier) belong together, and for each such *state* one array per seed set:

    mass[s, f1, …, fk, 0]      the chance of the state with block b holding a seed (fb = 1) or none (fb = 0)
    mass[s, f1, …, fk, 1 + b]  that chance times the expected number of people in block b

The cost grows with the width of the frontier, not with the number of people.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["reach_by_frontier", "widest"]

Floats = npt.NDArray[np.float64]
Labels = tuple[int, ...]
States = dict[Labels, Floats]
Neighbours = list[dict[int, float]]


def reach_by_frontier(chances: csr_array, seed_sets: npt.NDArray[np.bool_], order: list[int]) -> Floats:
    """Expected number of people reached from each seed set (rows of a sets × people mask), seeds included."""
    ties = _neighbours(chances)
    reach = np.zeros(len(seed_sets))
    inside: list[int] = []
    start = np.ones((len(seed_sets), 1))
    states: States = {(): start}
    place = {node: rank for rank, node in enumerate(order)}
    for node in order:
        states = {(*labels, _blocks(labels)): _enter(mass, seed_sets[:, node]) for labels, mass in states.items()}
        inside.append(node)
        for other in inside[:-1]:
            if other in ties[node]:
                states = _tie(states, inside.index(other), len(inside) - 1, ties[node][other])
        for gone in [one for one in inside if all(place[other] <= place[node] for other in ties[one])]:
            states = _leave(states, inside.index(gone), reach)
            inside.remove(gone)
    return reach


def widest(chances: csr_array, limit: int) -> tuple[int, list[int]]:
    """A good order to bring people in, and how wide its frontier gets; stops looking once one is narrow."""
    ties = _neighbours(chances)
    best: tuple[int, list[int]] = (len(ties) + 1, list(range(len(ties))))
    starts = sorted(range(len(ties)), key=lambda node: len(ties[node]))
    for start in starts[:limit]:
        order, width = _greedy_order(ties, start)
        best = min(best, (width, order))
    return best


def _greedy_order(ties: Neighbours, start: int) -> tuple[list[int], int]:
    """Bring in next whoever leaves the narrowest frontier."""
    waiting = set(range(len(ties))) - {start}
    order, inside, width = [start], {start} if ties[start] else set(), 1
    while waiting:
        near = {other for node in inside for other in ties[node]} & waiting or waiting
        node = min(near, key=lambda new: (len(_after(ties, inside, waiting, new)), len(ties[new]), new))
        width = max(width, len(inside) + 1)
        waiting.remove(node)
        inside = _after(ties, inside, waiting, node)
        order.append(node)
    return order, width


def _after(ties: Neighbours, inside: set[int], waiting: set[int], new: int) -> set[int]:
    """The frontier once somebody new has come in."""
    rest = waiting - {new}
    return {node for node in inside | {new} if not rest.isdisjoint(ties[node])}


def _neighbours(chances: csr_array) -> Neighbours:
    pointers, indices, data = chances.indptr, chances.indices, chances.data
    return [dict(zip(indices[a:b].tolist(), data[a:b].tolist(), strict=True)) for a, b in pairwise(pointers)]


def _blocks(labels: Labels) -> int:
    return max(labels, default=-1) + 1


def _enter(mass: Floats, seeded: npt.NDArray[np.bool_]) -> Floats:
    """A new block of one person, which holds a seed or not."""
    sized = np.concatenate([mass, mass[..., :1]], axis=-1)
    pick = seeded.reshape((-1,) + (1,) * (sized.ndim - 1))
    return np.stack([np.where(pick, 0.0, sized), np.where(pick, sized, 0.0)], axis=-2)


def _tie(states: States, first: int, second: int, chance: float) -> States:
    """Decide one tie: without it nothing changes; with it two blocks become one."""
    result: States = {}
    for labels, mass in states.items():
        one, two = sorted((labels[first], labels[second]))
        if one == two:
            _add(result, labels, mass)
            continue
        _add(result, labels, (1.0 - chance) * mass)
        joined = tuple(one if label == two else label - (label > two) for label in labels)
        _add(result, joined, chance * _merge(mass, one, two))
    return result


def _merge(mass: Floats, one: int, two: int) -> Floats:
    """Two blocks as one: it holds a seed if either did, and as many people as both."""
    flags = np.moveaxis(mass, (1 + one, 1 + two), (0, 1))
    joined = np.stack([flags[0, 0], flags[0, 1] + flags[1, 0] + flags[1, 1]])
    joined = np.moveaxis(joined, 0, 1 + one)
    joined[..., 1 + one] += joined[..., 1 + two]
    return np.delete(joined, 1 + two, axis=-1)


def _leave(states: States, place: int, reach: Floats) -> States:
    """Somebody whose ties are all decided leaves; a block that nobody is left of is counted if it holds a seed."""
    result: States = {}
    for labels, mass in states.items():
        block = labels[place]
        rest = labels[:place] + labels[place + 1 :]
        kept = mass
        if block not in rest:
            flags = np.moveaxis(mass, 1 + block, 0)
            reach += flags[1][..., 1 + block].reshape(len(reach), -1).sum(axis=1)
            kept = np.delete(flags[0] + flags[1], 1 + block, axis=-1)
            rest = tuple(label - (label > block) for label in rest)
        _add(result, *_canonical(rest, kept))
    return result


def _canonical(labels: Labels, mass: Floats) -> tuple[Labels, Floats]:
    """Number the blocks by first appearance, so that equal states look equal."""
    order = list(dict.fromkeys(labels))
    if order == sorted(order):
        return labels, mass
    number = {block: rank for rank, block in enumerate(order)}
    turned = mass.transpose(0, *(1 + block for block in order), mass.ndim - 1)
    return tuple(number[label] for label in labels), turned[..., [0, *(1 + block for block in order)]]


def _add(states: States, labels: Labels, mass: Floats) -> None:
    states[labels] = states[labels] + mass if labels in states else mass
