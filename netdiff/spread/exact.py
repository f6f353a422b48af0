"""Exact expected spread on small networks: the oracle against which everything else is held.

Undirected independent cascades are solved by dynamic programming along a frontier, whatever the number of people, as
long as the network is sparse (the karate club takes about a second). Directed ones and linear thresholds are explored
from the seeds, up to a stated number of situations. Models without chance are simply played.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int
from netdiff.errors import ModelError
from netdiff.network import check_network
from netdiff.spread._explore import reach_by_exploring
from netdiff.spread._frontier import reach_by_frontier, widest

if TYPE_CHECKING:
    from netdiff.network import Network
    from netdiff.spread.engine import SpreadModel
    from netdiff.spread.live import LiveEdges

__all__ = ["Optimum", "exact_greedy", "exact_optimum", "exact_sets", "exact_singles", "exact_spread"]

WIDEST = 9
MOST_SETS = 500_000
SETS_AT_ONCE = 512
TIE = 1e-9
Masks = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def exact_spread(net: Network, model: SpreadModel, seeds: Iterable[Hashable]) -> float:
    """Expected number of people reached from the seeds, seeds included, without simulation.

    Parameters
    ----------
    net : Network
        Small, or sparse and undirected.
    model : model of spread
        With live edges (`IndependentCascade`, `LinearThreshold`), or without any chance (`ComplexContagion`).
    seeds : iterable of ids

    Returns
    -------
    float

    Raises
    ------
    ModelError
        Where the network is too large for an exact answer; says what the limit is.

    Notes
    -----
    Stability: stable.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> from netdiff.spread import IndependentCascade
    >>> ties = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "a"]})
    >>> triangle = Network.from_frames(None, ties, means="meets")
    >>> round(exact_spread(triangle, IndependentCascade(0.3), ["a"]), 3)
    1.726
    """
    net = check_network(net)
    mask = np.zeros((1, len(net)), dtype=bool)
    mask[0, net.index_of(seeds)] = True
    return float(_Evaluator.of(net, model)(mask)[0])


def exact_singles(net: Network, model: SpreadModel) -> pd.Series:
    """Expected reach of each person as the only seed.

    Parameters
    ----------
    net, model
        See `exact_spread`.

    Returns
    -------
    Series
        Over ids, named `expected_reach`.

    Notes
    -----
    Stability: stable.
    """
    net = check_network(net)
    values = _Evaluator.of(net, model)(np.eye(len(net), dtype=bool))
    return pd.Series(values, index=net.nodes.index, name="expected_reach")


@dataclass(frozen=True)
class Optimum:
    """The best seed sets of a size.

    Parameters
    ----------
    value : float
        Expected reach of the best.
    sets : tuple of tuple of ids
        Every set that attains it: a tie is part of the answer.
    sets_tried : int
        How many sets had to be evaluated to prove it.

    Notes
    -----
    Stability: stable.
    """

    value: float
    sets: tuple[tuple[Hashable, ...], ...]
    sets_tried: int


def exact_optimum(net: Network, model: SpreadModel, k: int) -> Optimum:
    """The best k seeds, and the proof that there are none better.

    Parameters
    ----------
    net, model
        See `exact_spread`.
    k : int
        How many seeds.

    Returns
    -------
    Optimum

    Raises
    ------
    ModelError
        Where there are more than 500,000 sets.

    Notes
    -----
    Where the model has live edges its reach is submodular, so a set reaches at most the sum of what its members reach
    alone; only sets whose sum is no less than what greedy picking reaches need be evaluated. Threshold models have no
    such bound: all sets are tried.

    Stability: stable.
    """
    net = check_network(net)
    evaluate = _Evaluator.of(net, model)
    sets = _sets(net, k)
    if evaluate.live is not None:
        alone = evaluate(np.eye(len(net), dtype=bool))
        sets = sets[alone[sets].sum(axis=1) >= exact_greedy(net, model, k).iloc[-1] - TIE]
    values = evaluate(_masks(sets, len(net)))
    best = values.max()
    tied = sets[values >= best - TIE]
    return Optimum(float(best), tuple(_named(net, tied)), len(sets))


def exact_sets(net: Network, model: SpreadModel, k: int) -> pd.Series:
    """Expected reach of every set of k seeds: what a random choice would give, and how bad a bad one is.

    Parameters
    ----------
    net, model
        See `exact_spread`.
    k : int
        How many seeds.

    Returns
    -------
    Series
        Named `expected_reach`, indexed by tuples of ids.

    Notes
    -----
    Stability: stable.
    """
    net = check_network(net)
    sets = _sets(net, k)
    values = _Evaluator.of(net, model)(_masks(sets, len(net)))
    return pd.Series(values, index=pd.Index(_named(net, sets), tupleize_cols=False), name="expected_reach")


def exact_greedy(net: Network, model: SpreadModel, k: int, *, prefer: Iterable[Hashable] = ()) -> pd.Series:
    """Seeds picked one by one, each adding most; the first in the network's order where several tie.

    Parameters
    ----------
    net, model
        See `exact_spread`.
    k : int
        How many seeds.
    prefer : iterable of ids
        Where several tie, these first, in this order.

    Returns
    -------
    Series
        Expected reach so far (name `expected_reach`), indexed by the seeds in the order of picking.

    Notes
    -----
    Stability: stable.
    """
    net = check_network(net)
    evaluate = _Evaluator.of(net, model)
    ranked = [*net.index_of(prefer).tolist(), *range(len(net))]
    chosen: list[int] = []
    values: list[float] = []
    for _ in range(check_positive_int(min(k, len(net)), "k")):
        masks = np.eye(len(net), dtype=bool)
        masks[:, chosen] = True
        reach = evaluate(masks)
        reach[chosen] = -np.inf
        pick = next(node for node in ranked if reach[node] >= reach.max() - TIE)
        chosen.append(pick)
        values.append(float(reach[pick]))
    return pd.Series(values, index=net.nodes.index[chosen], name="expected_reach")


def _sets(net: Network, k: int) -> npt.NDArray[np.int64]:
    """Every set of k people as rows of positions."""
    size = len(net)
    if check_positive_int(k, "k") > size or comb(size, k) > MOST_SETS:
        message = f"There are {comb(size, k):,} sets of {k} among {size} people; from 1 to {MOST_SETS:,} can be tried."
        raise ModelError(message)
    return np.array(list(combinations(range(size), k)), dtype=np.int64)


def _named(net: Network, sets: npt.NDArray[np.int64]) -> list[tuple[Hashable, ...]]:
    ids = net.nodes.index.tolist()
    return [tuple(ids[node] for node in row) for row in sets.tolist()]


def _masks(sets: npt.NDArray[np.int64], size: int) -> Masks:
    masks = np.zeros((len(sets), size), dtype=bool)
    masks[np.arange(len(sets))[:, None], sets] = True
    return masks


@dataclass(frozen=True, eq=False)
class _Evaluator:
    """Expected reach of many seed sets of one model on one network."""

    net: Network
    model: SpreadModel
    live: LiveEdges | None
    order: list[int] | None

    @classmethod
    def of(cls, net: Network, model: SpreadModel) -> _Evaluator:
        """Choose the way: along a frontier, by exploring, or by playing."""
        live = model.live_edges(net)
        order = None
        if live is not None and live.kind == "independent" and _symmetric(live):
            width, order = widest(live.matrix, limit=40)
            order = order if width <= WIDEST else None
        return cls(net, model, live, order)

    def __call__(self, masks: Masks) -> Floats:
        return np.concatenate([self._some(masks[at : at + SETS_AT_ONCE]) for at in range(0, len(masks), SETS_AT_ONCE)])

    def _some(self, masks: Masks) -> Floats:
        if self.live is None:
            return self._played(masks)
        if self.order is not None:
            return reach_by_frontier(self.live.matrix, masks, self.order)
        return reach_by_exploring(self.live, masks)

    def _played(self, masks: Masks) -> Floats:
        """A model without chance: one run a set says it all."""
        from netdiff.spread.engine import NEVER
        from netdiff.spread.starts import starts_of_sets

        dynamics = self.model.dynamics(self.net)
        if not dynamics.certain:
            message = f"{self.model!r} leaves something to chance that has no exact form here. Cure: simulate."
            raise ModelError(message)
        runs = dynamics.run(np.zeros(len(masks), dtype=np.uint64), starts_of_sets(masks), NEVER)
        return np.diff(runs.arrivals.first).astype(np.float64)


def _symmetric(live: LiveEdges) -> bool:
    """Whether each pair has one chance, the same both ways."""
    gap = abs(live.matrix - live.matrix.T)
    return gap.nnz == 0 or float(gap.max()) < 1e-15
