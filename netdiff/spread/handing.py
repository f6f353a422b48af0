"""Handing one task to many workers: the network travels once, not with each batch.

Threads share memory. Processes of one machine read the arrays from files that they map into memory, so that all share
one copy. A Dask cluster gets them scattered to its workers beforehand.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["call", "handed"]

SMALL = 1024
Call = tuple[Any, Any]


@contextmanager
def handed(task: Callable[[Any], Any], executor: Executor | None) -> Iterator[Any]:
    """What to send with each batch in place of the task itself."""
    if isinstance(executor, ProcessPoolExecutor):
        with tempfile.TemporaryDirectory(prefix="netdiff-") as folder:
            arrays: list[np.ndarray[Any, Any]] = []
            shell = _emptied(task, arrays)
            for number, array in enumerate(arrays):
                np.save(Path(folder) / f"{number}.npy", array, allow_pickle=False)
            yield _Filed(shell, folder)
    elif type(executor).__module__.split(".")[0] == "distributed":
        client = executor._client  # type: ignore[union-attr]
        yield client.scatter(task, broadcast=True)
    else:
        yield task


def call(pair: Call) -> Any:
    """Do one batch: (task, batch)."""
    task, batch = pair
    return task(batch)


@dataclass(frozen=True)
class _Slot:
    """The place of an array that lies in a file."""

    number: int


@dataclass(frozen=True)
class _Filed:
    """A task whose arrays lie in a folder."""

    shell: Any
    folder: str

    def __call__(self, batch: Any) -> Any:
        return _opened(self.folder, self.shell)(batch)


def _opened(folder: str, shell: Any) -> Any:
    """The task with its arrays; a worker opens them once."""
    return _filled(shell, _arrays(folder))


@lru_cache(maxsize=2)
def _arrays(folder: str) -> tuple[Any, ...]:
    count = len(list(Path(folder).glob("*.npy")))
    files = [Path(folder) / f"{number}.npy" for number in range(count)]
    return tuple(np.asarray(np.load(file, mmap_mode="c", allow_pickle=False)) for file in files)


def _emptied(value: Any, arrays: list[np.ndarray[Any, Any]]) -> Any:
    """The same value with large arrays replaced by slots."""
    if isinstance(value, np.ndarray) and value.size >= SMALL:
        arrays.append(value)
        return _Slot(len(arrays) - 1)
    return _walked(value, lambda part: _emptied(part, arrays))


def _filled(value: Any, arrays: tuple[Any, ...]) -> Any:
    """The same value with slots replaced by their arrays."""
    if isinstance(value, _Slot):
        return arrays[value.number]
    return _walked(value, lambda part: _filled(part, arrays))


def _walked(value: Any, change: Callable[[Any], Any]) -> Any:
    """A dataclass or tuple with each part changed; anything else as it is."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: change(getattr(value, part.name)) for part in fields(value)})
    if isinstance(value, tuple):
        parts = [change(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    return value
