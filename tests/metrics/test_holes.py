"""Structural holes: against networkx person by person, igraph, and the plain definition."""

from __future__ import annotations

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdiff._kernels import triangles
from netdiff.metrics.holes import burt_efficiency, burt_hierarchy, constraint, effective_size, structural_holes
from netdiff.network import Network
from tests.metrics.random_networks import KINDS, net_of, random_graph

LEAST = 1e-9


def by_definition(net: Network) -> pd.DataFrame:
    """Burt's formulas, word for word."""
    a = net.adjacency().toarray()
    s = a + a.T if net.layers["ties"].directed else a
    p, m = s / s.sum(axis=1, keepdims=True), s / s.max(axis=1, keepdims=True)
    rows = []
    for i in range(len(s)):
        near = np.flatnonzero(s[i])
        c = np.array([(p[i, j] + sum(p[i, q] * p[q, j] for q in near)) ** 2 for j in near])
        size = sum(1 - sum(p[i, q] * m[j, q] for q in near if q != j) for j in near)
        r = c / c.mean() if len(c) else c
        disorder = (r * np.log(r)).sum() / (len(r) * np.log(len(r))) if len(r) > 1 else 1.0
        rows.append([c.sum(), size, size / len(near), disorder] if len(near) else [np.nan] * 4)
    columns = ["constraint", "effective_size", "burt_efficiency", "burt_hierarchy"]
    return pd.DataFrame(rows, index=net.nodes.index, columns=columns)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", KINDS)
def test_the_definition(kind: str, seed: int) -> None:
    net = net_of(random_graph(kind, seed, p=0.12))
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = by_definition(net)
    pd.testing.assert_frame_equal(structural_holes(net, weighted=True), expected, atol=1e-10)


@pytest.mark.parametrize("weight", [None, "weight"])
@pytest.mark.parametrize("kind", KINDS)
def test_two_hundred_random_networks_against_networkx_per_node(kind: str, weight: str | None) -> None:
    for seed in range(50):
        graph = random_graph(kind, seed, n=16, p=0.2)
        table = structural_holes(net_of(graph), weighted=weight is not None)
        size = pd.Series(nx.effective_size(graph, nodes=list(graph), weight=weight))
        limit = pd.Series(nx.constraint(graph, weight=weight))
        names_somebody = [person for person in graph if len(graph[person])]  # networkx gives others no value
        np.testing.assert_allclose(table["effective_size"][names_somebody], size[names_somebody], atol=LEAST)
        np.testing.assert_allclose(table["constraint"][names_somebody], limit[names_somebody], atol=LEAST)


@pytest.mark.parametrize("kind", KINDS)
def test_against_igraph(kind: str) -> None:
    graph = random_graph(kind, 7, n=60)
    other = igraph.Graph.from_networkx(graph)
    np.testing.assert_allclose(constraint(net_of(graph)), other.constraint(), atol=LEAST)
    np.testing.assert_allclose(constraint(net_of(graph), weighted=True), other.constraint(weights="weight"), atol=LEAST)


def test_right_where_networkx_is_wrong() -> None:
    """The triangle ab=1, bc=2, ac=3 by hand: a's size is 2 - p_ac m_bc - p_ab m_cb = 2 - 3/4 · 1 - 1/4 · 2/3."""
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 1.0), ("b", "c", 2.0), ("a", "c", 3.0)])
    ours = effective_size(net_of(graph), weighted=True)
    assert ours["a"] == pytest.approx(2 - 0.75 * 1 - 0.25 * 2 / 3)
    assert nx.effective_size(graph, nodes=["a"], weight="weight")["a"] == pytest.approx(ours["a"])
    if nx.__version__ == "3.6.1":
        assert nx.effective_size(graph, weight="weight")["a"] == pytest.approx(1.25)


def test_the_shortcut_for_plain_contacts() -> None:
    graph = random_graph("undirected", 3)
    net = net_of(graph)
    links = {v: nx.subgraph(graph, graph[v]).number_of_edges() for v in graph}
    for person, size in effective_size(net).dropna().items():
        contacts = graph.degree(person)
        assert size == pytest.approx(contacts - 2 * links[person] / contacts)


def test_by_hand(star: Network, no_ties: Network, empty: Network) -> None:
    assert constraint(star).tolist() == [0.25, 1, 1, 1, 1]
    assert effective_size(star).tolist() == [4, 1, 1, 1, 1]
    assert burt_efficiency(star).tolist() == [1] * 5
    assert burt_hierarchy(star).tolist() == [0, 1, 1, 1, 1]
    assert structural_holes(no_ties).isna().all(axis=None)
    assert structural_holes(empty).empty


def test_a_returned_tie_counts_twice() -> None:
    ties = pd.DataFrame({"source": ["a", "b", "a"], "target": ["b", "a", "c"]})
    net = Network.from_frames(None, ties, means="tells")
    assert constraint(net)["a"] == pytest.approx((2 / 3) ** 2 + (1 / 3) ** 2)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), kind=st.sampled_from(KINDS), factor=st.floats(0.01, 100))
def test_names_order_isolates_and_units_do_not_matter(seed: int, kind: str, factor: float) -> None:
    graph = random_graph(kind, seed, n=14, p=0.25)
    before = structural_holes(net_of(graph), weighted=True)
    order = list(graph)
    np.random.default_rng(seed).shuffle(order)
    other = graph.__class__()
    other.add_nodes_from(["newcomer", *order])
    other.add_weighted_edges_from((a, b, d["weight"] * factor) for a, b, d in graph.edges(data=True))
    after = structural_holes(net_of(other), weighted=True)
    pd.testing.assert_frame_equal(after.loc[list(graph)], before, check_names=False, rtol=1e-9)


def test_uncompiled_kernel_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = net_of(random_graph("undirected", 1)).adjacency()
    arrays = matrix.indptr, matrix.indices, matrix.data
    compiled = triangles.structural_holes(*arrays, True, True)
    for name in (
        "rank_by_degree",
        "forward_ties",
        "shared_contacts",
        "room_for_triangles",
        "triangles_of",
    ):
        monkeypatch.setattr(triangles, name, getattr(triangles, name).python)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(triangles.structural_holes.python(*arrays, True, True), compiled)
