"""One way in for every model: a list, the runs it is valued on, and what is proved about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.network import Network
from netdiff.recruit.bound import Certificate
from netdiff.recruit.goals import SHORT, fair_list
from netdiff.recruit.judge import Judge, SetJudge
from netdiff.recruit.neighbours import near_by
from netdiff.recruit.problem import Problem
from netdiff.recruit.samples import Draws, RootStream
from netdiff.recruit.search import Aim, Effort, search
from netdiff.recruit.threshold import try_lists
from netdiff.spread.live import LiveEdges

__all__ = ["QUICK", "THOROUGH", "Solution", "judge_of", "solve"]

Ints = npt.NDArray[np.int64]
THOROUGH = Effort()
QUICK = Effort(precision=0.1, first=4_096, doublings=3, least_entries=0, dual_work=0, judged=8_000, trial_work=5e6)
MOST_JUDGED = 4e6
EVEN_TURNS = 10
WHY_FAIR = "with a fixed number of recruits nothing is known about how well the worst-off group could do"
WHY = "the model needs several voices at once, or its rounds take a chance length, so no bound is known"
WHY_ALL = f"{WHY}; but every list was tried, so none is better on these runs"


@dataclass(frozen=True, eq=False)
class Solution:
    """A list for one model, independent runs to value it on, and what is proved."""

    chosen: Ints
    judge: Judge
    certificate: Certificate | None
    why_no_guarantee: str = ""
    near_best: pd.DataFrame = field(default_factory=pd.DataFrame)
    told: tuple[str, ...] = ()
    live: LiveEdges | None = None


def solve(net: Network, problem: Problem, aim: Aim, rng: np.random.Generator, effort: Effort | None = None) -> Solution:
    """The best list that can be found for a model: by reverse-reachable sets where it has live ties."""
    effort = effort or THOROUGH
    live = aim.live_edges(net)
    if live is None:
        tried = try_lists(net, problem, aim, rng, effort)
        why = WHY_ALL if tried.all_tried else WHY
        return Solution(tried.chosen, tried.judge, None, why, tried.near_best, tried.told)
    draws = aim.draws(problem, live)
    if aim.groups is not None:
        return replace(_fair(draws, problem, aim, rng, effort), live=live)
    found = search(draws, problem, rng, effort, aim.holds_for(net), aim.counts(problem))
    near = near_by(net, problem, found.sets, found.held, found.chosen)
    judge = judge_of(draws, problem, rng, effort.judged)
    return Solution(found.chosen, judge, found.certificate, near_best=near, live=live)


def _fair(draws: Draws, problem: Problem, aim: Aim, rng: np.random.Generator, effort: Effort) -> Solution:
    """A list that looks after groups, chosen on one collection of sets and judged on another."""
    groups = np.full(problem.people, -1) if aim.groups is None else aim.groups
    fair = fair_list(judge_of(draws, problem, rng, effort.judged).sets, problem, groups, aim.floors)
    told = () if fair.met else (SHORT,)
    return Solution(fair.chosen, judge_of(draws, problem, rng, effort.judged), None, WHY_FAIR, told=told)


def judge_of(draws: Draws, problem: Problem, rng: np.random.Generator, runs: int = THOROUGH.judged) -> SetJudge:
    """Fresh sets to value lists on: each person a root equally often, fewer sets where they are large."""
    trial = draws.sets(RootStream(draws.weight, rng).take(256), rng)
    size = max(trial.table.nnz / 256, 1.0)
    people = max(int((draws.weight > 0).sum()), 1)
    turns = int(np.clip(min(runs, MOST_JUDGED / size) / people, 1, None))
    sets = draws.sets(RootStream(draws.weight, rng).take(turns * people), rng)
    if np.ptp(draws.weight) == 0:
        return SetJudge(sets, problem.already)
    other = rng.spawn(1)[0]
    even = np.tile(np.arange(draws.weight.size), max(turns * people // draws.weight.size, EVEN_TURNS))
    return SetJudge(sets, problem.already, lambda: draws.sets(even, other))
