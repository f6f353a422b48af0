"""Plain rules that a plan is held against. Each obeys the same problem as the plan.

A rule is a function ``(net, problem, rng)`` that gives one list, or several where the rule leaves something to chance.
Where organisations may be picked, a rule about people is read for those they bring: their links together, the first of
them to be named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array, diags_array

from netdiff import _igraph
from netdiff.network import Network
from netdiff.recruit.feasible import fill
from netdiff.recruit.judge import Judge, mean_of, paired
from netdiff.recruit.problem import Problem

__all__ = ["RULES", "Rule", "as_good", "compare_rules", "extra_random", "random_lists"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Rule = Callable[[Network, Problem, np.random.Generator], Iterable[Ints]]
DRAWS = 100
OWN = "your own list"


def random_lists(_net: Network, problem: Problem, rng: np.random.Generator) -> Iterator[Ints]:
    """Anybody, drawn evenly."""
    for _ in range(_draws(problem)):
        yield fill(problem, rng.random(problem.size))


def friend_nomination(net: Network, problem: Problem, rng: np.random.Generator) -> Iterator[Ints]:
    """Ask people drawn at random to name one of those they listen to, and recruit the named (Kim et al. 2015)."""
    into = net.influence().tocsc()
    asked = np.flatnonzero(np.diff(into.indptr))
    for _ in range(_draws(problem) if asked.size else 0):
        order = rng.permutation(asked)
        within = (rng.random(order.size) * np.diff(into.indptr)[order]).astype(np.int64)
        named = into.indices[into.indptr[order] + within]
        early = np.zeros(len(net))  # whoever is never named comes last
        np.maximum.at(early, named, np.arange(order.size, 0.0, -1.0))
        yield fill(problem, _best_brought(problem, early) + rng.random(problem.size))


def top_degree(net: Network, problem: Problem, rng: np.random.Generator) -> Iterator[Ints]:
    """Those who influence most others directly (most named, where links are nominations)."""
    yield fill(problem, _degree(net, problem) + _tiebreak(problem, rng))


def degree_discount(net: Network, problem: Problem, rng: np.random.Generator) -> Iterator[Ints]:
    """The same, not counting people whom somebody on the list influences already (Chen, Wang and Yang 2009)."""
    influence = _over(problem, (net.influence() != 0).astype(float))
    count, noise = _degree(net, problem), _tiebreak(problem, rng)
    covered = np.zeros(len(net), dtype=bool)
    score = np.zeros(problem.size)
    for rank in range(problem.most):
        fresh = count - influence @ covered.astype(float) - 1e9 * (score > 0)
        best = int(np.argmax(np.where(problem.candidate, fresh + noise, -np.inf)))
        score[best] = problem.most - rank
        covered[influence.indices[influence.indptr[best] : influence.indptr[best + 1]]] = True
    yield fill(problem, score + noise)


def diffusion_centrality(net: Network, problem: Problem, rng: np.random.Generator) -> Iterator[Ints]:
    """How often others would hear from each within some rounds (Banerjee et al. 2013): q = 1/λ₁, 5 rounds."""
    heard = _hearing((net.influence() != 0).astype(float), 5)
    yield fill(problem, problem.of_people(heard) + _tiebreak(problem, rng) * 1e-3)


def k_core(net: Network, problem: Problem, rng: np.random.Generator) -> Iterator[Ints]:
    """Those in the densest core, the better connected first."""
    core = np.asarray(_graph(net).coreness(), dtype=float)
    score = problem.of_people(core) * len(net) + _degree(net, problem)
    yield fill(problem, score + _tiebreak(problem, rng))


def role_holders(net: Network, problem: Problem, rng: np.random.Generator) -> Iterator[Ints]:
    """Those who sit on a decision body, drawn evenly."""
    bodies = net.bodies
    if bodies is None or "node" not in bodies:
        return
    sits = problem.of_people(net.nodes.index.isin(bodies["node"].dropna()).astype(float))
    for _ in range(DRAWS if sits.any() else 0):
        yield fill(problem, sits + 0.5 * rng.random(problem.size))


def one_per_community(net: Network, problem: Problem, rng: np.random.Generator) -> Iterator[Ints]:
    """The best connected of the largest community, of the next, and so on round again."""
    home = _communities(net)
    if problem.brings is not None:
        within = pd.get_dummies(home).to_numpy(dtype=np.float64)
        home = np.asarray((problem.brings @ within).argmax(axis=1))
    yield fill(problem, -_turn(home, _degree(net, problem) + _tiebreak(problem, rng)))


def clustered(net: Network, problem: Problem, rng: np.random.Generator) -> Iterator[Ints]:
    """The best connected person with those around, so that people hear it from several."""
    degree = _degree(net, problem) + _tiebreak(problem, rng)
    both = _over(problem, _over(problem, (net.influence() + net.influence().T).tocsr()).T).T.tocsr()
    centre = int(np.argmax(np.where(problem.candidate, degree, -np.inf)))
    near = np.zeros(problem.size)
    near[both.indices[both.indptr[centre] : both.indptr[centre + 1]]] = 1e6
    near[centre] = 1e9
    yield fill(problem, near + (both != 0) @ (near > 0).astype(float) * 1e3 + degree)


RULES: Mapping[str, Rule] = {
    "random": random_lists,
    "friend nomination": friend_nomination,
    "top degree": top_degree,
    "degree discount": degree_discount,
    "diffusion centrality": diffusion_centrality,
    "k-core": k_core,
    "role holders": role_holders,
    "one per community": one_per_community,
    "clustered": clustered,
}


def compare_rules(
    net: Network,
    problem: Problem,
    judge: Judge,
    plan: Ints,
    rng: np.random.Generator,
    own: Ints | None = None,
    *,
    rules: Mapping[str, Rule] = RULES,
) -> pd.DataFrame:
    """Every plain rule, and the user's own list, valued on the runs of the judge.

    Returns
    -------
    pandas.DataFrame
        Index = rule. `value`, `low`, `high`: what the rule is worth (5th and 95th percentile over draws where it
        leaves something to chance, else the interval of the runs); `reach`: people reached by the end; `less`,
        `less_low`, `less_high`: how much less than the plan, paired; `lists`: how many lists were drawn; `people`:
        their mean length.
    """
    best = judge.runs(plan)
    rows = {}
    for (name, rule), stream in zip(rules.items(), rng.spawn(len(rules)), strict=True):
        lists = list(islice(rule(net, problem, stream), judge.draws))
        if lists:
            judge.prepare(lists)
            rows[name] = _row(lists, judge, best)
    if own is not None:
        rows[OWN] = _row([own], judge, best)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("rule")


def as_good(beside: pd.DataFrame) -> str:
    """Which plain rule does as well as the plan, and whether the user's own list does; empty where neither does."""
    own = beside[beside.index == OWN]
    close = beside[(beside["less_low"] <= 0.0) & (beside.index != OWN)]
    told = []
    if len(close):
        told.append(f"A plain rule does as well here as far as these runs can tell: {close['less'].idxmin()}.")
    if (own["less_high"] < 0.0).any():
        told.append("Your own list does better.")
    elif (own["less_low"] <= 0.0).any():
        told.append("Your own list does as well.")
    return " ".join(told)


