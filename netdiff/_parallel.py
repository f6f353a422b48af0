"""Work in batches, here or on somebody else's workers, always with the same answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from typing import TypeVar

from netdiff._progress import Progress, track

__all__ = ["map_batches"]

Batch = TypeVar("Batch")
Result = TypeVar("Result")


def map_batches(
    function: Callable[[Batch], Result],
    batches: Sequence[Batch],
    *,
    executor: Executor | None = None,
    progress: Progress = None,
    what: str = "",
) -> Iterator[Result]:
    """Results in the order of the batches, each handed out as soon as it and all before it are done.

    Parameters
    ----------
    function : callable
        Does one batch; where the executor uses other processes it must be importable there.
    batches : sequence
        Each carries its own random key, so the number of workers changes nothing.
    executor : concurrent.futures.Executor, optional
        Where to run; None runs here, one after the other.
    progress, what
        See `netdiff._progress.track`.

    Examples
    --------
    >>> list(map_batches(abs, [-1, -2], progress=False))
    [1, 2]
    """
    results = map(function, batches) if executor is None else executor.map(function, batches)
    return track(results, len(batches), progress, what)
