"""Support for people whom it has reached by word: each voice counts for more with them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff.errors import ModelError
from netdiff.network import Network
from netdiff.recruit.trials import Trials
from netdiff.spread.engine import Crossings, Passage

__all__ = ["supported", "whom_to_support"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def supported(trials: Trials, who: npt.ArrayLike, strength: float) -> Trials:
    """The same runs if some people were supported: each voice counts `1 + strength` times with them.

    In a cascade each contact tries so many times; where voices are counted or weighed, each weighs so much more. All
    coins stay as they were. Nobody adopts without any voice.

    Raises
    ------
    ModelError
        For a model that is neither a cascade nor a threshold model.
    """
    made: dict[int, Any] = {}
    people = np.asarray(who, dtype=np.int64)
    for world in trials.worlds:
        if id(world) not in made:
            made[id(world)] = _eased(world, people, strength)
    return replace(trials, worlds=tuple(made[id(world)] for world in trials.worlds), _known={})


def whom_to_support(net: Network, trials: Trials, recruits: npt.ArrayLike) -> Ints:
    """People to support, best first: those who hear it from some and do not adopt surely, and whom others listen to.

    Returns
    -------
    array of int
        Everybody who hears it from somebody and is not recruited.
    """
    chance = trials.chance_by_person(recruits)
    influence = (net.influence() != 0).astype(np.float64)
    voices = influence.T @ chance
    onward = 1.0 + influence @ (1.0 - chance)
    promise = voices * (1.0 - chance) * onward
    promise[np.asarray(recruits, dtype=np.int64)] = 0.0
    promise[trials.problem.already] = 0.0
    order = np.argsort(-promise, kind="stable")
    return order[promise[order] > 0.0]


def _eased(world: Any, people: Ints, strength: float) -> Any:
    if not isinstance(world, Passage | Crossings):
        message = "Support can be set beside recruiting under cascades and threshold models only."
        raise ModelError(message)
    ties = world.ties
    into = np.isin(ties.indices, people)
    if isinstance(world, Crossings):
        weights = ties.weights.copy()
        weights[into] *= 1.0 + strength
        return replace(world, ties=ties._replace(weights=weights))
    from netdiff._kernels.random import bound_of

    chance = (ties.bounds[into].astype(np.float64) + 1.0) * 2.0**-64
    bounds = ties.bounds.copy()
    if chance.size:
        bounds[into] = bound_of(
            np.maximum(-np.expm1((1.0 + strength) * np.log1p(-np.minimum(chance, 1 - 1e-12))), 1e-16)
        )
    return replace(world, ties=ties._replace(bounds=bounds))
