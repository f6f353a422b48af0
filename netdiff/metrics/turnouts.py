"""Turnout: who did what they were asked to do, in all and by who led them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from netdiff.errors import DataError
from netdiff.metrics._estimate import Estimate
from netdiff.metrics._indicator import Facts, Lacking
from netdiff.metrics._measure import measure
from netdiff.metrics._sheets import acts_of, binomial
from netdiff.metrics._view import Groups, group_mask
from netdiff.metrics.momentum import DOING, done_by, value_of
from netdiff.metrics.places import rank_range

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["count_turnout", "turnout", "turnout_by_leader"]


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
    return value_of(net, group, count_turnout)


@measure(
    meaning="For each leader: how many people stand in acts with that name, and how many of them did something.",
    caution="A leader with hard tasks has a lower turnout; ask before you judge.",
    source="McAlevey 2016",
    on="tables",
    unit="table",
    word="mobilisation",
)
def turnout_by_leader(net: Network, *, group: Groups | None = None, level: float = 0.9) -> pd.DataFrame:
    """Turnout among the people of each leader: the structure test, leader by leader.

    Parameters
    ----------
    net : Network
        Needs a sheet of acts with a column `led_by`: acts of kind `asked` say whom a leader asked.
    group : str or list of str, optional
        Only people of this group; leaders may be of any.
    level : float
        Coverage of the ranges.

    Returns
    -------
    pandas.DataFrame
        Index = leaders by id, most people first; `people` (who stand in an act with that leader), `did` (those with an
        act of doing or leading under that leader), `turnout`, `low`, `high`, `best_rank`, `worst_rank` (1 = highest;
        leaders are apart only where their ranges are).

    Raises
    ------
    DataError
        Where no act says who led it.

    Notes
    -----
    M1 of the scorecard. It names leaders: for private eyes. Stability: experimental.

    References
    ----------
    McAlevey, J. (2016). No Shortcuts. Oxford University Press.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> acts = pd.DataFrame({"node": list("abb"), "kind": ["asked", "asked", "did"], "led_by": "c"})
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> turnout_by_leader(Network.from_frames(None, ties, means="turns_to", acts=acts))["turnout"].to_dict()
    {'c': 0.5}
    """
    acts = _led(net)
    acts = acts[acts["node"].isin(net.nodes.index[group_mask(net, group)])]
    people = acts.groupby("led_by")["node"].nunique().sort_values(ascending=False, kind="stable")
    did = acts[acts["kind"].isin(DOING)].groupby("led_by")["node"].nunique().reindex(people.index, fill_value=0)
    found = [binomial(*each, level) for each in zip(did.astype(float), people.astype(float), strict=True)]
    table = pd.DataFrame({"people": people, "did": did})
    for column, name in (("turnout", "value"), ("low", "low"), ("high", "high")):
        table[column] = [getattr(each, name) for each in found]
    best, worst = rank_range(table["low"].to_numpy(float), table["high"].to_numpy(float))
    return table.assign(best_rank=best, worst_rank=worst).rename_axis("leader")


def _led(net: Network) -> pd.DataFrame:
    """Acts that say who led them."""
    try:
        acts = acts_of(net)
        if "led_by" not in acts or acts["led_by"].isna().all():
            raise Lacking("its acts do not say who led", "a column led_by to the sheet of acts")
    except Lacking as lack:
        raise DataError(lack.because, cure=f"Add {lack.add}.") from None
    return acts.dropna(subset="led_by")


def count_turnout(facts: Facts) -> Estimate:
    """The estimate behind `turnout`."""
    return binomial(done_by(facts)["node"].nunique(), int(facts.own.sum()), facts.level)
