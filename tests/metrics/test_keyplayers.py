"""Sets of people: every set looked at one by one, group measures against networkx."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from netdiff._kernels import sets as kernels
from netdiff.errors import ModelError, UnknownNodeError
from netdiff.metrics import _sets
from netdiff.metrics.groups import best_group, group_betweenness, group_closeness, group_degree
from netdiff.metrics.keyplayers import (
    distance_fragmentation,
    distance_reach,
    fragmentation,
    key_players,
    reach_of_set,
)
from netdiff.network import Network
from tests.metrics.random_networks import KINDS, contact_graph, net_of, random_graph


@pytest.mark.parametrize("kind", KINDS)
def test_one_set_by_networkx(kind: str) -> None:
    graph = random_graph(kind, 3, n=20)
    net, members = net_of(graph), list(graph)[:3]
    away = nx.multi_source_dijkstra_path_length(graph, set(members), weight=None)
    assert distance_reach(net, members) == pytest.approx(sum(1 / max(d, 1) for d in away.values()) / len(graph))
    assert reach_of_set(net, members, steps=2) == sum(d <= 2 for d in away.values())
    rest = contact_graph(graph)
    rest.remove_nodes_from(members)
    assert distance_fragmentation(net, members) == pytest.approx(1 - nx.global_efficiency(rest))
    pairs = sum(len(c) * (len(c) - 1) for c in nx.connected_components(rest))
    assert fragmentation(net, members) == pytest.approx(1 - pairs / (len(rest) * (len(rest) - 1)))


def test_starters_are_read_along_influence() -> None:
    ties = nx.DiGraph([("a", "c"), ("b", "c")])
    assert key_players(net_of(ties, means="turns_to"), 1).sets == [("c",)]
    assert key_players(net_of(ties, means="tells"), 1).sets == [("a",), ("b",)]


def test_resources_are_added_up(star: Network) -> None:
    rich = Network.from_frames(star.nodes.assign(resources=[1, 2, None, 4, 5]), star.ties, star.layers)
    assert reach_of_set(rich, ["b"], steps=1, resources="resources") == 3
    assert reach_of_set(rich, ["b"], steps=2, resources="resources") == 12


@pytest.mark.parametrize("objective", ["reach", "distance_reach", "fragmentation", "distance_fragmentation"])
def test_every_set_is_looked_at(objective) -> None:
    graph = random_graph("undirected", 8, n=9, p=0.3)
    net = net_of(graph)
    one = {
        "reach": lambda s: reach_of_set(net, s, steps=2),
        "distance_reach": lambda s: distance_reach(net, s),
        "fragmentation": lambda s: fragmentation(net, s),
        "distance_fragmentation": lambda s: distance_fragmentation(net, s),
    }[objective]
    values = {s: one(s) for s in combinations(graph, 2)}
    best = max(values.values())
    found = key_players(net, 2, objective=objective, steps=2)
    assert found.exact
    assert found.value == pytest.approx(best)
    assert found.sets == [s for s, value in values.items() if value >= best - 1e-9]


def test_too_many_sets_are_searched_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.relabel_nodes(nx.gnp_random_graph(40, 0.1, seed=2), str)
    exact = key_players(net_of(graph), 2)
    monkeypatch.setattr(_sets, "MOST_SETS", 10)
    monkeypatch.setattr("netdiff.metrics.keyplayers.TABLE_UP_TO", 5)
    found = key_players(net_of(graph), 2)
    assert not found.exact
    assert found.n_optimal is None
    assert "no guarantee" in repr(found)
    assert exact.value * (1 - 1 / np.e) <= found.value <= exact.value + 1e-12
    assert found.value == pytest.approx(distance_reach(net_of(graph), found.sets[0]))
    assert found.to_frame().shape == (1, 2)


def test_sets_that_cost_too_much_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    net = net_of(nx.relabel_nodes(nx.gnp_random_graph(20, 0.2, seed=2), str))
    assert key_players(net, 2, objective="distance_fragmentation").n_optimal
    monkeypatch.setattr(_sets, "MOST_WORK", 190 * 20 * 30)
    assert key_players(net, 2, objective="distance_fragmentation").n_optimal is None
    assert best_group(net, 2, of="betweenness").n_optimal is None
    assert key_players(net, 2, objective="fragmentation").exact


def by_powers(ties: np.ndarray, sets: np.ndarray) -> dict[str, np.ndarray]:
    """Scores of breakers and go-betweens from powers of the matrix: the first that is not zero counts the roads."""
    n = len(ties)

    def shortest(tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        steps, roads, walks = np.full(tables.shape, np.inf), np.zeros(tables.shape), tables
        for step in range(1, n):
            new = np.isinf(steps) & (walks > 0)
            if not new.any():
                break
            steps[new], roads[new] = step, walks[new]
            walks = walks @ tables
        return steps, roads

    stays = np.ones((len(sets), n))
    np.put_along_axis(stays, sets, 0.0, axis=1)
    pairs = stays[:, :, None] * stays[:, None, :] * (1 - np.eye(n))
    steps, roads = shortest(ties * pairs)
    all_steps, all_roads = shortest(ties[None])
    free = np.where(steps == all_steps, roads, 0.0) / np.where(all_roads, all_roads, 1.0)
    total = pairs.sum(axis=(1, 2))
    return {
        "fragmentation": 1 - ((steps < np.inf) * pairs).sum(axis=(1, 2)) / total,
        "distance_fragmentation": 1 - (pairs / steps).sum(axis=(1, 2)) / total,
        "betweenness": (((all_steps < np.inf) - free) * pairs).sum(axis=(1, 2)) / total,
    }


def by_distances(away: np.ndarray, sets: np.ndarray) -> dict[str, np.ndarray]:
    """Scores of starters and near groups from the table of distances of a connected network."""
    near = away[sets].min(axis=1)
    return {
        "reach": (near <= 2).sum(axis=1),
        "distance_reach": (1 / np.maximum(near, 1)).mean(axis=1),
        "degree": (near == 1).sum(axis=1),
        "closeness": (near > 0).sum(axis=1) / near.sum(axis=1),
    }


@pytest.mark.parametrize("k", [2, 3, pytest.param(5, marks=pytest.mark.slow)])
def test_all_sets_of_karate(k: int) -> None:
    """34 over 5 are 278,256 sets: the best value and the number of sets that reach it."""
    graph = nx.karate_club_graph()
    ties, away = nx.to_numpy_array(graph, weight=None), np.asarray(nx.floyd_warshall_numpy(graph, weight=None))
    sets = np.array(list(combinations(range(34), k)))
    parts = [by_powers(ties, part) | by_distances(away, part) for part in np.array_split(sets, len(sets) // 500 + 1)]
    net = net_of(nx.Graph([(f"{a:02}", f"{b:02}") for a, b in graph.edges]))
    for name in parts[0]:
        values = np.concatenate([part[name] for part in parts])
        best = {tuple(f"{i:02}" for i in one) for one in sets[values >= values.max() - 1e-9]}
        group = name in {"degree", "closeness", "betweenness"}
        found = best_group(net, k, of=name) if group else key_players(net, k, objective=name)  # type: ignore[arg-type]
        assert found.exact, name
        assert found.value == pytest.approx(values.max()), name
        assert found.n_optimal == len(best), name
        assert {tuple(sorted(one)) for one in found.sets} == best, name


def test_three_of_sixty_two_are_all_looked_at() -> None:
    net = net_of(nx.relabel_nodes(nx.gnm_random_graph(62, 159, seed=4), str))
    assert best_group(net, 3, of="betweenness").exact
    assert key_players(net, 3, objective="fragmentation").exact


def test_uncompiled_kernels_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = net_of(random_graph("undirected", 6, n=12, p=0.2)).adjacency()
    chosen = np.array(list(combinations(range(12), 3)))[::5]
    names = ("pairs_apart", "mean_distance_apart", "steps_to_nearest", "roads_through")
    compiled = [getattr(kernels, name)(matrix.indptr, matrix.indices, chosen) for name in names]
    for name in ("walk", "put", "forget_steps"):
        monkeypatch.setattr(kernels, name, getattr(kernels, name).python)
    for name, values in zip(names, compiled, strict=True):
        plain = getattr(kernels, name).python(matrix.indptr, matrix.indices, chosen)
        np.testing.assert_allclose(plain, values, atol=1e-12, err_msg=name)


def passed_share(graph: nx.Graph, members: list[str]) -> float:
    """Every shortest road one by one (networkx 3.6.1 is off for three members, by the order of its sets)."""
    shares = []
    for one, other in combinations([v for v in graph if v not in members], 2):
        roads = list(nx.all_shortest_paths(graph, one, other))
        shares.append(sum(bool(set(road) & set(members)) for road in roads) / len(roads))
    return float(np.mean(shares))


@pytest.mark.parametrize("seed", range(3))
def test_groups_against_networkx(seed: int) -> None:
    graph = nx.relabel_nodes(nx.connected_watts_strogatz_graph(16, 4, 0.4, seed=seed), str)
    net = net_of(graph)
    for members in (["0"], ["1", "5"], ["2", "3", "9"]):
        assert group_degree(net, members, normalized=True) == pytest.approx(nx.group_degree_centrality(graph, members))
        assert group_closeness(net, members) == pytest.approx(nx.group_closeness_centrality(graph, members))
        assert group_betweenness(net, members) == pytest.approx(passed_share(graph, members))


@pytest.mark.parametrize("of", ["degree", "closeness", "betweenness"])
def test_best_group(of) -> None:
    graph = random_graph("undirected", 9, n=9, p=0.3)
    net = net_of(graph)
    one = {"degree": group_degree, "closeness": group_closeness, "betweenness": group_betweenness}[of]
    values = {s: one(net, s) for s in combinations(graph, 2)}
    found = best_group(net, 2, of=of)
    assert found.value == pytest.approx(max(values.values()))
    assert set(found.sets) == {s for s, value in values.items() if value >= max(values.values()) - 1e-9}


def test_edges_of_the_questions(empty: Network, one_node: Network, star: Network) -> None:
    assert key_players(empty, 2).sets == []
    assert key_players(one_node, 3).sets == [("a",)]
    assert np.isnan(fragmentation(one_node))
    assert np.isnan(key_players(one_node, 1, objective="fragmentation").value)
    assert fragmentation(star, ["a", "a"]) == fragmentation(star, ["a"])
    assert distance_fragmentation(star, ["b", "b"]) == distance_fragmentation(star, ["b"])
    assert np.isnan(group_degree(one_node, ["a"], normalized=True))
    assert fragmentation(star, ["a"]) == 1
    assert distance_reach(star, []) == 0
    with pytest.raises(ModelError, match="objective must be one of"):
        key_players(star, 1, objective="fame")  # type: ignore[arg-type]
    with pytest.raises(UnknownNodeError):
        group_degree(star, ["q"])
