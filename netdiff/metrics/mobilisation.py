"""Mobilisation: who acts, whether that grows, through whom people join, and how broad the coalition is."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive
from netdiff._random import generator
from netdiff.metrics._arrays import gini, share
from netdiff.metrics._estimate import Estimate, counted
from netdiff.metrics._indicator import Facts, Indicator, Lacking, Table
from netdiff.metrics._measure import measure
from netdiff.metrics._sheets import acts_of, binomial, for_change, need_of, when
from netdiff.metrics._view import Groups, group_mask
from netdiff.metrics.rings import moved_on, through_ties

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "INDICATORS",
    "active_share",
    "acts_gini",
    "coalition_breadth",
    "doubling_time",
    "expressed_demand",
    "growth",
    "new_leaders",
    "turnout",
    "user_led_share",
]

Mask = npt.NDArray[np.bool_]

DOING = ("did", "led")
RECENT = 90.0
TIPPING = 0.25


@measure(
    meaning="The share of people on the list who did what they were asked to do.",
    caution="Only what somebody wrote down is counted.",
    source="McAlevey 2016",
    on="tables",
    unit="share",
    word="mobilisation",
)
def turnout(net: Network, group: Groups) -> float:
    """Share of a group's members with at least one act of doing or leading.

    Parameters
    ----------
    net : Network
        Needs a sheet of acts.
    group : str or list of str

    Returns
    -------
    float
        From 0 to 1; NaN where no acts are recorded.

    Notes
    -----
    M1 of the scorecard: the structure test. Joining a ring is not counted as doing. Stability: stable.

    References
    ----------
    McAlevey, J. (2016). No Shortcuts. Oxford University Press.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u"}, index=list("ab"))
    >>> acts = pd.DataFrame({"node": ["a"], "kind": ["did"]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> turnout(Network.from_frames(nodes, ties, means="turns_to", acts=acts), "u")
    0.5
    """
    return _value(net, group, _count_turnout)


@measure(
    meaning="The number of members who asked for the change, over all people with the need.",
    caution="The number of people with the need is itself an estimate.",
    source="The founding paper, myth 4",
    on="tables",
    unit="share",
    word="mobilisation",
)
def expressed_demand(net: Network, group: Groups) -> float:
    """Members of a group who made an ask, over people with the need.

    Parameters
    ----------
    net : Network
        Needs acts of kind `asked` and a sheet of places with a column `need`.
    group : str or list of str

    Returns
    -------
    float
        The rest, up to 1, is latent demand; NaN where it cannot be known.

    Notes
    -----
    M4 of the scorecard. Stability: stable.

    References
    ----------
    Albury, D. Innovation Unit: myths and mechanisms of diffusion.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u"}, index=list("ab"))
    >>> acts = pd.DataFrame({"node": ["a"], "kind": ["asked"]})
    >>> places = pd.DataFrame({"need": [20]}, index=["x"])
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> expressed_demand(Network.from_frames(nodes, ties, means="turns_to", acts=acts, places=places), "u")
    0.05
    """
    return _value(net, group, _count_demand)


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
    return _value(net, group, lambda facts: _count_active(facts, days))


@measure(
    meaning="How unevenly acts are spread over members: 0 is evenly, near 1 is one person doing all.",
    caution="In a small group chance alone makes it large.",
    source="Gini 1912",
    on="tables",
    unit="index",
    word="mobilisation",
)
def acts_gini(net: Network, group: Groups) -> float:
    """Gini index of the number of acts done or led per member.

    Parameters
    ----------
    net : Network
        Needs a sheet of acts.
    group : str or list of str

    Returns
    -------
    float
        From 0 to 1, members without acts included; NaN where there are none.

    Notes
    -----
    M5 of the scorecard. Stability: stable.

    References
    ----------
    Gini, C. (1912). Variabilità e mutabilità. Bologna.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u"}, index=list("ab"))
    >>> acts = pd.DataFrame({"node": ["a", "a"], "kind": "did"})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> acts_gini(Network.from_frames(nodes, ties, means="turns_to", acts=acts), "u")
    0.5
    """
    return _value(net, group, _count_gini)


@measure(
    meaning="The share of acts with a known leader that members of this group led.",
    caution="Acts without a name in led_by are left out.",
    source="Ganz 2010",
    on="tables",
    unit="share",
    word="mobilisation",
)
def user_led_share(net: Network, group: Groups) -> float:
    """Share of the acts whose leader is known that were led by a group's members.

    Parameters
    ----------
    net : Network
        Needs acts with a column `led_by`, or acts of kind `led`.
    group : str or list of str

    Returns
    -------
    float
        From 0 to 1; NaN where no leader is recorded.

    Notes
    -----
    M5 of the scorecard. Stability: stable.

    References
    ----------
    Ganz, M. (2010). Leading change. In Handbook of Leadership Theory and Practice. Harvard Business Press.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "p"]}, index=list("ab"))
    >>> acts = pd.DataFrame({"node": ["a", "a"], "kind": "did", "led_by": ["b", "a"]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> user_led_share(Network.from_frames(nodes, ties, means="turns_to", acts=acts), "u")
    0.5
    """
    return _value(net, group, _count_led)


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
    return _value(net, group, lambda facts: _count_growth(facts, days))


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
    return _value(net, group, lambda facts: _count_new_leaders(facts, days))


@measure(
    meaning="How many groups, in effect, those who are for the change come from.",
    caution="Being for the change on paper is not acting for it.",
    source="Hill 1973; the founding paper, mechanism 2",
    on="tables",
    unit="groups",
    word="mobilisation",
)
def coalition_breadth(net: Network) -> float:
    """Effective number of stakeholder groups among those who are for the change, exp of Shannon's entropy.

    Parameters
    ----------
    net : Network
        Needs the columns `support` and `group` of the people sheet.

    Returns
    -------
    float
        From 1 (all from one group) to the number of groups; NaN where nobody is known to be for it.

    Notes
    -----
    M9 of the scorecard. Stability: stable.

    References
    ----------
    Hill, M. O. (1973). Diversity and evenness: a unifying notation. Ecology 54.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "p"], "support": ["for", "for"]}, index=list("ab"))
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> round(coalition_breadth(Network.from_frames(nodes, ties, means="turns_to")), 6)
    2.0
    """
    try:
        return _breadth(net)
    except Lacking:
        return float("nan")


def _value(net: Network, group: Groups, count: object) -> float:
    own = group_mask(net, group)
    try:
        return Table(count).count(Facts(net, own, ~own, None, 0.9)).value  # type: ignore[arg-type]
    except Lacking:
        return float("nan")


def _done(facts: Facts, *kinds: str) -> pd.DataFrame:
    acts = acts_of(facts.net, *(kinds or DOING))
    return acts[acts["node"].isin(facts.net.nodes.index[facts.own])]


def _count_turnout(facts: Facts) -> Estimate:
    return binomial(_done(facts)["node"].nunique(), int(facts.own.sum()), facts.level)


def _count_joining(facts: Facts) -> Estimate:
    ratio, known, joiners = through_ties(facts.net, facts.layer, facts.own, generator(0), 200)
    return binomial(known * joiners, joiners, facts.level).scaled(share(ratio, known))


def _count_demand(facts: Facts) -> Estimate:
    if not facts.users:
        raise Lacking("need is known of users only", "how many professionals there are")
    asked = _done(facts, "asked")["node"].nunique()
    return counted(share(asked, float(need_of(facts.net).sum())), asked, facts.level)


def _recent(facts: Facts, days: float, *kinds: str) -> tuple[pd.DataFrame, pd.Series]:
    """A group's acts, and how many stretches ago each was (0 = the last stretch of the whole record)."""
    every = acts_of(facts.net)
    last = when(every).max()
    acts = _done(facts, *kinds)
    return acts, np.floor((last - when(acts)) / days) if len(acts) else pd.Series(dtype="float64")


