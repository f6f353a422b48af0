"""Hazard contagion: in each period everybody who has not adopted does so with a chance that depends on exposure."""

# mypy: disable-error-code="assignment,arg-type,no-any-return"

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit
from netdiff._kernels.csr import Bits, Floats, Ints, Longs, Starts, Ties
from netdiff._kernels.random import coin, coin_bits

__all__ = ["hazards"]

Marks = npt.NDArray[np.bool_]


@jit
def _chance(link: int, score: float) -> float:
    """From a score to a chance: 0 the score itself, 1 logistic, 2 one minus exp(-score)."""
    if link == 1:
        return 1.0 / (1.0 + np.exp(-score))
    if link == 2:
        return -np.expm1(-max(score, 0.0))
    return score


@jit
def hazards(
    ties: Ties,
    starts: Starts,
    tie_states: Bits,
    adopt_states: Bits,
    leave_states: Bits,
    node_keys: Bits,
    base: Floats,
    season: Floats,
    jump: float,
    link: int,
    leave: float,
    again: bool,  # noqa: FBT001
    horizon: int,
    times: Ints,
    left: Ints,
    active: Longs,
) -> None:
    """Fill `times` (first adoption), `left` (last time of leaving, -1) and `active` (adopters per run and period).

    The score of node i in period t is `base[i] + season[t]` + the weights of the ties from those who were adopters in
    period t - 1, + `jump` where at least two of them speak (`voices`). Adopters leave with chance `leave` per period
    and may adopt `again`. Each coin is keyed by run, period and node.
    """
    runs, size = times.shape
    people = base.size  # rows beyond them are sources from outside
    score = np.empty(size, dtype=np.float64)
    heard = np.empty(size, dtype=np.float64)
    on = np.empty(size, dtype=np.bool_)
    spoke = np.empty(size, dtype=np.bool_)
    for run in range(runs):
        arrival, gone = times[run], left[run]
        score[:people] = base
        heard[:] = 0.0
        on[:] = False
        spoke[:] = False
        count = 0
        for now in range(horizon + 1):
            for seed in range(starts.first[run], starts.first[run + 1]):
                node = starts.node[seed]
                if starts.period[seed] == now and not on[node]:
                    on[node] = True
                    count += node < people
                    if arrival[node] < 0:
                        arrival[node] = now
            active[run, now] = count
            if now == horizon:
                break
            _speak(ties, tie_states[run], now, on, spoke, score, heard)
            period = np.uint64(now + 1)
            for node in range(people):
                if on[node]:
                    if leave > 0.0 and coin(leave_states[run] + period, node_keys[node]) < leave:
                        on[node] = False
                        gone[node] = now + 1
                        count -= 1
                elif arrival[node] < 0 or again:
                    total = score[node] + season[now + 1] + (jump if heard[node] >= 2.0 else 0.0)
                    if coin(adopt_states[run] + period, node_keys[node]) < _chance(link, total):
                        on[node] = True
                        count += 1
                        if arrival[node] < 0:
                            arrival[node] = now + 1


@jit
def _speak(ties: Ties, state: np.uint64, now: int, on: Marks, spoke: Marks, score: Floats, heard: Floats) -> None:
    """Bring score and voices up to what adopters say in this period; only changes are walked through."""
    for node in range(on.size):
        if on[node] == spoke[node] and ties.opens.size == 0:
            continue
        for tie in range(ties.indptr[node], ties.indptr[node + 1]):
            if ties.bounds.size > 0 and coin_bits(state, ties.keys[tie]) > ties.bounds[tie]:
                continue
            was = spoke[node] and (ties.opens.size == 0 or ties.opens[tie] < now)
            is_on = on[node] and (ties.opens.size == 0 or ties.opens[tie] <= now)
            if was == is_on:
                continue
            sign = 1.0 if is_on else -1.0
            score[ties.indices[tie]] += sign * ties.weights[tie]
            heard[ties.indices[tie]] += sign * ties.voices[tie]
        spoke[node] = on[node]
