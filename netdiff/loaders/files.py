"""Several files at once: told apart by their columns, each read in its way, and put together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from netdiff._combine import combine
from netdiff.errors import DataError, Fault
from netdiff.loaders._columns import find
from netdiff.loaders._survey_rows import tool_of
from netdiff.loaders._table import Table, read_table
from netdiff.loaders.contacts import read_contacts
from netdiff.loaders.survey import read_survey
from netdiff.network import Network

__all__ = ["read_files", "tell_apart"]

KINDS: Mapping[str, str] = {"survey": "a survey", "contacts": "a contact log", "people": "a people sheet"}
MOSTLY = 0.8
NUMBERED = re.compile(r"^(.*\D)\d+$")


def tell_apart(files: Iterable[str | Path]) -> dict[str, Path]:
    """Which of the files is the survey, which the contact log, which the people sheet.

    Parameters
    ----------
    files : iterable of path
        In any order, at most one of a kind.

    Returns
    -------
    dict
        Path per kind: `"survey"`, `"contacts"`, `"people"`.

    Raises
    ------
    DataError
        For files that are none of these, or two of a kind, all at once; the cure names how to say it.

    Notes
    -----
    Told by the columns alone: two ends and a time make a log; what a survey tool adds, or naming columns with a number
    (`turn_to_1`, `turn_to_2`), make a survey; ids or names that hardly repeat, and none of these, make a people
    sheet.

    Stability: experimental.
    """
    paths = [Path(file) for file in files]
    kinds = [_kind(read_table(path)) for path in paths]
    faults = [*_unknown(paths, kinds), *_twice(paths, kinds)]
    if faults:
        raise DataError.of(faults)
    return {str(kind): path for kind, path in zip(kinds, paths, strict=True)}


def read_files(
    *,
    survey: str | Path | None = None,
    contacts: str | Path | None = None,
    people: str | Path | None = None,
    ego: str | None = None,
    alters: str | list[str] | None = None,
    means: str | None = None,
    group: str | None = None,
    tz: str | None = None,
) -> Network:
    """One network from a survey, a contact log and a people sheet, or from what there is of them.

    Parameters
    ----------
    survey, contacts, people : path, optional
        At least a survey or a contact log.
    ego, alters, means, group, tz
        As in `read_survey` and `read_contacts`.

    Returns
    -------
    Network
        Layers of the survey first, then the contacts.

    Raises
    ------
    DataError
        Where there is neither a survey nor a log, or a file cannot be read.

    Notes
    -----
    Stability: experimental.
    """
    parts = []
    if survey is not None:
        parts.append(read_survey(survey, ego=ego, alters=alters, means=means, people=people, group=group, tz=tz))
    if contacts is not None:
        parts.append(read_contacts(contacts, people=people, group=group, tz=tz))
    if not parts:
        problem = "there is no file that says who is linked to whom"
        raise DataError(problem, cure="Give a survey in which people name others, or a log of who met whom.")
    return combine(*parts)


def _kind(table: Table) -> str | None:
    if find(table, "source") and find(table, "target") and (find(table, "start") or find(table, "time")):
        return "contacts"
    if tool_of(table) is not None or _has_numbered(table):
        return "survey"
    return "people" if _lists_people(table) else None


def _lists_people(table: Table) -> bool:
    """Whether there is a column of ids or names, hardly any of which stands twice."""
    column = next(filter(None, (find(table, role) for role in ("id", "name", "email", "last name"))), None)
    if column is None or not len(table):
        return column is not None
    return table.cells[column].nunique() >= MOSTLY * len(table)


def _has_numbered(table: Table) -> bool:
    """Whether two columns differ by a number only."""
    stems = [match.group(1) for match in map(NUMBERED.match, table.columns) if match]
    return len(stems) > len(set(stems))


def _unknown(paths: list[Path], kinds: list[str | None]) -> list[Fault]:
    problem = "these columns are not those of a survey, a contact log or a people sheet"
    cure = "Say what it is: --survey FILE, --contacts FILE or --people FILE."
    return [Fault(problem, cure, file=path.name) for path, kind in zip(paths, kinds, strict=True) if kind is None]


def _twice(paths: list[Path], kinds: list[str | None]) -> list[Fault]:
    faults = []
    for kind, words in KINDS.items():
        same = [path.name for path, one in zip(paths, kinds, strict=True) if one == kind]
        if len(same) > 1:
            problem = f"{' and '.join(same)} both look like {words}"
            faults.append(Fault(problem, f"Give one of them, or say what each is: --{kind} FILE."))
    return faults
