"""Myth 1: is adoption (just) a matter of information? As much spent on telling as on helping organisations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_positive_int
from netdiff._random import RngLike, run_keys
from netdiff.experiments._funnel import STAGES, Funnel, funnel_shares, play_funnel, settled, shifted
from netdiff.experiments.contrast import Basis, Contrast, Question, put
from netdiff.experiments.question import somebody
from netdiff.network import Network
from netdiff.spread.live import Silent

__all__ = ["binding_gates", "support"]

Floats = npt.NDArray[np.float64]
REGION: Mapping[str, Sequence[Any]] = {
    "gates": ("conjunctive", "compensatory"),
    "desirable": (0.3, 0.6),
    "feasible": (0.3, 0.6),
    "persuades": (0.0, 0.02),
}


def support(
    net: Network,
    *,
    budget: float = 1.0,
    model: Funnel | None = None,
    tells: float = 1.0,
    persuades: float = 0.01,
    helps: float = 0.02,
    outcome: str = "adopted",
    layer: str | None = None,
    silent: Silent = "draw",
    region: Mapping[str, Sequence[Any]] | None = None,
    runs: int = 100,
    rng: RngLike = None,
) -> Contrast:
    """Whether a budget for organisational support leads to more adoption than the same budget for information.

    Parameters
    ----------
    net : Network
        Everybody in it may adopt.
    budget : float
        Spent per person and period, in either arm.
    model : Funnel, optional
        Where people stand and how they move on.
    tells, persuades : float
        What a unit of budget buys as information: that many times more telling (contacts and outside), and so much
        more desirable per period.
    helps : float
        What a unit buys as support: so much more feasible per period.
    outcome : {"adopted", "aware"}
        Share of people, first adopters not counted, after 20 periods.
    layer : str, optional
        Where there are several that differ, the one that carries influence.
    silent : {"draw", "ignore"}
        What becomes of people who did not answer, as in `simulate`.
    region : mapping, optional
        Settings varied together, fixed before the run: any number of `Funnel`, or `budget`, `tells`, `persuades`,
        `helps`.
    runs : int
        Paired runs.
    rng : int, numpy.random.Generator or None

    Returns
    -------
    Contrast
        Arms `as it is`, `support`, `information`, `half and half`.

    Raises
    ------
    ModelError
        For settings outside their range.

    Notes
    -----
    What a unit of budget buys decides much: nobody knows it in general, so it stands in the region. Where all three
    gates must be open the claim is close to being assumed; compare the rows with compensatory gates.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> idle = support(nd.load_sample("coalition"), budget=0.0, runs=20, region={}, rng=1)
    >>> idle.effect.value
    0.0
    """
    check_choice(outcome, "outcome", ("adopted", "aware"))
    keys = run_keys(rng, check_positive_int(runs, "runs", least=2))
    people, base = somebody(net), settled(net, model or Funnel())

    def play(**settings: Any) -> Mapping[str, Floats]:
        arms = _arms(settings)
        return {
            arm: funnel_shares(people, told, keys, least=outcome, layer=layer, silent=silent)
            for arm, told in arms.items()
        }

    settings = asdict(base) | {"budget": budget, "tells": tells, "persuades": persuades, "helps": helps}
    basis = Basis.of(people, layer)
    declared = REGION if region is None else region
    doses = [0.0, budget / 2, budget, 2 * budget] if budget else [0.0]
    return put(_question(budget), play, settings, doses=("budget", doses), region=declared, basis=basis)


def binding_gates(
    net: Network,
    model: Funnel | None = None,
    *,
    layer: str | None = None,
    silent: Silent = "draw",
    runs: int = 100,
    rng: RngLike = None,
) -> pd.DataFrame:
    """What holds each person back at the end: not having heard, one of the three gates, or a trial gone wrong.

    Parameters
    ----------
    net : Network
    model : Funnel, optional
    layer : str, optional
    silent : {"draw", "ignore"}
        As in `simulate`.
    runs : int
    rng : int, numpy.random.Generator or None

    Returns
    -------
    DataFrame
        Index node; share of runs `adopted`, `unaware`, `on the way`, `desirable`, `feasible`, `viable` (the gate with
        the largest lack), `abandoned`, which add up to 1; and `binds`, the most frequent of the obstacles.

    Notes
    -----
    What people need is drawn, not measured, so persons differ here only by where they stand in the network.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> table = binding_gates(nd.load_sample("coalition"), Funnel(feasible=0.0, desirable=1, viable=1), runs=20, rng=1)
    >>> table["binds"].isin(["feasible", "unaware"]).all()
    np.True_
    """
    rule, keys = model or Funnel(), run_keys(rng, check_positive_int(runs, "runs"))
    end = play_funnel(somebody(net), rule, keys, layer=layer, silent=silent)
    lacks = end.surplus
    waiting = (end.stage == STAGES["interested"]) & (_open(lacks, rule) < 0)
    worst = lacks.argmin(axis=0)
    shares = {"adopted": end.adopted, "unaware": end.stage == 0, "on the way": np.isin(end.stage, (1, 2, 3)) & ~waiting}
    shares |= {gate: waiting & (worst == k) for k, gate in enumerate(("desirable", "feasible", "viable"))}
    shares["abandoned"] = end.stage == STAGES["abandoned"]
    table = pd.DataFrame({name: hit.mean(axis=1) for name, hit in shares.items()}, index=net.nodes.index)
    obstacles = table.drop(columns=["adopted", "on the way"])
    return table.assign(binds=obstacles.idxmax(axis=1).where(obstacles.max(axis=1) > 0, "none"))


def _open(lacks: Floats, rule: Funnel) -> Floats:
    """Below 0 where the way is shut."""
    return np.asarray(lacks.sum(axis=0) if rule.gates == "compensatory" else lacks.min(axis=0))


def _arms(settings: Mapping[str, Any]) -> Mapping[str, Funnel]:
    bought = {name: settings[name] for name in ("budget", "tells", "persuades", "helps")}
    base = Funnel(**{name: value for name, value in settings.items() if name not in bought})
    budget = bought.pop("budget")
    return {
        "as it is": base,
        "support": _spend(base, 0.0, budget, **bought),
        "information": _spend(base, budget, 0.0, **bought),
        "half and half": _spend(base, budget / 2, budget / 2, **bought),
    }


def _spend(
    base: Funnel, on_telling: float, on_helping: float, *, tells: float, persuades: float, helps: float
) -> Funnel:
    """The same people with more told to them and more help given."""
    louder = 1.0 + tells * on_telling
    return replace(
        base,
        p_info=1.0 - (1.0 - base.p_info) ** louder,
        media=1.0 - (1.0 - base.media) ** louder,
        persuasion=base.persuasion + persuades * on_telling,
        support=shifted(base.support, helps * on_helping, -np.inf, np.inf),
    )


def _question(budget: float) -> Question:
    return Question(
        experiment="support",
        claim="Adoption needs organisational support; information alone does not bring it.",
        outcome="share of people (first adopters not counted) after 20 periods",
        favoured="support",
        rival="information",
        costs={"as it is": 0.0, "support": budget, "information": budget, "half and half": budget},
        fixed=("links", "what each person needs", "first adopters", "waiting times", "trials that go wrong"),
        assumes=(
            "what a unit of budget buys as information and as support",
            "needs are Beta(2, 2), independent of one another and of the links",
            "contacts who know of it tell once",
        ),
        built_in="gates that must all be open make any unattended gate a ceiling; compensatory gates do not",
    )
