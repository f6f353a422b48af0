"""Times of adoption joined to a network by id: read, counted in periods, and accounted for."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_columns
from netdiff.adoption.cells import times_in_column
from netdiff.errors import DataError, Fault
from netdiff.network import Network
from netdiff.receipt import Receipt
from netdiff.times import AdoptionTable

__all__ = [
    "check_whole",
    "codes_told_in",
    "counted_in_periods",
    "is_dated",
    "joined_by_id",
    "known_of",
    "periods_of",
    "ties_told_in",
    "times_table",
]

CALENDAR = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}


def times_table(net: Network, times: Any, innovation: str | None, *, codes_told: bool) -> pd.DataFrame:
    """Times as a table with one innovation: from what was given, from the network's own, or from a column."""
    if times is None and net.adoption is not None:
        times = net.adoption
    if times is None or isinstance(times, str):
        column = "adopted_at" if times is None else times
        check_columns([column], net.nodes.columns)
        times = times_in_column(net.nodes[column], codes_told=codes_told)
    if not isinstance(times, AdoptionTable):
        series = pd.Series(times)
        series = series if pd.api.types.is_datetime64_any_dtype(series) else series.astype(np.float64)
        times = AdoptionTable(pd.DataFrame({"node": series.index, "adopted": series.to_numpy()}))
    return times.of(innovation)


def is_dated(table: pd.DataFrame) -> bool:
    """Whether times of adoption are dates, not numbers of periods."""
    return bool(pd.api.types.is_datetime64_any_dtype(table["adopted"]))


def counted_in_periods(table: pd.DataFrame, period: str | None) -> pd.DataFrame:
    """Dates as numbers of calendar periods, that of the first adoption being 1; numbers stay."""
    times = ("adopted", "dropped", "observed_until")
    blank = {
        name: np.nan for name in times if pd.api.types.is_datetime64_any_dtype(table[name]) and table[name].isna().all()
    }
    table = table.assign(**blank)
    dated = [name for name in times if pd.api.types.is_datetime64_any_dtype(table[name])]
    if not is_dated(table):
        return table
    if period not in CALENDAR:
        raise DataError(
            "times of adoption are dates", cure=f"Say what to count them in: period= one of {', '.join(CALENDAR)}."
        )
    numbers = {name: pd.PeriodIndex(table[name].astype("datetime64[ns]"), freq=CALENDAR[period]) for name in dated}
    first = numbers["adopted"].min()
    counted = {name: _ordinals(values, first.ordinal) for name, values in numbers.items()}
    return table.assign(**counted)


def _ordinals(values: pd.PeriodIndex, first: int) -> npt.NDArray[np.float64]:
    return np.where(values.isna(), np.nan, values.asi8 - first + 1.0)


def joined_by_id(table: pd.DataFrame, ids: pd.Index) -> tuple[pd.DataFrame, Receipt]:
    """The times in the order of the nodes; what belongs to nobody is set aside and told."""
    known = table["node"].isin(ids)
    if len(table) and not known.any():
        raise DataError(
            "no time of adoption belongs to anybody in the network",
            value=table["node"].iloc[0],
            cure=f"The ids of the network look like {ids[0]!r}." if len(ids) else "The network is empty.",
        )
    receipt = Receipt().with_received("times", len(table))
    receipt = receipt.with_line("times", "set aside", "of somebody who is not in the network", int((~known).sum()))
    receipt = receipt.with_line("times", "kept", "joined by id", int(known.sum()))
    columns = table[known].set_index("node")[["adopted", "dropped", "observed_until"]]
    return columns.apply(pd.to_numeric, errors="coerce").reindex(ids), receipt


def known_of(
    listed_ids: pd.Series, ids: pd.Index, unlisted: str | None, receipt: Receipt, *, told: bool
) -> tuple[pd.Series | None, Receipt]:
    """Of whom it is known if and when they adopted; None where it is of all."""
    if unlisted is not None:
        check_choice(unlisted, "unlisted", ("censored", "unknown"))
    listed = pd.Series(ids.isin(listed_ids), index=ids)
    reading = unlisted or ("unknown" if told else "censored")
    count = int((~listed).sum())
    if not count:
        return None, receipt
    words = {"unknown": "nothing is known of them", "censored": "they had not adopted"}[reading]
    receipt = receipt.with_note(f"{count} people stand nowhere among the times; it is taken that {words}.")
    return (listed if reading == "unknown" else None), receipt


def check_whole(toa: pd.Series) -> None:
    """Times must be whole periods."""
    odd = toa.notna() & (toa % 1 != 0)
    if odd.any():
        problem = "times of adoption must be whole periods"
        cure = "Round them down to periods first, for example with numpy.floor."
        raise DataError.of([Fault(problem, cure, column="adopted", value=float(toa[odd].iloc[0]))])


def codes_told_in(receipt: Receipt, given: pd.Series, toa: pd.Series, never: float | None) -> Receipt:
    """How many times were a code for never."""
    coded = int((given.notna() & toa.isna()).sum())
    if coded:
        receipt = receipt.with_note(f"{coded} times of {never:g} say 'never'; these people are censored.")
    return receipt


def ties_told_in(
    receipt: Receipt, net: Network, layer: str | None, known: pd.Series | None, by: str | None = None
) -> Receipt:
    """Ties that reach people without a time, and ties that leave a place or a group: what exposure rests on less."""
    ties = net.ties if layer is None else net.ties[net.ties["layer"] == layer]
    if known is not None and len(ties):
        lost = int((~(known.loc[ties["source"]].to_numpy() & known.loc[ties["target"]].to_numpy())).sum())
        what = "ties touch people of whom nothing is known; in exposure those count neither way"
        receipt = receipt.with_note(f"{lost:,} of {len(ties):,} {what}.")
    if by is not None:
        check_columns([by], net.nodes.columns)
    for column in dict.fromkeys(["place", "group", *([] if by is None else [by])]):
        if column in net.nodes and len(ties):
            receipt = receipt.with_note(_ties_that_leave(ties, net.nodes[column], column))
    return receipt


def _ties_that_leave(ties: pd.DataFrame, values: pd.Series, column: str) -> str:
    """How many ties join people who differ in a column, and of how many that is not known."""
    ends = [values.loc[ties[end]].to_numpy(dtype=object) for end in ("source", "target")]
    known = pd.notna(ends[0]) & pd.notna(ends[1])
    apart = int((ends[0][known] != ends[1][known]).sum())
    differ = {"place": "of different places", "group": "of different groups"}.get(column, f"who differ in {column!r}")
    unknown = int((~known).sum())
    told = f"{apart:,} of {len(ties):,} ties join people {differ}"
    return f"{told}; of {unknown:,} it is not known." if unknown else f"{told}."


def periods_of(toa: pd.Series, until: pd.Series, first: int | None, last: int | None, networks: int) -> tuple[int, ...]:
    """The periods observed, one after the other."""
    if not toa.notna().any() and (first is None or (last is None and not until.notna().any())):
        raise DataError("nobody adopted", cure="Say which periods were observed: first=1, last=12.")
    start = int(toa.min()) if first is None else first
    latest = [value for value in (toa.max(), until.max()) if not pd.isna(value)]
    if networks > 1:
        return tuple(range(start, start + networks))
    stop = int(max(latest)) if last is None else last
    return tuple(range(start, stop + 1))
