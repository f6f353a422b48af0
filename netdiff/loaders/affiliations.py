"""People and what they belong or go to: long, wide, matrix, or lists of names in a cell; kept two-mode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from netdiff.layer import Layer
from netdiff.loaders._cells import clean, tidy, to_numbers
from netdiff.loaders._columns import columns_like, find, named, plain
from netdiff.loaders._dates import parse_times
from netdiff.loaders._identify import identify
from netdiff.loaders._limits import Limits
from netdiff.loaders._matrix_table import grid_of
from netdiff.loaders._mentions import split_names
from netdiff.loaders._roster_cells import ratings
from netdiff.loaders._table import Reading, Table, read_table
from netdiff.loaders._ties import settle_ties
from netdiff.loaders._words import ABSENT, BLANKS, NOES, NOT_ONE_PERSON, TICKS, some
from netdiff.loaders.names import Directory
from netdiff.loaders.people import People, read_people
from netdiff.network import Network

__all__ = ["read_affiliations"]

LISTS = ("attendees", "participants", "present", "attended by", "who came", "who attended", "people present", "members")
EVENTS = (
    "event",
    "meeting",
    "attended",
    "organisation",
    "organization",
    "group",
    "body",
    "session",
    "project",
    "club",
    "board",
)
LARGE_SHARE = 0.5


def read_affiliations(  # noqa: PLR0913
    source: Any,
    *,
    person: str | None = None,
    event: str | None = None,
    attended: str | Sequence[str] | None = None,
    date: str | None = None,
    weight: str | None = None,
    people: Any = None,
    group: str | None = None,
    layer: str = "attended",
    modes: tuple[str, str] = ("person", "event"),
    form: str | None = None,
    separator: str | None = None,
    day_first: bool | None = None,
    warn_share: float = LARGE_SHARE,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    limits: Limits | None = None,
) -> Network:
    """Read who belongs or goes to what, and keep both kinds of nodes.

    Parameters
    ----------
    source : path, file, or data frame
        Long (one row per person and event), a matrix of people by events, or one row per event with a list of names.
    person, event : str, optional
        Columns of a long file, found by their usual names; in a matrix `person` is the column of names.
    attended : str or list, optional
        The columns that hold lists of names (one row per event).
    date, weight : str, optional
        In a long file or a list: when, and how often or how long.
    people : path, file or frame, optional
        A people sheet, against which names are set.
    group : str, optional
        Its column of stakeholder groups.
    layer : str
        Name of the layer.
    modes : pair of str
        What the two kinds of nodes are; `("person", "organisation")` for memberships.
    form : {"long", "matrix", "lists"}, optional
        The make of the file where it should not be found.
    separator : str, optional
        What parts the names in a cell.
    day_first : bool, optional
        How to read 05/01/2031.
    warn_share : float
        Above which share of all joint attendances made by one event the receipt warns.
    sheet, encoding, delimiter, header, limits
        Say how to read the file where the finding goes wrong.

    Returns
    -------
    Network
        Two-mode; `net.project()` makes ties between people.

    Raises
    ------
    DataError
        Where the form cannot be made out.

    Notes
    -----
    Who sent apologies was not there. Nodes of the two kinds that bear one name get their kind behind it.
    Stability: stable.

    Examples
    --------
    >>> sheet = pd.DataFrame({"name": ["Ann", "Bo", "Total"], "Kick-off": ["x", "x", "2"], "Open day": ["", "x", "1"]})
    >>> net = read_affiliations(sheet)
    >>> len(net.ties), net.project().ties["weight"].tolist()
    (3, [1.0])
    """
    reading = Reading(encoding, delimiter, sheet, header, limits or Limits())
    table = read_table(source, reading)
    known = None if people is None else read_people(people, group=group)
    said = _Said(person, event, attended, date, weight, separator, day_first)
    made = _pairs(table, known, said, form or _form(table, said))
    meaning = Layer(layer, "meets", directed=False, weight_is="count", source_mode=modes[0], target_mode=modes[1])
    return _network(made, known, meaning, modes, warn_share)


@dataclass(frozen=True, slots=True)
class _Said:
    """The columns as said."""

    person: str | None
    event: str | None
    attended: str | Sequence[str] | None
    date: str | None
    weight: str | None
    separator: str | None
    day_first: bool | None


@dataclass(frozen=True, eq=False, slots=True)
class _Made:
    """Rows `person`, `event`, `weight`, `row` (and `start`); the table with its receipt; every event named."""

    table: Table
    pairs: pd.DataFrame
    events: list[str]


def _form(table: Table, said: _Said) -> str:
    if said.attended is not None:
        return "lists"
    if said.event is not None and said.person is not None:
        return "long"
    if matrix_share(table, said.person or table.columns[0]) >= 0.9 and len(table.columns) > 2:
        return "matrix"
    if _event_column(table, said) is not None and (said.person or _person_column(table)) is not None:
        people = _person_column(table) or table.columns[0]
        lists = tidy(table.cells[people]).str.contains(r"[;\n]").mean()
        return "lists" if lists > 0.3 or plain(people) in LISTS else "long"
    if len(table.columns) == 2:
        return "long"
    raise table.error(
        "it is not clear how this file says who went to what",
        "Say person='...' and event='...' for one row per attendance, attended='...' for lists, or form='matrix'.",
    )


def matrix_share(table: Table, names: str) -> float:
    """Share of cells outside the names that are a tick, a number or blank."""
    cells = table.cells.drop(columns=[names]).to_numpy(dtype=object).ravel()[:20_000]
    if not len(cells):
        return 0.0
    values = {str(cell): str(cell).strip().casefold() for cell in set(cells)}
    plain = {
        raw: text in ("", *TICKS, *NOES, *ABSENT) or text.replace(".", "", 1).isdigit() for raw, text in values.items()
    }
    return float(np.mean([plain[str(cell)] for cell in cells]))


def _event_column(table: Table, said: _Said) -> str | None:
    if said.event is not None:
        return named(table, said.event)
    return next((name for name in table.columns if name.casefold().strip() in EVENTS), None)


def _person_column(table: Table) -> str | None:
    listed = next((name for name in table.columns if plain(name) in LISTS), None)
    return listed or find(table, "name") or find(table, "id") or find(table, "source")


def _pairs(table: Table, known: People | None, said: _Said, form: str) -> _Made:
    """The attendances of a file of this form."""
    if form == "matrix":
        return _from_matrix(table, known, said)
    if form == "lists":
        return _from_lists(table, known, said)
    return _from_long(table, known, said)


def _from_matrix(table: Table, known: People | None, said: _Said) -> _Made:
    grid = grid_of(table, named(table, said.person) if said.person else None)
    values = (
        np.column_stack([ratings(_less_absent(grid.cells[:, k])) for k in range(len(grid.columns))])
        if grid.columns
        else np.empty((0, 0))
    )
    at, place = np.nonzero(np.nan_to_num(values) > 0)
    person, table = _person_ids(pd.Series(grid.rows, dtype="str"), known, grid.table)
    events = np.array(grid.columns, dtype=object)
    frame = pd.DataFrame(
        {"person": person[at], "event": events[place], "weight": values[at, place], "row": grid.table.rows[at]}
    )
    noted = table.note(
        f"A matrix of {len(grid.rows)} by {len(grid.columns)}.",
        *[f"{t!r} was taken for totals." for t in grid.totals if t != "row"],
    )
    alone = pd.DataFrame({"person": person, "event": None, "weight": np.nan, "row": grid.table.rows})
    silent = alone[~alone["person"].isin(frame["person"])]
    whole = pd.concat([frame, silent], ignore_index=True) if len(silent) else frame
    return _Made(noted, whole, [str(event) for event in grid.columns])


def _less_absent(cells: Any) -> pd.Series:
    column = pd.Series(cells, dtype="str")
    return column.where(~column.str.casefold().str.strip().isin([*ABSENT, *BLANKS - {"x", "xx", "xxx"}]), "")


def _from_long(table: Table, known: People | None, said: _Said) -> _Made:
    event = _event_column(table, said) or table.columns[1]
    likely = [name for name in (_person_column(table), *table.columns) if name is not None and name != event]
    person = named(table, said.person) if said.person else (likely or table.columns)[0]
    events, persons = tidy(table.cells[event]), tidy(table.cells[person])
    blank = ((events == "") | (persons == "")).to_numpy()
    table = table.set_aside(blank, "no person or nothing to belong to")
    frame = pd.DataFrame({"event": events[~blank].to_numpy(), "weight": 1.0, "row": table.rows})
    frame["person"], table = _person_ids(persons[~blank].reset_index(drop=True), known, table)
    if said.weight or find(table, "weight"):
        frame["weight"] = to_numbers(
            tidy(table.cells[named(table, said.weight or str(find(table, "weight")))])
        ).to_numpy()
    table = _dated(table, frame, said)
    return _Made(table, frame, [])


def _dated(table: Table, frame: pd.DataFrame, said: _Said) -> Table:
    if said.date is None:
        return table
    times = parse_times(table.cells[named(table, said.date)], day_first=said.day_first)
    frame["start"] = frame["end"] = times.local.to_numpy()
    odd = int((times.unclear | times.unreadable).sum())
    return table.note(*times.notes, *[f"{odd} dates could not be read and were left blank."] * bool(odd))


def _from_lists(table: Table, known: People | None, said: _Said) -> _Made:
    columns = columns_like(table, said.attended) if said.attended else [_person_column(table) or table.columns[-1]]
    event = _event_column(table, said) or next(name for name in table.columns if name not in columns)
    directory = known.directory() if known is not None else Directory({})
    parts = []
    for name in columns:
        lists = [split_names(text, directory, said.separator) if text.strip() else () for text in table.cells[name]]
        counts = np.array([len(names) for names in lists], dtype=np.int64)
        at = np.repeat(np.arange(len(table)), counts)
        parts.append(pd.DataFrame({"at": at, "person": [clean(one) for names in lists for one in names]}))
    frame = pd.concat(parts, ignore_index=True)
    apologies = frame["person"].str.contains(r"\((?:sent )?apologies\)", case=False, regex=True)
    frame["person"] = frame["person"].str.replace(r"\s*\([^)]*\)$", "", regex=True)
    crowd = frame["person"].str.casefold().isin(NOT_ONE_PERSON)
    frame = frame[~apologies & ~crowd & ~frame["person"].str.casefold().isin(BLANKS)].reset_index(drop=True)
    frame["event"] = tidy(table.cells[event]).to_numpy()[frame["at"]]
    frame["row"], frame["weight"] = table.rows[frame["at"]], 1.0
    frame["person"], table = _person_ids(frame["person"].astype("str"), known, table, rows=frame["row"].to_numpy())
    if said.date is not None:
        table = _dated(table, whole := pd.DataFrame(index=range(len(table))), said)
        frame["start"] = frame["end"] = whole["start"].to_numpy()[frame["at"]]
    sorry = int(apologies.sum())
    notes = [f"Sent apologies and count as not there: {some(sorry, 'person', 'people')}."] * bool(sorry)
    if crowd.any():
        notes.append("Words for many people ('everyone', 'all staff') are nobody in particular and were left out.")
    noted = table.note(*notes)
    return _Made(noted, frame.drop(columns="at"), tidy(table.cells[event]).tolist())


def _person_ids(names: pd.Series, known: People | None, table: Table, rows: Any = None) -> tuple[Any, Table]:
    """Ids of the people named, and the table with names to be decided on its receipt."""
    who = identify([names], known.directory() if known is not None else None, rows if rows is not None else table.rows)
    receipt = table.receipt.with_note(*who.notes)
    return who.ids[0], replace(table, receipt=receipt.with_review(who.review) if len(who.review) else receipt)


def _network(made: _Made, known: People | None, layer: Layer, modes: tuple[str, str], warn: float) -> Network:
    table, pairs, events = made.table, made.pairs, made.events
    persons = pd.unique(pairs["person"].dropna())
    happenings = list(dict.fromkeys([*(event for event in events if event), *pairs["event"].dropna()]))
    listed = known.frame.index if known is not None else pd.Index([])
    both = set(persons) | set(listed)
    renamed = {event: f"{event} ({modes[1]})" if event in both else event for event in happenings}
    ties = pairs.dropna(subset=["event", "person"])
    ties = ties.assign(source=ties["person"], target=ties["event"].map(renamed), layer=layer.name)
    ties = ties.drop(columns=["person", "event"]).reset_index(drop=True)
    kept, _, receipt = settle_ties(ties, {layer.name: layer}, table.kept("rows"), file=table.file)
    nodes = _nodes(persons, listed, known, list(renamed.values()), modes)
    receipt = receipt if known is None else known.receipt.plus(receipt)
    share = _largest_share(kept)
    if share > warn:
        receipt = receipt.with_note(
            f"One {modes[1]} alone makes {share:.0%} of all joint attendances: look at it before you project."
        )
    states = np.where(
        nodes["mode"] == modes[0], np.where(nodes.index.isin(persons), "answered", "not_asked"), "not_asked"
    )
    answers = pd.DataFrame({layer.name: states}, index=nodes.index)
    return Network(nodes, kept, layer, answers=answers, receipt=receipt, period="day" if "start" in kept else None)


def _nodes(
    persons: Any, listed: pd.Index, known: People | None, events: list[str], modes: tuple[str, str]
) -> pd.DataFrame:
    strange = [name for name in persons if name not in listed]
    people = pd.DataFrame(index=pd.Index(strange, dtype="str"))
    if known is not None:
        people = pd.concat([known.frame, people.assign(label=strange)]) if strange else known.frame
    people = people.assign(mode=modes[0])
    happenings = pd.DataFrame({"mode": modes[1]}, index=pd.Index(events, dtype="str"))
    if "label" in people:
        happenings["label"] = events
    return pd.concat([people, happenings]).rename_axis("node")


def _largest_share(ties: pd.DataFrame) -> float:
    sizes = ties["target"].value_counts().to_numpy(dtype=float)
    joint = sizes * (sizes - 1) / 2
    return float(joint.max() / joint.sum()) if len(joint) > 1 and joint.sum() > 0 else 0.0
