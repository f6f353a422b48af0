"""Bounds, the first k, sensitivity, replies still needed, verdicts."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

from netdiff import metrics
from netdiff.errors import ModelError
from netdiff.metrics import (
    Estimate,
    bounds,
    interval,
    replies_needed,
    replies_to_settle,
    sensitivity,
    top_k,
    verdict,
)
from netdiff.network import Layer, Network
from tests.metrics.silence import made_survey, silenced


def small(cap: int | None = None) -> Network:
    """Five people, two of them silent."""
    ties = pd.DataFrame({"source": list("aabc"), "target": list("bdae"), "layer": "t"})
    answers = pd.DataFrame({"t": ["answered"] * 3 + ["asked"] * 2}, index=list("abcde"))
    return Network(pd.DataFrame(index=list("abcde")), ties, [Layer("t", "turns_to", cap=cap)], answers=answers)


def every_completion(net: Network, cap: int | None) -> list[Network]:
    """All networks the silent could have made of it."""
    people = list(net.nodes.index)
    silent = ["d", "e"]
    choices = [[(one, other) for other in people if other != one] for one in silent]
    found = []
    for bits in product([0, 1], repeat=8):
        rows = [[pair for pair, bit in zip(choices[i], bits[4 * i : 4 * i + 4], strict=True) if bit] for i in (0, 1)]
        if cap is None or all(len(row) <= cap for row in rows):
            extra = pd.DataFrame(rows[0] + rows[1], columns=["source", "target"]).assign(layer="t")
            ties = pd.concat([net.ties[["source", "target", "layer"]], extra], ignore_index=True)
            found.append(Network(net.nodes, ties, net.layers))
    return found


@pytest.mark.parametrize("cap", [None, 1, 2])
@pytest.mark.parametrize("name", ["density", "reciprocity"])
def test_bounds_hold_every_completion(name, cap):
    net = small(cap)
    values = [getattr(metrics, name)(each) for each in every_completion(net, cap)]
    found = bounds(net, name)
    assert found["low"] <= min(values) + 1e-12
    assert found["high"] >= max(values) - 1e-12
    if cap is None or name == "density":
        assert found["low"] == pytest.approx(min(values))
        assert found["high"] == pytest.approx(max(values))


@pytest.mark.parametrize("name", ["largest_component_share", "two_core_share", "reach_share"])
def test_bounds_of_what_ties_can_only_raise_are_reached(name):
    net = small()
    values = [getattr(metrics, name)(each) for each in every_completion(net, None)]
    found = bounds(net, name)
    assert found["low"] == pytest.approx(min(values))
    assert found["high"] == pytest.approx(max(values))


def test_bounds_are_refused_where_there_are_none():
    with pytest.raises(ModelError, match="density"):
        bounds(small(), "transitivity")


def test_the_first_k_with_full_answers_are_certain():
    net = made_survey()
    found = top_k(net, "in_degree", 5, draws=10)
    order = metrics.in_degree(net).sort_values(ascending=False)
    sure = order.index[order > order.iloc[5]]
    assert (found.loc[sure, "inclusion"] == 1.0).all()
    assert found["inclusion"].sum() == pytest.approx(5)


def test_the_first_k_are_less_certain_the_fewer_replied():
    net = made_survey()
    spread = []
    for share in (0.1, 0.5):
        thin = silenced(net, share, np.random.default_rng(1))
        inclusion = top_k(thin, "in_degree", 10, draws=40)["inclusion"].to_numpy()
        spread.append(float((inclusion * (1 - inclusion)).sum()))
    assert spread[0] < spread[1]


def test_the_same_rng_gives_the_same_answer_and_another_another():
    thin = silenced(made_survey(), 0.3, np.random.default_rng(1))
    one, two, three = (str(interval(thin, "transitivity", draws=8, rng=r)) for r in (1, 1, 2))
    assert one == two != three


def test_losing_ties_lowers_density_in_proportion():
    table = sensitivity(made_survey(), "density", missing=[0.1, 0.3], runs=30)
    assert (table["mean"] / table["seen"]).tolist() == pytest.approx([0.9, 0.7], abs=0.03)
    assert (table["what"] == "value").all()


def test_ranks_agree_less_the_more_is_lost():
    table = sensitivity(made_survey(), "in_degree", missing=[0.1, 0.5], runs=20)
    assert 0 < table["mean"].iloc[1] < table["mean"].iloc[0] < 1
    assert (table["what"] == "rank agreement").all()


def test_a_short_form_cuts_names():
    net = made_survey()
    table = sensitivity(net, "mean_names_given", missing=[], caps=[1, 2, 50], runs=3)
    kept = [metrics.out_degree(net).clip(upper=cap).mean() for cap in (1, 2, 50)]
    assert table["mean"].tolist() == pytest.approx(kept)


def test_replies_needed_matches_sampling_theory():
    """Half width h at r of n shrinks like the root of 1/r - 1/n."""
    found = Estimate(0.5, 0.4, 0.6, 0.9, 40, 200, "weighted", "")
    more = replies_needed(found, 0.05)
    r = 40 + more
    assert 0.1 * np.sqrt((1 / r - 1 / 200) / (1 / 40 - 1 / 200)) <= 0.05
    assert 0.1 * np.sqrt((1 / (r - 1) - 1 / 200) / (1 / 40 - 1 / 200)) > 0.05
    assert replies_needed(found, 0.2) == 0
    with pytest.raises(ModelError):
        replies_needed(found, 0.0)


def test_replies_needed_keep_their_promise():
    """The number of replies foretold does narrow the range of density to what was asked."""
    net = made_survey(200)
    net = Network(net.nodes.drop(columns="group"), net.ties, net.layers)
    found = interval(silenced(net, 0.6, np.random.default_rng(1)), "density")
    target = found.width / 4
    more = replies_needed(found, target)
    reached = [
        interval(silenced(net, (120 - more) / 200, np.random.default_rng(s)), "density").width / 2 for s in range(20)
    ]
    assert np.mean(reached) == pytest.approx(target, rel=0.15)


def test_figures_that_rest_on_the_same_people_do_not_ask_them_twice():
    """Both are taken from one whole network, in which 40 are silent: no more than these can reply."""
    one = Estimate(0.30, 0.10, 0.50, 0.9, 60, 100, "filled in", "")
    other = Estimate(0.32, 0.12, 0.52, 0.9, 60, 100, "filled in", "")
    assert replies_to_settle(one, other) <= 40
    apart = [replace(each, method="weighted") for each in (one, other)]
    assert replies_to_settle(*apart) > 40


def test_equal_groups_are_never_settled():
    same = Estimate(0.5, 0.4, 0.6, 0.9, 40, 200, "weighted", "")
    assert replies_to_settle(same, same) is None
    assert replies_to_settle(same, Estimate(0.9, 0.8, 1.0, 0.9, 40, 200, "weighted", "")) == 0


def test_the_verdict_knows_no_cut_off():
    other = Estimate(0.5, 0.45, 0.55, 0.9, 90, 100, "weighted", "")
    assert verdict(Estimate(0.3, 0.2, 0.6, 0.9, 20, 100, "weighted", ""), other=other).startswith("Too thin")
    assert verdict(Estimate(0.3, 0.2, 0.4, 0.9, 20, 100, "weighted", ""), other=other).startswith("Good enough")
    assert verdict(Estimate(0.3, 0.2, 0.4, 0.9, 1, 100, "weighted", "")).startswith("Do not use")


def test_measures_of_the_wrong_kind_are_told_apart():
    net = made_survey()
    with pytest.raises(ModelError, match="top_k"):
        interval(net, "in_degree")
    with pytest.raises(ModelError, match="interval"):
        top_k(net, "density", 3, draws=2)
    with pytest.raises(ModelError, match="measure must be one of"):
        interval(net, "nonsense")
    with pytest.raises(ModelError, match="level"):
        interval(net, "density", level=90)
