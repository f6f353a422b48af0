"""A drawn region holds what was planted in it, whatever its size and its silence."""

from __future__ import annotations

import networkx as nx
import pytest

from netdiff.answers import response_rate
from netdiff.errors import ModelError
from netdiff.loaders.planted import planted_region


def graph_of(net):
    graph = nx.DiGraph(net.ties[["source", "target"]].to_numpy().tolist())
    graph.add_nodes_from(net.nodes.index)
    return graph


@pytest.mark.parametrize("size", [(2, 4, 4), (5, 20, 20), (4, 30, 10)])
@pytest.mark.parametrize("seed", range(3))
def test_all_ways_between_users_of_a_network_and_professionals_pass_the_bridge(size, seed):
    made = planted_region(*size, rng=seed)
    graph, nodes = graph_of(made.whole).to_undirected(), made.whole.nodes
    networked = nodes.index[(nodes["group"] == "user") & (nodes["place"] != made.without)]
    graph.remove_node(made.bridge)
    professionals = set(nodes.index[nodes["group"] == "professional"])
    for user in set(networked) - {made.bridge}:
        assert not nx.node_connected_component(graph, user) & professionals


@pytest.mark.parametrize("seed", range(3))
def test_one_place_has_no_tie_among_users_and_the_others_do(seed):
    made = planted_region(rng=seed)
    graph, nodes = graph_of(made.whole), made.whole.nodes
    for place in nodes["place"].unique():
        users = nodes.index[(nodes["group"] == "user") & (nodes["place"] == place)]
        assert (graph.subgraph(users).number_of_edges() == 0) == (place == made.without)


def test_leaders_are_the_most_named_users_of_their_place():
    made = planted_region(rng=1)
    graph, nodes = graph_of(made.whole), made.whole.nodes
    for place, leader in made.leaders.items():
        users = nodes.index[(nodes["group"] == "user") & (nodes["place"] == place)]
        assert max(users, key=graph.in_degree) == leader


def test_silence_takes_away_answers_and_nothing_else():
    made = planted_region(silent=0.3, rng=2)
    assert len(made.silent) == 60
    assert made.bridge not in made.silent
    assert response_rate(made.seen) == pytest.approx(0.7)
    assert set(made.seen.answers.query("advice == 'asked'").index) == set(made.silent)
    told = {tuple(pair) for pair in made.seen.ties[["source", "target"]].to_numpy()}
    true = {tuple(pair) for pair in made.whole.ties[["source", "target"]].to_numpy()}
    assert told == {pair for pair in true if pair[0] not in made.silent}


def test_same_seed_same_region():
    one, again, other = planted_region(rng=5), planted_region(rng=5), planted_region(rng=6)
    assert one.whole.ties.equals(again.whole.ties)
    assert one.silent == again.silent
    assert not one.whole.ties.equals(other.whole.ties)


def test_too_small_a_region_is_refused():
    for wrong in ({"places": 1}, {"users": 3}, {"professionals": 2}, {"silent": 1.2}):
        with pytest.raises(ModelError):
            planted_region(**wrong)
