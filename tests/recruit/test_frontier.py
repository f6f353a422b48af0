"""What more would buy: hand-worked curves, monotone and nested lists, the knee, and support as the other arm."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff.errors import ModelError
from netdiff.network import Network
from netdiff.recruit.curve import knee_of
from netdiff.recruit.easing import supported
from netdiff.recruit.frontier import frontier
from netdiff.recruit.search import Aim
from netdiff.recruit.trials import trials_of
from netdiff.spread.models import ComplexContagion, IndependentCascade, LinearThreshold
from netdiff.visual.charts import chart
from tests.recruit.test_recommend import met, tells

SURE = IndependentCascade(1.0)
TWO = ComplexContagion(count=2)


@pytest.fixture
def two_hubs() -> Network:
    """Two hubs of ten each and ten people whom nobody listens to."""
    pairs = [(hub, f"{hub}{n}") for hub in "hi" for n in range(10)]
    return tells(pairs, [*"hi", *(f"{hub}{n}" for hub in "hi" for n in range(10)), *(f"x{n}" for n in range(10))])


def test_the_knee_of_two_hubs_is_at_two(two_hubs: Network) -> None:
    found = frontier(two_hubs, [1, 2, 3, 4, 6, 8], model=SURE, rng=1)
    assert found.table["reach"].tolist() == [11.0, 22.0, 23.0, 24.0, 26.0, 28.0]
    assert (found.knee.budget, found.knee.sure) == (2.0, 1.0)
    assert found.table["each"].tolist()[1:] == [11.0, 1.0, 1.0, 1.0, 1.0]
    assert set(found.people(2)) == {"h", "i"}
    assert "The knee is at 2" in found.summary()


def test_a_straight_line_has_no_knee() -> None:
    alone = frontier(tells([], [f"x{n}" for n in range(12)]), [1, 2, 4, 8], model=SURE, rng=1)
    assert alone.table["reach"].tolist() == [1.0, 2.0, 4.0, 8.0]
    assert alone.knee.budget is None
    assert "There is no clear knee" in alone.summary()


def test_a_knee_that_chance_moves_about_is_not_named() -> None:
    budgets = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    rng = np.random.default_rng(1)
    level = np.array([0.0, 3.0, 5.0, 6.0, 6.5])[:, None]
    firm = knee_of(budgets, level + 0.01 * rng.normal(size=(5, 200)), rng)
    assert firm.budget == 2.0
    assert firm.sure > 0.95
    shaky = knee_of(budgets, level + 60.0 * rng.normal(size=(5, 40)) + np.array([0, 2.0, 1.0, 0.3, 0])[:, None], rng)
    assert shaky.budget is None or shaky.sure >= 0.5
    assert shaky.sure < firm.sure


@pytest.mark.parametrize("model", [IndependentCascade(0.2), LinearThreshold(), TWO])
def test_lists_are_nested_and_reach_never_falls(model: object) -> None:
    found = frontier(met("karate"), [1, 2, 4, 7, 12], model=model, rng=1)
    lists = [found.people(budget) for budget in found.table["budget"]]
    for short, long in itertools.pairwise(lists):
        assert long[: len(short)] == short
    assert (found.table["reach"].diff().dropna() >= 0).all()
    assert (found.table["reach_low"] <= found.table["reach"]).all()


def test_reach_is_what_simulation_gives() -> None:
    found = frontier(met("karate"), [2, 5], model=IndependentCascade(0.2), support=None, rng=1)
    for budget, row in found.table.set_index("budget").iterrows():
        spread = nd.simulate(met("karate"), found.model, seeds=list(found.people(budget)), runs=4000, rng=3)
        se = (row["reach_high"] - row["reach_low"]) / 3.92
        assert abs(row["reach"] - spread.reach.value) < 4 * np.hypot(se, spread.reach.se)
    assert "support_reach" not in found.table


def test_costs_are_kept_and_cheap_people_come_first() -> None:
    """h reaches 10 for 8, i reaches 5 for 1: i comes first, and h only where 9 can be paid."""
    pairs = [("h", f"h{n}") for n in range(10)] + [("i", f"i{n}") for n in range(5)]
    names = sorted({one for pair in pairs for one in pair})
    nodes = pd.DataFrame({"cost": [8.0 if one == "h" else 1.0 for one in names]}, index=names)
    found = frontier(tells(pairs, nodes), [1, 8, 9], model=SURE, rng=1)
    assert found.people(1) == ("i",)
    assert "h" in found.people(9) or found.table["reach"].iloc[-1] >= 17
    assert (found.table["cost"] <= found.table["budget"]).all()


def test_support_makes_each_voice_count_twice() -> None:
    """a tells b, b needs two voices: alone nothing, supported it adopts, and c, who is not supported, does not."""
    net = tells([("a", "b"), ("a", "c")])
    from netdiff.recruit.ask import Request, pose

    problem, _ = pose(net, Request(1))
    trials = trials_of(net, problem, Aim(TWO), 1, np.random.default_rng(1))
    a, b = net.index_of(["a", "b"])
    assert trials.arrivals([a]).tolist() == [1.0]
    assert supported(trials, [b], 1.0).arrivals([a]).tolist() == [2.0]
    news = trials_of(net, problem, Aim(IndependentCascade(0.4)), 20_000, np.random.default_rng(1))
    more = supported(news, [b], 1.0).arrivals([a]) - news.arrivals([a])
    assert (more >= 0).all()
    assert abs(more.mean() - (1 - 0.6**2 - 0.4)) < 4 * more.std() / np.sqrt(20_000)


def test_support_is_the_better_step_where_every_recruit_is_worth_only_himself() -> None:
    """h has it; four hear it from h alone and need two voices: a recruit brings himself."""
    net = tells([("h", f"l{n}") for n in range(4)])
    found = frontier(net, [1, 2], model=TWO, already=["h"], support=1.0, support_cost=0.1, rng=1)
    assert found.table["reach"].tolist() == [2.0, 3.0]
    assert found.table["support_reach"].tolist() == [5.0, 5.0]
    assert found.table["supported"].tolist() == [4, 3]
    assert found.table["more"].tolist() == [-3.0, -2.0]
    assert "supporting brings 2 people more than recruiting" in found.summary()
    assert "that is an assumption" in found.summary()


def test_support_that_a_model_does_not_know_is_said() -> None:
    found = frontier(met("path5"), [1, 2], model=nd.NetworkBass(0.0, 0.4), horizon=4, rng=1)
    assert "Support was not tried" in found.summary()
    assert not found.with_support


def test_the_chart_shows_both_arms_and_the_knee(two_hubs: Network) -> None:
    drawn = chart(frontier(two_hubs, [1, 2, 3, 6], model=SURE, rng=1))
    assert [part.label for part in drawn.parts] == ["recruiting", "the last step for support", "knee at 2"]
    assert "knee" in drawn.alt


def test_no_names_in_words(two_hubs: Network) -> None:
    found = frontier(two_hubs, [1, 2], model=SURE, rng=1)
    assert "h0" not in repr(found)
    assert "<table" in found._repr_html_()
    again = frontier(two_hubs, [1, 2], model=SURE, rng=1)
    pd.testing.assert_frame_equal(found.to_frame(), again.to_frame())


@pytest.mark.parametrize("bad", [[], [2, 1], [0, 1], [1, 1], [float("nan")]])
def test_budgets_that_make_no_sense(two_hubs: Network, bad: list[float]) -> None:
    with pytest.raises(ModelError):
        frontier(two_hubs, bad, model=SURE)


def test_usual_budgets_and_one_model_only(two_hubs: Network) -> None:
    found = frontier(two_hubs, model=SURE, rng=1)
    assert found.table["budget"].is_monotonic_increasing
    assert found.table["budget"].max() == len(two_hubs) // 5
    with pytest.raises(ModelError, match="one model"):
        frontier(two_hubs, model=[SURE, TWO])
