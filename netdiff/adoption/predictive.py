"""What a fitted hazard would have foretold: curves replayed from its estimates with their doubt, beside what was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int
from netdiff._random import RngLike, generator
from netdiff.adoption.fit import HazardFit
from netdiff.adoption.glm import LARGEST, LINKS
from netdiff.adoption.history import Adoption
from netdiff.adoption.recipe import attributes_of, exposure_known
from netdiff.errors import ModelError

__all__ = ["predictive_curves"]

Floats = npt.NDArray[np.float64]
Holds = npt.NDArray[np.bool_]


def predictive_curves(history: Adoption, fit: HazardFit, *, draws: int = 200, rng: RngLike = None) -> pd.DataFrame:
    """People who would have adopted by each period, if the fitted hazard were the truth.

    Parameters
    ----------
    history : Adoption
        The one that was fitted.
    fit : HazardFit
    draws : int
        How often the diffusion is replayed, each time with coefficients drawn from their joint normal.
    rng : int, Generator or None

    Returns
    -------
    pandas.DataFrame
        Index = period. `observed` people so far, and over the draws their `mean`, `low` and `high` (9 draws in 10).

    Raises
    ------
    ModelError
        For exposure of the same period, which can't be played forward.

    Notes
    -----
    The replay begins with those who had adopted in the first `lag` periods. Exposure is worked out anew from whoever
    adopted in the replay; nobody gives up in it. People whose exposure is not known adopt when they did. A free
    calendar was fitted to this very curve, so with it a good match says little about exposure: hold people out
    (`compare_models`). Stability: experimental.

    References
    ----------
    Gelman, Meng and Stern (1996), Posterior predictive assessment of model fitness via realized discrepancies.
    """
    check_positive_int(draws, "draws")
    if fit.recipe.lag == 0:
        message = "Exposure of the same period can't be played forward. Cure: fit with lag=1."
        raise ModelError(message)
    replay = _Replay(history, fit)
    stream = generator(rng)
    drawn = stream.multivariate_normal(
        fit.table["association"].to_numpy(), fit.covariance, size=draws, method="eigh", check_valid="ignore"
    )
    paths = replay.play(drawn, stream)
    place = history.index_in_time()
    counted = [(place[history.watched] <= step).sum() for step in range(len(history.periods))]
    low, high = np.quantile(paths, [0.05, 0.95], axis=1)
    table = pd.DataFrame({"observed": counted, "mean": paths.mean(axis=1), "low": low, "high": high})
    return table.set_index(pd.Index(history.periods, name="period"))


@dataclass(frozen=True, eq=False)
class _Replay:
    """The diffusion played forward, all draws side by side."""

    history: Adoption
    fit: HazardFit

    @cached_property
    def _place(self) -> npt.NDArray[np.int32]:
        return self.history.index_in_time()

    @cached_property
    def _known(self) -> Holds:
        return exposure_known(self.history, self.fit.recipe.direction, self.fit.recipe.lag)

    def play(self, drawn: Floats, stream: np.random.Generator) -> Floats:
        """People so far, shape (periods, draws), for coefficients of shape (draws, terms)."""
        history, lag = self.history, self.fit.recipe.lag
        terms = dict(zip(self.fit.table.index, drawn.T, strict=True))
        own = self._own(terms)
        begun = self._place[:, None] < np.arange(lag)[None, :] + 1
        states: list[Holds] = [np.repeat(begun[:, [step]], len(drawn), axis=1) for step in range(lag)]
        for step in range(lag, len(history.periods)):
            chance = self._chance(step, states[step - lag], own, terms)
            new = np.where(self._known[:, [step]], stream.random(chance.shape) < chance, self._place[:, None] == step)
            states.append(states[-1] | (new & history.watched[:, None]))
        return np.array([state[history.watched].sum(axis=0) for state in states], dtype=np.float64)

    def _own(self, terms: dict[str, Floats]) -> Floats:
        """What does not change from period to period, shape (nodes, draws)."""
        table = attributes_of(self.history, self.fit.recipe.covariates)
        fixed = np.zeros((self.history.n, len(terms["constant"]))) + terms["constant"]
        for name in table.columns:
            fixed += np.nan_to_num(table[name].to_numpy(dtype=np.float64))[:, None] * terms[name]
        return fixed

    def _chance(self, step: int, held: Holds, own: Floats, terms: dict[str, Floats]) -> Floats:
        period, periods = self.history.periods[step], self.fit.periods
        if self.fit.recipe.calendar == "periods" and period not in periods:
            return np.full(held.shape, self._all_or_nobody(step))
        share, two = self._exposure(step - self.fit.recipe.lag, held)
        score = own + terms["exposure"] * share
        if "two_or_more" in terms:
            score += terms["two_or_more"] * two
        score += terms.get("period", np.zeros(1)) * (period - periods[0])
        score += terms.get(f"period {period}", np.zeros(1))
        return LINKS[self.fit.link].chance(np.clip(score, -LARGEST, LARGEST))

    def _all_or_nobody(self, step: int) -> float:
        """A period that the free calendar left out: nobody at risk adopted in it, or everybody did."""
        return float((self._place[self.history.watched] == step).any())

    def _exposure(self, place: int, held: Holds) -> tuple[Floats, Floats]:
        """Share and two-or-more of those who act on each, as in `person_periods`."""
        recipe, there = self.fit.recipe, self.history.watched.astype(np.float64)
        ties = self.history.ties(place, recipe.direction, valued=recipe.valued)
        voices = held * there[:, None]
        total = np.asarray(ties @ there)[:, None]
        share = np.divide(np.asarray(ties @ voices), total, out=np.zeros(held.shape), where=total > 0)
        ties.data = np.ones_like(ties.data)
        return share, np.asarray(ties @ voices >= 2.0, dtype=np.float64)
