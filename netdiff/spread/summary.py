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
        from netdiff._kernels.tally import tally

        arrivals = runs.arrivals
        count, periods = len(arrivals.first) - 1, int(arrivals.period.max(initial=0)) + 1
        shapes = ((count, periods), (count, group_count), (group_count, periods), groups.shape, groups.shape)
        new, group_reach, group_new, adopted, time_sum = (np.zeros(shape, dtype=np.int64) for shape in shapes)
        tally(arrivals, groups, new, group_reach, group_new, adopted, time_sum)
        return cls(new, _active(runs, new), group_reach, group_new, adopted, time_sum)

    @classmethod
    def joined(cls, parts: Sequence[Summary], periods: int = 1) -> Summary:
        """Several batches as one, with at least so many periods."""
        periods = max(periods, *(max(part.new.shape[1], _width(part.active)) for part in parts))
        active = [_widened(part.active, periods, hold=True) for part in parts if part.active is not None]
        return cls(
            new=np.concatenate([_widened(part.new, periods) for part in parts]),
            active=np.concatenate(active) if active else None,
            group_reach=np.concatenate([part.group_reach for part in parts]),
            group_new=np.sum([_widened(part.group_new, periods) for part in parts], axis=0),
            adopted=np.sum([part.adopted for part in parts], axis=0),
            time_sum=np.sum([part.time_sum for part in parts], axis=0),
        )

    def until(self, horizon: int | None) -> Summary:
        """The same, up to the horizon where there is one."""
        return self if horizon is None else Summary.joined([self], horizon + 1)


def _active(runs: Runs, new: Counts) -> Counts | None:
    """Adopters in each period: those who came less those who left."""
    arrivals = runs.arrivals
    if runs.active is not None or not arrivals.left.size:
        return runs.active
    gone = arrivals.left >= 0
    run = np.repeat(np.arange(len(new)), np.diff(arrivals.first))[gone]
    left = arrivals.left[gone].astype(np.int64)
    width = max(new.shape[1], int(left.max(initial=0)) + 1)
    leaving = np.bincount(run * width + left, minlength=len(new) * width).reshape(len(new), width)
    return np.cumsum(_widened(new, width) - leaving, axis=1)


def _width(table: Counts | None) -> int:
    return 0 if table is None else table.shape[1]


def _widened(table: Counts, periods: int, *, hold: bool = False) -> Counts:
    """The same table with more periods: nothing new happens, or the last value holds."""
    extra = periods - table.shape[1]
    return np.pad(table, ((0, 0), (0, extra)), mode="edge") if hold else np.pad(table, ((0, 0), (0, extra)))
