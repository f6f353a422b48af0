"""What silence does to a measure, and whether the correction holds what it promises."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netdiff import metrics
from netdiff.errors import ModelError
from netdiff.metrics import interval
from netdiff.network import Layer, Network
from tests.metrics.silence import doctors, experiment, made_survey, said, silenced

OTHERS = (
    "lazega_lawfirm/law_advice",
    "krackhardt_hightech/ht_friends",
    "ckm_medical_innovation/ison_physicians_Peoria",
)


@pytest.mark.parametrize("share", [0.2, 0.4])
def test_density_and_reciprocity_survive_random_silence(share):
    """The quick version: 60 draws on a made survey with groups that differ."""
    table = experiment(made_survey(), share, draws=60, rng=5)
    assert (table["error"].abs() < 0.03).all(), table
    assert (table["blind"] < -0.8 * share).all(), table
    assert table["coverage"].between(0.82, 0.97).all(), table
    assert (table["width"] < 1.3).all(), table


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.2, 0.3, 0.4])
def test_doctors(share):
    """The survey of the doctors: within 3 % of the truth, 90 % intervals that cover 87 to 94 %, near oracle width."""
    table = experiment(doctors(), share, draws=500, rng=11)
    assert (table["error"].abs() < 0.03).all(), table
    assert (table["blind"] < -0.8 * share).all(), table
    assert table["coverage"].between(0.87, 0.94).all(), table
    assert (table["width"] < 1.3).all(), table


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["lazega_lawfirm/law_advice", "krackhardt_hightech/ht_friends", "ckm_medical_innovation/ison_physicians_Peoria"],
)
def test_other_surveys(name):
    """Surveys that had no part in the making, from 21 to 117 people."""
    table = experiment(said(name), 0.3, draws=500, rng=11)
    assert (table["error"].abs() < 0.03).all(), table
    assert table["coverage"].between(0.87, 0.94).all(), table
    assert (table["width"] < 1.3).all(), table


def test_classes_of_popularity_mend_part_of_what_the_silence_of_the_popular_does():
    """Those named often name many and are silent more often: the named option takes a good part of the error away."""
    draw = np.random.default_rng(4)
    people = 150
    pull = draw.gamma(2.0, size=people)
    chance = np.outer(pull, pull) * (1 - np.eye(people))
    row, column = np.nonzero(draw.random((people, people)) < 6 * people * chance / chance.sum())
    ties = pd.DataFrame({"source": row, "target": column}).assign(layer="advice")
    net = Network.from_frames(pd.DataFrame(index=range(people)), ties, Layer("advice", "turns_to"))
    tilt = metrics.in_degree(net).to_numpy() + 1.0
    plain, named = (
        experiment(net, 0.3, draws=60, rng=9, measures=("density",), tilt=tilt, silence=each).loc["density"]
        for each in ("group", "popularity")
    )
    assert plain["error"] < -0.1
    assert abs(named["error"]) < 0.75 * abs(plain["error"])
    assert named["coverage"] > plain["coverage"]


def test_the_assumption_is_said_and_the_choice_is_checked():
    thin = silenced(made_survey(), 0.3, np.random.default_rng(1))
    assert "named about as often" in interval(thin, "density", silence="popularity").assumption
    with pytest.raises(ModelError, match="group, popularity"):
        interval(thin, "density", silence="random")


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "most"), [("popularity", 0.12), ("group", 0.12)])
def test_silence_that_depends_on_something_is_told_apart(kind, most):
    """Where the popular, or one town, are silent more often, the error is larger; the docs state it."""
    net = doctors()
    tilt = metrics.in_degree(net).to_numpy() + 1.0
    if kind == "group":
        tilt = np.where(net.nodes["place"] == "1", 3.0, 1.0)
    table = experiment(net, 0.3, draws=200, rng=12, tilt=tilt)
    assert (table["error"].abs() < most).all(), table
    assert (table["blind"].abs() > table["error"].abs()).all(), table


def test_known_groups_mend_silence_that_depends_on_the_group():
    """The chatty are silent three times as often: without groups density is too low, with groups it is right."""
    net = made_survey()
    tilt = np.where(net.nodes["group"] == "chatty", 3.0, 1.0)
    blind = Network(net.nodes.drop(columns="group"), net.ties, net.layers)
    stratified = experiment(net, 0.4, draws=40, rng=8, measures=("density",), tilt=tilt)
    plain = experiment(blind, 0.4, draws=40, rng=8, measures=("density",), tilt=tilt)
    assert abs(stratified.loc["density", "error"]) < 0.03
    assert plain.loc["density", "error"] < -0.06


@pytest.mark.parametrize("name", ["density", "reciprocity", "largest_component_share"])
def test_full_answers_leave_no_range(name):
    found = interval(made_survey(), name)
    assert found.low == found.value == found.high
    assert found.method == "counted"


@pytest.mark.parametrize("name", ["density", "reciprocity"])
def test_the_value_of_the_interval_is_the_measure(name):
    thin = silenced(made_survey(), 0.3, np.random.default_rng(1))
    assert interval(thin, name).value == getattr(metrics, name)(thin)
    assert "group who replied" in interval(thin, name).assumption


def slow_variance(net: Network) -> float:
    """Exact variance of the reciprocity's numerator under sampling without replacement, pair by pair, 30 people."""
    from itertools import combinations
    from math import comb

    matrix = net.adjacency().toarray()
    n, r = len(net), 20
    value = metrics.reciprocity(net)
    rest = 2 * matrix * matrix.T - value * (matrix + matrix.T)
    chance = [comb(n - s, r - s) / comb(n, r) for s in range(5)]
    pairs = list(combinations(range(n), 2))
    h = np.array([rest[pair] for pair in pairs])
    total = 0.0
    for one, a in enumerate(pairs):
        union = np.array([len(set(a) | set(b)) for b in pairs])
        joint = np.array(chance)[union]
        total += h[one] * float((h * (joint - chance[2] ** 2)).sum())
    return total / chance[2] ** 2


