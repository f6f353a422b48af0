"""An estimate from incomplete answers, and the two closed forms it mostly comes from.

Those who answered are read as a random sample, without replacement, of those who were asked in the same stratum
(group). Two kinds of quotient cover most measures of ties:

*row quotients*, sums over people of what each said (density, names given, share of names that cross groups), and
*pair quotients*, sums over pairs of which both answered (reciprocity).

Both are ratio estimators with a known variance under that sampling, so that the interval needs no resampling.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff.metrics._arrays import share
from netdiff.metrics._view import View

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = [
    "COUNTED",
    "FILLED",
    "WEIGHTED",
    "Estimate",
    "counted",
    "from_draws",
    "pair_errors",
    "pair_quotient",
    "quotient_of_means",
    "row_errors",
    "row_quotient",
    "unknown",
]

Floats = npt.NDArray[np.float64]

COUNTED = "Counted in full: nothing here rests on people who did not answer."
WEIGHTED = "Silent people are taken to answer like those of their group who replied."
ALIKE = "Silent people are taken to answer like those of their group who replied and are named about as often."
FILLED = "Silent people's answers were drawn many times from what their group said and from who names them."


@dataclass(frozen=True)
class Estimate:
    """A number, its interval, and the assumption about silence they rest on.

    Attributes
    ----------
    value : float
        The estimate; NaN where the data allow none.
    low, high : float
        Ends of the interval.
    level : float
        How often such an interval is meant to hold the value that full answers would give.
    answered, asked : int
        People whose answers it rests on, out of how many asked.
    method : {"counted", "weighted", "filled in"}
        How silence was dealt with.
    assumption : str
        The same in a plain sentence.
    """

    value: float
    low: float
    high: float
    level: float
    answered: int
    asked: int
    method: str
    assumption: str

    def scaled(self, factor: float) -> Estimate:
        """The same estimate in another unit (`factor` above 0)."""
        return replace(self, value=self.value * factor, low=self.low * factor, high=self.high * factor)

    @property
    def width(self) -> float:
        """Width of the interval."""
        return self.high - self.low

    def overlaps(self, other: Estimate) -> bool:
        """Whether the two intervals share a value."""
        return bool(self.low <= other.high and other.low <= self.high)

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.value:.3g}"
        return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g})"


def counted(value: float, people: int, level: float) -> Estimate:
    """An estimate that rests on a full count."""
    return Estimate(value, value, value, level, people, people, "counted", COUNTED)


def row_quotient(seen: View, part: Floats, whole: Floats, level: float, *, luck: bool = False) -> Estimate:
    """Σ part / Σ whole over everyone asked, from the rows of those who answered.

    Parameters
    ----------
    seen : View
    part, whole : array of float, shape (n,)
        What each person's answers add to the numerator and the denominator; rows of the silent are not read.
        People outside the group in question carry 0 in both.
    level : float
        Coverage aimed at.
    luck : bool
        Whether the range also holds what other people of the same kind would have said: needed to compare places,
        where the people asked are few; without it the range of full answers is a point.

    Notes
    -----
    With w = asked / answered of the stratum, value = Σ w·part / Σ w·whole; its variance under sampling without
    replacement is Σ_h w(w - 1)·r/(r - 1)·Σ(e - ē)² / (Σ w·whole)², e = part - value·whole (Cochran 1977, 6.11);
    with luck w² stands for w(w - 1).
    """
    w = seen.weight
    total = float(w @ whole)
    value = share(float(w @ part), total)
    if np.isnan(value):
        return unknown(seen, level)
    rest = np.where(seen.answered, part - value * whole, 0.0)
    spread = float((_between(seen, luck=luck) * _centred(seen, rest) ** 2).sum())
    found = _weighted(seen, value, np.sqrt(spread) / total, whole, level, luck=luck)
    return found if (part < 0).any() else replace(found, low=max(found.low, 0.0))


def pair_quotient(seen: View, part: csr_array, whole: csr_array, level: float, *, luck: bool = False) -> Estimate:
    """Σ part / Σ whole over all pairs of people asked, from the pairs of which both answered.

    Parameters
    ----------
    seen : View
    part, whole : csr_array, shape (n, n)
        Symmetric; what each unordered pair adds to the numerator and the denominator, stored at both its places.
    level : float
        Coverage aimed at.
    luck : bool
        As in `row_quotient`.

    Notes
    -----
    A quotient of totals over the pairs of a sample without replacement. Its error splits (Hoeffding) into one term
    per person, t_i = Σ_j w_j·h_ij, and one per pair, with h = part - value·whole; the estimated variance is
    Σ_i w(w - 1)·r/(r - 1)·(t_i - t̄)² - Σ_{i<j} w_i·w_j·(w_i - 1)(w_j - 1)·h_ij², over the squared denominator: the
    second sum takes back what noise in the t_i adds to the first. Agrees with the exact variance of Nandi and Sen
    (1963) up to terms of order 1/n.
    """
    both = _among_answered(seen, part), _among_answered(seen, whole)
    top, total = (float(_pair_weighted(seen, each).sum()) / 2 for each in both)
    value = share(top, total)
    if np.isnan(value):
        return unknown(seen, level)
    rest = (both[0] - value * both[1]).tocsr()
    person = _centred(seen, np.where(seen.answered, rest @ seen.weight, 0.0))
    leverage = seen.weight * (both[1] @ seen.weight) / total
    first = float((_between(seen, luck=luck) * (person / (1 - np.minimum(leverage, 0.5))) ** 2).sum())
    rest.data **= 2
    factor = seen.weight * np.maximum(seen.weight - (not luck), 0)
    second = float(factor @ (rest @ factor)) / 2
    spread = first - second if first > second else first
    found = _weighted(seen, value, np.sqrt(spread) / total, both[1].sum(axis=1) / 2, level, luck=luck)
    return replace(found, low=max(found.low, 0.0))


def row_errors(seen: View, part: Floats, whole: Floats) -> Floats:
    """What each respondent adds to the error of a row quotient: (part - value·whole) / Σ w·whole."""
    total = float(seen.weight @ whole)
    if not total:
        return np.zeros(len(seen))
    return np.where(seen.answered, part - float(seen.weight @ part) / total * whole, 0.0) / total


def pair_errors(seen: View, part: csr_array, whole: csr_array) -> Floats:
    """What each respondent adds to the error of a pair quotient: the first term of its split, over the denominator."""
    both = _among_answered(seen, part), _among_answered(seen, whole)
    top, total = (float(_pair_weighted(seen, each).sum()) / 2 for each in both)
    if not total:
        return np.zeros(len(seen))
    rest = (both[0] - top / total * both[1]).tocsr()
    return np.where(seen.answered, rest @ seen.weight, 0.0) / total


def quotient_of_means(
    seen: View, first: tuple[Floats, Floats], second: tuple[Floats, Floats], level: float
) -> Estimate:
    """One row quotient over another, such as the mean rating of two groups; linearised like `row_quotient`."""
    w = seen.weight
    sums = [(float(w @ part), float(w @ whole)) for part, whole in (first, second)]
    means = [share(*pair) for pair in sums]
    value = share(*means) if means[1] else float("nan")
    if np.isnan(value):
        return unknown(seen, level)
    one, two = (
        (part - mean * whole) / (total * means[1])
        for (part, whole), mean, (_, total) in zip((first, second), means, sums, strict=True)
    )
    rest = np.where(seen.answered, one - value * two, 0.0)
    error = np.sqrt(float((_between(seen) * _centred(seen, rest) ** 2).sum()))
    return _weighted(seen, value, error, first[1] + second[1], level)


def from_draws(seen: View, draws: npt.ArrayLike, level: float) -> Estimate:
    """The mean of a measure over networks whose silent rows were drawn, with the quantiles of the draws."""
    known = np.asarray(draws, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return unknown(seen, level)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    counts = int(seen.answered.sum()), len(seen)
    return Estimate(float(known.mean()), float(low), float(high), level, *counts, "filled in", FILLED)


def _between(seen: View, *, luck: bool = False) -> Floats:
    """Weight of a squared deviation: w(w - 1)·r/(r - 1) for those who answered, w²·r/(r - 1) with luck."""
    w, r = seen.weight, seen.replied
    correction = np.divide(r, r - 1, out=np.ones_like(r), where=r > 1)
    return np.asarray(w * np.maximum(w - (not luck), 0) * correction)


def _centred(seen: View, rest: Floats) -> Floats:
    """Deviations from the mean of the stratum's answers."""
    if not len(seen):
        return rest
    sums = np.bincount(seen.stratum, weights=rest)[seen.stratum]
    mean = np.divide(sums, seen.replied, out=np.zeros_like(sums), where=seen.replied > 0)
    return np.where(seen.answered, rest - mean, 0.0)


