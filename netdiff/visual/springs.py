"""The forces under a layout: links pull, people push apart, nobody covers anybody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from netdiff import _igraph
from netdiff.network import Network

if TYPE_CHECKING:
    import igraph
    from scipy.sparse import csr_array

Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Graph:
    """Who is linked with whom in any of the layers, without direction: all that a layout needs."""

    matrix: csr_array[Any, Any]  # symmetric, entry = number of layers that link the two

    @classmethod
    def of(cls, net: Network, layers: list[str] | None = None) -> Graph:
        """The links of the given layers (all by default) as one symmetric matrix."""
        from scipy.sparse import csr_array

        total = csr_array((len(net), len(net)), dtype=float)
        for name in net.layers if layers is None else layers:
            linked = net.layer(name).adjacency(name)
            linked.setdiag(0)
            total = total + ((linked + linked.T) != 0).astype(float)
        total.eliminate_zeros()
        return cls(csr_array(total))

    @property
    def size(self) -> int:
        """Number of people."""
        return int(self.matrix.shape[0])

    @cached_property
    def degree(self) -> npt.NDArray[np.int64]:
        """Number of others each is linked with."""
        return np.asarray(np.diff(self.matrix.indptr), dtype=np.int64)

    @cached_property
    def ends(self) -> npt.NDArray[np.int64]:
        """One row per pair: the positions of its two."""
        found = self.matrix.tocoo()
        upper = found.row < found.col
        return np.column_stack([found.row[upper], found.col[upper]])

    def among(self, members: npt.NDArray[np.int64]) -> Graph:
        """The same links among `members` only."""
        return Graph(self.matrix[members][:, members])

    def folded(self, label: npt.NDArray[np.int64]) -> Graph:
        """One point per label, linked as strongly as their members are."""
        from scipy.sparse import csr_array

        count = int(label.max()) + 1
        member = csr_array((np.ones(self.size), (np.arange(self.size), label)), shape=(self.size, count))
        between = csr_array(member.T @ self.matrix @ member)
        between.setdiag(0)
        between.eliminate_zeros()
        return Graph(between)

    def as_igraph(self) -> igraph.Graph:
        """The same as an igraph graph."""
        return _igraph.graph_of(self.matrix, directed=False, weighted=True)

    def communities(self, rng: np.random.Generator) -> npt.NDArray[np.int64]:
        """Number of the community of each person, the largest community first (Louvain)."""
        with _igraph.seeded(rng):
            found = np.asarray(self.as_igraph().community_multilevel(weights="weight").membership, dtype=np.int64)
        by_size = np.argsort(-np.bincount(found), kind="stable")
        return np.argsort(by_size)[found]


def springs(
    graph: Graph,
    rng: np.random.Generator,
    *,
    start: Points | None = None,
    weights: npt.NDArray[np.float64] | None = None,
    rounds: int = 120,
) -> Points:
    """Fruchterman and Reingold's springs, from `start` or from a circle."""
    turn = 2 * np.pi * np.arange(graph.size) / max(graph.size, 1)
    first = np.column_stack([np.cos(turn), np.sin(turn)]) if start is None else start
    unit = float(np.ptp(first, axis=0).max()) / np.sqrt(graph.size) or 1.0
    own = graph.as_igraph()
    pull = own.es["weight"] if weights is None else weights.tolist()  # rows of `ends` stand in igraph's order
    with _igraph.seeded(rng):
        found = own.layout_fruchterman_reingold(
            seed=(first / unit).tolist(), niter=rounds, weights=pull, start_temp=np.sqrt(graph.size) / 10, grid=False
        )
    return np.asarray(found.coords, dtype=float).reshape(-1, 2)


def settled(points: Points, width: float, like: Points | None = None) -> Points:
    """Points moved to the middle and scaled to `width`; turned to lie broad, or to lie as `like` does."""
    centred = points - points.mean(axis=0)
    spread = float(np.sqrt((centred**2).sum(axis=1).mean())) or 1.0
    scaled = centred * (width / 2 / spread / np.sqrt(2))
    if like is not None:
        return np.asarray(scaled @ _turn_onto(scaled, like - like.mean(axis=0)) + like.mean(axis=0))
    axes = np.linalg.svd(scaled, full_matrices=False)[2] if len(scaled) > 2 else np.eye(2)
    return np.asarray(scaled @ (axes * np.sign(axes.sum(axis=1, keepdims=True) + 1e-12)).T)


def reined(points: Points, far: float = 1.5) -> Points:
    """Points with those that flew far off brought back: none beyond `far` times where nineteen in twenty stand."""
    middle = np.median(points, axis=0)
    distance = np.hypot(*(points - middle).T)
    rim = far * float(np.quantile(distance, 0.95))
    return np.asarray(middle + (points - middle) * np.minimum(1.0, rim / np.maximum(distance, 1e-9))[:, None])


def _turn_onto(points: Points, target: Points) -> Points:
    """The rotation that brings points nearest to target (orthogonal Procrustes)."""
    left, _, right = np.linalg.svd(points.T @ target)
    return np.asarray(left @ right)


def parted(points: Points, room: float | npt.NDArray[np.float64], rounds: int = 60) -> Points:
    """Points pushed apart until no two are nearer than `room` (one number, or one per pair)."""
    if np.ndim(room):
        return _parted_by_pair(points, np.asarray(room), rounds)
    from scipy.spatial import cKDTree

    placed = points.astype(float, copy=True)
    for _ in range(rounds):
        close = cKDTree(placed).query_pairs(float(room), output_type="ndarray")
        if not len(close):
            break
        _push(placed, close, np.full(len(close), float(room)))
    return placed


def _parted_by_pair(points: Points, room: npt.NDArray[np.float64], rounds: int) -> Points:
    placed = points.astype(float, copy=True)
    upper = np.column_stack(np.triu_indices(len(points), 1))
    for _ in range(rounds * 5):
        far = np.hypot(*(placed[upper[:, 0]] - placed[upper[:, 1]]).T)
        close = upper[far < room[upper[:, 0], upper[:, 1]]]
        if not len(close):
            break
        _push(placed, close, room[close[:, 0], close[:, 1]])
    return placed


def _push(placed: Points, close: npt.NDArray[np.int64], room: npt.NDArray[np.float64]) -> None:
    """Move each close pair apart by half of what is lacking, in place."""
    gap = placed[close[:, 0]] - placed[close[:, 1]]
    far = np.hypot(gap[:, 0], gap[:, 1])
    same = far < 1e-9
    angle = 2.399963 * (close[:, 0] + 1)  # two on the very same spot part in a direction of their own
    way = np.where(same[:, None], np.column_stack([np.cos(angle), np.sin(angle)]), gap / np.maximum(far, 1e-9)[:, None])
    move = way * ((room - far) / 2 + 1e-6)[:, None]
    np.add.at(placed, close[:, 0], move)
    np.subtract.at(placed, close[:, 1], move)
