"""Fitted hazards: against scikit-learn, on data whose truth is known, and on data without any association."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from netdiff.adoption import Adoption, fit_hazard, person_periods
from netdiff.adoption.glm import fit_binary
from netdiff.errors import ConvergenceError, DataError
from netdiff.layer import Layer
from netdiff.network import Network

PERIODS = 12


def people(n: int, rng: np.random.Generator) -> Network:
    named = np.array([rng.choice(np.delete(np.arange(n), i), 4, replace=False) for i in range(n)])
    frame = pd.DataFrame({"source": np.repeat(np.arange(n), 4), "target": named.ravel(), "layer": "named"})
    nodes = pd.DataFrame({"keen": rng.normal(size=n), "place": rng.integers(12, size=n)}, index=np.arange(n))
    return Network(nodes, frame, Layer("named", "turns_to"))


def lived(net: Network, association: float, rng: np.random.Generator) -> pd.Series:
    """Times of adoption when the log odds of adopting are -2.5 + association * exposure of the period before."""
    named = net.adjacency()
    toa = np.where(rng.random(len(net)) < 0.1, 1.0, np.nan)
    for period in range(2, PERIODS + 1):
        exposed = np.asarray(named @ (toa < period)) / 4
        chance = 1 / (1 + np.exp(2.5 - association * exposed))
        toa[np.isnan(toa) & (rng.random(len(net)) < chance)] = period
    return pd.Series(toa)


def history(seed: int, association: float = 1.5, n: int = 250) -> Adoption:
    rng = np.random.default_rng(seed)
    net = people(n, rng)
    return Adoption.of(net, lived(net, association, rng), first=1, last=PERIODS)


def test_rows_are_those_at_risk() -> None:
    frame = pd.DataFrame({"source": ["a"], "target": ["b"]})
    net = Network.from_frames(pd.DataFrame(index=["a", "b", "c"]), frame, means="turns_to")
    rows = person_periods(Adoption.of(net, {"a": 3, "b": 1}, first=1, last=3))
    assert rows[["node", "period", "adopted", "exposure"]].to_numpy().tolist() == [
        ["a", 2, 0, 1.0],
        ["a", 3, 1, 1.0],
        ["c", 2, 0, 0.0],
        ["c", 3, 0, 0.0],
    ]


def test_logit_agrees_with_scikit_learn() -> None:
    case = history(1)
    ours = fit_hazard(case, covariates=["keen"], two_or_more=True)
    rows = person_periods(case, covariates=["keen"])
    design = rows[["exposure", "two_or_more", "keen"]].assign(period=rows["period"] - rows["period"].min())
    other = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(design, rows["adopted"])
    theirs = dict(zip(design.columns, other.coef_[0], strict=True)) | {"constant": other.intercept_[0]}
    for term, value in theirs.items():
        assert ours.table.loc[term, "association"] == pytest.approx(value, abs=1e-4)
    np.testing.assert_allclose(ours.chance(design), other.predict_proba(design)[:, 1], atol=1e-5)


def test_cloglog_is_a_maximum_of_its_likelihood() -> None:
    rng = np.random.default_rng(2)
    design = np.column_stack([np.ones(400), rng.normal(size=400)])
    outcome = (rng.random(400) < -np.expm1(-np.exp(design @ [-1.0, 0.7]))).astype(float)

    def loss(beta: np.ndarray) -> float:
        hazard = np.exp(design @ beta)
        return -(outcome * np.log(-np.expm1(-hazard)) - (1 - outcome) * hazard).sum()

    found = fit_binary(design, outcome, link="cloglog")
    best = minimize(loss, [0.0, 0.0], tol=1e-12)
    np.testing.assert_allclose(found.coefficients, best.x, atol=1e-4)
    assert found.log_likelihood == pytest.approx(-best.fun)
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), np.sqrt(np.diag(best.hess_inv)), rtol=0.1)


def test_a_term_that_parts_them_completely_is_told() -> None:
    design = np.column_stack([np.ones(40), np.r_[np.zeros(20), np.ones(20)]])
    with pytest.raises(ConvergenceError, match="completely"):
        fit_binary(design, design[:, 1])


def test_each_person_as_a_cluster_of_one_row_is_the_usual_sandwich() -> None:
    rng = np.random.default_rng(5)
    design = np.column_stack([np.ones(500), rng.normal(size=500)])
    outcome = (rng.random(500) < 0.3).astype(float)
    plain = fit_binary(design, outcome)
    robust = fit_binary(design, outcome, clusters=np.arange(500))
    np.testing.assert_allclose(robust.covariance, plain.covariance, rtol=0.25, atol=1e-3)
    assert fit_hazard(history(3), clusters="place").errors == "people of one place may hang together"


def test_nothing_to_compare_is_told() -> None:
    frame = pd.DataFrame({"source": ["a"], "target": ["b"]})
    net = Network.from_frames(None, frame, means="turns_to")
    with pytest.raises(DataError, match="nothing to compare"):
        fit_hazard(Adoption.of(net, {"a": 1, "b": 1}, first=1, last=3))
    with pytest.raises(DataError, match="blank for some"):
        fit_hazard(
            Adoption.of(
                Network(pd.DataFrame({"x": [1.0, None]}, index=["a", "b"]), net.ties, net.layers), {"a": 2}, first=1
            ),
            covariates=["x"],
        )


def test_the_caution_stands_beside_every_fit() -> None:
    assert "alike" in repr(fit_hazard(history(4)))


def test_matrices_are_numbers_not_bits() -> None:
    """Boolean matrices multiply as 'or', not as counts: exposure of one with 2 of 4 adopters is a half."""
    frame = pd.DataFrame({"source": ["a"] * 4, "target": list("bcde")})
    net = Network.from_frames(None, frame, means="turns_to")
    rows = person_periods(Adoption.of(net, {"b": 1, "c": 1, "a": 2}, first=1, last=2))
    assert rows.set_index("node").loc["a", "exposure"] == 0.5
    assert not sp.issparse(rows["exposure"])
