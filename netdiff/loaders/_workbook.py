"""A workbook → grids of text cells, one per sheet; formulas arrive as the values they last had."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from netdiff.errors import DataError
from netdiff.loaders._limits import Limits

__all__ = ["Sheet", "cell_text", "is_workbook", "sheets_of"]

ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MIDNIGHT = dt.time(0)


@dataclass(frozen=True, eq=False, slots=True)
class Sheet:
    """One sheet: its name, its cells as text, whether it is hidden, which ranges are merged."""

    name: str
    grid: pd.DataFrame
    hidden: bool = False
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


def is_workbook(data: bytes) -> bool:
    """Whether the bytes look like xlsx, xls, xlsb or ods."""
    return data.startswith((ZIP_MAGIC, OLE_MAGIC))


def cell_text(value: object) -> str:
    """A cell as text: whole numbers without `.0`, dates in ISO form, blanks as the empty string."""
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if _is_day(value) else value.isoformat(sep=" ")
    return str(value)


def _is_day(value: dt.datetime) -> bool:
    return value.time() == MIDNIGHT and value.tzinfo is None


def sheets_of(data: bytes, *, limits: Limits, file: str | None) -> list[Sheet]:
    """Every sheet of a workbook, guarded against bombs and broken files."""
    _check_unpacked(data, limits, file)
    try:
        return _read_all(data, limits, file)
    except DataError:
        raise
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise DataError(
            f"the workbook cannot be opened ({type(error).__name__})",
            cure="If it has a password, save a copy without one; otherwise save it again as xlsx or CSV.",
            file=file,
        ) from error


def _check_unpacked(data: bytes, limits: Limits, file: str | None) -> None:
    if not data.startswith(ZIP_MAGIC):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise DataError("the workbook is damaged", cure="Save it again as xlsx or CSV.", file=file) from error
    limits.check("bytes once unpacked", size, limits.unpacked_bytes, file=file)


def _read_all(data: bytes, limits: Limits, file: str | None) -> list[Sheet]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    visible = {meta.name: meta.visible == SheetVisibleEnum.Visible for meta in book.sheets_metadata}
    found = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        limits.check_shape(sheet.total_height, sheet.total_width, file=file, sheet=name)
        grid = _grid(sheet.to_python(skip_empty_area=False))
        found.append(Sheet(name, grid, not visible.get(name, True), tuple(sheet.merged_cell_ranges or ())))
    return found


def _grid(rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    width = max((len(row) for row in rows), default=0)
    texts = [[cell_text(value) for value in row] + [""] * (width - len(row)) for row in rows]
    return pd.DataFrame(texts, columns=range(width), dtype=str)
