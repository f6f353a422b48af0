"""Introductions: hand-worked cases, every set tried on small networks, what a new link changes and nothing else."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff._random import run_keys
from netdiff.errors import DataError, ModelError, UnknownNodeError
from netdiff.network import Layer, Network
from netdiff.recruit import recommend_ties
from netdiff.recruit.bridging import Purse, build
from netdiff.recruit.grown import Ground, grown_network
from netdiff.recruit.openings import COLD, openings_of
from netdiff.spread.exact import exact_spread
from netdiff.spread.models import ComplexContagion, IndependentCascade, LinearThreshold

SURE = IndependentCascade(1.0)
TWO = ComplexContagion(count=2)


def met(pairs: list[tuple[str, str]] | str, nodes: pd.DataFrame | list[str] | None = None) -> Network:
    ends = [tuple(pair) for pair in pairs.split()] if isinstance(pairs, str) else pairs
    people = pd.DataFrame(index=pd.Index(nodes, dtype="str")) if isinstance(nodes, list) else nodes
    return Network.from_frames(people, pd.DataFrame(ends, columns=["source", "target"], dtype="str"), means="meets")


def clique(names: str) -> list[tuple[str, str]]:
    return list(itertools.combinations(names, 2))


def small(seed: int, *, people: int = 12, means: str = "meets") -> Network:
    graph = nx.gnp_random_graph(people, 0.16, seed=seed, directed=means != "meets")
    ties = pd.DataFrame([(f"n{a:02d}", f"n{b:02d}") for a, b in graph.edges], columns=["source", "target"])
    nodes = pd.DataFrame(index=pd.Index([f"n{a:02d}" for a in graph], dtype="str"))
    return Network.from_frames(nodes, ties, means=means, directed=means != "meets")


# -- hand-worked ------------------------------------------------------------------------------------------------------


def test_a_path_and_a_circle_apart_are_joined_where_most_follow() -> None:
    """a-b-c carries it, v-w-x-y-z does not: any one link brings all five, and nothing brings more."""
    plan = recommend_ties(met("ab bc vw wx xy yz"), 1, seeds=["a"], model=SURE, rng=1)
    assert (plan.before.value, plan.reach.value, plan.gain.value) == (3.0, 8.0, 5.0)
    assert plan.all_tried
    assert plan.tied == 15


def test_within_a_deadline_the_middle_of_the_path_is_met() -> None:
    """One round after a hears it: a tells b and the person introduced. Two rounds: the middle of v-w-x is best."""
    plan = recommend_ties(met("ab vw wx"), 1, seeds=["a"], model=SURE, horizon=2, rng=1)
    assert plan.pairs == (("a", "w"),)
    assert plan.reach.value == 5.0


def test_a_cascade_gains_what_the_arithmetic_says() -> None:
    """a alone, b-c apart; p = .5. A link a-b: b hears with .5, c with .25."""
    plan = recommend_ties(met("bc", list("abc")), 1, seeds=["a"], model=IndependentCascade(0.5), rng=1)
    assert abs(plan.gain.value - 0.75) < 4 * plan.gain.se
    assert plan.before.value == 1.0


@pytest.mark.parametrize(("k", "gain", "made"), [(1, 0.0, 0), (2, 1.0, 2), (3, 5.0, 3)])
@pytest.mark.parametrize("sets", [100_000, 0])
def test_one_bridge_does_nothing_and_wide_ones_do(
    k: int, gain: float, made: int, sets: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two circles of five, two voices needed: one link nothing, two one person, three all."""
    monkeypatch.setattr("netdiff.recruit.bridging.MOST_SETS", sets)
    plan = recommend_ties(met(clique("abcde") + clique("vwxyz")), k, seeds=["a", "b"], model=TWO, rng=1)
    assert plan.gain.value == gain
    assert len(plan.chosen) == made
    if not made:
        assert "No set of so many introductions was found" in plan.verdict()
        assert any("only 0 were found" in note for note in plan.notes)
    if k == 2:
        targets = [set(pair) & set("vwxyz") for pair in plan.pairs]
        assert targets[0] == targets[1]
        assert "together they carry it over" in plan.to_frame()["why"].iloc[0]


