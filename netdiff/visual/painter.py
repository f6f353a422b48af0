"""From a chart as data to a picture, with matplotlib."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from netdiff.visual.chartdata import Chart, Grid, Line, Marks, Points, Spots
from netdiff.visual.labels import placed
from netdiff.visual.palette import COLORS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_LETTERS = 30

__all__ = ["figure", "paint", "picture", "size_of"]


def paint(data: Chart, ax: Axes) -> Axes:
    """Draw a chart that is already data."""
    if data.panels:
        return _paint_panels(data, ax)
    for place, part in enumerate(data.parts):
        _PAINTERS[type(part)](ax, part, COLORS[place % len(COLORS)])
    ax.set(title=data.title, xlabel=data.x, ylabel=data.y)
    if data.limits is not None and not data.ticks:
        ax.set_xlim(*data.limits)
    if not isinstance(data.parts[0], Grid):
        ax.spines[["top", "right"]].set_visible(False)
        ax.legend(frameon=False, fontsize="small")
    if isinstance(data.parts[0], Spots):
        _finish_spots(ax, data)
    if isinstance(data.parts[0], Line | Points):
        ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
    return ax


def _paint_line(ax: Axes, line: Line, color: str) -> None:
    style = "--" if line.dashed else "-"
    if line.steps:
        ax.step(line.x, line.y, where="post", color=color, label=line.label)
        if line.low is not None and line.high is not None:
            ax.fill_between(line.x, line.low, line.high, step="post", color=color, alpha=0.18, linewidth=0)
        return
    ax.plot(line.x, line.y, style, color=color, label=line.label, linewidth=1.3 if line.dashed else 2.2)
    if line.low is not None and line.high is not None:
        ax.fill_between(line.x, line.low, line.high, color=color, alpha=0.18, linewidth=0)


def _paint_points(ax: Axes, points: Points, color: str) -> None:
    count = np.asarray(points.count, dtype=float)
    area = 12.0 + 240.0 * count / max(count.max(initial=1.0), 12.0)
    look: dict[str, Any] = {"color": color, "alpha": 0.55, "linewidth": 0.6, "edgecolor": "white"}
    ax.scatter(points.x, points.y, s=area, **look)
    ax.scatter([], [], s=40.0, label=points.label, **look)  # the mark of the key, whatever the first dot's size


def _paint_panels(data: Chart, ax: Axes) -> Axes:
    """Small charts side by side in the place of one, on common axes so that they can be compared."""
    columns, rows = panel_grid(len(data.panels))
    ax.set_axis_off()
    ax.set_title(data.title)
    made = []
    for place, panel in enumerate(data.panels):
        row, column = divmod(place, columns)
        small = ax.inset_axes((column / columns + 0.05, 1 - (row + 0.82) / rows, 0.82 / columns, 0.6 / rows))
        lowest = place + columns >= len(data.panels)
        paint(replace(panel, x=data.x if lowest else "", y="" if column else data.y), small)
        small.set_title(panel.title, fontsize="small")
        small.legend_ = None  # lines mean the same in each; the title says what they are
        small.tick_params(labelsize="x-small")
        for axis in (small.xaxis, small.yaxis):
            axis.label.set_fontsize("x-small")
        made.append(small)
    ends = [(small.get_xlim(), small.get_ylim()) for small in made]
    for small in made:
        small.set_xlim(min(x[0] for x, _ in ends), max(x[1] for x, _ in ends))
        small.set_ylim(min(y[0] for _, y in ends), max(y[1] for _, y in ends))
    return ax


def panel_grid(count: int) -> tuple[int, int]:
    """Columns and rows for so many small charts."""
    columns = min(3, count)
    return columns, -(-count // columns)


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
    top = float(np.nanmax(values, initial=0.0)) or 1.0
    ax.imshow(values, cmap="Blues", aspect="auto", vmin=float(np.nanmin(values, initial=0.0)), vmax=top)
    ax.set_xticks(range(len(grid.columns)), list(grid.columns), rotation=30, ha="right")
    ax.set_yticks(range(len(grid.rows)), list(grid.rows))
    for (row, column), value in np.ndenumerate(values):
        ax.text(column, row, f"{value:.3g}", ha="center", va="center", color="white" if value > top / 2 else "black")


def _paint_spots(ax: Axes, spots: Spots, _color: str) -> None:
    shape, size = (("o", 90), ("s", 80), ("o", 26))[spots.style]
    color = COLORS[spots.style]
    ax.scatter(spots.x, spots.y, s=size, marker=shape, color=color, label=spots.label, linewidth=0, zorder=3)


def _finish_spots(ax: Axes, data: Chart) -> None:
    """The axis of support, the field of those whose view is not known, and the names, none over another."""
    spots = [part for part in data.parts if isinstance(part, Spots)]
    top = 1.15 * max((value for part in spots for value in part.y), default=1.0)
    left, right = data.limits or ax.get_xlim()
    ax.set_yscale("function", functions=(lambda y: np.sqrt(np.maximum(y, 0.0)), np.square))
    ax.set(xlim=(left, right), ylim=(0.0, top), xticks=list(data.ticks), xticklabels=list(data.ticks.values()))
    ax.axvspan(left, -1.1, color="0.94", zorder=0)
    ax.axvline(0.0, color="0.85", linewidth=1, zorder=0)
    known = [one for part in spots for one in zip(part.names, part.x, part.y, strict=True)]
    known.sort(key=lambda one: (not one[0], -one[2]))
    names = [name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…" for name, _, _ in known]
    square = [((x - left) / (right - left), float(np.sqrt(max(y, 0.0) / top))) for _, x, y in known]
    put = placed(square, [0.0098 * len(name) for name in names], 0.033, 0.011)
    for name, (x, y), (at, height, side) in zip(names, square, put, strict=True):
        if name:
            ax.annotate(name, (at, height), xycoords="axes fraction", ha=side, va="center", fontsize=7.5, zorder=4)
            if abs(height - y) > 0.02:
                ax.plot([x, at], [y, height], transform=ax.transAxes, color="0.6", linewidth=0.6, zorder=2)


_PAINTERS: dict[type, Callable[[Any, Any, str], None]] = {
    Line: _paint_line,
    Marks: _paint_marks,
    Points: _paint_points,
    Spots: _paint_spots,
    Grid: _paint_grid,
}


def size_of(data: Chart) -> tuple[float, float]:
    """Width and height in inches: a row for each name."""
    if data.panels:
        return 7.2, 0.9 + 2.1 * panel_grid(len(data.panels))[1]
    rows = len(data.parts[0].names) if isinstance(data.parts[0], Marks) else 0
    return 7.2, 5.4 if isinstance(data.parts[0], Spots) else max(3.8, 0.34 * rows + 1.2)


def figure(data: Chart) -> Figure:
    """The chart as a matplotlib Figure that belongs to nobody's session."""
    from matplotlib.figure import Figure

    made = Figure(figsize=size_of(data))
    made.subplots_adjust(**_margins(data))
    paint(data, made.add_subplot())
    return made


def _margins(data: Chart) -> dict[str, float]:
    """Room for the longest names: matplotlib could find it by drawing everything twice, which takes as long again."""
    width, height = size_of(data)
    part = data.parts[0] if data.parts else None
    names = part.names if isinstance(part, Marks) else part.rows if isinstance(part, Grid) else ("0.00",)
    below = max(map(len, part.columns), default=0) * 0.045 if isinstance(part, Grid) else 0.0
    left = 0.45 + 0.078 * max(map(len, names), default=0)
    return {
        "left": min(left / width, 0.6),
        "right": 1.0 - 0.2 / width,
        "bottom": (0.62 + below) / height,
        "top": 1.0 - 0.42 / height,
    }


def picture(data: Chart) -> bytes:
    """The chart as an SVG file, the same bytes for the same data."""
    from matplotlib import rc_context

    out = io.BytesIO()
    with rc_context({"svg.hashsalt": "netdiff", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure(data).savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
