"""What is left when people go one by one: Schneider's R."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_positive_int
from netdiff._igraph import graph_of
from netdiff._random import RngLike, generator
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import contacts

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["resilience"]

Ints = npt.NDArray[np.int64]
Attack = Literal["degree", "betweenness", "random"]


@measure(
    meaning="How much of the network stays in one piece while people go one by one (0 = it shatters, 1/2 = it stays).",
    caution="The most named leaving first is the worst case, not a forecast.",
    source="Schneider et al. 2011",
    on="reported",
    unit="share",
)
def resilience(
    net: Network,
    *,
    attack: Attack = "degree",
    adaptive: bool = True,
    layer: str | None = None,
    draws: int = 100,
    rng: RngLike = 0,
) -> float:
    """Schneider's R: ``1/n * sum over q = 1..n of S(q) / n``, S(q) the largest piece after q people have gone.

    Parameters
    ----------
    net : Network
    attack : {"degree", "betweenness", "random"}
        Who goes first. Ties between people are broken by their order in the network.
    adaptive : bool
        Whether scores are taken anew after each loss. Not for random order.
    layer : str, optional
        Ties count in both directions.
    draws : int
        How many random orders are averaged.
    rng : int, Generator or None
        For random order.

    Returns
    -------
    float
        Below (n - 1) / (2 n), which a fully linked network reaches; NaN without people.

    Notes
    -----
    Adaptive betweenness takes its time: for networks of up to some hundred people. Stability: stable.

    References
    ----------
    Schneider, C. M. et al. (2011). Mitigation of malicious attacks on networks. PNAS 108.
    """
    check_choice(attack, "attack", ("degree", "betweenness", "random"))
    matrix, n = contacts(net, layer), len(net)
    if not n:
        return float("nan")
    if attack == "random":
        random = generator(rng)
        orders = (random.permutation(n) for _ in range(check_positive_int(draws, "draws")))
        return float(np.mean([_left_over(matrix, order) for order in orders]))
    return _left_over(matrix, _order(matrix, attack, adaptive=adaptive))


def _order(matrix: csr_array, attack: Attack, *, adaptive: bool) -> Ints:
    if not adaptive:
        return np.argsort(-_scores(matrix, attack), kind="stable").astype(np.int64)
    if attack == "degree":
        return _by_falling_degree(matrix)
    left, order = np.arange(matrix.shape[0], dtype=np.int64), []
    while len(left):
        first = int(np.argmax(_scores(matrix[left][:, left], attack)))
        order.append(left[first])
        left = np.delete(left, first)
    return np.array(order, dtype=np.int64)


def _scores(matrix: csr_array, attack: Attack) -> npt.NDArray[np.float64]:
    if attack == "degree":
        return np.asarray(matrix.sum(axis=1))
    scores: npt.NDArray[np.float64] = np.array(graph_of(matrix, directed=False).betweenness(), dtype=np.float64)
    return scores.round(9)


def _by_falling_degree(matrix: csr_array) -> Ints:
    degree, order = np.diff(matrix.indptr).astype(np.int64), np.empty(matrix.shape[0], dtype=np.int64)
    for place in range(len(order)):
        gone = int(np.argmax(degree))
        order[place] = gone
        degree[matrix.indices[matrix.indptr[gone] : matrix.indptr[gone + 1]]] -= 1
        degree[gone] = np.iinfo(np.int64).min // 2
    return order


def _left_over(matrix: csr_array, order: Ints) -> float:
    """R of one order: people are put back from the last to the first, and pieces joined as they come."""
    n = len(order)
    parent, size = list(range(n)), [1] * n
    back = np.empty(n, dtype=np.int64)
    back[order] = np.arange(n)
    largest, total = 0, 0
    for place in range(n - 1, 0, -1):
        person = int(order[place])
        for other in matrix.indices[matrix.indptr[person] : matrix.indptr[person + 1]].tolist():
            if back[other] > place:
                _join(parent, size, person, other)
        largest = max(largest, size[_root(parent, person)])
        total += largest
    return total / n**2


def _root(parent: list[int], person: int) -> int:
    while parent[person] != person:
        parent[person] = parent[parent[person]]
        person = parent[person]
    return person


def _join(parent: list[int], size: list[int], one: int, other: int) -> None:
    a, b = _root(parent, one), _root(parent, other)
    if a != b:
        parent[b] = a
        size[a] += size[b]
