"""Independent cascades drawn from one stream per run: how many ties of a sender pass, then which.

Let each tie get a Poisson number of points of mean -log(1 - p): it passes where it gets any, with chance p, whatever
the others get. All points of a sender together are a Poisson number too, and each falls on a tie by its share (Kingman
1993, Poisson Processes, the colouring theorem). So a draw per sender and one per point replace a draw per tie: the
number by comparison with its distribution, the tie by an alias table (Walker 1977; Vose 1991). Ties more likely than
not are tried one by one.

Node ids and places are unsigned here: a signed one costs a test at every access, lest it count from the end.
"""

# mypy: disable-error-code="assignment,arg-type,return-value"

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit
from netdiff._kernels.csr import Arrivals, Bits, Floats, Ints, Longs, Starts, roomy
from netdiff._kernels.random import bound_of, mix

__all__ = ["Lots", "Rest", "cascades", "lots_of"]

Marks = npt.NDArray[np.uint8]
Names = npt.NDArray[np.uint32]
LIKELY = 0.5  # from this chance on a tie is tried by itself
MEAN = 1.5  # most points expected at one draw; who has more draws several times
MOST = 40  # points of one draw at that mean: more come once in 10^43 draws
FULL = 256  # points that are drawn before they are looked up
STEP = np.uint64(0x9E3779B97F4A7C15)
ONE, TWO, FOUR = np.uint64(1), np.uint64(2), np.uint64(4)
LOW = np.uint64(11)
TO_UNIT = float(2.0**-53)


class Lots(NamedTuple):
    """Ties by sender, ready to be drawn."""

    first: Bits  # of his ties
    ties: Floats  # how many he has
    draws: Longs  # in how many draws his points come
    mean: Floats  # points expected at each draw
    fewer: Floats  # the chance of at most 0, 1, 2, 3 points, four entries a person
    own: Floats  # per tie: how far into its place of the alias table it goes
    pair: Names  # per tie: who stands first in that place and who behind, two entries


class Rest(NamedTuple):
    """Ties that are tried one by one, by sender; empty where there are none."""

    first: Bits
    others: Names
    bounds: Bits


def lots_of(indptr: Longs, indices: Ints, chances: Floats) -> tuple[Lots, Rest]:
    """Prepare the ties of each sender; chances are above 0."""
    size = len(indptr) - 1
    sender = np.repeat(np.arange(size), np.diff(indptr))
    rare = chances < LIKELY
    points, others = -np.log1p(-chances[rare]), indices[rare].astype(np.uint32)
    count = np.bincount(sender[rare], minlength=size)
    load = np.bincount(sender[rare], weights=points, minlength=size)
    first = np.concatenate([[0], np.cumsum(count)])
    draws = np.ceil(load / MEAN).astype(np.int64)
    mean = load / np.maximum(draws, 1)
    terms = np.exp(-mean)[:, None] * np.column_stack([mean**0, mean, mean**2 / 2, mean**3 / 6])
    own, pair = _alias(first, points, others, load)
    likely = np.concatenate([[0], np.cumsum(np.bincount(sender[~rare], minlength=size))])
    some = np.empty(0, np.uint64) if rare.all() else likely.astype(np.uint64)
    lots = Lots(
        first.astype(np.uint64), count.astype(np.float64), draws, mean, np.cumsum(terms, axis=1).ravel(), own, pair
    )
    return lots, Rest(some, indices[~rare].astype(np.uint32), bound_of(chances[~rare]))


@jit
def _alias(first: Longs, points: Floats, others: Names, load: Floats) -> tuple[Floats, Names]:
    """Tables by which a tie is drawn by its share of the points: each place holds one tie, and a part of another."""
    own, pair = np.ones(points.size), np.empty(2 * points.size, dtype=np.uint32)
    share, waiting = np.empty(points.size), np.empty(points.size, dtype=np.int64)
    for node in range(load.size):
        begin, stop = first[node], first[node + 1]
        small, large = begin, stop  # lists of places with less and with more than one share, from either end
        for tie in range(begin, stop):
            pair[2 * tie], pair[2 * tie + 1] = others[tie], others[tie]
            share[tie] = points[tie] * (stop - begin) / load[node]
            if share[tie] < 1.0:
                waiting[small] = tie
                small += 1
            else:
                large -= 1
                waiting[large] = tie
        while small > begin and large < stop:
            small -= 1
            lesser, greater = waiting[small], waiting[large]
            own[lesser], pair[2 * lesser + 1] = share[lesser], others[greater]
            share[greater] -= 1.0 - share[lesser]
            if share[greater] < 1.0:
                large += 1
                waiting[small] = greater
                small += 1
    return own, pair


