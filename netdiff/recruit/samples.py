"""Reverse-reachable sets: who would have reached whom, drawn once, asked many times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, csr_array, vstack

from netdiff._kernels.reverse import grow_sets

__all__ = ["Draws", "ReverseSets", "RootStream", "flat"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NO_DEADLINE = 2**30


def flat(starts: npt.NDArray[np.integer], rows: npt.NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Flat positions of all entries of some rows, and for each which of the rows it belongs to."""
    lengths = (starts[rows + 1] - starts[rows]).astype(np.int64)
    owner = np.repeat(np.arange(rows.size), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(owner.size) - before[owner] + starts[rows].astype(np.int64)[owner], owner


@dataclass(frozen=True, eq=False)
class ReverseSets:
    """Reverse-reachable sets as one sparse table.

    Parameters
    ----------
    table : csr_array, shape (sets, people)
        Entry [s, v]: what set s is worth in (0, 1] if v is recruited; no entry where v would not have reached its root.
    roots : array of int, shape (sets,)
        The person each set was grown from.
    people : float
        How many people one full unit of mean worth stands for (the number, or total weight, of those who count).
    nodes : int or None
        Size of the network, where the columns are more than its people (organisations that bring them).

    Notes
    -----
    The mean over sets of the largest worth among a list's members, times `people`, is an unbiased estimate of what the
    list reaches (Borgs et al. 2014); worth below 1 prefers early arrival.
    """

    table: csr_array
    roots: Ints
    people: float
    nodes: int | None = None

    @property
    def count(self) -> int:
        """How many sets there are."""
        return int(self.table.shape[0])

    @cached_property
    def by_person(self) -> csc_array:
        """The same table with one column after the other: the sets each person is in."""
        return self.table.tocsc()

    @cached_property
    def rows(self) -> npt.NDArray[np.int32]:
        """The set that each entry of the table belongs to."""
        return np.repeat(np.arange(self.count, dtype=np.int32), np.diff(self.table.indptr))

    def best(self, people: npt.ArrayLike) -> Floats:
        """Largest worth among these people, one per set."""
        worth = np.zeros(self.count)
        table = self.by_person
        for person in np.asarray(people, dtype=np.int64).ravel():
            inside = slice(table.indptr[person], table.indptr[person + 1])
            sets = table.indices[inside]
            worth[sets] = np.maximum(worth[sets], table.data[inside])
        return worth

    def value(self, people: npt.ArrayLike) -> float:
        """Estimated reach of a list, in people."""
        return float(self.best(people).mean() * self.people) if self.count else 0.0

    def chance_by_person(self, people: npt.ArrayLike) -> Floats:
        """Estimated chance that each person of the network is reached (0 for people who never were a root)."""
        size = self.nodes or self.table.shape[1]
        grown = np.bincount(self.roots, minlength=size)
        met = np.bincount(self.roots, weights=self.best(people) > 0, minlength=size)
        return np.divide(met, grown, out=np.zeros(size), where=grown > 0)

    def distinct(self) -> tuple[npt.NDArray[np.int64], Floats]:
        """Which sets to keep so that each kind of set stands once, and how often each kind was drawn.

        Two sets are of one kind if they hold the same people at the same worth; told by a 64-bit sum of random keys.
        """
        keys = np.random.default_rng(0).integers(0, 2**63, self.table.shape[1], dtype=np.uint64)
        marks = keys[self.table.indices] * (self.table.data * 2.0**20).astype(np.uint64)
        total = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(marks, dtype=np.uint64)])
        sums = total[self.table.indptr[1:]] - total[self.table.indptr[:-1]]
        _, first, times = np.unique(sums, return_index=True, return_counts=True)
        return first.astype(np.int64), times.astype(np.float64)

    def joined(self, more: ReverseSets) -> ReverseSets:
        """These sets and more of the same kind."""
        table = vstack([self.table, more.table], format="csr")
        return replace(self, table=table, roots=np.concatenate([self.roots, more.roots]))

    def scaled(self, factor: Floats) -> ReverseSets:
        """The same sets with each one's worth multiplied by a factor."""
        data = self.table.data * factor[self.rows]
        table = csr_array((data, self.table.indices, self.table.indptr), shape=self.table.shape)
        return replace(self, table=table)


