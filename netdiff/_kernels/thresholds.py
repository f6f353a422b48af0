"""Threshold contagion: each node adopts one period after the pressure on it has reached what it needs."""

# mypy: disable-error-code="assignment,arg-type"

from __future__ import annotations

import numpy as np

from netdiff._jit import jit
from netdiff._kernels.csr import Bits, Floats, Ints, Longs, Starts, Ties, roomy
from netdiff._kernels.random import coin, coin_bits

__all__ = ["crossings"]

SLACK = 1e-9


@jit
def crossings(
    ties: Ties,
    starts: Starts,
    tie_states: Bits,
    need_states: Bits,
    node_keys: Bits,
    needs: Floats,
    least: Floats,
    totals: Floats,
    doubtful: Longs,
    horizon: int,
    times: Ints,
) -> None:
    """Fill `times[run, node]` with the period of adoption, -1 for never.

    Pressure on a node is the weight of the ties from those who have adopted. It adopts one period after the pressure
    has reached both `least[node]` and `needs[run, node] * totals[node]`; a need that is NaN is drawn uniformly, and one
    row of needs serves all runs. Somebody without ties has the whole need. `doubtful` lists ties that exist only in runs where their coin is within `bounds`; they add to the totals
    of those runs. Ties count from the period in which they open. The work is linear in the ties of those who adopt.
    """
    runs, size = times.shape
    pressure = np.empty(size, dtype=np.float64)
    total = totals.copy()
    head = np.full(64, -1, dtype=np.int64)  # first event of each period
    following = np.empty(size + 64, dtype=np.int64)  # next event of the same period
    what = np.empty(size + 64, dtype=np.int64)  # a node that adopts, or -1 - tie for a tie that opens
    touched = np.empty(size + 64, dtype=np.int64)
    for run in range(runs):
        arrival = times[run]
        tie_state = tie_states[run]
        row = run % needs.shape[0]
        pressure[:] = 0.0
        total[:] = totals
        for tie in doubtful:
            if coin_bits(tie_state, ties.keys[tie]) <= ties.bounds[tie]:
                total[ties.indices[tie]] += ties.weights[tie]
        events = 0
        last = -1
        for seed in range(starts.first[run], starts.first[run + 1]):
            node, start = np.int64(starts.node[seed]), np.int64(starts.period[seed])
            if start > horizon or 0 <= arrival[node] <= start:
                continue
            arrival[node] = start
            head, what, following = roomy(head, start), roomy(what, events), roomy(following, events)
            what[events], following[events], head[start] = node, head[start], events
            events += 1
            last = max(last, start)
        now = 0
        while now <= last:
            event = head[now]
            head[now] = -1
            changed = 0
            while event >= 0:
                item = what[event]
                event = following[event]
                first, stop = -1 - item, -item
                if item >= 0:
                    if arrival[item] != now:  # adopted earlier
                        continue
                    first, stop = ties.indptr[item], ties.indptr[item + 1]
                for tie in range(first, stop):
                    if ties.bounds.size > 0 and coin_bits(tie_state, ties.keys[tie]) > ties.bounds[tie]:
                        continue
                    if ties.opens.size > 0 and ties.opens[tie] > now:
                        then = np.int64(ties.opens[tie])
                        if then <= horizon:
                            head, what, following = roomy(head, then), roomy(what, events), roomy(following, events)
                            what[events], following[events], head[then] = -1 - tie, head[then], events
                            events += 1
                            last = max(last, then)
                        continue
                    other = np.int64(ties.indices[tie])
                    pressure[other] += ties.weights[tie]
                    if arrival[other] < 0 or arrival[other] > now + 1:
                        touched = roomy(touched, changed)
                        touched[changed] = other
                        changed += 1
            then = now + 1
            for place in range(changed if then <= horizon else 0):
                node = touched[place]
                need = needs[row, node]
                if np.isnan(need):
                    need = coin(need_states[run], node_keys[node])
                need = max(need * total[node] if total[node] > 0.0 else need, least[node])
                if pressure[node] < need - SLACK * max(1.0, abs(need)) or 0 <= arrival[node] <= then:
                    continue
                arrival[node] = then
                head, what, following = roomy(head, then), roomy(what, events), roomy(following, events)
                what[events], following[events], head[then] = node, head[then], events
                events += 1
                last = max(last, then)
            now = then
