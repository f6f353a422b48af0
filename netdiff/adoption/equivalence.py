"""Structural equivalence: who stands in the same place, tied or not."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive
from netdiff.adoption.distances import steps_between
from netdiff.network import Network

__all__ = ["structural_equivalence"]

Floats = npt.NDArray[np.float64]


def structural_equivalence(
    net: Network,
    *,
    power: float = 1.0,
    depth: int = 6,
    within: pd.Series | None = None,
    layer: str | None = None,
) -> pd.DataFrame:
    """How alike each pair's distances to everybody else are, as shares per person.

    Parameters
    ----------
    net : Network
    power : float
        Above 1, the most alike count for more.
    depth : int
        The furthest step that counts; whoever is further stands at 0, as in the convention of the field.
    within : Series, optional
        A group per node; people of different groups are not compared.
    layer : str, optional

    Returns
    -------
    pandas.DataFrame
        Entry [i, j] = (d_max,i - d_ij)^power, scaled so that each row sums to 1; 0 on the diagonal and between groups.
        d is the Euclidean distance between two people's step counts to and from all others, scaled by the longest.

    Notes
    -----
    Needs n² memory. Stability: experimental.

    References
    ----------
    Burt (1987), Social contagion and innovation: cohesion versus structural equivalence.

    Examples
    --------
    >>> net = Network.from_adjacency([[0, 0, 1], [0, 0, 1], [1, 1, 0]], list("abc"))
    >>> structural_equivalence(net).loc["a"].tolist()
    [0.0, 1.0, 0.0]
    """
    check_positive(power, "power")
    steps = steps_between(net.adjacency(layer), depth).astype(np.float64)
    result = np.zeros_like(steps)
    groups = pd.Series(0, index=net.nodes.index) if within is None else within.reindex(net.nodes.index)
    for members in groups.groupby(groups, sort=False).indices.values():
        block = np.ix_(members, members)
        result[block] = _similarity(profile_distances(steps[block]), power)
    return pd.DataFrame(result, index=net.nodes.index, columns=net.nodes.index)


def profile_distances(steps: Floats) -> Floats:
    """Euclidean distance between the step counts of each pair, to and from all others.

    d_ij² = (z_ij - z_ji)² + sum over the others k of (z_ik - z_jk)² + (z_ki - z_kj)²; the sums over all k come from
    two matrix products, from which the terms k = i and k = j are taken off.
    """
    z = steps / steps.max() if steps.size and steps.max() > 0 else steps
    whole = _row_distances(z) + _row_distances(z.T)
    own = 2.0 * (z**2 + z.T**2)
    squared = whole - own + (z - z.T) ** 2
    np.fill_diagonal(squared, 0.0)
    return np.sqrt(np.maximum(squared, 0.0))


def _row_distances(z: Floats) -> Floats:
    length = (z**2).sum(axis=1)
    return np.asarray(length[:, None] + length[None, :] - 2.0 * (z @ z.T))


def _similarity(distance: Floats, power: float) -> Floats:
    furthest = distance.max(axis=1, keepdims=True)
    short = furthest - distance
    alike = np.where(short > 1e-12 * furthest, short, 0.0) ** power  # as far as the furthest, but for rounding
    np.fill_diagonal(alike, 0.0)
    total = alike.sum(axis=1, keepdims=True)
    return np.divide(alike, total, out=np.zeros_like(alike), where=total > 0)
