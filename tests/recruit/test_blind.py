"""Recruiting without a map: hand-worked cases and what sampled networks are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netdiff.errors import ModelError
from netdiff.network import Network
from netdiff.recruit.blind import sampled_networks, try_seeding
from netdiff.spread.models import ComplexContagion, IndependentCascade
from tests.recruit.test_recommend import met

SURE = IndependentCascade(1.0)


def star() -> Network:
    ties = pd.DataFrame({"source": list("abcdefghi"), "target": ["hub"] * 9})
    return Network.from_frames(None, ties, means="turns_to", directed=True)


def test_whoever_is_asked_on_a_star_names_the_hub() -> None:
    """Nine turn to one. By lot: 1 in 10 is the hub, 1.9 expected. A friend of anybody: always the hub, 10."""
    table = try_seeding(star(), 1, model=SURE, rng=1)
    assert table.loc["friend nomination", "reach"] == 10.0
    assert table.loc["gossip", "reach"] == 10.0
    assert table.loc["the plan", "reach"] == 10.0
    assert 1.0 <= table.loc["random", "reach"] < 6.0
    many = np.mean([try_seeding(star(), 1, model=SURE, rng=seed).loc["random", "reach"] for seed in range(25)])
    assert many == pytest.approx(1.9, abs=0.6)


def test_pairs_do_what_friends_cannot_where_two_voices_are_needed() -> None:
    """Ring of twelve, each tied to four: two side by side carry two voices all round, two apart stall at two."""
    pairs = [(f"n{i:02d}", f"n{(i + step) % 12:02d}") for i in range(12) for step in (1, 2)]
    ring = Network.from_frames(None, pd.DataFrame(pairs, columns=["source", "target"]), means="meets")
    table = try_seeding(ring, 2, model=ComplexContagion(count=2), rng=1)
    assert table.loc["pairs", "reach"] == 12.0
    assert table.loc["random", "reach"] < 12.0
    assert table.loc["pairs", "more"] > 0
    assert table.loc["the plan", "reach"] == 12.0


def test_over_many_sampled_networks_names_beat_the_lot_and_the_map_beats_names() -> None:
    networks = sampled_networks(120, count=6, skew=1.2, rng=2)
    table = try_seeding(networks, 6, model=IndependentCascade(0.15), rng=2)
    assert table.loc["friend nomination", "more_low"] > 0
    assert table.loc["the plan", "reach"] >= table.loc["friend nomination", "reach"]
    assert table.loc["random", "more"] == 0.0
    assert table["needs_map"].sum() == 2
    assert (table["low"] <= table["reach"]).all()
    assert table.loc["gossip", "asked"] == 12
    pd.testing.assert_frame_equal(table, try_seeding(networks, 6, model=IndependentCascade(0.15), rng=2))


def test_sampled_networks_are_what_was_said() -> None:
    networks = sampled_networks(400, mean_names=5.0, places=4, inside=0.8, skew=0.0, count=3, rng=1)
    for net in networks:
        place = net.nodes["place"]
        ties = net.ties
        assert len(ties) / 400 == pytest.approx(5.0, rel=0.1)
        own = (place[ties["source"]].to_numpy() == place[ties["target"]].to_numpy()).mean()
        assert own == pytest.approx(0.8 + 0.2 / 4, abs=0.04)
    flat, skewed = (
        sampled_networks(400, skew=skew, count=1, rng=1)[0].adjacency().sum(axis=0).std() for skew in (0.0, 1.5)
    )
    assert skewed > 2 * flat


def test_bad_input() -> None:
    with pytest.raises(ModelError, match="no network"):
        try_seeding([], 2)
    with pytest.raises(ModelError, match="10 people to choose from"):
        try_seeding(star(), 50)
    with pytest.raises(ModelError):
        sampled_networks(1)
    with pytest.raises(ModelError, match="skew"):
        sampled_networks(skew=-1)
    with pytest.raises(ModelError):
        try_seeding(met("karate"), 0)
