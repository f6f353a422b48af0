"""Mechanism 1: interest, potential adopters, innovators, and where a facilitator should make links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_positive_int, check_probability
from netdiff._random import RngLike, run_keys
from netdiff.experiments._ears import Ears
from netdiff.experiments._rings import INNOVATOR, Moment, Play, Rings, steady_state
from netdiff.experiments.contrast import Basis, Contrast, Question, put
from netdiff.experiments.question import somebody
from netdiff.network import Network
from netdiff.spread.live import Silent

__all__ = ["Rings", "nested_communities", "steady_state"]

Floats = npt.NDArray[np.float64]
REGION: Mapping[str, Sequence[Any]] = {"hold": (0.1, 0.3), "lift": (0.0, 1.0), "need": (0, 2), "contact": (0.01, 0.05)}
OUTCOMES = {
    "innovators": "share of people who are innovators, mean over {} periods",
    "service network": "share of {} periods in which the innovators are a service network",
}
WAYS = {"as it is": 0.0, "within": 1.0, "between": 0.0, "mixed": 0.5}
FEW = 3  # fewer people than this are no network


def nested_communities(
    net: Network,
    *,
    links: int = 5,
    model: Rings | None = None,
    outcome: str = "innovators",
    dense: float = 0.2,
    lasting: int = 6,
    layer: str | None = None,
    silent: Silent = "draw",
    region: Mapping[str, Sequence[Any]] | None = None,
    periods: int = 30,
    runs: int = 60,
    rng: RngLike = None,
) -> Contrast:
    """Whether links made within and between the rings bring more innovators than all within or all between.

    Parameters
    ----------
    net : Network
        Where nodes have a `ring` (`interest`, `adopter`, `innovator`), people start there; others start outside.
    links : int
        Links a facilitator makes per period, in every arm.
    model : Rings, optional
    outcome : {"innovators", "service network"}
        Share of people who are innovators, or share of periods in which the innovators form a service network: at
        least three of them, with ties as `dense` and as `lasting` as stated.
    dense, lasting : float, int
        The least density of ties among innovators, and their least mean age in periods (ties of the file are as old as
        the play), for a service network.
    layer : str, optional
    silent : {"draw", "ignore"}
        What becomes of people who did not answer, as in `simulate`.
    region : mapping, optional
        Settings of `Rings` (or `dense`, `lasting`) varied together, fixed before the run.
    periods, runs : int
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Contrast
        Arms `as it is`, `within`, `between`, `mixed`, and `better of the two`: whichever of within and between does
        better on average at those settings.

    Raises
    ------
    ModelError
        For chances above 1.

    Notes
    -----
    A link that cannot be made because a ring is empty is lost: its cost counts all the same. Picking the better of two
    after the fact leans a little against the claim. From which density on a community is a service network is a
    definition, not a finding: look at several.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> idle = nested_communities(nd.load_sample("coalition"), links=0, runs=5, periods=5, region={}, rng=1)
    >>> idle.effect.value
    0.0
    """
    base = model or Rings()
    check_positive_int(links, "links", least=0)
    check_choice(outcome, "outcome", OUTCOMES)
    keys = run_keys(rng, check_positive_int(runs, "runs", least=2))
    people = somebody(net)
    play = Play(people, Ears.of(people, layer, keys, silent), keys, check_positive_int(periods, "periods"))

    def arms(*, links: int, dense: float, lasting: int, **settings: Any) -> Mapping[str, Floats]:
        count = _Count(outcome, check_probability(dense, "dense"), lasting)
        rings = Rings(**settings)
        made = {
            arm: np.mean([count(now) for now in play.moments(rings, 0 if arm == "as it is" else links, way)], axis=0)
            for arm, way in WAYS.items()
        }
        better = max(("within", "between"), key=lambda arm: made[arm].mean())
        return made | {"better of the two": made[better]}

    doses = ("links", sorted({0, links // 2, links, 2 * links}))
    basis = Basis.of(people, layer)
    declared = REGION if region is None else region
    settings = asdict(base) | {"links": links, "dense": dense, "lasting": lasting}
    return put(_question(links, periods, outcome), arms, settings, doses=doses, region=declared, basis=basis)


@dataclass(frozen=True)
class _Count:
    """What is counted of a moment, per run."""

    outcome: str
    dense: float
    lasting: float

    def __call__(self, now: Moment) -> Floats:
        if self.outcome == "innovators":
            return now.innovators()
        density, age = now.ties_among_innovators()
        enough = (now.ring == INNOVATOR).sum(axis=0) >= FEW
        return (enough & (density >= self.dense) & (age >= self.lasting)).astype(np.float64)


def _question(links: int, periods: int, outcome: str) -> Question:
    cost = float(links * periods)
    costs = {"as it is": 0.0} | dict.fromkeys(("within", "between", "mixed", "better of the two"), cost)
    goal = "grow the community of innovators best" if outcome == "innovators" else "make it a service network soonest"
    return Question(
        experiment="nested_communities",
        claim=f"Connections between as well as within the communities {goal}.",
        outcome=OUTCOMES[outcome].format(periods),
        favoured="mixed",
        rival="better of the two",
        costs=costs,
        fixed=("links that exist", "the coin of each person and period", "who stands in which ring at the start"),
        assumes=(
            "links hold people, and those to people further in also draw them in",
            "a link costs the same wherever it is made, and lasts",
        ),
        built_in="that links hold people (hold) and that one must know innovators to become one (need)",
    )
