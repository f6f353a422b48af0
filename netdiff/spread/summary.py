"""What is kept of runs: counts per run and period, and per person, so that a million people fit in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from netdiff.spread.engine import Runs

__all__ = ["Summary"]

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Summary:
    """Sums over entry times that can be added up batch by batch.

    Parameters
    ----------
    new : array, shape (runs, periods)
        New adopters in each period.
    active : array, shape (runs, periods), or None
        Adopters in each period, where people may stop.
    group_reach : array, shape (runs, groups)
        Adopters in each group at the end.
    group_new : array, shape (groups, periods)
        New adopters over all runs.
    adopted, time_sum : array, shape (nodes,)
        In how many runs each adopted, and the sum of the periods in which that was.
    """

    new: Counts
    active: Counts | None
    group_reach: Counts
    group_new: Counts
    adopted: Counts
    time_sum: Counts

    @classmethod
    def of(cls, runs: Runs, groups: Counts, group_count: int) -> Summary:
        """Sum up one batch."""
        row, node = np.nonzero(runs.times >= 0)
        time = runs.times[row, node].astype(np.int64)
        group = groups[node]
        periods = int(time.max(initial=0)) + 1
        count, size = runs.times.shape
        return cls(
            new=_table(row, time, count, periods),
            active=_active(runs, periods),
            group_reach=_table(row, group, count, group_count),
            group_new=_table(group, time, group_count, periods),
            adopted=np.bincount(node, minlength=size),
            time_sum=np.bincount(node, weights=time, minlength=size).astype(np.int64),
        )

    @classmethod
    def joined(cls, parts: Sequence[Summary], horizon: int | None = None) -> Summary:
        """Several batches as one, up to the horizon where there is one."""
        periods = max(max(part.new.shape[1], _width(part.active)) for part in parts)
        periods = max(periods, (horizon or 0) + 1)
        active = [_widened(part.active, periods, hold=True) for part in parts if part.active is not None]
        return cls(
            new=np.concatenate([_widened(part.new, periods) for part in parts]),
            active=np.concatenate(active) if active else None,
            group_reach=np.concatenate([part.group_reach for part in parts]),
            group_new=np.sum([_widened(part.group_new, periods) for part in parts], axis=0),
            adopted=np.sum([part.adopted for part in parts], axis=0),
            time_sum=np.sum([part.time_sum for part in parts], axis=0),
        )


def _table(row: Counts, column: Counts, rows: int, columns: int) -> Counts:
    """How often each pair occurs."""
    return np.bincount(row * columns + column, minlength=rows * columns).reshape(rows, columns)


def _active(runs: Runs, periods: int) -> Counts | None:
    """Adopters in each period: those who came less those who left."""
    if runs.active is not None or runs.left is None:
        return runs.active
    row, node = np.nonzero(runs.left >= 0)
    gone = runs.left[row, node].astype(np.int64)
    came = np.nonzero(runs.times >= 0)
    width = max(periods, int(gone.max(initial=0)) + 1)
    arrived = _table(came[0], runs.times[came].astype(np.int64), len(runs.times), width)
    return np.cumsum(arrived - _table(row, gone, len(runs.times), width), axis=1)


def _width(table: Counts | None) -> int:
    return 0 if table is None else table.shape[1]


def _widened(table: Counts, periods: int, *, hold: bool = False) -> Counts:
    """The same table with more periods: nothing new happens, or the last value holds."""
    extra = periods - table.shape[1]
    return np.pad(table, ((0, 0), (0, extra)), mode="edge") if hold else np.pad(table, ((0, 0), (0, extra)))
