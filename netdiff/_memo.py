"""What is worked out once for a thing that does not change, and kept as long as that thing lives."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

__all__ = ["once"]

T = TypeVar("T")

_kept: WeakKeyDictionary[Any, dict[Hashable, Any]] = WeakKeyDictionary()


def once(owner: object, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` returns, made at most once for this owner and key; nobody may change it.

    Examples
    --------
    >>> class Thing: ...
    >>> thing = Thing()
    >>> once(thing, "number", lambda: 3), once(thing, "number", lambda: 4)
    (3, 3)
    """
    store: dict[Hashable, T] = _kept.setdefault(owner, {})
    if key not in store:
        store[key] = make()
    return store[key]
