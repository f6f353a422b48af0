"""Times of adoption in a column of the table of nodes, as people type them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netdiff.errors import DataError

__all__ = ["times_in_column"]


def times_in_column(values: pd.Series, *, codes_told: bool) -> pd.Series:
    """A column as numbers of periods or as dates; blanks and words for never are blank.

    Parameters
    ----------
    values : Series
        Index = nodes.
    codes_told : bool
        Whether the reader said which number means never; otherwise a likely one is an error.

    Raises
    ------
    DataError
        For cells that are no time, for dates that can be read two ways, and for a heap of equal last periods.
    """
    if pd.api.types.is_datetime64_any_dtype(values):
        return values
    if not pd.api.types.is_numeric_dtype(values):
        values = _typed(values)
    if not codes_told and pd.api.types.is_numeric_dtype(values):
        _refuse_code(values)
    return values


def _typed(values: pd.Series) -> pd.Series:
    from netdiff.loaders._cells import blank_mask, tidy
    from netdiff.loaders._dates import parse_times
    from netdiff.loaders._words import NEVER

    cells = tidy(values.astype("str").where(values.notna(), ""))
    nothing = blank_mask(cells) | cells.str.casefold().isin(NEVER).to_numpy()
    times = parse_times(cells.where(~nothing, ""))
    for odd, problem, cure in (
        (
            times.unreadable,
            "neither a number of periods nor a date",
            "Write every time as 2026-01-31, or as a number of periods, and leave it blank where there is none.",
        ),
        (
            times.unclear,
            "these dates can be read two ways (day and month)",
            "Write them as 2026-01-31, or read them with nd.read_adoption(…, day_first=True).",
        ),
    ):
        if odd.any():
            place = np.flatnonzero(odd)
            raise DataError(problem, column=str(values.name), rows=place + 1, value=values.iloc[place[0]], cure=cure)
    return pd.Series(times.local.to_numpy(), index=values.index, name=values.name)


def _refuse_code(values: pd.Series) -> None:
    from netdiff.loaders._adoption_cells import suspicious_code

    code = suspicious_code(values)
    if code is None:
        return
    share = float((values == code).sum() / values.notna().sum())
    raise DataError(
        f"{share:.0%} of the times are {code:g}, the last one: this looks like a code for 'never adopted'",
        cure=f"Say never={code:g} if it is, or never=-1 if they did adopt then.",
        column=str(values.name),
        value=f"{code:g}",
    )
