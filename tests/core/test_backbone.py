"""The backbone of a two-mode projection: pairs that share more than chance gives."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from netdiff import Layer, Network, load_sample
from netdiff._backbone import attendance_chances, excess_p_values, significant


def matrix(rows: list[str]) -> np.ndarray:
    return np.array([[sign == "x" for sign in row] for row in rows], dtype=float)


def chances(attended: np.ndarray) -> np.ndarray:
    """The chance of every single attendance, person by event."""
    person, person_class = np.unique(attended.sum(axis=1).astype(int), return_inverse=True)
    event, event_class = np.unique(attended.sum(axis=0).astype(int), return_inverse=True)
    found = attendance_chances(person, np.bincount(person_class), event, np.bincount(event_class))
    return found[person_class][:, event_class]


def p_values(attended: np.ndarray) -> dict[tuple[int, int], float]:
    shared = sp.csr_array(attended)
    pairs = sp.coo_array(sp.triu(shared @ shared.T, 1))
    return dict(
        zip(zip(*(map(int, ends) for ends in pairs.coords), strict=True), excess_p_values(shared, pairs), strict=True)
    )


def by_enumeration(attended: np.ndarray, one: int, other: int) -> float:
    """Slow and obvious: every way in which the two rows could have come out, with its probability."""
    chance, seen, total = chances(attended), attended[one] @ attended[other], 0.0
    outcomes = [np.array(row) for row in product((0, 1), repeat=attended.shape[1])]
    odds = {who: [np.where(row == 1, chance[who], 1 - chance[who]).prod() for row in outcomes] for who in (one, other)}
    for first, first_odds in zip(outcomes, odds[one], strict=True):
        for second, second_odds in zip(outcomes, odds[other], strict=True):
            total += first_odds * second_odds * (first @ second >= seen)
    return total


def two_mode(attended: np.ndarray, order: list[int] | None = None) -> Network:
    people, events = [f"p{k}" for k in range(len(attended))], [f"e{k}" for k in range(attended.shape[1])]
    nodes = pd.DataFrame({"mode": ["person"] * len(people) + ["event"] * len(events)}, index=[*people, *events])
    at, place = np.nonzero(attended)
    ties = pd.DataFrame({"source": np.array(people)[at], "target": np.array(events)[place], "layer": "went"})
    ties = ties if order is None else ties.iloc[np.random.default_rng(order).permutation(len(ties))]
    layer = Layer("went", "meets", directed=False, source_mode="person", target_mode="event")
    return Network(nodes.rename_axis("node"), ties, layer)


def backbone(net: Network, **said: float) -> dict[frozenset[str], float]:
    ties = net.project(method="backbone", **said).ties
    return {frozenset((tie.source, tie.target)): tie.p_value for tie in ties.itertuples()}


SMALL = matrix(["xx..", "xxx.", "..xx", "x..x", ".x.."])


def test_p_values_are_those_of_every_outcome_counted() -> None:
    for (one, other), p in p_values(SMALL).items():
        assert p == pytest.approx(by_enumeration(SMALL, one, other), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**20), st.integers(2, 12), st.integers(1, 9), st.floats(0.1, 0.9))
def test_expected_degrees_are_those_seen(seed: int, people: int, events: int, density: float) -> None:
    attended = (np.random.default_rng(seed).random((people, events)) < density).astype(float)
    chance = chances(attended)
    assert ((chance >= 0) & (chance <= 1)).all()
    np.testing.assert_allclose(chance.sum(axis=1), attended.sum(axis=1), atol=1e-5)
    np.testing.assert_allclose(chance.sum(axis=0), attended.sum(axis=0), atol=1e-5)
    assert all(0 <= p <= 1 for p in p_values(attended).values())


def test_false_discoveries_are_held_as_scipy_holds_them() -> None:
    rng = np.random.default_rng(4)
    p = np.concatenate([rng.random(300), rng.random(20) * 1e-3])
    slow = false_discovery_control(np.concatenate([p, np.ones(500)]))[: len(p)] <= 0.1
    np.testing.assert_array_equal(significant(p, len(p) + 500, 0.1), slow)
    assert not significant(np.empty(0), 0, 0.05).any()


def planted(rng: np.random.Generator) -> np.ndarray:
    """Eighty people at a hundred and fifty events by chance, but the first six go as one."""
    busy = rng.uniform(0.5, 1.6, 80)[:, None] * rng.uniform(0.5, 1.6, 150)[None, :]
    attended = (rng.random((80, 150)) < 0.15 * busy).astype(float)
    attended[0] = np.isin(np.arange(150), rng.permutation(150)[:25])
    attended[1:6] = np.where(rng.random((5, 150)) < 0.93, attended[0], attended[1:6])
    return attended


def test_people_who_go_as_one_stand_out_and_chance_does_not() -> None:
    found = backbone(two_mode(planted(np.random.default_rng(2))))
    clique = {frozenset((f"p{a}", f"p{b}")) for a in range(6) for b in range(a)}
    assert len(clique & set(found)) >= 10
    assert len(set(found) - clique) <= 2
    kept = [len(backbone(two_mode((np.random.default_rng(k).random((60, 40)) < 0.2).astype(float)))) for k in range(5)]
    assert sum(kept) <= 1, "nothing to find, next to nothing found"


def test_order_isolates_and_an_event_for_all_change_nothing() -> None:
    attended = planted(np.random.default_rng(3))
    found = backbone(two_mode(attended))
    assert found
    for other in (
        two_mode(attended, order=[5]),
        two_mode(np.vstack([attended, np.zeros(150)])),
        two_mode(np.hstack([attended, np.ones((80, 1)), np.zeros((80, 1))])),
    ):
        again = backbone(other)
        assert set(again) == set(found)
        np.testing.assert_allclose([again[pair] for pair in found], list(found.values()), atol=1e-9)
    turned = np.random.default_rng(1).permutation(80)
    renamed = {frozenset(f"p{turned[int(name[1:])]}" for name in pair) for pair in backbone(two_mode(attended[turned]))}
    assert renamed == set(found)


def test_a_tie_carries_its_count_and_its_p_value() -> None:
    davis = load_sample("davis")
    whole = davis.project(onto="woman", method="backbone", alpha=1.0)
    count = davis.project(onto="woman")
    assert len(whole.ties) == len(count.ties) == 139
    assert (whole.adjacency() != count.adjacency()).nnz == 0
    assert whole.ties["p_value"].between(0, 1).all()
    assert "stochastic degree sequence model" in str(whole.receipt)
    assert not len(davis.project(onto="woman", method="backbone").ties), "fourteen events are too few to tell"


def test_empty_tiny_and_certain() -> None:
    for rows in (["..", ".."], ["x"], ["x", "x"], ["xx", "xx"], ["x.", ".x"]):
        assert not backbone(two_mode(matrix(rows)))
    nested = np.tri(6)
    np.testing.assert_allclose(chances(nested), nested)
