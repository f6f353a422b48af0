"""Breadth of the coalition: from how many stakeholder groups those who are for the change come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.metrics._estimate import Estimate, counted
from netdiff.metrics._indicator import Facts, Lacking
from netdiff.metrics._measure import measure
from netdiff.metrics._sheets import binomial, for_change

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["coalition_breadth", "count_breadth", "count_on_board", "groups_on_board"]

Mask = npt.NDArray[np.bool_]


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


@measure(
    meaning="The share of groups in which at least one is for the change.",
    caution="One supporter is not a group won.",
    source="The founding paper, mechanism 2",
    on="tables",
    unit="share",
    word="mobilisation",
)
def groups_on_board(net: Network) -> float:
    """Share of the stakeholder groups with at least one person or organisation that is for the change.

    Parameters
    ----------
    net : Network
        Needs the columns `support` and `group` of the people sheet.

    Returns
    -------
    float
        From 0 to 1, over the groups that the people sheet knows; NaN where support or groups are not known.

    Notes
    -----
    M9 of the scorecard. Stability: experimental.

    References
    ----------
    Albury, D. Innovation Unit: myths and mechanisms of diffusion.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "p"], "support": ["for", "against"]}, index=list("ab"))
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> groups_on_board(Network.from_frames(nodes, ties, means="turns_to"))
    0.5
    """
    nobody = np.zeros(len(net), dtype=bool)
    try:
        return count_on_board(Facts(net, nobody, nobody, None, 0.9)).value
    except Lacking:
        return float("nan")


def _breadth(net: Network, here: Mask) -> float:
    groups = net.nodes["group"] if "group" in net.nodes else pd.Series(dtype=object)
    part = groups[for_change(net) & here].value_counts(normalize=True).to_numpy(dtype=float)
    part = part[part > 0]
    return float(np.exp(-(part * np.log(part)).sum())) if len(part) else float("nan")


def count_breadth(facts: Facts) -> Estimate:
    """The estimate behind `coalition_breadth`."""
    if not facts.users:
        raise Lacking("a coalition has no other side", "nothing: read it for the whole network")
    known = int((for_change(facts.net) & facts.here).sum())
    return counted(_breadth(facts.net, facts.here), known, facts.level)


def count_on_board(facts: Facts) -> Estimate:
    """The estimate behind `groups_on_board`."""
    if not facts.users:
        raise Lacking("a coalition has no other side", "nothing: read it for the whole network")
    groups = facts.net.nodes["group"] if "group" in facts.net.nodes else pd.Series(dtype=object)
    aboard = groups[for_change(facts.net) & facts.here].nunique()
    there = groups[facts.here].nunique() if len(groups) else 0
    known = binomial(aboard, there, facts.level)
    return counted(known.value, there, facts.level)
