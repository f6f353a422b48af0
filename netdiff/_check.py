"""Checks at the door: each says what was wrong, what came, and the cure."""

from __future__ import annotations

import difflib
import math
import numbers
from collections.abc import Iterable

from netdiff.errors import DataError, ModelError, shorten

__all__ = [
    "check_choice",
    "check_columns",
    "check_fraction",
    "check_positive",
    "check_positive_int",
    "check_probability",
    "close_matches",
]


def check_probability(value: object, name: str) -> float:
    """A number from 0 to 1, both included."""
    number = _number(value, name)
    if not 0.0 <= number <= 1.0:
        message = f"{name} must lie between 0 and 1, not {shorten(value)}. A chance of 10 % is written 0.1."
        raise ModelError(message)
    return number


def check_fraction(value: object, name: str) -> float:
    """A number above 0 and up to 1."""
    number = check_probability(value, name)
    if number == 0.0:
        message = f"{name} must be above 0."
        raise ModelError(message)
    return number


def check_positive(value: object, name: str) -> float:
    """A finite number above 0."""
    number = _number(value, name)
    if not (number > 0.0 and math.isfinite(number)):
        message = f"{name} must be a number above 0, not {shorten(value)}."
        raise ModelError(message)
    return number


def check_positive_int(value: object, name: str, *, least: int = 1) -> int:
    """A whole number of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < least:
        message = f"{name} must be a whole number of at least {least}, not {shorten(value)}."
        raise ModelError(message)
    return int(value)


def check_choice(value: str, name: str, choices: Iterable[str]) -> str:
    """One of the named choices."""
    known = list(choices)
    if value not in known:
        message = f"{name} must be one of {', '.join(known)}; not {shorten(value)}.{did_you_mean(value, known)}"
        raise ModelError(message)
    return value


def check_columns(wanted: Iterable[str], present: Iterable[object], *, file: str | None = None) -> None:
    """Every wanted column is there; otherwise one error names them all with the closest ones."""
    have = [str(name) for name in present]
    lacking = [name for name in wanted if name not in have]
    if not lacking:
        return
    hints = "".join(f" {name!r}:{did_you_mean(name, have) or ' nothing close.'}" for name in lacking)
    raise DataError(
        f"there is no column {', '.join(repr(name) for name in lacking)}",
        cure=f"The columns are {shorten(', '.join(have))}.{hints}",
        file=file,
    )


def close_matches(name: object, known: Iterable[object], count: int = 3) -> list[str]:
    """The most similar of the known names, best first."""
    texts = {str(other).casefold(): str(other) for other in known}
    found = difflib.get_close_matches(str(name).casefold(), list(texts), n=count, cutoff=0.6)
    return [texts[key] for key in found]


def did_you_mean(name: object, known: Iterable[object]) -> str:
    """` Did you mean 'x'?`, or nothing where no name is close."""
    close = close_matches(name, known)
    return f" Did you mean {' or '.join(repr(other) for other in close)}?" if close else ""


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or math.isnan(float(value)):
        message = f"{name} must be a number, not {shorten(value)}."
        raise ModelError(message)
    return float(value)
