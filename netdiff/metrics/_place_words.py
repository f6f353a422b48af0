"""A table by place in plain words: one part for each of the four words, and which places stand apart."""

from __future__ import annotations

import pandas as pd

from netdiff.metrics._plain import ranged_text

__all__ = ["TOLD", "place_sentences", "place_words"]

TOLD = ("E4a", "W1", "C1a", "M1")  # one part for each word


def place_words(table: pd.DataFrame) -> pd.DataFrame:
    """One row per group and place: people, and for each of the four words one figure with its range.

    Parameters
    ----------
    table : pandas.DataFrame
        As `by_table` gives it.
    """
    by = table.columns[5]
    told = table[table["code"].isin(TOLD)]
    words = [
        told[told["code"] == code].assign(**{title: told[told["code"] == code].apply(_figure, axis=1)})[
            ["group", by, title]
        ]
        for code, title in told.drop_duplicates("code").set_index("code")["part"].items()
    ]
    found = told[["group", by, "people"]].drop_duplicates()
    for column in words:
        found = found.merge(column, on=["group", by], how="left")
    return found.fillna("unknown").reset_index(drop=True)


def place_sentences(table: pd.DataFrame) -> tuple[str, ...]:
    """For each of the four words which places of a group stand apart from all the rest."""
    told = table[table["code"].isin(TOLD) & table["best_rank"].notna()]
    said = [_apart(who, part, rows) for (who, part), rows in told.groupby(["group", "part"], sort=False)]
    return tuple(text for text in said if text)


def _figure(row: pd.Series) -> str:
    names = ("value", "low", "high") if pd.isna(row["pooled"]) else ("pooled", "pooled_low", "pooled_high")
    value, low, high = (float(row[name]) for name in names)
    return ranged_text(value, low, high, str(row["unit"]))


def _apart(who: str, part: str, rows: pd.DataFrame) -> str:
    if len(rows) < 2:
        return ""
    by, last = rows.columns[5], len(rows)
    top = rows.loc[rows["worst_rank"] == 1, by].tolist()
    bottom = rows.loc[rows["best_rank"] == last, by].tolist()
    ends = [f"{name} is highest" for name in top] + [f"{name} is lowest" for name in bottom]
    if not ends:
        return f"{part}, {who}: no one of the {last} stands apart from all the rest."
    return f"{part}, {who}: {' and '.join(ends)} of the {last}."
