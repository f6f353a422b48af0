"""Colours that colour-blind readers can tell apart, and a shape beside each as a second channel.

References
----------
M. Okabe and K. Ito, "Color Universal Design" (2008): its colours, black being kept for ink.
"""

from __future__ import annotations

import math

COLORS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442")
STEPS = ("#D5E3F0", "#9CC3DF", "#5C9DC9", "#2473AE", "#0B4A86")  # one hue, light to dark: for numbers
UNKNOWN = "#9AA0A6"
LINES = ("#77808C", "#B0713A", "#3F7DAA", "#8A5FA8", "#4D8B57")
DASHES: tuple[tuple[int, ...] | None, ...] = (None, (7, 4), (2, 4), (10, 4, 2, 4), (14, 5))
SHAPE_ORDER = ("dot", "square", "triangle", "diamond", "triangleDown", "hexagon", "star")


def _around(radius: float, corners: int, turn: float, lift: float = 0.0) -> list[tuple[float, float]]:
    angles = (turn + 2 * math.pi * corner / corners for corner in range(corners))
    return [(radius * math.cos(angle), lift + radius * math.sin(angle)) for angle in angles]


def _star() -> list[tuple[float, float]]:
    radii = (0.82 * (1.3 if corner % 2 == 0 else 0.5) for corner in range(10))
    turns = (2 * math.pi * corner / 10 for corner in range(10))
    return [(radius * math.sin(turn), 0.1 - radius * math.cos(turn)) for radius, turn in zip(radii, turns, strict=True)]


def _path(corners: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.3f} {y:.3f}" for x, y in corners) + "Z"


_SIDE = 1.15 * 2 / math.sqrt(3)  # distance from the middle of vis-network's triangle to its corners

SHAPES: dict[str, str] = {
    "dot": "M-1 0A1 1 0 1 0 1 0A1 1 0 1 0 -1 0Z",
    "square": _path([(-1, -1), (1, -1), (1, 1), (-1, 1)]),
    "triangle": _path(_around(_SIDE, 3, -math.pi / 2, 0.275 * 1.15)),
    "diamond": _path([(0, -1), (1, 0), (0, 1), (-1, 0)]),
    "triangleDown": _path(_around(_SIDE, 3, math.pi / 2, -0.275 * 1.15)),
    "hexagon": _path(_around(1, 6, 0)),
    "star": _path(_star()),
}
"""Outline of each shape with radius 1, the same as vis-network draws: for the legend, for SVG and for print."""


def color_of(place: int) -> str:
    """The colour of the group that stands at `place`; groups beyond the palette share grey and differ by shape."""
    return COLORS[place] if place < len(COLORS) else UNKNOWN


def shape_of(place: int) -> str:
    """The shape of the group that stands at `place`."""
    return SHAPE_ORDER[place % len(SHAPE_ORDER)]
