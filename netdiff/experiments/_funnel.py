"""The funnel as the experiments play it: a few first adopters drawn by coin, the same ones whatever the model."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff._kernels.csr import Starts
from netdiff._kernels.funnel import Entries
from netdiff._random import coins
from netdiff.errors import ModelError
from netdiff.network import Network
from netdiff.spread.engine import node_keys
from netdiff.spread.funnel import STAGES, Funnel, Standing
from netdiff.spread.live import Silent
from netdiff.spread.needs import given_of

__all__ = [
    "FIRST",
    "STAGES",
    "Arrived",
    "Funnel",
    "beta_2_2",
    "first_adopters",
    "funnel_shares",
    "play_funnel",
    "settled",
    "shifted",
]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
FIRST = 3
AT_ONCE = 500_000  # people times runs in one batch


@dataclass(frozen=True, eq=False)
class Arrived:
    """Where everybody stands at the end, shape (n, runs): `stage` (0: unaware), and who had adopted at the start.

    `surplus`, shape (3, n, runs), is what each gate lacks (below 0: shut), for those who came before it.
    """

    stage: npt.NDArray[np.int8]
    surplus: Floats
    started: Mask

    @property
    def adopted(self) -> Mask:
        """Who has adopted, first adopters included."""
        return np.isin(self.stage, (STAGES["adopted"], STAGES["advocate"]))

    def share(self, least: str = "adopted") -> Floats:
        """Share per run that came at least so far, of those who were no first adopters."""
        come = self.adopted if least == "adopted" else self.stage >= STAGES[least]
        return np.asarray((come & ~self.started).sum(axis=0) / np.maximum((~self.started).sum(axis=0), 1))


def play_funnel(
    net: Network,
    model: Funnel,
    runs: Keys,
    *,
    layer: str | None = None,
    silent: Silent = "draw",
    seeds: int = FIRST,
    horizon: int = 20,
) -> Arrived:
    """Play the funnel and keep where everybody stands."""
    staged = model.dynamics(net if layer is None else net.layer(layer), silent=silent)
    starts = first_adopters(net, runs, seeds)
    depths = np.zeros((runs.size, len(net), 3), dtype=np.float32)
    entries = staged.entries(runs, starts, horizon, depths)
    stage, started = (np.zeros((len(net), runs.size), dtype=np.int8) for _ in range(2))
    run = np.repeat(np.arange(runs.size), np.diff(entries.first))
    stage[entries.node, run] = entries.stage  # in the order of events, so that the last one stands
    started[starts.node, np.repeat(np.arange(runs.size), seeds)] = 1
    return Arrived(stage, np.moveaxis(depths, (0, 1, 2), (2, 1, 0)).astype(np.float64), started > 0)


def funnel_shares(
    net: Network,
    model: Funnel,
    runs: Keys,
    *,
    least: str = "adopted",
    layer: str | None = None,
    silent: Silent = "draw",
    seeds: int = FIRST,
    horizon: int = 20,
) -> Floats:
    """Share per run that came at least so far, played in batches on two threads; the batches change no draw."""
    staged = model.dynamics(net if layer is None else net.layer(layer), silent=silent)
    batches = np.array_split(runs, min(runs.size, max(1, len(net) * runs.size // AT_ONCE)))

    def shares(keys: Keys) -> Floats:
        came = _ever(staged.entries(keys, first_adopters(net, keys, seeds), horizon), STAGES[least])
        return np.asarray((came - seeds) / max(len(net) - seeds, 1))

    with ThreadPoolExecutor(2) as threads:
        return np.concatenate(list(threads.map(shares, batches)))


def _ever(entries: Entries, code: int) -> npt.NDArray[np.int64]:
    """How many ever entered a stage, per run."""
    counted = np.concatenate([[0], np.cumsum(entries.stage == code, dtype=np.int64)])
    return np.diff(counted[entries.first])


def first_adopters(net: Network, runs: Keys, count: int) -> Starts:
    """In each run those with the lowest coins; more of them include the fewer."""
    if count > len(net):
        message = (
            f"{count} first adopters are needed to begin and there are {len(net)} people: too few to play this on."
        )
        raise ModelError(message)
    drawn = coins(runs[:, None], "seeds", node_keys(net)[None, :])
    nodes = np.argsort(drawn, axis=1, kind="stable")[:, :count].astype(np.int32)
    return Starts(np.arange(runs.size + 1, dtype=np.int64) * count, nodes.ravel(), np.zeros(nodes.size, dtype=np.int32))


def settled(net: Network, model: Funnel) -> Funnel:
    """The model with columns of `net.nodes` read into numbers per person, so that an arm can move them."""
    named = {name: value for name, value in vars(model).items() if name != "gates" and isinstance(value, str)}
    levels = {name: given_of(net, column, name).levels.tolist() for name, column in named.items()}
    read: dict[str, Any] = {name: dict(zip(net.nodes.index, own, strict=True)) for name, own in levels.items()}
    return replace(model, **read)


def shifted(standing: Standing, by: float, low: float = 0.0, high: float = 1.0) -> Standing:
    """A number for all, or one per person, moved by as much and kept within bounds; 0 leaves it as it was given."""
    if isinstance(standing, str):
        message = f"the column {standing!r} is not read yet. Cure: give a number, or a mapping of id to number."
        raise ModelError(message)
    if by == 0.0:
        return standing
    if isinstance(standing, Mapping):
        return {name: min(max(level + by, low), high) for name, level in standing.items()}
    return min(max(standing + by, low), high)


def beta_2_2(coin: Floats) -> Floats:
    """Quantiles of Beta(2, 2): the middle root of `3 x**2 - 2 x**3 = coin`."""
    return np.asarray(0.5 - np.sin(np.arcsin(1.0 - 2.0 * coin) / 3.0))
