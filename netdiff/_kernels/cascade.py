"""First passage along ties: independent cascades, with delays, and epidemics.

`passage` is event-driven and paired: each tie has a coin of its own in each run. `skipping` plays independent cascades
only, from one stream per run, and jumps from live tie to live tie without looking at those between.
"""

# mypy: disable-error-code="assignment,arg-type,return-value"

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit
from netdiff._kernels.csr import Arrivals, Bits, Calendar, Floats, Ints, Longs, Starts, Ties, larger, roomy
from netdiff._kernels.random import coin, coin_bits, mix, unit

__all__ = ["passage", "skipping"]

Marks = npt.NDArray[np.bool_]
NEVER = 2**30
FEW = 12  # ties that are tried one by one
STEP = np.uint64(0x9E3779B97F4A7C15)


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
    room = Calendar(np.full(64, -1, np.int64), np.empty(size + 64, np.int64), np.empty(size + 64, np.int64))
    first = np.zeros(runs + 1, dtype=np.int64)
    out_node, out_period = np.empty(2 * size + 64, dtype=np.int32), np.empty(2 * size + 64, dtype=np.int32)
    out_left = np.empty(2 * size + 64 if leave > 0.0 else 0, dtype=np.int32)
    for run in range(runs):
        begin = first[run]
        if begin + size > out_node.size:
            out_node, out_period = roomy(out_node, begin + size), roomy(out_period, begin + size)
            if leave > 0.0:
                out_left = roomy(out_left, begin + size)
        count = -1
        while count < 0:  # a run that finds no room is played again in a larger one, with the same coins
            count = _pass(
                ties, starts.node[starts.first[run] : starts.first[run + 1]],
                starts.period[starts.first[run] : starts.first[run + 1]], tie_states[run], wait_states[run],
                leave_states[run], node_keys, leave, wait, horizon, arrival, room,
                out_node[begin:], out_period[begin:], out_left[begin:] if leave > 0.0 else out_left,
            )  # fmt: skip
            if count < 0:
                room = larger(room)
        first[run + 1] = begin + count
    total = first[runs]
    return Arrivals(first, out_node[:total].copy(), out_period[:total].copy(), out_left[:total].copy())


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
            for tie in range(indptr[node], indptr[node + 1]):
                if coin_bits(tie_state, keys[tie]) > bounds[tie]:
                    continue
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


@jit
def skipping(
    indptr: Longs,
    indices: Ints,
    chances: npt.NDArray[np.float32],
    jumps: Floats,
    none: Floats,
    starts: Starts,
    stream_states: Bits,
    wait: int,
    horizon: int,
) -> Arrivals:
    """Who arrives when, in each run, of an independent cascade; ties of a sender by falling chance.

    Few ties are tried one by one. Of many, the next candidate lies a geometric number of ties further, for the chance
    of the present one, and counts with the ratio of its own chance to that: `jumps[node]` is 1 / log(1 - p) for the
    first tie of a sender, `none[node]` the chance that the first jump leads past all his ties.
    """
    runs, size = stream_states.size, indptr.size - 1
    arrived = np.zeros(size, dtype=np.bool_)
    first = np.zeros(runs + 1, dtype=np.int64)
    out_node, out_period = np.empty(2 * size + 64, dtype=np.int32), np.empty(2 * size + 64, dtype=np.int32)
    for run in range(runs):
        begin = first[run]
        if begin + size > out_node.size:
            out_node, out_period = roomy(out_node, begin + size), roomy(out_period, begin + size)
        seeds = starts.node[starts.first[run] : starts.first[run + 1]]
        first[run + 1] = begin + _skip(
            indptr, indices, chances, jumps, none, seeds, stream_states[run], wait, horizon, arrived,
            out_node[begin:], out_period[begin:],
        )  # fmt: skip
    total = first[runs]
    return Arrivals(first, out_node[:total].copy(), out_period[:total].copy(), np.empty(0, dtype=np.int32))


@jit
def _skip(
    indptr: Longs,
    indices: Ints,
    chances: npt.NDArray[np.float32],
    jumps: Floats,
    none: Floats,
    seeds: Ints,
    state: np.uint64,
    wait: int,
    horizon: int,
    arrived: Marks,
    out_node: Ints,
    out_period: Ints,
) -> int:
    """One run: the number of arrivals."""
    count = 0
    for node in seeds:
        if not arrived[node]:
            arrived[node] = True
            out_node[count], out_period[count] = node, 0
            count += 1
    place = 0
    while place < count and out_period[place] + wait <= horizon:
        node, then = out_node[place], out_period[place] + wait
        tie, stop = indptr[node], indptr[node + 1]
        place += 1
        chance, jump = 1.0, 0.0
        skips = stop - tie > FEW or none[node] > 0.3
        if skips:
            state += STEP
            drawn = unit(mix(state))
            if drawn <= none[node]:
                continue
            chance, jump = np.float64(chances[tie]), jumps[node]
            tie += np.int64(np.log(drawn) * jump)
        while tie < stop:
            own = np.float64(chances[tie])
            live = own >= chance
            if not live:
                state += STEP
                live = unit(mix(state)) * chance < own
            if live:
                other = indices[tie]
                if not arrived[other]:
                    arrived[other] = True
                    out_node[count], out_period[count] = other, then
                    count += 1
            tie += 1
            if skips and tie < stop:
                if own < chance:
                    chance, jump = own, 1.0 / np.log1p(-own)
                state += STEP
                tie += np.int64(np.log(unit(mix(state))) * jump)
    for place in range(count):
        arrived[out_node[place]] = False
    return count
