"""Choosing, exchanging and proving, against brute force."""

from __future__ import annotations

import ctypes
import itertools
import os
import sys
from math import comb

import networkx as nx
import numpy as np
import pytest

from netdiff.errors import ModelError
from netdiff.network import Network
from netdiff.recruit.bound import best_sum, mean_above, mean_below, worth_of_best
from netdiff.recruit.feasible import best_mix, can_complete, check_feasible, fill, muted, pick
from netdiff.recruit.greedy import Cover, choose, exchange, gains_after, in_order
from netdiff.recruit.neighbours import near_by
from netdiff.recruit.problem import Limit, Problem
from netdiff.recruit.search import Effort, best_list, search
from tests.recruit.slow import Exact, random_chances
from tests.recruit.test_samples import draws_of, sets_of

SMALL = Effort(doublings=6, least_entries=60_000, dual_work=4_000_000)


def problem_of(people: int, k: int | None = 2, **parts) -> Problem:
    cost = np.asarray(parts.pop("cost", np.ones(people)), dtype=float)
    candidate = np.asarray(parts.pop("candidate", np.ones(people)), dtype=bool)
    return Problem(candidate=candidate, k=k, cost=cost, **parts)


def limit(members: list[int], people: int, least: int = 0, most: int | None = None) -> Limit:
    return Limit("group", "user", np.isin(np.arange(people), members), least, most)


def obeys(problem: Problem, chosen: tuple[int, ...]) -> bool:
    listed = np.array(chosen, dtype=np.int64)
    return bool(
        problem.candidate[listed].all()
        and (problem.k is None or listed.size <= problem.k)
        and (problem.budget is None or problem.cost[listed].sum() <= problem.budget + 1e-9)
        and all(
            one.least <= one.count(listed) <= (len(listed) if one.most is None else one.most) for one in problem.limits
        )
        and set(problem.include.tolist()) <= set(chosen)
    )


def all_lists(problem: Problem):
    people = np.flatnonzero(problem.candidate).tolist()
    for size in range(problem.most + 1):
        yield from (chosen for chosen in itertools.combinations(people, size) if obeys(problem, chosen))


def random_problem(rng: np.random.Generator, people: int) -> Problem:
    """Costs, budget, quotas, exclusions and musts at random; always feasible."""
    while True:
        groups = rng.integers(0, 2, people)
        limits = []
        if rng.random() < 0.6:
            limits.append(limit(np.flatnonzero(groups == 0).tolist(), people, least=int(rng.integers(0, 2)), most=2))
        if rng.random() < 0.3:
            limits.append(limit(rng.choice(people, 3, replace=False).tolist(), people, most=1))
        candidate = rng.random(people) < 0.85
        include = rng.choice(np.flatnonzero(candidate), 1) if rng.random() < 0.2 and candidate.any() else []
        problem = problem_of(
            people,
            k=int(rng.integers(1, 4)),
            cost=rng.choice([1.0, 2.0, 3.0], people),
            candidate=candidate,
            budget=float(rng.choice([3.0, 4.0, 6.0])) if rng.random() < 0.6 else None,
            limits=tuple(limits),
            include=np.array(include, dtype=np.int64),
        )
        if candidate.any() and any(obeys(problem, one) for one in all_lists(problem)):
            return problem


def test_gains_stay_exact_as_the_list_grows_and_changes() -> None:
    draws = draws_of(random_chances(np.random.default_rng(1), 8, 20), deadline=3, early=True)
    sets = sets_of(draws, 2_000)
    cover = Cover(sets, np.zeros(sets.count))
    for person in (3, 0, 6):
        cover.add(person)
        np.testing.assert_allclose(cover.gains, gains_after(sets, cover.best), atol=1e-9)
    np.testing.assert_allclose(cover.best, sets.best([3, 0, 6]))


