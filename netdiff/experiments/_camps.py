"""Groups of people and the links that an organiser adds between or inside them, drawn anew in every run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
from scipy import sparse

from netdiff._random import coins
from netdiff.errors import DataError, ModelError
from netdiff.experiments._ears import Ties
from netdiff.network import Network

__all__ = ["Camps", "bridges"]

Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Camps:
    """Who belongs together: people in the order of their groups, and where each group begins and how large it is."""

    order: Ints
    start: Ints
    size: Ints

    @classmethod
    def of(cls, net: Network, by: str) -> Camps:
        """Groups by a column; blank ones are a group of their own."""
        if by not in net.nodes or net.nodes[by].nunique(dropna=False) < 2:
            raise DataError(
                f"there are not two groups in {by!r}", cure="Name a column that tells groups apart with by=."
            )
        codes = net.nodes[by].astype("string").fillna("").astype("category").cat.codes.to_numpy(dtype=np.int64)
        sizes = np.bincount(codes)
        if (sizes < 2).all():
            message = f"no group in {by!r} has two people, so there is no link inside a group to compare with."
            raise ModelError(message)
        order = np.argsort(codes, kind="stable")
        start = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        return cls(order, start[codes[order]], sizes[codes[order]])

    def links(self, count: int, keys: Keys, *, between: bool) -> Ties:
        """Random links per run, between groups or inside them; more of them include the fewer."""
        able = np.arange(self.order.size) if between else np.flatnonzero(self.size > 1)
        one, other = self._ends(np.arange(count, dtype=np.uint64), keys, able, between=between)
        run = np.broadcast_to(np.arange(keys.size), one.shape)
        return run.ravel(), self.order[one].ravel(), self.order[other].ravel()

    def pairs(self, number: Keys, keys: Keys) -> tuple[Ints, Ints]:
        """Two people of different groups for each number and run, shape (numbers, runs)."""
        one, other = self._ends(number, keys, np.arange(self.order.size), between=True)
        return self.order[one], self.order[other]

    @property
    def group(self) -> Ints:
        """A number for the group of each person."""
        found = np.empty(self.order.size, dtype=np.int64)
        found[self.order] = self.start
        return found

    def _ends(self, number: Keys, keys: Keys, able: Ints, *, between: bool) -> tuple[Ints, Ints]:
        first, second = (coins(keys[None, :], f"{end} end", number[:, None]) for end in ("one", "other"))
        one = able[(first * able.size).astype(np.int64)]
        start, size = self.start[one], self.size[one]
        if between:
            place = (second * (self.order.size - size)).astype(np.int64)
            return one, np.where(place < start, place, place + size)
        place = start + (second * (size - 1)).astype(np.int64)
        return one, np.where(place < one, place, place + 1)


def bridges(camps: Camps, known: sparse.csr_array, links: int, width: int, keys: Keys) -> Ties:
    """Links between groups in bridges of a width: so many from one neighbourhood into one other, per run.

    A bridge starts from two people of different groups and goes on to their contacts of the same group, nearest first:
    both of them, then one of them and a contact of the other, and so on. No two people are linked twice. A width of 1
    spreads the links out.
    """
    near = _Near(camps, known)
    number = np.arange(links * 20 + 100, dtype=np.uint64)
    ones, others = camps.pairs(number, keys)
    starts = [zip(one, other, strict=True) for one, other in zip(ones.T.tolist(), others.T.tolist(), strict=True)]
    made = [near.bridged(own, links, width) for own in starts]
    one, other = (np.array([pair[end] for pairs in made for pair in pairs], dtype=np.int64) for end in (0, 1))
    return np.repeat(np.arange(keys.size), [len(pairs) for pairs in made]), one, other


class _Near:
    """Who is near whom inside a group, and who is linked already."""

    def __init__(self, camps: Camps, known: sparse.csr_array) -> None:
        arcs = (known + known.T).tocoo()
        ends = list(zip(*(end.tolist() for end in arcs.coords), strict=True))
        group = camps.group.tolist()
        self._linked = set(ends)
        self._contacts: dict[int, set[int]] = {person: set() for person in range(len(group))}
        for one, other in ends:
            if one != other and group[one] == group[other]:
                self._contacts[one].add(other)
        self._circles: dict[int, list[int]] = {}

    def bridged(self, starts: Iterable[tuple[int, int]], links: int, width: int) -> list[Pair]:
        """The links of one run; a bridge is narrower where its two people have too few contacts."""
        made: dict[Pair, None] = {}
        for one, other in starts:
            wide = min(width, links - len(made))
            free = (pair for pair in self._between(one, other) if pair not in self._linked and pair not in made)
            made.update(dict.fromkeys(list(islice(free, wide))))
            if len(made) == links:
                return list(made)
        message = f"there is no room for {links} new links between groups. Cure: ask for fewer with amount=."
        raise ModelError(message)

    def _between(self, one: int, other: int) -> Iterator[Pair]:
        """Pairs from one circle to the other, those near both starting points first."""
        here, there = self._circle(one), self._circle(other)
        for steps in range(len(here) + len(there) - 1):
            for far in range(max(0, steps - len(here) + 1), min(steps + 1, len(there))):
                a, b = here[steps - far], there[far]
                yield (a, b) if a < b else (b, a)

    def _circle(self, person: int) -> list[int]:
        """Somebody and the contacts in the same group, those with most contacts in common first."""
        if person not in self._circles:
            mine = self._contacts[person]
            self._circles[person] = [person, *sorted(mine, key=lambda one: (-len(mine & self._contacts[one]), one))]
        return self._circles[person]
