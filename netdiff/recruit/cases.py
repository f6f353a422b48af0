"""Lists in many cases at once: what each is worth in each, and the best list by each answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.recruit.judge import Judge
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import Aim, Effort
from netdiff.recruit.solve import solve
from netdiff.recruit.worlds import World

__all__ = ["ANSWERS", "Case", "Ensemble", "bad_mean", "best_answers", "case_of"]

Floats = npt.NDArray[np.float64]
List = tuple[int, ...]
ANSWERS = ("expected", "worst case", "bad fifth")
SKETCH = Effort(precision=0.2, first=2_048, doublings=1, least_entries=0, dual_work=0, judged=6_000, trial_work=2e6)
MOST_LISTS, POOL, ROUNDS = 2_500, 16, 3


@dataclass(frozen=True, eq=False)
class Case:
    """One model on one drawn network: how lists fare there, and the best that was found."""

    model: str
    world: World
    judge: Judge
    own: List
    weight: float

    def value(self, chosen: Iterable[int]) -> float:
        """What a list is worth here."""
        return self.judge.value(self.world.meant(chosen))


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Every case, and what each list that was tried is worth in each."""

    problem: Problem
    cases: tuple[Case, ...]
    tail: float
    _known: dict[List, Floats] = field(default_factory=dict)

    def values(self, chosen: Iterable[int]) -> Floats:
        """What a list is worth in each case."""
        key = tuple(sorted(chosen))
        if key not in self._known:
            self._known[key] = np.array([case.value(key) for case in self.cases])
        return self._known[key]

    @property
    def best(self) -> Floats:
        """The most that any list tried is worth in each case."""
        return np.asarray(np.max(list(self._known.values()), axis=0))

    def shares(self, chosen: Iterable[int], best: Floats) -> Floats:
        """What a list is worth as a share of the best found, case by case."""
        return np.asarray(np.where(best > 0, self.values(chosen) / np.maximum(best, 1e-12), 1.0))

    def score(self, answer: str, chosen: List, best: Floats) -> tuple[float, float]:
        """How good a list is by one of the answers; the mean share decides between equals."""
        weights = np.array([case.weight for case in self.cases])
        shares = self.shares(chosen, best)
        mean = float(np.average(shares, weights=weights))
        if answer == "expected":
            return round(float(np.average(self.values(chosen), weights=weights)), 9), mean
        worst = float(shares.min()) if answer == "worst case" else bad_mean(shares, weights, self.tail)
        return round(worst, 9), mean

    def leader(self, answer: str) -> List:
        """Of all lists tried that keep the limits, the best by an answer."""
        best = self.best
        kept = [key for key in self._known if self.problem.obeyed_by(key)]
        return max(sorted(kept), key=lambda key: self.score(answer, key, best))


def bad_mean(shares: Floats, weights: Floats, tail: float) -> float:
    """Mean over the worst cases that together weigh `tail` (the case on the border in part): conditional value at risk.

    Examples
    --------
    >>> round(bad_mean(np.array([0.5, 0.9, 1.0, 1.0]), np.ones(4), 0.5), 2)
    0.7
    """
    order = np.argsort(shares, kind="stable")
    weight = weights[order] / weights.sum()
    before = np.cumsum(weight) - weight
    counted = np.clip(tail - before, 0.0, weight)
    return float(shares[order] @ counted / tail)


def best_answers(ensemble: Ensemble, plan: List) -> tuple[dict[str, List], bool]:
    """The best list found by each answer, and whether all lists were tried."""
    problem = ensemble.problem
    open_to = np.flatnonzero(problem.candidate)
    ensemble.values(plan)
    for case in ensemble.cases:
        ensemble.values(case.own)
    complete = problem.plain and not problem.include.size and comb(open_to.size, problem.most) <= MOST_LISTS
    if complete:
        for listed in combinations(open_to.tolist(), problem.most):
            ensemble.values(listed)
    else:
        pool = _pool(ensemble, plan)
        for answer in ANSWERS:
            _climb(ensemble, answer, pool)
    return {answer: ensemble.leader(answer) for answer in ANSWERS}, complete


def _pool(ensemble: Ensemble, plan: List) -> list[int]:
    """Who is worth trying: on the own lists of most cases, and on the plan."""
    listed = pd.Series([one for case in ensemble.cases for one in case.own], dtype=np.int64).value_counts(sort=True)
    often = [int(one) for one in listed.index[: max(POOL, 2 * len(plan))]]
    return list(dict.fromkeys([*often, *(one for one in plan if ensemble.problem.candidate[one])]))


def _climb(ensemble: Ensemble, answer: str, pool: Sequence[int]) -> None:
    """Exchange single picks as long as an answer gets better."""
    fixed = set(ensemble.problem.include.tolist())
    for _ in range(ROUNDS):
        now = ensemble.leader(answer)
        for person in [one for one in now if one not in fixed]:
            others = tuple(one for one in now if one != person)
            for instead in pool:
                if instead not in now and ensemble.problem.obeyed_by((*others, instead)):
                    ensemble.values((*others, instead))
        if ensemble.leader(answer) == now:
            return


def case_of(problem: Problem, name: str, aim: Aim, world: World, weight: float, rng: np.random.Generator) -> Case:
    """One model on one drawn network, with the best list found there."""
    here = replace(problem, already=world.meant(problem.already))
    found = solve(world.net, here, aim, rng, SKETCH)
    return Case(name, world, found.judge, tuple(found.chosen.tolist()), weight)
