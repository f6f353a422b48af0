"""Rows of a survey export: previews and tests out, one answer per person, who finished and when."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.loaders._cells import tidy, to_numbers
from netdiff.loaders._columns import plain
from netdiff.loaders._dates import parse_times
from netdiff.loaders._table import Table
from netdiff.loaders._words import QUALTRICS, TOOL_COLUMNS

__all__ = ["finished", "latest_complete", "less_previews", "tool_of"]

PREVIEW = re.compile(r"(survey )?(preview|test)|spam|offline preview", re.IGNORECASE)
TIMES = (
    "recordeddate",
    "enddate",
    "completiontime",
    "lastmodifiedtime",
    "timestamp",
    "datemodified",
    "startdate",
    "starttime",
)


def squeezed(name: str) -> str:
    """A column name without case, spaces and signs."""
    return re.sub(r"[\W_]+", "", name.casefold())


def tool_of(table: Table) -> str | None:
    """The survey tool that wrote the file, by the columns it adds."""
    names = {squeezed(name) for name in table.columns}
    if len(names & QUALTRICS) >= 3:
        return "Qualtrics"
    if {"starttime", "completiontime"} <= names:
        return "Microsoft Forms"
    if "timestamp" in {squeezed(name) for name in table.columns[:1]}:
        return "Google Forms"
    if any(name.startswith("redcap") for name in names) or "recordid" in {squeezed(n) for n in table.columns[:1]}:
        return "REDCap"
    if {"respondentid", "collectorid"} <= names:
        return "SurveyMonkey"
    return None


def tool_columns(table: Table) -> list[str]:
    """Columns that the tool added: no answers, and some of them identify people."""
    tool = tool_of(table)
    own = {"id"} if tool == "Microsoft Forms" else set()
    return [
        name
        for name in table.columns
        if tool is not None
        and (squeezed(name) in TOOL_COLUMNS | own or (tool == "REDCap" and name.endswith(("_complete", "_timestamp"))))
    ]


def less_previews(table: Table) -> Table:
    """Without rows that the survey's authors made while trying it out."""
    for column in table.columns:
        if squeezed(column) in ("status", "distributionchannel", "responsetype"):
            mask = tidy(table.cells[column]).str.fullmatch(PREVIEW).to_numpy(dtype=bool)
            table = table.set_aside(mask, "survey preview or test answer")
    return table


def finished(table: Table) -> npt.NDArray[np.bool_]:
    """Whether each answer was sent off in full; yes where the file does not say."""
    done = np.ones(len(table), dtype=bool)
    for column in table.columns:
        name = squeezed(column)
        redcap = column.endswith("_complete") and tool_of(table) == "REDCap"
        if name not in ("finished", "progress") and not redcap:
            continue
        cells = tidy(table.cells[column]).str.casefold()
        if name == "finished":
            done &= ~cells.isin(["false", "0", "no"]).to_numpy()
        elif name == "progress":
            progress = to_numbers(cells.str.rstrip("%")).to_numpy()
            done &= np.isnan(progress) | (progress >= 100)
        else:
            done &= cells.isin(["2", "complete", ""]).to_numpy()
    return done


def latest_complete(table: Table, who: pd.Series, rounds: pd.Series | None = None) -> npt.NDArray[np.bool_]:
    """Which rows to keep: for each person (and round), the latest answer among the complete ones, else the latest."""
    whose = who if rounds is None else who + "\x1f" + rounds
    if not whose.duplicated().any():
        return np.ones(len(table), dtype=bool)
    order = pd.DataFrame({"who": whose.to_numpy(), "done": finished(table), "time": _times(table), "row": table.rows})
    last = order.sort_values(["done", "time", "row"], na_position="first", kind="stable").drop_duplicates(
        "who", keep="last"
    )
    keep = np.zeros(len(table), dtype=bool)
    keep[last.index.to_numpy()] = True
    return keep


def _times(table: Table) -> npt.NDArray[np.float64]:
    names = {squeezed(name): name for name in table.columns}
    column = next((names[name] for name in TIMES if name in names), None)
    if column is None:
        return np.zeros(len(table))
    return parse_times(table.cells[column]).clock


def plain_wording(table: Table, column: str) -> str:
    """The question of a column, without the part that names one row or box of it."""
    text = table.wording(column)
    return re.split(r"\s+-\s+|\s*\[", text)[0].strip() or plain(column)
