"""The funnel as a model of spread: against a slow loop over people, and seen as entry into each stage."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff._random import coins, run_keys
from netdiff.errors import DataError, ModelError
from netdiff.network import Network
from netdiff.spread.engine import node_keys
from netdiff.spread.funnel import STAGES, Funnel
from netdiff.spread.interventions import Campaign, NewTies
from netdiff.spread.simulate import simulate

STATES = list(STAGES)


def weighted_town(people: int = 40, seed: int = 1) -> Network:
    """Directed ties of different weight; the last person has none."""
    rng = np.random.default_rng(seed)
    pairs = [(f"p{a:02}", f"p{b:02}") for a in range(people - 1) for b in rng.choice(people - 1, 4) if a != b]
    ties = pd.DataFrame(sorted(set(pairs)), columns=["source", "target"])
    ties["weight"] = rng.integers(1, 5, len(ties)).astype(float)
    nodes = pd.DataFrame(index=pd.Index([f"p{a:02}" for a in range(people)], name="node"))
    return Network.from_frames(nodes, ties, means="tells", directed=True)


def slow(  # noqa: C901, PLR0912  slow and obvious
    net: Network, model: Funnel, seeds: dict[str, int], key: np.uint64, horizon: int
) -> dict[str, dict[str, int]]:
    """One run, person by person: when each entered each stage."""
    ids = list(net.nodes.index)
    matrix = pd.DataFrame(net.influence().toarray(), index=ids, columns=ids)
    ears = {i: {j: w for j, w in matrix[i].items() if w > 0} for i in ids}
    names = node_keys(net)

    def coin(matter: str) -> dict[str, float]:
        return dict(zip(ids, coins(key, matter, names), strict=True))

    def beta(u: float) -> float:
        return 0.5 - math.sin(math.asin(1 - 2 * u) / 3)

    def wait(u: float, rate: float) -> float:
        return math.inf if rate == 0 else 1 + math.floor(math.log1p(-u) / math.log(max(1 - rate, 1e-12)))

    drawn = {name: coin(name) for name in ("hears", "interest", "advocacy", "bad", "desirable", "feasible", "viable")}
    stage, since = dict.fromkeys(ids, "unaware"), dict.fromkeys(ids, 0)
    feasible = dict.fromkeys(ids, float(model.feasible))
    entered: dict[str, dict[str, int]] = {name: {} for name in STATES}

    def enter(i: str, name: str, now: int) -> None:
        for passed in STATES[: STATES.index(name)] if name in STATES[:4] else []:
            entered[passed].setdefault(i, now)
        entered[name][i], stage[i], since[i] = now, name, now

    for i, start in seeds.items():
        if start == 0:
            enter(i, "adopted", 0)
    for now in range(1, horizon + 1):
        has = {i for i in ids if stage[i] in ("adopted", "advocate")}
        before, level = dict(stage), dict(feasible)
        goes: dict[str, str] = {}
        for i in ids:
            heard = ears[i]
            whole = sum(heard.values())
            help_from = sum(w for j, w in heard.items() if j in has)
            rise = model.support
            if help_from:
                rise += model.peer_help * sum(w * level[j] for j, w in heard.items() if j in has) / help_from
            feasible[i] = min(level[i] + rise, 1.0)
            if before[i] == "unaware":
                voices = sum(before[j] != "unaware" for j in heard)
                hazard = -voices * math.log(1 - model.p_info) - now * math.log(1 - model.media)
                if hazard >= -math.log1p(-drawn["hears"][i]):
                    goes[i] = "aware"
            elif before[i] == "aware" and now - since[i] >= wait(drawn["interest"][i], model.interest):
                goes[i] = "interested"
            elif before[i] == "interested":
                pull = 0.0
                if whole:
                    example = sum(w * (1 + (before[j] == "advocate")) for j, w in heard.items() if j in has) / whole
                    failed = sum(w for j, w in heard.items() if before[j] == "abandoned") / whole
                    pull = model.peer_pull * min(example, 1.0) - model.bad_word * failed
                lacks = (
                    min(model.desirable + now * model.persuasion + pull, 1.0) - beta(drawn["desirable"][i]),
                    feasible[i] - beta(drawn["feasible"][i]),
                    min(model.viable + model.incentive, 1.0) - beta(drawn["viable"][i]),
                )
                if (min(lacks) if model.gates == "conjunctive" else sum(lacks)) >= 0:
                    goes[i] = "trial"
            elif before[i] == "trial":
                goes[i] = "abandoned" if drawn["bad"][i] < model.bad else "adopted"
            elif before[i] == "adopted" and now - since[i] >= wait(drawn["advocacy"][i], model.advocacy):
                goes[i] = "advocate"
        for i, start in seeds.items():
            if start == now and before[i] not in ("adopted", "advocate", "abandoned"):
                goes[i] = "adopted"
        for i, name in goes.items():
            enter(i, name, now)
    return entered


@pytest.mark.parametrize(
    "model",
    [
        Funnel(),
        Funnel(p_info=0.4, media=0.1, gates="compensatory", bad=0.3, bad_word=0.8, advocacy=0.5),
        Funnel(p_info=0.5, desirable=0.7, feasible=0.3, viable=0.8, support=0.03, persuasion=0.01, incentive=0.1),
        Funnel(
            p_info=0.8, interest=1.0, desirable=1.0, feasible=0.6, viable=1.0, peer_help=0.3, peer_pull=0.0, bad=0.5
        ),
    ],
)
def test_a_slow_loop_over_people_gives_the_same_moments(model: Funnel) -> None:
    net = weighted_town()
    seeds = {"p03": 0, "p17": 0, "p20": 4}
    spread = simulate(net, model, seeds=seeds, horizon=12, runs=25, rng=5)
    for run, key in enumerate(run_keys(5, 25)):
        entered = slow(net, model, seeds, key, 12)
        for name in STATES:
            times = spread.state(name).times
            assert times is not None
            got = {i: int(t) for i, t in zip(net.nodes.index, times[run], strict=True) if t >= 0}
            assert got == entered[name], (run, name)


def test_adoption_is_the_usual_view_and_stages_hold_one_another() -> None:
    spread = simulate(weighted_town(), Funnel(p_info=0.5), seeds=["p01"], horizon=15, runs=50, rng=1)
    np.testing.assert_array_equal(spread.times, spread.state("adopted").times)
    reached = spread.by_state()["reached"]
    assert (
        reached["aware"] >= reached["interested"] >= reached["trial"] >= reached["adopted"] + reached["abandoned"] - 1
    )
    assert reached["adopted"] >= reached["advocate"]
    assert spread.state("aware").curve()["mean"].is_monotonic_increasing
    assert "counted: aware" in repr(spread.state("aware"))
    with pytest.raises(ModelError, match="state must be one of aware"):
        spread.state("sold")
    with pytest.raises(ModelError, match="adoption as its only state"):
        simulate(weighted_town(), nd.IndependentCascade(0.1), seeds=["p01"], runs=2).state("aware")


def test_streaming_and_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from netdiff.spread import ensemble
    from netdiff.spread import simulate as simulation

    net = weighted_town()
    plain = simulate(net, Funnel(), seeds=["p01"], horizon=12, runs=60, rng=1)
    monkeypatch.setattr(ensemble, "PEOPLE_PER_BATCH", 40 * 7 * 9)
    monkeypatch.setattr(simulation, "CELLS_KEPT", 100)
    streamed = simulate(net, Funnel(), seeds=["p01"], horizon=12, runs=60, rng=1)
    assert streamed.times is None
    pd.testing.assert_frame_equal(streamed.by_state(), plain.by_state())
    for name in STATES:
        pd.testing.assert_frame_equal(streamed.state(name).curve(), plain.state(name).curve())


def test_the_order_of_people_and_ties_moves_no_run() -> None:
    net = weighted_town()
    turned = Network.from_frames(
        net.nodes.iloc[::-1], net.ties.sample(frac=1, random_state=1), list(net.layers.values())
    )
    one, other = (
        simulate(each, Funnel(p_info=0.5), seeds=["p01"], horizon=9, runs=30, rng=1) for each in (net, turned)
    )
    assert one.times is not None
    assert other.times is not None
    np.testing.assert_array_equal(one.times, other.times[:, ::-1])


def test_gates_may_be_given_person_by_person() -> None:
    """Everybody knows and wants; only those whose organisation makes it possible adopt."""
    net = weighted_town()
    able = pd.Series([1.0 if place % 2 else 0.0 for place in range(len(net))], index=net.nodes.index)
    net = Network(net.nodes.assign(able=able), net.ties, net.layers)
    model = Funnel(media=1.0, interest=1.0, desirable=1.0, viable=1.0, feasible="able", peer_help=0.0, bad=0.0)
    spread = simulate(net, model, seeds=["p01"], horizon=10, runs=5, rng=1)
    assert (spread.adoption_probability == able).all()
    held_up = Funnel(media=1.0, desirable=1.0, viable=1.0, feasible=0.0, support="able", peer_help=0.0, bad=0.0)
    helped = simulate(net, held_up, seeds=["p01"], horizon=10, runs=5, rng=1).adoption_probability
    assert (helped[able == 0] == 0).all()
    assert helped[able == 1].min() > 0
    with pytest.raises(ModelError, match="feasible must lie between 0 and 1 for everybody"):
        simulate(net, Funnel(feasible=dict.fromkeys(net.nodes.index, 3.0)), seeds=["p01"], horizon=2, runs=2)
    with pytest.raises(DataError, match="have no feasible"):
        simulate(net, Funnel(feasible={"p01": 1.0}), seeds=["p01"], horizon=2, runs=2)


def test_campaigns_can_be_laid_over_it_and_new_ties_are_refused() -> None:
    net = weighted_town()
    won = simulate(net, Funnel(), seeds=["p01"], horizon=6, runs=5, interventions=[Campaign(2, 1.0)])
    assert won.reach.value > len(net) - 3
    with pytest.raises(ModelError, match="New ties cannot be laid over a Funnel"):
        simulate(net, Funnel(), seeds=["p01"], horizon=6, runs=5, interventions=[NewTies(1, [("p02", "p39")])])
    with pytest.raises(ModelError, match="goes on for ever"):
        simulate(net, Funnel(), seeds=["p01"], runs=5)


def test_silent_people_can_be_told(with_silent_people: Network) -> None:
    """d was asked and said nothing: without drawn answers nobody could tell d."""
    sure = Funnel(p_info=1.0, media=0.0, interest=1.0, desirable=1.0, feasible=1.0, viable=1.0, bad=0.0)
    spread = simulate(with_silent_people, sure, seeds=["b"], horizon=10, runs=400, rng=1)
    assert spread.respondents_only is not None
    assert spread.respondents_only.adoption_probability["d"] == 0.0
    assert 0.1 < spread.adoption_probability["d"] < 1.0


@pytest.mark.parametrize("shape", ["one_node", "no_ties"])
def test_tiny_networks(shape: str, request: pytest.FixtureRequest) -> None:
    net = request.getfixturevalue(shape)
    first = net.nodes.index[0]
    spread = simulate(net, Funnel(media=0.0), seeds=[first], horizon=5, runs=5, rng=1)
    assert spread.reach.value == 1.0


def test_recommend_takes_it_without_a_certificate() -> None:
    plan = nd.recommend(weighted_town(), 2, model=nd.Funnel(p_info=0.5), horizon=8, rng=1)
    assert len(plan.chosen) == 2
    assert "no bound" in plan.guarantee or "nothing is known" in plan.guarantee
