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


def benefit(net: Network, **settings: float) -> float:
    found = codesign(net, model=Design(**settings), outcome="benefit", runs=10, region={}, rng=1)  # type: ignore[arg-type]
    return float(found.arms["outset, diverse"].mean())


def test_only_a_bent_core_costs_fidelity(strangers: Network) -> None:
    assert benefit(strangers, bends=0.5, fidelity=1.0) < benefit(strangers, bends=0.5, fidelity=0.0)
    assert benefit(strangers, adapts=0.5, fidelity=1.0) == benefit(strangers, adapts=0.5, fidelity=0.0)
    assert benefit(strangers, bends=0.5, fidelity=1.0, core=0.0) == benefit(strangers, fidelity=1.0, core=0.0)


def test_all_core_cannot_be_adapted_and_all_periphery_can(strangers: Network) -> None:
    assert benefit(strangers, core=1.0, adapts=2.0) == benefit(strangers, core=1.0, adapts=0.0)
    assert benefit(strangers, core=0.0, adapts=2.0) > benefit(strangers, core=0.0, adapts=0.0)


@pytest.mark.parametrize("core", [0.0, 0.3, 1.0])
def test_fit_against_the_definition(core: float) -> None:
    """One place beside its designer, a design that stays at the middle: fit and loss by hand."""
    from netdiff._random import run_keys
    from netdiff.experiments._ears import Ears
    from netdiff.experiments.codesign import _Scene

    pair, keys = Network.from_networkx(nx.empty_graph(5), means="meets"), run_keys(1, 20)
    rule = Design(designers=1, core=core, adapts=0.4, bends=0.3, fidelity=0.5, width=0.8)
    scene = _Scene(pair, Ears.of(pair, None, keys), rule, keys)
    fit, loss = scene._fit(np.zeros((2, 20)), None)
    for place, run in np.ndindex(5, 20):
        on_core, on_periphery = np.abs(scene._context[:, place, run])
        bent = min(on_core, 0.3)
        squared = 2 * core * (on_core - bent) ** 2 + 2 * (1 - core) * max(on_periphery - 0.4, 0.0) ** 2
        assert fit[place, run] == pytest.approx(np.exp(-squared / (2 * 0.8**2)))
        assert loss[place, run] == pytest.approx(0.5 * core * bent)


# ---- a kept core against adapting both -------------------------------------------------------------------------------


@pytest.mark.parametrize("still", [Design(adapts=0.0), Design(variety=0.0)])
def test_where_nothing_is_adapted_the_arms_are_the_same_exactly(town: Network, still: Design) -> None:
    found = codesign(town, aspect="adapting", model=still, runs=10, region={}, rng=1)
    for arm in found.arms.values():
        np.testing.assert_array_equal(arm, found.arms["copied exactly"])


def test_a_kept_core_follows_where_a_changed_one_loses_the_benefit(strangers: Network) -> None:
    rule = Design(fidelity=2.0, adapts=1.0)
    found = codesign(strangers, aspect="adapting", model=rule, region={"core": (0.4, 0.6)}, runs=40, rng=1)
    assert found.verdict == "follows"
    assert found.question.costs["periphery only"] == found.question.costs["core and periphery"] == 1.0


def test_a_kept_core_fails_where_a_changed_one_works_as_well(strangers: Network) -> None:
    rule = Design(fidelity=0.0, adapts=1.0)
    found = codesign(strangers, aspect="adapting", model=rule, region={"core": (0.5, 0.8)}, runs=40, rng=1)
    assert found.verdict == "does not follow"
    assert set(found.region["finding"]) == {"the other way"}


def test_what_a_design_cannot_be_is_said(town: Network) -> None:
    with pytest.raises(ModelError, match="adapts must be a number of at least 0"):
        Design(adapts=-0.1)
    with pytest.raises(ModelError, match="core"):
        Design(core=1.5)
    with pytest.raises(ModelError, match="aspect must be"):
        codesign(town, aspect="colour")


def test_more_designers_than_places_are_refused() -> None:
    with pytest.raises(ModelError, match="designers"):
        codesign(Network.from_networkx(nx.path_graph(3), means="meets"), runs=2)
