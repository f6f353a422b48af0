"""Slow, obvious references: what the recommender must agree with."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def worlds(chances: Floats) -> Iterator[tuple[float, npt.NDArray[np.bool_]]]:
    """Every way the ties could turn out, with its probability (independent ties)."""
    ties = list(zip(*np.nonzero(chances), strict=True))
    for outcome in itertools.product([False, True], repeat=len(ties)):
        probability = 1.0
        live = np.zeros(chances.shape, dtype=bool)
        for (i, j), on in zip(ties, outcome, strict=True):
            probability *= chances[i, j] if on else 1.0 - chances[i, j]
            live[i, j] = on
        if probability > 0.0:
            yield probability, live


def distances(live: npt.NDArray[np.bool_], start: int) -> Floats:
    """Steps from one person to each along live ties."""
    found = np.full(len(live), np.inf)
    found[start] = 0
    queue = deque([start])
    while queue:
        person = queue.popleft()
        for other in np.flatnonzero(live[person]):
            if not np.isfinite(found[other]):
                found[other] = found[person] + 1
                queue.append(other)
    return found


def worth_of(steps: Floats, horizon: int | None, early: bool) -> Floats:
    """What being reached after so many steps is worth."""
    deadline = np.inf if horizon is None else horizon
    if early:
        return np.where(
            steps <= deadline, (deadline + 1 - np.where(np.isfinite(steps), steps, 0)) / (deadline + 1), 0.0
        )
    return (steps <= deadline).astype(float) * np.isfinite(steps)


def _chance(accept: Floats | None, person: int, yes: bool) -> float:
    likely = 1.0 if accept is None else float(accept[person])
    return likely if yes else 1.0 - likely


class Exact:
    """Exact values of all lists on a small network, from every way the ties could turn out."""

    def __init__(self, chances: Floats, horizon: int | None = None, early: bool = False) -> None:
        self.size = len(chances)
        self.probability = []
        self.worth = []  # one array per world: [from, to]
        for probability, live in worlds(chances):
            steps = np.array([distances(live, i) for i in range(self.size)]).reshape(self.size, self.size)
            self.probability.append(probability)
            self.worth.append(worth_of(steps, horizon, early))

    def value(self, people: Iterable[int], accept: Floats | None = None, already: Iterable[int] = ()) -> float:
        """Expected worth of a list, each person on it saying yes with their own chance."""
        listed, there = list(people), list(already)
        total = 0.0
        for said in itertools.product([False, True], repeat=len(listed)):
            chance = np.prod([_chance(accept, p, yes) for p, yes in zip(listed, said, strict=True)])
            if chance > 0:
                seeds = [p for p, yes in zip(listed, said, strict=True) if yes] + there
                total += chance * self._of(seeds)
        return float(total)

    def _of(self, seeds: list[int]) -> float:
        if not seeds:
            return 0.0
        return float(sum(p * w[seeds].max(axis=0).sum() for p, w in zip(self.probability, self.worth, strict=True)))


def random_chances(rng: np.random.Generator, people: int, ties: int) -> Floats:
    """A small random network with a chance per tie."""
    pairs = [(i, j) for i in range(people) for j in range(people) if i != j]
    chances = np.zeros((people, people))
    for place in rng.choice(len(pairs), size=min(ties, len(pairs)), replace=False):
        chances[pairs[place]] = rng.choice([0.1, 0.3, 0.5, 0.8, 1.0])
    return chances
