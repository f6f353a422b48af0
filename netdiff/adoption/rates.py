"""How fast it went: adopters per period, hazard, adopter categories."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff.adoption.exposure import threshold
from netdiff.adoption.history import Adoption

__all__ = ["adopter_categories", "adoption_table", "hazard", "times_summary"]

TIME_CLASSES = ("Early Adopters", "Early Majority", "Late Majority", "Laggards")
THRESHOLD_CLASSES = ("Very Low Thresh.", "Low Thresh.", "High Thresh.", "Very High Thresh.")
NONE = "Non-Adopters"
Floats = npt.NDArray[np.float64]


def adoption_table(history: Adoption) -> pd.DataFrame:
    """Adopters period by period.

    Returns
    -------
    pandas.DataFrame
        Index = period. `new` adopters, `total` who ever adopted so far, `share` of all of whom it is known, growth
        `rate` against the period before, `at_risk` (had not adopted before) and `hazard` (new / at_risk). The first
        period has no rate and no hazard, since nobody was watched before it.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> from netdiff.network import Network
    >>> net = Network.from_frames(None, pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}), means="turns_to")
    >>> adoption_table(Adoption.of(net, {"a": 1, "b": 2}))["total"].tolist()
    [1, 2]
    """
    history = history.among_watched()
    place = history.index_in_time()
    size = len(history.periods)
    new = np.bincount(place[(place >= 0) & (place < size)], minlength=size)[:size]
    before = int((place < 0).sum())
    total = before + np.cumsum(new)
    at_risk = history.n - np.r_[before, total[:-1]]
    earlier = np.r_[np.nan, total[:-1]]
    table = pd.DataFrame({"new": new, "total": total}, index=pd.Index(history.periods, name="period"))
    table["share"] = total / history.n
    table["rate"] = _over(new, earlier)
    table["at_risk"] = at_risk
    table["hazard"] = _over(new, np.r_[np.nan, at_risk[1:].astype(np.float64)])
    return table


def hazard(history: Adoption) -> pd.Series:
    """Share of those who had not adopted before a period who did in it; index = period, blank in the first."""
    return adoption_table(history)["hazard"]


def adopter_categories(
    history: Adoption,
    *,
    by: Literal["time", "threshold"] = "time",
    closed: Literal["left", "right"] = "left",
    lag: int = 0,
) -> pd.Series:
    """Adopter categories, cut at the mean and one standard deviation either side.

    Parameters
    ----------
    history : Adoption
    by : {"time", "threshold"}
        Cut times of adoption (Rogers), or thresholds (Valente).
    closed : {"left", "right"}
        Which end of a category belongs to it. `"left"`: somebody exactly at the mean is in the later category.
    lag : int
        For thresholds, see `threshold`.

    Returns
    -------
    pandas.Series of category
        Index = nodes; `Non-Adopters` for whoever had not adopted; blank where nothing is known.

    Notes
    -----
    The categories describe what happened; they are no label of persons and no cause. Stability: experimental.

    References
    ----------
    Rogers (2003), Diffusion of Innovations. Valente (1995), Network Models of the Diffusion of Innovations.
    """
    check_choice(by, "by", ("time", "threshold"))
    check_choice(closed, "closed", ("left", "right"))
    values = history.toa if by == "time" else threshold(history, lag=lag, first="blank", valued=False, isolates="zero")
    names = TIME_CLASSES if by == "time" else THRESHOLD_CLASSES
    side: Literal["left", "right"] = "right" if closed == "left" else "left"
    ends, numbers = cut_points(values), values.to_numpy(dtype=np.float64)
    for end in ends:  # somebody exactly at a cut is so whatever the order in which the mean was added up
        numbers = np.where(np.isclose(numbers, end, rtol=1e-12, atol=1e-12), end, numbers)
    place = np.searchsorted(ends, numbers, side=side)
    labels = np.where(values.isna(), NONE, np.array(names, dtype=object)[np.minimum(place, len(names) - 1)])
    labels[~history.watched] = None
    return pd.Series(pd.Categorical(labels, categories=[NONE, *names]), index=values.index, name=f"{by}_category")


def cut_points(values: pd.Series) -> Floats:
    """Mean minus one standard deviation, mean, mean plus one."""
    known = values.dropna()
    return np.asarray(known.mean() + (known.std() if len(known) > 1 else 0.0) * np.array([-1.0, 0.0, 1.0]))


def times_summary(history: Adoption) -> pd.Series:
    """Mean, median and first quartile of the times of adoption, of those who adopted."""
    known = history.toa.dropna()
    figures = {"mean": known.mean(), "median": known.median(), "early_quartile": known.quantile(0.25)}
    return pd.Series(figures, name="times")


def _over(top: npt.NDArray[np.int64], bottom: Floats) -> Floats:
    return np.divide(top, bottom, out=np.full(len(top), np.nan), where=np.nan_to_num(bottom) > 0)
