"""Any source → one table of text cells, with the file's own row numbers and what was detected about it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.errors import DataError
from netdiff.loaders._headers import find_header
from netdiff.loaders._limits import Limits
from netdiff.loaders._statsfiles import read_stats, stats_kind
from netdiff.loaders._text import grid_of_text
from netdiff.loaders._workbook import Sheet, cell_text, is_workbook, sheets_of
from netdiff.receipt import Receipt

__all__ = ["Reading", "Table", "read_sheets", "read_table"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read where the detection should not decide.

    Parameters
    ----------
    encoding, separator, sheet : str, optional
        Text encoding, separator of cells, name of the sheet.
    header : int, optional
        Number of header rows (0 to 3).
    limits : Limits
        How much is taken in.
    """

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header: int | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, eq=False)
class Table:
    """Text cells with their row numbers in the file, and the receipt so far.

    Parameters
    ----------
    cells : pandas.DataFrame
        Text only; a blank cell is the empty string.
    rows : array of int
        The row number of each line in the file, the first line being 1.
    file, sheet : str or None
        Where it stood.
    questions : mapping
        Column → wording, where the file carries one.
    receipt : Receipt
        Rows received and set aside so far, what was detected.
    scales : mapping
        Column → label → rating, where a statistics file shows ratings by their labels.
    """

    cells: pd.DataFrame
    rows: npt.NDArray[np.int64]
    file: str | None = None
    sheet: str | None = None
    questions: Mapping[str, str] = field(default_factory=dict)
    receipt: Receipt = field(default_factory=Receipt)
    scales: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def columns(self) -> list[str]:
        """Column names."""
        return [str(name) for name in self.cells.columns]

    def wording(self, column: str) -> str:
        """The question as asked, or the column's name."""
        return self.questions.get(column, column)

    def rated(self, column: str) -> pd.Series:
        """The cells of a column of ratings, labels put back to the numbers they stand for."""
        cells, scale = self.cells[column], self.scales.get(column)
        return cells.replace(dict(scale)) if scale else cells

    def set_aside(self, mask: npt.NDArray[np.bool_], reason: str) -> Table:
        """The table without the masked rows, which the receipt keeps count of."""
        return self._less(mask, "set aside", reason)

    def merge_away(self, mask: npt.NDArray[np.bool_], reason: str) -> Table:
        """The table without rows that say again what another row says."""
        return self._less(mask, "merged", reason)

    def note(self, *sentences: str) -> Table:
        """The table with further notes on its receipt."""
        return replace(self, receipt=self.receipt.with_note(*sentences))

    def kept(self, reason: str) -> Receipt:
        """The receipt with every remaining row kept."""
        return self.receipt.with_line("rows", "kept", reason, len(self), file=self.file)

    def error(self, problem: str, cure: str, **where: Any) -> DataError:
        """An error that says which file and sheet it is about."""
        return DataError(problem, cure=cure, file=self.file, sheet=self.sheet, **where)

    def _less(self, mask: npt.NDArray[np.bool_], outcome: str, reason: str) -> Table:
        if not mask.any():
            return self
        receipt = self.receipt.with_line("rows", outcome, reason, rows=self.rows[mask], file=self.file)
        keep = self.cells.loc[~mask].reset_index(drop=True)
        return replace(self, cells=keep, rows=self.rows[~mask], receipt=receipt)


def read_table(source: Any, reading: Reading | None = None, *, prefer: str | None = None) -> Table:
    """One table from a path, a file object, a data frame or a `Table`."""
    how = reading or Reading()
    if isinstance(source, Table):
        return source
    frame = _as_frame(source)
    if frame is not None:
        return _table_of_frame(frame, how)
    data, file = _filled_bytes(source, how)
    if (kind := stats_kind(data, file)) is not None:
        return _table_of_stats(data, kind, file, how)
    sheets, notes = _grids(data, file, how)
    return _table_of_sheet(_chosen(sheets, how, file, prefer), file, how, notes, many=len(sheets) > 1)


