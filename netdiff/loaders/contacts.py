"""Contact logs: who met whom, when, for how long; sensor records, diaries, messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_positive
from netdiff.layer import Layer
from netdiff.loaders._contact_spans import SECOND, Columns, Spans, columns_of, joined, likely_slot, spans_of
from netdiff.loaders._identify import Identified, identify
from netdiff.loaders._limits import Limits
from netdiff.loaders._table import Reading, Table, read_table
from netdiff.loaders._words import some
from netdiff.loaders.people import People, read_people
from netdiff.network import Network
from netdiff.receipt import Receipt
from netdiff.times import parse_period

__all__ = ["read_contacts"]

Bools = npt.NDArray[np.bool_]
DAY = 86_400 * SECOND
BUSY = 20.0


def read_contacts(  # noqa: PLR0913
    source_file: Any,
    *,
    source: str | None = None,
    target: str | None = None,
    start: str | None = None,
    end: str | None = None,
    duration: str | None = None,
    people: Any = None,
    group: str | None = None,
    layer: str = "contacts",
    means: str | None = None,
    directed: bool = False,
    weight: str | None = None,
    slot: str | float | None = None,
    gap: str | float = 0,
    min_duration: str | float | None = None,
    half_life: str | float | None = None,
    everybody: bool = False,
    tz: str | None = None,
    day_first: bool | None = None,
    missing: Mapping[str, Iterable[object]] | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    limits: Limits | None = None,
) -> Network:
    """Read a log of contacts or messages into one dated network.

    Parameters
    ----------
    source_file : path, file, or data frame
        One row per contact (start and end, or start and length), per instant, or per sensor slot.
    source, target, start, end, duration : str, optional
        The columns; found by their usual names, or in a file without header by which one rises like a clock.
    people : path, file, frame or People, optional
        Who took part; people without any contact stay in the network.
    group : str, optional
        Column of stakeholder groups in the people sheet.
    layer : str
        Name of the layer.
    means : str, optional
        `"meets"` unless `directed`, which has no default.
    directed : bool
        Whether source and target differ (messages, calls).
    weight : {"duration", "count"}, optional
        Seconds or number of contacts; by default seconds where there are lengths.
    slot : length of time, optional
        Length of a sensor's slots (`"20s"`), found where records follow each other so; 0 says there are none. A record
        at t covers the slot that ends at t; slots that follow each other are one contact.
    gap : length of time
        Contacts of a pair at most so far apart are one.
    min_duration : length of time, optional
        Shorter contacts are set aside.
    half_life : length of time, optional
        Weights fade by half with each such time before the end of the log.
    everybody : bool
        Whether everybody on the people sheet was watched (a badge, a diary). Otherwise only who occurs in the log
        counts as observed, and for the others no contact is not a zero.
    tz : str, optional
        Time zone of the clocks, needed where some times have one and others not.
    day_first : bool, optional
        How to read 05/01/2031 where nothing else tells.
    missing : mapping, optional
        Codes for "not known" in columns of the people sheet.
    sheet, encoding, delimiter, header, limits
        Say how to read the file where the finding goes wrong.

    Returns
    -------
    Network
        One row of `ties` per contact with local `start` and `end` (or plain numbers where the log counts seconds).

    Raises
    ------
    DataError
        With file, column, rows, value and the cure.

    Notes
    -----
    Lengths are reckoned on one clock, so a contact in the night when the clocks change is as long as it was. A contact
    of no length counts as one second. Reports of one contact from both sides overlap and are one contact. Where the log
    is silent for long the receipt says so: no data is not no contact. Stability: stable.

    Examples
    --------
    >>> log = pd.DataFrame(
    ...     {
    ...         "a": ["B-1", "b1", "B-2"],
    ...         "b": ["B-2", "B-2", "B-1"],
    ...         "start": ["2031-06-02 09:00"] * 3,
    ...         "duration": ["40 s", "00:01:00", "20"],
    ...     }
    ... )
    >>> net = read_contacts(log)
    >>> net.ties[["source", "target", "weight"]].to_numpy().tolist()
    [['B-1', 'B-2', 60.0]]
    """
    check_choice(weight or "count", "weight", ("duration", "count"))
    table = read_table(source_file, Reading(encoding, delimiter, sheet, header, limits or Limits()))
    columns = columns_of(table, Columns(source or "", target or "", start, end, duration))
    known = None if people is None else read_people(people, group=group, missing=missing)
    who = identify([table.cells[columns.source], table.cells[columns.target]], _directory(known), table.rows)
    spans = spans_of(table, columns, tz=tz, day_first=day_first)
    rule = _Rule(directed, columns.instants, _ms(slot), _ms(gap) or 0.0, _ms(min_duration), _ms(half_life))
    contacts, receipt = _contacts(table, who, spans, rule)
    usual = "count" if contacts.attrs["instants"] else "duration"
    meaning = Layer(
        layer,
        means or ("meets" if not directed else _said(table)),
        directed=directed,
        weight_is=weight or usual,
        boundary="log",
    )
    log = _Log(table, contacts, who, receipt, spans, tz)
    return _network(log, known, meaning, everybody=everybody)


@dataclass(frozen=True, eq=False, slots=True)
class _Log:
    """A log as read: contacts in milliseconds, who took part, what became of the rows."""

    table: Table
    contacts: pd.DataFrame
    who: Identified
    receipt: Receipt
    spans: Spans
    tz: str | None


@dataclass(frozen=True, slots=True)
class _Rule:
    """How rows become contacts; lengths in milliseconds."""

    directed: bool
    instants: bool
    slot: float | None
    gap: float
    least: float | None
    half: float | None


def _said(table: Table) -> str:
    raise table.error(
        "a log with a direction must say what a row means",
        "Pass means='tells' where the first person informs the second, or means='turns_to' where the first one asks.",
    )


def _ms(length: str | float | None) -> float | None:
    if length is None or length == 0:
        return None if length is None else 0.0
    if isinstance(length, str):
        return float(parse_period(length).total_seconds()) * SECOND
    return check_positive(length, "a length of time in seconds") * SECOND


def _directory(people: People | None) -> Any:
    return people.directory() if people is not None else None


def _contacts(table: Table, who: Identified, spans: Spans, rule: _Rule) -> tuple[pd.DataFrame, Receipt]:
    """One row per contact: source, target, start, end (milliseconds), row; and what became of every row."""
    one, two = who.coded
    table = table.note(*spans.notes, *who.notes)
    named = (one.codes >= 0) & (two.codes >= 0)
    reasons = {
        "nobody is named on one side (whoever is named stays in the network)": ~named,
        "a contact with oneself": named & (one.codes == two.codes),
        **spans.faults,
    }
    gone, receipt = np.zeros(len(table), dtype=bool), table.receipt
    for reason, mask in reasons.items():
        fresh = mask & ~gone
        receipt = receipt.with_line("rows", "set aside", reason, rows=table.rows[fresh], file=table.file)
        gone |= fresh
    rows = np.flatnonzero(~gone)
    frame = pd.DataFrame({"source": one[rows], "target": two[rows], "start": spans.start[rows], "end": spans.end[rows],
                          "row": table.rows[rows]})  # fmt: skip
    return _joined(frame, rule, receipt, table.file)


def _joined(frame: pd.DataFrame, rule: _Rule, receipt: Receipt, file: str | None) -> tuple[pd.DataFrame, Receipt]:
    pair = _pairs(frame, directed=rule.directed)
    slot = (
        rule.slot
        if rule.slot is not None
        else (likely_slot(pair, frame["start"].to_numpy()) if rule.instants else None)
    )
    instants = rule.instants and not slot
    if slot and rule.instants:
        receipt = receipt.with_note(f"Records come in slots of {slot / SECOND:g} s; slots in a row are one contact.")
        frame = frame.assign(start=frame["end"] - slot)
    if not instants:
        first, start, end, again = joined(pair, frame["start"].to_numpy(), frame["end"].to_numpy(), rule.gap)
        reason = "tell of a contact that another row tells of (overlapping, or slots in a row)"
        receipt = receipt.with_line("rows", "merged", reason, rows=frame["row"][again], file=file)
        frame = frame.iloc[first].assign(start=start, end=end)
    short = ((frame["end"] - frame["start"]) < (rule.least or 0.0)).to_numpy()
    receipt = receipt.with_line("rows", "set aside", "shorter than min_duration", rows=frame["row"][short], file=file)
    kept = frame[~short].sort_values(["start", "row"], kind="stable").reset_index(drop=True)
    receipt = receipt.with_line("rows", "kept", "contacts", len(kept), file=file)
    weight = np.ones(len(kept)) if instants else np.maximum((kept["end"] - kept["start"]) / SECOND, 1.0)
    if rule.half:
        weight = weight * 0.5 ** ((kept["end"].max() - kept["end"]) / rule.half)
    kept = kept.assign(weight=weight)
    kept.attrs["instants"] = instants
    return kept, receipt


def _pairs(frame: pd.DataFrame, *, directed: bool) -> npt.NDArray[np.int64]:
    """One number per pair; either way round unless directed."""
    one, two = (frame[end].cat.codes.to_numpy().astype(np.int64) for end in ("source", "target"))
    low, high = (one, two) if directed else (np.minimum(one, two), np.maximum(one, two))
    return np.asarray(low * len(frame["source"].cat.categories) + high, dtype=np.int64)


def _network(log: _Log, people: People | None, layer: Layer, *, everybody: bool) -> Network:
    contacts, who, receipt = log.contacts, log.who, log.receipt
    nodes = _nodes(who, people)
    watched = nodes.index.isin(who.everybody) | everybody
    answers = pd.DataFrame({layer.name: np.where(watched, "answered", "not_asked")}, index=nodes.index)
    ties = contacts[["source", "target"]].assign(
        layer=layer.name,
        weight=1.0 if layer.weight_is == "count" else contacts["weight"],
        start=_kept_time(contacts["start"], log.spans, log.tz),
        end=_kept_time(contacts["end"], log.spans, log.tz),
    )
    if layer.weight_is == "count" and contacts.attrs["instants"]:
        ties["weight"] = contacts["weight"]
    receipt = receipt.with_received("ties", len(ties), file=log.table.file)
    receipt = receipt.with_line("ties", "kept", "contacts", len(ties), file=log.table.file)
    receipt = receipt.with_note(*_oddities(contacts, log.spans))
    full = receipt if people is None else people.receipt.plus(receipt)
    if len(who.review):
        full = full.with_review(who.review)
    period = "second" if log.spans.numeric else "day"
    return Network(nodes, ties, layer, answers=answers, period=period, receipt=full)


def _nodes(who: Identified, people: People | None) -> pd.DataFrame:
    if people is not None:
        nodes = pd.concat([people.frame, who.added]) if len(who.added) else people.frame
        if "unsettled" in nodes:
            nodes["unsettled"] = nodes["unsettled"].eq(other=True).fillna(value=False).astype(bool)
            nodes = nodes if nodes["unsettled"].any() else nodes.drop(columns="unsettled")
        return nodes.rename_axis("node")
    return pd.DataFrame(index=pd.Index(sorted(who.everybody), dtype="str", name="node"))


def _kept_time(clock: pd.Series, spans: Spans, tz: str | None) -> pd.Series:
    if spans.numeric:
        return clock / SECOND
    stamps = pd.Series(pd.DatetimeIndex(clock.to_numpy().astype("int64").astype("datetime64[ms]")), index=clock.index)
    return stamps.dt.tz_localize("UTC").dt.tz_convert(tz).dt.tz_localize(None) if tz is not None else stamps


def _oddities(contacts: pd.DataFrame, spans: Spans) -> list[str]:
    """Long silences of the log, and people with far more contacts than others."""
    notes = []
    if len(contacts) > 1:
        reached = np.maximum.accumulate(contacts["end"].to_numpy())
        silence = contacts["start"].to_numpy()[1:] - reached[:-1]
        long = silence > max(DAY, 0.05 * (reached[-1] - contacts["start"].iloc[0]))
        if long.any():
            notes.append(
                f"The log is silent for more than a day {int(long.sum())} times: no data, which is not no contact."
            )
    counts = pd.concat([contacts["source"], contacts["target"]]).value_counts()
    busy = int((counts > BUSY * counts.median()).sum()) if len(counts) > 5 else 0
    if busy:
        notes.append(
            f"More than {BUSY:g} times the usual number of contacts: {some(busy, 'person', 'people')}. "
            "A lost badge, or a go-between?"
        )
    unit = "seconds from the log's start" if spans.numeric else "local time"
    return [*notes, f"Start and end are in {unit}."]
