"""Dates or periods of adoption in a column: blank is "not by then", a code for never is never a date."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from netdiff.loaders._cells import blank_mask, tidy
from netdiff.loaders._columns import named
from netdiff.loaders._dates import Times, parse_times
from netdiff.loaders._survey_rows import TIMES, squeezed
from netdiff.loaders._table import Table
from netdiff.loaders._words import NEVER
from netdiff.receipt import Receipt
from netdiff.times import AdoptionTable

__all__ = ["adoption_of", "read_times", "suspicious_code"]

FAR_CODES = {77.0, 88.0, 97.0, 98.0, 99.0, 888.0, 997.0, 998.0, 999.0, 9999.0, -1.0, -9.0, -99.0}


def adoption_of(
    table: Table, who: pd.Series, said: Any, receipt: Receipt
) -> tuple[AdoptionTable | None, str | None, Receipt]:
    """The adoption table of a survey column, the unit of time, and the receipt; an unclear date is no row."""
    if said.adopted is None:
        return None, None, receipt
    column = named(table, said.adopted)
    times, receipt = read_times(table, column, said.never, receipt, day_first=said.day_first, tz=said.tz)
    seen = _answered_on(table) if not times.numeric else None
    frame = pd.DataFrame({"node": who.to_numpy(), "innovation": column, "adopted": times.local.to_numpy()})
    if not times.numeric:
        frame["observed_until"] = seen.to_numpy() if seen is not None else pd.NaT
        frame["observed_until"] = frame["observed_until"].astype("datetime64[ms]")
        frame["observed_until"] = frame["observed_until"].where(~(frame["adopted"] > frame["observed_until"]))
    frame = frame[~(times.unclear | times.unreadable)].drop_duplicates("node", keep="last")
    return AdoptionTable(frame), None if times.numeric else "day", receipt


def read_times(
    table: Table, column: str, never: Iterable[object] | None, receipt: Receipt,
    *, day_first: bool | None = None, tz: str | None = None,
) -> tuple[Times, Receipt]:  # fmt: skip
    """Times in a column, the codes for never blanked, what is unclear or unreadable set aside and counted."""
    cells = tidy(table.cells[column])
    codes = list(never) if never is not None else []
    said_never = (
        blank_mask(cells, codes, words=False) & (cells != "").to_numpy() if codes else np.zeros(len(cells), dtype=bool)
    )
    said_never |= cells.str.casefold().isin(NEVER).to_numpy()
    times = parse_times(cells.where(~said_never, ""), tz=tz, day_first=day_first)
    if never is None and times.numeric:
        _refuse_suspicious(table, column, times)
    receipt = receipt.with_received("times", int((cells != "").sum()), file=table.file)
    good = ~(times.unreadable | times.unclear | said_never) & (cells != "").to_numpy()
    lines = [
        ("kept", f"read from {column!r}", good),
        ("kept", "say 'never': not adopted by then", said_never),
        ("set aside", "two readings of day and month: say day_first=True or False", times.unclear),
        ("set aside", "not a time", times.unreadable),
    ]
    for outcome, reason, mask in lines:
        receipt = receipt.with_line("times", outcome, reason, rows=table.rows[mask], file=table.file)
    return times, receipt.with_note(*times.notes)


def suspicious_code(values: pd.Series) -> float | None:
    """A last value that looks like a code for never: far beyond the rest, or a heap right at the end."""
    filled = values.dropna()
    if filled.nunique() < 3:
        return None
    counts = filled.value_counts().sort_index()
    last, before = float(counts.index[-1]), float(counts.index[-2])
    if last in FAR_CODES and last > 1.5 * max(before, 1.0):
        return last
    typical = float(counts.iloc[:-1].median())
    heap = counts.iloc[-1] >= max(3.0 * typical, 5.0) and counts.iloc[-1] >= 0.1 * len(filled)
    return last if heap and last - before <= 2 else None


def _refuse_suspicious(table: Table, column: str, times: Times) -> None:
    code = suspicious_code(pd.Series(times.local))
    if code is None:
        return
    mask = (times.local == code).to_numpy()
    share = mask.mean()
    raise table.error(
        f"{share:.0%} of the times are {code:g}, the last one: this looks like a code for 'never adopted'",
        f"Pass never=[{code:g}] if it is, or never=[] if they did adopt then.",
        column=column, rows=table.rows[mask], value=f"{code:g}",
    )  # fmt: skip


def _answered_on(table: Table) -> pd.Series | None:
    names = {squeezed(name): name for name in table.columns}
    column = next((names[name] for name in TIMES if name in names), None)
    if column is None:
        return None
    times = parse_times(table.cells[column])
    return None if times.numeric else times.local