def _count_active(facts: Facts, days: float = RECENT) -> Estimate:
    acts, ago = _recent(facts, days)
    return binomial(acts.loc[ago == 0, "node"].nunique(), int(facts.own.sum()), facts.level)


def _count_gini(facts: Facts) -> Estimate:
    members = facts.net.nodes.index[facts.own]
    count = _done(facts)["node"].value_counts().reindex(members, fill_value=0)
    return counted(gini(count.to_numpy()), len(members), facts.level)


def _count_led(facts: Facts) -> Estimate:
    acts = acts_of(facts.net, *DOING)
    led_by = acts["led_by"] if "led_by" in acts else pd.Series(None, index=acts.index, dtype=object)
    leader = led_by.where(led_by.notna() | (acts["kind"] != "led"), acts["node"]).dropna()
    if not len(leader):
        raise Lacking("its acts do not say who led", "a column led_by to the sheet of acts")
    return binomial(float(leader.isin(facts.net.nodes.index[facts.own]).sum()), len(leader), facts.level)


def _count_growth(facts: Facts, days: float = RECENT) -> Estimate:
    acts, ago = _recent(facts, days)
    first = ago.groupby(acts["node"]).max()
    fresh, before = int((first == 0).sum()), acts.loc[ago == 1, "node"].nunique()
    return _poisson(fresh, before, facts.level)


