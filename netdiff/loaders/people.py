"""The people sheet: who there is, under which id and name, in which group and place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from netdiff.errors import DataError, Fault
from netdiff.loaders._attributes import attributes_of, identifier_notes
from netdiff.loaders._cells import blank_mask, tidy, undo_point_zero
from netdiff.loaders._columns import find, named
from netdiff.loaders._optouts import left_out, taken_back
from netdiff.loaders._table import Reading, Table, read_table
from netdiff.loaders._words import some
from netdiff.loaders.names import Directory, namesakes
from netdiff.receipt import Receipt

__all__ = ["People", "read_people"]


@dataclass(frozen=True, eq=False)
class People:
    """A people sheet.

    Parameters
    ----------
    frame : pandas.DataFrame
        Index = id; `label` and the other columns, reserved ones under netdiff's names.
    emails : mapping of str to str
        Id → e-mail address.
    receipt : Receipt
        What became of the sheet's rows.
    asked : pandas.Series
        Whether each person was asked to answer.
    """

    frame: pd.DataFrame
    emails: Mapping[str, str] = field(default_factory=dict)
    receipt: Receipt = field(default_factory=Receipt)
    asked: pd.Series = field(default_factory=lambda: pd.Series(dtype=bool))

    def without(self, ids: Iterable[str]) -> People:
        """The sheet without people who asked to be left out; the receipt keeps their number, not their rows."""
        gone = self.frame.index.intersection(list(ids))
        if not len(gone):
            return self
        emails = {person: mail for person, mail in self.emails.items() if person not in gone}
        files = {line.file for line in self.receipt.lines if (line.subject, line.outcome) == ("rows", "kept")}
        receipt = taken_back(self.receipt, "rows", len(gone))
        receipt = left_out(receipt, "rows", len(gone), len(gone), file=next(iter(files), None))
        return People(self.frame.drop(index=gone), emails, receipt, self.asked.drop(index=gone))

    def directory(self, decided: Mapping[str, str] | None = None) -> Directory:
        """The people as spellings are set beside them."""
        labels = self.frame["label"] if "label" in self.frame else pd.Series(self.frame.index, index=self.frame.index)
        return Directory(labels.fillna("").to_dict(), self.emails, decided or {})


def read_people(
    source: Any,
    *,
    id: str | None = None,  # noqa: A002
    name: str | None = None,
    group: str | None = None,
    asked: str | None = None,
    missing: Mapping[str, Iterable[object]] | None = None,
    reading: Reading | None = None,
) -> People:
    """Read a people sheet.

    Parameters
    ----------
    source : path, file or data frame
        One row per person.
    id, name, group, asked : str, optional
        Columns; found by their usual names where not given. `asked` says yes or no to "was this person asked?"; by
        default everybody on the sheet was.
    missing : mapping, optional
        Column → codes that mean "not known".
    reading : Reading, optional
        How the file is to be read.

    Returns
    -------
    People

    Raises
    ------
    DataError
        For ids that stand twice, names that stand twice where there is no id, and blank ids: all at once.
    """
    if isinstance(source, People):
        return source
    table = read_table(source, reading, prefer="people")
    names, name_columns = _names(table, name)
    id_column = named(table, id) if id is not None else _id_column(table, name_columns)
    mail_column = find(table, "email")
    ids, restored = undo_point_zero(tidy(table.cells[id_column])) if id_column else (names, False)
    if id_column is None:
        ids = ids.groupby(ids.str.casefold()).transform("first").astype("str")
    blank = blank_mask(ids, words=False)
    table, ids, names = table.set_aside(blank, "no id or name"), ids[~blank], names[~blank]
    repeats = _repeats(table, ids, names, id_column, name_columns)
    table, ids, names = _less_repeats(table, ids, names)
    if repeats:
        raise DataError.of(repeats)
    return _people(table, ids, names, _Columns(id_column, name_columns, mail_column, group, asked), missing, restored)


@dataclass(frozen=True, slots=True)
class _Columns:
    id: str | None
    name: list[str]
    email: str | None
    group: str | None
    asked: str | None


def _people(
    table: Table,
    ids: pd.Series,
    names: pd.Series,
    columns: _Columns,
    missing: Mapping[str, Iterable[object]] | None,
    restored: bool,  # noqa: FBT001
) -> People:
    index = pd.Index(ids.astype("str"), name="node")
    skip = [name for name in (columns.id, columns.email, *columns.name) if name is not None]
    group = named(table, columns.group) if columns.group is not None else None
    frame = attributes_of(table, skip, group=group, missing=missing).set_axis(index, axis=0)
    frame.insert(0, "label", names.set_axis(index).astype("str"))
    mails = _emails(table, columns.email, index)
    if columns.email is not None:
        frame["email"] = pd.Series(mails, dtype="str").reindex(index)
    notes = identifier_notes(table, [name for name in table.columns if name not in columns.name])
    same = namesakes(frame["label"].to_dict())
    if same:
        notes.append(
            f"Borne by more than one person: {some(len(same), 'name', 'names')}; mentions of them wait for you."
        )
    if restored:
        notes.append("Ids that a spreadsheet had turned into '101.0' were put back to '101'.")
    asked = _asked(table, columns.asked, index)
    return People(frame, mails, table.kept("people").with_note(*notes), asked)


def _names(table: Table, given: str | None) -> tuple[pd.Series, list[str]]:
    if given is not None:
        column = named(table, given)
        return tidy(table.cells[column]), [column]
    first, last, whole = find(table, "first name"), find(table, "last name"), find(table, "name")
    if whole is None and first is not None and last is not None:
        joined = tidy(table.cells[first] + " " + table.cells[last])
        return joined, [first, last]
    if not table.columns:
        raise table.error("the people sheet has no columns", "Check that this is the right file.")
    column = whole or find(table, "id") or find(table, "email") or table.columns[0]
    return tidy(table.cells[column]), [column] if column == whole else []


def _id_column(table: Table, taken: list[str]) -> str | None:
    """The column of ids, or of e-mail addresses where every one is there and names repeat."""
    column = find(table, "id")
    if column is not None and column not in taken:
        return column
    mail = find(table, "email")
    if mail is not None and len(taken):
        mails, names = tidy(table.cells[mail]), tidy(table.cells[taken[0]])
        if names.duplicated().any() and (mails != "").all() and not mails.duplicated().any():
            return mail
    return None if taken else table.columns[0]


def _repeats(table: Table, ids: pd.Series, names: pd.Series, id_column: str | None, columns: list[str]) -> list[Fault]:
    """Ids that stand twice with different people behind them."""
    both = pd.DataFrame({"id": ids.to_numpy(), "name": names.str.casefold().to_numpy()})
    differing = both.drop_duplicates()["id"].duplicated(keep=False)
    odd = set(both.drop_duplicates()["id"][differing])
    if id_column is None:
        odd = _different_namesakes(table.cells.drop(columns=columns), ids)
    faults = []
    for value in sorted(odd)[:20]:
        rows = tuple(int(row) for row in table.rows[(ids == value).to_numpy()])
        problem = "one id stands for different people" if id_column else f"{len(rows)} people have one name"
        cure = (
            "Give each person an id of their own."
            if id_column
            else "Add a column 'id' (or 'email') that tells them apart."
        )
        faults.append(Fault(problem, cure, table.file, table.sheet, id_column or "name", rows, value))
    return faults


def _different_namesakes(rest: pd.DataFrame, ids: pd.Series) -> set[str]:
    """Names that stand on rows which differ in something else: two people, not one row twice."""
    rows = rest.apply(tidy).assign(__name=ids.to_numpy()).drop_duplicates()
    return set(rows["__name"][rows["__name"].duplicated(keep=False)])


def _less_repeats(table: Table, ids: pd.Series, names: pd.Series) -> tuple[Table, pd.Series, pd.Series]:
    again = ids.duplicated(keep="first").to_numpy()
    return table.merge_away(again, "the same person again"), ids[~again], names[~again]


def _emails(table: Table, column: str | None, index: pd.Index) -> dict[str, str]:
    if column is None:
        return {}
    mails = tidy(table.cells[column])
    return {str(person): mail for person, mail in zip(index, mails, strict=True) if "@" in mail}


def _asked(table: Table, given: str | None, index: pd.Index) -> pd.Series:
    from netdiff.loaders._attributes import consent_words

    if given is None:
        return pd.Series(data=True, index=index)
    answers = consent_words(table.cells[named(table, given)])
    return pd.Series((answers != "no").to_numpy(), index=index)
