"""Fewest recruits for a target, the worst-off group, floors: worked out by hand and by brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from netdiff.errors import ModelError
from netdiff.network import Network
from netdiff.recruit import recommend
from netdiff.recruit.goals import fair_list, fewest
from netdiff.spread.models import ComplexContagion, IndependentCascade
from tests.recruit.slow import Exact, random_chances
from tests.recruit.test_recommend import SURE, tells
from tests.recruit.test_samples import draws_of, sets_of
from tests.recruit.test_search import problem_of


def stars() -> np.ndarray:
    """0 reaches 1-5, 6 reaches 7-8, 9 is alone: 10 people."""
    chances = np.zeros((10, 10))
    chances[0, 1:6] = chances[6, 7:9] = 1.0
    return chances


@pytest.mark.parametrize(("target", "enough"), [(0.6, 1), (0.61, 2), (0.9, 2), (0.95, 3), (1.0, 3)])
def test_fewest_recruits_worked_out_by_hand(target: float, enough: int) -> None:
    found = fewest(draws_of(stars()), problem_of(10, None), target, np.random.default_rng(1), sets=20_000)
    assert found.enough == enough
    assert found.needed <= enough
    assert found.needed >= enough - 1


@pytest.mark.parametrize("seed", range(10))
def test_fewest_agrees_with_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chances = random_chances(rng, 6, 8)
    exact = Exact(chances)
    best = {k: max(exact.value(one) for one in itertools.combinations(range(6), k)) for k in range(1, 7)}
    target = 0.7
    true = min(k for k, value in best.items() if value >= target * 6)
    found = fewest(draws_of(chances), problem_of(6, None), target, rng, sets=30_000)
    assert found.needed <= true
    assert found.enough == true or abs(best[min(found.enough, true)] / 6 - target) < 0.02


def test_a_target_out_of_reach_is_said() -> None:
    problem = problem_of(10, None, candidate=np.arange(10) == 9)
    with pytest.raises(ModelError, match="cannot be reached"):
        fewest(draws_of(stars()), problem, 0.5, np.random.default_rng(1), sets=2_000)


def test_the_worst_off_group_is_looked_after() -> None:
    """Two picks: 0 and 6 reach nine, but leave out 9, the only one of its group; 0 and 9 leave nobody at nothing."""
    sets = sets_of(draws_of(stars()), 10_000)
    groups = np.array([0] * 9 + [1])
    fair = fair_list(sets, problem_of(10, 2), groups)
    assert set(fair.chosen.tolist()) == {0, 9}
    assert fair.shares == pytest.approx([6 / 9, 1.0])


@pytest.mark.parametrize("seed", range(8))
def test_the_worst_off_group_does_nearly_as_well_as_enumeration_allows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sets = sets_of(draws_of(random_chances(rng, 8, 14)), 16_000, seed)
    groups = rng.permutation(np.array([0, 0, 0, 1, 1, 1, 2, 2]))

    def worst(people: tuple[int, ...]) -> float:
        chance = sets.chance_by_person(list(people))
        return min(chance[groups == group].mean() for group in range(3))

    best = max(worst(one) for one in itertools.combinations(range(8), 3))
    fair = fair_list(sets, problem_of(8, 3), groups)
    assert fair.shares.min() == pytest.approx(worst(tuple(fair.chosen.tolist())), abs=1e-9)
    assert fair.shares.min() >= 0.85 * best


def test_floors_are_met_at_the_least_loss_of_reach() -> None:
    sets = sets_of(draws_of(stars()), 10_000)
    groups = np.array([0] * 6 + [1] * 3 + [2])
    without = fair_list(sets, problem_of(10, 2), groups, {})
    assert set(without.chosen.tolist()) == {0, 6}
    floored = fair_list(sets, problem_of(10, 2), groups, {2: 1.0})
    assert floored.met
    assert set(floored.chosen.tolist()) == {0, 9}
    impossible = fair_list(sets, problem_of(10, 1), groups, {1: 1.0, 2: 1.0})
    assert not impossible.met


@pytest.fixture
def unequal() -> Network:
    """A big group round h and a small one round s; with one recruit somebody has to wait."""
    pairs = [("h", f"h{n}") for n in range(9)] + [("s", "s0"), ("t", "s1")]
    names = sorted({name for pair in pairs for name in pair})
    group = ["many" if name.startswith("h") else "few" for name in names]
    return tells(pairs, pd.DataFrame({"group": group}, index=pd.Index(names, dtype="str")))


def test_recommend_takes_as_many_as_a_target_needs(unequal: Network) -> None:
    plan = recommend(unequal, target=0.7, model=SURE, rng=1)
    assert plan.people == ("h",)
    assert any(
        "To reach 70 % (10 people)" in note and "a list of 1 is expected to be enough" in note for note in plan.notes
    )
    more = recommend(unequal, target=0.8, model=SURE, rng=1)
    assert len(more.people) == 2
    with pytest.raises(ModelError, match="How few"):
        recommend(unequal, target=0.5, changes="roles")


def test_recommend_looks_after_the_worst_off_without_a_guarantee(unequal: Network) -> None:
    plan = recommend(unequal, 2, model=SURE, objective="worst off", rng=1)
    shares = plan.leaves_out().query("kind == 'group'")["share"]
    assert shares.min() == pytest.approx(0.5)
    assert plan.certificate is None
    assert "worst-off group" in plan.guarantee


def test_recommend_keeps_floors(unequal: Network) -> None:
    plan = recommend(unequal, 3, model=SURE, floors={"few": 1.0}, rng=1)
    assert {"s", "t"} <= set(plan.people)
    low = recommend(unequal, 1, model=SURE, floors={"few": 1.0}, rng=1)
    assert any("Not every floor could be met" in note for note in low.notes)
    with pytest.raises(ModelError, match="floors must be one of"):
        recommend(unequal, 1, model=SURE, floors={"fewer": 0.5})


def test_does_it_change_roles_or_power(unequal: Network) -> None:
    roles = recommend(unequal, 2, changes="roles", rng=1)
    assert roles.model == ComplexContagion(count=2)
    assert len(roles.strengths) == 3
    assert roles.certificate is None
    assert recommend(unequal, 2, changes="news", rng=1).model == IndependentCascade(0.1)
