"""Layouts: the same data in the same place, communities apart, nobody on top of anybody."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from netdiff.network import Network
from netdiff.visual import layout
from netdiff.visual.springs import Graph, parted


def cliques(count: int = 4, size: int = 12, bridges: int = 1) -> Network:
    """`count` cliques in a ring, joined by single links."""
    pairs = []
    for clique in range(count):
        members = [f"{clique}-{n}" for n in range(size)]
        pairs += [(a, b) for i, a in enumerate(members) for b in members[i + 1 :]]
        pairs += [(f"{clique}-{n}", f"{(clique + 1) % count}-{n}") for n in range(bridges)]
    ties = pd.DataFrame(pairs, columns=["source", "target"])
    ids = [f"{clique}-{n}" for clique in range(count) for n in range(size)] + ["alone1", "alone2"]
    return Network.from_frames(pd.DataFrame(index=ids), ties, means="meets")


def test_the_same_number_gives_the_same_picture_and_another_one_does_not() -> None:
    net = cliques()
    first, again, other = (layout.positions(net, rng=rng) for rng in (7, 7, 8))
    pd.testing.assert_frame_equal(first, again)
    assert not np.allclose(first, other)


def test_igraphs_own_stream_is_left_alone() -> None:
    import random

    random.seed(3)
    expected = random.random()
    random.seed(3)
    layout.positions(cliques(), rng=1)
    assert random.random() == expected


def test_communities_stand_apart() -> None:
    net = cliques()
    points = layout.positions(net, rng=1).iloc[:48]
    label = points.index.str.split("-").str[0]
    own = points.groupby(label)[["x", "y"]].transform("mean")
    inside = np.hypot(*(points - own).to_numpy().T).mean()
    centres = points.groupby(label)[["x", "y"]].mean().to_numpy()
    assert pdist(centres).min() > 1.5 * inside


def test_nobody_covers_anybody_and_the_lonely_stand_below() -> None:
    points = layout.positions(cliques(), rng=1)
    assert pdist(points.to_numpy()).min() > layout.SPACING * 0.6
    assert points.loc[["alone1", "alone2"], "y"].min() > points.drop(["alone1", "alone2"])["y"].max()


def test_the_next_wave_starts_where_this_one_ended() -> None:
    net = cliques()
    now = layout.positions(net, rng=1)
    grown = net.to_frames()["ties"][["source", "target"]]
    grown = pd.concat([grown, pd.DataFrame({"source": ["new"], "target": ["0-3"]})])
    wave = Network.from_frames(pd.DataFrame(index=[*net.nodes.index, "new"]), grown, means="meets")
    later = layout.positions(wave, rng=2, start=now)
    fresh = layout.positions(wave, rng=2)
    people = net.nodes.index[:48]
    moved = np.hypot(*(later.loc[people] - now.loc[people]).to_numpy().T)
    without = np.hypot(*(fresh.loc[people] - now.loc[people]).to_numpy().T)
    assert np.median(moved) < layout.SPACING * 2
    assert np.median(moved) < np.median(without) / 2
    own = now.loc[[f"0-{n}" for n in range(12)]].mean()
    assert np.hypot(*(later.loc["new"] - own)) < layout.SPACING * 6


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_tiny_networks_have_places_too(count: int) -> None:
    ids = list("abc"[:count])
    ties = pd.DataFrame({"source": ids[:-1], "target": ids[1:]}, dtype="str")
    net = Network.from_frames(pd.DataFrame(index=pd.Index(ids, dtype="str")), ties, means="meets")
    points = layout.positions(net)
    assert points.shape == (count, 2)
    assert np.isfinite(points.to_numpy()).all()


def test_bands_keep_kinds_apart_and_sides() -> None:
    rng = np.random.default_rng(0)
    points, kind = rng.normal(0, 300, (90, 2)), rng.integers(0, 3, 90)
    placed = layout.bands(points, kind, np.ones(90, dtype=bool))
    spans = [(placed[kind == k, 1].min(), placed[kind == k, 1].max()) for k in range(3)]
    assert all(spans[k][1] < spans[k + 1][0] for k in range(2))
    for k in range(3):
        assert np.corrcoef(points[kind == k, 0], placed[kind == k, 0])[0, 1] > 0.9


def test_rings_are_nested() -> None:
    rng = np.random.default_rng(0)
    points, level = rng.normal(0, 300, (120, 2)), rng.integers(0, 4, 120)
    far = np.hypot(*layout.rings(points, level).T)
    for inner, outer in [(0, 1), (1, 2), (2, 3)]:
        assert far[level == inner].max() < far[level == outer].min()


def test_islands_do_not_overlap() -> None:
    rng = np.random.default_rng(0)
    points, kind = rng.normal(0, 300, (80, 2)), rng.integers(0, 5, 80)
    placed = layout.islands(points, kind)
    boxes = [(placed[kind == k].min(axis=0), placed[kind == k].max(axis=0)) for k in range(5)]
    for i in range(5):
        for j in range(i):
            assert ((boxes[i][0] > boxes[j][1]) | (boxes[j][0] > boxes[i][1])).any()


def test_power_grid_reads_as_it_says() -> None:
    support = np.array([1.0, 5.0, np.nan, 3.0])
    influence = np.array([1.0, 9.0, 4.0, 2.0])
    x, y = layout.power_grid(support, influence).T
    assert x[0] < x[3] < x[1]
    assert x[2] < x[0]
    assert y[1] < y[2] < y[0]  # up is smaller y on a screen


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 60), st.integers(0, 2**32 - 1))
def test_parted_leaves_room(count: int, seed: int) -> None:
    points = np.random.default_rng(seed).normal(0, 1, (count, 2))
    points[: count // 2] = points[0]  # many on one spot
    assert pdist(parted(points, 5.0, rounds=400)).min() > 5.0 * 0.9


def test_graph_counts_layers_once_each() -> None:
    ties = pd.DataFrame({"source": ["a", "b", "a"], "target": ["b", "a", "b"], "layer": ["x", "x", "y"]})
    net = Network.from_frames(pd.DataFrame(index=["a", "b"]), ties, means="turns_to")
    assert Graph.of(net).matrix.toarray().tolist() == [[0, 2], [2, 0]]
    assert Graph.of(net, ["y"]).matrix.toarray().tolist() == [[0, 1], [1, 0]]