def extra_random(problem: Problem, judge: Judge, target: float, rng: np.random.Generator) -> int | None:
    """How many random recruits it takes to be worth as much as the plan (None: more than there are)."""
    candidates = np.flatnonzero(problem.candidate)
    orders = [rng.permutation(candidates) for _ in range(max(judge.draws // 5, 1))]

    def worth(size: int) -> float:
        judge.prepare([order[:size] for order in orders])
        return float(np.mean([judge.value(order[:size]) for order in orders]))

    low, high = 0, candidates.size
    if worth(high) < target - 1e-9:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if worth(middle) >= target else (middle + 1, high)
    return low


def _row(lists: list[Ints], judge: Judge, best: Floats) -> dict[str, float]:
    runs = [judge.runs(one) for one in lists]
    values = [float(run.mean()) for run in runs]
    first = mean_of(runs[0])
    mean, low, high = first.value, first.low, first.high
    if len(lists) > 1:
        mean, (low, high) = float(np.mean(values)), np.percentile(values, [5, 95])
    less = paired(best, np.mean(runs, axis=0))
    return {
        "value": mean,
        "low": float(low),
        "high": float(high),
        "reach": float(np.mean([judge.arrivals(one).mean() for one in lists])),
        "less": less.value,
        "less_low": less.low,
        "less_high": less.high,
        "lists": len(lists),
        "people": float(np.mean([len(one) for one in lists])),
    }


def _draws(problem: Problem) -> int:
    return DRAWS if problem.disjoint else DRAWS // 5


def _degree(net: Network, problem: Problem) -> Floats:
    """How many others each influences directly, or those whom an organisation brings together."""
    return problem.of_people(np.diff(net.influence().indptr).astype(np.float64))


def _over(problem: Problem, ties: csr_array) -> csr_array:
    """Ties from whoever a position brings, one row per position."""
    return ties if problem.brings is None else csr_array(problem.brings @ ties)


def _best_brought(problem: Problem, score: Floats) -> Floats:
    """The best score (none below 0) among those whom each position brings."""
    if problem.brings is None:
        return score
    scored = (problem.brings != 0).astype(np.float64) @ diags_array(score).tocsr()
    return np.asarray(scored.max(axis=1).toarray(), dtype=np.float64).ravel()


def _tiebreak(problem: Problem, rng: np.random.Generator) -> Floats:
    """Chance decides between equals, not the order of the file."""
    return rng.random(problem.size) * 0.5


def _hearing(ties: csr_array, rounds: int) -> Floats:
    """Row sums of sum over t of (q A)^t with q = 1 / largest eigenvalue."""
    vector = np.ones(ties.shape[0])
    for _ in range(50):
        step = ties @ vector
        largest = float(np.abs(step).max(initial=0.0))
        if largest == 0.0:
            break
        vector = step / largest
    q = 1.0 / largest if ties.nnz and largest > 0 else 1.0
    heard, total = np.ones(ties.shape[0]), np.zeros(ties.shape[0])
    for _ in range(rounds):
        heard = q * (ties @ heard)
        total += heard
    return total


def _graph(net: Network) -> Any:
    both = net.influence()
    return _igraph.graph_of(both.maximum(both.T), directed=False, weighted=False)


def _communities(net: Network) -> Ints:
    """Communities by greedy modularity (deterministic)."""
    return np.asarray(_graph(net).community_fastgreedy().as_clustering().membership, dtype=np.int64)


def _turn(community: Ints, score: Floats) -> Floats:
    """When each person's turn comes if the largest community sends its best, then the next, round and round."""
    size = np.bincount(community)
    order = np.lexsort((-score, -size[community]))
    frame = pd.Series(community[order]).groupby(community[order]).cumcount().to_numpy()
    turn = np.empty(community.size)
    turn[order] = (
        frame * (size.size + 1.0) + np.argsort(np.argsort(-size, kind="stable"), kind="stable")[community[order]]
    )
    return turn
