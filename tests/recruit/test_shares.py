"""Shapley shares and interactions: hand-worked games, every order tried, and the three ways of computing them agree."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest

from netdiff.metrics.coalitions import banzhaf, shapley_shubik
from netdiff.recruit.shares import best_of_interactions, best_of_shares, interactions, shares


def game(values: dict[str, float]):
    """A game written as {"ab": 3.0}; one run."""
    return lambda group: np.array([values["".join("abcdefgh"[one] for one in group)]])


def best_of(worth: np.ndarray):
    return lambda group: worth[:, list(group)].max(axis=1, initial=0.0)


def by_every_order(worth, players: int) -> np.ndarray:
    """The definition: mean of what each adds over all orders."""
    total = np.zeros(players)
    orders = list(permutations(range(players)))
    for order in orders:
        for place, player in enumerate(order):
            before, now = (tuple(sorted(order[:end])) for end in (place, place + 1))
            total[player] += (worth(now) - worth(before)).mean()
    return total / len(orders)


def pair_by_every_order(worth, players: int, one: int, other: int) -> float:
    """The definition: the pair comes as one in all orders of the reduced set."""
    others = [player for player in range(players) if player not in (one, other)]
    total, orders = 0.0, list(permutations([*others, "pair"]))
    for order in orders:
        group = order[: order.index("pair")]
        put = [tuple(sorted((*group, *more))) for more in ((one, other), (one,), (other,), ())]
        total += float((worth(put[0]) - worth(put[1]) - worth(put[2]) + worth(put[3])).mean())
    return total / len(orders)


GLOVES = {"": 0, "a": 0, "b": 0, "c": 0, "ab": 1, "ac": 1, "bc": 0, "abc": 1}  # a holds the only left glove


def test_the_glove_game_by_hand() -> None:
    told = shares(game(GLOVES), 3, np.random.default_rng(0))
    assert told["share"].tolist() == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    assert (told["low"] == told["high"]).all()  # one run, all coalitions: nothing is left to chance


def test_left_and_right_glove_need_each_other_and_two_right_ones_stand_in_for_each_other() -> None:
    told = interactions(game(GLOVES), 3, np.random.default_rng(0)).set_index(["one", "other"])["together"]
    assert told[0, 1] == pytest.approx(0.5)
    assert told[0, 2] == pytest.approx(0.5)
    assert told[1, 2] == pytest.approx(-0.5)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("levels", [1, 4])
def test_closed_form_enumeration_and_every_order_agree(seed: int, levels: int) -> None:
    rng = np.random.default_rng(seed)
    worth = rng.integers(0, levels + 1, (40, 5)) / levels
    closed, counted = best_of_shares(worth), shares(best_of(worth), 5, rng)
    np.testing.assert_allclose(closed.to_numpy(), counted.to_numpy(), atol=1e-12)
    np.testing.assert_allclose(closed["share"], by_every_order(best_of(worth), 5), atol=1e-12)
    assert closed["share"].sum() == pytest.approx(worth.max(axis=1).mean())


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("levels", [1, 4])
def test_interactions_agree_with_every_order(seed: int, levels: int) -> None:
    rng = np.random.default_rng(seed)
    worth = rng.integers(0, levels + 1, (30, 5)) / levels
    closed, counted = best_of_interactions(worth), interactions(best_of(worth), 5, rng)
    np.testing.assert_allclose(closed.to_numpy(), counted.to_numpy(), atol=1e-12)
    wanted = [pair_by_every_order(best_of(worth), 5, *pair) for pair in combinations(range(5), 2)]
    np.testing.assert_allclose(closed["together"], wanted, atol=1e-12)
    assert (closed["together"] <= 1e-12).all()


def test_any_game_whatsoever_agrees_with_every_order() -> None:
    rng = np.random.default_rng(3)
    known = {group: rng.normal(size=7) for size in range(5) for group in combinations(range(4), size)}
    known[()] = np.zeros(7)
    told = shares(known.__getitem__, 4, rng)["share"]
    np.testing.assert_allclose(told, by_every_order(known.__getitem__, 4), atol=1e-12)
    pairs = interactions(known.__getitem__, 4, rng)
    wanted = [pair_by_every_order(known.__getitem__, 4, *pair) for pair in combinations(range(4), 2)]
    np.testing.assert_allclose(pairs["together"], wanted, atol=1e-12)


def test_drawn_orders_hold_the_exact_value_in_their_interval_about_19_times_in_20() -> None:
    held = []
    for seed in range(25):
        rng = np.random.default_rng(seed)
        worth = (rng.random((1, 6)) < 0.6) * rng.random((1, 6))
        exact = shares(best_of(worth), 6, rng)["share"]
        drawn = shares(best_of(worth), 6, rng, exact_up_to=3, orders=80)
        assert drawn["share"].sum() == pytest.approx(exact.sum())  # each order shares out everything
        held += ((drawn["low"] - 1e-9 <= exact) & (exact <= drawn["high"] + 1e-9)).tolist()
    assert 0.88 <= np.mean(held) <= 1.0


def test_drawn_interactions_hold_the_exact_value() -> None:
    rng = np.random.default_rng(1)
    worth = (rng.random((200, 6)) < 0.4).astype(float)
    exact = interactions(best_of(worth), 6, rng)["together"]
    drawn = interactions(best_of(worth), 6, rng, exact_up_to=3, draws=200)
    inside = (drawn["low"] - 1e-9 <= exact) & (exact <= drawn["high"] + 1e-9)
    assert inside.mean() >= 0.8
    assert np.abs(drawn["together"] - exact).max() < 0.1


def test_more_drawn_orders_give_narrower_intervals() -> None:
    worth = np.random.default_rng(5).random((1, 14))
    widths = []
    for orders in (20, 400):
        told = shares(best_of(worth), 14, np.random.default_rng(1), orders=orders)
        widths.append(float((told["high"] - told["low"]).mean()))
    assert widths[1] < 0.5 * widths[0]


def test_a_vote_as_a_game_gives_the_index_of_voting_power() -> None:
    votes = [50, 49, 1]
    swing = lambda group: np.array([float(sum(votes[one] for one in group) >= 51)])  # noqa: E731
    told = shares(swing, 3, np.random.default_rng(0))["share"]
    np.testing.assert_allclose(told, shapley_shubik(dict(zip("abc", votes, strict=True)), 51))
    assert banzhaf(dict(zip("abc", votes, strict=True)), 51).sum() == pytest.approx(1.0)


@pytest.mark.parametrize("players", [1, 2])
def test_one_or_two_players(players: int) -> None:
    worth = np.ones((3, players))
    assert best_of_shares(worth)["share"].tolist() == pytest.approx([1 / players] * players)
    assert len(best_of_interactions(worth)) == players - 1
    assert len(interactions(best_of(worth), players, np.random.default_rng(0))) == players - 1


def test_nobody_to_share_with() -> None:
    assert best_of_shares(np.zeros((4, 0))).empty
    assert shares(lambda _: np.zeros(4), 0, np.random.default_rng(0)).empty
