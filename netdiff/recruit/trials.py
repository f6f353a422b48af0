"""Trials: lists valued by playing the model itself, for models that are no random graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from netdiff._kernels.csr import Arrivals, Starts
from netdiff._random import run_keys
from netdiff.errors import ModelError
from netdiff.network import Network
from netdiff.recruit.goals import fair_score, group_sizes
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import Aim
from netdiff.spread.engine import Crossings, Hazards, Passage

__all__ = ["Trials", "runs_affordable", "trials_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
FOREVER = 2**29
MANY_PERIODS = 20
CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, eq=False)
class Trials:
    """Runs of a model whose coins are drawn once, so that any two lists differ by the lists alone.

    Parameters
    ----------
    worlds : tuple
        The model made ready for the network, once per run: what is not known about the links is settled in each.
    keys : array of uint64, shape (runs,)
        What tells each run.
    yes : array of bool, shape (runs, positions)
        Who would say yes in each run.
    problem, aim
        What counts.
    pool : array of int
        People worth trying as one more recruit.
    comes : tuple of csr_array
        Whom each position brings in each run; empty where everybody brings himself.
    """

    worlds: tuple[Any, ...]
    keys: npt.NDArray[np.uint64]
    yes: npt.NDArray[np.bool_]
    problem: Problem
    aim: Aim
    pool: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    comes: tuple[csr_array, ...] = ()
    _known: dict[tuple[int, ...], Floats] = field(default_factory=dict)
    _kept: dict[tuple[int, ...], float | None] = field(default_factory=dict)

    draws = 20

    def runs(self, people: npt.ArrayLike) -> Floats:
        """What a list is worth in each run, in people."""
        return np.asarray(self._of(people)[:, 0])

    def arrivals(self, people: npt.ArrayLike) -> Floats:
        """How many people who count have adopted by the end of each run."""
        return np.asarray(self._of(people)[:, 1])

    def value(self, people: npt.ArrayLike) -> float:
        """What a list is worth on average."""
        return float(self.runs(people).mean())

    def shares(self, people: npt.ArrayLike) -> Floats:
        """Share of each group that a list reaches on average; none where groups do not count."""
        met = self._of(people)[:, 2:].mean(axis=0)
        return np.asarray(met / np.maximum(group_sizes(self.aim), 1))

    def score(self, people: npt.ArrayLike) -> float:
        """What makes a list better than another: its worth, or how the groups do that are to be looked after."""
        if self.aim.groups is None:
            return self.value(people)
        return fair_score(self.shares(people), self.aim)

    def chance_by_person(self, people: npt.ArrayLike) -> Floats:
        """The chance that each person adopts."""
        played = [self._in_time(one)[1] for one in self._played([_key(people)])]
        return np.bincount(np.concatenate(played), minlength=self.problem.people) / len(self.keys)

    def gains(self, people: npt.ArrayLike) -> Floats:
        """What each person of the pool would add to a list; others are taken to add less than nothing."""
        listed = _key(people)
        gains = np.full(self.problem.size, -np.inf)
        tried = [one for one in self.pool.tolist() if one not in listed]
        gains[tried] = self.values([(*listed, one) for one in tried]) - self.score(listed)
        return gains

    def values(self, lists: Sequence[Sequence[int]]) -> Floats:
        """How good many lists are; see `score`."""
        self.play(lists)
        return np.array([self.score(one) for one in lists], dtype=np.float64)

    def play(self, lists: Iterable[npt.ArrayLike]) -> None:
        """Play every list that was not played before."""
        new = list(dict.fromkeys(key for one in lists if (key := _key(one)) not in self._known))
        together = max(1, CELLS_AT_ONCE // max(self.problem.people, 1))
        for at in range(0, len(new), together):
            some = new[at : at + together]
            values = np.array([self._valued(one, len(some)) for one in self._played(some)])  # runs × parts × lists
            self._known.update({key: values[:, :, place] for place, key in enumerate(some)})

    prepare = play

    def ranked(self) -> list[tuple[int, ...]]:
        """All lists played so far that keep the limits, the best first."""
        for key in self._known:
            if key not in self._kept:
                self._kept[key] = self.score(key) if self.problem.obeyed_by(key) else None
        kept = {key: mean for key, mean in self._kept.items() if mean is not None}
        return sorted(kept, key=lambda key: (-kept[key], key))

    def _of(self, people: npt.ArrayLike) -> Floats:
        key = _key(people)
        self.play([key])
        return self._known[key]

    def _played(self, lists: Sequence[tuple[int, ...]]) -> Iterator[Arrivals]:
        """Who adopts when under each list, run by run."""
        for run, (world, key) in enumerate(zip(self.worlds, self.keys, strict=True)):
            starts = [self._starts(run, one) for one in lists]
            first = np.concatenate([[0], np.cumsum([one.size for one in starts])]).astype(np.int64)
            began = Starts(first, np.concatenate(starts), np.zeros(first[-1], dtype=np.int32))
            yield world.run(np.full(len(lists), key), began, self._deadline).arrivals

    def _starts(self, run: int, listed: tuple[int, ...]) -> npt.NDArray[np.int32]:
        """Who begins in a run: those who adopted already, and whom those who say yes bring."""
        yes = self.yes[run]
        agreed = [*self.problem.already, *(one for one in listed if yes[one])]
        if not self.comes:
            return np.array(agreed, dtype=np.int32)
        return np.unique(self.comes[run][agreed].indices).astype(np.int32)

    @property
    def _deadline(self) -> int:
        return FOREVER if self.aim.horizon is None else self.aim.horizon

    def _in_time(self, arrivals: Arrivals) -> tuple[Ints, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Arrivals up to the deadline: which list, who, when."""
        listed = np.repeat(np.arange(arrivals.first.size - 1), np.diff(arrivals.first))
        kept = arrivals.period[: listed.size] <= self._deadline
        return listed[kept], arrivals.node[: listed.size][kept], arrivals.period[: listed.size][kept]

    def _valued(self, arrivals: Arrivals, lists: int) -> Floats:
        """What each list is worth in a run, how many people who count it reaches, and how many of each group."""
        listed, who, when = self._in_time(arrivals)
        weight = self.problem.weight[who]
        early = (self._deadline + 1.0 - when) / (self._deadline + 1.0) if self.aim.objective == "speed" else 1.0
        parts = [weight * early, weight]
        if self.aim.groups is not None:
            parts += [self.aim.groups[who] == group for group in range(group_sizes(self.aim).size)]
        return np.array([np.bincount(listed, weights=part, minlength=lists) for part in parts], dtype=np.float64)


