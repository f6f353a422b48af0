"""Hierarchy, attack, core and periphery, circles, layers, bridging: by hand, by brute force, against networkx."""

from __future__ import annotations

from itertools import product

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.errors import ModelError
from netdiff.metrics.attack import resilience
from netdiff.metrics.bridging import bridge_width, bridging_scores, bridging_ties
from netdiff.metrics.communities import find_communities, max_modularity, modularity
from netdiff.metrics.coreperiphery import continuous_core, core_periphery
from netdiff.metrics.hierarchy import krackhardt
from netdiff.metrics.layers import cross_layer_ei, layer_degrees, layer_overlap, participation, qap
from netdiff.network import Network
from tests.metrics.random_networks import KINDS, contact_graph, net_of, random_graph

# -- hierarchy --------------------------------------------------------------------------------------------------------


def test_a_tree_of_command_is_all_ones() -> None:
    tree = nx.relabel_nodes(nx.balanced_tree(2, 3, create_using=nx.DiGraph), str)
    assert krackhardt(net_of(tree)).tolist() == [1, 1, 1, 1]


def test_what_takes_each_dimension_down() -> None:
    tree = nx.DiGraph([("a", "b"), ("a", "c"), ("b", "d"), ("b", "e")])
    alone = tree.copy()
    alone.add_node("z")
    assert krackhardt(net_of(alone))["connectedness"] == pytest.approx(20 / 30)
    mutual = tree.copy()
    mutual.add_edge("b", "a")
    assert krackhardt(net_of(mutual))["hierarchy"] == pytest.approx(1 - 1 / 7)  # b now gets to c, too
    assert krackhardt(net_of(mutual))["efficiency"] == pytest.approx(1 - 1 / 16)
    two_heads = nx.DiGraph([("a", "c"), ("b", "c")])
    assert krackhardt(net_of(two_heads))["lub"] == 0  # a and b have no superior in common


@pytest.mark.parametrize("seed", range(4))
def test_hierarchy_by_reachability(seed: int) -> None:
    graph = random_graph("directed", seed)
    reach = {(a, b) for a in graph for b in nx.descendants(graph, a)}
    mutual = sum((b, a) in reach for a, b in reach) / 2
    either = len({frozenset(pair) for pair in reach})
    assert krackhardt(net_of(graph))["hierarchy"] == pytest.approx(1 - mutual / either)


def test_an_undirected_network_is_no_hierarchy(two_cliques_one_bridge: Network) -> None:
    values = krackhardt(two_cliques_one_bridge)
    assert values[["connectedness", "hierarchy", "lub"]].tolist() == [1, 0, 1]
    assert values["efficiency"] == pytest.approx(1 - (26 - 7) / 49)


# -- attack -----------------------------------------------------------------------------------------------------------


def left_over(graph: nx.Graph, order: list[str]) -> float:
    rest, total = contact_graph(graph), 0
    for person in order:
        rest.remove_node(person)
        total += max((len(c) for c in nx.connected_components(rest)), default=0)
    return total / len(graph) ** 2


@pytest.mark.parametrize("kind", KINDS)
def test_attacks_one_removal_at_a_time(kind: str) -> None:
    graph = random_graph(kind, 1, n=20, p=0.1)
    net, plain = net_of(graph), contact_graph(graph)
    static = sorted(graph, key=lambda v: -plain.degree(v))
    assert resilience(net, adaptive=False) == pytest.approx(left_over(graph, static))
    for attack, score in (("degree", lambda g: dict(g.degree)), ("betweenness", nx.betweenness_centrality)):
        rest, order = plain.copy(), []
        while len(rest):
            scores = score(rest)
            order.append(max(rest, key=lambda v: (round(scores[v], 9), -list(graph).index(v))))
            rest.remove_node(order[-1])
        assert resilience(net, attack=attack) == pytest.approx(left_over(graph, order))


def test_random_attack_is_kinder_and_repeatable(star: Network, empty: Network) -> None:
    chance = resilience(star, attack="random", draws=200, rng=1)
    assert chance == resilience(star, attack="random", draws=200, rng=1)
    assert chance > resilience(star)
    assert np.isnan(resilience(empty))


# -- core and periphery -----------------------------------------------------------------------------------------------


