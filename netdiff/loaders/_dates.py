"""Dates, clock times and lengths of time in the notations people mix in one column.

A time becomes milliseconds on one clock (UTC where a zone is known) for reckoning, and a local date without a
zone for keeping. What cannot be read is said to be unreadable; what can be read two ways is said to be unclear.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.errors import DataError
from netdiff.loaders._cells import number, per_value, tidy

__all__ = ["Times", "parse_durations", "parse_times"]

Mask = npt.NDArray[np.bool_]
ISO = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)?"
ZONED = r"\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})"
CLOCK = r"(?:,? ?T?(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)? ?([aApP]\.?[mM]\.?)?)?"
SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})" + CLOCK)
WORDED = (
    r"(\w+,? )?(\d{1,2})(st|nd|rd|th)?[ -][A-Za-z]{3,9}\.?,?[ -]\d{2,4}.*"
    r"|(\w+,? )?[A-Za-z]{3,9}\.? \d{1,2}(st|nd|rd|th)?,? \d{4}.*"
)
GOOGLE = re.compile(
    r"(\d{4})/(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d{2}):(\d{2}) ([AP]M) (?:GMT|UTC)([+-]\d{1,2})?(?::(\d{2}))?"
)
MONTH = r"\d{4}[-/]\d{1,2}|\d{1,2}/\d{4}|[A-Za-z]{3,9}\.?[ -]\d{4}"
EPOCH_SECONDS, EPOCH_MILLIS, PLAIN_NUMBER = r"\d{9,10}(\.\d+)?", r"\d{13}", r"-?\d+(\.\d+)?"
LEAST_EPOCH = 1e8
NEVER = np.iinfo(np.int64).min
DAY_MS = 86_400_000


@dataclass(frozen=True, eq=False)
class Times:
    """A column of times.

    Parameters
    ----------
    clock : array of float
        Milliseconds on one clock; NaN where blank, unreadable or unclear. Plain numbers stay numbers.
    local : pandas.Series
        Dates without a zone, on the local clock, or plain numbers.
    unreadable, unclear : array of bool
        Filled cells that are no time; that have two readings (5 January or 1 May).
    numeric : bool
        Whether the column holds plain numbers (seconds, waves, months) rather than dates.
    notes : tuple of str
        What was decided.
    """

    clock: npt.NDArray[np.float64]
    local: pd.Series
    unreadable: Mask
    unclear: Mask
    numeric: bool
    notes: tuple[str, ...] = ()


def parse_times(column: pd.Series, *, tz: str | None = None, day_first: bool | None = None) -> Times:
    """Read a column of times."""
    codes, values = pd.factorize(column)
    plain = _only_small_numbers(pd.Series(values, dtype="str"), codes, column)
    if plain is not None:
        return plain
    codes, values = pd.factorize(tidy(column))
    texts = pd.Series(values, dtype="str").fillna("").reset_index(drop=True)
    shapes = _shapes(texts)
    if shapes["number"].any() and not any(
        shapes[kind].any() for kind in ("iso", "zoned", "month", "slashed", "worded", "epoch")
    ):
        return _plain_numbers(texts, codes, column)
    clock, unclear, notes = _on_one_clock(texts, shapes, tz, day_first)
    unreadable = np.isnan(clock) & ~unclear & (texts != "").to_numpy()
    local = _local(clock, tz)
    kept = pd.Series(local.to_numpy()[codes], index=column.index, name=column.name)
    return Times(clock[codes], kept, unreadable[codes], unclear[codes], numeric=False, notes=tuple(notes))


def _shapes(texts: pd.Series) -> dict[str, Mask]:
    """Which cells are written in which notation; each is tried on what the ones before left over."""
    patterns = {
        "iso": ISO, "zoned": f"{ZONED}|{GOOGLE.pattern}", "month": MONTH, "slashed": SLASHED.pattern, "worded": WORDED,
        "epoch": f"{EPOCH_SECONDS}|{EPOCH_MILLIS}", "number": PLAIN_NUMBER,
    }  # fmt: skip
    found = {name: np.zeros(len(texts), dtype=bool) for name in patterns}
    left = np.flatnonzero((texts != "").to_numpy())
    for name, pattern in patterns.items():
        if len(left):
            fits = texts.iloc[left].str.fullmatch(pattern).to_numpy(dtype=bool)
            found[name][left[fits]] = True
            left = left[~fits]
    return found


def _only_small_numbers(texts: pd.Series, codes: npt.NDArray[np.int64], column: pd.Series) -> Times | None:
    """The times of a column that holds nothing but numbers too small to count from 1970; None for any other."""
    filled = (texts != "").to_numpy()
    numbers = pd.to_numeric(texts.where(filled, None), errors="coerce").to_numpy(dtype=float)
    if not filled.any() or np.isnan(numbers[filled]).any() or np.abs(numbers[filled]).max() >= LEAST_EPOCH:
        return None
    numbers = numbers[codes]
    nothing = np.zeros(len(column), dtype=bool)
    local = pd.Series(numbers, index=column.index, name=column.name)
    return Times(numbers * 1_000.0, local, nothing, nothing, numeric=True)


def _plain_numbers(texts: pd.Series, codes: npt.NDArray[np.int64], column: pd.Series) -> Times:
    numbers = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float)
    unreadable = np.isnan(numbers) & (texts != "").to_numpy()
    local = pd.Series(numbers[codes], index=column.index, name=column.name)
    return Times(numbers[codes] * 1_000.0, local, unreadable[codes], np.zeros(len(codes), dtype=bool), numeric=True)


def _on_one_clock(
    texts: pd.Series,
    shapes: dict[str, Mask],
    tz: str | None,
    day_first: bool | None,  # noqa: FBT001
) -> tuple[npt.NDArray[np.float64], Mask, list[str]]:
    naive = pd.Series(np.full(len(texts), NEVER), dtype="int64")
    naive[shapes["iso"]] = _millis(_iso(texts[shapes["iso"]]))
    naive[shapes["worded"]] = _millis(_worded(texts[shapes["worded"]]))
    naive[shapes["month"]] = _millis(_months(texts[shapes["month"]]))
    slashed, unclear_part, notes = _slashed(texts[shapes["slashed"]], naive[naive != NEVER], day_first=day_first)
    if shapes["month"].any():
        notes = [*notes, "Months without a day were read as their first day."]
    naive[shapes["slashed"]] = slashed
    unclear = np.zeros(len(texts), dtype=bool)
    unclear[shapes["slashed"]] = unclear_part
    clock = _to_utc(naive, tz, notes)
    absolute = shapes["zoned"] | shapes["epoch"]
    if absolute.any():
        if tz is None and (~np.isnan(clock)).any():
            raise DataError(
                "some times carry a zone (or count from 1970) and others do not, so they cannot be put in order",
                cure="Say where the clocks were, for example tz='Europe/London'.",
                value=texts[absolute].iloc[0],
            )
        clock[shapes["zoned"]] = _as_float(_millis(_zoned(texts[shapes["zoned"]])))
        clock[shapes["epoch"]] = _epoch(texts[shapes["epoch"]])
        notes.append("Times with a zone, or counted from 1970, were set to " + (f"{tz}." if tz else "UTC."))
    return clock, unclear, notes


def _iso(texts: pd.Series) -> pd.Series:
    usual = texts.str.fullmatch(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?").to_numpy(dtype=bool)
    stamps = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ms]")
    stamps[usual] = pd.to_datetime(texts[usual], format="ISO8601", errors="coerce").astype("datetime64[ms]")
    odd = texts[~usual].str.replace(r"[/.](?=\d{1,2}[/.]|\d{1,2}($|[ T]))", "-", regex=True).str.replace(",", ".")
    stamps[~usual] = pd.to_datetime(odd, format="mixed", errors="coerce").astype("datetime64[ms]")
    return stamps


def _months(texts: pd.Series) -> pd.Series:
    """The first day of a month: `2031-03`, `03/2031`, `Mar 2031`."""
    turned = texts.str.replace(r"^(\d{4})[-/](\d{1,2})$", r"\1-\2-1", regex=True)
    turned = turned.str.replace(r"^(\d{1,2})/(\d{4})$", r"\2-\1-1", regex=True)
    turned = turned.str.replace(r"^([A-Za-z]{3,9})\.?[ -](\d{4})$", r"1 \1 \2", regex=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pd.to_datetime(turned, format="mixed", errors="coerce").astype("datetime64[ms]")


def _as_iso(text: str) -> str:
    """The stamp of Google Forms (`2031/05/02 9:12:33 AM GMT+1`) in ISO form."""
    found = GOOGLE.fullmatch(text)
    if found is None:
        return text
    year, month, day, hour, minute, second, half, zone, rest = found.groups()
    hours = int(hour) % 12 + (12 if half == "PM" else 0)
    offset = f"{int(zone or 0):+03d}:{rest or '00'}"
    return f"{year}-{int(month):02d}-{int(day):02d}T{hours:02d}:{minute}:{second}{offset}"


def _zoned(texts: pd.Series) -> pd.Series:
    texts = texts.map(_as_iso)
    stamps = pd.to_datetime(
        texts.str.replace(r" ?(UTC|GMT)$", "Z", regex=True), format="ISO8601", errors="coerce", utc=True
    )
    return stamps.dt.tz_localize(None)


def _worded(texts: pd.Series) -> pd.Series:
    plain = texts.str.replace(r"(\d)(st|nd|rd|th)\b", r"\1", regex=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pd.to_datetime(plain, format="mixed", errors="coerce", dayfirst=True)


def _epoch(texts: pd.Series) -> npt.NDArray[np.float64]:
    numbers = texts.astype(float).to_numpy()
    return np.asarray(np.where(numbers > 1e11, numbers, numbers * 1_000.0), dtype=np.float64)


def _millis(stamps: pd.Series) -> npt.NDArray[np.int64]:
    return np.asarray(stamps.to_numpy().astype("datetime64[ms]").astype("int64"), dtype=np.int64)


def _as_float(millis: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return np.where(millis == NEVER, np.nan, millis.astype(float))


def _slashed(
    texts: pd.Series, others: pd.Series, *, day_first: bool | None
) -> tuple[npt.NDArray[np.int64], Mask, list[str]]:
    if not len(texts):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=bool), []
    parts = texts.str.extract(SLASHED)
    one, two, year = (parts[place].astype(int).to_numpy() for place in (0, 1, 2))
    year = np.where(year < 100, 2000 + year, year)
    seconds = _seconds_of_day(parts)
    by_day, by_month = _ymd(year, two, one) + seconds, _ymd(year, one, two) + seconds
    by_day, by_month = (np.where(np.abs(stamp) > 4e15, NEVER, stamp) for stamp in (by_day, by_month))
    same = one == two
    chosen, why = _order(by_day, by_month, one, two, others) if day_first is None else (day_first, "")
    if chosen is None:
        sure = np.where(one > 12, by_day, np.where(two > 12, by_month, np.where(same, by_day, NEVER)))
        return sure.astype(np.int64), (one <= 12) & (two <= 12) & ~same, []
    taken = by_day if chosen else by_month
    note = f"Dates such as {texts.iloc[0]!r} were read {'day' if chosen else 'month'} first{why}."
    return taken.astype(np.int64), np.zeros(len(texts), dtype=bool), [note]


def _order(
    by_day: npt.NDArray[np.float64], by_month: npt.NDArray[np.float64],
    one: npt.NDArray[np.int64], two: npt.NDArray[np.int64], others: pd.Series,
) -> tuple[bool | None, str]:  # fmt: skip
    """Day first if some first number is above 12, month first if some second one is; else by the dates beside them."""
    if (one > 12).any() != (two > 12).any():
        return bool((one > 12).any()), ""
    if (one > 12).any() or not len(others):
        return None, ""
    low, high = others.min() - 2 * DAY_MS, others.max() + 2 * DAY_MS
    day_fits, month_fits = (bool(((low <= s) & (s <= high)).all()) for s in (by_day, by_month))
    return (day_fits, ", as the other dates of the column suggest") if day_fits != month_fits else (None, "")


def _seconds_of_day(parts: pd.DataFrame) -> npt.NDArray[np.float64]:
    hour, minute, second = (parts[place].fillna("0").astype(int).to_numpy() for place in (3, 4, 5))
    half = parts[6].fillna("").str.casefold().str[:1].to_numpy()
    hour = np.where(half == "p", hour % 12 + 12, np.where(half == "a", hour % 12, hour))
    bad = (hour > 24) | (minute > 59) | (second > 60)
    return np.where(bad, np.inf, 1_000.0 * (hour * 3_600 + minute * 60 + second))


def _ymd(
    year: npt.NDArray[np.int64], month: npt.NDArray[np.int64], day: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    stamps = pd.to_datetime(pd.DataFrame({"year": year, "month": month, "day": day}), errors="coerce")
    millis = _as_float(_millis(stamps))
    return np.where(np.isnan(millis), np.inf, millis)


def _to_utc(naive: pd.Series, tz: str | None, notes: list[str]) -> npt.NDArray[np.float64]:
    clock = _as_float(naive.to_numpy(dtype=np.int64))
    if tz is None or np.isnan(clock).all():
        return clock
    filled = ~np.isnan(clock)
    stamps = pd.DatetimeIndex(clock[filled].astype("int64").astype("datetime64[ms]"))
    zoned = _localised(stamps, tz, first=True)
    later = _localised(stamps, tz, first=False)
    twice = int((zoned != later).sum())
    if twice:
        notes.append(f"{twice} times fall in the hour that comes twice when the clocks go back; the first was taken.")
    gone = int((zoned.tz_localize(None) != stamps).sum())
    if gone:
        notes.append(f"{gone} times fall in the hour that is left out when the clocks go forward; an hour was added.")
    clock[filled] = zoned.tz_convert("UTC").tz_localize(None).as_unit("ms").asi8
    return clock


def _localised(stamps: pd.DatetimeIndex, tz: str, *, first: bool) -> pd.DatetimeIndex:
    try:
        return stamps.tz_localize(tz, ambiguous=np.full(len(stamps), first), nonexistent=pd.Timedelta("1h"))
    except (KeyError, ValueError) as error:
        raise DataError("there is no such time zone", value=tz, cure="Write it as 'Europe/London'.") from error


def _local(clock: npt.NDArray[np.float64], tz: str | None) -> pd.Series:
    millis = np.where(np.isnan(clock), NEVER, np.nan_to_num(clock)).astype("int64").astype("datetime64[ms]")
    stamps = pd.Series(pd.DatetimeIndex(millis))
    return stamps.dt.tz_localize("UTC").dt.tz_convert(tz).dt.tz_localize(None) if tz is not None else stamps


UNITS = {"s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3_600.0, "hr": 3_600.0, "hour": 3_600.0,
         "d": 86_400.0, "day": 86_400.0, "ms": 0.001, "minute": 60.0, "second": 1.0}  # fmt: skip
PIECE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)")
CLOCKED = re.compile(r"(?:(\d+)[ d:.])??(\d{1,3}):(\d{2})(?::(\d{2}(?:\.\d+)?))?")
ISO_LENGTH = re.compile(r"p(?:(\d+)d)?t?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?")


def parse_durations(column: pd.Series, header: str = "") -> tuple[npt.NDArray[np.float64], Mask]:
    """Lengths of time in seconds, and which filled cells are none; a bare number takes its unit from the header."""
    scale = _unit_of(header)
    seconds = per_value(tidy(column), lambda text: _seconds(text, scale), float).to_numpy()
    return seconds, np.isnan(seconds) & (tidy(column) != "").to_numpy()


def _unit_of(header: str) -> float:
    words = set(re.findall(r"[a-z]+", header.casefold()))
    for names, scale in (({"min", "mins", "minute", "minutes"}, 60.0), ({"hour", "hours", "hrs", "h"}, 3_600.0),
                         ({"ms", "millisecond", "milliseconds"}, 0.001)):  # fmt: skip
        if words & names:
            return scale
    return 1.0


def _seconds(text: str, scale: float) -> float:
    plain = text.casefold().strip()
    bare = number(plain, comma="," in plain and "." not in plain)
    if plain and not np.isnan(bare) and plain[-1] not in "km%":
        return bare * scale
    clocked, iso = CLOCKED.fullmatch(plain), ISO_LENGTH.fullmatch(plain)
    if clocked:
        days, hours, minutes, rest = clocked.groups()
        return int(days or 0) * 86_400.0 + int(hours) * 3_600.0 + int(minutes) * 60.0 + float(rest or 0)
    if iso and len(plain) > 2:
        return sum(
            float(part or 0) * unit for part, unit in zip(iso.groups(), (86_400.0, 3_600.0, 60.0, 1.0), strict=True)
        )
    pieces = PIECE.findall(plain)
    left = re.sub(r"[\s,]|and", "", PIECE.sub("", plain))
    known = [UNITS.get(unit, UNITS.get(unit.rstrip("s"))) for _, unit in pieces]
    if not pieces or left or None in known:
        return float("nan")
    return sum(float(amount.replace(",", ".")) * (unit or 0.0) for (amount, _), unit in zip(pieces, known, strict=True))