def test_the_closed_form_agrees_with_the_variance_summed_pair_by_pair():
    """Mean estimated half width over draws beside z times the exact standard error, 30 people, 20 answer."""
    net = made_survey(30, rng=2)
    net = Network(net.nodes.drop(columns="group"), net.ties, net.layers)
    exact = np.sqrt(slow_variance(net)) / net.adjacency().nnz
    stream = np.random.default_rng(3)
    widths = [interval(silenced(net, 1 / 3, stream), "reciprocity").width / 2 for _ in range(150)]
    assert np.mean(widths) / (1.729 * exact) == pytest.approx(1.0, abs=0.15)


def test_drawn_rows_keep_what_was_seen():
    thin = silenced(made_survey(), 0.3, np.random.default_rng(2))
    told = set(map(tuple, thin.ties[["source", "target"]].to_numpy().tolist()))
    for whole in metrics.filled_networks(thin, 3):
        drawn = set(map(tuple, whole.ties[["source", "target"]].to_numpy().tolist()))
        assert told <= drawn
        answered = thin.nodes.index[thin.answers["advice"] == "answered"]
        assert {pair for pair in drawn if pair[0] in answered} == told


def test_drawn_networks_have_as_many_ties_as_the_truth():
    net = made_survey()
    thin = silenced(net, 0.4, np.random.default_rng(4))
    found = np.mean([len(whole.ties) for whole in metrics.filled_networks(thin, 30)])
    assert found == pytest.approx(len(net.ties), rel=0.15)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["largest_component_share", "transitivity"])
def test_rehearsed_intervals_cover(name):
    """Measures without a closed form: 90 % intervals cover at least 75 % of 25 draws, and are no wild guess."""
    net = made_survey(60)
    truth = getattr(metrics, name)(net)
    stream = np.random.default_rng(6)
    found = [interval(silenced(net, 0.3, stream), name, draws=20, progress=False) for _ in range(25)]
    assert np.mean([each.low <= truth <= each.high for each in found]) >= 0.75
    assert np.mean([each.width for each in found]) < 0.5
    assert abs(np.mean([each.value for each in found]) - truth) < 0.08


def test_undirected_layers_are_filled_among_the_silent_only():
    ties = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"], "layer": "met"})
    answers = pd.DataFrame({"met": ["answered", "answered", "asked", "asked", "asked"]}, index=list("abcde"))
    layer = Layer("met", "meets", directed=False)
    net = Network(pd.DataFrame(index=list("abcde")), ties, [layer], answers=answers)
    seen = {("a", "b"), ("b", "c")}
    for whole in metrics.filled_networks(net, 20):
        drawn = {tuple(sorted(pair)) for pair in whole.ties[["source", "target"]].to_numpy().tolist()}
        assert {pair for pair in drawn if pair[0] in "ab"} == seen
