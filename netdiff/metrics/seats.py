"""Power that stands in sheets: seats, items on the agenda, people who have led, resources."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.metrics._arrays import share
from netdiff.metrics._indicator import Lacking
from netdiff.metrics._measure import measure
from netdiff.metrics._sheets import acts_of, bodies_of, column_of
from netdiff.metrics._view import Groups, group_mask

if TYPE_CHECKING:
    from netdiff.network import Network

Mask = npt.NDArray[np.bool_]

__all__ = [
    "agenda_share",
    "leaders",
    "resource_share",
    "seat_share",
]


@measure(
    meaning="The share of filled seats on the bodies that decide which this group holds.",
    caution="Seats without items on the agenda are a token.",
    source="Arnstein 1969",
    on="tables",
    unit="share",
    word="power",
)
def seat_share(net: Network, group: Groups) -> float:
    """Share of the filled seats of decision bodies held by a group.

    Parameters
    ----------
    net : Network
        Needs a sheet of bodies, one row per seat.
    group : str or list of str

    Returns
    -------
    float
        From 0 to 1; NaN where there is no such sheet.

    Notes
    -----
    W3 of the scorecard; read it beside `agenda_share`. Stability: stable.

    References
    ----------
    Arnstein, S. R. (1969). A ladder of citizen participation. Journal of the American Institute of Planners 35.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "p"]}, index=list("ab"))
    >>> bodies = pd.DataFrame({"body": "board", "node": ["a", "b", None]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> seat_share(Network.from_frames(nodes, ties, means="turns_to", bodies=bodies), "u")
    0.5
    """
    try:
        return share(*seats_of(net, group_mask(net, group)))
    except Lacking:
        return float("nan")


@measure(
    meaning="The share of agenda items that this group raised.",
    caution="An item raised is not yet an item carried.",
    source="Fudge et al. 2008",
    on="tables",
    unit="share",
    word="power",
)
def agenda_share(net: Network, group: Groups) -> float:
    """Share of the items on decision bodies' agendas that members of a group raised.

    Parameters
    ----------
    net : Network
        Needs a sheet of bodies with a column `raised`.
    group : str or list of str

    Returns
    -------
    float
        From 0 to 1; NaN where it is not recorded.

    Notes
    -----
    W3 of the scorecard. Stability: stable.

    References
    ----------
    Fudge, N., Wolfe, C. D. A. and McKevitt, C. (2008). Assessing the promise of user involvement in health
    service development. BMJ 336.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "p"]}, index=list("ab"))
    >>> bodies = pd.DataFrame({"body": "board", "node": ["a", "b"], "raised": [1, 3]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> agenda_share(Network.from_frames(nodes, ties, means="turns_to", bodies=bodies), "u")
    0.25
    """
    try:
        return share(*raised_of(net, group_mask(net, group)))
    except Lacking:
        return float("nan")


@measure(
    meaning="How many members have led something at least once.",
    caution="Only what somebody wrote down is counted.",
    source="Ganz 2010",
    on="tables",
    unit="people",
    word="power",
)
def leaders(net: Network, group: Groups) -> int:
    """Number of distinct members with at least one act of leading.

    Parameters
    ----------
    net : Network
        Needs a sheet of acts.
    group : str or list of str

    Returns
    -------
    int
        0 where no acts are recorded.

    Notes
    -----
    W6 of the scorecard. Somebody leads who did an act of kind `led`, or whose name stands in `led_by`.
    Stability: stable.

    References
    ----------
    Ganz, M. (2010). Leading change. In Handbook of Leadership Theory and Practice. Harvard Business Press.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u"}, index=list("ab"))
    >>> acts = pd.DataFrame({"node": ["a", "b"], "kind": ["led", "did"]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> leaders(Network.from_frames(nodes, ties, means="turns_to", acts=acts), "u")
    1
    """
    try:
        return len(leading_of(net, group_mask(net, group)))
    except Lacking:
        return 0


@measure(
    meaning="The share of the two groups' money, staff or time that this group controls.",
    caution="Unlike things are added up as they stand in the sheet.",
    source="McCarthy and Zald 1977",
    on="tables",
    unit="share",
    word="power",
)
def resource_share(net: Network, group: Groups, beside: Groups) -> float:
    """Share of two groups' resources that the first controls.

    Parameters
    ----------
    net : Network
        Needs a numeric column `resources` of the people sheet.
    group, beside : str or list of str

    Returns
    -------
    float
        From 0 to 1; NaN where no resources are recorded.

    Notes
    -----
    W7 of the scorecard. Stability: stable.

    References
    ----------
    McCarthy, J. D. and Zald, M. N. (1977). Resource mobilization and social movements. AJS 82.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "p"], "resources": [1, 3]}, index=list("ab"))
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> resource_share(Network.from_frames(nodes, ties, means="turns_to"), "u", "p")
    0.25
    """
    try:
        return share(*resources_of(net, group_mask(net, group), group_mask(net, beside)))
    except Lacking:
        return float("nan")


def seats_of(net: Network, own: Mask, here: Mask | None = None) -> tuple[float, float]:
    """Filled seats held by a group, and by anybody (of a place)."""
    sitting = _sat_by(net, here)["node"].dropna()
    return float(sitting.isin(net.nodes.index[own]).sum()), float(len(sitting))


def raised_of(net: Network, own: Mask, here: Mask | None = None) -> tuple[float, float]:
    """Items raised by a group, and by anybody (of a place)."""
    bodies = _sat_by(net, here)
    if "raised" not in bodies:
        raise Lacking("it does not say who raised what", "a column raised to the sheet of bodies: items per seat")
    raised = pd.to_numeric(bodies["raised"], errors="coerce").fillna(0)
    return float(raised[bodies["node"].isin(net.nodes.index[own])].sum()), float(raised.sum())


def _sat_by(net: Network, here: Mask | None) -> pd.DataFrame:
    """The seats of the bodies that decide; where `here` leaves somebody out, only those held by people of it."""
    bodies = bodies_of(net)
    return bodies if here is None or here.all() else bodies[bodies["node"].isin(net.nodes.index[here])]


def leading_of(net: Network, own: Mask) -> set[Hashable]:
    acts = acts_of(net)
    named = acts["led_by"].dropna() if "led_by" in acts else acts["node"].iloc[:0]
    leading = set(acts.loc[acts["kind"] == "led", "node"]) | set(named)
    return leading & set(net.nodes.index[own])


def resources_of(net: Network, own: Mask, beside: Mask) -> tuple[float, float]:
    column = column_of(net, "resources", "a column resources to the people sheet: money, staff or hours")
    held = pd.to_numeric(column, errors="coerce").fillna(0).to_numpy(dtype=float)
    return float(held[own].sum()), float(held[own | beside].sum())
