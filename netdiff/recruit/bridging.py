"""The search for introductions: one link at a time where one is enough, several into one place where it is not.

No guarantee: what a link adds may depend on another one (two links in a row; two voices for one person), so adding one
by one can fail. Where all sets can be tried, they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np
import numpy.typing as npt

from netdiff.recruit.grown import Ground
from netdiff.recruit.openings import Openings

__all__ = ["Bridged", "Purse", "build"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Pair = tuple[int, int]
Set = tuple[Pair, ...]
MOST_SETS, MOST_PAIRS = 4_000, 100_000
POOL, PER_PERSON, PEOPLE, TRIED = 100, 8, 250, 400
WIDE_PLACES, WIDEST = 12, 4
SCREENED, RACED = 12, 16
LEAST = 1e-9


@dataclass(frozen=True)
class Purse:
    """How many introductions, and what they may cost together."""

    k: int
    budget: float | None = None

    def holds(self, openings: Openings, pairs: Sequence[Pair]) -> bool:
        """Whether so many may be made at this cost."""
        if len(pairs) > self.k:
            return False
        return self.budget is None or float(openings.costs(pairs).sum()) <= self.budget + LEAST


@dataclass(frozen=True)
class Bridged:
    """The best introductions found, in the order in which they add most; how many sets are exactly as good."""

    pairs: Set
    all_tried: bool
    tied: int


def build(ground: Ground, openings: Openings, purse: Purse, rng: np.random.Generator, *, runs: int) -> Bridged:
    """The introductions from which most people more are reached, on common coins.

    Parameters
    ----------
    ground : Ground
        With few runs: for screening. Close calls are settled on `runs` further ones.
    openings : Openings
    purse : Purse
    rng : Generator
    runs : int
        For close calls.
    """
    finer = ground.with_runs(runs, rng)
    few = _few_sets(openings, purse)
    if few is not None:
        return _tried_all(ground, finer, openings, purse, few)
    found = _grown(ground, finer, openings, purse, (), rng)
    found = _improved(ground, finer, openings, purse, found, rng)
    found = _grown(ground, finer, openings, purse, found, rng)  # what was dropped leaves room
    return Bridged(_in_order(finer, found), all_tried=False, tied=1)


def _few_sets(openings: Openings, purse: Purse) -> list[Pair] | None:
    """All pairs, where all sets of them can be tried."""
    people = openings.everyone.size
    if people * (people - 1) // 2 > MOST_PAIRS:
        return None
    pairs = openings.all_pairs()
    return pairs if sum(comb(len(pairs), size) for size in range(1, purse.k + 1)) <= MOST_SETS else None


def _tried_all(ground: Ground, finer: Ground, openings: Openings, purse: Purse, pairs: list[Pair]) -> Bridged:
    """The best of all sets; of those that are as good, one that costs least, of these the smallest."""
    sets = [one for size in range(purse.k + 1) for one in combinations(pairs, size) if purse.holds(openings, one)]
    ranked = sorted(sets, key=lambda one: -ground.value(one))
    close = ranked if ground.certain else ranked[: max(20, RACED)]
    best = max(finer.value(one) for one in close)
    equal = [one for one in close if finer.value(one) >= best - LEAST]
    chosen = min(equal, key=lambda one: (len(one), float(openings.costs(one).sum()), one))
    return Bridged(_in_order(finer, chosen), all_tried=True, tied=sum(len(one) == len(chosen) for one in equal))


def _grown(
    ground: Ground, finer: Ground, openings: Openings, purse: Purse, chosen: Set, rng: np.random.Generator
) -> Set:
    """Add whatever gains most for each link (or for its cost), singles and wide bridges alike."""
    while len(chosen) < purse.k:
        step = _next(ground, finer, openings, purse, chosen, rng, wide=True)
        if step is None:
            break
        chosen = (*chosen, *step)
    return chosen


def _next(
    ground: Ground,
    finer: Ground,
    openings: Openings,
    purse: Purse,
    chosen: Set,
    rng: np.random.Generator,
    *,
    wide: bool,
) -> Set | None:
    """The next links to add, or None where nothing found adds anything."""
    pool, places = _pool(ground, openings, chosen, rng)
    singles: list[Set] = [(pair,) for pair in pool]
    moves = [move for move in singles if purse.holds(openings, (*chosen, *move))]
    gains = _gains(ground, openings, purse, chosen, moves)
    if wide and (not len(gains) or ground.model.live_edges(ground.net) is None):
        bridges = _wide(pool, places, purse.k - len(chosen))
        more = [move for move in bridges if purse.holds(openings, (*chosen, *move))]
        moves, gains = [*moves, *more], np.append(gains, _gains(ground, openings, purse, chosen, more))
    best = [moves[place] for place in np.argsort(-gains, kind="stable")[:RACED]]
    close = _gains(finer, openings, purse, chosen, best)
    if not close.size or close.max() <= LEAST:
        return None
    return best[int(np.argmax(close))]


def _gains(ground: Ground, openings: Openings, purse: Purse, chosen: Set, moves: Sequence[Set]) -> Floats:
    """People more for each link of a move, or for each unit of its cost."""
    base = ground.value(chosen)
    price = [max(float(openings.costs(one).sum()), LEAST) if purse.budget is not None else len(one) for one in moves]
    gains = [(ground.value((*chosen, *one)) - base) / each for one, each in zip(moves, price, strict=True)]
    return np.array(gains, dtype=np.float64)


def _pool(ground: Ground, openings: Openings, chosen: Set, rng: np.random.Generator) -> tuple[list[Pair], Ints]:
    """Pairs worth trying: one who is reached often, and one who is not and from whom much would follow.

    Returns
    -------
    pairs : list of pair
    places : array of int
        The far ends, those from whom most would follow first.
    """
    tried = openings.everyone
    if tried.size > TRIED:
        degree = np.diff(ground.net.influence().indptr)[tried]
        tried = tried[np.argsort(-degree, kind="stable")[:TRIED]]
    reached, more = ground.sides(chosen, tried, SCREENED)
    near = tried[np.argsort(-reached[:, tried].mean(axis=0), kind="stable")[:PEOPLE]]
    far = tried[np.argsort(-more[:, tried].mean(axis=0), kind="stable")[:PEOPLE]]
    first, second, free = openings.block(near, far)
    promise = (reached[:, near].T @ more[:, far] / reached.shape[0]).ravel()
    promise = np.where(free, promise * (1.0 + 1e-6 * rng.random(promise.size)), 0.0)  # chance decides between equals
    pairs = _spread_out(first, second, promise, set(chosen))
    return pairs, far[more[:, far].mean(axis=0) > 0]


def _spread_out(first: Ints, second: Ints, promise: Floats, chosen: set[Pair]) -> list[Pair]:
    """The pairs of most promise, no more than some with the same person."""
    met: dict[int, int] = {}
    found: dict[Pair, None] = {}
    for place in np.argsort(-promise, kind="stable"):
        near, far = int(first[place]), int(second[place])
        pair = (min(near, far), max(near, far))
        if promise[place] <= 0.0 or len(found) >= POOL:
            break
        if pair in found or pair in chosen or met.get(far, 0) >= PER_PERSON:
            continue
        met[far] = met.get(far, 0) + 1
        found[pair] = None
    return list(found)


def _wide(pool: Sequence[Pair], places: Ints, room: int) -> Iterator[Set]:
    """Wide bridges: several links into one person, or into two at once."""
    into = {int(place): [pair for pair in pool if place in pair] for place in places[:WIDE_PLACES]}
    into = {place: pairs for place, pairs in into.items() if pairs}
    for pairs in into.values():
        for width in range(2, min(WIDEST, room, len(pairs)) + 1):
            yield tuple(pairs[:width])
    for one, other in islice(combinations(into, 2), 40):
        for left in range(1, min(WIDEST, room)):
            for right in range(1, min(WIDEST, room - left) + 1):
                both = dict.fromkeys([*into[one][:left], *into[other][:right]])
                if len(both) == left + right:
                    yield tuple(both)


def _improved(
    ground: Ground, finer: Ground, openings: Openings, purse: Purse, chosen: Set, rng: np.random.Generator
) -> Set:
    """Drop each link that adds nothing, and exchange each for a better one where there is one."""
    for pair in chosen:
        others = tuple(one for one in chosen if one != pair)
        step = _next(ground, finer, openings, purse, others, rng, wide=False)
        tries = [chosen, others, *([(*others, *step)] if step is not None else [])]
        chosen = max(tries, key=lambda one: (finer.value(one), -len(one)))
    return chosen


def _in_order(ground: Ground, pairs: Iterable[Pair]) -> Set:
    """The same links, whichever adds most coming first."""
    left, ordered = list(pairs), list[Pair]()
    while left:
        best = max(left, key=lambda one: ground.value((*ordered, one)))
        left.remove(best)
        ordered.append(best)
    return tuple(ordered)
