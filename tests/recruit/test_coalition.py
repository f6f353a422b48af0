"""Coalitions: hand-worked cases, every coalition tried, who may be in one, who can say no, and bad input."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from netdiff._combine import combine
from netdiff.errors import DataError, ModelError, UnknownNodeError
from netdiff.loaders.samples import load_sample
from netdiff.network import Network
from netdiff.recruit import recommend_coalition
from netdiff.recruit.search import Effort
from netdiff.spread.models import ComplexContagion, IndependentCascade, LinearThreshold

QUICK = Effort(precision=0.1, least_entries=20_000, dual_work=2_000_000, judged=6_000)
SURE = IndependentCascade(1.0)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer sets where the answer does not hang on them."""
    monkeypatch.setattr("netdiff.recruit.solve.THOROUGH", QUICK)


def town(orgs: dict[str, str], pairs: list[str], extra: str = "", **columns: object) -> Network:
    """Organisations written {"clinic": "ab"}, links written "ax": a tells x; `extra` are people who belong nowhere."""
    belongs = {who: org for org, members in orgs.items() for who in members}
    names = sorted(set(belongs) | {one for pair in pairs for one in pair} | set(extra))
    nodes = pd.DataFrame({"organisation": [belongs.get(one) for one in names]}, index=pd.Index(names, name="node"))
    for name, values in columns.items():
        nodes[name] = [values.get(one) for one in names] if isinstance(values, dict) else values
    ties = pd.DataFrame([tuple(pair) for pair in pairs], columns=["source", "target"])
    return Network.from_frames(nodes, ties, means="tells")


CIRCLES = {"big": "abc", "small": "d", "far": "e"}
LINKS = ["ax", "bx", "cx", "dy", "dz", "ew", "ev", "eu"]


# -- by hand ----------------------------------------------------------------------------------------------------------


def test_the_largest_membership_is_not_the_furthest_reach() -> None:
    """far brings 1 and reaches 4; big brings 3 and reaches 4; small reaches 3: far or big, and then the other."""
    plan = recommend_coalition(town(CIRCLES, LINKS), k=2, model=SURE, mobilise=1.0, rng=1)
    assert set(plan.names) == {"big", "far"}
    assert plan.reach.value == pytest.approx(8.0)
    assert plan.brought == pytest.approx(4.0)


def test_which_partners_said_yes_beside_the_forecast() -> None:
    """far brings e, who reaches three: 4. big brings three members who reach x: 4."""
    plan = recommend_coalition(town(CIRCLES, LINKS), k=2, model=SURE, mobilise=1.0, rng=1)
    found = plan.outcome(["far"], ["big"], reached=3, rng=1)
    assert found.people["said"].to_dict() == {"far": "yes", "big": "no"}
    assert (found.yes, found.reached_forecast.value) == (1, pytest.approx(4.0))
    assert plan.outcome(["far", "big"], rng=1).reached_forecast.value == pytest.approx(8.0)
    assert plan.outcome(rng=1).reached_forecast.value == 0.0
    half = recommend_coalition(town(CIRCLES, LINKS), k=2, model=SURE, mobilise=0.5, rng=1)
    assert half.outcome(["far"], rng=1).reached_forecast.value == pytest.approx(2.0, abs=0.35)  # e comes half the time
    assert sorted(plan.waves(1)["wave"]) == [1, 2]
    with pytest.raises(UnknownNodeError):
        plan.outcome(["nobody"])


def test_partners_that_reach_the_same_people_are_not_both_taken() -> None:
    net = town({"one": "a", "twin": "b", "other": "c"}, ["ax", "ay", "az", "bx", "by", "bz", "cw"])
    plan = recommend_coalition(net, k=2, model=SURE, mobilise=1.0, rng=1)
    assert len({"one", "twin"} & set(plan.names)) == 1
    assert "other" in plan.names
    twins = plan.pairs().set_index(["one", "other"])
    row = next(row for (one, other), row in twins.iterrows() if {one, other} == {"one", "twin"})
    assert row["together"] == pytest.approx(-3.0)  # x, y and z once instead of twice
    assert row["reading"] == "stand in for each other"


