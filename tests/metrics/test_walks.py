"""Eigenvector, Katz, PageRank and Bonacich's power."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.errors import DataWarning, ModelError
from netdiff.metrics.walks import bonacich_power, eigenvector, katz, pagerank, spectral_radius
from netdiff.network import Network
from tests.metrics.random_networks import KINDS, net_of, random_graph

SEEDS = range(4)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weight", [None, "weight"])
@pytest.mark.parametrize("seed", SEEDS)
def test_pagerank_against_networkx(kind: str, weight: str | None, seed: int) -> None:
    graph = random_graph(kind, seed)
    expected = pd.Series(nx.pagerank(graph, weight=weight, tol=1e-13, max_iter=1000))
    np.testing.assert_allclose(pagerank(net_of(graph), weighted=weight is not None), expected, atol=1e-10)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weight", [None, "weight"])
def test_katz_against_networkx(kind: str, weight: str | None) -> None:
    graph = random_graph(kind, 1)
    expected = pd.Series(nx.katz_centrality_numpy(graph, 0.05, 1.0, normalized=False, weight=weight))
    found = katz(net_of(graph), alpha=0.05, weighted=weight is not None)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert np.linalg.norm(katz(net_of(graph), normalized=True)) == pytest.approx(1)


@pytest.mark.parametrize("n", [20, 200])
def test_eigenvector_against_networkx(n: int) -> None:
    """Twenty people take the dense way, two hundred the sparse one."""
    graph = nx.relabel_nodes(nx.connected_watts_strogatz_graph(n, 4, 0.4, seed=1), str)
    expected = pd.Series(nx.eigenvector_centrality_numpy(graph))
    np.testing.assert_allclose(eigenvector(net_of(graph)), expected, atol=1e-8)
    directed = nx.DiGraph(graph)
    directed.remove_edges_from(list(directed.edges)[::7])
    expected = pd.Series(nx.eigenvector_centrality(directed, max_iter=20_000, tol=1e-12))
    np.testing.assert_allclose(eigenvector(net_of(directed)), expected, atol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", SEEDS)
def test_weighted_vectors_of_random_networks(kind: str, seed: int) -> None:
    """Many pieces, isolates and ties to oneself; the largest piece against networkx, the rest is nothing."""
    graph = random_graph(kind, seed, n=60, p=0.05)
    found = eigenvector(net_of(graph), weighted=True)
    matrix = nx.to_numpy_array(graph).T
    radius = np.abs(np.linalg.eigvals(matrix)).max()
    assert spectral_radius(net_of(graph), weighted=True) == pytest.approx(radius)
    if kind == "undirected":
        largest = graph.subgraph(max(nx.connected_components(graph), key=len))
        expected = pd.Series(nx.eigenvector_centrality_numpy(largest, weight="weight")).reindex(found.index).fillna(0)
        np.testing.assert_allclose(found, expected, atol=1e-8)
    else:
        np.testing.assert_allclose(matrix @ found, radius * found, atol=1e-8)


def test_eigenvector_stays_in_the_largest_piece() -> None:
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "d"), ("x", "y"), ("y", "z"), ("x", "z")])
    values = eigenvector(net_of(graph))
    assert (values[["x", "y", "z"]] == 0).all()
    assert np.linalg.norm(values) == pytest.approx(1)
    assert spectral_radius(net_of(graph)) == pytest.approx(2)  # that of the triangle, the smaller piece


def test_eigenvector_flows_to_those_who_are_named() -> None:
    graph = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("e", "a")])
    values = eigenvector(net_of(graph))
    assert values["a"] == pytest.approx(1 / np.sqrt(3))
    assert values["d"] == 0


def test_no_way_back_means_no_eigenvector() -> None:
    net = net_of(nx.DiGraph([(f"p{i:02d}", f"p{i + 1:02d}") for i in range(40)]))
    assert spectral_radius(net) == 0
    with pytest.warns(DataWarning, match="does not exist"):
        assert eigenvector(net).isna().all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("beta", [-0.1, 0.0, 0.08])
def test_bonacich_is_its_definition(kind: str, beta: float) -> None:
    graph = random_graph(kind, 2, p=0.05)
    net = net_of(graph)
    ties = (net.adjacency().toarray() > 0).astype(float)
    assert abs(beta) * np.abs(np.linalg.eigvals(ties)).max() < 1
    raw = np.linalg.solve(np.eye(len(ties)) - beta * ties, ties.sum(axis=1))
    expected = raw * np.sqrt(len(ties) / (raw @ raw))
    np.testing.assert_allclose(bonacich_power(net, beta=beta), expected, atol=1e-9)


def test_beyond_the_limit_is_said(star: Network) -> None:
    with pytest.warns(DataWarning, match="signs may flip"):
        bonacich_power(star, beta=0.9)
    with pytest.raises(ModelError, match="alpha must lie below"):
        katz(star, alpha=0.5)
    with pytest.warns(DataWarning, match="signs may flip"):
        at_the_limit = bonacich_power(star, beta=0.5)
    np.testing.assert_allclose(np.abs(at_the_limit), eigenvector(star) * np.sqrt(5), atol=1e-6)
    with pytest.raises(ModelError, match="damping"):
        pagerank(star, damping=1.0)


@pytest.mark.parametrize("measure", [pagerank, katz, bonacich_power])
def test_empty_and_tiny(measure, empty: Network, no_ties: Network) -> None:
    assert measure(empty).empty
    assert (eigenvector(net_of(nx.empty_graph(3))) == 0).all()
    np.testing.assert_array_equal(measure(no_ties), measure(no_ties).iloc[0])
    assert spectral_radius(empty) == spectral_radius(no_ties) == 0


def test_pagerank_adds_up_to_one() -> None:
    assert pagerank(net_of(random_graph("directed", 5))).sum() == pytest.approx(1)
