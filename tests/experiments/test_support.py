"""Myth 1: the funnel against closed forms; support matters where feasibility binds, and nowhere else."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.stats import beta

from netdiff._random import run_keys
from netdiff.errors import ModelError
from netdiff.experiments._funnel import Funnel, beta_2_2, funnel_shares, play_funnel
from netdiff.experiments.support import binding_gates, support
from netdiff.network import Network


@pytest.fixture(scope="module")
def town() -> Network:
    return Network.from_networkx(nx.watts_strogatz_graph(120, 6, 0.1, seed=2), means="meets")


@pytest.fixture(scope="module")
def strangers() -> Network:
    return Network.from_networkx(nx.empty_graph(200), means="meets")


def test_quantiles_of_the_needs() -> None:
    coins = np.linspace(0.001, 0.999, 50)
    np.testing.assert_allclose(beta_2_2(coins), beta(2, 2).ppf(coins), atol=1e-9)


def test_awareness_from_outside_alone_is_geometric(strangers: Network) -> None:
    aware = play_funnel(strangers, Funnel(media=0.1, interest=0.0), run_keys(1, 200), horizon=6).share("aware")
    assert aware.mean() == pytest.approx(1 - 0.9**6, abs=0.01)


def test_telling_is_one_try_per_contact() -> None:
    """On a pair, the other hears with chance p_info, however long one waits."""
    pair = Network.from_networkx(nx.path_graph(2), means="meets")
    heard = play_funnel(pair, Funnel(p_info=0.3, media=0.0), run_keys(2, 4000), seeds=1, horizon=15).share("aware")
    assert heard.mean() == pytest.approx(0.3, abs=0.025)


@pytest.mark.parametrize(("gates", "expected"), [("conjunctive", 0.5 * 0.5 * 0.5), ("compensatory", 0.5)])
def test_the_plateau_without_help_is_the_share_whose_gates_are_open(
    strangers: Network, gates: str, expected: float
) -> None:
    model = Funnel(media=1.0, interest=1.0, bad=0.0, gates=gates)
    end = play_funnel(strangers, model, run_keys(3, 100))
    assert end.share("adopted").mean() == pytest.approx(expected, abs=0.02)
    assert end.share("aware").min() == 1.0


def test_support_moves_the_plateau_by_what_it_opens(strangers: Network) -> None:
    """Feasibility 0.2 and 20 periods of 0.01; the last rise that still leads to adoption is that of period 19."""
    model = Funnel(media=1.0, interest=1.0, desirable=1.0, viable=1.0, feasible=0.2, support=0.01, bad=0.0)
    share = play_funnel(strangers, model, run_keys(4, 200)).share("adopted").mean()
    assert share == pytest.approx(beta(2, 2).cdf(0.2 + 19 * 0.01), abs=0.01)


def test_batches_change_no_run(town: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = run_keys(6, 30)
    whole = play_funnel(town, Funnel(), keys).share()
    monkeypatch.setattr("netdiff.experiments._funnel.AT_ONCE", 500)
    np.testing.assert_array_equal(funnel_shares(town, Funnel(), keys), whole)


@pytest.mark.slow
def test_a_thousand_runs_on_ten_thousand_people_take_seconds() -> None:
    """Asked for: under 10 s on two cores, so 20 s of processor time."""
    from time import process_time

    net = Network.from_networkx(nx.watts_strogatz_graph(10_000, 6, 0.1, seed=1), means="meets")
    start = process_time()
    shares = funnel_shares(net, Funnel(), run_keys(1, 1000))
    assert shares.shape == (1000,)
    assert process_time() - start < 20.0


def test_bad_trials_are_abandoned_and_spoken_of(town: Network) -> None:
    open_gates = {"media": 0.2, "desirable": 0.8, "feasible": 1.0, "viable": 1.0}
    keys = run_keys(5, 40)
    fine, silent, loud = (
        play_funnel(town, Funnel(**open_gates, bad=bad, bad_word=word), keys).share("adopted").mean()
        for bad, word in ((0.0, 0.0), (0.3, 0.0), (0.3, 1.0))
    )
    assert loud < silent < fine


def test_without_a_budget_all_arms_are_the_same_exactly(town: Network) -> None:
    contrast = support(town, budget=0.0, runs=20, region={}, rng=1)
    for arm in contrast.arms.values():
        np.testing.assert_array_equal(arm, contrast.arms["as it is"])


def test_the_claim_follows_where_everybody_knows_and_few_can(town: Network) -> None:
    model = Funnel(media=1.0, p_info=1.0, desirable=1.0, viable=1.0, feasible=0.2)
    contrast = support(town, model=model, region={"gates": ("conjunctive",), "feasible": (0.1, 0.3)}, runs=40, rng=1)
    assert contrast.verdict == "follows"
    np.testing.assert_array_equal(contrast.arms["information"], contrast.arms["as it is"])


def test_the_claim_fails_where_everybody_can_and_few_know(town: Network) -> None:
    model = Funnel(media=0.002, p_info=0.05, desirable=1.0, viable=1.0, feasible=1.0)
    contrast = support(town, model=model, region={"feasible": (1.0,), "persuades": (0.0, 0.02)}, runs=40, rng=1)
    assert contrast.verdict == "does not follow"
    assert set(contrast.region["finding"]) == {"the other way"}
    np.testing.assert_array_equal(contrast.arms["support"], contrast.arms["as it is"])


def test_information_wins_where_desirability_binds(town: Network) -> None:
    model = Funnel(media=1.0, desirable=0.1, feasible=1.0, viable=1.0)
    contrast = support(town, model=model, persuades=0.02, region={"persuades": (0.02,)}, runs=30, rng=1)
    assert contrast.verdict == "does not follow"
    assert contrast.effect.high < 0


def test_awareness_saturates_while_adoption_stays(town: Network) -> None:
    model = Funnel(media=0.2, viable=1.0, desirable=1.0, feasible=0.2, peer_help=0.0)
    told = support(town, model=model, persuades=0.0, outcome="aware", runs=30, region={}, rng=1)
    took = support(town, model=model, persuades=0.0, runs=30, region={}, rng=1)
    assert told.doses["information"].iloc[-1] > 0.99
    assert took.doses["information"].max() < beta(2, 2).cdf(0.2) + 0.03


@pytest.mark.parametrize(
    ("shut", "binds"),
    [("desirable", "desirable"), ("feasible", "feasible"), ("viable", "viable"), ("media", "unaware")],
)
def test_the_gate_that_binds_is_the_one_that_was_shut(strangers: Network, shut: str, binds: str) -> None:
    wide = {"media": 1.0, "interest": 1.0, "desirable": 1.0, "feasible": 1.0, "viable": 1.0, "bad": 0.0}
    table = binding_gates(strangers, Funnel(**(wide | {shut: 0.0})), runs=20, rng=1)
    assert set(table["binds"]) == {binds}
    np.testing.assert_allclose(table.drop(columns="binds").sum(axis=1), 1.0)


def test_what_cannot_be_played_is_said(town: Network) -> None:
    with pytest.raises(ModelError, match="gates must be one of"):
        Funnel(gates="any")
    with pytest.raises(ModelError, match="first adopters"):
        play_funnel(Network.from_networkx(nx.path_graph(2), means="meets"), Funnel(), run_keys(1, 2), seeds=3)
