"""`frontier`: what more would buy, where it begins to buy less, and the same spent on support instead."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive
from netdiff._random import RngLike, generator
from netdiff.errors import ModelError
from netdiff.network import Network, check_network
from netdiff.recruit.ask import Request, pose
from netdiff.recruit.curve import Frontier, bought, knee_of
from netdiff.recruit.declared import declared_models
from netdiff.recruit.easing import supported, whom_to_support
from netdiff.recruit.greedy import choose
from netdiff.recruit.judge import mean_of, paired
from netdiff.recruit.problem import Problem
from netdiff.recruit.samples import RootStream
from netdiff.recruit.search import Aim
from netdiff.recruit.solve import QUICK, solve
from netdiff.recruit.trials import Trials, runs_affordable, trials_of
from netdiff.spread.engine import Crossings, Passage

__all__ = ["frontier"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SETS, RUNS, WORK = 40_000, 600, 6e7


def frontier(
    net: Network,
    budgets: Sequence[float] | None = None,
    *,
    model: Any = None,
    horizon: int | None = None,
    exclude: Iterable[Hashable] = (),
    already: Iterable[Hashable] | str = (),
    opponents: bool = False,
    support: float | None = 1.0,
    support_cost: float | None = None,
    layer: str | None = None,
    rng: RngLike = None,
) -> Frontier:
    """What more would buy: reach against budget, the knee, and the same budget spent on support.

    Parameters
    ----------
    net : Network
    budgets : sequence of number, optional
        In units of the column `cost`, or in people where there is none; by default up to a fifth of everybody who
        could be recruited.
    model : model, optional
        How the change spreads; a cascade with a chance of 0.1 if not given.
    horizon : int, optional
        Rounds that count.
    exclude, already : iterable of ids
        Who must not be picked, and who has adopted (``"adopted"``: by the table of adoption times).
    opponents : bool
        Whether people against the change may be picked.
    support : float or None
        The other arm: whom the budget before bought is recruited, and what is left supports people whom it has reached
        by word; with a supported person each voice counts `1 + support` times. None leaves it out.
    support_cost : float, optional
        What supporting one person costs; by default as much as recruiting one does in the middle.
    layer : str, optional
        Which links carry it.
    rng : int, Generator or None

    Returns
    -------
    Frontier

    Raises
    ------
    ModelError
        Where budgets are no rising numbers above 0, or a number makes no sense.
    DataError
        Where nobody can be recruited.

    Notes
    -----
    Each list begins with the shorter ones (greedy by gain for cost; where several voices are needed, by taking off the
    best long list whoever is missed least). All budgets and both arms are valued on the same runs, so the curve never
    falls. The knee is the point farthest above the straight line from nothing to the largest budget (Satopää et al.
    2011); resampled runs say how sure it is, and a curve that stays within a tenth of the line has none. What support
    does for a person is an assumption, not a finding.

    Stability: experimental.

    References
    ----------
    Satopää, Albrecht, Irwin and Raghavan (2011), Finding a "kneedle" in a haystack.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.spread.models import IndependentCascade
    >>> ties = pd.DataFrame({"source": ["h"] * 4 + ["i"] * 4, "target": list("abcdwxyz")})
    >>> nodes = pd.DataFrame(index=list("abcdhiwxyz123456"))
    >>> net = Network.from_frames(nodes, ties, means="tells")
    >>> found = frontier(net, [1, 2, 3, 4], model=IndependentCascade(1.0), rng=1)
    >>> found.table["reach"].tolist(), found.knee.budget
    ([5.0, 10.0, 11.0, 12.0], 2.0)
    """
    net = check_network(net) if layer is None else check_network(net).layer(layer)
    aim = Aim(_one_model(model), horizon=horizon)
    wanted = _checked_budgets(budgets)
    already = already if isinstance(already, str) else list(already)
    most = max(wanted) if wanted else 1e12
    problem, notes = pose(net, Request(None, exclude, already, budget=most, opponents=opponents))
    steps = wanted or _usual_budgets(problem)
    problem = replace(problem, budget=steps[-1])
    search, judge, again = generator(rng).spawn(3)
    order = _nested(net, problem, aim, search)
    runs = runs_affordable(net, aim, WORK, 2 * len(steps), least=60, most=RUNS)
    trials = trials_of(net, problem, aim, runs, judge)
    arms, said = _arms(net, trials, order, steps, support, support_cost)
    knee = knee_of(np.array([0.0, *steps]), np.vstack([trials.arrivals(()), *arms["reach"]]), again)
    table = _table(problem, order, steps, arms)
    return Frontier(net, problem, order, table, knee, aim.model, horizon, (*notes, *said, *_short(table)))


def _one_model(model: Any) -> Any:
    if isinstance(model, list | tuple):
        message = "frontier takes one model. Cure: call it for each, or use recommend with several."
        raise ModelError(message)
    return declared_models(model, (0.1,), None)[0]


def _checked_budgets(budgets: Sequence[float] | None) -> list[float]:
    if budgets is None:
        return []
    steps = [check_positive(float(one), "each budget") for one in budgets]
    if not steps or any(later <= earlier for earlier, later in pairwise(steps)):
        message = "budgets must be rising numbers above 0, for example [5, 10, 20, 40]."
        raise ModelError(message)
    return steps


def _usual_budgets(problem: Problem) -> list[float]:
    """Eight steps or so up to a fifth of everybody, at the usual cost."""
    usual = _usual_cost(problem)
    most = max(int(np.count_nonzero(problem.candidate)) // 5, 2)
    people = np.unique(np.round(np.geomspace(1, most, 9)).astype(int))
    return [float(one * usual) for one in people]


def _usual_cost(problem: Problem) -> float:
    positive = problem.cost[problem.candidate & (problem.cost > 0)]
    return float(np.median(positive)) if positive.size else 1.0


def _nested(net: Network, problem: Problem, aim: Aim, rng: np.random.Generator) -> Ints:
    """Everybody whom the largest budget buys, in the order of recruiting."""
    live = aim.live_edges(net)
    if live is None:
        return _by_least_missed(net, problem, aim, rng)
    draws = aim.draws(problem, live)
    sets = draws.sets(RootStream(draws.weight, rng).take(SETS), rng)
    return choose(sets, problem, sets.best(problem.already), per_cost=True)


def _by_least_missed(net: Network, problem: Problem, aim: Aim, rng: np.random.Generator) -> Ints:
    """A long list, taken apart from the end: whoever is missed least (for the cost) goes first."""
    left, gone = solve(net, problem, aim, rng, QUICK).chosen.tolist(), list[int]()
    trials = trials_of(net, problem, aim, runs_affordable(net, aim, WORK, len(left) ** 2 + 1, least=6, most=40), rng)
    price = np.maximum(problem.cost, problem.cost_floor)
    while left:
        without = trials.values([[two for two in left if two != one] for one in left])
        missed = (trials.value(left) - without) / price[left]
        gone.append(left.pop(int(np.argmin(missed))))
    return np.array(gone[::-1], dtype=np.int64)


def _arms(
    net: Network, trials: Trials, order: Ints, steps: Sequence[float], support: float | None, each: float | None
) -> tuple[dict[str, list[Any]], tuple[str, ...]]:
    """Who is reached in each run at each budget, by recruiting and by supporting."""
    lists = [bought(trials.problem, order, budget) for budget in steps]
    arms: dict[str, list[Any]] = {"reach": [trials.arrivals(one) for one in lists]}
    if support is None:
        return arms, ()
    if not isinstance(trials.worlds[0], Passage | Crossings):
        return arms, ("Support was not tried: under this model there is no voice that could count for more.",)
    price = _usual_cost(trials.problem) if each is None else check_positive(each, "support_cost")
    strength = check_positive(support, "support")
    bases = [trials.problem.already[:0] if trials.problem.already.size else lists[0], *lists]
    arms["support"], arms["supported"] = [], []
    for base, budget in zip(bases, steps, strict=False):
        ranked = whom_to_support(net, trials, base)
        left = max(budget - trials.problem.spent(base), 0.0)
        count = min(int(left / price + 1e-9), ranked.size)
        arms["support"].append(supported(trials, ranked[:count], strength).arrivals(base))
        arms["supported"].append(count)
    return arms, (
        (
            f"Support costs {price:g} a person and is taken to make each voice count {1 + strength:g} times with them; "
            "that is an assumption."
        ),
    )


def _table(problem: Problem, order: Ints, steps: Sequence[float], arms: dict[str, list[Any]]) -> pd.DataFrame:
    rows = []
    for place, (budget, runs) in enumerate(zip(steps, arms["reach"], strict=True)):
        listed, reach = bought(problem, order, budget), mean_of(runs)
        row = {"budget": budget, "people": listed.size, "cost": problem.spent(listed), "reach": reach.value}
        row |= {"reach_low": reach.low, "reach_high": reach.high}
        if "support" in arms:
            other = arms["support"][place]
            told, gap = mean_of(other), paired(runs, other)
            row |= {"supported": arms["supported"][place], "support_reach": told.value}
            row |= {"support_low": told.low, "support_high": told.high}
            row |= {"more": gap.value, "more_low": gap.low, "more_high": gap.high}
        rows.append(row)
    table = pd.DataFrame(rows)
    spent = table["cost"].diff()
    table.insert(6, "each", (table["reach"].diff() / spent.where(spent > 0)).astype(float))
    return table


def _short(table: pd.DataFrame) -> list[str]:
    """A word where the largest budgets buy nothing more."""
    same = int((table["people"].diff().iloc[1:] == 0).sum())
    return [f"{same} of the budgets buy nobody more than the one before."] if same else []
