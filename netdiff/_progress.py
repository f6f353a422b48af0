"""Progress: a bar where somebody watches, silence where nobody does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

__all__ = ["Progress", "track"]

Progress = bool | Callable[[int, int], None] | None
Item = TypeVar("Item")


def track(items: Iterable[Item], total: int, progress: Progress = None, what: str = "") -> Iterator[Item]:
    """Yield the items one by one and tell how far we are.

    Parameters
    ----------
    items : iterable
        What is worked on.
    total : int
        How many there are.
    progress : bool, callable or None
        None shows a bar in a terminal or a notebook only; True always, False never; a callable is called
        with (done, total).
    what : str
        The work in plain words, shown beside the bar.

    Examples
    --------
    >>> seen = []
    >>> list(track("ab", 2, lambda done, total: seen.append((done, total))))
    ['a', 'b']
    >>> seen
    [(1, 2), (2, 2)]
    """
    if callable(progress):
        return _told(items, total, progress)
    if progress or (progress is None and _watched()):
        return _told(items, total, _line(what)) if "ipykernel" in sys.modules else _drawn(items, total, what)
    return iter(items)


def _told(items: Iterable[Item], total: int, tell: Callable[[int, int], None]) -> Iterator[Item]:
    for done, item in enumerate(items, start=1):
        yield item
        tell(done, total)


def _line(what: str) -> Callable[[int, int], None]:
    """A line of text that is rewritten: what every notebook can show without any widget."""

    def show(done: int, total: int) -> None:
        if done == total or done % max(1, total // 100) == 0:
            sys.stderr.write(f"\r{what or 'working'}: {done:,} of {total:,}{chr(10) if done == total else ''}")
            sys.stderr.flush()

    return show


def _drawn(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    from rich.console import Console
    from rich.progress import track as bar

    console = Console(stderr=True)
    return iter(bar(items, description=what or "working", total=total, console=console, transient=True))


def _watched() -> bool:
    return sys.stderr.isatty() or "ipykernel" in sys.modules
