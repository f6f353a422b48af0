"""Greedy cover with exact marginal gains, and exchange of one pick for another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

from netdiff.recruit.feasible import pick
from netdiff.recruit.problem import Problem
from netdiff.recruit.samples import ReverseSets, flat

__all__ = ["Cover", "choose", "cover_of", "exchange", "gains_after", "in_order", "without"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LEAST_GAIN = 1e-9


class Cover:
    """What a growing list covers, and what each further person would add.

    Parameters
    ----------
    sets : ReverseSets
    held : array of float, shape (sets,)
        What every set is worth before anyone is picked.

    Notes
    -----
    `gains[v]` is kept exact: the sum over sets of how far v's worth exceeds what the set has already. A pick touches
    only the sets that it improves.
    """

    def __init__(self, sets: ReverseSets, held: Floats) -> None:
        self.sets = sets
        self.best = held.copy()
        self.gains = gains_after(sets, held)

    def add(self, person: int) -> None:
        """Pick a person."""
        table = self.sets.by_person
        inside = slice(table.indptr[person], table.indptr[person + 1])
        rows, worth = table.indices[inside], table.data[inside]
        better = worth > self.best[rows]
        self.move(rows[better], worth[better])

    def move(self, rows: npt.NDArray[np.integer], worth: Floats) -> None:
        """Set what some sets are worth, and mend the gains."""
        table = self.sets.table
        at, owner = flat(table.indptr, rows)
        data = table.data[at]
        change = np.maximum(data - worth[owner], 0.0) - np.maximum(data - self.best[rows][owner], 0.0)
        self.gains += np.bincount(table.indices[at], weights=change, minlength=self.gains.size)
        self.best[rows] = worth


def gains_after(sets: ReverseSets, held: Floats) -> Floats:
    """What each person alone would add when set s is worth ``held[s]`` already (sums over sets)."""
    table = sets.table
    excess = np.maximum(table.data - held[sets.rows], 0.0)
    return np.bincount(table.indices, weights=excess, minlength=table.shape[1]).astype(np.float64)


def choose(
    sets: ReverseSets, problem: Problem, held: Floats, *, per_cost: bool = False, first: Sequence[int] = ()
) -> Ints:
    """Pick, one after the other, whoever adds most (for what they cost, if asked) and still can be afforded.

    The list begins with those who must be on it, and with `first`. Ties go to the person who comes first in the
    network, so that the same sets always give the same list.
    """
    chosen = [int(person) for person in (*problem.include, *first)]
    cover = cover_of(sets, held, chosen)
    price = np.maximum(problem.cost, problem.cost_floor) if per_cost else np.ones(problem.size)
    while (person := pick(problem, cover.gains / price, chosen)) is not None:
        if cover.gains[person] <= LEAST_GAIN and not problem.wants_more(chosen):
            break
        chosen.append(person)
        cover.add(person)
    return np.array(chosen, dtype=np.int64)


def cover_of(sets: ReverseSets, held: Floats, chosen: Iterable[int]) -> Cover:
    """What a list covers, and what each further person would add to it."""
    cover = Cover(sets, held)
    for person in chosen:
        cover.add(person)
    return cover


def exchange(sets: ReverseSets, problem: Problem, held: Floats, chosen: Iterable[int], *, rounds: int = 4) -> Ints:
    """Swap single picks for better ones until none is left (or `rounds` passes are done)."""
    current = [int(person) for person in chosen]
    cover = cover_of(sets, held, current)
    fixed = set(problem.include.tolist())
    for _ in range(rounds):
        moved = [_swap(cover, problem, held, current, person) for person in current.copy() if person not in fixed]
        if not any(moved):
            break
    return np.array(current, dtype=np.int64)


def _swap(cover: Cover, problem: Problem, held: Floats, current: list[int], person: int) -> bool:
    """Take one person off and put on whoever now adds most; True where that is somebody better."""
    others = [other for other in current if other != person]
    _take_off(cover, held, others, person)
    best = pick(problem, cover.gains, others)
    better = best is not None and bool(cover.gains[best] > cover.gains[person] + LEAST_GAIN)
    chosen = best if better and best is not None else person
    cover.add(chosen)
    current[current.index(person)] = chosen
    return better


@contextmanager
def without(cover: Cover, held: Floats, others: list[int], person: int) -> Iterator[None]:
    """Meanwhile the cover is that of the others alone; afterwards the person is back on the list."""
    _take_off(cover, held, others, person)
    yield
    cover.add(person)


def _take_off(cover: Cover, held: Floats, others: list[int], person: int) -> None:
    table = cover.sets.by_person
    rows = table.indices[table.indptr[person] : table.indptr[person + 1]]
    cover.move(rows, _best_in(cover.sets, held, others, rows))


def in_order(sets: ReverseSets, held: Floats, chosen: Ints) -> Ints:
    """The same list, whoever adds most coming first."""
    cover, left, ordered = Cover(sets, held), chosen.tolist(), []
    while left:
        person = max(left, key=lambda one: cover.gains[one])
        left.remove(person)
        ordered.append(person)
        cover.add(person)
    return np.array(ordered, dtype=np.int64)


def _best_in(sets: ReverseSets, held: Floats, people: list[int], rows: npt.NDArray[np.integer]) -> Floats:
    """What some sets are worth to a list."""
    table = sets.table
    listed = np.zeros(table.shape[1], dtype=bool)
    listed[people] = True
    at, owner = flat(table.indptr, rows)
    worth = held[rows].astype(np.float64)
    np.maximum.at(worth, owner, np.where(listed[table.indices[at]], table.data[at], 0.0))
    return np.asarray(worth)
