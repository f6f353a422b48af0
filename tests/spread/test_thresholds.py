"""Threshold models: exact values, the crowd of Granovetter, lattices, a slow simulator, and the bool trap."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.errors import DataError, ModelError
from netdiff.network import Network
from netdiff.spread import ComplexContagion, Drawn, IndependentCascade, LinearThreshold
from netdiff.spread.exact import exact_optimum, exact_singles, exact_spread
from netdiff.spread.simulate import simulate
from tests.spread import slow
from tests.spread.test_silence import surveyed, truth


def net_of(graph: nx.Graph) -> Network:
    return Network.from_networkx(graph, means="tells" if graph.is_directed() else "meets")


@pytest.fixture(scope="module")
def weighted() -> tuple[Network, np.ndarray]:
    graph = nx.gnp_random_graph(30, 0.15, seed=2, directed=True)
    rng = np.random.default_rng(1)
    for i, j in graph.edges:
        graph[i][j]["weight"] = float(rng.integers(1, 5))
    return net_of(graph), nx.to_numpy_array(graph)


# ---- linear thresholds ----------------------------------------------------------------------------------------------


def test_linear_threshold_is_the_exact_one(two_cliques_one_bridge):
    model = LinearThreshold()
    for seeds in (["a"], ["d", "g"]):
        reach = simulate(two_cliques_one_bridge, model, seeds=seeds, runs=20_000, rng=3).reach
        assert abs(reach.value - exact_spread(two_cliques_one_bridge, model, seeds)) < 4 * reach.se


def test_linear_threshold_agrees_with_the_slow_simulator(weighted):
    net, strength = weighted
    shares = strength / np.maximum(strength.sum(axis=0), 1)
    spread = simulate(net, LinearThreshold(), seeds=[0, 1], runs=3000, rng=1, horizon=5)
    rng = np.random.default_rng(8)
    played = np.array([slow.threshold(shares, rng.random(30), [0, 1], 5) for _ in range(3000)])
    assert slow.within(slow.curves(spread.times, 5), slow.curves(played, 5))
    wrong = np.array([slow.threshold(shares, rng.random(30) ** 2, [0, 1], 5) for _ in range(3000)])
    assert not slow.within(slow.curves(spread.times, 5), slow.curves(wrong, 5))


def test_star_and_path_in_closed_form(star, path):
    assert exact_singles(star, LinearThreshold()).to_dict() == pytest.approx({"a": 5, "b": 2, "c": 2, "d": 2, "e": 2})
    assert exact_singles(path, LinearThreshold()).tolist() == pytest.approx([2, 3, 3, 3, 2])


def test_given_weights_may_leave_room_for_doubt():
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["c", "c"], "w": [0.2, 0.5]})
    net = Network.from_frames(None, ties, means="tells")
    assert exact_spread(net, LinearThreshold("w"), ["a"]) == pytest.approx(1.2)
    assert simulate(net, LinearThreshold("w"), seeds=["a", "b"], runs=20_000, rng=1).reach.value == pytest.approx(
        2.7, abs=0.02
    )
    too_much = Network.from_frames(None, ties.assign(w=[0.7, 0.5]), means="tells")
    with pytest.raises(ModelError, match="sum to at most 1"):
        exact_spread(too_much, LinearThreshold("w"), ["a"])
    with pytest.raises(ModelError, match="sum to at most 1"):
        simulate(too_much, LinearThreshold("w"), seeds=["a"], runs=2)


# ---- fixed thresholds -----------------------------------------------------------------------------------------------


def crowd(needs: list[int]) -> tuple[Network, ComplexContagion]:
    net = net_of(nx.complete_graph(len(needs)))
    return net, ComplexContagion(count=dict(enumerate(needs)))


def test_granovetters_crowd():
    """Thresholds 0, 1, …, 99: everybody riots. Replace 1 by 2: one person does."""
    net, model = crowd(list(range(100)))
    assert simulate(net, model, seeds=[], runs=1).reach.value == 100
    net, model = crowd([0, 2, *range(2, 100)])
    assert simulate(net, model, seeds=[], runs=1).reach.value == 1


def test_ring_lattice_wants_neighbours():
    net = net_of(nx.circulant_graph(12, [1, 2]))
    model = ComplexContagion(count=2)
    assert exact_spread(net, model, [0, 1]) == 12
    assert exact_spread(net, model, [0, 6]) == 2
    assert exact_spread(net, model, [0]) == 1
    assert exact_optimum(net, model, 2).sets_tried == 66


def test_a_share_and_a_count_treat_the_well_connected_in_opposite_ways(star):
    assert exact_spread(star, ComplexContagion(count=1), ["b"]) == 5
    assert exact_spread(star, ComplexContagion(share=0.5), ["b"]) == 1
    assert exact_spread(star, ComplexContagion(share=0.5), ["b", "c"]) == 5


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.6, 0.7, 0.9])
def test_a_share_that_is_just_met_counts(share):
    """Ten around, exactly share · 10 of them adopters: sums of tenths must not fall short by a rounding."""
    net = net_of(nx.star_graph(10))
    exactly = list(range(1, round(share * 10) + 1))
    assert exact_spread(net, ComplexContagion(share=share), exactly) > len(exactly)
    assert exact_spread(net, ComplexContagion(share=share), exactly[:-1]) == len(exactly) - 1


def test_both_a_count_and_a_share(star):
    both = ComplexContagion(count=3, share=0.5)
    assert exact_spread(star, both, ["b", "c"]) == 2
    assert (
        exact_spread(star, both, ["b", "c", "d"]) == 4
    )  # then `a`, whose only contact gives the leaf a share but no count


def test_a_bool_matrix_must_not_turn_counts_into_any():
    """numpy: a bool matrix times a bool vector says whether, not how many. Two of four adopters is a half."""
    star = nx.star_graph(4)
    assert (nx.to_numpy_array(star).astype(bool) @ np.array([0, 1, 1, 0, 0], dtype=bool))[0] == 1
    net = net_of(star)
    assert exact_spread(net, ComplexContagion(share=0.51), [1, 2]) == 2
    assert exact_spread(net, ComplexContagion(share=0.5), [1, 2]) == 5
    assert exact_spread(net, ComplexContagion(count=3), [1, 2]) == 2


def test_weighted_voices(weighted):
    net, strength = weighted
    spread = simulate(net, ComplexContagion(count=4, weighted=True), seeds=[0, 1, 2, 3], runs=1, rng=1)
    played = slow.threshold(strength, np.full(30, 4.0), [0, 1, 2, 3])
    assert (np.where(spread.times[0] < 0, np.inf, spread.times[0]) == played).all()


@pytest.mark.parametrize("seed", range(5))
def test_fixed_thresholds_are_the_slow_simulators(seed):
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(40, 0.12, seed=seed, directed=True)
    matrix = nx.to_numpy_array(graph)
    needs = rng.integers(1, 4, 40).astype(float)
    seeds = rng.choice(40, 6, replace=False).tolist()
    spread = simulate(net_of(graph), ComplexContagion(count=dict(enumerate(needs))), seeds=seeds, runs=2, rng=1)
    played = slow.threshold(matrix, needs, seeds)
    assert (np.where(spread.times < 0, np.inf, spread.times) == played).all()


def test_drawn_thresholds_agree_with_the_slow_simulator():
    graph = nx.watts_strogatz_graph(40, 6, 0.1, seed=1)
    matrix = nx.to_numpy_array(graph)
    model = ComplexContagion(share=Drawn("normal", 0.3, 0.15))
    spread = simulate(net_of(graph), model, seeds=[0, 1, 2], runs=2000, rng=1, horizon=10)
    rng = np.random.default_rng(4)
    shares = matrix / matrix.sum(axis=0)
    played = np.array([slow.threshold(shares, rng.normal(0.3, 0.15, 40), [0, 1, 2], 10) for _ in range(2000)])
    assert slow.within(slow.curves(spread.times, 10), slow.curves(played, 10))


@pytest.mark.parametrize(
    ("law", "mean"), [(Drawn("uniform", 1.0, 3.0), 2.0), (Drawn("normal", 0.3, 0.1), 0.3), (Drawn("beta", 2, 6), 0.25)]
)
def test_laws_have_their_mean(law, mean):
    assert law.quantile(np.linspace(0, 1, 20_001)[:-1]).mean() == pytest.approx(mean, abs=2e-3)


def test_thresholds_from_a_column(star):
    nodes = star.nodes.assign(needs=[3, 1, 1, 1, 1])
    net = Network(nodes, star.ties, star.layers)
    assert exact_spread(net, ComplexContagion(count="needs"), ["b", "c"]) == 2
    assert exact_spread(net, ComplexContagion(count="needs"), ["b", "c", "d"]) == 5


def test_wrong_thresholds_are_refused(star):
    with pytest.raises(ModelError, match="Say what it takes"):
        ComplexContagion()
    with pytest.raises(ModelError, match="share must lie between 0 and 1"):
        ComplexContagion(share=30)
    with pytest.raises(DataError, match="have no count"):
        simulate(star, ComplexContagion(count={"a": 2}), seeds="a", runs=1)
    with pytest.raises(ModelError, match="Both parameters"):
        Drawn("beta", 0, 1)
    with pytest.raises(ModelError, match="leaves something to chance"):
        exact_spread(star, ComplexContagion(share=Drawn("uniform", 0, 1)), ["a"])


# ---- as live edges, and with silent people --------------------------------------------------------------------------


def test_one_voice_is_enough_is_reachability(two_cliques_one_bridge):
    live = ComplexContagion(count=1).live_edges(two_cliques_one_bridge)
    assert live is not None
    assert exact_spread(two_cliques_one_bridge, ComplexContagion(count=1), ["a"]) == 8
    assert (live.matrix != IndependentCascade(1.0).live_edges(two_cliques_one_bridge).matrix).nnz == 0
    for other in (ComplexContagion(count=2), ComplexContagion(share=0.1), ComplexContagion(count=1, share=0.5)):
        assert other.live_edges(two_cliques_one_bridge) is None


@pytest.mark.parametrize("model", [LinearThreshold(), ComplexContagion(count=2), ComplexContagion(share=0.25)])
def test_silent_people_can_be_won(model):
    rng = np.random.default_rng(3)
    named, silent = truth(rng), rng.random(240) < 0.3
    seeds = [f"p{i:03}" for i in range(0, 240, 12)]
    spread = simulate(surveyed(named, silent), model, seeds=seeds, runs=200, rng=1)
    whole = simulate(surveyed(named, np.zeros(240, dtype=bool)), model, seeds=seeds, runs=200, rng=1)
    names = spread.nodes.index[silent].difference(seeds)
    assert (spread.respondents_only.adoption_probability[names] == 0).all()
    assert spread.adoption_probability[names].mean() > 0.5 * whole.adoption_probability[names].mean()
    assert spread.reach.value == pytest.approx(whole.reach.value, rel=0.25)


def test_hidden_ties_are_drawn_with_their_chance():
    """A silent person whose one possible contact adopts: he follows in as many runs as he would have named him."""
    answers = pd.DataFrame({"ties": ["answered", "answered", "asked"]}, index=list("abc"))
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"]})
    net = Network.from_frames(pd.DataFrame(index=list("abc")), ties, means="turns_to", answers=answers)
    from netdiff.spread.silence import expected_answers

    named = expected_answers(net).matrix.toarray()[2]
    spread = simulate(net, ComplexContagion(count=1), seeds="a", runs=20_000, rng=1)
    assert spread.adoption_probability["c"] == pytest.approx(1 - (1 - named[0]) * (1 - named[1]), abs=0.015)
    by_share = simulate(net, ComplexContagion(share=1.0), seeds="a", runs=20_000, rng=1)
    assert by_share.adoption_probability["c"] == pytest.approx(1 - (1 - named[0]) * (1 - named[1]), abs=0.015)
