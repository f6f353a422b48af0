"""The one engine: ties and rules as arrays, and how a batch of runs goes.

A model says once what its ties and rules are (`Passage`, `Crossings` or `Hazards`); from there on every model runs
alike. Each run is told by its key alone, so batches, threads and workers change no result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import numpy.typing as npt

from netdiff._kernels.csr import Arrivals, Starts, Ties
from netdiff._random import component_key, mix, tie_keys
from netdiff.spread.needs import Needs
from netdiff.spread.starts import with_ready

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff._kernels.lots import Lots, Rest
    from netdiff.network import Network
    from netdiff.spread.live import LiveEdges, Silent

__all__ = [
    "Crossings",
    "Dynamics",
    "FromStream",
    "Hazards",
    "Passage",
    "Runs",
    "SpreadModel",
    "node_keys",
    "pair_keys",
    "states",
    "ties_of",
]

NEVER = 2**30
Bits = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
LINKS = {"identity": 0, "logistic": 1, "complement": 2}


@dataclass(frozen=True)
class Runs:
    """Who adopted when in a batch of runs; `active` (runs × periods) where people may come back.

    `states` tells who entered which other state when, where a model has several.
    """

    arrivals: Arrivals
    active: npt.NDArray[np.int64] | None = None
    states: Mapping[str, Arrivals] = field(default_factory=dict)


class SpreadModel(Protocol):
    """What a model of spread offers; nothing else is needed to add one."""

    def live_edges(self, net: Network, *, silent: Silent = "draw") -> LiveEdges | None:
        """The model as a random graph, where it has such a form with these parameters."""

    def dynamics(self, net: Network, *, silent: Silent = "draw") -> Dynamics:
        """The model made ready for a network: what `simulate` plays."""


class Dynamics(Protocol):
    """What the engine asks of a model made ready for a network."""

    @property
    def endless(self) -> bool:
        """Whether it goes on for ever without a horizon."""

    @property
    def certain(self) -> bool:
        """Whether nothing is left to chance."""

    def run(self, keys: Bits, starts: Starts, horizon: int) -> Runs:
        """Play the runs that these keys tell."""

    def unpaired(self) -> Dynamics:
        """The same law, as fast as it can be drawn where runs need not be paired."""


def ties_of(
    matrix: csr_array,
    keys: Bits,
    *,
    weights: Floats | None = None,
    voices: Floats | None = None,
    chances: Floats | None = None,
    waits: Floats | None = None,
    opens: Ints | None = None,
    closes: Ints | None = None,
) -> Ties:
    """Arrays for the kernels from the structure of a matrix; what is not given stays empty."""
    from netdiff._kernels.random import bound_of

    none = np.empty(0)
    return Ties(
        indptr=matrix.indptr.astype(np.int64),
        indices=matrix.indices.astype(np.int32),
        weights=none if weights is None else weights,
        voices=none if voices is None else voices,
        keys=keys,
        bounds=none.astype(np.uint64) if chances is None else bound_of(chances),
        rates=none if waits is None else np.log1p(-np.minimum(waits, 1.0 - 1e-16)),
        opens=none.astype(np.int32) if opens is None else opens,
        closes=none.astype(np.int32) if closes is None else closes,
    )


def node_keys(net: Network) -> Bits:
    """The key of each person: from the id, so that it survives another order and other people."""
    ids = net.nodes.index.to_numpy()
    return tie_keys(ids, ids, "node")


def pair_keys(keys: Bits, matrix: csr_array) -> Bits:
    """The key of each tie of a matrix, from the keys of the people at its ends."""
    sender = np.repeat(mix(keys), np.diff(matrix.indptr))
    return mix(sender + keys[matrix.indices])


def states(keys: Bits, component: str) -> Bits:
    """The state of each run for one component of the model: what a kernel mixes with the keys of ties and nodes."""
    return mix(keys ^ component_key(component))


@dataclass(frozen=True)
class Passage:
    """What arrives travels on along ties: independent cascades, delays, SI and SIR."""

    ties: Ties
    people: int
    node_keys: Bits
    wait: int = 1
    leave: float = 0.0

    endless = False
    certain = False

    def run(self, keys: Bits, starts: Starts, horizon: int) -> Runs:
        """Play the runs that these keys tell."""
        from netdiff._kernels.cascade import passage

        tie, wait, leave = (states(keys, name) for name in ("tie", "wait", "leave"))
        limits = (float(self.leave), self.wait, min(horizon, NEVER))
        return Runs(passage(self.ties, starts, tie, wait, leave, self.node_keys, *limits))

    def unpaired(self) -> Dynamics:
        """The same law drawn from one stream a run, sender by sender; itself where that is not possible."""
        ties = self.ties
        if self.leave > 0.0 or ties.rates.size or ties.opens.size or ties.closes.size:
            return self
        from netdiff._kernels.lots import lots_of

        chances = np.broadcast_to((ties.bounds.astype(np.float64) + 1.0) * 2.0**-64, ties.indices.shape)
        return FromStream(*lots_of(ties.indptr, ties.indices, chances), self)


@dataclass(frozen=True)
class FromStream:
    """Independent cascades drawn from one stream a run."""

    lots: Lots
    rest: Rest
    paired: Passage

    endless = False
    certain = False

    def run(self, keys: Bits, starts: Starts, horizon: int) -> Runs:
        """Play the runs that these keys tell."""
        from netdiff._kernels.lots import cascades

        if starts.period.any():  # late starts are out of order for a plain queue
            return self.paired.run(keys, starts, horizon)
        streams = states(keys, "stream")
        return Runs(cascades(self.lots, self.rest, starts, streams, self.paired.wait, min(horizon, NEVER)))

    def unpaired(self) -> Dynamics:
        """Itself."""
        return self


@dataclass(frozen=True)
class Crossings:
    """Whoever feels enough pressure adopts one period later: threshold models."""

    ties: Ties
    people: int
    node_keys: Bits
    needs: Needs
    least: Floats
    totals: Floats
    doubtful: npt.NDArray[np.int64]

    endless = False

    @property
    def certain(self) -> bool:
        """Whether nothing is left to chance."""
        return self.needs.certain and self.doubtful.size == 0

    def run(self, keys: Bits, starts: Starts, horizon: int) -> Runs:
        """Play the runs that these keys tell."""
        from netdiff._kernels.thresholds import crossings

        tie, need = states(keys, "tie"), states(keys, "need")
        needs = self.needs.by_run(keys, self.node_keys)
        starts = with_ready(starts, np.maximum(needs, self.least) <= 0.0)
        rules = (self.least, self.totals, self.doubtful)
        return Runs(crossings(self.ties, starts, tie, need, self.node_keys, needs, *rules, min(horizon, NEVER)))

    def unpaired(self) -> Dynamics:
        """Itself: nothing is gained by a stream."""
        return self


@dataclass(frozen=True)
class Hazards:
    """In each period everybody adopts with a chance that depends on what is around: Bass, logistic hazard, SIS."""

    ties: Ties
    people: int
    node_keys: Bits
    base: Floats
    season: Floats
    jump: float
    link: Literal["identity", "logistic", "complement"]
    leave: float = 0.0
    again: bool = False

    endless = True
    certain = False

    def run(self, keys: Bits, starts: Starts, horizon: int) -> Runs:
        """Play the runs that these keys tell."""
        from netdiff._kernels.hazards import hazards

        active = np.zeros((len(keys), horizon + 1), dtype=np.int64)
        tie, adopt, leave = (states(keys, name) for name in ("tie", "adopt", "leave"))
        arrivals = hazards(
            self.ties, starts, tie, adopt, leave, self.node_keys, self.base, _until(self.season, horizon),
            float(self.jump), LINKS[self.link], float(self.leave), self.again, horizon, active,
        )  # fmt: skip
        return Runs(arrivals, active if self.leave > 0.0 else None)

    def unpaired(self) -> Dynamics:
        """Itself: nothing is gained by a stream."""
        return self


def _until(season: Floats, horizon: int) -> Floats:
    """One value per period up to the horizon; the last one given holds on."""
    last = season[-1] if season.size else 0.0
    return np.concatenate([season, np.full(horizon + 1, last)])[: horizon + 1]
