"""Shortest paths from a group to a few named people: how long they are, and through whom they run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from netdiff.metrics._arrays import share
from netdiff.metrics._indicator import Lacking, Scene

__all__ = ["Routes", "routes"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Routes:
    """Paths of influence from everybody to each named person.

    Attributes
    ----------
    steps : array of float, shape (n, deciders)
        Fewest steps; infinite where there is no path, NaN for the named person himself.
    through : array of float, shape (n, deciders)
        For each person the sum, over the group's members, of the share of shortest paths that run through him.
    """

    steps: Floats
    through: Floats


@lru_cache(maxsize=2)
def routes(scene: Scene) -> Routes:
    """Walk back from every named person along influence, then share the paths out (Brandes 2001).

    Raises
    ------
    Lacking
        Where no decision maker is named.
    """
    if not scene.decide.any():
        raise Lacking(
            "nobody is named who decides on this", 'the ids of the decision makers: scorecard(net, decide=["P-014"])'
        )
    steps, paths = scene.once("walk", lambda: _walk_back(scene))
    steps = steps.copy()
    through = _share_out(scene, steps, paths)
    named = np.flatnonzero(scene.decide)
    steps[named, np.arange(len(named))] = np.nan
    return Routes(steps, through)


def mean_steps(scene: Scene) -> float:
    """Mean number of steps from a member to a decision maker, over the pairs with a path."""
    steps = routes(scene).steps[scene.own]
    there = steps[np.isfinite(steps)]
    return float(there.mean()) if len(there) else float("nan")


def share_with_path(scene: Scene) -> float:
    """Share of members with a path to at least one decision maker."""
    steps = routes(scene).steps[scene.own]
    return share(float(np.isfinite(steps).any(axis=1).sum()), len(steps))


def busiest_share(scene: Scene) -> float:
    """Share of members' shortest paths to decision makers that run through the busiest person outside the group."""
    found = routes(scene)
    pairs = float(np.isfinite(found.steps[scene.own]).sum())
    load = found.through.sum(axis=1)
    return share(float(load[~scene.own].max(initial=0.0)), pairs)


def _walk_back(scene: Scene) -> tuple[Floats, Floats]:
    """Steps to, and number of shortest paths to, each named person."""
    named = np.flatnonzero(scene.decide)
    steps = np.full((len(scene.own), len(named)), np.inf)
    paths = np.zeros_like(steps)
    front = np.zeros_like(steps)
    front[named, np.arange(len(named))] = 1.0
    level = 0
    while front.any():
        paths += front
        steps[front > 0] = level
        level += 1
        front = np.where(np.isinf(steps), scene.influence @ front, 0.0)
    return steps, paths


def _share_out(scene: Scene, steps: Floats, paths: Floats) -> Floats:
    """Load of everybody between the group's members and the named, level by level from afar."""
    levels = scene.once("levels", lambda: _by_level(steps))
    onward = scene.once("onward", scene.influence.T.tocsr)
    due, shares, count = np.zeros(steps.size), np.zeros(steps.shape), paths.ravel()
    due.reshape(steps.shape)[scene.own] = np.isfinite(steps[scene.own])
    start = due.copy()
    for here, nearer in pairwise(reversed(levels[1:])):
        shares.ravel()[here] = due[here] / count[here]
        due[nearer] += count[nearer] * (onward @ shares).ravel()[nearer]
        shares.ravel()[here] = 0.0
    return (due - start).reshape(steps.shape)


def _by_level(steps: Floats) -> list[npt.NDArray[np.intp]]:
    """Flat places of the entries that are 0, 1, 2 … steps away."""
    order = np.argsort(steps, axis=None, kind="stable")
    ends = np.cumsum(np.bincount(steps[np.isfinite(steps)].astype(np.int64))).tolist()
    return np.split(order[: ends[-1]], ends[:-1])
