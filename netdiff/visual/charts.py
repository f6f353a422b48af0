"""`plot`: a chart of whatever can be charted. Each chart is built as data first (`chart`), then painted.

So tests, and readers who cannot see, get the same: the series, the titles, and the words that say what the chart shows.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netdiff.errors import DataError
from netdiff.metrics.scorecard import Scorecard
from netdiff.recruit.plan import Plan
from netdiff.spread.outcome import Comparison, Spread
from netdiff.times import AdoptionTable
from netdiff.visual.lit import unit_of
from netdiff.visual.palette import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Chart", "Grid", "Line", "Marks", "chart", "figure", "picture", "plot"]

SLOGAN = 0.03, 0.85  # "3 % of the people reach 85 % of the rest": said in health services, without a source


@dataclass(frozen=True)
class Line:
    """A line, with a band where `low` and `high` are given."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None
    dashed: bool = False
    steps: bool = False


@dataclass(frozen=True)
class Marks:
    """Points beside names, one above the other, with intervals where they are known."""

    label: str
    names: Sequence[str]
    values: Sequence[float]
    low: Sequence[float] | None = None
    high: Sequence[float] | None = None


@dataclass(frozen=True)
class Grid:
    """A table of shares or counts as shaded cells with their numbers."""

    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Sequence[float]]


@dataclass(frozen=True)
class Chart:
    """A chart as data.

    Attributes
    ----------
    title, x, y : str
        What is shown and what the axes are.
    parts : tuple
        Lines, marks, or one grid.
    alt : str
        The same in words, for those who cannot see it.
    """

    title: str
    x: str
    y: str
    parts: tuple[Line | Marks | Grid, ...]
    alt: str
    limits: tuple[float, float] | None = field(default=None)


@singledispatch
def chart(what: Any) -> Chart:
    """The chart of a result, as data.

    Parameters
    ----------
    what : Spread, Comparison, Plan, AdoptionTable, Scorecard or DataFrame
        A DataFrame is taken as a table of who turns to whom by group, as `metrics.mixing_matrix` gives it.

    Returns
    -------
    Chart

    Raises
    ------
    DataError
        For anything else.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> chart(pd.DataFrame([[3, 1], [0, 2]], index=["user", "clinician"], columns=["user", "clinician"])).title
    'Who is linked with whom, by group'
    """
    raise DataError(
        f"there is no chart for a {type(what).__name__}",
        cure="plot a Spread, a Comparison, a Plan, a Scorecard, an AdoptionTable or a table by group",
    )


@chart.register
def _(what: Spread) -> Chart:
    curve, unit = what.curve(), unit_of(what)
    parts = [_curve("mean of the runs, with the range of 9 runs in 10", curve)]
    if what.respondents_only is not None:
        parts.append(_curve("if those who did not answer listen to nobody", what.respondents_only.curve(), band=False))
    last = curve.iloc[-1]
    alt = (
        f"Line chart of people reached by {unit}. After {curve.index[-1]} {unit}s about {last['mean']:,.0f} of "
        f"{what.population:,} people are reached on average; in 9 runs of 10 between {last['low']:,.0f} and "
        f"{last['high']:,.0f}."
    )
    return Chart("People reached over time", f"{unit}s", "people reached", tuple(parts), alt)


def _curve(label: str, curve: pd.DataFrame, *, band: bool = True) -> Line:
    x = curve.index.to_numpy(dtype=float).tolist()
    if not band:
        return Line(label, x, curve["mean"].tolist(), dashed=True)
    return Line(label, x, curve["mean"].tolist(), curve["low"].tolist(), curve["high"].tolist())


@chart.register
def _(what: Comparison) -> Chart:
    curve = what.curve()
    low, high = (curve[name].tolist() for name in ("low", "high"))
    line = Line("difference", curve.index.to_numpy(dtype=float).tolist(), curve.iloc[:, 0].tolist(), low, high)
    end = f"{line.y[-1]:+,.0f} ({low[-1]:,.0f} to {high[-1]:,.0f})"
    alt = f"Line chart of the difference in people reached; at the end {end}."
    return Chart("Difference between the two", "rounds", "more people reached", (line,), alt)


@chart.register
def _(what: Plan) -> Chart:
    frame = what.to_frame()
    whole = len(what.net)
    share = [0.0, *(frame["reach"] / whole * 100)]
    own = Line("this list, the first so many", list(range(len(share))), share)
    slogan = Line(
        "the saying: 3 % reach 85 %", [0.0, SLOGAN[0] * whole], [SLOGAN[1] * 100, SLOGAN[1] * 100], dashed=True
    )
    rules = [_rule(name, value / whole * 100, len(frame)) for name, value in what.baselines["value"].items()]
    best = sorted(rules, key=lambda line: -line.y[-1])[:2]
    alt = f"Line chart: the {len(frame)} recruits together reach about {share[-1]:.0f} % of {whole:,} people. "
    alt += "; ".join(f"{line.label}: {line.y[-1]:.0f} %" for line in best) + "."
    return Chart("How far the first few reach", "recruits", "% of all people reached", (own, *best, slogan), alt)


def _rule(name: object, share: float, count: int) -> Line:
    return Line(f"{name}", [0.0, float(count)], [share, share], dashed=True)


@chart.register
def _(what: Scorecard) -> Chart:
    frame = what.to_frame()
    frame = frame[(frame["unit"] == "share") & frame["users"].notna()]
    names = (frame["word"] + ": " + frame["part"]).tolist()
    sides = [_side(frame, "users", what.users), _side(frame, "professionals", what.professionals)]
    chance = Marks("chance, for the first group", names, (frame["users_chance"] * 100).tolist())
    known = [chance] if frame["users_chance"].notna().any() else []
    alt = " ".join(what.sentences)
    return Chart("Four profiles", "%", "", (*sides, *known), alt, limits=(-2.0, 102.0))


