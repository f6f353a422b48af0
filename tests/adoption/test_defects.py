"""Eight defects of netdiffuseR 1.25, each with the case that shows it, not repeated here."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netdiff.adoption import (
    Adoption,
    adopter_categories,
    degree_adoption,
    exposure,
    infectiousness,
    susceptibility,
    threshold,
)
from netdiff.errors import UnknownNodeError
from netdiff.network import Network
from netdiff.spread import ComplexContagion, Drawn
from netdiff.spread.simulate import simulate
from netdiff.times import AdoptionTable
from tests.adoption.test_history import network


def test_1_replicates_are_not_all_the_same() -> None:
    """There, a function for thresholds resets the seed, so that from the second replicate on all are one."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"source": rng.integers(60, size=300), "target": rng.integers(60, size=300)})
    net = Network.from_frames(pd.DataFrame(index=np.arange(60)), frame, means="turns_to")
    model = ComplexContagion(share=Drawn("uniform", 0.15, 0.9))
    one, again, other = (simulate(net, model, seeds=[0, 1, 2, 3, 4], runs=40, rng=seed) for seed in (1, 1, 2))
    assert one.times is not None
    reached = (one.times >= 0).sum(axis=1)
    assert len(np.unique(reached)) > 3
    assert (one.times == again.times).all()
    assert not (one.times == other.times).all()


def test_2_never_adopters_are_no_early_adopters() -> None:
    case = Adoption.of(network([("a", "b"), ("a", "c")]), {"a": 2, "b": 1}, first=1, last=3)
    assert susceptibility(case, normalised=False)["a"] == 1.0


def test_3_hubs_that_adopt_last_are_not_called_supporters() -> None:
    pairs = [("a", "f"), ("b", "f"), ("c", "f"), ("a", "e"), ("b", "e"), ("a", "d")]
    case = Adoption.of(network(pairs), {"a": 1, "b": 2, "c": 2, "d": 3, "e": 4, "f": 5})
    assert degree_adoption(case, draws=100, rng=1).loc["in_degree", "reading"].endswith("later")


def test_4_no_tie_runs_to_the_wrong_group() -> None:
    """There, ids are shifted by arithmetic: 11 of group 1, not surveyed, becomes person 1 of group 2."""
    ids = ["1/1", "1/2", "2/1", "2/2"]
    frame = pd.DataFrame({"source": ["1/1"], "target": ["1/11"]})
    net = Network.from_frames(pd.DataFrame(index=ids), frame, means="turns_to", unknown="add")
    assert net.ties["target"].tolist() == ["1/11"]
    assert net.answers.loc["1/11", "ties"] == "not_asked"


def test_5_each_innovation_has_its_own_weights() -> None:
    times = AdoptionTable(
        pd.DataFrame({"node": ["b", "c"] * 2, "innovation": ["x", "x", "y", "y"], "adopted": [1, 2, 2, 1]})
    )
    net = network([("a", "b"), ("a", "c")])
    weights = {"x": pd.Series(1.0, index=net.nodes.index), "y": pd.Series([1, 3, 1, 1, 1, 1.0], index=net.nodes.index)}
    seen = {
        name: exposure(Adoption.of(net, times, innovation=name), lag=0, attribute=weights[name]).loc["a"].tolist()
        for name in ("x", "y")
    }
    assert seen == {"x": [0.5, 1.0], "y": [0.25, 1.0]}


def test_6_seeds_with_names_are_not_lost() -> None:
    net = network([("b", "a"), ("c", "b")])
    spread = simulate(net, ComplexContagion(count=1), seeds=["a"], runs=2, rng=1)
    assert spread.reach.value == 3
    with pytest.raises(UnknownNodeError):
        simulate(net, ComplexContagion(count=1), seeds=["nobody"], runs=2, rng=1)


def test_7_options_do_what_they_say() -> None:
    """There, `include_censored` has no effect, classes close on the other side, and ties are read a period late."""
    case = Adoption.of(network([("a", "b"), ("b", "c")]), {"a": 1, "b": 2, "c": 3}, first=1, last=3)
    assert threshold(case, first="blank").isna().sum() > threshold(case, first="zero").isna().sum()
    assert adopter_categories(case, closed="left")["b"] == "Late Majority"
    assert adopter_categories(case, closed="right")["b"] == "Early Majority"
    early = [network([("b", "a")]), network([("c", "d")])]
    assert infectiousness(Adoption.of(early, {"a": 1, "b": 2}, first=1), normalised=False)["a"] == 0.0


def test_8_times_are_joined_by_id_never_by_position() -> None:
    """There, two bundled data sets carry their times in the order of the file, and the graph in the order of text."""
    rng = np.random.default_rng(3)
    ids = [str(number) for number in range(1, 121)]
    frame = pd.DataFrame({"source": rng.choice(ids, 400), "target": rng.choice(ids, 400)})
    times = pd.Series(rng.integers(1, 6, 120).astype(float), index=ids)
    ordered = Network.from_frames(pd.DataFrame(index=ids), frame, means="turns_to")
    as_text = Network.from_frames(pd.DataFrame(index=sorted(ids)), frame, means="turns_to")
    one, other = Adoption.of(ordered, times), Adoption.of(as_text, times.sample(frac=1, random_state=1))
    assert (other.toa.reindex(ids) == one.toa).all()
    np.testing.assert_allclose(exposure(other).reindex(ids), exposure(one))