def test_news_needs_one_link_where_roles_need_three() -> None:
    """The same people: for news one link reaches everybody, and the plan under both models says so."""
    net = met(clique("abcde") + clique("vwxyz"))
    plan = recommend_ties(net, 1, seeds=["a", "b"], model=[SURE, TWO], rng=1)
    assert plan.strengths["gain"].tolist() == [5.0, 0.0]
    assert len(plan.strengths) == 2


def test_two_links_in_a_row_are_found() -> None:
    """Two islands behind one another: both links together bring six, the second alone nothing."""
    plan = recommend_ties(met("ab cd ef"), 2, seeds=["a"], model=SURE, rng=1)
    assert plan.reach.value == 6.0


# -- every set tried --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [IndependentCascade(0.3), TWO, LinearThreshold()], ids=["news", "voices", "linear"])
@pytest.mark.parametrize("k", [1, 2])
def test_search_comes_near_the_best_of_all_sets(k: int, model: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small networks, all sets tried on the same runs: in all of them at least 95 % of the best reach, most exactly."""
    shares = []
    for seed in range(4):
        net = small(seed, people=10)
        openings = openings_of(net)
        seeds = np.array([0, 1])
        ground = Ground(net, model, seeds, run_keys(seed, 1), None, np.ones(10)).with_runs(
            150, np.random.default_rng(7)
        )
        oracle = ground.with_runs(2_000, np.random.default_rng(8))
        pairs = openings.all_pairs()
        if k == 1:
            best = max(oracle.value([pair]) for pair in pairs)
        else:
            ranked = sorted(itertools.combinations(pairs, 2), key=lambda one: -ground.value(one))
            best = max(oracle.value(one) for one in ranked[:40])
        with monkeypatch.context() as patch:
            patch.setattr("netdiff.recruit.bridging.MOST_SETS", 0)
            found = build(ground, openings, Purse(k), np.random.default_rng(seed), runs=600)
        assert not found.all_tried
        shares.append(oracle.value(found.pairs) / best)
    assert min(shares) >= 0.95, shares
    assert np.median(shares) >= 0.99, shares


@pytest.mark.parametrize("means", ["meets", "tells", "turns_to"])
@pytest.mark.parametrize("model", [IndependentCascade(0.4), LinearThreshold()], ids=["news", "linear"])
def test_values_agree_with_the_exact_reach_of_the_grown_network(means: str, model: object) -> None:
    net = small(3, people=7, means=means)
    pairs = openings_of(net).all_pairs()[:2]
    ground = Ground(net, model, np.array([0]), run_keys(1, 20_000), None, np.ones(7))
    exact = exact_spread(grown_network(net, pairs), model, ["n00"])
    runs = ground.reached(pairs)
    assert abs(runs.mean() - exact) < 4 * max(runs.std() / np.sqrt(runs.size), 1e-12)


@pytest.mark.parametrize(
    "model",
    [IndependentCascade(0.3), IndependentCascade(0.2, per="unit"), TWO, ComplexContagion(share=0.4), LinearThreshold()],
)
@pytest.mark.parametrize("means", ["meets", "turns_to"])
def test_a_link_put_in_is_the_link_a_network_with_it_has(model: object, means: str) -> None:
    """Run by run: the ties put into what was made ready, against the model made ready for the grown network."""
    net = small(5, people=14, means=means)
    pairs = tuple(openings_of(net).all_pairs()[::9][:4])
    ground = Ground(net, model, np.array([0, 1]), run_keys(3, 200), None, np.ones(14))
    grown = Ground(grown_network(net, pairs), model, np.array([0, 1]), ground.keys, None, np.ones(14))
    np.testing.assert_array_equal(ground.reached(pairs), grown.reached())
    spread = nd.simulate(grown_network(net, pairs), model, seeds=["n00", "n01"], runs=10, rng=1)
    assert spread.reach.value <= 14


def test_a_new_link_moves_no_other_coin() -> None:
    """More links never reach fewer people, in any run."""
    net = small(2, people=14)
    pairs = openings_of(net).all_pairs()
    ground = Ground(net, IndependentCascade(0.3), np.array([0]), run_keys(2, 300), None, np.ones(14))
    few, more = ground.reached(pairs[:1]), ground.reached(pairs[:3])
    assert (few >= ground.reached()).all()
    assert (more >= few).all()


def test_links_that_silence_may_hide_give_way_to_the_one_that_is_made() -> None:
    """Where half did not answer, a link between two silent people counts as one voice, and reach only rises."""
    net = small(4, people=14, means="turns_to")
    answers = net.answers.copy()
    answers.iloc[::2, 0] = "asked"
    ties = net.ties[~net.ties["source"].isin(answers.index[::2])]
    silent = Network(net.nodes, ties, net.layers, answers=answers)
    for model in (IndependentCascade(0.3), TWO, ComplexContagion(share=0.3), LinearThreshold()):
        pairs = openings_of(silent).all_pairs()[:5]
        ground = Ground(silent, model, np.array([0, 1]), run_keys(2, 200), None, np.ones(14))
        assert not ground.certain
        more = ground.reached(pairs)
        assert np.isfinite(more).all()
        if isinstance(model, IndependentCascade) or model is TWO:
            assert (more >= ground.reached()).all()


# -- who may be introduced --------------------------------------------------------------------------------------------


@pytest.fixture
def town() -> Network:
    """a-b-c carry it; v-w apart (place South), o against, r refused, x excluded by hand; held_by known for some."""
    nodes = pd.DataFrame(
        {
            "group": ["user", "user", "professional", "user", "professional", "user", "user", "user"],
            "place": ["North"] * 3 + ["South"] * 3 + [None, "South"],
            "support": ["", "", "", "", "", "against", "", ""],
            "consent": ["", "", "", "", "", "", "no", ""],
            "held_by": ["Priya", None, "Sam", "Priya", None, None, None, None],
        },
        index=list("abcvworx"),
    )
    return met("ab bc vw ow rx", nodes)


def test_opponents_and_those_who_opted_out_are_not_introduced(town: Network) -> None:
    everybody = {one for pair in openings_of(town).all_pairs() for one in pair}
    ids = set(town.nodes.index[list(everybody)])
    assert "o" not in ids
    assert "r" not in ids
    with_them = {one for pair in openings_of(town, opposed=True).all_pairs() for one in pair}
    assert "o" in set(town.nodes.index[list(with_them)])
    plan = recommend_ties(town, 3, seeds=["a"], model=SURE, exclude=["x"], rng=1)
    assert not {"o", "r", "x"} & {one for pair in plan.pairs for one in pair}
    assert any("1 against the change" in note for note in plan.notes)


def test_organisations_and_uncertain_names_are_introduced_to_nobody() -> None:
    nodes = pd.DataFrame(
        {"mode": ["person", "person", "organisation", "person"], "unsettled": [False, False, False, True]},
        index=list("abcd"),
    )
    pairs = openings_of(met("ac", nodes)).all_pairs()
    assert pairs == [(0, 1)]


def test_within_and_between(town: Network) -> None:
    group = town.nodes["group"]
    for one, other in recommend_ties(town, 3, seeds=["a"], model=SURE, between=True, rng=1).pairs:
        assert group[one] != group[other]
    for one, other in recommend_ties(town, 3, seeds=["a"], model=SURE, within="user", rng=1).pairs:
        assert group[one] == group[other] == "user"
    places = recommend_ties(town, 2, seeds=["a"], model=SURE, between=["North", "South"], by="place", rng=1).pairs
    assert all({town.nodes["place"][one], town.nodes["place"][other]} == {"North", "South"} for one, other in places)
    with pytest.raises(ModelError, match="not both"):
        recommend_ties(town, 1, seeds=["a"], within=True, between=True)
    with pytest.raises(ModelError, match="There are: user, professional"):
        recommend_ties(town, 1, seeds=["a"], within="usr")


def test_linked_in_any_layer_needs_no_introduction() -> None:
    ties = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"], "layer": ["news", "lunch"]})
    layers = [Layer("news", "meets", directed=False), Layer("lunch", "meets", directed=False)]
    net = Network.from_frames(pd.DataFrame(index=list("abcd")), ties, layers)
    ids = net.nodes.index
    assert {frozenset((ids[a], ids[b])) for a, b in openings_of(net).all_pairs()} == {
        frozenset(pair) for pair in ("ad", "bc", "bd", "cd")
    }


def test_what_an_introduction_takes_is_stated(town: Network) -> None:
    """a, c: b knows both (1). a, v: Priya holds both (1). b, v: no way, no holder of b (4). c, v: two holders (2)."""
    openings = openings_of(town)
    at = {name: town.index_of([name])[0] for name in town.nodes.index}
    asked = {pair: openings.costs([(at[pair[0]], at[pair[1]])])[0] for pair in ("ac", "av", "bv", "cv")}
    assert asked == {"ac": 1.0, "av": 1.0, "bv": COLD, "cv": 2.0}
    assert openings.through((at["a"], at["c"])) == ("b",)
    assert openings.through((at["a"], at["v"])) == ("Priya",)
    assert openings.through((at["c"], at["v"])) == ("Sam", "Priya")
    assert openings.through((at["b"], at["v"])) == ()


def test_a_budget_is_kept_and_prices_can_be_given(town: Network) -> None:
    dear = dict.fromkeys(itertools.permutations(town.nodes.index, 2), 10.0)
    dear["v", "b"] = 2.0
    plan = recommend_ties(town, 3, seeds=["a"], model=SURE, cost=dear, budget=4, rng=1)
    assert plan.pairs == (("b", "v"),)
    assert plan.cost == 2.0
    assert recommend_ties(town, 1, seeds=["a"], model=SURE, cost=lambda *_: 3.0, rng=1).cost == 3.0
    with pytest.raises(UnknownNodeError):
        recommend_ties(town, 1, seeds=["a"], cost={("a", "nobody"): 1.0})
    with pytest.raises(ModelError, match="at least 0"):
        recommend_ties(town, 1, seeds=["a"], cost=lambda *_: -1.0, rng=1)
    with pytest.raises(ModelError, match="budget"):
        recommend_ties(town, 1, seeds=["a"], budget=-1)


# -- what stands in the plan ------------------------------------------------------------------------------------------


def test_the_plan_is_whole(town: Network) -> None:
    plan = recommend_ties(town, 2, seeds=["a"], model=IndependentCascade(0.5), rng=1)
    frame = plan.to_frame()
    assert {"one", "other", "gain", "gain_low", "cost", "steps", "through", "meeting", "why"} <= set(frame.columns)
    assert frame["reach"].iloc[-1] == pytest.approx(plan.reach.value)
    assert frame["gain"].sum() == pytest.approx(plan.gain.value)
    assert {"random pairs", "best-linked people"} <= set(plan.baselines.index)
    assert (plan.baselines["gain"] <= plan.gain.value + 0.1).all()
    by = plan.by_group()
    assert by["after"].sum() == pytest.approx(plan.reach.value)
    assert by["before"].sum() == pytest.approx(plan.before.value)
    own = plan.compare([("a", "c")])
    assert own.loc["difference", "gain"] == pytest.approx(own.loc["this", "gain"] - own.loc["other", "gain"])
    with pytest.raises(DataError, match="themselves"):
        plan.compare([("a", "a")])


def test_power_and_connectedness_before_and_after(town: Network) -> None:
    """The one linked pair of users (a, b) becomes two or more; all other figures come from the measures themselves."""
    plan = recommend_ties(town, 1, seeds=["a"], model=SURE, within="user", rng=1)
    row = plan.changes.loc["users with a link to another user"]
    assert row["before"] == nd.metrics.existence.linked_share(town, "user")
    assert row["after"] == nd.metrics.existence.linked_share(plan.grown(), "user") > row["before"]
    assert {"existence", "connectedness"} <= set(plan.changes["word"])


def test_no_names_in_the_repr(town: Network) -> None:
    named = town.nodes.assign(label=[f"Person {name.upper()}son" for name in town.nodes.index])
    net = met("ab bc vw ow rx", named)
    plan = recommend_ties(net, 2, seeds=["a"], model=SURE, rng=1)
    assert "son" not in repr(plan).replace("person", "")
    assert "son" not in plan._repr_html_().replace("person", "")


def test_introductions_that_share_somebody_are_one_meeting() -> None:
    plan = recommend_ties(met(clique("abcde") + clique("vwxyz")), 3, seeds=["a", "b"], model=TWO, rng=1)
    meetings = plan.meetings()
    assert meetings["introductions"].sum() == 3
    assert meetings["people"].iloc[0] >= 3


def test_without_seeds_the_recruits_of_the_model_carry_it() -> None:
    plan = recommend_ties(small(1, people=30), 1, model=IndependentCascade(0.2), rng=1)
    assert plan.seeds.size == 3
    assert any("3 recruits chosen for this model" in note for note in plan.notes)
    recruits = nd.recommend(small(1, people=30), 2, model=IndependentCascade(0.2), rng=1)
    assert set(recommend_ties(small(1, people=30), 1, seeds=recruits, model=SURE, rng=1).seeds) == set(recruits.chosen)


# -- what must not change, and what is refused ------------------------------------------------------------------------


def test_order_of_rows_and_a_lonely_person_change_nothing() -> None:
    net = met("ab bc ca vw wx xv xy")
    plan = recommend_ties(net, 1, seeds=["a"], model=SURE, rng=1)
    turned = recommend_ties(net.select(list(reversed(net.nodes.index))), 1, seeds=["a"], model=SURE, rng=1)
    assert plan.gain.value == turned.gain.value
    lonely = recommend_ties(met("ab bc ca vw wx xv xy", list("abcvwxyq")), 1, seeds=["a"], model=SURE, rng=1)
    assert lonely.gain.value == plan.gain.value
    same = recommend_ties(net, 1, seeds=["a"], model=IndependentCascade(0.4), rng=5)
    again = recommend_ties(net, 1, seeds=["a"], model=IndependentCascade(0.4), rng=5)
    pd.testing.assert_frame_equal(same.to_frame(), again.to_frame())


def test_bad_input_is_refused_in_words() -> None:
    net = met("ab bc")
    with pytest.raises(UnknownNodeError):
        recommend_ties(net, 1, seeds=["nobody"])
    with pytest.raises(DataError, match="nobody carries it"):
        recommend_ties(net, 1, seeds=[])
    with pytest.raises(ModelError, match="k must be"):
        recommend_ties(net, 0, seeds=["a"])
    with pytest.raises(ModelError, match="horizon"):
        recommend_ties(net, 1, seeds=["a"], model=nd.NetworkBass())
    with pytest.raises(DataError, match="fewer than two"):
        recommend_ties(net, 1, seeds=["a"], exclude=["a", "b"])
    with pytest.raises(TypeError, match="from_networkx"):
        recommend_ties(nx.karate_club_graph(), 1)


def test_everybody_linked_already_leaves_nothing_to_do() -> None:
    plan = recommend_ties(met(clique("abcd")), 2, seeds=["a"], model=SURE, rng=1)
    assert plan.pairs == ()
    assert plan.to_frame().empty
    assert plan.gain.value == 0.0


def test_models_whose_chances_hang_together_are_made_ready_anew() -> None:
    """Weighted cascade: a new link lowers the chance of the others; Bass needs a horizon."""
    net = met("ab bc vw")
    plan = recommend_ties(net, 1, seeds=["a"], model=IndependentCascade("weighted cascade"), rng=1)
    assert plan.gain.value > 0
    bass = recommend_ties(net, 1, seeds=["a"], model=nd.NetworkBass(0.0, 0.5), horizon=3, rng=1)
    assert bass.gain.value >= 0
