"""Counting arrivals: by run and period, by run and group, by group and period, and by person, in one pass."""

from __future__ import annotations

import numpy as np

from netdiff._jit import jit
from netdiff._kernels.csr import Arrivals, Longs

__all__ = ["tally"]


@jit
def tally(
    arrivals: Arrivals,
    groups: Longs,
    new: Longs,
    group_reach: Longs,
    group_new: Longs,
    adopted: Longs,
    time_sum: Longs,
) -> None:
    """Add every arrival to each of the tables."""
    first, nodes, periods = arrivals.first, arrivals.node, arrivals.period
    sums = np.zeros((adopted.size, 2), dtype=np.int64)
    several = group_new.shape[0] > 1
    for run in range(first.size - 1):
        begin, stop = first[run], first[run + 1]
        while begin < stop:  # those of one period follow each other, for the most part
            period, place = periods[begin], begin
            while place < stop and periods[place] == period:
                node = np.uint32(nodes[place])
                sums[node, 0] += 1
                sums[node, 1] += period
                if several:
                    group = groups[node]
                    group_reach[run, group] += 1
                    group_new[group, period] += 1
                place += 1
            new[run, period] += place - begin
            if not several:
                group_reach[run, 0] += place - begin
                group_new[0, period] += place - begin
            begin = place
    adopted += sums[:, 0]
    time_sum += sums[:, 1]
