"""The search: draw sets, choose, prove, and draw more until the proof is tight enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff.network import Network
from netdiff.recruit.bound import Certificate, mean_above, mean_below, worth_of_best
from netdiff.recruit.greedy import choose, exchange, in_order
from netdiff.recruit.problem import Problem
from netdiff.recruit.samples import Draws, ReverseSets, RootStream
from netdiff.spread.fitted import FittedModel
from netdiff.spread.live import LiveEdges
from netdiff.spread.models import ComplexContagion, IndependentCascade, LinearThreshold

__all__ = ["Aim", "Effort", "Found", "best_list", "in_words", "search"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
MOST_ROUNDS = 200


def in_words(model: Any) -> str:
    """A model with the parameters that differ from their defaults: `IndependentCascade(p=0.1)`."""
    if not is_dataclass(model):
        return repr(model)
    said = [
        f"{part.name}={getattr(model, part.name)!r}"
        for part in fields(model)
        if getattr(model, part.name) != part.default
    ]
    return f"{type(model).__name__}({', '.join(said)})"


@dataclass(frozen=True, eq=False)
class Aim:
    """What is maximised, under which model (or the fit it comes from), by when; and for whom, where groups count."""

    model: Any
    objective: str = "reach"
    horizon: int | None = None
    groups: Ints | None = None
    floors: Mapping[int, float] | None = None
    fitted: FittedModel | None = None

    def draws(self, problem: Problem, live: LiveEdges) -> Draws:
        """Where the reverse-reachable sets of this aim come from."""
        return Draws(
            into=live.matrix.tocsc(),
            one_parent=live.kind == "one_parent",
            deadline=self.horizon,
            early=self.objective == "speed",
            accept=problem.accept,
            weight=problem.weight,
            pace=self.pace or 1,
            brings=problem.brings,
        )

    @property
    def pace(self) -> int | None:
        """Periods that one step of the model takes; None where that is left to chance or not known."""
        if isinstance(self.model, IndependentCascade):
            return int(self.model.delay) if self.model.waiting == "fixed" else None
        return 1 if isinstance(self.model, LinearThreshold | ComplexContagion) else None

    def live_edges(self, net: Network) -> LiveEdges | None:
        """The model as a random graph, where it has such a form and the deadline can be counted in steps of it."""
        if self.horizon is not None and self.pace is None:
            return None
        live: LiveEdges | None = self.model.live_edges(net)
        return live

    def counts(self, problem: Problem) -> str:
        """What is counted, in words."""
        if self.objective == "asking":
            return "people with the need who ask"
        over = "people, on average over the rounds," if self.objective == "speed" else "people"
        uneven = np.unique(problem.weight[problem.weight > 0]).size > 1
        return f"{over} (each counting for what they are worth)" if uneven else over

    def holds_for(self, net: Network) -> str:
        """The model and the network in words."""
        deadline = f" within {self.horizon} rounds" if self.horizon is not None else ""
        early = ", early arrival counting more," if self.objective == "speed" else ""
        return f"{in_words(self.model)}{deadline}{early} on this network of {len(net):,} people"


@dataclass(frozen=True)
class Effort:
    """How long to go on.

    Parameters
    ----------
    precision : float
        Sampling noise that is accepted, as a share of the reach.
    delta : float
        Chance that the certificate fails.
    first : int
        Fewest sets drawn at first; doubled until the noise is small enough.
    doublings : int
        Most doublings (fixed in advance, since the proof pays for each).
    least_entries, most_entries : int
        Size of the table of sets, in members, that is drawn at once since it is cheap, and that is not exceeded.
    dual_work : int
        Entries looked at while tightening the upper bound.
    judged : int
        Independent runs on which lists are valued afterwards.
    trial_work : float
        Ties looked at where the model itself has to be played.
    """

    precision: float = 0.03
    delta: float = 0.05
    first: int = 8_192
    doublings: int = 9
    least_entries: int = 400_000
    most_entries: int = 20_000_000
    dual_work: int = 8_000_000
    judged: int = 30_000
    trial_work: float = 3.5e7


@dataclass(frozen=True, eq=False)
class Found:
    """A list, the sets it was chosen on, and what is proved about it."""

    chosen: Ints
    sets: ReverseSets
    held: Floats
    certificate: Certificate


def search(
    draws: Draws, problem: Problem, rng: np.random.Generator, effort: Effort, holds_for: str, counts: str = "people"
) -> Found:
    """Choose on one collection of sets, prove on another, and double both until the noise is small.

    Notes
    -----
    OPIM-C (Tang et al. 2018): the list is chosen on the first collection, which also gives the upper bound; the second,
    drawn afresh each time, gives the lower one. Going on past the first valid certificate costs little and finds
    better lists.
    """
    stream = RootStream(draws.weight, rng)
    odds = np.log(2.0 * (effort.doublings + 1) / effort.delta)
    sets = draws.sets(stream.take(_first(draws, effort, rng)), rng)
    for turn in range(effort.doublings + 1):
        held = sets.best(problem.already)
        chosen = best_list(sets, problem, held)
        gain = _validated(draws, problem, chosen, stream.take(sets.count), rng)
        lower = mean_below(float(gain.mean()), gain.size, odds)
        found = float((sets.best(chosen) - held).clip(0).mean())
        noisy = mean_above(found, sets.count, odds) - lower > 2.0 * effort.precision * max(found, 1e-12)
        last = turn == effort.doublings or 2 * sets.table.nnz > effort.most_entries
        if last or not noisy:
            break
        sets = sets.joined(draws.sets(stream.take(sets.count), rng))
    rounds = MOST_ROUNDS if problem.plain else MOST_ROUNDS // 8  # a linear program costs more than a sort
    best = worth_of_best(sets, problem, held, chosen, rounds=rounds, work=effort.dual_work) - float(held.mean())
    upper = mean_above(min(max(best, found), 1.0), sets.count, odds)
    ends, drawn = (lower * draws.people, upper * draws.people), sets.count + gain.size
    proof = Certificate(*ends, 1.0 - effort.delta, drawn, holds_for, _unit(counts, problem))
    return Found(in_order(sets, held, chosen), sets, held, proof)


def _unit(over: str, problem: Problem) -> str:
    """What the bounds count."""
    return f"{over} beyond those who adopted already" if problem.already.size else over


def _first(draws: Draws, effort: Effort, rng: np.random.Generator) -> int:
    """How many sets to begin with: more where they are small. Seen from sets that are used for nothing else."""
    trial = draws.sets(RootStream(draws.weight, rng).take(256), rng)
    return max(effort.first, effort.least_entries // max(int(trial.table.nnz) // 256, 1))


def best_list(sets: ReverseSets, problem: Problem, held: Floats) -> Ints:
    """The best list found on these sets: greedy by gain, and by gain per cost, each improved by exchanges."""
    ways = [False] if problem.budget is None else [False, True]
    lists = [exchange(sets, problem, held, choose(sets, problem, held, per_cost=way)) for way in ways]
    return max(lists, key=sets.value)


def _validated(draws: Draws, problem: Problem, chosen: Ints, roots: Ints, rng: np.random.Generator) -> Floats:
    """What each fresh set is worth to the list beyond what those who adopted already give it."""
    if problem.already.size or not draws.sure:
        fresh = draws.sets(roots, rng)
        held = fresh.best(problem.already)
        return np.asarray(np.maximum(fresh.best(chosen), held) - held)
    return draws.hits(roots, chosen, rng)
