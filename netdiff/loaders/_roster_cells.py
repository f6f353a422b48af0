"""Ratings of listed people: a number, a tick, nothing, not known, not possible."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.loaders._cells import clean, has_decimal_comma, number, per_value
from netdiff.loaders._words import FREQUENCIES, NOES, TICKS

__all__ = ["label_in", "likely_codes", "ratings"]

HIGH_CODES = (6, 7, 8, 9, 66, 77, 88, 97, 98, 99, 666, 777, 888, 997, 998, 999, 9999)
LOW_CODES = (-1, -2, -7, -8, -9, -77, -88, -99, -999)
LONGEST_SCALE = 10


def ratings(column: pd.Series, codes: Iterable[object] = ()) -> npt.NDArray[np.float64]:
    """Each cell as a number; NaN for a blank, a missing code, or a word that is no rating."""
    own = {str(code).strip().casefold() for code in codes}
    comma = has_decimal_comma(column)

    def rating(text: str) -> float:
        plain = clean(text).casefold()
        if not plain or plain in own:
            return float("nan")
        if plain in TICKS:
            return 1.0
        if plain in NOES:
            return 0.0
        value = number(plain, comma=comma)
        if np.isnan(value):
            leading = re.match(r"(\d+)\s*[-=:.(]", plain)
            return float(leading[1]) if leading else FREQUENCIES.get(plain, float("nan"))
        return value

    return np.asarray(per_value(column, rating, float), dtype=np.float64)


def label_in(wording: str, column: str) -> str:
    """The person a rating column is about, by its wording, or else the column itself.

    What stands after the last ` - `, in square brackets, or as a REDCap choice (`(choice=Ann Lee)`, `alters___2`).
    """
    choice = re.search(r"\(choice=([^()]+(?:\([^()]*\))?)\)\s*$", wording) or re.fullmatch(r".+?___(\w+)", wording)
    if choice:
        return clean(choice[1])
    bracket = re.search(r"\[([^\]]+)\]\s*$", wording)
    if bracket:
        return clean(bracket[1])
    last = re.split(r"\s+-\s+", wording)[-1]
    return clean(last) or column


def likely_codes(values: npt.NDArray[np.float64]) -> list[float]:
    """Values that stand apart from all others and are written where an answer is missing: 9 among 0 to 4, -1, 99.

    Apart means further from the rest, a scale up to 10, than any two neighbours of the rest are from each other.

    Parameters
    ----------
    values : array of float
        In any order; NaN counts as nothing.

    Returns
    -------
    list of float
        In order; to be asked about, since a scale may really have a hole.

    Examples
    --------
    >>> likely_codes(np.array([0, 1, 2, 4, 3, 9.0])), likely_codes(np.array([0, 5, 9.0]))
    ([9.0], [])
    """
    seen = np.unique(values[~np.isnan(values)])
    below = seen[(seen < 0) & np.isin(seen, LOW_CODES)]
    scale = seen[seen >= 0]
    for place in range(1, len(scale)):
        rest, apart = scale[:place], scale[place:]
        step = max(1.0, float(np.diff(rest).max(initial=0.0)))
        if apart[0] - rest[-1] > step and np.isin(apart, HIGH_CODES).all() and 0 < rest[-1] <= LONGEST_SCALE:
            return [*below.tolist(), *apart.tolist()]
    return below.tolist() if len(scale) and len(below) == (seen < 0).sum() else []