def test_under_two_voices_partners_need_each_other() -> None:
    """a and b alone reach nobody else; together they reach x, y and z."""
    net = town({"one": "a", "two": "b", "dud": "c"}, ["ax", "ay", "az", "bx", "by", "bz", "cw"])
    plan = recommend_coalition(net, k=2, model=ComplexContagion(count=2), mobilise=1.0, rng=1)
    assert set(plan.names) == {"one", "two"}
    assert plan.certificate is None
    table = plan.pairs()
    assert set(table.iloc[0][["one", "other"]]) == {"one", "two"}
    assert table.iloc[0]["together"] == pytest.approx(3.0)
    assert table.iloc[0]["reading"] == "need each other"
    assert plan.shares["share"].tolist() == pytest.approx([2.5, 2.5])  # five people, halved


def test_shares_by_hand_and_they_add_up() -> None:
    """one: a and x, y; two: b and y, z. Alone 3 each, together 5: y is shared, so 2.5 each."""
    plan = recommend_coalition(town({"one": "a", "two": "b"}, ["ax", "ay", "by", "bz"]), k=2, model=SURE, mobilise=1.0)
    assert plan.shares["share"].tolist() == pytest.approx([2.5, 2.5])
    assert plan.to_frame()["only"].tolist() == pytest.approx([2.0, 2.0])
    assert plan.shares["share"].sum() == pytest.approx(plan.reach.value)


def test_half_the_members_come_along() -> None:
    """Each of two members comes with 0.5 and both tell x: brings 1, reaches 1 + 3/4."""
    plan = recommend_coalition(town({"one": "ab"}, ["ax", "bx"]), k=1, model=SURE, mobilise=0.5, rng=1)
    assert plan.brought == pytest.approx(1.0)
    assert plan.reach.low <= 1.75 <= plan.reach.high
    assert plan.reach.value == pytest.approx(1.75, abs=0.06)


def test_a_budget_buys_two_cheap_partners_rather_than_one_dear_one() -> None:
    net = town({"dear": "a", "cheap": "b", "other": "c"}, ["au", "av", "aw", "bx", "by", "cz"])
    plan = recommend_coalition(
        net, budget=2, costs={"dear": 2, "cheap": 1, "other": 1}, model=SURE, mobilise=1.0, rng=1
    )
    assert set(plan.names) == {"cheap", "other"}
    assert plan.reach.value == pytest.approx(5.0)
    assert plan.to_frame()["cost"].tolist() == [1.0, 1.0]


# -- every coalition tried --------------------------------------------------------------------------------------------


def exact_reach(net: Network, listed: tuple[str, ...], p: float, rate: float) -> float:
    """Expected reach by every set of live links and every set of members who come: slow and obvious."""
    ties = net.ties
    members = [one for one in net.nodes.index if net.nodes["organisation"][one] in listed]
    spread = 0.0
    for live in product([False, True], repeat=len(ties)):
        weight = np.prod([p if one else 1 - p for one in live])
        onward: dict[str, list[str]] = {}
        for (here, there), on in zip(ties[["source", "target"]].itertuples(index=False), live, strict=True):
            if on:
                onward.setdefault(here, []).append(there)
        for come in product([False, True], repeat=len(members)):
            chance = np.prod([rate if one else 1 - rate for one in come])
            reached = {one for one, there in zip(members, come, strict=True) if there}
            edge = list(reached)
            while edge:
                edge = [there for here in edge for there in onward.get(here, []) if there not in reached]
                reached |= set(edge)
            spread += float(weight * chance) * len(reached)
    return spread


def small_town(seed: int) -> Network:
    rng = np.random.default_rng(seed)
    letters = list("abcdefgh")
    orgs = rng.integers(0, 4, 6)
    home = {"north": "", "south": "", "east": "", "west": ""}
    for letter, org in zip(letters, orgs, strict=False):
        home[list(home)[org]] += letter
    pairs = sorted({f"{one}{other}" for one, other in rng.choice(letters, (9, 2)) if one != other})[:7]
    return town({name: members for name, members in home.items() if members}, pairs, extra="abcdefgh")