def _count_new_leaders(facts: Facts, days: float = RECENT) -> Estimate:
    acts, ago = _recent(facts, days, "led")
    first = ago.groupby(acts["node"]).max()
    return _poisson(int((first == 0).sum()), int((first > 0).sum()), facts.level)


def _poisson(count: int, per: int, level: float) -> Estimate:
    """A count per head with the exact interval of a Poisson count (Garwood 1936)."""
    from scipy.special import gammaincinv

    from netdiff.metrics._sheets import CHANCE

    if not per:
        nan = float("nan")
        return counted(nan, 0, level)
    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    high = float(gammaincinv(count + 1, 1 - tail))
    return Estimate(count / per, low / per, high / per, level, per, per, "counted", CHANCE)


def _count_tipping(facts: Facts) -> Estimate:
    active = _count_active(facts)
    return replace(active, value=active.value - TIPPING, low=active.low - TIPPING, high=active.high - TIPPING)


def _breadth(net: Network) -> float:
    groups = net.nodes["group"] if "group" in net.nodes else pd.Series(dtype=object)
    part = groups[for_change(net)].value_counts(normalize=True).to_numpy(dtype=float)
    part = part[part > 0]
    return float(np.exp(-(part * np.log(part)).sum())) if len(part) else float("nan")


def _count_breadth(facts: Facts) -> Estimate:
    if not facts.users:
        raise Lacking("a coalition has no other side", "nothing: read it for the whole network")
    return counted(_breadth(facts.net), int(for_change(facts.net).sum()), facts.level)


INDICATORS = (
    Indicator(
        "M1", "mobilisation", "Turnout", "turnout", "share",
        "{value} of the {who} did something.", Table(_count_turnout), chance=False,
    ),
    Indicator(
        "M2", "mobilisation", "Moving on", "moved_on_share", "share",
        "{value} of the {who} who joined an outer ring moved further in.",
        Table(moved_on), chance=False,
    ),
    Indicator(
        "M3", "mobilisation", "Joining through links", "joining_through_ties", "times",
        "{who} join through someone they know {value} as often as chance would give.",
        Table(_count_joining), chance=False,
    ),
    Indicator(
        "M4", "mobilisation", "Demand that is voiced", "expressed_demand", "share",
        "Of all with the need, {value} are {who} who asked for the change.", Table(_count_demand), chance=False,
    ),
    Indicator(
        "M5a", "mobilisation", "Active of late", "active_share", "share",
        "{value} of the {who} did something in the last 90 days on record.", Table(_count_active), chance=False,
    ),
    Indicator(
        "M5b", "mobilisation", "Uneven acts", "acts_gini", "index",
        "Acts of {who} are spread with an index of {value}; 0 is even.", Table(_count_gini), chance=False,
    ),
    Indicator(
        "M5c", "mobilisation", "Led by the group", "user_led_share", "share",
        "{who} led {value} of all acts.", Table(_count_led), chance=False,
    ),
    Indicator(
        "M6", "mobilisation", "Growth", "growth", "people",
        "For each of the {who} who acted in one quarter, {value} new ones act in the next.",
        Table(_count_growth), chance=False,
    ),
    Indicator(
        "M7", "mobilisation", "New leaders", "new_leaders", "people",
        "For each of the {who} who led before, {value} have led for the first time.",
        Table(_count_new_leaders), chance=False,
    ),
    Indicator(
        "M8", "mobilisation", "Above or below a quarter", "active_share", "points",
        "The active share of {who} is {value} from one in four, where one lab study saw a tip.",
        Table(_count_tipping), chance=False,
    ),
    Indicator(
        "M9", "mobilisation", "Breadth of the coalition", "coalition_breadth", "groups",
        "Those for the change come, in effect, from {value} groups.", Table(_count_breadth), chance=False,
    ),
)  # fmt: skip
