"""Every error netdiff raises on purpose, in one family.

An error says what is wrong, where, which value offended, and what to do about it.
A loader gathers all the faults of a file and raises them together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = [
    "ConvergenceError",
    "DataError",
    "DataWarning",
    "Fault",
    "ModelError",
    "NetdiffError",
    "UnknownNodeError",
]

SHOWN_ROWS = 8
SHOWN_TEXT = 80


class NetdiffError(Exception):
    """Root of every error that netdiff raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with the input, and its cure.

    Parameters
    ----------
    problem : str
        What is wrong, as one sentence.
    cure : str
        What the reader can do about it, as one sentence.
    file, sheet, column : str, optional
        Where it is.
    rows : tuple of int
        Row numbers as the file shows them, the first line being 1.
    value : object, optional
        The value that offended, shown shortened.
    """

    problem: str
    cure: str = ""
    file: str | None = None
    sheet: str | None = None
    column: str | None = None
    rows: tuple[int, ...] = ()
    value: object = None

    @property
    def where(self) -> str:
        """The place in words: file, sheet, column and the first few rows."""
        parts = [
            f"file {self.file}" if self.file else "",
            f"sheet {self.sheet!r}" if self.sheet else "",
            f"column {self.column!r}" if self.column else "",
            rows_in_words(self.rows),
        ]
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        place = f"{_capital(self.where)}: " if self.where else ""
        shown = f" (found {shorten(self.value)})" if self.value is not None else ""
        cure = f" {self.cure}" if self.cure else ""
        return f"{place}{self.problem.rstrip('.')}{shown}.{cure}"


class DataError(NetdiffError, ValueError):
    """The data cannot be read as asked; holds every fault that was found.

    Parameters
    ----------
    problem : str
        What is wrong, as one sentence.
    cure : str
        What to do about it.
    file, sheet, column, rows, value
        Where it is; see `Fault`.
    """

    def __init__(
        self,
        problem: str,
        *,
        cure: str = "",
        file: str | None = None,
        sheet: str | None = None,
        column: str | None = None,
        rows: Iterable[int] = (),
        value: object = None,
    ) -> None:
        fault = Fault(problem, cure, file, sheet, column, tuple(int(row) for row in rows), value)
        self.faults: tuple[Fault, ...] = (fault,)
        super().__init__(str(fault))

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> DataError:
        """Gather several faults into one error."""
        found = tuple(faults)
        error = cls(found[0].problem if found else "nothing is wrong")
        error.faults = found
        error.args = (_listed(found),)
        return error


class UnknownNodeError(NetdiffError, KeyError):
    """An id that is not in the network; offers the closest ones that are."""

    def __init__(self, unknown: Iterable[object], close: Iterable[object] = ()) -> None:
        self.unknown = tuple(unknown)
        self.close = tuple(close)
        names = ", ".join(shorten(name) for name in self.unknown[:5])
        more = f" and {len(self.unknown) - 5} more" if len(self.unknown) > 5 else ""
        hint = ", ".join(shorten(name) for name in self.close)
        cure = f" Did you mean {hint}?" if hint else " See net.nodes.index for the ids it holds."
        super().__init__(f"Not in this network: {names}{more}.{cure}")

    def __str__(self) -> str:
        return str(self.args[0])


class ModelError(NetdiffError, ValueError):
    """A model or a problem that cannot be run as stated."""


class ConvergenceError(NetdiffError, RuntimeError):
    """An iteration that did not settle within its limit."""


class DataWarning(UserWarning):
    """Doubtful but usable data; the receipt says the same."""


def rows_in_words(rows: tuple[int, ...]) -> str:
    """Row numbers as people say them: `row 4`, `rows 4, 9 and 12`, `rows 4, 9, … (31 in all)`."""
    if not rows:
        return ""
    if len(rows) == 1:
        return f"row {rows[0]}"
    shown = [str(row) for row in rows[:SHOWN_ROWS]]
    if len(rows) > SHOWN_ROWS:
        return f"rows {', '.join(shown)}, … ({len(rows)} in all)"
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"


def shorten(value: object) -> str:
    """A value as it is shown in an error: quoted, on one line, not too long."""
    text = repr(value)
    return text if len(text) <= SHOWN_TEXT else f"{text[: SHOWN_TEXT - 1]}…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(faults: tuple[Fault, ...]) -> str:
    if len(faults) == 1:
        return str(faults[0])
    lines = [f"{number}. {fault}" for number, fault in enumerate(faults, start=1)]
    return "\n".join([f"{len(faults)} things to mend:", *lines])
