"""Mechanism 3: neutral is nothing, exactly; a dimension helps where its gate binds, and fails where it does not."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from netdiff.errors import ModelError
from netdiff.experiments._funnel import Funnel
from netdiff.experiments.conditions import DIMENSIONS, Enabling, conditions
from netdiff.network import Network


@pytest.fixture(scope="module")
def town() -> Network:
    return Network.from_networkx(nx.watts_strogatz_graph(120, 6, 0.1, seed=2), means="meets")


def test_neutral_values_leave_every_model_unchanged_exactly(town: Network) -> None:
    odd = Funnel(desirable=0.37, interest=0.41, support=0.013, viable=0.71)
    assert Enabling().on_funnel(odd) == odd
    assert Enabling().on_selection(0.3) == 0.3
    idle = conditions(town, runs=20, region={}, rng=1)
    assert len(set(idle.doses.iloc[0][["as it is", *DIMENSIONS, "all a little"]])) == 1


@pytest.mark.parametrize(
    ("name", "field"),
    [("culture", "desirable"), ("capital", "interest"), ("methods", "support"), ("rewards", "viable")],
)
def test_each_dimension_acts_on_its_own_parameter_alone(name: str, field: str) -> None:
    moved = Enabling(**{name: 0.9}).on_funnel(Funnel())
    assert getattr(moved, field) > getattr(Funnel(), field)
    assert replace(moved, **{field: getattr(Funnel(), field)}) == Funnel()


def test_regulation_moves_organisations_and_no_person(town: Network) -> None:
    assert Enabling(regulation=1.0).on_selection(0.2) == pytest.approx(0.4)
    assert Enabling(regulation=0.0).on_selection(0.2) == pytest.approx(0.1)
    contrast = conditions(town, "regulation", runs=20, region={"viable": (0.3, 0.6)}, rng=1)
    np.testing.assert_array_equal(contrast.arms["regulation"], contrast.arms["as it is"])
    assert contrast.verdict == "does not follow"


def test_the_claim_follows_where_the_gate_of_the_dimension_binds(town: Network) -> None:
    model = Funnel(media=0.3, desirable=1.0, feasible=1.0)
    contrast = conditions(town, "rewards", model=model, region={"viable": (0.2, 0.4)}, runs=30, rng=1)
    assert contrast.verdict == "follows"


def test_the_claim_fails_where_another_gate_binds(town: Network) -> None:
    model = Funnel(media=0.3, desirable=1.0, viable=1.0, feasible=0.2)
    contrast = conditions(town, "rewards", model=model, region={"feasible": (0.1, 0.3)}, runs=30, rng=1)
    assert contrast.verdict == "does not follow"
    np.testing.assert_array_equal(contrast.arms["rewards"], contrast.arms["as it is"])


def test_values_outside_the_scale_are_refused(town: Network) -> None:
    with pytest.raises(ModelError, match="culture"):
        Enabling(culture=1.2)
    with pytest.raises(ModelError, match="dimension"):
        conditions(town, "luck")
    with pytest.raises(ModelError, match=r"not 1\.4"):
        conditions(town, step=0.9, runs=2, region={})