@pytest.mark.parametrize("seed", range(5))
def test_the_best_of_all_coalitions_is_found_and_valued_right(seed: int) -> None:
    net = small_town(seed)
    names = net.nodes["organisation"].dropna().unique()
    values = {pair: exact_reach(net, pair, 0.5, 0.6) for pair in combinations(sorted(names), min(2, len(names)))}
    plan = recommend_coalition(net, k=2, model=IndependentCascade(0.5), mobilise=0.6, rng=seed)
    found = values[tuple(sorted(plan.names))]
    assert found >= 0.985 * max(values.values())
    assert abs(plan.reach.value - found) <= 4 * max(plan.reach.se, 1e-9)
    assert plan.certificate.lower <= max(values.values()) <= plan.certificate.upper


@pytest.mark.parametrize("seed", range(6))
def test_under_thresholds_the_best_coalition_is_found_with_the_number_of_ties(seed: int) -> None:
    rng = np.random.default_rng(seed)
    letters = [f"{n:02d}" for n in range(14)]
    ties = pd.DataFrame(rng.choice(letters, (34, 2)), columns=["source", "target"])
    ties = ties[ties["source"] != ties["target"]].drop_duplicates()
    nodes = pd.DataFrame({"organisation": rng.choice([*"pqrst"], 14)}, index=letters)
    net = Network.from_frames(nodes, ties, means="tells")
    model = ComplexContagion(count=2)
    names = sorted(nodes["organisation"].unique())

    def reach(listed: tuple[str, ...]) -> int:
        on = set(nodes.index[nodes["organisation"].isin(listed)])
        while True:
            voices = ties[ties["source"].isin(on)].groupby("target").size()
            more = set(voices.index[voices >= 2]) - on
            if not more:
                return len(on)
            on |= more

    values = {pair: reach(pair) for pair in combinations(names, 2)}
    plan = recommend_coalition(net, k=2, model=model, mobilise=1.0, rng=seed)
    assert plan.reach.value == max(values.values())
    assert plan.near_best.attrs["tied"] == sum(value == max(values.values()) for value in values.values())
    assert "every list was tried" in plan.guarantee


def test_shares_of_a_played_model_are_those_of_every_order() -> None:
    net = town({"p": "ab", "q": "c", "r": "d"}, ["ax", "bx", "cx", "cy", "dy", "dz", "az"])
    plan = recommend_coalition(net, k=3, model=ComplexContagion(count=2), mobilise=1.0, rng=1)
    reach = {}
    for size in range(4):
        for group in combinations(plan.names, size):
            reach[frozenset(group)] = float(plan.judge.arrivals(plan.problem.index_of(net, group)).mean())
    share = dict.fromkeys(plan.names, 0.0)
    orders = [one for one in product(plan.names, repeat=3) if len(set(one)) == 3]
    for order in orders:
        for place, name in enumerate(order):
            share[name] += (reach[frozenset(order[: place + 1])] - reach[frozenset(order[:place])]) / len(orders)
    assert plan.shares["share"].to_dict() == pytest.approx(share)


# -- what must not matter ---------------------------------------------------------------------------------------------


def test_names_of_people_order_of_rows_and_an_isolate_change_nothing() -> None:
    net = town(CIRCLES, LINKS, extra="q")
    renamed = {name: f"P-{place:03d}" for place, name in enumerate(reversed(net.nodes.index))}
    nodes = net.nodes.rename(index=renamed).sort_index()
    ties = net.ties.assign(source=net.ties["source"].map(renamed), target=net.ties["target"].map(renamed))
    other = Network.from_frames(nodes, ties.iloc[::-1].reset_index(drop=True), net.layers)
    one, two = (recommend_coalition(each, k=2, model=SURE, mobilise=1.0, rng=3) for each in (net, other))
    assert set(one.names) == set(two.names)
    assert one.reach.value == two.reach.value
    assert one.shares["share"].to_dict() == pytest.approx(two.shares["share"].to_dict())
    without = recommend_coalition(town(CIRCLES, LINKS), k=2, model=SURE, mobilise=1.0, rng=3)
    assert set(without.names) == set(one.names)
    assert without.reach.value == one.reach.value


