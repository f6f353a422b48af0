"""The staged funnel: who becomes aware, interested, tries, adopts, speaks for it or gives it up, and when."""

# mypy: disable-error-code="assignment,arg-type,return-value"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit
from netdiff._kernels.csr import Bits, Floats, Ints, Longs, Starts, Ties, roomy
from netdiff._kernels.random import coin, coin_bits

__all__ = ["Coins", "Entries", "Gates", "Pace", "funnel"]

Stages = npt.NDArray[np.int8]
Depths = npt.NDArray[np.float32]
AWARE, INTERESTED, TRIAL, ADOPTED, ADVOCATE, ABANDONED = 1, 2, 3, 4, 5, 6
LONG = 2**30


class Coins(NamedTuple):
    """The state of each run for each matter of chance, shape (runs,)."""

    tie: Bits
    hears: Bits
    interest: Bits
    advocacy: Bits
    bad: Bits
    desirable: Bits
    feasible: Bits
    viable: Bits


class Pace(NamedTuple):
    """How fast it goes: hazards per voice and period, logs of the chance to wait on, and what others do to a gate."""

    tell: float
    media: float
    interest: float
    advocacy: float
    bad: float
    peer_pull: float
    bad_word: float
    peer_help: float
    persuasion: float
    strict: bool


class Gates(NamedTuple):
    """Where each person stands at the start, and what support adds for them per period, shape (people,)."""

    desirable: Floats
    feasible: Floats
    viable: Floats
    support: Floats


class Entries(NamedTuple):
    """Who entered which stage when, by run: rows `first[run]` up to `first[run + 1]`."""

    first: Longs
    node: Ints
    period: Ints
    stage: Stages


@jit
def funnel(
    ties: Ties,
    starts: Starts,
    coins: Coins,
    node_keys: Bits,
    pace: Pace,
    gates: Gates,
    totals: Floats,
    doubtful: Longs,
    horizon: int,
    depths: Depths,
) -> Entries:
    """Play every run; fills `depths` (runs × people × 3, or empty) with what each gate lacks in the end (< 0: shut).

    All move at once, on what stood one period before. `totals` is the weight of all sure ties into each person, and
    `doubtful` lists ties that exist only in runs where their coin is within `bounds`.
    """
    runs, size = coins.tie.size, totals.size
    total = totals.copy()
    first = np.zeros(runs + 1, dtype=np.int64)
    node = np.empty(4 * size + 64, dtype=np.int32)
    period, stage = np.empty(4 * size + 64, dtype=np.int32), np.empty(4 * size + 64, dtype=np.int8)
    for run in range(runs):
        begin = first[run]
        most = 6 * size  # nobody enters more than five stages
        node, period = roomy(node, begin, most, run, runs), roomy(period, begin, most, run, runs)
        stage = roomy(stage, begin, most, run, runs)
        if doubtful.size > 0:
            total[:] = totals
        for tie in doubtful:
            if coin_bits(coins.tie[run], ties.keys[tie]) <= ties.bounds[tie]:
                total[ties.indices[tie]] += ties.weights[tie]
        count = _play(
            ties, starts.node[starts.first[run] : starts.first[run + 1]],
            starts.period[starts.first[run] : starts.first[run + 1]], coins, run, node_keys, pace, gates, total,
            horizon, node[begin:], period[begin:], stage[begin:], depths,
        )  # fmt: skip
        first[run + 1] = begin + count
    whole = first[runs]
    return Entries(first, node[:whole], period[:whole], stage[:whole])


