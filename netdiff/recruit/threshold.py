"""Lists for models in which several voices are needed: many beginnings, then exchange of single picks. No guarantee.

Such models are not submodular: the best pair may hold nobody who is worth anything alone, so picking one by one can
fail badly, and lists made for news can stall. Beginnings of different kinds are tried on the same coins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, takewhile
from math import comb
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._jit import enabled
from netdiff.network import Network
from netdiff.recruit.baselines import RULES
from netdiff.recruit.feasible import fill, pick
from netdiff.recruit.goals import SHORT, wanted_of
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import Aim, Effort, search
from netdiff.recruit.trials import Trials, runs_affordable, trials_of
from netdiff.spread.models import LinearThreshold

__all__ = ["Tried", "try_lists"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
List = tuple[int, ...]
CENTRES = 30
MOST_LISTS = 20_000
UNCOMPILED = 30.0  # without numba a run takes so much longer; fewer are played
PLAIN = ("top degree", "degree discount", "diffusion centrality", "k-core", "one per community", "clustered")
RELAXED = Effort(precision=0.1, first=4_096, doublings=2, least_entries=0, dual_work=0)


class Breadth(NamedTuple):
    """How widely to look: people tried as exchanges, lists improved, passes, runs, reserves tried."""

    pool: int = 30
    starts: int = 2
    passes: int = 3
    least_runs: int = 6
    reserves: int = 20


NARROW = Breadth(pool=10, starts=1, passes=1, least_runs=4, reserves=8)
COARSE = (
    "numba is missing, so the model could be played a few times only, and the search for a list was coarser than it "
    "can be. Cure: install numba."
)


@dataclass(frozen=True, eq=False)
class Tried:
    """The best list found, and how many others are as good."""

    chosen: Ints
    judge: Trials
    near_best: pd.DataFrame
    all_tried: bool
    told: tuple[str, ...] = ()


def try_lists(net: Network, problem: Problem, aim: Aim, rng: np.random.Generator, effort: Effort) -> Tried:
    """Try beginnings of several kinds, exchange picks, and keep what is best on common coins."""
    streams = rng.spawn(4)
    most, work = problem.most, effort.trial_work / (1.0 if enabled() else UNCOMPILED)
    breadth = Breadth() if enabled() else NARROW
    runs = runs_affordable(net, aim, work, 40 * most, least=breadth.least_runs, most=40)
    trials = trials_of(net, problem, aim, runs, streams[0])
    relaxed = _relaxed(net, problem, streams[1])
    complete = _few_enough(problem, trials)
    if complete:
        trials.play(_all_lists(problem))
    else:
        trials.play([one for one in _beginnings(net, problem, relaxed, streams[2]) if len(one)])
        room = int(np.clip(work / 400 / max(runs, 1), 10, breadth.pool))
        pool = _pool(net, trials, relaxed)[:room]
        for begun in [(), *trials.ranked()[: breadth.starts]]:
            _improve(problem, replace(trials, pool=pool), begun, breadth.passes)
    near = _near_best(net, trials)
    chosen = _in_order(trials, _first_among_equals(trials, relaxed))
    judged = runs_affordable(net, aim, work, 300, least=20, most=150)
    judge = replace(
        trials_of(net, problem, aim, judged, streams[3]), pool=_pool(net, trials, relaxed)[: breadth.reserves]
    )
    told = () if complete or enabled() else (COARSE,)
    return Tried(np.array(chosen, dtype=np.int64), judge, near, complete, (*told, *_short_of_floors(trials, chosen)))


def _short_of_floors(trials: Trials, chosen: List) -> tuple[str, ...]:
    """What to say where floors were set and not all of them are met."""
    if not trials.aim.floors or (trials.shares(chosen) >= wanted_of(trials.aim) - 1e-9).all():
        return ()
    return (SHORT,)


def _relaxed(net: Network, problem: Problem, rng: np.random.Generator) -> Ints:
    """The list for a linear threshold model on the same links: submodular, so quickly found."""
    aim = Aim(LinearThreshold())
    live = aim.live_edges(net)
    if live is None or problem.most == 0:
        return np.empty(0, dtype=np.int64)
    return search(aim.draws(problem, live), problem, rng, RELAXED, "").chosen


def _beginnings(net: Network, problem: Problem, relaxed: Ints, rng: np.random.Generator) -> Iterator[List]:
    """Lists of different kinds: plain rules, the relaxed model's, and people side by side around each centre."""
    yield tuple(relaxed.tolist())
    for name in PLAIN:
        for listed in RULES[name](net, problem, rng):
            yield tuple(listed.tolist())
    yield from _side_by_side(net, problem)


