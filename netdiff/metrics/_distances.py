"""How far everybody is from everybody, summed: the bit-parallel search in batches, or lengths through igraph."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int
from netdiff._kernels.bfs import SOURCES, search
from netdiff._parallel import map_batches
from netdiff._random import RngLike, generator

if TYPE_CHECKING:
    import igraph
    from scipy.sparse import csr_array

__all__ = ["EXACT_UP_TO", "Sums", "bound_of", "length_sums", "pivots", "step_sums", "told"]

EXACT_UP_TO = 100_000
DEFAULT_SAMPLES = 4_096
FOREVER = 2**31 - 1

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Sums:
    """What each person's distances to the others add up to.

    Attributes
    ----------
    people : array of float, shape (n,)
        How many others there are at a finite distance.
    total, inverse, largest : array of float, shape (n,)
        Sum of distances, sum of 1/distance, largest distance.
    """

    people: Floats
    total: Floats
    inverse: Floats
    largest: Floats


def pivots(n: int, samples: int | None, rng: RngLike) -> Ints | None:
    """The people to search from: None for everybody, a random sample where one is asked for or n is too large."""
    if samples is None:
        if n <= EXACT_UP_TO:
            return None
        samples = DEFAULT_SAMPLES
    size = min(check_positive_int(samples, "samples"), n)
    return generator(rng).choice(n, size=size, replace=False).astype(np.int32)


def bound_of(n: int, samples: int, confidence: float = 0.95) -> float:
    """Hoeffding's bound for the mean of values in [0, 1], for all n people at once with the stated confidence."""
    return sqrt(log(2 * n / (1 - confidence)) / (2 * samples)) if n else 0.0


def told(values: pd.Series, sampled: Ints | None, *, unit: float = 1.0) -> pd.Series:
    """The values, with what a sample allows to say about them; `unit` is what a share of 1 stands for."""
    n = len(values)
    if sampled is not None and len(sampled) < n:
        bound = bound_of(n, len(sampled)) * n / max(n - 1, 1) * unit
        values.attrs.update(samples=len(sampled), bound=bound, confidence=0.95)
    return values


def step_sums(
    into: csr_array,
    *,
    depth: int | None = None,
    sources: Ints | None = None,
    executor: Executor | None = None,
) -> Sums:
    """Add up the steps from `sources` (everybody by default) to each person.

    Parameters
    ----------
    into : csr_array
        Row v holds those from whom v can be reached in one step.
    depth : int, optional
        Largest number of steps walked.
    sources : array of int, optional
        From whom; sums over a sample are scaled up to everybody.
    executor : concurrent.futures.Executor, optional
        Batches of 512 sources are spread over its threads.
    """
    n = int(into.shape[0])
    chosen = np.arange(n, dtype=np.int32) if sources is None else sources
    batches = [chosen[at : at + SOURCES] for at in range(0, len(chosen), SOURCES)]
    walk = partial(_walk, into.indptr, into.indices, depth or FOREVER)
    sums, largest = np.zeros((n, 3)), np.zeros(n)
    quiet = None if len(batches) > 40 else False
    for part in map_batches(walk, batches, executor=executor, progress=quiet, what="distances"):
        sums += part[:, :3]
        np.maximum(largest, part[:, 3], out=largest)
    scale = n / max(len(chosen), 1)
    return Sums(sums[:, 0] * scale, sums[:, 1] * scale, sums[:, 2] * scale, largest)


def _walk(starts: Ints, others: Ints, depth: int, sources: Ints) -> Floats:
    return search(starts, others, sources, depth, True)  # noqa: FBT003  # kernels take no keywords


def length_sums(graph: igraph.Graph, lengths: list[float], mode: str) -> Sums:
    """The same along ties of given lengths (Dijkstra, in blocks of rows)."""
    n = graph.vcount()
    parts = [_block(graph, lengths, mode, range(at, min(at + 256, n))) for at in range(0, n, 256)]
    table = np.concatenate(parts) if parts else np.zeros((0, 4))
    return Sums(*table.T)


def _block(graph: igraph.Graph, lengths: list[float], mode: str, rows: range) -> Floats:
    distance = np.asarray(graph.distances(source=list(rows), weights=lengths, mode=mode), dtype=np.float64)
    distance[np.arange(len(rows)), list(rows)] = np.inf
    met = np.isfinite(distance)
    finite = np.where(met, distance, 0.0)
    return np.column_stack([met.sum(axis=1), finite.sum(axis=1), (1.0 / distance).sum(axis=1), finite.max(axis=1)])
