"""The one door to igraph: graphs from arrays, and igraph's draws tied to our generators."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import igraph
    from scipy.sparse import csr_array

__all__ = ["graph_of", "seeded"]


def graph_of(matrix: csr_array, *, directed: bool, weighted: bool = False) -> igraph.Graph:
    """An igraph graph with the pattern of a matrix; vertices are the rows, in their order.

    Parameters
    ----------
    matrix : csr_array, shape (n, n)
        Rows are sources. For an undirected graph the matrix is symmetric and each pair is taken once.
    directed : bool
    weighted : bool
        Whether the entries become the edge attribute ``weight``. Nothing else is copied.
    """
    import igraph

    rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
    columns, values = matrix.indices.astype(np.int64), matrix.data
    if not directed:
        once = rows <= columns
        rows, columns, values = rows[once], columns[once], values[once]
    edges = np.column_stack([rows, columns])
    graph = igraph.Graph(n=int(matrix.shape[0]), edges=edges, directed=directed)
    if weighted:
        graph.es["weight"] = values.tolist()
    return graph


@contextmanager
def seeded(rng: np.random.Generator) -> Iterator[None]:
    """Let igraph draw from a stream of ours, and give it back its own afterwards."""
    import igraph

    source: Any = random.Random(int(rng.integers(2**63)))  # noqa: S311  # chance, not secrecy
    igraph.set_random_number_generator(source)
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)
