"""A list is searched for and then weighed: everything said about it is valued on independent runs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._progress import Progress, track
from netdiff.network import Network
from netdiff.recruit.baselines import compare_rules, extra_random, random_lists
from netdiff.recruit.doubt import other_way_round, reserves_of, respondents_only, under_models
from netdiff.recruit.judge import Judge, NoJudge
from netdiff.recruit.nominate import whom_to_ask
from netdiff.recruit.plan import Plan
from netdiff.recruit.problem import Problem
from netdiff.recruit.reliance import reliance_of
from netdiff.recruit.search import Aim
from netdiff.recruit.solve import solve

__all__ = ["planned", "random_chance", "unranked"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def planned(  # noqa: PLR0917 (the parts of one request)
    net: Network,
    problem: Problem,
    aims: dict[str, Aim],
    notes: tuple[str, ...],
    own: Ints | None,
    rng: np.random.Generator,
    progress: Progress,
) -> Plan:
    """Search, then value everything on independent runs."""
    aim, streams = next(iter(aims.values())), rng.spawn(8)
    found = solve(net, problem, aim, streams[0])
    chosen, judge = found.chosen, found.judge
    work: dict[str, Callable[[], Any]] = {
        "baselines": lambda: compare_rules(net, problem, judge, chosen, streams[1], own),
        "strengths": lambda: under_models(net, problem, aims, found, streams[2]),
        "reversed": lambda: other_way_round(net, problem, aim, chosen, streams[3]),
        "extra_random": lambda: extra_random(problem, judge, judge.value(chosen), streams[4]),
        "random_chance": lambda: random_chance(net, problem, judge, streams[5]),
        "respondents_only": lambda: respondents_only(net, problem, aim, found, streams[6]),
        "reserves": lambda: reserves_of(net, problem, judge, chosen),
        "reliance": lambda: reliance_of(net, problem, aim, chosen, streams[7]),
    }
    done = {name: do() for name, do in track(work.items(), len(work), progress, "weighing the list")}
    return Plan(
        net=net,
        problem=problem,
        chosen=chosen,
        model=aim.model,
        objective=aim.objective,
        horizon=aim.horizon,
        judge=judge,
        certificate=found.certificate,
        why_no_guarantee=found.why_no_guarantee,
        near_best=found.near_best,
        reading=" ".join(layer.sentence for layer in net.layers.values()),
        notes=(*found.told, *notes),
        **done,
    )


def unranked(net: Network, problem: Problem, aim: Aim, thin: str, rng: np.random.Generator) -> Plan:
    """No list, but whom to ask the gossip question: what is known is too thin to tell people apart."""
    return Plan(
        net=net,
        problem=problem,
        chosen=np.empty(0, dtype=np.int64),
        model=aim.model,
        objective=aim.objective,
        horizon=aim.horizon,
        judge=NoJudge(),
        certificate=None,
        baselines=pd.DataFrame(),
        extra_random=None,
        random_chance=np.empty(0),
        reserves=pd.DataFrame(columns=["reserve", "loss", "loss_low", "loss_high"]),
        strengths=pd.DataFrame(),
        reading=" ".join(layer.sentence for layer in net.layers.values()),
        notes=(f"No list is given, since {thin}. To have one all the same: anyway=True, or --anyway at a terminal.",),
        ask_first=whom_to_ask(net, rng=rng),
    )


def random_chance(net: Network, problem: Problem, judge: Judge, rng: np.random.Generator) -> Floats:
    """The chance that random lists reach each person."""
    lists = islice(random_lists(net, problem, rng), max(judge.draws // 2, 1))
    chances = [judge.chance_by_person(one) for one in lists]
    return np.asarray(np.mean(chances, axis=0))
