"""What netdiffuseR 1.25 prints, reproduced: every data set in the folder that `NETDIFF_NETDIFFUSER` names.

Beside them stand sets made up in its format, by slow loops over its conventions."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

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
    structural_test,
    susceptibility,
    threshold,
)
from netdiff.adoption.rates import cut_points
from netdiff.layer import Layer
from netdiff.network import Network
from netdiff.spread import ComplexContagion
from netdiff.spread.simulate import simulate
from tests.adoption import printed

FOLDER = os.environ.get("NETDIFF_NETDIFFUSER")
REASON = "NETDIFF_NETDIFFUSER names no folder of reference values"
SETS = sorted(path.name.removesuffix("_nodes.csv") for path in Path(FOLDER).glob("*_nodes.csv")) if FOLDER else []
MADE = ["farmers", "moving", "both_ways"]  # made up by tests/adoption/printed.py, so that no constant fits one set only
NEAR = {"rtol": 0, "atol": 1e-8}
OURS = {"lag": 0, "valued": False, "isolates": "zero"}  # netdiffuseR's defaults, by their names here


class Case:
    """One data set: its network (or one per period), times and expected values."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.expected: dict[str, Any] = json.loads((folder / f"{name}_reference.json").read_text())
        self.nodes = pd.read_csv(folder / f"{name}_nodes.csv", dtype={"id": str}).set_index("id")
        periods = [int(period) for period in self.expected["meta"]["periods"]]
        ties = pd.read_csv(folder / f"{name}_edgelist.csv", dtype={"ego": str, "alter": str})
        when = next((column for column in ("time", "period", "t") if column in ties), None)
        parts = [ties] if when is None else [ties[ties[when] == period] for period in periods]
        self.nets = [self._network(part) for part in parts]
        self.net = self.nets[0]
        self.never = self.expected["meta"].get("non_adopter_code")
        span = {"first": periods[0], "last": periods[-1]}
        self.history = Adoption.of(self.nets, self.nodes["toa"], **span)
        self.censored = Adoption.of(self.nets, self.nodes["toa"], never=self.never, **span)
        self.someone_never = bool(self.nodes["toa"].isna().any())

    def _network(self, ties: pd.DataFrame) -> Network:
        frame = ties[["ego", "alter", "value"]].set_axis(["source", "target", "weight"], axis=1).assign(layer="named")
        people = pd.DataFrame(index=self.nodes.index.rename("node"))
        return Network.from_frames(people, frame, Layer("named", "turns_to", weight_is="count"))

    def table(self, variant: str) -> np.ndarray:
        path = self.folder / f"{self.name}_exposure_{variant}.csv"
        return pd.read_csv(path, dtype={"id": str}).set_index("id").loc[self.net.nodes.index].to_numpy(dtype=float)

    def need(self, *keys: str) -> Any:
        """A part of what was printed; the test is skipped where it was not."""
        found = self.expected
        for key in keys:
            if not isinstance(found, dict) or found.get(key) is None:
                pytest.skip(f"{self.name} prints no {'/'.join(keys)}")
            found = found[key]
        return found

    def column(self, name: str) -> pd.Series:
        if name not in self.nodes:
            pytest.skip(f"{self.name} prints no {name}")
        return self.nodes[name]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("printed")
    assert printed.write_all(folder) == MADE
    return folder


@pytest.fixture(scope="module", params=[*SETS, *(f"made-{name}" for name in MADE)])
def case(request: pytest.FixtureRequest, made: Path) -> Case:
    name = request.param
    return Case(made, name[5:]) if name.startswith("made-") else Case(Path(FOLDER or "."), name)


@pytest.mark.skipif(not FOLDER, reason=REASON)
def test_the_folder_holds_data_sets() -> None:
    assert SETS


def test_degrees(case: Case) -> None:
    binary = case.net.adjacency() != 0
    assert binary.sum(axis=0).tolist() == case.column("indegree").tolist()
    assert binary.sum(axis=1).tolist() == case.column("outdegree").tolist()


def test_counts_and_hazard(case: Case) -> None:
    expected, table = case.need("adoption"), adoption_table(case.history)
    assert table["new"].tolist() == expected["adopt"]
    assert table["total"].tolist() == expected["cumadopt_num"]
    np.testing.assert_allclose(table["share"], expected["cumadopt_prop"], **NEAR)
    np.testing.assert_allclose(table["hazard"].fillna(0), expected["hazard"], **NEAR)
    earlier = np.r_[0, table["total"].to_numpy()[:-1]] > 0  # there, growth from nobody is a division by 1e-15
    rate = table["rate"].to_numpy()
    np.testing.assert_allclose(rate[earlier], np.array(expected["adoption_rate"], dtype=float)[earlier], **NEAR)


