"""A table whose first column and whose header both hold names: where the names are, and what is no name."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.loaders._cells import clean, number, tidy
from netdiff.loaders._roster_cells import label_in
from netdiff.loaders._table import Table
from netdiff.loaders._words import TOTALS

__all__ = ["Grid", "grid_of", "is_total", "key"]

TOTAL_KEYS = frozenset(re.sub(r"[\W_]+", " ", word).strip() for word in TOTALS)


@dataclass(frozen=True, eq=False)
class Grid:
    """Names down and across, the cells between as text, and the table less its totals.

    Parameters
    ----------
    table : Table
        Without totals rows.
    rows, columns : list of str
        Names as written.
    cells : array of object, shape (rows, columns)
    totals : list of str
        Columns and rows taken for totals.
    """

    table: Table
    rows: list[str]
    columns: list[str]
    cells: npt.NDArray[np.object_]
    totals: list[str]


def key(name: str) -> str:
    """A name as it is compared between rows and columns."""
    return re.sub(r"[\W_]+", " ", clean(name).casefold()).strip()


def is_total(name: str) -> bool:
    """Whether a name is a word for sums, however it is written (`In-degree`, `TOTAL`)."""
    return key(name) in TOTAL_KEYS


def grid_of(table: Table, first: str | None = None) -> Grid:
    """The grid of a table; totals rows and columns are recognised by their word and by adding up."""
    names = first or table.columns[0]
    rows = tidy(table.cells[names])
    blank = (rows == "").to_numpy()
    totals = rows.map(is_total).to_numpy(dtype=bool)
    table = table.set_aside(totals, "a row of totals") if totals.any() else table
    table = table.set_aside(blank[~totals], "nobody is named in this row")
    rows = rows[~totals & ~blank]
    across = [name for name in table.columns if name != names]
    sums = [name for name in across if is_total(name) or _adds_up(table, name, across)]
    across = [name for name in across if name not in sums]
    cells = pd.DataFrame({name: table.rated(name) for name in across}, index=table.cells.index).to_numpy(dtype=object)
    heads = [label_in(table.questions[name], name) if name in table.questions else name for name in across]
    written = [re.sub(r" \(\d+\)$", "", head) if head not in set(rows) else head for head in heads]
    return Grid(table, rows.tolist(), written, cells, [*sums, *(["row"] if totals.any() else [])])


def _adds_up(table: Table, name: str, across: list[str]) -> bool:
    """A last column without a word for it that is the sum of all others in every row."""
    if name != across[-1] or len(across) < 4 or len(table) < 3 or not name.startswith("column "):
        return False
    numbers = pd.DataFrame({other: [number(str(cell)) for cell in table.cells[other]] for other in across}).fillna(0.0)
    return bool(np.allclose(numbers[across[:-1]].sum(axis=1), numbers[name]) and numbers[name].sum() > 0)
