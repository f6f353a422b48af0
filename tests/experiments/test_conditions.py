"""Mechanism 3: neutral is nothing, exactly; a dimension helps where its gate binds, and fails where it does not."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from netdiff.errors import ModelError
from netdiff.experiments._funnel import Funnel
from netdiff.experiments.conditions import conditions, rankings
from netdiff.experiments.enabling import FIVE, Dimension, Enabling
from netdiff.network import Network


@pytest.fixture(scope="module")
def town() -> Network:
    return Network.from_networkx(nx.watts_strogatz_graph(120, 6, 0.1, seed=2), means="meets")


def test_neutral_values_leave_every_model_unchanged_exactly(town: Network) -> None:
    odd = Funnel(desirable=0.37, interest=0.41, support=0.013, viable=0.71)
    assert Enabling().on_funnel(odd) == odd
    assert Enabling().on_selection(0.3) == 0.3
    idle = conditions(town, runs=20, region={}, rng=1)
    assert len(set(idle.doses.iloc[0][["as it is", *FIVE, "all a little"]])) == 1


@pytest.mark.parametrize(
    ("name", "field"),
    [("culture", "desirable"), ("capital", "interest"), ("methods", "support"), ("rewards", "viable")],
)
def test_each_dimension_acts_on_its_own_parameter_alone(name: str, field: str) -> None:
    moved = Enabling({name: 0.9}).on_funnel(Funnel())
    assert getattr(moved, field) > getattr(Funnel(), field)
    assert replace(moved, **{field: getattr(Funnel(), field)}) == Funnel()


def test_regulation_moves_organisations_and_no_person(town: Network) -> None:
    assert Enabling({"regulation": 1.0}).on_selection(0.2) == pytest.approx(0.4)
    assert Enabling({"regulation": 0.0}).on_selection(0.2) == pytest.approx(0.1)
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
    with pytest.raises(ModelError, match="between 0 and 1"):
        Enabling({"culture": 1.2})
    with pytest.raises(ModelError, match="dimension"):
        conditions(town, "luck")
    with pytest.raises(ModelError, match=r"not 1\.4"):
        conditions(town, step=0.9, runs=2, region={})


def test_the_ranking_holds_where_one_gate_binds_everywhere(town: Network) -> None:
    """Everything but viability is open, so rewards come first at every point and nothing else does anything."""
    model = Funnel(media=0.3, interest=1.0, desirable=1.0, feasible=1.0)
    table = rankings(town, model=model, region={"viable": (0.2, 0.4), "gates": ("conjunctive",)}, runs=30, rng=1)
    assert table.index[0] == "rewards"
    assert table.loc["rewards", "first_in"] == 1.0
    assert set(table.loc["rewards", "always_beats"].split(", ")) == set(FIVE) - {"rewards"}
    assert (table.drop(index="rewards")["most"] == 0.0).all()
    assert (table.drop(index="rewards")["always_beats"] == "").all()


def test_no_ranking_holds_where_what_binds_is_unknown(town: Network) -> None:
    model = Funnel(media=0.3, interest=1.0, desirable=1.0, feasible=0.5, viable=0.5)
    where = {"viable": (0.0, 1.0), "feasible": (0.0, 1.0)}
    table = rankings(town, model=model, region=where, runs=30, rng=1)
    assert (table["always_beats"] == "").all()
    assert table["first_in"].max() < 1.0


def test_a_vector_of_ones_own(town: Network) -> None:
    own = Enabling(dimensions={"trust": Dimension("bad", 4.0, "times"), "time": Dimension("interest", 0.3)})
    moved = own.raised({"trust": -0.5}).on_funnel(Funnel(bad=0.2))
    assert moved.bad == pytest.approx(0.05)
    assert own.raised({"time": 0.25}).on_funnel(Funnel()).interest == pytest.approx(0.65)
    contrast = conditions(town, "time", start=own, runs=10, region={}, rng=1)
    assert set(contrast.arms) == {"as it is", "trust", "time", "all a little"}
    with pytest.raises(ModelError, match="acts_on must be one of"):
        Dimension("weather", 1.0)
    with pytest.raises(ModelError, match="above 0"):
        Dimension("bad", 0.0, "times")


def test_levels_per_person_are_moved_person_by_person(town: Network) -> None:
    mixed = {node: 0.2 + 0.6 * (node % 2) for node in town.nodes.index}
    moved = Enabling({"rewards": 1.0}).on_funnel(Funnel(viable=mixed)).viable
    assert moved == {node: pytest.approx(level + 0.2) for node, level in mixed.items()}
    assert Enabling().on_funnel(Funnel(viable=mixed)).viable == mixed


def test_three_ways_to_sum_an_environment_up() -> None:
    poor = Enabling({"rewards": 0.0})
    assert [poor.overall(how) for how in ("weakest", "geometric", "mean")] == pytest.approx([0.0, 0.0, 0.4])
    assert Enabling().overall() == 0.5
