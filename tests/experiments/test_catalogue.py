"""Each experiment has its card, runs by its name, and tells in plain sentences what came of it."""

from __future__ import annotations

import inspect
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest

import netdiff as nd
from netdiff import experiments
from netdiff.errors import ModelError, NetdiffError
from netdiff.experiments import CARDS, WORDS, card, listed, run
from netdiff.experiments.catalogue import _RUN
from netdiff.network import Network

QUICK = {"runs": 5, "region": {}, "rng": 1}


@pytest.fixture(scope="module")
def coalition() -> Network:
    return nd.load_sample("coalition")


@pytest.mark.parametrize("name", CARDS)
def test_every_experiment_runs_by_its_name_and_is_named_in_its_result(coalition: Network, name: str) -> None:
    net = nd.load_sample("region").layer("contacts") if name == "user_networks" else coalition
    found = run(name, net, **QUICK)
    assert found.question.experiment == name
    assert name in experiments.__all__
    assert len(found.sentences) == 3
    assert "no proof" in found.sentences[2]
    assert found.basis is None if name == "displacement" else found.basis.people == len(net)


@pytest.mark.parametrize("name", [name for name, one in CARDS.items() if one.choice is not None])
def test_every_choice_of_a_card_is_a_choice_of_the_function(name: str) -> None:
    word, choices = CARDS[name].choice or ("", ())
    parameter = inspect.signature(_RUN[name]).parameters[word]
    assert parameter.default in choices
    net = nd.load_sample("region").layer("contacts")
    for choice in choices:
        assert run(name, net, choice, **QUICK).arms


def test_the_cards_speak_plainly() -> None:
    """Short sentences, no words of the trade, and no promise."""
    for one in CARDS.values():
        for text in (one.question, one.compared, one.fixed, one.refuted, one.follows, one.fails, one.cannot_say):
            for sentence in text.replace("?", ".").replace(";", ".").split("."):
                assert len(sentence.split()) <= 24, sentence
            assert not {"stochastic", "parameter", "exogenous", "prove", "proved"} & set(text.lower().split())


@pytest.mark.parametrize("module", sorted({"support", "codesign", "demand", "user_networks", "nested_communities"}))
def test_every_setting_of_a_declared_region_has_plain_words(module: str) -> None:
    import importlib

    region = importlib.import_module(f"netdiff.experiments.{module}").REGION
    assert set(region) <= set(WORDS)


def test_wrong_words_are_told_with_those_there_are(coalition: Network) -> None:
    with pytest.raises(ModelError, match="Did you mean 'support'"):
        run("suport", coalition)
    with pytest.raises(ModelError, match="one version only"):
        card("support", "loud")
    with pytest.raises(ModelError, match="dial must be one of"):
        run("user_networks", coalition, "fame")
    with pytest.raises(ModelError, match="for displacement only"):
        run("support", coalition, organisations="sheet.csv")
    assert list(listed().columns) == ["claim", "asks", "choices", "needs"]


def test_numbers_that_were_assumed_are_moved_one_at_a_time(coalition: Network) -> None:
    found = run("demand", coalition, runs=10, region={}, rng=1)
    table = found.assumptions(by=0.5)
    assert set(table["parameter"]) <= set(found.settings)
    assert table.loc[table["parameter"] == "moves", "tried"].tolist() == pytest.approx([0.05, 0.15])
    assert table.loc[table["parameter"] == "stock", "tried"].tolist() == [1]
    again = experiments.demand(coalition, moves=0.05, runs=10, region={}, rng=1)
    row = table[(table["parameter"] == "moves") & (table["tried"] == 0.05)].iloc[0]
    assert row["effect"] == again.effect.value
    with pytest.raises(ModelError, match="above 0"):
        found.assumptions(by=0.0)


def test_the_map_of_a_region_adds_up_to_its_share(coalition: Network) -> None:
    region = {"arrivals": (0.2, 5.0), "bar": (0.5, 0.8), "moves": (0.05, 0.15)}
    found = run("demand", coalition, runs=10, region=region, rng=1)
    table = found.region_map()
    assert table.shape == (2, 2)
    assert np.mean(table.to_numpy()) == pytest.approx(found.share)


@pytest.mark.parametrize("name", CARDS)
def test_nobody_and_hardly_anybody_are_told_plainly(name: str, empty: Network, one_node: Network) -> None:
    with pytest.raises(NetdiffError, match=r"nobody|too few|ask for fewer"):
        run(name, empty, **QUICK)
    with suppress(NetdiffError):  # anything else would be a fault of ours
        run(name, one_node, **QUICK)


@pytest.mark.parametrize("name", sorted(set(CARDS) - {"displacement", "user_networks"}))
def test_without_any_link_it_still_plays(name: str, no_ties: Network) -> None:
    ids = [f"n{k}" for k in range(8)]
    alone = Network.from_frames(pd.DataFrame(index=pd.Index(ids)), no_ties.ties.iloc[:0], list(no_ties.layers.values()))
    assert np.isfinite(run(name, alone, **QUICK).effect.value)
