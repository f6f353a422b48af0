"""Who is lit on a map and when each would be reached: from a plan, a list of ids, a spread or a column of times."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from netdiff.errors import DataError
from netdiff.network import Network
from netdiff.recruit.coalition_plan import CoalitionPlan
from netdiff.recruit.tiesplan import TiesPlan


@dataclass(frozen=True)
class Lit:
    """Someone to be lit: a recruit with a rank, or a reserve, with the reason in words."""

    node: Hashable
    rank: int
    reason: str = ""
    reserve: bool = False


def lit(net: Network, highlight: Any, shown: set[Hashable], *, told: bool = True) -> list[Lit]:
    """Recruits in their order and reserves, from a Plan or from ids alone.

    `shown` are those who may be drawn; `told` says whether reasons, which name others, may be told.
    """
    if highlight is None:
        return []
    if isinstance(highlight, TiesPlan):
        highlight = highlight.people
    if isinstance(highlight, CoalitionPlan):
        return [one for one in _of_coalition(highlight) if one.node in shown]
    found = _of_plan(highlight) if hasattr(highlight, "to_frame") else _of_ids(highlight)
    net.index_of([one.node for one in found])
    kept = (one if told else replace(one, reason="") for one in found)
    return [one for one in kept if one.node in shown]


def _of_ids(highlight: Any) -> list[Lit]:
    if isinstance(highlight, str) or not isinstance(highlight, Iterable):
        raise DataError(
            f"highlight is a {type(highlight).__name__}, which names nobody",
            cure="give a Plan (from netdiff.recommend) or a list of ids",
        )
    return [Lit(node, rank) for rank, node in enumerate(highlight, start=1)]


def _of_coalition(plan: CoalitionPlan) -> list[Lit]:
    """Those whom the partners may bring, under the rank of their partner."""
    found: dict[Hashable, Lit] = {}
    for rank, at in enumerate(plan.chosen.tolist(), start=1):
        for node in plan.net.nodes.index[plan.coming([at]) > 0]:
            found.setdefault(node, Lit(node, rank, f"May come along with {plan.said(plan.names[rank - 1])}."))
    return list(found.values())


def _of_plan(plan: Any) -> list[Lit]:
    frame = plan.to_frame()
    recruits = [
        Lit(node, rank, why)
        for one, rank, why in zip(frame["person"], frame["rank"], frame["why"], strict=True)
        for node in plan.brings(one)
    ]
    taken = set(frame["person"])
    names = dict(zip(frame["person"], frame["label"] if "label" in frame else frame["person"], strict=True))
    found: dict[Hashable, Lit] = {}
    for pick, reserve, loss in plan.reserves[["reserve", "loss"]].itertuples():
        if pd.notna(reserve) and reserve not in taken and reserve not in found and reserve in plan.net.nodes.index:
            found[reserve] = Lit(reserve, len(found) + 1, _in_place_of(names.get(pick, pick), loss), reserve=True)
    return [*recruits, *found.values()]


def _in_place_of(pick: object, loss: float) -> str:
    fewer = round(loss) if pd.notna(loss) else 0
    cost = f"about {fewer} people fewer would be reached" if fewer > 0 else "about as many would be reached"
    return f"Ask if {pick} says no: {cost}."


@dataclass(frozen=True)
class Times:
    """When each person is reached (blank: never), how that is to be read, and what a period is called."""

    by_person: pd.Series
    words: str
    unit: str


def times_of(net: Network, spread: Any) -> Times | None:
    """The times to play over the map: from a Spread its most usual run, from a Series the times as they are."""
    if spread is None:
        return None
    if isinstance(spread, pd.Series):
        times = pd.to_numeric(spread.reindex(net.nodes.index), errors="coerce")
        return Times(times, "Move the slider to see who has it by when.", net.period or "round")
    return _of_spread(net, spread)


def unit_of(spread: Any) -> str:
    """What a step of a spread is called: a round, unless its model was fitted to dates."""
    return str(spread.period) if getattr(spread.model, "fitted", False) and spread.period else "round"


def _of_spread(net: Network, spread: Any) -> Times:
    every = spread.times
    if every is None:
        frame = spread.to_frame()
        times = frame["mean_period"].round().where(frame["adoption_probability"] >= 0.5)
        words = "Filled: reached in at least half of the runs, at the usual time."
    else:
        run = every[_usual_run(spread)]
        times = pd.Series(np.where(run >= 0, run, np.nan), index=spread.nodes.index)
        words = (
            f"One run out of {spread.runs:,}, the one nearest to the average. Who is reached differs from run to run."
        )
    whole = f" On average {round(spread.reach.value):,} people are reached."
    return Times(times.reindex(net.nodes.index), words + whole, unit_of(spread))


def _usual_run(spread: Any) -> int:
    """The run whose number of adopters over time stays nearest to the mean of all runs."""
    paths = np.cumsum(spread.summary.new, axis=1)
    return int(np.abs(paths - paths.mean(axis=0)).sum(axis=1).argmin())