def test_counts_with_never_adopters_censored(case: Case) -> None:
    case.need("nonadopters_NA", "hazard")
    censored = adoption_table(case.censored)
    assert censored["new"].tolist() == case.expected["nonadopters_NA"]["adopt"]
    np.testing.assert_allclose(censored["hazard"].fillna(0), case.expected["nonadopters_NA"]["hazard"], **NEAR)


def test_exposure(case: Case) -> None:
    both = [(net.adjacency() != 0).astype(float) for net in case.nets]
    degree = pd.DataFrame(np.stack([one.sum(axis=0) + one.sum(axis=1) for one in both], axis=1), case.net.nodes.index)
    variants: dict[str, dict[str, Any]] = {
        "default": {},
        "lag1": {"lag": 1},
        "incoming": {"direction": "incoming"},
        "count": {"normalised": False},
        "valued": {"valued": True},
        "attr_degree": {"attribute": degree},
    }
    there = [name for name in variants if (case.folder / f"{case.name}_exposure_{name}.csv").exists()]
    assert there
    for variant in there:
        options = variants[variant]
        ours = exposure(case.history, **(OURS | options)).to_numpy()
        np.testing.assert_allclose(ours, case.table(variant), **NEAR, err_msg=variant)


def test_mean_exposure_with_never_adopters_censored(case: Case) -> None:
    case.need("nonadopters_NA", "exposure_mean_per_time")
    mean = exposure(case.censored, **OURS).mean()
    np.testing.assert_allclose(mean, case.expected["nonadopters_NA"]["exposure_mean_per_time"], **NEAR)


def test_thresholds(case: Case) -> None:
    ours = threshold(case.history, **OURS, first="blank")
    np.testing.assert_allclose(ours, case.nodes["threshold"], **NEAR)
    lagged = threshold(case.history, **(OURS | {"lag": 1}), first="blank")
    np.testing.assert_allclose(lagged, case.nodes["threshold_lag1"], **NEAR)


def test_thresholds_with_never_adopters_censored(case: Case) -> None:
    censored = threshold(case.censored, **OURS, first="blank")
    np.testing.assert_allclose(censored, case.column("threshold_NA"), **NEAR)


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
    ours = infectiousness(case.history, **options, censored="left_out")
    np.testing.assert_allclose(ours, case.column(f"infection_{variant}"), **NEAR)
    ours, theirs = susceptibility(case.history, **options), case.column(f"suscept_{variant}")
    if not case.someone_never:
        np.testing.assert_allclose(ours, theirs, **NEAR)
    else:  # there, whoever has no time of adoption counts as an adopter of long ago
        known = ours.notna()
        assert (known == theirs.notna()).all()
        assert (ours[known] >= theirs[known] - 1e-12).all()


def test_never_adopters_are_left_out_of_infectiousness_by_name(case: Case) -> None:
    ours = infectiousness(case.censored, censored="left_out")
    np.testing.assert_allclose(ours, case.column("infection_NA"), **NEAR)


def test_never_adopters_are_no_early_adopters(case: Case) -> None:
    """Their susceptibility counts people without a time of adoption as adopters of long ago; ours does not."""
    ours, theirs = susceptibility(case.censored), case.column("suscept_NA")
    known = ours.notna()
    assert (ours[known] >= theirs[known] - 1e-12).all()
    unaffected = susceptibility(case.history)[known]
    np.testing.assert_allclose(ours[known], unaffected, **NEAR)


@pytest.mark.parametrize("weights", ["steps", "ties"])
def test_moran(case: Case, weights: str) -> None:
    holds = case.history.holds().astype(float)
    key, names = MORAN[weights]
    case.need(key, names[0])
    settled = (holds.mean(axis=0) < 1) & (holds.mean(axis=0) > 0)  # else there is nothing that differs
    tables = _moran_by_period(case, holds, weights)
    for name, column in zip(names, ("observed", "expected", "sd", "p"), strict=True):
        theirs = np.array([np.nan if value is None else value for value in case.expected[key][name]], dtype=float)
        np.testing.assert_allclose(tables[column].to_numpy()[settled], theirs[settled], **NEAR, err_msg=f"{key}/{name}")


MORAN = {
    "steps": ("summary", ("moran_obs", "moran_exp", "moran_sd", "moran_pval")),
    "ties": ("moran_adjacency", ("observed", "expected", "sd", "p.value")),
}


def _moran_by_period(case: Case, holds: np.ndarray, weights: Any) -> pd.DataFrame:
    values = pd.DataFrame(holds, index=case.net.nodes.index)
    if len(case.nets) == 1:
        return moran(case.net, values, weights=weights)
    return pd.concat([moran(net, values[[place]], weights=weights) for place, net in enumerate(case.nets)])