def fit(ties: np.ndarray, core: np.ndarray, *, ignored: bool) -> float:
    inside, across = np.outer(core, core), np.not_equal.outer(core, core)
    pairs = ~np.eye(len(ties), dtype=bool)
    use = pairs & ~across if ignored else pairs
    ideal, seen = (inside | (across & (not ignored)))[use].astype(float), ties[use]
    return np.corrcoef(ideal, seen)[0, 1] if ideal.std() and seen.std() else np.nan


@pytest.mark.parametrize("between", ["ones", "ignored"])
@pytest.mark.parametrize("seed", range(3))
def test_every_split(between, seed: int) -> None:
    net = net_of(random_graph("undirected", seed, n=6, p=0.5))
    ties = (net.adjacency().toarray() > 0).astype(float)
    splits = [np.array(s, dtype=bool) for s in product([False, True], repeat=len(ties))]
    best = np.nanmax([fit(ties, s, ignored=between == "ignored") for s in splits])
    found = core_periphery(net, between=between)
    assert found.exact
    assert found.correlation == pytest.approx(best)
    assert fit(ties, found.core.to_numpy(), ignored=between == "ignored") == pytest.approx(best)


def test_a_planted_core_is_found_and_chance_has_none() -> None:
    core = nx.complete_graph(6)
    core.add_edges_from((i % 6, 6 + i) for i in range(24))
    net = net_of(nx.relabel_nodes(core, str))
    found = core_periphery(net, between="ignored", draws=19)
    assert set(core_periphery(net).core.index[core_periphery(net).core]) == set(map(str, range(6)))
    assert set(found.core.index[found.core]) == set(map(str, range(6)))
    assert not found.exact
    assert found.to_frame()["core"].sum() == 6
    assert "6 of 30 in the core" in repr(found)
    assert found.p == 1  # these degrees leave no other network but this one, whoever hangs on to whom
    assert continuous_core(net).nlargest(6).index.isin(list(map(str, range(6)))).all()
    pairs = nx.disjoint_union(nx.complete_graph(8), nx.from_edgelist((i, i + 1) for i in range(0, 24, 2)))
    close = core_periphery(net_of(nx.relabel_nodes(pairs, str)), between="ignored", draws=19)
    assert (close.core.sum(), close.p) == (8, 1 / 20)
    ring = core_periphery(net_of(nx.relabel_nodes(nx.cycle_graph(24), str)), between="ignored", draws=19)
    assert ring.p > 0.05


def test_no_core_without_ties(empty: Network, no_ties: Network) -> None:
    assert np.isnan(core_periphery(empty).correlation)
    assert np.isnan(core_periphery(no_ties).correlation)
    assert continuous_core(no_ties).tolist() == pytest.approx([3**-0.5] * 3)


# -- circles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_modularity_against_networkx(kind: str) -> None:
    graph = random_graph(kind, 2)
    net = net_of(graph)
    net = Network.from_frames(net.nodes.assign(group=[name[-1] for name in net.nodes.index]), net.ties, net.layers)
    parts = [set(g) for _, g in pd.Series(net.nodes.index).groupby(net.nodes["group"].to_numpy())]
    plain = contact_graph(graph)
    assert modularity(net) == pytest.approx(nx.community.modularity(plain, parts))
    assert modularity(net, resolution=2) == pytest.approx(nx.community.modularity(plain, parts, resolution=2))


def test_two_cliques_are_two_circles(two_cliques_one_bridge: Network) -> None:
    found = find_communities(two_cliques_one_bridge, rng=1)
    assert found.labels.tolist() == [0] * 4 + [1] * 4
    assert (found.agreement, found.variation) == (1, pytest.approx(0, abs=1e-12))
    assert (found.together == 1).all()
    assert found.modularity == max_modularity(two_cliques_one_bridge).modularity
    assert "2 circles of 8 people" in repr(found)
    assert found.to_frame().shape == (8, 2)


def test_chance_gives_circles_that_do_not_agree() -> None:
    import random

    state = random.getstate()
    net = net_of(nx.relabel_nodes(nx.gnp_random_graph(80, 0.06, seed=3), str))
    found = find_communities(net, rng=2)
    assert found.agreement < 0.9
    assert found.variation > 0.1
    assert ((found.together >= 0) & (found.together <= 1)).all()
    pd.testing.assert_series_equal(find_communities(net, rng=2).labels, found.labels)
    assert random.getstate() == state


