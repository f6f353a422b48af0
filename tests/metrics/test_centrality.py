"""Closeness, betweenness, cores, information: against networkx, by hand, and what must never change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdiff.errors import DataError, ModelError
from netdiff.metrics.centrality import betweenness, closeness, core_number, harmonic, information_centrality
from netdiff.network import Network
from tests.metrics.random_networks import KINDS, contact_graph, net_of, random_graph

SEEDS = range(4)
PER_PERSON = (closeness, harmonic, betweenness, core_number, information_centrality)


def same(values: pd.Series, oracle: dict[str, float], tolerance: float = 1e-9) -> None:
    expected = pd.Series(oracle)[values.index]
    np.testing.assert_allclose(values.to_numpy(), expected.to_numpy(), atol=tolerance)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_against_networkx(kind: str, seed: int) -> None:
    graph = random_graph(kind, seed)
    net, others = net_of(graph), len(graph) - 1
    same(closeness(net), nx.closeness_centrality(graph))
    same(harmonic(net), {k: v / others for k, v in nx.harmonic_centrality(graph).items()})
    same(betweenness(net), nx.betweenness_centrality(graph))
    same(betweenness(net, normalized=False), nx.betweenness_centrality(graph, normalized=False))
    same(core_number(net), nx.core_number(contact_graph(graph)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_weighted_lengths_against_networkx(kind: str, seed: int) -> None:
    graph = random_graph(kind, seed)
    for _, _, data in graph.edges(data=True):
        data["far"] = 1 / data["weight"]
    net, others = net_of(graph), len(graph) - 1
    for lengths, distance in (("weights", "weight"), ("inverse", "far")):
        same(closeness(net, lengths=lengths), nx.closeness_centrality(graph, distance=distance))
        expected = {k: v / others for k, v in nx.harmonic_centrality(graph, distance=distance).items()}
        same(harmonic(net, lengths=lengths), expected)
        same(betweenness(net, lengths=lengths), nx.betweenness_centrality(graph, weight=distance))


def test_outward_is_inward_of_the_turned_network() -> None:
    graph = random_graph("directed", 3)
    same(harmonic(net_of(graph), direction="out"), harmonic(net_of(graph.reverse())).to_dict())
    both = contact_graph(graph)
    same(closeness(net_of(graph), direction="both"), nx.closeness_centrality(both))


def test_either_way_takes_the_shorter_of_two_lengths() -> None:
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"], "weight": [4.0, 2.0]})
    net = Network.from_frames(None, ties, means="tells")
    assert harmonic(net, direction="both", lengths="weights").tolist() == [0.5, 0.5]
    assert harmonic(net, direction="in", lengths="weights")["b"] == 0.25


def test_information_against_networkx() -> None:
    graph = nx.connected_watts_strogatz_graph(12, 4, 0.3, seed=1)
    graph = nx.relabel_nodes(graph, str)
    expected = {k: v * len(graph) for k, v in nx.information_centrality(graph).items()}
    same(information_centrality(net_of(graph)), expected)
    for tie, data in graph.edges.items():
        data["weight"] = 0.5 + (int(tie[0]) * int(tie[1])) % 3
    weighted = {k: v * len(graph) for k, v in nx.information_centrality(graph, weight="weight").items()}
    same(information_centrality(net_of(graph), weighted=True), weighted)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_against_igraph_built_on_its_own(kind: str, seed: int) -> None:
    graph = random_graph(kind, seed)
    other = igraph.Graph.from_networkx(graph)
    names = other.vs["_nx_name"]
    net = net_of(graph)
    same(betweenness(net, normalized=False), dict(zip(names, other.betweenness(), strict=True)))
    same(harmonic(net), dict(zip(names, other.harmonic_centrality(mode="in"), strict=True)))
    flat = other.as_undirected(mode="collapse").simplify()
    same(core_number(net), dict(zip(names, flat.coreness(), strict=True)))


def test_by_hand(star: Network, path: Network) -> None:
    assert closeness(star)["a"] == 1
    assert closeness(path)["a"] == pytest.approx(4 / 10)
    assert harmonic(path)["c"] == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert betweenness(path).tolist() == [0, 0.5, pytest.approx(4 / 6), 0.5, 0]
    assert core_number(path).tolist() == [1] * 5


@pytest.mark.parametrize("measure", PER_PERSON)
def test_empty_and_tiny(measure, empty: Network, one_node: Network, no_ties: Network) -> None:
    assert measure(empty).empty
    assert measure(one_node).tolist() == [0]
    assert measure(no_ties).tolist() == [0, 0, 0]


@pytest.mark.parametrize("measure", PER_PERSON)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), kind=st.sampled_from(KINDS))
def test_relabelling_changes_nothing(measure, seed: int, kind: str) -> None:
    graph = random_graph(kind, seed, n=14, p=0.2)
    shuffled = list(graph)
    np.random.default_rng(seed).shuffle(shuffled)
    other = graph.__class__()
    other.add_nodes_from(f"z{node}" for node in shuffled)
    other.add_edges_from((f"z{a}", f"z{b}") for a, b in graph.edges)
    renamed = measure(net_of(other)).rename(lambda name: name[1:])
    pd.testing.assert_series_equal(renamed[list(graph)], measure(net_of(graph)), check_names=False)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), kind=st.sampled_from(KINDS))
def test_a_newcomer_without_ties_only_changes_the_denominator(seed: int, kind: str) -> None:
    graph = random_graph(kind, seed, n=14, p=0.2)
    before, n = net_of(graph), len(graph)
    graph.add_node("newcomer")
    after = net_of(graph)
    assert harmonic(after)["newcomer"] == 0
    same(harmonic(after)[list(before.nodes.index)] * n / (n - 1), harmonic(before).to_dict())
    raw = betweenness(after, normalized=False)
    same(raw[list(before.nodes.index)], betweenness(before, normalized=False).to_dict())


def test_a_sample_of_everybody_is_exact_and_smaller_ones_keep_their_bound() -> None:
    graph = nx.relabel_nodes(nx.watts_strogatz_graph(600, 6, 0.2, seed=2), str)
    net = net_of(graph)
    exact = harmonic(net)
    np.testing.assert_allclose(harmonic(net, samples=600, rng=1), exact)
    assert "bound" not in harmonic(net, samples=600, rng=1).attrs
    some = harmonic(net, samples=200, rng=1)
    assert np.abs(some - exact).max() <= some.attrs["bound"]
    assert some.attrs["samples"] == 200
    assert not np.allclose(some, harmonic(net, samples=200, rng=2))
    np.testing.assert_array_equal(some, harmonic(net, samples=200, rng=1))
    roads = betweenness(net, samples=200, rng=1)
    assert np.abs(roads - betweenness(net)).max() <= roads.attrs["bound"]
    np.testing.assert_allclose(betweenness(net, samples=600, rng=1), betweenness(net))


def test_sampled_closeness_is_near() -> None:
    net = net_of(nx.relabel_nodes(nx.watts_strogatz_graph(600, 6, 0.2, seed=2), str))
    some = closeness(net, samples=300, rng=3)
    np.testing.assert_allclose(some, closeness(net), rtol=0.05)


def test_threads_change_nothing() -> None:
    net = net_of(nx.relabel_nodes(nx.gnp_random_graph(1_500, 0.004, seed=1), str))
    with ThreadPoolExecutor(2) as pool:
        np.testing.assert_array_equal(harmonic(net, executor=pool), harmonic(net))


def test_the_names_of_settings_are_checked(path: Network) -> None:
    with pytest.raises(ModelError, match="direction"):
        closeness(path, direction="up")  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="lengths"):
        betweenness(path, lengths="strength")  # type: ignore[arg-type]


def test_another_engine_gives_the_same_number() -> None:
    """Steps go through our own search, lengths through igraph; ties of length 1 must not tell them apart."""
    for kind in KINDS:
        graph = random_graph(kind, 9)
        nx.set_edge_attributes(graph, 1.0, "weight")
        net = net_of(graph)
        for measure in (closeness, harmonic, betweenness):
            np.testing.assert_allclose(measure(net), measure(net, lengths="weights"), atol=1e-12)


def test_layers_are_asked_for_by_name_and_not_mixed(two_layers: Network) -> None:
    with pytest.raises(ModelError, match="Did you mean 'advice'"):
        closeness(two_layers, layer="advise")
    with pytest.raises(DataError, match="differ in direction"):
        harmonic(two_layers)
    assert harmonic(two_layers, layer="advice")["c"] == pytest.approx(2 / 3)
    assert harmonic(two_layers, layer="meets")["d"] == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)


def test_two_kinds_of_thing_are_not_compared(two_mode: Network) -> None:
    with pytest.raises(DataError, match="project"):
        closeness(two_mode)
    assert closeness(two_mode.project()).loc["b"] == 1


def test_a_foreign_graph_is_told_the_door() -> None:
    with pytest.raises(TypeError, match="from_networkx"):
        closeness(nx.path_graph(3))  # type: ignore[arg-type]