@jit
def _play(
    ties: Ties,
    seeds: Ints,
    begins: Ints,
    coins: Coins,
    run: int,
    node_keys: Bits,
    pace: Pace,
    gates: Gates,
    total: Floats,
    horizon: int,
    out_node: Ints,
    out_period: Ints,
    out_stage: Stages,
    depths: Depths,
) -> int:
    """One run: how many entries were written."""
    size = total.size
    stage, since = np.zeros(size, dtype=np.int8), np.zeros(size, dtype=np.int32)
    wait, hears = np.zeros(size, dtype=np.int32), np.empty(size, dtype=np.float64)
    voices, example, failed = np.zeros(size), np.zeros(size), np.zeros(size)
    helpers, helped, risen, need = np.zeros(size), np.zeros(size), np.zeros(size), np.zeros((size, 3))
    feasible = gates.feasible.copy()
    mover, target = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int8)
    place_of = np.full(size, -1, dtype=np.int32)
    adopter = np.empty(size, dtype=np.int32)
    adopters, count = 0, 0
    for node in range(size):
        hears[node] = -np.log1p(-coin(coins.hears[run], node_keys[node]))
    for now in range(horizon + 1):
        moves = 0
        if now > 0:
            for node in range(size):
                rise = gates.support[node]
                if helpers[node] > 0.0:
                    rise += pace.peer_help * helped[node] / helpers[node]
                risen[node] = min(feasible[node] + rise, 1.0) - feasible[node]
                feasible[node] += risen[node]
                at, goes = stage[node], 0
                if at == 0:
                    goes = AWARE if voices[node] * pace.tell + now * pace.media >= hears[node] else 0
                elif at == AWARE:
                    goes = INTERESTED if now - since[node] >= wait[node] else 0
                elif at == INTERESTED:
                    pull = 0.0
                    if total[node] > 0.0:
                        pull = pace.peer_pull * min(example[node] / total[node], 1.0)
                        pull -= pace.bad_word * failed[node] / total[node]
                    wanted = min(gates.desirable[node] + now * pace.persuasion + pull, 1.0) - need[node, 0]
                    could = feasible[node] - need[node, 1]
                    pays = min(gates.viable[node], 1.0) - need[node, 2]
                    if depths.size > 0:
                        depths[run, node, 0], depths[run, node, 1], depths[run, node, 2] = wanted, could, pays
                    lacks = min(wanted, could, pays) if pace.strict else wanted + could + pays
                    goes = TRIAL if lacks >= 0.0 else 0
                elif at == TRIAL:
                    goes = ABANDONED if coin(coins.bad[run], node_keys[node]) < pace.bad else ADOPTED
                elif at == ADOPTED:
                    goes = ADVOCATE if now - since[node] >= wait[node] else 0
                if goes > 0:
                    mover[moves], target[moves], place_of[node] = node, goes, moves
                    moves += 1
            for place in range(adopters if pace.peer_help > 0.0 else 0):
                source = adopter[place]  # what they can do grows too, and with it the help they give from now on
                for tie in range(ties.indptr[source], ties.indptr[source + 1] if risen[source] > 0.0 else 0):
                    if ties.bounds.size == 0 or coin_bits(coins.tie[run], ties.keys[tie]) <= ties.bounds[tie]:
                        helped[ties.indices[tie]] += ties.weights[tie] * risen[source]
        for place in range(seeds.size):
            node = np.int64(seeds[place])
            if begins[place] == now and stage[node] < ADOPTED:
                if place_of[node] < 0:
                    place_of[node] = moves
                    mover[moves] = node
                    moves += 1
                target[place_of[node]] = ADOPTED
        for place in range(moves):
            node, goes, was = np.int64(mover[place]), np.int64(target[place]), np.int64(stage[mover[place]])
            stage[node], since[node], place_of[node] = goes, now, -1
            for passed in range(was + 1, min(goes, ADOPTED) if goes != ABANDONED else 0):
                out_node[count], out_period[count], out_stage[count] = node, now, passed
                count += 1
            out_node[count], out_period[count], out_stage[count] = node, now, goes
            count += 1
            if goes == AWARE:
                wait[node] = _wait(coin(coins.interest[run], node_keys[node]), pace.interest)
            elif goes == INTERESTED:
                need[node, 0] = _beta(coin(coins.desirable[run], node_keys[node]))
                need[node, 1] = _beta(coin(coins.feasible[run], node_keys[node]))
                need[node, 2] = _beta(coin(coins.viable[run], node_keys[node]))
            elif goes == ADOPTED:
                wait[node] = _wait(coin(coins.advocacy[run], node_keys[node]), pace.advocacy)
                adopter[adopters] = node
                adopters += 1
            if was > 0 and goes < ADOPTED:
                continue  # contacts notice nothing
            for tie in range(ties.indptr[node], ties.indptr[node + 1]):
                if ties.bounds.size > 0 and coin_bits(coins.tie[run], ties.keys[tie]) > ties.bounds[tie]:
                    continue
                other, weight = ties.indices[tie], ties.weights[tie]
                if was == 0:
                    voices[other] += 1.0
                if goes == ADOPTED:
                    example[other] += weight
                    helpers[other] += weight
                    helped[other] += weight * feasible[node]
                elif goes == ADVOCATE:
                    example[other] += weight
                elif goes == ABANDONED:
                    failed[other] += weight
    return count


@jit
def _wait(drawn: float, rate: float) -> int:
    """Periods until something happens that stays away with log-chance `rate` per period; at least one."""
    if rate == 0.0:
        return LONG
    return 1 + np.int64(min(np.log1p(-drawn) / rate, float(LONG)))


@jit
def _beta(drawn: float) -> float:
    """Quantiles of Beta(2, 2): the middle root of `3 x**2 - 2 x**3 = drawn`."""
    return 0.5 - np.sin(np.arcsin(1.0 - 2.0 * drawn) / 3.0)
