"""Weights count in shares, voices count as one, and silent people are drawn as `simulate` draws them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netdiff._random import run_keys
from netdiff.experiments import Rings, codesign, demand, movement, nested_communities, support
from netdiff.experiments._ears import Ears
from netdiff.network import Network
from netdiff.spread.silence import expected_influence


@pytest.fixture
def weighted() -> Network:
    """c hears a three times as much as b; a and b hear nobody."""
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["c", "c"], "weight": [3.0, 1.0]})
    return Network.from_frames(pd.DataFrame(index=["a", "b", "c"]), ties, means="tells", directed=True)


@pytest.fixture
def surveyed() -> Network:
    """Thirty people, each named two others; the last ten did not answer."""
    ids = [f"p{k:02}" for k in range(30)]
    pairs = [(ids[k], ids[(k + step) % 30]) for k in range(20) for step in (1, 7)]
    answers = pd.DataFrame({"ties": ["answered"] * 20 + ["asked"] * 10}, index=pd.Index(ids, name="node"))
    nodes = pd.DataFrame({"group": ["user", "professional"] * 15}, index=pd.Index(ids, name="node"))
    ties = pd.DataFrame(pairs, columns=["source", "target"])
    return Network.from_frames(nodes, ties, means="turns_to", directed=True, answers=answers)


def test_a_share_goes_by_weight_and_voices_count_as_one(weighted: Network) -> None:
    ears = Ears.of(weighted, None, run_keys(1, 2))
    only_a = np.array([[1, 0], [0, 0], [0, 0]])
    assert ears.share(only_a)[2].tolist() == [0.75, 0.0]
    assert ears.voices(np.ones((3, 2)))[2].tolist() == [2.0, 2.0]
    assert ears.heard(np.ones((3, 2)))[:, 0].tolist() == [0.0, 0.0, 4.0]
    assert ears.share(np.ones((3, 2)))[0].tolist() == [0.0, 0.0]
    assert ears.audience.tolist() == [1, 1, 0]


def test_added_links_go_both_ways_in_their_run_only(weighted: Network) -> None:
    ears = Ears.of(weighted, None, run_keys(1, 2)).with_ties((np.array([1]), np.array([0]), np.array([1])))
    only_b = np.array([[0, 0], [1, 1], [0, 0]])
    assert ears.voices(only_b)[0].tolist() == [0.0, 1.0]
    assert ears.heard(only_b)[0].tolist() == [0.0, 2.0]  # the usual weight is the mean of 3 and 1


def test_links_that_silence_hides_are_drawn_with_their_chance(surveyed: Network) -> None:
    keys = run_keys(1, 3000)
    drawn, ignored = (Ears.of(surveyed, None, keys, silent) for silent in ("draw", "ignore"))
    chance = expected_influence(surveyed)
    assert chance is not None
    last = np.zeros((30, keys.size))
    last[3] = 1.0  # how often does each silent person listen to p03?
    heard = drawn.voices(last).mean(axis=1)
    np.testing.assert_allclose(heard[20:], chance.toarray()[3, 20:], atol=0.03)
    assert ignored.voices(np.ones((30, keys.size)))[20:].max() == 0.0
    np.testing.assert_array_equal(heard[:20], ignored.voices(last).mean(axis=1)[:20])


def test_the_same_hidden_links_as_in_a_simulation(surveyed: Network) -> None:
    """Sure news from p00: whoever is reached in a run is reached along the links that the ears have in that run."""
    from netdiff.spread import IndependentCascade
    from netdiff.spread.simulate import simulate

    spread = simulate(surveyed, IndependentCascade(1.0), seeds=["p00"], runs=40, rng=7, horizon=3)
    ears = Ears.of(surveyed, None, run_keys(7, 40))
    reached = np.zeros((30, 40), dtype=bool)
    reached[0] = True
    for _ in range(3):
        reached |= ears.voices(reached) > 0
    assert spread.times is not None
    np.testing.assert_array_equal(reached.T, spread.times >= 0)


@pytest.mark.parametrize("experiment", [support, codesign, demand, movement, nested_communities])
def test_every_experiment_hears_weights_and_the_silent(surveyed: Network, experiment: object) -> None:
    """Leaving the silent out, or changing weights, changes figures; giving all ties one other weight changes none."""
    options = {"runs": 30, "region": {}, "rng": 1}
    if experiment is nested_communities:
        options |= {"periods": 12, "model": Rings(media=0.2, need=0, to_adopter=0.3, to_innovator=0.3)}

    def first(net: Network, **more: object) -> list[float]:
        return [float(runs.mean()) for runs in experiment(net, **options, **more).arms.values()]  # type: ignore[operator]

    plain = first(surveyed)
    assert plain != first(surveyed, silent="ignore")
    frames = surveyed.ties
    doubled = Network(surveyed.nodes, frames.assign(weight=2.0), surveyed.layers, answers=surveyed.answers)
    assert plain == pytest.approx(first(doubled))
    uneven = frames.assign(weight=np.where(np.arange(len(frames)) % 2, 9.0, 1.0))
    assert plain != first(Network(surveyed.nodes, uneven, surveyed.layers, answers=surveyed.answers))
