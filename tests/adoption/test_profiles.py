"""Places with stronger user networks: a truth that is planted both ways, and too few places."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netdiff.adoption import Adoption, by_profile
from netdiff.adoption.profiles import ABSENT, ALIKE, TOO_FEW
from netdiff.errors import DataError
from netdiff.layer import Layer
from netdiff.network import Network


def region(effect: float, places: int, seed: int) -> Adoption:
    rng = np.random.default_rng(seed)
    group = np.tile(np.repeat(["user", "professional"], 15), places)
    place = np.repeat(np.arange(places), 30)
    density = rng.uniform(0.02, 0.4, places)
    rows = []
    for source in range(30 * places):
        for target in range(30 * (source // 30), 30 * (source // 30) + 30):
            chance = density[place[source]] if group[source] == group[target] == "user" else 0.1
            if source != target and rng.random() < chance:
                rows.append((source, target))
    nodes = pd.DataFrame({"group": group, "place": [f"place {p:02}" for p in place]})
    ties = pd.DataFrame(rows, columns=["source", "target"]).assign(layer="named")
    rate = 0.05 * np.exp(effect * (density - density.mean()) / density.std())
    toa = pd.Series(rng.geometric(np.minimum(rate[place], 0.9)).astype(float))
    return Adoption.of(Network(nodes, ties, Layer("named", "turns_to")), toa.where(toa <= 12), first=1, last=12)


def test_a_planted_association_is_found_and_a_missing_one_is_not() -> None:
    strong = by_profile(region(0.6, 20, 1)).table.loc["connectedness"]
    absent = by_profile(region(0.0, 20, 2)).table.loc["connectedness"]
    slower = by_profile(region(-0.6, 20, 3)).table.loc["connectedness"]
    assert strong["low"] < 0.6 < strong["high"]
    assert strong["reading"] == "places with more adopted faster"
    assert absent["reading"] == "no clear difference"
    assert slower["reading"] == "places with more adopted more slowly"
    assert (strong["smallest shown"], absent["smallest shown"]) > (0, 0)


def test_intervals_hold_the_truth() -> None:
    inside = 0
    for seed in range(24):
        row = by_profile(region(0.4, 14, 100 + seed)).table.loc["connectedness"]
        inside += row["low"] <= 0.4 <= row["high"]
    assert inside >= 17


def test_too_few_places_say_nothing() -> None:
    few = by_profile(region(0.6, 5, 4))
    assert (few.table["reading"].drop("mobilisation") == TOO_FEW).all()
    assert few.table["association"].isna().all()
    assert "not in this file" in repr(few)


def test_mobilisation_needs_acts_and_groups_need_names() -> None:
    case = region(0.3, 9, 5)
    assert by_profile(case).table.loc["mobilisation", "reading"] == ABSENT
    with pytest.raises(DataError, match="users' group"):
        by_profile(case, users="patient")


def test_a_network_with_times_of_its_own_will_do_and_no_difference_is_said() -> None:
    case = region(0.4, 10, 6)
    net = Network(case.net.nodes.assign(adopted_at=case.toa), case.net.ties, case.net.layers)
    pd.testing.assert_frame_equal(by_profile(net).table, by_profile(Adoption.of(net)).table)
    nodes = case.net.nodes
    ring = [(i, i - i % 30 + (i % 30 + 1) % 15) for i in nodes.index[nodes["group"] == "user"]]
    same = pd.DataFrame(ring, columns=["source", "target"]).assign(layer="named")
    flat = Adoption.of(Network(nodes, same, case.net.layers), case.toa, first=1, last=12)
    assert by_profile(flat).table.loc["connectedness", "reading"] == ALIKE
