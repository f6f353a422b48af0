"""Who would be heard: measures of influence, read along the way it runs.

All read the *influence* matrix: entry [i, j] says that i influences j. For a layer of nominations ("whom do you turn
to?") that is the matrix of names turned round, so that whoever is named is heard by those who name him.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive, check_positive_int
from netdiff._kernels.complex_paths import circle_cascades
from netdiff._random import RngLike, generator
from netdiff.metrics._distances import pivots, step_sums, told
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import influence, named
from netdiff.metrics.walks import leading

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["complex_centrality", "complex_paths_script", "diffusion_centrality", "hearing_matrix", "reach"]

Floats = npt.NDArray[np.float64]


@measure(
    meaning="How often others would hear of something, all told, if this person started talking about it.",
    caution="It assumes that everybody passes on with the same chance, and counts the same listener again and again.",
    source="Banerjee, Chandrasekhar, Duflo & Jackson 2013",
    on="influence",
    unit="times heard",
)
def diffusion_centrality(
    net: Network,
    *,
    q: float | None = None,
    horizon: int | None = None,
    layer: str | None = None,
    weighted: bool = False,
) -> pd.Series:
    """Diffusion centrality ``sum over t = 1..T of (q W)^t 1``, with W the influence matrix.

    Parameters
    ----------
    net : Network
    q : float, optional
        Chance to pass on along a tie per period; by default 1 / spectral radius.
    horizon : int, optional
        Number of periods T; by default the largest distance in the network.
    layer : str, optional
    weighted : bool
        Whether weights multiply q; by default every tie is 1.

    Returns
    -------
    pandas.Series

    Notes
    -----
    With one period it is q times the number of people influenced; with many it turns into eigenvector centrality (at
    the default q) or Katz's (below it). Stability: stable.

    References
    ----------
    Banerjee, A., Chandrasekhar, A. G., Duflo, E. and Jackson, M. O. (2013). The diffusion of microfinance. Science
    341. The same (2019). Using gossips to spread information. Review of Economic Studies 86.

    Examples
    --------
    Two people turn to ann, so what she says reaches both:

    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> ties = pd.DataFrame({"source": ["bob", "cem"], "target": ["ann", "ann"]})
    >>> diffusion_centrality(Network.from_frames(None, ties, means="turns_to"), q=0.5, horizon=1).to_dict()
    {'bob': 0.0, 'cem': 0.0, 'ann': 1.0}
    """
    matrix = influence(net, layer, weighted=weighted)
    q, horizon = _defaults(matrix, q, horizon)
    heard, wave = np.zeros(len(net)), np.ones(len(net))
    for _ in range(horizon):
        wave = q * (matrix @ wave)
        heard += wave
    return named(net, heard, "diffusion_centrality")


@measure(
    meaning="How often each person would hear of something that another one started.",
    caution="It assumes that everybody passes on with the same chance.",
    source="Banerjee, Chandrasekhar, Duflo & Jackson 2019",
    on="influence",
    unit="times heard",
)
def hearing_matrix(
    net: Network,
    *,
    q: float | None = None,
    horizon: int | None = None,
    layer: str | None = None,
    weighted: bool = False,
) -> pd.DataFrame:
    """Hearing matrix ``H = sum over t = 1..T of (q W)^t``: row i, column j = how often j hears from i.

    Parameters
    ----------
    net, q, horizon, layer, weighted
        As in `diffusion_centrality`.

    Returns
    -------
    pandas.DataFrame
        People by people, diagonal included. Row sums are diffusion centrality; a column is somebody's gossip.

    Notes
    -----
    A full table of n by n numbers: for networks of up to some thousand people. Stability: stable.
    """
    matrix = influence(net, layer, weighted=weighted)
    q, horizon = _defaults(matrix, q, horizon)
    heard, wave = np.zeros((len(net), len(net))), np.eye(len(net))
    for _ in range(horizon):
        wave = q * (matrix @ wave)
        heard += wave
    return pd.DataFrame(heard, index=net.nodes.index, columns=net.nodes.index.rename("hears"))


@measure(
    meaning="How many others news from this person could get to within a few steps.",
    caution="It counts open roads, not what is passed on along them.",
    source="Wasserman & Faust 1994",
    on="influence",
    unit="people",
)
def reach(
    net: Network, *, steps: int = 2, layer: str | None = None, samples: int | None = None, rng: RngLike = None
) -> pd.Series:
    """Number of others within so many steps along the way influence runs.

    Parameters
    ----------
    net : Network
    steps : int
        At least 1.
    layer : str, optional
    samples : int, optional
        Look from this many people chosen at random instead of from everybody; by default everybody up to 100,000
        people, and 4,096 beyond.
    rng : int, Generator or None
        Chooses the sample.

    Returns
    -------
    pandas.Series of int
        ``attrs`` holds `samples`, `bound` (in people, for all at once) and `confidence` where a sample was taken.

    Notes
    -----
    Stability: stable.
    """
    chosen = pivots(len(net), samples, rng)
    sums = step_sums(influence(net, layer), depth=check_positive_int(steps, "steps"), sources=chosen)
    return told(named(net, np.rint(sums.people).astype(np.int64), "reach"), chosen, unit=len(net))


@measure(
    meaning="How far something that needs several contacts would get from a person and those around them.",
    caution="The number of contacts needed is an assumption; look at 2 and 3.",
    source="after Guilbeault & Centola 2021",
    on="influence",
    unit="people",
)
def complex_centrality(net: Network, *, threshold: int = 2, layer: str | None = None) -> pd.DataFrame:
    """Cascades of a count threshold, started from a person and everybody he influences.

    Parameters
    ----------
    net : Network
    threshold : int
        How many active contacts everybody needs.
    layer : str, optional

    Returns
    -------
    pandas.DataFrame
        `circle`, the size of the start; `reach`, people active in the end, circle included; `mean_round`, the mean
        round in which those beyond the circle joined (NaN where nobody did).

    Notes
    -----
    A deterministic variant of the authors' idea; `complex_paths_script` follows their released script. Stability:
    experimental.

    References
    ----------
    Guilbeault, D. and Centola, D. (2021). Topological measures for identifying and predicting the spread of complex
    contagions. Nature Communications 12.
    """
    matrix = influence(net, layer)
    needed = np.full(len(net), check_positive_int(threshold, "threshold"), dtype=np.int32)
    circle, active, rounds = circle_cascades(matrix.indptr, matrix.indices, needed).T
    joined = active - circle
    mean = np.divide(rounds, joined, out=np.full(len(net), np.nan), where=joined > 0)
    table = {"circle": circle.astype(np.int64), "reach": active.astype(np.int64), "mean_round": mean}
    return pd.DataFrame(table, index=net.nodes.index)


@measure(
    meaning="The released script's number for complex centrality: larger means that a cascade got further.",
    caution="It draws at random, counts people who never joined if they touch one who did, and calls the rest 0 away.",
    source="Guilbeault & Centola 2021, released script",
    on="influence",
)
def complex_paths_script(net: Network, *, threshold: int = 2, layer: str | None = None, rng: RngLike = 0) -> pd.Series:
    """Complex centrality by the convention of the authors' released script.

    Seeds are a person and ``threshold - 1`` contacts drawn at random. After the cascade all ties that touch an active
    person are kept; the value is the mean distance to everybody along them, people out of reach counting 0.

    Parameters
    ----------
    net : Network
    threshold : int
    layer : str, optional
    rng : int, Generator or None

    Returns
    -------
    pandas.Series

    Notes
    -----
    Kept for comparison with published numbers. Stability: experimental.
    """
    check_positive_int(threshold, "threshold")
    matrix, random = influence(net, layer), generator(rng)
    values = [_script_value(matrix, person, threshold, random) for person in range(len(net))]
    return named(net, np.array(values, dtype=np.float64), "complex_paths_script")


def _script_value(matrix: csr_array, person: int, threshold: int, rng: np.random.Generator) -> float:
    from scipy.sparse import diags_array
    from scipy.sparse.csgraph import dijkstra

    circle = matrix.indices[matrix.indptr[person] : matrix.indptr[person + 1]]
    active = np.zeros(matrix.shape[0])
    active[[person, *rng.choice(circle, size=min(threshold - 1, len(circle)), replace=False)]] = 1.0
    while True:
        grown = np.maximum(active, matrix.T @ active >= threshold)
        if grown.sum() == active.sum():
            break
        active = grown
    touching = diags_array(active) @ matrix + matrix @ diags_array(active)
    away = dijkstra(touching, indices=person, unweighted=True)
    return float(np.where(np.isfinite(away), away, 0.0).mean())


def _defaults(matrix: csr_array, q: float | None, horizon: int | None) -> tuple[float, int]:
    """The chance to pass on and the number of periods, with their defaults."""
    if q is None:
        radius = leading(matrix, directed=True)[0]
        q = 1.0 / radius if radius > 1e-12 else 1.0
    if horizon is None:
        horizon = max(int(step_sums(matrix).largest.max(initial=0)), 1)
    return check_positive(q, "q"), check_positive_int(horizon, "horizon")
