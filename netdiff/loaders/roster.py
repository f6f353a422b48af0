"""Matrices: one row per person who answers, one column per person on the list."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff.errors import DataWarning
from netdiff.layer import Layer
from netdiff.loaders._cells import clean
from netdiff.loaders._identify import merge_spellings
from netdiff.loaders._limits import Limits
from netdiff.loaders._matrix_table import Grid, grid_of, key
from netdiff.loaders._meanings import means_for
from netdiff.loaders._roster_cells import likely_codes, ratings
from netdiff.loaders._table import Reading, Table, read_table
from netdiff.loaders._ties import settle_ties
from netdiff.loaders._words import some
from netdiff.loaders.names import Directory
from netdiff.loaders.people import People, read_people
from netdiff.network import Network

__all__ = ["read_roster"]

DIAGONAL = frozenset(["x", "-", "--", "\u2014", "self", "n/a", "na", "*", "\\"])


def read_roster(  # noqa: PLR0913
    source: Any,
    *,
    means: str | None = None,
    layer: str = "ties",
    ego: str | None = None,
    people: Any = None,
    group: str | None = None,
    above: float = 0.0,
    ranks_up_to: int | None = None,
    missing: Iterable[object] | None = None,
    impossible: Iterable[object] = (),
    blank: str | None = None,
    weight_is: str = "strength",
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: int | None = None,
    limits: Limits | None = None,
) -> Network:
    """Read a matrix in which rows rate or name columns.

    Parameters
    ----------
    source : path, file, or data frame
        Names down the first column and across the header; title lines and totals are recognised. A matrix without any
        names is read by position.
    means : str
        What a tie says; see `read_survey`.
    layer : str
        Name of the layer.
    ego : str, optional
        The column of names.
    people : path, file or frame, optional
        A people sheet; for a matrix without names its order is that of the rows.
    group : str, optional
        Its column of stakeholder groups.
    above : float
        A cell makes a tie if it is above this.
    ranks_up_to : int, optional
        Cells are ranks (1 = first choice); only these make ties.
    missing, impossible : list
        Codes for "refused, not known" and for "could not be" (structural zeros). Where `missing` is not said, a number
        that looks like such a code (9 among 0 to 4, -1, 99) is read as it stands, with a warning.
    blank : {"missing", "zero"}, optional
        What an empty cell says; by default missing where the matrix holds zeros, and zero where it holds none.
    weight_is : str
        What a weight is; see `Layer`.
    sheet, encoding, delimiter, header, limits
        Say how to read the file where the finding goes wrong.

    Returns
    -------
    Network
        A row without a single answer is somebody who was asked and silent.

    Raises
    ------
    DataError
        Where `means` is not said, or where a matrix without names is not square.

    Warns
    -----
    DataWarning
        For numbers that may be codes.

    Notes
    -----
    Cells are counted in the receipt: ties, zeros, missing, impossible, on the diagonal. Stability: stable.

    Examples
    --------
    >>> matrix = pd.DataFrame(
    ...     {"": ["Ann", "Bo", "Cy"], "Ann": ["", "2", "99"], "Bo": ["3", "", "0"], "Cy": ["0", "1", ""]}
    ... )
    >>> net = read_roster(matrix, means="turns_to", missing=[99])
    >>> len(net.ties), net.missing[["source", "target"]].to_numpy().tolist()
    (3, [['Cy', 'Ann']])
    """
    check_choice(blank or "zero", "blank", ("missing", "zero"))
    table = read_table(source, Reading(encoding, delimiter, sheet, header, limits or Limits()))
    meaning = means_for({layer: layer}, means, file=table.file)[layer]
    known = None if people is None else read_people(people, group=group)
    grid = _named_grid(table, ego, known)
    rows, columns = _ids(grid, known)
    values, kinds, words = _cells(
        grid, rows, columns, (None if missing is None else list(missing), list(impossible)), blank
    )
    chosen = values > above if ranks_up_to is None else (values >= 1) & (values <= ranks_up_to)
    made = Layer(
        layer, meaning, directed=True, boundary="roster", weight_is=weight_is if ranks_up_to is None else "rank"
    )
    matrix = _Matrix(grid, rows, columns, values, kinds, (kinds == "value") & chosen, words)
    return _network(matrix, made, known)


@dataclass(frozen=True, eq=False, slots=True)
class _Matrix:
    """A matrix as read: ids down and across, numbers, what each cell is, which make ties, what was decided."""

    grid: Grid
    rows: list[str]
    columns: list[str]
    numbers: npt.NDArray[np.float64]
    kinds: npt.NDArray[np.object_]
    tie: npt.NDArray[np.bool_]
    words: list[str]


def _named_grid(table: Table, ego: str | None, known: People | None) -> Grid:
    """The grid by names; a matrix of numbers alone takes the names of the people sheet, or numbers."""
    if not all(name.isdigit() for name in table.columns) or ego is not None:
        return grid_of(table, ego)
    size = len(table.columns)
    if size != len(table):
        raise table.error(
            f"a matrix without names must be square, and this one has {len(table)} rows and {size} columns",
            "Check that no row is missing, or put the names into the first column and the header.",
        )
    names = [str(k + 1) for k in range(size)]
    if known is not None:
        if len(known.frame) != size:
            raise table.error(
                f"the matrix is of {size} people and the sheet of {len(known.frame)}",
                "Row k of one is line k of the other.",
            )
        names = [str(name) for name in known.frame.index]
    return Grid(table, names, names, table.cells.to_numpy(dtype=object), [])


def _ids(grid: Grid, known: People | None) -> tuple[list[str], list[str]]:
    """Ids of rows and columns: of the people sheet, or one per name however it is spelled."""
    texts = list(dict.fromkeys([*map(clean, grid.rows), *map(clean, grid.columns)]))
    if known is None:
        person, _ = merge_spellings(texts, np.array([-k for k in range(len(texts))]))
        lookup = {text: str(one) if one is not None else text for text, one in zip(texts, person, strict=True)}
        by_key = {key(lookup[text]): lookup[text] for text in reversed(texts)}
        lookup = {text: by_key[key(lookup[text])] for text in texts}
    else:
        directory: Directory = known.directory()
        lookup = {text: directory.match(text).person or text for text in texts}
    return [lookup[clean(name)] for name in grid.rows], [lookup[clean(name)] for name in grid.columns]


def _cells(
    grid: Grid, rows: list[str], columns: list[str], codes: tuple[list[object] | None, list[object]], blank: str | None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.object_], list[str]]:
    """Numbers, what each cell is (value, missing, impossible, self), and what was decided."""
    text = np.array([[clean(str(cell)).casefold() for cell in line] for line in grid.cells], dtype=object).reshape(
        len(rows), len(columns)
    )
    values = (
        np.column_stack([ratings(pd.Series(text[:, k], dtype="str")) for k in range(len(columns))])
        if columns
        else np.empty(text.shape)
    )
    own = np.array(rows, dtype=object)[:, None] == np.array(columns, dtype=object)[None, :]
    kinds = np.full(text.shape, "value", dtype=object)
    empty = (text == "") & ~own
    kinds[np.isnan(values) & ~empty] = "missing"
    kinds[_among(text, codes[0] or [])] = "missing"
    kinds[_among(text, codes[1])] = "impossible"
    rule = blank or ("missing" if (values[~own & (kinds == "value")] == 0).any() else "zero")
    kinds[empty] = "missing" if rule == "missing" else "value"
    values[empty] = 0.0
    kinds[own] = "self"
    notes = [f"Empty cells were read as {'not known' if rule == 'missing' else 'no tie'}."] if empty.any() else []
    notes += _asked_about(values[kinds == "value"]) if codes[0] is None else []
    ticks = int(((text == "x") & ~own).sum())
    return values, kinds, [*notes, *[f"{ticks} ticks 'x' were read as ties."] * bool(ticks)]


def _asked_about(values: npt.NDArray[np.float64]) -> list[str]:
    """A sentence, also as a warning, on numbers that may be codes rather than ratings."""
    apart = likely_codes(values)
    if not apart:
        return []
    codes = ", ".join(f"{code:g}" for code in apart)
    rest = values[~np.isin(values, apart)]
    count = int(np.isin(values, apart).sum())
    message = (
        f"{some(count, 'cell holds', 'cells hold')} {codes}, far from the others ({rest.min():g} to {rest.max():g}), "
        "and may say that an answer is missing. They were read as ratings. "
        f"If they are a code: missing=[{codes}] (on the command line --missing {apart[0]:g}); if they are ratings: "
        "missing=[]."
    )
    warnings.warn(message, DataWarning, stacklevel=5)
    return [message]


def _among(text: npt.NDArray[np.object_], codes: list[object]) -> npt.NDArray[np.bool_]:
    wanted = [str(code).strip().casefold() for code in codes]
    return np.isin(text.astype(str), wanted) if wanted else np.zeros(text.shape, dtype=bool)


def _network(matrix: _Matrix, layer: Layer, known: People | None) -> Network:
    grid, rows, columns, values = matrix.grid, matrix.rows, matrix.columns, matrix.numbers
    kinds, tie = matrix.kinds, matrix.tie
    index = list(dict.fromkeys([*(known.frame.index if known is not None else []), *rows, *columns]))
    nodes = pd.DataFrame(index=pd.Index(index, dtype="str", name="node"))
    if known is not None:
        nodes = nodes.join(known.frame)
    source, target = np.array(rows, dtype=object), np.array(columns, dtype=object)
    at, place = np.nonzero(tie)
    ties = pd.DataFrame(
        {
            "source": source[at],
            "target": target[place],
            "layer": layer.name,
            "weight": values[at, place],
            "row": grid.table.rows[at],
        }
    )
    gap, across = np.nonzero(np.isin(kinds.astype(str), ["missing", "impossible"]))
    gaps = pd.DataFrame(
        {"source": source[gap], "target": target[across], "layer": layer.name, "kind": kinds[gap, across]}
    )
    receipt = _counted(grid, kinds, tie)
    ties, gaps, receipt = settle_ties(
        ties, {layer.name: layer}, receipt.with_note(*matrix.words), file=grid.table.file, gaps=gaps
    )
    silent = (np.isin(kinds.astype(str), ["missing", "self"])).all(axis=1)
    states = pd.Series("not_asked", index=nodes.index)
    if known is not None:
        states[known.asked.index[known.asked.to_numpy()]] = "asked"
    states[[name for name in columns if name in states.index]] = "asked"
    states[source[silent]] = "asked"
    states[source[~silent]] = "answered"
    receipt = receipt if known is None else known.receipt.plus(receipt)
    return Network(nodes, ties, layer, answers=pd.DataFrame({layer.name: states}), missing=gaps, receipt=receipt)


def _counted(grid: Grid, kinds: npt.NDArray[np.object_], tie: npt.NDArray[np.bool_]) -> Any:
    file = grid.table.file
    sums = [name for name in grid.totals if name != "row"]
    table = grid.table.note(*[f"Column {name!r} was taken for totals." for name in sums])
    receipt = table.kept("people who rate others").with_received("cells", kinds.size, file=file)
    parts = {
        ("kept", "ties"): tie,
        ("kept", "no tie"): (kinds == "value") & ~tie,
        ("kept", "not known: kept as missing pairs"): kinds == "missing",
        ("kept", "impossible: kept as such"): kinds == "impossible",
        ("set aside", "about oneself"): kinds == "self",
    }
    for (outcome, reason), mask in parts.items():
        receipt = receipt.with_line("cells", outcome, reason, int(mask.sum()), file=file)
    return receipt
