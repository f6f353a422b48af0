"""Who acts in public, played on a network: support, the example of others, what an act costs, and what keeps people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from netdiff._check import check_positive, check_positive_int, check_probability
from netdiff._random import coins
from netdiff.errors import DataError, ModelError
from netdiff.experiments._ears import Ears
from netdiff.experiments._people import person_keys
from netdiff.network import Network

__all__ = ["Crowd", "Movement", "Scene", "acting"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Movement:
    """When people act in public: support + case + example of contacts, against what the act costs them.

    Parameters
    ----------
    private, spread : float
        Mean and standard deviation of private support, on the scale of costs.
    cost : float
        Mean cost of acting; where there are several ways to act, their mean.
    rungs : int
        How many ways to act there are, evenly spaced in cost around the mean: 1, or a ladder.
    reach : float
        From the mean to the cheapest (and dearest) rung.
    ladders : mapping of group to costs
        Ladders of stakeholder groups of their own, in place of `cost`, `rungs` and `reach` (see `from_asks`).
    example : float
        What it adds when all one's contacts act at the dearest rung, or when as many as `voices` act.
    voices : int
        So many contacts must act, whatever the act, before their example counts, and then it counts in full. 0: it
        counts by the share of one's contacts who act instead.
    case : float
        What the case for change adds to everybody's support.
    emotion : float
        Part of the case that is passion rather than evidence: it fades.
    fades : float
        Part of the passion that is lost per period.
    vision : float
        Share of people who go on in spite of having no reason left; others drop an act they would no longer begin.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> Movement(rungs=3).ladder.round(1).tolist()
    [0.3, 0.6, 0.9]
    """

    private: float = 0.35
    spread: float = 0.2
    cost: float = 0.6
    rungs: int = 1
    reach: float = 0.3
    ladders: Mapping[str, Sequence[float]] = field(default_factory=dict)
    example: float = 0.6
    case: float = 0.0
    emotion: float = 0.0
    fades: float = 0.2
    vision: float = 0.5
    voices: int = 0

    def __post_init__(self) -> None:
        check_positive_int(self.rungs, "rungs")
        check_positive_int(self.voices, "voices", least=0)
        check_positive(self.cost - self.reach, "the cost of the cheapest rung (cost - reach)")
        for name in ("emotion", "fades", "vision"):
            check_probability(getattr(self, name), name)
        for group, costs in self.ladders.items():
            if not len(costs) or min(costs) <= 0:
                message = f"the ladder of {group!r} needs at least one way to act, each with a cost above 0."
                raise ModelError(message)

    @property
    def ladder(self) -> Floats:
        """What each way to act costs, from the cheapest, for groups without a ladder of their own."""
        if self.rungs == 1:
            return np.array([self.cost])
        return np.linspace(self.cost - self.reach, self.cost + self.reach, self.rungs)

    @staticmethod
    def from_asks(net: Network, *, dearest: float = 0.9) -> Mapping[str, Sequence[float]]:
        """Ladders per stakeholder group from the sheet of asks, its costs scaled so that the dearest is `dearest`.

        Parameters
        ----------
        net : Network
            With a table of asks: `ask`, `cost`, `group`.
        dearest : float
            What the dearest ask of all costs on the scale of support.

        Raises
        ------
        DataError
            Where the network has no asks with costs.
        """
        asks = net.asks
        if asks is None or not {"cost", "group"} <= set(asks.columns) or not asks["cost"].notna().any():
            raise DataError(
                "the network has no table of asks with a cost and a group",
                cure="Read a sheet of asks (ask, cost, group) with your files, or give ladders={'user': (0.3, 0.9)}.",
            )
        known = asks[asks["cost"].notna() & asks["group"].notna()]
        scaled = pd.to_numeric(known["cost"]) * dearest / float(pd.to_numeric(known["cost"]).max())
        ladders = scaled.round(6).groupby(known["group"], sort=True)
        return {str(group): tuple(sorted(own.tolist())) for group, own in ladders}


@dataclass(frozen=True, eq=False)
class Scene:
    """The network and the coins on which all arms are played."""

    ears: Ears
    groups: npt.NDArray[np.str_]
    support: Floats
    keeps: Floats
    first: Floats

    @classmethod
    def of(cls, net: Network, ears: Ears, keys: Keys) -> Scene:
        """A coin per person and run for support, for going on, and for being asked first."""
        names = person_keys(net.nodes.index)
        drawn = {matter: coins(keys[None, :], matter, names) for matter in ("support", "persists", "first")}
        known = net.nodes["group"].astype("str").fillna("") if "group" in net.nodes else [""] * len(net)
        support = ndtri(np.clip(drawn["support"], 1e-12, None))
        return cls(ears, np.asarray(known, dtype=str), support, drawn["persists"], drawn["first"])


def acting(model: Movement, scene: Scene, *, started: int = 0, single: bool = False, horizon: int = 30) -> Floats:
    """Share of people who act at the end, per run.

    Parameters
    ----------
    model, scene
    started : int
        So many people, picked by lot, act from the start at their cheapest rung and never stop.
    single : bool
        One way to act, at the mean cost of each group's ladder, in place of the ladder.
    horizon : int
        Periods.
    """
    crowd = Crowd.of(model, scene, single=single)
    sworn = _first(scene, started)
    act = np.where(sworn, np.nanmin(crowd.steps, axis=1, keepdims=True), 0.0)
    for period in range(horizon):
        now = crowd.after(act, period, scene.ears)
        now = np.where(sworn, np.maximum(now, act), now)
        if np.array_equal(now, act) and (model.emotion * model.case == 0.0 or model.fades == 0.0):
            break
        act = now
    return np.asarray((act > 0).mean(axis=0))


@dataclass(frozen=True, eq=False)
class Crowd:
    """People with their support and their ways to act, one period after the other.

    Parameters
    ----------
    model : Movement
    steps : array, shape (n, rungs)
        What each way to act costs each person.
    private, keeps : array, shape (n, runs)
        Private support, and who goes on without a reason.
    """

    model: Movement
    steps: Floats
    private: Floats
    keeps: Mask

    @classmethod
    def of(cls, model: Movement, scene: Scene, *, single: bool = False) -> Crowd:
        """The people of a scene under a model."""
        steps = _ladders(model, scene.groups, single=single)
        return cls(model, steps, model.private + model.spread * scene.support, scene.keeps < model.vision)

    @cached_property
    def dearest(self) -> float:
        """What the dearest act of all costs."""
        return max(float(np.nanmax(self.steps)), 1e-12) if self.steps.size else 1.0

    def after(self, act: Floats, period: int, ears: Ears) -> Floats:
        """What each does after this period: the dearest act that is worth it, 0 for nothing."""
        model = self.model
        fading = 1.0 - model.emotion * (1.0 - (1.0 - model.fades) ** period)
        urge = self.private + model.case * fading + model.example * _heard(model, ears, act, self.dearest)
        now = np.where(self.keeps, act, 0.0)
        for rung in self.steps.T:
            now = np.where(urge >= rung[:, None], np.maximum(rung[:, None], 0.0), now)
        return np.asarray(now)


def _heard(model: Movement, ears: Ears, act: Floats, dearest: float) -> Floats:
    """How far the example of contacts counts: by their share, or in full from so many of them on."""
    if not model.voices:
        return ears.share(act / dearest)
    return (ears.voices(act > 0) >= model.voices).astype(np.float64)


def _ladders(model: Movement, groups: npt.NDArray[np.str_], *, single: bool) -> Floats:
    """Costs of the ways to act, shape (n, rungs), NaN where somebody has fewer."""
    own = {group: np.sort(np.asarray(costs, dtype=float)) for group, costs in model.ladders.items()}
    if single:
        own = {group: costs.mean(keepdims=True) for group, costs in own.items()}
    usual = np.array([model.cost]) if single else model.ladder
    most = max([usual.size, *(costs.size for costs in own.values())])
    table = {group: np.pad(costs, (0, most - costs.size), constant_values=np.nan) for group, costs in own.items()}
    padded = np.pad(usual, (0, most - usual.size), constant_values=np.nan)
    return np.array([table.get(group, padded) for group in groups]).reshape(len(groups), most)


def _first(scene: Scene, count: int) -> Mask:
    chosen = np.zeros(scene.first.shape, dtype=bool)
    np.put_along_axis(chosen, np.argsort(scene.first, axis=0)[:count], values=True, axis=0)
    return chosen
