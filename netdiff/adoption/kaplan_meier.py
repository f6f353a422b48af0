"""Kaplan and Meier's share that is left, with Greenwood's error and an interval that stays between 0 and 1."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_fraction

__all__ = ["kaplan_meier"]

Floats = npt.NDArray[np.float64]


def kaplan_meier(new: Floats, at_risk: Floats, level: float = 0.9) -> pd.DataFrame:
    """Share left after each period, of those who could still leave.

    Parameters
    ----------
    new : array of float, shape (periods,)
        How many left in each period.
    at_risk : array of float, shape (periods,)
        How many had not left before it and were still watched.
    level : float
        Of the interval.

    Returns
    -------
    pandas.DataFrame
        One row per period: `survival`, its standard error `se` (Greenwood), and the interval `low`, `high`, taken on
        the log of minus the log of the share, and so inside 0 and 1. Where nobody or everybody has left, that scale has
        no place for it: the interval is then the exact one of a share of none, or of all (Clopper and Pearson 1934).

    References
    ----------
    Kaplan and Meier (1958), Nonparametric estimation from incomplete observations. Greenwood (1926), The natural
    duration of cancer. Kalbfleisch and Prentice (1980), The Statistical Analysis of Failure Time Data, section 1.3.

    Examples
    --------
    >>> kaplan_meier(np.array([1.0, 1.0]), np.array([4.0, 3.0])).round(2)["survival"].tolist()
    [0.75, 0.5]
    """
    from scipy.stats import norm

    tail = (1.0 - check_fraction(level, "level")) / 2.0
    left = at_risk - new
    share = np.cumprod(_over(left, at_risk, 1.0))
    share[(at_risk == 0) & (share > 0.0)] = np.nan  # all who were left are out of sight
    summed = np.cumsum(_over(new, at_risk * left, 0.0))
    inside = (share > 0.0) & (share < 1.0)
    log = np.log(np.where(inside, share, np.exp(-1.0)))
    stretch = np.exp(norm.ppf(1.0 - tail) * np.sqrt(summed) / np.abs(log))
    none_left, all_left = _exact_end(at_risk[:1], tail), _exact_end(at_risk, tail)
    low = np.where(inside, np.exp(log * stretch), np.where(share == 1.0, all_left, share))
    high = np.where(inside, np.exp(log / stretch), np.where(share == 0.0, 1.0 - none_left, share))
    error = np.where(share > 0.0, share * np.sqrt(summed), np.nan)
    return pd.DataFrame({"survival": share, "se": error, "low": low, "high": high})


def _exact_end(people: Floats, tail: float) -> Floats:
    """The lower end of an exact interval of a share of 1 that so many people show."""
    return np.asarray(tail ** (1.0 / np.where(people > 0, people, np.nan)), dtype=np.float64)


def _over(top: Floats, bottom: Floats, otherwise: float) -> Floats:
    return np.divide(top, bottom, out=np.full(top.shape, otherwise), where=bottom > 0)
