"""Writing sample files so that the same rows give the same bytes: no clock, no platform, no locale."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

__all__ = ["Row", "write_csv", "write_workbook"]

Row = list[Any]
_THEN = (2031, 1, 6, 0, 0, 0)


def write_csv(
    path: Path, rows: Sequence[Row], *, bom: bool = False, quote_all: bool = False, line_end: str = "\n"
) -> None:
    """Write rows as CSV with the given dialect; None becomes a blank cell."""
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(text, lineterminator=line_end, quoting=quoting).writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig" if bom else "utf-8"))


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Row]], comments: Mapping[str, str] | None = None) -> None:
    """Write sheets with openpyxl, then pack them again with a fixed date in place of the clock.

    `comments` maps `"Sheet!B2"` to a cell comment.
    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, date) and not isinstance(cell.value, datetime):
                    cell.number_format = "dd/mm/yyyy"
    for where, remark in (comments or {}).items():
        title, cell_name = where.split("!")
        book[title][cell_name].comment = Comment(remark, "organiser")
    packed = io.BytesIO()
    book.save(packed)
    _repack(packed, path)


def _repack(packed: io.BytesIO, path: Path) -> None:
    clock = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = clock.sub(rb"\g<1>2031-01-06T00:00:00Z\g<2>", old.read(name))
            entry = zipfile.ZipInfo(name, _THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
