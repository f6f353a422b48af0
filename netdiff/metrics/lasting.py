"""What lasts: links and groups that are still there the next time one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive
from netdiff.metrics._arrays import share
from netdiff.metrics._estimate import Estimate
from netdiff.metrics._indicator import Facts, Lacking, scene_of
from netdiff.metrics._measure import measure
from netdiff.metrics._sheets import acts_of, binomial, days_of, when
from netdiff.metrics._view import Groups, group_mask, view
from netdiff.metrics.coverage import places_held

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["count_alive", "count_held", "count_persistence", "groups_alive", "groups_kept", "persistence"]

Mask = npt.NDArray[np.bool_]

YEAR = 365.0


@measure(
    meaning="The share of links that are there in both of two rounds.",
    caution="Only links that both rounds could have seen are compared.",
    source="Snijders et al. 2010; Provan and Milward 2001",
    on="reported",
    unit="share",
    word="existence",
)
def persistence(net: Network, before: Network, *, group: Groups | None = None, layer: str | None = None) -> float:
    """Jaccard index of the ties of two rounds: kept over all that were ever there.

    Parameters
    ----------
    net, before : Network
        The later and the earlier round; people are matched by id.
    group : str or list of str, optional
        Only ties among the members of a group (as of the later round).
    layer : str, optional

    Returns
    -------
    float
        From 0 to 1; NaN where neither round has a tie that both could see.

    Notes
    -----
    E5 of the scorecard. A tie counts only where its source answered in both rounds and its target was in the
    population of both. Stability: stable.

    References
    ----------
    Snijders, T. A. B., van de Bunt, G. G. and Steglich, C. E. G. (2010). Introduction to stochastic actor-based
    models for network dynamics. Social Networks 32.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> def round_(pairs):
    ...     ties = pd.DataFrame(pairs, columns=["source", "target"])
    ...     return Network.from_frames(pd.DataFrame(index=list("abc")), ties, means="turns_to")
    >>> persistence(round_([("a", "b"), ("b", "c")]), round_([("a", "b"), ("c", "a")]))  # 1 of 3
    0.3333333333333333
    """
    return share(*_kept(net, before, group_mask(net, group), layer))


@measure(
    meaning="Of the groups that began a year or more ago, the share that were still there a year after they began.",
    caution="A group that nobody wrote down when it ended looks alive.",
    source="Provan and Milward 2001",
    on="tables",
    unit="share",
    word="existence",
)
def groups_alive(net: Network, group: Groups, *, days: float = YEAR) -> float:
    """Share of a group's organisations that outlived their first `days`.

    Parameters
    ----------
    net : Network
        Needs organisations (`mode` is `"organisation"`) with a column `since`, and `until` for those that ended; or
        dated acts of people with a column `organisation`: an organisation lives from its first to its last act.
    group : str or list of str
    days : float
        Above 0.

    Returns
    -------
    float
        From 0 to 1; those that began less than `days` before the end of the record are left out. NaN where no
        organisation is old enough, or nothing is dated.

    Notes
    -----
    E5 of the scorecard. The record ends with the latest date in it. Stability: experimental.

    References
    ----------
    Provan, K. G. and Milward, H. B. (2001). Do networks really work? Public Administration Review 61.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "user", "mode": "organisation", "since": [0, 0, 700], "until": [90, None, None]})
    >>> nodes.index = list("abc")
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> groups_alive(Network.from_frames(nodes, ties, means="turns_to"), "user")
    0.5
    """
    check_positive(days, "days")
    own = group_mask(net, group)
    try:
        return count_alive(Facts(net, own, ~own, None, 0.9), days).value
    except Lacking:
        return float("nan")


@measure(
    meaning="Of the places that had a linked group in the earlier round, the share that still have one.",
    caution="A place where few answered the second time may look lost.",
    source="Provan and Milward 2001",
    on="reported",
    unit="share",
    word="existence",
)
def groups_kept(net: Network, before: Network, group: Groups, *, layer: str | None = None) -> float:
    """Places with three or more linked members, or an organisation, in both rounds, over those in the earlier.

    Parameters
    ----------
    net, before : Network
        The later and the earlier round, each with a column `place`.
    group : str or list of str
    layer : str, optional

    Returns
    -------
    float
        From 0 to 1; NaN where no place had a group, or no place is known.

    Notes
    -----
    E5 of the scorecard; what a group is, `coverage` says. Stability: experimental.

    References
    ----------
    Provan, K. G. and Milward, H. B. (2001). Do networks really work? Public Administration Review 61.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "user", "place": list("xxxyyy")}, index=list("abcdef"))
    >>> ties = pd.DataFrame({"source": list("abde"), "target": list("bcef")})
    >>> before = Network.from_frames(nodes, ties, means="turns_to")
    >>> groups_kept(Network.from_frames(nodes, ties[:2], means="turns_to"), before, "user")
    0.5
    """
    own = group_mask(net, group)
    try:
        return count_held(Facts(net, own, ~own, layer, 0.9, before)).value
    except Lacking:
        return float("nan")


def _kept(net: Network, before: Network, member: npt.NDArray[np.bool_], layer: str | None) -> tuple[int, int]:
    """Ties among members (over all nodes of the later round) that both rounds have, and that either has."""
    now, then = view(net, layer), view(before, layer)
    both = now.ids.intersection(then.ids, sort=False)
    here, there = now.ids.get_indexer(both), then.ids.get_indexer(both)
    own = member[net.index_of(both)]
    rows = own & now.answered[here] & then.answered[there]
    first, second = (ties[np.ix_(at[rows], at[own])] for ties, at in ((now.ties, here), (then.ties, there)))
    kept = first.multiply(second).nnz
    return kept, first.nnz + second.nnz - kept


def count_persistence(facts: Facts) -> Estimate:
    """The estimate behind `persistence`."""
    if facts.before is None:
        raise Lacking("it holds one round only", "the answers of an earlier round: scorecard(net, before=last_year)")
    return binomial(*_kept(facts.net, facts.before, facts.own, facts.layer), facts.level)


def count_held(facts: Facts) -> Estimate:
    """The estimate behind `groups_kept`."""
    if facts.before is None:
        raise Lacking("it holds one round only", "the answers of an earlier round: scorecard(net, before=last_year)")
    then = _held(facts.before, facts.of(facts.before), facts.layer)
    now = _held(facts.net, facts.own, facts.layer)
    return binomial(float(len(then & now)), float(len(then)), facts.level)


def _held(net: Network, own: Mask, layer: str | None) -> set[object]:
    """Places where a group is linked up, or has an organisation."""
    seen = view(net, layer)
    nobody = np.zeros(len(seen), dtype=bool)
    scene = scene_of(net, seen, own[net.index_of(seen.ids)], nobody, nobody, "meets")
    return places_held(scene)


def count_alive(facts: Facts, days: float = YEAR) -> Estimate:
    """The estimate behind `groups_alive`."""
    began, ended, end = _lives(facts)
    old = (began + days <= end).to_numpy(bool)
    if not old.any():
        raise Lacking("its record of groups is shorter than a year", "dates that reach further back")
    lived = (ended[old].isna() | (ended[old] - began[old] >= days)).sum()
    return binomial(float(lived), float(old.sum()), facts.level)


def _lives(facts: Facts) -> tuple[pd.Series, pd.Series, float]:
    """When the organisations of a group began and ended (NaN = not), in days, and when the record ends."""
    nodes = facts.net.nodes
    if "mode" in nodes and "since" in nodes:
        bodies = nodes[nodes["mode"].eq("organisation").fillna(value=False) & facts.own]
        began = days_of(bodies["since"])
        ended = days_of(bodies["until"]) if "until" in bodies else pd.Series(np.nan, index=bodies.index)
        if began.notna().any():
            known = began.dropna().index
            return began[known], ended[known], float(pd.concat([days_of(nodes["since"]), ended]).max())
    if "organisation" not in nodes:
        raise Lacking(
            "it does not say when groups began", "a column since (and until) for organisations in the people sheet"
        )
    acts = acts_of(facts.net)
    home = acts["node"].map(nodes["organisation"].where(facts.own))
    dated = when(acts)[home.notna()].groupby(home.dropna())
    return dated.min(), dated.max(), float(when(acts).max())