@pytest.mark.parametrize("suffix", ["", "_NA"])
def test_adopter_categories(case: Case, suffix: str) -> None:
    history = case.censored if suffix else case.history
    expected = case.need("classify_nonadopters_NA" if suffix else "classify")
    np.testing.assert_allclose(cut_points(history.toa), expected["cut_toa"], **NEAR)
    by_time, by_threshold = (adopter_categories(history, by=by) for by in ("time", "threshold"))
    assert by_time.astype(str).tolist() == case.column(f"class_toa{suffix}").tolist()
    assert by_threshold.astype(str).tolist() == case.column(f"class_thr{suffix}").tolist()


def test_degree_and_time_of_adoption(case: Case) -> None:
    expected = case.need("degree_adoption_diagnostic")
    ours = degree_adoption(case.history, rng=1, draws=50)
    np.testing.assert_allclose(ours.loc["in_degree", "correlation"], expected["indegree_toa"], **NEAR)
    np.testing.assert_allclose(ours.loc["out_degree", "correlation"], expected["outdegree_toa"], **NEAR)


def test_bass_by_least_squares(case: Case) -> None:
    expected = case.need("bass")
    case.need("bass", "p")
    p, q = fit_bass_curve(adoption_table(case.history)["share"].to_numpy())
    assert (p, q) == pytest.approx((expected["p"], expected["q"]), abs=1e-5)


@pytest.mark.parametrize("kind", ["whole", "bygroup"])
def test_structural_equivalence(case: Case, kind: str) -> None:
    theirs = _similarity(case, kind)
    ours = structural_equivalence(case.net, within=case.column("group") if kind == "bygroup" else None)
    np.testing.assert_allclose(ours.to_numpy(), theirs, rtol=0, atol=1e-4, err_msg=kind)


@pytest.mark.skipif(not FOLDER, reason=REASON)
@pytest.mark.parametrize("kind", ["whole", "bygroup"])
def test_exposure_by_structural_equivalence(case: Case, kind: str) -> None:
    """There the weight is 1 / similarity, so that the least alike count most: to be had by name, not by default."""
    path = case.folder / "struct_equiv_reference.json"
    printed_here = json.loads(path.read_text()).get(case.name, {}) if path.exists() else {}
    mean = printed_here.get("exposure_se_whole_mean" if kind == "whole" else "exposure_se_city_mean")
    if mean is None:
        pytest.skip(f"{case.name} prints no exposure by structural equivalence, {kind}")
    alike = _similarity(case, kind)
    weights = csr_array(np.divide(1.0, alike, out=np.zeros(alike.shape), where=alike > 0))
    ours = exposure(case.history, lag=0, weights=weights, isolates="zero").mean()
    np.testing.assert_allclose(ours, mean, **NEAR)


def _similarity(case: Case, kind: str) -> np.ndarray:
    path = case.folder / f"{case.name}_SE_{kind}.csv"
    if not path.exists():
        pytest.skip(f"{case.name} prints no structural equivalence, {kind}")
    return pd.read_csv(path, index_col=0).to_numpy(dtype=float)


def test_deterministic_simulation(case: Case) -> None:
    runs = [key for key in case.expected if key.startswith("rdiffnet_thr")]
    if not runs:
        pytest.skip(f"{case.name} prints no simulation")
    index = pd.RangeIndex(len(case.nodes))
    frame = pd.DataFrame(
        {"source": case.net.index_of(case.net.ties["source"]), "target": case.net.index_of(case.net.ties["target"])}
    )
    plain = Network.from_frames(pd.DataFrame(index=index), frame, means="turns_to")  # there, ties count alike
    for key in runs:
        expected = case.expected[key]
        share = float(key.removeprefix("rdiffnet_thr"))
        seeds = case.net.index_of([str(one) for one in expected["seeds_id"]]).tolist()
        played = simulate(
            plain, ComplexContagion(share=share), seeds=seeds, horizon=len(expected["cumadopt"]) - 1, runs=1
        )
        ours = [None if time < 0 else int(time) + 1 for time in played.times[0]]
        assert ours == expected["toa"], key


@pytest.mark.skipif(not FOLDER, reason=REASON)
def test_rewired_networks_give_the_same_null(case: Case) -> None:
    """The mean threshold on rewired networks, within three standard errors of both runs."""
    path = case.folder / "struct_test_reference.json"
    theirs = json.loads(path.read_text()).get(case.name) if path.exists() else None
    if theirs is None:
        pytest.skip(f"{case.name} prints no structural test")
    ours = structural_test(
        case.history, lambda h: float(threshold(h, **OURS, first="blank").mean()), draws=300, rng=1, progress=False
    )
    assert ours.observed == pytest.approx(theirs["t0"], abs=1e-8)
    error = theirs["sd_t"] * np.sqrt(1 / theirs["R"] + 1 / 300)
    assert abs(ours.chance.mean() - theirs["mean_t"]) < 3 * error