def test_the_same_number_gives_the_same_plan_and_another_number_other_runs() -> None:
    net = small_town(1)
    one, again, other = (
        recommend_coalition(net, k=2, model=IndependentCascade(0.4), mobilise=0.5, rng=rng) for rng in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(one.to_frame(), again.to_frame())
    assert one.reach.value != other.reach.value


def test_spellings_that_differ_in_case_or_spaces_are_one_partner() -> None:
    net = town({"St Mark's Carers": "ab", "st. marks  carers": "c", "Other": "d"}, ["ax", "bx", "cx"])
    plan = recommend_coalition(net, k=1, model=SURE, mobilise=1.0, rng=1)
    assert plan.names == ("St Mark's Carers",)
    assert plan.brought == pytest.approx(3.0)
    assert any("case, spaces or stops" in note for note in plan.notes)


# -- where they stand -------------------------------------------------------------------------------------------------


def test_opponents_are_no_partners_and_members_who_are_against_or_opted_out_are_not_counted_on() -> None:
    support = {"a": 1, "b": 2, "c": 1, "d": 5, "e": 5, "f": 5, "g": 1}
    net = town(
        {"foes": "abc", "friends": "defgh"}, ["ax", "bx", "cx", "ay", "dz"], support=support, consent={"h": "no"}
    )
    plan = recommend_coalition(net, k=2, model=SURE, mobilise=1.0, rng=1)
    assert plan.names == ("friends",)
    assert plan.brought == pytest.approx(3.0)  # not g, who is against, nor h, who opted out
    assert plan.stands.loc["foes", "position"] == "opponent"
    assert plan.grid().loc["foes", "influence"] == pytest.approx(5.0)  # what it could carry stays to be seen
    anyway = recommend_coalition(net, k=2, model=SURE, mobilise=1.0, opponents=True, rng=1)
    assert set(anyway.names) == {"foes", "friends"}


def test_a_blank_is_no_view_and_two_views_are_not_an_organisations() -> None:
    net = town({"quiet": "ab", "few": "cde", "split": "fghi"}, ["ax"], support={"c": 5, "d": 5, "f": 5, "g": 1, "h": 3})
    stands = recommend_coalition(net, k=1, model=SURE, mobilise=1.0).stands
    assert stands.loc["quiet", "position"] == "not known"
    assert stands.loc["few", "position"] == "not known"
    assert stands.loc["split", "position"] == "undecided"
    assert stands.loc["split", "known"] == 3


def test_an_organisations_own_row_speaks_for_it() -> None:
    nodes = pd.DataFrame(
        {"organisation": ["club", "club", None], "mode": ["person", "person", "organisation"], "support": [5, 5, 1]},
        index=["a", "b", "club"],
    )
    ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    with pytest.raises(DataError, match="nobody is left"):
        recommend_coalition(Network.from_frames(nodes, ties, means="meets"), k=1, model=SURE)


def grouped(**more: object) -> Network:
    group = {"a": "user", "b": "user", "c": "manager", "d": "professional", "x": "citizen", "y": "user"}
    return town({"circle": "ab", "council": "c", "clinic": "d"}, ["ax", "by", "dz"], group=group, **more)


def test_managers_are_not_counted_as_professionals_unless_told_to() -> None:
    plan = recommend_coalition(grouped(), k=3, model=SURE, mobilise=1.0, rng=1)
    assert plan.coverage["people"].to_dict() == {
        "users": 3,
        "citizens": 1,
        "professionals": 1,
        "managers": 1,
        "policy makers": 0,
    }
    assert plan.coverage.loc["users", "brought"] == pytest.approx(2.0)
    assert plan.coverage.loc["users", "reached"] == pytest.approx(3.0)
    assert "Nobody is counted as: policy makers." in plan.summary()
    told = {"users": "user", "professionals": ["professional", "manager"], "citizens": "citizen"}
    mixed = recommend_coalition(grouped(), k=3, model=SURE, mobilise=1.0, stakeholders=told, rng=1)
    assert mixed.coverage.loc["professionals", "people"] == 2


def test_words_of_the_file_that_are_no_stakeholder_group_are_told_with_the_cure() -> None:
    net = town({"one": "ab"}, ["ax"], group={"a": "Patient", "b": "user", "x": "Clinician"})
    plan = recommend_coalition(net, k=1, model=SURE, mobilise=1.0, rng=1)
    assert "Of no stakeholder group: Clinician, Patient." in plan.summary()
    assert "stakeholders={'users': 'Clinician'}" in plan.summary()


def test_at_least_so_many_partners_of_a_stakeholder_group() -> None:
    free = recommend_coalition(grouped(), k=1, model=SURE, mobilise=1.0, rng=1)
    held = recommend_coalition(grouped(), k=1, model=SURE, mobilise=1.0, at_least={"managers": 1}, rng=1)
    assert free.names == ("circle",)
    assert held.names == ("council",)
    assert held.baselines.loc["random", "value"] == pytest.approx(held.value.value)  # rules keep the limit too


def test_bodies_that_decide_can_say_no() -> None:
    bodies = pd.DataFrame({"body": ["board", "board"], "node": ["x", "c"], "seats": [2, 2]})
    net = grouped()
    net = Network.from_frames(net.nodes, net.ties, net.layers, bodies=bodies)
    plan = recommend_coalition(net, k=1, model=SURE, mobilise=1.0, rng=1)
    table = plan.can_say_no()
    assert table.loc["board", "kind"] == "body"
    assert table.loc["board", "reached"] == pytest.approx(1.0)  # x, through a of the circle
    assert table.loc["board", "steps"] == 1
    assert plan.grid().loc["board", "can_say_no"]
    named = recommend_coalition(net, k=1, model=SURE, mobilise=1.0, can_say_no=["council"], rng=1)
    assert named.can_say_no().index.tolist() == ["council"]


def test_a_single_person_is_named_only_with_a_purpose() -> None:
    net = grouped()
    with pytest.raises(DataError, match="single person"):
        recommend_coalition(net, k=1, model=SURE, can_say_no=["x"])
    with pytest.raises(ModelError, match="needs a purpose"):
        recommend_coalition(net, k=1, model=SURE, can_say_no=["x"], individuals=True)
    plan = recommend_coalition(
        net, k=1, model=SURE, can_say_no=["x"], individuals=True, purpose="to meet the chair", rng=1
    )
    assert plan.summary().startswith("Purpose: to meet the chair.")
    assert plan.can_say_no().loc["x", "kind"] == "person"
    assert "a single person" in plan.summary()


# -- what is shown ----------------------------------------------------------------------------------------------------


def test_no_person_is_named_in_what_is_printed() -> None:
    members = [f"Person{n}" for n in range(9)]
    nodes = pd.DataFrame({"organisation": ["club"] * 5 + [None] * 4}, index=members)
    ties = pd.DataFrame({"source": ["Person0"] * 8, "target": members[1:]})
    net = Network.from_frames(nodes, ties, means="tells")
    plan = recommend_coalition(net, k=1, model=SURE, mobilise=0.5, rng=1)
    told = repr(plan) + plan._repr_html_()
    assert "club" in told
    assert "100 % of the links touch one person." in told  # said, but not whom
    assert "Person" not in told
    alone = recommend_coalition(Network.from_frames(nodes.assign(own=members), ties, means="tells"), "own", k=1, rng=1)
    assert "Person" not in repr(alone) + alone._repr_html_()


def test_hostile_names_are_escaped() -> None:
    net = town({"<script>alert(1)</script>": "a", "=cmd": "b"}, ["ax"])
    plan = recommend_coalition(net, k=2, model=SURE, mobilise=1.0, rng=1)
    assert "<script>" not in plan._repr_html_()


def test_where_the_chance_comes_from_is_always_said() -> None:
    net = town(CIRCLES, LINKS)
    swept = recommend_coalition(net, k=1, model=SURE, rng=1)
    assert "was not given: the coalition is made for a chance of 0.3, and was tried for 0.1 and 0.5." in swept.summary()
    assert swept.doubt["mobilise"].tolist() == [0.3, 0.1, 0.5]
    assert "chance of 0.4, as was said" in recommend_coalition(net, k=1, model=SURE, mobilise=0.4, rng=1).summary()
    each = recommend_coalition(net, k=1, model=SURE, mobilise={"big": 0.1, "small": 1.0, "far": 0.1}, rng=1)
    assert each.names == ("small",)


def test_a_column_says_who_comes_and_its_blanks_are_told() -> None:
    net = town({"one": "ab", "two": "c"}, ["ax", "by", "cz"], comes={"a": 1.0, "b": 0.0, "c": None})
    plan = recommend_coalition(net, k=2, model=SURE, mobilise="comes", rng=1)
    assert plan.brought == pytest.approx(1.5)
    assert any("have none there" in note for note in plan.notes)


def test_a_column_with_noughts_does_not_change_which_spelling_stands() -> None:
    net = town({"The Club": "abc", "the club": "de"}, ["ax"], comes={"a": 0.0, "b": 0.0, "c": 1.0, "d": 1.0, "e": 1.0})
    plan = recommend_coalition(net, k=1, model=SURE, mobilise="comes", rng=1)
    assert plan.names == ("The Club",)
    assert plan.brought == pytest.approx(3.0)


def test_news_says_that_it_is_news_and_several_models_are_tried() -> None:
    plan = recommend_coalition(small_town(2), k=2, rng=1)
    assert plan.doubt["model"].nunique() == 4
    assert "how news travels" in plan.summary()
    assert "declared cases" in plan.under_doubt()


def test_the_users_own_coalition_stands_beside() -> None:
    plan = recommend_coalition(town(CIRCLES, LINKS), k=2, model=SURE, mobilise=1.0, own_list=["small", "far"], rng=1)
    own = plan.baselines.loc["your own list"]
    assert own["value"] == pytest.approx(7.0)
    assert own["less"] == pytest.approx(1.0)
    compared = plan.compare(["small", "far"])
    assert compared.loc["difference", "value"] == pytest.approx(1.0)
    assert {"random", "largest membership", "top degree", "friend nomination"} <= set(plan.baselines.index)


def test_an_own_list_that_is_as_good_or_better_is_said_first() -> None:
    net = town(CIRCLES, LINKS)
    same = recommend_coalition(net, k=2, model=SURE, mobilise=1.0, own_list=["big", "far"], rng=1)
    assert "Your own list does as well." in same.verdict()
    more = recommend_coalition(net, k=1, model=SURE, mobilise=1.0, own_list=["big", "far"], rng=1)
    assert "Your own list does better." in more.verdict()
    less = recommend_coalition(net, k=2, model=SURE, mobilise=1.0, own_list=["small"], rng=1)
    assert "Your own list" not in less.verdict().split("This coalition")[0]


def test_a_map_drawn_around_one_person_flatters_her_own_list() -> None:
    pairs = [f"a{one}" for one in "bcdefghi"]
    net = town({"hers": "abc", "theirs": "xyz"}, [*pairs, "xv", "xw"])
    plan = recommend_coalition(net, k=1, model=SURE, mobilise=1.0, own_list=["hers"], rng=1)
    told = next(note for note in plan.notes if "drawn around one person" in note)
    assert "80 % of the links" in told
    assert "3 of its 3 members" in told
    free = recommend_coalition(net, k=1, model=SURE, mobilise=1.0, own_list=["hers"], organiser="a", rng=1)
    assert not any("drawn around one person" in note for note in free.notes)
    assert free.names == ("theirs",)


def test_a_map_lights_those_whom_the_partners_may_bring() -> None:
    from netdiff.visual.lit import lit

    net = town({"one": "ab", "two": "c"}, ["ax", "bx", "cy"], consent={"b": "no"})
    plan = recommend_coalition(net, k=2, model=SURE, mobilise=0.5, rng=1)
    lights = {one.node: one for one in lit(net, plan, set(net.nodes.index))}
    assert set(lights) == {"a", "c"}
    assert lights["a"].rank == plan.names.index("one") + 1
    assert lights["a"].reason == "May come along with one."


@pytest.mark.parametrize("goal", [{"objective": "speed", "horizon": 3}, {"objective": "worst off"}, {"horizon": 1}])
def test_other_goals_share_out_what_they_count(goal: dict[str, object]) -> None:
    plan = recommend_coalition(grouped(), k=2, mobilise=1.0, rng=1, **goal)
    assert plan.shares["share"].sum() == pytest.approx(plan.value.value)
    assert len(plan.names) == 2


def test_whom_it_leaves_out() -> None:
    plan = recommend_coalition(grouped(), k=1, model=SURE, mobilise=1.0, rng=1)
    left = plan.leaves_out().set_index("who")["share"]
    assert left["manager"] == 0.0
    assert left["user"] == 1.0


# -- before and after -------------------------------------------------------------------------------------------------


def two_circles() -> Network:
    """Two circles of users with no link between them, and two professionals who know each other."""
    pairs = [("a", "b"), ("b", "c"), ("d", "e"), ("e", "f"), ("p", "q")]
    nodes = pd.DataFrame({"group": "user", "organisation": ["one"] * 3 + ["two"] * 3}, index=list("abcdef"))
    nodes = pd.concat([nodes, pd.DataFrame({"group": "professional", "organisation": "clinic"}, index=["p", "q"])])
    return Network.from_frames(nodes, pd.DataFrame(pairs, columns=["source", "target"]), means="meets")


def test_partners_that_meet_make_one_piece_of_two() -> None:
    plan = recommend_coalition(two_circles(), k=2, model=SURE, mobilise=1.0, exclude=["clinic"], rng=1)
    table = plan.scorecard(delegates=1)
    assert table.loc["C2a", "before"] == pytest.approx(0.5)
    assert table.loc["C2a", "after"] == pytest.approx(1.0)
    assert table.loc["C2a", "clear"]
    assert table.attrs["links"] == 1.0
    assert "1 of those who come along from each of the 2 partners" in table.attrs["sentence"]


def test_one_partner_has_nobody_to_meet() -> None:
    plan = recommend_coalition(two_circles(), k=2, model=SURE, mobilise=1.0, rng=1)
    alone = plan.scorecard(["one"])
    assert alone.attrs["links"] == 0
    assert (alone["change"].fillna(0) == 0).all()
    assert not alone["clear"].any()


def test_a_scorecard_needs_users_and_professionals() -> None:
    plan = recommend_coalition(town(CIRCLES, LINKS), k=1, model=SURE, mobilise=1.0, rng=1)
    with pytest.raises(DataError, match="nobody is among the users"):
        plan.scorecard()


# -- bad input, tiny, empty -------------------------------------------------------------------------------------------


def test_bad_requests_say_the_cure() -> None:
    net = grouped(support={"a": 5})
    with pytest.raises(DataError, match="organisation"):
        recommend_coalition(net, "organization", k=1)
    with pytest.raises(UnknownNodeError, match="circle"):
        recommend_coalition(net, k=1, include=["circel"])
    with pytest.raises(ModelError, match=r"buys no partner.*nearest: 1"):
        recommend_coalition(net, budget=0.5)
    with pytest.raises(ModelError, match=r"only 1 can be chosen \(nearest: 1\)"):
        recommend_coalition(net, k=3, at_least={"managers": 2})
    with pytest.raises(DataError, match="policy makers"):
        recommend_coalition(net, k=1, at_least={"policy makers": 1})
    with pytest.raises(DataError, match="Did you mean 'manager'"):
        recommend_coalition(net, k=1, stakeholders={"managers": "managers"})
    with pytest.raises(DataError, match="two stakeholder groups"):
        recommend_coalition(net, k=1, stakeholders={"users": "user", "citizens": ["citizen", "user"]})
    with pytest.raises(DataError, match="no chance for council, clinic"):
        recommend_coalition(net, k=1, mobilise={"circle": 0.5})
    with pytest.raises(DataError, match="no partner is called 'nobody'"):
        recommend_coalition(net, budget=1, costs={"nobody": 3})
    with pytest.raises(ModelError, match="mobilise"):
        recommend_coalition(net, k=1, mobilise=1.5)
    with pytest.raises(ModelError, match="costs"):
        recommend_coalition(net, budget=1, costs=-1)
    with pytest.raises(ModelError, match="k must be"):
        recommend_coalition(net, k=0)
    with pytest.raises(TypeError, match="netdiff Network"):
        recommend_coalition([1, 2])  # type: ignore[arg-type]


def test_empty_tiny_unlinked_and_disconnected() -> None:
    no_ties = pd.DataFrame({"source": [], "target": []}, dtype="str")
    with pytest.raises(DataError, match="nobody"):
        recommend_coalition(Network.from_frames(pd.DataFrame({"organisation": []}), no_ties, means="meets"), k=1)
    single = Network.from_frames(pd.DataFrame({"organisation": ["one"]}, index=["a"]), no_ties, means="meets")
    lonely = recommend_coalition(single, k=1, model=SURE, mobilise=1.0, rng=1)
    assert lonely.reach.value == pytest.approx(1.0)
    assert any("no links at all" in note for note in lonely.notes)
    apart = recommend_coalition(town({"one": "ab", "two": "c"}, ["ax", "cy"]), k=2, model=SURE, mobilise=1.0, rng=1)
    assert apart.reach.value == pytest.approx(5.0)
    with pytest.raises(ModelError, match="mobilise must be above 0"):
        recommend_coalition(town(CIRCLES, LINKS), k=1, model=SURE, mobilise=0.0)


def test_nobody_belongs_anywhere() -> None:
    net = Network.from_frames(
        pd.DataFrame({"organisation": [None, None]}, index=list("ab")),
        pd.DataFrame({"source": ["a"], "target": ["b"]}),
        means="meets",
    )
    with pytest.raises(DataError, match="nobody belongs anywhere"):
        recommend_coalition(net, k=1)


# -- the shipped samples ----------------------------------------------------------------------------------------------


def samples() -> dict[str, tuple[Network, dict[str, object]]]:
    women = load_sample("davis")
    both = combine(women, women.project(onto="woman"))
    layer = next(name for name in both.layers if name != "attended")
    return {
        "coalition": (load_sample("coalition"), {}),
        "region": (load_sample("region"), {"layer": "advice"}),
        "davis": (both, {"by": "event", "layer": layer, "k": 3}),
        "florentine": (load_sample("florentine"), {"by": "label", "layer": "marriage", "k": 3}),
    }


@pytest.mark.parametrize("name", ["coalition", "region", "davis", "florentine"])
def test_on_each_sample_it_holds_its_own_under_most_declared_cases(name: str) -> None:
    net, request = samples()[name]
    plan = recommend_coalition(net, **request, rng=1)
    rules = [rule for rule in ("friend nomination", "top degree") if f"{rule} less" in plan.doubt]
    assert rules
    for rule in rules:
        assert (plan.doubt[f"{rule} less"] != "worse").mean() > 0.5, plan.under_doubt()


def test_a_linear_threshold_has_a_certificate_too() -> None:
    plan = recommend_coalition(small_town(3), k=2, model=LinearThreshold(), mobilise=0.5, rng=1)
    assert plan.certificate is not None
    assert "LinearThreshold" in plan.guarantee
