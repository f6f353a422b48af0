"""Organisations that bring their members: against enumeration, and obeyed by every strategy and every plain rule."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from netdiff.errors import DataError, UnknownNodeError
from netdiff.network import Network
from netdiff.recruit import organisations, people, recommend
from netdiff.recruit.baselines import RULES
from netdiff.recruit.candidates import Candidates
from netdiff.recruit.problem import Problem
from netdiff.recruit.search import Aim, search
from netdiff.recruit.trials import trials_of
from netdiff.spread.models import ComplexContagion, IndependentCascade
from tests.recruit.slow import Exact, random_chances
from tests.recruit.test_recommend import SURE, tells
from tests.recruit.test_samples import draws_of, sets_of
from tests.recruit.test_search import SMALL


def bringing(brings: np.ndarray) -> Candidates:
    """Organisations beside the nodes; row o of `brings` says whom organisation o brings."""
    extra, size = brings.shape
    rows = csr_array(np.vstack([np.eye(size), brings]))
    ids = pd.Index([*range(size), *(f"org{n}" for n in range(extra))], dtype=object)
    return Candidates(pd.DataFrame(index=ids), rows, np.arange(size + extra) >= size)


def exact_value(exact: Exact, brings: np.ndarray, accept: np.ndarray, chosen: tuple[int, ...]) -> float:
    """Every way organisations could answer and members could come, with its probability."""
    total = 0.0
    coins = [(o, v) for o in chosen for v in np.flatnonzero(brings[o])]
    for yes in itertools.product([0, 1], repeat=len(chosen)):
        agreed = dict(zip(chosen, yes, strict=True))
        first = np.prod([accept[o] if agreed[o] else 1 - accept[o] for o in chosen])
        for comes in itertools.product([0, 1], repeat=len(coins)):
            chance = first * np.prod(
                [brings[o, v] if c else 1 - brings[o, v] for (o, v), c in zip(coins, comes, strict=True)]
            )
            seeds = {int(v) for (o, v), c in zip(coins, comes, strict=True) if c and agreed[o]}
            total += chance * exact.value(sorted(seeds)) if chance > 0 else 0.0
    return float(total)


def problem_of(candidates: Candidates, k: int, accept: np.ndarray) -> Problem:
    size, extra = candidates.brings.shape[1], candidates.extra
    said = np.concatenate([np.ones(size), accept])
    return Problem(candidates.listed, k, np.ones(size + extra), accept=said, candidates=candidates)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("horizon", "early"), [(None, False), (2, True)])
def test_organisations_are_worth_what_enumeration_says(seed: int, horizon: int | None, early: bool) -> None:
    rng = np.random.default_rng(seed)
    chances, size = random_chances(rng, 5, 7), 5
    brings = rng.choice([0.0, 0.0, 0.5, 1.0], (3, size))
    brings[:, 0] = 0.5
    accept = np.array([1.0, 0.6, 0.8])
    exact = Exact(chances, horizon, early)
    candidates = bringing(brings)
    problem = problem_of(candidates, 2, accept)
    draws = draws_of(chances, deadline=horizon, early=early, accept=problem.accept)
    draws = type(draws)(**{**vars(draws), "brings": candidates.brings})
    sets = sets_of(draws, 40_000, seed)
    lists = list(itertools.combinations(range(3), 2))
    true = {one: exact_value(exact, brings, accept, one) for one in [(0,), (1,), (2,), *lists]}
    for chosen, value in true.items():
        assert sets.value([size + o for o in chosen]) == pytest.approx(value, abs=4 * size * 0.5 / 200)
    found = search(draws, problem, np.random.default_rng(seed), SMALL, "x")
    best = max(true[one] for one in lists)
    got = true[tuple(sorted(int(p) - size for p in found.chosen))]
    assert found.certificate.lower <= got
    assert best <= found.certificate.upper
    assert got >= found.certificate.ratio * best - 1e-9


def test_played_runs_and_sets_value_organisations_alike() -> None:
    """The model played forward, members drawn per run, against enumeration."""
    chances = np.zeros((6, 6))
    chances[0, 1] = chances[2, 3] = 0.5
    names = list("abcdef")
    brings = np.array([[0.5, 0, 0.5, 0, 0, 0], [0, 0, 0, 0, 1.0, 1.0]])
    accept = np.array([0.8, 0.5])
    ties = pd.DataFrame({"source": ["a", "c"], "target": ["b", "d"], "weight": 0.5})
    nodes = pd.DataFrame(index=pd.Index(names, dtype="str"))
    net = Network.from_frames(nodes, ties, means="tells", weight_is="probability")
    problem = problem_of(bringing(brings), 2, accept)
    trials = trials_of(net, problem, Aim(IndependentCascade("weight")), 1_500, np.random.default_rng(1))
    exact = Exact(chances)
    for chosen in [(0,), (1,), (0, 1)]:
        value = exact_value(exact, brings, accept, chosen)
        assert trials.value([6 + o for o in chosen]) == pytest.approx(value, abs=0.2)


@pytest.fixture
def region() -> Network:
    """Two clinics and a club: the club's members influence most, the big clinic's nobody."""
    pairs = [(hub, f"{hub}{n}") for hub in ("u", "v") for n in range(5)] + [("m", "m0")]
    where = {"u": "club", "v": "club", "m": "clinic", "x1": "big", "x2": "big", "x3": "big", "x4": "big"}
    names = sorted({one for pair in pairs for one in pair} | set(where))
    place = {"u": "North", "v": "North", "m": "South", "x1": "East", "x2": "East", "x3": "South", "x4": "East"}
    nodes = pd.DataFrame({"organisation": pd.Series(where), "place": pd.Series(place)}, index=names)
    return tells(pairs, nodes)


def test_worked_out_by_hand(region: Network) -> None:
    """The club brings u and v, who reach 10 more: 12. With members coming half the time, 6. The clinic brings 1 + 1."""
    plan = recommend(region, 1, model=SURE, candidates="organisation", rng=1)
    assert plan.people == ("club",)
    assert plan.reach.value == pytest.approx(12.0)
    assert plan.certificate.lower <= 12.0 <= plan.certificate.upper
    half = recommend(region, 1, model=SURE, candidates=organisations(region, mobilised=0.5), rng=1)
    assert half.people == ("club",)
    assert half.reach.value == pytest.approx(6.0, abs=0.2)
    assert "Brings about 2 people" in plan.explain("club").reach_in_words()
    assert "1 organisation to recruit" in plan.summary()
    assert plan.to_frame()["place"].tolist() == ["North"]  # that of most members


def test_costs_quotas_exclusions_and_those_already_there(region: Network) -> None:
    told = pd.DataFrame({"cost": [5.0, 1.0, 2.0], "acceptance": [0.1, 1.0, 1.0]}, index=["club", "clinic", "big"])
    priced = organisations(region, about=told)
    plan = recommend(region, None, budget=3, model=SURE, candidates=priced, rng=1)
    assert set(plan.people) == {"clinic", "big"}
    doubtful = recommend(region, 1, model=SURE, candidates=priced, rng=1)
    assert doubtful.people == ("big",)  # 4 for certain, against a tenth of 12
    assert recommend(region, 1, model=SURE, candidates="organisation", exclude=["club"], rng=1).people == ("big",)
    north = recommend(region, 2, model=SURE, candidates="organisation", at_most={"place": {"East": 0}}, rng=1)
    assert "big" not in north.people
    there = recommend(region, 1, model=SURE, candidates="organisation", already=["u", "v"], rng=1)
    assert there.people == ("big",)
    assert doubtful.then([], ["big"], rng=1).people == ("clinic",)  # 2 for certain, against 1.2
    assert doubtful.then(["big"], k=1, rng=1).people == ("clinic",)
    assert plan.outcome(["clinic"], rng=1).reached_forecast.value == pytest.approx(2.0)


def test_people_and_organisations_on_one_list(region: Network) -> None:
    both = organisations(region, with_people=True)
    plan = recommend(region, 3, model=SURE, candidates=both, exclude=["club"], rng=1)
    assert set(plan.people) == {"u", "v", "big"}
    assert plan.reach.value == pytest.approx(16.0)  # the excluded club brings nobody, its members may come alone
    assert plan.explain("u").brings is None
    assert plan.explain("big").brings == pytest.approx(4.0)


def test_members_who_opted_out_are_brought_by_nobody(region: Network) -> None:
    consent = pd.Series(None, index=region.nodes.index, dtype=object)
    consent[["u", "v"]] = "no"
    net = tells(region.ties[["source", "target"]].to_numpy().tolist(), region.nodes.assign(consent=consent))
    plan = recommend(net, 1, model=SURE, candidates="organisation", rng=1)
    assert plan.people == ("big",)
    with pytest.raises(DataError, match="not among the organisations"):
        recommend(net, 1, model=SURE, candidates="organisation", include=["club"], rng=1)


@pytest.mark.parametrize("model", [SURE, ComplexContagion(count=2)])
def test_every_plain_rule_lists_organisations_only(region: Network, model: object) -> None:
    plan = recommend(region, 2, model=model, candidates="organisation", at_least={"place": {"South": 1}}, rng=1)
    names = plan.problem.about(region).index
    for name, rule in RULES.items():
        for listed in rule(region, plan.problem, np.random.default_rng(1)):
            assert set(names[listed]) <= {"club", "clinic", "big"}, name
            assert "clinic" in names[listed], name
    assert set(plan.reserves.index) == set(plan.people)
    assert "clinic" in plan.people


def test_rules_for_people_are_unchanged_when_everybody_is_a_candidate_who_brings_himself() -> None:
    net = Network.from_networkx(nx.karate_club_graph())
    plain = recommend(net, 3, model=IndependentCascade(0.1), rng=1)
    same = recommend(net, 3, model=IndependentCascade(0.1), candidates=people(net), rng=1)
    assert plain.people == same.people
    deterministic = ["top degree", "degree discount", "clustered", "one per community"]
    pd.testing.assert_series_equal(
        plain.baselines.loc[deterministic, "value"], same.baselines.loc[deterministic, "value"], rtol=0.03
    )


def test_bad_input(region: Network) -> None:
    with pytest.raises(UnknownNodeError, match="club"):
        organisations(region, about=pd.DataFrame({"cost": [1.0]}, index=["clup"]))
    with pytest.raises(UnknownNodeError, match="clinic"):
        recommend(region, 1, model=SURE, candidates="organisation", include=["clinik"])
    with pytest.raises(DataError, match="no column"):
        recommend(region, 1, model=SURE, candidates="employer")
    with pytest.raises(DataError, match="made for another network"):
        recommend(tells([("a", "b")]), 1, candidates=organisations(region))
    kept = recommend(region, 1, model=SURE, candidates=organisations(region), organiser="u", rng=1)
    assert kept.people == ("club",)  # the organiser is taken off, with the candidates made for the whole map


def test_an_organisation_that_is_a_node_keeps_its_place() -> None:
    nodes = pd.DataFrame(
        {"mode": ["person"] * 3 + ["organisation"], "organisation": ["hub", "hub", None, None], "cost": [1, 1, 1, 7]},
        index=["a", "b", "c", "hub"],
    )
    net = tells([("a", "c")], nodes)
    found = organisations(net)
    assert found.extra == 0
    assert found.brings[[3]].toarray().tolist() == [[1.0, 1.0, 0.0, 0.0]]
    plan = recommend(net, 1, model=SURE, candidates=found, rng=1)
    assert plan.people == ("hub",)
    assert plan.reach.value == pytest.approx(3.0)
    assert plan.problem.spent(plan.chosen) == 7.0
