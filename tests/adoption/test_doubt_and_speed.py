"""What else it could be, how fast it went, how ties changed: hand-worked cases and data whose truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netdiff.adoption import (
    Adoption,
    association_by_chance,
    bass_curve,
    compare_models,
    exposure,
    fading_weights,
    fit_bass,
    mentors,
    rates,
    rates_by_period,
    rates_by_place,
    survival,
    tie_changes,
)
from netdiff.errors import DataError
from netdiff.network import Network
from tests.adoption.test_fit import history
from tests.adoption.test_history import network


def test_bass_by_likelihood_finds_the_truth_within_its_interval() -> None:
    rng = np.random.default_rng(1)
    inside = 0
    for _ in range(40):
        share = bass_curve(np.arange(16), 0.03, 0.38)
        toa = np.searchsorted(share, rng.random(400)).astype(float)
        times = pd.Series(np.where(toa > 15, np.nan, np.maximum(toa, 1)), index=np.arange(400))
        net = Network.from_frames(
            pd.DataFrame(index=np.arange(400)), pd.DataFrame({"source": [0], "target": [1]}), means="tells"
        )
        fitted = fit_bass(Adoption.of(net, times, first=1, last=15))
        inside += fitted.table.loc["q", "low"] <= 0.38 <= fitted.table.loc["q", "high"]
        assert fitted.p == pytest.approx(0.03, abs=0.02)
    assert inside >= 30
    assert "90" not in repr(fitted)
    assert fitted.curve(3).is_monotonic_increasing


def test_association_stands_out_only_where_there_is_one() -> None:
    real = association_by_chance(history(11, 3.0), calendar="none", draws=40, rng=1)
    none = association_by_chance(history(12, 0.0), calendar="none", draws=40, rng=1)
    assert real.observed > real.interval[1]
    assert none.p > 0.02


def test_dates_shuffled_within_groups_stay_in_their_groups() -> None:
    from netdiff.adoption.doubt import _dealer

    case = history(13)
    dealt = _dealer(case, "place")(np.random.default_rng(1))
    place = case.net.nodes["place"]
    for value in place.unique():
        mine, other = (sorted(each.toa[place == value].fillna(-1)) for each in (case, dealt))
        assert mine == other
    assert not dealt.toa.equals(case.toa)


def test_the_network_model_foretells_better_only_where_ties_matter() -> None:
    strong = compare_models(history(21, 4.0, 400), rng=1)
    absent = compare_models(history(22, 0.0, 400), rng=1)
    assert strong.loc["network", "gain"] > 2 * strong.loc["network", "se"]
    assert absent.loc["network", "gain"] < 2 * absent.loc["network", "se"]
    assert strong.loc["time only", "gain"] == 0


def test_speed_by_group() -> None:
    net = network([("a", "b")])
    grouped = Network(net.nodes.assign(group=["x", "x", "x", "x", "y", "y"]), net.ties, net.layers)
    case = Adoption.of(grouped, {"a": 1, "b": 1, "c": 2, "d": 3}, first=1, last=4)
    table = rates(case, shares=(0.5,))
    assert table.loc["x", ["people", "adopted", "at_risk"]].tolist() == [4, 4, 7]
    assert table.loc["x", "rate"] == pytest.approx(4 / 7)
    assert table.loc["x", "low"] < 4 / 7 < table.loc["x", "high"]
    assert table.loc["x", "time to 50 %"] == 1
    assert np.isnan(table.loc["y", "time to 50 %"])
    assert survival(case).loc["x", "survival"].tolist() == [0.5, 0.25, 0.0, 0.0]
    assert rates(case, by=None).loc["everybody", "people"] == 6
    with pytest.raises(DataError, match="place"):
        rates(case, by="place")


def test_places_are_pooled_and_not_ranked_where_ranges_overlap() -> None:
    rng = np.random.default_rng(2)
    place = np.repeat(["north", "south", "west"], [100, 100, 100])
    chance = {"north": 0.05, "south": 0.05, "west": 0.5}
    toa = pd.Series([float(rng.geometric(chance[name])) for name in place])
    nodes = pd.DataFrame({"place": place})
    net = Network.from_frames(nodes, pd.DataFrame({"source": [0], "target": [1]}), means="tells")
    table = rates_by_place(Adoption.of(net, toa.where(toa <= 10), first=1, last=10))
    assert table.loc["north", "band"] == table.loc["south", "band"]
    assert table.loc["west", "band"] < table.loc["north", "band"]
    assert (table["pooled_low"] < table["pooled"]).all()


def test_ties_that_come_and_go_beside_adoption() -> None:
    nets = [network([("a", "b"), ("a", "c")]), network([("a", "b"), ("a", "d")])]
    table = tie_changes(Adoption.of(nets, {"a": 1, "d": 2}, first=1))
    assert len(table) == 16
    assert table[["added", "kept", "dropped"]].sum().tolist() == [1, 1, 1]
    added = table[table["added"] == 1].iloc[0]
    assert added[["ego_before", "ego_now", "alter_before", "alter_now"]].tolist() == [True, True, False, True]
    with pytest.raises(DataError, match="do not change"):
        tie_changes(Adoption.of(nets[0], {"a": 1}))


def test_everybody_gets_the_nearest_leader() -> None:
    net = network([("a", "b"), ("c", "b"), ("d", "e"), ("f", "e"), ("a", "c")], list("abcdefg"))
    table = mentors(net, leaders=2, rng=1)
    assert table["mentor"].drop("g").to_dict() == {"a": "b", "b": "b", "c": "b", "d": "e", "e": "e", "f": "e"}
    assert pd.isna(table.loc["g", "mentor"])
    assert table["leader"].sum() == 2
    with pytest.raises(DataError, match="8 leaders of 7"):
        mentors(net, leaders=8)


def test_influence_that_fades_with_distance() -> None:
    net = network([("a", "b"), ("b", "c")])
    weights = fading_weights(net, factor=0.5, depth=2)
    assert weights.toarray()[0].tolist() == [0, 1, 0.5, 0, 0, 0]
    seen = exposure(Adoption.of(net, {"c": 1}, first=1, last=1), lag=0, weights=weights)
    assert seen.loc["a", 1] == pytest.approx(0.5 / 1.5)


def test_new_adopters_by_period_and_group_have_intervals() -> None:
    net = network([("a", "b")])
    grouped = Network(net.nodes.assign(group=["x", "x", "x", "x", "y", "y"]), net.ties, net.layers)
    case = Adoption.of(grouped, {"a": 1, "b": 1, "c": 2, "d": 3}, first=1, last=4)
    table = rates_by_period(case)
    assert table.loc["x", ["new", "at_risk"]].to_numpy().tolist() == [[2, 4], [1, 2], [1, 1], [0, 0]]
    assert table.loc[("x", 2), "hazard"] == 0.5
    low, high = table.loc[("x", 2), ["low", "high"]]
    assert (low, high) == pytest.approx((0.1203, 0.8797), abs=1e-3)  # Wilson's, 1 of 2 at 90 %
    assert table.loc[("x", 1), ["hazard", "low", "high"]].isna().all()
    assert table.loc[("x", 4), ["hazard", "low", "high"]].isna().all()
    assert table.loc["y", "new"].sum() == 0
    assert rates_by_period(case, by=None).loc["everybody", "new"].sum() == 4


def test_the_receipt_counts_ties_that_exposure_rests_on_less_firmly() -> None:
    net = network([("a", "b"), ("b", "c"), ("c", "d")])
    placed = Network(net.nodes.assign(place=["N", "N", "S", "S", None, "S"]), net.ties, net.layers)
    notes = str(Adoption.of(placed, {"a": 1, "b": 2, "c": 3}, unlisted="unknown").receipt)
    assert "1 of 3 ties touch people of whom nothing is known" in notes
    assert "1 of 3 ties join people of different places" in notes


def test_the_receipt_counts_ties_out_of_the_group_and_out_of_any_column() -> None:
    """a-b stay in x; b-c go from x to y; c-d: d's group is not known. By unit only a-b leave; d has none."""
    net = network([("a", "b"), ("b", "c"), ("c", "d")])
    nodes = net.nodes.assign(group=["x", "x", "y", None, "x", "y"], unit=[1, 2, 2, None, 1, 1])
    told = Network(nodes, net.ties, net.layers)
    notes = str(Adoption.of(told, {"a": 1, "b": 2}, by="unit").receipt)
    assert "1 of 3 ties join people of different groups; of 1 it is not known." in notes
    assert "1 of 3 ties join people who differ in 'unit'; of 1 it is not known." in notes
    assert "places" not in notes
    assert str(Adoption.of(told, {"a": 1}, by="group").receipt).count("different groups") == 1
    shuffled = Network(nodes.iloc[::-1], net.ties.iloc[::-1].reset_index(drop=True), net.layers)
    assert str(Adoption.of(shuffled, {"a": 1, "b": 2}, by="unit").receipt) == notes
    linkless = Network(nodes, net.ties.iloc[:0], net.layers)
    assert "ties" not in str(Adoption.of(linkless, {"a": 1}).receipt)
    with pytest.raises(DataError, match="'ward'"):
        Adoption.of(told, {"a": 1}, by="ward")
