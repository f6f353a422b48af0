"""Bridges: how two groups are linked, how wide the links are, and whether they carry more than one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff.errors import DataError
from netdiff.metrics._arrays import either_way, ones, share
from netdiff.metrics._estimate import Estimate, counted, row_quotient
from netdiff.metrics._indicator import Facts, Lacking, Rows, Scene, Whole, measured
from netdiff.metrics._measure import measure
from netdiff.metrics._view import Groups, group_mask, view

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["backed_bridges", "bridge_pairs", "cross_ratio", "mean_trust", "multiplex_share"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@measure(
    meaning="How often members name the other group, beside what its size alone would give.",
    caution="It counts links, not how much they carry.",
    source="Krackhardt and Stern 1988",
    on="reported",
    unit="times",
    word="connectedness",
)
def cross_ratio(net: Network, group: Groups, other: Groups, *, layer: str | None = None) -> float:
    """Share of the names a group gives that cross to another group, over what size alone would give.

    Parameters
    ----------
    net : Network
    group, other : str or list of str
        Who names, and whom; names to anybody else are left out.
    layer : str, optional

    Returns
    -------
    float
        1 = as if people named one another at random; NaN where nobody names anybody.

    Notes
    -----
    C6 of the scorecard, beside the E-I index, whose zero means nothing when groups differ in size.
    Stability: stable.

    References
    ----------
    Krackhardt, D. and Stern, R. N. (1988). Informal networks and organizational crises. Social Psychology
    Quarterly 51.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "u", "p"]}, index=list("abc"))
    >>> ties = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"]})
    >>> cross_ratio(Network.from_frames(nodes, ties, means="turns_to"), "u", "p")  # 1/2 over 1/2
    1.0
    """
    return measured(net, Rows(cross_names), group, other=other, layer=layer)


@measure(
    meaning="How many pairs of people can link the two groups without sharing anyone.",
    caution="It cannot exceed the size of the smaller group.",
    source="After Centola and Macy 2007; König 1931",
    on="reported",
    unit="pairs",
    word="connectedness",
)
def bridge_pairs(net: Network, group: Groups, other: Groups, *, layer: str | None = None) -> int:
    """Largest number of disjoint linked pairs between two groups (a maximum matching).

    Parameters
    ----------
    net : Network
    group, other : str or list of str
    layer : str, optional

    Returns
    -------
    int

    Notes
    -----
    C7 of the scorecard. It is also the smallest number of people whose leaving would cut every link between the
    two groups (König). Stability: stable.

    References
    ----------
    Centola, D. and Macy, M. (2007). Complex contagions and the weakness of long ties. AJS 113.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "u", "p"]}, index=list("abc"))
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["c", "c"]})
    >>> bridge_pairs(Network.from_frames(nodes, ties, means="turns_to"), "u", "p")
    1
    """
    return int(measured(net, Whole(disjoint_pairs), group, other=other, layer=layer))


@measure(
    meaning="The share of links between the groups whose two people have at least two contacts in common.",
    caution="A form with few lines hides common contacts.",
    source="Centola and Macy 2007",
    on="reported",
    unit="share",
    word="connectedness",
)
def backed_bridges(net: Network, group: Groups, other: Groups, *, layer: str | None = None) -> float:
    """Share of the links between two groups that are backed by two or more common contacts.

    Parameters
    ----------
    net : Network
    group, other : str or list of str
    layer : str, optional

    Returns
    -------
    float
        From 0 to 1; NaN where no link crosses.

    Notes
    -----
    C7 of the scorecard. What needs to be heard from several sides crosses wide bridges only. Stability: stable.

    References
    ----------
    Centola, D. and Macy, M. (2007). Complex contagions and the weakness of long ties. AJS 113.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": ["u", "p", "u", "p"]}, index=list("abcd"))
    >>> ties = pd.DataFrame({"source": list("aacbb"), "target": list("bcbdc")})
    >>> backed_bridges(Network.from_frames(nodes, ties, means="turns_to"), "u", "p")
    0.0
    """
    return measured(net, Whole(backed_share), group, other=other, layer=layer)


@measure(
    meaning="The share of linked pairs that are linked in more than one way.",
    caution="Only questions that both people answered are compared.",
    source="Provan and Milward 2001",
    on="reported",
    unit="share",
    word="connectedness",
)
def multiplex_share(net: Network, *, group: Groups | None = None) -> float:
    """Share of linked pairs with ties in two or more layers.

    Parameters
    ----------
    net : Network
        Needs two or more one-mode layers that are no ratings.
    group : str or list of str, optional
        Only ties given by the members of a group.

    Returns
    -------
    float
        From 0 to 1; NaN where there are fewer than two layers or no pair.

    Notes
    -----
    C8 of the scorecard. Stability: stable.

    References
    ----------
    Provan, K. G. and Milward, H. B. (2001). Do networks really work? Public Administration Review 61.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": list("aab"), "target": list("bbc"), "layer": ["advice", "help", "advice"]})
    >>> multiplex_share(Network.from_frames(None, ties, means="turns_to"))
    0.5
    """
    try:
        return multiplexity(Facts(net, group_mask(net, group), group_mask(net, group), None, 0.9)).value
    except Lacking:
        return float("nan")


@measure(
    meaning="How much members trust those they were asked about, on average.",
    caution="People tend to rate politely.",
    source="PARTNER tool; Provan and Milward 2001",
    on="reported",
    unit="rating",
    word="connectedness",
)
def mean_trust(net: Network, layer: str, *, group: Groups | None = None) -> float:
    """Mean rating given by a group's members in a layer of ratings.

    Parameters
    ----------
    net : Network
    layer : str
        A layer that means `"rates"`.
    group : str or list of str, optional
        Only ratings among the members of a group.

    Returns
    -------
    float
        In the scale of the layer; NaN where nobody rated anybody.

    Raises
    ------
    DataError
        Where the layer holds no ratings.

    Notes
    -----
    C8 of the scorecard. Stability: stable.

    References
    ----------
    Provan, K. G. and Milward, H. B. (2001). Do networks really work? Public Administration Review 61.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "weight": [2.0, 3.0], "layer": "trust"})
    >>> mean_trust(Network.from_frames(None, ties, means="rates"), "trust")
    2.5
    """
    if net.layers[layer].means != "rates":
        problem = f"layer {layer!r} holds no ratings"
        raise DataError(problem, cure="Name a layer that means 'rates'.")
    seen = view(net, layer)
    return row_quotient(seen, *_rated(net, layer, group_mask(net, group, seen.ids)), 0.9).value


def names_over_expected(scene: Scene, namers: Mask, target: Mask) -> tuple[Floats, Floats]:
    """Names that fall on a target, and names expected to by the numbers of those who could be named.

    Raises
    ------
    Lacking
        Where only one of the two groups could be named.
    """
    aim = (target & scene.nameable).astype(np.float64)
    both = ((scene.own | scene.other) & scene.nameable).astype(np.float64)
    if not aim.any() or not (both - aim).any():
        raise Lacking(
            "its question let people name one of the two groups only", "a question in which both can be named"
        )
    expected = (aim.sum() - aim) / np.maximum(both.sum() - both, 1.0)
    return namers * (scene.ties @ aim), namers * expected * (scene.ties @ both)


def cross_names(scene: Scene) -> tuple[Floats, Floats]:
    """Names a group gives to the other, and names expected across."""
    return names_over_expected(scene, scene.own, scene.other)


def external_names(scene: Scene) -> tuple[Floats, Floats]:
    """Names across less names within, and both together, per member: the E-I index's two sides."""
    across, _ = cross_names(scene)
    within = scene.own * (scene.ties @ scene.own.astype(np.float64))
    return across - within, across + within


