"""Where each person stands: communities first instead of a hairball, the same data in the same place every time.

Positions are found in Python with a given `rng`, so a map can be made again, and the next wave can start from this
one's positions. Those without links stand in tidy rows below the rest: visible, and out of the way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._random import RngLike, generator
from netdiff.network import Network
from netdiff.visual.springs import Graph, parted, reined, settled, springs

Points = npt.NDArray[np.float64]

SPACING = 46.0  # picture units of room that each person has
_MANY = 3000  # from so many people on, fewer rounds of the springs: they start from their communities anyway
_ACROSS = 0.12  # pull of a link between two communities beside that of a link within one


@dataclass(frozen=True)
class Sign:
    """A word on the paper that says who stands here."""

    x: float
    y: float
    text: str
    at: str = "center"


@dataclass(frozen=True)
class Arrangement:
    """One way to lay people out: words for the reader, a position per person in row order, signs."""

    name: str
    words: str
    positions: Points
    signs: tuple[Sign, ...] = ()


def positions(
    net: Network, *, rng: RngLike = 0, start: pd.DataFrame | None = None, layers: list[str] | None = None
) -> pd.DataFrame:
    """Positions of everybody, close together where they are linked.

    Parameters
    ----------
    net : Network
    rng : int, numpy.random.Generator or None
        The same number gives the same picture.
    start : DataFrame, optional
        Columns `x`, `y` indexed by id, as this function returned for an earlier wave. Those in it begin where they
        stood; newcomers begin beside those they are linked with.
    layers : list of str, optional
        The layers that pull; all by default.

    Returns
    -------
    DataFrame
        Columns `x` and `y` in picture units, index as `net.nodes`.

    Notes
    -----
    Closeness on a map is a help to the eye, not a measure.

    Stability: experimental.

    Examples
    --------
    >>> from netdiff.network import Network
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> net = Network.from_frames(pd.DataFrame(index=["a", "b", "c", "d"]), ties, means="meets")
    >>> positions(net).round(0).equals(positions(net).round(0))
    True
    """
    graph = Graph.of(net, layers)
    points = community_points(graph, generator(rng), _points_of(start, net))
    return pd.DataFrame(points, index=net.nodes.index, columns=["x", "y"])


def _points_of(start: pd.DataFrame | None, net: Network) -> Points | None:
    return None if start is None else start.reindex(net.nodes.index)[["x", "y"]].to_numpy(dtype=float)


def community_points(graph: Graph, rng: np.random.Generator, start: Points | None = None) -> Points:
    """Positions by community, those without links in rows below."""
    linked = graph.degree > 0
    points = np.zeros((graph.size, 2))
    if linked.any():
        inner = graph.among(np.flatnonzero(linked))
        known = None if start is None else start[linked]
        points[linked] = _linked_points(inner, rng, known)
    points[~linked] = shelf(int((~linked).sum()), points[linked])
    return points


def _linked_points(graph: Graph, rng: np.random.Generator, start: Points | None) -> Points:
    community = graph.communities(rng)
    width = SPACING * np.sqrt(graph.size)
    if start is None or not np.isfinite(start).any():
        first = _by_community(graph, community, rng) * width
        rounds = 120 if graph.size < _MANY else 50
    else:
        first, rounds = beside_their_own(graph, start, rng), 25
    same = community[graph.ends[:, 0]] == community[graph.ends[:, 1]]
    found = springs(graph, rng, start=first, weights=np.where(same, 1.0, _ACROSS), rounds=rounds)
    return parted(settled(reined(found), width, first if rounds == 25 else None), SPACING * 0.62)


def _by_community(graph: Graph, community: npt.NDArray[np.int64], rng: np.random.Generator) -> Points:
    """Communities as bubbles that hang together by the links between them, and their people spread inside."""
    count = np.bincount(community)
    centres = springs(graph.folded(community), rng, rounds=300)
    radius = np.sqrt(count / graph.size) / 2
    centres = parted(settled(centres, 1.4), np.add.outer(radius, radius))
    inside = _sunflower(community, count) * radius[community, None]
    return np.asarray(centres[community] + inside)


def _sunflower(community: npt.NDArray[np.int64], count: npt.NDArray[np.int64]) -> Points:
    """Points spread evenly over a disc of radius 1 for each community."""
    nth = pd.Series(community).groupby(community).cumcount().to_numpy()
    radius = np.sqrt((nth + 0.5) / count[community])
    angle = nth * np.pi * (3 - np.sqrt(5))
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def beside_their_own(graph: Graph, start: Points, rng: np.random.Generator) -> Points:
    """Start of a next wave: newcomers in the middle of those they are linked with, or in the middle of all."""
    known = np.asarray(np.isfinite(start).all(axis=1), dtype=bool)
    filled = np.where(known[:, None], start, 0.0)
    pulls = graph.matrix[:, known]
    degree = np.asarray(pulls.sum(axis=1)).ravel()
    beside = (pulls @ filled[known]) / np.maximum(degree, 1)[:, None]
    middle = filled[known].mean(axis=0) if known.any() else np.zeros(2)
    guess = np.where((degree > 0)[:, None], beside, middle) + rng.normal(0, SPACING / 4, filled.shape)
    return np.asarray(np.where(known[:, None], filled, guess))


def shelf(count: int, above: Points) -> Points:
    """`count` places in rows below the points of `above`."""
    if not count:
        return np.zeros((0, 2))
    left, right, low = (above[:, 0].min(), above[:, 0].max(), above[:, 1].max()) if len(above) else (0.0, 0.0, 0.0)
    room = SPACING * 0.62
    across = max(int((right - left) // room), int(np.ceil(np.sqrt(count * 4))))
    place = np.arange(count)
    x = (left + right) / 2 + (place % across - (min(across, count) - 1) / 2) * room
    return np.column_stack([x, low + SPACING * 1.5 + (place // across) * room])


def bands(points: Points, kind: npt.NDArray[np.int64], linked: npt.NDArray[np.bool_]) -> Points:
    """One band per kind, one above the other: who stands left or right stays there, so the links between show."""
    width = max(float(np.ptp(points[linked, 0])) if linked.any() else 0.0, SPACING * 6) * 1.35
    placed, top = np.zeros_like(points), 0.0
    for code in np.unique(kind):
        members = np.flatnonzero(kind == code)
        members = members[np.lexsort((points[members, 1], points[members, 0]))]
        rows = max(1, round(len(members) * SPACING * 0.8 / width))
        across = -(-len(members) // rows)
        nth = np.arange(len(members))
        placed[members, 0] = ((nth // rows + 0.5) / across - 0.5) * width
        placed[members, 1] = top + (nth % rows) * SPACING * 0.75
        top += rows * SPACING * 0.75 + SPACING * 2.6
    return placed


def rings(points: Points, level: npt.NDArray[np.int64]) -> Points:
    """Nested rings: level 0 in the middle; round about, people keep the direction in which they stood."""
    middle = points.mean(axis=0)
    angle = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0])
    placed, radius = np.zeros_like(points), SPACING * 0.6
    for code in np.unique(level):
        members = np.flatnonzero(level == code)
        members = members[np.argsort(angle[members], kind="stable")]
        radius = _fill_rings(placed, members, radius) + SPACING * 1.4
    return placed


def _fill_rings(placed: Points, members: npt.NDArray[np.int64], radius: float) -> float:
    """Put members on as many circles as they need, every circle with its share of each direction."""
    circles = 1
    while sum(2 * np.pi * (radius + c * SPACING * 0.7) / (SPACING * 0.7) for c in range(circles)) < len(members):
        circles += 1
    for circle in range(circles):
        own = members[circle::circles]
        far = radius + circle * SPACING * 0.7
        turn = -np.pi + 2 * np.pi * (np.arange(len(own)) + circle / circles) / max(len(own), 1)
        placed[own] = far * np.column_stack([np.cos(turn), np.sin(turn)])
    return radius + (circles - 1) * SPACING * 0.7


def islands(points: Points, kind: npt.NDArray[np.int64]) -> Points:
    """One island per kind (a place, an organisation), set out in a grid; inside, people keep their sides."""
    codes, count = np.unique(kind, return_counts=True)
    cell = SPACING * (np.sqrt(count.max()) + 2.2)
    across = int(np.ceil(np.sqrt(len(codes) * 1.6)))
    placed = np.zeros_like(points)
    for nth, code in enumerate(codes):
        members = np.flatnonzero(kind == code)
        centre = cell * np.array([nth % across, nth // across])
        own = points[members] - points[members].mean(axis=0)
        spread = SPACING * np.sqrt(len(members)) / 2 / (np.abs(own).max() or 1.0)
        placed[members] = parted(centre + own * spread, SPACING * 0.62)
    return placed


def power_grid(support: npt.NDArray[np.float64], influence: npt.NDArray[np.float64]) -> Points:
    """Support across, influence upwards (by rank); those whose view is not known stand apart on the left."""
    known = np.isfinite(support)
    side = SPACING * max(6.0, 1.6 * np.sqrt(len(support)))
    low, high = (support[known].min(), support[known].max()) if known.any() else (0.0, 1.0)
    across = np.where(known, (support - low) / (high - low or 1.0) - 0.5, -0.72)
    rank = pd.Series(influence).rank(method="average", pct=True).to_numpy() - 0.5
    return parted(side * np.column_stack([across, -rank]), SPACING * 0.62)