@pytest.mark.parametrize("seed", range(20))
def test_exchange_never_loses_and_keeps_the_limits(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_problem(rng, 8)
    sets = sets_of(draws_of(random_chances(rng, 8, 16)), 1_000, seed)
    held = np.zeros(sets.count)
    first = choose(sets, problem, held)
    better = exchange(sets, problem, held, first)
    assert obeys(problem, tuple(first.tolist()))
    assert obeys(problem, tuple(better.tolist()))
    assert sets.value(better) >= sets.value(first) - 1e-9


@pytest.mark.parametrize("seed", range(30))
def test_upper_bound_holds_for_every_list_on_the_same_sets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_problem(rng, 7)
    sets = sets_of(draws_of(random_chances(rng, 7, 14), deadline=3, early=bool(seed % 2)), 500, seed)
    held = sets.best([0]) if seed % 3 == 0 else np.zeros(sets.count)
    chosen = best_list(sets, problem, held)
    best = max(np.maximum(sets.best(list(one)), held).mean() for one in all_lists(problem))
    for rounds in (1, 50):
        assert worth_of_best(sets, problem, held, chosen, rounds=rounds) >= best - 1e-9


def test_more_rounds_never_loosen_the_bound() -> None:
    sets = sets_of(draws_of(random_chances(np.random.default_rng(2), 8, 20)), 1_000)
    chosen = best_list(sets, problem_of(8), np.zeros(1_000))
    bounds = [worth_of_best(sets, problem_of(8), np.zeros(1_000), chosen, rounds=r) for r in (1, 10, 100)]
    assert bounds[0] >= bounds[1] >= bounds[2]
    assert bounds[2] < bounds[0]


def test_whole_people_are_worth_at_most_what_parts_are() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        problem = random_problem(rng, 8)
        value = rng.random(8)
        whole = max(value[list(one)].sum() for one in all_lists(problem))
        assert best_sum(value, problem)[0] >= whole - 1e-6
        assert best_mix(value, problem, problem.include.tolist(), whole=True)[0] == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("true", [0.02, 0.3, 0.9])
def test_chernoff_bounds_cover_as_often_as_they_promise(true: float) -> None:
    rng = np.random.default_rng(1)
    means = rng.binomial(400, true, 4_000) / 400
    odds = np.log(20.0)
    too_high = np.mean([mean_below(mean, 400, odds) > true for mean in means])
    too_low = np.mean([mean_above(mean, 400, odds) < true for mean in means])
    assert too_high <= 0.05
    assert too_low <= 0.05


def test_chernoff_bounds_bracket_the_mean_and_know_the_ends() -> None:
    assert mean_below(0.0, 100, 3.0) == 0.0
    assert mean_above(1.0, 100, 3.0) == 1.0
    assert mean_above(0.0, 100, 3.0) == pytest.approx(1 - np.exp(-0.03), abs=1e-6)
    assert mean_below(0.5, 0, 3.0) == 0.0
    assert mean_below(0.4, 100, 3.0) < 0.4 < mean_above(0.4, 100, 3.0)


def test_greedy_is_not_enough_on_a_path_but_exchange_is() -> None:
    """Path of five, p = .1: greedy takes the middle and 2.30, the optimum is {1, 3} with 2.39."""
    chances = (np.diag(np.ones(4), 1) + np.diag(np.ones(4), -1)) * 0.1
    exact = Exact(chances)
    assert exact.value([1, 3]) == pytest.approx(2.39)
    found = search(draws_of(chances), problem_of(5), np.random.default_rng(1), SMALL, "x")
    assert sorted(found.chosen.tolist()) == [1, 3]
    assert found.certificate.lower <= 2.39 <= found.certificate.upper


def test_acceptance_worked_out_by_hand() -> None:
    """0 reaches 1 and 2 but says yes one time in five: 0.2 * 3 = .6; 3 reaches 4 and always says yes: 2."""
    chances = np.zeros((5, 5))
    chances[0, 1] = chances[0, 2] = chances[3, 4] = 1.0
    accept = np.array([0.2, 0.1, 0.1, 1.0, 0.1])
    found = search(
        draws_of(chances, accept=accept), problem_of(5, 1, accept=accept), np.random.default_rng(1), SMALL, "x"
    )
    assert found.chosen.tolist() == [3]
    assert found.sets.value([0]) == pytest.approx(0.6, abs=0.05)
    assert found.sets.value([3]) == pytest.approx(2.0, abs=0.05)


def test_cost_and_budget_worked_out_by_hand() -> None:
    """A star centre reaches 5 for 3; two pairs reach 2 each for 1. With 2 to spend the two pairs win; with 4, 5 + 2."""
    chances = np.zeros((9, 9))
    chances[0, 1:5] = chances[5, 6] = chances[7, 8] = 1.0
    cost = np.array([3.0, 9, 9, 9, 9, 1, 9, 1, 9])
    for budget, best in ((2.0, [5, 7]), (4.0, [0, 5])):
        problem = problem_of(9, None, cost=cost, budget=budget)
        chosen = search(draws_of(chances), problem, np.random.default_rng(1), SMALL, "x").chosen
        assert Exact(chances).value(chosen) == Exact(chances).value(best)


def test_quota_worked_out_by_hand() -> None:
    """The two best are both professionals (0, 1); one user is asked for, and 3 is the better of the users."""
    chances = np.zeros((9, 9))
    chances[0, [4, 5, 6]] = chances[1, [7, 8]] = chances[3, 4] = 1.0
    problem = problem_of(9, 2, limits=(limit([2, 3], 9, least=1),))
    chosen = search(draws_of(chances), problem, np.random.default_rng(1), SMALL, "x").chosen
    assert sorted(chosen.tolist()) in ([0, 2], [0, 3])  # 3 adds itself and 4, whom 0 has: both are worth 5


def test_deadline_worked_out_by_hand() -> None:
    """A chain of four beyond 0, and a star of three around 5: within one round the star wins, later the chain does."""
    chances = np.diag([1.0, 1, 1, 1, 0, 0, 0, 0], 1)
    chances[5, [6, 7, 8]] = 1.0
    for horizon, best in ((1, 5), (3, None), (4, 0)):
        chosen = search(
            draws_of(chances, deadline=horizon), problem_of(9, 1), np.random.default_rng(1), SMALL, "x"
        ).chosen
        if best is not None:
            assert chosen.tolist() == [best]


def test_speed_prefers_early_arrival() -> None:
    """0 reaches five in a chain, 6 reaches three others at once: by the end 0 wins, on average over 4 rounds 6 does."""
    chances = np.zeros((10, 10))
    for i in range(4):
        chances[i, i + 1] = 1.0
    chances[6, [7, 8, 9]] = 1.0
    at_the_end = search(draws_of(chances, deadline=4), problem_of(10, 1), np.random.default_rng(1), SMALL, "x")
    early = search(draws_of(chances, deadline=4, early=True), problem_of(10, 1), np.random.default_rng(1), SMALL, "x")
    assert at_the_end.chosen.tolist() == [0]
    assert early.chosen.tolist() == [6]
    assert early.sets.value([0]) == pytest.approx(3.0, abs=0.1)  # (5 + 4 + 3 + 2 + 1) / 5
    assert early.sets.value([6]) == pytest.approx(3.4, abs=0.1)  # (5 + 4 + 4 + 4) / 5


def test_those_who_adopted_already_are_built_on() -> None:
    """0 would reach most, but 9 has adopted and reaches the same people: 5 adds more."""
    chances = np.zeros((10, 10))
    chances[0, [1, 2, 3, 4]] = chances[9, [0, 1, 2, 3, 4]] = chances[5, [6, 7]] = 1.0
    problem = problem_of(10, 1, already=np.array([9]))
    found = search(draws_of(chances), problem, np.random.default_rng(1), SMALL, "x")
    assert found.chosen.tolist() == [5]
    assert found.certificate.lower <= 3.0 <= found.certificate.upper


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("overlapping", [False, True])
def test_fill_takes_the_best_that_the_limits_allow(seed: int, overlapping: bool) -> None:
    rng = np.random.default_rng(seed)
    limits = (limit([0, 1, 2], 9, least=1), limit([3, 4, 5], 9, least=1, most=1))
    limits += (limit([2, 3], 9, least=1),) if overlapping else ()
    problem = problem_of(9, 3, limits=limits, cost=rng.choice([1.0, 2.0], 9), budget=5.0)
    assert problem.disjoint is not overlapping
    assert obeys(problem, tuple(fill(problem, rng.random(9)).tolist()))


@pytest.mark.parametrize("seed", range(40))
def test_where_limits_overlap_each_pick_is_the_best_that_can_still_be_completed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    limits = [
        Limit(column, str(value), members == value, least=int(rng.integers(0, 2)), most=[None, 2][rng.integers(0, 2)])
        for column, members in (("group", rng.integers(0, 3, 8)), ("place", rng.integers(0, 3, 8)))
        for value in range(3)
    ]
    cost = rng.choice([0.5, 1.0, 1.5, 2.0], 8)
    problem = problem_of(8, 4, limits=tuple(limits), cost=cost, budget=float(rng.choice([3.0, 4.0, 4.3])))
    lists = [set(one) for one in all_lists(problem)]
    assert not problem.disjoint
    assert can_complete(problem, []) is bool(lists)
    if not lists:
        return
    score, chosen = rng.random(8), []
    while True:  # whoever is best of those with whom some list within the limits can begin
        fits = [one for one in range(8) if one not in chosen and any({*chosen, one} <= listed for listed in lists)]
        if not fits:
            break
        chosen.append(max(fits, key=lambda one: score[one]))
    assert fill(problem, score).tolist() == chosen


@pytest.mark.skipif(sys.platform == "win32", reason="the C library is found in another way there")
def test_the_solver_of_whole_programs_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Three pairs of three people: half of each does, but whole it takes two, so the whole-number solver runs."""
    limits = tuple(limit(pair, 3, least=1) for pair in ([0, 1], [1, 2], [0, 2]))
    value, taken = best_mix(-np.ones(3), problem_of(3, 3, limits=limits), whole=True)
    assert value == pytest.approx(-2.0)
    assert sorted(taken.round(6).tolist()) == [0.0, 1.0, 1.0]
    sys.stdout.write("before\n")
    with muted():
        os.write(1, b"straight to the file\n")
        ctypes.CDLL(None).puts(b"by compiled code, still in its buffer")
    sys.stdout.write("after\n")
    sys.stdout.flush()
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr().out == "before\nafter\n"


@pytest.mark.parametrize("seed", range(25))
def test_whether_a_list_can_be_completed_agrees_with_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    limits = (limit([0, 1, 2], 7, least=2), limit([3, 4], 7, least=int(rng.integers(0, 2))))
    problem = problem_of(
        7, int(rng.integers(2, 5)), limits=limits, cost=rng.choice([1.0, 2, 3], 7), budget=float(rng.integers(3, 9))
    )
    for begun in ([], [0], [3], [5], [1, 6]):
        can = any(set(begun) <= set(one) for one in all_lists(problem))
        fits = problem.spent(begun) <= problem.budget and len(begun) <= problem.k
        if fits:
            assert can_complete(problem, begun) is can
            person = pick(problem, rng.random(7), begun)
            if person is not None:
                assert any({*begun, person} <= set(one) for one in all_lists(problem))


def test_infeasible_limits_say_which_and_what_would_do() -> None:
    def message(**parts) -> str:
        with pytest.raises(ModelError) as error:
            check_feasible(problem_of(6, **parts))
        return str(error.value)

    assert "at least 3, but only 2 can be chosen (nearest: 2)" in message(k=4, limits=(limit([0, 1], 6, least=3),))
    two = (limit([0, 1, 2], 6, least=2), limit([3, 4], 6, least=2))
    assert "k=3 is too small for the lower limits (nearest: k=4)" in message(k=3, limits=two)
    costly = message(k=4, limits=two, cost=[3.0, 3, 3, 2, 2, 1], budget=7.0)
    assert "a budget of 7 is too small for the lower limits (nearest: 10)" in costly
    assert "2 people must be on a list of 1 (nearest: k=2)" in message(k=1, include=np.array([0, 1]))
    assert "cost 2, the budget is 1" in message(k=2, include=np.array([0, 1]), budget=1.0)
    assert "allows 1, but 2 must be" in message(k=2, include=np.array([0, 1]), limits=(limit([0, 1], 6, most=1),))
    assert "at least 2 and at most 1" in message(k=2, limits=(limit([0, 1], 6, least=2, most=1),))


def test_the_order_puts_whoever_adds_most_first() -> None:
    chances = np.zeros((7, 7))
    chances[4, [0, 1, 2]] = chances[5, [3, 6]] = 1.0
    sets = sets_of(draws_of(chances), 700)
    assert in_order(sets, np.zeros(700), np.array([0, 5, 4])).tolist()[:2] == [4, 5]


def check_against_brute_force(seed: int) -> tuple[bool, float, bool]:
    """(certificate holds, achieved ratio, optimum reached) for one random network and problem."""
    rng = np.random.default_rng(seed)
    people = int(rng.integers(4, 9))
    chances = random_chances(rng, people, int(rng.integers(3, 9)))
    horizon, early = (None, False) if rng.random() < 0.5 else (int(rng.integers(1, 4)), bool(rng.random() < 0.5))
    accept = rng.choice([0.3, 0.7, 1.0], people) if rng.random() < 0.4 else np.ones(people)
    problem = random_problem(rng, people)
    problem = problem_of(people, problem.k, cost=problem.cost, candidate=problem.candidate, budget=problem.budget,
                         limits=problem.limits, include=problem.include, accept=accept)  # fmt: skip
    exact = Exact(chances, horizon, early)
    draws = draws_of(chances, deadline=horizon, early=early, accept=accept)
    found = search(draws, problem, rng, SMALL, "x")
    best = max(exact.value(one, accept) for one in all_lists(problem))
    value = exact.value(found.chosen, accept)
    proof = found.certificate
    assert obeys(problem, tuple(found.chosen.tolist()))
    holds = proof.lower <= value + 1e-9 and best <= proof.upper + 1e-9
    return holds, proof.ratio, value >= best - 1e-6


def test_random_small_networks_against_brute_force() -> None:
    found = [check_against_brute_force(seed) for seed in range(60)]
    assert sum(not holds for holds, _, _ in found) <= 8  # 60 draws at .05: more than 8 has chance < .01
    assert np.median([ratio for _, ratio, _ in found]) >= 0.8
    assert np.mean([reached for _, _, reached in found]) >= 0.95


def test_the_check_has_teeth(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the margins taken off both bounds, certificates fail far oftener than they say, and the check sees it."""
    monkeypatch.setattr("netdiff.recruit.search.mean_below", lambda mean, count, odds: mean)
    monkeypatch.setattr("netdiff.recruit.search.mean_above", lambda mean, count, odds: mean)
    found = [check_against_brute_force(seed) for seed in range(60)]
    assert sum(not holds for holds, _, _ in found) > 8


@pytest.mark.slow
def test_certificates_fail_no_oftener_than_they_say() -> None:
    """1,000 random cases at delta = .05: the number of failures stays below its 99.9 % binomial bound."""
    cases = 1_000
    found = [check_against_brute_force(10_000 + seed) for seed in range(cases)]
    failed = sum(not holds for holds, _, _ in found)
    tail = 1.0 - sum(comb(cases, i) * 0.05**i * 0.95 ** (cases - i) for i in range(failed))
    assert tail > 0.001, f"{failed} of {cases} certificates failed"
    assert np.median([ratio for _, ratio, _ in found]) >= 0.8
    assert np.mean([reached for _, _, reached in found]) >= 0.95


@pytest.mark.parametrize("seed", range(12))
def test_lists_one_pick_away_are_those_that_enumeration_finds(seed: int) -> None:
    """Every exchange of one pick valued by itself on the same sets, within costs and quotas."""
    rng = np.random.default_rng(seed)
    problem = random_problem(rng, 8)
    sets = sets_of(draws_of(random_chances(rng, 8, 16)), 3_000, seed)
    held = np.zeros(sets.count)
    chosen = best_list(sets, problem, held)
    net = Network.from_networkx(nx.empty_graph(8))
    found = near_by(net, problem, sets, held, chosen)
    value = sets.value(chosen)
    near = [
        set(one)
        for one in all_lists(problem)
        if len(one) == chosen.size
        and len(set(one) & set(chosen.tolist())) >= chosen.size - 1
        and sets.value(list(one)) >= 0.99 * value - 1e-9
    ]
    assert found.attrs["lists"] == len(near)
    assert found["share"].to_dict() == pytest.approx(
        {one: share for one in range(8) if (share := np.mean([one in listed for listed in near])) > 0}
    )
