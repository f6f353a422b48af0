"""Are the exposed simply another kind of people? Adoption of the exposed beside that of others made alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_columns, check_positive_int
from netdiff._random import RngLike, generator
from netdiff.adoption.history import Adoption
from netdiff.adoption.recipe import person_periods
from netdiff.errors import DataError

__all__ = ["exposed_beside_alike"]

Floats = npt.NDArray[np.float64]
EDGE = 0.02  # a propensity nearer to 0 or 1 would let few people speak for many
LEAST = 20


def exposed_beside_alike(
    history: Adoption,
    *,
    covariates: Sequence[str] = (),
    pipeline: Any = None,
    resamples: int = 100,
    rng: RngLike = None,
) -> pd.DataFrame:
    """Adoption of people with an adopter among those who act on them, beside that of others, as is and made alike.

    Parameters
    ----------
    history : Adoption
    covariates : sequence of str
        Columns of the table of nodes in which exposed and other people may differ.
    pipeline : scikit-learn classifier, optional
        Foretells exposure from a DataFrame with the covariates, `period` and `ties` (how many act on the person); must
        have `fit` and `predict_proba`. By default numbers are scaled, words spread out, and a logistic regression
        follows.
    resamples : int
        How often people are drawn again for the intervals.
    rng : int, Generator or None

    Returns
    -------
    pandas.DataFrame
        Rows `as observed` and `made alike`. `exposed` and `others`: share that adopts per period at risk; `ratio` of
        the two with its 90 % interval `low`, `high`; `imbalance`: the largest difference between exposed and others in
        any covariate, in standard deviations (above 0.1 they are not alike).

    Raises
    ------
    DataError
        Where fewer than 20 rows are exposed or not exposed, or a covariate is not there.

    Notes
    -----
    Rows are weighted by the inverse of their propensity, kept between 0.02 and 0.98. What shrinks when people are made
    alike was likeness; what is left may be likeness in what the file does not hold. Stability: experimental.

    References
    ----------
    Rosenbaum and Rubin (1983), The central role of the propensity score. Aral, Muchnik and Sundararajan (2009),
    Distinguishing influence-based contagion from homophily-driven diffusion in dynamic networks.
    """
    from sklearn.base import clone

    check_columns(covariates, history.net.nodes.columns)
    check_positive_int(resamples, "resamples")
    rows = person_periods(history)
    about = _about(history, rows, covariates)
    exposed = rows["exposure"].to_numpy() > 0
    if min(exposed.sum(), (~exposed).sum()) < LEAST:
        raise DataError(
            f"{int(exposed.sum())} person-periods with an adopter around, {int((~exposed).sum())} without",
            cure=f"Both must be at least {LEAST} to compare them.",
        )
    outcome, people = rows["adopted"].to_numpy(dtype=np.float64), pd.factorize(rows["node"])[0]
    model = clone(pipeline) if pipeline is not None else _usual(about)
    stream, count = generator(rng), int(people.max()) + 1
    found = _both(model, about, exposed, outcome)
    again = []
    for _ in range(resamples):
        often = np.bincount(stream.integers(count, size=count), minlength=count)[people]
        pick = np.repeat(np.arange(len(rows)), often)
        if 0 < exposed[pick].sum() < len(pick):
            again.append(_both(model, about.iloc[pick], exposed[pick], outcome[pick]))
    return _told(found, again)


def _about(history: Adoption, rows: pd.DataFrame, covariates: Sequence[str]) -> pd.DataFrame:
    ties = pd.Series(np.diff(history.ties(0).indptr), index=history.toa.index)
    chosen = history.net.nodes[list(covariates)].loc[rows["node"]].reset_index(drop=True)
    blank = [name for name in chosen if chosen[name].isna().any()]
    if blank:
        raise DataError(f"{blank[0]!r} is blank for some people", cure="Fill it in, or leave the column out.")
    return chosen.assign(period=rows["period"].to_numpy(), ties=ties.loc[rows["node"]].to_numpy())


def _usual(about: pd.DataFrame) -> Any:
    from sklearn.compose import make_column_transformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    words = [name for name in about if not pd.api.types.is_numeric_dtype(about[name])]
    ready = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), [*words, "period"]),
        (StandardScaler(), [name for name in about if name not in {*words, "period"}]),
    )
    return make_pipeline(ready, LogisticRegression(max_iter=1000))


def _both(
    model: Any, about: pd.DataFrame, exposed: npt.NDArray[np.bool_], outcome: Floats
) -> dict[str, dict[str, float]]:
    """The two rows, for one set of people."""
    chance = np.clip(model.fit(about, exposed).predict_proba(about)[:, 1], EDGE, 1.0 - EDGE)
    alike = np.where(exposed, exposed.mean() / chance, (1.0 - exposed.mean()) / (1.0 - chance))
    numbers = pd.get_dummies(about.astype({"period": "str"}), dtype=np.float64).to_numpy()
    return {
        name: _row(exposed, outcome, weight) | {"imbalance": _imbalance(numbers, exposed, weight)}
        for name, weight in {"as observed": np.ones(len(outcome)), "made alike": alike}.items()
    }


def _row(exposed: npt.NDArray[np.bool_], outcome: Floats, weight: Floats) -> dict[str, float]:
    rates = [float(np.average(outcome[side], weights=weight[side])) for side in (exposed, ~exposed)]
    return {"exposed": rates[0], "others": rates[1], "ratio": rates[0] / rates[1] if rates[1] else np.nan}


def _imbalance(numbers: Floats, exposed: npt.NDArray[np.bool_], weight: Floats) -> float:
    means = [np.average(numbers[side], weights=weight[side], axis=0) for side in (exposed, ~exposed)]
    spread = numbers.std(axis=0)
    gaps = np.divide(np.abs(means[0] - means[1]), spread, out=np.zeros(len(spread)), where=spread > 0)
    return float(gaps.max(initial=0.0))


def _told(found: dict[str, dict[str, float]], again: list[dict[str, dict[str, float]]]) -> pd.DataFrame:
    table = pd.DataFrame.from_dict(found, orient="index")
    for name in table.index:
        ratios = np.array([draw[name]["ratio"] for draw in again])
        low, high = np.nanquantile(ratios, [0.05, 0.95]) if np.isfinite(ratios).any() else (np.nan, np.nan)
        table.loc[name, ["low", "high"]] = [float(low), float(high)]
    return table[["exposed", "others", "ratio", "low", "high", "imbalance"]].rename_axis("comparison")
