"""Goals beyond reach: the fewest recruits for a target, the worst-off group, floors that no group falls below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from netdiff.errors import ModelError
from netdiff.recruit.bound import mean_above, worth_of_best
from netdiff.recruit.greedy import choose, exchange
from netdiff.recruit.problem import Problem
from netdiff.recruit.samples import Draws, ReverseSets, RootStream
from netdiff.recruit.search import Aim, best_list

__all__ = ["SHORT", "Fair", "Fewest", "fair_list", "fair_score", "fewest", "group_sizes", "wanted_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SETS, ROUNDS, RATE = 60_000, 40, 4.0
MUCH = 100.0  # a floor missed weighs more than any reach
SHORT = "Not every floor could be met; this is the list that comes nearest."


class Fewest(NamedTuple):
    """How many recruits a target takes.

    Parameters
    ----------
    enough : int
        With so many the target is met in expectation, as far as the sets tell.
    needed : int
        With fewer than this it cannot be met, whoever they are (95 % confidence).
    """

    enough: int
    needed: int


class Fair(NamedTuple):
    """A list made for groups: the share of each that it reaches, and whether every floor is met."""

    chosen: Ints
    shares: Floats
    met: bool


def group_sizes(aim: Aim) -> Floats:
    """How many people each group holds; nobody's group where groups do not count."""
    groups = np.empty(0, dtype=np.int64) if aim.groups is None else aim.groups
    return np.bincount(groups[groups >= 0]).astype(np.float64)


def wanted_of(aim: Aim) -> Floats:
    """The floor of each group, 0 where none was set."""
    return np.array([(aim.floors or {}).get(group, 0.0) for group in range(group_sizes(aim).size)])


def fair_score(shares: Floats, aim: Aim) -> float:
    """One number for how well groups do, in people: the worst-off group first, or the floors, and then reach."""
    size = group_sizes(aim)
    people, reach = float(size.sum()), float(shares @ size)
    if aim.floors is None:
        return people * float(shares.min(initial=1.0)) + reach / MUCH / max(people, 1.0)
    return reach - MUCH * people * float(np.clip(wanted_of(aim) - shares, 0.0, None).sum())


def fewest(draws: Draws, problem: Problem, target: float, rng: np.random.Generator, sets: int = SETS) -> Fewest:
    """The fewest recruits expected to reach a share `target` of all who count, and a proof of how few won't do."""
    drawn = draws.sets(RootStream(draws.weight, rng).take(sets), rng)
    held = drawn.best(problem.already)
    free = replace(problem, k=int(problem.candidate.sum()))
    order = choose(drawn, free, held)
    reached = np.array([np.maximum(drawn.best(order[:k]), held).mean() for k in range(order.size + 1)])
    if reached[-1] < target - 1e-9:
        message = (
            f"A share of {target:g} cannot be reached under this model, even with every candidate ({reached[-1]:.2f}). "
            "Cure: a lower target, a later horizon, or fewer limits."
        )
        raise ModelError(message)
    enough = int(np.argmax(reached >= target - 1e-9))
    while enough > 1 and _value(drawn, held, exchange(drawn, free, held, order[: enough - 1])) >= target:
        enough -= 1
    needed = enough
    while needed > 1 and not _ruled_out(drawn, problem, held, order, needed - 1, target):
        needed -= 1
    return Fewest(enough, needed)


def _value(sets: ReverseSets, held: Floats, chosen: Ints) -> float:
    return float(np.maximum(sets.best(chosen), held).mean())


def _ruled_out(sets: ReverseSets, problem: Problem, held: Floats, order: Ints, k: int, target: float) -> bool:
    """Whether it is proved that no list of k reaches the target."""
    best = worth_of_best(sets, replace(problem, k=k), held, order[:k], rounds=30)
    return mean_above(min(best, 1.0), sets.count, np.log(20.0 * order.size)) < target


def fair_list(sets: ReverseSets, problem: Problem, groups: Ints, floors: Mapping[int, float] | None = None) -> Fair:
    """A list for the worst-off group, or for the largest reach that leaves no group below its floor.

    Parameters
    ----------
    sets : ReverseSets
    problem : Problem
    groups : array of int, shape (n,)
        Number of each person's group, -1 for none.
    floors : mapping of group number to share, optional
        Least share of a group to be reached; None looks after the worst-off group.

    Notes
    -----
    Groups that do badly are given more weight, over and over (multiplicative weights); of all lists met on the way the
    best is kept. With a fixed number of recruits nothing is proved about the worst-off group (Krause et al. 2008).
    """
    held = sets.best(problem.already)
    size = np.bincount(groups[groups >= 0]).astype(np.float64)
    wanted = np.array([(floors or {}).get(group, 0.0) for group in range(size.size)])
    of_set = groups[sets.roots]
    weight = np.ones(size.size)
    best = Fair(np.empty(0, dtype=np.int64), np.full(size.size, -1.0), met=False)
    for _ in range(ROUNDS):
        chosen = best_list(sets.scaled(_factor(weight, size, of_set, plain=floors is not None)), problem, held)
        shares = _shares(sets, held, chosen, of_set, size.size)
        found = Fair(chosen, shares, bool((shares >= wanted - 1e-9).all()))
        best = max(best, found, key=lambda one: _rank(one, wanted, size, floors))
        short = (wanted - shares) if floors is not None else (shares.mean() - shares)
        if floors is not None and found.met:
            break
        weight = weight * np.exp(RATE * np.clip(short, -0.5, 0.5))
    return best


def _factor(weight: Floats, size: Floats, of_set: Ints, *, plain: bool) -> Floats:
    """What each set counts, at most 1: by the weight of its root's group (per head of it, unless `plain`)."""
    per_head = weight if plain else weight / np.maximum(size, 1.0)
    factor = np.where(of_set >= 0, per_head[of_set], per_head.min(initial=1.0) if plain else 0.0)
    return np.asarray(factor / factor.max(initial=1e-12))


def _shares(sets: ReverseSets, held: Floats, chosen: Ints, of_set: Ints, count: int) -> Floats:
    """Share of each group that a list reaches."""
    worth, known = np.maximum(sets.best(chosen), held), of_set >= 0
    drawn = np.bincount(of_set[known], minlength=count)
    met = np.bincount(of_set[known], weights=worth[known], minlength=count)
    return np.asarray(met / np.maximum(drawn, 1))


def _rank(found: Fair, wanted: Floats, size: Floats, floors: Mapping[int, float] | None) -> tuple[float, float]:
    """What makes one list better than another: the worst-off group, or the floors, then reach."""
    reach = float(found.shares @ size)
    if floors is None:
        return float(found.shares.min(initial=1.0)), reach
    return -float(np.clip(wanted - found.shares, 0.0, None).sum()), reach
