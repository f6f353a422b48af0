"""Drawing what silent people would have answered.

Nobody knows it, so it is drawn many times, each time from what can be learnt by covering up the row of a
respondent and asking how it would have been guessed from everybody else's answers:

*returned* names: j named i, and i names j, with the chance seen among respondents;
*near* names: j is a contact of somebody who named i, again with the chance seen;
*far* names: as many as a random respondent of the same group and place gave (one who is named too, or one who is not),
to the same groups, within or outside his own place, each to a person drawn in proportion to how often that person is
named.

Each draw first resamples the respondents, so that doubt about these chances is part of the spread. Where ties have
no direction only pairs of which both are silent are unknown, and only those are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff._random import RngLike, spawn
from netdiff.metrics._arrays import either_way, ones

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.metrics._view import View

__all__ = ["Gaps", "completed", "gaps"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Gaps:
    """What is needed to draw the silent rows, worked out once.

    Attributes
    ----------
    seen : View
    returned, near : csr_array
        Candidates of the two kinds: 1.0 where the row might name the column for that reason.
    far : csr_array
        Names given by respondents for neither reason.
    """

    seen: View
    returned: csr_array
    near: csr_array
    far: csr_array


def gaps(seen: View) -> Gaps:
    """Sort every possible name into returned, near and far."""
    named_by = seen.ties.T.tocsr()
    contacts = either_way(seen.ties)
    near = ones(named_by @ contacts)
    returned = named_by if seen.directed else _none(len(seen))
    near = _without(near, returned)
    far = _without(_without(seen.ties, returned), near)
    return Gaps(seen, returned, near, far)


def completed(seen: View, draws: int, rng: RngLike = None) -> Iterator[csr_array]:
    """Networks in which the silent rows were drawn, one after the other; the observed rows stay as they are."""
    if seen.is_full or not seen.answered.any():
        whole = seen.ties if seen.directed else either_way(seen.ties)
        return (whole for _ in range(draws))
    prepared = gaps(seen)
    one = _directed if seen.directed else _undirected
    return (one(prepared, each) for each in spawn(rng, draws))


def _directed(known: Gaps, rng: np.random.Generator) -> csr_array:
    seen = known.seen
    donors = _resampled(seen, rng)
    silent = ~seen.answered
    keys = [
        _coins(known.returned, silent, _rate(known.returned, seen.ties, donors), rng),
        _coins(known.near, silent, _pull(known.near, seen.ties, donors), rng),
        _far_names(known, donors, rng),
    ]
    return _added(seen, np.concatenate(keys))


def _undirected(known: Gaps, rng: np.random.Generator) -> csr_array:
    from scipy.sparse import triu

    seen = known.seen
    silent = np.flatnonzero(~seen.answered)
    weight = _resampled(seen, rng)
    both = _among(triu(known.near).tocsr(), ~seen.answered)
    near = _coins(both, ~seen.answered, _rate(_among(known.near, seen.answered), seen.ties, weight), rng)
    heard = float(seen.answered.sum())
    rate = float(_among(known.far, seen.answered).sum()) / max(heard * (heard - 1), 1.0)
    count = rng.poisson(rate * len(silent) * (len(silent) - 1) / 2)
    row, column = rng.choice(silent, size=count), rng.choice(silent, size=count)
    return either_way(_added(seen, np.concatenate([near, row * len(seen) + column])))


def _resampled(seen: View, rng: np.random.Generator) -> Floats:
    """How often each respondent turns up when the respondents of every stratum are drawn again."""
    spread = np.where(seen.answered, rng.exponential(size=len(seen)), 0.0)
    sums = np.bincount(seen.stratum, weights=spread)[seen.stratum]
    return np.asarray(np.divide(spread * seen.replied, sums, out=np.zeros(len(seen)), where=sums > 0))


def _rate(candidates: csr_array, ties: csr_array, donors: Floats) -> Floats:
    """Chance that a respondent names a candidate, the same for every candidate."""
    tried = float(donors @ candidates.sum(axis=1))
    met = float(donors @ candidates.multiply(ties).sum(axis=1))
    return np.full(ties.shape[0], met / tried if tried else 0.0)


def _pull(candidates: csr_array, ties: csr_array, donors: Floats) -> Floats:
    """Chance that a respondent names a candidate, in proportion to how many others name that candidate."""
    named = ties.sum(axis=0) + 0.5
    hits = candidates.multiply(ties)
    met = float(donors @ hits.sum(axis=1))
    tried = float(donors @ (candidates @ named)) - met
    return np.asarray(np.minimum(named * (met / tried if tried > 0 else 0.0), 1.0))


def _coins(candidates: csr_array, rows: npt.NDArray[np.bool_], chance: Floats, rng: np.random.Generator) -> Ints:
    """Keys of the candidates in the wanted rows whose coin falls right."""
    n = candidates.shape[0]
    row = np.repeat(np.arange(n, dtype=np.int64), np.diff(candidates.indptr))
    keep = rows[row]
    keep[keep] = rng.random(int(keep.sum())) < chance[candidates.indices[keep]]
    return np.asarray(row[keep] * n + candidates.indices[keep], dtype=np.int64)


def _far_names(known: Gaps, donors: Floats, rng: np.random.Generator) -> Ints:
    """Far names of every silent person: a donor's, each replaced by a person of the same stratum, near or away."""
    seen = known.seen
    silent = np.flatnonzero(~seen.answered)
    donor = _donor_of(seen, silent, donors, rng)
    count = np.diff(known.far.indptr)[donor]
    giver, namer = np.repeat(donor, count), np.repeat(silent, count)
    within = np.arange(len(giver)) - np.repeat(np.cumsum(count) - count, count)
    like = known.far.indices[known.far.indptr[giver] + within]
    home = (seen.place[giver] == seen.place[like]) & (seen.place[like] >= 0) & (seen.place[namer] >= 0)
    target = _popular(seen, seen.stratum[like], np.where(home, seen.place[namer], -1), rng)
    return namer * len(seen) + target


