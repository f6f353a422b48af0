"""Slow, obvious simulators: one person, one period, one coin at a time. What the engine must agree with."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np


def independent_cascade(
    chances: np.ndarray, seeds: Iterable[int], rng: np.random.Generator, wait: Callable[[], int] = lambda: 1
) -> np.ndarray:
    """Whoever adopts tries each contact once; it arrives after `wait()` periods."""
    size = len(chances)
    times = np.full(size, np.inf)
    times[list(seeds)] = 0
    live = rng.random((size, size)) < chances
    delays = np.array([[wait() for _ in range(size)] for _ in range(size)])
    changed = True
    while changed:
        changed = False
        for i in range(size):
            for j in range(size):
                if live[i, j] and times[i] + delays[i, j] < times[j]:
                    times[j] = times[i] + delays[i, j]
                    changed = True
    return times


def threshold(weights: np.ndarray, needs: np.ndarray, seeds: Iterable[int], horizon: int = 1000) -> np.ndarray:
    """Each adopts one period after the weight of adopters around reaches the need (synchronous)."""
    size = len(weights)
    times = np.full(size, np.inf)
    times[list(seeds)] = 0
    for now in range(horizon):
        adopted = (times <= now).astype(float)
        pressure = adopted @ weights
        ready = (pressure >= needs - 1e-9) & np.isinf(times)
        times[ready] = now + 1
        if not ready.any() and now > 0:
            break
    return times


def hazard(
    chance: Callable[[np.ndarray, int], np.ndarray],
    size: int,
    seeds: Iterable[int],
    horizon: int,
    rng: np.random.Generator,
    leave: float = 0.0,
    *,
    again: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """In each period everybody who has not adopted does so with `chance(adopters, period)`."""
    times = np.full(size, np.inf)
    now_on = np.zeros(size, dtype=bool)
    now_on[list(seeds)] = True
    times[list(seeds)] = 0
    active = [now_on.sum()]
    for period in range(1, horizon + 1):
        comes = (rng.random(size) < chance(now_on.astype(float), period)) & ~now_on & (np.isinf(times) | again)
        goes = (rng.random(size) < leave) & now_on
        now_on = (now_on | comes) & ~goes
        times[comes & np.isinf(times)] = period
        active.append(now_on.sum())
    return times, np.array(active)


def within(values: np.ndarray, others: np.ndarray, errors: float = 4.0) -> bool:
    """Whether two samples of runs have means within some standard errors of each other."""
    gap = values.mean(axis=0) - others.mean(axis=0)
    se = np.sqrt(values.var(axis=0, ddof=1) / len(values) + others.var(axis=0, ddof=1) / len(others))
    return bool(np.all(np.abs(gap) <= errors * se + 1e-12))


def curves(times: np.ndarray, horizon: int) -> np.ndarray:
    """Adopters so far by run and period, from times by run and person (infinite or -1 = never)."""
    known = np.where(times < 0, np.inf, times)
    return np.stack([(known <= period).sum(axis=1) for period in range(horizon + 1)], axis=1)
