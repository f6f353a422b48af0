"""The mechanisms in concert: controls that are exactly 0, a whole above the sum of its parts, and one below it."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

import netdiff as nd
from netdiff._random import run_keys
from netdiff.errors import ModelError
from netdiff.experiments import Movement, Rings, interactions, nested_communities, together
from netdiff.experiments._ears import Ears
from netdiff.experiments._rings import Play
from netdiff.experiments.together import MECHANISMS, _eased
from netdiff.network import Network

STILL = Movement(private=0.35, spread=0.01, example=0.0)  # nobody acts until the case is 0.25 stronger
QUICK: dict[str, Any] = {"runs": 10, "periods": 10, "region": {}, "rng": 1}


@pytest.fixture(scope="module")
def town() -> Network:
    return Network.from_networkx(nx.watts_strogatz_graph(60, 4, 0.1, seed=3), means="meets")


@pytest.fixture(scope="module")
def strangers() -> Network:
    return Network.from_networkx(nx.empty_graph(400), means="meets")


# ---- controls --------------------------------------------------------------------------------------------------------


def test_without_a_budget_every_arm_is_the_same_exactly() -> None:
    found = together(nd.load_sample("region"), budget=0.0, layer="contacts", **QUICK)
    for arm in found.arms.values():
        np.testing.assert_array_equal(arm, found.arms["as it is"])
    assert (interactions(found)[["whole", "sum", "interaction", "low", "high"]] == 0.0).all(axis=None)


@pytest.mark.parametrize("only", ["links", "shifts", "eases"])
def test_where_one_mechanism_does_anything_the_whole_is_the_sum_exactly(town: Network, only: str) -> None:
    buys = {"links": 0.0, "shifts": 0.0, "eases": 0.0} | {only: 9.0 if only == "links" else 0.9}
    found = together(town, rings=Rings(need=0, demand=1.0), crowd=STILL, **buys, **QUICK)
    np.testing.assert_array_equal(found.arms["all three"], found.arms["sum of the three"])
    assert (interactions(found)[["interaction", "low", "high"]] == 0.0).all(axis=None)
    assert found.effect.value == 0.0
    mechanism = MECHANISMS[("links", "shifts", "eases").index(only)]
    assert found.arms[mechanism].mean() > found.arms["as it is"].mean()


def test_without_demand_a_movement_moves_nobody_inwards(town: Network) -> None:
    found = together(town, rings=Rings(need=0, demand=0.0), shifts=5.0, **QUICK)
    np.testing.assert_array_equal(found.arms["movement"], found.arms["as it is"])


def test_demand_without_a_movement_does_nothing(town: Network) -> None:
    one, other = (nested_communities(town, model=Rings(need=0, demand=value), **QUICK) for value in (0.0, 5.0))
    for name, arm in one.arms.items():
        np.testing.assert_array_equal(arm, other.arms[name])


# ---- what is counted -------------------------------------------------------------------------------------------------


def test_among_strangers_conditions_are_the_chain_of_rings(strangers: Network) -> None:
    """Nobody hears anybody: expected shares move by a matrix, period by period."""
    rings = Rings(media=0.2, need=0, lift=0.0, demand=1.0)
    found = together(strangers, rings=rings, eases=2.0, links=0.0, **(QUICK | {"runs": 200}))
    for arm, tries in (("as it is", 0.0), ("conditions", 2.0), ("all three", 2.0 / 3.0)):
        easy = _eased(rings, tries)
        inwards = [easy.media, easy.to_adopter, easy.to_innovator, 0.0]
        out = [0.0, easy.drop_interest, easy.drop_adopter, easy.drop_innovator]
        step = np.diag(1.0 - np.add(inwards, out)) + np.diag(inwards[:3], 1)
        step[:, 0] += out
        shares, path = np.array([1.0, 0.0, 0.0, 0.0]), []
        for _ in range(10):
            shares = shares @ step
            path.append(shares[3])
        runs = found.arms[arm]
        assert abs(runs.mean() - np.mean(path)) < 4 * runs.std() / np.sqrt(runs.size), arm


def test_every_plan_costs_the_same_and_parts_of_it_less(town: Network) -> None:
    costs = together(town, budget=3.0, **QUICK).question.costs
    whole = {name: cost for name, cost in costs.items() if "a third each" not in name and name != "as it is"}
    assert len(whole) == 9
    assert set(whole.values()) == {3.0}
    assert costs["movement, a third each"] == pytest.approx(1.0)
    assert costs["movement + conditions, a third each"] == pytest.approx(2.0)


def test_the_interaction_by_hand(town: Network) -> None:
    found = together(town, **QUICK)
    idle, arms = found.arms["as it is"].mean(), {name: runs.mean() for name, runs in found.arms.items()}
    table = interactions(found)
    gains = [arms[f"{name}, a third each"] - idle for name in MECHANISMS]
    assert table.loc["all three", "interaction"] == pytest.approx(arms["all three"] - idle - sum(gains))
    assert table.loc["all three", "interaction"] == pytest.approx(found.effect.value)
    pair = arms["communities + conditions, a third each"] - idle
    assert table.loc["communities + conditions", "interaction"] == pytest.approx(pair - gains[0] - gains[2])
    with pytest.raises(ModelError, match="only `together`"):
        interactions(nested_communities(town, **QUICK))


def test_parts_of_a_link_are_saved_up(town: Network) -> None:
    keys = run_keys(1, 4)
    play = Play(town, Ears.of(town, None, keys), keys, 30)
    rings = Rings(media=1.0, need=0)
    made = [moment.made.shape[1] / 4 for moment in play.moments(rings, 1.0 / 3.0, 1.0)]
    assert made[-1] <= 10
    assert len(set(made)) > 5
    whole = [moment.made.shape[1] for moment in play.moments(rings, 2.0, 1.0)]
    np.testing.assert_array_equal(whole, [m.made.shape[1] for m in play.moments(rings, 2, 1.0)])


# ---- follows, and fails ----------------------------------------------------------------------------------------------


def test_the_whole_exceeds_the_sum_where_each_opens_another_step(town: Network) -> None:
    """Nobody hears of it without a movement, so conditions alone bring nothing, and more with it."""
    rings = Rings(media=0.0, contact=0.05, need=0, demand=1.0)
    rule: dict[str, Any] = {"rings": rings, "crowd": STILL, "shifts": 0.9, "eases": 3.0, "runs": 30, "rng": 1}
    found = together(town, **rule, region={"to_innovator": (0.1, 0.2)})
    assert found.verdict == "follows"
    np.testing.assert_array_equal(found.arms["conditions"], 0.0)
    table = interactions(found)
    assert table.loc["movement + conditions", "low"] > 0
    assert table.loc["communities + conditions", "interaction"] == 0.0


def test_the_whole_falls_short_where_two_open_the_same_step(town: Network) -> None:
    still = {"drop_interest": 0.0, "drop_adopter": 0.0, "drop_innovator": 0.0, "lift": 0.0, "need": 0}
    rings = Rings(media=1.0, to_adopter=0.2, to_innovator=1.0, demand=2.0, **still)  # type: ignore[arg-type]
    rule: dict[str, Any] = {"rings": rings, "crowd": STILL, "shifts": 0.9, "eases": 6.0, "runs": 30, "rng": 1}
    found = together(town, **rule, region={"to_adopter": (0.1, 0.2)})
    assert found.verdict == "does not follow"
    assert set(found.region["finding"]) == {"the other way"}
    assert interactions(found).loc["movement + conditions", "high"] < 0


def test_the_best_alone_wins_where_the_others_are_idle(town: Network) -> None:
    rule: dict[str, Any] = {"rings": Rings(need=0, demand=0.0), "links": 0.0, "eases": 3.0, "runs": 30, "rng": 1}
    found = together(town, against="best", **rule, region={"media": (0.05, 0.2)})
    assert set(found.region["finding"]) == {"the other way"}
    np.testing.assert_array_equal(found.arms["best alone"], found.arms["conditions"])


def test_all_three_beat_the_best_alone_where_one_step_blocks_each(town: Network) -> None:
    """A third of the movement's budget is enough for everybody to act; more of it is wasted."""
    rings = Rings(media=0.0, contact=0.05, need=0, demand=1.0)
    rule: dict[str, Any] = {"rings": rings, "crowd": STILL, "shifts": 0.9, "eases": 3.0, "runs": 30, "rng": 1}
    found = together(town, against="best", **rule, region={"to_innovator": (0.1, 0.2)})
    assert found.verdict == "follows"
    np.testing.assert_array_equal(found.arms["best alone"], found.arms["movement"])


def test_what_cannot_be_asked_is_said(town: Network) -> None:
    with pytest.raises(ModelError, match="against must be"):
        together(town, against="luck", **QUICK)
    with pytest.raises(ModelError, match="demand"):
        Rings(demand=-1.0)
    with pytest.raises(ModelError, match="budget"):
        together(town, budget=-1.0, **QUICK)