def read_sheets(source: Any, reading: Reading | None = None) -> dict[str, Table]:
    """Every visible, filled sheet of a workbook as a table of its own."""
    how = reading or Reading()
    if isinstance(source, Mapping):
        return {str(name): read_table(part, how) for name, part in source.items()}
    frame = _as_frame(source)
    if frame is not None:
        return {"": _table_of_frame(frame, how)}
    data, file = _filled_bytes(source, how)
    if (kind := stats_kind(data, file)) is not None:
        return {"": _table_of_stats(data, kind, file, how)}
    sheets, notes = _grids(data, file, how)
    usable = [sheet for sheet in sheets if not sheet.hidden and sheet.grid.size]
    return {sheet.name: _table_of_sheet(sheet, file, how, notes, many=True) for sheet in usable}


def source_bytes(source: Any, limits: Limits) -> tuple[bytes, str | None]:
    """The bytes of a path or file object, and the file's own name."""
    if isinstance(source, (str, os.PathLike)):
        return _bytes_at(Path(source), limits)
    if hasattr(source, "read"):
        data = source.read(limits.file_bytes + 1)
        raw = data.encode("utf-8") if isinstance(data, str) else bytes(data)
        name = getattr(source, "name", None)
        limits.check("bytes", len(raw), limits.file_bytes, file=None)
        return raw, Path(name).name if isinstance(name, str) else None
    raise DataError(
        "netdiff reads a path, an open file or a data frame",
        cure="Pass the path of the file, or a pandas (or polars, arrow) frame.",
        value=type(source).__name__,
    )


def _bytes_at(path: Path, limits: Limits) -> tuple[bytes, str]:
    try:
        limits.check("bytes", path.stat().st_size, limits.file_bytes, file=path.name)
        return path.read_bytes(), path.name
    except FileNotFoundError:
        raise DataError(
            "there is no such file", cure=f"Check the path: {path.as_posix()!r}.{_neighbours(path)}", file=path.name
        ) from None
    except (OSError, ValueError) as error:
        raise DataError(f"the file cannot be read ({error})", cure="Close it elsewhere, or check its rights.") from None


def _neighbours(path: Path) -> str:
    from netdiff._check import did_you_mean

    try:
        return did_you_mean(path.name, [other.name for other in path.parent.iterdir()])
    except OSError:
        return " Its folder does not exist either."


def _as_frame(source: Any) -> pd.DataFrame | None:
    """A pandas frame from anything narwhals takes; None for what is not a frame."""
    if isinstance(source, pd.DataFrame):
        return source
    if isinstance(source, (str, bytes, os.PathLike)) or hasattr(source, "read"):
        return None
    import narwhals as nw

    try:
        frame = nw.from_native(source)
    except TypeError:
        return None
    eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    return pd.DataFrame({name: eager[name].to_list() for name in eager.columns})


def text_column(column: pd.Series) -> pd.Series:
    """A column as text cells; whole numbers lose their `.0`, blanks become the empty string."""
    if isinstance(column.dtype, pd.StringDtype):
        return column.fillna("").astype("str")
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _date_texts(column)
    codes, values = pd.factorize(column, use_na_sentinel=True)
    whole = pd.api.types.is_integer_dtype(column.dtype)
    words = map(str, np.asarray(values).tolist()) if whole else (cell_text(value) for value in values)
    texts = np.array([*words, ""], dtype=object)
    return pd.Series(texts[codes], index=column.index, dtype="str")


def _date_texts(column: pd.Series) -> pd.Series:
    """Dates in ISO form, in UTC where they have a zone; without the hour where all are whole days."""
    zoned = isinstance(column.dtype, pd.DatetimeTZDtype)
    stamps = (column.dt.tz_convert("UTC").dt.tz_localize(None) if zoned else column).to_numpy().astype("datetime64[ms]")
    filled = stamps[~np.isnat(stamps)]
    days = not zoned and bool((filled == filled.astype("datetime64[D]")).all())
    fine = "D" if days else "s" if (filled == filled.astype("datetime64[s]")).all() else "ms"
    texts = np.datetime_as_string(stamps.astype(f"datetime64[{fine}]"), timezone="UTC" if zoned else "naive")
    return pd.Series(np.where(np.isnat(stamps), "", texts.astype(object)), index=column.index, dtype="str")


