"""Who is in the middle: closeness, betweenness, cores and information.

All read the ties *as reported*, without ties to oneself. In a directed layer closeness is by default taken *inward*:
how few steps others need to get to the person by following the names that were given.
"""

from __future__ import annotations

from concurrent.futures import Executor
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._random import RngLike
from netdiff.metrics._distances import Sums, length_sums, pivots, step_sums, told
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import (
    Direction,
    Lengths,
    contacts,
    graph,
    is_directed,
    lengths_of,
    named,
    strength,
    toward,
)

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["betweenness", "closeness", "core_number", "harmonic", "information_centrality"]

Floats = npt.NDArray[np.float64]


@measure(
    meaning="How few steps separate a person from those that can get to them.",
    caution="In a network of several pieces a person of a small piece is marked down for it, and silent people "
    "lengthen everybody's roads.",
    source="Wasserman & Faust 1994; Sabidussi 1966",
    on="reported",
    unit="1 / steps",
)
def closeness(
    net: Network,
    *,
    layer: str | None = None,
    direction: Direction = "in",
    lengths: Lengths = "steps",
    samples: int | None = None,
    rng: RngLike = None,
    executor: Executor | None = None,
) -> pd.Series:
    """Wasserman and Faust's closeness: the inverse mean distance, times the share of people in reach.

    Parameters
    ----------
    net : Network
    layer : str, optional
        The layer read; several that agree are read together.
    direction : {"in", "out", "both"}
        Whether roads lead to the person, from the person, or either way along any tie. The same in undirected
        layers.
    lengths : {"steps", "weights", "inverse"}
        What a tie is long: one step, its weight, or 1/weight. Strength is never taken for length unasked.
    samples : int, optional
        Search from this many people chosen at random instead of from everybody; by default everybody up to
        100,000 people, and 4,096 beyond.
    rng : int, Generator or None
        Chooses the sample.
    executor : concurrent.futures.Executor, optional
        A thread pool to spread the search over.

    Returns
    -------
    pandas.Series
        ``(r / (n - 1)) * (r / sum of distances)`` with r others in reach; 0 for people nobody can reach.
        ``attrs`` holds `samples`, `bound` (on the share in reach) and `confidence` where a sample was taken.

    Notes
    -----
    A sampled value is an estimate: with 95 % confidence all shares in reach are within `bound` at once, and the mean
    distance is within `bound` times the largest distance divided by that share. Stability: stable.

    References
    ----------
    Wasserman, S. and Faust, K. (1994). Social Network Analysis. Cambridge University Press.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> path = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> closeness(Network.from_frames(None, path, means="meets")).round(3).to_dict()
    {'a': 0.667, 'b': 1.0, 'c': 0.667}
    """
    sums, sampled = _sums(net, layer, direction, lengths, samples=samples, rng=rng, executor=executor)
    with np.errstate(invalid="ignore"):
        value = sums.people**2 / sums.total / max(len(net) - 1, 1)
    return told(named(net, np.nan_to_num(value), "closeness"), sampled)


@measure(
    meaning="How near a person is to everybody, counting those out of reach as infinitely far.",
    caution="Silent people lengthen everybody's roads; compare it only within one network.",
    source="Marchiori & Latora 2000; Rochat 2009",
    on="reported",
    unit="share",
)
def harmonic(
    net: Network,
    *,
    layer: str | None = None,
    direction: Direction = "in",
    lengths: Lengths = "steps",
    samples: int | None = None,
    rng: RngLike = None,
    executor: Executor | None = None,
) -> pd.Series:
    """Harmonic closeness: the mean of 1/distance over all others, 0 for those out of reach.

    The measure of choice for networks of several pieces.

    Parameters
    ----------
    net, layer, direction, lengths, samples, rng, executor
        As in `closeness`.

    Returns
    -------
    pandas.Series
        ``sum(1 / distance) / (n - 1)``, between 0 and 1 for steps. ``attrs`` holds `samples`, `bound` and
        `confidence` where a sample was taken: with that confidence every value is within `bound` at once.

    Notes
    -----
    Exact values for all people come from a search that walks from 512 people at a time. Stability: stable.

    References
    ----------
    Rochat, Y. (2009). Closeness centrality extended to unconnected graphs. ASNA.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> path = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> harmonic(Network.from_frames(None, path, means="meets")).to_dict()
    {'a': 0.75, 'b': 1.0, 'c': 0.75}
    """
    sums, sampled = _sums(net, layer, direction, lengths, samples=samples, rng=rng, executor=executor)
    return told(named(net, sums.inverse / max(len(net) - 1, 1), "harmonic"), sampled)