def _donor_of(seen: View, silent: Ints, donors: Floats, rng: np.random.Generator) -> Ints:
    """A respondent like each silent person: of the same stratum and place, and named by somebody or not alike.

    Where fewer than three such have answered, the place is let go; where nobody has, anyone serves.
    """
    named = (seen.ties.sum(axis=0) > 0).astype(np.int64)
    broad = 2 * seen.stratum + named
    fine = broad * (int(seen.place.max(initial=0)) + 2) + seen.place + 1
    few = np.bincount(fine, weights=seen.answered.astype(np.float64), minlength=int(fine.max()) + 1)[fine] < 3
    donor = np.where(few[silent], _pick(broad, silent, donors, rng), _pick(fine, silent, donors, rng))
    return np.where(donor < 0, _pick(np.zeros_like(broad), silent, donors, rng), donor)


def _pick(cell: Ints, silent: Ints, donors: Floats, rng: np.random.Generator) -> Ints:
    """A donor of the same cell for each silent person, in proportion to `donors`; -1 where the cell has none."""
    order = np.argsort(cell, kind="stable")
    heights = np.concatenate([[0.0], np.cumsum(donors[order])])
    low = heights[np.searchsorted(cell[order], cell[silent], side="left")]
    high = heights[np.searchsorted(cell[order], cell[silent], side="right")]
    height = low + rng.random(len(silent)) * (high - low)
    place = np.clip(np.searchsorted(heights, height, side="right") - 1, 0, len(order) - 1)
    return np.where(high > low, order[place], -1)


def _popular(seen: View, stratum: Ints, place: Ints, rng: np.random.Generator) -> Ints:
    """A person of each wanted stratum (and place, unless -1), drawn in proportion to names received, plus a half."""
    mass = np.where(seen.pairs.nameable, seen.ties.sum(axis=0) + 0.5, 0.0)
    target = np.zeros(len(stratum), dtype=np.int64)
    wanted = np.stack([stratum, place], axis=1)
    cells, which = np.unique(wanted, axis=0, return_inverse=True)
    for number, (group, home) in enumerate(cells):
        people = np.flatnonzero((seen.stratum == group) & ((seen.place == home) | (home < 0)))
        heights = np.cumsum(mass[people])
        asks = which.ravel() == number
        if len(people) and heights[-1] > 0:
            drawn = np.searchsorted(heights, rng.random(int(asks.sum())) * heights[-1], side="right")
            target[asks] = people[np.minimum(drawn, len(people) - 1)]
        else:
            target[asks] = rng.integers(len(seen), size=int(asks.sum()))
    return target


def _added(seen: View, keys: Ints) -> csr_array:
    """The observed ties and the drawn ones that are possible."""
    from scipy.sparse import csr_array

    n = len(seen)
    row, column = keys // n, keys % n
    keep = seen.pairs.allow(row, column)
    drawn = csr_array((np.ones(int(keep.sum())), (row[keep], column[keep])), shape=(n, n))
    return ones(seen.ties + drawn)


def _without(matrix: csr_array, other: csr_array) -> csr_array:
    return ones(matrix - matrix.multiply(other))


def _among(matrix: csr_array, mask: npt.NDArray[np.bool_]) -> csr_array:
    from scipy.sparse import diags_array

    inside = diags_array(mask.astype(np.float64))
    return (inside @ matrix @ inside).tocsr()


def _none(n: int) -> csr_array:
    from scipy.sparse import csr_array

    return csr_array((n, n), dtype=np.float64)
