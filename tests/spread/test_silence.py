"""Silent people: whom they would have named is estimated, drawn by default, and shown beside respondents only."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from netdiff.errors import DataError
from netdiff.network import Network
from netdiff.spread import IndependentCascade
from netdiff.spread.silence import expected_answers, expected_influence
from netdiff.spread.simulate import simulate

SIZE = 240


def truth(rng: np.random.Generator, names: int = 6) -> np.ndarray:
    """Who would name whom: two groups that name mostly their own, some people named often."""
    group = np.arange(SIZE) % 2
    popular = rng.gamma(2.0, 0.5, SIZE) + 0.2
    odds = popular[None, :] * np.where(group[:, None] == group[None, :], 1.0, 0.15)
    np.fill_diagonal(odds, 0.0)
    chance = names * odds / odds.sum(axis=1, keepdims=True)
    drawn = rng.random((SIZE, SIZE)) < chance
    back = (rng.random((SIZE, SIZE)) < 0.3) & drawn.T
    np.fill_diagonal(back, val=False)
    return drawn | back


def surveyed(named: np.ndarray, silent: np.ndarray, word: str = "asked") -> Network:
    ids = np.array([f"p{i:03}" for i in range(SIZE)])
    nodes = pd.DataFrame({"group": np.where(np.arange(SIZE) % 2, "user", "carer")}, index=pd.Index(ids, name="node"))
    source, target = np.nonzero(named & ~silent[:, None])
    ties = pd.DataFrame({"source": ids[source], "target": ids[target]})
    answers = pd.DataFrame({"ties": np.where(silent, word, "answered")}, index=ids)
    return Network.from_frames(nodes, ties, means="turns_to", answers=answers)


@pytest.fixture(scope="module")
def case() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    return truth(rng), rng.random(SIZE) < 0.3


def test_a_third_silent_does_not_cap_reach_at_two_thirds(case):
    named, silent = case
    net = surveyed(named, silent)
    spread = simulate(net, IndependentCascade(0.6), seeds=net.nodes.index[:5].tolist(), runs=300, rng=1)
    only = spread.respondents_only
    assert only is not None
    assert only.reach.value <= (~silent).sum() + 5  # nobody silent can be reached then
    assert spread.reach.value > 0.9 * SIZE
    assert simulate(net, IndependentCascade(0.6), seeds="p000", runs=9, rng=1, silent="ignore").respondents_only is None


def test_reach_is_close_to_that_of_the_whole_truth(case):
    """Judged where it matters: at a strength at which reach depends on who names whom."""
    named, _ = case
    model = IndependentCascade(0.12)
    seeds = [f"p{i:03}" for i in range(8)]
    whole = simulate(surveyed(named, np.zeros(SIZE, dtype=bool)), model, seeds=seeds, runs=1000, rng=2).reach.value
    gaps = []
    for draw in range(8):
        missing = np.random.default_rng(draw).random(SIZE) < 0.3
        spread = simulate(surveyed(named, missing), model, seeds=seeds, runs=500, rng=2)
        gaps.append((spread.reach.value / whole - 1, spread.respondents_only.reach.value / whole - 1))
    drawn, only = np.mean(gaps, axis=0)
    assert abs(drawn) < 0.12
    assert only < -0.25


def test_expected_names_are_those_that_were_hidden(case):
    named, silent = case
    model = expected_answers(surveyed(named, silent))
    hidden = named[silent]
    assert model.silent == int(silent.sum())
    assert model.matrix.sum() == pytest.approx(hidden.sum(), rel=0.12)
    expected = model.matrix.toarray()
    same = (np.arange(SIZE)[:, None] + np.arange(SIZE)[None, :]) % 2 == 0
    assert expected[silent][same[silent]].sum() == pytest.approx((hidden & same[silent]).sum(), rel=0.2)
    assert not expected[~silent].any()


def test_expected_names_know_popularity_and_reciprocity(case):
    named, silent = case
    expected = expected_answers(surveyed(named, silent)).matrix.toarray()
    hits = expected[silent][named[silent]]
    rng = np.random.default_rng(1)
    misses = rng.choice(expected[silent][~named[silent]], hits.size)
    assert (hits > misses).mean() + 0.5 * (hits == misses).mean() > 0.7  # chance would be one half
    told = named.T[silent] & ~silent[None, :]
    assert expected[silent][told].mean() > 3 * expected[silent][~told].mean()


def test_when_most_answered_nothing_is_drawn(case):
    named, _ = case
    few = np.zeros(SIZE, dtype=bool)
    few[:10] = True
    net = surveyed(named, few)
    assert expected_influence(net) is None
    assert simulate(net, IndependentCascade(0.1), seeds="p050", runs=5, rng=1).respondents_only is None


def test_never_asked_are_told_apart(case):
    named, silent = case
    model = expected_answers(surveyed(named, silent, "not_asked"))
    assert model.silent == 0
    assert model.matrix.nnz == 0


def test_the_absent_name_nobody_and_are_not_named(case):
    named, silent = case
    gone = silent & (np.arange(SIZE) < 100)
    net = surveyed(named, silent)
    answers = net.answers
    answers.loc[gone, "ties"] = "absent"
    ties = net.ties[~net.ties["target"].isin(net.nodes.index[gone])]
    expected = expected_answers(Network(net.nodes, ties, net.layers, answers=answers)).matrix.toarray()
    assert not expected[gone].any()
    assert not expected[:, gone].any()


def test_nobody_answered_is_an_error_with_a_cure():
    ties = pd.DataFrame({"source": [], "target": []}, dtype=str)
    answers = pd.DataFrame({"ties": ["asked", "asked"]}, index=["a", "b"])
    net = Network.from_frames(pd.DataFrame(index=["a", "b"]), ties, means="turns_to", answers=answers)
    with pytest.raises(DataError, match="nobody answered"):
        expected_answers(net)


def test_a_sample_of_pairs_keeps_the_expected_number_of_names(case, monkeypatch):
    named, silent = case
    net = surveyed(named, silent)
    whole = expected_answers(net).matrix
    monkeypatch.setattr("netdiff.spread.silence.MOST_CELLS", int(silent.sum()) * 60)
    part = expected_answers(net).matrix
    assert part.nnz < whole.nnz / 3
    assert part.sum() == pytest.approx(whole.sum(), rel=0.15)


def test_the_order_of_people_changes_nothing(case):
    named, silent = case
    net = surveyed(named, silent)
    turned = net.select(net.nodes.index[::-1])
    one, two = expected_answers(net).matrix.toarray(), expected_answers(turned).matrix.toarray()
    assert two[::-1, ::-1] == pytest.approx(one)
