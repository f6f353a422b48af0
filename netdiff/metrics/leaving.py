"""Leaving: who joined a ring and left again, and who is still there but has gone quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive
from netdiff.metrics._estimate import Estimate
from netdiff.metrics._indicator import Facts, Lacking
from netdiff.metrics._measure import measure
from netdiff.metrics._sheets import JOINED, LEFT, RINGS, acts_of, binomial, days_of, when
from netdiff.metrics._view import Groups
from netdiff.metrics.momentum import RECENT, value_of

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["count_left", "count_quiet", "gone", "joined", "left_share", "quiet_share"]


@measure(
    meaning="The share of those who joined a ring who have left again.",
    caution="People often leave without anyone writing it down; look at who went quiet too.",
    source="The founding paper, mechanism 1",
    on="tables",
    unit="share",
    word="mobilisation",
)
def left_share(net: Network, group: Groups) -> float:
    """Share of a group's members who ever were in a ring and are out of it: the outflow.

    Parameters
    ----------
    net : Network
        Needs acts of kind `left ring`, or a column `until` of the people sheet; and acts of kind `joined ring`, or a
        column `ring`.
    group : str or list of str

    Returns
    -------
    float
        From 0 to 1; NaN where leaving is not recorded, or nobody joined.

    Notes
    -----
    M2 of the scorecard. Who joined again after leaving is in; who left the population left the ring.
    Stability: experimental.

    References
    ----------
    Albury, D. Innovation Unit: organic growth and nested communities.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u"}, index=list("ab"))
    >>> acts = pd.DataFrame(
    ...     {"node": list("aab"), "kind": ["joined ring", "left ring", "joined ring"], "date": [1, 5, 2]}
    ... )
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> left_share(Network.from_frames(nodes, ties, means="turns_to", acts=acts), "u")
    0.5
    """
    return value_of(net, group, count_left)


@measure(
    meaning="The share of those in a ring who did nothing of late.",
    caution="Only what somebody wrote down is counted.",
    source="The founding paper, mechanism 1",
    on="tables",
    unit="share",
    word="mobilisation",
)
def quiet_share(net: Network, group: Groups, *, days: float = RECENT) -> float:
    """Share of a group's members now in a ring with no act in the last `days` of the record.

    Parameters
    ----------
    net : Network
        Needs a sheet of acts with dates, and a column `ring` or acts of kind `joined ring`.
    group : str or list of str
    days : float
        Above 0.

    Returns
    -------
    float
        From 0 to 1; NaN where nothing is dated or nobody is in a ring.

    Notes
    -----
    M2 of the scorecard. Any act counts: asking, doing, leading, joining. Stability: experimental.

    References
    ----------
    Albury, D. Innovation Unit: organic growth and nested communities.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u", "ring": "interest"}, index=list("ab"))
    >>> acts = pd.DataFrame({"node": ["a", "b"], "kind": "did", "date": [1, 200]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> quiet_share(Network.from_frames(nodes, ties, means="turns_to", acts=acts), "u")
    0.5
    """
    check_positive(days, "days")
    return value_of(net, group, lambda facts: count_quiet(facts, days))


def count_left(facts: Facts) -> Estimate:
    """The estimate behind `left_share`."""
    members = facts.net.nodes.index[facts.own]
    ever, out = joined(facts.net), gone(facts.net)
    return binomial(float((ever & out)[members].sum()), float(ever[members].sum()), facts.level)


def count_quiet(facts: Facts, days: float = RECENT) -> Estimate:
    """The estimate behind `quiet_share`."""
    acts = acts_of(facts.net)
    date = when(acts)
    try:
        out = gone(facts.net)
    except Lacking:
        out = pd.Series(data=False, index=facts.net.nodes.index)
    inside = (joined(facts.net) & ~out)[facts.net.nodes.index[facts.own]]
    recent = set(acts.loc[date > date.max() - days, "node"])
    quiet = ~inside.index[inside].isin(recent)
    return binomial(float(quiet.sum()), float(inside.sum()), facts.level)


def joined(net: Network) -> pd.Series:
    """Who ever was in a ring: in one now, or with an act of joining one.

    Raises
    ------
    Lacking
        Where nobody was.
    """
    ring = net.nodes["ring"] if "ring" in net.nodes else pd.Series(None, index=net.nodes.index, dtype=object)
    ever = ring.astype("str").str.strip().str.casefold().isin(RINGS).to_numpy(dtype=bool) | _did(net, JOINED)
    if not ever.any():
        raise Lacking("it does not say who is in which ring", "a column ring to the people sheet")
    return pd.Series(ever, index=net.nodes.index)


def gone(net: Network) -> pd.Series:
    """Who left a ring and did not come back, or left the population before the record ended.

    Raises
    ------
    Lacking
        Where leaving is recorded in neither way.
    """
    acts, nodes = _moves(net), net.nodes
    if not (acts["kind"] == LEFT).any() and ("until" not in nodes or nodes["until"].isna().all()):
        raise Lacking("it does not say who left", "acts of kind left ring, or a column until to the people sheet")
    last = acts.groupby(["node", "kind"])["day"].max().unstack()  # noqa: PD010  # one column per kind
    last = last.reindex(index=nodes.index, columns=[JOINED, LEFT])
    out = last[LEFT].notna() & ~(last[JOINED] > last[LEFT])
    until = days_of(nodes["until"]) if "until" in nodes else pd.Series(np.nan, index=nodes.index)
    end = acts["day"].max()
    return out | (until.notna() & ~(until > end))


def _moves(net: Network) -> pd.DataFrame:
    """Acts of joining and leaving with their day; without dates the order of the rows serves."""
    try:
        acts = acts_of(net)
    except Lacking:
        return pd.DataFrame({"node": [], "kind": [], "day": pd.Series(dtype="float64")})
    try:
        day = when(acts)
    except Lacking:
        day = pd.Series(np.arange(len(acts), dtype=np.float64), index=acts.index)
    return acts.assign(day=day)[["node", "kind", "day"]]


def _did(net: Network, kind: str) -> npt.NDArray[np.bool_]:
    moves = _moves(net)
    return np.asarray(net.nodes.index.isin(moves.loc[moves["kind"] == kind, "node"]), dtype=bool)
