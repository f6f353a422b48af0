"""What a cell says: a blank in one of its many spellings, a number in one of its notations, or text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.loaders._words import BLANKS

__all__ = ["blank_mask", "clean", "per_value", "tidy", "to_numbers", "undo_point_zero"]

LOOK = 100
QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u200b": "",
                        "\u202f": " ", "\ufeff": "", "\u2010": "-", "\u2011": "-"})  # fmt: skip


def clean(text: str) -> str:
    """Text with plain quotes and single spaces, composed letters, nothing at its ends."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(unicodedata.normalize("NFC", text.translate(QUOTES)).split())


def per_value(column: pd.Series, function: Callable[[str], Any], dtype: Any = "str") -> pd.Series:
    """`function` of each cell, worked out once per distinct value."""
    codes, values = pd.factorize(column)
    results = np.empty(len(values), dtype=object)
    results[:] = [function(str(value)) for value in np.asarray(values, dtype=object)]
    return pd.Series(results[codes], index=column.index, dtype=dtype, name=column.name)


def tidy(column: pd.Series) -> pd.Series:
    """A column with each cell cleaned."""
    return per_value(column, clean)


def blank_mask(column: pd.Series, codes: Iterable[object] = (), *, words: bool = True) -> npt.NDArray[np.bool_]:
    """Which cells are blank: empty, one of the column's own codes, or (`words`) a word for nothing."""
    own = {str(code).strip().casefold() for code in codes} | {""}
    known = own | BLANKS if words else own
    return np.asarray(per_value(column, lambda text: clean(text).casefold() in known, bool), dtype=bool)


def codes_for(column: str, missing: Mapping[str, Iterable[object]] | Iterable[object] | None) -> list[object]:
    """The missing codes that hold for one column (`"*"` holds for all)."""
    if missing is None:
        return []
    if isinstance(missing, Mapping):
        own = next((codes for name, codes in missing.items() if name == column), None)
        own = own if own is not None else missing.get("*", ())
        return [own] if isinstance(own, (str, int, float)) else list(own)
    return [missing] if isinstance(missing, (str, int, float)) else list(missing)


def has_decimal_comma(column: pd.Series) -> bool:
    """Whether numbers are written with a decimal comma (`3,5`) and none with a point."""
    filled = column.drop_duplicates()
    filled = filled[filled != ""]
    comma = filled.str.fullmatch(r"[+-]?\d{1,3}(\.\d{3})*,\d+|[+-]?\d+,\d+")
    point = filled.str.fullmatch(r"[+-]?\d+\.\d+")
    thousands = filled.str.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
    return bool(comma.any() and not point.any() and not thousands[comma].all())


def to_numbers(column: pd.Series, *, decimal_comma: bool | None = None) -> pd.Series:
    """Numbers, NaN where there is none; `£2k`, `1,200`, `3,5` and `12 %` are understood."""
    comma = has_decimal_comma(column) if decimal_comma is None else decimal_comma
    fast = pd.to_numeric(column.where(column != "", None), errors="coerce")
    if not comma and not (fast.isna() & (column != "")).any():
        return fast.astype(float)
    return per_value(column, lambda text: number(text, comma=comma), float)


def number(text: str, *, comma: bool = False) -> float:
    """One number from text, NaN where the text is something else."""
    plain = clean(text).strip("£$€¥ ").replace(" ", "").replace("'", "")
    plain = plain.replace(".", "").replace(",", ".") if comma else plain.replace(",", "")
    found = re.fullmatch(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)([kKmM%]?)", plain)
    if not found:
        return float("nan")
    scale = {"": 1.0, "k": 1e3, "m": 1e6, "%": 1.0}[found[2].casefold()]
    value = float(found[1]) * scale
    return value if np.isfinite(value) else float("nan")


def undo_point_zero(column: pd.Series) -> tuple[pd.Series, bool]:
    """Ids that a spreadsheet turned into `101.0` as `101`, and whether any were."""
    first = column.head(LOOK)
    if not (first[first != ""].str.fullmatch(r"\d+(\.0)?")).all():
        return column, False
    filled = column[column != ""]
    if not filled.str.endswith(".0").any() or not filled.str.fullmatch(r"\d+(\.0)?").all():
        return column, False
    return column.str.replace(r"\.0$", "", regex=True), True