@jit
def cascades(lots: Lots, rest: Rest, starts: Starts, stream_states: Bits, wait: int, horizon: int) -> Arrivals:
    """Who arrives when, in each run; everybody starts in period 0."""
    runs, size = stream_states.size, lots.ties.size
    arrived = np.zeros(size, dtype=np.uint8)
    senders = np.empty(FULL + MOST * (1 + lots.draws.max() if size else 1), dtype=np.uint32)
    first = np.zeros(runs + 1, dtype=np.int64)
    out_node, out_period = np.empty(2 * size + 64, dtype=np.int32), np.empty(2 * size + 64, dtype=np.int32)
    for run in range(runs):
        begin = first[run]
        out_node = roomy(out_node, begin, size, run, runs)
        out_period = roomy(out_period, begin, size, run, runs)
        seeds = starts.node[starts.first[run] : starts.first[run + 1]]
        first[run + 1] = begin + _run(
            lots, rest, seeds, stream_states[run], wait, horizon, arrived, senders,
            out_node[begin:].view(np.uint32), out_period[begin:],
        )  # fmt: skip
    total = first[runs]
    return Arrivals(first, out_node[:total], out_period[:total], np.empty(0, dtype=np.int32))


@jit
def _run(
    lots: Lots,
    rest: Rest,
    seeds: Ints,
    state: np.uint64,
    wait: int,
    horizon: int,
    arrived: Marks,
    senders: Names,
    out_node: Names,
    out_period: Ints,
) -> int:
    """One run, period by period: the number of arrivals."""
    first, ties, draws, mean, fewer, own, pair = lots
    likely, others, bounds = rest
    count = np.uint64(0)
    for node in seeds:
        count = _enter(np.uint32(node), 0, arrived, out_node, out_period, count)
    place, now = np.uint64(0), 0
    while place < count and now + wait <= horizon:
        stop, now = count, now + wait
        if likely.size > 0:
            for sender in out_node[place:stop]:
                for tie in range(likely[sender], likely[np.uint64(sender) + ONE]):
                    state += STEP
                    if mix(state) <= bounds[tie]:
                        count = _enter(others[tie], now, arrived, out_node, out_period, count)
        while place < stop:
            points = np.uint64(0)
            while place < stop and points < np.uint64(FULL):
                sender = out_node[place]
                for _ in range(draws[sender]):
                    state += STEP
                    draw = np.float64(mix(state) >> LOW) * TO_UNIT
                    many = _below_four(fewer, FOUR * np.uint64(sender), draw)
                    if many == FOUR:
                        many = _many(draw, mean[sender])
                        for point in range(points, points + many):
                            senders[point] = sender
                    senders[points], senders[points + ONE], senders[points + TWO] = sender, sender, sender
                    points += many
                place += ONE
            for point in range(points):
                sender = senders[point]
                state += STEP
                shot = np.float64(mix(state) >> LOW) * TO_UNIT * ties[sender]
                tie = first[sender] + np.uint64(shot)
                behind = np.uint64(shot - np.float64(np.uint64(shot)) >= own[tie])
                count = _enter(pair[tie + tie + behind], now, arrived, out_node, out_period, count)
    for place in range(count):
        arrived[out_node[place]] = 0
    return np.int64(count)


@jit
def _enter(
    node: np.uint32, period: int, arrived: Marks, out_node: Names, out_period: Ints, count: np.uint64
) -> np.uint64:
    """Put somebody down, and go on to the next line if he was new: a branch would be foreseen wrongly too often."""
    out_node[count], out_period[count] = node, period
    fresh = ONE - np.uint64(arrived[node])
    arrived[node] = 1
    return count + fresh


@jit
def _below_four(fewer: Floats, row: np.uint64, draw: float) -> np.uint64:
    """A Poisson number from a uniform one, or 4 where it is 4 or more: how many entries the draw is not below."""
    none, one = np.uint64(draw >= fewer[row]), np.uint64(draw >= fewer[row + ONE])
    return none + one + np.uint64(draw >= fewer[row + TWO]) + np.uint64(draw >= fewer[row + TWO + ONE])


@jit
def _many(draw: float, mean: float) -> np.uint64:
    """The same where it is 4 or more."""
    points, term = 0, np.exp(-mean)
    below = term
    while draw >= below and points < MOST:
        points += 1
        term *= mean / points
        below += term
    return np.uint64(max(points, 4))
