"""The Bass curve, fitted to an observed diffusion."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff.errors import ConvergenceError, DataError

__all__ = ["bass_curve", "fit_bass_curve"]

Floats = npt.NDArray[np.float64]


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
    Least squares on cumulative shares, the convention of the field; its usual errors are too small, since the shares of
    successive periods hang together. Stability: experimental.
    """
    from scipy.optimize import least_squares

    observed = np.asarray(share, dtype=np.float64)
    if len(observed) < 3:
        raise DataError(f"{len(observed)} periods are too few for a Bass curve", cure="Three are the least.")
    time = np.arange(1, len(observed) + 1, dtype=np.float64)
    start = np.array([max(observed[0], 1e-4), 0.5])
    found = least_squares(
        lambda pq: bass_curve(time, pq[0], pq[1]) - observed, start, bounds=([1e-9, -0.999], [1.0, 10.0]), xtol=1e-12
    )
    if not found.success:
        message = "No Bass curve comes near these shares. Look at them first: do they rise at all?"
        raise ConvergenceError(message)
    return float(found.x[0]), float(found.x[1])
