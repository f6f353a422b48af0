"""The plan: whom to recruit, why, how sure it is, and what a plain rule would have reached."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int
from netdiff._random import RngLike, generator
from netdiff.errors import ModelError, UnknownNodeError
from netdiff.network import Network
from netdiff.recruit.bound import Certificate
from netdiff.recruit.explain import Reason, left_out, reasons
from netdiff.recruit.judge import Judge, mean_of, paired
from netdiff.recruit.nominate import Asking
from netdiff.recruit.outcome import Outcome, outcome_of, said_by, waves_of
from netdiff.recruit.problem import Problem
from netdiff.recruit.reliance import Reliance
from netdiff.recruit.robust import Robust
from netdiff.recruit.search import Aim
from netdiff.recruit.telling import in_html, in_text, sentences, verdict
from netdiff.recruit.trials import trials_of
from netdiff.recruit.vantage import in_the_middle
from netdiff.spread.estimate import Estimate

__all__ = ["Plan", "Reversed"]

Ints = npt.NDArray[np.int64]
RUNS_AFTERWARDS = 400
NO_GUARANTEE = "No guarantee: nothing is proved about how far this list is from the best one"


@dataclass(frozen=True, eq=False)
class Reversed:
    """How the list would change if the links were read the other way round.

    Parameters
    ----------
    people : tuple of id
        The list under the other reading.
    picks : int
        How many picks this plan has.
    kept : int
        How many of them are on the other list.
    share : float
        What this plan's list would reach under the other reading, as a share of what that list would.
    """

    people: tuple[Hashable, ...]
    picks: int
    kept: int
    share: float

    def __repr__(self) -> str:
        return f"Reversed: {self} (names in .people)"

    def __str__(self) -> str:
        return (
            f"Read the other way round, {self.kept} of {self.picks} picks would stay, and this list would reach "
            f"{100 * self.share:.0f} % of what the other one does."
        )


@dataclass(frozen=True, eq=False)
class Plan:
    """Whom to recruit, in order, with everything that is known about how good the list is.

    Parameters
    ----------
    net : Network
    problem : Problem
        What was asked, as positions and limits.
    chosen : array of int
        Positions of the picks, the one that adds most first.
    model : object
        The model of spread that the list was chosen for.
    objective, horizon
        What was maximised, and by when.
    judge : Judge
        Independent runs on which everything here is valued.
    certificate : Certificate or None
        What is proved; None where nothing is.
    why_no_guarantee : str
        The reason, where nothing is proved.
    baselines : pandas.DataFrame
        Plain rules beside the plan; see `netdiff.recruit.baselines.compare_rules`.
    extra_random : int or None
        How many random recruits would be worth as much; None where all of them are not enough.
    random_chance : array of float
        The chance that random lists reach each person.
    reserves : pandas.DataFrame
        Index = pick; `reserve`, and `loss`: people lost if the pick says no and the reserve is asked instead.
    strengths : pandas.DataFrame
        One row per declared model: its list, what this plan's list is worth under it, and what plain rules are.
    reading : str
        How the links are read, in a sentence.
    reversed : Reversed or None
        How the list would change if they were read the other way round; None where they have no direction.
    respondents_only : Estimate or None
        Reach if silent people are taken to listen to nobody; None where everybody answered.
    near_best : pandas.DataFrame
        Who is on the lists that are about as good (found by the way, or one pick exchanged), on which share of them.
    notes : tuple of str
        What was assumed or left out.
    ask_first : Asking or None
        Where too little is known to rank people: whom to ask the gossip question before recruiting anybody.
    robust : Robust or None
        What the list is worth under all that was declared doubtful, where that was asked for.
    reliance : Reliance or None
        Where the model was fitted: how much of its association would have to be likeness before random lists are as
        good.
    gates : mapping of gate to number
        What it takes at each gate, where that was told; see `netdiff.recruit.gates`.
    again : callable, optional
        Makes the next plan from what is known by then: see `then`.

    Notes
    -----
    Numbers are expectations under a model; they are given in whole people. Stability: experimental.
    """

    net: Network
    problem: Problem
    chosen: Ints
    model: Any
    objective: str
    horizon: int | None
    judge: Judge
    certificate: Certificate | None
    baselines: pd.DataFrame
    extra_random: int | None
    random_chance: npt.NDArray[np.float64]
    reserves: pd.DataFrame
    strengths: pd.DataFrame
    reading: str
    why_no_guarantee: str = ""
    reversed: Reversed | None = None
    respondents_only: Estimate | None = None
    near_best: pd.DataFrame = field(default_factory=pd.DataFrame)
    notes: tuple[str, ...] = ()
    ask_first: Asking | None = None
    reliance: Reliance | None = None
    gates: Mapping[str, float] = field(default_factory=dict)
    again: Callable[..., Plan] | None = None
    robust: Robust | None = None

    @property
    def ranked(self) -> bool:
        """Whether there is a list; if not, too little is known, and `ask_first` says whom to ask."""
        return self.ask_first is None or bool(self.chosen.size)

    @cached_property
    def people(self) -> tuple[Hashable, ...]:
        """The picks, the one that adds most first."""
        return self.problem.named(self.net, self.chosen)

    @cached_property
    def reach(self) -> Estimate:
        """People expected to be reached by the end (those who adopted already included)."""
        return mean_of(self.judge.arrivals(self.chosen))

    @cached_property
    def value(self) -> Estimate:
        """What the list is worth by the plan's objective."""
        return mean_of(self.judge.runs(self.chosen))

    @cached_property
    def guarantee(self) -> str:
        """What is proved, in a sentence that names the model and the network; or that nothing is."""
        if self.certificate is not None:
            return str(self.certificate)
        return f"{NO_GUARANTEE} ({self.why_no_guarantee})." if self.why_no_guarantee else f"{NO_GUARANTEE}."

    @cached_property
    def _reasons(self) -> list[Reason]:
        return reasons(self.net, self.problem, self.judge, self.chosen, self.gates, self.objective)

    @cached_property
    def middle(self) -> Hashable | None:
        """Whom most links touch, if one person stands out so: whoever drew the map, as often as not."""
        found = in_the_middle(self.net)
        return None if found is None else self.net.nodes.index[found[0] : found[0] + 1].tolist()[0]

    def brings(self, one: Hashable) -> tuple[Hashable, ...]:
        """Whom recruiting somebody may bring: a person himself, an organisation its members."""
        if self.problem.candidates is None:
            return (one,)
        row = self.problem.candidates.brings[[int(self.problem.index_of(self.net, [one])[0])]]
        return tuple(self.net.nodes.index[row.indices])

    def explain(self, person: Hashable) -> Reason:
        """Why somebody is on the list: whom they reach that nobody else on it does, and through whom to ask them.

        Raises
        ------
        UnknownNodeError
            Where the person is not on the list.
        """
        if person not in self.people:
            raise UnknownNodeError([person], self.people[:5])
        return self._reasons[self.people.index(person)]

    def to_frame(self) -> pd.DataFrame:
        """The list as a table, one row per pick.

        Returns
        -------
        pandas.DataFrame
            `rank`, `person`, `label`, `group`, `place`, `organisation` (where the network has them), `gain` with
            `gain_low` and `gain_high` (people added to those ranked before), `reach` (running), `only` (people nobody
            else on the list would reach), `cost`, `acceptance`, `held_by`, `ask`, `first` (support that comes before
            it, where a gate is shut), `reserve`, `reserve_loss`, `solid` (share of the declared models that pick this
            person too), `why`; where doubts were declared also `stays` (share of the cases in which this pick stays)
            and `stays_under_all`.
        """
        self.judge.prepare([self.chosen[:rank] for rank in range(len(self.chosen) + 1)])
        rows = [self._row(rank) for rank in range(len(self.chosen))]
        table = pd.DataFrame(rows, columns=list(rows[0]) if rows else ["rank", "person", "why"])
        about = self.problem.about(self.net)
        known = [name for name in ("label", "group", "place", "organisation") if name in about]
        about = about.iloc[self.chosen][known].reset_index(drop=True)
        return pd.concat([table[["rank", "person"]], about, table.drop(columns=["rank", "person"])], axis=1)

    def _row(self, rank: int) -> dict[str, Any]:
        reason, before = self._reasons[rank], self.judge.arrivals(self.chosen[:rank])
        now = self.judge.arrivals(self.chosen[: rank + 1])
        gain = paired(now, before)
        reserve = self.reserves.loc[reason.person] if reason.person in self.reserves.index else {}
        return {
            "rank": rank + 1,
            "person": reason.person,
            "gain": gain.value,
            "gain_low": gain.low,
            "gain_high": gain.high,
            "reach": float(now.mean()),
            "only": reason.only.value,
            "cost": reason.cost,
            "acceptance": reason.acceptance,
            "held_by": reason.held_by,
            "ask": reason.ask,
            "first": reason.gates[0].support if reason.gates else None,
            "reserve": reserve.get("reserve"),
            "reserve_loss": reserve.get("loss"),
            "solid": self.solid.get(reason.person, float("nan")),
            **self._doubted(reason.person),
            "why": str(reason),
        }

    def _doubted(self, person: Hashable) -> dict[str, Any]:
        """How often a pick stays under all that was declared doubtful, where that was tried."""
        if self.robust is None:
            return {}
        row = self.robust.people.loc[person]
        return {"stays": float(row["stays"]), "stays_under_all": bool(row["solid"])}

    @cached_property
    def solid(self) -> dict[Hashable, float]:
        """For each pick, the share of the declared models under which it is on the list too."""
        lists = [set(row) for row in self.strengths["people"]] if len(self.strengths) else []
        return {who: float(np.mean([who in one for one in lists])) if lists else float("nan") for who in self.people}

    def leaves_out(self) -> pd.DataFrame:
        """Whom the plan leaves out: share reached by group, place and standing, beside random; worst off first."""
        return left_out(self.net, self.judge.chance_by_person(self.chosen), self.random_chance)

    def compare(self, other: Plan | Iterable[Hashable]) -> pd.DataFrame:
        """The list beside another one, on the same runs.

        Parameters
        ----------
        other : Plan or iterable of id
            Another plan for the same network, or any list of people.

        Returns
        -------
        pandas.DataFrame
            Rows `this`, `other`, `difference`; columns `value`, `low`, `high`, `people`, `shared`, `cost`.
        """
        names = other.people if isinstance(other, Plan) else other
        theirs = self.problem.index_of(self.net, names)
        ours, others = self.judge.runs(self.chosen), self.judge.runs(theirs)
        shared = np.intersect1d(self.chosen, theirs).size
        rows = {"this": mean_of(ours), "other": mean_of(others), "difference": paired(ours, others)}
        ends = {name: [row.value, row.low, row.high] for name, row in rows.items()}
        table = pd.DataFrame.from_dict(ends, orient="index", columns=["value", "low", "high"])
        table["people"] = [self.chosen.size, theirs.size, self.chosen.size - theirs.size]
        table["shared"] = shared
        spent = [self.problem.spent(self.chosen), self.problem.spent(theirs)]
        table["cost"] = [*spent, spent[0] - spent[1]]
        return table

    def waves(self, *sizes: int) -> pd.DataFrame:
        """The list in waves, those who add most first: ask wave 1, see who says yes, then make a new plan (`then`).

        Examples
        --------
        >>> plan.waves(3, 3)  # doctest: +SKIP
        """
        return waves_of(self.people, tuple(check_positive_int(size, "size of a wave") for size in sizes))

    def outcome(
        self,
        accepted: Iterable[Hashable] = (),
        declined: Iterable[Hashable] = (),
        *,
        reached: int | None = None,
        rng: RngLike = None,
    ) -> Outcome:
        """Who said yes and what happened, against the forecast.

        Parameters
        ----------
        accepted, declined : iterable of id
            Who said yes and who said no; the others have not answered yet.
        reached : int, optional
            How many people have it now.
        rng : int, Generator or None
            For the runs that forecast what those who said yes would reach.
        """
        yes, no = list(accepted), list(declined)
        self.problem.index_of(self.net, [*yes, *no])
        chance = self.problem.accept[self.chosen]
        people = pd.DataFrame({"said": said_by(self.people, yes, no), "chance": chance}, index=list(self.people))
        return outcome_of(people.rename_axis("person"), reached, self._played_from(yes, rng))

    def _played_from(self, agreed: list[Hashable], rng: RngLike) -> npt.NDArray[np.float64] | None:
        """People reached in each of many runs that begin with those who said yes; None where there are none."""
        begun = np.union1d(self.problem.index_of(self.net, agreed), self.problem.already)
        if not begun.size:
            return None
        agreed_to = replace(self.problem, accept=np.ones(self.problem.size), weight=np.ones(len(self.net)))
        aim = Aim(self.model, horizon=self.horizon)
        return trials_of(self.net, agreed_to, aim, RUNS_AFTERWARDS, generator(rng)).arrivals(begun)

    def then(
        self,
        accepted: Iterable[Hashable] = (),
        declined: Iterable[Hashable] = (),
        *,
        adopted: Iterable[Hashable] = (),
        k: int | None = None,
        rng: RngLike = None,
    ) -> Plan:
        """The next plan, once it is known who said yes: they are built on, whoever said no is not asked again.

        What those who said yes cost is taken off the budget, and they count towards `at_least` and `at_most`.

        Parameters
        ----------
        accepted, declined : iterable of id
            Who said yes and who said no.
        adopted : iterable of id
            Who else has it by now.
        k : int, optional
            How many more to recruit; by default as many as are missing from this list.
        rng : int, Generator or None
        """
        if self.again is None:
            message = "This plan does not know how it was made. Cure: call recommend with already= and exclude=."
            raise ModelError(message)
        yes, no = list(accepted), list(declined)
        missing = k if k is not None else max(len(self.chosen) - len(yes), 1)
        return self.again(k=missing, agreed=yes, adopters=list(adopted), exclude=no, rng=rng)

    def verdict(self) -> str:
        """The comparison with plain rules in a sentence; where one is as good, that comes first."""
        return verdict(self)

    def summary(self) -> str:
        """The plan in a few sentences, without names."""
        return "\n".join(sentences(self))

    def __repr__(self) -> str:
        return in_text(self)

    def _repr_html_(self) -> str:
        return in_html(self)
