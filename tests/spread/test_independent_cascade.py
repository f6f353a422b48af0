"""Independent cascades: against exact values, a slow simulator, closed forms, and each other."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.errors import DataError, ModelError
from netdiff.network import Network
from netdiff.spread import IndependentCascade
from netdiff.spread.exact import exact_singles, exact_spread
from netdiff.spread.simulate import simulate
from tests.spread import slow


def net_of(graph: nx.Graph, **parts: object) -> Network:
    return Network.from_networkx(graph, means="tells" if graph.is_directed() else "meets", **parts)


@pytest.fixture(scope="module")
def karate() -> Network:
    return net_of(nx.karate_club_graph())


def test_reach_is_the_exact_one_within_four_standard_errors(karate):
    for seeds in ([33], [0, 33], [11]):
        model = IndependentCascade(0.1)
        reach = simulate(karate, model, seeds=seeds, runs=20_000, rng=4).reach
        assert abs(reach.value - exact_spread(karate, model, seeds)) < 4 * reach.se


def test_each_persons_chance_is_the_exact_one(path):
    model = IndependentCascade(0.5)
    probability = simulate(path, model, seeds=["a"], runs=40_000, rng=2).adoption_probability
    assert probability.to_numpy() == pytest.approx([1, 0.5, 0.25, 0.125, 0.0625], abs=0.01)


def test_curve_agrees_with_the_slow_simulator():
    graph = nx.gnp_random_graph(25, 0.15, seed=3, directed=True)
    chances = np.random.default_rng(5).uniform(0.1, 0.6, (25, 25)) * nx.to_numpy_array(graph)
    for i, j in graph.edges:
        graph[i][j]["p"] = chances[i, j]
    spread = simulate(net_of(graph), IndependentCascade("p"), seeds=[0, 1], runs=3000, rng=1, horizon=4)
    rng = np.random.default_rng(9)
    played = np.array([slow.independent_cascade(chances, [0, 1], rng) for _ in range(3000)])
    assert slow.within(slow.curves(spread.times, 4), slow.curves(played, 4))
    assert not slow.within(slow.curves(spread.times, 4), slow.curves(played, 4) * 1.2)


def test_star_and_ring_in_closed_form(star):
    model = IndependentCascade(0.3)
    assert exact_singles(star, model)["a"] == pytest.approx(1 + 4 * 0.3)
    assert exact_singles(star, model)["b"] == pytest.approx(1 + 0.3 + 3 * 0.09)


def test_a_certain_cascade_travels_at_one_tie_a_period(path):
    spread = simulate(path, IndependentCascade(1.0), seeds=["a"], runs=3, rng=1)
    assert spread.times.tolist() == [[0, 1, 2, 3, 4]] * 3
    assert simulate(path, IndependentCascade(1.0), seeds=["a"], runs=3, rng=1, horizon=2).reach.value == 3.0


def test_a_cascade_without_chance_stays_with_the_seeds(path):
    spread = simulate(path, IndependentCascade(0.0), seeds=["a", "c"], runs=5, rng=1)
    assert spread.reach.value == 2.0


def test_influence_runs_from_the_one_turned_to(empty):
    ties = pd.DataFrame({"source": ["asker"], "target": ["adviser"]})
    turns = Network.from_frames(None, ties, means="turns_to")
    tells = Network.from_frames(None, ties, means="tells")
    model = IndependentCascade(1.0)
    assert simulate(turns, model, seeds="adviser", runs=1, rng=1).reach.value == 2.0
    assert simulate(turns, model, seeds="asker", runs=1, rng=1).reach.value == 1.0
    assert simulate(tells, model, seeds="asker", runs=1, rng=1).reach.value == 2.0
    assert simulate(empty, model, seeds=[], runs=2, rng=1).reach.value == 0.0


def test_seeds_may_start_later(path):
    spread = simulate(path, IndependentCascade(1.0), seeds={"a": 3, "e": 0}, runs=1, rng=1)
    assert spread.times.tolist() == [[3, 3, 2, 1, 0]]


# ---- how weight becomes a chance ------------------------------------------------------------------------------------


def weighted(**columns: object) -> Network:
    ties = pd.DataFrame({"source": ["a", "b", "c"], "target": ["c", "c", "a"]} | columns)
    return Network.from_frames(None, ties, means="tells", weight_is="count")


def chances(net: Network, model: IndependentCascade) -> dict[tuple[str, str], float]:
    matrix, ids = model.live_edges(net).matrix.tocoo(), net.nodes.index
    return {(ids[i], ids[j]): p for i, j, p in zip(matrix.row, matrix.col, matrix.data, strict=True)}


def test_one_chance_per_tie_or_per_unit():
    net = weighted(weight=[1.0, 3.0, 2.0])
    assert chances(net, IndependentCascade(0.5)) == {("a", "c"): 0.5, ("b", "c"): 0.5, ("c", "a"): 0.5}
    per_unit = chances(net, IndependentCascade(0.5, per="unit"))
    assert per_unit == pytest.approx({("a", "c"): 0.5, ("b", "c"): 0.875, ("c", "a"): 0.75})


def test_weighted_cascade_shares_out_what_comes_in():
    found = chances(weighted(weight=[1.0, 3.0, 2.0]), IndependentCascade("weighted cascade"))
    assert found == pytest.approx({("a", "c"): 0.25, ("b", "c"): 0.75, ("c", "a"): 1.0})


def test_parallel_ties_of_a_column_each_get_their_try():
    ties = pd.DataFrame({"source": ["a", "a"], "target": ["b", "b"], "p": [0.5, 0.2], "start": [1, 2], "end": [2, 3]})
    net = Network.from_frames(None, ties, means="tells")
    assert chances(net, IndependentCascade("p")) == pytest.approx({("a", "b"): 0.6})


def test_trivalency_belongs_to_the_pair(karate):
    matrix = IndependentCascade("trivalency").live_edges(karate).matrix
    assert set(np.round(matrix.data, 3)) == {0.1, 0.01, 0.001}
    assert abs(matrix - matrix.T).max() == 0
    turned = karate.select(karate.nodes.index[::-1])
    other = IndependentCascade("trivalency").live_edges(turned).matrix
    assert (other.toarray()[::-1, ::-1] == matrix.toarray()).all()


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan"), True])
def test_a_chance_outside_0_to_1_is_refused(p):
    with pytest.raises(ModelError, match=r"between 0 and 1|number"):
        IndependentCascade(p)


def test_wrong_columns_are_refused():
    with pytest.raises(DataError, match=r"Did you mean|no column"):
        chances(weighted(chance=[0.1, 0.2, 0.3]), IndependentCascade("chanse"))
    with pytest.raises(DataError, match="between 0 and 1"):
        chances(weighted(chance=[0.1, 1.2, 0.3]), IndependentCascade("chance"))
    with pytest.raises(ModelError, match="per='unit'"):
        IndependentCascade("trivalency", per="unit")
    with pytest.raises(ModelError, match="'tie' or 'unit'"):
        IndependentCascade(0.1, per="contact")


def test_ratings_carry_no_spread():
    ties = pd.DataFrame({"source": ["a"], "target": ["b"], "p": [0.5]})
    net = Network.from_frames(None, ties, means="rates")
    for model in (IndependentCascade(0.1), IndependentCascade("p")):
        with pytest.raises(DataError, match="spreads along"):
            simulate(net, model, seeds="a", runs=1)


# ---- unpaired -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("p", [0.02, 0.3, 1.0, "weighted cascade", "p"])
def test_a_stream_has_the_same_law(p):
    graph = nx.barabasi_albert_graph(60, 3, seed=2)
    rng = np.random.default_rng(3)
    nx.set_edge_attributes(graph, {edge: float(rng.choice([0.0, 0.05, 0.4, 0.9, 1.0])) for edge in graph.edges}, "p")
    net = net_of(graph)
    options = {"seeds": [0, 1, 40], "runs": 20_000, "horizon": 6}
    paired = simulate(net, IndependentCascade(p), rng=1, **options)
    streamed = simulate(net, IndependentCascade(p), rng=2, paired=False, **options)
    assert slow.within(streamed.times >= 0, paired.times >= 0, 4.5)
    assert slow.within(slow.curves(streamed.times, 6), slow.curves(paired.times, 6))
    assert not streamed.compare(streamed).paired


def test_a_stream_repeats_itself_and_needs_no_order(karate):
    first, again, other = (
        simulate(karate, IndependentCascade(0.2), seeds=[0], runs=100, rng=rng, paired=False).times for rng in (1, 1, 2)
    )
    assert (first == again).all()
    assert (first != other).any()
    late = simulate(karate, IndependentCascade(1.0), seeds={0: 2, 33: 0}, runs=5, rng=1, paired=False)
    assert (late.times == simulate(karate, IndependentCascade(1.0), seeds={0: 2, 33: 0}, runs=5, rng=1).times).all()
