"""Whether limits can be kept together, which one stands in the way, and what would be the nearest that works."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from netdiff.errors import ModelError
from netdiff.recruit.problem import Limit, Problem

__all__ = ["best_mix", "can_complete", "check_feasible", "fill", "pick"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
SLACK = 1e-9
_one_at_a_time = threading.RLock()


def pick(problem: Problem, score: Floats, chosen: Sequence[int]) -> int | None:
    """The person of highest score who may come next and leaves every lower limit within reach."""
    allowed = problem.allowed_next(chosen)
    if problem.wants_more(chosen):
        if not problem.disjoint:
            return _first_that_fits(problem, score, chosen, allowed)
        allowed &= _leaves_room(problem, chosen)
    open_to = np.flatnonzero(allowed)
    return int(open_to[np.argmax(score[open_to])]) if open_to.size else None


def fill(problem: Problem, score: Floats) -> Ints:
    """The list that takes people by score alone, as far as the limits allow."""
    chosen = [int(person) for person in problem.include]
    while (person := pick(problem, score, chosen)) is not None:
        chosen.append(person)
    return np.array(chosen, dtype=np.int64)


def _first_that_fits(
    problem: Problem, score: Floats, chosen: Sequence[int], allowed: npt.NDArray[np.bool_]
) -> int | None:
    """The first by score with whom the lower limits can still be met.

    Where somebody does not fit, nobody fits who counts for the same limits and costs no less.
    """
    open_to = np.flatnonzero(allowed)
    too_dear: dict[int, float] = {}
    for person in open_to[np.argsort(-score[open_to], kind="stable")].tolist():
        kind, cost = int(problem.counts_for[person]), float(problem.cost[person])
        if cost >= too_dear.get(kind, np.inf):
            continue
        if can_complete(problem, [*chosen, person]):
            return int(person)
        too_dear[kind] = cost
    return None


def _leaves_room(problem: Problem, chosen: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Who may come next so that every lower limit can still be met, limits having no member in common."""
    allowed = problem.allowed_next(chosen)
    after = problem.cost.copy()  # what the whole list would at least cost from here on, by who comes next
    slots = np.ones(problem.size)
    for limit in problem.limits:
        need = limit.least - limit.count(chosen)
        if need <= 0:
            continue
        members = np.flatnonzero(limit.members & allowed)
        if members.size < need:
            return np.zeros(problem.size, dtype=bool)
        price = np.sort(problem.cost[members])[:need]
        spared = np.where(problem.cost[members] <= price[-1], problem.cost[members], price[-1])
        after += price.sum()
        after[members] -= spared
        slots += need
        slots[members] -= 1
    fits = slots <= (np.inf if problem.k is None else problem.k - len(chosen))
    left = np.inf if problem.budget is None else problem.budget - problem.spent(chosen)
    return np.asarray(fits & (after <= left + SLACK))


