"""`recommend` and its plan: exact optima, who may be asked, what is printed, and bad input."""

from __future__ import annotations

import json
import os
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.errors import DataError, ModelError, UnknownNodeError
from netdiff.loaders.samples import load_sample
from netdiff.network import Layer, Network
from netdiff.recruit import Doubts, Plan, feasible, recommend
from netdiff.recruit.feasible import best_mix
from netdiff.recruit.search import Effort
from netdiff.spread.models import IndependentCascade

QUICK = Effort(precision=0.1, least_entries=20_000, dual_work=2_000_000, judged=4_000)
REFERENCE = Path(os.environ.get("NETDIFF_REFERENCE") or Path(__file__).parents[1] / "reference")
SURE = IndependentCascade(1.0)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer sets where the answer does not hang on them."""
    monkeypatch.setattr("netdiff.recruit.solve.THOROUGH", QUICK)


def tells(pairs: list[tuple[str, str]], people: pd.DataFrame | list[str] | None = None, **parts) -> Network:
    ties = pd.DataFrame(pairs, columns=["source", "target"])
    nodes = pd.DataFrame(index=pd.Index(people, dtype="str")) if isinstance(people, list) else people
    return Network.from_frames(nodes, ties, means="tells", **parts)


def met(name: str) -> Network:
    graph = json.loads((REFERENCE / "graphs.json").read_text(encoding="utf-8"))[name]
    ties = pd.DataFrame([edge[:2] for edge in graph["edges"]], columns=["source", "target"])
    return Network.from_frames(pd.DataFrame(index=pd.Index(graph["nodes"], dtype="str")), ties, means="meets")


@pytest.fixture
def town(quick: None) -> Network:
    """Two hubs (h, i) with five and four listeners, an opponent (o) with six, and people nobody listens to."""
    pairs = [("h", f"h{n}") for n in range(5)] + [("i", f"i{n}") for n in range(4)] + [("o", f"o{n}") for n in range(6)]
    names = sorted({name for pair in pairs for name in pair} | {"x", "y"})
    nodes = pd.DataFrame({"group": "user", "place": "North"}, index=pd.Index(names, name="node", dtype="str"))
    nodes.loc[nodes.index.str.startswith("i"), ["group", "place"]] = ["manager", "South"]
    nodes["support"] = ""
    nodes.loc["o", "support"] = "against"
    nodes["held_by"] = None
    nodes.loc["h", "held_by"] = "Priya"
    return tells(pairs, nodes)


# -- exact optima ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("graph", "p", "k", "optima"),
    [
        ("path5", 0.1, 2, [{"1", "3"}]),
        ("ring6", 0.3, 3, [{"0", "2", "4"}, {"1", "3", "5"}]),
        ("krackhardt_kite", 0.3, 3, [{"0", "6", "8"}, {"1", "5", "8"}]),
        ("florentine_marriage_16", 0.3, 2, [{"Medici", "Strozzi"}]),
        ("karate", 0.1, 2, [{"0", "33"}]),
        ("karate", 0.1, 3, [{"0", "32", "33"}]),
    ],
)
def test_known_optima_where_greedy_or_top_degree_fail(graph: str, p: float, k: int, optima: list[set[str]]) -> None:
    plan = recommend(met(graph), k, model=IndependentCascade(p), rng=1)
    assert set(plan.people) in optima


def test_values_agree_with_the_exact_optimum_of_karate() -> None:
    plan = recommend(met("karate"), 2, model=IndependentCascade(0.1), rng=1)
    exact = 6.424544725113059
    assert plan.certificate.lower <= exact <= plan.certificate.upper
    assert plan.certificate.ratio > 0.85
    assert abs(plan.reach.value - exact) < 4 * plan.reach.se


def test_top_degree_loses_to_random_on_the_kite_and_the_plan_says_its_own_is_better() -> None:
    """Published exact values: optimum 7.113, random mean 6.548, top degree 6.220."""
    plan = recommend(met("krackhardt_kite"), 3, model=IndependentCascade(0.3), rng=1)
    rules = plan.baselines["value"]
    assert rules["top degree"] < rules["random"] < plan.value.value
    assert rules["top degree"] == pytest.approx(6.2197, abs=0.15)
    assert rules["random"] == pytest.approx(6.5480, abs=0.15)
    assert plan.baselines.loc["top degree", "less_low"] > 0


# -- who may be asked ------------------------------------------------------------------------------------------------


def test_an_opponent_is_not_picked_unless_asked_for(town: Network) -> None:
    plan = recommend(town, 2, model=SURE, rng=1)
    assert set(plan.people) == {"h", "i"}
    assert any("1 against the change" in note for note in plan.notes)
    assert "o" in recommend(town, 2, model=SURE, rng=1, opponents=True).people


@pytest.mark.parametrize(
    ("values", "against"),
    [
        (["1", "2", "3", "5", ""], [True, True, False, False, False]),
        ([-2, -1, 0, 1, 2], [True, True, False, False, False]),
        (["Opponent", "against ", "for", None, "neutral"], [True, True, False, False, False]),
    ],
)
def test_who_counts_as_an_opponent(values: list, against: list[bool]) -> None:
    from netdiff.recruit.ask import opponents

    nodes = pd.DataFrame({"support": values}, index=list("abcde"))
    assert opponents(tells([("a", "b")], nodes)).tolist() == against


def test_whoever_opted_out_is_never_asked(town: Network) -> None:
    nodes = town.nodes.assign(consent="")
    nodes.loc["h", "consent"] = "no"
    net = tells(town.ties[["source", "target"]].to_numpy().tolist(), nodes)
    plan = recommend(net, 2, model=SURE, rng=1)
    assert "h" not in plan.people
    with pytest.raises(DataError, match="opted out"):
        recommend(net, 2, model=SURE, include=["h"])


def test_exclude_already_and_include(town: Network) -> None:
    assert "h" not in recommend(town, 2, model=SURE, exclude=["h"], rng=1).people
    assert recommend(town, 1, model=SURE, already=["h"], rng=1).people == ("i",)
    assert set(recommend(town, 2, model=SURE, include=["x"], rng=1).people) == {"x", "h"}
    with pytest.raises(DataError, match="include and in exclude"):
        recommend(town, 2, model=SURE, include=["h"], exclude=["h"])


def test_people_never_surveyed_are_flagged_and_not_shut_out() -> None:
    ties = pd.DataFrame({"source": list("abcd"), "target": list("eeef")})
    net = Network.from_frames(pd.DataFrame(index=list("abcd")), ties, means="turns_to", unknown="add")
    plan = recommend(net, 1, model=SURE, rng=1)
    assert plan.people == ("e",)
    assert "Not surveyed: approach to confirm" in plan.explain("e").flags
    assert "Not surveyed: approach to confirm." in plan.to_frame()["why"].iloc[0]


def test_quotas_and_recruiters_bind(town: Network) -> None:
    plan = recommend(town, 3, model=SURE, at_least={"manager": 2}, rng=1)
    assert (plan.to_frame()["group"] == "manager").sum() >= 2
    assert recommend(town, 2, model=SURE, at_most={"place": {"South": 0}}, rng=1).to_frame()["place"].eq("North").all()
    held = tells(town.ties[["source", "target"]].to_numpy().tolist(), town.nodes.assign(held_by="Priya"))
    assert len(recommend(held, 5, model=SURE, per_recruiter=2, rng=1).people) == 2


def test_the_budget_is_kept_and_people_without_a_cost_are_told(town: Network) -> None:
    cost = pd.Series(1.0, index=town.nodes.index)
    cost["h"], cost["i"], cost["x"] = 10.0, 2.0, np.nan
    net = tells(town.ties[["source", "target"]].to_numpy().tolist(), town.nodes.assign(cost=cost))
    plan = recommend(net, None, budget=4, model=SURE, rng=1)
    assert plan.problem.spent(plan.chosen) <= 4
    assert plan.people[0] == "i"
    assert any("1 people without a cost" in note for note in plan.notes)


def test_the_organiser_in_the_middle_is_told_and_removable_in_one_word(quick: None) -> None:
    pairs = [("me", f"p{n}") for n in range(10)] + [("p0", "p1"), ("p0", "p2")]
    net = tells(pairs)
    plan = recommend(net, 1, model=SURE, rng=1)
    assert plan.middle == "me"
    assert any("touch one person (plan.middle says who). If that is whoever" in note for note in plan.notes)
    assert "'me'" not in repr(plan)
    without = recommend(net, 1, model=SURE, organiser="me", rng=1)
    assert without.people == ("p0",)
    assert "me" not in without.net.nodes.index
    assert any("taken off" in note for note in without.notes)


# -- what stands in the plan -----------------------------------------------------------------------------------------


def test_reasons_are_the_numbers(town: Network) -> None:
    plan = recommend(town, 2, model=SURE, rng=1)
    reason = plan.explain("h")
    assert reason.alone == pytest.approx(6.0)
    assert reason.only.value == pytest.approx(6.0)
    assert reason.by_group == {"user": pytest.approx(6.0), "manager": 0.0}
    assert set(reason.examples) <= {f"h{n}" for n in range(5)}
    text = str(reason)
    assert "reach 6 people, 6 of whom nobody else on the list would reach" in text
    assert "about 6 users, mostly in North" in text
    assert "Ask through Priya." in text
    assert "No way in is known." in str(plan.explain("i"))
    with pytest.raises(UnknownNodeError):
        plan.explain("x")


def test_overlapping_picks_are_told_apart_from_what_only_they_reach() -> None:
    net = tells([("a", "c"), ("a", "d"), ("a", "e"), ("b", "d"), ("b", "e"), ("b", "f")])
    plan = recommend(net, 2, model=SURE, rng=1)
    assert set(plan.people) == {"a", "b"}
    assert plan.explain("a").alone == pytest.approx(4.0)
    assert plan.explain("a").only.value == pytest.approx(2.0)  # a and c


def test_what_to_ask_comes_from_the_table_of_asks(town: Network) -> None:
    asks = pd.DataFrame({"ask": ["host a meeting", "sign"], "group": ["user", "user"], "cost": [3, 1]})
    net = tells(town.ties[["source", "target"]].to_numpy().tolist(), town.nodes, asks=asks)
    plan = recommend(net, 2, model=SURE, rng=1)
    assert plan.explain("h").ask == "sign"
    assert plan.explain("i").ask is None


def test_the_frame_adds_up(town: Network) -> None:
    plan = recommend(town, 3, model=SURE, rng=1)
    frame = plan.to_frame()
    assert list(frame["rank"]) == [1, 2, 3]
    assert frame["gain"].cumsum().tolist() == pytest.approx(frame["reach"].tolist())
    assert frame["reach"].iloc[-1] == pytest.approx(plan.reach.value)
    assert (frame["gain_low"] <= frame["gain"]).all()
    assert (frame["gain"] <= frame["gain_high"]).all()


def test_reserves_lose_what_they_lose(town: Network) -> None:
    plan = recommend(town, 2, model=SURE, rng=1)
    assert plan.reserves.loc["h", "loss"] == pytest.approx(5.0)  # six fewer, the reserve itself reached
    assert plan.reserves.loc["h", "reserve"] not in plan.people
    assert plan.reserves.loc["h", "reserve"] != "o"


def test_who_is_left_out(town: Network) -> None:
    plan = recommend(town, 1, model=SURE, rng=1)
    table = plan.leaves_out().set_index(["kind", "who"])
    assert table.loc[("place", "South"), "reached"] == 0.0
    assert table.loc[("place", "North"), "reached"] == pytest.approx(6.0)
    assert table.loc[("standing", "no links at all"), "people"] == 2
    assert table.loc[("everybody", "everybody"), "share"] == pytest.approx(6 / len(town))
    assert "Least reached: group manager, 0 of 5 people (random lists: " in plan.summary()


def test_the_guarantee_names_model_and_network_and_holds(town: Network) -> None:
    plan = recommend(town, 2, model=SURE, rng=1)
    sentence = plan.guarantee
    assert "IndependentCascade(p=1.0" in sentence
    assert f"this network of {len(town)} people" in sentence
    assert "95 % confidence" in sentence
    assert plan.certificate.lower <= 11.0 <= plan.certificate.upper


def test_the_guarantee_says_what_it_counts(town: Network) -> None:
    early = recommend(town, 2, model=SURE, objective="speed", horizon=4, rng=1)
    assert "people, on average over the rounds, and no list" in early.guarantee
    more = recommend(town, 1, model=SURE, already=["h"], rng=1)
    assert (
        "at least 4 people beyond those who adopted already and no list within the same limits more than 6"
        in more.guarantee
    )
    assert more.certificate.upper < 6.0


def test_without_a_model_strengths_are_swept_and_news_is_called_news(quick: None) -> None:
    plan = recommend(met("karate"), 3, rng=1)
    assert len(plan.strengths) == 3
    assert (plan.strengths["random"] < plan.strengths["value"]).all()
    assert (plan.strengths["value"] <= plan.strengths["best"]).all()
    assert plan.model == IndependentCascade(0.1)
    assert set(plan.solid.values()) <= {0.0, 1 / 3, 2 / 3, 1.0}
    text = plan.summary()
    assert "picks stay under all 3 models" in text
    assert "how news travels" in text
    assert "was not given" in text


def test_the_other_reading_of_the_links(quick: None) -> None:
    """Everybody names a; b names everybody: read the other way round, b is the one."""
    pairs = [(name, "a") for name in "cdefg"] + [("b", name) for name in "cdefg"]
    ties = pd.DataFrame(pairs, columns=["source", "target"])
    plan = recommend(Network.from_frames(None, ties, means="turns_to"), 1, model=IndependentCascade(0.5), rng=1)
    assert plan.people == ("a",)
    assert plan.reversed.people == ("b",)
    assert str(plan.reversed).startswith(f"Read the other way round, 0 of {len(plan.people)} picks would stay")
    assert plan.reversed.share < 0.8
    assert "turns to" in plan.reading
    assert recommend(met("karate"), 1, rng=1).reversed is None


def test_silent_people_can_be_reached_and_the_respondents_only_figure_stands_beside(quick: None) -> None:
    rng = np.random.default_rng(1)
    names = [f"p{n}" for n in range(40)]
    ties = pd.DataFrame({"source": names[:24] * 3, "target": rng.choice(names, 72)}).drop_duplicates()
    ties = ties[ties["source"] != ties["target"]]
    answers = pd.DataFrame({"ties": ["answered"] * 24 + ["asked"] * 16}, index=names)
    nodes = pd.DataFrame(index=pd.Index(names, dtype="str"))
    net = Network.from_frames(nodes, ties.assign(layer="ties"), Layer("ties", "turns_to"), answers=answers)
    plan = recommend(net, 3, model=IndependentCascade(0.5), rng=1)
    assert plan.respondents_only is not None
    assert plan.respondents_only.value < plan.reach.value
    assert "did not answer" in plan.summary()
    chance = plan.judge.chance_by_person(plan.chosen)
    silent = [i for i in range(24, 40) if i not in plan.chosen]
    assert (chance[silent] > 0).all()


def test_your_own_list_stands_beside_and_may_win(town: Network) -> None:
    plan = recommend(town, 2, model=SURE, own_list=["x", "y"], rng=1)
    assert plan.baselines.loc["your own list", "value"] == pytest.approx(2.0)
    best = recommend(town, 2, model=SURE, own_list=["h", "i"], rng=1)
    assert best.baselines.loc["your own list", "less"] == 0.0
    assert "A plain rule does as well" in best.verdict()


def test_random_recruits_that_buy_the_same(town: Network) -> None:
    plan = recommend(town, 1, model=SURE, rng=1)
    assert plan.extra_random > 1
    lonely = recommend(tells([], ["a", "b", "c", "d"]), 2, model=SURE, anyway=True, rng=1)
    assert lonely.extra_random == 2


def test_compare_is_paired(town: Network) -> None:
    plan = recommend(town, 2, model=SURE, rng=1)
    table = plan.compare(["h", "x"])
    assert table.loc["difference", "value"] == pytest.approx(4.0)
    assert table.loc["this", "shared"] == 1
    assert plan.compare(plan).loc["difference"].tolist()[:3] == [0.0, 0.0, 0.0]


def test_every_plain_rule_obeys_the_problem(town: Network) -> None:
    from netdiff.recruit.baselines import RULES

    plan = recommend(town, 3, model=SURE, at_least={"manager": 1}, at_most={"place": {"North": 2}}, rng=1)
    managers = (town.nodes["group"] == "manager").to_numpy()
    for name, rule in RULES.items():
        for listed in rule(plan.net, plan.problem, np.random.default_rng(1)):
            assert plan.problem.candidate[listed].all(), name
            assert managers[listed].sum() >= 1, name
            assert (~managers[listed]).sum() <= 2, name
            assert len(set(listed.tolist())) == len(listed) <= 3, name


def test_overlapping_quotas_and_a_budget_print_nothing_and_hardly_need_the_solver(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    solved = []
    monkeypatch.setattr(feasible, "best_mix", lambda *given, **named: solved.append(given) or best_mix(*given, **named))
    least = {"group": {"user": 2, "manager": 1}, "place": {"Alderwick": 2, "Gorsehithe": 1}}
    limits = {"at_least": least, "at_most": {"place": {"Brackenford": 1}}, "budget": 20}
    plan = recommend(load_sample("region"), None, layer="advice", **limits, rng=1, progress=False)
    assert capfd.readouterr() == ("", "")
    assert not plan.problem.disjoint
    assert plan.problem.obeyed_by(plan.chosen.tolist())
    assert len(solved) < 200  # 1,700 when each pick of each list was asked about


def test_repr_and_html_name_nobody_and_escape() -> None:
    names = ["<b>Ann", "Bert", "Cleo", "Dora", "Emil"]
    people = pd.DataFrame({"label": [f"Dr {one}" for one in names], "group": "<i>user"}, index=pd.Index(names))
    people["held_by"] = ["Emil", "<b>Ann", "<b>Ann", "Bert", "Bert"]
    net = tells([("<b>Ann", "Cleo"), ("<b>Ann", "Dora"), ("Bert", "Emil")], people)
    plan = recommend(net, 2, model=SURE, rng=1, robust=Doubts(draws=2))
    assert repr(plan).startswith("Plan: 2 people (names in to_frame())\n")
    html = plan._repr_html_()
    assert "names in to_frame()" in html
    assert "<i>" not in html
    assert "&lt;i&gt;user" in html
    for told in (repr(plan), html, plan.summary(), repr(plan.reversed), repr(plan.robust), repr(plan.problem)):
        assert not any(one.strip("<b>") in told for one in names)
    assert plan.people[0] in plan.to_frame()["person"].tolist()
    assert repr(recommend(net, 1, model=SURE, rng=1)).startswith("Plan: 1 person (names in to_frame())\n")


# -- what must not change --------------------------------------------------------------------------------------------


def test_same_rng_same_plan_and_order_of_rows_does_not_matter(town: Network) -> None:
    one, same = (recommend(town, 2, model=IndependentCascade(0.5), rng=3) for _ in range(2))
    assert one.people == same.people
    pd.testing.assert_frame_equal(one.to_frame(), same.to_frame())
    turned = town.select(list(reversed(town.nodes.index)))
    assert set(recommend(turned, 2, model=IndependentCascade(0.5), rng=3).people) == set(one.people)


def test_adding_somebody_without_links_changes_nobody_else(town: Network) -> None:
    nodes = pd.concat([town.nodes, pd.DataFrame({"group": ["user"]}, index=["lonely"])])
    more = tells(town.ties[["source", "target"]].to_numpy().tolist(), nodes)
    assert set(recommend(more, 2, model=SURE, rng=1).people) == set(recommend(town, 2, model=SURE, rng=1).people)


# -- bad input -------------------------------------------------------------------------------------------------------


def test_more_people_than_there_are_is_told(town: Network) -> None:
    plan = recommend(town, 500, model=SURE, rng=1)
    assert len(plan.people) <= len(town)
    assert any("only 19 can be chosen" in note for note in plan.notes)


@pytest.mark.parametrize("k", [0, -1, 2.5, "ten", True])
def test_k_must_be_a_number_of_people(town: Network, k: object) -> None:
    with pytest.raises(ModelError, match="k must be a whole number of at least 1"):
        recommend(town, k)


def test_unknown_ids_come_with_close_matches(town: Network) -> None:
    for word in ("exclude", "include", "already", "own_list"):
        with pytest.raises(UnknownNodeError, match="h1"):
            recommend(town, 2, model=SURE, **{word: ["h11"]})


def test_everybody_adopted_nobody_there_nobody_left(town: Network, empty: Network) -> None:
    with pytest.raises(DataError, match="everybody has adopted already"):
        recommend(town, 2, already=list(town.nodes.index))
    with pytest.raises(DataError, match="there is nobody in this network"):
        recommend(empty, 2)
    with pytest.raises(DataError, match="nobody is left to choose from"):
        recommend(town, 2, exclude=list(town.nodes.index))


def test_no_links_at_all_is_said() -> None:
    assert not recommend(tells([], ["a", "b", "c"]), 2, rng=1).ranked
    plan = recommend(tells([], ["a", "b", "c"]), 2, anyway=True, rng=1)
    assert len(plan.people) == 2
    assert plan.reach.value == pytest.approx(2.0)
    assert any("no links at all" in note for note in plan.notes)


def test_numbers_that_make_no_sense(town: Network) -> None:
    with pytest.raises(ModelError, match="between 0 and 1"):
        recommend(town, 2, strengths=[0.1, 1.5])
    with pytest.raises(ModelError, match="horizon"):
        recommend(town, 2, objective="speed")
    with pytest.raises(ModelError, match="budget must be"):
        recommend(town, 2, budget=-1)
    with pytest.raises(ModelError, match="10, or what they may cost"):
        recommend(town, None)
    with pytest.raises(ModelError, match="objective"):
        recommend(town, 2, objective="fame")


@pytest.mark.parametrize("bad", [-1.0, "much"])
def test_bad_cells_are_named(town: Network, bad: object) -> None:
    values = pd.Series(0.5, index=town.nodes.index, dtype=object)
    values["i2"] = bad
    net = tells(town.ties[["source", "target"]].to_numpy().tolist(), town.nodes.assign(need=values))
    with pytest.raises(DataError, match="need of i2 is no number of at least 0"):
        recommend(net, 2, worth="need")


def test_only_those_with_the_need_count(town: Network) -> None:
    need = pd.Series(0.0, index=town.nodes.index)
    need[["i1", "i2", "h3"]] = 1.0
    net = tells(town.ties[["source", "target"]].to_numpy().tolist(), town.nodes.assign(need=need))
    plan = recommend(net, 1, model=SURE, worth="need", rng=1)
    assert plan.people == ("i",)
    assert plan.value.value == pytest.approx(2.0)


def test_impossible_quotas_say_what_would_do(town: Network) -> None:
    with pytest.raises(ModelError, match=r"only 5 can be chosen \(nearest: 5\)"):
        recommend(town, 9, at_least={"manager": 6})
    with pytest.raises(DataError, match="Did you mean manager"):
        recommend(town, 2, at_least={"manger": 1})
    with pytest.raises(DataError, match="no column 'organisation'"):
        recommend(town, 2, at_most={"organisation": {"x": 1}})


def test_a_foreign_graph_is_sent_to_the_right_door() -> None:
    with pytest.raises(TypeError, match="from_networkx"):
        recommend(nx.karate_club_graph(), 2)


def test_progress_is_told_and_the_plan_is_a_plan(town: Network) -> None:
    told: list[tuple[int, int]] = []
    plan = recommend(town, 1, model=SURE, rng=1, progress=lambda done, total: told.append((done, total)))
    assert isinstance(plan, Plan)
    assert told[-1][0] == told[-1][1]
