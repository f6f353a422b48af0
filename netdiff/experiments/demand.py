"""Myth 4: more innovations in the pipeline, against latent demand becoming expressed demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import pdtr

from netdiff._check import check_positive_int, check_probability
from netdiff._random import RngLike, coins, run_keys
from netdiff.errors import ModelError
from netdiff.experiments._ears import Ears
from netdiff.experiments._funnel import beta_2_2
from netdiff.experiments._people import person_keys
from netdiff.experiments.contrast import Basis, Contrast, Question, put
from netdiff.experiments.question import somebody
from netdiff.network import Network
from netdiff.spread.live import Silent

__all__ = ["Pipeline", "demand"]

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]
REGION: Mapping[str, Sequence[Any]] = {
    "arrivals": (0.2, 1.0, 5.0),
    "attention": (1, 5),
    "bar": (0.5, 0.8),
    "moves": (0.05, 0.15),
}


@dataclass(frozen=True)
class Pipeline:
    """What is on offer, and who asks for it.

    Parameters
    ----------
    needs : int
        Kinds of need; each person has one, each innovation serves one.
    arrivals : float
        Innovations per period, of all kinds together (Poisson).
    stock : int
        Innovations per need at the start.
    attention : int
        How many of all innovations on offer a person can look at in a period.
    bar : float
        A person expresses demand once latent demand (drawn per person from Beta(2, 2)), incentive and the example of
        contacts together reach it.
    example : float
        What it adds when all one's contacts express demand.
    incentive : float
        What it adds for everybody; below 0, an incentive that crowds out.
    """

    needs: int = 5
    arrivals: float = 1.0
    stock: int = 0
    attention: int = 1
    bar: float = 0.7
    example: float = 0.3
    incentive: float = 0.0

    def __post_init__(self) -> None:
        check_positive_int(self.needs, "needs")
        check_positive_int(self.attention, "attention")
        check_positive_int(self.stock, "stock", least=0)
        check_probability(self.example, "example")
        if not self.arrivals >= 0:
            message = f"arrivals must be at least 0, not {self.arrivals:g}."
            raise ModelError(message)


def demand(
    net: Network,
    *,
    budget: float = 1.0,
    model: Pipeline | None = None,
    breeds: float = 1.0,
    moves: float = 0.1,
    layer: str | None = None,
    silent: Silent = "draw",
    region: Mapping[str, Sequence[Any]] | None = None,
    periods: int = 20,
    runs: int = 100,
    rng: RngLike = None,
) -> Contrast:
    """Whether a budget for mobilising demand leads to more adoption than the same budget for more innovations.

    Parameters
    ----------
    net : Network
        Everybody in it may adopt one innovation that serves their need.
    budget : float
        Spent in either arm.
    model : Pipeline, optional
    breeds : float
        What a unit of budget buys as supply: that many times more arrivals.
    moves : float
        What a unit buys as demand: so much incentive. Below 0 it crowds out.
    layer : str, optional
    silent : {"draw", "ignore"}
        What becomes of people who did not answer, as in `simulate`.
    region : mapping, optional
        Settings varied together, fixed before the run: those of `Pipeline`, `budget`, `breeds`, `moves`.
    periods, runs : int
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Contrast
        Arms `as it is`, `demand`, `supply`, `half and half`.

    Raises
    ------
    ModelError
        For settings outside their range.

    Notes
    -----
    Every innovation works here; with failures, supply is worth more. What a unit of budget buys is assumed, so it
    stands in the region.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> demand(nd.load_sample("coalition"), budget=0.0, runs=10, region={}, rng=1).effect.value
    0.0
    """
    people, base = somebody(net), model or Pipeline()
    keys = run_keys(rng, check_positive_int(runs, "runs", least=2))
    ears = Ears.of(people, layer, keys, silent)

    def play(*, budget: float, breeds: float, moves: float, **settings: Any) -> Mapping[str, Floats]:
        rule = Pipeline(**settings)
        shares = {"as it is": (0.0, 0.0), "demand": (0.0, 1.0), "supply": (1.0, 0.0), "half and half": (0.5, 0.5)}
        return {
            arm: _adopted(people, _spend(rule, budget * more, budget * asked, breeds, moves), keys, ears, periods)
            for arm, (more, asked) in shares.items()
        }

    settings = asdict(base) | {"budget": budget, "breeds": breeds, "moves": moves}
    doses = ("budget", [0.0, budget / 2, budget, 2 * budget] if budget else [0.0])
    basis = Basis.of(people, layer)
    declared = REGION if region is None else region
    return put(_question(budget, periods), play, settings, doses=doses, region=declared, basis=basis)


def _spend(rule: Pipeline, on_supply: float, on_demand: float, breeds: float, moves: float) -> Pipeline:
    arrivals = rule.arrivals * (1.0 + breeds * on_supply)
    return replace(rule, arrivals=arrivals, incentive=rule.incentive + moves * on_demand)


def _adopted(net: Network, rule: Pipeline, keys: Keys, ears: Ears, periods: int) -> Floats:
    """Share of people who have adopted something for their need by the end, per run."""
    names = person_keys(net.nodes.index)
    coin = {matter: coins(keys[None, :], matter, names) for matter in ("latent", "need", "notices")}
    latent, need = beta_2_2(coin["latent"]), (coin["need"] * rule.needs).astype(np.int64)
    patience = -np.log1p(-coin["notices"])
    offered = np.full((rule.needs, keys.size), rule.stock, dtype=np.int64)
    noticed, asks = np.zeros(latent.shape), np.zeros(latent.shape, dtype=bool)
    for period in range(periods):
        offered = offered + _arrived(rule, keys, period)
        asks |= latent + rule.incentive + rule.example * ears.share(asks) >= rule.bar
        fitting = offered / np.maximum(offered.sum(axis=0), 1)
        chance = 1.0 - (1.0 - np.take_along_axis(fitting, need, axis=0)) ** rule.attention
        noticed += np.where(asks, -np.log(np.maximum(1.0 - chance, 1e-300)), 0.0)
    return np.asarray((noticed > patience).mean(axis=0))


def _arrived(rule: Pipeline, keys: Keys, period: int) -> npt.NDArray[np.int64]:
    """New innovations per need and run: Poisson counts read off a coin, so that more arrivals include the fewer."""
    mean = rule.arrivals / rule.needs
    coin = coins(keys[None, :], f"arrivals {period}", np.arange(rule.needs, dtype=np.uint64)[:, None])
    most = np.arange(int(mean + 12 * np.sqrt(mean) + 12))
    return np.asarray(np.searchsorted(pdtr(most, mean), coin, side="right"), dtype=np.int64)


def _question(budget: float, periods: int) -> Question:
    return Question(
        experiment="demand",
        claim="Mobilising demand leads to more adoption than adding to the pipeline of innovations.",
        outcome=f"share of people who have adopted something for their need after {periods} periods",
        favoured="demand",
        rival="supply",
        costs={"as it is": 0.0, "demand": budget, "supply": budget, "half and half": budget},
        fixed=("links", "latent demand and need of each person", "luck of arrivals"),
        assumes=(
            "what a unit of budget buys as incentive and as arrivals",
            "every innovation works and people adopt one for their need",
            "people look at a random part of what is on offer",
        ),
        built_in="a limit of attention: innovations for other needs crowd out one's own, so supply saturates",
    )
