"""Campaigns, support, new ties, later recruits: each changes what it should, from its period on, and no other coin."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.errors import ModelError, UnknownNodeError
from netdiff.network import Network
from netdiff.spread import ComplexContagion, Epidemic, IndependentCascade, LinearThreshold, LogisticHazard, NetworkBass
from netdiff.spread.interventions import Campaign, NewTies, Support
from netdiff.spread.simulate import simulate
from tests.spread import slow


@pytest.fixture(scope="module")
def karate() -> Network:
    return Network.from_networkx(nx.karate_club_graph())


MODELS = [
    IndependentCascade(0.15), LinearThreshold(), ComplexContagion(count=2), NetworkBass(0.01, 0.4),
    LogisticHazard(-4.0, 2.0), Epidemic(0.05, leave=0.2),
]  # fmt: skip


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_nothing_changes_before_a_campaign_and_something_after(karate, model):
    plain, with_it = (
        simulate(karate, model, seeds=[0], horizon=8, runs=200, rng=1, interventions=list(done))
        for done in ((), (Campaign(4, reach=0.3),))
    )
    early = lambda spread: (spread.times >= 0) & (spread.times < 4)  # noqa: E731
    assert (early(plain) == early(with_it)).all()
    assert with_it.reach.value > plain.reach.value + 3


def test_a_campaign_wins_its_share(no_ties):
    model = IndependentCascade(0.5)
    spread = simulate(
        no_ties, model, seeds=[], runs=20_000, rng=1, interventions=[Campaign(2, reach=0.3, who=["a", "b"])]
    )
    assert spread.adoption_probability.tolist() == pytest.approx([0.3, 0.3, 0.0], abs=0.015)
    assert set(np.unique(spread.times)) == {-1, 2}


def test_a_campaign_travels_on(path):
    sure = simulate(path, IndependentCascade(1.0), seeds=[], runs=1, interventions=[Campaign(3, reach=1.0, who="c")])
    assert sure.times.tolist() == [[5, 4, 3, 4, 5]]


def test_support_lowers_a_count_from_its_period_on(star):
    model = ComplexContagion(count={"a": 3, "b": 1, "c": 1, "d": 1, "e": 1})
    without = simulate(star, model, seeds=["b", "c"], runs=1, horizon=9)
    assert without.reach.value == 2
    helped = simulate(star, model, seeds=["b", "c"], runs=1, horizon=9, interventions=[Support(4, amount=1, who="a")])
    assert helped.times.tolist() == [[4, 0, 0, 5, 5]]


def test_support_that_ends_too_early_does_nothing(star):
    model = ComplexContagion(count={"a": 2, "b": 1, "c": 1, "d": 1, "e": 1})
    short, long = (
        simulate(star, model, seeds={"b": 5}, runs=1, horizon=9, interventions=[Support(2, 1, who="a", until=until)])
        for until in (4, 8)
    )
    assert short.reach.value == 1
    assert long.times.tolist() == [[6, 5, 7, 7, 7]]


def test_support_in_shares(star):
    model = ComplexContagion(share=0.5)
    plain = simulate(star, model, seeds=["b"], runs=1, horizon=9)
    helped = simulate(star, model, seeds=["b"], runs=1, horizon=9, interventions=[Support(3, 0.25, who=["a"])])
    assert (plain.reach.value, helped.reach.value) == (1, 5)


def test_support_alone_wins_those_without_ties_when_it_is_enough(no_ties):
    model = ComplexContagion(share=0.5)
    for amount, reach in ((0.4, 0), (0.5, 3)):
        assert (
            simulate(no_ties, model, seeds=[], runs=1, horizon=5, interventions=[Support(1, amount)]).reach.value
            == reach
        )


def test_crowding_out_holds_back(star):
    plain = simulate(star, ComplexContagion(count=1), seeds=["b"], runs=1, horizon=9)
    harder = simulate(
        star, ComplexContagion(count=1), seeds=["b"], runs=1, horizon=9, interventions=[Support(1, -0.5, who="a")]
    )
    assert (plain.reach.value, harder.reach.value) == (5, 1)


def test_support_moves_log_odds(no_ties):
    spread = simulate(
        no_ties,
        LogisticHazard(-2.0),
        seeds=[],
        horizon=1,
        runs=20_000,
        rng=1,
        interventions=[Support(1, 1.5, who=["a"])],
    )
    low, high = (1 / (1 + np.exp(2 - gain)) for gain in (0.0, 1.5))
    assert spread.adoption_probability.tolist() == pytest.approx([high, low, low], abs=0.015)


def test_support_needs_a_model_with_a_need(star):
    for model in (IndependentCascade(0.1), Epidemic(0.1, leave=0.5)):
        with pytest.raises(ModelError, match="Support changes what people need"):
            simulate(star, model, seeds="a", runs=1, interventions=[Support(1, 0.1)])


def test_new_ties_open_in_their_period():
    ties = pd.DataFrame({"source": ["a", "c"], "target": ["b", "d"]})
    net = Network.from_frames(pd.DataFrame(index=list("abcd")), ties, means="tells")
    bridge = NewTies(4, [("b", "c")])
    for model in (IndependentCascade(1.0), ComplexContagion(count=1), Epidemic(1.0)):
        spread = simulate(net, model, seeds="a", runs=1, horizon=9, interventions=[bridge])
        assert spread.times.tolist() == [[0, 1, 5, 6]], model
    assert simulate(net, IndependentCascade(1.0), seeds="a", runs=1, horizon=9).reach.value == 2


def test_new_ties_count_late_in_a_hazard():
    ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    net = Network.from_frames(pd.DataFrame(index=list("abc")), ties, means="tells")
    spread = simulate(
        net, NetworkBass(0.0, 1.0), seeds="a", horizon=6, runs=4000, rng=1, interventions=[NewTies(3, [("a", "c")])]
    )
    arrived = spread.times[:, 2]
    assert set(np.unique(arrived)) == {4}
    assert (spread.times[:, 1] == 1).all()


def test_new_ties_move_no_other_coin(karate):
    model = IndependentCascade(0.2)
    plain = simulate(karate, model, seeds=[0], runs=300, rng=1, horizon=8)
    ties = NewTies(3, pd.DataFrame({"source": [11, 12], "target": [26, 24]}))
    more = simulate(karate, model, seeds=[0], runs=300, rng=1, horizon=8, interventions=[ties])
    assert ((more.times >= 0) >= (plain.times >= 0)).all()
    assert ((plain.times >= 0) & (plain.times <= 3) == (more.times >= 0) & (more.times <= 3)).all()


def test_new_ties_in_two_waves_agree_with_the_slow_simulator():
    graph = nx.gnp_random_graph(20, 0.1, seed=4, directed=True)
    later = nx.gnp_random_graph(20, 0.1, seed=5, directed=True)
    later.remove_edges_from(graph.edges)
    net = Network.from_networkx(graph, means="tells")
    model = LogisticHazard(-4.0, 0.0, reinforcement=5.0)
    spread = simulate(
        net, model, seeds=[0, 1, 2, 3, 4], horizon=6, runs=3000, rng=1,
        interventions=[NewTies(3, list(later.edges))],
    )  # fmt: skip
    first, both = nx.to_numpy_array(graph), nx.to_numpy_array(graph) + nx.to_numpy_array(later, nodelist=range(20))

    def chance(on: np.ndarray, period: int) -> np.ndarray:
        voices = on @ (both if period - 1 >= 3 else first)
        return 1 / (1 + np.exp(4.0 - 5.0 * (voices >= 2)))

    rng = np.random.default_rng(3)
    played = np.array([slow.hazard(chance, 20, [0, 1, 2, 3, 4], 6, rng)[0] for _ in range(3000)])
    assert slow.within(slow.curves(spread.times, 6), slow.curves(played, 6))


def test_wrong_interventions_are_refused(star):
    with pytest.raises(UnknownNodeError):
        simulate(star, IndependentCascade(0.1), seeds="a", runs=1, interventions=[NewTies(1, [("a", "z")])])
    with pytest.raises(ModelError, match="takes Campaign, Support and NewTies"):
        simulate(star, IndependentCascade(0.1), seeds="a", runs=1, interventions=["more"])
    with pytest.raises(ModelError, match="period must be a whole number"):
        Support(0, 0.2)
    with pytest.raises(ModelError, match="between 0 and 1"):
        Campaign(1, reach=1.5)
