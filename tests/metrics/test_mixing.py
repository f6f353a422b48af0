"""Mixing and likeness: against networkx, by hand, and against what chance must give."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.errors import DataError
from netdiff.metrics.likeness import geary, moran
from netdiff.metrics.mixing import (
    assortativity,
    coleman_homophily,
    degree_assortativity,
    ei_by_person,
    ei_index,
    ei_test,
    mixing_matrix,
)
from netdiff.network import Network
from tests.metrics.random_networks import KINDS, net_of, random_graph


def grouped(graph: nx.Graph, seed: int = 0) -> Network:
    net, rng = net_of(graph), np.random.default_rng(seed)
    columns = {"group": rng.choice(list("abc"), len(net)), "need": rng.normal(size=len(net))}
    nx.set_node_attributes(graph, dict(zip(net.nodes.index, columns["group"], strict=True)), "group")
    return Network.from_frames(net.nodes.assign(**columns), net.ties, net.layers)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", KINDS)
def test_against_networkx(kind: str, seed: int) -> None:
    graph = random_graph(kind, seed)
    net = grouped(graph, seed)
    assert assortativity(net) == pytest.approx(nx.attribute_assortativity_coefficient(graph, "group"))
    assert degree_assortativity(net) == pytest.approx(nx.degree_assortativity_coefficient(graph))
    order = {name: place for place, name in enumerate("abc")}
    expected = nx.attribute_mixing_matrix(graph, "group", mapping=order, normalized=False)
    np.testing.assert_array_equal(mixing_matrix(net), expected)


def test_ei_by_hand() -> None:
    people = pd.DataFrame({"group": list("aabb")}, index=list("wxyz"))
    ties = pd.DataFrame({"source": ["w", "x", "y"], "target": ["x", "y", "w"]})
    net = Network.from_frames(people, ties, means="tells")
    assert ei_index(net) == pytest.approx((2 - 1) / 3)
    assert ei_by_person(net).fillna(9).tolist() == [-1, 1, 1, 9]


@pytest.mark.parametrize("kind", KINDS)
def test_ei_beside_chance(kind: str) -> None:
    net = grouped(random_graph(kind, 1))
    test = ei_test(net, draws=400, rng=3)
    assert test["index"] == ei_index(net)
    assert test["low"] <= test["expected"] <= test["high"]
    assert test["p"] > 0.01
    pd.testing.assert_series_equal(test, ei_test(net, draws=400, rng=3))
    shuffled = Network.from_frames(net.nodes.sample(frac=1, random_state=1), net.ties, net.layers)
    assert ei_index(shuffled) == pytest.approx(ei_index(net))


def test_two_camps_are_far_from_chance(two_cliques_one_bridge: Network) -> None:
    net = two_cliques_one_bridge
    net = Network.from_frames(net.nodes.assign(group=list("aaaabbbb")), net.ties, net.layers)
    test = ei_test(net, draws=999, rng=0)
    assert test["index"] == pytest.approx((1 - 12) / 13)
    assert test["rescaled"] == -1  # only 12 of the 13 ties could lie inside, and they do
    assert test["p"] < 0.06
    table = coleman_homophily(net)
    assert table.loc["a", "share_inside"] == pytest.approx(12 / 13)
    assert table.loc["a", "inbreeding"] == pytest.approx((12 / 13 - 0.5) / 0.5)
    assert table.loc["a", "inbreeding_finite"] == pytest.approx((12 / 13 - 3 / 7) / (4 / 7))


@pytest.mark.parametrize("weights", ["binary", "row"])
@pytest.mark.parametrize("kind", KINDS)
def test_moran_and_geary_are_their_definitions(kind: str, weights) -> None:
    net = grouped(random_graph(kind, 2), 2)
    w = (net.adjacency().toarray() > 0).astype(float)
    if weights == "row":
        w /= np.maximum(w.sum(axis=1, keepdims=True), 1)
    x = net.nodes["need"].to_numpy()
    z, n = x - x.mean(), len(x)
    found = moran(net, "need", weights=weights, draws=2_000)
    assert found["I"] == pytest.approx(n / w.sum() * (z @ w @ z) / (z @ z))
    apart = (w * (x[:, None] - x[None, :]) ** 2).sum()
    assert geary(net, "need", weights=weights) == pytest.approx((n - 1) * apart / (2 * w.sum() * (z @ z)))
    rng = np.random.default_rng(0)
    dealt = [n / w.sum() * (y @ w @ y) / (z @ z) for y in (rng.permutation(z) for _ in range(6_000))]
    assert np.mean(dealt) == pytest.approx(found["expected"], abs=0.006)
    assert np.var(dealt) == pytest.approx(found["variance"], rel=0.08)


def test_what_is_needed_is_said(path: Network) -> None:
    with pytest.raises(DataError, match="needs the column 'group'"):
        ei_index(path)
    words = Network.from_frames(path.nodes.assign(need=list("abcde")), path.ties, path.layers)
    with pytest.raises(DataError, match="no column of numbers"):
        moran(words, "need")


def test_nothing_to_mix() -> None:
    net = grouped(nx.empty_graph(["a", "b", "c", "d"]))
    assert all(np.isnan(value) for value in (ei_index(net), assortativity(net), degree_assortativity(net)))
    assert np.isnan(geary(net, "need"))
    assert moran(net, "need").isna().all()
    assert mixing_matrix(net).to_numpy().sum() == 0
