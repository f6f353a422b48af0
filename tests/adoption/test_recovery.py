"""Known truth found again: how often intervals hold it, how wide they are, how often a test cries wolf.

The reference for width is the interval of the asymptotic variance bound (Cramér and Rao): the inverse of the Fisher
information at the *true* parameters. No unbiased method can be narrower in the long run.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from netdiff.adoption import Adoption, association_by_chance, bass_curve, fit_bass, fit_hazard
from netdiff.adoption.recipe import Recipe
from netdiff.network import Network
from tests.adoption.test_fit import history

Z = 1.6448536269514722
WIDEST = 1.3


def hazard_bound(case: Adoption, association: float) -> float:
    """Width of the 90 % interval at the bound, for the data of `history`."""
    rows = Recipe(calendar="none").rows(case)
    design = np.column_stack([np.ones(len(rows)), rows["exposure"]])
    chance = 1 / (1 + np.exp(2.5 - association * rows["exposure"].to_numpy()))
    return 2 * Z * np.sqrt(np.linalg.inv((design * (chance * (1 - chance))[:, None]).T @ design)[1, 1])


def hazards(replicates: int, association: float) -> tuple[float, float, float]:
    """Share of intervals that hold the truth, mean width against the bound, share of p below 0.05."""
    found = []
    for seed in range(replicates):
        case = history(seed, association)
        row = fit_hazard(case, calendar="none").table.loc["exposure"]
        width = (row["high"] - row["low"]) / hazard_bound(case, association)
        found.append((row["low"] <= association <= row["high"], width, row["p"] < 0.05))
    inside, width, apart = np.mean(np.array(found, dtype=float), axis=0)
    return float(inside), float(width), float(apart)


def bass_bound(p: float, q: float, periods: int, people: int) -> np.ndarray:
    """The same for p and q from counts of adopters per period."""

    def chances(p: float, q: float) -> np.ndarray:
        share = bass_curve(np.arange(periods + 1), p, q)
        return np.r_[np.diff(share), 1 - share[-1]]

    step, here = 1e-6, chances(p, q)
    slopes = [chances(p + step, q) - chances(p - step, q), chances(p, q + step) - chances(p, q - step)]
    jacobian = np.array(slopes) / (2 * step)
    return 2 * Z * np.sqrt(np.diag(np.linalg.inv(people * (jacobian / here) @ jacobian.T)))


def curves(replicates: int) -> np.ndarray:
    """For p and q: share of intervals that hold the truth; mean width against the bound."""
    rng, people, periods = np.random.default_rng(1), 400, 15
    tie = pd.DataFrame({"source": [0], "target": [1]})
    net = Network.from_frames(pd.DataFrame(index=np.arange(people)), tie, means="tells")
    share, bound, found = bass_curve(np.arange(periods + 1), 0.03, 0.38), bass_bound(0.03, 0.38, periods, people), []
    for _ in range(replicates):
        toa = np.maximum(np.searchsorted(share, rng.random(people)).astype(float), 1.0)
        times = pd.Series(np.where(toa > periods, np.nan, toa), index=np.arange(people))
        table = fit_bass(Adoption.of(net, times, first=1, last=periods)).table
        truth = np.array([0.03, 0.38])
        inside = (table["low"].to_numpy() <= truth) & (truth <= table["high"].to_numpy())
        found.append([*inside, *((table["high"] - table["low"]).to_numpy() / bound)])
    return np.mean(np.array(found, dtype=float), axis=0)


def shuffled(seed: int, people: int = 250) -> Adoption:
    """A contagion whose dates were dealt out anew: ties cannot matter, the curve over time stays."""
    case = history(seed, 2.5, people)
    dealt = np.random.default_rng(10_000 + seed).permutation(case.toa.to_numpy())
    return replace(case, toa=pd.Series(dealt, index=case.toa.index))


def test_a_few_replicates_hold_the_truth_about_as_often_as_they_say() -> None:
    inside, width, _ = hazards(60, 1.5)
    assert 0.80 <= inside <= 0.98
    assert 0.9 < width <= WIDEST
    *both, wide_p, wide_q = curves(40)
    assert min(both) >= 0.75
    assert max(wide_p, wide_q) <= WIDEST


@pytest.mark.slow
@pytest.mark.parametrize("association", [0.0, 1.5])
def test_intervals_of_a_hazard_over_a_thousand_replicates(association: float) -> None:
    inside, width, apart = hazards(1000, association)
    assert 0.87 <= inside <= 0.93
    assert width <= WIDEST
    assert association or 0.03 <= apart <= 0.07


@pytest.mark.slow
def test_intervals_of_a_bass_curve_over_a_thousand_replicates() -> None:
    inside_p, inside_q, wide_p, wide_q = curves(1000)
    assert 0.87 <= inside_p <= 0.93
    assert 0.87 <= inside_q <= 0.93
    assert max(wide_p, wide_q) <= WIDEST


@pytest.mark.slow
def test_the_five_per_cent_test_on_a_thousand_shuffled_histories() -> None:
    found = [fit_hazard(shuffled(seed), calendar="periods").table.loc["exposure", "p"] < 0.05 for seed in range(1000)]
    assert 0.03 <= np.mean(found) <= 0.07


@pytest.mark.slow
def test_the_permutation_test_on_a_thousand_shuffled_histories() -> None:
    """Exact but for the number of draws: 2 of 40 ranks are called unusual."""
    found = [
        association_by_chance(shuffled(seed, 80), calendar="none", draws=39, rng=seed, progress=False).p <= 0.05
        for seed in range(1000)
    ]
    assert 0.03 <= np.mean(found) <= 0.07