def _side_by_side(net: Network, problem: Problem) -> Iterator[List]:
    """Around each of the best connected: that person and those who share most contacts with it."""
    both = net.influence() + net.influence().T
    both.data[:] = 1.0
    degree = np.asarray(both.sum(axis=1)).ravel()
    for centre in np.argsort(-degree, kind="stable")[:CENTRES]:
        near = both[[centre]].toarray().ravel()
        near[centre] = 1.0
        score = near * (1.0 + both @ near) + degree / (1.0 + degree.max(initial=0.0))
        yield tuple(fill(problem, problem.of_people(score)).tolist())


def _pool(net: Network, trials: Trials, relaxed: Ints) -> Ints:
    """Candidates worth trying as exchanges: those on good lists first, then the best connected."""
    listed = [one for key in trials.ranked()[:CENTRES] for one in key]
    degree = trials.problem.of_people(np.diff(net.influence().indptr).astype(np.float64))
    ordered = [*relaxed.tolist(), *listed, *np.argsort(-degree, kind="stable").tolist()]
    unique = np.array(list(dict.fromkeys(ordered)), dtype=np.int64)
    return unique[trials.problem.candidate[unique]]


def _improve(problem: Problem, trials: Trials, begun: Iterable[int], passes: int) -> List:
    """Add people while there is room, then exchange one pick at a time for whoever is better, on common coins."""
    current = [int(one) for one in (begun or problem.include.tolist())]
    while (person := _next(problem, trials, current)) is not None:
        current.append(person)
    fixed = set(problem.include.tolist())
    for _ in range(passes):
        before = trials.score(current)
        for person in [one for one in current if one not in fixed]:
            others = [one for one in current if one != person]
            better = _next(problem, trials, others)
            if better is not None and trials.score([*others, better]) > trials.score(current) + 1e-9:
                current = [*others, better]
        if trials.score(current) <= before + 1e-9:
            break
    return tuple(current)


def _next(problem: Problem, trials: Trials, current: list[int]) -> int | None:
    """Who of the pool adds most and may come next."""
    return pick(problem, trials.gains(current), current) if problem.allowed_next(current).any() else None


def _in_order(trials: Trials, chosen: List) -> List:
    """The same list, whoever adds most to those before coming first."""
    ordered: List = ()
    for _ in range(len(chosen)):
        left = [one for one in chosen if one not in ordered]
        worth = trials.values([(*ordered, one) for one in left])
        ordered = (*ordered, left[int(np.argmax(worth))])
    return ordered


def _few_enough(problem: Problem, trials: Trials) -> bool:
    """Whether all lists of full length can be tried."""
    open_to, most = int(problem.candidate.sum()), problem.most
    return problem.plain and not problem.include.size and comb(open_to, most) * len(trials.keys) <= MOST_LISTS


def _all_lists(problem: Problem) -> Iterator[List]:
    yield from combinations(np.flatnonzero(problem.candidate).tolist(), problem.most)


def _near_best(net: Network, trials: Trials) -> pd.DataFrame:
    """Who is on the lists found that are worth within 1 % of the best, and on which share of them.

    Returns
    -------
    pandas.DataFrame
        Index = person; `share` of the near-best lists they are on. `attrs["lists"]` says how many there are,
        `attrs["tied"]` how many are exactly as good as the best.
    """
    ranked = trials.ranked()[:MOST_LISTS]
    close = [key for key in ranked if _as_good(trials, ranked[0], key)]
    names = trials.problem.about(net).index
    counts = pd.Series([names[one] for key in close for one in key], dtype=object).value_counts()
    table = pd.DataFrame({"share": counts / max(len(close), 1)}).rename_axis("person")
    table.attrs = {"lists": len(close), "tied": len(_equals(trials, ranked))}
    return table


def _as_good(trials: Trials, best: List, other: List) -> bool:
    """Whether a list is within 1 % of the best, or within the noise of the runs."""
    if trials.aim.groups is not None:
        return trials.score(best) - trials.score(other) <= 0.01 * abs(trials.score(best)) + 1e-9
    less = trials.runs(best) - trials.runs(other)
    noise = less.std(ddof=1) / np.sqrt(less.size) if less.size > 1 else 0.0
    return bool(less.mean() <= max(0.01 * trials.value(best), noise) + 1e-9)


def _equals(trials: Trials, ranked: list[List]) -> list[List]:
    """Lists that are exactly as good as the best."""
    best = trials.score(ranked[0]) if ranked else 0.0
    return list(takewhile(lambda key: trials.score(key) >= best - 1e-9, ranked))


def _first_among_equals(trials: Trials, relaxed: Ints) -> List:
    """Of lists that are exactly as good, the one that shares most with the relaxed model's: a tie broken for free."""
    wanted = set(relaxed.tolist())
    return max(_equals(trials, trials.ranked()), key=lambda key: len(wanted & set(key)), default=())
