"""Shares of coalitions: every order and every coalition counted out."""

from __future__ import annotations

from itertools import combinations, permutations
from math import factorial

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.errors import DataError, ModelError
from netdiff.metrics.coalitions import banzhaf, myerson, shapley_ball, shapley_contacts, shapley_fringe, shapley_shubik
from netdiff.metrics.exchange import dependence, graph_power_index, power_over
from netdiff.network import Network
from tests.metrics.random_networks import KINDS, net_of


def shapley(n: int, worth) -> np.ndarray:
    value = np.zeros(n)
    for order in permutations(range(n)):
        for place, person in enumerate(order):
            value[person] += worth(set(order[: place + 1])) - worth(set(order[:place]))
    return value / factorial(n)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_closed_forms_against_all_orders(kind: str, seed: int) -> None:
    """On directed networks too: the influence of a nomination runs to the one who names."""
    graph = nx.gnp_random_graph(6, 0.35, seed=seed, directed=kind == "directed")
    net = net_of(nx.relabel_nodes(graph, str), means="turns_to" if kind == "directed" else None)
    w = net.influence().toarray() > 0
    away = nx.floyd_warshall_numpy(nx.DiGraph(w.astype(float)))
    games = {
        shapley_fringe: lambda c: len(c | {u for v in c for u in np.flatnonzero(w[v])}),
        shapley_contacts: lambda c: len(c | {u for u in range(6) if w[list(c)][:, u].sum() >= 2}) if c else 0,
        shapley_ball: lambda c: sum((away[list(c), u] <= 2).any() for u in range(6)) if c else 0,
    }
    for measure, worth in games.items():
        np.testing.assert_allclose(measure(net), shapley(6, worth), atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_votes_against_all_coalitions(seed: int) -> None:
    rng = np.random.default_rng(seed)
    votes = rng.choice([0.5, 1, 2, 3.25, 7], size=6)
    quota = float(votes.sum() * rng.uniform(0.4, 0.9))
    wins = lambda c: float(votes[list(c)].sum() >= quota)  # noqa: E731
    swings = np.array(
        [
            sum(
                wins((*c, i)) - wins(c)
                for size in range(6)
                for c in combinations([j for j in range(6) if j != i], size)
            )
            for i in range(6)
        ]
    )
    weights = dict(zip("abcdef", votes, strict=True))
    np.testing.assert_allclose(banzhaf(weights, quota), swings / swings.sum())
    np.testing.assert_allclose(shapley_shubik(weights, quota), shapley(6, lambda c: wins(tuple(c))))


def test_tenths_are_tenths() -> None:
    """Three votes of 0.1 make 0.3, whatever binary fractions say."""
    assert shapley_shubik({"a": 0.1, "b": 0.1, "c": 0.1}, 0.3).tolist() == pytest.approx([1 / 3] * 3)
    assert banzhaf({"a": 0.1, "b": 0.2, "c": 0.3}, 0.3)["a"] == pytest.approx(1 / 5)


def test_the_security_council() -> None:
    council = {f"permanent {i}": 7 for i in range(5)} | {f"elected {i}": 1 for i in range(10)}
    assert shapley_shubik(council, 39).iloc[[0, -1]].tolist() == pytest.approx([421 / 2145, 4 / 2145])
    assert banzhaf(council, 39).iloc[[0, -1]].round(5).tolist() == [0.16693, 0.01654]


def test_votes_that_cannot_be() -> None:
    with pytest.raises(DataError, match="negative"):
        banzhaf({"a": -1, "b": 3}, 1)
    with pytest.raises(DataError, match="cannot decide"):
        shapley_shubik({"a": 1, "b": 1}, 3)


def test_linked_people_only(path: Network) -> None:
    """a - b - c - d - e, one vote each, three needed: the middle one is in every chain of three."""
    votes = Network.from_frames(path.nodes.assign(resources=1), path.ties, path.layers)
    value = myerson(votes, 3)
    assert value.sum() == pytest.approx(1)
    assert value.idxmax() == "c"
    links = path.adjacency().toarray() > 0

    def worth(c: set[int]) -> float:
        pieces = nx.connected_components(nx.from_numpy_array(links).subgraph(c))
        return float(any(len(p) >= 3 for p in pieces))

    np.testing.assert_allclose(value, shapley(5, worth))
    with pytest.raises(ModelError, match="all coalitions"):
        myerson(net_of(nx.relabel_nodes(nx.path_graph(20), str)), 3)


@pytest.mark.parametrize("seed", range(4))
def test_power_index_against_plain_packing(seed: int) -> None:
    graph = nx.relabel_nodes(nx.gnp_random_graph(7, 0.3, seed=seed), str)

    def packed(paths: list[frozenset]) -> int:
        return max((1 + packed([q for q in paths if not q & p]) for p in paths), default=0)

    for person in graph:
        index = 0
        for k in range(1, len(graph)):
            ends = nx.single_source_shortest_path_length(graph, person)
            paths = {
                frozenset(p[1:])
                for other in ends
                for p in nx.all_simple_paths(graph, person, other, cutoff=k)
                if len(p) == k + 1
            }
            index += (-1) ** (k - 1) * packed(sorted(paths, key=sorted))
        assert graph_power_index(net_of(graph))[person] == index


def test_dependence_by_hand(star: Network, no_ties: Network) -> None:
    table = dependence(star)
    assert table.loc["a"].tolist() == [0, 0.25, 0.25, 0.25, 0.25]
    assert table.loc["b", "a"] == 1
    assert power_over(star).tolist() == [3, -0.75, -0.75, -0.75, -0.75]
    assert power_over(no_ties).isna().all()
    ties = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"], "weight": [3.0, 1.0]})
    assert dependence(Network.from_frames(None, ties, means="meets")).loc["a", "b"] == 0.75


def test_empty(empty: Network) -> None:
    for measure in (shapley_fringe, shapley_contacts, shapley_ball, graph_power_index, power_over):
        assert measure(empty).empty