def trials_of(net: Network, problem: Problem, aim: Aim, runs: int, rng: np.random.Generator) -> Trials:
    """Trials with fresh coins; a single run where nothing is left to chance."""
    ready = aim.model.dynamics(net)
    if ready.endless and aim.horizon is None:
        message = f"{type(aim.model).__name__} goes on for ever. Cure: say how many periods count, horizon=12."
        raise ModelError(message)
    brings = problem.brings
    everyone = bool((problem.accept[problem.candidate] == 1.0).all()) and (
        brings is None or bool((brings.data == 1).all())
    )
    sure = ready.certain and not (isinstance(ready, Crossings) and ready.ties.bounds.size)
    runs = 1 if everyone and sure else runs
    yes = rng.random((runs, problem.size)) < problem.accept
    worlds = tuple(settled(ready, rng) for _ in range(runs))
    comes = () if brings is None else tuple(_coming(brings, rng) for _ in range(runs))
    return Trials(worlds, run_keys(rng, runs), yes, problem, aim, comes=comes)


def _coming(brings: csr_array, rng: np.random.Generator) -> csr_array:
    """Whom each position brings in one run."""
    drawn = brings.copy()
    drawn.data = (rng.random(drawn.nnz) < drawn.data).astype(np.float64)
    drawn.eliminate_zeros()
    return drawn


def settled(ready: Any, rng: np.random.Generator) -> Any:
    """A model in one draw of the links that silent people may have, so that runs look at these only."""
    if not isinstance(ready, Crossings | Hazards) or ready.ties.bounds.size == 0:
        return ready
    ties = ready.ties
    live = rng.integers(0, 2**64, size=ties.bounds.size, dtype=np.uint64) <= ties.bounds
    indptr = np.concatenate([[0], np.cumsum(live)])[ties.indptr].astype(np.int64)
    parts = {name: part[live] for name, part in ties._asdict().items() if name != "indptr" and part.size}
    kept = ties._replace(**(parts | {"indptr": indptr, "bounds": np.empty(0, dtype=np.uint64)}))
    if isinstance(ready, Hazards):
        return replace(ready, ties=kept)
    sure = ready.doubtful[live[ready.doubtful]]  # they add to what a share is counted of
    totals = ready.totals + np.bincount(ties.indices[sure], weights=ties.weights[sure], minlength=ready.totals.size)
    return replace(ready, ties=kept, totals=totals, doubtful=np.empty(0, dtype=np.int64))


def runs_affordable(net: Network, aim: Aim, work: float, lists: int, *, least: int, most: int) -> int:
    """How many runs per list a piece of work allows, by the number of ties a run may have to look at."""
    ready = settled(aim.model.dynamics(net), np.random.default_rng(0))
    ties = ready.ties.indices.size if hasattr(ready, "ties") else net.influence().nnz
    every_period = not isinstance(ready, Crossings | Passage)  # in each period everybody may adopt
    turns = 2 * min(aim.horizon or MANY_PERIODS, MANY_PERIODS) if every_period else 1
    return int(np.clip(work / ((ties + len(net) + 1) * turns) / lists, least, most))


def _key(people: npt.ArrayLike) -> tuple[int, ...]:
    return tuple(sorted(set(np.asarray(people, dtype=np.int64).ravel().tolist())))
