"""Mechanism 2: building a movement. Who acts depends on who else acts, on the case, and on what there is to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_positive_int
from netdiff._random import RngLike, coins, run_keys
from netdiff.errors import DataError, ModelError
from netdiff.experiments._acting import Movement, Scene, acting
from netdiff.experiments._ears import Ears, Ties
from netdiff.experiments.contrast import Basis, Contrast, Question, put
from netdiff.experiments.question import somebody
from netdiff.network import Network
from netdiff.spread.live import Silent

__all__ = ["LEVERS", "Movement", "movement"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
REGION: Mapping[str, Sequence[Any]] = {"private": (0.2, 0.35, 0.5), "spread": (0.1, 0.25), "example": (0.4, 0.8)}
REGION_OF_WORDS: Mapping[str, Sequence[Any]] = {
    "private": (0.2, 0.35, 0.5),
    "case": (0.0, 0.2),
    "emotion": (0.0, 0.5, 1.0),
    "holds": (0.2, 0.5),
}


def movement(  # noqa: PLR0913  a front door: flat options
    net: Network,
    *,
    lever: str = "ladder",
    amount: int | None = None,
    budget: float = 1.0,
    shifts: float = 0.1,
    holds: float = 0.3,
    model: Movement | None = None,
    by: str = "group",
    layer: str | None = None,
    silent: Silent = "draw",
    region: Mapping[str, Sequence[Any]] | None = None,
    runs: int = 100,
    rng: RngLike = None,
) -> Contrast:
    """Whether one of the four elements of a movement brings more people to act than its fair control.

    Parameters
    ----------
    net : Network
        Everybody in it may act.
    lever : {"ladder", "alliances", "case", "vision"}
        *Ladder*: several ways to act, for each group its own, against one way at the same mean cost.
        *Alliances*: links added between groups, against as many inside groups.
        *Case*: a budget for the case for change, against the same budget for a vision that keeps people; and
        *vision*, the other way round.
    amount : int, optional
        Links added, for alliances; by default one for every five people.
    budget : float
        For case and vision: spent in either arm.
    shifts, holds : float
        What a unit of budget buys: so much more support for everybody, or so many more of those who have no reason
        left going on.
    model : Movement, optional
    by : str
        The column that says who belongs together; blank ones are a group of their own.
    layer : str, optional
    silent : {"draw", "ignore"}
        What becomes of people who did not answer, as in `simulate`.
    region : mapping, optional
        Settings of `Movement` (or `budget`, `shifts`, `holds`) varied together, fixed before the run.
    runs : int
        Paired runs.
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Contrast
        Arms `as it is`, and `ladder` beside `one way`, `between groups` beside `inside groups`, or `case` beside
        `vision` and `half and half`.

    Raises
    ------
    DataError
        Where alliances are asked for and there is one group only.

    Notes
    -----
    A cheap rung lets more people act and each act then shows less: an act counts as its cost relative to the dearest.
    People who act cheaply are counted as acting; whether that is worth as much is not for the model to say. Vision can
    only matter where a reason to act is lost: where part of the case is passion that fades.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> idle = movement(nd.load_sample("coalition"), lever="alliances", amount=0, runs=10, region={}, rng=1)
    >>> idle.effect.value
    0.0
    """
    plan = LEVERS[check_choice(lever, "lever", LEVERS)]
    people, rule = somebody(net), model or Movement()
    keys = run_keys(rng, check_positive_int(runs, "runs", least=2))
    size = max(1, len(people) // 5) if amount is None else check_positive_int(amount, "amount", least=0)
    camps = _Camps.of(people, by) if lever == "alliances" else None
    stage = _Stage(Scene.of(people, Ears.of(people, layer, keys, silent), keys), keys, camps, plan)
    rungs = 3 if lever == "ladder" and rule.rungs == 1 else rule.rungs
    own = asdict(rule) | {"rungs": rungs, "ladders": rule.ladders}
    settings = own | {"links": size, "budget": budget, "shifts": shifts, "holds": holds}
    doses = {"ladder": ("rungs", [1, 2, 3, 5]), "alliances": ("links", sorted({0, size // 2, size, 2 * size}))}
    spent = ("budget", [0.0, budget / 2, budget, 2 * budget] if budget else [0.0])
    basis = Basis.of(people, layer)
    declared = (REGION_OF_WORDS if plan.words else REGION) if region is None else region
    asked = _question(plan, float(size) if camps else budget if plan.words else 0.0, ladders=bool(rule.ladders))
    return put(asked, stage.play, settings, doses=doses.get(lever, spent), region=declared, basis=basis)


@dataclass(frozen=True)
class _Lever:
    """One element of a movement: the arm that it favours, its fair control, and what is claimed."""

    favoured: str
    rival: str
    claim: str
    assumed: str
    built_in: str
    words: bool = False


_SAME = "a unit of budget buys a stated shift of support, or a stated share of people who go on"
_FADE = "that passion fades and evidence does not; without fading, vision has nothing to hold"
LEVERS: Mapping[str, _Lever] = {
    "ladder": _Lever(
        "ladder",
        "one way",
        "Several ways to engage bring more people to act than one way at the same mean cost.",
        "a rung costs the organisers nothing",
        "a rung below the mean cost: those between it and the mean act because it is there",
    ),
    "alliances": _Lever(
        "between groups",
        "inside groups",
        "Alliances between groups bring more people to act than as many links inside groups.",
        "a link costs the same wherever it is made",
        "nothing in favour of alliances but where the links go; needs measured as shares favour links inside",
    ),
    "case": _Lever(
        "case", "vision", "A case for change brings more people to act than a vision.", _SAME, _FADE, words=True
    ),
    "vision": _Lever(
        "vision", "case", "A vision brings more people to act than a case for change.", _SAME, _FADE, words=True
    ),
}


@dataclass(frozen=True, eq=False)
class _Stage:
    """The network and the coins on which all arms are played."""

    scene: Scene
    keys: Keys
    camps: _Camps | None
    lever: _Lever

    def play(self, *, links: int, budget: float, shifts: float, holds: float, **settings: Any) -> Mapping[str, Floats]:
        """Share of people who act at the end, per run, of every arm."""
        rule = Movement(**settings)
        if self.lever.words:
            spent = {"as it is": (0.0, 0.0), "case": (1.0, 0.0), "vision": (0.0, 1.0), "half and half": (0.5, 0.5)}
            return {
                arm: acting(_spend(rule, budget * case * shifts, budget * vision * holds), self.scene)
                for arm, (case, vision) in spent.items()
            }
        one = acting(rule, self.scene, single=True)
        if self.camps is None:
            return {"as it is": one, "ladder": acting(rule, self.scene), "one way": one}
        arms = {"as it is": one}
        for arm in ("between groups", "inside groups"):
            ears = self.scene.ears.with_ties(self.camps.links(links, self.keys, between=arm == "between groups"))
            arms[arm] = acting(rule, replace(self.scene, ears=ears), single=True)
        return arms


def _spend(rule: Movement, on_case: float, on_vision: float) -> Movement:
    return replace(rule, case=rule.case + on_case, vision=min(rule.vision + on_vision, 1.0))


@dataclass(frozen=True, eq=False)
class _Camps:
    """Who belongs together: people in the order of their groups, and where each group begins and how large it is."""

    order: Ints
    start: Ints
    size: Ints

    @classmethod
    def of(cls, net: Network, by: str) -> _Camps:
        """Groups by a column; blank ones are a group of their own."""
        if by not in net.nodes or net.nodes[by].nunique(dropna=False) < 2:
            raise DataError(
                f"there are not two groups in {by!r}", cure="Name a column that tells groups apart with by=."
            )
        codes = net.nodes[by].astype("string").fillna("").astype("category").cat.codes.to_numpy(dtype=np.int64)
        sizes = np.bincount(codes)
        if (sizes < 2).all():
            message = f"no group in {by!r} has two people, so there is no link inside a group to compare with."
            raise ModelError(message)
        order = np.argsort(codes, kind="stable")
        start = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        return cls(order, start[codes[order]], sizes[codes[order]])

    def links(self, count: int, keys: Keys, *, between: bool) -> Ties:
        """Random links per run, between groups or inside them; more of them include the fewer."""
        number = np.arange(count, dtype=np.uint64)[:, None]
        first, second = (coins(keys[None, :], f"{end} end", number) for end in ("one", "other"))
        able = np.arange(self.order.size) if between else np.flatnonzero(self.size > 1)
        one = able[(first * able.size).astype(np.int64)]
        start, size = self.start[one], self.size[one]
        if between:
            place = (second * (self.order.size - size)).astype(np.int64)
            other = np.where(place < start, place, place + size)
        else:
            place = start + (second * (size - 1)).astype(np.int64)
            other = np.where(place < one, place, place + 1)
        run = np.broadcast_to(np.arange(keys.size), one.shape)
        return run.ravel(), self.order[one].ravel(), self.order[other].ravel()


def _question(lever: _Lever, cost: float, *, ladders: bool) -> Question:
    costs = {"as it is": 0.0, lever.favoured: cost, lever.rival: cost}
    return Question(
        experiment="movement",
        claim=lever.claim,
        outcome="share of people who act at the end",
        favoured=lever.favoured,
        rival=lever.rival,
        costs=costs | ({"half and half": cost} if lever.words else {}),
        fixed=("private support of each person", "existing links", "who goes on without a reason"),
        assumes=(
            "people act once support and the example of contacts outweigh the cost",
            "private support is normal and does not depend on the links",
            lever.assumed,
            *(("the sheet of asks lists every way to act",) if ladders else ()),
        ),
        built_in=lever.built_in,
    )
