"""Competing innovations: the plain model where they do not compete, symmetry and the logit where they do."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff._random import coins, component_key, mix, run_keys
from netdiff.errors import ModelError, UnknownNodeError
from netdiff.network import Network
from netdiff.spread import Competing, IndependentCascade
from netdiff.spread.competing import own_keys
from netdiff.spread.engine import node_keys, pair_keys, states
from netdiff.spread.interventions import Campaign
from netdiff.spread.simulate import simulate
from netdiff.spread.starts import launch_of
from netdiff.spread.summary import Summary


@pytest.fixture(scope="module")
def town() -> Network:
    return Network.from_networkx(nx.watts_strogatz_graph(60, 6, 0.2, seed=3), means="meets")


def tells(pairs: list[str]) -> Network:
    ties = pd.DataFrame([tuple(pair) for pair in pairs], columns=["source", "target"])
    return Network.from_frames(None, ties, means="tells", directed=True)


def test_a_single_innovation_is_the_plain_model_exactly(town: Network) -> None:
    for limits in ({}, {"room": None}, {"attention": 1}):
        one = simulate(town, Competing({"app": 0.2}, **limits), seeds={"app": [3, 9]}, runs=200, rng=4)
        plain = simulate(town, IndependentCascade(0.2), seeds=[3, 9], runs=200, rng=4)
        np.testing.assert_array_equal(one.times, plain.times)
        np.testing.assert_array_equal(one.state("app").times, plain.times)


def test_without_limits_each_runs_as_if_it_were_alone_exactly(town: Network) -> None:
    model = Competing({"app": 0.2, "visits": 0.3}, room=None)
    spread = simulate(town, model, seeds={"app": [3], "visits": [3, 40]}, runs=100, rng=4)
    alone = simulate(town, IndependentCascade(0.2), seeds=[3], runs=100, rng=4)
    np.testing.assert_array_equal(spread.state("app").times, alone.times)
    keys = own_keys(run_keys(4, 100), "visits", 1)
    _, launch = launch_of(town, [3, 40])
    runs = IndependentCascade(0.3).dynamics(town).run(keys, launch.starts(keys), 1000)
    mine = Summary.of(runs, np.zeros(60, dtype=np.int64), 1)
    np.testing.assert_array_equal(spread.state("visits").summary.adopted, mine.adopted)
    np.testing.assert_array_equal(spread.state("visits").reach_by_run, mine.new.sum(axis=1))


def test_any_is_the_first_of_all_and_with_room_for_one_nobody_has_two(town: Network) -> None:
    names = {"a": 0.3, "b": 0.2, "c": 0.4}
    seeds = {"a": [0], "b": [20], "c": [40]}
    for room in (1, 2, None):
        spread = simulate(town, Competing(names, room=room), seeds=seeds, runs=80, rng=1)
        times = np.array([spread.state(name).times for name in names])
        first = np.where(times < 0, 10**6, times).min(axis=0)
        np.testing.assert_array_equal(np.where(first == 10**6, -1, first), spread.times)
        most = (times >= 0).sum(axis=0).max()
        assert most == (3 if room is None else room)


def test_equal_rivals_share_evenly() -> None:
    """Everybody knows everybody and neither is better: each gets half, whichever is named first."""
    net = Network.from_networkx(nx.complete_graph(30), means="meets")
    for names in (["x", "y"], ["y", "x"]):
        model = Competing(dict.fromkeys(names, 0.1))
        spread = simulate(net, model, seeds={"x": [0, 1], "y": [2, 3]}, runs=3000, rng=2)
        gap = spread.state("x").compare(spread.state("y")).difference
        assert gap.low < 0 < gap.high
        assert spread.state("x").reach.value + spread.state("y").reach.value == pytest.approx(spread.reach.value)


@pytest.mark.parametrize("gap", [0.0, 1.0, -2.0])
def test_the_choice_between_two_is_a_logit(gap: float) -> None:
    """c hears of both at once and takes x with odds exp(gap)."""
    model = Competing({"x": 1.0, "y": 1.0}, fit={"x": gap})
    spread = simulate(tells(["ac", "bc"]), model, seeds={"x": "a", "y": "b"}, runs=20_000, rng=3)
    share = spread.state("x").adoption_probability["c"]
    assert share == pytest.approx(1 / (1 + np.exp(-gap)), abs=0.012)
    assert spread.adoption_probability["c"] == 1.0


def test_example_raises_the_payoff_by_the_share_that_is_seen() -> None:
    """d listens to a, b and c; two of the three have x, one has y: odds exp(example / 3)."""
    model = Competing({"x": 1.0, "y": 1.0}, example=3.0)
    spread = simulate(tells(["ad", "bd", "cd"]), model, seeds={"x": ["a", "b"], "y": ["c"]}, runs=20_000, rng=3)
    assert spread.state("x").adoption_probability["d"] == pytest.approx(1 / (1 + np.exp(-1.0)), abs=0.012)


def test_attention_loses_what_is_not_looked_at() -> None:
    """Room for all, but one look a period: of three at once one is taken, and the others are gone."""
    model = Competing(dict.fromkeys("xyz", 1.0), attention=1, room=None)
    seeds = {"x": "a", "y": "b", "z": "c"}
    spread = simulate(tells(["ad", "bd", "cd"]), model, seeds=seeds, runs=6000, rng=5)
    shares = [spread.state(name).adoption_probability["d"] for name in "xyz"]
    assert sum(shares) == pytest.approx(1.0)
    np.testing.assert_allclose(shares, 1 / 3, atol=0.02)
    later = simulate(tells(["ad", "be", "ed"]), model, seeds={"x": "a", "y": "b"}, runs=10, rng=5)
    assert later.state("y").adoption_probability["d"] == 1.0  # it comes a period later


def slow(  # noqa: C901  slow and obvious
    net: Network, model: Competing, seeds: dict[str, list[object]], key: np.uint64
) -> dict[str, dict[object, int]]:
    """One run, offer by offer, in plain Python."""
    ids, names = list(net.nodes.index), list(model.innovations)
    people, matrix = node_keys(net), net.influence()
    pairs = matrix.tocoo()
    pair_key = dict(zip(zip(*pairs.coords, strict=True), pair_keys(people, matrix.tocsr()), strict=True))
    total = np.asarray(matrix.sum(axis=0)).ravel()
    own = [key if k == 0 else mix(key ^ component_key(f"innovation {name}")) for k, name in enumerate(names)]

    def bits(k: int, matter: str, name: np.uint64, now: int = 0) -> np.uint64:
        return mix((states(np.array([own[k]]), matter)[0] + np.uint64(now)) ^ np.uint64(name))

    taken = {name: {ids.index(i): 0 for i in seeds.get(name, [])} for name in names}
    for now in range(1, 50):
        offered: dict[int, set[int]] = {}
        for k, name in enumerate(names):
            for i in [i for i, t in taken[name].items() if t == now - 1]:
                for (a, b), tie in pair_key.items():
                    passes = coins(own[k], "tie", tie) < model.innovations[name]
                    if a == i and passes and b not in taken[name]:
                        offered.setdefault(int(b), set()).add(k)
        for b, kinds in offered.items():
            kept = sorted(kinds)
            if model.attention:
                looks = {k: float(bits(k, "look", people[b], now) >> np.uint64(11)) for k in kept}
                kept = sorted(kept, key=looks.__getitem__, reverse=True)[: model.attention]
            if model.room:
                left = max(model.room - sum(b in taken[name] for name in names), 0)

                def payoff(k: int, b: int = b, now: int = now) -> float:
                    luck = (float(bits(k, "taste", people[b]) >> np.uint64(11)) + 0.5) * 2.0**-53
                    has = [a for a, t in taken[names[k]].items() if t < now]
                    seen = sum(matrix[a, b] for a in has) / total[b]
                    return model.fit.get(names[k], 0.0) + model.example * seen - np.log(-np.log(luck))

                kept = sorted(kept, key=payoff, reverse=True)[:left]
            for k in kept:
                taken[names[k]][b] = now
    return {name: {ids[i]: t for i, t in own_times.items()} for name, own_times in taken.items()}


@pytest.mark.parametrize(
    "model",
    [
        Competing({"a": 0.4, "b": 0.5}),
        Competing({"a": 0.5, "b": 0.5, "c": 0.6}, room=2, attention=1, fit={"b": 0.7}),
        Competing({"a": 0.6, "b": 0.6, "c": 0.6}, room=1, example=2.0, fit={"c": -0.5}),
    ],
)
def test_a_slow_loop_over_offers_gives_the_same(model: Competing) -> None:
    rng = np.random.default_rng(1)
    pairs = sorted({(int(a), int(b)) for a, b in rng.integers(0, 18, (60, 2)) if a != b})
    ties = pd.DataFrame(pairs, columns=["source", "target"]).assign(weight=rng.integers(1, 4, len(pairs)).astype(float))
    net = Network.from_frames(pd.DataFrame(index=pd.Index(range(18))), ties, means="tells", directed=True)
    seeds = {"a": [0, 5], "b": [1], "c": [2]} if "c" in model.innovations else {"a": [0, 5], "b": [1]}
    spread = simulate(net, model, seeds=seeds, runs=15, rng=8)
    for run, key in enumerate(run_keys(8, 15)):
        expected = slow(net, model, seeds, key)
        for name in model.innovations:
            times = spread.state(name).times[run]
            assert {i: int(t) for i, t in zip(net.nodes.index, times, strict=True) if t >= 0} == expected[name]


def test_the_order_of_people_and_a_lonely_one_move_no_run(town: Network) -> None:
    graph = nx.Graph()
    graph.add_nodes_from([99, *reversed(range(60))])
    graph.add_edges_from(nx.watts_strogatz_graph(60, 6, 0.2, seed=3).edges)
    turned = Network.from_networkx(graph, means="meets")
    model = Competing({"x": 0.3, "y": 0.3}, example=1.0)
    seeds = {"x": [0], "y": [30]}
    one, other = (simulate(net, model, seeds=seeds, runs=50, rng=1) for net in (town, turned))
    for name in "xy":
        np.testing.assert_array_equal(one.state(name).times, other.state(name).times[:, :0:-1])


def test_silent_people_can_be_told(with_silent_people: Network) -> None:
    spread = simulate(with_silent_people, Competing({"x": 1.0}), seeds={"x": ["b"]}, runs=300, rng=1)
    assert spread.respondents_only is not None
    assert spread.adoption_probability["d"] > spread.respondents_only.adoption_probability["d"] == 0.0


def test_what_cannot_be_played_is_said(town: Network) -> None:
    rivals = Competing({"x": 0.1, "y": 0.1})
    with pytest.raises(ModelError, match="Say who starts with what"):
        simulate(town, rivals, seeds=[1, 2], runs=2)
    with pytest.raises(ModelError, match="Say who starts with what"):
        simulate(town, rivals, seeds={"z": [1]}, runs=2)
    with pytest.raises(ModelError, match="named twice"):
        simulate(town, rivals, seeds={"x": [1, 1]}, runs=2)
    with pytest.raises(UnknownNodeError):
        simulate(town, rivals, seeds={"x": [777]}, runs=2)
    with pytest.raises(ModelError, match="a campaign cannot say"):
        simulate(town, rivals, seeds={"x": [1]}, runs=2, interventions=[Campaign(2, 0.5)])
    with pytest.raises(ModelError, match="recommend cannot pick them"):
        nd.recommend(town, 2, model=rivals)
    with pytest.raises(ModelError, match="attention must be a whole number"):
        Competing({"x": 0.1}, attention=0)
    with pytest.raises(ModelError, match="between 0 and 1"):
        Competing({"x": 3.0})
    with pytest.raises(ModelError, match="fit must be one of"):
        Competing({"x": 0.1}, fit={"q": 1.0})
    assert repr(rivals) == "Competing(innovations={'x': 0.1, 'y': 0.1})"
