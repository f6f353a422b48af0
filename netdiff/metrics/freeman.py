"""How much a whole network turns round one person: Freeman's centralisations, each with its denominator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import contacts, is_directed, reported
from netdiff.metrics.centrality import betweenness, closeness
from netdiff.metrics.walks import eigenvector

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["centralisation"]

Of = Literal["degree", "in_degree", "out_degree", "betweenness", "closeness", "eigenvector"]
KINDS = ("degree", "in_degree", "out_degree", "betweenness", "closeness", "eigenvector")
Floats = npt.NDArray[np.float64]


@measure(
    meaning="How much the network turns round one person: 0 = all alike, 1 = a star.",
    caution="A star is easy to reach and easy to break; neither end is good in itself.",
    source="Freeman 1979",
    on="reported",
    unit="share",
)
def centralisation(net: Network, *, of: Of = "degree", layer: str | None = None, loops: bool = False) -> float:
    """Freeman's centralisation: ``sum(max - c_i)`` over its largest possible value in a network of this size.

    Parameters
    ----------
    net : Network
    of : {"degree", "in_degree", "out_degree", "betweenness", "closeness", "eigenvector"}
        Which scores are compared. `"degree"` in a directed layer counts names given and received.
    layer : str, optional
    loops : bool
        Whether a tie to oneself would have been possible, which makes the denominator of the degrees larger.

    Returns
    -------
    float
        NaN below three people.

    Notes
    -----
    Largest values: degree ``(n-1)(n-2)`` undirected, ``2(n-1)(n-2)`` directed, in- and out-degree ``(n-1)^2``;
    with loops ``n(n-1)``, ``2n(n-1)`` and ``n(n-1)``; betweenness (normalised) ``n-1``; closeness
    ``(n-1)(n-2)/(2n-3)`` undirected, ``n-1`` directed; eigenvector ``sqrt(1/2)(n-2)``. Stability: stable.

    References
    ----------
    Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. Social Networks 1.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> star = pd.DataFrame({"source": ["hub"] * 4, "target": list("abcd")})
    >>> centralisation(Network.from_frames(None, star, means="meets"))
    1.0
    """
    check_choice(of, "of", KINDS)
    n = len(net)
    if n < 3:
        return float("nan")
    scores = _scores(net, of, layer)
    return float((scores.max() - scores).sum() / _largest(of, n, directed=is_directed(net, layer), loops=loops))


def _scores(net: Network, of: Of, layer: str | None) -> Floats:
    if of == "betweenness":
        return np.asarray(betweenness(net, layer=layer))
    if of == "closeness":
        return np.asarray(closeness(net, layer=layer))
    if of == "eigenvector":
        return np.asarray(eigenvector(net, layer=layer))
    matrix = reported(net, layer)
    if not is_directed(net, layer):
        return np.asarray(contacts(net, layer).sum(axis=1))
    given, received = matrix.sum(axis=1), matrix.sum(axis=0)
    return np.asarray({"degree": given + received, "out_degree": given, "in_degree": received}[of])


def _largest(of: Of, n: int, *, directed: bool, loops: bool) -> float:
    """The largest possible sum of differences, reached by a star (eigenvector: one pair among isolates)."""
    both = 2 if directed and of == "degree" else 1
    if of in {"degree", "in_degree", "out_degree"}:
        if loops:
            return both * n * (n - 1)
        return both * (n - 1) * (n - 2) if of == "degree" or not directed else (n - 1) ** 2
    largest = {
        "betweenness": n - 1.0,
        "closeness": n - 1.0 if directed else (n - 1) * (n - 2) / (2 * n - 3),
        "eigenvector": np.sqrt(0.5) * (n - 2),
    }
    return float(largest[of])
