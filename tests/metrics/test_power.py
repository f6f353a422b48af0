"""Power: shortest paths and gates against every path listed, ratings, seats, and who may be counted."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff import metrics
from netdiff.errors import DataError
from netdiff.network import Layer, Network


def random_net(seed: int, n: int = 24) -> tuple[Network, nx.DiGraph]:
    """Directed, two groups; the graph holds influence, which runs against the ties."""
    graph = nx.gnp_random_graph(n, 0.12, seed=seed, directed=True)
    nodes = pd.DataFrame({"group": ["user" if i % 3 else "professional" for i in range(n)]}, index=range(n))
    ties = pd.DataFrame(list(graph.edges), columns=["source", "target"])
    return Network.from_frames(nodes, ties, means="turns_to"), graph.reverse()


def every_path(graph: nx.DiGraph, users: list[int], decide: list[int]) -> tuple[float, dict[int, float], int]:
    """Mean steps, load of everybody on the way, number of pairs with a path: by listing every shortest path."""
    steps, load = [], dict.fromkeys(graph, 0.0)
    for one in users:
        for other in decide:
            if one == other or not nx.has_path(graph, one, other):
                continue
            paths = list(nx.all_shortest_paths(graph, one, other))
            steps.append(len(paths[0]) - 1)
            for path in paths:
                for between in path[1:-1]:
                    load[between] += 1 / len(paths)
    return float(np.mean(steps)), load, len(steps)


@pytest.mark.parametrize("seed", range(6))
def test_paths_and_gates_against_every_path_listed(seed):
    net, influence = random_net(seed)
    users = [i for i in range(24) if i % 3]
    decide = [0, 3, 7]  # two professionals and a user
    steps, load, pairs = every_path(influence, users, decide)
    assert metrics.steps_to_deciders(net, "user", decide) == pytest.approx(steps)
    busiest = max(load[i] for i in range(24) if i % 3 == 0)
    assert metrics.gatekeeping(net, "user", decide) == pytest.approx(busiest / pairs)


def test_no_path_is_no_number(directed):
    nodes = directed.nodes.assign(group=["user", "p", "p", "p", "p"])
    net = Network(nodes, directed.ties, directed.layers)
    assert math.isnan(metrics.steps_to_deciders(net.select(["a", "b"]), "user", ["b"]))


def test_no_decision_maker_is_told():
    net, _ = random_net(1)
    with pytest.raises(DataError, match="decision makers"):
        metrics.gatekeeping(net, "user", [])


def test_turned_to_is_one_when_names_fall_as_numbers_suggest():
    """Everybody names everybody: each group is turned to as often as its size gives."""
    nodes = pd.DataFrame({"group": ["user"] * 3 + ["professional"] * 4}, index=range(7))
    pairs = [(one, other) for one in range(7) for other in range(7) if one != other]
    net = Network.from_frames(nodes, pd.DataFrame(pairs, columns=["source", "target"]), means="turns_to")
    assert metrics.turned_to_ratio(net, "user", "professional") == pytest.approx(1.0)
    assert metrics.turned_to_ratio(net, "professional", "user") == pytest.approx(1.0)
    assert metrics.cross_ratio(net, "user", "professional") == pytest.approx(1.0)


def test_silent_people_do_not_lower_what_others_say():
    nodes = pd.DataFrame({"group": ["user", "user", "professional", "professional"]}, index=list("abcd"))
    ties = pd.DataFrame({"source": ["c", "c"], "target": ["a", "d"], "layer": "t"})
    answers = pd.DataFrame({"t": ["answered", "answered", "answered", "asked"]}, index=list("abcd"))
    net = Network.from_frames(nodes, ties, Layer("t", "turns_to"), answers=answers)
    assert metrics.turned_to_ratio(net, "user", "professional") == pytest.approx((1 / 2) / (2 / 3))


def test_ratings_need_one_layer_of_ratings():
    net, _ = random_net(2)
    with pytest.raises(DataError, match="shape the decision"):
        metrics.rated_power(net, "user", "professional")


def test_sheets_that_are_not_there_are_no_zero():
    net, _ = random_net(3)
    for value in (
        metrics.seat_share(net, "user"),
        metrics.agenda_share(net, "user"),
        metrics.resource_share(net, "user", "professional"),
        metrics.turnout(net, "user"),
        metrics.penetration(net, "user"),
        metrics.contactable(net, "user"),
        metrics.coalition_breadth(net),
    ):
        assert math.isnan(value)


def test_empty_seats_are_nobodys():
    net, _ = random_net(4)
    bodies = pd.DataFrame({"body": "board", "node": [1, 0, None, None], "raised": [2, 0, 5, None]})
    net = Network(net.nodes, net.ties, net.layers, bodies=bodies)
    assert metrics.seat_share(net, "user") == 0.5
    assert metrics.agenda_share(net, "user") == pytest.approx(2 / 7)