def _side(frame: pd.DataFrame, side: str, label: str) -> Marks:
    value, low, high = ((frame[name] * 100).tolist() for name in (side, f"{side}_low", f"{side}_high"))
    return Marks(label, (frame["word"] + ": " + frame["part"]).tolist(), value, low, high)


@chart.register
def _(what: AdoptionTable) -> Chart:
    lines = tuple(_observed(str(name), own) for name, own in what.frame.groupby("innovation", dropna=False))
    alt = "Line chart of people who took it up over time. " + " ".join(
        f"{line.label}: {line.y[-1]:,.0f} in the end." for line in lines
    )
    return Chart("People who took it up", "time", "people so far", lines, alt)


def _observed(name: str, own: pd.DataFrame) -> Line:
    times = np.sort(own["adopted"].dropna().to_numpy(dtype=float))
    return Line(name, times.tolist(), np.arange(1, len(times) + 1, dtype=float).tolist(), steps=True)


@chart.register
def _(what: pd.DataFrame) -> Chart:
    rows, columns = [str(name) for name in what.index], [str(name) for name in what.columns]
    values = what.to_numpy(dtype=float)
    row, column = np.unravel_index(np.nanargmax(values), values.shape) if values.size else (0, 0)
    most = f" Most: from {rows[row]} to {columns[column]}, {values[row, column]:.3g}." if values.size else ""
    alt = f"Table of {len(rows)} by {len(columns)} groups, shaded by number.{most}"
    return Chart("Who is linked with whom, by group", "to", "from", (Grid(rows, columns, values.tolist()),), alt)


def plot(what: Any, ax: Axes | None = None) -> Axes:
    """Draw the chart of a result.

    Parameters
    ----------
    what : Spread, Comparison, Plan, Scorecard, AdoptionTable or DataFrame
        See `chart`.
    ax : matplotlib Axes, optional
        Where to draw; a new picture by default.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DataError
        Where there is no chart for `what`.

    Notes
    -----
    A plan's chart sets your own curve beside the saying that 3 % of people reach 85 % of the rest.

    Stability: stable.

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("agg")
    >>> plot(pd.DataFrame([[3, 1], [0, 2]], index=["user", "clinician"], columns=["user", "clinician"])).get_xlabel()
    'to'
    """
    data = chart(what)
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots(figsize=_size(data), layout="constrained")[1]
    return paint(data, ax)


def paint(data: Chart, ax: Axes) -> Axes:
    """Draw a chart that is already data."""
    for place, part in enumerate(data.parts):
        _PAINTERS[type(part)](ax, part, COLORS[place % len(COLORS)])
    ax.set(title=data.title, xlabel=data.x, ylabel=data.y)
    if data.limits is not None:
        ax.set_xlim(*data.limits)
    if not isinstance(data.parts[0], Grid):
        ax.spines[["top", "right"]].set_visible(False)
        ax.legend(frameon=False, fontsize="small")
    if isinstance(data.parts[0], Line):
        ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
    return ax


def _paint_line(ax: Axes, line: Line, color: str) -> None:
    style = "--" if line.dashed else "-"
    if line.steps:
        ax.step(line.x, line.y, where="post", color=color, label=line.label)
    else:
        ax.plot(line.x, line.y, style, color=color, label=line.label, linewidth=1.3 if line.dashed else 2.2)
    if line.low is not None and line.high is not None:
        ax.fill_between(line.x, line.low, line.high, color=color, alpha=0.18, linewidth=0)


def _paint_marks(ax: Axes, marks: Marks, color: str) -> None:
    shapes = ("o", "s", "D", "^")
    nth = len(ax.get_lines())
    at = np.arange(len(marks.names))[::-1] + 0.16 * (0.5 - nth % 2)
    if marks.low is not None and marks.high is not None:
        ax.hlines(at, marks.low, marks.high, color=color, alpha=0.45, linewidth=3)
    ax.plot(marks.values, at, shapes[nth % len(shapes)], color=color, label=marks.label)
    ax.set_yticks(np.arange(len(marks.names))[::-1], list(marks.names))


def _paint_grid(ax: Axes, grid: Grid, _color: str) -> None:
    values = np.asarray(grid.values, dtype=float)
    ax.imshow(values, cmap="Blues", aspect="auto")
    ax.set_xticks(range(len(grid.columns)), list(grid.columns), rotation=30, ha="right")
    ax.set_yticks(range(len(grid.rows)), list(grid.rows))
    middle = np.nanmax(values) / 2 if values.size else 0.0
    for (row, column), value in np.ndenumerate(values):
        ax.text(column, row, f"{value:.3g}", ha="center", va="center", color="white" if value > middle else "black")


_PAINTERS: dict[type, Callable[[Any, Any, str], None]] = {Line: _paint_line, Marks: _paint_marks, Grid: _paint_grid}


def _size(data: Chart) -> tuple[float, float]:
    rows = len(data.parts[0].names) if isinstance(data.parts[0], Marks) else 0
    return 7.2, max(3.8, 0.34 * rows + 1.2)


def figure(data: Chart) -> Figure:
    """The chart as a matplotlib Figure that belongs to nobody's session."""
    from matplotlib.figure import Figure

    made = Figure(figsize=_size(data), layout="constrained")
    paint(data, made.add_subplot())
    return made


def picture(data: Chart) -> bytes:
    """The chart as an SVG file, the same bytes for the same data."""
    from matplotlib import rc_context

    out = io.BytesIO()
    with rc_context({"svg.hashsalt": "netdiff", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure(data).savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
