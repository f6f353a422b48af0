"""Counting arrivals: by run and period, by run and group, by group and period, and by person, in one pass."""

from __future__ import annotations

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
    for run in range(first.size - 1):
        for place in range(first[run], first[run + 1]):
            node, period = nodes[place], periods[place]
            group = groups[node]
            new[run, period] += 1
            group_reach[run, group] += 1
            group_new[group, period] += 1
            adopted[node] += 1
            time_sum[node] += period
