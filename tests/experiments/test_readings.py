"""Radical or incremental: both readings are always shown, and each list is judged under both."""

from __future__ import annotations

import networkx as nx
import pytest

from netdiff.errors import ModelError
from netdiff.experiments import readings
from netdiff.network import Network
from netdiff.spread import ComplexContagion, IndependentCascade
from netdiff.spread.simulate import simulate


@pytest.fixture(scope="module")
def caves() -> Network:
    """A ring of close circles: what needs two voices spreads only from people side by side."""
    return Network.from_networkx(nx.connected_caveman_graph(8, 6), means="meets")


def test_both_readings_are_shown_whichever_way_the_switch_stands(caves: Network) -> None:
    one, other = (readings(caves, 3, change=change, runs=50, rng=1) for change in ("radical", "incremental"))
    assert one.lists.equals(other.lists)
    assert one.reach.equals(other.reach)
    assert "If it is radical" in repr(one)
    assert "If it is incremental" in repr(other)
    for both in (one, other):
        assert "Where the evidence conflicts" in repr(both)
        assert both.advice.shape == (5, 3)


def test_each_list_is_best_under_its_own_reading(caves: Network) -> None:
    both = readings(caves, 3, chance=0.2, runs=400, rng=1)
    table = both.table()
    assert table.loc["radical", "radical"] > table.loc["incremental", "radical"]
    assert table.loc["incremental", "incremental"] >= table.loc["radical", "incremental"] - 1.0
    assert both.regret["incremental"] == table.loc["radical", "radical"] - table.loc["incremental", "radical"]


def test_the_table_holds_what_simulate_says(caves: Network) -> None:
    both = readings(caves, 2, chance=0.3, voices=2, runs=100, rng=5)
    for kind in ("incremental", "radical"):
        sure = simulate(caves, ComplexContagion(count=2), seeds=both.lists[kind].tolist(), runs=1).reach.value
        assert both.table().loc[kind, "radical"] == sure
        news = simulate(caves, IndependentCascade(0.3), seeds=both.lists[kind].tolist(), runs=4000, rng=9).reach
        assert both.table().loc[kind, "incremental"] == pytest.approx(news.value, rel=0.15)


def test_names_stay_out_of_sight_and_wrong_words_are_told(caves: Network) -> None:
    people = nx.relabel_nodes(nx.connected_caveman_graph(8, 6), lambda node: f"secret-{node}")
    both = readings(Network.from_networkx(people, means="meets"), 2, runs=20, rng=1, exclude=["secret-3"])
    assert "secret" not in repr(both)
    assert "secret" not in both._repr_html_()
    assert not both.lists.isin(["secret-3"]).any().any()
    with pytest.raises(ModelError, match="change must be one of"):
        readings(caves, change="huge")
