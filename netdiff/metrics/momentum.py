"""Momentum: who acts of late, whether more do, and whether new people lead."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netdiff._check import check_positive
from netdiff.metrics._estimate import Estimate, counted
from netdiff.metrics._indicator import Facts, Lacking, Table
from netdiff.metrics._measure import measure
from netdiff.metrics._sheets import CHANCE, acts_of, binomial, when
from netdiff.metrics._view import Groups, group_mask

if TYPE_CHECKING:
    from netdiff.network import Network

DOING = ("did", "led")
RECENT = 90.0

__all__ = [
    "active_share",
    "doubling_time",
    "growth",
    "new_leaders",
]


@measure(
    meaning="The share of members who acted in the last days of the record.",
    caution="It counts back from the last act in the sheet, not from today.",
    source="Organising practice",
    on="tables",
    unit="share",
    word="mobilisation",
)
def active_share(net: Network, group: Groups, *, days: float = RECENT) -> float:
    """Share of a group's members who did or led something in the last `days` of the record.

    Parameters
    ----------
    net : Network
        Needs a sheet of acts with dates (numbers are read as days).
    group : str or list of str
    days : float
        Above 0.

    Returns
    -------
    float
        From 0 to 1; NaN where no dates are recorded.

    Notes
    -----
    M5 of the scorecard. Stability: stable.

    References
    ----------
    McAlevey, J. (2016). No Shortcuts. Oxford University Press.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u"}, index=list("ab"))
    >>> acts = pd.DataFrame({"node": ["a", "b"], "kind": "did", "date": [1, 200]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> active_share(Network.from_frames(nodes, ties, means="turns_to", acts=acts), "u")
    0.5
    """
    check_positive(days, "days")
    return value_of(net, group, lambda facts: count_active(facts, days))


@measure(
    meaning="By how much the number of active members grew from one stretch of time to the next.",
    caution="Two stretches only; one busy week can decide it.",
    source="After the reproduction number of epidemics",
    on="tables",
    unit="times",
    word="mobilisation",
)
def growth(net: Network, group: Groups, *, days: float = RECENT) -> float:
    """Newly active members in the last stretch per member active in the stretch before (a reproduction number).

    Parameters
    ----------
    net : Network
        Needs a sheet of acts with dates.
    group : str or list of str
    days : float
        Length of a stretch.

    Returns
    -------
    float
        Above 1 = each active member is followed by more than one new one; NaN where nobody was active before.

    Notes
    -----
    M6 of the scorecard. With R per stretch, active members double every days·ln 2/ln R where R > 1.
    Stability: stable.

    References
    ----------
    Wallinga, J. and Lipsitch, M. (2007). How generation intervals shape the relationship between growth rates and
    reproductive numbers. Proceedings B 274.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u"}, index=list("abc"))
    >>> acts = pd.DataFrame({"node": list("abc"), "kind": "did", "date": [10, 150, 160]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> growth(Network.from_frames(nodes, ties, means="turns_to", acts=acts), "u")
    2.0
    """
    check_positive(days, "days")
    return value_of(net, group, lambda facts: count_growth(facts, days))


@measure(
    meaning="In how many days the number of active members doubles, if it goes on as of late.",
    caution="Two stretches only; one busy week can decide it.",
    source="After the doubling time of epidemics",
    on="tables",
    unit="days",
    word="mobilisation",
)
def doubling_time(net: Network, group: Groups, *, days: float = RECENT) -> float:
    """Days in which active members double: days · ln 2 / ln R, with R from `growth`.

    Parameters
    ----------
    net : Network
        Needs a sheet of acts with dates.
    group : str or list of str
    days : float
        Length of a stretch.

    Returns
    -------
    float
        Infinite where R is 1 or less; NaN where R is not known.

    Notes
    -----
    M6 of the scorecard. Stability: stable.

    References
    ----------
    Wallinga, J. and Lipsitch, M. (2007). How generation intervals shape the relationship between growth rates and
    reproductive numbers. Proceedings B 274.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u"}, index=list("abc"))
    >>> acts = pd.DataFrame({"node": list("abc"), "kind": "did", "date": [10, 150, 160]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> doubling_time(Network.from_frames(nodes, ties, means="turns_to", acts=acts), "u")
    90.0
    """
    ratio = growth(net, group, days=days)
    if math.isnan(ratio):
        return ratio
    return days * math.log(2) / math.log(ratio) if ratio > 1 else math.inf


@measure(
    meaning="How many members led for the first time in the last stretch, per member who had led before.",
    caution="A short record makes old leaders look new.",
    source="Ganz 2010",
    on="tables",
    unit="times",
    word="mobilisation",
)
def new_leaders(net: Network, group: Groups, *, days: float = RECENT) -> float:
    """First-time leaders of the last stretch over leaders before it.

    Parameters
    ----------
    net : Network
        Needs acts of kind `led` with dates.
    group : str or list of str
    days : float
        Length of the stretch.

    Returns
    -------
    float
        NaN where nobody had led before.

    Notes
    -----
    M7 of the scorecard. Stability: stable.

    References
    ----------
    Ganz, M. (2010). Leading change. In Handbook of Leadership Theory and Practice. Harvard Business Press.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u"}, index=list("abc"))
    >>> acts = pd.DataFrame({"node": list("ab"), "kind": "led", "date": [10, 150]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> new_leaders(Network.from_frames(nodes, ties, means="turns_to", acts=acts), "u")
    1.0
    """
    check_positive(days, "days")
    return value_of(net, group, lambda facts: count_new_leaders(facts, days))


def value_of(net: Network, group: Groups, count: object) -> float:
    own = group_mask(net, group)
    try:
        return Table(count).count(Facts(net, own, ~own, None, 0.9)).value  # type: ignore[arg-type]
    except Lacking:
        return float("nan")


def done_by(facts: Facts, *kinds: str) -> pd.DataFrame:
    acts = acts_of(facts.net, *(kinds or DOING))
    return acts[acts["node"].isin(facts.net.nodes.index[facts.own])]


def _recent(facts: Facts, days: float, *kinds: str) -> tuple[pd.DataFrame, pd.Series]:
    """A group's acts, and how many stretches ago each was (0 = the last stretch of the whole record)."""
    every = acts_of(facts.net)
    last = when(every).max()
    acts = done_by(facts, *kinds)
    return acts, np.floor((last - when(acts)) / days) if len(acts) else pd.Series(dtype="float64")


def count_active(facts: Facts, days: float = RECENT) -> Estimate:
    acts, ago = _recent(facts, days)
    return binomial(acts.loc[ago == 0, "node"].nunique(), int(facts.own.sum()), facts.level)


def count_growth(facts: Facts, days: float = RECENT) -> Estimate:
    acts, ago = _recent(facts, days)
    first = ago.groupby(acts["node"]).max()
    fresh, before = int((first == 0).sum()), acts.loc[ago == 1, "node"].nunique()
    return _poisson(fresh, before, facts.level)


def count_doubling(facts: Facts, days: float = RECENT) -> Estimate:
    """The estimate behind `doubling_time`; where growth could be 1 or less, it might never double."""
    found = count_growth(facts, days)
    if math.isnan(found.value):
        return found
    if found.value <= 1:
        raise Lacking("the number who act did not grow, so it never doubles", "nothing: read M6a")
    low, value, high = (
        days * math.log(2) / math.log(each) if each > 1 else math.inf for each in (found.high, found.value, found.low)
    )
    return replace(found, value=value, low=low, high=high)


def count_new_leaders(facts: Facts, days: float = RECENT) -> Estimate:
    acts, ago = _recent(facts, days, "led")
    first = ago.groupby(acts["node"]).max()
    return _poisson(int((first == 0).sum()), int((first > 0).sum()), facts.level)


def _poisson(count: int, per: int, level: float) -> Estimate:
    """A count per head with the exact interval of a Poisson count (Garwood 1936)."""
    from scipy.special import gammaincinv

    if not per:
        nan = float("nan")
        return counted(nan, 0, level)
    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    high = float(gammaincinv(count + 1, 1 - tail))
    return Estimate(count / per, low / per, high / per, level, per, per, "counted", CHANCE)
