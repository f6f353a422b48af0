"""The groups of a scorecard: each indicator of each of them, under silence and beside chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from netdiff._progress import Progress
from netdiff.metrics._appraise import Appraisal, Chance, Draws, benchmarks, estimate, rehearse
from netdiff.metrics._estimate import Estimate
from netdiff.metrics._indicator import Facts, Indicator, Lacking, Scene, Scope, Table

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Found", "Side", "appraise"]


@dataclass(frozen=True, eq=False)
class Side:
    """One group as the indicators read it: beside the ties, and in them."""

    facts: Facts
    scene: Scene

    def within(self, how: Appraisal, scope: Scope) -> Side:
        """The same group, cut down to a scope."""
        facts = self.facts.within(scope)
        here = facts.here[facts.net.index_of(how.seen.ids)]
        return Side(facts, self.scene.within(here, scope, 1 if scope.by == "place" else self.scene.places))


@dataclass(frozen=True, eq=False)
class Found:
    """What was found for one group, by code of the indicator.

    Attributes
    ----------
    estimates : dict of str to Estimate or Lacking
    chances : dict of str to Chance
    """

    estimates: dict[str, Estimate | Lacking]
    chances: dict[str, Chance]


def appraise(
    how: Appraisal,
    sides: Sequence[Side],
    indicators: Sequence[Indicator],
    wholes: Sequence[csr_array],
    rng: np.random.Generator,
    progress: Progress = None,
) -> list[Found]:
    """Estimate every indicator of every group; what it lacks stands in place of what cannot be computed.

    Parameters
    ----------
    how : Appraisal
    sides : sequence of Side
    indicators : sequence of Indicator
    wholes : sequence of csr_array
        Networks whose silent rows were drawn.
    rng : numpy.random.Generator
    progress : bool or callable, optional
    """
    scenes = [side.scene for side in sides]
    ready = [each for each in indicators if _fits(each, scenes)]
    drawn = rehearse(how, scenes, ready, wholes, rng, progress)
    random = benchmarks(how, scenes, ready, wholes, rng, progress)
    return [
        Found({each.code: _one(each, how, side, draws.get(each.code)) for each in indicators}, chances)
        for side, draws, chances in zip(sides, drawn, random, strict=True)
    ]


def _one(indicator: Indicator, how: Appraisal, side: Side, draws: Draws | None) -> Estimate | Lacking:
    try:
        if isinstance(indicator.way, Table):
            return indicator.way.count(side.facts)
        return estimate(indicator, how, side.scene, draws)
    except Lacking as lack:
        return lack


def _fits(indicator: Indicator, scenes: Iterable[Scene]) -> bool:
    """Whether an indicator can be read from ties here, for any group."""
    way = indicator.way
    if isinstance(way, Table):
        return False
    for scene in scenes:
        try:
            way.value(scene)
        except Lacking:
            continue
        return True
    return False
