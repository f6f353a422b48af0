"""A network with some links more, on common coins: what the new links change, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._kernels.csr import Arrivals, Starts, Ties
from netdiff._random import mix, run_keys
from netdiff.errors import ModelError
from netdiff.network import Network
from netdiff.recruit.trials import settled
from netdiff.spread.engine import NEVER, Crossings, Passage
from netdiff.spread.models import ComplexContagion, IndependentCascade, LinearThreshold

__all__ = ["Ground", "grown_network"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Pair = tuple[int, int]
ALWAYS = np.uint64(2**64 - 1)
WORLDS = 60


@dataclass(frozen=True, eq=False)
class Ground:
    """A model on a network, who carries it from the start, and runs in which every tie keeps its coin.

    Parameters
    ----------
    net : Network
    model : model of spread
    seeds : array of int
        Who carries it from the start.
    keys : array of uint64, shape (runs,)
        What tells each run.
    horizon : int or None
        Rounds that count.
    weight : array of float, shape (n,)
        How much reaching each person counts.
    worlds : tuple
        The model made ready for the network; where silence may hide links of a threshold model, several draws of them,
        so that a run looks at those only. Runs are shared out among them in order.
    """

    net: Network
    model: Any
    seeds: Ints
    keys: npt.NDArray[np.uint64]
    horizon: int | None
    weight: Floats
    worlds: tuple[Any, ...] = ()
    _known: dict[tuple[Pair, ...], Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.worlds:
            object.__setattr__(self, "worlds", (self.model.dynamics(self.net),))

    @property
    def certain(self) -> bool:
        """Whether nothing is left to chance, so that one run tells all; what the silent would say is left to it."""
        return bool(self.worlds[0].certain) and len(self.worlds) == 1 and not _hidden(self.worlds[0])

    def with_runs(self, runs: int, rng: np.random.Generator) -> Ground:
        """The same on other runs."""
        ready = self.model.dynamics(self.net)
        worlds = (ready,)
        if _hidden(ready):
            worlds = tuple(settled(ready, rng) for _ in range(min(runs, WORLDS)))
            runs = len(worlds) if ready.certain else runs
        elif ready.certain:
            runs = 1
        return replace(self, keys=run_keys(rng, runs), worlds=worlds, _known={})

    def reached(self, pairs: Iterable[Pair] = ()) -> Floats:
        """People reached in each run if these pairs were introduced."""
        key = tuple(sorted(pairs))
        if key not in self._known:
            played = [self._sums(_owner(one), one, keys.size) for keys, one in self._from_the_start(key)]
            self._known[key] = np.concatenate(played)
        return self._known[key]

    def value(self, pairs: Iterable[Pair] = ()) -> float:
        """People reached on average if these pairs were introduced."""
        return float(self.reached(pairs).mean())

    def chances(self, pairs: Iterable[Pair] = ()) -> Floats:
        """The chance that each person is reached if these pairs were introduced."""
        who = [self._people(one.node) for _, one in self._from_the_start(tuple(pairs))]
        return np.bincount(np.concatenate(who), minlength=len(self.net)) / self.keys.size

    def sides(self, pairs: Sequence[Pair], tried: Ints, runs: int) -> tuple[Floats, Floats]:
        """Who is reached in each of some runs, and how many more it would be if somebody else carried it too.

        Returns
        -------
        reached : array, shape (runs, n)
        more : array, shape (runs, n)
            People more if that person, not reached otherwise, were; 0 for those who were not tried.
        """
        worlds = self.at(tuple(pairs))
        shares = [(world, key) for world, keys in zip(worlds, self._keys(len(worlds)), strict=True) for key in keys]
        some = shares[:: max(len(shares) // runs, 1)][:runs]
        reached = np.zeros((len(some), len(self.net)))
        more = np.zeros_like(reached)
        for run, (ready, key) in enumerate(some):
            base = self._play(ready, np.array([key]), [self.seeds])
            reached[run, self._people(base.node)] = 1.0
            others = tried[reached[run, tried] == 0]
            played = self._play(ready, np.full(others.size, key), [np.append(self.seeds, one) for one in others])
            more[run, others] = self._sums(_owner(played), played, others.size) - self.weight @ reached[run]
        return reached, more

    def at(self, pairs: tuple[Pair, ...]) -> tuple[Any, ...]:
        """The model made ready for the network with these links more."""
        if not pairs:
            return self.worlds
        if not _one_by_one(self.model):
            return (self.model.dynamics(grown_network(self.net, pairs)),)
        ends, usual = _both_ways(pairs), self._usual
        return tuple(_with_links(world, ends, usual) for world in self.worlds)

    def _keys(self, worlds: int) -> list[npt.NDArray[np.uint64]]:
        """The runs of each world."""
        return np.array_split(self.keys, worlds)

    def _from_the_start(self, pairs: tuple[Pair, ...]) -> Iterator[tuple[npt.NDArray[np.uint64], Arrivals]]:
        """Who is reached when from those who carry it, world by world."""
        worlds = self.at(pairs)
        for world, keys in zip(worlds, self._keys(len(worlds)), strict=True):
            yield keys, self._play(world, keys, [self.seeds] * keys.size)

    @property
    def _usual(self) -> tuple[float, bool]:
        """What a new tie weighs or passes with, and whether it adds to what a share is counted of."""
        model = self.model
        if isinstance(model, IndependentCascade):
            weight = _usual_weight(self.net)
            return (float(model.p) if model.per == "tie" else 1.0 - (1.0 - float(model.p)) ** weight), False
        shared = isinstance(model, LinearThreshold) or model.share is not None
        plain = isinstance(model, ComplexContagion) and not model.weighted
        return (1.0 if plain else _usual_weight(self.net)), shared

    def _play(self, ready: Any, keys: npt.NDArray[np.uint64], lists: Sequence[Ints]) -> Arrivals:
        first = np.concatenate([[0], np.cumsum([one.size for one in lists])]).astype(np.int64)
        node = np.concatenate(lists).astype(np.int32) if len(lists) else np.empty(0, dtype=np.int32)
        starts = Starts(first, node, np.zeros(node.size, dtype=np.int32))
        if ready.endless and self.horizon is None:
            message = f"{type(self.model).__name__} goes on for ever. Cure: say how many periods, horizon=12."
            raise ModelError(message)
        arrivals: Arrivals = ready.run(keys, starts, NEVER if self.horizon is None else self.horizon).arrivals
        return arrivals

    def _people(self, node: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        return node[node < len(self.net)]

    def _sums(self, owner: Ints, arrivals: Arrivals, count: int) -> Floats:
        return np.bincount(owner, weights=self.weight[arrivals.node], minlength=count).astype(np.float64)


def _owner(arrivals: Arrivals) -> Ints:
    """The run or list that each arrival belongs to."""
    return np.repeat(np.arange(arrivals.first.size - 1), np.diff(arrivals.first))


def _hidden(ready: Any) -> bool:
    """Whether silence may hide links of a threshold model."""
    return isinstance(ready, Crossings) and ready.ties.bounds.size > 0


def grown_network(net: Network, pairs: Iterable[Pair]) -> Network:
    """The network with these pairs linked, each both ways, in the layer that carries spread."""
    layer = next((name for name, one in net.layers.items() if one.flow is not None), None)
    if layer is None:
        message = "There is no kind of link along which anything spreads."
        raise ModelError(message)
    ends = list(pairs)
    if net.layers[layer].directed:
        ends = [*ends, *((second, first) for first, second in ends)]
    ids = net.nodes.index
    new = pd.DataFrame(
        {"source": [ids[a] for a, _ in ends], "target": [ids[b] for _, b in ends], "layer": layer}
    ).assign(weight=_usual_weight(net, layer))
    ties = net.ties
    for name in ties.columns.difference(new.columns):
        numbers = pd.api.types.is_numeric_dtype(ties[name]) and not pd.api.types.is_bool_dtype(ties[name])
        if numbers and name not in ("start", "end"):
            new[name] = ties[name].median()
    parts = [ties, new.reindex(columns=[name for name in ties.columns if name in new])] if len(ties) else [new]
    joined = pd.concat(parts, ignore_index=True)
    settled = pd.MultiIndex.from_frame(new[["source", "target"]])
    missing = net.missing[~pd.MultiIndex.from_frame(net.missing[["source", "target"]]).isin(settled)]
    kept = {name: getattr(net, name) for name in ("acts", "places", "bodies", "asks", "period")}
    return Network(net.nodes, joined, net.layers, answers=net.answers, missing=missing, **kept)


def _usual_weight(net: Network, layer: str | None = None) -> float:
    """What a link weighs of which nothing is known but that it is there."""
    ties = net.ties if layer is None else net.ties[net.ties["layer"] == layer]
    return float(ties["weight"].median()) if len(ties) else 1.0


def _one_by_one(model: Any) -> bool:
    """Whether a tie can be added to what was made ready without changing what the others pass on."""
    if isinstance(model, IndependentCascade):
        return not isinstance(model.p, str)
    if isinstance(model, LinearThreshold):
        return model.weights == "shares"
    return isinstance(model, ComplexContagion)


def _both_ways(pairs: Iterable[Pair]) -> tuple[Ints, Ints]:
    ends = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])


def _with_links(ready: Any, ends: tuple[Ints, Ints], usual: tuple[float, bool]) -> Any:
    """What was made ready, with some ties more; a tie that silence may hide gives way to the one that is there."""
    strength, shared = usual
    ties: Ties = ready.ties
    order = np.argsort(ends[0], kind="stable")
    sender, receiver = ends[0][order], ends[1][order]
    if isinstance(ready, Crossings) and not ties.bounds.size:  # a link that was drawn for the silent is there already
        fresh = ~_there(ties, sender, receiver)
        sender, receiver = sender[fresh], receiver[fresh]
    bounds, doubtful = _given_way(ready, sender, receiver)
    at = ties.indptr[sender + 1]
    keys = mix(mix(ready.node_keys[sender]) + ready.node_keys[receiver])
    longer = ties._replace(
        indptr=ties.indptr + np.searchsorted(sender, np.arange(ties.indptr.size), side="left"),
        indices=np.insert(ties.indices, at, receiver.astype(np.int32)),
        weights=_inserted(ties.weights, at, strength),
        keys=np.insert(ties.keys, at, keys),
        bounds=_inserted(bounds, at, _bound(strength) if isinstance(ready, Passage) else ALWAYS),
        rates=_inserted(ties.rates, at, ties.rates[0] if ties.rates.size else 0.0),
        opens=_inserted(ties.opens, at, 0),
        closes=_inserted(ties.closes, at, NEVER),
    )
    if not isinstance(ready, Crossings):
        return replace(ready, ties=longer)
    shifted = doubtful + np.searchsorted(at, doubtful, side="right")
    totals = ready.totals + np.bincount(receiver, minlength=ready.totals.size) * strength if shared else ready.totals
    return replace(ready, ties=longer, doubtful=shifted, totals=totals)


def _there(ties: Ties, sender: Ints, receiver: Ints) -> npt.NDArray[np.bool_]:
    """Which of some ties are among these."""
    return np.array(
        [
            bool((ties.indices[ties.indptr[a] : ties.indptr[a + 1]] == b).any())
            for a, b in zip(sender, receiver, strict=True)
        ],
        dtype=bool,
    )


def _given_way(ready: Any, sender: Ints, receiver: Ints) -> tuple[npt.NDArray[np.uint64], Ints]:
    """Ties that silence may hide between people who are introduced are left out: one voice is one voice."""
    ties, doubtful = ready.ties, np.empty(0, dtype=np.int64)
    if not isinstance(ready, Crossings):
        return ties.bounds, doubtful
    if not ties.bounds.size:
        return ties.bounds, ready.doubtful
    size = ties.indptr.size
    owner = np.repeat(np.arange(size - 1), np.diff(ties.indptr))
    same = np.isin(owner * size + ties.indices, sender * size + receiver)
    return np.where(same, np.uint64(0), ties.bounds), ready.doubtful[~same[ready.doubtful]]


def _bound(chance: float) -> np.uint64:
    from netdiff._kernels.random import bound_of

    return bound_of([chance])[0] if chance > 0.0 else np.uint64(0)


def _inserted(array: npt.NDArray[Any], at: Ints, value: Any) -> npt.NDArray[Any]:
    """The array with one more entry at each place, where it is in use."""
    return np.insert(array, at, np.full(at.size, value, dtype=array.dtype)) if array.size else array
