"""A map drawn around its maker: the advantage of her own list is named, in numbers. And the plan on every sample."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff.recruit import recommend
from netdiff.spread.models import ComplexContagion, IndependentCascade, LinearThreshold
from tests.recruit.test_recommend import met, tells

SURE = IndependentCascade(1.0)


def test_links_only_around_the_organiser_name_the_advantage_of_her_list() -> None:
    """All twelve links are hers. Her list reaches all with her on the map; without her each reaches himself."""
    names = [f"p{n}" for n in range(12)]
    ties = pd.DataFrame({"source": ["me"] * 12, "target": names})
    net = nd.Network.from_frames(pd.DataFrame(index=["me", *names, *(f"q{n}" for n in range(6))]), ties, means="meets")
    plan = recommend(net, 3, model=SURE, own_list=["p0", "p1", "p2"], anyway=True, rng=1)
    told = plan.notes[0]
    assert "Your own list looks good on this map because the map was drawn around one person" in told
    assert "100 % of the links touch the same person" in told
    assert "3 of your 3" in told
    assert "no further than a list by lot (3 people and 3)" in told
    assert told in plan.summary()
    assert plan.baselines.loc["your own list", "value"] == pytest.approx(13.0)


def test_a_list_that_is_good_without_her_too_is_said_to_be() -> None:
    """She is linked to all; beside that p0 tells six, whom a list by lot seldom finds."""
    names = [f"p{n}" for n in range(20)]
    net = tells([("me", one) for one in names] + [("p0", f"p{n}") for n in range(1, 7)])
    told = recommend(net, 1, model=SURE, own_list=["p0"], anyway=True, rng=1).notes[0]
    assert "% further than a list by lot (7 people" in told


def test_where_nobody_stands_in_the_middle_nothing_is_said() -> None:
    plan = recommend(met("karate"), 2, model=SURE, own_list=["0", "33"], rng=1)
    assert not any("Your own list looks good" in note for note in plan.notes)
    alone = tells([("me", f"p{n}") for n in range(12)])
    assert not any("Your own list" in note for note in recommend(alone, 1, model=SURE, anyway=True, rng=1).notes)


MODELS = [
    *(IndependentCascade(p) for p in (0.1, 0.05, 0.2)),
    LinearThreshold(),
    ComplexContagion(count=2),
    ComplexContagion(share=0.3),
]


@pytest.mark.parametrize("name", list(nd.list_samples().index))
def test_on_every_sample_the_plan_beats_or_ties_friends_and_degree_or_says_so(name: str) -> None:
    net = nd.load_sample(name)
    carrying = [layer for layer, one in net.layers.items() if one.flow is not None]
    net = net.layer(carrying[0])
    if net.layers[carrying[0]].is_two_mode:
        net = net.project()
    plan = recommend(net, int(np.clip(len(net) // 10, 2, 10)), model=MODELS, anyway=True, rng=1)
    table = plan.strengths
    rules = table[["friend nomination", "top degree"]].max(axis=1)
    lost = table.index[table["value"] < 0.99 * rules]
    assert len(lost) <= len(MODELS) / 2, table
    text = plan.summary()
    assert f"under {len(MODELS) - len(lost)} of {len(MODELS)}" in text
    for model in lost:
        assert model in text
