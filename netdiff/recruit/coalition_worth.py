"""What each partner is worth to the others: fair shares, and who stands in for whom."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.recruit.coalition_facts import Chosen
from netdiff.recruit.judge import Judge, SetJudge
from netdiff.recruit.shares import (
    EXACT_UP_TO,
    best_of_interactions,
    best_of_shares,
    groups_of,
    interactions,
    shares,
)
from netdiff.recruit.trials import Trials

__all__ = ["pairs", "shares_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
AT_THE_TABLE, AT_THE_TABLE_PLAYED = 12, 8  # partners among whom pairs are compared
CLEARLY = 0.5  # people


def shares_of(what: Chosen) -> pd.DataFrame:
    """Each partner's Shapley share of what the coalition is worth; see `CoalitionPlan.shares`."""
    if isinstance(what.judge, SetJudge):
        table = best_of_shares(_beyond(what.judge, what.chosen))
    else:
        table = shares(_game(what.judge, what.chosen), what.chosen.size, np.random.default_rng(0))
    return table.set_axis(pd.Index(what.names, name="partner", dtype=object))


def pairs(what: Chosen, judge: Judge) -> pd.DataFrame:
    """Who stands in for whom on the runs of a model; see `CoalitionPlan.pairs`."""
    players = _at_the_table(what, AT_THE_TABLE if isinstance(judge, SetJudge) else AT_THE_TABLE_PLAYED)
    if isinstance(judge, SetJudge):
        table = best_of_interactions(_beyond(judge, players))
    else:
        table = interactions(_game(judge, players), players.size, np.random.default_rng(0))
    names = np.array(what.problem.named(what.net, players), dtype=object)
    inside = np.isin(players, what.chosen)
    one, other = table["one"].to_numpy(dtype=np.int64), table["other"].to_numpy(dtype=np.int64)
    table.insert(2, "both_in", inside[one] & inside[other])
    told = np.select(
        [table["high"] < -CLEARLY, table["low"] > CLEARLY], ["stand in for each other", "need each other"], ""
    )
    table = table.assign(one=names[one], other=names[other], reading=told)
    return table.sort_values("together", key=np.abs, ascending=False, kind="stable").reset_index(drop=True)


def _at_the_table(what: Chosen, most: int) -> Ints:
    """The coalition, and who would reach most besides."""
    open_to = np.setdiff1d(np.flatnonzero(what.problem.candidate), what.chosen)
    reach = what.alone["alone"].reindex(what.problem.named(what.net, open_to)).to_numpy()
    others = open_to[np.argsort(-reach, kind="stable")][: max(most - what.chosen.size, 0)]
    return np.asarray([*what.chosen, *others], dtype=np.int64)


def _beyond(judge: SetJudge, players: Ints) -> Floats:
    """What each player alone adds in each run to those who have adopted already, in people."""
    held = judge.runs(np.empty(0, dtype=np.int64))
    return np.column_stack([np.maximum(judge.runs([at]) - held, 0.0) for at in players]).reshape(held.size, -1)


def _game(judge: Judge, players: Ints) -> Callable[[tuple[int, ...]], Floats]:
    """What each coalition of some players is worth in each run."""
    if isinstance(judge, Trials) and players.size <= EXACT_UP_TO:
        judge.play([tuple(players[list(group)].tolist()) for group in groups_of(range(players.size))])
    return lambda group: judge.runs(players[list(group)])
