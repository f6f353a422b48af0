"""Two rounds of the same people: how far the errors of an earlier and a later figure go together.

Where the same people answered twice, what makes the first figure too high makes the second too high as well, and the
change is known better than either. What each person adds to the error of a figure is kept with the scorecard, so that
the covariance of two rounds can be worked out when they are compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Round", "together"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Round:
    """Who was asked in a round, and what each respondent adds to the error of each figure.

    Attributes
    ----------
    people : pandas.DataFrame
        Index = people asked; `stratum` (who stands for whom) and `answered`.
    errors : dict of (str, str) to array of float
        By code and side, per person asked: the linearised residual of a quotient; 0 for the silent.
    """

    people: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"stratum": [], "answered": []}))
    errors: dict[tuple[str, str], Floats] = field(default_factory=dict)


def together(now: Round, then: Round, key: tuple[str, str]) -> float | None:
    """Correlation of the errors of one figure in two rounds, from -1 to 1; None where it cannot be known.

    Parameters
    ----------
    now, then : Round
    key : tuple of str
        Code and side.

    Notes
    -----
    With n people asked in both rounds, r and s of them answering in one and the other and b in both, the covariance of
    two estimated totals is n²·(b/(r·s) - 1/n)·S12 in each stratum, S12 being the covariance of what the b added
    (Tam 1984): 0 where answering in one round has nothing to do with answering in the other.

    References
    ----------
    Tam, S. M. (1984). On covariances from overlapping samples. The American Statistician 38.
    """
    if key not in now.errors or key not in then.errors:
        return None
    first, second = (_table(each, key) for each in (now, then))
    spread = np.sqrt(_variance(first) * _variance(second))
    if not spread > 0:
        return None
    earlier = second.rename(columns={"answered": "answered_then", "error": "error_then"})
    both = first.join(earlier.drop(columns="stratum"), how="inner")
    shared = sum(_covariance(part) for _, part in both.groupby("stratum"))
    return float(np.clip(shared / spread, -1.0, 1.0))


def _table(each: Round, key: tuple[str, str]) -> pd.DataFrame:
    return each.people.assign(error=each.errors[key])


def _variance(table: pd.DataFrame) -> float:
    total = 0.0
    for _, part in table.groupby("stratum"):
        told = part.loc[part["answered"], "error"]
        n, r = len(part), len(told)
        total += n**2 * (1 / r - 1 / n) * float(told.var()) if r > 1 else 0.0
    return total


def _covariance(part: pd.DataFrame) -> float:
    """Of one stratum, from those asked in both rounds."""
    n, r, s = len(part), int(part["answered"].sum()), int(part["answered_then"].sum())
    twice = part[part["answered"] & part["answered_then"]]
    if len(twice) < 2 or not r or not s:
        return 0.0
    return n**2 * (len(twice) / (r * s) - 1 / n) * float(twice["error"].cov(twice["error_then"]))
