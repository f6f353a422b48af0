"""Whether linked people have like values: Moran's I and Geary's C over the ties.

Ties are read as reported, without ties to oneself. That neighbours resemble one another says nothing about why:
choosing the like, growing alike and sharing a place all look the same in such numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff._random import RngLike, generator
from netdiff.errors import DataError
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import attribute, reported

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["geary", "moran"]

Floats = npt.NDArray[np.float64]
Weights = Literal["binary", "row"]


@measure(
    meaning="Whether linked people have like values (above its expected value) or unlike ones (below).",
    caution="Likeness of neighbours is not influence.",
    source="Moran 1950; Cliff & Ord 1981",
    on="reported",
)
def moran(
    net: Network,
    column: str,
    *,
    layer: str | None = None,
    weights: Weights = "binary",
    draws: int = 999,
    rng: RngLike = 0,
) -> pd.Series:
    """Moran's I of a number over the ties.

    Parameters
    ----------
    net : Network
    column : str
        A number of everybody, from the people sheet.
    layer : str, optional
    weights : {"binary", "row"}
        Every tie 1, or every person's ties adding up to 1 (people without ties keep a row of zeros).
    draws : int
        How many times the values are dealt out anew for the p-value.
    rng : int, Generator or None

    Returns
    -------
    pandas.Series
        `I`, `expected`, `variance` (under random labelling, exact), two-sided `p` = (b + 1) / (draws + 1).

    Notes
    -----
    Stability: stable.

    References
    ----------
    Cliff, A. D. and Ord, J. K. (1981). Spatial Processes. Pion.
    """
    z, matrix = _centred(net, column, layer, weights)
    total, squares, n = float(matrix.sum()), float(z @ z), len(z)
    if not (total and squares) or n < 4:
        return pd.Series({"I": np.nan, "expected": np.nan, "variance": np.nan, "p": np.nan}, name="moran")
    found, random = n / total * float(z @ (matrix @ z)) / squares, generator(rng)
    dealt = np.array([_cross(matrix, random.permutation(z)) for _ in range(draws)]) * n / total / squares
    expected = -1.0 / (n - 1)
    far = int((np.abs(dealt - expected) >= abs(found - expected) - 1e-12).sum())
    variance = _moran_variance(matrix, z)
    return pd.Series(
        {"I": found, "expected": expected, "variance": variance, "p": (far + 1) / (draws + 1)}, name="moran"
    )


@measure(
    meaning="Whether linked people differ less (below 1) or more (above 1) than two people taken at random.",
    caution="Likeness of neighbours is not influence.",
    source="Geary 1954",
    on="reported",
)
def geary(net: Network, column: str, *, layer: str | None = None, weights: Weights = "binary") -> float:
    """Geary's C of a number over the ties: ``(n - 1) / (2 W) * sum w (x_i - x_j)^2 / sum z^2``.

    Parameters
    ----------
    net, column, layer, weights
        As in `moran`.

    Returns
    -------
    float

    Notes
    -----
    Stability: stable.
    """
    z, matrix = _centred(net, column, layer, weights)
    total, squares = float(matrix.sum()), float(z @ z)
    if not (total and squares):
        return float("nan")
    source, target = np.repeat(np.arange(len(z)), np.diff(matrix.indptr)), matrix.indices
    apart = float((matrix.data * (z[source] - z[target]) ** 2).sum())
    return (len(z) - 1) / (2 * total) * apart / squares


def _centred(net: Network, column: str, layer: str | None, weights: Weights) -> tuple[Floats, csr_array]:
    """Deviations from the mean, and the matrix of weights."""
    check_choice(weights, "weights", ("binary", "row"))
    values = pd.to_numeric(attribute(net, column, "likeness of neighbours"), errors="coerce")
    if values.isna().any():
        raise DataError(f"{column!r} is no column of numbers", cure="Name a column with a number for everybody.")
    matrix = reported(net, layer).copy()
    if weights == "row":
        matrix.data /= np.repeat(np.diff(matrix.indptr), np.diff(matrix.indptr))
    x = values.to_numpy(dtype=np.float64)
    return x - x.mean() if len(x) else x, matrix


def _cross(matrix: csr_array, z: Floats) -> float:
    return float(z @ (matrix @ z))


def _moran_variance(matrix: csr_array, z: Floats) -> float:
    """Variance of I when the values are dealt out at random (Cliff and Ord)."""
    n = len(z)
    s0, s1 = float(matrix.sum()), float(((matrix + matrix.T) ** 2).sum()) / 2
    s2 = float(((matrix.sum(axis=0) + matrix.sum(axis=1)) ** 2).sum())
    peak = n * float((z**4).sum()) / float((z**2).sum()) ** 2
    first = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    second = peak * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)
    return (first - second) / ((n - 1) * (n - 2) * (n - 3) * s0**2) - 1.0 / (n - 1) ** 2
