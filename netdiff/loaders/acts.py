"""Sheets beside the network: acts, places, bodies that decide, what people can be asked to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from netdiff.loaders._attributes import typed
from netdiff.loaders._cells import clean, per_value, tidy, to_numbers
from netdiff.loaders._columns import find, pick
from netdiff.loaders._dates import parse_times
from netdiff.loaders._identify import identify
from netdiff.loaders._limits import Limits
from netdiff.loaders._table import Reading, Table, read_table
from netdiff.loaders.people import People, read_people
from netdiff.network import Network
from netdiff.receipt import Receipt

__all__ = ["read_acts"]

KINDS = {
    "asked": ("asked", "ask", "was asked", "invited", "request"),
    "did": ("did", "done", "did it", "attended", "signed", "took part", "acted", "came", "yes"),
    "led": ("led", "lead", "organised", "organized", "chaired", "ran", "hosted", "leader"),
    "joined ring": ("joined ring", "joined", "ring", "moved ring", "entered ring"),
    "left ring": ("left ring", "left", "dropped out", "quit", "stepped down"),
}
WORD_OF = {word: kind for kind, words in KINDS.items() for word in words}


def read_acts(
    acts: Any = None,
    *,
    places: Any = None,
    bodies: Any = None,
    asks: Any = None,
    people: Any = None,
    day_first: bool | None = None,
    tz: str | None = None,
    encoding: str | None = None,
    limits: Limits | None = None,
) -> Network:
    """Read the sheets that mobilisation and power are measured from, for `nd.combine` with a network.

    Parameters
    ----------
    acts : path, file or frame, optional
        One row per act: person, date, kind (asked, did, led, joined ring, left ring), who led it.
    places : path, file or frame, optional
        One row per place: place, population, number with the need.
    bodies : path, file or frame, optional
        One row per seat on a body that decides: body, seats, who sits (blank = empty seat), items raised.
    asks : path, file or frame, optional
        What people can be asked to do: ask, group, cost in days.
    people : path, file or frame, optional
        The people sheet that names are set against.
    day_first : bool, optional
        How to read 05/01/2031.
    tz : str, optional
        Time zone of the dates, where some have one.
    encoding, limits
        Say how to read the files where the finding goes wrong.

    Returns
    -------
    Network
        Without ties; its `acts`, `places`, `bodies` and `asks` hold the sheets under netdiff's names.

    Raises
    ------
    DataError
        Where a sheet lacks the column it is about.

    Notes
    -----
    A kind of act in a word netdiff doesn't know stays as it is. An act without a person or a readable date is set
    aside. Stability: stable.

    Examples
    --------
    >>> acts = pd.DataFrame({"person": ["ann", "bob"], "date": ["2031-01-06", ""], "kind": ["Signed", "led"]})
    >>> net = read_acts(acts)
    >>> net.acts[["node", "kind"]].to_numpy().tolist(), net.receipt.adds_up
    ([['ann', 'did']], True)
    """
    how = _How(Reading(encoding=encoding, limits=limits or Limits()), day_first, tz)
    known = None if people is None else read_people(people)
    read = [_acts(acts, known, how), _bodies(bodies, known, how)]
    tables = {"places": _places(places, how), "asks": _asks(asks, how)}
    receipt = known.receipt if known is not None else Receipt()
    for part in (*read, *tables.values()):
        receipt = receipt.plus(part.receipt) if part is not None else receipt
    frames = {name: part.frame for name, part in tables.items() if part is not None}
    frames |= {name: part.frame for name, part in zip(("acts", "bodies"), read, strict=True) if part is not None}
    ties = pd.DataFrame({"source": [], "target": []}, dtype="str")
    return Network(_nodes(known, [part for part in read if part is not None]), ties, {}, receipt=receipt, **frames)


@dataclass(frozen=True, slots=True)
class _How:
    reading: Reading
    day_first: bool | None
    tz: str | None


@dataclass(frozen=True, eq=False, slots=True)
class _Sheet:
    """A sheet under netdiff's names, what became of its rows, and who is named in it."""

    frame: pd.DataFrame
    receipt: Receipt
    named: Sequence[str] = ()


