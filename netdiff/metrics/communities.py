"""Which circles the network falls into, how sure that is, and how well a given split fits.

All read contacts: ties in either direction, without ties to oneself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive, check_positive_int
from netdiff._igraph import seeded
from netdiff._random import RngLike, generator
from netdiff.errors import ModelError
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import attribute, contacts, graph, named, strength, upper_half

if TYPE_CHECKING:
    import igraph
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["Communities", "find_communities", "max_modularity", "modularity"]

Codes = npt.NDArray[np.int64]
EXACT_UP_TO = 60


@dataclass(frozen=True, eq=False)
class Communities:
    """A split into circles, and how often other runs agree with it.

    Attributes
    ----------
    labels : pandas.Series of int
        Circle of every person, 0 being the largest.
    modularity : float
        Of this split (the best of all runs).
    agreement : float
        Mean adjusted Rand index between the runs: 1 = always the same circles, 0 = as alike as chance.
    variation : float
        Mean variation of information between the runs, in nats: 0 = always the same circles.
    together : pandas.Series
        For every person: the mean share of runs in which those of the same circle came out together with them.
    runs : int
    """

    labels: pd.Series
    modularity: float
    agreement: float
    variation: float
    together: pd.Series
    runs: int

    def to_frame(self) -> pd.DataFrame:
        """One row per person: circle, and how firmly they belong."""
        return pd.DataFrame({"circle": self.labels, "together": self.together})

    def __repr__(self) -> str:
        count = int(self.labels.nunique())
        return (
            f"Communities({count} circles of {len(self.labels)} people, modularity {self.modularity:.3f}; "
            f"agreement of {self.runs} runs {self.agreement:.2f})"
        )


@measure(
    meaning="Which circles of people the network falls into, and whether another run would find the same.",
    caution="It finds circles in any network, random ones too: look at the agreement, and at the modularity by chance.",
    source="Traag, Waltman & van Eck 2019",
    on="reported",
)
def find_communities(
    net: Network,
    *,
    resolution: float = 1.0,
    layer: str | None = None,
    weighted: bool = False,
    runs: int = 20,
    rng: RngLike = 0,
) -> Communities:
    """Leiden communities by modularity, the best of several runs, with how far the runs agree.

    Parameters
    ----------
    net : Network
    resolution : float
        Above 1 more and smaller circles, below 1 fewer and larger ones.
    layer : str, optional
        Ties count in both directions.
    weighted : bool
        Whether weights count as strengths.
    runs : int
        From different random starts.
    rng : int, Generator or None

    Returns
    -------
    Communities

    Notes
    -----
    People without contacts are circles of their own. Stability: stable.

    References
    ----------
    Traag, V. A., Waltman, L. and van Eck, N. J. (2019). From Louvain to Leiden. Scientific Reports 9.
    """
    check_positive(resolution, "resolution")
    matrix = strength(net, layer, weighted=True) if weighted else contacts(net, layer)
    ties = graph(net, layer, directed=False)
    weights = upper_half(matrix) if weighted else None
    splits = _leiden(ties, weights, resolution, check_positive_int(runs, "runs"), generator(rng))
    quality = [_modularity(matrix, split, resolution) for split in splits]
    best = _by_size(splits[int(np.argmax(quality))])
    return Communities(
        labels=named(net, best, "circle"),
        modularity=float(max(quality)),
        agreement=_mean_over_pairs(splits, _adjusted_rand),
        variation=_mean_over_pairs(splits, _variation),
        together=named(net, _together(best, splits), "together"),
        runs=runs,
    )


@measure(
    meaning="Whether a given split into groups keeps more ties inside than chance would (0 = as chance).",
    caution="It depends on the size of the network: compare splits of one network only.",
    source="Newman & Girvan 2004",
    on="reported",
)
def modularity(
    net: Network,
    *,
    by: str = "group",
    resolution: float = 1.0,
    layer: str | None = None,
    weighted: bool = False,
) -> float:
    """Modularity of the split by a column of the people sheet.

    Parameters
    ----------
    net : Network
    by : str
        Column with everybody's group.
    resolution : float
        Weight of what chance gives.
    layer : str, optional
        Ties count in both directions.
    weighted : bool
        Whether weights count.

    Returns
    -------
    float
        NaN without ties.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Newman, M. E. J. and Girvan, M. (2004). Finding and evaluating community structure. Physical Review E 69.
    """
    codes, _ = pd.factorize(attribute(net, by, "modularity"))
    matrix = strength(net, layer, weighted=True) if weighted else contacts(net, layer)
    return _modularity(matrix, codes.astype(np.int64), resolution)


@measure(
    meaning="The largest modularity that any split of this network has, and that split.",
    caution="Many splits come close to the best one; see the agreement of find_communities.",
    source="Brandes et al. 2008",
    on="reported",
)
def max_modularity(net: Network, *, layer: str | None = None) -> Communities:
    """Best split of all, found exactly; for networks of up to 60 people.

    Parameters
    ----------
    net : Network
    layer : str, optional
        Ties count in both directions.

    Returns
    -------
    Communities
        With agreement 1: there is nothing random in it.

    Raises
    ------
    ModelError
        For larger networks: the search takes too long; use `find_communities`.

    Notes
    -----
    Stability: stable.
    """
    if len(net) > EXACT_UP_TO:
        message = f"the best split of all is only searched for up to {EXACT_UP_TO} people; use find_communities."
        raise ModelError(message)
    matrix = contacts(net, layer)
    split = np.arange(len(net))
    if matrix.nnz:
        split = np.asarray(graph(net, layer, directed=False).community_optimal_modularity().membership)
    best = _by_size(split.astype(np.int64))
    sure = named(net, np.ones(len(net)), "together")
    return Communities(named(net, best, "circle"), _modularity(matrix, best, 1.0), 1.0, 0.0, sure, 1)


def _leiden(
    ties: igraph.Graph, weights: list[float] | None, resolution: float, runs: int, rng: np.random.Generator
) -> list[Codes]:
    if not ties.ecount():
        return [np.arange(ties.vcount())] * runs
    settings = {"objective_function": "modularity", "resolution": resolution, "n_iterations": -1}
    with seeded(rng):
        found = [ties.community_leiden(weights=weights, **settings).membership for _ in range(runs)]
    return [np.asarray(split, dtype=np.int64) for split in found]


def _by_size(split: Codes) -> Codes:
    """The same split, the largest circle first."""
    size = np.bincount(split) if len(split) else np.zeros(0, dtype=np.int64)
    place = np.empty(len(size), dtype=np.int64)
    place[np.argsort(-size, kind="stable")] = np.arange(len(size))
    return place[split] if len(split) else split


def _modularity(matrix: csr_array, split: Codes, resolution: float) -> float:
    total = float(matrix.sum())
    if not total:
        return float("nan")
    source = np.repeat(split, np.diff(matrix.indptr))
    inside = float(matrix.data[source == split[matrix.indices]].sum())
    share = np.bincount(split, weights=matrix.sum(axis=1)) / total
    return inside / total - resolution * float(share @ share)


def _mean_over_pairs(splits: list[Codes], compare: Callable[[Codes, Codes], float]) -> float:
    pairs = combinations(splits, 2) if len(splits) > 1 else [(splits[0], splits[0])]
    return float(np.mean([compare(one, other) for one, other in pairs]))


def _adjusted_rand(one: Codes, other: Codes) -> float:
    if not len(one):
        return 1.0
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(one, other))


def _variation(one: Codes, other: Codes) -> float:
    """Variation of information: H(one | other) + H(other | one)."""
    if not len(one):
        return 0.0
    joint = np.bincount(one * (int(other.max()) + 1) + other) / len(one)
    return float(2 * _entropy(joint) - _entropy(np.bincount(one) / len(one)) - _entropy(np.bincount(other) / len(one)))


def _entropy(share: npt.NDArray[np.float64]) -> float:
    some = share[share > 0]
    return float(-(some * np.log(some)).sum())


def _together(best: Codes, splits: list[Codes]) -> npt.NDArray[np.float64]:
    """Mean share of one's circle that shares one's circle in the other runs, too (1 for a circle of one)."""
    share, size = np.zeros(len(best)), np.bincount(best)[best] if len(best) else np.zeros(0)
    for split in splits:
        both = best * (int(split.max(initial=0)) + 1) + split
        share += np.bincount(both)[both] - 1.0
    return np.where(size > 1, share / len(splits) / np.maximum(size - 1, 1), 1.0)
