"""Connectedness: values worked out by hand, and agreement with networkx."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdiff import metrics
from netdiff.network import Layer, Network


def graph_of(seed: int, n: int = 40, p: float = 0.08) -> nx.DiGraph:
    return nx.gnp_random_graph(n, p, seed=seed, directed=True)


@pytest.mark.parametrize("seed", range(5))
def test_against_networkx(seed):
    graph = graph_of(seed)
    net = Network.from_networkx(graph, means="turns_to")
    assert metrics.density(net) == pytest.approx(nx.density(graph))
    assert metrics.reciprocity(net) == pytest.approx(nx.overall_reciprocity(graph))
    assert metrics.in_degree(net).to_dict() == dict(graph.in_degree())
    assert metrics.out_degree(net).to_dict() == dict(graph.out_degree())
    assert metrics.components(net).nunique() == nx.number_weakly_connected_components(graph)
    assert metrics.components(net, strong=True).nunique() == nx.number_strongly_connected_components(graph)
    either = graph.to_undirected()
    assert metrics.transitivity(net) == pytest.approx(nx.transitivity(either))
    assert metrics.average_clustering(net) == pytest.approx(nx.average_clustering(either))
    assert metrics.cut_people(net) == len(list(nx.articulation_points(either)))
    assert metrics.two_core_share(net) == pytest.approx(len(nx.k_core(either, 2)) / 40)
    largest = max(map(len, nx.connected_components(either)))
    assert metrics.largest_component_share(net) == pytest.approx(largest / 40)


@pytest.mark.parametrize("seed", range(3))
def test_paths_against_networkx(seed):
    graph = nx.connected_watts_strogatz_graph(30, 4, 0.2, seed=seed)
    net = Network.from_networkx(graph)
    assert metrics.average_path_length(net) == pytest.approx(nx.average_shortest_path_length(graph))
    assert metrics.diameter(net) == nx.diameter(graph)
    near = [len(nx.single_source_shortest_path_length(graph, v, cutoff=2)) - 1 for v in graph]
    assert metrics.reach_share(net) == pytest.approx(np.mean(near) / 29)
    assert metrics.reach_share(net, steps=5) == pytest.approx(
        np.mean([len(nx.single_source_shortest_path_length(graph, v, cutoff=5)) - 1 for v in graph]) / 29
    )


def test_triads_against_networkx():
    graph = graph_of(7)
    net = Network.from_networkx(graph, means="turns_to")
    assert metrics.triad_census(net).to_dict() == nx.triadic_census(graph)


def test_silence_is_not_nobody(with_silent_people):
    """a names b (and d), b names d, c names a (and e, never asked): 4 ties over 3 × 3 pairs among a, b, c, d."""
    assert metrics.density(with_silent_people) == pytest.approx(4 / 9)
    assert math.isnan(metrics.out_degree(with_silent_people)["d"])
    assert metrics.out_degree(with_silent_people)["b"] == 1
    assert metrics.dyad_census(with_silent_people).tolist() == [0, 2, 1]


def test_a_roster_counts_everybody_on_it():
    answers = pd.DataFrame({"advice": ["answered", "answered", "not_asked"]}, index=list("abc"))
    ties = pd.DataFrame({"source": ["a"], "target": ["c"], "layer": "advice"})
    nodes = pd.DataFrame(index=list("abc"))
    roster = Network.from_frames(nodes, ties, Layer("advice", "turns_to", boundary="roster"), answers=answers)
    free = Network.from_frames(nodes, ties, Layer("advice", "turns_to"), answers=answers)
    assert metrics.density(roster) == pytest.approx(1 / 4)
    assert metrics.density(free) == 0.0


def test_only_pairs_that_could_be_named_count():
    nodes = pd.DataFrame({"group": ["user", "user", "professional"]}, index=list("abc"))
    ties = pd.DataFrame({"source": ["a"], "target": ["c"], "layer": "advice"})
    layer = Layer("advice", "turns_to", nameable=("professional",))
    assert metrics.density(Network.from_frames(nodes, ties, layer)) == pytest.approx(1 / 2)


def test_single_pairs_that_are_missing_leave_the_denominator():
    nodes = pd.DataFrame(index=list("abc"))
    ties = pd.DataFrame({"source": ["a"], "target": ["b"], "layer": "t"})
    gaps = pd.DataFrame({"source": ["a"], "target": ["c"], "layer": ["t"], "kind": ["missing"]})
    net = Network.from_frames(nodes, ties, Layer("t", "turns_to"), missing=gaps)
    assert metrics.density(net) == pytest.approx(1 / 5)


def test_a_group_is_read_alone(two_cliques_one_bridge):
    nodes = two_cliques_one_bridge.nodes.assign(group=["user"] * 4 + ["professional"] * 4)
    net = Network(nodes, two_cliques_one_bridge.ties, two_cliques_one_bridge.layers)
    assert metrics.density(net, group="user") == 1.0
    assert metrics.mean_names_given(net, group="user") == 3.0
    assert metrics.largest_component_share(net, group=["user", "professional"]) == 1.0
    assert metrics.robustness(net, group="user") == pytest.approx(3 / 4)
    assert metrics.bridge_pairs(net, "user", "professional") == 1
    assert metrics.backed_bridges(net, "user", "professional") == 0.0
    with pytest.raises(ValueError, match="Did you mean 'user'"):
        metrics.density(net, group="users")


def test_wide_bridges_are_backed():
    pairs = [("a", "b"), ("a", "c"), ("b", "c"), ("a", "x"), ("b", "x"), ("c", "x")]
    nodes = pd.DataFrame({"group": ["user"] * 3 + ["professional"]}, index=list("abcx"))
    ties = pd.DataFrame(pairs, columns=["source", "target"])
    net = Network.from_frames(nodes, ties, means="meets")
    assert metrics.backed_bridges(net, "user", "professional") == 1.0
    assert metrics.bridge_pairs(net, "user", "professional") == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30))
def test_shares_stay_between_nought_and_one(pairs):
    ties = pd.DataFrame(
        [p for p in pairs if p[0] != p[1]], columns=["source", "target"], dtype="int64"
    ).drop_duplicates()
    net = Network.from_frames(pd.DataFrame(index=range(8)), ties, means="turns_to")
    for name in ("density", "reciprocity", "transitivity", "largest_component_share", "reach_share", "two_core_share",
                 "average_clustering", "directed_transitivity", "robustness"):  # fmt: skip
        value = getattr(metrics, name)(net)
        assert math.isnan(value) or 0.0 <= value <= 1.0
