"""A claim set against what could refute it: arms at equal cost on the same coins, and a verdict in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.errors import ModelError
from netdiff.spread.estimate import Estimate, estimate_mean

__all__ = ["Contrast", "Question", "put"]

Floats = npt.NDArray[np.float64]
Play = Callable[..., Mapping[str, Floats]]


@dataclass(frozen=True)
class Question:
    """What an experiment asks, fixed before it runs.

    Parameters
    ----------
    claim : str
        The sentence that is examined.
    outcome : str
        What is counted, with its unit.
    favoured, rival : str
        The arm that the claim favours, and the fair control beside it.
    costs : mapping
        Stated cost of each arm. Those of `favoured` and `rival` must be equal.
    fixed, assumes : tuple of str
        What is the same in every arm, and what the model takes for granted.
    built_in : str
        Which assumption builds part of the effect in.
    margin : float
        The smallest difference that would matter; 0 counts any.

    Notes
    -----
    Stability: experimental.
    """

    claim: str
    outcome: str
    favoured: str
    rival: str
    costs: Mapping[str, float]
    fixed: tuple[str, ...]
    assumes: tuple[str, ...]
    built_in: str
    margin: float = 0.0

    def __post_init__(self) -> None:
        ours, theirs = self.costs[self.favoured], self.costs[self.rival]
        if not np.isclose(ours, theirs):
            message = (
                f"{self.favoured!r} costs {ours:g} and {self.rival!r} costs {theirs:g}: that comparison is not fair. "
                "Cure: give both arms the same budget."
            )
            raise ModelError(message)


@dataclass(frozen=True, eq=False)
class Contrast:
    """What came of an experiment.

    Parameters
    ----------
    question : Question
        What was asked.
    arms : mapping of name to array, shape (runs,)
        The outcome of each run; run r has the same coins in every arm.
    doses : DataFrame
        One row per dose: mean of every arm, and the paired effect with its interval.
    region : DataFrame
        One row per point of the region that was declared beforehand: its parameters, the paired effect with its
        interval, and `finding`: `follows`, `the other way` or `no clear difference`.

    Notes
    -----
    A simulation is no evidence for a claim. It shows whether the claim follows from the stated assumptions on this
    network. Intervals hold the noise of the simulation only: not doubt about the data, nor about the model.

    Stability: experimental.
    """

    question: Question
    arms: Mapping[str, Floats]
    doses: pd.DataFrame
    region: pd.DataFrame

    @property
    def effect(self) -> Estimate:
        """The favoured arm less the fair control, paired run by run."""
        return self.between(self.question.favoured, self.question.rival)

    def between(self, one: str, other: str) -> Estimate:
        """One arm less another, paired run by run."""
        unknown = {one, other} - set(self.arms)
        if unknown:
            message = f"there is no arm {sorted(unknown)[0]!r}. Cure: the arms are {', '.join(map(repr, self.arms))}."
            raise ModelError(message)
        return estimate_mean(self.arms[one] - self.arms[other])

    @property
    def share(self) -> float:
        """Share of the declared region in which the claim follows; NaN where none was declared."""
        return float((self.region["finding"] == "follows").mean()) if len(self.region) else float("nan")

    @property
    def verdict(self) -> str:
        """`follows`, `does not follow` or `depends on …`, over the declared region, from the stated assumptions."""
        if not len(self.region):
            finding = _finding(self.effect, self.question.margin)
            return ("follows" if finding == "follows" else "does not follow") + " at these settings"
        if self.share in (0.0, 1.0):
            return "follows" if self.share else "does not follow"
        return f"depends on {' and '.join(self._decisive())}"

    @property
    def parameters(self) -> list[str]:
        """What was varied over the region."""
        return [name for name in self.region.columns if name not in ("effect", "low", "high", "finding")]

    def sensitivity(self) -> pd.DataFrame:
        """How the finding moves with each parameter of the region: columns `parameter`, `value`, `share`, `effect`."""
        rows = [
            {
                "parameter": name,
                "value": value,
                "share": (part["finding"] == "follows").mean(),
                "effect": part["effect"].mean(),
            }
            for name in self.parameters
            for value, part in self.region.groupby(name, sort=False)
        ]
        return pd.DataFrame(rows, columns=["parameter", "value", "share", "effect"])

    def to_frame(self) -> pd.DataFrame:
        """One row per arm: stated cost, mean outcome with its interval."""
        rows = {}
        for name, runs in self.arms.items():
            mean = estimate_mean(runs)
            rows[name] = {"cost": self.question.costs[name], "mean": mean.value, "low": mean.low, "high": mean.high}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("arm")

    def _decisive(self) -> list[str]:
        """The parameters along which the share that follows moves most."""
        table = self.sensitivity().groupby("parameter", sort=False)["share"]
        spans = table.max() - table.min()
        if spans.max() == 0:
            return ["a combination of " + ", ".join(self.parameters)]
        return [str(name) for name in spans.index[spans >= 0.75 * spans.max()]]

    def _facts(self) -> dict[str, str]:
        asked, gap = self.question, self.effect
        where = f"{self.share:.0%} of {len(self.region)} points" if len(self.region) else "none declared"
        return {
            "claim": asked.claim,
            "from the stated assumptions it": self.verdict,
            "outcome": asked.outcome,
            f"{asked.favoured} less {asked.rival}": f"{gap.value:+.3g} ({gap.low:+.3g} to {gap.high:+.3g}), paired",
            "region in which it follows": where,
            "held fixed": "; ".join(asked.fixed),
            "assumed": "; ".join(asked.assumes),
            "built in": asked.built_in,
        }

    def __repr__(self) -> str:
        head, *rest = self._facts().items()
        lines = [f"Contrast: {head[1]}"] + [f"  {name}: {text}" for name, text in rest]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from netdiff._html import table_html

        facts = pd.DataFrame(list(self._facts().items()), columns=["what", "value"])
        return table_html(facts) + table_html(self.to_frame().round(3).reset_index(), caption="Arms")


def put(
    question: Question,
    play: Play,
    settings: Mapping[str, Any],
    *,
    doses: tuple[str, Sequence[Any]],
    region: Mapping[str, Sequence[Any]],
) -> Contrast:
    """Play every arm at the given settings, at each dose, and at every point of the declared region.

    Parameters
    ----------
    question : Question
        What is asked.
    play : callable
        `play(**settings)` gives the outcome per run of every arm, on the same coins whatever the settings.
    settings : mapping
        The central case.
    doses : (name, values)
        The setting that is stepped through in the dose-response table.
    region : mapping of name to values
        The settings that are varied together; every combination is a point.

    Returns
    -------
    Contrast
    """
    name, values = doses
    steps = [{name: value} | _dose_row(question, play(**{**settings, name: value})) for value in values]
    points = [dict(zip(region, point, strict=True)) for point in product(*region.values())] if region else []
    found = [point | _region_row(question, play(**{**settings, **point})) for point in points]
    columns = [*region, "effect", "low", "high", "finding"]
    return Contrast(question, play(**settings), pd.DataFrame(steps), pd.DataFrame(found, columns=columns))


def _dose_row(question: Question, arms: Mapping[str, Floats]) -> dict[str, float]:
    gap = estimate_mean(arms[question.favoured] - arms[question.rival])
    means = {arm: float(runs.mean()) for arm, runs in arms.items()}
    return means | {"effect": gap.value, "low": gap.low, "high": gap.high}


def _region_row(question: Question, arms: Mapping[str, Floats]) -> dict[str, Any]:
    gap = estimate_mean(arms[question.favoured] - arms[question.rival])
    return {"effect": gap.value, "low": gap.low, "high": gap.high, "finding": _finding(gap, question.margin)}


def _finding(gap: Estimate, margin: float) -> str:
    if gap.low > margin:
        return "follows"
    return "the other way" if gap.high < -margin else "no clear difference"
