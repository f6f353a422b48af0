"""Afterwards: who said yes, what happened, how that compares with the forecast."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.recruit.judge import mean_of
from netdiff.spread.estimate import Estimate

__all__ = ["Outcome", "outcome_of", "said_by", "waves_of"]


@dataclass(frozen=True, eq=False)
class Outcome:
    """A plan held against what happened.

    Parameters
    ----------
    people : pandas.DataFrame
        Index = pick; `said` (yes, no, waiting), `chance` that a yes had been forecast with.
    yes : int
        How many said yes.
    yes_forecast : tuple of float
        Expected number among those who have answered, and the range that holds it in 19 of 20 cases.
    reached : int or None
        People who have it now, where that was told.
    reached_forecast : Estimate
        People expected to be reached by those who said yes (simulation noise only).
    range_forecast : tuple of float
        Range that single runs fall into in 9 of 10 cases.

    Notes
    -----
    One outcome neither proves a model nor refutes it: chance alone spreads results as wide as the range. Stability:
    experimental.
    """

    people: pd.DataFrame
    yes: int
    yes_forecast: tuple[float, float, float]
    reached: int | None
    reached_forecast: Estimate
    range_forecast: tuple[float, float]

    def to_frame(self) -> pd.DataFrame:
        """One row per pick: what they said, and the chance of a yes that was forecast."""
        return self.people.reset_index()

    def __str__(self) -> str:
        mean, low, high = self.yes_forecast
        lines = [f"{self.yes} said yes; {mean:.0f} ({low:.0f}–{high:.0f}) were expected of those who answered."]
        if self.reached is not None:
            few, many = self.range_forecast
            forecast = f"{self.reached_forecast.value:,.0f} ({few:.0f}–{many:.0f} in 9 of 10 runs)"
            lines.append(f"{self.reached} have it now; {forecast} were expected.")
        return " ".join(lines)

    __repr__ = __str__


def outcome_of(people: pd.DataFrame, reached: int | None, played: npt.NDArray[np.float64] | None) -> Outcome:
    """Hold a plan against what happened.

    Parameters
    ----------
    people : pandas.DataFrame
        Index = pick; `said` (yes, no, waiting) and `chance` (of a yes).
    reached : int or None
        How many people have it now.
    played : array of float or None
        People reached in runs of the plan's model from those who said yes and those who had adopted before; None where
        there are none.
    """
    answered = people.loc[people["said"] != "waiting", "chance"].to_numpy(dtype=np.float64)
    runs = np.zeros(1) if played is None else played
    low, high = np.percentile(runs, [5, 95])
    yes = int((people["said"] == "yes").sum())
    return Outcome(people, yes, _yeses(answered), reached, mean_of(runs), (float(low), float(high)))


def said_by(picks: tuple[Hashable, ...], yes: Iterable[Hashable], no: Iterable[Hashable]) -> list[str]:
    """`yes`, `no` or `waiting` for each pick."""
    agreed, refused = set(yes), set(no)
    return ["yes" if one in agreed else "no" if one in refused else "waiting" for one in picks]


def _yeses(chances: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean and 95 % range of the number of yeses: the exact distribution of a sum of unequal coins."""
    weights = np.ones(1)
    for chance in chances:
        weights = np.convolve(weights, [1.0 - chance, chance])
    below = np.cumsum(weights)
    low, high = int(np.searchsorted(below, 0.025)), int(np.searchsorted(below, 0.975))
    return float(chances.sum()), float(low), float(min(high, chances.size))


def waves_of(people: tuple[Hashable, ...], sizes: tuple[int, ...]) -> pd.DataFrame:
    """Whom to ask first, second, …: the list cut into waves, those who add most first.

    Parameters
    ----------
    people : tuple of id
        The picks in order.
    sizes : tuple of int
        How many to ask in each wave; what is left makes a last one.
    """
    edges = np.cumsum(sizes)
    wave = np.searchsorted(edges, np.arange(len(people)), side="right") + 1
    return pd.DataFrame({"wave": wave, "person": list(people)})