def best_mix(
    value: Floats, problem: Problem, chosen: Sequence[int] = (), *, whole: bool = False, drop: str = ""
) -> tuple[float, Floats] | None:
    """Maximise a sum of values over lists that begin with `chosen` and keep every limit.

    Parameters
    ----------
    value : array of float, shape (n,)
    problem : Problem
    chosen : sequence of int
        Who is on the list already.
    whole : bool
        False lets people be taken in part, which can only raise the sum: an upper bound over all lists.
    drop : {"", "k", "budget"}
        A limit to leave out, to find out how much of it would be needed.

    Returns
    -------
    tuple of (sum, share of each person taken) or None
        None where no list keeps the limits.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    low = np.zeros(value.size)
    low[list(chosen)] = 1.0
    high = np.maximum(problem.candidate.astype(float), low)
    rows = _rows(problem, drop)
    parts = [np.array(part) for part in zip(*rows, strict=True)]
    constraints = [LinearConstraint(*parts)] if rows else []
    program = {"bounds": Bounds(low, high), "constraints": constraints}
    found = milp(-value, **program)
    if whole and found.x is not None and np.abs(found.x - np.round(found.x)).max(initial=0.0) > SLACK:
        with muted():
            found = milp(-value, integrality=np.ones(value.size), **program)
    return None if found.x is None else (float(-found.fun), np.asarray(found.x))


@contextmanager
def muted() -> Iterator[None]:
    """Nothing that compiled code prints comes out meanwhile.

    The solver of whole-number programs (HiGHS up to 1.12) prints a line of its own whatever it is told, past Python, so
    that only the file descriptor can be turned away. Programs whose answer is whole by itself never come here.
    """
    with _one_at_a_time, Path(os.devnull).open("wb") as nowhere:
        _empty_buffers()
        kept = os.dup(1)
        try:
            os.dup2(nowhere.fileno(), 1)
            yield
            _empty_buffers(python=False)
        finally:
            os.dup2(kept, 1)
            os.close(kept)


def _empty_buffers(*, python: bool = True) -> None:
    """Write out what was printed and still waits, by Python and by compiled code."""
    import ctypes

    if python and sys.stdout is not None:
        sys.stdout.flush()
    with suppress(OSError, AttributeError, TypeError):
        (ctypes.CDLL("ucrtbase") if sys.platform == "win32" else ctypes.CDLL(None)).fflush(None)


def _rows(problem: Problem, drop: str) -> list[tuple[Floats, float, float]]:
    """The limits as rows of a linear program: (coefficients, least, most)."""
    rows: list[tuple[Floats, float, float]] = []
    if problem.k is not None and drop != "k":
        rows.append((np.ones(problem.size), -np.inf, problem.k))
    if problem.budget is not None and drop != "budget":
        rows.append((problem.cost, -np.inf, problem.budget + SLACK))
    for limit in problem.limits:
        most = np.inf if limit.most is None else limit.most
        rows.append((limit.members.astype(float), limit.least, most))
    return rows


def can_complete(problem: Problem, chosen: Sequence[int]) -> bool:
    """Whether a list that has begun so can still meet every lower limit."""
    if not problem.wants_more(chosen):
        return True
    if problem.disjoint:
        return bool((_leaves_room(problem, chosen) & problem.allowed_next(chosen)).any())
    if _completed_by_hand(problem, chosen):
        return True
    if any(_beyond_what_is_left(problem, limits, chosen) for limits in problem.families):
        return False
    return best_mix(np.zeros(problem.size), problem, chosen, whole=True) is not None


def _beyond_what_is_left(problem: Problem, limits: Sequence[Limit], chosen: Sequence[int]) -> bool:
    """Whether lower limits that share nobody take more people or more money than is left, even at their cheapest."""
    allowed = problem.allowed_next(chosen)
    slots, price = 0, 0.0
    for limit in limits:
        need = limit.least - limit.count(chosen)
        if need > 0:
            costs = np.sort(problem.cost[limit.members & allowed])
            if costs.size < need:
                return True
            slots, price = slots + need, price + float(costs[:need].sum())
    left = np.inf if problem.budget is None else problem.budget - problem.spent(chosen)
    return slots > (np.inf if problem.k is None else problem.k - len(chosen)) or price > left + SLACK


def _completed_by_hand(problem: Problem, chosen: Sequence[int]) -> bool:
    """Whether the lower limits are met by adding, over and over, whoever counts for most open ones per unit of cost.

    If so, that is proof enough; if not, a linear program has to look.
    """
    current, price = list(chosen), np.maximum(problem.cost, problem.cost_floor)
    while problem.wants_more(current):
        unmet = [limit.members for limit in problem.limits if limit.count(current) < limit.least]
        worth = np.sum(unmet, axis=0) * problem.allowed_next(current) / price
        person = int(np.argmax(worth))
        if worth[person] <= 0:
            return False
        current.append(person)
    return True


def check_feasible(problem: Problem) -> None:
    """Raise where no list keeps every limit, naming the limit in the way and the nearest that works."""
    complaints = [*_too_few_members(problem), *_too_many_included(problem)]
    if not complaints and not can_complete(problem, problem.include.tolist()):
        complaints = list(_short_of(problem)) or ["the limits contradict one another: loosen one of them"]
    if complaints:
        message = f"No list keeps every limit: {'; '.join(complaints)}."
        raise ModelError(message)


def _too_few_members(problem: Problem) -> Iterator[str]:
    for limit in problem.limits:
        there = int((limit.members & problem.candidate).sum())
        if limit.most is not None and limit.most < limit.least:
            yield f"{limit} asks for at least {limit.least} and at most {limit.most}"
        elif there < limit.least:
            yield f"{limit} asks for at least {limit.least}, but only {there} can be chosen (nearest: {there})"


def _too_many_included(problem: Problem) -> Iterator[str]:
    size, spent = problem.include.size, problem.spent(problem.include)
    if problem.k is not None and size > problem.k:
        yield f"{size} people must be on a list of {problem.k} (nearest: k={size})"
    if problem.budget is not None and spent > problem.budget + SLACK:
        yield f"those who must be on the list cost {spent:g}, the budget is {problem.budget:g} (nearest: {spent:g})"
    for limit in problem.limits:
        if limit.most is not None and limit.count(problem.include) > limit.most:
            yield f"{limit} allows {limit.most}, but {limit.count(problem.include)} must be on the list"


def _short_of(problem: Problem) -> Iterator[str]:
    """How large a list or a budget the lower limits would need."""
    include = problem.include.tolist()
    fewest = best_mix(-np.ones(problem.size), problem, include, whole=True, drop="k")
    if problem.k is not None and fewest is not None:
        yield f"k={problem.k} is too small for the lower limits (nearest: k={round(-fewest[0])})"
    cheapest = best_mix(-problem.cost, problem, include, whole=True, drop="budget")
    if problem.budget is not None and cheapest is not None:
        yield f"a budget of {problem.budget:g} is too small for the lower limits (nearest: {-cheapest[0]:g})"
