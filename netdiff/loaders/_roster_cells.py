"""Ratings of listed people: a number, a tick, nothing, not known, not possible."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.loaders._cells import clean, has_decimal_comma, number, per_value
from netdiff.loaders._words import FREQUENCIES, NOES, TICKS

__all__ = ["label_in", "ratings"]


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
