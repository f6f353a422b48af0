"""What would change the coalition, and what each partner is alone: other models, other chances of coming along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array, vstack

from netdiff.network import Network
from netdiff.recruit.baselines import Rule, compare_rules
from netdiff.recruit.candidates import Candidates
from netdiff.recruit.coalition_table import Table
from netdiff.recruit.feasible import fill
from netdiff.recruit.judge import Judge, paired
from netdiff.recruit.partners import Rate
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import Aim
from netdiff.recruit.solve import QUICK, Solution, judge_of, solve
from netdiff.recruit.standing import Holder
from netdiff.recruit.trials import trials_of

__all__ = ["largest_membership", "reach_alone", "under_cases"]

Ints = npt.NDArray[np.int64]
BESIDE = ("random", "largest membership", "friend nomination", "top degree")
ALONE_RUNS, ALONE_TRIALS = 12_000, 40


def largest_membership(table: Table) -> Rule:
    """The rule that takes those with most members, whoever they are."""
    size = np.zeros(len(table.found.ids))
    counted = table.belongs["name"].value_counts()
    size[table.found.index_of(counted.index.tolist())] = counted.to_numpy()

    def rule(net: Network, problem: Problem, rng: np.random.Generator) -> Iterable[Ints]:  # noqa: ARG001 (a rule)
        yield fill(problem, size + rng.random(size.size) * 0.5)

    return rule


def under_cases(
    table: Table,
    aims: Mapping[str, Aim],
    chances: Sequence[Rate],
    known: tuple[Problem, Solution],
    rules: Mapping[str, Rule],
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, dict[str, Judge]]:
    """What the coalition is worth under every declared model and chance of coming along, beside plain rules.

    Returns
    -------
    table : pandas.DataFrame
        Columns `model`, `mobilise`, `partners` (the best coalition found for the case), `value` (of this plan's),
        `best`, `share` (the former of the latter); for each of the rules its worth, and in `… less` whether this plan
        is better, level or worse as far as the runs tell.
    judges : dict of model to Judge
        The runs of each model at the chance that the plan was made for.
    """
    problem, best = known
    first = next(iter(aims))
    cases = [(name, chances[0]) for name in aims] + [(first, rate) for rate in chances[1:]]
    few = {name: rules[name] for name in BESIDE}
    rows, judges = [], {}
    for place, (name, rate) in enumerate(cases):
        posed = problem if rate is chances[0] else table.pose(rate)[0]
        found = best if place == 0 else solve(table.net, posed, aims[name], rng.spawn(1)[0], QUICK)
        case = _case(table.net, posed, (best, found), few, rng.spawn(1)[0])
        rows.append({"model": name, "mobilise": rate} | case)
        if rate is chances[0]:
            judges[name] = found.judge
    return pd.DataFrame(rows), judges


def _case(
    net: Network,
    problem: Problem,
    pair: tuple[Solution, Solution],
    rules: Mapping[str, Rule],
    rng: np.random.Generator,
) -> dict[str, Any]:
    """One declared case: this coalition, the best one found for the case, and the rules that it should not lose to."""
    ours, found = pair
    value, best = found.judge.value(ours.chosen), found.judge.value(found.chosen)
    row: dict[str, Any] = {
        "partners": problem.named(net, found.chosen),
        "value": value,
        "best": max(best, value),
        "share": min(value / best, 1.0) if best > 0 else 1.0,
    }
    beside = compare_rules(net, problem, found.judge, ours.chosen, rng, rules=rules)
    for name in beside.index:
        row |= {name: beside.loc[name, "value"], f"{name} less": _side(beside.loc[name])}
    return row


def _side(rule: pd.Series) -> str:
    """Whether the coalition is better, level or worse than a rule, as far as the runs tell."""
    if rule["less_low"] > 0:
        return "better"
    return "worse" if rule["less_high"] < 0 else "level"


def reach_alone(
    table: Table, problem: Problem, aim: Aim, holders: Sequence[Holder], rate: Rate, rng: np.random.Generator
) -> pd.DataFrame:
    """How many people each partner, and each body that can say no, would reach alone, whichever side it is on.

    Returns
    -------
    pandas.DataFrame
        Index = name; `alone`, `low`, `high`.
    """
    full, _ = table.bringing(rate)
    every = _with_bodies(full, [one for one in holders if one.name not in full.ids], len(table.net))
    size = np.ones(len(every.ids))
    free = Problem(size > 0, None, size, already=problem.already, weight=problem.weight, candidates=every)
    judge = _judge(table.net, free, aim, rng)
    nobody = judge.arrivals(np.empty(0, dtype=np.int64))
    asked = np.unique([*np.flatnonzero(full.listed), *every.index_of([one.name for one in holders])]).astype(np.int64)
    found = {every.ids[at]: paired(judge.arrivals([at]), nobody) for at in asked}
    ends = {name: [one.value, one.low, one.high] for name, one in found.items()}
    return pd.DataFrame.from_dict(ends, orient="index", columns=["alone", "low", "high"]).rename_axis("name")


def _with_bodies(full: Candidates, bodies: Sequence[Holder], people: int) -> Candidates:
    """Partners, and bodies that bring those who sit on them with the usual chance."""
    chances = full.brings[full.listed].data
    usual = float(chances.mean()) if chances.size else 1.0
    row = np.repeat(np.arange(len(bodies)), [len(one.members) for one in bodies]).astype(np.int64)
    column = np.concatenate([np.empty(0, dtype=np.int64), *(one.members for one in bodies)])
    more = csr_array((np.full(row.size, usual), (row, column)), shape=(len(bodies), people))
    names = pd.Index([*full.ids, *(one.name for one in bodies)], dtype=object)
    brings = csr_array(vstack([full.brings, more], format="csr")) if bodies else full.brings
    return Candidates(pd.DataFrame(index=names), brings, np.ones(len(names), dtype=bool))


def _judge(net: Network, problem: Problem, aim: Aim, rng: np.random.Generator) -> Judge:
    live = aim.live_edges(net)
    if live is None:
        return trials_of(net, problem, aim, ALONE_TRIALS, rng)
    return judge_of(aim.draws(problem, live), problem, rng, ALONE_RUNS)
