"""Hazard contagion: in each period everybody who has not adopted does so with a chance that depends on exposure."""

# mypy: disable-error-code="assignment,arg-type,no-any-return"

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit
from netdiff._kernels.csr import Arrivals, Bits, Floats, Longs, Starts, Ties, roomy
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
    active: Longs,
) -> Arrivals:
    """Who first adopts when, in each run; fills `active` with adopters by run and period.

    The score of node i in period t is `base[i] + season[t]` + the weights of the ties from those who were adopters in
    period t - 1, + `jump` where at least two of them speak (`voices`). Adopters leave with chance `leave` per period
    and may adopt `again`. Coins are keyed by run, period and node. Starts beyond the people are sources from outside.
    """
    runs, size, people = tie_states.size, ties.indptr.size - 1, base.size
    score = np.empty(size, dtype=np.float64)
    heard = np.empty(size, dtype=np.float64)
    on = np.empty(size, dtype=np.bool_)
    ever = np.empty(size, dtype=np.bool_)
    spoke = np.empty(size, dtype=np.bool_)
    first = np.zeros(runs + 1, dtype=np.int64)
    out_node = np.empty(size + 64, dtype=np.int32)
    out_period = np.empty(size + 64, dtype=np.int32)
    count = 0
    for run in range(runs):
        out_node = roomy(out_node, count, size, run, runs)
        out_period = roomy(out_period, count, size, run, runs)
        score[:people] = base
        heard[:] = 0.0
        on[:] = False
        ever[:] = False
        spoke[:] = False
        adopters = 0
        for now in range(horizon + 1):
            period = np.uint64(now)
            for node in range(people if now > 0 else 0):
                if on[node]:
                    if leave > 0.0 and coin(leave_states[run] + period, node_keys[node]) < leave:
                        on[node] = False
                        adopters -= 1
                elif again or not ever[node]:
                    total = score[node] + season[now] + (jump if heard[node] >= 2.0 else 0.0)
                    on[node] = coin(adopt_states[run] + period, node_keys[node]) < _chance(link, total)
                    adopters += on[node]
            for seed in range(starts.first[run], starts.first[run + 1]):
                node = starts.node[seed]
                if starts.period[seed] == now and not on[node]:
                    on[node] = True
                    adopters += node < people
            active[run, now] = adopters
            for node in range(people):
                if on[node] and not ever[node]:
                    ever[node] = True
                    out_node[count], out_period[count] = node, now
                    count += 1
            _speak(ties, tie_states[run], now, on, spoke, score, heard)
        first[run + 1] = count
    return Arrivals(first, out_node[:count], out_period[:count], np.empty(0, dtype=np.int32))


@jit
def _speak(ties: Ties, state: np.uint64, now: int, on: Marks, spoke: Marks, score: Floats, heard: Floats) -> None:
    """Bring score and voices up to what adopters say in this period; only changes are walked through."""
    indptr, indices, weights, voices, keys, bounds, opens = (
        ties.indptr,
        ties.indices,
        ties.weights,
        ties.voices,
        ties.keys,
        ties.bounds,
        ties.opens,
    )
    for node in range(on.size):
        if on[node] == spoke[node] and opens.size == 0:
            continue
        for tie in range(indptr[node], indptr[node + 1]):
            if bounds.size > 0 and coin_bits(state, keys[tie]) > bounds[tie]:
                continue
            was = spoke[node] and (opens.size == 0 or opens[tie] < now)
            is_on = on[node] and (opens.size == 0 or opens[tie] <= now)
            if was == is_on:
                continue
            sign = 1.0 if is_on else -1.0
            score[indices[tie]] += sign * weights[tie]
            heard[indices[tie]] += sign * voices[tie]
        spoke[node] = on[node]
