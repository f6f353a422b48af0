"""Could the association with exposure be something else? Shuffled dates, permuted ties, and adoption held out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_columns, check_positive_int
from netdiff._progress import Progress, track
from netdiff._random import RngLike, spawn
from netdiff.adoption.bass import bass_curve, fit_bass
from netdiff.adoption.clustering import ChanceTest, structural_test
from netdiff.adoption.fit import Calendar, fit_hazard, person_periods
from netdiff.adoption.glm import LINKS, fit_binary
from netdiff.adoption.history import Adoption
from netdiff.errors import ConvergenceError, DataError
from netdiff.spread.hazards import LogisticHazard

__all__ = ["association_by_chance", "compare_models", "spread_arms"]

Floats = npt.NDArray[np.float64]


def association_by_chance(
    history: Adoption,
    *,
    shuffle: Literal["dates", "ties"] = "dates",
    within: str | None = None,
    calendar: Calendar = "linear",
    draws: int = 200,
    rng: RngLike = None,
    progress: Progress = None,
) -> ChanceTest:
    """The association with exposure beside what it would be if ties did not matter.

    Parameters
    ----------
    history : Adoption
    shuffle : {"dates", "ties"}
        Deal the times of adoption out anew (within groups), or swap partners between ties.
    within : str, optional
        For dates: a column of the table of nodes; times stay within its values, so that what groups share is kept.
    calendar : {"none", "linear", "periods"}
        See `fit_hazard`.
    draws : int
    rng, progress

    Returns
    -------
    ChanceTest

    Notes
    -----
    An association well outside what shuffled dates give within groups is not due to those groups alone; likeness in
    what the file does not hold can still make it. Stability: experimental.

    References
    ----------
    Anagnostopoulos, Kumar and Mahdian (2008), Influence and correlation in social networks.
    """
    check_choice(shuffle, "shuffle", ("dates", "ties"))

    def association(case: Adoption) -> float:
        try:
            return float(fit_hazard(case, calendar=calendar).table.loc["exposure", "association"])
        except (ConvergenceError, DataError):
            return float("nan")

    if shuffle == "ties":
        return structural_test(history, association, draws=draws, rng=rng, progress=progress)
    streams = spawn(rng, check_positive_int(draws, "draws"))
    deal = _dealer(history, within)
    found = [association(deal(stream)) for stream in track(streams, draws, progress, "shuffling dates")]
    return ChanceTest(association(history), np.array(found))


def compare_models(
    history: Adoption, *, covariates: Sequence[str] = (), folds: int = 5, rng: RngLike = None
) -> pd.DataFrame:
    """How well models foretell the adoption of people who were held out.

    Parameters
    ----------
    history : Adoption
    covariates : sequence of str
    folds : int
        People are dealt into so many parts; each is foretold from the others.
    rng : int, Generator or None

    Returns
    -------
    pandas.DataFrame
        Index = model: `network` (lagged exposure, a second adopter, time), `time only`, and `Bass` (one curve over
        time for all). Columns `log_score` (mean per person and period; nearer to 0 is better), `gain` over `time only`
        and the standard error of the gain, over people.

    Notes
    -----
    Held-out people stay in their alters' exposure: it is their own adoption that is foretold. Stability: experimental.

    References
    ----------
    Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation.
    """
    check_positive_int(folds, "folds", least=2)
    rows = person_periods(history, covariates=covariates)
    people = pd.factorize(rows["node"])[0]
    fold = spawn(rng, 1)[0].permutation(people.max() + 1)[people] % folds
    scores = {name: _held_out(rows, fold, design) for name, design in _designs(rows).items()}
    scores["Bass"] = _bass_held_out(history, rows, fold)
    return _scored(scores, people)


def spread_arms(history: Adoption, *, calendar: Calendar = "none") -> dict[str, LogisticHazard]:
    """The fitted hazard as three models to simulate with: the association as it is, halved, and none.

    Parameters
    ----------
    history : Adoption
    calendar : {"none", "linear", "periods"}
        Only `"none"` and `"linear"` can be carried on beyond the periods observed.

    Returns
    -------
    dict of str to LogisticHazard
        `"as fitted"`, `"halved"`, `"none"`. The intercept is set so that the mean chance to adopt over the rows
        observed is the same in all three: only where adoption comes from differs.

    Notes
    -----
    If a plan wins under `"as fitted"` only, it rests on the association being influence. Stability: experimental.
    """
    check_choice(calendar, "calendar", ("none", "linear"))
    fitted = fit_hazard(history, calendar=calendar)
    rows, terms = person_periods(history), fitted.table["association"]
    slope = float(terms.get("period", 0.0))
    time = rows["period"] - rows["period"].min()
    season = tuple(slope * step for step in range(len(history.periods))) if slope else 0.0
    arms = {}
    for name, part in {"as fitted": 1.0, "halved": 0.5, "none": 0.0}.items():
        effect = part * float(terms["exposure"])
        rest = effect * rows["exposure"].to_numpy() + slope * time.to_numpy()
        arms[name] = LogisticHazard(_intercept_for(rest, rows["adopted"].mean()), effect, season=season)
    return arms


def _intercept_for(rest: Floats, mean: float) -> float:
    """The intercept at which the mean chance is as observed."""
    from scipy.optimize import brentq

    chance = LINKS["logit"].chance
    return float(brentq(lambda a: float(chance(np.clip(a + rest, -30, 30)).mean()) - mean, -40.0, 40.0))


def _dealer(history: Adoption, within: str | None) -> Callable[[np.random.Generator], Adoption]:
    if within is not None:
        check_columns([within], history.net.nodes.columns)
    groups = np.zeros(history.n) if within is None else pd.factorize(history.net.nodes[within])[0] + 1
    groups = np.where(history.watched, groups, -1)

    def deal(stream: np.random.Generator) -> Adoption:
        order = np.lexsort((stream.random(history.n), groups))
        places = np.argsort(groups, kind="stable")
        toa = history.toa.to_numpy().copy()
        toa[places] = history.toa.to_numpy()[order]
        return replace(history, toa=pd.Series(toa, index=history.toa.index))

    return deal


def _designs(rows: pd.DataFrame) -> dict[str, Floats]:
    extra = [name for name in rows if name not in {"node", "period", "adopted", "exposure", "two_or_more"}]
    time = (rows["period"] - rows["period"].min()).to_numpy(dtype=np.float64)
    base = [np.ones(len(rows)), time, time**2, *(rows[name].to_numpy(dtype=np.float64) for name in extra)]
    network = [*base, rows["exposure"].to_numpy(), rows["two_or_more"].to_numpy(dtype=np.float64)]
    return {"network": np.column_stack(network), "time only": np.column_stack(base)}


def _held_out(rows: pd.DataFrame, fold: npt.NDArray[np.int64], design: Floats) -> Floats:
    outcome, scores = rows["adopted"].to_numpy(dtype=np.float64), np.zeros(len(rows))
    for part in np.unique(fold):
        known, asked = fold != part, fold == part
        beta = fit_binary(design[known], outcome[known]).coefficients
        scores[asked] = _log_score(outcome[asked], LINKS["logit"].chance(np.clip(design[asked] @ beta, -30, 30)))
    return scores


def _bass_held_out(history: Adoption, rows: pd.DataFrame, fold: npt.NDArray[np.int64]) -> Floats:
    outcome, scores = rows["adopted"].to_numpy(dtype=np.float64), np.zeros(len(rows))
    place = rows["period"].to_numpy(dtype=np.int64) - history.periods[0]
    for part in np.unique(fold):
        asked = fold == part
        others = history.watched & ~history.toa.index.isin(rows["node"][asked])
        fitted = fit_bass(replace(history, known=pd.Series(others, index=history.toa.index)))
        share = bass_curve(np.arange(len(history.periods) + 1), fitted.p, fitted.q)
        chance = np.diff(share) / np.maximum(1.0 - share[:-1], 1e-12)
        scores[asked] = _log_score(outcome[asked], chance[place[asked]])
    return scores


def _log_score(outcome: Floats, chance: Floats) -> Floats:
    safe = np.clip(chance, 1e-12, 1 - 1e-12)
    return np.asarray(outcome * np.log(safe) + (1 - outcome) * np.log1p(-safe))


def _scored(scores: dict[str, Floats], people: npt.NDArray[np.int64]) -> pd.DataFrame:
    rows = len(people)
    table = pd.DataFrame({"log_score": {name: float(values.mean()) for name, values in scores.items()}})
    table["gain"] = table["log_score"] - table.loc["time only", "log_score"]
    sums = {name: np.bincount(people, values - scores["time only"]) for name, values in scores.items()}
    table["se"] = [float(np.sqrt(len(each)) * each.std(ddof=1) / rows) for each in sums.values()]
    return table.rename_axis("model")
