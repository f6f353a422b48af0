"""Mechanism 2: Granovetter's crowd, a ladder that helps and one that does not, alliances against links inside."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import netdiff as nd
from netdiff.errors import DataError, ModelError
from netdiff.experiments.crowd import critical_mass, crowd
from netdiff.experiments.movement import Movement, movement
from netdiff.network import Network


def people(graph: nx.Graph, groups: list[str]) -> Network:
    ties = pd.DataFrame([(str(a), str(b)) for a, b in graph.edges], columns=["source", "target"], dtype="str")
    nodes = pd.DataFrame({"group": groups}, index=pd.Index([str(v) for v in graph], name="node", dtype="str"))
    return Network.from_frames(nodes, ties, means="meets")


@pytest.fixture(scope="module")
def strangers() -> Network:
    return people(nx.empty_graph(300), ["user", "professional"] * 150)


@pytest.fixture(scope="module")
def two_camps() -> Network:
    camp = nx.watts_strogatz_graph(40, 4, 0.1, seed=1)
    return people(nx.disjoint_union(camp, camp), ["user"] * 40 + ["professional"] * 40)


def test_the_crowd_of_granovetter() -> None:
    assert crowd(np.arange(100)) == 100
    assert crowd([0, 2, *range(2, 100)]) == 1
    assert crowd([1, 1, 1]) == 0
    assert crowd([]) == 0


@pytest.mark.parametrize("seed", range(5))
def test_the_crowd_against_joining_one_by_one(seed: int) -> None:
    needs = np.random.default_rng(seed).integers(0, 30, size=25)
    acting: set[int] = set()
    while joining := [k for k in range(25) if k not in acting and needs[k] <= len(acting)]:
        acting.add(joining[0])
    assert crowd(needs) == len(acting)


def test_among_strangers_those_act_whose_support_covers_the_cheapest_rung(strangers: Network) -> None:
    rule = Movement(private=0.4, spread=0.2, cost=0.6, reach=0.2)
    contrast = movement(strangers, model=rule, region={}, rng=1)
    assert contrast.arms["one way"].mean() == pytest.approx(norm.sf(0.6, 0.4, 0.2), abs=0.01)
    assert contrast.arms["ladder"].mean() == pytest.approx(norm.sf(0.4, 0.4, 0.2), abs=0.01)


def test_one_rung_and_no_link_change_nothing_exactly(two_camps: Network) -> None:
    ladder = movement(two_camps, runs=20, region={}, rng=1)
    assert ladder.doses["effect"].iloc[0] == 0.0
    links = movement(two_camps, lever="alliances", amount=0, runs=20, region={}, rng=1)
    for arm in links.arms.values():
        np.testing.assert_array_equal(arm, links.arms["as it is"])


def test_a_ladder_helps_where_the_cheap_rung_is_within_reach(strangers: Network) -> None:
    assert movement(strangers, region={"private": (0.3, 0.4)}, rng=1).verdict == "follows"


def test_a_ladder_fails_where_even_its_cheapest_rung_is_too_dear(strangers: Network) -> None:
    rule = Movement(private=0.0, spread=0.01, cost=0.6, reach=0.1)
    contrast = movement(strangers, model=rule, region={"reach": (0.1, 0.2)}, rng=1)
    assert contrast.verdict == "does not follow"
    assert contrast.effect.value == 0.0


def test_a_ladder_adds_nothing_where_everybody_would_act_anyway(two_camps: Network) -> None:
    """All support is the same and above the mean rung: one way brings everybody, and so does the ladder."""
    rule = Movement(private=0.61, spread=0.0, cost=0.6, reach=0.1)
    contrast = movement(two_camps, model=rule, region={"case": (0.0, 0.1)}, runs=5, rng=1)
    assert contrast.verdict == "does not follow"
    np.testing.assert_array_equal(contrast.arms["ladder"], contrast.arms["one way"])


def test_the_case_for_change_is_a_shift_of_support(strangers: Network) -> None:
    shifted = movement(strangers, model=Movement(private=0.3, case=0.1), region={}, rng=1)
    better = movement(strangers, model=Movement(private=0.4), region={}, rng=1)
    np.testing.assert_array_equal(shifted.arms["one way"], better.arms["one way"])


def test_alliances_follow_where_one_camp_needs_the_other() -> None:
    """A close camp in which one who acts brings all; the others have no contacts until a few links are made."""
    alone = people(nx.disjoint_union(nx.complete_graph(20), nx.empty_graph(60)), ["user"] * 20 + ["citizen"] * 60)
    rule = Movement(private=0.5, spread=0.07, cost=0.6)
    contrast = movement(alone, lever="alliances", amount=20, model=rule, region={"example": (0.8, 1.0)}, rng=1)
    assert contrast.verdict == "follows"


def test_alliances_fail_where_links_do_not_matter(two_camps: Network) -> None:
    rule = Movement(example=0.0)
    contrast = movement(two_camps, lever="alliances", model=rule, region={"example": (0.0,), "case": (0.0, 0.2)}, rng=1)
    assert contrast.verdict == "does not follow"
    assert contrast.effect.value == 0.0


def test_what_cannot_be_asked_is_said(two_camps: Network) -> None:
    with pytest.raises(DataError, match="two groups"):
        movement(two_camps, lever="alliances", by="place")
    with pytest.raises(ModelError, match="cheapest rung"):
        Movement(cost=0.2, reach=0.3)
    with pytest.raises(ModelError, match="lever must be"):
        movement(two_camps, lever="magic")


# ---- ladders of one's own, the case, the vision, and the critical mass -----------------------------------------------


def test_groups_climb_ladders_of_their_own(strangers: Network) -> None:
    """Users find a cheap act, professionals only a dear one; without contacts each acts by own support alone."""
    rule = Movement(private=0.4, spread=0.1, ladders={"user": (0.3, 0.9), "professional": (0.6,)})
    contrast = movement(strangers, model=rule, region={}, rng=1)
    expected = (norm.sf(0.3, 0.4, 0.1) + norm.sf(0.6, 0.4, 0.1)) / 2
    assert contrast.arms["ladder"].mean() == pytest.approx(expected, abs=0.01)
    assert contrast.arms["one way"].mean() == pytest.approx(norm.sf(0.6, 0.4, 0.1), abs=0.01)
    assert "the sheet of asks lists every way to act" in contrast.question.assumes
    with pytest.raises(ModelError, match="at least one way to act"):
        Movement(ladders={"user": ()})


def test_ladders_come_from_the_sheet_of_asks() -> None:
    region = nd.load_sample("region")
    ladders = Movement.from_asks(region, dearest=0.9)
    assert ladders["manager"] == (0.9,)  # half a day of a nurse, the dearest of all
    assert ladders["user"] == pytest.approx((0.03, 0.15, 0.6))
    with pytest.raises(DataError, match="no table of asks"):
        Movement.from_asks(nd.load_sample("coalition"))


@pytest.mark.parametrize("lever", ["case", "vision"])
def test_words_without_a_budget_change_nothing_exactly(two_camps: Network, lever: str) -> None:
    contrast = movement(two_camps, lever=lever, budget=0.0, runs=10, region={}, rng=1)
    for arm in contrast.arms.values():
        np.testing.assert_array_equal(arm, contrast.arms["as it is"])


def test_vision_does_nothing_where_no_reason_is_ever_lost(two_camps: Network) -> None:
    contrast = movement(two_camps, lever="vision", model=Movement(case=0.2, emotion=0.0), runs=20, region={}, rng=1)
    np.testing.assert_array_equal(contrast.arms["vision"], contrast.arms["as it is"])
    assert contrast.verdict == "does not follow at these settings"


def test_vision_follows_where_the_case_is_all_passion(strangers: Network) -> None:
    """Everybody begins and the passion fades: those stay whom the vision keeps."""
    rule = Movement(private=0.45, spread=0.0, case=0.3, emotion=1.0, vision=0.2)
    contrast = movement(strangers, lever="vision", model=rule, region={"shifts": (0.05, 0.1)}, runs=20, rng=1)
    assert contrast.verdict == "follows"
    assert contrast.arms["as it is"].mean() == pytest.approx(0.2, abs=0.02)
    assert contrast.arms["vision"].mean() == pytest.approx(0.5, abs=0.02)
    sober = movement(strangers, lever="case", model=rule, region={"shifts": (0.05, 0.1)}, runs=20, rng=1)
    assert sober.verdict == "does not follow"


def test_the_case_follows_where_support_is_what_lacks(strangers: Network) -> None:
    rule = Movement(private=0.5, spread=0.05)
    contrast = movement(strangers, lever="case", model=rule, region={"holds": (0.1, 0.5)}, runs=20, rng=1)
    assert contrast.verdict == "follows"


def test_critical_mass_on_a_complete_graph_is_the_fixed_point() -> None:
    """Everybody sees everybody and all have the same support: it tips where the example covers what is lacking.

    Support 0.45 against a cost of 0.6, and an example worth 0.6 times the share who act: one in four.
    """
    net = people(nx.complete_graph(101), ["user"] * 101)
    rule = Movement(private=0.45, spread=0.0, cost=0.6, example=0.6)
    table = critical_mass(net, [0, 10, 24, 25, 50], model=rule, runs=4, rng=1)
    assert table["carried"].tolist() == [0.0, 0.0, 0.0, 1.0, 1.0]
    assert table["mean"].tolist() == pytest.approx([0.0, 10 / 101, 24 / 101, 1.0, 1.0])


def test_starters_never_stop_and_more_of_them_include_the_fewer(two_camps: Network) -> None:
    table = critical_mass(two_camps, model=Movement(private=-0.2, spread=0.02), runs=20, rng=1)
    assert table["mean"].is_monotonic_increasing
    np.testing.assert_allclose(table["mean"], table.index / 80)


def test_added_links_lie_between_or_inside_groups() -> None:
    from netdiff._random import run_keys
    from netdiff.experiments._camps import Camps

    groups = np.array(["a", "b", "b", "c", "c", "c", "a", "b"])
    net = people(nx.empty_graph(8), groups.tolist())
    camps, keys = Camps.of(net, "group"), run_keys(1, 50)
    for between in (True, False):
        run, one, other = camps.links(30, keys, between=between)
        assert ((groups[one] != groups[other]) == between).all()
        assert (one != other).all()
        assert run.size == 1500
        few = camps.links(10, keys, between=between)
        np.testing.assert_array_equal(few[1].reshape(10, 50), one.reshape(30, 50)[:10])
        pairs = np.unique(np.stack([one, other]), axis=1).shape[1]
        assert pairs == (2 + 6 + 6 if not between else 64 - 4 - 9 - 9)


# ---- bridges: several links into one place, or spread out ------------------------------------------------------------

DRIVEN = {"user": (0.2,), "professional": (0.6,)}  # all users act by themselves, no professional does


def rings_of(count: int, size: int) -> Network:
    """A close camp of users, and professionals in separate circles in which each knows the two next on either side."""
    camp = nx.complete_graph(20)
    circles = nx.disjoint_union_all([nx.circulant_graph(size, [1, 2]) for _ in range(count)])
    return people(nx.disjoint_union(camp, circles), ["user"] * 20 + ["professional"] * (count * size))


@pytest.fixture(scope="module")
def wide() -> Network:
    return rings_of(6, 12)


def driven(voices: int) -> Movement:
    return Movement(private=0.4, spread=0.0, example=0.3, voices=voices, ladders=DRIVEN)


def test_example_by_voices_is_complex_contagion_of_the_engine(wide: Network) -> None:
    """With users as seeds and links that run both ways it is the threshold cascade, whatever the weights."""
    users = [name for name, group in wide.nodes["group"].items() if group == "user"]
    net = Network.from_frames(
        wide.nodes, pd.concat([wide.ties[["source", "target"]], pd.DataFrame({"source": ["0", "1"], "target": "20"})]),
        means="meets",
    )  # fmt: skip
    for voices, reached in ((1, 32), (2, 21), (3, 20)):
        found = movement(net, lever="bridges", amount=0, model=driven(voices), runs=3, region={}, rng=1)
        spread = nd.simulate(net, nd.ComplexContagion(voices), seeds=users, runs=2, rng=1)
        assert spread.reach.value == reached
        np.testing.assert_allclose(found.arms["as it is"], reached / len(net))


def test_a_bridge_of_width_one_and_no_bridge_change_nothing_exactly(wide: Network) -> None:
    one = movement(wide, lever="bridges", amount=12, width=1, model=driven(2), runs=10, region={}, rng=1)
    np.testing.assert_array_equal(one.arms["several together"], one.arms["spread out"])
    none = movement(wide, lever="bridges", amount=0, model=driven(2), runs=10, region={}, rng=1)
    for arm in none.arms.values():
        np.testing.assert_array_equal(arm, none.arms["as it is"])


def test_wide_bridges_follow_where_people_need_two_voices(wide: Network) -> None:
    rule = {"amount": 9, "model": driven(2), "runs": 40, "rng": 1}
    found = movement(wide, lever="bridges", region={"width": (3, 4)}, **rule)  # type: ignore[arg-type]
    assert found.verdict == "follows"
    assert found.question.costs["several together"] == found.question.costs["inside groups"] == 9
    np.testing.assert_array_equal(found.arms["inside groups"], found.arms["as it is"])


def test_wide_bridges_fail_where_one_voice_is_enough(wide: Network) -> None:
    rule = {"amount": 6, "model": driven(1), "runs": 40, "rng": 1}
    found = movement(wide, lever="bridges", region={"width": (3, 6)}, **rule)  # type: ignore[arg-type]
    assert found.verdict == "does not follow"
    assert set(found.region["finding"]) == {"the other way"}


def test_a_bridge_too_narrow_for_the_voices_carries_nothing() -> None:
    """On a circle in which each knows the two next, two voices need a bridge of three: two move one person at most."""
    net, ends = rings_of(1, 30), {}
    for width in (2, 3):
        rule = {"amount": width, "width": width, "model": driven(2), "runs": 20, "region": {}, "rng": 1}
        found = movement(net, lever="bridges", **rule)  # type: ignore[arg-type]
        ends[width] = {round(share * 50) for share in found.arms["several together"].tolist()}
    assert ends == {2: {20, 21}, 3: {50}}


def test_bridges_link_two_people_once_and_lie_between_groups(wide: Network) -> None:
    from netdiff._random import run_keys
    from netdiff.experiments._camps import Camps, bridges
    from netdiff.experiments._ears import Ears

    keys = run_keys(1, 20)
    camps, known = Camps.of(wide, "group"), Ears.of(wide, None, keys).known
    group = wide.nodes["group"].to_numpy()
    for width in (1, 3, 6):
        run, one, other = bridges(camps, known, 30, width, keys)
        assert (np.bincount(run) == 30).all()
        assert (group[one] != group[other]).all()
        assert len({*zip(run.tolist(), one.tolist(), other.tolist(), strict=True)}) == 600
    _, one, other = bridges(camps, known, 3, 3, keys[:1])  # both starting points are in two of its three links
    assert pd.Series(np.r_[one, other]).value_counts().tolist() == [2, 2, 1, 1]
    with pytest.raises(ModelError, match="no room"):
        movement(rings_of(1, 5), lever="bridges", amount=101, runs=2, region={}, rng=1)
