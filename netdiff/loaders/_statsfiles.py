"""SPSS and Stata files, values shown by their labels; needs the extra `stats-files`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from netdiff.errors import DataError
from netdiff.loaders._limits import Limits
from netdiff.loaders._workbook import Sheet, cell_text

__all__ = ["sheet_of_stats"]


def sheet_of_stats(path: Path, limits: Limits) -> Sheet:
    """The file as a sheet with three header rows, as Qualtrics has them: names, labels (the questions), marks."""
    frame, meta = _read(path)
    limits.check_shape(len(frame), frame.shape[1], file=path.name)
    names = [str(name) for name in frame.columns]
    labels = [str(label) if label else name for label, name in zip(meta.column_labels, names, strict=True)]
    body = [[cell_text(value) for value in row] for row in frame.itertuples(index=False)]
    rows = [names, labels, ['{"ImportId":"' + name + '"}' for name in names], *body]
    return Sheet("", pd.DataFrame(rows, columns=range(len(names)), dtype="str"))


def _read(path: Path) -> tuple[pd.DataFrame, Any]:
    try:
        import pyreadstat
    except ImportError:
        raise DataError(
            "SPSS and Stata files need one more package",
            cure="Run: pip install 'netdiffusion[stats-files]'.",
            file=path.name,
        ) from None
    if not path.exists():
        raise DataError("there is no such file", cure="Check the path.", file=path.name)
    reader = pyreadstat.read_dta if path.suffix.casefold() == ".dta" else pyreadstat.read_sav
    try:
        frame, meta = reader(path, apply_value_formats=True)
    except (pyreadstat.ReadstatError, OSError, ValueError) as error:
        raise DataError(
            "the statistics file cannot be read", cure="Save it again, or as CSV.", file=path.name
        ) from error
    return frame, meta
