"""Columns of a table → attributes of people: numbers as numbers, blanks as blanks, identifiers named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from netdiff.loaders._cells import blank_mask, codes_for, has_decimal_comma, tidy
from netdiff.loaders._columns import ROLES, find, identifiers, plain
from netdiff.loaders._table import Table

__all__ = ["RESERVED", "attributes_of", "identifier_notes", "typed"]

RESERVED = ("group", "organisation", "place", "mode", "ring", "support", "held_by", "cost", "acceptance",
            "resources", "consent", "since", "until")  # fmt: skip
NUMBERS = ("cost", "acceptance")
FREE_TEXT = 60
YES = frozenset("yes y true 1 agree agreed consent consented given i consent ja oui si".split())
NO = frozenset("no n false 0 refused refuse withdrawn declined disagree opt out opted out nein non".split())
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
NHS = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}")


def typed(column: pd.Series, codes: Iterable[object] = ()) -> pd.Series:
    """A text column as numbers where every filled cell is one (and none has a leading zero), else as tidy text."""
    text = tidy(column)
    blank = blank_mask(text, codes, words=False)
    filled = text[~blank]
    if len(filled) and not filled.str.match(r"[+-]?0\d").any():
        comma = has_decimal_comma(filled)
        plain_text = filled.str.replace(",", ".", regex=False) if comma else filled
        if plain_text.str.fullmatch(r"[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,2})?").all():
            numbers = pd.Series(np.nan, index=column.index, dtype=float)
            numbers[~blank] = plain_text.astype(float)
            whole = not blank.any() and (numbers == numbers.round()).all() and numbers.abs().max() < 2**53
            return numbers.astype("int64") if whole else numbers
    return text.where(~blank, None)


def attributes_of(
    table: Table, skip: Iterable[str], *, group: str | None = None, missing: Mapping[str, Iterable[object]] | None = None
) -> pd.DataFrame:
    """Every column but the skipped ones, reserved ones under netdiff's own names."""
    left = [name for name in table.columns if name not in set(skip)]
    renamed = reserved_names(table, left, group)
    columns = {}
    for name in left:
        own = renamed.get(name, name)
        values = typed(table.cells[name], codes_for(name, missing))
        columns[own if own not in columns else f"{own} (2)"] = _reserved(own, values)
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
    if name in NUMBERS and not pd.api.types.is_numeric_dtype(values):
        from netdiff.loaders._cells import to_numbers

        numbers = to_numbers(values.fillna("").astype("str"))
        return numbers if (numbers.notna() == values.notna()).all() else values
    if name == "consent":
        return consent_words(values)
    if pd.api.types.is_numeric_dtype(values) and name in ("group", "organisation", "place", "ring", "mode", "held_by"):
        return values.map(lambda value: None if pd.isna(value) else f"{value:g}").astype("str")
    return values


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


ATTRIBUTE_ROLES = tuple(role for role in RESERVED if role in ROLES)
