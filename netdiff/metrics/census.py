"""What kinds of pairs and triples a network is made of.

Only pairs of which both answered can be told apart into mutual, one-way and null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from netdiff.metrics import _arrays
from netdiff.metrics._measure import measure
from netdiff.metrics._view import View, view

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "directed_transitivity",
    "dyad_census",
    "reciprocity_dyadic",
    "reciprocity_nonnull",
    "triad_census",
]


@measure(
    meaning="How many pairs name each other, how many are one-way, and how many have no link.",
    caution="Only pairs of which both have answered are counted.",
    source="Holland and Leinhardt 1970",
    on="reported",
    unit="pairs",
    word="connectedness",
)
def dyad_census(net: Network, *, layer: str | None = None) -> pd.Series:
    """Numbers of mutual, one-way and null pairs, among pairs of which both answered.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.

    Returns
    -------
    pandas.Series of int
        `mutual`, `asymmetric`, `null`.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Holland, P. W. and Leinhardt, S. (1970). A method for detecting structure in sociometric data. AJS 76.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "bob", "ann"], "target": ["bob", "ann", "cem"]})
    >>> dyad_census(Network.from_frames(None, ties, means="turns_to")).tolist()
    [1, 1, 1]
    """
    names = pd.Index(["mutual", "asymmetric", "null"], name="pair")
    return pd.Series(_census(view(net, layer)), index=names, name="dyad_census", dtype="int64")


@measure(
    meaning="How often each of the sixteen patterns among three people occurs.",
    caution="Meant for networks where everybody answered; silence reads as no link here.",
    source="Davis and Leinhardt 1972",
    on="reported",
    unit="triples",
    word="connectedness",
)
def triad_census(net: Network, *, layer: str | None = None) -> pd.Series:
    """Counts of the sixteen kinds of triples, in the usual order 003 … 300.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.

    Returns
    -------
    pandas.Series of int
        One row per kind (mutual, asymmetric, null pairs; D down, U up, T transitive, C cyclic).

    Notes
    -----
    Stability: stable.

    References
    ----------
    Davis, J. A. and Leinhardt, S. (1972). The structure of positive interpersonal relations in small groups.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "bob", "ann"], "target": ["bob", "cem", "cem"]})
    >>> triad_census(Network.from_frames(None, ties, means="turns_to"))["030T"].item()
    1
    """
    from netdiff._igraph import graph_of

    kinds = [
        "003",
        "012",
        "102",
        "021D",
        "021U",
        "021C",
        "111D",
        "111U",
        "030T",
        "030C",
        "201",
        "120D",
        "120U",
        "120C",
        "210",
        "300",
    ]
    ties = view(net, layer).ties
    counts = graph_of(ties, directed=True).triad_census() if ties.shape[0] else [0] * 16
    found = {kind.lstrip("t"): getattr(counts, f"t{kind}", 0) for kind in kinds}
    return pd.Series(found, name="triad_census", dtype="int64").rename_axis("kind")


@measure(
    meaning="The share of pairs that agree: both name each other, or neither does.",
    caution="In a thin network almost all pairs agree that there is nothing.",
    source="Wasserman and Faust 1994",
    on="reported",
    unit="share",
    word="connectedness",
)
def reciprocity_dyadic(net: Network, *, layer: str | None = None) -> float:
    """Symmetric pairs over all pairs, (M + N)/(M + A + N), among pairs of which both answered.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.

    Returns
    -------
    float
        From 0 to 1; NaN where there is no pair.

    Notes
    -----
    What R's sna prints by default. Stability: stable.

    References
    ----------
    Wasserman, S. and Faust, K. (1994). Social Network Analysis. Cambridge University Press, ch. 13.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "bob", "ann"], "target": ["bob", "ann", "cem"]})
    >>> round(reciprocity_dyadic(Network.from_frames(None, ties, means="turns_to")), 3)
    0.667
    """
    mutual, one_way, null = _census(view(net, layer))
    return _arrays.share(mutual + null, mutual + one_way + null)


@measure(
    meaning="Of the pairs with any link, the share that name each other.",
    caution="It can only be seen where both have answered.",
    source="Wasserman and Faust 1994",
    on="reported",
    unit="share",
    word="connectedness",
)
def reciprocity_nonnull(net: Network, *, layer: str | None = None) -> float:
    """Mutual pairs over pairs with any tie, M/(M + A), among pairs of which both answered.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.

    Returns
    -------
    float
        From 0 to 1; NaN where there is no tie.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Wasserman, S. and Faust, K. (1994). Social Network Analysis. Cambridge University Press, ch. 13.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "bob", "ann"], "target": ["bob", "ann", "cem"]})
    >>> reciprocity_nonnull(Network.from_frames(None, ties, means="turns_to"))
    0.5
    """
    mutual, one_way, _ = _census(view(net, layer))
    return _arrays.share(mutual, mutual + one_way)


@measure(
    meaning="How often whom my contact names is someone I name as well.",
    caution="A form with few lines cuts it short.",
    source="Holland and Leinhardt 1971",
    on="reported",
    unit="share",
    word="connectedness",
)
def directed_transitivity(net: Network, *, layer: str | None = None) -> float:
    """Share of chains i → j → k, i and k being different, with i → k.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None where there is one, or where all agree.

    Returns
    -------
    float
        From 0 to 1; NaN where there is no chain. In an undirected layer the same as `transitivity`.

    Notes
    -----
    The weak form that R's sna prints. Chains whose first person did not answer are not seen. Stability: stable.

    References
    ----------
    Holland, P. W. and Leinhardt, S. (1971). Transitivity in structural models of small groups. Comparative Group
    Studies 2.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["ann", "bob", "ann"], "target": ["bob", "cem", "cem"]})
    >>> directed_transitivity(Network.from_frames(None, ties, means="turns_to"))
    1.0
    """
    seen = view(net, layer)
    told = np.flatnonzero(seen.answered)
    chains = (seen.ties @ seen.ties)[told]
    away = float(chains.sum()) - float(_arrays.both_ways(seen.ties).sum(axis=1)[told].sum())
    return _arrays.share(float(chains.multiply(seen.ties[told]).sum()), away)


def _census(seen: View) -> tuple[int, int, int]:
    people = np.flatnonzero(seen.answered)
    among = seen.ties[people][:, people]
    mutual = _arrays.both_ways(among).nnz // 2
    tied = _arrays.either_way(among).nnz // 2
    return mutual, tied - mutual, len(people) * (len(people) - 1) // 2 - tied
