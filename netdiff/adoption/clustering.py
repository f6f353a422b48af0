"""Do adopters cluster? Likeness of neighbours, and tests against rewired networks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_positive_int
from netdiff._progress import Progress, track
from netdiff._random import RngLike, generator, spawn
from netdiff.adoption.distances import steps_between
from netdiff.adoption.history import Adoption
from netdiff.errors import DataError
from netdiff.metrics._null import Pairs, same_degrees
from netdiff.network import Network

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["ChanceTest", "moran", "structural_test"]

Floats = npt.NDArray[np.float64]


def moran(
    net: Network,
    values: pd.Series | pd.DataFrame,
    *,
    weights: Literal["ties", "steps"] = "ties",
    depth: int = 6,
    layer: str | None = None,
    draws: int = 0,
    rng: RngLike = None,
) -> pd.DataFrame:
    """Moran's I: whether people who are tied have like values.

    Parameters
    ----------
    net : Network
    values : Series or DataFrame
        One number per node (index = ids); several columns are tested one by one (such as adopted by each period).
    weights : {"ties", "steps"}
        Reported ties counted as 1, or 1 / number of steps along them up to `depth`. Rows are scaled to sum to 1; the
        row of somebody without ties stays 0.
    depth : int
        The furthest step that counts.
    layer : str, optional
    draws : int
        How often values are dealt out at random for a permutation p; 0 for none.
    rng : int, Generator or None

    Returns
    -------
    pandas.DataFrame
        One row per column of values: `observed`, `expected` -1/(n-1), `sd` (values dealt out at random), `p`
        (two-sided, normal) and `p_permutation`, which is (b + 1) / (draws + 1).

    Notes
    -----
    Likeness along ties can come from influence, from choosing like friends, or from a shared place. Where everybody has
    one value nothing can be said: blank. Stability: experimental.

    References
    ----------
    Moran (1950), Notes on continuous stochastic phenomena. Cliff and Ord (1981), Spatial Processes.

    Examples
    --------
    >>> ring = [[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]]
    >>> net = Network.from_adjacency(ring)
    >>> float(moran(net, pd.Series([1.0, 0.0, 1.0, 0.0]))["observed"].iloc[0])
    -1.0
    """
    check_choice(weights, "weights", ("ties", "steps"))
    table = pd.DataFrame(values).reindex(net.nodes.index)
    if table.isna().to_numpy().any():
        raise DataError("some nodes have no value", cure="Give a number for everybody, or select the others.")
    numbers = table.to_numpy(dtype=np.float64)
    named = net.adjacency(layer)
    around = _of_ties(named) if weights == "ties" else _of_steps(named, check_positive_int(depth, "depth"))
    found = _statistics(around, numbers - numbers.mean(axis=0))
    result = pd.DataFrame(found, index=table.columns)
    if draws:
        result["p_permutation"] = _permutation(around, numbers, result["observed"].to_numpy(), draws, rng)
    return result


@dataclass(frozen=True, eq=False)
class ChanceTest:
    """A figure beside what rewired networks would give.

    Parameters
    ----------
    observed : float
        On the network as it is.
    chance : array of float, shape (draws,)
        On networks in which everybody names, and is named by, as many as before.
    """

    observed: float
    chance: Floats

    @property
    def p(self) -> float:
        """Two-sided p, 2 (b + 1) / (draws + 1) at most 1, never 0."""
        low, high = (self.chance <= self.observed).sum(), (self.chance >= self.observed).sum()
        return float(min(1.0, 2 * (min(low, high) + 1) / (len(self.chance) + 1)))

    @property
    def interval(self) -> tuple[float, float]:
        """What 90 of 100 rewired networks give."""
        low, high = np.nanquantile(self.chance, [0.05, 0.95])
        return float(low), float(high)

    def to_frame(self) -> pd.DataFrame:
        """One row: observed, mean and sd under chance, the interval, p, draws."""
        low, high = self.interval
        figures = {"observed": self.observed, "mean": np.nanmean(self.chance), "sd": np.nanstd(self.chance, ddof=1)}
        return pd.DataFrame([figures | {"low": low, "high": high, "p": self.p, "draws": len(self.chance)}])

    def __repr__(self) -> str:
        low, high = self.interval
        return f"ChanceTest: observed {self.observed:.4g}, by chance {low:.4g} to {high:.4g}, p = {self.p:.3g}"


def structural_test(
    history: Adoption,
    statistic: Callable[[Adoption], float],
    *,
    draws: int = 1000,
    rng: RngLike = None,
    progress: Progress = None,
) -> ChanceTest:
    """Whether a figure depends on who is tied to whom, or only on how many ties people have.

    Parameters
    ----------
    history : Adoption
        With one network for all periods.
    statistic : callable
        Takes an `Adoption`, gives a number; such as ``lambda h: threshold(h).mean()``.
    draws : int
        How many rewired networks.
    rng : int, Generator or None
    progress
        See `netdiff._progress.track`.

    Returns
    -------
    ChanceTest

    Raises
    ------
    DataError
        For ties that change over time.

    Notes
    -----
    Times of adoption stay where they are; partners are swapped between ties, so that everybody keeps the numbers of
    those named and naming. Stability: experimental.

    References
    ----------
    Maslov and Sneppen (2002), Specificity and stability in topology of protein networks.
    """
    if history.is_dynamic:
        raise DataError("ties that change over time are not rewired here", cure="Test one period's network.")
    layer = next(iter(history.net.layers.values())) if history.layer is None else history.net.layers[history.layer]
    named = history.net.adjacency(history.layer)
    pairs = Pairs(history.n, np.ones(history.n, dtype=bool), np.empty(0, dtype=np.int64))
    streams = spawn(rng, check_positive_int(draws, "draws"))
    found = [
        float(statistic(replace(history, rewired=same_degrees(named, pairs, stream, directed=layer.directed))))
        for stream in track(streams, draws, progress, "rewiring")
    ]
    return ChanceTest(float(statistic(history)), np.array(found))


@dataclass(frozen=True, eq=False)
class _Around:
    """Row-scaled weights seen through the sums that the test needs."""

    s0: float
    s1: float
    s2: float
    mean_around: Callable[[Floats], Floats]


def _of_ties(named: csr_array) -> _Around:
    weights = named.copy()
    count = np.diff(weights.indptr)
    weights.data = np.repeat(1.0 / np.maximum(count, 1), count)
    there_and_back = float(weights.multiply(weights.T).sum())
    columns, rows = np.asarray(weights.sum(axis=0)).ravel(), np.asarray(weights.sum(axis=1)).ravel()
    s1 = float((weights.data**2).sum()) + there_and_back
    return _Around(float(weights.sum()), s1, float(((rows + columns) ** 2).sum()), lambda z: np.asarray(weights @ z))


def _of_steps(named: csr_array, depth: int) -> _Around:
    from netdiff._kernels.distances import sums_around

    steps = steps_between(named, depth)
    near = np.r_[0.0, 1.0 / np.arange(1, depth + 1)]
    total = sum(near[step] * np.count_nonzero(steps == step, axis=1) for step in range(1, depth + 1))
    scale = np.divide(1.0, total, out=np.zeros(len(steps)), where=np.asarray(total) > 0)
    rows = (scale > 0).astype(np.float64)
    columns, s1, _ = sums_around(steps, near, scale, np.zeros((len(steps), 0)))
    s2 = float(((rows + columns) ** 2).sum())
    return _Around(rows.sum(), s1, s2, lambda z: sums_around(steps, near, scale, np.ascontiguousarray(z))[2])


def _statistics(around: _Around, z: Floats) -> dict[str, Floats]:
    n = len(z)
    observed = _observed(around, z)
    spread = (z**2).sum(axis=0)
    peak = np.divide(n * (z**4).sum(axis=0), spread**2, out=np.full(z.shape[1], np.nan), where=spread > 0)
    first = n * ((n * n - 3 * n + 3) * around.s1 - n * around.s2 + 3 * around.s0**2)
    second = peak * (n * (n - 1) * around.s1 - 2 * n * around.s2 + 6 * around.s0**2)
    expected = -1.0 / (n - 1) if n > 1 else np.nan
    scale = (n - 1) * (n - 2) * (n - 3) * around.s0**2
    sd = np.sqrt((first - second) / scale - expected**2) if scale > 0 else np.full(z.shape[1], np.nan)
    return {
        "observed": observed,
        "expected": np.full(z.shape[1], expected),
        "sd": sd,
        "p": _normal_p(observed, expected, sd),
    }


def _observed(around: _Around, z: Floats) -> Floats:
    spread = (z**2).sum(axis=0)
    top = len(z) / around.s0 * (z * around.mean_around(z)).sum(axis=0) if around.s0 else np.full(z.shape[1], np.nan)
    return np.divide(top, spread, out=np.full(z.shape[1], np.nan), where=spread > 1e-12 * len(z))


def _normal_p(observed: Floats, expected: float, sd: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(2.0 * ndtr(-np.abs(observed - expected) / sd))


def _permutation(around: _Around, numbers: Floats, observed: Floats, draws: int, rng: RngLike) -> Floats:
    stream = generator(rng)
    z = numbers - numbers.mean(axis=0)
    expected = -1.0 / (len(z) - 1)
    beyond = np.zeros(z.shape[1])
    for _ in range(draws):
        dealt = _observed(around, z[stream.permutation(len(z))])
        beyond += np.abs(dealt - expected) >= np.abs(observed - expected) - 1e-12
    return np.where(np.isnan(observed), np.nan, (beyond + 1) / (draws + 1))
