"""The three pictures of a contrast: what came of each arm, more and more of it, and where in the region it follows."""

from __future__ import annotations

import textwrap

import numpy as np

from netdiff.experiments import WORDS, Contrast
from netdiff.visual.chartdata import Chart, Grid, Line, Marks

__all__ = ["arms_chart", "doses_chart", "region_chart"]


def arms_chart(what: Contrast) -> Chart:
    """The outcome of every arm with the range that chance leaves."""
    scale, unit = _scale(what)
    frame = what.to_frame()
    names = [str(name) for name in frame.index]
    values, low, high = ((frame[name] * scale).tolist() for name in ("mean", "low", "high"))
    alt = "; ".join(f"{name}: {value:.1f}" for name, value in zip(names, values, strict=True))
    marks = Marks("mean of the runs, with its range", names, values, low, high)
    return Chart("What came of each", unit, "", (marks,), f"Marks for each arm. {alt}.")


def doses_chart(what: Contrast) -> Chart:
    """The difference between the favoured arm and its fair control, step by step."""
    doses = what.doses.sort_values(what.doses.columns[0])
    words = str(doses.columns[0])
    amount = doses.iloc[:, 0].astype(float).tolist()
    scale, unit = _scale(what)
    line = Line("difference", amount, *((doses[name] * scale).tolist() for name in ("effect", "low", "high")))
    nothing = Line("no difference", [min(amount), max(amount)], [0.0, 0.0], dashed=True)
    middle = f"{what.effect.value * scale:.3g} {unit}".strip()
    alt = f"Line chart of the difference by {words}. {what.verdict.capitalize()}: {middle} in the middle."
    title = textwrap.fill(what.question.claim, 70)
    return Chart(title, WORDS.get(words, words), f"difference {unit}".strip(), (line, nothing), alt)


def region_chart(what: Contrast) -> Chart | None:
    """Share of the settings in which the claim follows, by the two settings that matter most; None without a region."""
    table = what.region_map()
    if not len(what.region) or table.shape[1] < 2:
        return None
    rows, columns = ([f"{value}" for value in labels] for labels in (table.index, table.columns))
    values = (np.round(table.to_numpy(dtype=float) * 100)).tolist()
    first, second = str(table.index.name), str(table.columns.name)
    alt = f"Table of shares in percent: rows are {_words(first)}, columns {_words(second)}. " + "; ".join(
        f"{first} {row}: {', '.join(f'{value:.0f}' for value in cells)}"
        for row, cells in zip(rows, values, strict=True)
    )
    title = "Per cent of the settings in which the claim follows"
    return Chart(title, second, first, (Grid(rows, columns, values),), f"{alt}.")


def _words(parameter: str) -> str:
    return WORDS.get(parameter, parameter)


def _scale(what: Contrast) -> tuple[float, str]:
    return (100.0, "in 100") if what.question.unit == "share" else (1.0, "")
