"""Plans under declared doubts: hand-worked cases, all lists tried on small ensembles, and what an answer is worth."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff.errors import ModelError, NetdiffError
from netdiff.loaders.unsettled import alternatives, settled
from netdiff.network import Network
from netdiff.recruit import Doubts, recommend
from netdiff.recruit.ask import Request, pose
from netdiff.recruit.cases import bad_mean
from netdiff.recruit.search import Aim
from netdiff.recruit.settling import Task
from netdiff.recruit.worlds import World, drawn_world, names_to_settle, settled_world, silent_people
from netdiff.spread.models import ComplexContagion, IndependentCascade, LinearThreshold
from netdiff.spread.silence import expected_answers
from tests.recruit.test_recommend import met, tells

SURE = IndependentCascade(1.0)
NOTHING = Doubts(draws=1, silence=False, names=False, forgotten=0.0, mistaken=0.0)


# -- the three answers ------------------------------------------------------------------------------------------------


def test_the_pair_that_is_best_in_the_worst_case_on_karate() -> None:
    """Seven models, 561 pairs: {0, 33} is the maximin pair, .848 in its worst case (two voices)."""
    models = [IndependentCascade(p) for p in (0.05, 0.1, 0.2)] + [LinearThreshold()]
    models += [ComplexContagion(count=2), ComplexContagion(share=0.3), ComplexContagion(share=0.5)]
    robust = recommend(met("karate"), 2, model=models, robust=NOTHING, rng=1).robust
    assert robust.all_tried
    assert set(robust.lists.loc["worst case", "people"]) == {"0", "33"}
    assert robust.lists.loc["worst case", "worst"] == pytest.approx(0.848, abs=0.001)  # 28 of 33: no chance in it
    assert len(robust.cases) == 7


def test_each_answer_is_the_best_of_all_lists_by_its_own_measure() -> None:
    """A network of nine, three models without chance: every pair valued by playing it, all by hand from there."""
    net = tells(
        [("a", x) for x in "bcd"] + [("e", x) for x in "dfg"] + [("b", "h"), ("h", "i"), ("f", "h"), ("c", "d")]
    )
    models = [SURE, ComplexContagion(count=2), ComplexContagion(share=0.5)]
    robust = recommend(net, 2, model=models, robust=NOTHING, rng=1).robust
    pairs = list(itertools.combinations(net.nodes.index, 2))
    reach = np.array(
        [[nd.simulate(net, one, seeds=list(pair), runs=1, rng=1).reach.value for one in models] for pair in pairs]
    )
    share = reach / reach.max(axis=0)
    at = {frozenset(pair): place for place, pair in enumerate(pairs)}
    found = {name: at[frozenset(people)] for name, people in robust.lists["people"].items()}
    assert robust.all_tried
    assert reach[found["expected"]].mean() == pytest.approx(reach.mean(axis=1).max())
    assert share[found["worst case"]].min() == pytest.approx(share.min(axis=1).max())
    bad = np.array([bad_mean(one, np.ones(3), 0.2) for one in share])
    assert bad[found["bad fifth"]] == pytest.approx(bad.max())
    assert robust.lists.loc["worst case", "worst"] == pytest.approx(share.min(axis=1).max())


def test_the_mean_of_the_bad_cases_is_the_integral_of_the_quantiles() -> None:
    values = np.array([0.9, 0.2, 0.7, 0.4, 1.0])
    assert bad_mean(values, np.ones(5), 0.2) == pytest.approx(0.2)
    assert bad_mean(values, np.ones(5), 0.4) == pytest.approx(0.3)
    assert bad_mean(values, np.ones(5), 0.3) == pytest.approx((0.2 * 0.2 + 0.1 * 0.4) / 0.3)
    assert bad_mean(values, np.ones(5), 1.0) == pytest.approx(values.mean())
    grid = np.repeat(np.sort(values), [1, 3, 1, 1, 1])  # 0.4 weighs three times as much
    assert bad_mean(values, np.array([1, 1, 1, 3, 1.0]), 4 / 7) == pytest.approx(grid[:4].mean())


def test_weights_of_one_model_alone_give_the_list_of_that_model() -> None:
    """Two circles and a hub: for news the hub and a circle, for two voices two people side by side."""
    net = met("karate")
    models = [IndependentCascade(0.1), ComplexContagion(count=2)]
    doubts = Doubts(draws=1, silence=False, names=False, forgotten=0.0, mistaken=0.0, weights=[0, 1])
    robust = recommend(net, 2, model=models, robust=doubts, rng=1).robust
    expected = robust.lists.loc["expected", "people"]
    assert nd.simulate(net, models[1], seeds=list(expected), runs=1, rng=1).reach.value == 33.0
    with pytest.raises(ModelError, match="each of the 2 declared models"):
        recommend(net, 2, model=models, robust=Doubts(weights=[1.0]), rng=1)


def test_picks_that_stay_under_all_are_marked_solid() -> None:
    """Two great hubs that no lost link can topple, and a third place that five people share alike."""
    pairs = [(hub, f"{hub}{n}") for hub in "hi" for n in range(25)] + [(f"s{n}", f"t{n}") for n in range(5)]
    plan = recommend(tells(pairs), 3, model=[SURE, IndependentCascade(0.5)], robust=Doubts(draws=6), rng=1)
    assert {"h", "i"} == set(plan.robust.solid)
    frame = plan.to_frame().set_index("person")
    assert frame.loc[["h", "i"], "stays_under_all"].all()
    assert not frame["stays_under_all"].drop(["h", "i"]).any()
    assert "2 of 3 picks stay under all" in plan.summary()
    assert 0.5 < plan.robust.lists.loc["this list", "worst"] <= 1.0


def test_robust_is_only_there_where_it_was_asked_for_and_repeats() -> None:
    net = met("karate")
    assert recommend(net, 2, model=SURE, rng=1).robust is None
    assert "stays" not in recommend(net, 2, model=SURE, rng=1).to_frame()
    one, same = (recommend(net, 3, model=IndependentCascade(0.1), robust=Doubts(draws=2), rng=4) for _ in range(2))
    pd.testing.assert_frame_equal(one.robust.cases, same.robust.cases)
    assert one.people == recommend(net, 3, model=IndependentCascade(0.1), rng=4).people  # the list itself is the same
    assert "names in .people" in repr(one.robust)
    assert "<table" in one.robust._repr_html_()


def test_limits_hold_for_every_list() -> None:
    nodes = pd.DataFrame({"group": list("uuuummmm")}, index=list("abcdwxyz"))
    net = tells([("a", "b"), ("a", "c"), ("b", "d"), ("w", "x"), ("w", "y"), ("y", "z")], nodes)
    robust = recommend(net, 2, model=SURE, at_least={"u": 1}, exclude=["w"], robust=Doubts(draws=3), rng=1).robust
    for people in robust.lists["people"]:
        assert "w" not in people
        assert (nodes.loc[list(people), "group"] == "u").any()


@pytest.mark.parametrize("bad", [{"draws": 0}, {"forgotten": 1.0}, {"mistaken": -0.1}, {"tail": 0.0}, {"chase": -1}])
def test_doubts_that_make_no_sense(bad: dict) -> None:
    with pytest.raises(ModelError):
        Doubts(**bad)


# -- drawn networks ---------------------------------------------------------------------------------------------------


@pytest.fixture
def half_silent() -> Network:
    """Twelve people; s was asked and said nothing; the others name one or two."""
    ties = [("b", "a"), ("c", "a"), ("d", "a"), ("e", "f"), ("g", "f"), ("h", "f"), ("i", "s"), ("j", "s"), ("k", "s")]
    frame = pd.DataFrame(ties, columns=["source", "target"])
    nodes = pd.DataFrame(index=pd.Index([*"abcdefghijk", "s"], dtype="str"))
    net = Network.from_frames(nodes, frame, means="turns_to", directed=True)
    answers = net.answers.copy()
    answers.loc["s"] = "asked"
    return Network(net.nodes, net.ties, net.layers, answers=answers)


@pytest.fixture
def named_twice() -> Network:
    """P1 and P2 are each named by two; four name an A. Lee, who may be either, or nobody on the list."""
    people = pd.DataFrame(
        {"id": [f"P{n}" for n in range(1, 11)], "name": ["Ann Lee", "Anna Lee", *(f"Bo{c} Day{c}" for c in "abcdefgh")]}
    )
    said = ["P3,Ann Lee", "P4,Ann Lee", "P5,Anna Lee", "P6,Anna Lee", *(f"P{n},A. Lee" for n in range(7, 11))]
    text = "id,ask_1\n" + "\n".join(said) + "\nP1,\nP2,\n"
    from io import StringIO

    return nd.read_survey(StringIO(text), alters="ask_", means="turns_to", people=people)


def test_the_silent_are_drawn_as_often_as_expected(half_silent: Network) -> None:
    chance = expected_answers(half_silent).matrix.toarray()[-1]
    silent = silent_people(half_silent)
    assert half_silent.nodes.index[silent].tolist() == ["s"]
    rng = np.random.default_rng(1)
    drawn = [settled_world(half_silent, silent, [], rng).net.adjacency().toarray()[-1] for _ in range(300)]
    assert np.abs(np.mean(drawn, axis=0) - chance).max() < 4 * np.sqrt(0.25 / 300)
    assert (settled_world(half_silent, silent, [], rng).net.status == "answered").all()


def test_a_settled_name_is_what_the_review_would_give(named_twice: Network) -> None:
    name = names_to_settle(named_twice)
    assert len(name) == 1
    rng, seen = np.random.default_rng(3), set()
    for _ in range(30):
        world = settled_world(named_twice, [], name, rng)
        place = named_twice.index_of(name)[0]
        meant = named_twice.nodes.index[world.who[place]]
        seen.add(meant)
        assert world.net.nodes.index.equals(named_twice.nodes.index)
        assert world.meant([place]).tolist() == [world.who[place]]
        reviewed = settled(named_twice, {name[0]: None if meant == name[0] else meant})
        both = reviewed.nodes.index
        at = world.net.index_of(both)
        np.testing.assert_array_equal(
            world.net.adjacency().toarray()[np.ix_(at, at)] > 0, reviewed.adjacency().toarray() > 0
        )
    assert {"P1", "P2"} <= seen


def test_so_many_links_are_added_and_taken_away_as_declared() -> None:
    net = met("karate")
    rng = np.random.default_rng(1)
    fewer = [drawn_world(net, rng, silence=False, names=False, forgotten=0.0, mistaken=0.2).net for _ in range(40)]
    assert np.mean([len(one.ties) for one in fewer]) == pytest.approx(0.8 * 78, rel=0.05)
    more = [drawn_world(net, rng, silence=False, names=False, forgotten=0.2, mistaken=0.0).net for _ in range(40)]
    assert 78 * 1.1 < np.mean([len(one.ties) for one in more]) <= 78 / 0.8  # some fall on links that are there
    same = drawn_world(net, rng, silence=False, names=False, forgotten=0.0, mistaken=0.0)
    assert same.net is net


def test_an_empty_and_a_linkless_network_are_drawn() -> None:
    net = tells([], ["a", "b", "c"])
    world = drawn_world(net, np.random.default_rng(1), silence=True, names=True, forgotten=0.2, mistaken=0.2)
    assert len(world.net.ties) == 0
    robust = recommend(net, 1, model=SURE, robust=True, anyway=True, rng=1).robust
    assert robust.lists["reach"].tolist() == [1.0] * 4
    assert robust.settling is None


def drawn(net: Network, seed: int) -> World:
    return drawn_world(net, np.random.default_rng(seed), silence=True, names=True, forgotten=0.2, mistaken=0.2)


@pytest.mark.parametrize("seed", range(4))
def test_ids_and_the_order_of_links_change_no_drawn_network(half_silent: Network, seed: int) -> None:
    """Coins go by the places of people: other ids in their places, and links in any order, draw the same."""
    rng = np.random.default_rng(seed)
    nodes = half_silent.nodes.index
    renamed = dict(zip(nodes, rng.permutation([f"Q{n:02d}" for n in range(len(nodes))]).tolist(), strict=True))
    ties = half_silent.ties.iloc[rng.permutation(len(half_silent.ties))].reset_index(drop=True)
    ties = ties.assign(source=ties["source"].map(renamed), target=ties["target"].map(renamed))
    answers = half_silent.answers.rename(index=renamed)
    other = Network(half_silent.nodes.rename(index=renamed), ties, half_silent.layers, answers=answers)
    one, two = drawn(half_silent, seed).net, drawn(other, seed).net
    np.testing.assert_array_equal(one.adjacency().toarray(), two.adjacency().toarray())
    assert (one.adjacency() != half_silent.adjacency()).nnz  # something was drawn
    doubts, options = Doubts(draws=2), {"model": [SURE, ComplexContagion(count=2)], "rng": seed}
    here, there = (recommend(net, 2, robust=doubts, **options) for net in (half_silent, other))
    assert tuple(renamed[name] for name in here.people) == there.people
    pd.testing.assert_frame_equal(here.robust.cases, there.robust.cases)
    pd.testing.assert_frame_equal(here.robust.people.rename(index=renamed), there.robust.people)


def test_somebody_without_links_is_on_no_list_and_changes_no_reach() -> None:
    pairs = [("a", x) for x in "bcd"] + [("e", x) for x in "fg"]
    one = recommend(tells(pairs), 2, model=SURE, robust=NOTHING, rng=1).robust
    more = recommend(tells(pairs, [*"abcdefg", "alone"]), 2, model=SURE, robust=NOTHING, rng=1).robust
    assert set(one.solid) == set(more.solid) == {"a", "e"}
    assert one.lists["reach"].tolist() == more.lists["reach"].tolist()


@pytest.mark.parametrize("people", [["a"], ["a", "b"]])
def test_the_smallest_networks_are_weighed(people: list[str]) -> None:
    plan = recommend(tells([], people), 1, model=SURE, robust=Doubts(draws=2), anyway=True, rng=1)
    assert plan.robust.lists["reach"].tolist() == [1.0] * 4
    assert plan.robust.cases["share"].tolist() == [1.0] * 2


def test_a_network_of_nobody_is_drawn_and_nobody_can_be_recruited() -> None:
    nobody = tells([], [])
    assert len(drawn(nobody, 1).net) == 0
    with pytest.raises(NetdiffError):
        recommend(nobody, 1, model=SURE, robust=True, rng=1)


# -- what an answer is worth ------------------------------------------------------------------------------------------


def test_what_settling_a_name_is_worth_by_hand(named_twice: Network) -> None:
    """The list is P1 (named by two). Settled as P1: 7, no change. As P2: 7 instead of 3. As nobody known: 5 for 3."""
    problem, _ = pose(named_twice, Request(1))
    name = names_to_settle(named_twice)
    chance = alternatives(named_twice).drop_duplicates("candidate").set_index("candidate")["chance"]
    nobody = float(chance[chance.index.isna()].iloc[0])
    exact = 4.0 * chance["P2"] + 2.0 * nobody
    plan = (int(named_twice.index_of(["P1"])[0]),)
    gains, changes = Task(named_twice, problem, Aim(SURE), plan).settle([], name, 300, np.random.default_rng(1))
    assert set(gains) <= {0.0, 2.0, 4.0}
    assert abs(gains.mean() - exact) < 4 * gains.std() / np.sqrt(300)
    assert changes.mean() == pytest.approx((gains > 0).mean())


def test_what_an_answer_is_worth_against_all_that_could_be_said(half_silent: Network) -> None:
    """s has three who turn to her. All answers that s could give, each with its chance: exact value of hearing it."""
    problem, _ = pose(half_silent, Request(1))
    plan = half_silent.index_of(["s"])
    chance = expected_answers(half_silent).matrix.toarray()[-1]
    could = np.flatnonzero(chance)
    exact = 0.0
    base = (half_silent.influence().toarray() > 0).astype(int)
    for said in itertools.product([0, 1], repeat=could.size):
        weight = float(np.prod(np.where(said, chance[could], 1 - chance[could])))
        ties = base.copy()
        ties[could[np.array(said) == 1], 11] = 1  # whom s names has influence on s
        reach = (np.linalg.matrix_power(ties + np.eye(12, dtype=int), 12) > 0).sum(axis=1)
        exact += weight * (reach.max() - reach[plan[0]])
    task = Task(half_silent, problem, Aim(SURE), tuple(plan.tolist()))
    gains, _ = task.settle(plan.tolist(), [], 200, np.random.default_rng(2))
    assert exact > 0.5
    assert abs(gains.mean() - exact) < 4 * gains.std() / np.sqrt(200) + 0.02 * exact


def test_the_sentence_says_how_many_and_how_much(named_twice: Network, half_silent: Network) -> None:
    plan = recommend(named_twice, 1, model=SURE, exclude=names_to_settle(named_twice), robust=Doubts(draws=2), rng=2)
    told = plan.robust.settling
    assert told.settle == tuple(names_to_settle(named_twice))
    assert "settling 1 of 1 names in doubt" in plan.summary()
    assert told.everything.value > 0
    assert "A. Lee" not in plan.robust.summary()
    chased = recommend(half_silent, 1, model=SURE, robust=Doubts(draws=2, chase=5), rng=1).robust.settling
    assert (chased.silent, chased.names) == (1, 0)
    assert set(chased.items["kind"]) == {"ask again"}
    assert "1 who did not answer" in chased.sentence()


def test_nobody_silent_and_no_name_uncertain_leaves_nothing_to_chase() -> None:
    assert recommend(met("path5"), 1, model=SURE, robust=Doubts(draws=2), rng=1).robust.settling is None


def test_it_works_where_the_model_has_to_be_played(named_twice: Network) -> None:
    robust = recommend(named_twice, 2, model=ComplexContagion(share=0.5), robust=Doubts(draws=2), rng=1).robust
    assert robust.settling is not None
    assert np.isfinite(robust.lists["reach"]).all()