def between(scene: Scene) -> csr_array:
    """Links between the two groups: rows are members, columns the others."""
    return scene.contacts[np.flatnonzero(scene.own)][:, np.flatnonzero(scene.other)]


def disjoint_pairs(scene: Scene) -> float:
    """Size of a maximum matching between the two groups, the same from either side."""
    return scene.once(("disjoint pairs", scene.scope), lambda: _matching(between(scene)))


def backed_share(scene: Scene) -> float:
    """Share of crossing links whose two ends have at least two common contacts, the same from either side."""
    return scene.once(("backed", scene.scope), lambda: _backed(scene))


def _matching(links: csr_array) -> float:
    from scipy.sparse.csgraph import maximum_bipartite_matching

    return float((maximum_bipartite_matching(links, perm_type="column") >= 0).sum()) if links.nnz else 0.0


def _backed(scene: Scene) -> float:
    links = between(scene).tocoo()
    one, other = np.flatnonzero(scene.own)[links.row], np.flatnonzero(scene.other)[links.col]
    common = scene.contacts[one].multiply(scene.contacts[other]).sum(axis=1)
    return share(float((common >= 2).sum()), links.nnz)


def trust(facts: Facts) -> Estimate:
    """Mean rating of trust among members; the layer of ratings must speak of trust."""
    layers = [name for name, each in facts.net.layers.items() if each.means == "rates" and "trust" in name.casefold()]
    if not layers:
        raise Lacking("it has no question on trust", "a layer of ratings named trust: how much do you trust …?")
    seen = view(facts.net, layers[0])
    return row_quotient(seen, *_rated(facts.net, layers[0], facts.own[facts.net.index_of(seen.ids)]), facts.level)


def _rated(net: Network, layer: str, own: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    seen, member = view(net, layer), own.astype(np.float64)
    inside = net.index_of(seen.ids)
    scores = net.adjacency(layer)[inside][:, inside].multiply(seen.ties).tocsr()
    return member * (scores @ member), member * (seen.ties @ member)


def multiplexity(facts: Facts) -> Estimate:
    """Share of the pairs named by members that are named in two or more layers."""
    names = [n for n, each in facts.net.layers.items() if each.means != "rates" and not each.is_two_mode]
    if len(names) < 2:
        raise Lacking("it asks about one kind of link only", "a second question, such as: whom do you work with?")
    kinds = [either_way(ones(facts.net.adjacency(name))) for name in names]
    depth = sum(kinds[1:], kinds[0]).tocsr()
    own = np.flatnonzero(facts.own)
    depth = depth[own][:, own]
    return counted(share(float((depth.data >= 2).sum()), depth.nnz), len(own), facts.level)
