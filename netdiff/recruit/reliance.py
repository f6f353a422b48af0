"""What a plan rests on: how much of a fitted association may be likeness before random lists are as good."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.network import Network
from netdiff.recruit.baselines import random_lists
from netdiff.recruit.judge import Judge, mean_of, paired
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import Aim
from netdiff.recruit.solve import QUICK, judge_of
from netdiff.recruit.trials import Trials, runs_affordable, trials_of

__all__ = ["Reliance", "reliance_of"]

Ints = npt.NDArray[np.int64]
LIKENESS = (0.0, 0.25, 0.5, 0.75, 1.0)
LISTS = 10


@dataclass(frozen=True, eq=False)
class Reliance:
    """How a plan fares against random lists when part of the association is likeness, not influence.

    Parameters
    ----------
    table : pandas.DataFrame
        Index = share of the association that is likeness (homophily); `plan` and `random`: what each is worth;
        `ahead` with its interval `low`, `high`, on the same runs.

    Notes
    -----
    Under each share the mean chance to adopt is as observed; only where adoption comes from differs.
    Stability: experimental.
    """

    table: pd.DataFrame

    @property
    def breaks_at(self) -> float | None:
        """The share of likeness from which the plan is not clearly ahead (by straight lines); None where it stays."""
        return self._falls_to(0.0, "low")

    def _falls_to(self, level: float, column: str) -> float | None:
        """The first share of likeness at which a column is down to a level."""
        share, values = self.table.index.to_numpy(dtype=float), self.table[column].to_numpy(dtype=float) - level
        lost = np.flatnonzero(values <= 0)
        if not lost.size or lost[0] == 0:
            return 0.0 if lost.size else None
        at = int(lost[0])
        part = values[at - 1] / (values[at - 1] - values[at])
        return float(share[at - 1] + part * (share[at] - share[at - 1]))

    def to_frame(self) -> pd.DataFrame:
        """The table."""
        return self.table.copy()

    def __str__(self) -> str:
        breaks = self.breaks_at
        if breaks is None:
            return "Even if all of the fitted association is likeness, this list is clearly ahead of random ones."
        if breaks == 0.0:
            return (
                "Even if all of the fitted association were influence, this list would not be clearly ahead of random "
                "ones."
            )
        halved = self._falls_to(0.5 * float(self.table["ahead"].iloc[0]), "ahead")
        half = "" if halved is None else f" Its lead is halved if about {100 * halved:.0f} % is."
        return (
            f"This list is no longer clearly better than random ones if about {100 * breaks:.0f} % or more of the "
            f"fitted association is likeness (people who are tied being alike) and not influence.{half}"
        )

    def __repr__(self) -> str:
        return f"{self}\n{self.table.to_string(float_format=lambda value: f'{value:.1f}')}"


def reliance_of(net: Network, problem: Problem, aim: Aim, chosen: Ints, rng: np.random.Generator) -> Reliance | None:
    """Value the list and random ones under weaker and weaker associations; None where the model was not fitted."""
    if aim.fitted is None:
        return None
    draw, runs = rng.spawn(2)
    lists = [np.asarray(one, dtype=np.int64) for one in islice(random_lists(net, problem, draw), LISTS)]
    coins = int(runs.integers(2**62))  # the same coins under each share
    rows = {}
    for likeness in LIKENESS:
        model = aim.fitted.at_share(1.0 - likeness)
        judge = _judge(net, problem, replace(aim, model=model), np.random.default_rng(coins))
        if isinstance(judge, Trials):
            judge.play([chosen.tolist(), *(one.tolist() for one in lists)])
        ours = judge.runs(chosen)
        theirs = np.mean([judge.runs(one) for one in lists], axis=0)
        gap = paired(ours, theirs)
        rows[likeness] = [mean_of(ours).value, mean_of(theirs).value, gap.value, gap.low, gap.high]
    columns = ["plan", "random", "ahead", "low", "high"]
    return Reliance(pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("likeness"))


def _judge(net: Network, problem: Problem, aim: Aim, rng: np.random.Generator) -> Judge:
    """Independent runs under a model."""
    live = aim.live_edges(net)
    if live is not None:
        return judge_of(aim.draws(problem, live), problem, rng, QUICK.judged)
    return trials_of(net, problem, aim, runs_affordable(net, aim, QUICK.trial_work, LISTS + 1, least=60, most=200), rng)
