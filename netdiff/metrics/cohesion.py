"""Cohesion: how far one gets in a few steps, and how much hangs on a few people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netdiff._check import check_fraction, check_positive_int
from netdiff.metrics._arrays import largest_share, mean_share_within, share, two_core
from netdiff.metrics._indicator import Scene, Whole, measured
from netdiff.metrics._measure import measure
from netdiff.metrics._view import Groups, view

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = [
    "average_path_length",
    "cut_people",
    "diameter",
    "reach_share",
    "robustness",
    "two_core_share",
]


@measure(
    meaning="The mean share of the others that a person's word can reach in two steps.",
    caution="It takes for granted that everybody passes things on.",
    source="Borgatti 2006",
    on="influence",
    unit="share",
    word="connectedness",
)
def reach_share(net: Network, *, steps: int = 2, layer: str | None = None, group: Groups | None = None) -> float:
    """Mean share of the others that are reached within a few steps of influence.

    Parameters
    ----------
    net : Network
    steps : int
        At most this many, at least 1.
    layer : str, optional
    group : str or list of str, optional
        Only the members of a group and the ties among them.

    Returns
    -------
    float
        From 0 to 1; NaN below two people.

    Notes
    -----
    C4 of the scorecard, along influence: whom I name influences me. Stability: stable.

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational and Mathematical
    Organization Theory 12.

    Examples
    --------
    >>> from netdiff import Network
    >>> import networkx as nx
    >>> reach_share(Network.from_networkx(nx.path_graph(5)))
    0.7
    """
    check_positive_int(steps, "steps")
    return measured(net, Whole(lambda scene: mean_share_within(inner_influence(scene), steps)), group, layer=layer)


@measure(
    meaning="What is left of the largest piece when the most named twentieth of people go.",
    caution="It pictures people leaving at once, which is rare.",
    source="Albert et al. 2000; Borgatti 2006",
    on="reported",
    unit="share",
    word="connectedness",
)
def robustness(net: Network, *, part: float = 0.05, layer: str | None = None, group: Groups | None = None) -> float:
    """Size of the largest piece after the most named people are taken away, over its size before.

    Parameters
    ----------
    net : Network
    part : float
        Share of people taken away (rounded up, at least one), above 0.
    layer : str, optional
    group : str or list of str, optional
        Only the members of a group and the ties among them.

    Returns
    -------
    float
        Number of people in the largest piece after, over the number before; near 1 = does not depend on a few.

    Notes
    -----
    C3 of the scorecard. Of people named equally often those first in the network's order go. Stability: stable.

    References
    ----------
    Albert, R., Jeong, H. and Barabási, A.-L. (2000). Error and attack tolerance of complex networks. Nature 406.

    Examples
    --------
    >>> from netdiff import Network
    >>> import networkx as nx
    >>> round(robustness(Network.from_networkx(nx.star_graph(4))), 3)
    0.2
    """
    check_fraction(part, "part")
    return measured(net, Whole(lambda scene: left_after(scene, part)), group, layer=layer)


@measure(
    meaning="How many people hold a piece together on their own: without them it would fall apart.",
    caution="People who did not reply may be further links.",
    source="Borgatti 2006",
    on="reported",
    unit="people",
    word="connectedness",
)
def cut_people(net: Network, *, layer: str | None = None, group: Groups | None = None) -> int:
    """Number of people whose leaving would break a piece in two (articulation points).

    Parameters
    ----------
    net : Network
    layer : str, optional
    group : str or list of str, optional
        Only the members of a group and the ties among them.

    Returns
    -------
    int

    Notes
    -----
    C3 of the scorecard. Stability: stable.

    References
    ----------
    Borgatti, S. P. (2006). Identifying sets of key players in a social network. Computational and Mathematical
    Organization Theory 12.

    Examples
    --------
    >>> from netdiff import Network
    >>> import networkx as nx
    >>> cut_people(Network.from_networkx(nx.path_graph(5)))
    3
    """
    return int(measured(net, Whole(lambda scene: cut_count(scene.inner_contacts)), group, layer=layer))


@measure(
    meaning="The share of people who stay when everyone with fewer than two links is taken away again and again.",
    caution="People who did not reply may have further links.",
    source="Seidman 1983",
    on="reported",
    unit="share",
    word="connectedness",
)
def two_core_share(net: Network, *, layer: str | None = None, group: Groups | None = None) -> float:
    """Share of people in the 2-core, ignoring direction.

    Parameters
    ----------
    net : Network
    layer : str, optional
    group : str or list of str, optional
        Only the members of a group and the ties among them.

    Returns
    -------
    float
        From 0 to 1; NaN where there is nobody.

    Notes
    -----
    C3 of the scorecard. Stability: stable.

    References
    ----------
    Seidman, S. B. (1983). Network structure and minimum degree. Social Networks 5.

    Examples
    --------
    >>> from netdiff import Network
    >>> import networkx as nx
    >>> two_core_share(Network.from_networkx(nx.cycle_graph(4)))
    1.0
    """
    return measured(net, Whole(lambda scene: core_share(scene.inner_contacts)), group, layer=layer)


@measure(
    meaning="How many steps apart two people are on average.",
    caution="Pairs without any path are left out.",
    source="Watts and Strogatz 1998",
    on="reported",
    unit="steps",
    word="connectedness",
)
def average_path_length(net: Network, *, layer: str | None = None) -> float:
    """Mean number of steps between the pairs that are connected, along the direction of ties.

    Parameters
    ----------
    net : Network
    layer : str, optional

    Returns
    -------
    float
        NaN where no pair is connected.

    Notes
    -----
    Unweighted. Stability: stable.

    References
    ----------
    Watts, D. J. and Strogatz, S. H. (1998). Collective dynamics of 'small-world' networks. Nature 393.

    Examples
    --------
    >>> from netdiff import Network
    >>> import networkx as nx
    >>> average_path_length(Network.from_networkx(nx.path_graph(5)))
    2.0
    """
    from netdiff._igraph import graph_of

    seen = view(net, layer)
    return float(graph_of(seen.ties, directed=seen.directed).average_path_length(directed=seen.directed))


@measure(
    meaning="How many steps apart the two people are who are farthest from each other.",
    caution="One lonely chain of people decides it.",
    source="Wasserman and Faust 1994",
    on="reported",
    unit="steps",
    word="connectedness",
)
def diameter(net: Network, *, layer: str | None = None) -> int:
    """Longest shortest path among the pairs that are connected, along the direction of ties.

    Parameters
    ----------
    net : Network
    layer : str, optional

    Returns
    -------
    int
        0 where no pair is connected.

    Notes
    -----
    Unweighted. Stability: stable.

    References
    ----------
    Wasserman, S. and Faust, K. (1994). Social Network Analysis. Cambridge University Press, ch. 4.

    Examples
    --------
    >>> from netdiff import Network
    >>> import networkx as nx
    >>> diameter(Network.from_networkx(nx.path_graph(5)))
    4
    """
    from netdiff._igraph import graph_of

    seen = view(net, layer)
    if not seen.ties.nnz:
        return 0
    return int(graph_of(seen.ties, directed=seen.directed).diameter(directed=seen.directed))


def inner_influence(scene: Scene) -> csr_array:
    """Influence among the group's members."""
    own = np.flatnonzero(scene.own)
    return scene.influence[own][:, own]


def left_after(scene: Scene, part: float) -> float:
    """Members in the largest piece after the most named go, over members in it before."""
    ties = scene.inside
    n = int(ties.shape[0])
    gone = np.argsort(-ties.sum(axis=0), kind="stable")[: int(np.ceil(part * n))]
    rest = np.delete(np.arange(n), gone)
    return share(largest_share(ties[rest][:, rest]) * len(rest) if len(rest) else 0.0, scene.largest_piece * n)


def cut_count(contacts: csr_array) -> float:
    """Number of articulation points."""
    from netdiff._igraph import graph_of

    return float(len(graph_of(contacts, directed=False).articulation_points()))


def core_share(contacts: csr_array) -> float:
    """Share of people in the 2-core."""
    core = two_core(contacts)
    return share(float(core.sum()), len(core))
