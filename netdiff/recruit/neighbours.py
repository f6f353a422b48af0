"""Lists that are about as good as the one found, one pick exchanged: how many there are, and who is on them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.network import Network
from netdiff.recruit.greedy import cover_of, without
from netdiff.recruit.problem import Problem
from netdiff.recruit.samples import ReverseSets

__all__ = ["near_by"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NEAR = 0.01


def near_by(net: Network, problem: Problem, sets: ReverseSets, held: Floats, chosen: Ints) -> pd.DataFrame:
    """Who is on the lists that differ in one pick and are worth within 1 % of this one, and on which share of them.

    Returns
    -------
    pandas.DataFrame
        Index = person; `share` of these lists (this one included) they are on. `attrs["lists"]` says how many there
        are, `attrs["tied"]` how many are worth as much on these sets, `attrs["exchanged"]` that one pick differs.
    """
    cover, listed = cover_of(sets, held, chosen), chosen.tolist()
    slack, fixed = NEAR * float(cover.best.sum()) + 1e-9, set(problem.include.tolist())
    on, lists, tied = np.zeros(problem.size), 1, 1
    on[listed] = 1.0
    for person in (one for one in listed if one not in fixed):
        others = [one for one in listed if one != person]
        with without(cover, held, others, person):
            less = cover.gains[person] - cover.gains
        instead = _may_stand_in(problem, others, person) & (less <= slack)
        count = int(instead.sum())
        on += instead
        on[others] += count
        lists, tied = lists + count, tied + int((instead & (less <= 1e-9)).sum())
    people = np.flatnonzero(on)
    share = pd.Series(on[people] / lists, index=pd.Index(problem.named(net, people), name="person"), name="share")
    table = share.sort_values(ascending=False, kind="stable").to_frame()
    table.attrs = {"lists": lists, "tied": tied, "exchanged": True}
    return table


def _may_stand_in(problem: Problem, others: list[int], person: int) -> npt.NDArray[np.bool_]:
    """Who could take a person's place with every limit kept."""
    may = problem.allowed_next(others)
    may[person] = False
    for limit in problem.limits:
        short = limit.least - limit.count(others)
        if short > 0:
            may &= limit.members if short == 1 else False
    return may
