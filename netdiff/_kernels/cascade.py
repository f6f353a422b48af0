"""First passage along ties: independent cascades, with delays, and epidemics, in one event-driven kernel."""

# mypy: disable-error-code="assignment,arg-type"

from __future__ import annotations

import numpy as np

from netdiff._jit import jit
from netdiff._kernels.csr import Bits, Ints, Starts, Ties, roomy
from netdiff._kernels.random import coin, coin_bits

__all__ = ["passage"]


@jit
def passage(
    ties: Ties, starts: Starts, tie_states: Bits, wait_states: Bits, stay: Ints, wait: int, horizon: int, times: Ints
) -> None:
    """Fill `times[run, node]` with the period of arrival, -1 for never.

    Whoever arrives tries each of his ties once: the tie passes where its coin is within `bounds`. It takes `wait`
    periods, or a geometric number of them where `rates` is given. The try counts from the period in which the tie
    `opens`, and must arrive by `closes` and within the `stay[run, node]` of the sender (may be empty). The work is
    linear in the ties of those who arrive.
    """
    runs, size = times.shape
    head = np.full(64, -1, dtype=np.int64)  # first event of each period
    following = np.empty(size + 64, dtype=np.int64)  # next event of the same period
    who = np.empty(size + 64, dtype=np.int64)
    for run in range(runs):
        arrival = times[run]
        tie_state = tie_states[run]
        events = 0
        last = -1
        for seed in range(starts.first[run], starts.first[run + 1]):
            node, start = np.int64(starts.node[seed]), np.int64(starts.period[seed])
            if start > horizon or 0 <= arrival[node] <= start:
                continue
            arrival[node] = start
            head, who, following = roomy(head, start), roomy(who, events), roomy(following, events)
            who[events], following[events], head[start] = node, head[start], events
            events += 1
            last = max(last, start)
        now = 0
        while now <= last:
            event = head[now]
            head[now] = -1
            while event >= 0:
                node = who[event]
                event = following[event]
                if arrival[node] != now:  # arrived earlier by another road
                    continue
                for tie in range(ties.indptr[node], ties.indptr[node + 1]):
                    if coin_bits(tie_state, ties.keys[tie]) > ties.bounds[tie]:
                        continue
                    other = ties.indices[tie]
                    if 0 <= arrival[other] <= now:
                        continue
                    then = now
                    if ties.opens.size > 0:
                        then = max(then, np.int64(ties.opens[tie]))
                    if ties.rates.size > 0:
                        then += 1 + np.int64(np.log(1.0 - coin(wait_states[run], ties.keys[tie])) / ties.rates[tie])
                    else:
                        then += wait
                    if then > horizon or 0 <= arrival[other] <= then:
                        continue
                    if ties.closes.size > 0 and then > ties.closes[tie]:
                        continue
                    if stay.size > 0 and then - now > stay[run, node]:
                        continue
                    arrival[other] = then
                    head, who, following = roomy(head, then), roomy(who, events), roomy(following, events)
                    who[events], following[events], head[then] = other, head[then], events
                    events += 1
                    last = max(last, then)
            now += 1
