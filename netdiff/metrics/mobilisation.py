"""Mobilisation: who acts, whether that grows, through whom people join, and how broad the coalition is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._random import generator
from netdiff.metrics._arrays import gini, share
from netdiff.metrics._estimate import Estimate, counted
from netdiff.metrics._indicator import Facts, Indicator, Lacking, Table
from netdiff.metrics._measure import measure
from netdiff.metrics._sheets import acts_of, binomial, for_change, need_of
from netdiff.metrics._view import Groups
from netdiff.metrics.momentum import DOING, count_active, count_growth, count_new_leaders, done_by, value_of
from netdiff.metrics.rings import moved_on, through_ties

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "INDICATORS",
    "acts_gini",
    "coalition_breadth",
    "expressed_demand",
    "turnout",
    "user_led_share",
]

Mask = npt.NDArray[np.bool_]

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
    return value_of(net, group, _count_turnout)


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
    return value_of(net, group, _count_demand)


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
    return value_of(net, group, _count_gini)


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
    return value_of(net, group, _count_led)


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
        return _breadth(net, np.ones(len(net), dtype=bool))
    except Lacking:
        return float("nan")


def _count_turnout(facts: Facts) -> Estimate:
    return binomial(done_by(facts)["node"].nunique(), int(facts.own.sum()), facts.level)


def _count_joining(facts: Facts) -> Estimate:
    ratio, known, joiners = through_ties(facts.net, facts.layer, facts.own, generator(0), 200)
    return binomial(known * joiners, joiners, facts.level).scaled(share(ratio, known))


def _count_demand(facts: Facts) -> Estimate:
    if not facts.users:
        raise Lacking("need is known of users only", "how many professionals there are")
    asked = done_by(facts, "asked")["node"].nunique()
    return counted(share(asked, need_of(facts.net, facts.scope)), asked, facts.level)


def _count_gini(facts: Facts) -> Estimate:
    members = facts.net.nodes.index[facts.own]
    count = done_by(facts)["node"].value_counts().reindex(members, fill_value=0)
    return counted(gini(count.to_numpy()), len(members), facts.level)


def _count_led(facts: Facts) -> Estimate:
    acts = acts_of(facts.net, *DOING)
    acts = acts[acts["node"].isin(facts.net.nodes.index[facts.here])]
    led_by = acts["led_by"] if "led_by" in acts else pd.Series(None, index=acts.index, dtype=object)
    leader = led_by.where(led_by.notna() | (acts["kind"] != "led"), acts["node"]).dropna()
    if not len(leader):
        raise Lacking("its acts do not say who led", "a column led_by to the sheet of acts")
    return binomial(float(leader.isin(facts.net.nodes.index[facts.own]).sum()), len(leader), facts.level)


def _count_tipping(facts: Facts) -> Estimate:
    active = count_active(facts)
    return replace(active, value=active.value - TIPPING, low=active.low - TIPPING, high=active.high - TIPPING)


def _breadth(net: Network, here: Mask) -> float:
    groups = net.nodes["group"] if "group" in net.nodes else pd.Series(dtype=object)
    part = groups[for_change(net) & here].value_counts(normalize=True).to_numpy(dtype=float)
    part = part[part > 0]
    return float(np.exp(-(part * np.log(part)).sum())) if len(part) else float("nan")


def _count_breadth(facts: Facts) -> Estimate:
    if not facts.users:
        raise Lacking("a coalition has no other side", "nothing: read it for the whole network")
    known = int((for_change(facts.net) & facts.here).sum())
    return counted(_breadth(facts.net, facts.here), known, facts.level)


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
        "{value} of the {who} did something in the last 90 days on record.", Table(count_active), chance=False,
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
        Table(count_growth), chance=False,
    ),
    Indicator(
        "M7", "mobilisation", "New leaders", "new_leaders", "people",
        "For each of the {who} who led before, {value} have led for the first time.",
        Table(count_new_leaders), chance=False,
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
