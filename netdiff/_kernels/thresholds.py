"""Threshold contagion: each node adopts one period after the pressure on it has reached what it needs."""

# mypy: disable-error-code="assignment,arg-type"

from __future__ import annotations

import numpy as np

from netdiff._jit import jit
from netdiff._kernels.csr import Arrivals, Bits, Calendar, Floats, Ints, Longs, Starts, Ties, larger, roomy
from netdiff._kernels.random import coin, coin_bits

__all__ = ["crossings"]

SLACK = 1e-9
MANY = 10  # people who feel something for each who adopts, as a rule
UNKNOWN, SETTLED = np.inf, -np.inf


@jit
def _lacking(need: float, least: float, total: float, state: np.uint64, key: np.uint64) -> float:
    """The pressure it takes; a need of NaN is drawn, and is a share of the total if there is one."""
    if np.isnan(need):
        need = coin(state, key)
    need = max(need * total if total > 0.0 else need, least)
    return need - SLACK * max(1.0, abs(need))


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
) -> Arrivals:
    """Who adopts when, in each run.

    Pressure on a node is the weight of the ties from those who have adopted. It adopts one period after the pressure
    has reached both `least[node]` and `needs[run, node] * totals[node]`; a need that is NaN is drawn uniformly, and one
    row of needs serves all runs. Somebody without ties has the whole need. `doubtful` lists ties that exist only in
    runs where their coin is within `bounds` (empty where all ties are sure); they add to the totals of those runs. Ties
    count from the period in which they open. Starts beyond the people are sources from outside, whose ties may also
    weigh less than nothing. The work is linear in the ties of those who adopt.
    """
    runs, size, people = tie_states.size, ties.indptr.size - 1, totals.size
    arrival = np.full(size, -1, dtype=np.int32)
    gap = np.full(size, UNKNOWN, dtype=np.float64)
    touched = np.empty(size, dtype=np.int64)
    total = totals.copy()
    room = Calendar(np.full(64, -1, np.int64), np.empty(size + 64, np.int64), np.empty(size + 64, np.int64))
    first = np.zeros(runs + 1, dtype=np.int64)
    out_node, out_period = np.empty(2 * size + 64, dtype=np.int32), np.empty(2 * size + 64, dtype=np.int32)
    for run in range(runs):
        begin = first[run]
        out_node = roomy(out_node, begin, size, run, runs)
        out_period = roomy(out_period, begin, size, run, runs)
        if doubtful.size > 0:
            total[:] = totals
        for tie in doubtful:
            if coin_bits(tie_states[run], ties.keys[tie]) <= ties.bounds[tie]:
                total[ties.indices[tie]] += ties.weights[tie]
        need = needs[run % needs.shape[0]]
        most_feel_it = run > 0 and MANY * (begin - first[run - 1]) > people
        count = -1
        while count < 0:  # a run that finds no room is played again in a larger one, with the same coins
            for node in range(people if most_feel_it else 0):  # at one go, where most of it will be asked for anyway
                gap[node] = _lacking(need[node], least[node], total[node], need_states[run], node_keys[node])
            count = _cross(
                ties, starts.node[starts.first[run] : starts.first[run + 1]],
                starts.period[starts.first[run] : starts.first[run + 1]], tie_states[run], need_states[run], node_keys,
                need, least, total, people, horizon, arrival, gap, touched, room,
                out_node[begin:], out_period[begin:],
            )  # fmt: skip
            if count < 0:
                room = larger(room)
        gap[: people if most_feel_it else 0] = UNKNOWN
        first[run + 1] = begin + count
    whole = first[runs]
    return Arrivals(first, out_node[:whole], out_period[:whole], np.empty(0, dtype=np.int32))