@measure(
    meaning="How many of the shortest roads between others pass through a person.",
    caution="A single missing tie can move it much; it says where roads pass, not that anything is passed on.",
    source="Freeman 1977; Brandes 2001",
    on="reported",
    unit="share of pairs",
)
def betweenness(
    net: Network,
    *,
    layer: str | None = None,
    lengths: Lengths = "steps",
    normalized: bool = True,
    samples: int | None = None,
    rng: RngLike = None,
) -> pd.Series:
    """Share of the shortest roads between two others that pass through a person.

    Parameters
    ----------
    net : Network
    layer : str, optional
    lengths : {"steps", "weights", "inverse"}
        What a tie is long; see `closeness`.
    normalized : bool
        Divide by the number of pairs of others: (n - 1)(n - 2) in a directed layer, half of it in an undirected one.
    samples : int, optional
        Take the roads from this many people chosen at random; by default the exact value.
    rng : int, Generator or None
        Chooses the sample.

    Returns
    -------
    pandas.Series
        ``attrs`` holds `samples`, `bound` (on the normalised value, for all people at once) and `confidence` where a
        sample was taken.

    Notes
    -----
    Exact betweenness takes time in proportion to people times ties: seconds for 5,000 people, hours for 100,000.
    The bound of a sample is Hoeffding's and wide: 1,000 sources among 10,000 people give about 0.08. Stability: stable.

    References
    ----------
    Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> path = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> betweenness(Network.from_frames(None, path, means="meets")).to_dict()
    {'a': 0.0, 'b': 1.0, 'c': 0.0}
    """
    n, directed = len(net), is_directed(net, layer)
    chosen = None if samples is None else pivots(n, samples, rng)
    roads = np.asarray(
        graph(net, layer).betweenness(
            weights=lengths_of(net, layer, lengths, directed=directed),
            sources=None if chosen is None else chosen.tolist(),
        ),
        dtype=np.float64,
    )
    pairs = (n - 1) * (n - 2) / (1 if directed else 2)
    scale = (1.0 if chosen is None else n / len(chosen)) / (max(pairs, 1) if normalized else 1)
    return told(named(net, roads * scale, "betweenness"), chosen)


@measure(
    meaning="The densest inner ring a person belongs to: everyone in ring k has k contacts inside it.",
    caution="It says how embedded somebody is, not how far news from them would travel.",
    source="Seidman 1983",
    on="reported",
    unit="ring",
)
def core_number(net: Network, *, layer: str | None = None) -> pd.Series:
    """Largest k such that the person belongs to a k-core of the contacts.

    Parameters
    ----------
    net : Network
    layer : str, optional
        A tie in either direction is one contact.

    Returns
    -------
    pandas.Series of int
        0 for people without contacts.

    Notes
    -----
    networkx and igraph count a returned tie of a directed network twice; here two people are one another's contact
    once. Stability: stable.

    References
    ----------
    Seidman, S. (1983). Network structure and minimum degree. Social Networks 5.
    """
    return named(net, np.asarray(graph(net, layer, directed=False).coreness(), dtype=np.int64), "core_number")


@measure(
    meaning="How well connected a person is when all roads count, not only the shortest.",
    caution="It can only be compared between people of the same piece of the network.",
    source="Stephenson & Zelen 1989",
    on="reported",
)
def information_centrality(net: Network, *, layer: str | None = None, weighted: bool = False) -> pd.Series:
    """Stephenson and Zelen's information centrality: the harmonic mean of the information on all roads.

    Parameters
    ----------
    net : Network
    layer : str, optional
        Ties count in both directions.
    weighted : bool
        Whether weights count as strengths.

    Returns
    -------
    pandas.Series
        Taken within each person's own piece of the network; 0 for people without contacts.

    Notes
    -----
    Solves a dense system per piece: for networks of up to some thousand people. Stability: stable.

    References
    ----------
    Stephenson, K. and Zelen, M. (1989). Rethinking centrality. Social Networks 11.
    """
    from scipy.sparse.csgraph import connected_components

    matrix = strength(net, layer, weighted=True) if weighted else contacts(net, layer)
    values = np.zeros(len(net))
    pieces, label = connected_components(matrix, directed=False) if len(net) else (0, np.zeros(0))
    for piece in range(pieces):
        inside = np.flatnonzero(label == piece)
        if len(inside) > 1:
            values[inside] = _information(matrix[inside][:, inside].toarray())
    return named(net, values, "information_centrality")


def _information(strength: Floats) -> Floats:
    n = len(strength)
    inverse = np.linalg.inv(np.diag(strength.sum(axis=1)) - strength + 1.0)
    each = inverse.diagonal() + (np.trace(inverse) - 2 * inverse.sum(axis=1)) / n
    return np.asarray(1.0 / each)


def _sums(
    net: Network,
    layer: str | None,
    direction: Direction,
    lengths: Lengths,
    *,
    samples: int | None,
    rng: RngLike,
    executor: Executor | None,
) -> tuple[Sums, npt.NDArray[np.int32] | None]:
    """What the distances add up to, and the sample that was searched from (None for everybody)."""
    into = toward(net, layer, direction)
    if lengths == "steps":
        chosen = pivots(len(net), samples, rng)
        return step_sums(into, sources=chosen, executor=executor), chosen
    directed = is_directed(net, layer) and direction != "both"
    lengths_ = lengths_of(net, layer, lengths, directed=directed)
    mode = direction if directed else "all"
    return length_sums(graph(net, layer, directed=directed), lengths_ or [], mode), None
