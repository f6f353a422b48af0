"""Existence: whether there is a user network at all, where, and whether it is a network or a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netdiff.metrics._arrays import share
from netdiff.metrics._estimate import Estimate, counted
from netdiff.metrics._indicator import Facts, Indicator, Lacking, Scene, Table, Whole, measured
from netdiff.metrics._measure import measure
from netdiff.metrics._sheets import consented, need_of
from netdiff.metrics._view import Groups, group_mask
from netdiff.metrics.coverage import covered
from netdiff.metrics.lasting import count_alive, count_held, count_persistence

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["INDICATORS", "contactable", "linked_share", "penetration"]


@measure(
    meaning="The share of members who are linked to at least one other member.",
    caution="Members who did not reply and whom nobody names may still have links.",
    source="Wasserman and Faust 1994",
    on="reported",
    unit="share",
    word="existence",
)
def linked_share(net: Network, group: Groups, *, layer: str | None = None) -> float:
    """Share of a group's members with at least one tie to another member.

    Parameters
    ----------
    net : Network
    group : str or list of str
    layer : str, optional

    Returns
    -------
    float
        From 0 to 1.

    Notes
    -----
    E4 of the scorecard: a network rather than a list. Stability: stable.

    References
    ----------
    Wasserman, S. and Faust, K. (1994). Social Network Analysis. Cambridge University Press, ch. 4.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "user"}, index=list("abcd"))
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> linked_share(Network.from_frames(nodes, ties, means="turns_to"), "user")
    0.5
    """
    return measured(net, Whole(_linked), group, layer=layer)


@measure(
    meaning="The share of all people with the need who are members.",
    caution="The number of people with the need is itself an estimate.",
    source="After union density",
    on="tables",
    unit="share",
    word="existence",
)
def penetration(net: Network, group: Groups) -> float:
    """Members of the group over people with the need in all places.

    Parameters
    ----------
    net : Network
        Needs a sheet of places with a column `need`.
    group : str or list of str

    Returns
    -------
    float
        Often below 0.05; NaN where the need is not known.

    Notes
    -----
    E2 of the scorecard. Stability: stable.

    References
    ----------
    Visser, J. (2006). Union membership statistics in 24 countries. Monthly Labor Review 129 (for the idea).

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "user"}, index=list("ab"))
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> places = pd.DataFrame({"need": [100]}, index=["x"])
    >>> penetration(Network.from_frames(nodes, ties, means="turns_to", places=places), "user")
    0.02
    """
    try:
        return share(float(group_mask(net, group).sum()), need_of(net))
    except Lacking:
        return float("nan")


@measure(
    meaning="The share of members who may be contacted.",
    caution="Blank means not asked, and is counted as no.",
    source="Organising practice",
    on="tables",
    unit="share",
    word="existence",
)
def contactable(net: Network, group: Groups) -> float:
    """Share of a group's members who consented to be contacted.

    Parameters
    ----------
    net : Network
        Needs a column `consent` of the people sheet.
    group : str or list of str

    Returns
    -------
    float
        From 0 to 1; NaN where consent is not recorded.

    Notes
    -----
    E3 of the scorecard. Stability: stable.

    References
    ----------
    Ganz, M. (2010). Leading change. In Handbook of Leadership Theory and Practice. Harvard Business Press.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "user", "consent": ["yes", None]}, index=list("ab"))
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> contactable(Network.from_frames(nodes, ties, means="turns_to"), "user")
    0.5
    """
    own = group_mask(net, group)
    try:
        return share(float((consented(net) & own).sum()), float(own.sum()))
    except Lacking:
        return float("nan")


def _linked(scene: Scene) -> float:
    return share(float(scene.pieces[scene.pieces > 1].sum()), float(scene.pieces.sum()))


def _count_penetration(facts: Facts) -> Estimate:
    if not facts.users:
        raise Lacking("it does not say how many professionals there are", "their number, to be set beside the list")
    people = need_of(facts.net, facts.scope)
    return counted(share(float(facts.own.sum()), people), int(facts.own.sum()), facts.level)


def _count_contactable(facts: Facts) -> Estimate:
    yes = float((consented(facts.net) & facts.own).sum())
    return counted(share(yes, float(facts.own.sum())), int(facts.own.sum()), facts.level)


INDICATORS = (
    Indicator(
        "E1", "existence", "Places with a group", "coverage", "share",
        "In {value} of places at least three {who} are linked.", Whole(covered),
    ),
    Indicator(
        "E2", "existence", "Share of all with the need", "penetration", "share",
        "Of all people with the need, {value} are on the list of {who}.", Table(_count_penetration), chance=False,
    ),
    Indicator(
        "E3", "existence", "May be contacted", "contactable", "share",
        "We may contact {value} of the {who}.", Table(_count_contactable), chance=False,
    ),
    Indicator(
        "E4a", "existence", "Linked at all", "linked_share", "share",
        "{value} of the {who} have a link to one of their own.", Whole(_linked),
    ),
    Indicator(
        "E4b", "existence", "Largest piece", "largest_component_share", "share",
        "The largest linked piece holds {value} of the {who}.", Whole(lambda scene: scene.largest_piece),
    ),
    Indicator(
        "E5a", "existence", "Links that last", "persistence", "share",
        "{value} of the links among {who} were there both times.", Table(count_persistence), chance=False,
    ),
    Indicator(
        "E5b", "existence", "Groups alive after a year", "groups_alive", "share",
        "{value} of the groups of {who} were still there a year after they began.", Table(count_alive), chance=False,
    ),
    Indicator(
        "E5c", "existence", "Places that kept a group", "groups_kept", "share",
        "{value} of the places with linked {who} last time still have them.", Table(count_held), chance=False,
    ),
)  # fmt: skip
