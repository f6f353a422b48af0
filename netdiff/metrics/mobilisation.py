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
from netdiff.metrics._sheets import acts_of, binomial, need_of
from netdiff.metrics._view import Groups
from netdiff.metrics.breadth import count_breadth, count_on_board
from netdiff.metrics.leaving import count_left, count_quiet
from netdiff.metrics.momentum import (
    DOING,
    count_active,
    count_doubling,
    count_growth,
    count_new_leaders,
    done_by,
    value_of,
)
from netdiff.metrics.rings import moved_on, through_ties
from netdiff.metrics.turnouts import count_turnout

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "INDICATORS",
    "acts_gini",
    "expressed_demand",
    "user_led_share",
]

Mask = npt.NDArray[np.bool_]

TIPPING = 0.25


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


INDICATORS = (
    Indicator(
        "M1", "mobilisation", "Turnout", "turnout", "share",
        "{value} of the {who} did something.", Table(count_turnout), chance=False,
    ),
    Indicator(
        "M2a", "mobilisation", "Moving on", "moved_on_share", "share",
        "{value} of the {who} who joined an outer ring moved further in.",
        Table(moved_on), chance=False,
    ),
    Indicator(
        "M2b", "mobilisation", "Left again", "left_share", "share",
        "{value} of the {who} who joined a ring have left again.", Table(count_left), chance=False,
    ),
    Indicator(
        "M2c", "mobilisation", "Gone quiet", "quiet_share", "share",
        "{value} of the {who} in a ring did nothing in the last 90 days on record.", Table(count_quiet), chance=False,
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
        "M6a", "mobilisation", "Growth", "growth", "people",
        "For each of the {who} who acted in one quarter, {value} new ones act in the next.",
        Table(count_growth), chance=False,
    ),
    Indicator(
        "M6b", "mobilisation", "Days to double", "doubling_time", "days",
        "At this pace the number of {who} who act doubles in {value}.", Table(count_doubling), chance=False,
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
        "M9a", "mobilisation", "Breadth of the coalition", "coalition_breadth", "groups",
        "Those for the change come, in effect, from {value} groups.", Table(count_breadth), chance=False,
    ),
    Indicator(
        "M9b", "mobilisation", "Groups on board", "groups_on_board", "share",
        "In {value} of the groups at least one is for the change.", Table(count_on_board), chance=False,
    ),
)  # fmt: skip
