"""Names beside points, none over another name or a point: as near as there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["placed"]

Box = tuple[float, float, float, float]  # left, right, low, high
_ROUNDS = 12


def placed(
    points: Sequence[tuple[float, float]], lengths: Sequence[float], height: float, dot: float
) -> list[tuple[float, float, str]]:
    """Where to put a name beside each point.

    Parameters
    ----------
    points : sequence of (x, y)
        In a unit square; the first are placed first.
    lengths : sequence of float
        How long each name is; 0 for points without one, which others keep clear of.
    height : float
        Of a line.
    dot : float
        Half the size of a point.

    Returns
    -------
    list of (x, y, side)
        The end of the name that is nearest to the point, and which end that is, `left` or `right`.

    Examples
    --------
    >>> placed([(0.95, 0.5)], [0.3], 0.05, 0.01)[0][2]
    'right'
    """
    taken = [(x - dot, x + dot, y - dot, y + dot) for x, y in points]
    found = []
    for (x, y), length in zip(points, lengths, strict=True):
        tried = list(_tries(x, y, height, dot))
        free = (one for one in tried if length == 0 or _fits(_box(one, length, height), taken))
        spot = next(free, tried[0])
        found.append(spot)
        if length:
            taken.append(_box(spot, length, height))
    return found


def _tries(x: float, y: float, height: float, dot: float) -> Iterator[tuple[float, float, str]]:
    """To the right, to the left, then ever further up and down on either side."""
    for step in range(_ROUNDS):
        for up in (1, -1) if step else (1,):
            for side, away in (("left", 1.6 * dot), ("right", -1.6 * dot)):
                yield x + away, y + up * step * height * 0.6, side


def _box(spot: tuple[float, float, str], length: float, height: float) -> Box:
    x, y, side = spot
    left = x if side == "left" else x - length
    return left, left + length, y - height / 2, y + height / 2


def _fits(box: Box, taken: Sequence[Box]) -> bool:
    """Whether a box lies inside the square and meets no other."""
    left, right, low, high = box
    inside = left >= 0 and right <= 1 and low >= 0 and high <= 1
    return inside and not any(left < r and begin < right and low < top and down < high for begin, r, down, top in taken)
