"""Closure: how often two contacts of the same person know each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netdiff._check import check_choice
from netdiff.metrics import _arrays
from netdiff.metrics._measure import measure
from netdiff.metrics._view import Groups, inside

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "average_clustering",
    "transitivity",
]


@measure(
    meaning="How often two contacts of the same person know each other.",
    caution="A form with few lines cuts it short; compare it with chance.",
    source="Newman 2003",
    on="reported",
    unit="share",
    word="connectedness",
)
def transitivity(net: Network, *, layer: str | None = None, group: Groups | None = None) -> float:
    """Share of connected triples that are closed, ignoring direction.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.
    group : str or list of str, optional
        Only the members of a group and the ties among them.

    Returns
    -------
    float
        3 × triangles / connected triples, from 0 to 1; NaN where nobody has two contacts.

    Notes
    -----
    Closed triples carry what needs to be heard from several sides; open ones carry news further.
    Stability: stable.

    References
    ----------
    Newman, M. E. J. (2003). The structure and function of complex networks. SIAM Review 45.

    Examples
    --------
    >>> from netdiff import Network
    >>> import networkx as nx
    >>> round(transitivity(Network.from_networkx(nx.krackhardt_kite_graph())), 4)
    0.5789
    """
    return _arrays.transitivity(_arrays.either_way(inside(net, layer, group)))


@measure(
    meaning="How closely knit the contacts of a typical person are.",
    caution="Few-contact people weigh as much as well-connected ones.",
    source="Watts and Strogatz 1998",
    on="reported",
    unit="share",
    word="connectedness",
)
def average_clustering(
    net: Network, *, layer: str | None = None, group: Groups | None = None, few: str = "zero"
) -> float:
    """Mean over people of the share of their pairs of contacts that know each other.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.
    group : str or list of str, optional
        Only the members of a group and the ties among them.
    few : {"zero", "skip"}
        Whether people with fewer than two contacts count as 0 or are left out.

    Returns
    -------
    float
        From 0 to 1; NaN where nobody counts.

    Notes
    -----
    Ignores direction. Stability: stable.

    References
    ----------
    Watts, D. J. and Strogatz, S. H. (1998). Collective dynamics of 'small-world' networks. Nature 393.

    Examples
    --------
    >>> from netdiff import Network
    >>> import networkx as nx
    >>> average_clustering(Network.from_networkx(nx.star_graph(3)))
    0.0
    """
    check_choice(few, "few", ("zero", "skip"))
    known = _arrays.clustering(_arrays.either_way(inside(net, layer, group)))
    each = np.nan_to_num(known) if few == "zero" else known[~np.isnan(known)]
    return float(each.mean()) if len(each) else float("nan")