@dataclass(frozen=True, eq=False)
class Draws:
    """Where reverse-reachable sets come from: live ties, a deadline, and who can say yes.

    Parameters
    ----------
    into : csc_array, shape (n, n)
        Entry [i, j]: chance that i passes to j, or weight with which j picks i as its one parent.
    one_parent : bool
        Which of the two.
    deadline : int or None
        Periods that count; None for no deadline.
    early : bool
        Whether earlier arrival is worth more: (deadline + 1 - period) / (deadline + 1).
    accept : array of float, shape (m,)
        Chance to say yes when asked; drawn per set, so that a list is valued as it will turn out on average.
    weight : array of float, shape (n,)
        How much reaching each person counts.
    pace : int
        Periods that one step takes.
    brings : csr_array or None, shape (m, n)
        Chance that each position brings each person; None where everybody brings himself.
    """

    into: csc_array
    one_parent: bool
    deadline: int | None
    early: bool
    accept: Floats
    weight: Floats
    pace: int = 1
    brings: csr_array | None = None

    @property
    def sure(self) -> bool:
        """Whether whoever is picked says yes, and brings himself."""
        return self.brings is None and not bool((self.accept < 1.0).any())

    @cached_property
    def _top(self) -> Floats:
        """The largest chance among the ties into each person."""
        top = np.zeros(self.into.shape[1])
        named = np.flatnonzero(np.diff(self.into.indptr))
        if named.size and not self.one_parent:
            top[named] = np.maximum.reduceat(self.into.data, self.into.indptr[named])
        return top

    @cached_property
    def _chances(self) -> Floats:
        """The chances as the kernel reads them: for one parent, running sums within each person."""
        data = np.asarray(self.into.data, dtype=np.float64)
        if not self.one_parent or not data.size:
            return data
        total = np.concatenate([[0.0], np.cumsum(data)])
        return np.asarray(total[1:] - np.repeat(total[self.into.indptr[:-1]], np.diff(self.into.indptr)))

    @property
    def people(self) -> float:
        """Total weight of those who count."""
        return float(self.weight.sum())

    def sets(self, roots: Ints, rng: np.random.Generator) -> ReverseSets:
        """Grow and keep one set per root."""
        stop = np.zeros(self.into.shape[1], dtype=bool)
        ends, members, distances, _ = self._grow(roots, stop, rng, keep=True)
        if self.brings is not None:
            ends, members, distances = self._brought(ends, members, distances, rng)
        if (self.accept < 1.0).any():
            ends, members, distances = self._say_yes(ends, members, distances, rng)
        table = csr_array((self.worth(distances), members, ends), shape=(roots.size, self.accept.size))
        return ReverseSets(table, roots, self.people, stop.size)

    def hits(self, roots: Ints, chosen: npt.ArrayLike, rng: np.random.Generator) -> Floats:
        """What each fresh set is worth to a list, each walk ending at the first member it meets."""
        stop = np.zeros(self.into.shape[1], dtype=bool)
        stop[np.asarray(chosen, dtype=np.int64)] = True
        _, _, _, hits = self._grow(roots, stop, rng, keep=False)
        return np.asarray(np.where(hits >= 0, self.worth(hits), 0.0))

    def worth(self, distances: npt.NDArray[np.int32]) -> Floats:
        """What arriving after so many steps is worth."""
        if not self.early or self.deadline is None:
            return np.ones(distances.size)
        return np.asarray((self.deadline + 1.0 - self.pace * distances) / (self.deadline + 1.0))

    def _grow(
        self, roots: Ints, stop: npt.NDArray[np.bool_], rng: np.random.Generator, *, keep: bool
    ) -> tuple[Ints, npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        return grow_sets(
            self.into.indptr.astype(np.int64),
            self.into.indices.astype(np.int32),
            self._chances,
            self._top,
            self.one_parent,
            roots.astype(np.int32),
            NO_DEADLINE if self.deadline is None else self.deadline // self.pace,
            stop,
            keep,
            rng,
        )

    def _brought(
        self, ends: Ints, members: npt.NDArray[np.int32], distances: npt.NDArray[np.int32], rng: np.random.Generator
    ) -> tuple[Ints, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Put in place of each member of a set those who would bring him this time, at the nearest distance."""
        by_person = self._by_person
        at, owner = flat(by_person.indptr, members)
        comes = rng.random(at.size) < by_person.data[at]
        of_set = np.repeat(np.arange(ends.size - 1), np.diff(ends))[owner[comes]]
        bringer, steps = by_person.indices[at[comes]], distances[owner[comes]]
        order = np.lexsort((steps, bringer, of_set))
        of_set, bringer, steps = of_set[order], bringer[order], steps[order]
        nearest = np.ones(order.size, dtype=bool)
        nearest[1:] = (np.diff(of_set) > 0) | (np.diff(bringer) != 0)
        until = np.searchsorted(of_set[nearest], np.arange(ends.size))
        return until.astype(np.int64), bringer[nearest].astype(np.int32), steps[nearest]

    @cached_property
    def _by_person(self) -> csc_array:
        return csc_array(self.brings)

    def _say_yes(
        self, ends: Ints, members: npt.NDArray[np.int32], distances: npt.NDArray[np.int32], rng: np.random.Generator
    ) -> tuple[Ints, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Keep in each set only those who would say yes this time."""
        yes = rng.random(members.size) < self.accept[members]
        kept = np.concatenate([[0], np.cumsum(yes)])
        return kept[ends], members[yes], distances[yes]


class RootStream:
    """Roots of sets, handed out in batches.

    Where everybody counts the same, people are dealt in shuffled rounds, so each is a root equally often; the estimate
    has less noise than with independent roots and the same bounds hold (Hoeffding 1963, section 6). Otherwise roots are
    drawn independently in proportion to weight.
    """

    def __init__(self, weight: Floats, rng: np.random.Generator) -> None:
        self._weight = weight
        self._who = np.flatnonzero(weight > 0)
        self._even = self._who.size > 0 and bool(np.ptp(weight[self._who]) == 0)
        self._rng = rng
        self._left = np.empty(0, dtype=np.int64)

    def take(self, count: int) -> Ints:
        """The next `count` roots."""
        if not self._even:
            share = self._weight[self._who] / self._weight[self._who].sum()
            return np.asarray(self._rng.choice(self._who, size=count, p=share), dtype=np.int64)
        if not self._who.size:
            return np.empty(0, dtype=np.int64)
        rounds = -(-max(count - self._left.size, 0) // self._who.size)
        dealt = self._rng.permuted(np.tile(self._who, (rounds, 1)), axis=1).ravel()
        self._left = np.concatenate([self._left, dealt])
        taken, self._left = self._left[:count], self._left[count:]
        return np.asarray(taken, dtype=np.int64)
