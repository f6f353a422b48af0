"""What would change the list: other strengths, links read the other way round, no answer from the silent, a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.network import Network
from netdiff.recruit.baselines import RULES
from netdiff.recruit.feasible import pick
from netdiff.recruit.judge import Judge, mean_of, paired
from netdiff.recruit.plan import Reversed
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import Aim
from netdiff.recruit.solve import QUICK, Solution, judge_of, solve
from netdiff.spread.estimate import Estimate

__all__ = ["other_way_round", "reserves_of", "respondents_only", "under_models"]

Ints = npt.NDArray[np.int64]
BESIDE = ("random", "friend nomination", "top degree")
MEANS_REVERSED = {"turns_to": "tells", "tells": "turns_to"}


def under_models(
    net: Network, problem: Problem, aims: Mapping[str, Aim], known: Solution, rng: np.random.Generator
) -> pd.DataFrame:
    """The list that each declared model would give, and what this one is worth under it.

    Returns
    -------
    pandas.DataFrame
        Index = model; `people` (its list), `value` (of this plan's list), `best` (of its own list), `share` (the
        former of the latter), and what the plain rules of `BESIDE` are worth under it.
    """
    rows: dict[str, tuple[Any, ...]] = {}
    for place, (name, aim) in enumerate(aims.items()):
        found = known if place == 0 else solve(net, problem, aim, rng.spawn(1)[0], QUICK)
        ours, best = found.judge.value(known.chosen), found.judge.value(found.chosen)
        share = min(ours / best, 1.0) if best > 0 else 1.0
        plain = [_rule_value(net, problem, found.judge, rule, rng.spawn(1)[0]) for rule in BESIDE]
        rows[name] = (problem.named(net, found.chosen), ours, max(best, ours), share, *plain)
    columns = ["people", "value", "best", "share", *BESIDE]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("model")


def _rule_value(net: Network, problem: Problem, judge: Judge, rule: str, rng: np.random.Generator) -> float:
    """What a plain rule is worth on average over some of its lists."""
    lists = list(islice(RULES[rule](net, problem, rng), max(judge.draws // 5, 1)))
    judge.prepare(lists)
    return float(np.mean([judge.value(one) for one in lists])) if lists else float("nan")


def other_way_round(
    net: Network, problem: Problem, aim: Aim, chosen: Ints, rng: np.random.Generator
) -> Reversed | None:
    """The list under the other reading of the links; None where they have no direction."""
    turned = _turned(net)
    if turned is None:
        return None
    found = solve(turned, problem, aim, rng, QUICK)
    share = found.judge.value(chosen) / max(found.judge.value(found.chosen), 1e-12)
    kept = np.intersect1d(chosen, found.chosen).size
    return Reversed(problem.named(net, found.chosen), chosen.size, int(kept), min(share, 1.0))


def _turned(net: Network) -> Network | None:
    """The same ties read the other way round."""
    layers = {
        name: replace(layer, means=MEANS_REVERSED.get(layer.means, layer.means)) for name, layer in net.layers.items()
    }
    if layers == net.layers:
        return None
    return Network(net.nodes, net.ties, layers, answers=net.answers, missing=net.missing, period=net.period)


def respondents_only(
    net: Network, problem: Problem, aim: Aim, found: Solution, rng: np.random.Generator
) -> Estimate | None:
    """Reach of the list if those who did not answer listened to nobody; None where that makes no difference."""
    known = None if found.live is None else aim.model.live_edges(net, silent="ignore")
    if found.live is None or known is None or found.live.matrix.nnz == known.matrix.nnz:
        return None
    return mean_of(judge_of(aim.draws(problem, known), problem, rng).arrivals(found.chosen))


def reserves_of(net: Network, problem: Problem, judge: Judge, chosen: Ints) -> pd.DataFrame:
    """For each pick, whom to ask if it says no, and what is lost then; a reserve of its own, as far as they go.

    Returns
    -------
    pandas.DataFrame
        Index = pick; `reserve` (None where nobody fits), `loss` with `loss_low` and `loss_high`: people fewer.
    """
    full, names = judge.runs(chosen), problem.about(net).index
    judge.prepare([np.delete(chosen, at) for at in range(chosen.size)])
    taken: list[int] = []
    rows: dict[Any, dict[str, Any]] = {}
    for person in chosen.tolist():
        others = [one for one in chosen.tolist() if one != person]
        gains = judge.gains(others)
        instead = pick(problem.without([person, *taken]), gains, others)
        if instead is None:  # nobody is left who fits: one reserve then stands in for two
            instead = pick(problem.without([person]), gains, others)
        taken += [] if instead is None else [instead]
        fallback = others if instead is None else [*others, instead]
        loss = paired(full, judge.runs(np.array(fallback, dtype=np.int64)))
        name = None if instead is None else names[instead]
        rows[names[person]] = {
            "reserve": name,
            "loss": loss.value,
            "loss_low": loss.low,
            "loss_high": loss.high,
        }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["reserve", "loss", "loss_low", "loss_high"])
