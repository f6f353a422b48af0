"""The judge: independent runs on which a plan and every plain rule are valued alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from netdiff.errors import ModelError
from netdiff.recruit.greedy import gains_after
from netdiff.recruit.samples import ReverseSets
from netdiff.spread.estimate import Estimate, estimate_mean

__all__ = ["Judge", "NoJudge", "SetJudge", "mean_of", "paired", "whole"]

Floats = npt.NDArray[np.float64]


class Judge(Protocol):
    """Runs drawn once; any list can be valued on them, so that differences are paired."""

    def runs(self, people: npt.ArrayLike) -> Floats:
        """What a list is worth in each run (by the plan's objective), in people."""
        ...

    def arrivals(self, people: npt.ArrayLike) -> Floats:
        """How many people a list has reached in each run by the end."""
        ...

    def value(self, people: npt.ArrayLike) -> float:
        """What a list is worth on average."""
        ...

    def chance_by_person(self, people: npt.ArrayLike) -> Floats:
        """The chance that each person is reached."""
        ...

    def gains(self, people: npt.ArrayLike) -> Floats:
        """What each person would add to a list (in any unit, as long as more is better)."""
        ...

    def prepare(self, lists: Iterable[npt.ArrayLike]) -> None:
        """Value many lists at once, where that is cheaper than one after the other."""
        ...

    @property
    def draws(self) -> int:
        """How many lists it can value of a rule that leaves something to chance."""
        ...


class SetJudge:
    """Values lists on reverse-reachable sets, beside those who adopted already.

    Where some people count more than others, roots are drawn by how much they count; `even` then holds sets in which
    everybody is a root equally often, from which each person's own chance is read.
    """

    draws = 100

    def __init__(
        self, sets: ReverseSets, already: npt.NDArray[np.int64], even: Callable[[], ReverseSets] | None = None
    ) -> None:
        self.sets = sets
        self._already = already
        self._even = even

    @cached_property
    def _by_root(self) -> ReverseSets:
        return self.sets if self._even is None else self._even()

    def runs(self, people: npt.ArrayLike) -> Floats:
        """What a list is worth in each set, in people."""
        return self.sets.best(self._with(people)) * self.sets.people

    def arrivals(self, people: npt.ArrayLike) -> Floats:
        """In each set everybody or nobody, as its root is reached in time or not."""
        return np.where(self.sets.best(self._with(people)) > 0, self.sets.people, 0.0)

    def value(self, people: npt.ArrayLike) -> float:
        """What a list is worth on average."""
        return self.sets.value(self._with(people))

    def chance_by_person(self, people: npt.ArrayLike) -> Floats:
        """The chance that each person is reached."""
        return self._by_root.chance_by_person(self._with(people))

    def gains(self, people: npt.ArrayLike) -> Floats:
        """In how many sets each person would improve on a list, weighted by worth."""
        return gains_after(self.sets, self.sets.best(self._with(people)))

    def prepare(self, lists: Iterable[npt.ArrayLike]) -> None:
        """Nothing to prepare: a list is valued by a look at the sets its members are in."""

    def _with(self, people: npt.ArrayLike) -> npt.NDArray[np.int64]:
        return np.union1d(np.asarray(people, dtype=np.int64), self._already)


class NoJudge:
    """Stands where people are not ranked: whatever is asked of it raises."""

    draws = 0

    def runs(self, people: npt.ArrayLike) -> Floats:  # noqa: ARG002
        """Nothing can be said."""
        message = (
            "Too little is known to rank people, so nothing is forecast. Cure: ask the people in plan.ask_first and "
            "add what they say; or recommend(..., anyway=True)."
        )
        raise ModelError(message)

    arrivals = chance_by_person = gains = runs

    def prepare(self, lists: Iterable[npt.ArrayLike]) -> None:
        """Nothing can be prepared."""

    def value(self, people: npt.ArrayLike) -> float:
        """Nothing can be said."""
        return float(self.runs(people).mean())


def paired(one: Floats, other: Floats) -> Estimate:
    """Difference of two lists on the same runs."""
    return mean_of(one - other)


def mean_of(runs: Floats) -> Estimate:
    """Mean with its interval; a single run stands where nothing is left to chance."""
    if runs.size != 1:
        return estimate_mean(runs)
    value = float(runs[0])
    return Estimate(value, 0.0, value, value, 1)


def whole(estimate: Estimate) -> str:
    """An estimate in whole people: `32 (30-33)`, or `32` where nothing is left to chance."""
    if estimate.runs == 1:
        return f"{estimate.value:,.0f}"
    return f"{estimate.value:,.0f} ({estimate.low:,.0f}–{estimate.high:,.0f})"
