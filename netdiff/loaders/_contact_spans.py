"""Rows of a contact log → spans of time on one clock; overlapping reports of one contact joined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.loaders._columns import find, named, paired
from netdiff.loaders._dates import Times, parse_durations, parse_times
from netdiff.loaders._table import Table

__all__ = ["Columns", "Spans", "columns_of", "joined", "likely_slot", "spans_of"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
SECOND = 1_000.0
FEWEST_RECORDS = 10


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a contact log; `end` and `duration` are None for instants."""

    source: str
    target: str
    start: str | None
    end: str | None = None
    duration: str | None = None

    @property
    def instants(self) -> bool:
        """Whether rows are points in time."""
        return self.end is None and self.duration is None


@dataclass(frozen=True, eq=False)
class Spans:
    """One span per row, in milliseconds on one clock; NaN where there is none, and why."""

    start: Floats
    end: Floats
    faults: dict[str, Bools]
    numeric: bool
    notes: tuple[str, ...]


def columns_of(table: Table, said: Columns) -> Columns:
    """The columns as said or found; a file without header is read as time-who-whom or who-whom-time."""
    if table.columns[:3] == ["1", "2", "3"] and not said.source:
        return _numbered(table, said)
    start = _optional(table, said.start, "start") or _optional(table, None, "time")
    end, duration = _optional(table, said.end, "end"), _optional(table, said.duration, "duration")
    free = [name for name in table.columns if name not in (start, end, duration)]
    pair = paired(free) or (None, None)
    source = named(table, said.source) if said.source else (_one_of(free, table, "source") or pair[0])
    target = named(table, said.target) if said.target else (_one_of(free, table, "target") or pair[1])
    if not source or not target or source == target:
        listed = ", ".join(table.columns)
        raise table.error(
            "no two columns say who met whom", f"Say which, source='...', target='...'. The columns are {listed}."
        )
    if start is None and not (end and duration):
        listed = ", ".join(table.columns)
        raise table.error("no column says when", f"Say which, start='...'. The columns are {listed}.")
    return Columns(source, target, start, end, duration)


def _one_of(free: list[str], table: Table, role: str) -> str | None:
    """The column of this role, unless it has another part already (`From` and `To` may be times)."""
    found = find(table, role)
    return found if found in free else None


def _optional(table: Table, given: str | None, role: str) -> str | None:
    return named(table, given) if given is not None else find(table, role)


def _numbered(table: Table, said: Columns) -> Columns:
    """Of the first three columns, the one whose numbers never fall is the time; the first one where several do."""
    rising = []
    for name in ("1", "3"):
        times = pd.to_numeric(table.cells[name], errors="coerce").to_numpy()
        rising.append(len(times) > 0 and not np.isnan(times).any() and bool((np.diff(times) >= 0).all()))
    if said.start is not None:
        first = named(table, said.start) == "1"
    elif rising[0] or not rising[1]:
        first = True
    else:
        first = False
    if not any(rising) and said.start is None and len(table) > 1:
        raise table.error(
            "the file has no header, and neither its first nor its third column rises like a clock",
            "Say which column is which, for example start='1', source='2', target='3'.",
        )
    return Columns("2", "3", "1") if first else Columns("1", "2", "3")


