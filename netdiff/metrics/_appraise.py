"""From one network to every indicator of both groups: estimates under silence, and what chance would give.

Formulas without a closed interval are taken over networks whose silent rows were drawn. How far such a drawn value
can be trusted is found by *rehearsal*: in each drawn network, where the truth is known, as many people as before are
silenced at random, their rows are drawn again, and the error is noted. The estimate is corrected by the mean error,
and the interval is made of its quantiles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff._check import check_positive_int
from netdiff._progress import Progress, track
from netdiff.metrics._estimate import FILLED, Estimate, counted, pair_quotient, row_quotient, unknown
from netdiff.metrics._fill import completed
from netdiff.metrics._indicator import Indicator, Lacking, Pairs, Rows, Scene, Table, Whole, with_ties
from netdiff.metrics._null import same_degrees, same_names
from netdiff.metrics._view import View

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Appraisal", "Chance", "Draws", "benchmarks", "estimate", "hidden_again", "rehearse", "rehearsed"]

Floats = npt.NDArray[np.float64]
Values = dict[str, list[float]]


@dataclass(frozen=True)
class Chance:
    """What random networks of the same size gave.

    Attributes
    ----------
    mean, low, high : float
        Mean over the random networks, and the range that holds the stated share of them.
    """

    mean: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Draws:
    """Values of one formula on drawn networks, and the errors found in rehearsal."""

    values: Floats
    errors: Floats


@dataclass(frozen=True, eq=False)
class Appraisal:
    """How indicators are taken from one layer.

    Attributes
    ----------
    seen : View
        The ties as seen.
    draws : int
        How often silent rows are drawn, and rehearsed.
    runs : int
        How many random networks.
    keep : {"names", "degrees"}
        What random networks keep.
    level : float
        Coverage of intervals and of the range of chance.
    """

    seen: View
    draws: int = 60
    runs: int = 200
    keep: str = "names"
    level: float = 0.9

    def __post_init__(self) -> None:
        check_positive_int(self.draws, "draws")
        check_positive_int(self.runs, "benchmark_runs")


def estimate(indicator: Indicator, how: Appraisal, scene: Scene, draws: Draws | None) -> Estimate:
    """The estimate of a tie indicator; raises `Lacking` where the scene does not hold what it needs."""
    way, seen = indicator.way, how.seen
    if isinstance(way, Table):
        message = f"{indicator.code} is not read from ties"
        raise TypeError(message)
    value = way.value(scene)  # says what is lacking before anything is estimated
    if isinstance(way, Rows):
        return row_quotient(seen, *way.sides(scene), how.level)
    if isinstance(way, Pairs):
        return pair_quotient(seen, *way.sides(scene), how.level)
    if draws is None:
        return counted(value, len(seen), how.level) if seen.is_full else unknown(seen, how.level)
    return rehearsed(seen, draws, how.level, unit=indicator.unit)


def rehearsed(seen: View, draws: Draws, level: float, *, unit: str) -> Estimate:
    """Mean of the drawn values less the mean error of rehearsal, with the interval that its quantiles give."""
    values, errors = draws.values[~np.isnan(draws.values)], draws.errors[~np.isnan(draws.errors)]
    counts = level, int(seen.answered.sum()), len(seen), "filled in", FILLED
    if not len(values) or not len(errors) or not seen.answered.any():
        return unknown(seen, level)
    middle = float(values.mean())
    low, high = middle - np.quantile(errors, [(1 + level) / 2, (1 - level) / 2])
    value = middle - float(errors.mean())
    least = 1.0 if unit == "count" and values.min() >= 1 else 0.0
    clip = [float(np.clip(x, least, 1.0 if unit == "share" else np.inf)) for x in (value, low, high)]
    return Estimate(clip[0], min(clip[0], clip[1]), max(clip[0], clip[2]), *counts)


def rehearse(
    how: Appraisal,
    scenes: Sequence[Scene],
    indicators: Iterable[Indicator],
    wholes: Sequence[csr_array],
    rng: np.random.Generator,
    progress: Progress = None,
) -> list[dict[str, Draws]]:
    """Every formula of every scene on networks drawn, and the error of drawing again what was known in them.

    Parameters
    ----------
    how : Appraisal
    scenes : sequence of Scene
        The same network seen from several groups.
    indicators : iterable of Indicator
    wholes : sequence of csr_array
        Networks whose silent rows were drawn; where everybody answered there is nothing to rehearse.
    rng : numpy.random.Generator
    progress : bool or callable, optional

    Returns
    -------
    list of dict of str to Draws
        Per scene, by code of the indicator.
    """
    if how.seen.is_full or not how.seen.answered.any():
        return [{} for _ in scenes]
    formulas = [each for each in indicators if isinstance(each.way, Whole)]
    values, errors = _blank(formulas, scenes), _blank(formulas, scenes)
    for whole in track(wholes, len(wholes), progress, "rehearsing with what silent people may have said"):
        again = next(completed(hidden_again(how.seen, whole, rng), 1, rng))
        drawn, redrawn = (_on_each(formulas, scenes, ties) for ties in (whole, again))
        for value, error, found, refound in zip(values, errors, drawn, redrawn, strict=True):
            for code, number in found.items():
                value[code].append(number)
                error[code].append(refound[code] - number)
    return [_as_draws(value, error) for value, error in zip(values, errors, strict=True)]


def benchmarks(
    how: Appraisal,
    scenes: Sequence[Scene],
    indicators: Iterable[Indicator],
    wholes: Sequence[csr_array],
    rng: np.random.Generator,
    progress: Progress = None,
) -> list[dict[str, Chance]]:
    """What every tie indicator of every scene would be if partners were random.

    Each random network starts from one of `wholes`: people keep how many they name (a silent person a drawn number),
    and whom they name is drawn anew among the pairs that could be named and were not found missing.
    """
    formulas = [each for each in indicators if each.chance]
    values = _blank(formulas, scenes)
    for run in track(range(how.runs), how.runs, progress, "asking what chance would give"):
        ties = _rewired(how, wholes[run % len(wholes)], rng)
        for value, found in zip(values, _on_each(formulas, scenes, ties), strict=True):
            for code, number in found.items():
                value[code].append(number)
    return [{code: _range(numbers, how.level) for code, numbers in value.items()} for value in values]


def hidden_again(seen: View, whole: csr_array, rng: np.random.Generator) -> View:
    """The view that as many random respondents per stratum would give of a whole network."""
    from scipy.sparse import diags_array

    order = rng.permutation(len(seen))
    order = order[np.argsort(seen.stratum[order], kind="stable")]
    stratum = seen.stratum[order]
    position = np.arange(len(order)) - np.searchsorted(stratum, stratum, side="left")
    told = np.zeros(len(seen), dtype=bool)
    told[order] = position < seen.replied[order]
    ties = (diags_array(told.astype(np.float64)) @ whole).tocsr()
    ties.eliminate_zeros()
    return replace(seen, ties=ties, answered=told)


def _rewired(how: Appraisal, whole: csr_array, rng: np.random.Generator) -> csr_array:
    seen = how.seen
    if how.keep == "names" and seen.directed:
        return same_names(whole, seen.pairs, rng)
    return same_degrees(whole, seen.pairs, rng, directed=seen.directed)


def _blank(indicators: Sequence[Indicator], scenes: Sequence[Scene]) -> list[Values]:
    return [{each.code: [] for each in indicators} for _ in scenes]


def _on_each(indicators: Sequence[Indicator], scenes: Iterable[Scene], ties: csr_array) -> list[dict[str, float]]:
    return [_evaluate(indicators, scene) for scene in with_ties(scenes, ties)]


def _evaluate(indicators: Iterable[Indicator], scene: Scene) -> dict[str, float]:
    found = {}
    for each in indicators:
        try:
            found[each.code] = each.way.value(scene)  # type: ignore[union-attr]
        except Lacking:
            found[each.code] = float("nan")
    return found


def _as_draws(values: Values, errors: Values) -> dict[str, Draws]:
    return {code: Draws(np.array(values[code]), np.array(errors[code])) for code in values}


def _range(numbers: list[float], level: float) -> Chance:
    known = np.array(numbers)[~np.isnan(numbers)] if numbers else np.zeros(0)
    if not len(known):
        return Chance(float("nan"), float("nan"), float("nan"))
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Chance(float(known.mean()), float(low), float(high))
