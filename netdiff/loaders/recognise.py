"""What a file probably is: an honest guess by its columns, which a caller can overrule."""

from __future__ import annotations

from typing import Any

import pandas as pd

from netdiff.errors import DataError
from netdiff.loaders._cells import tidy
from netdiff.loaders._columns import find, paired, plain
from netdiff.loaders._limits import Limits
from netdiff.loaders._matrix_table import key
from netdiff.loaders._nominating import names_others
from netdiff.loaders._survey_rows import tool_of
from netdiff.loaders._table import Reading, Table, read_sheets, read_table
from netdiff.loaders._words import NOES, TICKS
from netdiff.loaders.affiliations import matrix_share
from netdiff.loaders.exports import tabs_of
from netdiff.loaders.graphfiles import graph_kind

__all__ = ["KINDS", "recognise"]

KINDS = (
    "graph", "workbook", "survey", "contacts", "people", "roster", "affiliations", "links", "acts", "places", "bodies",
    "asks", "adoption",
)  # fmt: skip
ROLES_TOLD = (
    "source", "target", "start", "end", "duration", "time", "weight", "id", "name", "email", "group", "organisation",
    "place", "population", "need", "body", "seats", "ask", "cost", "date", "led_by", "adopted", "support", "consent",
)  # fmt: skip
FEW = 6


def recognise(source: Any, *, limits: Limits | None = None) -> str:
    """What a file probably is.

    Parameters
    ----------
    source : path, file, or data frame
    limits : Limits, optional

    Returns
    -------
    str
        `"graph"` (Pajek, GraphML, …), `"workbook"` (tabs of people and links), `"survey"`, `"contacts"`, `"people"`,
        `"roster"` (a matrix), `"affiliations"`, `"links"`, `"acts"`, `"places"`, `"bodies"`, `"asks"` or `"adoption"`.

    Raises
    ------
    DataError
        Where no kind fits, or the file cannot be read at all.

    Notes
    -----
    A guess by columns, not a promise: say what a file is wherever you know it. Stability: experimental.

    Examples
    --------
    >>> recognise(
    ...     pd.DataFrame({"person_a": ["x"], "person_b": ["y"], "start": ["2031-01-01 09:00"], "duration": ["5 min"]})
    ... )
    'contacts'
    >>> recognise(pd.DataFrame({"id": ["P1"], "name": ["Ann Lee"], "organisation": ["Quay Surgery"]}))
    'people'
    """
    how = Reading(limits=limits or Limits())
    if graph_kind(source, how.limits) is not None:
        return "graph"
    sheets = read_sheets(source, how) if not isinstance(source, (pd.DataFrame, Table)) else {}
    if hasattr(source, "seek"):
        source.seek(0)
    if len(sheets) > 1 and "links" in tabs_of(sheets):
        return "workbook"
    table = read_table(source, how)
    if hasattr(source, "seek"):
        source.seek(0)
    return _by_columns(table)


def _by_columns(table: Table) -> str:
    has = {role for role in ROLES_TOLD if find(table, role) is not None}
    person = bool(has & {"id", "name"}) or find(table, "first name") is not None
    tests = {
        "survey": bool(table.questions)
        or tool_of(table) in ("Qualtrics", "Microsoft Forms", "Google Forms", "REDCap", "SurveyMonkey")
        or _has_rated_blocks(table),
        "contacts": _is_log(table, has),
        "bodies": "body" in has and bool(has & {"seats", "id"}),
        "asks": "ask" in has and not {"id", "name"} & has,
        "places": {"place"} <= has and bool(has & {"population", "need"}) and not person,
        "acts": person and "date" in has and ("led_by" in has or _named(table, "kind")),
        "adoption": bool(has & {"id", "name"})
        and "adopted" in has
        and len(table.columns) <= FEW
        and not has & {"organisation", "email"},
        "wide survey": names_others(table, person=person),
        "affiliations": len(table.columns) <= FEW
        and any(_named(table, word) for word in ("event", "meeting", "attended")),
        "people": person and bool(has & {"group", "organisation", "email", "support", "consent", "place"}),
        "roster": _is_matrix(table),
        "links": {"source", "target"} <= has or _pairs_people(table),
        "attendance": len(table.columns) > 2 and matrix_share(table, table.columns[0]) >= 0.9,
    }
    found = next((kind for kind, fits in tests.items() if fits), None)
    if found is None:
        raise DataError(
            "it is not clear what this file is",
            cure="Say which reader it is for: a survey, a contact log, a people sheet, a table of links, a matrix.",
            file=table.file, value=", ".join(table.columns[:8]),
        )  # fmt: skip
    return {"wide survey": "survey", "attendance": "affiliations"}.get(found, found)


def _pairs_people(table: Table) -> bool:
    """Two columns called alike that hold ends of links, not marks of who was there."""
    pair = paired(table.columns)
    if pair is None or len(table.columns) > FEW:
        return False
    cells = table.cells[list(pair)].apply(lambda column: tidy(column).str.casefold())
    return not cells.isin(["", "0", "1", *TICKS, *NOES]).all(axis=None)


def _named(table: Table, word: str) -> bool:
    return any(plain(name) == word for name in table.columns)


def _has_rated_blocks(table: Table) -> bool:
    """Columns that rate the people of the first column, block by block: `Advice - Ann Lee`, `Trust - Ann Lee`."""
    people = set(table.cells[table.columns[0]].str.strip().str.casefold())
    rated = [name.rpartition(" - ")[2].strip().casefold() for name in table.columns[1:] if " - " in name]
    return len(rated) > 2 and len(set(rated)) < len(rated) and set(rated) <= people


def _is_log(table: Table, has: set[str]) -> bool:
    if table.columns[:3] == ["1", "2", "3"]:
        return len(table.columns) <= 5
    two = {"source", "target"} <= has or paired(table.columns) is not None
    return two and bool(has & {"start", "end", "duration", "time"})


def _is_matrix(table: Table) -> bool:
    if len(table.columns) < 3:
        return False
    down = {key(name) for name in tidy(table.cells[table.columns[0]]) if name}
    across = {key(name) for name in table.columns[1:]}
    return len(down & across) >= 0.6 * min(len(down), len(across)) if down and across else False
