"""What is known of a chosen coalition: its parts, and the few numbers that all tables about it are made of."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int
from netdiff._random import RngLike, generator
from netdiff.network import Network
from netdiff.recruit.bound import Certificate
from netdiff.recruit.judge import Judge, SetJudge, mean_of, paired
from netdiff.recruit.outcome import Outcome, outcome_of, said_by, waves_of
from netdiff.recruit.plan import NO_GUARANTEE
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import Aim
from netdiff.recruit.standing import Holder
from netdiff.recruit.trials import Trials, trials_of
from netdiff.spread.estimate import Estimate

__all__ = ["Chosen"]

RUNS_AFTERWARDS = 500
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Chosen:
    """Which organisations to win, what each brings and duplicates, and what is known of where they stand.

    Parameters
    ----------
    net, whole : Network
        The links that carry it; everything that was known.
    by : str
        What partners are.
    problem : Problem
    chosen : array of int
        Positions of the partners, the one that adds most first.
    model, horizon
        What the coalition was chosen for.
    judge : Judge
        Independent runs on which everything here is valued.
    judges : mapping of model to Judge
        The same under the other declared models.
    certificate : Certificate or None
    why_no_guarantee : str
    near_best : pandas.DataFrame
    baselines : pandas.DataFrame
        Plain rules beside the coalition, under the same limits; see `netdiff.recruit.baselines.compare_rules`.
    doubt : pandas.DataFrame
        One row per declared model and chance of coming along: the coalition that would be best, what this one is worth,
        what plain rules are, and whether this one is better, level or worse.
    alone : pandas.DataFrame
        What each partner, and each body that can say no, would reach alone.
    random_chance : array of float
        The chance that random coalitions reach each person.
    reserves : pandas.DataFrame
    belongs : pandas.DataFrame
        Who belongs to which partner: columns `node`, `name`.
    stands : pandas.DataFrame
        Where partners stand; see `netdiff.recruit.standing.stands_of`.
    stakeholder : pandas.Series
        Everybody's stakeholder group.
    holders : tuple of Holder
        Those who can say no.
    mobilise, reading, purpose : str
        How many members come along, how links are read, what this is for.
    notes : tuple of str
        What was assumed or left out.

    Notes
    -----
    Numbers are expectations under a model. Where organisations stand is told of organisations, by what their own row
    or at least three members say. Stability: experimental.
    """

    net: Network
    whole: Network
    by: str
    problem: Problem
    chosen: Ints
    model: Any
    horizon: int | None
    judge: Judge
    judges: Mapping[str, Judge]
    certificate: Certificate | None
    baselines: pd.DataFrame
    doubt: pd.DataFrame
    alone: pd.DataFrame
    random_chance: Floats
    reserves: pd.DataFrame
    belongs: pd.DataFrame
    stands: pd.DataFrame
    stakeholder: pd.Series
    holders: tuple[Holder, ...]
    mobilise: str
    reading: str
    why_no_guarantee: str = ""
    near_best: pd.DataFrame = field(default_factory=pd.DataFrame)
    purpose: str = ""
    notes: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[Hashable, ...]:
        """The partners, the one that adds most first."""
        return self.problem.named(self.net, self.chosen)

    @cached_property
    def reach(self) -> Estimate:
        """People expected to be reached by the end (those who adopted already included)."""
        return mean_of(self.judge.arrivals(self.chosen))

    @cached_property
    def value(self) -> Estimate:
        """What the coalition is worth by the plan's objective."""
        return mean_of(self.judge.runs(self.chosen))

    @cached_property
    def brought(self) -> float:
        """People whom the partners are expected to bring themselves."""
        return float(self.coming(self.chosen).sum())

    @cached_property
    def guarantee(self) -> str:
        """What is proved, in a sentence that names the model and the network; or that nothing is."""
        if self.certificate is not None:
            return str(self.certificate)
        return f"{NO_GUARANTEE} ({self.why_no_guarantee})." if self.why_no_guarantee else f"{NO_GUARANTEE}."

    def only(self, rank: int) -> Estimate:
        """What the coalition loses without a partner."""
        return paired(self.judge.arrivals(self.chosen), self.judge.arrivals(np.delete(self.chosen, rank)))

    def waves(self, *sizes: int) -> pd.DataFrame:
        """Whom to win first, second, …: the coalition cut into waves, those that add most first."""
        cut = waves_of(self.names, tuple(check_positive_int(size, "size of a wave") for size in sizes))
        return cut.rename(columns={"person": "partner"})

    def outcome(
        self,
        accepted: Iterable[Hashable] = (),
        declined: Iterable[Hashable] = (),
        *,
        reached: int | None = None,
        rng: RngLike = None,
    ) -> Outcome:
        """Which partners said yes and what happened, against the forecast.

        Parameters
        ----------
        accepted, declined : iterable of str
            Which partners said yes and which no; the others have not answered yet.
        reached : int, optional
            How many people have it now.
        rng : int, Generator or None
            For the runs that forecast what those who said yes would reach; each brings members with its stated chance.
        """
        yes, no = list(accepted), list(declined)
        self.problem.index_of(self.net, [*yes, *no])
        chance = self.problem.accept[self.chosen]
        told = pd.DataFrame({"said": said_by(self.names, yes, no), "chance": chance}, index=list(self.names))
        begun = np.union1d(self.problem.index_of(self.net, yes), self.problem.already).astype(np.int64)
        agreed = replace(self.problem, accept=np.ones(self.problem.size))
        aim, stream = Aim(self.model, horizon=self.horizon), generator(rng)
        played = trials_of(self.net, agreed, aim, RUNS_AFTERWARDS, stream).arrivals(begun) if begun.size else None
        return outcome_of(told.rename_axis("partner"), reached, played)

    def coming(self, positions: Iterable[int]) -> Floats:
        """The chance that each person is brought by some of the partners."""
        at = np.asarray(list(positions), dtype=np.int64)
        each = self.problem.brings[at].toarray() * self.problem.accept[at, None]  # type: ignore[index]
        return np.asarray(1.0 - np.prod(1.0 - each, axis=0), dtype=np.float64)

    def reached_of(self, member: Bools) -> Estimate:
        """How many of some people the coalition reaches."""
        if not member.any():
            return Estimate(0.0, 0.0, 0.0, 0.0, 1)
        if isinstance(self.judge, SetJudge):
            inside = member[self.judge.sets.roots]
            hits = self.judge.arrivals(self.chosen)[inside] > 0
            return mean_of(hits.astype(np.float64) * float(member.sum()))
        return mean_of(_among(self.judge, self.chosen, member))


def _among(judge: Judge, chosen: Ints, member: Bools) -> Floats:
    """How many of some people a list reaches in each run of a model that is played."""
    if not isinstance(judge, Trials):
        return np.array([judge.chance_by_person(chosen)[member].sum()])
    counting = replace(judge.problem, weight=judge.problem.weight * member)
    return replace(judge, problem=counting, _known={}).arrivals(chosen)