def _among_answered(seen: View, matrix: csr_array) -> csr_array:
    from scipy.sparse import diags_array

    mask = diags_array(seen.answered.astype(np.float64))
    return (mask @ matrix @ mask).tocsr()


def _pair_weighted(seen: View, matrix: csr_array) -> csr_array:
    """Each pair over its chance to be seen whole: n(n-1)/r(r-1) inside a stratum, w·w across."""
    from scipy.sparse import coo_array

    at = coo_array(matrix)
    same = seen.stratum[at.row] == seen.stratum[at.col]
    n, r = seen.asked[at.row], seen.replied[at.row]
    inside = np.divide(n * (n - 1), r * (r - 1), out=np.ones_like(r), where=r > 1)
    weight = np.where(same, inside, seen.weight[at.row] * seen.weight[at.col])
    return coo_array((at.data * weight, (at.row, at.col)), shape=matrix.shape).tocsr()


def _weighted(seen: View, value: float, error: float, whole: Floats, level: float, *, luck: bool = False) -> Estimate:
    from scipy.special import stdtrit

    told = seen.answered & (whole > 0)
    counts = int(told.sum()), round(float(seen.weight[told].sum()))
    if seen.is_full and not luck:
        return counted(value, counts[0], level)
    freedom = max(counts[0] - len(np.unique(seen.stratum[told])), 1)
    half = float(stdtrit(freedom, (1 + level) / 2)) * error
    if error == 0.0:
        return _wilson(seen, value, float(whole[told].sum()), counts, level)
    return Estimate(value, value - half, value + half, level, *counts, "weighted", _said(seen))


