"""First passage along ties: independent cascades, with delays, and epidemics.

Event-driven and paired: each tie has a coin of its own in each run (`netdiff._kernels.lots` has the other way).
"""

# mypy: disable-error-code="assignment,arg-type,return-value"

from __future__ import annotations

import numpy as np

from netdiff._jit import jit
from netdiff._kernels.csr import Arrivals, Bits, Calendar, Ints, Starts, Ties, larger, roomy
from netdiff._kernels.random import coin, coin_bits

__all__ = ["passage"]

NEVER = 2**30


@jit
def passage(
    ties: Ties,
    starts: Starts,
    tie_states: Bits,
    wait_states: Bits,
    leave_states: Bits,
    node_keys: Bits,
    leave: float,
    wait: int,
    horizon: int,
) -> Arrivals:
    """Who arrives when, in each run.

    Whoever arrives tries each of his ties once: the tie passes where its coin is within `bounds`. It takes `wait`
    periods, or a geometric number of them where `rates` is given. The try counts from the period in which the tie
    `opens`, and must arrive by `closes` and before the sender stops, which he does with chance `leave` per period. The
    work is linear in the ties of those who arrive.
    """
    runs, size = tie_states.size, ties.indptr.size - 1
    arrival = np.full(size, -1, dtype=np.int32)
    passing = np.empty(1 + (np.diff(ties.indptr).max() if size else 0), dtype=np.uint64)
    room = Calendar(np.full(64, -1, np.int64), np.empty(size + 64, np.int64), np.empty(size + 64, np.int64))
    first = np.zeros(runs + 1, dtype=np.int64)
    out_node, out_period = np.empty(2 * size + 64, dtype=np.int32), np.empty(2 * size + 64, dtype=np.int32)
    out_left = np.empty(2 * size + 64 if leave > 0.0 else 0, dtype=np.int32)
    for run in range(runs):
        begin = first[run]
        out_node = roomy(out_node, begin, size, run, runs)
        out_period = roomy(out_period, begin, size, run, runs)
        if leave > 0.0:
            out_left = roomy(out_left, begin, size, run, runs)
        count = -1
        while count < 0:  # a run that finds no room is played again in a larger one, with the same coins
            count = _pass(
                ties, starts.node[starts.first[run] : starts.first[run + 1]],
                starts.period[starts.first[run] : starts.first[run + 1]], tie_states[run], wait_states[run],
                leave_states[run], node_keys, leave, wait, horizon, arrival, passing, room,
                out_node[begin:], out_period[begin:], out_left[begin:] if leave > 0.0 else out_left,
            )  # fmt: skip
            if count < 0:
                room = larger(room)
        first[run + 1] = begin + count
    total = first[runs]
    return Arrivals(first, out_node[:total], out_period[:total], out_left[:total])


@jit
def _pass(
    ties: Ties,
    seeds: Ints,
    begins: Ints,
    tie_state: np.uint64,
    wait_state: np.uint64,
    leave_state: np.uint64,
    node_keys: Bits,
    leave: float,
    wait: int,
    horizon: int,
    arrival: Ints,
    passing: Bits,
    room: Calendar,
    out_node: Ints,
    out_period: Ints,
    out_left: Ints,
) -> int:
    """One run: the number of arrivals, or -1 where the calendar was too small."""
    indptr, indices, keys, bounds, rates, opens, closes = (
        ties.indptr, ties.indices, ties.keys, ties.bounds, ties.rates, ties.opens, ties.closes,
    )  # fmt: skip
    head, who, following = room.head, room.what, room.following
    count, events, last, fits = 0, 0, -1, True
    for seed in range(seeds.size):
        node, start = np.int64(seeds[seed]), np.int64(begins[seed])
        if start > horizon or 0 <= arrival[node] <= start:
            continue
        if start >= head.size or events >= who.size:
            fits = False
            break
        arrival[node] = start
        who[events], following[events], head[start] = node, head[start], events
        events += 1
        last = max(last, start)
    now = 0
    while fits and now <= last:
        event = head[now]
        head[now] = -1
        while event >= 0:
            node = who[event]
            event = following[event]
            if arrival[node] != now:  # arrived earlier by another road
                continue
            out_node[count], out_period[count] = node, now
            stay = NEVER
            if leave > 0.0:
                stay = _stay(leave, coin(leave_state, node_keys[node]))
                out_left[count] = now + stay if now + stay <= horizon else -1
            count += 1
            many = np.uint64(0)
            for tie in range(np.uint64(indptr[node]), np.uint64(indptr[node + 1])):
                passing[many] = tie  # put down every tie, and go on to the next line if it passes: no branch to guess
                many += np.uint64(coin_bits(tie_state, keys[tie]) <= bounds[tie])
            for place in range(many):
                tie = passing[place]
                other = indices[tie]
                if 0 <= arrival[other] <= now:
                    continue
                then = now
                if opens.size > 0:
                    then = max(then, np.int64(opens[tie]))
                if rates.size > 0:
                    then += 1 + np.int64(min(np.log(1.0 - coin(wait_state, keys[tie])) / rates[tie], float(NEVER)))
                else:
                    then += wait
                if then > horizon or 0 <= arrival[other] <= then or then - now > stay:
                    continue
                if closes.size > 0 and then > closes[tie]:
                    continue
                if then >= head.size or events >= who.size:
                    fits = False
                    continue
                arrival[other] = then
                who[events], following[events], head[then] = other, head[then], events
                events += 1
                last = max(last, then)
        now += 1
    for event in range(events):
        arrival[who[event]] = -1
    if not fits:
        head[:] = -1
    return count if fits else -1


@jit
def _stay(leave: float, drawn: float) -> int:
    """Periods until somebody stops, from a uniform number."""
    if leave >= 1.0:
        return 1
    return 1 + np.int64(min(np.log(1.0 - drawn) / np.log1p(-leave), float(NEVER)))
