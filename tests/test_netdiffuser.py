"""What netdiffuseR 1.25 prints, reproduced: every data set in the folder that `NETDIFF_NETDIFFUSER` names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from netdiff.adoption import (
    Adoption,
    adopter_categories,
    adoption_table,
    degree_adoption,
    exposure,
    fit_bass_curve,
    infectiousness,
    moran,
    structural_equivalence,
    susceptibility,
    threshold,
)
from netdiff.adoption.rates import cut_points
from netdiff.layer import Layer
from netdiff.network import Network

FOLDER = os.environ.get("NETDIFF_NETDIFFUSER")
REASON = "NETDIFF_NETDIFFUSER names no folder of reference values"
SETS = (
    sorted(path.name.removesuffix("_reference.json") for path in Path(FOLDER).glob("*_reference.json"))
    if FOLDER
    else []
)
SETS = [name for name in SETS if name not in {"struct_equiv", "struct_test"}]
NEAR = {"rtol": 0, "atol": 1e-8}
OURS = {"lag": 0, "valued": False, "isolates": "zero"}  # netdiffuseR's defaults, by their names here

pytestmark = pytest.mark.skipif(not SETS, reason=REASON)


class Case:
    """One data set: its network, times and expected values."""

    def __init__(self, name: str) -> None:
        folder = Path(FOLDER or ".")
        self.name = name
        self.expected: dict[str, Any] = json.loads((folder / f"{name}_reference.json").read_text())
        self.nodes = pd.read_csv(folder / f"{name}_nodes.csv", dtype={"id": str}).set_index("id")
        ties = pd.read_csv(folder / f"{name}_edgelist.csv", dtype={"ego": str, "alter": str})
        frame = ties.rename(columns={"ego": "source", "alter": "target", "value": "weight"}).assign(layer="named")
        people = pd.DataFrame(index=self.nodes.index.rename("node"))
        self.net = Network.from_frames(people, frame, Layer("named", "turns_to", weight_is="count"))
        periods = [int(period) for period in self.expected["meta"]["periods"]]
        self.periods = {"first": periods[0], "last": periods[-1]}
        self.history = Adoption.of(self.net, self.nodes["toa"], **self.periods)
        never = self.expected["meta"].get("non_adopter_code")
        self.censored = Adoption.of(self.net, self.nodes["toa"], never=never, **self.periods)

    def table(self, variant: str) -> np.ndarray:
        path = Path(FOLDER or ".") / f"{self.name}_exposure_{variant}.csv"
        return pd.read_csv(path, dtype={"id": str}).set_index("id").loc[self.net.nodes.index].to_numpy(dtype=float)


@pytest.fixture(scope="module", params=SETS)
def case(request: pytest.FixtureRequest) -> Case:
    return Case(request.param)


def test_counts_and_hazard(case: Case) -> None:
    expected, table = case.expected["adoption"], adoption_table(case.history)
    assert table["new"].tolist() == expected["adopt"]
    assert table["total"].tolist() == expected["cumadopt_num"]
    np.testing.assert_allclose(table["share"], expected["cumadopt_prop"], **NEAR)
    np.testing.assert_allclose(table["hazard"].fillna(0), expected["hazard"], **NEAR)
    np.testing.assert_allclose(table["rate"].fillna(0), expected["adoption_rate"], **NEAR)
    censored = adoption_table(case.censored)
    assert censored["new"].tolist() == case.expected["nonadopters_NA"]["adopt"]
    np.testing.assert_allclose(censored["hazard"].fillna(0), case.expected["nonadopters_NA"]["hazard"], **NEAR)


def test_exposure(case: Case) -> None:
    degree = case.nodes["degree"].astype(float)
    variants: dict[str, dict[str, Any]] = {
        "default": {},
        "lag1": {"lag": 1},
        "incoming": {"direction": "incoming"},
        "count": {"normalised": False},
        "valued": {"valued": True},
        "attr_degree": {"attribute": degree},
    }
    for variant, options in variants.items():
        ours = exposure(case.history, **(OURS | options)).to_numpy()
        np.testing.assert_allclose(ours, case.table(variant), **NEAR, err_msg=variant)
    mean = exposure(case.censored, **OURS).mean()
    np.testing.assert_allclose(mean, case.expected["nonadopters_NA"]["exposure_mean_per_time"], **NEAR)


def test_thresholds(case: Case) -> None:
    ours = threshold(case.history, **OURS, first="blank")
    np.testing.assert_allclose(ours, case.nodes["threshold"], **NEAR)
    lagged = threshold(case.history, **(OURS | {"lag": 1}), first="blank")
    np.testing.assert_allclose(lagged, case.nodes["threshold_lag1"], **NEAR)
    censored = threshold(case.censored, **OURS, first="blank")
    np.testing.assert_allclose(censored, case.nodes["threshold_NA"], **NEAR)


VARIANTS: dict[str, dict[str, Any]] = {
    "default": {},
    "not_normalized": {"normalised": False},
    "K3": {"lags": 3},
    "K3_exp_r05": {"lags": 3, "rate": 0.5},
    "incoming": {"direction": "incoming"},
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_infectiousness_and_susceptibility(case: Case, variant: str) -> None:
    options = VARIANTS[variant]
    np.testing.assert_allclose(infectiousness(case.history, **options), case.nodes[f"infection_{variant}"], **NEAR)
    np.testing.assert_allclose(susceptibility(case.history, **options), case.nodes[f"suscept_{variant}"], **NEAR)


def test_never_adopters_are_left_out_of_infectiousness_by_name(case: Case) -> None:
    ours = infectiousness(case.censored, censored="left_out")
    np.testing.assert_allclose(ours, case.nodes["infection_NA"], **NEAR)


def test_never_adopters_are_no_early_adopters(case: Case) -> None:
    """Their susceptibility counts people without a time of adoption as adopters of long ago; ours does not."""
    ours, theirs = susceptibility(case.censored), case.nodes["suscept_NA"]
    known = ours.notna()
    assert (ours[known] >= theirs[known] - 1e-12).all()
    unaffected = susceptibility(case.history)[known]
    np.testing.assert_allclose(ours[known], unaffected, **NEAR)


def test_moran(case: Case) -> None:
    holds = case.history.holds().astype(float)
    for key, weights, names in (
        ("summary", "steps", ("moran_obs", "moran_exp", "moran_sd", "moran_pval")),
        ("moran_adjacency", "ties", ("observed", "expected", "sd", "p.value")),
    ):
        expected = case.expected[key]
        ours = moran(case.net, pd.DataFrame(holds, index=case.net.nodes.index), weights=weights)
        for name, column in zip(names, ("observed", "expected", "sd", "p"), strict=True):
            theirs = np.array([np.nan if value is None else value for value in expected[name]], dtype=float)
            mine = ours[column].to_numpy()
            settled = holds.mean(axis=0) < 1  # where all have adopted there is nothing left to differ
            np.testing.assert_allclose(mine[settled], theirs[settled], **NEAR, err_msg=f"{key}/{name}")


def test_adopter_categories(case: Case) -> None:
    for history, key, suffix in ((case.history, "classify", ""), (case.censored, "classify_nonadopters_NA", "_NA")):
        expected = case.expected[key]
        np.testing.assert_allclose(cut_points(history.toa), expected["cut_toa"], **NEAR)
        by_time, by_threshold = (adopter_categories(history, by=by) for by in ("time", "threshold"))
        assert by_time.astype(str).tolist() == case.nodes[f"class_toa{suffix}"].tolist()
        assert by_threshold.astype(str).tolist() == case.nodes[f"class_thr{suffix}"].tolist()


def test_degree_and_time_of_adoption(case: Case) -> None:
    expected = case.expected["degree_adoption_diagnostic"]
    ours = degree_adoption(case.history, rng=1, draws=50)
    np.testing.assert_allclose(ours.loc["in_degree", "correlation"], expected["indegree_toa"], **NEAR)
    np.testing.assert_allclose(ours.loc["out_degree", "correlation"], expected["outdegree_toa"], **NEAR)


def test_bass_by_least_squares(case: Case) -> None:
    p, q = fit_bass_curve(adoption_table(case.history)["share"].to_numpy())
    expected = case.expected["bass"]
    assert (p, q) == pytest.approx((expected["p"], expected["q"]), abs=1e-5)


def test_structural_equivalence(case: Case) -> None:
    folder = Path(FOLDER or ".")
    for kind in ("whole", "bygroup"):
        path = folder / f"{case.name}_SE_{kind}.csv"
        if not path.exists():
            continue
        theirs = pd.read_csv(path, index_col=0)
        theirs.index = theirs.index.astype(str)
        group = case.nodes["group"] if kind == "bygroup" else None
        ours = structural_equivalence(case.net, within=group)
        np.testing.assert_allclose(ours.to_numpy(), theirs.to_numpy(), rtol=0, atol=1e-4, err_msg=kind)
