"""Pieces: who can reach whom at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netdiff.metrics import _arrays
from netdiff.metrics._measure import measure
from netdiff.metrics._view import Groups, inside

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "components",
    "largest_component_share",
]


@measure(
    meaning="Which separate piece each person is in, the largest being piece 0.",
    caution="People who did not reply may join pieces that look apart.",
    source="Wasserman and Faust 1994",
    on="reported",
    unit="piece",
    word="connectedness",
)
def components(net: Network, *, layer: str | None = None, strong: bool = False) -> pd.Series:
    """Label of each person's component, largest first.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.
    strong : bool
        Follow the direction of ties: each can reach each.

    Returns
    -------
    pandas.Series of int
        `component` per person; their number is ``components(net).nunique()``.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Wasserman, S. and Faust, K. (1994). Social Network Analysis. Cambridge University Press, ch. 4.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "dee", "eli"], "target": ["bob", "eli", "fay"]})
    >>> components(Network.from_frames(None, ties, means="turns_to"))["ann"].item()
    1
    """
    labels = _arrays.components(_arrays.ones(net.adjacency(layer)), strong=strong)
    order = np.argsort(-np.bincount(labels), kind="stable")
    rank = np.argsort(order, kind="stable")
    return pd.Series(rank[labels], index=net.nodes.index, name="component", dtype="int64")


@measure(
    meaning="The share of people in the largest connected piece.",
    caution="It says nothing about how firmly the piece holds together.",
    source="Wasserman and Faust 1994",
    on="reported",
    unit="share",
    word="connectedness",
)
def largest_component_share(net: Network, *, layer: str | None = None, group: Groups | None = None) -> float:
    """Share of people in the largest piece, counting ties in either direction.

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
        From 0 to 1; NaN where there is nobody.

    Notes
    -----
    From the ties seen; `uncertainty.interval` adds what silent people may have said. Stability: stable.

    References
    ----------
    Wasserman, S. and Faust, K. (1994). Social Network Analysis. Cambridge University Press, ch. 4.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "dee", "eli"], "target": ["bob", "eli", "fay"]})
    >>> largest_component_share(Network.from_frames(None, ties, means="turns_to"))
    0.6
    """
    return _arrays.largest_share(inside(net, layer, group))
