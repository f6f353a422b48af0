"""Tables by place: every part, drawn together, unranked where ranges overlap, small groups said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netdiff import metrics
from netdiff.metrics.places import bands, pooled, rank_range
from netdiff.metrics.scorecard import scorecard
from netdiff.network import Layer, Network
from tests.metrics.reading_age import reading_age

LIGHT = {"draws": 6, "benchmark_runs": 12, "progress": False}


def region(rates: dict[str, float], people: int = 30, silent: float = 0.2, rng: int = 1) -> Network:
    """Places of equal size; users of each name on average `rates` of their own place, professionals always two."""
    draw = np.random.default_rng(rng)
    rows, pairs = [], []
    for place, rate in rates.items():
        ids = [f"{place}-{number}" for number in range(people)]
        group = ["user" if number % 3 else "professional" for number in range(people)]
        rows += [(one, kind, place) for one, kind in zip(ids, group, strict=True)]
        for one, kind in zip(ids, group, strict=True):
            mates = [other for other, same in zip(ids, group, strict=True) if same == kind and other != one]
            count = min(draw.poisson(rate) if kind == "user" else 2, len(mates))
            pairs += [(one, other) for other in draw.choice(mates, count, replace=False)]
    nodes = pd.DataFrame(rows, columns=["node", "group", "place"]).set_index("node")
    told = pd.Series(np.where(draw.random(len(nodes)) < silent, "asked", "answered"), index=nodes.index)
    ties = pd.DataFrame(pairs, columns=["source", "target"]).assign(layer="advice")
    ties = ties[ties["source"].map(told) == "answered"].reset_index(drop=True)
    acts = pd.DataFrame({"node": nodes.index[::4], "kind": "did", "date": 1.0})
    needs = pd.DataFrame({"need": 10 * people}, index=list(rates))
    layer = Layer("advice", "turns_to")
    return Network(nodes, ties, [layer], answers=told.to_frame("advice"), acts=acts, places=needs)


def test_every_part_that_ties_and_acts_can_tell_is_told_for_every_place():
    net = region({"east": 3, "west": 3, "north": 3})
    card = scorecard(net, decide=["east-0"], by="place", **LIGHT)
    table = card.by_frame()
    told = {part.code for part in card.parts if not part.lacking}
    assert told - set(table["code"]) == set()
    assert (table.groupby(["group", "code"]).size() == 3).all()
    assert table["people"].isin([10, 20]).all()
    assert card.by_frame("C1a")["code"].unique().tolist() == ["C1a"]
    with pytest.raises(KeyError):
        card.by_frame("Z9")


def test_a_place_is_measured_as_if_it_were_the_whole():
    """Parts that read nothing outside: the figure of a place is the measure of the network cut down to it."""
    net = region({"east": 3, "west": 2}, silent=0.0)
    table = scorecard(net, by="place", **LIGHT).by_frame().set_index(["group", "code", "place"])["value"]
    for place in ("east", "west"):
        alone = net.select(where={"place": place})
        assert table["users", "C1b", place] == pytest.approx(metrics.density(alone, group="user"))
        assert table["users", "C5b", place] == pytest.approx(metrics.reciprocity(alone, group="user"))
        assert table["users", "C2a", place] == metrics.largest_component_share(alone, group="user")
        assert table["professionals", "C5a", place] == pytest.approx(metrics.transitivity(alone, group="professional"))
        assert table["users", "M1", place] == metrics.turnout(alone, "user")
        assert table["users", "E2", place] == pytest.approx(20 / 300)
        assert table["users", "E1", place] == 1.0


def test_names_order_and_an_added_stranger_change_no_figure_of_a_place():
    net = region({"east": 3, "west": 2}, silent=0.0)
    order = np.random.default_rng(3).permutation(len(net))
    nodes = net.nodes.iloc[order].rename(lambda person: f"z{person}")
    nodes.loc["stranger"] = pd.Series({"place": "east"})
    ties = net.ties.assign(source="z" + net.ties["source"], target="z" + net.ties["target"]).iloc[::-1]
    acts = net.acts.assign(node="z" + net.acts["node"])
    again = Network.from_frames(
        nodes, ties.reset_index(drop=True), net.layers, acts=acts, places=net.places
    )  # fmt: skip
    before, after = (
        scorecard(each, decide=[who], by="place", **LIGHT).by_frame().set_index(["group", "code", "place"])["value"]
        for each, who in ((net, "east-0"), (again, "zeast-0"))
    )
    pd.testing.assert_series_equal(after, before)


def test_the_same_layer_twice_reads_the_same_twice():
    net = region({"east": 3, "west": 2})
    twin = net.ties.assign(layer="again")
    both = Network.from_frames(
        net.nodes, pd.concat([net.ties, twin], ignore_index=True), [*net.layers.values(), Layer("again", "turns_to")],
        answers=net.answers.assign(again=net.answers["advice"]),
    )  # fmt: skip
    one, two = (scorecard(both, layer=name, by="place", **LIGHT) for name in ("advice", "again"))
    columns = ["users", "users_low", "users_high", "professionals", "users_chance"]
    pd.testing.assert_frame_equal(one.to_frame()[columns], two.to_frame()[columns])
    assert one["C8a"].users.value == 1.0


def test_places_that_do_not_differ_are_not_ranked():
    """Ten places alike: over 10 surveys, hardly any two places are put one before another."""
    apart = []
    for rng in range(10):
        net = region({f"p{number}": 3 for number in range(10)}, people=18, rng=rng)
        names = scorecard(net, by="place", **LIGHT).by_frame("C1a")
        names = names[names["group"] == "users"]
        apart.append(((names["worst_rank"] - names["best_rank"]) < 9).mean())
        assert names["pooled"].std() < 0.6 * names["value"].std()
    assert np.mean(apart) < 0.1


def test_a_place_that_differs_stands_apart():
    net = region({"p0": 0.3} | {f"p{number}": 4 for number in range(1, 6)}, people=36)
    names = scorecard(net, by="place", **LIGHT).by_frame("C1a")
    names = names[names["group"] == "users"].set_index("place")
    assert names.loc["p0", ["best_rank", "worst_rank"]].tolist() == [6, 6]


def test_full_answers_still_leave_luck():
    """Nobody is silent, so the figures are exact; but another twenty people could have said otherwise."""
    net = region({"east": 3, "west": 3.2}, silent=0.0)
    names = scorecard(net, by="place", **LIGHT).by_frame("C1a")
    names = names[names["group"] == "users"]
    assert (names["low"] == names["high"]).all()
    assert (names["pooled_low"] < names["pooled_high"]).all()
    assert names["best_rank"].tolist() == [1, 1]


def test_small_groups_are_said_and_counts_are_not_ranked():
    net = region({"east": 3, "west": 3}, people=9, silent=0.0)
    table = scorecard(net, by="place", **LIGHT).by_frame()
    small = table[(table["group"] == "professionals") & table["pooled"].notna()]
    assert small["note"].str.contains("Small group: 3 people.").all()
    counts = table[table["unit"] == "count"]
    assert len(counts)
    assert counts[["pooled", "best_rank"]].isna().all(axis=None)


def test_any_column_will_do_and_the_need_is_known_by_place_only():
    net = region({"east": 3, "west": 3})
    nodes = net.nodes.assign(team=np.where(np.arange(len(net)) % 2, "odd", "even"))
    odd = Network(nodes, net.ties, net.layers, answers=net.answers, acts=net.acts, places=net.places)
    table = scorecard(odd, by="team", **LIGHT).by_frame()
    assert set(table["team"]) == {"odd", "even"}
    assert {"C1a", "C6b", "M1", "E1"} <= set(table["code"])
    assert "E2" not in set(table["code"])
    by_group = scorecard(net, by="group", **LIGHT)
    assert set(by_group.by_frame()["by group"]) == {"user", "professional"}
    assert len(by_group.by_words()) == 2


def test_a_place_without_anybody_of_a_group_has_no_row():
    net = region({"east": 3, "west": 3})
    nodes = net.nodes.assign(group=net.nodes["group"].mask(net.nodes["place"] == "west", "professional"))
    table = scorecard(
        Network(nodes, net.ties, net.layers, answers=net.answers), by="place", **LIGHT
    ).by_frame()  # fmt: skip
    assert set(table.loc[table["group"] == "users", "place"]) == {"east"}
    assert set(table.loc[table["group"] == "professionals", "place"]) == {"east", "west"}


def test_words_say_which_place_stands_apart():
    net = region({"p0": 0.3} | {f"p{number}": 4 for number in range(1, 6)}, people=36)
    card = scorecard(net, by="place", **LIGHT)
    assert "Names given, users: p0 is lowest of the 6." in card.by_sentences
    assert "Turnout, users: no one of the 6 stands apart from all the rest." in card.by_sentences
    assert all(reading_age(text) <= 9 for text in card.by_sentences)
    words = card.by_words()
    assert list(words.columns[:3]) == ["group", "place", "people"]
    assert len(words) == 12
    assert "By place" in card._repr_html_()
    assert card.by_sentences[0] in repr(card)


def test_a_place_with_no_spread_at_all_is_not_ranked():
    """Everybody who answered names exactly two: there is nothing to say how sure that is by."""
    net = region({"east": 3, "west": 3})
    names = scorecard(net, by="place", **LIGHT).by_frame("C1a")
    twos = names[names["group"] == "professionals"]
    assert twos["best_rank"].isna().all()


def test_who_sits_on_a_body_decides_where_nobody_is_named():
    net = region({"east": 3, "west": 3})
    bodies = pd.DataFrame({"body": "board", "node": ["east-0", "west-0", None]})
    seated = Network(net.nodes, net.ties, net.layers, answers=net.answers, bodies=bodies)
    by_default, named = (
        scorecard(seated, decide=decide, **LIGHT).to_frame().loc[["W4a", "W4b", "W5"]]
        for decide in (None, ["east-0", "west-0"])
    )
    pd.testing.assert_frame_equal(by_default, named)
    assert scorecard(seated, decide=[], **LIGHT)["W4a"].lacking


def test_pooling_ranks_and_bands():
    value, error = pooled(np.array([1.0, 2.0, 9.0]), np.array([0.1, 0.1, 0.1]))
    assert value == pytest.approx([1.0, 2.0, 9.0], abs=0.02)
    assert (error < 0.11).all()
    best, worst = rank_range(np.array([0.0, 0.5, 2.0]), np.array([1.0, 1.5, 3.0]))
    assert (best.tolist(), worst.tolist()) == ([2, 2, 1], [3, 3, 1])
    assert bands(np.array([0.0, 0.5, 2.0]), np.array([1.0, 1.5, 3.0])).tolist() == [2, 2, 1]
