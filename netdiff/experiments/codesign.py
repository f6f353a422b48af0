"""Myth 3: pilot first and roll out later, against diffusion from the outset with those who will adopt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from netdiff._check import check_choice, check_positive, check_positive_int, check_probability
from netdiff._random import RngLike, coins, run_keys
from netdiff.errors import ModelError
from netdiff.experiments._ears import Ears
from netdiff.experiments._funnel import beta_2_2
from netdiff.experiments._people import person_keys
from netdiff.experiments.contrast import Basis, Contrast, Question, put
from netdiff.experiments.question import somebody
from netdiff.network import Network
from netdiff.spread.live import Silent

__all__ = ["Design", "codesign"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
ARMS = {
    "pilot, similar": (False, False),
    "pilot, diverse": (False, True),
    "outset, similar": (True, False),
    "outset, diverse": (True, True),
}
COUNTED = {
    "speed": "mean share over time",
    "share": "share at the end",
    "benefit": "mean benefit per place, as a share of the most there could be",
}
ADAPTING = ("copied exactly", "periphery only", "core and periphery")
REGION: Mapping[str, Sequence[Any]] = {"variety": (0.25, 1.0, 2.0), "rough": (0.0, 0.6), "bad_word": (0.2, 1.0)}
REGION_OF_ADAPTING: Mapping[str, Sequence[Any]] = {
    "core": (0.2, 0.5, 0.8),
    "fidelity": (0.0, 0.5, 1.0),
    "variety": (0.5, 1.0, 2.0),
}


@dataclass(frozen=True)
class Design:
    """An innovation with a core and a periphery that is designed with some, and has to fit many.

    A context has two sides: what it asks of the core, and what it asks of the periphery. The squared mismatch is
    `2 * (core * of the core ** 2 + (1 - core) * of the periphery ** 2)`, so that its mean does not depend on `core`.

    Parameters
    ----------
    designers : int
        Places that design it, in every arm.
    variety : float
        How far apart contexts lie (standard deviation in each of two directions; 0: all alike).
    width : float
        Distance at which fit has fallen to 61 %.
    learning : float
        Part of the way that the design moves towards its designers' mean context per period of design.
    design_time : int
        Periods of design.
    core : float
        Share of the innovation that is core, 0 to 1; the rest is periphery.
    adapts : float
        How far a place may adapt the periphery of its copy towards its own context. No benefit is lost by it.
    bends : float
        How far a place may bend the core of its copy towards its own context.
    fidelity : float
        Part of the benefit that is lost per unit by which the core is bent, times the share that is core.
    example : float
        What it adds to the appeal when all one's contacts have it.
    ownership : float
        What it adds when one, or a contact, took part in the design.
    rough : float
        Chance that an early copy disappoints, falling to 0 over the time of design; the place then gives it up.
    bad_word : float
        How far the appeal falls when all one's contacts were disappointed.
    """

    designers: int = 5
    variety: float = 1.0
    width: float = 1.0
    learning: float = 0.2
    design_time: int = 8
    core: float = 0.5
    adapts: float = 0.2
    bends: float = 0.0
    fidelity: float = 0.5
    example: float = 0.3
    ownership: float = 0.1
    rough: float = 0.3
    bad_word: float = 0.5

    def __post_init__(self) -> None:
        check_positive_int(self.designers, "designers")
        check_positive_int(self.design_time, "design_time")
        check_positive(self.width, "width")
        for name in ("learning", "rough", "ownership", "example", "core"):
            check_probability(getattr(self, name), name)
        for name in ("variety", "adapts", "bends", "fidelity"):
            if not 0.0 <= getattr(self, name) < np.inf:
                message = f"{name} must be a number of at least 0, not {getattr(self, name)!r}."
                raise ModelError(message)


def codesign(
    net: Network,
    *,
    aspect: str = "timing",
    model: Design | None = None,
    outcome: str | None = None,
    layer: str | None = None,
    silent: Silent = "draw",
    region: Mapping[str, Sequence[Any]] | None = None,
    periods: int = 24,
    runs: int = 100,
    rng: RngLike = None,
) -> Contrast:
    """Whether diffusion from the outset with diverse designers beats a pilot, or a kept core beats free adapting.

    Parameters
    ----------
    net : Network
        Every node is a place (or person) that may adopt.
    aspect : {"timing", "adapting"}
        *Timing*: from the outset with diverse designers, against a pilot with similar ones and a later roll-out.
        *Adapting*: each place adapts the periphery only, against adapting as far straight towards its context, core
        and periphery alike; both from the outset with diverse designers, by the `adapts` of the model.
    model : Design, optional
    outcome : {"speed", "share", "benefit"}, optional
        Mean share over all periods, share at the end, or mean benefit per place at the end (fit of the copy in use,
        less what a bent core cost). By default speed for timing, and benefit for adapting.
    layer : str, optional
    silent : {"draw", "ignore"}
        What becomes of people who did not answer, as in `simulate`.
    region : mapping, optional
        Settings of `Design` varied together, fixed before the run.
    periods, runs : int
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Contrast
        For timing the 2 × 2 of timing and diversity, so that the two can be told apart: `outset, diverse` beside
        `pilot, similar`, and `pilot, diverse`, `outset, similar`. For adapting `periphery only` beside
        `core and periphery`, and `copied exactly`.

    Raises
    ------
    ModelError
        Where there are fewer places than designers.

    Notes
    -----
    From the outset, adoption is open at once and adopters join the design; the pilot opens when design is over. With
    `outcome="speed"` the head start is part of the effect: look at `"share"` and `"benefit"` too. Places take a copy
    up by its fit and do not see what a bent core costs, so for adapting only the benefit tells of fidelity.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> alike = codesign(nd.load_sample("coalition"), model=Design(variety=0.0), runs=10, region={}, rng=1)
    >>> alike.between("pilot, diverse", "pilot, similar").value
    0.0
    """
    check_choice(aspect, "aspect", ("timing", "adapting"))
    counted = outcome or ("speed" if aspect == "timing" else "benefit")
    check_choice(counted, "outcome", COUNTED)
    people, base = somebody(net), model or Design()
    keys = run_keys(rng, check_positive_int(runs, "runs", least=2))
    ears = Ears.of(people, layer, keys, silent)

    def timing(**settings: Any) -> Mapping[str, Floats]:
        scene = _Scene(people, ears, Design(**settings), keys)
        return {
            arm: scene.play(periods, at_once=at_once, diverse=diverse)[counted]
            for arm, (at_once, diverse) in ARMS.items()
        }

    def adapting(**settings: Any) -> Mapping[str, Floats]:
        scene = _Scene(people, ears, Design(**settings), keys)
        return {arm: scene.play(periods, at_once=True, diverse=True, adapting=arm)[counted] for arm in ADAPTING}

    basis = Basis.of(people, layer)
    if aspect == "timing":
        asked, play, usual, doses = _question(base, counted), timing, REGION, ("variety", [0.0, 0.5, 1.0, 2.0])
    else:
        asked, play, usual = _adapting_question(base, counted), adapting, REGION_OF_ADAPTING
        doses = ("adapts", [step * (base.adapts or 1.0) for step in (0.0, 0.5, 1.0, 2.0)])
    declared = usual if region is None else region
    return put(asked, play, asdict(base), doses=doses, region=declared, basis=basis)


class _Scene:
    """Contexts, needs and luck of all places, the same in every arm."""

    def __init__(self, net: Network, ears: Ears, rule: Design, keys: Keys) -> None:
        if rule.designers > len(net):
            message = f"{rule.designers} designers were asked for and there are {len(net)} places. Cure: ask for fewer."
            raise ModelError(message)
        names = person_keys(net.nodes.index)
        self._rule, self._ears = rule, ears
        drawn = np.array([coins(keys[None, :], f"context {axis}", names) for axis in range(2)])
        self._raw = ndtri(np.clip(drawn, 1e-12, None))
        self._context = rule.variety * self._raw
        self._need = beta_2_2(coins(keys[None, :], "need", names))
        self._luck, self._order = coins(keys[None, :], "luck", names), coins(keys[None, :], "designer", names)

    def play(self, periods: int, *, at_once: bool, diverse: bool, adapting: str | None = None) -> Mapping[str, Floats]:
        """Speed, share and benefit of one arm, per run; designers themselves are not counted."""
        rule, designers = self._rule, self._designers(diverse=diverse)
        near = designers | (self._ears.voices(designers) > 0)
        design = np.zeros((2, designers.shape[1]))
        using, gave_up = np.zeros(designers.shape, dtype=bool), np.zeros(designers.shape, dtype=bool)
        benefit, path = np.zeros(designers.shape), []
        for period in range(periods):
            if period < rule.design_time:
                design = design + rule.learning * (self._mean_context(designers | (using & at_once)) - design)
            fit, cost = self._fit(design, adapting)
            appeal = fit + rule.example * self._ears.share(using | designers) + rule.ownership * near
            taking = ~using & ~gave_up & (appeal - rule.bad_word * self._ears.share(gave_up) >= self._need)
            taking &= at_once or period >= rule.design_time
            failing = taking & (self._luck < rule.rough * max(0.0, 1.0 - period / rule.design_time))
            gave_up, using = gave_up | failing, using | (taking & ~failing)
            benefit = np.where(taking & ~failing, fit * np.maximum(1.0 - cost, 0.0), benefit)
            path.append(self._counted(using, designers))
        return {"speed": np.mean(path, axis=0), "share": path[-1], "benefit": self._counted(benefit, designers)}

    def _designers(self, *, diverse: bool) -> Mask:
        """Places with the lowest coins, or those nearest in context to the one with the lowest."""
        first = self._order.argmin(axis=0)
        middle = np.take_along_axis(self._context, first[None, None, :], axis=1)
        away = ((self._context - middle) ** 2).sum(axis=0)
        rank = np.lexsort((self._order, self._order if diverse else away), axis=0)
        chosen = np.zeros(away.shape, dtype=bool)
        np.put_along_axis(chosen, rank[: self._rule.designers], values=True, axis=0)
        return chosen

    def _mean_context(self, who: Mask) -> Floats:
        return np.asarray((self._context * who).sum(axis=1) / who.sum(axis=0))

    def _fit(self, design: Floats, adapting: str | None) -> tuple[Floats, Floats]:
        """Fit of each place's own copy, adapted as far as it may, and what a bent core costs."""
        rule = self._rule
        core, periphery = gaps = np.abs(self._context - design[:, None, :])
        bent, adapted = self._adapted(gaps, adapting)
        left = 2.0 * (rule.core * (core - bent) ** 2 + (1.0 - rule.core) * (periphery - adapted) ** 2)
        return np.exp(-left / (2.0 * rule.width**2)), rule.fidelity * rule.core * bent

    def _adapted(self, gaps: Floats, adapting: str | None) -> tuple[Floats, Floats]:
        """How far each place moves the core and the periphery of its copy towards its own context."""
        core, periphery = gaps
        if adapting == "copied exactly":
            return np.zeros_like(core), np.zeros_like(periphery)
        if adapting == "periphery only":
            return np.zeros_like(core), np.minimum(periphery, self._rule.adapts)
        if adapting == "core and periphery":
            distance = np.hypot(core, periphery)
            part = np.minimum(self._rule.adapts / np.where(distance > 0.0, distance, 1.0), 1.0)
            return part * core, part * periphery
        return np.minimum(core, self._rule.bends), np.minimum(periphery, self._rule.adapts)

    def _counted(self, values: npt.NDArray[np.generic], designers: Mask) -> Floats:
        return np.asarray((values * ~designers).sum(axis=0) / np.maximum((~designers).sum(axis=0), 1))


