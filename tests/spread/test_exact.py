"""Exact spread: two independent ways agree, and both agree with listing every outcome."""

from __future__ import annotations

from itertools import product

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from netdiff.errors import ModelError
from netdiff.network import Network
from netdiff.spread import IndependentCascade, LiveEdges
from netdiff.spread._explore import reach_by_exploring
from netdiff.spread._frontier import reach_by_frontier, widest
from netdiff.spread.exact import exact_greedy, exact_optimum, exact_sets, exact_singles, exact_spread


def by_listing(chances: np.ndarray, seeds: list[int]) -> float:
    """Every set of live ties, with its chance."""
    ties = np.argwhere(chances > 0)
    total = 0.0
    for live in product([False, True], repeat=len(ties)):
        p = np.prod([chances[i, j] if on else 1 - chances[i, j] for (i, j), on in zip(ties, live, strict=True)])
        graph = nx.DiGraph([tuple(tie) for tie, on in zip(ties.tolist(), live, strict=True) if on])
        graph.add_nodes_from(seeds)
        total += p * len(set(seeds).union(*(nx.descendants(graph, seed) for seed in seeds)))
    return float(total)


def by_listing_parents(weights: np.ndarray, seeds: list[int]) -> float:
    """Every choice of one parent (or none) each, with its chance."""
    size, total = len(weights), 0.0
    choices = [[(i, weights[i, j]) for i in range(size)] + [(None, 1 - weights[:, j].sum())] for j in range(size)]
    for picks in product(*choices):
        p = np.prod([weight for _, weight in picks])
        if p > 0:
            graph = nx.DiGraph([(i, j) for j, (i, _) in enumerate(picks) if i is not None])
            graph.add_nodes_from(seeds)
            total += p * len(set(seeds).union(*(nx.descendants(graph, seed) for seed in seeds)))
    return float(total)


@st.composite
def small_chances(draw: st.DrawFn) -> np.ndarray:
    size = draw(st.integers(2, 5))
    pairs = [(i, j) for i in range(size) for j in range(size) if i != j]
    ties = draw(st.lists(st.sampled_from(pairs), max_size=7, unique=True))
    chances = np.zeros((size, size))
    for i, j in ties:
        chances[i, j] = draw(st.sampled_from([0.1, 0.35, 0.5, 0.9, 1.0]))
    return chances


@settings(deadline=None, max_examples=40)
@given(small_chances(), st.data())
def test_exploring_is_listing(chances, data):
    seeds = data.draw(st.lists(st.integers(0, len(chances) - 1), min_size=1, max_size=2, unique=True))
    mask = np.isin(np.arange(len(chances)), seeds)[None]
    live = LiveEdges("independent", csr_array(chances))
    assert reach_by_exploring(live, mask)[0] == pytest.approx(by_listing(chances, seeds), abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(small_chances(), st.data())
def test_exploring_parents_is_listing_parents(chances, data):
    weights = chances / np.maximum(chances.sum(axis=0), 1.0)
    seeds = data.draw(st.lists(st.integers(0, len(chances) - 1), min_size=1, max_size=2, unique=True))
    mask = np.isin(np.arange(len(chances)), seeds)[None]
    live = LiveEdges("one_parent", csr_array(weights))
    assert reach_by_exploring(live, mask)[0] == pytest.approx(by_listing_parents(weights, seeds), abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_along_a_frontier_is_exploring(seed):
    graph = nx.gnp_random_graph(9, 0.3, seed=seed)
    rng = np.random.default_rng(seed)
    chances = np.triu(nx.to_numpy_array(graph) * rng.uniform(0.1, 1.0, (9, 9)), 1)
    matrix = csr_array(chances + chances.T)
    masks = rng.random((12, 9)) < 0.3
    width, order = widest(matrix, limit=9)
    assert width <= 9
    explored = reach_by_exploring(LiveEdges("independent", matrix), masks)
    assert reach_by_frontier(matrix, masks, order) == pytest.approx(explored, abs=1e-12)
    shuffled = rng.permutation(9).tolist()  # any order is right, only slower
    assert reach_by_frontier(matrix, masks, shuffled) == pytest.approx(explored, abs=1e-12)


def test_greedy_is_not_always_best():
    path = Network.from_networkx(nx.path_graph(5))
    model = IndependentCascade(0.1)
    assert exact_optimum(path, model, 2).value == pytest.approx(2.39)
    assert exact_optimum(path, model, 2).sets == ((1, 3),)
    assert exact_greedy(path, model, 2).iloc[-1] == pytest.approx(2.30)


def test_top_degree_can_lose_to_chance():
    kite = Network.from_networkx(nx.krackhardt_kite_graph())
    every = exact_sets(kite, IndependentCascade(0.3), 3)
    assert every.loc[[(3, 5, 6)]].iloc[0] < every.mean()
    assert every.max() == pytest.approx(exact_optimum(kite, IndependentCascade(0.3), 3).value)


def test_a_bound_on_sets_changes_nothing():
    net = Network.from_networkx(nx.florentine_families_graph())
    best = exact_optimum(net, IndependentCascade(0.2), 2)
    every = exact_sets(net, IndependentCascade(0.2), 2)
    assert best.value == pytest.approx(every.max())
    assert set(best.sets) == set(every.index[every >= every.max() - 1e-9])
    assert best.sets_tried < len(every)


def test_relabelling_reordering_and_lonely_people_change_nothing():
    graph = nx.krackhardt_kite_graph()
    model = IndependentCascade(0.25)
    plain = exact_singles(Network.from_networkx(graph), model)
    named = nx.relabel_nodes(graph, {node: f"p{node}" for node in graph})
    turned = nx.Graph()
    turned.add_nodes_from(["alone", *sorted(named, reverse=True)])
    turned.add_edges_from(named.edges)
    other = exact_singles(Network.from_networkx(turned), model)
    assert other["alone"] == 1.0
    assert other[[f"p{node}" for node in plain.index]].to_numpy() == pytest.approx(plain.to_numpy())


def test_empty_and_single_networks(empty, one_node, no_ties):
    model = IndependentCascade(0.5)
    assert exact_spread(empty, model, []) == 0.0
    assert exact_spread(one_node, model, ["a"]) == 1.0
    assert exact_singles(no_ties, model).tolist() == [1.0, 1.0, 1.0]


def test_too_large_says_so():
    graph = nx.gnp_random_graph(60, 0.3, seed=1)
    net = Network.from_networkx(graph)
    with pytest.raises(ModelError, match="Too large for an exact answer"):
        exact_spread(net, IndependentCascade(0.1), [0])
    with pytest.raises(ModelError, match="can be tried"):
        exact_optimum(net, IndependentCascade(0.1), 8)


def test_a_directed_tie_counts_one_way():
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    net = Network.from_frames(None, ties, means="turns_to")
    reach = exact_singles(net, IndependentCascade(0.5))
    assert reach.to_dict() == pytest.approx({"a": 1.0, "b": 1.5, "c": 1.75})