def spans_of(table: Table, columns: Columns, *, tz: str | None, day_first: bool | None) -> Spans:
    """The span of each row, from start and end, start and duration, or an instant."""
    size = len(table)
    first, last = _both_times(table, columns, tz, day_first=day_first)
    length, odd_length = np.full(size, np.nan), np.zeros(size, dtype=bool)
    if columns.duration is not None:
        length, odd_length = parse_durations(table.cells[columns.duration], columns.duration)
        length = length * SECOND
    start = first.clock if first is not None else np.full(size, np.nan)
    end = last.clock if last is not None else np.full(size, np.nan)
    start = np.where(np.isnan(start), end - length, start)
    end = np.where(np.isnan(end), start + length, end)
    if columns.instants:
        end = start
    known = [times for times in (first, last) if times is not None]
    unclear = np.logical_or.reduce([times.unclear for times in known])
    unreadable = np.logical_or.reduce([times.unreadable for times in known]) | odd_length
    faults = {
        "two readings of day and month: say day_first=True or False": unclear,
        "a time or length that cannot be read": unreadable & ~unclear,
        "no start": np.isnan(start) & ~unclear & ~unreadable,
        "no end and no length": np.isnan(end) & ~np.isnan(start) & ~unclear & ~unreadable,
        "ends before it starts": end < start,
    }
    notes = tuple(dict.fromkeys(note for times in known for note in times.notes)) + _conflicts(start, end, length)
    return Spans(start, end, faults, known[0].numeric, notes)


def _both_times(
    table: Table, columns: Columns, tz: str | None, *, day_first: bool | None
) -> tuple[Times | None, Times | None]:
    """Start and end read as one column, so that one notation is read one way in both."""
    names = [name for name in (columns.start, columns.end) if name is not None]
    both = pd.concat([table.cells[name] for name in names], ignore_index=True)
    read = parse_times(both, tz=tz, day_first=day_first)
    parts = [_part(read, slice(k * len(table), (k + 1) * len(table))) for k in range(len(names))]
    found = dict(zip(names, parts, strict=True))
    return found.get(columns.start or ""), found.get(columns.end or "")


def _part(times: Times, rows: slice) -> Times:
    local = times.local.iloc[rows].reset_index(drop=True)
    return Times(times.clock[rows], local, times.unreadable[rows], times.unclear[rows], times.numeric, times.notes)


def _conflicts(start: Floats, end: Floats, length: Floats) -> tuple[str, ...]:
    odd = int((np.abs((end - start) - length) > 60 * SECOND).sum())
    return (
        (f"{odd} rows give a length that differs from end less start by over a minute; the end was believed.",)
        if odd
        else ()
    )


def likely_slot(pair: npt.NDArray[np.int64], time: Floats) -> float | None:
    """The length of a sensor's slots in milliseconds, where most records of a pair follow the last by one slot."""
    if len(time) < FEWEST_RECORDS:
        return None
    order = np.lexsort((time, pair))
    steps = np.diff(time[order])[np.diff(pair[order]) == 0]
    steps = steps[steps > 0]
    if not len(steps):
        return None
    lengths, counts = np.unique(steps, return_counts=True)
    common = float(lengths[np.argmax(counts)])
    whole = np.isclose(np.mod(time - time.min(), common), 0).all()
    often = counts.max() >= 0.3 * len(steps)
    return common if whole and often and common == lengths.min() and common <= 600 * SECOND else None


def joined(
    pair: npt.NDArray[np.int64], start: Floats, end: Floats, gap: float = 0.0
) -> tuple[npt.NDArray[np.int64], Floats, Floats, Bools]:
    """Spans of one pair that overlap or touch (or lie at most `gap` apart) as one contact.

    Returns
    -------
    first : positions of the row that begins each contact
    start, end : of each contact
    again : rows that another row already tells of
    """
    if not len(pair):
        empty = np.empty(0)
        return np.empty(0, dtype=np.int64), empty, empty, np.empty(0, dtype=bool)
    order = np.lexsort((start, pair))
    who, begins = pair[order], start[order]
    reached = pd.Series(end[order]).groupby(who).cummax().to_numpy()
    new = np.ones(len(order), dtype=bool)
    new[1:] = (who[1:] != who[:-1]) | (begins[1:] > reached[:-1] + gap)
    heads = np.flatnonzero(new)
    tails = np.r_[heads[1:], len(order)] - 1
    again = np.zeros(len(order), dtype=bool)
    again[order[~new]] = True
    return order[heads], begins[heads], reached[tails], again
