"""Bass, logistic hazards and epidemics: mean fields, limits, and a slow simulator."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from netdiff.errors import DataError, ModelError
from netdiff.network import Network
from netdiff.spread import Epidemic, IndependentCascade, LogisticHazard, NetworkBass
from netdiff.spread.simulate import simulate
from tests.spread import slow
from tests.spread.test_silence import surveyed, truth


def net_of(graph: nx.Graph) -> Network:
    return Network.from_networkx(graph, means="tells" if graph.is_directed() else "meets")


@pytest.fixture(scope="module")
def small() -> tuple[Network, np.ndarray]:
    graph = nx.gnp_random_graph(30, 0.15, seed=2, directed=True)
    return net_of(graph), nx.to_numpy_array(graph)


def share_of(matrix: np.ndarray, on: np.ndarray) -> np.ndarray:
    return on @ (matrix / np.maximum(matrix.sum(axis=0), 1))


# ---- Bass -----------------------------------------------------------------------------------------------------------


def test_everybody_around_everybody_is_the_mean_field():
    net = net_of(nx.complete_graph(200))
    curve = simulate(net, NetworkBass(), seeds=[], horizon=20, runs=200, rng=1).curve()
    assert curve["mean"].to_numpy() / 200 == pytest.approx(NetworkBass().mean_field(20), abs=0.02)


def test_network_bass_agrees_with_the_slow_simulator(small):
    net, matrix = small
    model = NetworkBass(0.02, 0.5)
    spread = simulate(net, model, seeds=[0], horizon=8, runs=3000, rng=1)
    rng = np.random.default_rng(5)
    chance = lambda on, _: 0.02 + 0.5 * share_of(matrix, on)  # noqa: E731
    played = np.array([slow.hazard(chance, 30, [0], 8, rng)[0] for _ in range(3000)])
    assert slow.within(slow.curves(spread.times, 8), slow.curves(played, 8))


def test_without_peers_it_is_geometric(no_ties):
    spread = simulate(no_ties, NetworkBass(0.2, 0.9), seeds=[], horizon=10, runs=20_000, rng=1)
    expected = 3 * (1 - 0.8 ** np.arange(11))
    assert spread.curve()["mean"].to_numpy() == pytest.approx(expected, abs=0.03)


def test_bass_needs_a_horizon_and_has_no_live_edges(star):
    with pytest.raises(ModelError, match="horizon=12"):
        simulate(star, NetworkBass(), seeds=[])
    assert NetworkBass().live_edges(star) is None
    with pytest.raises(ModelError, match="between 0 and 1"):
        NetworkBass(1.2)


# ---- logistic hazard ------------------------------------------------------------------------------------------------


def test_logistic_hazard_agrees_with_the_slow_simulator(small):
    net, matrix = small
    model = LogisticHazard(-4.0, 3.0, reinforcement=1.5, season=(0.0, 0.5, 1.0), leave=0.1)
    spread = simulate(net, model, seeds=[0, 1, 2], horizon=8, runs=3000, rng=1)

    def chance(on: np.ndarray, period: int) -> np.ndarray:
        score = -4.0 + 3.0 * share_of(matrix, on) + 1.5 * (on @ matrix >= 2) + min(0.5 * period, 1.0)
        return 1 / (1 + np.exp(-score))

    rng = np.random.default_rng(5)
    played = [slow.hazard(chance, 30, [0, 1, 2], 8, rng, leave=0.1) for _ in range(3000)]
    assert slow.within(slow.curves(spread.times, 8), slow.curves(np.array([times for times, _ in played]), 8))
    active = np.array([active for _, active in played])
    assert slow.within(spread.summary.active, active)
    assert spread.curve(what="now")["mean"].iloc[-1] < spread.curve()["mean"].iloc[-1]


def test_attributes_move_the_hazard(star):
    nodes = star.nodes.assign(keen=[0.0, 0, 0, 3, 3])
    net = Network(nodes, star.ties, star.layers)
    chance = simulate(net, LogisticHazard(-2.0, attributes={"keen": 1.0}), seeds=[], horizon=1, runs=20_000, rng=1)
    expected = [1 / (1 + np.exp(2 - keen)) for keen in nodes["keen"]]
    assert chance.adoption_probability.to_numpy() == pytest.approx(expected, abs=0.015)
    with pytest.raises(DataError, match="no column 'kene'"):
        simulate(net, LogisticHazard(-2.0, attributes={"kene": 1.0}), seeds=[], horizon=1)


def test_no_effect_of_exposure_is_no_effect_of_ties():
    """The zero control: with b1 = b2 = 0 more ties change nothing at all, coin by coin."""
    few, many = net_of(nx.path_graph(30)), net_of(nx.gnp_random_graph(30, 0.5, seed=1))
    model = LogisticHazard(-2.5)
    runs = [simulate(net, model, seeds=[0], horizon=10, runs=100, rng=1).times for net in (few, many)]
    assert (runs[0] == runs[1]).all()


def test_effects_must_be_numbers():
    with pytest.raises(ModelError, match="finite"):
        LogisticHazard(float("nan"))
    with pytest.raises(ModelError, match="between 0 and 1"):
        LogisticHazard(0.0, leave=2.0)


# ---- epidemics ------------------------------------------------------------------------------------------------------


def test_sir_agrees_with_the_slow_simulator(small):
    net, matrix = small
    spread = simulate(net, Epidemic(0.2, leave=0.3), seeds=[0, 1], horizon=8, runs=3000, rng=1)
    rng = np.random.default_rng(5)
    chance = lambda on, _: 1 - 0.8 ** (on @ matrix)  # noqa: E731
    played = [slow.hazard(chance, 30, [0, 1], 8, rng, leave=0.3) for _ in range(3000)]
    assert slow.within(slow.curves(spread.times, 8), slow.curves(np.array([times for times, _ in played]), 8))
    assert slow.within(spread.summary.active, np.array([active for _, active in played]))


def test_sis_agrees_with_the_slow_simulator(small):
    net, matrix = small
    spread = simulate(net, Epidemic(0.15, leave=0.4, again=True), seeds=[0, 1], horizon=12, runs=3000, rng=1)
    rng = np.random.default_rng(5)
    chance = lambda on, _: 1 - 0.85 ** (on @ matrix)  # noqa: E731
    played = [slow.hazard(chance, 30, [0, 1], 12, rng, leave=0.4, again=True) for _ in range(3000)]
    assert slow.within(spread.summary.active, np.array([active for _, active in played]))
    assert slow.within(slow.curves(spread.times, 12), slow.curves(np.array([times for times, _ in played]), 12))


def test_si_reaches_all_that_can_be_reached(two_cliques_one_bridge):
    assert simulate(two_cliques_one_bridge, Epidemic(0.1), seeds="a", runs=50, rng=1).reach.value == 8
    early = simulate(two_cliques_one_bridge, Epidemic(0.1), seeds="a", runs=50, rng=1, horizon=3)
    assert early.reach.value < 6


def test_si_on_a_pair_is_geometric():
    spread = simulate(net_of(nx.path_graph(2)), Epidemic(0.25), seeds=[0], runs=40_000, rng=1, horizon=12)
    expected = 2 - 0.75 ** np.arange(13)
    assert spread.curve()["mean"].to_numpy() == pytest.approx(expected, abs=0.012)


def test_stopping_at_once_is_an_independent_cascade():
    net = net_of(nx.karate_club_graph())
    once = simulate(net, Epidemic(0.12, leave=1.0), seeds=[0], runs=20_000, rng=1)
    cascade = simulate(net, IndependentCascade(0.12), seeds=[0], runs=20_000, rng=2)
    gap = once.compare(cascade).difference
    assert abs(gap.value) < 4 * gap.se
    assert (
        Epidemic(0.12, leave=1.0).live_edges(net).matrix != IndependentCascade(0.12).live_edges(net).matrix
    ).nnz == 0
    assert Epidemic(0.12, leave=0.5).live_edges(net) is None


def test_delays_only_delay():
    net = net_of(nx.karate_club_graph())
    model = IndependentCascade(0.2)
    plain = simulate(net, model, seeds=[0], runs=300, rng=1)
    fixed = simulate(net, IndependentCascade(0.2, delay=3), seeds=[0], runs=300, rng=1)
    assert (fixed.times == np.where(plain.times < 0, -1, 3 * plain.times)).all()
    random = simulate(net, IndependentCascade(0.2, delay=3, waiting="geometric"), seeds=[0], runs=300, rng=1)
    assert ((random.times >= 0) == (plain.times >= 0)).all()
    with pytest.raises(ModelError, match="whole unless"):
        IndependentCascade(0.2, delay=1.5)


def test_geometric_delays_agree_with_the_slow_simulator(small):
    net, matrix = small
    spread = simulate(
        net, IndependentCascade(0.4, delay=2, waiting="geometric"), seeds=[0], runs=2000, rng=1, horizon=6
    )
    rng = np.random.default_rng(5)
    played = np.array(
        [slow.independent_cascade(0.4 * matrix, [0], rng, lambda: int(rng.geometric(0.5))) for _ in range(2000)]
    )
    assert slow.within(slow.curves(spread.times, 6), slow.curves(played, 6))


def test_again_needs_leaving():
    with pytest.raises(ModelError, match="nobody can adopt again"):
        Epidemic(0.1, again=True)


@pytest.mark.parametrize("model", [NetworkBass(0.01, 0.8), LogisticHazard(-5.0, 6.0), Epidemic(0.1, leave=0.2)])
def test_silent_people_can_be_won(model):
    rng = np.random.default_rng(3)
    named, silent = truth(rng), rng.random(240) < 0.3
    seeds = [f"p{i:03}" for i in range(0, 240, 12)]
    runs = {"horizon": 12, "runs": 200, "rng": 1}
    spread = simulate(surveyed(named, silent), model, seeds=seeds, **runs)
    whole = simulate(surveyed(named, np.zeros(240, dtype=bool)), model, seeds=seeds, **runs)
    assert spread.respondents_only.reach.value < whole.reach.value
    assert spread.reach.value == pytest.approx(whole.reach.value, rel=0.12)
