"""Charts of the tables that our measures give: each table is known by its columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from netdiff.visual.chartdata import Chart, Grid, Line, Marks
from netdiff.visual.page import plain

__all__ = ["table_chart"]

_MOST = 20  # so many people at most in a chart of ranks


def table_chart(table: pd.DataFrame) -> Chart:
    """The chart of a table: what lost ties do, how firm ranks are, how lists fare, or who is linked with whom."""
    for columns, make in _KNOWN:
        if columns <= set(table.columns):
            return make(table)
    return mixing(table)


def mixing(what: pd.DataFrame) -> Chart:
    """Who turns to whom, group by group."""
    rows, columns = [str(name) for name in what.index], [str(name) for name in what.columns]
    values = what.to_numpy(dtype=float)
    row, column = np.unravel_index(np.nanargmax(values), values.shape) if values.size else (0, 0)
    most = f" Most: from {rows[row]} to {columns[column]}, {values[row, column]:.3g}." if values.size else ""
    alt = f"Table of {len(rows)} by {len(columns)} groups, shaded by number.{most}"
    return Chart("Who is linked with whom, by group", "to", "from", (Grid(rows, columns, values.tolist()),), alt)


def lost_ties(table: pd.DataFrame) -> Chart:
    """How a measure moves when ties are lost, and so whether it stands although some were forgotten."""
    names = [plain(name) for name in table.index]
    marks = Marks("with so many lost", names, *(table[name].tolist() for name in ("mean", "low", "high")))
    seen = Marks("as it was told", names, table["seen"].tolist())
    agreement = bool((table["what"] == "rank agreement").all())
    title = "Would the order stand if links were forgotten?" if agreement else "Would it stand if links were forgotten?"
    worst = table.iloc[-1]
    alt = f"With {names[-1]}: {worst['mean']:.3g} ({worst['low']:.3g} to {worst['high']:.3g})."
    if agreement:
        alt += " 1 would mean the same order as now."
        return Chart(title, "how alike the order is", "", (marks,), alt, limits=(-0.05, 1.05))
    return Chart(title, "value", "", (marks, seen), alt)


def firm_ranks(table: pd.DataFrame) -> Chart:
    """Who is among the first, and how surely, whatever the silent may have said."""
    first = table.head(_MOST)
    names = [plain(name) for name in first.index]
    shares = (first["inclusion"] * 100).tolist()
    sure = int((table["inclusion"] >= 0.95).sum())
    alt = f"{sure} people are among the first in at least 95 of 100 draws; {len(first)} are shown."
    marks = Marks("share of draws", names, shares)
    return Chart("Who is surely among the first?", "% of draws", "", (marks,), alt, limits=(-2.0, 102.0))


def strengths(table: pd.DataFrame) -> Chart:
    """What one list is worth under each guess of how fast it spreads, beside the best list under that guess."""
    names = [plain(name) for name in table.index]
    share = (table["share"] * 100).tolist()
    alt = "Share of the best list's worth that this list has: " + "; ".join(
        f"{name}: {value:.0f} %" for name, value in zip(names, share, strict=True)
    )
    marks = Marks("this list", names, share)
    return Chart("Does the list stand under other guesses?", "% of the best", "", (marks,), alt + ".", limits=(0, 105))


def frontier(table: pd.DataFrame) -> Chart:
    """What more money or more people would buy: cost across, reach up."""
    ordered = table.sort_values("cost")
    x, y = ordered["cost"].tolist(), ordered["reach"].tolist()
    low, high = (ordered[name].tolist() if name in ordered else None for name in ("reach_low", "reach_high"))
    alt = (
        f"From {y[0]:,.0f} people at a cost of {x[0]:,.3g} to {y[-1]:,.0f} at {x[-1]:,.3g}."
        if x
        else "Nothing to show."
    )
    return Chart("What more would buy", "cost", "people reached", (Line("best list", x, y, low, high),), alt)


def threshold_shares(table: pd.DataFrame) -> Chart:
    """Which share of people needs at most so much: between what the data force and what they leave open."""
    x = (np.asarray(table.index, dtype=float) * 100).tolist()
    least, most, low, high, seen = (
        (table[name] * 100).tolist() for name in ("at_least", "at_most", "low", "high", "at_adoption")
    )
    lines = (
        Line("at least, with the 90 % doubt from the number of people", x, least, low, least),
        Line("at most, with the same", x, most, most, high),
        Line("of the adopters, by the exposure at adoption", x, seen, dashed=True),
    )
    half = int(np.argmin(np.abs(np.asarray(x) - 50)))
    alt = f"Of {int(table['people'].iloc[0]):,} people between {least[half]:.0f} % and {most[half]:.0f} % "
    alt += f"need at most {x[half]:.0f} % of their contacts."
    return Chart("How much does it take?", "% of contacts who had adopted", "% of people who need no more", lines, alt)


_KNOWN: tuple[tuple[set[str], Callable[[pd.DataFrame], Chart]], ...] = (
    ({"what", "mean", "low", "high", "seen"}, lost_ties),
    ({"seen", "inclusion", "mean"}, firm_ranks),
    ({"people", "share", "value"}, strengths),
    ({"cost", "reach"}, frontier),
    ({"at_least", "at_most", "at_adoption"}, threshold_shares),
)
