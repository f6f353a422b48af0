"""The one door to a fit: its parts against slow references, its checks on data whose truth is known both ways."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier

import netdiff as nd
from netdiff.adoption import (
    Adoption,
    exposed_beside_alike,
    exposure,
    fit_diffusion,
    fit_hazard,
    person_periods,
    predictive_curves,
    threshold,
    threshold_bounds,
    threshold_distribution,
)
from netdiff.adoption.recipe import Recipe
from netdiff.errors import DataError, ModelError
from netdiff.network import Network
from netdiff.spread import LogisticHazard
from tests.adoption.test_fit import history, people
from tests.adoption.test_history import network


@pytest.fixture(scope="module")
def contagion() -> nd.adoption.DiffusionFit:
    return fit_diffusion(history(31, 3.0, 300), place="place", draws=39, rng=1, progress=False)


@pytest.fixture(scope="module")
def alone() -> nd.adoption.DiffusionFit:
    return fit_diffusion(history(32, 0.0, 300), draws=39, rng=1, progress=False)


def test_an_association_is_found_where_there_is_one(contagion) -> None:
    assert contagion.association["low"] < 3.0 < contagion.association["high"]
    readings = contagion.checks["reading"]
    assert readings["dates shuffled within place"] == readings["partners permuted"] == "outside what chance gives"
    assert contagion.comparison.loc["network", "gain"] > 2 * contagion.comparison.loc["network", "se"]
    assert contagion.comparison.loc["Bass", "log_score"] < contagion.comparison.loc["network", "log_score"]


def test_where_there_is_none_it_says_so(alone) -> None:
    assert alone.association["low"] < 0 < alone.association["high"]
    assert alone.checks.loc["dates shuffled", "reading"] == "within what chance gives"
    said = " ".join(alone.warnings)
    assert "does not show that ties matter" in said
    assert "does not clearly help to foretell" in said


def test_the_caution_comes_first_and_nothing_is_called_influence(contagion, alone) -> None:
    for fit in (contagion, alone):
        assert fit.warnings[0].startswith("People who are tied tend to be alike")
        for shown in (repr(fit), fit._repr_html_()):
            assert "tend to be alike" in shown
            assert "influence of" not in shown
        assert list(fit.to_frame().columns) == ["association", "se", "low", "high", "p"]


def test_lookalikes_that_cluster_are_caught_by_dates_shuffled_within_their_group() -> None:
    """Homophily alone: two camps that keep to themselves, one keen and one not. No tie matters."""
    rng = np.random.default_rng(4)
    camp = np.repeat([0, 1], 150)
    named = np.array(
        [rng.choice(np.flatnonzero((camp == camp[i]) & (np.arange(300) != i)), 4, replace=False) for i in range(300)]
    )
    nodes = pd.DataFrame({"camp": np.where(camp == 1, "keen", "not")})
    frame = pd.DataFrame({"source": np.repeat(np.arange(300), 4), "target": named.ravel()})
    net = Network.from_frames(nodes, frame, means="turns_to")
    toa = pd.Series(rng.geometric(np.where(camp == 1, 0.25, 0.03)).astype(float))
    case = Adoption.of(net, toa.where(toa <= 10), first=1, last=10)
    naive = fit_diffusion(case, draws=39, rng=1, progress=False)
    assert naive.association["low"] > 0
    assert naive.checks.loc["dates shuffled", "reading"] == "outside what chance gives"
    within = fit_diffusion(case, place="camp", draws=39, rng=1, progress=False)
    assert within.checks.loc["dates shuffled within camp", "reading"] == "within what chance gives"
    made_alike = naive.alike.loc["made alike", "ratio"], exposed_beside_alike(case, covariates=["camp"], rng=1)
    assert made_alike[1].loc["made alike", "ratio"] < 0.7 * made_alike[1].loc["as observed", "ratio"]


def test_arms_keep_the_mean_chance(contagion) -> None:
    arms = contagion.arms()
    assert list(arms) == ["as fitted", "halved", "at none"]
    assert arms["halved"].exposure == pytest.approx(arms["as fitted"].exposure / 2)
    assert arms["at none"].exposure == 0
    rows = person_periods(contagion.history, valued=True)
    for arm in arms.values():
        assert isinstance(arm, LogisticHazard)
        chance = 1 / (1 + np.exp(-(arm.intercept + arm.exposure * rows["exposure"])))
        assert chance.mean() == pytest.approx(rows["adopted"].mean(), abs=1e-9)


def test_arms_carry_second_voices_and_attributes() -> None:
    case = history(33, 2.0)
    fit = fit_diffusion(case, covariates=["keen"], two_or_more=True, draws=5, rng=1, progress=False)
    half = fit.at_share(0.5)
    terms = fit.to_frame()["association"]
    assert half.reinforcement == pytest.approx(terms["two_or_more"] / 2)
    assert half.attributes["keen"] == pytest.approx(terms["keen"])


def test_a_fit_that_is_no_model_says_what_to_fit_instead() -> None:
    named = history(34, 2.0)
    case = replace(named, networks=(replace_nodes(named.net, word=["x", "y"] * 125),))
    fit = fit_diffusion(case, covariates=["word"], link="cloglog", draws=3, rng=1, progress=False)
    with pytest.raises(ModelError, match="link='logit' and 0/1 columns in place of word"):
        fit.at_share(1.0)


def replace_nodes(net: Network, **columns: object) -> Network:
    return Network(net.nodes.assign(**columns), net.ties, net.layers)


def slow_curve(case: Adoption, fit: nd.adoption.HazardFit, beta: np.ndarray, rng: np.random.Generator) -> list[int]:
    """One replay, person by person."""
    terms = dict(zip(fit.table.index, beta, strict=True))
    named = case.net.adjacency().toarray()
    toa = np.where(case.toa == case.periods[0], case.periods[0], np.inf)
    for period in case.periods[1:]:
        before = toa < period
        for i in np.flatnonzero(~before):
            alters = np.flatnonzero(named[i])
            share = before[alters].mean() if len(alters) else 0.0
            score = terms["constant"] + terms["exposure"] * share + terms.get(f"period {period}", 0.0)
            if period in fit.periods and rng.random() < 1 / (1 + np.exp(-score)):
                toa[i] = period
    return [int((toa <= period).sum()) for period in case.periods]


def test_replayed_curves_agree_with_a_slow_replay() -> None:
    case = history(35, 2.0, 120)
    fit = fit_hazard(case, calendar="periods")
    ours = predictive_curves(case, fit, draws=400, rng=1)
    rng = np.random.default_rng(2)
    betas = rng.multivariate_normal(fit.table["association"], fit.covariance, size=120)
    slow = np.array([slow_curve(case, fit, beta, rng) for beta in betas])
    error = slow.std(axis=0) * np.sqrt(1 / 120 + 1 / 400) + 1e-9
    assert (np.abs(ours["mean"] - slow.mean(axis=0)) < 4 * error).all()
    assert ours["observed"].tolist() == [(case.toa <= period).sum() for period in case.periods]
    assert ours["observed"].between(ours["low"], ours["high"]).mean() > 0.7
    with pytest.raises(ModelError, match="lag=1"):
        predictive_curves(case, fit_hazard(case, lag=0))


def test_thresholds_lie_between_what_was_withstood_and_what_it_took() -> None:
    """A crowd that follows its thresholds exactly: every true threshold lies within the bounds."""
    rng = np.random.default_rng(5)
    net = people(200, rng)
    truth, toa = rng.random(200), np.where(rng.random(200) < 0.15, 1.0, np.inf)
    for period in range(2, 12):
        share = np.asarray(net.adjacency() @ (toa < period)) / 4
        toa[np.isinf(toa) & (share >= truth)] = period
    case = Adoption.of(net, pd.Series(np.where(np.isinf(toa), np.nan, toa)), first=1, last=11)
    bounds = threshold_bounds(case)
    later = bounds["above"].notna()
    assert (truth[later] > bounds["above"][later]).all()
    took = bounds["at_most"].notna()
    assert (truth[took] <= bounds["at_most"][took]).all()
    assert bounds.loc[took, "fits"].all()
    told = threshold_distribution(case, at=(0.0, 0.3, 0.6, 1.0))
    real = np.array([(truth[later] <= value).mean() for value in told.index])
    assert (told["at_least"] <= real + 1e-9).all()
    assert (told["at_most"] >= real - 1e-9).all()
    assert (told["low"] <= told["at_least"]).all()
    assert (told["high"] >= told["at_most"]).all()
    known = threshold(case, first="blank").dropna()
    assert told.loc[0.6, "at_adoption"] == pytest.approx((known <= 0.6).mean())


def test_thresholds_of_nobody() -> None:
    with pytest.raises(DataError, match="nobody who was watched"):
        threshold_distribution(Adoption.of(network([]), {"a": 1}, first=1, last=3))


def test_silent_people_have_no_exposure_that_could_be_fitted() -> None:
    case = history(36, 2.0, 100)
    answers = case.net.answers.copy()
    answers.iloc[:30] = "asked"
    ties = case.net.ties[~case.net.ties["source"].isin(range(30))]
    silent = replace(case, networks=(Network(case.net.nodes, ties, case.net.layers, answers=answers),))
    assert not set(person_periods(silent)["node"]) & set(range(30))
    assert (person_periods(silent, direction="incoming")["node"] < 30).any()
    told = fit_diffusion(silent, draws=3, rng=1, progress=False).warnings
    assert any(text.startswith("30 people did not say") for text in told)


def test_errors_from_drawing_places_again_agree_with_the_formula() -> None:
    case = history(37, 2.0, 400)
    formula = fit_hazard(case, clusters="place").table.loc["exposure", "se"]
    again = fit_hazard(case, clusters="place", resamples=300, rng=1)
    assert again.table.loc["exposure", "se"] == pytest.approx(formula, rel=0.3)
    assert "300 draws" in again.errors
    with pytest.raises(DataError, match="everybody at risk has one"):
        fit_hazard(replace(case, networks=(replace_nodes(case.net, one="x"),)), clusters="one")


def test_a_free_calendar_leaves_out_periods_that_it_foretells_perfectly() -> None:
    case = history(38, 2.0)
    gap = replace(case, toa=case.toa.mask(case.toa == 5, 6.0))
    fit = fit_hazard(gap, calendar="periods")
    assert 5 not in fit.periods
    rows = Recipe(calendar="none").rows(gap)
    assert fit.rows == (rows["period"] != 5).sum()
    assert fit.table.loc["exposure", "association"] == pytest.approx(
        fit_hazard(gap, calendar="periods").table.loc["exposure", "association"]
    )


def test_relabelling_and_an_isolate_change_no_association() -> None:
    case = history(39, 2.0, 150)
    order = np.random.default_rng(1).permutation(150)
    turned = Adoption.of(case.net.select(list(order)), case.toa, first=1, last=12)
    one, other = (fit_hazard(each, calendar="periods").table for each in (case, turned))
    pd.testing.assert_frame_equal(one, other, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(exposure(turned).loc[case.toa.index], exposure(case))


def test_any_classifier_may_foretell_exposure() -> None:
    case = history(40, 2.0, 200)
    forest = RandomForestClassifier(n_estimators=20, min_samples_leaf=20, random_state=1)
    table = exposed_beside_alike(case, covariates=["keen"], pipeline=forest, resamples=10, rng=1)
    assert list(table.index) == ["as observed", "made alike"]
    assert not hasattr(forest, "estimators_")
    rows = person_periods(case)
    seen = rows["exposure"] > 0
    assert table.loc["as observed", "exposed"] == pytest.approx(rows.loc[seen, "adopted"].mean())
    assert table.loc["made alike", "imbalance"] < table.loc["as observed", "imbalance"]
    with pytest.raises(DataError, match="at least 20"):
        exposed_beside_alike(Adoption.of(network([("a", "b")]), {"a": 2, "b": 1}, first=1, last=3))


def test_what_is_not_possible_is_said_and_the_rest_stands() -> None:
    nets = [history(41, 2.0, 80).net] * 12
    case = history(41, 2.0, 80)
    moving = replace(case, networks=tuple(nets))
    fit = fit_diffusion(moving, draws=3, rng=1, progress=False)
    assert "not possible" in fit.checks.loc["partners permuted", "reading"]
    assert fit.association["association"] == pytest.approx(
        fit_diffusion(case, draws=3, rng=1, progress=False).association["association"]
    )


def test_adopting_together_is_told_from_adopting_after() -> None:
    """Pairs who adopt in the same period, for a reason of their own: nothing goes from one to the other."""
    rng = np.random.default_rng(6)
    when = rng.geometric(0.15, 300).astype(float)
    together = np.flatnonzero(rng.random(150) < 0.5) * 2
    when[together + 1] = when[together]
    pairs = pd.DataFrame({"source": np.arange(300), "target": np.arange(300) ^ 1})
    net = Network.from_frames(pd.DataFrame(index=np.arange(300)), pairs, means="turns_to")
    case = Adoption.of(net, pd.Series(np.where(when <= 10, when, np.nan)), first=1, last=10)
    told = fit_diffusion(case, draws=5, rng=1, progress=False)
    assert any("larger with exposure of the same period" in text for text in told.warnings)
    none = fit_diffusion(history(42, 0.0, 200), draws=5, rng=1, progress=False)
    assert not any("larger with exposure of the same period" in text for text in none.warnings)
