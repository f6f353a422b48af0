"""What every classical measure promises: an answer for every shape of network, the same whatever people are called."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

from netdiff import metrics
from netdiff.errors import DataWarning
from netdiff.network import Network
from tests.metrics.random_networks import KINDS, net_of, random_graph

SHAPES = ("empty", "one_node", "no_ties", "star", "path", "two_cliques_one_bridge", "directed", "with_silent_people")
CLASSICAL = {
    "attack",
    "bridging",
    "brokerage",
    "centrality",
    "communities",
    "coreperiphery",
    "coalitions",
    "exchange",
    "freeman",
    "groups",
    "hearing",
    "hierarchy",
    "holes",
    "keyplayers",
    "layers",
    "likeness",
    "mixing",
    "walks",
}
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "moran": ("need",),
    "geary": ("need",),
    "key_players": (2,),
    "best_group": (2,),
}
NEEDS_MORE = {"distance_reach", "reach_of_set", "group_degree", "group_closeness", "group_betweenness", "bridge_width",
              "myerson", "qap"}  # fmt: skip
SLOW_DRAWS = {"moran": 19, "ei_test": 19, "find_communities": None}
NAMES = sorted(n for n, m in metrics.measures().items() if m.module in CLASSICAL and n not in NEEDS_MORE)


def ready(net: Network) -> Network:
    """With the columns that some measures read."""
    groups, needs = (list("xy") * len(net))[: len(net)], np.arange(len(net)) ** 2 % 7
    return Network.from_frames(net.nodes.assign(group=groups, need=needs), net.ties, net.layers)


def ask(name: str, net: Network) -> Any:
    settings = {"draws": SLOW_DRAWS[name]} if SLOW_DRAWS.get(name) else {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        return metrics.measures()[name].function(net, *ARGUMENTS.get(name, ()), **settings)


@pytest.mark.parametrize("name", NAMES)
def test_every_shape_has_an_answer(name: str, request: pytest.FixtureRequest) -> None:
    for shape in SHAPES:
        net = ready(request.getfixturevalue(shape))
        value = ask(name, net)
        if isinstance(value, pd.Series) and len(value) == len(net) and name not in {"krackhardt", "cross_layer_ei"}:
            assert value.index.tolist() == net.nodes.index.tolist(), shape
            assert value.name == name, shape


# Left out: results that are no table of people; what breaks ties by the order of people, and says so; what is for
# networks sparser than these.
OTHERS = {
    "find_communities",
    "max_modularity",
    "key_players",
    "best_group",
    "core_periphery",
    "bridging_ties",
    "hearing_matrix",
    "dependence",
    "complex_paths_script",
    "resilience",
    "graph_power_index",
}
ONE_PER_PERSON = [name for name in NAMES if name not in OTHERS]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ONE_PER_PERSON)
def test_names_and_order_of_people_do_not_matter(name: str, kind: str) -> None:
    graph = random_graph(kind, 11, n=16, p=0.2)
    net = ready(net_of(graph))
    order = np.random.default_rng(3).permutation(len(net))
    nodes = net.nodes.iloc[order].rename(lambda person: f"z{person}")
    ties = net.ties.assign(source="z" + net.ties["source"], target="z" + net.ties["target"]).iloc[::-1]
    before, after = ask(name, net), ask(name, Network.from_frames(nodes, ties.reset_index(drop=True), net.layers))
    if isinstance(before, float):
        assert after == pytest.approx(before, nan_ok=True)
        return
    if len(before) == len(net) and before.index.equals(net.nodes.index):
        after = after.rename(lambda person: person[1:]).loc[net.nodes.index]
    skip = [label for label in ("p", "low", "high") if label in before.index]
    compare = pd.testing.assert_series_equal if isinstance(before, pd.Series) else pd.testing.assert_frame_equal
    compare(after.drop(skip), before.drop(skip), check_names=False, atol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ONE_PER_PERSON)
def test_ties_to_oneself_and_repeated_ties_change_nothing(name: str, kind: str) -> None:
    net = ready(net_of(random_graph(kind, 12, n=14, p=0.2)))
    loops = pd.DataFrame({"source": net.nodes.index[:4], "target": net.nodes.index[:4], "weight": 2.0, "layer": "ties"})
    messy = pd.concat([net.ties, loops, net.ties.iloc[:5]], ignore_index=True)
    before, after = ask(name, net), ask(name, Network.from_frames(net.nodes, messy, net.layers))
    if isinstance(before, float):
        assert after == pytest.approx(before, nan_ok=True)
    else:
        assert before.equals(after)
