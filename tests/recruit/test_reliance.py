"""How much of a fitted association may be likeness before random lists are as good."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff.network import Network
from netdiff.recruit.reliance import Reliance
from netdiff.spread import LogisticHazard
from netdiff.spread.fitted import ARMS, FittedModel, arms_of


class Guess:
    """A fit with an association of 6, whatever the data."""

    def at_share(self, share: float) -> LogisticHazard:
        return LogisticHazard(-5.0, exposure=6.0 * share)


@pytest.fixture(scope="module")
def star() -> Network:
    """Sixty people who all turn to one, and thirty who turn to nobody."""
    frame = pd.DataFrame({"source": np.arange(1, 60), "target": 0})
    return Network.from_frames(pd.DataFrame(index=np.arange(90)), frame, means="turns_to")


def test_arms() -> None:
    assert isinstance(Guess(), FittedModel)
    assert not isinstance(nd.IndependentCascade(0.1), FittedModel)
    assert [arm.exposure for arm in arms_of(Guess()).values()] == [6.0 * share for share in ARMS.values()]


def test_a_simulation_of_a_fit_holds_its_three_arms(star: Network) -> None:
    spread = nd.simulate(star, Guess(), seeds=[0], horizon=6, runs=100, rng=1)
    alone = nd.simulate(star, LogisticHazard(-5.0), seeds=[0], horizon=6, runs=100, rng=1)
    assert list(spread.other_arms) == ["halved", "at none"]
    assert spread.other_arms["at none"].reach_by_run.tolist() == alone.reach_by_run.tolist()
    assert spread.reach.value > spread.other_arms["halved"].reach.value > alone.reach.value
    assert "with the association halved" in repr(spread)
    assert alone.other_arms == {}


def test_a_plan_says_how_much_of_the_association_it_needs(star: Network) -> None:
    plan = nd.recommend(star, 1, model=Guess(), horizon=6, rng=1, progress=False)
    assert plan.people == (0,)
    table = plan.reliance.to_frame()
    assert table.loc[0.0, "low"] > 0
    assert abs(table.loc[1.0, "ahead"]) < 1.0
    assert 0.5 < plan.reliance.breaks_at <= 1.0
    assert str(plan.reliance) in plan.summary()
    assert list(plan.strengths.index) == ["association as fitted", "association halved", "association at none"]
    later = plan.then(declined=[0], rng=1)
    assert later.reliance is not None
    assert nd.recommend(star, 1, model=nd.IndependentCascade(0.1), rng=1, progress=False).reliance is None


def test_where_the_lead_is_lost_is_read_off_by_straight_lines() -> None:
    table = pd.DataFrame({"ahead": [4.0, 3.0, 1.0], "low": [3.0, 1.0, -1.0]}, index=[0.0, 0.5, 1.0])
    assert Reliance(table).breaks_at == 0.75
    assert "about 75 % or more" in str(Reliance(table))
    assert "halved if about 75 %" in str(Reliance(table))
    assert Reliance(table.assign(low=1.0)).breaks_at is None
    assert "clearly ahead" in str(Reliance(table.assign(low=1.0)))
    assert "not be clearly ahead" in str(Reliance(table.assign(low=-1.0)))


def test_a_model_that_never_ends_needs_a_horizon(star: Network) -> None:
    with pytest.raises(nd.ModelError, match="horizon=12"):
        nd.recommend(star, 1, model=Guess(), rng=1, progress=False)
