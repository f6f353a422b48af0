"""What came out of `frontier`: a curve of reach against budget, and its knee."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.network import Network
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import in_words

__all__ = ["Frontier", "Knee", "bought", "knee_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
RESAMPLED, DEEP, SURE = 400, 0.1, 0.5


@dataclass(frozen=True)
class Knee:
    """Where more begins to buy clearly less.

    Parameters
    ----------
    budget : float or None
        The budget at the knee; None where there is no clear one.
    sure : float
        Share of resampled runs in which the knee is there.
    why_none : str
        Why there is none.
    """

    budget: float | None
    sure: float
    why_none: str = ""


@dataclass(frozen=True, eq=False)
class Frontier:
    """Reach against budget, each longer list beginning with the shorter ones.

    Parameters
    ----------
    net : Network
    problem : Problem
        Who could be recruited, and what each costs.
    order : array of int
        Positions in the order of recruiting: each budget buys the first so many.
    table : pandas.DataFrame
        One row per budget: `budget`, `people` (recruits), `cost` (what they cost), `reach` with `reach_low` and
        `reach_high`, `each` (people more per unit of cost than at the row before); and for the other arm, in which the
        recruits are those of the row before, `supported` (people), `support_reach` with `support_low` and
        `support_high`, `more`, `more_low`, `more_high` (recruiting less supporting, paired). Support columns are
        missing where it could not be tried.
    knee : Knee
    model, horizon
        What it was made for.
    notes : tuple of str

    Notes
    -----
    Stability: experimental.
    """

    net: Network
    problem: Problem
    order: Ints
    table: pd.DataFrame
    knee: Knee
    model: Any
    horizon: int | None
    notes: tuple[str, ...] = ()

    def people(self, budget: float) -> tuple[Hashable, ...]:
        """Whom a budget buys."""
        return self.problem.named(self.net, bought(self.problem, self.order, budget))

    def to_frame(self) -> pd.DataFrame:
        """The table, one row per budget."""
        return self.table.copy()

    @cached_property
    def with_support(self) -> bool:
        """Whether the same budget was tried as support."""
        return "support_reach" in self.table

    def summary(self) -> str:
        """What more would buy, in a few sentences."""
        return "\n".join(self.sentences())

    def sentences(self) -> list[str]:
        """What more would buy, in a few sentences, without names."""
        first, last = self.table.iloc[0], self.table.iloc[-1]
        reaches = (
            f"A budget of {first['budget']:g} reaches about {_range(first, 'reach')} of {len(self.net):,} people, "
            f"{last['budget']:g} about {_range(last, 'reach')}, under {in_words(self.model)}."
        )
        lines = [reaches, self._knee_in_words()]
        if self.with_support:
            lines.append(self._support_in_words())
        return [*lines, *self.notes]

    def _knee_in_words(self) -> str:
        if self.knee.budget is None:
            return f"There is no clear knee: {self.knee.why_none}."
        return (
            f"The knee is at {self.knee.budget:g}: from there on each unit buys clearly less than before "
            f"(so in {100 * self.knee.sure:.0f} % of resampled runs; it depends on the budgets that were tried)."
        )

    def _support_in_words(self) -> str:
        last = self.table.iloc[-1]
        if last["more_low"] > 0:
            told = f"recruiting brings {_range(last, 'more')} people more than supporting"
        elif last["more_high"] < 0:
            turned = pd.Series({"m": -last["more"], "m_low": -last["more_high"], "m_high": -last["more_low"]})
            told = f"supporting brings {_range(turned, 'm')} people more than recruiting"
        else:
            told = "recruiting and supporting cannot be told apart"
        return (
            f"If the last step, up to {last['budget']:g}, is spent on support for people whom it has reached by word "
            f"instead of on more recruits: {told}."
        )

    def __repr__(self) -> str:
        return f"Frontier of {len(self.table)} budgets (names in people(budget))\n{self.summary()}"

    def _repr_html_(self) -> str:
        from markupsafe import escape

        from netdiff.privacy import table_html

        lines = "".join(f"<p>{escape(line)}</p>" for line in self.sentences())
        return lines + table_html(self.table.round(1))


def knee_of(budgets: Floats, reach: Floats, rng: np.random.Generator) -> Knee:
    """The knee of a curve, and how sure it is.

    Parameters
    ----------
    budgets : array, shape (points,)
    reach : array, shape (points, runs)
    rng : Generator
    """
    runs = reach.shape[1]
    place, depth = _farthest(budgets, reach.mean(axis=1))
    if depth < DEEP:
        return Knee(None, 0.0, "each unit buys about as much as the one before")
    drawn = rng.integers(runs, size=(RESAMPLED, runs)) if runs > 1 else np.zeros((1, 1), dtype=np.int64)
    places = np.array([_farthest(budgets, reach[:, one].mean(axis=1))[0] for one in drawn])
    sure = float((places == place).mean())
    if sure < SURE:
        around = sorted({float(budgets[one]) for one in places})
        return Knee(None, sure, f"chance alone moves it between {around[0]:g} and {around[-1]:g}")
    return Knee(float(budgets[place]), sure)


def _farthest(x: Floats, y: Floats) -> tuple[int, float]:
    """The point farthest above the straight line from the first to the last, in shares of the whole height."""
    if x[-1] <= x[0] or y[-1] <= y[0]:
        return 0, 0.0
    above = (y - y[0]) / (y[-1] - y[0]) - (x - x[0]) / (x[-1] - x[0])
    place = int(np.argmax(np.round(above, 9)))
    return place, float(above[place])


def bought(problem: Problem, order: Ints, budget: float) -> Ints:
    """The first so many that a budget pays for."""
    return order[: int(np.searchsorted(np.cumsum(problem.cost[order]), budget + 1e-9, side="right"))]


def _range(row: pd.Series, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return f"{row[name]:,.0f} ({low:,.0f}–{high:,.0f})" if high - low >= 1 else f"{row[name]:,.0f}"
