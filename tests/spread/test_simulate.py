"""The front door, its outcome, and its pairing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.errors import ModelError, UnknownNodeError
from netdiff.network import Network
from netdiff.spread import IndependentCascade, ensemble
from netdiff.spread import simulate as simulation
from netdiff.spread.simulate import simulate

MODEL = IndependentCascade(0.15)


@pytest.fixture(scope="module")
def karate() -> Network:
    return Network.from_networkx(nx.karate_club_graph())


def clubs() -> Network:
    graph = nx.karate_club_graph()
    for _, data in graph.nodes(data=True):
        data["group"] = data.pop("club")
    return Network.from_networkx(graph)


def test_same_rng_same_answer_other_rng_other_answer(karate):
    first, again, other = (simulate(karate, MODEL, seeds=[0], runs=200, rng=rng) for rng in (1, 1, 2))
    assert (first.times == again.times).all()
    assert (first.times != other.times).any()
    np.random.seed(3)  # noqa: NPY002 (the global state must not matter, nor be touched)
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    assert (simulate(karate, MODEL, seeds=[0], runs=200, rng=1).times == first.times).all()
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_more_runs_begin_with_the_same_runs(karate):
    few, many = (simulate(karate, MODEL, seeds=[0], runs=runs, rng=1) for runs in (50, 80))
    assert (many.times[:50] == few.times).all()


def test_batches_threads_and_streaming_change_nothing(karate, monkeypatch):
    plain = simulate(karate, MODEL, seeds=[0], runs=300, rng=1)
    monkeypatch.setattr(ensemble, "PEOPLE_PER_BATCH", 34 * 7)
    monkeypatch.setattr(simulation, "CELLS_KEPT", 100)
    with ThreadPoolExecutor(2) as threads:
        streamed = simulate(karate, MODEL, seeds=[0], runs=300, rng=1, executor=threads)
    assert streamed.times is None
    pd.testing.assert_frame_equal(streamed.curve(), plain.curve())
    pd.testing.assert_frame_equal(streamed.to_frame(), plain.to_frame())
    pd.testing.assert_frame_equal(streamed.by_group(), plain.by_group())
    pd.testing.assert_frame_equal(streamed.first_adopters(), plain.first_adopters())
    pd.testing.assert_series_equal(streamed.time_to(0.3), plain.time_to(0.3))
    assert streamed.reach == plain.reach


def test_order_of_people_and_lonely_people_move_no_coin(karate):
    plain = simulate(karate, MODEL, seeds=[5], runs=100, rng=1)
    graph = nx.Graph()
    graph.add_nodes_from([99, *reversed(range(34))])
    graph.add_edges_from(nx.karate_club_graph().edges)
    turned = simulate(Network.from_networkx(graph), MODEL, seeds=[5], runs=100, rng=1)
    assert (turned.times[:, :0:-1] == plain.times).all()


def test_adding_ties_moves_no_other_coin(karate):
    """Every run with more ties reaches at least whom it reached without: the coins of old ties did not move."""
    graph = nx.karate_club_graph()
    graph.add_edges_from([(11, 26), (16, 24), (9, 12)], weight=1)
    more = simulate(Network.from_networkx(graph), MODEL, seeds=[0], runs=500, rng=1)
    less = simulate(karate, MODEL, seeds=[0], runs=500, rng=1)
    assert ((more.times >= 0) >= (less.times >= 0)).all()
    assert (more.times >= 0).sum() > (less.times >= 0).sum()
    unpaired = simulate(karate, MODEL, seeds=[0], runs=500, rng=2)
    assert not ((more.times >= 0) >= (unpaired.times >= 0)).all()


def test_changing_one_layer_moves_no_coin_of_another():
    first = pd.DataFrame({"source": list("abcd"), "target": list("bcde"), "layer": "advice", "p": 0.5})
    second = pd.DataFrame({"source": list("xy"), "target": list("yz"), "layer": "friends", "p": 0.5})
    both = Network.from_frames(None, pd.concat([first, second]), means="tells")
    changed = Network.from_frames(None, pd.concat([first, second.assign(p=0.9)]), means="tells")
    runs = [simulate(net, IndependentCascade("p"), seeds=["a", "x"], runs=400, rng=1) for net in (both, changed)]
    old = [spread.times[:, [spread.nodes.index.get_loc(node) for node in "abcde"]] for spread in runs]
    assert (old[0] == old[1]).all()
    assert (runs[1].times >= 0).sum() > (runs[0].times >= 0).sum()


def test_comparison_is_paired_and_narrower(karate):
    ours, theirs = (simulate(karate, MODEL, seeds=seeds, runs=800, rng=1) for seeds in ([0, 33], [0, 32]))
    paired = ours.compare(theirs)
    unpaired = ours.compare(simulate(karate, MODEL, seeds=[0, 32], runs=800, rng=2))
    assert paired.paired
    assert not unpaired.paired
    assert paired.difference.se < 0.8 * unpaired.difference.se
    assert abs(paired.difference.value - (ours.reach.value - theirs.reach.value)) < 1e-9
    assert 0.5 < paired.chance_better.value < 1.0
    assert paired.curve()["mean"].iloc[-1] == pytest.approx(paired.difference.value)
    with pytest.raises(ModelError, match="same whole number as rng"):
        _ = unpaired.chance_better
    assert "paired run by run" in repr(paired)


def test_curve_is_what_the_times_say(karate):
    spread = simulate(karate, MODEL, seeds=[0], runs=400, rng=1, horizon=5)
    curve = spread.curve()
    assert curve.index.tolist() == list(range(6))
    for period in range(6):
        by_run = ((spread.times >= 0) & (spread.times <= period)).sum(axis=1)
        assert curve.loc[period, "mean"] == pytest.approx(by_run.mean())
        assert curve.loc[period, "low"] == np.quantile(by_run, 0.05)
    assert (curve["low"] <= curve["high"]).all()
    assert spread.reach.value == pytest.approx(curve["mean"].iloc[-1])


def test_time_to_tells_how_many_runs_get_there(path):
    always = simulate(path, IndependentCascade(1.0), seeds=["a"], runs=5, rng=1)
    assert always.time_to(0.6)[["median", "share_of_runs"]].tolist() == [2.0, 1.0]
    never = simulate(path, IndependentCascade(0.0), seeds=["a"], runs=5, rng=1)
    assert never.time_to(0.6)[["median", "share_of_runs"]].tolist() == [np.inf, 0.0]


def test_stalling(path):
    half = simulate(path, IndependentCascade(0.5), seeds=["a"], runs=4000, rng=1)
    stall = half.probability_of_stalling(0.4)
    assert stall.low < 0.5 < stall.high
    assert half.probability_of_stalling(0.2).value == 0.0
    assert half.probability_of_stalling(0.2).high > 0.0  # none seen is not never


def test_by_group_adds_up():
    spread = simulate(clubs(), MODEL, seeds=[0], runs=300, rng=1)
    table = spread.by_group()
    assert table["people"].sum() == 34
    assert table["reached"].sum() == pytest.approx(spread.reach.value)
    assert table.loc["Mr. Hi", "share"] > table.loc["Officer", "share"]
    assert spread.to_frame()["group"].tolist() == clubs().nodes["group"].tolist()


def test_first_adopters_are_not_the_seeds(path):
    first = simulate(path, IndependentCascade(0.9), seeds=["b"], runs=200, rng=1).first_adopters(3)
    assert set(first.index[:2]) == {"a", "c"}
    assert "b" not in first.index


def test_reading_the_outcome(karate):
    spread = simulate(karate, MODEL, seeds=[0], runs=200, rng=1)
    assert "of 34 people" in repr(spread)
    html = clubs_html = simulate(clubs(), MODEL, seeds=[0], runs=20, rng=1)._repr_html_()
    assert "reached" in html
    assert "Officer" not in clubs_html  # nobody and no group is named in passing


def test_bad_requests(karate):
    with pytest.raises(UnknownNodeError, match="Not in this network"):
        simulate(karate, MODEL, seeds=["nobody"])
    with pytest.raises(ModelError, match="runs must be a whole number"):
        simulate(karate, MODEL, seeds=[0], runs=0)
    with pytest.raises(ModelError, match="horizon"):
        simulate(karate, MODEL, seeds=[0], horizon=-1)
    with pytest.raises(ModelError, match="named twice"):
        simulate(karate, MODEL, seeds=[0, 0])
    with pytest.raises(ModelError, match="whole periods"):
        simulate(karate, MODEL, seeds={0: -2})
    with pytest.raises(TypeError, match="from_networkx"):
        simulate(nx.karate_club_graph(), MODEL, seeds=[0])


def test_an_interrupt_leaves_what_is_done(karate, monkeypatch):
    monkeypatch.setattr(ensemble, "PEOPLE_PER_BATCH", 34 * 10)

    def stop(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.warns(UserWarning, match="what is done is kept"):
        part = simulate(karate, MODEL, seeds=[0], runs=100, rng=1, progress=stop)
    whole = simulate(karate, MODEL, seeds=[0], runs=100, rng=1)
    assert part.interrupted
    assert 0 < part.runs < 100
    assert (part.times == whole.times[: part.runs]).all()