def _acts(source: Any, known: People | None, how: _How) -> _Sheet | None:
    if source is None:
        return None
    table = read_table(source, how.reading)
    person, led = _person_column(table), find(table, "led_by")
    columns = [table.cells[name] for name in (person, led) if name is not None]
    who = identify(columns, known.directory() if known is not None else None, table.rows)
    frame = pd.DataFrame({"node": who.ids[0]}, index=table.cells.index)
    date = find(table, "date") or find(table, "time")
    bad = np.zeros(len(table), dtype=bool)
    if date is not None:
        times = parse_times(table.cells[date], tz=how.tz, day_first=how.day_first)
        frame["date"] = times.local.to_numpy()
        bad = times.unreadable | times.unclear | frame["date"].isna().to_numpy()
        table = table.note(*times.notes)
    kind = find(table, "mode")
    words = tidy(table.cells[kind]) if kind is not None else pd.Series("did", index=table.cells.index)
    frame["kind"] = per_value(words, lambda text: WORD_OF.get(clean(text).casefold(), text or "did"))
    frame["led_by"] = who.ids[1] if led is not None else None
    frame["led_by"] = frame["led_by"].astype(object).where(frame["led_by"].notna(), None)
    _keep_rest(table, frame, {person, led, date, kind})
    nobody = frame["node"].isna().to_numpy()
    return _settled(table, frame, {"nobody is named": nobody, "no date that can be read": bad & ~nobody}, who)


def _bodies(source: Any, known: People | None, how: _How) -> _Sheet | None:
    if source is None:
        return None
    table = read_table(source, how.reading)
    body, person = pick(table, None, "body"), _person_column(table, skip="body")
    who = identify([table.cells[person]], known.directory() if known is not None else None, table.rows)
    frame = pd.DataFrame({"body": tidy(table.cells[body]).to_numpy(), "node": who.ids[0]}, index=table.cells.index)
    for role in ("seats", "raised"):
        column = find(table, role)
        if column is not None:
            frame[role] = to_numbers(tidy(table.cells[column])).to_numpy()
    frame["node"] = frame["node"].astype(object).where(frame["node"].notna(), None)
    _keep_rest(table, frame, {body, person, find(table, "seats"), find(table, "raised")})
    return _settled(table, frame, {"no body is named": (frame["body"] == "").to_numpy()}, who)


def _places(source: Any, how: _How) -> _Sheet | None:
    if source is None:
        return None
    table = read_table(source, how.reading)
    frame, receipt = _numbers_by(table, "place", ("population", "need"))
    return _Sheet(frame.drop_duplicates("place").set_index("place"), receipt)


def _asks(source: Any, how: _How) -> _Sheet | None:
    if source is None:
        return None
    return _Sheet(*_numbers_by(read_table(source, how.reading), "ask", ("cost",)))


def _numbers_by(table: Table, name: str, numbers: tuple[str, ...]) -> tuple[pd.DataFrame, Receipt]:
    key = pick(table, None, name)
    table = table.set_aside((tidy(table.cells[key]) == "").to_numpy(), f"no {name} is named")
    frame = pd.DataFrame({name: tidy(table.cells[key])})
    taken: set[str | None] = {key}
    for role in (*numbers, *(("group",) if name == "ask" else ())):
        column = find(table, role)
        if column is not None and column not in taken:
            taken.add(column)
            frame[role] = to_numbers(tidy(table.cells[column])) if role != "group" else tidy(table.cells[column])
    _keep_rest(table, frame, taken)
    return frame, table.kept(f"{name}s")


def _keep_rest(table: Table, frame: pd.DataFrame, taken: set[str | None]) -> None:
    for name in table.columns:
        if name not in taken and name not in frame:
            frame[name] = typed(table.cells[name]).to_numpy()


def _person_column(table: Table, *, skip: str = "") -> str:
    roles = ("id", "name", "source", "email")
    taken = find(table, skip) if skip else None
    found = next((column for role in roles if (column := find(table, role)) is not None and column != taken), None)
    return found or pick(table, None, "id")


def _settled(table: Table, frame: pd.DataFrame, reasons: dict[str, Any], who: Any) -> _Sheet:
    gone = np.logical_or.reduce(list(reasons.values()))
    receipt = table.receipt
    for reason, mask in reasons.items():
        receipt = receipt.with_line("rows", "set aside", reason, rows=table.rows[mask], file=table.file)
    left = replace(table, receipt=receipt.with_note(*who.notes), cells=table.cells[~gone], rows=table.rows[~gone])
    receipt = left.kept("rows")
    named = pd.unique(pd.concat([pd.Series(ids, dtype=object) for ids in who.ids]).dropna())
    receipt = receipt.with_review(who.review) if len(who.review) else receipt
    return _Sheet(frame[~gone].reset_index(drop=True), receipt, [str(name) for name in named])


def _nodes(known: People | None, parts: list[_Sheet]) -> pd.DataFrame:
    named = list(dict.fromkeys(name for part in parts for name in part.named))
    base = known.frame if known is not None else pd.DataFrame(index=pd.Index([], dtype="str"))
    new = [name for name in named if name not in base.index]
    return pd.concat([base, pd.DataFrame(index=pd.Index(new, dtype="str"))]).rename_axis("node")
