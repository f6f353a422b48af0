"""Times of adoption as a table of their own, and plain arithmetic on time.

Everyone is censored somewhere: whoever had not adopted when we last looked is *not adopted by then*, never a late
adopter and never a non-adopter for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_columns, close_matches
from netdiff.errors import DataError, Fault

__all__ = ["PERIOD_LENGTHS", "AdoptionTable", "in_periods", "overlaps", "parse_period"]

PERIOD_LENGTHS: Mapping[str, pd.Timedelta] = {
    "second": pd.Timedelta(seconds=1),
    "minute": pd.Timedelta(minutes=1),
    "hour": pd.Timedelta(hours=1),
    "day": pd.Timedelta(days=1),
    "week": pd.Timedelta(weeks=1),
    "month": pd.Timedelta(days=30.436875),
    "quarter": pd.Timedelta(days=91.310625),
    "year": pd.Timedelta(days=365.2425),
}
COLUMNS = ("node", "innovation", "adopted", "dropped", "observed_until")


@dataclass(frozen=True, eq=False)
class AdoptionTable:
    """Who adopted what, when, and until when we looked.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns `node` and `adopted` (a number of periods or a date; blank = had not adopted when last seen), and
        optionally `innovation`, `dropped` and `observed_until`. One row per node and innovation.

    Raises
    ------
    DataError
        For a repeated node and innovation, a drop before adoption, or an adoption after the last look.

    Notes
    -----
    Stability: stable.

    Examples
    --------
    >>> table = AdoptionTable(pd.DataFrame({"node": ["a", "b"], "adopted": [2, None], "observed_until": [9, 9]}))
    >>> table.adopted_by(5).tolist()
    [True, False]
    """

    frame: pd.DataFrame

    def __post_init__(self) -> None:
        check_columns(["node", "adopted"], self.frame.columns)
        table = self.frame.copy()
        blank = pd.NaT if _dated(table) else np.nan
        for name, value in {"innovation": "innovation", "dropped": blank, "observed_until": blank}.items():
            if name not in table:
                table[name] = value
        extra = [name for name in table if name not in COLUMNS]
        table = table[[*COLUMNS, *extra]].reset_index(drop=True)
        faults = list(_adoption_faults(table))
        if faults:
            raise DataError.of(faults)
        object.__setattr__(self, "frame", table)

    @property
    def innovations(self) -> list[str]:
        """The innovations, in order of appearance."""
        return [str(name) for name in self.frame["innovation"].unique()]

    def adopted_by(self, time: object, innovation: str | None = None) -> pd.Series:
        """Whether each node had adopted by a time; index = node."""
        table = self.of(innovation).set_index("node")
        return pd.Series(table["adopted"] <= time, name="adopted_by")

    def of(self, innovation: str | None = None) -> pd.DataFrame:
        """The rows of one innovation; None where there is only one."""
        names = self.innovations
        if innovation is None and len(names) > 1:
            raise DataError(
                f"there are {len(names)} innovations",
                cure=f"Say which: innovation={names[0]!r}, for example.",
            )
        wanted = innovation if innovation is not None else (names[0] if names else "innovation")
        if names and wanted not in names:
            raise DataError(
                "there is no such innovation",
                value=wanted,
                cure=f"Close: {close_matches(wanted, names) or names}.",
            )
        return self.frame[self.frame["innovation"] == wanted]

    def __repr__(self) -> str:
        adopted = int(self.frame["adopted"].notna().sum())
        return f"AdoptionTable: {adopted} adoptions of {len(self.frame)}, innovations: {', '.join(self.innovations)}"

    def __len__(self) -> int:
        return len(self.frame)


def in_periods(times: pd.Series, period: str, origin: pd.Timestamp | None = None) -> pd.Series:
    """Dates as numbers of periods since the origin (the earliest date by default)."""
    start = times.min() if origin is None else origin
    return pd.Series((times - start) / parse_period(period), index=times.index, name=times.name)


def parse_period(period: str | pd.Timedelta) -> pd.Timedelta:
    """A length of time from a word (`"day"`, `"month"`) or a number with a unit (`"7D"`, `"12h"`)."""
    if isinstance(period, str) and period.rstrip("s") in PERIOD_LENGTHS:
        return PERIOD_LENGTHS[period.rstrip("s")]
    try:
        length = pd.Timedelta(period)
    except ValueError:
        length = pd.Timedelta(0)
    if pd.isna(length) or length <= pd.Timedelta(0):
        words = ", ".join(PERIOD_LENGTHS)
        raise DataError("not a length of time", value=period, cure=f"Write '7D', '12h', or one of {words}.")
    return length


def overlaps(
    start: pd.Series | None, end: pd.Series | None, first: object, last: object, count: int
) -> npt.NDArray[np.bool_]:
    """Which spans [start, end] meet the half-open time [first, last); a blank end is open, no start is always."""
    inside = np.ones(count, dtype=bool)
    if start is not None and last is not None:
        inside &= np.asarray((start < last) | start.isna(), dtype=bool)
    if end is not None and first is not None:
        begun = start.fillna(end) if start is not None else end
        instant = end.isna() & begun.notna() if start is not None else np.zeros(count, dtype=bool)
        inside &= np.asarray((end >= first) | end.isna() & ~instant | instant & (begun >= first), dtype=bool)
    elif start is not None and first is not None:
        inside &= np.asarray((start >= first) | start.isna(), dtype=bool)
    return inside


def _dated(table: pd.DataFrame) -> bool:
    return pd.api.types.is_datetime64_any_dtype(table["adopted"])


def _adoption_faults(table: pd.DataFrame) -> list[Fault]:
    repeated = table.duplicated(["node", "innovation"], keep=False)
    early_drop = table["dropped"].notna() & (table["dropped"] < table["adopted"])
    unseen = table["observed_until"].notna() & (table["adopted"] > table["observed_until"])
    checks = [
        (repeated, "node", "the same person stands twice for one innovation", "Keep one row for each."),
        (early_drop, "dropped", "dropped before it was adopted", "Mend one of the two dates."),
        (unseen, "adopted", "adopted after we last looked", "Mend observed_until, or leave adopted blank."),
    ]
    return [
        Fault(
            problem,
            cure,
            column=column,
            rows=tuple(np.flatnonzero(mask) + 1),
            value=table[column][mask].iloc[0],
        )
        for mask, column, problem, cure in checks
        if mask.any()
    ]