def _wilson(seen: View, value: float, cases: float, counts: tuple[int, int], level: float) -> Estimate:
    """Where all who answered agree the variance is 0 but doubt is not: Wilson's interval over the cases seen."""
    from scipy.special import ndtri

    z = float(ndtri((1 + level) / 2)) * np.sqrt(1 - counts[0] / max(counts[1], 1))
    if not 0.0 <= value <= 1.0:
        return Estimate(value, value, value, level, *counts, "weighted", _said(seen))
    centre = (value + z**2 / (2 * cases)) / (1 + z**2 / cases)
    half = z / (1 + z**2 / cases) * np.sqrt(value * (1 - value) / cases + z**2 / (4 * cases**2))
    low, high = float(max(centre - half, 0.0)), float(min(centre + half, 1.0))
    return Estimate(value, min(low, value), max(high, value), level, *counts, "weighted", _said(seen))


def _said(seen: View) -> str:
    """The assumption about silence that weights rest on."""
    return ALIKE if seen.silence == "popularity" else WEIGHTED


def unknown(seen: View, level: float) -> Estimate:
    """No value at all: nobody answered, or there is nothing to divide by."""
    nan = float("nan")
    return Estimate(nan, nan, nan, level, int(seen.answered.sum()), len(seen), "weighted", _said(seen))
