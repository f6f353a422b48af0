"""What a chart is before it is painted: series, marks, cells, titles, and the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Chart", "Grid", "Line", "Marks", "Points", "Spots"]


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
class Points:
    """Dots, the larger the more people stand in the same place."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    count: Sequence[float]


@dataclass(frozen=True)
class Grid:
    """A table of shares or counts as shaded cells with their numbers."""

    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Sequence[float]]


@dataclass(frozen=True)
class Spots:
    """Points in the plane, those with a name bearing it; `style` says which colour, shape and size."""

    label: str
    names: Sequence[str]
    x: Sequence[float]
    y: Sequence[float]
    style: int = 0


@dataclass(frozen=True)
class Chart:
    """A chart as data.

    Attributes
    ----------
    title, x, y : str
        What is shown and what the axes are.
    parts : tuple
        Lines, marks, dots, named spots, or one grid.
    alt : str
        The same in words, for those who cannot see it.
    limits : pair of float, optional
        Ends of the axis across.
    panels : tuple of Chart
        Small charts on common axes, in place of parts.
    ticks : mapping of float to str
        Words along that axis.
    """

    title: str
    x: str
    y: str
    parts: tuple[Line | Marks | Points | Spots | Grid, ...]
    alt: str
    limits: tuple[float, float] | None = field(default=None)
    panels: tuple[Chart, ...] = ()
    ticks: Mapping[float, str] = field(default_factory=dict)
