"""Many runs, batch by batch, here or on workers: the same numbers anywhere, and nothing lost that was done."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff._kernels.csr import Arrivals
from netdiff._parallel import map_batches
from netdiff.errors import DataWarning
from netdiff.spread.engine import Runs
from netdiff.spread.handing import call, handed
from netdiff.spread.summary import Summary

if TYPE_CHECKING:
    from netdiff._progress import Progress
    from netdiff.spread.interventions import Staged

__all__ = ["Part", "Task", "play", "states_of"]

PEOPLE_PER_BATCH = 20_000_000
RUNS_PER_BATCH = 250  # for workers; nobody waits for the last batch where there are none
ALONE = 4
PARTS_AT_ONCE = 16
SOON_DONE = 4  # batches that are over before a bar could be read
Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Part:
    """What is kept of some runs: sums, and who adopted when if there is room for that."""

    summary: Summary
    arrivals: Arrivals | None
    states: Mapping[str, Part] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """How many runs it holds."""
        return len(self.summary.new)


@dataclass(frozen=True)
class Task:
    """One batch of runs as a worker gets it: arrays only."""

    stage: Staged
    horizon: int
    groups: npt.NDArray[np.int64]
    group_count: int
    keep: bool

    def __call__(self, keys: Keys) -> Part:
        """Play these runs and sum them up."""
        runs = self.stage.dynamics.run(keys, self.stage.starts(keys), self.horizon)
        states = {name: self._part(Runs(arrivals)) for name, arrivals in runs.states.items()}
        return replace(self._part(runs), states=states)

    def _part(self, runs: Runs) -> Part:
        return Part(Summary.of(runs, self.groups, self.group_count), runs.arrivals if self.keep else None)


def play(task: Task, keys: Keys, executor: Executor | None, progress: Progress) -> tuple[Part, bool]:
    """All runs, and True; or those that were done when somebody stopped it, and False."""
    most = RUNS_PER_BATCH if executor is not None else ALONE * RUNS_PER_BATCH
    cells = max(len(task.groups), 1) * states_of(task.stage.dynamics)
    per_batch = int(np.clip(PEOPLE_PER_BATCH // cells, 1, most))
    batches = [keys[at : at + per_batch] for at in range(0, len(keys), per_batch)]
    if progress is None and len(batches) <= SOON_DONE:
        progress = False
    parts: list[Part] = []
    done = 0
    try:
        with handed(task, executor) as sent:
            pairs = [(sent, batch) for batch in batches]
            for part in map_batches(call, pairs, executor=executor, progress=progress, what="simulating"):
                parts = _kept([*parts, part])
                done += 1
    except KeyboardInterrupt:
        if not parts:
            raise
        _warn(f"Stopped after {done} of {len(batches)} batches of runs; what is done is kept.")
        return _joined(parts), False
    except BrokenExecutor:
        _warn("The workers were lost; the remaining runs are done here.")
        parts.extend(map(task, batches[done:]))
    return _joined(parts), True


def _kept(parts: list[Part]) -> list[Part]:
    """Put parts together before they pile up."""
    return [_joined(parts)] if len(parts) >= PARTS_AT_ONCE else parts


def _joined(parts: Sequence[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    listed = [part.arrivals for part in parts if part.arrivals is not None]
    summary = Summary.joined([part.summary for part in parts])
    states = {name: _joined([part.states[name] for part in parts]) for name in parts[0].states}
    if not listed:
        return Part(summary, None, states)
    ends = np.cumsum([0] + [len(one.node) for one in listed])
    first = np.concatenate([[0]] + [one.first[1:] + end for one, end in zip(listed, ends, strict=False)])
    node, period, left = (np.concatenate([one[place] for one in listed]) for place in (1, 2, 3))
    return Part(summary, Arrivals(first.astype(np.int64), node, period, left), states)


def states_of(dynamics: object) -> int:
    """How many lists of entries a model keeps: one, and one per further state."""
    return 1 + len(getattr(dynamics, "states", ()))


def _warn(text: str) -> None:
    warnings.warn(text, DataWarning, stacklevel=5)
