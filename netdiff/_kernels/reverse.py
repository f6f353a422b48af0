"""Reverse-reachable sets over plain arrays (knows no Network).

A reverse-reachable set of a root holds everyone whose recruitment would have reached the root in one random draw of
the live ties (Borgs et al. 2014). Sets are stored flat; each member carries its distance to the root in steps, so
that a deadline or a preference for early arrival needs no second walk.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from netdiff._jit import jit

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@jit
def grow_sets(
    starts: Longs,
    sources: Ints,
    chances: Floats,
    top: Floats,
    one_parent: bool,  # noqa: FBT001
    roots: Ints,
    deadline: int,
    stop: Bools,
    keep: bool,  # noqa: FBT001
    rng: np.random.Generator,
) -> tuple[Longs, Ints, Ints, Ints]:
    """Walk the live ties backwards from every root, breadth first.

    Parameters
    ----------
    starts, sources, chances : arrays
        The ties into each person: those of v are at ``starts[v]:starts[v + 1]``; ``chances`` is the probability of
        each (independent ties) or the running sum of the weights with which v picks one parent.
    top : array of float, shape (n,)
        The largest chance among the ties into each person (independent ties). Ties are tried at that chance, runs of
        failures skipped in one geometric draw, and a success is kept with chance / top: exact, and cheap where most
        ties are weak.
    one_parent : bool
        Whether each person picks at most one parent (linear threshold) or every tie has a coin of its own.
    roots : array of int, shape (s,)
        The person each set is grown from.
    deadline : int
        The largest distance walked.
    stop : array of bool, shape (n,)
        A set ends at the first of these it meets; the distance is reported.
    keep : bool
        Whether members are stored; if not, only the hits are.
    rng : numpy.random.Generator

    Returns
    -------
    ends, members, distances, hits : arrays
        Set s holds ``members[ends[s]:ends[s + 1]]``; ``hits[s]`` is the distance at which it met `stop`, or -1.
    """
    people, sets = starts.size - 1, roots.size
    ends = np.zeros(sets + 1, np.int64)
    hits = np.full(sets, -1, np.int32)
    seen = np.full(people, -1, np.int64)
    room = max(4 * sets, 2 * people, 64) if keep else people
    members = np.empty(room, np.int32)
    distances = np.empty(room, np.int32)
    first = 0
    for s in range(sets):
        if keep and first + people > room:
            room = 2 * room + people
            wider = np.empty(room, np.int32)
            wider[:first] = members[:first]
            members = wider
            wider = np.empty(room, np.int32)
            wider[:first] = distances[:first]
            distances = wider
        root = roots[s]
        seen[root] = s
        members[first] = root
        distances[first] = 0
        last = first + 1
        here = first
        if stop[root]:
            hits[s] = 0
            here = last
        while here < last:
            person = members[here]
            step = distances[here] + 1
            here += 1
            if step > deadline:
                break
            low, high = starts[person], starts[person + 1]
            tie = low - 1
            highest = top[person]
            rate = abs(np.log1p(-highest)) if highest < 1.0 else np.inf
            draw = rng.random() if one_parent and high > low else 0.0
            while tie + 1 < high:
                tie += 1
                if one_parent:
                    tie += np.searchsorted(chances[low:high], draw, "right")
                    if tie >= high:
                        break
                else:
                    skipped = rng.standard_exponential() / rate
                    if skipped >= high - tie:
                        break
                    tie += int(skipped)
                    if chances[tie] < highest and rng.random() * highest >= chances[tie]:
                        continue
                source = sources[tie]
                if seen[source] != s:
                    seen[source] = s
                    members[last] = source
                    distances[last] = step
                    last += 1
                    if stop[source]:
                        hits[s] = step
                        here = last
                        break
                if one_parent:
                    break
        if keep:
            first = last
        ends[s + 1] = first
    return ends, members[:first].copy(), distances[:first].copy(), hits