def _question(rule: Design, outcome: str) -> Question:
    return Question(
        experiment="codesign",
        claim="Diffusion from the outset with diverse designers beats a pilot that is rolled out afterwards.",
        outcome=f"{COUNTED[outcome]} (designers not counted)",
        favoured="outset, diverse",
        rival="pilot, similar",
        costs=dict.fromkeys(ARMS, float(rule.designers)),
        fixed=("links", "context, need and luck of each place", "number of designers", "time of design"),
        assumes=(
            "a design drifts to the mean context of its designers",
            "places adopt by fit, example and ownership",
            "context does not depend on the links",
        ),
        built_in="the head start of the outset in speed, and ownership; early copies that disappoint work against it",
    )


def _adapting_question(rule: Design, outcome: str) -> Question:
    favoured, rival = ADAPTING[1:]
    return Question(
        experiment="codesign",
        claim="Keeping the core and adapting the periphery brings more than adapting both as far.",
        outcome=f"{COUNTED[outcome]} (designers not counted)",
        favoured=favoured,
        rival=rival,
        costs={ADAPTING[0]: 0.0, favoured: rule.adapts, rival: rule.adapts},
        fixed=(
            "links",
            "context, need and luck of each place",
            "who designs it, from the outset",
            "how far one adapts",
        ),
        assumes=(
            "a step of adapting costs the same in the core and in the periphery",
            "a bent core loses benefit in proportion, and nobody sees it before taking it up",
            "what contexts ask of the core and of the periphery is independent",
        ),
        built_in="that only a bent core loses benefit; against it, the straight way closes more of the gap",
    )
