"""Dates or periods of adoption: who took it up, when, and until when we looked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from netdiff.errors import DataError
from netdiff.loaders._adoption_cells import read_times
from netdiff.loaders._cells import tidy
from netdiff.loaders._columns import find, named, pick
from netdiff.loaders._dates import Times, parse_times
from netdiff.loaders._identify import identify
from netdiff.loaders._limits import Limits
from netdiff.loaders._table import Reading, Table, read_table
from netdiff.loaders.people import People, read_people
from netdiff.network import Network
from netdiff.receipt import Receipt
from netdiff.times import AdoptionTable

__all__ = ["read_adoption"]


def read_adoption(  # noqa: PLR0913
    source: Any,
    *,
    who: str | None = None,
    adopted: str | None = None,
    dropped: str | None = None,
    innovation: str | None = None,
    observed_until: str | None = None,
    end: str | float | None = None,
    never: Iterable[object] | None = None,
    people: Any = None,
    everybody: bool = False,
    period: str | None = None,
    day_first: bool | None = None,
    tz: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    limits: Limits | None = None,
) -> Network:
    """Read dates or periods of adoption, for `nd.combine` with a network.

    Parameters
    ----------
    source : path, file, or data frame
        One row per person (and innovation). A blank date is "not by the last look".
    who, adopted, dropped, innovation, observed_until : str, optional
        Columns; found by their usual names.
    end : date or number, optional
        Until when everybody was watched; without it (and without `observed_until`) the receipt says that it is open.
    never : list, optional
        Codes that say "never" (99, last period + 1). A likely one that is not declared is an error.
    people : path, file or frame, optional
        The people sheet.
    everybody : bool
        Whether people on the sheet who are not in the file had not adopted by `end`; otherwise nothing is known of
        them.
    period : str, optional
        What one period is (`"month"`), for times in numbers.
    day_first : bool, optional
        How to read 05/01/2031.
    tz : str, optional
        Time zone, where some times have one.
    sheet, encoding, delimiter, header, limits
        Say how to read the file where the finding goes wrong.

    Returns
    -------
    Network
        Without ties; `adoption` holds the table.

    Raises
    ------
    DataError
        For a code for never that was not declared, and for a person who stands twice with different dates.

    Notes
    -----
    Who had not adopted is censored, not the last to adopt. Dates that cannot be read are no rows at all.
    Stability: stable.

    Examples
    --------
    >>> net = read_adoption(pd.DataFrame({"id": ["a", "b"], "adopted": ["2031-01-06", ""]}), end="2031-12-31")
    >>> net.adoption.frame["adopted"].isna().tolist(), net.period
    ([False, True], 'day')
    """
    table = read_table(source, Reading(encoding, delimiter, sheet, header, limits or Limits()))
    known = None if people is None else read_people(people)
    person = named(table, who) if who is not None else (find(table, "id") or pick(table, None, "name"))
    ids = identify([table.cells[person]], known.directory() if known is not None else None, table.rows)
    nobody = pd.isna(ids.ids[0])
    table, persons = table.set_aside(nobody, "nobody is named"), ids.ids[0][~nobody]
    table = table.note(*ids.notes)
    times, receipt = read_times(
        table, pick(table, adopted, "adopted"), never, table.receipt, day_first=day_first, tz=tz
    )
    frame = _frame(table, persons, times, dropped, innovation, day_first)
    frame["observed_until"] = _until(table, times, observed_until, end, day_first)
    frame, receipt = _settled(table, frame, times, receipt)
    if everybody and known is not None:
        frame = _with_everybody(frame, known.frame.index, end)
    frame, notes = _after_the_end(frame)
    full = receipt.with_note(*notes) if known is None else known.receipt.plus(receipt.with_note(*notes))
    full = full.with_review(ids.review) if len(ids.review) else full
    nodes = _nodes(known, frame)
    ties = pd.DataFrame({"source": [], "target": []}, dtype="str")
    unit = period if times.numeric else "day"
    return Network(nodes, ties, {}, adoption=AdoptionTable(frame), period=unit, receipt=full)


def _frame(
    table: Table,
    persons: Any,
    times: Times,
    dropped: str | None,
    innovation: str | None,
    day_first: bool | None,  # noqa: FBT001
) -> pd.DataFrame:
    what = named(table, innovation) if innovation is not None else find(table, "innovation")
    frame = pd.DataFrame({"node": persons, "adopted": times.local.to_numpy()}, index=table.cells.index)
    frame["innovation"] = tidy(table.cells[what]).replace("", "innovation") if what is not None else "innovation"
    column = named(table, dropped) if dropped is not None else find(table, "dropped")
    if column is not None:
        stopped = parse_times(table.cells[column], day_first=day_first)
        if stopped.local.notna().any() and stopped.numeric != times.numeric and times.local.notna().any():
            raise table.error(
                "adoption and giving up are told in different ways, one as dates and one as plain numbers",
                "Write both as dates or both as numbers; say never=[99] if a number is a code.",
                column=column,
            )
        blank: Any = np.nan if times.numeric else np.datetime64("NaT")
        kind = "float64" if times.numeric else "datetime64[ms]"
        same = stopped.numeric == times.numeric and stopped.local.notna().any()
        frame["dropped"] = stopped.local.to_numpy() if same else np.full(len(frame), blank, dtype=kind)
    elif not times.numeric:
        frame["dropped"] = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ms]")
    return frame


def _until(
    table: Table,
    times: Times,
    column: str | None,
    end: str | float | None,
    day_first: bool | None,  # noqa: FBT001
) -> Any:
    found = named(table, column) if column is not None else find(table, "observed_until")
    if found is not None:
        return parse_times(table.cells[found], day_first=day_first).local.to_numpy()
    if times.numeric:
        return float(end) if end is not None and not isinstance(end, str) else _number(end)
    stamp = pd.Timestamp(str(end)) if end is not None else pd.NaT
    return pd.Series(stamp, index=table.cells.index, dtype="datetime64[ms]").to_numpy()


def _number(end: str | None) -> float:
    if end is None:
        return float("nan")
    try:
        return float(end)
    except ValueError:
        raise DataError("times are in numbers, so end must be one", value=end, cure="For example end=18.") from None


def _settled(table: Table, frame: pd.DataFrame, times: Times, receipt: Receipt) -> tuple[pd.DataFrame, Receipt]:
    """Without dates that say nothing and rows that say again what another says; two different dates are a fault."""
    unknown = times.unclear | times.unreadable
    receipt = receipt.with_line(
        "rows", "set aside", "a date that cannot be read", rows=table.rows[unknown], file=table.file
    )
    left, rows = frame[~unknown], table.rows[~unknown]
    again = left.duplicated(["node", "innovation", "adopted"], keep="first").to_numpy()
    receipt = receipt.with_line("rows", "merged", "said before", rows=rows[again], file=table.file)
    left, rows = left[~again], rows[~again]
    twice = left.duplicated(["node", "innovation"], keep=False).to_numpy()
    if twice.any():
        raise table.error(
            "one person stands twice with different dates of adoption",
            "Keep one, or say which column tells innovations apart: innovation='...'.",
            rows=rows[twice],
            value=left["node"][twice].iloc[0],
        )
    return left.reset_index(drop=True), receipt.with_line("rows", "kept", "people", len(left), file=table.file)


def _with_everybody(frame: pd.DataFrame, index: pd.Index, end: str | float | None) -> pd.DataFrame:
    parts = [frame]
    for innovation, rows in frame.groupby("innovation", sort=False):
        rest = index.difference(rows["node"], sort=False)
        until = rows["observed_until"].max() if end is None else rows["observed_until"].iloc[0]
        parts.append(pd.DataFrame({"node": rest, "innovation": innovation, "observed_until": until}))
    return pd.concat(parts, ignore_index=True)


def _after_the_end(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """An adoption after the last look was not seen by then; open ends are told."""
    late = frame["adopted"] > frame["observed_until"]
    blank = frame["adopted"].isna()
    notes = [f"{int(late.sum())} adoptions after the last look count as not adopted by then."] if late.any() else []
    if blank.any() and frame["observed_until"][blank].isna().all():
        notes.append("It is not said until when people were watched: pass end= so that rates are right.")
    counts = f"{int((~blank & ~late).sum())} adopted, {int((blank | late).sum())} had not by the last look."
    return frame.assign(adopted=frame["adopted"].where(~late)), [counts, *notes]


def _nodes(known: People | None, frame: pd.DataFrame) -> pd.DataFrame:
    base = known.frame if known is not None else pd.DataFrame(index=pd.Index([], dtype="str"))
    new = [str(name) for name in pd.unique(frame["node"]) if name not in base.index]
    return pd.concat([base, pd.DataFrame(index=pd.Index(new, dtype="str"))]).rename_axis("node")
