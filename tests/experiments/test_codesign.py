"""Myth 3: where places are alike diversity does nothing; where early copies are bad the pilot wins."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.stats import beta

from netdiff.errors import ModelError
from netdiff.experiments.codesign import Design, codesign
from netdiff.network import Network

CALM = {"rough": 0.0, "ownership": 0.0, "example": 0.0, "adapts": 0.0}


@pytest.fixture(scope="module")
def town() -> Network:
    return Network.from_networkx(nx.watts_strogatz_graph(100, 4, 0.1, seed=3), means="meets")


@pytest.fixture(scope="module")
def strangers() -> Network:
    return Network.from_networkx(nx.empty_graph(200), means="meets")


@pytest.mark.parametrize("timing", ["pilot", "outset"])
def test_where_all_places_are_alike_diversity_changes_nothing_exactly(town: Network, timing: str) -> None:
    contrast = codesign(town, model=Design(variety=0.0), runs=20, region={}, rng=1)
    np.testing.assert_array_equal(contrast.arms[f"{timing}, diverse"], contrast.arms[f"{timing}, similar"])


def test_without_early_trouble_timing_alone_does_not_change_who_has_it_in_the_end(strangers: Network) -> None:
    """All alike: everybody fits, timing moves the moment and nothing else."""
    rule = Design(variety=0.0, **CALM)
    end = codesign(strangers, model=rule, outcome="share", runs=10, region={}, rng=1)
    np.testing.assert_array_equal(end.arms["outset, diverse"], end.arms["pilot, similar"])
    speed = codesign(strangers, model=rule, runs=10, region={}, periods=24, rng=1)
    np.testing.assert_allclose(speed.arms["outset, diverse"], 1.0)
    np.testing.assert_allclose(speed.arms["pilot, similar"], (24 - 8) / 24)


def test_adoption_by_fit_alone_has_the_share_that_the_needs_say(strangers: Network) -> None:
    """A design fixed at the middle: fit is exp(-d²/2) with d² chi-square of two, so uniform on 0 to 1."""
    rule = Design(learning=0.0, **CALM)
    contrast = codesign(strangers, model=rule, outcome="share", runs=200, region={}, rng=1)
    fit = (np.arange(10_000) + 0.5) / 10_000
    assert contrast.arms["pilot, similar"].mean() == pytest.approx(beta(2, 2).cdf(fit).mean(), abs=0.01)


def test_the_claim_follows_where_contexts_differ_and_early_copies_work(strangers: Network) -> None:
    rule = Design(rough=0.0, learning=0.5)
    contrast = codesign(strangers, model=rule, outcome="share", region={"variety": (1.0, 2.0)}, runs=60, rng=1)
    assert contrast.verdict == "follows"


def test_the_claim_fails_where_contexts_are_alike_and_early_copies_disappoint(town: Network) -> None:
    rule = Design(variety=0.1, rough=0.9, bad_word=1.0)
    contrast = codesign(town, model=rule, outcome="share", region={"variety": (0.0, 0.2)}, runs=60, rng=1)
    assert contrast.verdict == "does not follow"
    assert set(contrast.region["finding"]) == {"the other way"}


def test_adapting_costs_fidelity(strangers: Network) -> None:
    dear, free = (
        codesign(strangers, model=Design(fidelity=price), outcome="benefit", runs=10, region={}, rng=1)
        .arms["pilot, similar"]
        .mean()
        for price in (1.0, 0.0)
    )
    assert dear < free


def test_more_designers_than_places_are_refused() -> None:
    with pytest.raises(ModelError, match="designers"):
        codesign(Network.from_networkx(nx.path_graph(3), means="meets"), runs=2)
