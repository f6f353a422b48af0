"""Existence: whether there is a user network at all, where, and whether it is a network or a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff.metrics._arrays import components, share
from netdiff.metrics._estimate import Estimate, counted
from netdiff.metrics._indicator import Facts, Indicator, Lacking, Scene, Table, Whole, measured
from netdiff.metrics._measure import measure
from netdiff.metrics._sheets import binomial, consented, need_of
from netdiff.metrics._view import Groups, group_mask, view

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["INDICATORS", "contactable", "coverage", "linked_share", "penetration", "persistence"]

LEAST = 3


@measure(
    meaning="The share of places where at least three members of the group are linked to one another.",
    caution="A place where few answered may look empty.",
    source="After counts of civic capacity; resource mobilisation (McCarthy and Zald 1977)",
    on="reported",
    unit="share",
    word="existence",
)
def coverage(net: Network, group: Groups, *, layer: str | None = None) -> float:
    """Share of places with three or more linked members, or an organisation, of the group.

    Parameters
    ----------
    net : Network
        Needs a column `place` of the people sheet; places without anybody count where there is a sheet of places.
    group : str or list of str
    layer : str, optional

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    DataError
        Where no place is known.

    Notes
    -----
    E1 of the scorecard. Three is the smallest number that makes a group rather than a pair. Stability: stable.

    References
    ----------
    McCarthy, J. D. and Zald, M. N. (1977). Resource mobilization and social movements. AJS 82.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "user", "place": list("xxxy")}, index=list("abcd"))
    >>> ties = pd.DataFrame({"source": list("abc"), "target": list("bcd")})
    >>> coverage(Network.from_frames(nodes, ties, means="turns_to"), "user")
    0.5
    """
    return measured(net, Whole(_covered), group, layer=layer)


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


def _covered(scene: Scene) -> float:
    if not scene.places:
        raise Lacking("it does not say where people are", "a column place to the people sheet")
    at, place = scene.inside.tocoo(), scene.place[scene.own]
    at.data = ((place[at.row] == place[at.col]) & (place[at.row] >= 0)).astype(np.float64)
    near = at.tocsr()
    near.eliminate_zeros()
    label = components(near)
    size = np.bincount(label)[label]
    there = np.concatenate(
        [place[(size >= LEAST) & (place >= 0)], scene.place[scene.own & scene.body & (scene.place >= 0)]]
    )
    return share(len(np.unique(there)), scene.places)


def _linked(scene: Scene) -> float:
    return share(float(scene.pieces[scene.pieces > 1].sum()), float(scene.pieces.sum()))


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


def _count_penetration(facts: Facts) -> Estimate:
    if not facts.users:
        raise Lacking("it does not say how many professionals there are", "their number, to be set beside the list")
    people = need_of(facts.net, facts.scope)
    return counted(share(float(facts.own.sum()), people), int(facts.own.sum()), facts.level)


def _count_contactable(facts: Facts) -> Estimate:
    yes = float((consented(facts.net) & facts.own).sum())
    return counted(share(yes, float(facts.own.sum())), int(facts.own.sum()), facts.level)


def _count_persistence(facts: Facts) -> Estimate:
    if facts.before is None:
        raise Lacking("it holds one round only", "the answers of an earlier round: scorecard(net, before=last_year)")
    return binomial(*_kept(facts.net, facts.before, facts.own, facts.layer), facts.level)


INDICATORS = (
    Indicator(
        "E1", "existence", "Places with a group", "coverage", "share",
        "In {value} of places at least three {who} are linked.", Whole(_covered),
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
        "E5", "existence", "Links that last", "persistence", "share",
        "{value} of the links among {who} were there both times.", Table(_count_persistence), chance=False,
    ),
)  # fmt: skip
