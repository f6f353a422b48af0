"""Mechanism 2: building a movement. Who acts depends on who else acts, on the case, and on what there is to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_positive_int
from netdiff._random import RngLike, run_keys
from netdiff.experiments._acting import Movement, Scene, acting
from netdiff.experiments._camps import Camps, bridges
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
REGION_OF_BRIDGES: Mapping[str, Sequence[Any]] = {
    "voices": (1, 2, 3),
    "width": (3, 6),
    "private": (0.2, 0.35),
    "example": (0.3, 0.6),
}


def movement(  # noqa: PLR0913  a front door: flat options
    net: Network,
    *,
    lever: str = "ladder",
    amount: int | None = None,
    width: int = 3,
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
    lever : {"ladder", "alliances", "bridges", "case", "vision"}
        *Ladder*: several ways to act, for each group its own, against one way at the same mean cost.
        *Alliances*: links added between groups, against as many inside groups.
        *Bridges*: links between groups in bundles of several into the same neighbourhood, against as many that are
        spread out; beside them as many inside groups. The example of contacts counts from two voices on, unless the
        model says how many.
        *Case*: a budget for the case for change, against the same budget for a vision that keeps people; and
        *vision*, the other way round.
    amount : int, optional
        Links added, for alliances and bridges; by default one for every five people.
    width : int
        For bridges: links from one neighbourhood into one other, where there are people enough.
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
        Arms `as it is`, and `ladder` beside `one way`, `between groups` beside `inside groups`, `several together`
        beside `spread out` and `inside groups`, or `case` beside `vision` and `half and half`.

    Raises
    ------
    DataError
        Where alliances or bridges are asked for and there is one group only.
    ModelError
        Where there is no room for as many new links.

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
    camps = Camps.of(people, by) if lever in ("alliances", "bridges") else None
    stage = _Stage(Scene.of(people, Ears.of(people, layer, keys, silent), keys), keys, camps, plan)
    rungs = 3 if lever == "ladder" and rule.rungs == 1 else rule.rungs
    own = asdict(rule) | {"rungs": rungs, "ladders": rule.ladders, "voices": _voices(rule, lever)}
    settings = own | {"links": size, "width": width, "budget": budget, "shifts": shifts, "holds": holds}
    doses = {
        "ladder": ("rungs", [1, 2, 3, 5]),
        "alliances": ("links", sorted({0, size // 2, size, 2 * size})),
        "bridges": ("width", sorted({1, 2, 3, 6, check_positive_int(width, "width")})),
    }
    spent = ("budget", [0.0, budget / 2, budget, 2 * budget] if budget else [0.0])
    basis = Basis.of(people, layer)
    declared = plan.region if region is None else region
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
    region: Mapping[str, Sequence[Any]] = field(default_factory=lambda: REGION)

    @property
    def arms(self) -> tuple[str, ...]:
        """All arms that cost something."""
        beside = ("half and half",) if self.words else ("inside groups",) if self.favoured == "several together" else ()
        return (self.favoured, self.rival, *beside)


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
    "bridges": _Lever(
        "several together",
        "spread out",
        "Several links into the same neighbourhood bring more people to act than as many that are spread out.",
        "a link costs the same wherever it is made",
        "that the example counts from so many voices on (voices): with one voice, links that are spread out reach more",
        region=REGION_OF_BRIDGES,
    ),
    "case": _Lever(
        "case",
        "vision",
        "A case for change brings more people to act than a vision.",
        _SAME,
        _FADE,
        words=True,
        region=REGION_OF_WORDS,
    ),
    "vision": _Lever(
        "vision",
        "case",
        "A vision brings more people to act than a case for change.",
        _SAME,
        _FADE,
        words=True,
        region=REGION_OF_WORDS,
    ),
}


@dataclass(frozen=True, eq=False)
class _Stage:
    """The network and the coins on which all arms are played."""

    scene: Scene
    keys: Keys
    camps: Camps | None
    lever: _Lever

    def play(
        self, *, links: int, width: int, budget: float, shifts: float, holds: float, **settings: Any
    ) -> Mapping[str, Floats]:
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
        made = {arm: self._links(self.camps, arm, links, width) for arm in self.lever.arms}
        return {"as it is": one} | {
            arm: acting(rule, replace(self.scene, ears=self.scene.ears.with_ties(ties)), single=True)
            for arm, ties in made.items()
        }

    def _links(self, camps: Camps, arm: str, links: int, width: int) -> Ties:
        if arm in ("several together", "spread out"):
            wide = width if arm == "several together" else 1
            return bridges(camps, self.scene.ears.known, links, wide, self.keys)
        return camps.links(links, self.keys, between=arm == "between groups")


def _voices(rule: Movement, lever: str) -> int:
    return 2 if lever == "bridges" and not rule.voices else rule.voices


def _spend(rule: Movement, on_case: float, on_vision: float) -> Movement:
    return replace(rule, case=rule.case + on_case, vision=min(rule.vision + on_vision, 1.0))


def _question(lever: _Lever, cost: float, *, ladders: bool) -> Question:
    costs = {"as it is": 0.0} | dict.fromkeys(lever.arms, cost)
    return Question(
        experiment="movement",
        claim=lever.claim,
        outcome="share of people who act at the end",
        favoured=lever.favoured,
        rival=lever.rival,
        costs=costs,
        fixed=("private support of each person", "existing links", "who goes on without a reason"),
        assumes=(
            "people act once support and the example of contacts outweigh the cost",
            "private support is normal and does not depend on the links",
            lever.assumed,
            *(("the sheet of asks lists every way to act",) if ladders else ()),
        ),
        built_in=lever.built_in,
    )
