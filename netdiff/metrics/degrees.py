"""How many ties each person has, and who has none.

The plainest measures there are; each reads the ties as reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netdiff.metrics import _arrays
from netdiff.metrics._measure import measure

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "degree",
    "in_degree",
    "isolates",
    "out_degree",
    "strength",
]


@measure(
    meaning="How many people this person is linked to, by naming them or being named.",
    caution="People who did not answer can only be named, so their count is too low.",
    source="Freeman 1979",
    on="reported",
    unit="people",
    word="connectedness",
)
def degree(net: Network, *, layer: str | None = None) -> pd.Series:
    """Number of ties of each person, given and received.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.

    Returns
    -------
    pandas.Series
        `degree` per person. In a directed layer ties given plus ties received, so that a tie that is returned
        counts twice, as in R's sna and igraph.

    Notes
    -----
    Loops do not exist in a Network; weights are ignored (see `strength`). Stability: stable.

    References
    ----------
    Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. Social Networks 1.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "ann"], "target": ["bob", "cem"]})
    >>> degree(Network.from_frames(None, ties, means="turns_to")).tolist()
    [2, 1, 1]
    """
    ties = _arrays.ones(net.adjacency(layer))
    both = ties.sum(axis=1) + (ties.sum(axis=0) if _directed(net, layer) else 0)
    return _series(both, net, "degree")


@measure(
    meaning="How many people name this person.",
    caution="Where many did not reply everybody's count is too low, though the order is mostly right.",
    source="Freeman 1979",
    on="reported",
    unit="people",
    word="connectedness",
)
def in_degree(net: Network, *, layer: str | None = None) -> pd.Series:
    """Number of people who name each person.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.

    Returns
    -------
    pandas.Series
        `in_degree` per person; in an undirected layer the number of ties.

    Notes
    -----
    Only those who answered could name anybody. In-degree is among the measures that suffer least from missing
    answers (Smith and Moody 2013). Stability: stable.

    References
    ----------
    Smith, J. A. and Moody, J. (2013). Structural effects of network sampling coverage I. Social Networks 35.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "bob"], "target": ["cem", "cem"]})
    >>> in_degree(Network.from_frames(None, ties, means="turns_to"))["cem"].item()
    2
    """
    return _series(_arrays.ones(net.adjacency(layer)).sum(axis=0), net, "in_degree")


@measure(
    meaning="How many people this person names.",
    caution="Unknown for people who did not reply; a form with few lines cuts it short.",
    source="Freeman 1979",
    on="reported",
    unit="people",
    word="connectedness",
)
def out_degree(net: Network, *, layer: str | None = None) -> pd.Series:
    """Number of people each person names.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.

    Returns
    -------
    pandas.Series of float
        `out_degree` per person; NaN for whoever did not answer, since silence is not an answer of nobody.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. Social Networks 1.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "ann"], "target": ["bob", "cem"]})
    >>> out_degree(Network.from_frames(None, ties, means="turns_to")).tolist()
    [2.0, 0.0, 0.0]
    """
    from netdiff.answers import answered_mask

    given = _arrays.ones(net.adjacency(layer)).sum(axis=1)
    told = answered_mask(net, layer) if net.layers else np.ones(len(net), dtype=bool)
    return pd.Series(np.where(told, given, np.nan), index=net.nodes.index, name="out_degree", dtype="float64")


@measure(
    meaning="The summed weight of a person's links, given and received.",
    caution="It mixes many weak links with few strong ones.",
    source="Barrat et al. 2004",
    on="reported",
    unit="weight",
    word="connectedness",
)
def strength(net: Network, *, layer: str | None = None) -> pd.Series:
    """Summed weight of the ties of each person, given and received.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.

    Returns
    -------
    pandas.Series
        `strength` per person. Ranks and distances add up as they are, which is rarely what one wants.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Barrat, A. et al. (2004). The architecture of complex weighted networks. PNAS 101.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann"], "target": ["bob"], "weight": [2.5]})
    >>> strength(Network.from_frames(None, ties, means="turns_to")).tolist()
    [2.5, 2.5]
    """
    weights = net.adjacency(layer)
    both = weights.sum(axis=1) + (weights.sum(axis=0) if _directed(net, layer) else 0)
    return pd.Series(both, index=net.nodes.index, name="strength", dtype="float64")


@measure(
    meaning="Who has no link at all.",
    caution="Somebody who did not reply and is not named is unknown rather than alone.",
    source="Wasserman and Faust 1994",
    on="reported",
    unit="yes or no",
    word="connectedness",
)
def isolates(net: Network, *, layer: str | None = None) -> pd.Series:
    """Whether each person neither names nor is named.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.

    Returns
    -------
    pandas.Series of bool
        `isolate` per person.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Wasserman, S. and Faust, K. (1994). Social Network Analysis. Cambridge University Press, ch. 4.

    Examples
    --------
    >>> from netdiff import Network
    >>> net = Network.from_adjacency([[0, 1, 0], [0, 0, 0], [0, 0, 0]], ids=["ann", "bob", "cem"], means="turns_to")
    >>> isolates(net).tolist()
    [False, False, True]
    """
    alone = _arrays.isolated(_arrays.ones(net.adjacency(layer)))
    return pd.Series(alone, index=net.nodes.index, name="isolate", dtype="bool")


def _directed(net: Network, layer: str | None) -> bool:
    names = list(net.layers) if layer is None else [layer]
    return any(net.layers[name].directed for name in names)


def _series(values: np.ndarray, net: Network, name: str) -> pd.Series:
    return pd.Series(np.asarray(values).astype(np.int64), index=net.nodes.index, name=name)
