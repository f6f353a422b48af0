"""What an answer is worth: whom to ask again and which names to settle, by trying out what they might say."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.network import Network
from netdiff.recruit.feasible import pick
from netdiff.recruit.judge import Judge, whole
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import Aim
from netdiff.recruit.solve import judge_of
from netdiff.recruit.trials import trials_of
from netdiff.recruit.worlds import World, names_to_settle, settled_world
from netdiff.spread.estimate import Estimate, estimate_mean

__all__ = ["Settling", "Task", "worth_settling"]

Ints = npt.NDArray[np.int64]
List = tuple[int, ...]
PEOPLE_TRIED, NAMES_TRIED = 12, 8
SAYINGS, TOGETHER = 10, 16
SETS, RUNS = 6_000, 30
STEPS = 4
SURE = 3.0  # standard errors by which an exchange must be better before it is made


@dataclass(frozen=True, eq=False)
class Settling:
    """What asking people again and settling names could change.

    Parameters
    ----------
    items : pandas.DataFrame
        One row per person or name tried, those that could change most first: `kind` (`ask again` or `settle`), `who`
        (id), `worth` with `worth_low` and `worth_high` (people more, on average over what they might say, if the list
        is made knowing it), `changes` (picks exchanged, on average).
    chosen : pandas.DataFrame
        The rows of those proposed.
    worth : Estimate
        People more if all of those proposed were settled at once.
    changes : Estimate
        Picks exchanged then.
    everything : Estimate
        People more if everybody answered and every name was settled: the most that asking could bring.
    silent, names : int
        How many did not answer, and how many names are not settled.
    size : int
        Length of the list.

    Notes
    -----
    The value of sample information by simulated settling: an answer is drawn from what is expected, the list is made
    anew by exchanges that are clearly better (three standard errors), and both lists are valued on fresh runs. Since
    unclear exchanges are not made it is a lower estimate. Stability: experimental.

    References
    ----------
    Raiffa and Schlaifer (1961), Applied Statistical Decision Theory.
    """

    items: pd.DataFrame
    chosen: pd.DataFrame
    worth: Estimate
    changes: Estimate
    everything: Estimate
    silent: int
    names: int
    size: int

    @property
    def ask_again(self) -> tuple[Hashable, ...]:
        """Whom to ask again."""
        return tuple(self.chosen.loc[self.chosen["kind"] == "ask again", "who"])

    @property
    def settle(self) -> tuple[Hashable, ...]:
        """Which names to settle."""
        return tuple(self.chosen.loc[self.chosen["kind"] == "settle", "who"])

    def __repr__(self) -> str:
        return f"Settling: {self.sentence()} (names in .items)"

    def sentence(self) -> str:
        """Whom to chase and what that could change, in numbers, without names."""
        most = f"If all of them answered and every name was settled, it would be {_more(self.everything)}."
        if not len(self.chosen):
            return (
                f"Of the {self.silent} who did not answer and the {self.names} names in doubt, none that was tried "
                f"alone would clearly change the list. {most}"
            )
        parts = []
        if self.ask_again:
            parts.append(f"asking {len(self.ask_again)} of your {self.silent} who did not answer again")
        if self.settle:
            parts.append(f"settling {len(self.settle)} of {self.names} names in doubt")
        return (
            f"What could change the list most: {' and '.join(parts)}. Knowing what they say would exchange about "
            f"{self.changes.value:.1f} of {self.size} picks, for {_more(self.worth)}. {most}"
        )


def _more(told: Estimate) -> str:
    """So many people more, in whole people."""
    if round(told.value) < 1:
        return "less than one person more on average"
    return f"{whole(told)} people more on average{'' if told.low > 0 else ' (it may be nothing)'}"


def worth_settling(
    task: Task, silent: Ints, names: Sequence[str], *, most: Mapping[str, int], rng: np.random.Generator
) -> Settling:
    """Try out what each silent person might say and each name might mean, and rank them by what that changes."""
    net = task.net
    people = _most_heard(net, silent)[:PEOPLE_TRIED]
    tried: list[tuple[str, Hashable, list[int], list[str]]]
    tried = [("ask again", net.nodes.index[one], [one], []) for one in people.tolist()]
    tried += [("settle", name, [], [name]) for name in names[:NAMES_TRIED]]
    rows = []
    for (kind, who, ask, settle), stream in zip(tried, rng.spawn(len(tried)), strict=True):
        gains, changes = task.settle(ask, settle, SAYINGS, stream)
        told = estimate_mean(gains)
        row = {"kind": kind, "who": who, "worth": told.value, "worth_low": told.low, "worth_high": told.high}
        rows.append(row | {"changes": float(changes.mean())})
    table = pd.DataFrame(rows).sort_values(["worth", "changes"], ascending=False, kind="stable").reset_index(drop=True)
    chosen = _first(table, most)
    ask = net.index_of(list(chosen.loc[chosen["kind"] == "ask again", "who"])).tolist()
    settle = [str(one) for one in chosen.loc[chosen["kind"] == "settle", "who"]]
    together, everything = rng.spawn(2)
    gains, changes = task.settle(ask, settle, TOGETHER, together)
    most_of_all, _ = task.settle(silent.tolist(), names, TOGETHER, everything)
    ends = (estimate_mean(gains), estimate_mean(changes), estimate_mean(most_of_all))
    return Settling(table, chosen, *ends, int(silent.size), len(names), len(task.plan))


def _first(table: pd.DataFrame, most: Mapping[str, int]) -> pd.DataFrame:
    """Those that could change the list most, of each kind; only such as change it at all."""
    moving = table[(table["changes"] > 0) & (table["worth"] > 0)]
    return pd.concat([moving[moving["kind"] == kind].head(count) for kind, count in most.items()])


def _most_heard(net: Network, silent: Ints) -> Ints:
    """The silent, those whom most people listen to first: what reaches them goes furthest."""
    heard = np.diff(net.influence().indptr)
    return silent[np.argsort(-heard[silent], kind="stable")]


@dataclass(frozen=True, eq=False)
class Task:
    """A list, and how it would change if something was known."""

    net: Network
    problem: Problem
    aim: Aim
    plan: List

    def settle(
        self, ask: Sequence[int], names: Sequence[str], sayings: int, rng: np.random.Generator
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """People more, and picks exchanged, for some draws of what they say."""
        gains, changes = np.zeros(sayings), np.zeros(sayings)
        if not ask and not names:
            return gains, changes
        for place, stream in enumerate(rng.spawn(sayings)):
            world = settled_world(self.net, ask, names, stream)
            before = tuple(world.meant(self.plan).tolist())
            problem = self._here(world, names)
            after = _exchanged(self._judge(world, problem, stream), problem, before)
            if set(after) != set(before):
                judge = self._judge(world, problem, stream)
                gains[place] = judge.value(after) - judge.value(before)
                changes[place] = len(set(after) - set(before))
        return gains, changes

    def _here(self, world: World, names: Sequence[str]) -> Problem:
        """The same problem without the names that nobody can be recruited by: not settled, or somebody else's."""
        waiting = self.net.index_of([one for one in self.uncertain if one not in names])
        moved = np.flatnonzero(world.who != np.arange(world.who.size))
        gone = np.union1d(waiting, moved).tolist()
        return replace(self.problem.without(gone), already=world.meant(self.problem.already))

    @cached_property
    def uncertain(self) -> list[str]:
        """Names that are not settled."""
        return names_to_settle(self.net)

    def _judge(self, world: World, problem: Problem, rng: np.random.Generator) -> Judge:
        live = self.aim.live_edges(world.net)
        if live is not None:
            return judge_of(self.aim.draws(problem, live), problem, rng, SETS)
        heard = np.diff(world.net.influence().indptr)
        near = [*self.plan, *np.argsort(-heard, kind="stable")[:20].tolist()]
        pool = np.array([one for one in dict.fromkeys(near) if problem.candidate[one]], dtype=np.int64)
        return replace(trials_of(world.net, problem, self.aim, RUNS, rng), pool=pool)


def _exchanged(judge: Judge, problem: Problem, chosen: List) -> List:
    """The list with the exchanges that are clearly better, the best first, until none is left."""
    fixed = set(problem.include.tolist())
    for _ in range(STEPS):
        tries = []
        for person in [one for one in chosen if one not in fixed]:
            others = [one for one in chosen if one != person]
            instead = pick(problem, judge.gains(others), others)
            if instead is not None and instead != person:
                tries.append((*others, instead))
        better = [(gain, one) for one in tries if (gain := _clear_gain(judge, one, chosen)) > 0.0]
        if not better:
            return chosen
        chosen = max(better)[1]
    return chosen


def _clear_gain(judge: Judge, one: List, other: List) -> float:
    """How much better a list is where that is beyond the noise of the runs; 0 where it is not."""
    more = judge.runs(np.array(one)) - judge.runs(np.array(other))
    noise = float(more.std(ddof=1)) / np.sqrt(more.size) if more.size > 1 else 0.0
    return float(more.mean()) if more.mean() > SURE * noise + 1e-9 else 0.0
