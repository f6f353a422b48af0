"""Waves, what happened, the next plan, and lists without a network."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from netdiff.errors import DataError, ModelError, UnknownNodeError
from netdiff.network import Layer, Network
from netdiff.recruit import recommend, recommend_from_names, whom_to_ask
from netdiff.recruit.nominate import too_thin
from netdiff.recruit.outcome import _yeses, waves_of
from tests.recruit.test_recommend import SURE, tells


@pytest.fixture
def three_stars(monkeypatch: pytest.MonkeyPatch) -> Network:
    """a reaches four others, b three, c two; each says yes half the time."""
    pairs = [(hub, f"{hub}{n}") for hub, size in zip("abc", (4, 3, 2), strict=True) for n in range(size)]
    names = sorted({name for pair in pairs for name in pair})
    return tells(pairs, pd.DataFrame({"acceptance": 0.5}, index=pd.Index(names, dtype="str")))


def test_waves_cut_the_list_in_its_order() -> None:
    table = waves_of(("a", "b", "c", "d"), (1, 2))
    assert table["wave"].tolist() == [1, 2, 2, 3]
    assert table["person"].tolist() == ["a", "b", "c", "d"]


def test_what_happened_beside_the_forecast(three_stars: Network) -> None:
    plan = recommend(three_stars, 3, model=SURE, rng=1)
    assert set(plan.people) == {"a", "b", "c"}
    assert plan.reach.value == pytest.approx(6.0, abs=0.4)  # half of 5 + 4 + 3
    found = plan.outcome(["a", "c"], ["b"], reached=7, rng=1)
    assert found.yes == 2
    assert found.yes_forecast[0] == pytest.approx(1.5)
    assert found.reached_forecast.value == pytest.approx(8.0)  # those who said yes have said yes: 5 + 3
    assert "7 have it now; 8 (8–8 in 9 of 10 runs) were expected" in str(found)
    assert found.to_frame()["said"].tolist().count("yes") == 2
    waiting = plan.outcome(["a"])
    assert waiting.yes_forecast[0] == pytest.approx(0.5)
    with pytest.raises(UnknownNodeError):
        plan.outcome(["zz"])


def test_nobody_said_yes(three_stars: Network) -> None:
    found = recommend(three_stars, 2, model=SURE, rng=1).outcome([], ["a", "b"])
    assert found.yes == 0
    assert found.reached_forecast.value == 0.0


def test_the_next_plan_builds_on_yes_and_leaves_no_alone(three_stars: Network) -> None:
    plan = recommend(three_stars, 2, model=SURE, rng=1)
    assert plan.people == ("a", "b")
    later = plan.then(["b"], ["a"], rng=1)
    assert later.people == ("c",)
    assert later.then(["c"], k=1, rng=1).people[0] not in {"a", "b", "c"}


def test_what_is_spent_and_who_is_there_count_in_the_next_wave(three_stars: Network) -> None:
    """Of 5 to spend a's 3 are gone, so b for 3 is out of reach; the user who was asked for is there."""
    nodes = three_stars.nodes.assign(cost=1.0, group="citizen", acceptance=1.0)
    nodes.loc[["a", "b", "c"], "cost"] = [3.0, 3.0, 2.0]
    nodes.loc["a", "group"] = "user"
    net = tells(three_stars.ties[["source", "target"]].to_numpy().tolist(), nodes)
    limits = {"budget": 5, "at_least": {"user": 1}, "at_most": {"citizen": 1}}
    plan = recommend(net, 2, model=SURE, **limits, rng=1)
    assert set(plan.people) == {"a", "c"}
    assert plan.waves(1)["wave"].tolist() == [1, 2]
    later = plan.then(["a"], ["c"], rng=1)
    assert later.problem.budget == pytest.approx(2.0)
    assert len(later.people) == 1
    assert "b" not in later.people


def test_expected_yeses_have_the_exact_distribution_of_unequal_coins() -> None:
    chances = np.array([0.2, 0.5, 0.9])
    mean, low, high = _yeses(chances)
    weights = np.zeros(4)
    for said in itertools.product([0, 1], repeat=3):
        weights[sum(said)] += np.prod([c if yes else 1 - c for c, yes in zip(chances, said, strict=True)])
    assert mean == pytest.approx(weights @ np.arange(4))
    assert weights[: int(low)].sum() < 0.025
    assert weights[: int(high) + 1].sum() >= 0.975


