"""Next to nothing to go by: empty, tiny, wholly silent, no dates, no groups."""

from __future__ import annotations

import math
import warnings

import pandas as pd
import pytest

from netdiff import metrics
from netdiff.metrics.scorecard import scorecard
from netdiff.network import Layer, Network

SHAPES = ["empty", "one_node", "no_ties", "star", "path", "two_cliques_one_bridge", "directed", "with_silent_people"]
NAMES = ["density", "reciprocity", "mean_names_given", "transitivity", "largest_component_share", "reach_share"]


def silent(n: int = 4, answered: int = 0) -> Network:
    """All asked; the first few answered and named the next one."""
    ids = pd.Index([f"p{i}" for i in range(n)], name="node")
    state = ["answered"] * answered + ["asked"] * (n - answered)
    ties = pd.DataFrame({"source": ids[:answered], "target": ids[1 : answered + 1], "layer": "t"})
    nodes = pd.DataFrame({"group": ["user", "professional"] * (n // 2)}, index=ids)
    return Network(nodes, ties, [Layer("t", "turns_to")], answers=pd.DataFrame({"t": state}, index=ids))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_an_interval_is_a_range_or_unknown(name, shape, request):
    found = metrics.interval(request.getfixturevalue(shape), name, draws=4, progress=False)
    assert math.isnan(found.value) or found.low <= found.value <= found.high


@pytest.mark.parametrize("answered", [0, 1, 2])
@pytest.mark.parametrize("name", NAMES)
def test_hardly_anybody_answered(name, answered):
    net = silent(answered=answered)
    found = metrics.interval(net, name, draws=4, progress=False)
    assert found.answered <= answered
    assert math.isnan(found.value) or found.low <= found.value <= found.high
    assert answered or math.isnan(found.value)
    if answered < 2:
        assert metrics.verdict(found).startswith("Do not use")


@pytest.mark.parametrize("answered", [0, 1, 2, 4])
def test_a_scorecard_of_hardly_anybody(answered):
    card = scorecard(silent(6, answered), draws=3, benchmark_runs=3, progress=False)
    assert len(card.sentences) == 4
    assert "nan" not in repr(card).lower()
    assert "nan" not in card._repr_html_().lower().replace("finan", "")


@pytest.mark.parametrize("shape", SHAPES)
def test_first_k_bounds_and_sensitivity_of_little(shape, request):
    net = request.getfixturevalue(shape)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(metrics.top_k(net, "in_degree", 2, draws=2, progress=False)) <= len(net)
        found = metrics.bounds(net, "density")
        assert not found["low"] > found["high"]
        assert len(metrics.sensitivity(net, "density", missing=[0.5], caps=[1], runs=2)) == 2


@pytest.mark.parametrize("ties", ["directed", "path"])
def test_a_single_pair_of_each_group(ties, request):
    net = request.getfixturevalue(ties)
    nodes = net.nodes.assign(group=["user", "professional", None, None, None])
    card = scorecard(Network(nodes, net.ties, net.layers), draws=2, benchmark_runs=3, progress=False)
    assert card["C1a"].users.value == 0.0
    assert "Not computable" in card["C5a"].lacking


def test_acts_without_dates_or_kinds_of_use(directed):
    nodes = directed.nodes.assign(group="user")
    acts = pd.DataFrame({"node": ["a"], "kind": ["slept"], "date": [None]})
    net = Network(nodes, directed.ties, directed.layers, acts=acts)
    assert metrics.turnout(net, "user") == 0.0
    assert math.isnan(metrics.active_share(net, "user"))
    assert math.isnan(metrics.growth(net, "user"))
    assert math.isnan(metrics.user_led_share(net, "user"))
    assert math.isnan(metrics.joining_through_ties(net))
