"""How well models foretell the adoption of people who were held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int
from netdiff._random import RngLike, spawn
from netdiff.adoption.bass import bass_curve, fit_bass
from netdiff.adoption.glm import LINKS, fit_binary
from netdiff.adoption.history import Adoption
from netdiff.adoption.recipe import person_periods

__all__ = ["compare_models"]

Floats = npt.NDArray[np.float64]


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
