"""How much a reader will take in before it says so: a file can be hostile, or simply the wrong one."""

from __future__ import annotations

from dataclasses import dataclass

from netdiff.errors import DataError

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a reader accepts; every one of them can be raised.

    Parameters
    ----------
    file_bytes : int
        Size of the file on disk.
    unpacked_bytes : int
        Size of a workbook once unpacked (a small workbook can unpack to something huge).
    cells : int
        Cells of one table.
    columns : int
        Columns of one table.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> Limits(columns=50).columns
    50
    """

    file_bytes: int = 2_000_000_000
    unpacked_bytes: int = 1_000_000_000
    cells: int = 200_000_000
    columns: int = 5_000

    def check(self, what: str, found: int, most: int, *, file: str | None, sheet: str | None = None) -> None:
        """Raise where `found` is more than `most`."""
        if found > most:
            raise DataError(
                f"{what}: {found:,}, more than the {most:,} that netdiff takes unasked",
                cure="If this is the right file, raise the limit with limits=Limits(...).",
                file=file,
                sheet=sheet,
            )

    def check_shape(self, rows: int, columns: int, *, file: str | None, sheet: str | None = None) -> None:
        """Raise where a table is too wide or too big."""
        self.check("columns", columns, self.columns, file=file, sheet=sheet)
        self.check("cells", rows * columns, self.cells, file=file, sheet=sheet)
