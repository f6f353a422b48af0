"""A claim set against what could refute it: arms at equal cost on the same coins, and a verdict in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_fraction
from netdiff.errors import ModelError, NetdiffError
from netdiff.experiments.question import Basis, Question
from netdiff.experiments.words import said
from netdiff.spread.estimate import Estimate, estimate_mean

__all__ = ["Basis", "Contrast", "Question", "put"]

Floats = npt.NDArray[np.float64]
Play = Callable[..., Mapping[str, Floats]]
NO_EVIDENCE = (
    "This is no proof for or against the claim in real life. "
    "It shows what follows from what is assumed, on these links."
)


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
    basis : Basis, optional
        What it was played on.
    play, settings
        How it was played, and the central case, so that it can be played again (`assumptions`).

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
    basis: Basis | None = None
    play: Play | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

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
    def sentences(self) -> tuple[str, str, str]:
        """The result in three plain sentences: over the region, at the central settings, and what it is not."""
        return self._over_the_region(), self._at_the_centre(), NO_EVIDENCE

    @property
    def beside_nothing(self) -> str | None:
        """The favoured arm beside leaving things as they are, in a sentence; None where no arm costs nothing."""
        idle = next((arm for arm, cost in self.question.costs.items() if cost == 0.0 and arm in self.arms), None)
        if idle is None or self.question.costs[self.question.favoured] == 0.0:
            return None
        gap = self.between(self.question.favoured, idle)
        scale, unit = (100.0, " in 100") if self.question.unit == "share" else (1.0, "")
        low, high = _figure(gap.low * scale), _figure(gap.high * scale)
        return (
            f"Beside {idle!r}, {self.question.favoured!r} makes a difference of {gap.value * scale:+.1f}{unit} "
            f"({low} to {high})."
        )

    def _over_the_region(self) -> str:
        if not len(self.region):
            return f"At these settings the claim {self.verdict.removesuffix(' at these settings')}."
        tried, hit = len(self.region), int((self.region["finding"] == "follows").sum())
        settings = f"{tried} settings that were tried" if tried > 1 else "one setting that was tried"
        if hit == tried:
            return f"From what is assumed here, the claim follows in all {settings}."
        if not hit:
            return f"From what is assumed here, the claim does not follow in any of the {settings}."
        why = " and on ".join(said(name) for name in self._decisive()) or "a combination of settings"
        return f"From what is assumed here, the claim depends on {why}. It follows in {hit} of the {settings}."

    def _at_the_centre(self) -> str:
        asked, gap = self.question, self.effect
        scale, unit = (100.0, " in 100") if asked.unit == "share" else (1.0, "")
        ours, theirs = (f"{_figure(self.arms[arm].mean() * scale)}{unit}" for arm in (asked.favoured, asked.rival))
        told = f"At the usual settings it is {ours} with {asked.favoured!r} and {theirs} with {asked.rival!r}"
        if gap.low <= 0.0 <= gap.high:
            return f"{told}, for the same cost: no clear difference."
        low, high = sorted((abs(gap.low) * scale, abs(gap.high) * scale))
        much = f"{_figure(abs(gap.value) * scale)}{unit} {'more' if gap.value > 0 else 'less'}"
        return f"{told}, for the same cost: {much} ({_figure(low)} to {_figure(high)})."

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

    def assumptions(self, by: float = 0.25) -> pd.DataFrame:
        """Play it again with each number that was assumed a little lower and higher, all else as it is.

        Parameters
        ----------
        by : float
            How much lower and higher, as a part of the number; a number that is 0 is raised to `by`.

        Returns
        -------
        DataFrame
            One row per setting that was tried: `parameter`, `usual`, `tried`, the paired `effect` with `low` and
            `high`, and `finding`. Values that the model does not allow are left out.

        Raises
        ------
        ModelError
            Where the contrast was not made by an experiment and cannot be played again.
        """
        check_fraction(by, "by")
        if self.play is None:
            message = "this contrast does not know how it was played. Cure: take the result of an experiment."
            raise ModelError(message)
        rows = []
        for name, usual in self.settings.items():
            for tried in _beside(usual, by):
                try:
                    arms = self.play(**{**self.settings, name: tried})
                except NetdiffError:
                    continue  # a chance above 1, more people than there are
                rows.append({"parameter": name, "usual": usual, "tried": tried} | _region_row(self.question, arms))
        columns = ["parameter", "usual", "tried", "effect", "low", "high", "finding"]
        return pd.DataFrame(rows, columns=columns)

    def region_map(self) -> pd.DataFrame:
        """Share of the declared region in which the claim follows, by the two parameters that move it most."""
        table = self.sensitivity().groupby("parameter", sort=False)["share"]
        first = (table.max() - table.min()).sort_values(ascending=False, kind="stable").index[:2].tolist()
        follows = self.region.assign(follows=(self.region["finding"] == "follows").astype(float))
        if len(first) < 2:
            return follows.groupby(first or ["finding"], sort=False)[["follows"]].mean()
        return follows.pivot_table(index=first[0], columns=first[1], values="follows", sort=False)

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
    basis: Basis | None = None,
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
    basis : Basis, optional
        What it is played on.

    Returns
    -------
    Contrast
    """
    name, values = doses
    steps = [{name: value} | _dose_row(question, play(**{**settings, name: value})) for value in values]
    points = [dict(zip(region, point, strict=True)) for point in product(*region.values())] if region else []
    found = [point | _region_row(question, play(**{**settings, **point})) for point in points]
    columns = [*region, "effect", "low", "high", "finding"]
    arms, table = play(**settings), pd.DataFrame(found, columns=columns)
    return Contrast(question, arms, pd.DataFrame(steps), table, basis, play, dict(settings))


def _dose_row(question: Question, arms: Mapping[str, Floats]) -> dict[str, float]:
    gap = estimate_mean(arms[question.favoured] - arms[question.rival])
    means = {arm: float(runs.mean()) for arm, runs in arms.items()}
    return means | {"effect": gap.value, "low": gap.low, "high": gap.high}


def _region_row(question: Question, arms: Mapping[str, Floats]) -> dict[str, Any]:
    gap = estimate_mean(arms[question.favoured] - arms[question.rival])
    return {"effect": gap.value, "low": gap.low, "high": gap.high, "finding": _finding(gap, question.margin)}


def _figure(value: float) -> str:
    """A figure that a reader can keep in mind."""
    return f"{value:.1f}" if abs(value) < 10 else f"{value:.0f}"


def _beside(usual: Any, by: float) -> list[Any]:
    """A number a little lower and a little higher; nothing for anything else."""
    if isinstance(usual, bool) or not isinstance(usual, int | float):
        return []
    if usual == 0:
        return [1 if isinstance(usual, int) else by]
    if isinstance(usual, int):
        step = max(1, round(abs(usual) * by))
        return [usual - step, usual + step]
    return [usual * (1.0 - by), usual * (1.0 + by)]


def _finding(gap: Estimate, margin: float) -> str:
    if gap.low > margin:
        return "follows"
    return "the other way" if gap.high < -margin else "no clear difference"
