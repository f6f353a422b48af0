"""The checks that stand beside every association with exposure, and what they say in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from netdiff._progress import Progress
from netdiff.adoption.clustering import ChanceTest
from netdiff.adoption.doubt import association_by_chance
from netdiff.adoption.fit import CAUTION, HazardFit, fitted
from netdiff.adoption.history import Adoption
from netdiff.adoption.recipe import Recipe, exposure_known
from netdiff.adoption.thresholds import threshold_bounds
from netdiff.errors import ConvergenceError, DataError

__all__ = ["DATES", "PARTNERS", "checks_of", "warnings_of"]

DATES, PARTNERS = "dates shuffled", "partners permuted"
LAGS = {"exposure of the same period": 0, "exposure one period before": 1, "exposure two periods before": 2}
PER_TERM = 10  # with fewer adoptions per term, estimates lean away from 0 (Peduzzi and others 1996)
UNALIKE = 0.1  # standard deviations (Austin 2011)
Row = dict[str, Any]


def checks_of(
    history: Adoption,
    hazard: HazardFit,
    place: str | None,
    draws: int,
    streams: tuple[np.random.Generator, np.random.Generator],
    progress: Progress,
) -> pd.DataFrame:
    """The association under other lags, with a second voice, with dates shuffled and with partners permuted.

    Returns
    -------
    pandas.DataFrame
        Index = check. For lags and voices `value` is the coefficient with its 90 % interval; for the others it is the
        association as fitted, and `low` to `high` is what 90 of 100 draws give by chance.
    """
    recipe = hazard.recipe
    rows = {
        name: _estimate(history, replace(recipe, lag=lag), place, "exposure")
        for name, lag in LAGS.items()
        if lag < len(history.periods) - 1
    }
    rows["two voices or more, beside exposure"] = _estimate(
        history, replace(recipe, two_or_more=True), place, "two_or_more"
    )
    rows[DATES if place is None else f"{DATES} within {place}"] = _by_chance(
        lambda: association_by_chance(
            history, within=place, recipe=recipe, draws=draws, rng=streams[0], progress=progress
        )
    )
    rows[PARTNERS] = _by_chance(
        lambda: association_by_chance(
            history, shuffle="ties", recipe=recipe, draws=draws, rng=streams[1], progress=progress
        )
    )
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("check")


def warnings_of(
    history: Adoption,
    hazard: HazardFit,
    checks: pd.DataFrame,
    comparison: pd.DataFrame | None,
    alike: pd.DataFrame | None,
) -> tuple[str, ...]:
    """What must be read beside the numbers; the caution that likeness can look like influence always comes first."""
    found = (
        _of_checks(checks),
        _of_comparison(comparison),
        _of_likeness(alike),
        _of_data(history, hazard),
    )
    return (CAUTION, *(text for part in found for text in part))


def _estimate(history: Adoption, recipe: Recipe, place: str | None, term: str) -> Row:
    try:
        row = fitted(history, recipe, clusters=place).table.loc[term]
    except (ConvergenceError, DataError) as fault:
        return _not_possible(fault)
    said = "not clear" if row["low"] <= 0 <= row["high"] else "above 0" if row["low"] > 0 else "below 0"
    return {"value": row["association"], "low": row["low"], "high": row["high"], "p": row["p"], "reading": said}


def _by_chance(test: Callable[[], ChanceTest]) -> Row:
    try:
        found = test()
    except (ConvergenceError, DataError) as fault:
        return _not_possible(fault)
    low, high = found.interval
    said = "within what chance gives" if low <= found.observed <= high else "outside what chance gives"
    return {"value": found.observed, "low": low, "high": high, "p": found.p, "reading": said}


def _not_possible(fault: Exception) -> Row:
    return {"value": np.nan, "low": np.nan, "high": np.nan, "p": np.nan, "reading": f"not possible: {fault}"}


def _of_checks(checks: pd.DataFrame) -> Iterator[str]:
    for name, row in checks.iterrows():
        if str(row["reading"]).startswith("within"):
            yield f"With {name} the association is as large as by chance: this does not show that ties matter."
    same, before = (checks.loc[name] if name in checks.index else None for name in list(LAGS)[:2])
    if same is None or before is None:
        return
    if same["reading"] == "above 0" and same["value"] > 1.5 * before["value"]:
        yield (
            "The association is larger with exposure of the same period than of the one before. Alters who adopted "
            "after the person are in it, or something that reached all of them at once."
        )


def _of_comparison(comparison: pd.DataFrame | None) -> Iterator[str]:
    if comparison is None:
        return
    gain = comparison.loc["network"]
    if not gain["gain"] > 1.645 * gain["se"]:
        yield "Knowing who is tied to whom does not clearly help to foretell who adopts next."


def _of_likeness(alike: pd.DataFrame | None) -> Iterator[str]:
    if alike is None:
        return
    made = alike.loc["made alike"]
    if made["imbalance"] > UNALIKE:
        yield "The exposed could not be made alike to the others by what the file holds; the comparison stays lopsided."
    if made["low"] <= 1.0 <= made["high"]:
        yield "Among people made alike by what the file holds, the exposed do not clearly adopt more."


def _of_data(history: Adoption, hazard: HazardFit) -> Iterator[str]:
    terms = len(hazard.table) - 1
    if hazard.adoptions < PER_TERM * terms:
        yield f"{hazard.adoptions} adoptions are few for {terms} terms: estimates lean away from 0."
    bounds = threshold_bounds(history)
    adopted, odd = int(bounds["at_most"].notna().sum()), int((~bounds["fits"]).sum())
    if odd:
        yield (
            f"{odd} of {adopted} adopters with somebody to turn to adopted at an exposure that they had withstood "
            "before: no fixed threshold explains them."
        )
    silent = int((~exposure_known(history).any(axis=1) & history.watched).sum())
    if silent:
        yield (
            f"{silent} people did not say whom they turn to; they are left out of the fit, since their exposure is not "
            "known."
        )
    if history.dropped.notna().any():
        yield "Some gave up again. The fit is of first adoption; replayed curves let nobody give up."
