"""Who starts, and when."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from netdiff._kernels.csr import Starts
from netdiff.errors import ModelError

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["Launch", "Seeds", "joined_starts", "launch_of", "starts_of_sets", "with_ready"]

Seeds = Hashable | Iterable[Hashable] | Mapping[Hashable, int]


@dataclass(frozen=True)
class Launch:
    """Nodes that start and the period in which each does, the same in every run."""

    node: npt.NDArray[np.int32]
    period: npt.NDArray[np.int32]

    def starts(self, keys: npt.NDArray[np.uint64]) -> Starts:
        """The same starts for each run of a batch."""
        runs, count = len(keys), len(self.node)
        first = np.arange(runs + 1, dtype=np.int64) * count
        return Starts(first, np.tile(self.node, runs), np.tile(self.period, runs))


def launch_of(net: Network, seeds: Seeds) -> tuple[tuple[Hashable, ...], Launch]:
    """Ids and starts from one id, several, or a mapping of id to period."""
    ids, periods = _listed(seeds)
    if any(isinstance(period, bool) or period != int(period) or period < 0 for period in periods):
        message = "Seeds start in whole periods from 0 on: seeds={'ann': 0, 'bob': 3}."
        raise ModelError(message)
    if len(set(ids)) < len(ids):
        message = "A seed is named twice. Cure: name each once."
        raise ModelError(message)
    node = net.index_of(ids).astype(np.int32)
    return tuple(ids), Launch(node, np.array(periods, dtype=np.int32))


def _listed(seeds: Seeds) -> tuple[list[Hashable], list[int]]:
    if isinstance(seeds, Mapping):
        return list(seeds), list(seeds.values())
    ids: list[Hashable] = [seeds] if isinstance(seeds, str | int | np.integer) else list(seeds)  # type: ignore[arg-type]
    return ids, [0] * len(ids)


def starts_of_sets(sets: npt.NDArray[np.bool_]) -> Starts:
    """One run per seed set (rows of a sets × people mask), all seeds at once."""
    node = np.nonzero(sets)[1].astype(np.int32)
    first = np.concatenate([[0], np.cumsum(sets.sum(axis=1))]).astype(np.int64)
    return Starts(first, node, np.zeros(len(node), dtype=np.int32))


def with_ready(starts: Starts, ready: npt.NDArray[np.bool_]) -> Starts:
    """Starts, and in period 1 whoever is ready without any pressure (rows of a runs × people mask, or one row)."""
    if not ready.any():
        return starts
    runs = len(starts.first) - 1
    run, node = np.nonzero(np.broadcast_to(ready, (runs, ready.shape[1])))
    given = np.repeat(np.arange(runs), np.diff(starts.first))
    return joined_starts(runs, (given, starts.node, starts.period), (run, node, np.ones(len(run))))


def joined_starts(runs: int, *parts: tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]) -> Starts:
    """Several lists of (run, node, period) as one, in the order of runs."""
    run, node, period = (np.concatenate([part[place] for part in parts]) for place in range(3))
    order = np.argsort(run, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(run, minlength=runs))]).astype(np.int64)
    return Starts(first, node[order].astype(np.int32), period[order].astype(np.int32))