def test_circles_of_nobody(empty: Network, no_ties: Network) -> None:
    assert find_communities(empty).labels.empty
    assert find_communities(no_ties).labels.nunique() == 3
    assert np.isnan(max_modularity(no_ties).modularity)
    with pytest.raises(ModelError, match="up to 60"):
        max_modularity(net_of(nx.relabel_nodes(nx.path_graph(61), str)))


# -- layers -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def two_kinds_of_tie() -> Network:
    pairs = [("a", "b", "work"), ("b", "c", "work"), ("a", "b", "sport"), ("c", "d", "sport")]
    ties = pd.DataFrame(pairs, columns=["source", "target", "layer"])
    people = pd.DataFrame({"group": list("xxyyy")}, index=list("abcde"))
    return Network.from_frames(people, ties, means="meets")


def test_layers_by_hand(two_kinds_of_tie: Network) -> None:
    row = layer_overlap(two_kinds_of_tie).loc[("work", "sport")]
    assert (row["shared"], row["jaccard"], row["overlap"]) == (1, 1 / 3, 1 / 2)
    work, sport = (two_kinds_of_tie.adjacency(name).toarray() for name in ("work", "sport"))
    apart = ~np.eye(5, dtype=bool)
    assert row["pearson"] == pytest.approx(np.corrcoef(work[apart], sport[apart])[0, 1])
    assert participation(two_kinds_of_tie).tolist()[:4] == [1, pytest.approx(8 / 9), 1, 0]
    assert np.isnan(participation(two_kinds_of_tie)["e"])
    degrees = layer_degrees(two_kinds_of_tie).loc[("work", "sport")]
    assert degrees["pearson"] == pytest.approx(np.corrcoef(work.sum(0), sport.sum(0))[0, 1])
    assert cross_layer_ei(two_kinds_of_tie).to_dict() == {"work": 0, "sport": -1}


def test_qap_keeps_the_first_layer_and_shuffles_people(two_kinds_of_tie: Network) -> None:
    test = qap(two_kinds_of_tie, "work", "sport", draws=300, rng=1)
    assert test["correlation"] == pytest.approx(layer_overlap(two_kinds_of_tie)["pearson"].iloc[0])
    assert 0 < test["p"] <= 1
    pd.testing.assert_series_equal(test, qap(two_kinds_of_tie, "work", "sport", draws=300, rng=1))
    assert not test.equals(qap(two_kinds_of_tie, "work", "sport", draws=300, rng=2))
    same = qap(two_kinds_of_tie, "work", "work", draws=300)
    assert same["correlation"] == pytest.approx(1)


def test_one_layer_has_nothing_to_compare(path: Network) -> None:
    assert layer_overlap(path).empty
    assert participation(path).isna().all()


# -- bridging ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_bridges_against_networkx(kind: str, seed: int) -> None:
    graph = random_graph(kind, seed)
    plain = contact_graph(graph)
    table = bridging_ties(net_of(graph))
    ends = [frozenset(pair) for pair in zip(table["source"], table["target"], strict=True)]
    assert {e for e, b in zip(ends, table["bridge"], strict=True) if b} == set(map(frozenset, nx.bridges(plain)))
    local = {frozenset((a, b)): span for a, b, span in nx.local_bridges(plain)}
    found = {e: s for e, s, x in zip(ends, table["span"], table["local_bridge"], strict=True) if x}
    assert found == local
    assert set(table.loc[~table["local_bridge"], "span"]) <= {2.0}


def test_a_bridge_and_its_width(two_cliques_one_bridge: Network) -> None:
    net = two_cliques_one_bridge
    table = bridging_ties(net)
    assert table[table["bridge"]][["source", "target"]].to_numpy().tolist() == [["d", "e"]]
    assert bridge_width(net, "a", "h") == 1  # only d - e leads from a's circle into h's
    assert bridge_width(net, "d", "e") == 3  # e is in d's circle and has three more contacts
    assert bridging_scores(net).idxmax() in {"d", "e"}


def test_bridging_scores_are_their_definition(path: Network, no_ties: Network, empty: Network) -> None:
    graph = nx.path_graph(list("abcde"))
    loss = {}
    for tie in graph.edges:
        rest = graph.copy()
        rest.remove_edge(*tie)
        loss[frozenset(tie)] = nx.global_efficiency(graph) - nx.global_efficiency(rest)
    expected = [np.mean([loss[frozenset((v, u))] for u in graph[v]]) for v in graph]
    np.testing.assert_allclose(bridging_scores(path), expected)
    assert bridging_scores(no_ties).isna().all()
    assert bridging_ties(empty).empty
