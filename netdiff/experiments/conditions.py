"""Mechanism 3: enabling conditions, each acting on parameters of its own, one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_fraction, check_positive_int, check_probability
from netdiff._random import RngLike, run_keys
from netdiff.experiments._funnel import Funnel, funnel_shares
from netdiff.experiments.contrast import Contrast, Question, put
from netdiff.network import Network, check_network

__all__ = ["DIMENSIONS", "Enabling", "conditions"]

Floats = npt.NDArray[np.float64]
DIMENSIONS = ("culture", "capital", "methods", "rewards", "regulation")
NEUTRAL = 0.5
REGION: Mapping[str, Sequence[Any]] = {
    "gates": ("conjunctive", "compensatory"),
    "desirable": (0.3, 0.6),
    "feasible": (0.3, 0.6),
    "viable": (0.3, 0.6),
}


@dataclass(frozen=True)
class Enabling:
    """The policy environment, 0 (hinders) to 1 (enables) on five dimensions; 0.5 changes nothing, exactly.

    Parameters
    ----------
    culture : float
        Culture and leadership: makes change more (or less) desirable, by up to 0.2.
    capital : float
        Funds for innovation and its diffusion: up to twice (or half) the chance per period to go on to a trial.
    methods : float
        Access to support with disciplined methods: up to 0.02 more (or less) feasible per period.
    rewards : float
        Rewards, incentives and recognition: up to 0.2 more (or less) viable.
    regulation : float
        A regime that lets better organisations grow: up to twice (or half) the selection among organisations. It has no
        place in the funnel of persons and leaves it as it is.

    Notes
    -----
    The founding paper says five dimensions and lists four bullets. That the second, funds and access to support, makes
    two is our reading. How far each dimension reaches is assumed: look at which ranking holds, not at the numbers.

    Stability: experimental.

    Examples
    --------
    >>> Enabling().on_funnel(Funnel()) == Funnel()
    True
    """

    culture: float = NEUTRAL
    capital: float = NEUTRAL
    methods: float = NEUTRAL
    rewards: float = NEUTRAL
    regulation: float = NEUTRAL

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            check_probability(value, name)

    def on_funnel(self, model: Funnel) -> Funnel:
        """The same people in this environment."""
        return replace(
            model,
            desirable=_within(model.desirable + 0.2 * _lean(self.culture)),
            interest=_within(model.interest * 2.0 ** _lean(self.capital)),
            support=model.support + 0.02 * _lean(self.methods),
            viable=_within(model.viable + 0.2 * _lean(self.rewards)),
        )

    def on_selection(self, selection: float) -> float:
        """The selection among organisations in this environment, for `displacement`."""
        return selection * float(2.0 ** _lean(self.regulation))


def conditions(
    net: Network,
    dimension: str = "methods",
    *,
    step: float = 0.4,
    start: Enabling | None = None,
    model: Funnel | None = None,
    layer: str | None = None,
    region: Mapping[str, Sequence[Any]] | None = None,
    runs: int = 100,
    rng: RngLike = None,
) -> Contrast:
    """Whether raising one enabling condition does more than raising all of them a little.

    Parameters
    ----------
    net : Network
    dimension : {"culture", "capital", "methods", "rewards", "regulation"}
    step : float
        How far one dimension is raised; all of them together are raised by as much in sum.
    start : Enabling, optional
        Where the environment stands; by default neutral.
    model : Funnel, optional
    layer : str, optional
    region : mapping, optional
        Settings of `Funnel` varied together, fixed before the run.
    runs : int
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Contrast
        Arms `as it is`, every dimension raised by itself, and `all a little`. Its frame is the one-at-a-time table.

    Raises
    ------
    ModelError
        For an unknown dimension, or one raised above 1.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> table = conditions(nd.load_sample("coalition"), runs=10, region={}, rng=1)
    >>> table.between("regulation", "as it is").value
    0.0
    """
    check_choice(dimension, "dimension", DIMENSIONS)
    check_fraction(step, "step")
    people, base, now = check_network(net), model or Funnel(), start or Enabling()
    keys = run_keys(rng, check_positive_int(runs, "runs", least=2))

    def play(*, step: float, **settings: Any) -> Mapping[str, Floats]:
        arms = {"as it is": now} | {name: _raised(now, {name: step}) for name in DIMENSIONS}
        arms["all a little"] = _raised(now, dict.fromkeys(DIMENSIONS, step / len(DIMENSIONS)))
        rules = {arm: around.on_funnel(Funnel(**settings)) for arm, around in arms.items()}
        return {arm: funnel_shares(people, rule, keys, layer=layer) for arm, rule in rules.items()}

    declared = REGION if region is None else region
    doses = ("step", [0.0, step / 2, step])
    return put(_question(dimension, step), play, asdict(base) | {"step": step}, doses=doses, region=declared)


def _raised(now: Enabling, by: Mapping[str, float]) -> Enabling:
    return replace(now, **{name: getattr(now, name) + step for name, step in by.items()})


def _lean(value: float) -> float:
    """From -1 (hinders) to 1 (enables)."""
    return (value - NEUTRAL) / NEUTRAL


def _within(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _question(dimension: str, step: float) -> Question:
    costs = dict.fromkeys((*DIMENSIONS, "all a little"), step)
    return Question(
        claim=f"Of the enabling conditions, {dimension} is the one to raise.",
        outcome="share of people (first adopters not counted) who have adopted after 20 periods",
        favoured=dimension,
        rival="all a little",
        costs={"as it is": 0.0} | costs,
        fixed=("links", "what each person needs", "first adopters", "waiting times"),
        assumes=("a step costs the same on every dimension", "how far each dimension reaches"),
        built_in="which parameter a dimension acts on; regulation acts on organisations only, so it does nothing here",
    )
