"""Myth 4: supply that cannot help, supply that must, and the closed form of scarce attention."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.stats import beta, poisson

from netdiff._random import run_keys
from netdiff.errors import ModelError
from netdiff.experiments.demand import Pipeline, _arrived, demand
from netdiff.network import Network


@pytest.fixture(scope="module")
def town() -> Network:
    return Network.from_networkx(nx.watts_strogatz_graph(150, 4, 0.1, seed=3), means="meets")


def test_without_a_budget_all_arms_are_the_same_exactly(town: Network) -> None:
    contrast = demand(town, budget=0.0, runs=20, region={}, rng=1)
    for arm in contrast.arms.values():
        np.testing.assert_array_equal(arm, contrast.arms["as it is"])


def test_arrivals_are_poisson_and_more_include_the_fewer() -> None:
    few, many = (_arrived(Pipeline(needs=4, arrivals=rate), run_keys(1, 5000), 3) for rate in (2.0, 4.0))
    assert (many >= few).all()
    counts = np.bincount(few.ravel(), minlength=4)[:4] / few.size
    np.testing.assert_allclose(counts, poisson(0.5).pmf(np.arange(4)), atol=0.01)


def test_those_who_ask_find_with_the_chance_of_what_they_look_at() -> None:
    """One of five kinds fits, two looks a period, three periods; everybody whose latent demand reaches the bar asks."""
    strangers = Network.from_networkx(nx.empty_graph(300), means="meets")
    rule = Pipeline(needs=5, arrivals=0.0, stock=1, attention=2, bar=0.6)
    contrast = demand(strangers, model=rule, periods=3, runs=200, region={}, rng=1)
    expected = beta(2, 2).sf(0.6) * (1 - (1 - 0.2) ** (2 * 3))
    assert contrast.arms["as it is"].mean() == pytest.approx(expected, abs=0.01)


def test_where_every_need_is_served_more_supply_cannot_raise_adoption(town: Network) -> None:
    contrast = demand(town, model=Pipeline(needs=1, stock=1), region={"bar": (0.6, 0.8)}, runs=20, rng=1)
    assert contrast.verdict == "follows"
    np.testing.assert_array_equal(contrast.arms["supply"], contrast.arms["as it is"])


def test_the_claim_fails_where_supply_is_scarce_and_demand_is_there(town: Network) -> None:
    rule = Pipeline(needs=5, arrivals=0.05, attention=5, bar=0.0)
    contrast = demand(town, model=rule, breeds=4.0, region={"moves": (0.05, 0.2)}, runs=60, rng=1)
    assert contrast.verdict == "does not follow"
    assert set(contrast.region["finding"]) == {"the other way"}
    np.testing.assert_array_equal(contrast.arms["demand"], contrast.arms["as it is"])


def test_incentives_that_crowd_out_lower_adoption(town: Network) -> None:
    contrast = demand(town, moves=-0.1, runs=30, region={}, rng=1)
    assert contrast.between("demand", "as it is").high < 0


def test_supply_saturates_with_scarce_attention(town: Network) -> None:
    table = demand(town, model=Pipeline(arrivals=2.0), budget=8.0, breeds=1.0, runs=60, region={}, rng=1).doses[
        "supply"
    ]
    assert table.iloc[-1] - table.iloc[1] < 0.25 * (table.iloc[1] - table.iloc[0])


def test_what_cannot_be_asked_is_said() -> None:
    with pytest.raises(ModelError, match="arrivals"):
        Pipeline(arrivals=-1.0)
    with pytest.raises(ModelError, match="needs"):
        Pipeline(needs=0)
