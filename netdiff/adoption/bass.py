"""The Bass curve, fitted to an observed diffusion: by likelihood with intervals, or by least squares as is usual."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.adoption.history import Adoption
from netdiff.adoption.rates import adoption_table
from netdiff.errors import ConvergenceError, DataError

__all__ = ["BassFit", "bass_curve", "fit_bass", "fit_bass_curve"]

Floats = npt.NDArray[np.float64]
NORMAL_90 = 1.6448536269514722


def bass_curve(time: npt.ArrayLike, p: float, q: float) -> Floats:
    """Share that has adopted by a time: F(t) = (1 - e^{-(p+q)t}) / (1 + (q/p) e^{-(p+q)t}).

    Parameters
    ----------
    time : array of float
        Periods since the start.
    p, q : float
        Adopting of oneself, and adopting after others; above 0.

    Returns
    -------
    array of float, from 0 to 1

    References
    ----------
    Bass (1969), A new product growth model for consumer durables.

    Examples
    --------
    >>> bass_curve([0.0, 1e9], 0.03, 0.38).tolist()
    [0.0, 1.0]
    """
    decay = np.exp(-(p + q) * np.asarray(time, dtype=np.float64))
    return np.asarray((1.0 - decay) / (1.0 + q / p * decay))


@dataclass(frozen=True, eq=False)
class BassFit:
    """p and q with intervals.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows `p` and `q`; columns `value` and its 90 % interval `low`, `high`.
    log_likelihood : float
    people, adopted : int
    """

    table: pd.DataFrame
    log_likelihood: float
    people: int
    adopted: int

    @property
    def p(self) -> float:
        """Chance per period of adopting of oneself, at the start."""
        return float(self.table.loc["p", "value"])

    @property
    def q(self) -> float:
        """How strongly earlier adopters add to it."""
        return float(self.table.loc["q", "value"])

    def curve(self, periods: int) -> pd.Series:
        """Expected share that has adopted, by period 1, 2, …."""
        time = np.arange(1, periods + 1)
        return pd.Series(bass_curve(time, self.p, self.q), index=time, name="share")

    def __repr__(self) -> str:
        rows = [f"{name} {row.value:.3g} ({row.low:.3g} to {row.high:.3g})" for name, row in self.table.iterrows()]
        return f"Bass curve of {self.adopted:,} adoptions among {self.people:,} people: {', '.join(rows)}"


def fit_bass(history: Adoption) -> BassFit:
    """Fit p and q by maximum likelihood to the numbers of adopters per period.

    Parameters
    ----------
    history : Adoption
        Time runs from the start of the first period; whoever had not adopted by the end is censored.

    Returns
    -------
    BassFit
        Intervals are of the normal approximation on the scale of log p and log q.

    Raises
    ------
    DataError
        For fewer than three periods or nobody who adopted.
    ConvergenceError
        Where the likelihood has no maximum inside.

    Notes
    -----
    The curve takes everybody as tied to everybody; q says nothing about this network. Stability: experimental.

    References
    ----------
    Schmittlein and Mahajan (1982), Maximum likelihood estimation for an innovation diffusion model of new product
    acceptance.
    """
    from scipy.optimize import minimize

    history = history.among_watched()
    table = adoption_table(history)
    new, left = table["new"].to_numpy(dtype=np.float64), float(history.n - table["total"].iloc[-1])
    _check_periods(len(new))
    if not new.sum():
        raise DataError("nobody adopted", cure="A curve needs adopters.")

    def loss(logs: Floats) -> float:
        share = bass_curve(np.arange(len(new) + 1), *np.exp(logs))
        return -float(
            (new * np.log(np.maximum(np.diff(share), 1e-300))).sum() + left * np.log(max(1 - share[-1], 1e-300))
        )

    starts = [np.log([max(new[0] / history.n, 1e-3), q]) for q in (0.01, 0.1, 0.5)]
    found = min(
        (minimize(loss, start, method="Nelder-Mead", options=_FINE) for start in starts), key=lambda run: run.fun
    )
    error = np.sqrt(np.diag(np.linalg.pinv(_curvature(loss, found.x))))
    low, high = (np.exp(found.x + sign * NORMAL_90 * error) for sign in (-1, 1))
    result = pd.DataFrame({"value": np.exp(found.x), "low": low, "high": high}, index=pd.Index(["p", "q"], name="term"))
    return BassFit(result, -float(found.fun), history.n, int(new.sum()))


def fit_bass_curve(share: npt.ArrayLike) -> tuple[float, float]:
    """Find p and q of the Bass curve nearest to cumulative shares, by least squares.

    Parameters
    ----------
    share : array of float
        Share that had adopted by the end of periods 1, 2, ….

    Returns
    -------
    p, q : float

    Raises
    ------
    DataError
        For fewer than three periods.
    ConvergenceError
        Where no curve of this kind comes near.

    Notes
    -----
    The convention of the field; its usual errors are too small, since the shares of successive periods hang together.
    For intervals use `fit_bass`. Stability: experimental.
    """
    from scipy.optimize import least_squares

    observed = np.asarray(share, dtype=np.float64)
    _check_periods(len(observed))
    time = np.arange(1, len(observed) + 1, dtype=np.float64)
    start = np.array([max(observed[0], 1e-4), 0.5])
    found = least_squares(
        lambda pq: bass_curve(time, pq[0], pq[1]) - observed, start, bounds=([1e-9, -0.999], [1.0, 10.0]), **_EXACT
    )
    if not found.success:
        message = "No Bass curve comes near these shares. Look at them first: do they rise at all?"
        raise ConvergenceError(message)
    return float(found.x[0]), float(found.x[1])


_EXACT = {"xtol": 1e-14, "ftol": 1e-14, "gtol": 1e-14, "max_nfev": 2000}
_FINE = {"xatol": 1e-10, "fatol": 1e-12, "maxiter": 4000}


def _check_periods(count: int) -> None:
    if count < 3:
        raise DataError(f"{count} periods are too few for a Bass curve", cure="Three are the least.")


def _curvature(value: Callable[[Floats], float], at: Floats, step: float = 1e-4) -> Floats:
    """Second derivatives by central differences."""
    shift = step * np.eye(len(at))
    return np.array(
        [
            [
                (value(at + a + b) - value(at + a - b) - value(at - a + b) + value(at - a - b)) / (4 * step**2)
                for b in shift
            ]
            for a in shift
        ]
    )
