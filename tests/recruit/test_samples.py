"""Reverse-reachable sets against exact enumeration, and the compiled kernel against the plain one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from netdiff._kernels.reverse import grow_sets
from netdiff.recruit.samples import Draws, RootStream
from tests.recruit.slow import Exact, distances, random_chances

NO_DEADLINE = 2**30


def draws_of(chances, *, one_parent=False, deadline=None, early=False, accept=None, weight=None) -> Draws:
    size = len(chances)
    return Draws(
        into=csr_array(chances).tocsc(),
        one_parent=one_parent,
        deadline=deadline,
        early=early,
        accept=np.ones(size) if accept is None else np.asarray(accept, dtype=float),
        weight=np.ones(size) if weight is None else np.asarray(weight, dtype=float),
    )


def sets_of(draws: Draws, count: int, seed: int = 1):
    rng = np.random.default_rng(seed)
    return draws.sets(RootStream(draws.weight, rng).take(count), rng)


def four_errors(value: float, count: int, people: float) -> float:
    share = min(max(value / people, 0.01), 0.99)
    return 4.0 * people * np.sqrt(share * (1 - share) / count)


def test_certain_ties_give_exactly_who_can_reach_whom() -> None:
    rng = np.random.default_rng(5)
    live = rng.random((30, 30)) < 0.06
    np.fill_diagonal(live, val=False)
    draws = draws_of(live.astype(float), deadline=3)
    sets = draws.sets(np.arange(30), rng)
    for root in range(30):
        inside = {i for i in range(30) if distances(live, i)[root] <= 3}
        row = sets.table.indices[sets.table.indptr[root] : sets.table.indptr[root + 1]]
        assert set(row.tolist()) == inside


def test_members_carry_their_distance_as_worth() -> None:
    chain = np.diag(np.ones(4), 1)  # 0 -> 1 -> 2 -> 3 -> 4
    draws = draws_of(chain, deadline=3, early=True)
    sets = draws.sets(np.array([4]), np.random.default_rng(1))
    assert sets.table.toarray()[0].tolist() == [0.0, 0.25, 0.5, 0.75, 1.0]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("horizon", "early"), [(None, False), (2, False), (3, True)])
def test_values_agree_with_enumeration(seed: int, horizon: int | None, early: bool) -> None:
    chances = random_chances(np.random.default_rng(seed), 5, 9)
    exact = Exact(chances, horizon, early)
    count = 60_000
    sets = sets_of(draws_of(chances, deadline=horizon, early=early), count, seed)
    for people in ([0], [1, 3], [0, 2, 4]):
        assert sets.value(people) == pytest.approx(exact.value(people), abs=four_errors(exact.value(people), count, 5))


def test_hits_have_the_same_mean_as_kept_sets() -> None:
    chances = random_chances(np.random.default_rng(3), 6, 12)
    draws = draws_of(chances, deadline=3, early=True)
    rng = np.random.default_rng(2)
    roots = np.tile(np.arange(6), 20_000)
    hits = draws.hits(roots, [0, 4], rng)
    value = Exact(chances, 3, early=True).value([0, 4])
    assert hits.mean() * 6 == pytest.approx(value, abs=four_errors(value, roots.size, 6))


def test_chances_to_say_yes_are_drawn_for_each_set() -> None:
    chances = random_chances(np.random.default_rng(8), 5, 8)
    accept = np.array([0.5, 1.0, 0.2, 0.9, 0.0])
    value = Exact(chances).value([0, 2, 4], accept)
    sets = sets_of(draws_of(chances, accept=accept), 60_000)
    assert sets.value([0, 2, 4]) == pytest.approx(value, abs=four_errors(value, 60_000, 5))


def test_one_parent_star_is_the_linear_threshold_model() -> None:
    """The hub is everybody's only contact; the hub picks each leaf with weight 1/5 (published: hub 6, leaf 2)."""
    weights = np.zeros((6, 6))
    weights[0, 1:] = 1.0
    weights[1:, 0] = 0.2
    sets = sets_of(draws_of(weights, one_parent=True), 60_000)
    assert sets.value([0]) == 6.0
    assert sets.value([1]) == pytest.approx(1 + 0.2 + 0.2 * 4, abs=four_errors(2.0, 60_000, 6))
    assert sets.value([1, 2, 3, 4, 5]) == 6.0


def test_one_parent_picks_nobody_with_the_weight_left_over() -> None:
    weights = np.array([[0.0, 0.3, 0.0], [0.0, 0.0, 0.0], [0.0, 0.2, 0.0]])
    sets = sets_of(draws_of(weights, one_parent=True), 90_000)
    assert sets.value([0]) == pytest.approx(1.3, abs=four_errors(1.3, 90_000, 3))
    assert sets.value([0, 2]) == pytest.approx(2.5, abs=four_errors(2.5, 90_000, 3))


@pytest.mark.parametrize("one_parent", [False, True])
@pytest.mark.parametrize("keep", [False, True])
def test_the_plain_kernel_gives_the_same_sets(one_parent: bool, keep: bool) -> None:
    rng = np.random.default_rng(4)
    chances = (rng.random((40, 40)) < 0.15) * rng.choice([0.02, 0.1, 0.4], size=(40, 40))
    chances = chances / np.maximum(chances.sum(axis=0), 1.0) if one_parent else chances
    draws = draws_of(chances, one_parent=one_parent)
    stop = np.zeros(40, dtype=bool)
    stop[[3, 17]] = not keep
    inputs = (
        draws.into.indptr.astype(np.int64),
        draws.into.indices.astype(np.int32),
        draws._chances,
        draws._top,
        one_parent,
        np.tile(np.arange(40, dtype=np.int32), 20),
        NO_DEADLINE,
        stop,
        keep,
    )
    fast = grow_sets(*inputs, np.random.default_rng(9))
    with np.errstate(divide="ignore"):
        plain = grow_sets.python(*inputs, np.random.default_rng(9))
    for one, other in zip(fast, plain, strict=True):
        np.testing.assert_array_equal(one, other)


def test_roots_come_in_turn_so_that_each_has_its_share() -> None:
    stream = RootStream(np.ones(7), np.random.default_rng(1))
    first = stream.take(10)
    assert sorted(np.concatenate([first, stream.take(11)]).tolist()) == sorted(list(range(7)) * 3)


def test_weighted_roots_follow_their_weight() -> None:
    stream = RootStream(np.array([3.0, 1.0, 0.0]), np.random.default_rng(1))
    counts = np.bincount(stream.take(40_000), minlength=3)
    assert counts[2] == 0
    assert counts[0] / 40_000 == pytest.approx(0.75, abs=0.01)


def test_a_weight_counts_people_with_the_need() -> None:
    chain = np.array([[0.0, 1.0], [0.0, 0.0]])
    sets = sets_of(draws_of(chain, weight=[0.0, 4.0]), 1000)
    assert sets.value([0]) == 4.0


def test_no_ties_and_nobody() -> None:
    assert sets_of(draws_of(np.zeros((3, 3))), 30).value([1]) == 1.0
    assert draws_of(np.zeros((0, 0))).sets(np.empty(0, dtype=np.int64), np.random.default_rng(1)).value([]) == 0.0


def test_same_rng_same_sets_other_rng_other_sets() -> None:
    chances = random_chances(np.random.default_rng(3), 6, 12)
    one, same, other = (sets_of(draws_of(chances), 500, seed) for seed in (1, 1, 2))
    assert (one.table != same.table).nnz == 0
    assert one.table.nnz != other.table.nnz or (one.table != other.table).nnz > 0
