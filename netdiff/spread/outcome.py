"""What came out of a simulation: how far, how fast, whom, how surely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_fraction, check_positive_int
from netdiff.errors import ModelError
from netdiff.spread.estimate import Estimate, estimate_mean, estimate_share
from netdiff.spread.summary import Summary

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from netdiff._kernels.csr import Arrivals

__all__ = ["Comparison", "Estimate", "Spread"]

UNGROUPED = "everybody"


@dataclass(frozen=True, eq=False)
class Spread:
    """The outcome of many runs of one model on one network.

    Parameters
    ----------
    model : object
        The model, as given.
    seeds : tuple
        Who was recruited at the start.
    nodes : pandas.DataFrame
        Index = ids in the network's order; column `group` where it is known.
    population : int
        People who can be reached at all: shares are of these.
    horizon : int or None
        Last period played; None = until nothing changes.
    period : str or None
        The network's unit of time. A round of a model is not a unit of time unless the model was fitted to dates.
    keys : array of uint64, shape (runs,)
        What tells each run; two outcomes with equal keys are paired run by run.
    summary : Summary
        Sums over runs.
    arrivals : Arrivals or None
        Who adopted when in each run; None where it would not fit in memory.
    paired : bool
        Whether ties kept their coins, so that runs of equal keys belong together.
    respondents_only : Spread or None
        The same simulation if the silent had named nobody; there where missing answers were drawn.
    interrupted : bool
        Whether it was stopped before all runs were done; what is here is right, only fewer runs.
    states : mapping of name to Spread
        Where a model has several states, the same runs seen as entry into each; see `state`.
    entering : str
        The state that this view counts; empty for adoption itself.
    other_arms : mapping of str to Spread
        Where the model was fitted to observed adoption: the same with its association halved, and with none.

    Notes
    -----
    Every method works on streamed outcomes too; only `times` is missing then. Intervals hold simulation noise alone:
    doubt about the ties and about the model is not in them.

    Stability: stable.
    """

    model: Any
    seeds: tuple[Hashable, ...]
    nodes: pd.DataFrame
    population: int
    horizon: int | None
    period: str | None
    keys: npt.NDArray[np.uint64]
    summary: Summary
    arrivals: Arrivals | None = None
    paired: bool = True
    respondents_only: Spread | None = None
    interrupted: bool = False
    states: Mapping[str, Spread] = field(default_factory=dict)
    entering: str = ""
    other_arms: Mapping[str, Spread] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """How many runs were played."""
        return len(self.keys)

    @cached_property
    def times(self) -> npt.NDArray[np.int32] | None:
        """Period of each adoption, runs × people, -1 for never; None where it would not fit in memory."""
        if self.arrivals is None:
            return None
        times = np.full((self.runs, len(self.nodes)), -1, dtype=np.int32)
        run = np.repeat(np.arange(self.runs), np.diff(self.arrivals.first))
        times[run, self.arrivals.node] = self.arrivals.period
        return times

    @property
    def reach(self) -> Estimate:
        """How many people adopted at any time, seeds included: mean over runs with its interval."""
        return estimate_mean(self.reach_by_run)

    @property
    def reach_by_run(self) -> npt.NDArray[np.int64]:
        """How many people adopted in each run."""
        return np.asarray(self.summary.new.sum(axis=1))

    @property
    def adoption_probability(self) -> pd.Series:
        """Share of runs in which each person adopted."""
        return self._per_node(self.summary.adopted / self.runs, "adoption_probability")

    def state(self, name: str) -> Spread:
        """The same runs seen as entry into one state: all that is said of adoption is then said of that.

        Parameters
        ----------
        name : str
            One of `states`: of a `Funnel` its stages, of `Competing` its innovations.

        Returns
        -------
        Spread

        Raises
        ------
        ModelError
            Where the model has no such state.
        """
        if not self.states:
            message = f"{self.model!r} has adoption as its only state. Cure: use the outcome itself."
            raise ModelError(message)
        return self.states[check_choice(name, "state", self.states)]

    def by_state(self) -> pd.DataFrame:
        """How many people ever entered each state: index `state`, columns `reached`, `low`, `high`, `share`."""
        views: Mapping[str, Spread] = self.states or {"adopted": self}
        reaches = {name: view.reach for name, view in views.items()}
        rows = {
            name: {"reached": one.value, "low": one.low, "high": one.high, "share": one.value / max(self.population, 1)}
            for name, one in reaches.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("state")

    def curve(self, *, level: float = 0.9, what: Literal["ever", "now"] = "ever") -> pd.DataFrame:
        """Adopters over time.

        Parameters
        ----------
        level : float
            Share of runs that lie between `low` and `high`.
        what : {"ever", "now"}
            Everyone who has adopted so far, or those who are adopters now (where people may stop).

        Returns
        -------
        DataFrame
            Index `period`; columns `mean`, `se`, `low`, `high`, in people.
        """
        check_fraction(level, "level")
        check_choice(what, "what", ("ever", "now"))
        paths = self._paths(what)
        tail = (1.0 - level) / 2.0
        table = pd.DataFrame(
            {
                "mean": paths.mean(axis=0),
                "se": paths.std(axis=0, ddof=1) / np.sqrt(self.runs) if self.runs > 1 else np.nan,
                "low": np.quantile(paths, tail, axis=0),
                "high": np.quantile(paths, 1.0 - tail, axis=0),
            }
        )
        return table.rename_axis("period")

    def time_to(self, share: float, *, level: float = 0.9) -> pd.Series:
        """Periods until a share of the population has adopted.

        Parameters
        ----------
        share : float
            From 0 to 1, of `population`.
        level : float
            Share of runs that lie between `low` and `high`.

        Returns
        -------
        Series
            `median`, `low`, `high` in periods (infinite where that many runs never get there) and `share_of_runs` that
            do get there.
        """
        check_fraction(share, "share")
        paths = self._paths("ever")
        there = paths >= share * self.population - 1e-9
        arrived = there[:, -1]
        time = np.where(arrived, there.argmax(axis=1), np.inf)
        tail = (1.0 - level) / 2.0
        low, median, high = np.quantile(time, [tail, 0.5, 1.0 - tail], method="inverted_cdf")
        values = {"median": median, "low": low, "high": high, "share_of_runs": arrived.mean()}
        return pd.Series(values, name=f"time to {share:.0%}")

    def by_group(self) -> pd.DataFrame:
        """Reach in each group.

        Returns
        -------
        DataFrame
            Index `group`; columns `people`, `reached` (mean over runs), `share`, `low`, `high` (of the share, 90 % of
            runs).
        """
        names, sizes = self._groups()
        shares = self.summary.group_reach / np.maximum(sizes, 1)
        table = {
            "people": sizes,
            "reached": self.summary.group_reach.mean(axis=0),
            "share": shares.mean(axis=0),
            "low": np.quantile(shares, 0.05, axis=0),
            "high": np.quantile(shares, 0.95, axis=0),
        }
        return pd.DataFrame(table, index=pd.Index(names, name="group"))

    def probability_of_stalling(self, share: float = 0.1) -> Estimate:
        """The chance that it stays below a share of the population: risk that a mean hides."""
        check_fraction(share, "share")
        return estimate_share(self.reach_by_run < share * self.population - 1e-9)

    def first_adopters(self, count: int = 10) -> pd.DataFrame:
        """People beyond the seeds who tend to adopt soonest.

        Returns
        -------
        DataFrame
            Index = ids, soonest first; columns `adoption_probability`, `mean_period` (in runs in which they adopt) and
            `expected_period` (a run without adoption counts as one period after the last), by which it is sorted.
        """
        check_positive_int(count, "count")
        table = self.to_frame().drop(columns="group", errors="ignore")
        last = self.summary.new.shape[1]
        misses = self.runs - self.summary.adopted
        table["expected_period"] = (self.summary.time_sum + misses * last) / self.runs
        beyond = table[(table["adoption_probability"] > 0) & ~table.index.isin(list(self.seeds))]
        return beyond.sort_values("expected_period", kind="stable").head(count)

    def compare(self, other: Spread) -> Comparison:
        """The reach here less that of another outcome, run by run where both were given the same `rng`.

        Parameters
        ----------
        other : Spread
            With as many runs of the same `rng` the comparison is paired: each tie falls alike in both, so that only
            what was changed makes a difference.

        Returns
        -------
        Comparison
        """
        paired = self.paired and other.paired and bool(np.array_equal(self.keys, other.keys))
        periods = max(self.summary.new.shape[1], other.summary.new.shape[1])
        return Comparison(_stretched(self._paths("ever"), periods), _stretched(other._paths("ever"), periods), paired)

    def to_frame(self) -> pd.DataFrame:
        """One row per person: group, share of runs with adoption, mean period of adoption in those runs."""
        table = self.nodes.copy()
        adopted = self.summary.adopted
        table["adoption_probability"] = adopted / self.runs
        with np.errstate(invalid="ignore"):
            table["mean_period"] = self.summary.time_sum / np.where(adopted > 0, adopted, np.nan)
        return table

    def _paths(self, what: str) -> npt.NDArray[np.int64]:
        """Adopters by run and period."""
        if what == "now" and self.summary.active is not None:
            return self.summary.active
        return np.cumsum(self.summary.new, axis=1)

    def _groups(self) -> tuple[list[Any], npt.NDArray[np.int64]]:
        if "group" not in self.nodes:
            return [UNGROUPED], np.array([len(self.nodes)])
        codes, names = pd.factorize(self.nodes["group"], use_na_sentinel=False)
        return list(names), np.bincount(codes, minlength=len(names))

    def _per_node(self, values: npt.NDArray[Any], name: str) -> pd.Series:
        return pd.Series(values, index=self.nodes.index, name=name)

    def _facts(self) -> dict[str, str]:
        """What a reader should see first, in whole people."""
        reach, stall = self.reach, self.probability_of_stalling()
        half = self.time_to(0.5)
        facts = {
            "reached": f"{_people(reach)} of {self.population:,} people",
            "half reached": f"after {half['median']:.0f} rounds" if np.isfinite(half["median"]) else "not in most runs",
            "stays below 10 %": f"in {stall.value:.0%} of {self.runs:,} runs",
        }
        if self.respondents_only is not None:
            facts["respondents only"] = f"{_people(self.respondents_only.reach)} people"
        if self.states:
            facts["ever"] = ", ".join(f"{name} {view.reach.value:,.0f}" for name, view in self.states.items())
        for name, arm in self.other_arms.items():
            facts[f"with the association {name}"] = f"{_people(arm.reach)} people"
        if self.interrupted:
            facts["stopped early"] = f"after {self.runs:,} runs"
        return facts

    def __repr__(self) -> str:
        view = f", counted: {self.entering}" if self.entering else ""
        lines = [f"Spread of {self.model!r} from {len(self.seeds)} seeds{view}"]
        return "\n".join(lines + [f"  {name}: {text}" for name, text in self._facts().items()])

    def _repr_html_(self) -> str:
        from netdiff.privacy import table_html

        facts = {"model": repr(self.model), "seeds": str(len(self.seeds))} | self._facts()
        return table_html(pd.DataFrame(list(facts.items()), columns=["what", "value"]))


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two outcomes side by side.

    Parameters
    ----------
    first, second : array, shape (runs, periods)
        Adopters so far in each.
    paired : bool
        Whether run r of one belongs to run r of the other.

    Notes
    -----
    Stability: stable.
    """

    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    paired: bool

    @property
    def difference(self) -> Estimate:
        """Mean reach of the first less that of the second, with its interval."""
        if self.paired:
            return estimate_mean(self.first[:, -1] - self.second[:, -1])
        ours, theirs = estimate_mean(self.first[:, -1]), estimate_mean(self.second[:, -1])
        value, se = ours.value - theirs.value, float(np.hypot(ours.se, theirs.se))
        reach = (ours.high - ours.low) / (2 * ours.se) * se if ours.se > 0 else 1.96 * se
        return Estimate(value, se, value - reach, value + reach, min(ours.runs, theirs.runs))

    @property
    def chance_better(self) -> Estimate:
        """Share of paired runs in which the first reaches more people; a tie counts half."""
        if not self.paired:
            message = "Runs are not paired. Cure: give both simulations the same whole number as rng, and as many runs."
            raise ModelError(message)
        gain = self.first[:, -1] - self.second[:, -1]
        return estimate_mean((np.sign(gain) + 1.0) / 2.0)

    def curve(self, *, level: float = 0.9) -> pd.DataFrame:
        """Difference over time: columns `mean`, and `low` and `high` over runs where they are paired."""
        check_fraction(level, "level")
        tail = (1.0 - level) / 2.0
        mean = self.first.mean(axis=0) - self.second.mean(axis=0)
        if not self.paired:
            return pd.DataFrame({"mean": mean, "low": np.nan, "high": np.nan}).rename_axis("period")
        gaps = self.first - self.second
        band = {"low": np.quantile(gaps, tail, axis=0), "high": np.quantile(gaps, 1.0 - tail, axis=0)}
        return pd.DataFrame({"mean": mean} | band).rename_axis("period")

    def __repr__(self) -> str:
        how = "paired run by run" if self.paired else "not paired"
        gap = self.difference
        return f"Comparison: {gap.value:+.1f} people ({gap.low:+.1f} to {gap.high:+.1f}), {how}"


def _people(estimate: Estimate) -> str:
    """Whole people, and the interval where it spans more than one."""
    value, low, high = round(estimate.value), estimate.low, estimate.high
    if not high - low >= 1.0:
        return f"about {value:,}"
    return f"{value:,} ({round(low):,} to {round(high):,})"


def _stretched(paths: npt.NDArray[np.int64], periods: int) -> npt.NDArray[np.int64]:
    return np.pad(paths, ((0, 0), (0, periods - paths.shape[1])), mode="edge")
