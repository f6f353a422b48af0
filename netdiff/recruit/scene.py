"""The scene of a request: the network that counts, what is maximised for whom, and under which models."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from netdiff._check import check_choice, check_columns, check_positive_int, check_probability
from netdiff.errors import ModelError
from netdiff.network import Network
from netdiff.recruit.candidates import Candidates, organisations
from netdiff.recruit.search import Aim, in_words
from netdiff.recruit.vantage import in_the_middle
from netdiff.spread.fitted import FittedModel, arms_of
from netdiff.spread.models import IndependentCascade

__all__ = ["about_models", "aims_of", "bringing_of", "goal_of", "scene_of"]

OBJECTIVES = ("reach", "speed", "asking", "worst off")
NEED_HORIZON = {
    "speed": "the number of rounds over which early arrival counts",
    "asking": "the number of rounds until the deadline",
}
NEWS = (
    "An independent cascade is how news travels, not how people change what they do. If the change asks for new roles "
    "or power, compare with a model that needs several voices."
)


def scene_of(
    net: Network, layer: str | None, organiser: Hashable | None, who: str = ""
) -> tuple[Network, tuple[str, ...]]:
    """The network that counts, and what there is to say about it (and `who` tells whom most links touch)."""
    net = net if layer is None else net.layer(layer)
    notes = []
    if organiser is not None:
        net.index_of([organiser])
        net = net.select(net.nodes.index[net.nodes.index != organiser])
        notes.append("The organiser, who drew the map, was taken off it.")
    influence = net.influence()
    if influence.nnz == 0:
        notes.append("There are no links at all: each recruit reaches only itself, and any list is as good as another.")
    return net, (*notes, *_one_in_the_middle(net, who))


def bringing_of(net: Network, candidates: str | Candidates | None) -> Candidates | None:
    """Who may be picked, where that is not people."""
    if isinstance(candidates, Candidates):
        return candidates.on(net)
    return None if candidates is None else organisations(net, candidates)


def _one_in_the_middle(net: Network, who: str) -> tuple[str, ...]:
    """A warning where most links touch one person."""
    middle = in_the_middle(net)
    if middle is None:
        return ()
    told = f"{100 * middle[1]:.0f} % of the links touch one person{who}."
    return (f"{told} If that is whoever drew the map, say organiser=….",)


def goal_of(
    net: Network, objective: str, horizon: int | None, floors: Mapping[str, float] | None, by: str
) -> dict[str, Any]:
    """What is maximised, by when, and for whom."""
    check_choice(objective, "objective", OBJECTIVES)
    if horizon is not None:
        check_positive_int(horizon, "horizon")
    elif objective in NEED_HORIZON:
        message = f"objective={objective!r} needs a horizon: {NEED_HORIZON[objective]}, for example 12."
        raise ModelError(message)
    goal = {"objective": objective, "horizon": horizon}
    if objective != "worst off" and not floors:
        return goal
    check_columns([by], net.nodes.columns)
    codes, names = pd.factorize(net.nodes[by].astype("str").where(net.nodes[by].notna()))
    known = {str(name): place for place, name in enumerate(names)}
    for name in floors or {}:
        check_choice(name, "floors", known)
    least = {known[name]: check_probability(share, "floors") for name, share in (floors or {}).items()}
    return goal | {"groups": codes.astype(np.int64), "floors": least or None}


def aims_of(models: list[Any], goal: dict[str, Any]) -> dict[str, Aim]:
    """One aim per declared model, and per arm of a fitted one."""
    aims: dict[str, Aim] = {}
    for one in models:
        if isinstance(one, FittedModel):
            aims |= {f"association {name}": Aim(arm, **goal, fitted=one) for name, arm in arms_of(one).items()}
        else:
            aims[in_words(one)] = Aim(one, **goal)
    return aims


def about_models(model: Any, aims: dict[str, Aim]) -> tuple[str, ...]:
    """What has to be said of the models: a strength that was not given, and that a cascade is news."""
    notes = []
    names = list(aims)
    if model is None and isinstance(aims[names[0]].model, IndependentCascade):
        others = ", ".join(f"{aim.model.p:g}" for aim in list(aims.values())[1:])
        notes.append(
            f"How easily a link passes it on was not given: the list is for a chance of {aims[names[0]].model.p:g}"
            + (f", and was tried for {others} too." if others else ".")
        )
    if any(isinstance(aim.model, IndependentCascade) for aim in aims.values()):
        notes.append(NEWS)
    return tuple(notes)
