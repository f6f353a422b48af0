"""Columns of a table → attributes of people: numbers as numbers, blanks as blanks, identifiers named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from netdiff.loaders._cells import blank_mask, codes_for, has_decimal_comma, tidy, to_numbers
from netdiff.loaders._columns import find, identifiers, plain
from netdiff.loaders._dates import parse_times
from netdiff.loaders._table import Table
from netdiff.loaders._words import NO, YES

__all__ = ["RESERVED", "attributes_of", "identifier_notes", "typed"]

RESERVED = ("group", "organisation", "place", "mode", "ring", "support", "held_by", "cost", "acceptance",
            "resources", "consent", "since", "until")  # fmt: skip
NUMBERS = ("cost", "acceptance")
WORDS = ("group", "organisation", "place", "ring", "mode", "held_by")
FREE_TEXT = 60
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
NHS = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}")


def typed(column: pd.Series, codes: Iterable[object] = ()) -> pd.Series:
    """A text column as numbers where every filled cell is one (and none has a leading zero), else as tidy text."""
    text = tidy(column)
    blank = blank_mask(text, codes, words=False)
    filled = text[~blank]
    once = filled.drop_duplicates()
    if len(once) and not once.str.match(r"[+-]?0\d").any():
        comma = has_decimal_comma(once)
        plain_text = once.str.replace(",", ".", regex=False) if comma else once
        if plain_text.str.fullmatch(r"[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,2})?").all():
            numbers = pd.Series(np.nan, index=column.index, dtype=float)
            numbers[~blank] = filled.map(dict(zip(once, plain_text.astype(float), strict=True))).astype(float)
            whole = not blank.any() and (numbers == numbers.round()).all() and numbers.abs().max() < 2**53
            return numbers.astype("int64") if whole else numbers
    return text.where(~blank, None)


def attributes_of(
    table: Table,
    skip: Iterable[str],
    *,
    group: str | None = None,
    missing: Mapping[str, Iterable[object]] | None = None,
) -> pd.DataFrame:
    """Every column but the skipped ones, reserved ones under netdiff's own names."""
    left = [name for name in table.columns if name not in set(skip)]
    renamed = reserved_names(table, left, group)
    columns = {}
    for name in left:
        own = renamed.get(name, name)
        values = typed(table.cells[name], codes_for(name, missing))
        own = own if own not in columns else f"{own} (2)"
        columns[own] = _reserved(own, values)
        if own in NUMBERS and not pd.api.types.is_numeric_dtype(values) and values.notna().any():
            columns[f"{own}_stated"] = values
    return pd.DataFrame(columns, index=table.cells.index)


def reserved_names(table: Table, columns: list[str], group: str | None) -> dict[str, str]:
    """Column of the file → netdiff's reserved name."""
    found = {group: "group"} if group is not None else {}
    for role in RESERVED:
        column = find(table, role)
        if column in columns and column not in found and role not in found.values():
            found[column] = role
    taken = {own for column, own in found.items()}
    clashes = {name: f"{name} (as in the file)" for name in columns if name in taken and found.get(name) != name}
    return found | clashes


def _reserved(name: str, values: pd.Series) -> pd.Series:
    if name in NUMBERS:
        return _quantity(values, name)
    if name == "consent":
        return consent_words(values)
    if name in ("since", "until"):
        return _dates(values)
    if pd.api.types.is_numeric_dtype(values) and name in WORDS:
        return values.map(lambda value: None if pd.isna(value) else f"{value:g}").astype("str")
    return values


def _quantity(values: pd.Series, name: str) -> pd.Series:
    """Costs in days and chances from 0 to 1; an amount of money is no number of days and stays blank."""
    if not pd.api.types.is_numeric_dtype(values):
        words = values.fillna("").astype("str").str.casefold().str.replace(r"\bhalf( an?)?\b", "0.5", regex=True)
        bare = words.str.replace(r"\s*(days?|d)$", "", regex=True)
        values = to_numbers(bare.where(~bare.str.contains(r"[£$€]"), ""))
        if name == "acceptance" and words.str.endswith("%").any():
            values = values / 100.0
    numbers = values.astype(float)
    least, most = 0.0, 1.0 if name == "acceptance" else np.inf
    if name == "acceptance" and numbers.max() > 1 and numbers.max() <= 100:
        numbers = numbers / 100.0
    return numbers.where((numbers >= least) & (numbers <= most))


def _dates(values: pd.Series) -> pd.Series:
    """Dates as dates, plain numbers (waves, years) as numbers; text that is neither stays."""
    if pd.api.types.is_numeric_dtype(values):
        return values
    times = parse_times(values.fillna("").astype("str"))
    return values if times.numeric or (times.unreadable | times.unclear).any() else times.local


def consent_words(values: pd.Series) -> pd.Series:
    """`yes`, `no` or blank (not asked); another word stays, and is not a yes."""

    def word(value: object) -> object:
        text = plain(str(value)) if not pd.isna(value) else ""
        return "yes" if text in YES else "no" if text in NO else (str(value) if text else None)

    return pd.Series([word(value) for value in values], index=values.index, dtype="str")


def identifier_notes(table: Table, kept: Iterable[str]) -> list[str]:
    """A sentence naming the columns that look like direct identifiers, by their name or by their cells."""
    names = [name for name in kept if name in table.columns]
    found = identifiers(names)
    for name in names:
        kind = _kind_of_cells(table.cells[name].head(2_000))
        if kind and not any(name in listed for listed in found.values()):
            found.setdefault(kind, []).append(name)
    return [
        f"Column{'s' if len(listed) > 1 else ''} {', '.join(map(repr, listed))} may hold direct identifiers ({kind}): "
        "kept out of exports unless you allow it."
        for kind, listed in found.items()
    ]


def _kind_of_cells(column: pd.Series) -> str | None:
    filled = column[column != ""]
    if not len(filled):
        return None
    if filled.str.fullmatch(EMAIL).mean() > 0.5:
        return "e-mail"
    if filled.str.fullmatch(NHS).mean() > 0.5:
        return "NHS number"
    return "free text" if (filled.str.len() > FREE_TEXT).mean() > 0.3 else None
