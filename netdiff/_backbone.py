"""Which pairs share more than chance gives: the backbone of a two-mode projection.

Chance is the stochastic degree sequence model: each person was at each event independently, with the probability of
the bipartite configuration model, the least assuming one under which everybody goes to as many events, and every
event has as many people, as seen on average. The number that two people share is then a sum of unlike coins.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from netdiff.errors import ConvergenceError

__all__ = ["attendance_chances", "excess_p_values", "significant"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
STEPS, CLOSE = 500, 1e-8
CELLS = 4_000_000


def excess_p_values(shared: sp.csr_array, pairs: sp.coo_array) -> Floats:
    """For each pair the chance of sharing at least as many, under fixed expected degrees.

    Parameters
    ----------
    shared : sparse array, shape (people, events)
        1 where a person was at an event.
    pairs : sparse array, shape (people, people)
        Numbers shared, each at least 1.
    """
    person, person_class = np.unique(_sums(shared, 1), return_inverse=True)
    event, times = np.unique(_sums(shared, 0), return_counts=True)
    chances = attendance_chances(person, np.bincount(person_class, minlength=len(person)), event, times)
    one, other = (person_class[ends].astype(np.int64) for ends in pairs.coords)
    cases = np.column_stack([np.minimum(one, other), np.maximum(one, other), pairs.data.astype(np.int64)])
    distinct, which = np.unique(cases, axis=0, return_inverse=True)
    return _tails(chances, times, distinct)[which.ravel()]


def attendance_chances(person: Ints, people: Ints, event: Ints, events: Ints) -> Floats:
    """Probability that somebody of each class of people was at an event of each class.

    Parameters
    ----------
    person, event : array of int
        Distinct degrees.
    people, events : array of int
        How many people, and how many events, have each.

    Returns
    -------
    array, shape (classes of people, classes of events)
        Expected degrees are the degrees seen.

    Notes
    -----
    Log-odds of a class of people plus those of a class of events, found by Newton's method on the (concave)
    likelihood (Saracco et al. 2015, Scientific Reports 5:10595). Who was everywhere or nowhere is certain.
    """
    found, rows, columns, left, right = _peeled(person, people, event, events)
    if rows.any() and columns.any():
        inner = _solved(left[rows], people[rows].astype(float), right[columns], events[columns].astype(float))
        found[np.ix_(rows, columns)] = inner
    return found


def _peeled(person: Ints, people: Ints, event: Ints, events: Ints) -> tuple[Floats, Bools, Bools, Floats, Floats]:
    """Chances of what is certain, which classes are left, and their degrees among each other."""
    found = np.zeros((len(person), len(event)))
    rows, columns = np.ones(len(person), dtype=bool), np.ones(len(event), dtype=bool)
    left, right = person.astype(float), event.astype(float)
    while rows.any() and columns.any():
        everywhere = rows & (left >= events[columns].sum())
        everybody = columns & (right >= people[rows].sum()) & ~everywhere.any()
        found[np.ix_(everywhere, columns)] = found[np.ix_(rows, everybody)] = 1.0
        left, right = left - events[everybody].sum(), right - people[everywhere].sum()
        gone, over = everywhere | (rows & (left <= 0)), everybody | (columns & (right <= 0))
        rows, columns = rows & ~gone, columns & ~over
        if not gone.any() and not over.any():
            break
    return found, rows, columns, left, right


def _solved(person: Floats, people: Floats, event: Floats, events: Floats) -> Floats:
    """Log-odds by damped Newton steps."""
    total = float((person * people).sum())
    a, b = np.log(person) - np.log(total) / 2, np.log(event) - np.log(total) / 2
    weight = people[:, None] * events[None, :]
    for _ in range(STEPS):
        chance = _expit(a[:, None] + b[None, :])
        miss_a, miss_b = person - chance @ events, event - people @ chance
        if max(np.abs(miss_a).max(), np.abs(miss_b).max()) < CLOSE * max(person.max(), event.max()):
            return chance
        spread = weight * chance * (1.0 - chance)
        step = _newton(spread, people * miss_a, events * miss_b)
        size = min(1.0, 4.0 / max(np.abs(step).max(), 1e-300))
        a, b = a + size * step[: len(a)], b + size * step[len(a) :]
    problem = "the chance model of this two-mode network does not settle"
    raise ConvergenceError(f"{problem}. Take method='count', or leave out events that nearly everybody attended.")


def _newton(spread: Floats, miss_a: Floats, miss_b: Floats) -> Floats:
    rows, columns = spread.sum(axis=1), spread.sum(axis=0)
    hessian = np.block([[np.diag(rows), spread], [spread.T, np.diag(columns)]])
    hessian[np.diag_indices_from(hessian)] += 1e-12 * hessian.diagonal().max() + 1e-300
    return np.asarray(np.linalg.lstsq(hessian, np.concatenate([miss_a, miss_b]), rcond=None)[0])


def _expit(value: Floats) -> Floats:
    return 0.5 * (1.0 + np.tanh(0.5 * value))


def _tails(chances: Floats, times: Ints, cases: Ints) -> Floats:
    """P(at least so many shared) for each case: class of one, class of the other, number."""
    pairs, which = np.unique(cases[:, :2], axis=0, return_inverse=True)
    most = int(cases[:, 2].max(initial=0))
    found = np.empty(len(cases))
    which = which.ravel()
    chunk = max(CELLS // max(most * len(times), 1), 1)
    for start in range(0, len(pairs), chunk):
        part = pairs[start : start + chunk]
        below = np.cumsum(_sum_of_coins(chances[part[:, 0]] * chances[part[:, 1]], times, most), axis=1)
        mine = np.flatnonzero((which >= start) & (which < start + chunk))
        found[mine] = 1.0 - below[which[mine] - start, cases[mine, 2] - 1]
    return np.clip(found, 0.0, 1.0)


def _sum_of_coins(chance: Floats, times: Ints, most: int) -> Floats:
    """P(sum = 0 … most - 1) of coins: `times[k]` of them with chance `chance[:, k]`, for each row."""
    from scipy.stats import binom

    sums = np.zeros((len(chance), most))
    sums[:, 0] = 1.0
    numbers = np.arange(most)
    for place, count in enumerate(times):
        part = binom.pmf(numbers[None, : count + 1], count, chance[:, place, None])
        longer = np.zeros_like(sums)
        for shift in range(part.shape[1]):
            longer[:, shift:] += sums[:, : most - shift] * part[:, shift, None]
        sums = longer
    return sums


def significant(p_values: Floats, tests: int, alpha: float) -> npt.NDArray[np.bool_]:
    """Which tests stand when at most a share `alpha` of those that stand may be false (Benjamini and Hochberg 1995).

    Parameters
    ----------
    p_values : array of float
        Of the tests that could stand; the others, up to `tests`, have a p-value of 1.
    """
    if alpha >= 1.0:
        return np.ones(len(p_values), dtype=bool)
    order = np.argsort(p_values, kind="stable")
    below = p_values[order] <= alpha * np.arange(1, len(order) + 1) / max(tests, 1)
    kept = np.zeros(len(order), dtype=bool)
    if below.any():
        kept[order[: int(np.flatnonzero(below).max()) + 1]] = True
    return kept


def _sums(matrix: sp.csr_array, axis: int) -> Ints:
    return np.asarray(matrix.sum(axis=axis)).ravel().astype(np.int64)
