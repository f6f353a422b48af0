"""Mechanism 1: the chain's steady state, and facilitation that pays or does not."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff._random import run_keys
from netdiff.errors import ModelError
from netdiff.experiments._ears import Ears
from netdiff.experiments._rings import RINGS, Play, Rings, make_links
from netdiff.experiments.nested_communities import nested_communities, steady_state
from netdiff.network import Network

LOOSE = {"contact": 0.0, "lift": 0.0, "need": 0, "hold": 0.0}


@pytest.fixture(scope="module")
def town() -> Network:
    graph = nx.relabel_nodes(nx.watts_strogatz_graph(80, 4, 0.1, seed=1), str)
    ties = pd.DataFrame(list(graph.edges), columns=["source", "target"], dtype="str")
    ring = [["innovator", "adopter", "interest", None][k % 4] if k < 40 else None for k in range(80)]
    nodes = pd.DataFrame({"ring": ring}, index=pd.Index(list(graph), name="node", dtype="str"))
    return Network.from_frames(nodes, ties, means="meets")


def test_the_long_run_of_the_chain_is_its_closed_form() -> None:
    rings = Rings(media=0.1, to_adopter=0.2, to_innovator=0.15, drop_innovator=0.1, **LOOSE)
    nobody_linked = Network.from_networkx(nx.empty_graph(300), means="meets")
    keys = run_keys(1, 40)
    play = Play(nobody_linked, Ears.of(nobody_linked, None, keys), keys, 150)
    paths = np.array([now.ring for now in play.moments(rings, 0, 0.0)])
    found = [(paths[100:] == code).mean() for code in RINGS.values()]
    np.testing.assert_allclose(found, steady_state(rings), atol=0.006)


def test_the_closed_form_balances_every_ring() -> None:
    rings = Rings(media=0.07, to_adopter=0.2, to_innovator=0.15)
    outside, interest, adopter, innovator = steady_state(rings)
    assert rings.media * outside == pytest.approx((rings.to_adopter + rings.drop_interest) * interest)
    assert rings.to_adopter * interest == pytest.approx((rings.to_innovator + rings.drop_adopter) * adopter)
    assert innovator == pytest.approx(rings.to_innovator * adopter / rings.drop_innovator)


def test_no_links_change_nothing_exactly(town: Network) -> None:
    contrast = nested_communities(town, links=0, runs=10, periods=10, region={}, rng=1)
    for arm in contrast.arms.values():
        np.testing.assert_array_equal(arm, contrast.arms["as it is"])


def test_the_claim_fails_exactly_where_links_do_nothing(town: Network) -> None:
    region = {"media": (0.02, 0.1)}
    contrast = nested_communities(town, model=Rings(**LOOSE), runs=10, periods=10, region=region, rng=1)
    assert contrast.verdict == "does not follow"
    for arm in contrast.arms.values():
        np.testing.assert_array_equal(arm, contrast.arms["as it is"])


def test_links_between_win_where_only_knowing_innovators_counts(town: Network) -> None:
    """Nobody drops out, so links that hold are wasted; the claim, that mixing is best, fails."""
    rings = Rings(hold=0.0, need=3, to_innovator=0.3, drop_adopter=0.0, drop_innovator=0.0, contact=0.0, lift=0.0)
    contrast = nested_communities(
        town, links=10, model=rings, runs=40, region={"need": (3,), "media": (0.02, 0.1)}, rng=1
    )
    assert contrast.between("between", "within").low > 0
    assert contrast.verdict == "does not follow"


def test_the_claim_follows_where_innovators_leave_unless_held_and_adopters_know_none() -> None:
    """Links within hold innovators but bring no new ones; links between bring new ones but hold none of the old."""
    ids = pd.Index([f"n{k}" for k in range(120)], name="node", dtype="str")
    nodes = pd.DataFrame({"ring": ["innovator"] * 60 + ["adopter"] * 60}, index=ids)
    net = Network.from_frames(nodes, pd.DataFrame({"source": [], "target": []}, dtype="str"), means="meets")
    rings = Rings(media=0, contact=0, lift=0, need=1, to_innovator=0.3, drop_adopter=0, drop_innovator=0.3)
    region = {"hold": (0.5, 0.9), "drop_innovator": (0.1, 0.3)}
    contrast = nested_communities(net, links=10, model=rings, runs=20, region=region, rng=1)
    assert contrast.verdict == "follows"


def test_links_are_made_where_they_are_said_to_be(town: Network) -> None:
    keys = run_keys(1, 6)
    ring = np.repeat(Play(town, Ears.of(town, None, keys), keys, 1).start()[:, None], 6, axis=1)
    for within, step in ((1.0, 0), (0.0, 1)):
        run, one, other = make_links(ring, keys, 3, 8, within)
        assert run.size > 0
        assert set(ring[other, run] - ring[one, run]) == {step}
        assert (ring[one, run] > 0).all()


def test_chances_above_one_are_refused() -> None:
    with pytest.raises(ModelError, match="period shorter"):
        Rings(to_adopter=0.6, lift=1.0)


def play(town: Network, runs: int = 20, periods: int = 12) -> Play:
    keys = run_keys(1, runs)
    return Play(town, Ears.of(town, None, keys), keys, periods)


def test_capacity_is_never_passed_and_a_large_one_changes_nothing(town: Network) -> None:
    free, tight, roomy = (
        [now.ring for now in play(town).moments(Rings(need=0, to_innovator=0.4, capacity=most), 4, 0.5)]
        for most in (None, 12, 1000)
    )
    np.testing.assert_array_equal(free, roomy)
    assert max((ring == RINGS["innovator"]).sum(axis=0).max() for ring in tight) == 12
    assert max((ring == RINGS["innovator"]).sum(axis=0).max() for ring in free) > 12


def test_feedback_is_nothing_where_no_adopter_knows_an_innovator_and_helps_where_they_do(town: Network) -> None:
    strangers = Network.from_frames(town.nodes, town.ties.iloc[:0], list(town.layers.values()))
    silent, talking = (
        {
            name: np.mean([now.innovators() for now in play(net).moments(Rings(need=0, feedback=much), 0, 0.0)])
            for name, much in (("none", 0.0), ("much", 1.0))
        }
        for net in (strangers, town)
    )
    assert silent["none"] == silent["much"]
    assert talking["much"] > talking["none"]


def test_a_service_network_is_a_dense_and_lasting_one() -> None:
    """Four innovators who all know one another from the start: dense at once, lasting once the play has lasted."""
    net = Network.from_networkx(nx.complete_graph(4), means="meets")
    net = Network(net.nodes.assign(ring="innovator"), net.ties, net.layers)
    still = Rings(media=0, contact=0, drop_innovator=0)
    options = {"outcome": "service network", "model": still, "links": 0, "periods": 10, "runs": 3, "region": {}}
    assert nested_communities(net, **options, dense=1.0, lasting=4, rng=1).arms["as it is"].tolist() == [0.7] * 3
    assert nested_communities(net, **options, dense=1.0, lasting=11, rng=1).arms["as it is"].max() == 0.0
    apart = Network(net.nodes, net.ties.iloc[:1], net.layers)
    assert nested_communities(apart, **options, dense=0.5, lasting=1, rng=1).arms["as it is"].max() == 0.0
    grown = nested_communities(apart, **(options | {"links": 2}), dense=0.5, lasting=3, rng=1)
    assert grown.between("within", "as it is").value > 0


def test_ties_that_were_just_made_are_young() -> None:
    net = Network.from_networkx(nx.empty_graph(5), means="meets")
    net = Network(net.nodes.assign(ring="innovator"), net.ties, net.layers)
    last = list(play(net, periods=6).moments(Rings(media=0, contact=0, drop_innovator=0), 3, 1.0))[-1]
    density, age = last.ties_among_innovators()
    for run in range(20):
        mine = last.made[:, last.made[0] == run]
        assert age[run] == pytest.approx((6 - mine[3] + 1).mean())
        assert density[run] == pytest.approx(min(2 * mine.shape[1] / 20, 1.0))
