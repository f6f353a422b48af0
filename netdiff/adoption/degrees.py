"""Whether those with many ties adopted early."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_positive_int
from netdiff._random import RngLike, generator
from netdiff.adoption.history import Adoption

__all__ = ["degree_adoption"]

Floats = npt.NDArray[np.float64]


def degree_adoption(
    history: Adoption, *, over: Literal["mean", "first", "last"] = "mean", draws: int = 1000, rng: RngLike = None
) -> pd.DataFrame:
    """Correlation of the number of ties with the time of adoption, among those who adopted.

    Parameters
    ----------
    history : Adoption
    over : {"mean", "first", "last"}
        Where ties change: the mean number of ties over the periods, or that of the first or the last one.
    draws : int
        How often people are resampled for the interval.
    rng : int, Generator or None

    Returns
    -------
    pandas.DataFrame
        Rows `in_degree` (how many name the person) and `out_degree` (how many the person names); columns
        `correlation`, its 90 % interval `low`, `high`, the number of `adopters`, and `reading`: a *negative*
        correlation says that those with many ties adopted earlier.

    Notes
    -----
    People who had not adopted are left out, which can hide a difference. Stability: experimental.

    Examples
    --------
    >>> from netdiff.network import Network
    >>> star = Network.from_adjacency([[0, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]], means="turns_to")
    >>> late_hub = Adoption.of(star, pd.Series([4, 1, 2, 3]))
    >>> degree_adoption(late_hub, draws=20, rng=1).loc["in_degree", "reading"]
    'those with more ties adopted later'
    """
    check_positive_int(draws, "draws", least=0)
    check_choice(over, "over", ("mean", "first", "last"))
    nets = {"mean": history.networks, "first": history.networks[:1], "last": history.networks[-1:]}[over]
    matrices = [net.adjacency(history.layer) for net in nets]
    degrees = {
        "in_degree": np.mean([np.bincount(named.indices, minlength=history.n) for named in matrices], axis=0),
        "out_degree": np.mean([np.diff(named.indptr) for named in matrices], axis=0),
    }
    adopted = history.toa.notna().to_numpy()
    time = history.toa.to_numpy(dtype=np.float64)[adopted]
    stream = generator(rng)
    rows = {name: _row(values[adopted].astype(np.float64), time, draws, stream) for name, values in degrees.items()}
    return pd.DataFrame.from_dict(rows, orient="index")


def _row(degree: Floats, time: Floats, draws: int, stream: np.random.Generator) -> dict[str, object]:
    found = _correlation(degree, time)
    picks = stream.integers(len(time), size=(draws, len(time))) if len(time) else np.empty((0, 0), dtype=np.int64)
    again = np.array([_correlation(degree[pick], time[pick]) for pick in picks])
    known = again[~np.isnan(again)]
    low, high = np.quantile(known, [0.05, 0.95]) if len(known) else (np.nan, np.nan)
    return {
        "correlation": found,
        "low": float(low),
        "high": float(high),
        "adopters": len(time),
        "reading": _reading(found, float(low), float(high)),
    }


def _correlation(one: Floats, other: Floats) -> float:
    if len(one) < 3 or one.std() == 0 or other.std() == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])


def _reading(found: float, low: float, high: float) -> str:
    if np.isnan(found):
        return "cannot be said from so few adopters"
    if not np.isnan(low) and low <= 0 <= high:
        return "no clear difference"
    return "those with more ties adopted earlier" if found < 0 else "those with more ties adopted later"
