"""Power: whether users are turned to, sit at the table, reach those who decide, and share power among themselves."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff.errors import DataError
from netdiff.metrics._arrays import gini, ones, share, top_share
from netdiff.metrics._estimate import Estimate, counted, quotient_of_means
from netdiff.metrics._indicator import Indicator, Lacking, Rows, Scene, Table, Whole, measured
from netdiff.metrics._measure import measure
from netdiff.metrics._paths import busiest_share, mean_steps, share_with_path
from netdiff.metrics._view import Groups, group_mask, view
from netdiff.metrics.bridges import names_over_expected
from netdiff.metrics.seats import leading_of, raised_of, resources_of, seats_of

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "INDICATORS",
    "gatekeeping",
    "naming_gini",
    "rated_power",
    "steps_to_deciders",
    "turned_to_ratio",
]

Floats = npt.NDArray[np.float64]


@measure(
    meaning="How often others turn to this group, beside what its size alone would give.",
    caution="It counts who is asked, not who is listened to.",
    source="After Krackhardt and Stern 1988",
    on="reported",
    unit="times",
    word="power",
)
def turned_to_ratio(net: Network, group: Groups, by: Groups, *, layer: str | None = None) -> float:
    """Share of the names given by one group that fall on another, over what size alone would give.

    Parameters
    ----------
    net : Network
    group : str or list of str
        The group that is turned to.
    by : str or list of str
        The group that names.
    layer : str, optional
        A layer that means `"turns_to"`.

    Returns
    -------
    float
        1 = as often as its numbers suggest; NaN where the second group names nobody in either.

    Raises
    ------
    DataError
        Where the layer does not say who turns to whom.

    Notes
    -----
    W1: E_PU/(E_PU + E_PP) over n_U/(n_U + n_P - 1), with the names of those P who answered and people who could
    be named. Stability: stable.

    References
    ----------
    Krackhardt, D. and Stern, R. N. (1988). Informal networks and organizational crises. Social Psychology
    Quarterly 51.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "u", "p", "p"]}, index=list("abcd"))
    >>> ties = pd.DataFrame({"source": ["c", "c"], "target": ["a", "d"]})
    >>> turned_to_ratio(Network.from_frames(nodes, ties, means="turns_to"), "u", "p")  # 1/2 over 2/3
    0.75
    """
    return measured(net, Rows(_turned_to), group, other=by, layer=layer)


@measure(
    meaning="How strongly this group is seen to influence the decision, beside the other group.",
    caution="It is what people believe, and they may not know.",
    source="PARTNER tool; Net-Map (Schiffer and Hauck 2010)",
    on="reported",
    unit="times",
    word="power",
)
def rated_power(net: Network, group: Groups, beside: Groups, *, layer: str | None = None) -> float:
    """Mean rating received by one group over the mean rating received by another.

    Parameters
    ----------
    net : Network
    group, beside : str or list of str
    layer : str, optional
        A layer that means `"rates"`; None where there is exactly one.

    Returns
    -------
    float
        1 = parity.

    Raises
    ------
    DataError
        Where no layer holds ratings, or several do.

    Notes
    -----
    W2 of the scorecard. Stability: stable.

    References
    ----------
    Schiffer, E. and Hauck, J. (2010). Net-Map: collecting social network data. Field Methods 22.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "p", "p"]}, index=list("abc"))
    >>> ties = pd.DataFrame({"source": ["b", "b"], "target": ["a", "c"], "weight": [1.0, 4.0]})
    >>> rated_power(Network.from_frames(nodes, ties, means="rates"), "u", "p")
    0.25
    """
    try:
        return _ratings(net, group_mask(net, group), group_mask(net, beside), layer, 0.9).value
    except Lacking as lack:
        raise DataError(lack.because, cure=f"Add {lack.add}.") from None


@measure(
    meaning="How many steps a member's word needs to reach those who decide.",
    caution="Members without any path are left out; read the share with a path too.",
    source="After Burt 1992",
    on="influence",
    unit="steps",
    word="power",
)
def steps_to_deciders(net: Network, group: Groups, decide: Iterable[Hashable], *, layer: str | None = None) -> float:
    """Mean number of steps of influence from a group's members to named decision makers.

    Parameters
    ----------
    net : Network
    group : str or list of str
    decide : iterable of ids
        Those who decide.
    layer : str, optional

    Returns
    -------
    float
        Over pairs with a path; NaN where there is none.

    Notes
    -----
    W4 of the scorecard. Reads influence: where the decision maker turns to x and x turns to the member, the
    member is two steps away. Stability: stable.

    References
    ----------
    Burt, R. S. (1992). Structural Holes. Harvard University Press.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "p", "p"]}, index=list("abc"))
    >>> ties = pd.DataFrame({"source": ["c", "b"], "target": ["b", "a"]})
    >>> steps_to_deciders(Network.from_frames(nodes, ties, means="turns_to"), "u", ["c"])
    2.0
    """
    return measured(net, Whole(mean_steps), group, decide=decide, layer=layer)


@measure(
    meaning="The share of members' shortest paths to those who decide that run through one person outside the group.",
    caution="A busy person may be a helper and not a gatekeeper; ask before you judge.",
    source="After Gould and Fernandez 1989",
    on="influence",
    unit="share",
    word="power",
)
def gatekeeping(net: Network, group: Groups, decide: Iterable[Hashable], *, layer: str | None = None) -> float:
    """Share of shortest paths from members to decision makers that run through the busiest outsider.

    Parameters
    ----------
    net : Network
    group : str or list of str
    decide : iterable of ids
        Those who decide.
    layer : str, optional

    Returns
    -------
    float
        From 0 to 1; NaN where there is no path.

    Notes
    -----
    W5 of the scorecard. Names nobody on purpose. Stability: stable.

    References
    ----------
    Gould, R. V. and Fernandez, R. M. (1989). Structures of mediation. Sociological Methodology 19.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "p", "p"]}, index=list("abc"))
    >>> ties = pd.DataFrame({"source": ["c", "b"], "target": ["b", "a"]})
    >>> gatekeeping(Network.from_frames(nodes, ties, means="turns_to"), "u", ["c"])
    1.0
    """
    return measured(net, Whole(busiest_share), group, decide=decide, layer=layer)


@measure(
    meaning="How unequally members are named by one another: 0 is evenly, near 1 is one person only.",
    caution="In a small or thin group chance alone makes it large; compare it with chance.",
    source="Gini 1912; Ganz on shared leadership",
    on="reported",
    unit="index",
    word="power",
)
def naming_gini(net: Network, group: Groups, *, layer: str | None = None) -> float:
    """Gini index of the names that a group's members receive from one another.

    Parameters
    ----------
    net : Network
    group : str or list of str
    layer : str, optional

    Returns
    -------
    float
        From 0 to 1; NaN where nobody is named.

    Notes
    -----
    W6 of the scorecard: power *with* rather than power over. Stability: stable.

    References
    ----------
    Gini, C. (1912). Variabilità e mutabilità. Bologna.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u"}, index=list("abc"))
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["c", "c"]})
    >>> round(naming_gini(Network.from_frames(nodes, ties, means="turns_to"), "u"), 3)
    0.667
    """
    return measured(net, Whole(_naming_gini), group, layer=layer)


def _turned_to(scene: Scene) -> tuple[Floats, Floats]:
    if scene.means != "turns_to":
        raise Lacking("its links do not say who turns to whom", "a question such as: whom do you turn to for advice?")
    return names_over_expected(scene, scene.other, scene.own)


def _naming_gini(scene: Scene) -> float:
    return gini(scene.inside.sum(axis=0))


def _top_tenth(scene: Scene) -> float:
    return top_share(scene.inside.sum(axis=0))


def _ratings(
    net: Network, own: npt.NDArray[np.bool_], beside: npt.NDArray[np.bool_], layer: str | None, level: float
) -> Estimate:
    rating = [name for name, each in net.layers.items() if each.means == "rates"] if layer is None else [layer]
    if len(rating) != 1:
        raise Lacking(
            "it has no one question on who influences the decision",
            "a question such as: how much does each of these shape the decision, from 1 to 4?",
        )
    seen = view(net, rating[0])
    inside = net.index_of(seen.ids)
    scores = net.adjacency(rating[0])[inside][:, inside]
    told = ones(scores)
    scores = scores.multiply(told).tocsr()
    one, two = (mask[inside].astype(np.float64) for mask in (own, beside))
    return quotient_of_means(seen, (scores @ one, told @ one), (scores @ two, told @ two), level)


def _full(pair: tuple[float, float], level: float) -> Estimate:
    return counted(share(*pair), round(pair[1]), level)


INDICATORS = (
    Indicator(
        "W1", "power", "Turned to", "turned_to_ratio", "times",
        "{who} are turned to {value} as often as their number alone would give.", Rows(_turned_to),
    ),
    Indicator(
        "W2", "power", "Seen as shaping the decision", "rated_power", "times",
        "{who} are rated {value} as high as the other group.",
        Table(lambda facts: _ratings(facts.net, facts.own, facts.other, None, facts.level)), chance=False,
    ),
    Indicator(
        "W3a", "power", "Seats", "seat_share", "share",
        "{who} hold {value} of the filled seats where it is decided.",
        Table(lambda facts: _full(seats_of(facts.net, facts.own, facts.here), facts.level)), chance=False,
    ),
    Indicator(
        "W3b", "power", "Agenda", "agenda_share", "share",
        "{who} raised {value} of the items.",
        Table(lambda facts: _full(raised_of(facts.net, facts.own, facts.here), facts.level)), chance=False,
    ),
    Indicator(
        "W4a", "power", "Steps to those who decide", "steps_to_deciders", "steps",
        "The word of {who} takes {value} steps to reach those who decide.", Whole(mean_steps),
    ),
    Indicator(
        "W4b", "power", "A path to those who decide", "steps_to_deciders", "share",
        "{value} of the {who} have a path to someone who decides.", Whole(share_with_path),
    ),
    Indicator(
        "W5", "power", "One gate", "gatekeeping", "share",
        "{value} of the shortest paths of {who} run through one person from outside.", Whole(busiest_share),
    ),
    Indicator(
        "W6a", "power", "Uneven naming", "naming_gini", "index",
        "Names among {who} are spread with an index of {value}; 0 is even.", Whole(_naming_gini),
    ),
    Indicator(
        "W6b", "power", "Names on the top tenth", "naming_gini", "share",
        "The most named tenth of {who} get {value} of all names.", Whole(_top_tenth),
    ),
    Indicator(
        "W6c", "power", "People who have led", "leaders", "count",
        "{value} of the {who} have led something.",
        Table(lambda facts: counted(len(leading_of(facts.net, facts.own)), int(facts.own.sum()), facts.level)),
        chance=False,
    ),
    Indicator(
        "W7", "power", "Resources", "resource_share", "share",
        "{who} control {value} of the money, staff and time.",
        Table(lambda facts: _full(resources_of(facts.net, facts.own, facts.other), facts.level)), chance=False,
    ),
)  # fmt: skip
