"""A number from simulation never stands alone: its interval stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

__all__ = ["Estimate", "estimate_mean", "estimate_share"]


@dataclass(frozen=True)
class Estimate:
    """A mean over runs with its interval.

    Parameters
    ----------
    value : float
        The mean.
    se : float
        Its standard error over runs (NaN for a single run).
    low, high : float
        The interval that simulation noise leaves, at `level`. Doubt about the data or the model is not in it.
    runs : int
        How many runs it rests on.
    level : float
        Of the interval.

    Examples
    --------
    >>> estimate_mean([10, 12, 11, 11])
    Estimate(11.0, 10.2 to 11.8 at 95%, 4 runs)
    """

    value: float
    se: float
    low: float
    high: float
    runs: int
    level: float = 0.95

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        band = f"{self.low:.{self._digits}f} to {self.high:.{self._digits}f} at {self.level:.0%}"
        return f"Estimate({self.value:.{self._digits}f}, {band}, {self.runs:,} runs)"

    @property
    def _digits(self) -> int:
        """As many digits as the interval supports: one, or more where it is narrow."""
        width = self.high - self.low
        return 1 if not width > 0 else int(np.clip(np.ceil(-np.log10(width)) + 1, 1, 4))


def estimate_mean(values: npt.ArrayLike, level: float = 0.95) -> Estimate:
    """Mean of independent runs with its normal interval."""
    drawn = np.asarray(values, dtype=np.float64)
    value, runs = float(drawn.mean()), drawn.size
    se = float(drawn.std(ddof=1) / np.sqrt(runs)) if runs > 1 else float("nan")
    reach = NormalDist().inv_cdf(0.5 + level / 2) * se
    return Estimate(value, se, value - reach, value + reach, runs, level)


def estimate_share(hits: npt.ArrayLike, level: float = 0.95) -> Estimate:
    """Share of runs in which something happened, with Wilson's interval (right for 0 of n as well)."""
    seen = np.asarray(hits, dtype=np.float64)
    share, runs = float(seen.mean()), seen.size
    z2 = NormalDist().inv_cdf(0.5 + level / 2) ** 2
    middle = (share + z2 / (2 * runs)) / (1 + z2 / runs)
    reach = np.sqrt(z2 * (share * (1 - share) / runs + z2 / (4 * runs**2))) / (1 + z2 / runs)
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return Estimate(share, float(np.sqrt(share * (1 - share) / runs)), float(low), float(high), runs, level)