@jit
def _cross(
    ties: Ties,
    seeds: Ints,
    begins: Ints,
    tie_state: np.uint64,
    need_state: np.uint64,
    node_keys: Bits,
    need: Floats,
    least: Floats,
    total: Floats,
    people: int,
    horizon: int,
    arrival: Ints,
    gap: Floats,
    touched: Longs,
    room: Calendar,
    out_node: Ints,
    out_period: Ints,
) -> int:
    """One run: the number of adopters, or -1 where the calendar was too small.

    `gap` is the pressure that somebody still lacks: UNKNOWN until anything is felt, SETTLED once adoption is. An event
    is a node that adopts, or -1 - tie for a tie that opens.
    """
    indptr, indices, weights, keys = ties.indptr, ties.indices, ties.weights, ties.keys
    bounds, opens = ties.bounds, ties.opens
    conditional = bounds.size > 0 or opens.size > 0
    head, what, following = room.head, room.what, room.following
    count, events, seen, last, fits = 0, 0, 0, -1, True
    for seed in range(seeds.size):
        node, start = np.int64(seeds[seed]), np.int64(begins[seed])
        if start > horizon or 0 <= arrival[node] <= start:
            continue
        if start >= head.size or events >= what.size:
            fits = False
            break
        arrival[node] = start
        what[events], following[events], head[start] = node, head[start], events
        events += 1
        last = max(last, start)
    now = 0
    while fits and now <= last:
        then = now + 1
        if then >= head.size:
            fits = False
            break
        for seed in range(seeds.size):
            source = seeds[seed]  # what comes from outside counts before anybody decides
            if source < people or begins[seed] != now:
                continue
            for tie in range(indptr[source], indptr[source + 1]):
                node = np.int64(indices[tie])
                if gap[node] == UNKNOWN:
                    gap[node] = _lacking(need[node], least[node], total[node], need_state, node_keys[node])
                    touched[seen] = node
                    seen += 1
                if gap[node] != SETTLED:
                    gap[node] -= weights[tie]
        event = head[now]
        head[now] = -1
        while event >= 0:
            item = what[event]
            event = following[event]
            begin, stop = -1 - item, -item
            outside = False
            if item >= 0:
                if arrival[item] != now:  # adopted earlier
                    continue
                begin, stop = indptr[item], indptr[item + 1]
                outside = item >= people
                if gap[item] == UNKNOWN:
                    touched[seen] = item
                    seen += 1
                gap[item] = SETTLED
                if not outside:
                    out_node[count], out_period[count] = item, now
                    count += 1
            for tie in range(begin, stop):
                node = np.uint32(indices[tie])
                lacking = gap[node]
                if conditional:
                    if lacking == SETTLED:
                        continue
                    if bounds.size > 0 and coin_bits(tie_state, keys[tie]) > bounds[tie]:
                        continue
                    if opens.size > 0 and opens[tie] > now:
                        later = np.int64(opens[tie])
                        if later <= horizon:
                            if later >= head.size or events >= what.size:
                                fits = False
                                continue
                            what[events], following[events], head[later] = -1 - tie, head[later], events
                            events += 1
                            last = max(last, later)
                        continue
                if lacking == UNKNOWN:
                    lacking = _lacking(need[node], least[node], total[node], need_state, node_keys[node])
                    touched[seen] = node
                    seen += 1
                if not outside:
                    lacking -= weights[tie]
                gap[node] = lacking
                if SETTLED < lacking <= 0.0 and then <= horizon:  # whoever is settled stays so, however much is added
                    gap[node] = SETTLED
                    if 0 <= arrival[node] <= then:  # starts now by itself
                        continue
                    if events >= what.size:
                        fits = False
                        continue
                    arrival[node] = then
                    what[events], following[events], head[then] = node, head[then], events
                    events += 1
                    last = max(last, then)
        now = then
    for event in range(events):
        if what[event] >= 0:
            arrival[what[event]] = -1
    for place in range(seen):
        gap[touched[place]] = UNKNOWN
    if not fits:
        head[:] = -1
    return count if fits else -1