def _table_of_frame(frame: pd.DataFrame, how: Reading) -> Table:
    how.limits.check_shape(*frame.shape, file=None)
    if not isinstance(frame.index, pd.RangeIndex) and frame.index.name is not None:
        frame = frame.reset_index()
    from netdiff.loaders._headers import unique_names

    names = unique_names([" - ".join(map(str, n)) if isinstance(n, tuple) else str(n) for n in frame.columns])
    columns = {name: text_column(frame.iloc[:, place]).array for place, name in enumerate(names)}
    cells = pd.DataFrame(columns, index=range(len(frame)))
    rows = np.arange(1, len(frame) + 1, dtype=np.int64)
    receipt = Receipt().with_received("rows", len(frame), file=None)
    return Table(cells, rows, None, None, {}, receipt)


def _filled_bytes(source: Any, how: Reading) -> tuple[bytes, str | None]:
    data, file = source_bytes(source, how.limits)
    if not data.strip():
        raise DataError("the file is empty", cure="Export it again; it should hold a header and rows.", file=file)
    return data, file


def _table_of_stats(data: bytes, kind: str, file: str | None, how: Reading) -> Table:
    """A statistics file has no header rows: its first row is the first case."""
    found = read_stats(data, kind, limits=how.limits, encoding=how.encoding, file=file)
    rows = np.arange(1, len(found.cells) + 1, dtype=np.int64)
    receipt = Receipt().with_received("rows", len(rows), file=file).with_note(*found.notes)
    table = Table(found.cells, rows, file, None, found.questions, receipt, found.scales)
    return table.set_aside(~(found.cells != "").any(axis=1).to_numpy(), "blank row")


def _grids(data: bytes, file: str | None, how: Reading) -> tuple[list[Sheet], tuple[str, ...]]:
    if is_workbook(data):
        return sheets_of(data, limits=how.limits, file=file), ()
    grid, layout = grid_of_text(data, encoding=how.encoding, separator=how.separator, limits=how.limits, file=file)
    return [Sheet("", grid)], (layout.sentence,)


def _chosen(sheets: list[Sheet], how: Reading, file: str | None, prefer: str | None) -> Sheet:
    if how.sheet is not None and any(sheet.name for sheet in sheets):
        found = [sheet for sheet in sheets if sheet.name == how.sheet]
        if not found:
            names = ", ".join(repr(sheet.name) for sheet in sheets)
            raise DataError("there is no such sheet", cure=f"The sheets are {names}.", file=file, value=how.sheet)
        return found[0]
    visible = [sheet for sheet in sheets if not sheet.hidden] or sheets
    if prefer is not None:
        named = [sheet for sheet in visible if prefer in sheet.name.casefold()]
        visible = named or visible
    best = max(visible, key=lambda sheet: _fullness(sheet.grid), default=None)
    if best is None or not best.grid.size:
        raise DataError("the workbook holds no cells", cure="Check that this is the right file.", file=file)
    return best


def _fullness(grid: pd.DataFrame) -> int:
    """Filled cells in rows that have at least two of them: what a guidance sheet has few of."""
    filled = (grid != "").sum(axis=1)
    return int(filled[filled > 1].sum())


def _table_of_sheet(sheet: Sheet, file: str | None, how: Reading, notes: tuple[str, ...], *, many: bool) -> Table:
    header = find_header(sheet.grid, depth=how.header, merged=_merged_at_top(sheet))
    body = sheet.grid.iloc[header.first + header.depth :]
    rows = np.arange(header.first + header.depth + 1, len(sheet.grid) + 1, dtype=np.int64)
    cells = body.set_axis(list(header.names), axis=1).reset_index(drop=True)
    used = (cells != "").any(axis=0).to_numpy() | ~cells.columns.str.match(r"column \d+$")
    cells = cells.loc[:, used]
    seen = (f"Sheet {sheet.name!r} of the workbook.",) if many else ()
    receipt = Receipt().with_received("rows", len(cells), file=file).with_note(*notes, *seen, header.sentence)
    table = Table(cells, rows, file, sheet.name or None, header.questions, receipt)
    return table.set_aside(~(cells != "").any(axis=1).to_numpy(), "blank row")


def _merged_at_top(sheet: Sheet) -> bool:
    return any(start[0] < 12 and end[1] > start[1] and end[0] == start[0] for start, end in sheet.merged)
