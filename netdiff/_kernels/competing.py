"""Several innovations on one network: offers travel along ties, and people have only so much attention and room."""

# mypy: disable-error-code="assignment,arg-type"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit
from netdiff._kernels.csr import Bits, Floats, Ints, Longs, Starts, roomy
from netdiff._kernels.random import coin, coin_bits, unit

__all__ = ["Choice", "Offers", "Taken", "competing"]


class Offers(NamedTuple):
    """The ties of each innovation in compressed rows: `indptr[k]` points into arrays that all innovations share."""

    indptr: Longs  # shape (innovations, people + 1)
    indices: Ints
    keys: Bits
    bounds: Bits


class Choice(NamedTuple):
    """What decides between offers: `attention` and `room` (0 = no limit), payoffs, and the pull of example."""

    attention: int
    room: int
    fit: Floats  # per innovation
    example: float
    indptr: Longs  # ties along which example is seen, by who is seen
    indices: Ints
    shares: Floats  # of all that the one who sees listens to


class Taken(NamedTuple):
    """Who took up which innovation when, by run; `first` marks the first one that somebody took up."""

    first_of_run: Longs
    node: Ints
    period: Ints
    which: npt.NDArray[np.int8]
    first: npt.NDArray[np.bool_]


@jit
def competing(
    offers: Offers,
    choice: Choice,
    starts: Starts,
    which: Longs,
    tie_states: Bits,
    taste_states: Bits,
    look_states: Bits,
    node_keys: Bits,
    horizon: int,
) -> Taken:
    """Play every run. `which[s]` is the innovation of start s; the states of coins have shape (innovations, runs)."""
    kinds, runs, size = offers.indptr.shape[0], tie_states.shape[1], node_keys.size
    holds, held = np.zeros((size, kinds), dtype=np.bool_), np.zeros(size, dtype=np.int64)
    offered, seen = np.zeros((size, kinds), dtype=np.bool_), np.zeros((size, kinds), dtype=np.float64)
    touched, payoff = np.empty(size, dtype=np.int64), np.empty(kinds, dtype=np.float64)
    first_of_run = np.zeros(runs + 1, dtype=np.int64)
    node, period = np.empty(size * kinds + 64, dtype=np.int32), np.empty(size * kinds + 64, dtype=np.int32)
    kind, first = np.empty(size * kinds + 64, dtype=np.int8), np.empty(size * kinds + 64, dtype=np.int8)
    for run in range(runs):
        begin = first_of_run[run]
        most = size * kinds
        node, period = roomy(node, begin, most, run, runs), roomy(period, begin, most, run, runs)
        kind, first = roomy(kind, begin, most, run, runs), roomy(first, begin, most, run, runs)
        holds[:], held[:], seen[:] = False, 0, 0.0
        count = begin
        for start in range(starts.first[run], starts.first[run + 1]):
            person, new = np.int64(starts.node[start]), which[start - starts.first[run]]
            if not holds[person, new]:
                node[count], period[count], kind[count], first[count] = person, 0, new, held[person] == 0
                holds[person, new] = True
                held[person] += 1
                count += 1
        place = begin
        for now in range(1, horizon + 1):
            stop, reached = count, 0
            if place == stop:
                break
            while place < stop:
                person, new = np.int64(node[place]), np.int64(kind[place])
                place += 1
                if choice.example != 0.0:
                    for tie in range(choice.indptr[person], choice.indptr[person + 1]):
                        seen[choice.indices[tie], new] += choice.shares[tie]
                for tie in range(offers.indptr[new, person], offers.indptr[new, person + 1]):
                    if coin_bits(tie_states[new, run], offers.keys[tie]) > offers.bounds[tie]:
                        continue
                    other = np.int64(offers.indices[tie])
                    if holds[other, new] or offered[other, new]:
                        continue
                    if not offered[other].any():
                        touched[reached] = other
                        reached += 1
                    offered[other, new] = True
            for spot in range(reached):
                person = touched[spot]
                if choice.attention > 0:
                    for new in range(kinds):
                        payoff[new] = coin(look_states[new, run] + np.uint64(now), node_keys[person])
                    _keep_best(offered[person], payoff, choice.attention)
                if choice.room > 0:
                    for new in range(kinds):
                        luck = unit(coin_bits(taste_states[new, run], node_keys[person]))
                        payoff[new] = choice.fit[new] + choice.example * seen[person, new] - np.log(-np.log(luck))
                    _keep_best(offered[person], payoff, max(choice.room - held[person], 0))
                for new in range(kinds):
                    if offered[person, new]:
                        node[count], period[count], kind[count], first[count] = person, now, new, held[person] == 0
                        holds[person, new] = True
                        held[person] += 1
                        count += 1
                offered[person, :] = False
        first_of_run[run + 1] = count
    whole = first_of_run[runs]
    return Taken(
        first_of_run, node[:whole].copy(), period[:whole].copy(), kind[:whole].copy(), first[:whole].astype(np.bool_)
    )


@jit
def _keep_best(marked: npt.NDArray[np.bool_], payoff: Floats, most: int) -> None:
    """Unmark all but so many, those with the highest payoff."""
    while marked.sum() > most:
        worst = -1
        for one in range(marked.size):
            if marked[one] and (worst < 0 or payoff[one] < payoff[worst]):
                worst = one
        marked[worst] = False
