"""How the layers of a network lie over one another: the same pairs, the same people in the middle, or not.

Layers are compared as patterns (a tie is there or not), without ties to oneself. Where one of two layers has no
direction, both are read as contacts.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int
from netdiff._random import RngLike, generator
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import attribute, contacts, is_directed, named, reported

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["cross_layer_ei", "layer_degrees", "layer_overlap", "participation", "qap"]

Floats = npt.NDArray[np.float64]


@measure(
    meaning="How far two kinds of tie link the same pairs of people.",
    caution="Pairs that one of the questions could not have named count as not tied.",
    source="Battiston, Nicosia & Latora 2014",
    on="reported",
    unit="share",
)
def layer_overlap(net: Network) -> pd.DataFrame:
    """Overlap of every pair of layers.

    Parameters
    ----------
    net : Network

    Returns
    -------
    pandas.DataFrame
        One row per pair of layers: `shared` ties, `jaccard` = shared / in either, `overlap` = shared / in the smaller
        one, and `pearson`, the correlation over all pairs of people (its p-value: `qap`).

    Notes
    -----
    Stability: stable.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> ties = pd.DataFrame({"source": list("aba"), "target": list("bcb"), "layer": ["work", "work", "sport"]})
    >>> layer_overlap(Network.from_frames(None, ties, means="meets")).round(2).iloc[0].to_dict()
    {'shared': 1.0, 'jaccard': 0.5, 'overlap': 1.0, 'pearson': 0.5}
    """
    rows = []
    for one, other in combinations(net.layers, 2):
        a, b, directed = _pair(net, one, other)
        half = 1 if directed else 2
        shared = float((a * b).sum()) / half
        sizes = a.nnz / half, b.nnz / half
        either = sizes[0] + sizes[1] - shared
        rows.append(
            {
                "layer": one,
                "other": other,
                "shared": shared,
                "jaccard": shared / either if either else np.nan,
                "overlap": shared / min(sizes) if min(sizes) else np.nan,
                "pearson": _pearson(a, b),
            }
        )
    columns = ["layer", "other", "shared", "jaccard", "overlap", "pearson"]
    return pd.DataFrame(rows, columns=columns).set_index(["layer", "other"])


@measure(
    meaning="Whether two kinds of tie go together more than if the people of one had been shuffled.",
    caution="It tests one layer against another, not cause against effect.",
    source="Krackhardt 1988",
    on="reported",
)
def qap(net: Network, one: str, other: str, *, draws: int = 999, rng: RngLike = 0) -> pd.Series:
    """QAP correlation of two layers with its permutation p-value.

    Parameters
    ----------
    net : Network
    one, other : str
        Names of layers.
    draws : int
        How many times the people of the second layer are shuffled.
    rng : int, Generator or None

    Returns
    -------
    pandas.Series
        `correlation`; `low` and `high` of the middle 95 % of the shuffled ones; two-sided `p`, (b + 1) / (draws + 1).

    Notes
    -----
    Stability: stable.

    References
    ----------
    Krackhardt, D. (1988). Predicting with networks: nonparametric multiple regression analysis of dyadic data. Social
    Networks 10.
    """
    check_positive_int(draws, "draws")
    a, b, _ = _pair(net, one, other)
    random, found = generator(rng), _pearson(a, b)
    shuffled = np.empty(draws)
    for draw in range(draws):
        order = random.permutation(len(net))
        shuffled[draw] = _pearson(a, b[order][:, order])
    far = int((np.abs(shuffled) >= abs(found) - 1e-12).sum())
    low, high = np.quantile(shuffled, [0.025, 0.975]) if np.isfinite(found) else (np.nan, np.nan)
    p = (far + 1) / (draws + 1) if np.isfinite(found) else np.nan
    return pd.Series({"correlation": found, "low": low, "high": high, "p": p}, name="qap")


@measure(
    meaning="Whether the people with many ties of one kind also have many of another.",
    caution="With few people one person can make the whole correlation.",
    source="Battiston, Nicosia & Latora 2014",
    on="reported",
)
def layer_degrees(net: Network) -> pd.DataFrame:
    """Correlation of the degrees of every pair of layers, over all people (isolates count, with 0).

    Parameters
    ----------
    net : Network

    Returns
    -------
    pandas.DataFrame
        One row per pair of layers: `pearson`, and `spearman` with equal degrees sharing their mean rank.

    Notes
    -----
    Stability: stable.
    """
    degree = _degrees(net)
    ranks = degree.rank()
    pairs = list(combinations(net.layers, 2))
    rows = [(degree[a].corr(degree[b]), ranks[a].corr(ranks[b])) for a, b in pairs]
    index = pd.MultiIndex.from_tuples(pairs, names=["layer", "other"])
    return pd.DataFrame(rows, index=index, columns=["pearson", "spearman"])


@measure(
    meaning="Whether a person's ties are spread over all layers (1) or all lie in one (0).",
    caution="With one or two ties it can only be extreme.",
    source="Battiston, Nicosia & Latora 2014",
    on="reported",
    unit="share",
)
def participation(net: Network) -> pd.Series:
    """Multiplex participation ``M / (M - 1) * (1 - sum over layers of (k_l / k)^2)``.

    Parameters
    ----------
    net : Network
        With at least two layers.

    Returns
    -------
    pandas.Series
        NaN for people without ties, and for everybody where there is one layer only.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Battiston, F., Nicosia, V. and Latora, V. (2014). Structural measures for multiplex networks. Physical Review E 89.
    """
    degree = _degrees(net).to_numpy()
    layers, total = degree.shape[1], degree.sum(axis=1, keepdims=True)
    share = np.divide(degree, total, out=np.full(degree.shape, np.nan), where=total > 0)
    if layers < 2:
        return named(net, np.full(len(net), np.nan), "participation")
    return named(net, layers / (layers - 1) * (1 - (share**2).sum(axis=1)), "participation")


@measure(
    meaning="Per layer: whether its ties run between groups (towards 1) or stay within them (towards -1).",
    caution="Groups of unequal size give unequal values by chance alone.",
    source="Krackhardt & Stern 1988",
    on="reported",
)
def cross_layer_ei(net: Network, *, by: str = "group") -> pd.Series:
    """E-I index of each layer by the same groups, so that layers can be compared.

    Parameters
    ----------
    net : Network
    by : str
        Column of the people sheet; everybody needs a value.

    Returns
    -------
    pandas.Series
        Index: layers.

    Notes
    -----
    Stability: stable.
    """
    codes, _ = pd.factorize(attribute(net, by, "the E-I index"))
    values = {}
    for name in net.layers:
        matrix = reported(net, name)
        same = np.repeat(codes, np.diff(matrix.indptr)) == codes[matrix.indices]
        values[name] = float(1 - 2 * same.mean()) if len(same) else float("nan")
    return pd.Series(values, name="cross_layer_ei", dtype=np.float64).rename_axis("layer")


def _pair(net: Network, one: str, other: str) -> tuple[csr_array, csr_array, bool]:
    """Two layers as ones, read alike."""
    directed = is_directed(net, one) and is_directed(net, other)
    read = reported if directed else contacts
    return read(net, one), read(net, other), directed


def _pearson(a: csr_array, b: csr_array) -> float:
    """Correlation over all ordered pairs of different people."""
    pairs, x, y = a.shape[0] * (a.shape[0] - 1.0), float(a.nnz), float(b.nnz)
    spread = np.sqrt(x * (pairs - x) * y * (pairs - y))
    return (pairs * float((a * b).sum()) - x * y) / spread if spread else float("nan")


def _degrees(net: Network) -> pd.DataFrame:
    columns = {name: contacts(net, name).sum(axis=1) for name in net.layers}
    return pd.DataFrame(columns, index=net.nodes.index, dtype=np.float64)
