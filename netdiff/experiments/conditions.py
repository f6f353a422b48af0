"""Mechanism 3: enabling conditions, each acting on parameters of its own, one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_fraction, check_positive_int
from netdiff._random import RngLike, run_keys
from netdiff.experiments._funnel import Funnel, funnel_shares, settled
from netdiff.experiments.contrast import Basis, Contrast, Question, put
from netdiff.experiments.enabling import ORGANISATIONS, Enabling
from netdiff.experiments.question import somebody
from netdiff.network import Network
from netdiff.spread.estimate import Estimate, estimate_mean
from netdiff.spread.live import Silent

__all__ = ["conditions", "rankings"]

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]
REGION: Mapping[str, Sequence[Any]] = {
    "gates": ("conjunctive", "compensatory"),
    "desirable": (0.3, 0.6),
    "feasible": (0.3, 0.6),
    "viable": (0.3, 0.6),
}


def conditions(
    net: Network,
    dimension: str = "methods",
    *,
    step: float = 0.4,
    start: Enabling | None = None,
    model: Funnel | None = None,
    layer: str | None = None,
    silent: Silent = "draw",
    region: Mapping[str, Sequence[Any]] | None = None,
    runs: int = 100,
    rng: RngLike = None,
) -> Contrast:
    """Whether raising one enabling condition does more than raising all of them a little.

    Parameters
    ----------
    net : Network
    dimension : str
        One of the dimensions of `start`: by default `culture`, `capital`, `methods`, `rewards`, `regulation`.
    step : float
        How far one dimension is raised; all of them together are raised by as much in sum.
    start : Enabling, optional
        Where the environment stands, and which dimensions it has; by default five, all neutral.
    model : Funnel, optional
    layer : str, optional
    silent : {"draw", "ignore"}
        As in `simulate`.
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
    now = start or Enabling()
    check_choice(dimension, "dimension", now.dimensions)
    check_fraction(step, "step")
    people, base = somebody(net), settled(net, model or Funnel())
    stage = _Stage(people, now, run_keys(rng, check_positive_int(runs, "runs", least=2)), layer, silent)
    basis = Basis.of(people, layer)
    declared = REGION if region is None else region
    doses = ("step", [0.0, step / 2, step])
    asked = _question(dimension, now, step)
    return put(asked, stage.play, asdict(base) | {"step": step}, doses=doses, region=declared, basis=basis)


def rankings(
    net: Network,
    *,
    step: float = 0.4,
    start: Enabling | None = None,
    model: Funnel | None = None,
    layer: str | None = None,
    silent: Silent = "draw",
    region: Mapping[str, Sequence[Any]] | None = None,
    runs: int = 100,
    rng: RngLike = None,
) -> pd.DataFrame:
    """Which enabling conditions outrank which, at every point of the declared region.

    Parameters
    ----------
    net, step, start, model, layer, silent, region, runs, rng
        As for `conditions`.

    Returns
    -------
    DataFrame
        Index `dimension`, best first by mean gain; columns `gain` (over leaving things as they are, mean over the
        points), `least`, `most` (over the points), `best_rank`, `worst_rank`, `first_in` (share of the points), and
        `always_beats`: the dimensions that it beats at every point, by paired intervals.

    Notes
    -----
    Five multipliers can fit anything, so a ranking counts only where it holds whatever the unknown settings. An empty
    `always_beats` says that nothing is sure.

    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> table = rankings(nd.load_sample("coalition"), runs=10, region={"feasible": (0.2, 0.4)}, rng=1)
    >>> float(table.loc["regulation", "most"])
    0.0
    """
    now, people = start or Enabling(), somebody(net)
    check_fraction(step, "step")
    stage = _Stage(people, now, run_keys(rng, check_positive_int(runs, "runs", least=2)), layer, silent)
    declared = REGION if region is None else region
    base = asdict(settled(people, model or Funnel())) | {"step": step}
    points = [dict(zip(declared, point, strict=True)) for point in product(*declared.values())] or [{}]
    played = [stage.play(**{**base, **point}) for point in points]
    names = list(now.dimensions)
    gains = np.array([[(arms[name] - arms["as it is"]).mean() for name in names] for arms in played])
    ranks = (-gains).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 1
    table = pd.DataFrame(
        {
            "gain": gains.mean(axis=0),
            "least": gains.min(axis=0),
            "most": gains.max(axis=0),
            "best_rank": ranks.min(axis=0),
            "worst_rank": ranks.max(axis=0),
            "first_in": (ranks == 1).mean(axis=0),
            "always_beats": [_always_beats(name, names, played) for name in names],
        },
        index=pd.Index(names, name="dimension"),
    )
    return table.sort_values("gain", ascending=False, kind="stable")


def _always_beats(name: str, names: Sequence[str], played: Sequence[Mapping[str, Floats]]) -> str:
    beaten = [other for other in names if all(_gap(arms, name, other).low > 0 for arms in played)]
    return ", ".join(beaten)


def _gap(arms: Mapping[str, Floats], one: str, other: str) -> Estimate:
    return estimate_mean(arms[one] - arms[other])


@dataclass(frozen=True, eq=False)
class _Stage:
    """The network, the environment and the coins on which all arms are played."""

    net: Network
    now: Enabling
    keys: Keys
    layer: str | None
    silent: Silent

    def play(self, *, step: float, **settings: Any) -> Mapping[str, Floats]:
        """Share of people who have adopted, per run, of every arm."""
        names = list(self.now.dimensions)
        arms = {"as it is": self.now} | {name: self.now.raised({name: step}) for name in names}
        arms["all a little"] = self.now.raised(dict.fromkeys(names, step / len(names)))
        rules = {arm: around.on_funnel(Funnel(**settings)) for arm, around in arms.items()}
        return {
            arm: funnel_shares(self.net, rule, self.keys, layer=self.layer, silent=self.silent)
            for arm, rule in rules.items()
        }


def _question(dimension: str, now: Enabling, step: float) -> Question:
    costs = dict.fromkeys((*now.dimensions, "all a little"), step)
    idle = [name for name, one in now.dimensions.items() if one.acts_on == ORGANISATIONS]
    acts = "which parameter a dimension acts on" + (
        f"; {' and '.join(idle)} acts on organisations only, so it does nothing here" if idle else ""
    )
    return Question(
        experiment="conditions",
        claim=f"Of the enabling conditions, {dimension} is the one to raise.",
        outcome="share of people (first adopters not counted) who have adopted after 20 periods",
        favoured=dimension,
        rival="all a little",
        costs={"as it is": 0.0} | costs,
        fixed=("links", "what each person needs", "first adopters", "waiting times"),
        assumes=("a step costs the same on every dimension", "how far each dimension reaches"),
        built_in=acts,
    )
