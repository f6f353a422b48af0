"""All that a coalition is chosen from: partners, costs, stakeholder groups, and the problem they pose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from netdiff._check import check_fraction, check_positive_int, did_you_mean
from netdiff.errors import DataError, ModelError
from netdiff.network import Network
from netdiff.recruit.ask import Request, pose
from netdiff.recruit.candidates import Candidates
from netdiff.recruit.feasible import check_feasible
from netdiff.recruit.partners import Costs, Rate, bringing, told_of
from netdiff.recruit.problem import Limit, Problem

__all__ = ["RATES", "Table", "rate_in_words", "rates_of"]

RATES = (0.1, 0.3, 0.5)


@dataclass(frozen=True, eq=False)
class Table:
    """Who could be partners; poses the problem for a chance that their members come along.

    Parameters
    ----------
    net, whole : Network
        The links that carry it; all links, and so all that people belong to.
    by : str
        What partners are.
    found : Candidates
        Every partner with all of its members.
    belongs : pandas.DataFrame
        Columns `node` and `name`.
    stands : pandas.DataFrame
        Where partners stand.
    stakeholder : pandas.Series
        Everybody's stakeholder group.
    costs : float, mapping or None
    request : Request
    at_least : mapping of stakeholder group to int
    """

    net: Network
    whole: Network
    by: str
    found: Candidates
    belongs: pd.DataFrame
    stands: pd.DataFrame
    stakeholder: pd.Series
    costs: Costs | None
    request: Request
    at_least: Mapping[str, int]

    def pose(self, rate: Rate) -> tuple[Problem, tuple[str, ...]]:
        """The problem, and what was assumed or left out."""
        full, rated = self.bringing(rate)
        full, priced = told_of(self.net, full, self.costs, self.stands)
        problem, notes = pose(self.net, replace(self.request, candidates=full))
        itself = full.collective[: len(self.net)]  # an organisation on the map is nobody to be reached
        problem = replace(problem, weight=np.where(itself, 0.0, problem.weight))
        problem = replace(problem, limits=tuple(self._limits(problem)))
        check_feasible(problem)
        _check_affordable(problem)
        return problem, (*rated, *(priced if self.request.budget is not None else ()), *notes)

    def bringing(self, rate: Rate) -> tuple[Candidates, tuple[str, ...]]:
        """The partners when members come along with some chance."""
        return bringing(self.whole, self.by, self.found, rate)

    def _limits(self, problem: Problem) -> Iterable[Limit]:
        """At least so many partners that bring somebody of a stakeholder group."""
        known = sorted(self.stakeholder.dropna().unique())
        for name, least in self.at_least.items():
            if name not in known:
                raise DataError(
                    f"nobody is among the {name}",
                    column="group",
                    cure=f"There are: {', '.join(known) or 'no stakeholder groups'}.{did_you_mean(name, known)} "
                    "Or map the words of your file: stakeholders={'users': 'patient'}.",
                )
            bring = np.asarray(problem.brings @ (self.stakeholder == name).to_numpy(dtype=np.float64)) > 0
            yield Limit("partners that bring", name, bring, check_positive_int(least, "at_least", least=0))

    def outside(self, problem: Problem) -> tuple[str, ...]:
        """How many people no partner could bring."""
        belong = np.bincount(self.found.brings[self.found.listed].indices, minlength=len(self.net)) > 0
        people = problem.weight > 0
        count = int((people & ~belong).sum())
        told = f"{count} of {int(people.sum())} people belong to no {self.by}: no coalition brings them"
        return (f"{told}, it can only reach them.",) if count else ()


def _check_affordable(problem: Problem) -> None:
    """Raise where the budget buys nobody."""
    cheapest = float(problem.cost[problem.candidate].min())
    if problem.budget is not None and not problem.include.size and cheapest > problem.budget + 1e-9:
        message = (
            f"A budget of {problem.budget:g} buys no partner: the cheapest costs {cheapest:g} (nearest: {cheapest:g})."
        )
        raise ModelError(message)


def rates_of(mobilise: Rate | None, rates: Sequence[float]) -> list[Rate]:
    """The chances of coming along, the one the coalition is made for first."""
    if mobilise is not None:
        return [mobilise if isinstance(mobilise, str | Mapping) else check_fraction(mobilise, "mobilise")]
    chances = sorted({check_fraction(rate, "rates") for rate in rates})
    if not chances:
        message = "rates must hold at least one chance between 0 and 1, for example (0.1, 0.3, 0.5)."
        raise ModelError(message)
    middle = chances[len(chances) // 2]
    return [middle, *(rate for rate in chances if rate != middle)]


def rate_in_words(mobilise: Rate | None, chances: Sequence[Rate]) -> str:
    """Where the chance of coming along is from, in a sentence."""
    if isinstance(mobilise, str):
        return f"A member comes along with the chance in the column {mobilise!r}."
    if isinstance(mobilise, Mapping):
        return "A member comes along with the chance that was given for each partner."
    if mobilise is not None:
        return f"A member comes along with a chance of {mobilise:g}, as was said."
    others = " and ".join(f"{chance:g}" for chance in chances[1:])
    tried = f", and was tried for {others}." if others else "."
    return f"How many members come along was not given: the coalition is made for a chance of {chances[0]:g}{tried}"