def test_whom_to_ask_is_random_and_needs_no_links() -> None:
    people = [f"p{n}" for n in range(50)]
    asked = whom_to_ask(people, 10, rng=1)
    assert len(set(asked.people)) == 10
    assert asked.people == whom_to_ask(people, 10, rng=1).people != whom_to_ask(people, 10, rng=2).people
    assert "word spreads" in repr(asked)
    assert whom_to_ask(["a"], 10, question="friend", rng=1).how_many == 1
    with pytest.raises(DataError, match="nobody to ask"):
        whom_to_ask([], 3)
    with pytest.raises(ModelError, match="n must be"):
        whom_to_ask(people, 0)


def test_a_list_from_names() -> None:
    said = pd.DataFrame(
        [("a", "x"), ("b", "x"), ("c", "x"), ("c", "y"), ("d", "y"), ("d", "d"), ("e", "z"), ("a", "x")],
        columns=["asked", "named"],
    )
    table = recommend_from_names(said, 2, rng=1)
    assert table["person"].tolist() == ["x", "y"]
    assert table["named_by"].tolist() == [3, 2]
    assert table["share"].tolist() == [0.6, 0.4]
    assert "x" not in recommend_from_names(said, 3, exclude=["x"], rng=1)["person"].tolist()
    friends = recommend_from_names(said, 5, question="friend", rng=1)
    assert set(friends["person"]) <= {"x", "y", "z"}
    assert friends["person"].is_unique


def test_thin_data_ask_before_they_rank() -> None:
    names = [f"p{n}" for n in range(20)]
    ties = pd.DataFrame({"source": names[:4], "target": names[4:8], "layer": "ties"})
    answers = pd.DataFrame({"ties": ["answered"] * 4 + ["asked"] * 16}, index=names)
    nodes = pd.DataFrame(index=pd.Index(names, dtype="str"))
    net = Network.from_frames(nodes, ties, Layer("ties", "turns_to"), answers=answers)
    assert "20 % of those asked answered" in too_thin(net)
    plan = recommend(net, 2, model=SURE, rng=1)
    assert not plan.ranked
    assert plan.people == ()
    assert plan.summary().startswith("Too little is known to rank people. Ask 20 people, drawn by lot")
    assert "anyway=True" in plan.notes[0]
    assert plan.to_frame().empty
    assert plan.ask_first.to_frame()["person"].tolist() == list(plan.ask_first.people)
    assert "Ask 20 people" in plan._repr_html_()
    assert "p0" not in plan._repr_html_() + repr(plan) + repr(plan.ask_first)
    with pytest.raises(ModelError, match="Too little is known to rank people"):
        _ = plan.reach
    assert "was not tried" not in plan.summary()
    doubted = recommend(net, 2, model=SURE, robust=True, own_list=["p1"], rng=1)
    assert doubted.robust is None
    assert "robust= was not tried: there is no list." in doubted.summary()
    assert "own_list= was not tried: there is no list." in doubted.summary()
    all_the_same = recommend(net, 2, model=SURE, anyway=True, rng=1)
    assert all_the_same.ranked
    assert len(all_the_same.people) == 2
    assert all_the_same.summary().startswith("Too little is known to rank people well. Ask 20 people")
    assert too_thin(tells([("a", "b"), ("b", "a")])) == ""


def test_where_the_line_runs() -> None:
    """A fifth surveyed with three names each is enough; everybody surveyed is, however few their links."""
    names = [f"p{n}" for n in range(50)]

    def sampled(surveyed: int, links: int) -> Network:
        ties = pd.DataFrame({"source": (names[:surveyed] * 10)[:links], "target": names[-1:0:-1][:links]})
        answers = pd.DataFrame({"ties": ["answered"] * surveyed + ["not_asked"] * (50 - surveyed)}, index=names)
        nodes = pd.DataFrame(index=pd.Index(names, dtype="str"))
        return Network.from_frames(nodes, ties.assign(layer="ties"), Layer("ties", "turns_to"), answers=answers)

    assert too_thin(sampled(10, 30)) == ""
    assert too_thin(sampled(10, 20)) == "only 0.4 links per person are known"
    assert too_thin(sampled(50, 20)) == ""
    assert too_thin(sampled(50, 0)) == "no links are known"


def test_who_must_not_be_approached_is_not_asked_either() -> None:
    nodes = pd.DataFrame({"consent": ["yes", "no", None]}, index=["a", "b", "c"])
    asked = whom_to_ask(Network.from_frames(nodes, pd.DataFrame({"source": [], "target": []}), means="meets"), rng=1)
    assert set(asked.people) == {"a", "c"}


def test_whoever_drew_the_map_is_told_also_where_nobody_is_ranked() -> None:
    star = tells([("me", f"p{n}") for n in range(12)])
    assert recommend(star, 2, model=SURE, rng=1).middle == "me"
    plan = recommend(star, 2, model=SURE, organiser="me", rng=1)
    assert not plan.ranked
    assert any("taken off" in note for note in plan.notes)
