"""Adoption history against slow, obvious references, on static and changing networks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netdiff.adoption import (
    Adoption,
    adopter_categories,
    adoption_table,
    bass_curve,
    degree_adoption,
    exposure,
    fit_bass_curve,
    hazard,
    infectiousness,
    moran,
    structural_equivalence,
    structural_test,
    susceptibility,
    threshold,
    times_summary,
)
from netdiff.adoption.distances import steps_between
from netdiff.errors import DataError, ModelError
from netdiff.layer import Layer
from netdiff.network import Network
from netdiff.times import AdoptionTable

NAMES = list("abcdef")
LAYER = Layer("named", "turns_to")


def network(pairs: list[tuple[str, str]], names: list[str] = NAMES) -> Network:
    frame = pd.DataFrame(pairs, columns=["source", "target"], dtype="str").assign(layer="named")
    nodes = pd.DataFrame(index=pd.Index(names, name="node", dtype="str"))
    return Network.from_frames(nodes, frame, LAYER)


def matrix(net: Network) -> np.ndarray:
    return net.adjacency().toarray() > 0


PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=1, max_size=20)
TIMES = st.lists(st.none() | st.integers(1, 5), min_size=6, max_size=6).filter(lambda t: any(x is not None for x in t))
CASES = {"pairs": PAIRS, "times": TIMES}


def history(pairs: list[tuple[str, str]], times: list[int | None]) -> Adoption:
    return Adoption.of(network(pairs), dict(zip(NAMES, times, strict=True)), first=1, last=5)


# -- exposure and thresholds ------------------------------------------------------------------------------------


def slow_exposure(named: np.ndarray, times: list[int | None], period: int) -> list[float]:
    shares = []
    for i in range(len(times)):
        alters = [j for j in range(len(times)) if named[i, j]]
        adopted = [j for j in alters if times[j] is not None and times[j] <= period]
        shares.append(len(adopted) / len(alters) if alters else np.nan)
    return shares


@settings(max_examples=60, deadline=None)
@given(**CASES, lag=st.integers(0, 2))
def test_exposure_is_the_share_of_alters_who_had_adopted(pairs, times, lag) -> None:
    case = history(pairs, times)
    table = exposure(case, lag=lag)
    for period in range(1, 6):
        expected = slow_exposure(matrix(case.net), times, period - lag) if period > lag else [np.nan] * 6
        np.testing.assert_allclose(table[period], expected)


@settings(max_examples=40, deadline=None)
@given(**CASES)
def test_thresholds_are_exposures_at_adoption(pairs, times) -> None:
    case = history(pairs, times)
    table, ours = exposure(case, lag=0, isolates="zero"), threshold(case, lag=0, isolates="zero")
    for name, time in zip(NAMES, times, strict=True):
        assert ours[name] == pytest.approx(np.nan if time is None else table.loc[name, time], nan_ok=True)


def test_one_who_drops_out_counts_no_more() -> None:
    frame = pd.DataFrame({"node": ["b"], "adopted": [1.0], "dropped": [3.0], "observed_until": [4.0]})
    case = Adoption.of(network([("a", "b")]), AdoptionTable(frame))
    assert exposure(case, lag=0).loc["a"].tolist() == [1.0, 1.0, 0.0, 0.0]


def test_attribute_weights_alters() -> None:
    case = Adoption.of(network([("a", "b"), ("a", "c")]), {"b": 1, "c": 2})
    weight = pd.Series([1.0, 3.0, 1.0, 1.0, 1.0, 1.0], index=NAMES)
    assert exposure(case, lag=0, attribute=weight).loc["a"].tolist() == [0.75, 1.0]
    per_period = pd.DataFrame({1: weight, 2: weight})
    assert exposure(case, lag=0, attribute=per_period).loc["a"].tolist() == [0.75, 1.0]
    with pytest.raises(DataError, match="no value"):
        exposure(case, attribute=weight[:2])


def test_ties_that_change_are_read_in_their_period() -> None:
    nets = [network([("a", "b")]), network([("a", "c")])]
    case = Adoption.of(nets, {"b": 1}, first=1)
    assert exposure(case, lag=0).loc["a"].tolist() == [1.0, 0.0]
    assert case.is_dynamic
    with pytest.raises(DataError, match="same nodes"):
        Adoption.of([nets[0], nets[0].select(["a"])], {"b": 1})


def test_directions_follow_the_meaning_of_the_layer() -> None:
    frame = pd.DataFrame({"source": ["a"], "target": ["b"], "layer": ["named"]})
    nodes = pd.DataFrame(index=pd.Index(["a", "b"], name="node"))
    told = Network(nodes, frame, Layer("named", "tells"))
    assert exposure(Adoption.of(told, {"a": 1, "b": 2}), lag=0).loc["b"].tolist() == [1.0, 1.0]
    asked = Network(nodes, frame, Layer("named", "turns_to"))
    assert exposure(Adoption.of(asked, {"a": 1, "b": 2}), lag=0).loc["a"].tolist() == [0.0, 1.0]
    both = exposure(Adoption.of(asked, {"a": 1, "b": 2}), lag=0, direction="both")
    assert both.loc["b"].tolist() == [1.0, 1.0]


# -- infectiousness and susceptibility --------------------------------------------------------------------------


def slow_infectiousness(named: np.ndarray, times: list[int | None], lags: int) -> list[float]:
    values = []
    for i, own in enumerate(times):
        top = bottom = 0.0
        for k in range(1, lags + 1):
            if own is None or own + k > 5:
                continue
            for j, other in enumerate(times):
                if named[j, i]:
                    top += (other == own + k) / k
                    bottom += (other is None or other >= own + k) / k
        values.append(np.nan if own is None else top / bottom if bottom else 0.0)
    return values


def slow_susceptibility(named: np.ndarray, times: list[int | None], lags: int) -> list[float]:
    values = []
    for i, own in enumerate(times):
        top = bottom = 0.0
        for k in range(1, lags + 1):
            for j, other in enumerate(times):
                if own is not None and own - 1 >= k and named[i, j] and other is not None:
                    top += (other == own - k) / k
                    bottom += (other <= own - k) / k
        values.append(np.nan if own is None else top / bottom if bottom else 0.0)
    return values


@settings(max_examples=60, deadline=None)
@given(**CASES, lags=st.integers(1, 3))
def test_contagion_counts(pairs, times, lags) -> None:
    case, named = history(pairs, times), matrix(network(pairs))
    ours = infectiousness(case, lags=lags, normalised=False)
    np.testing.assert_allclose(ours, slow_infectiousness(named, times, lags))
    np.testing.assert_allclose(
        susceptibility(case, lags=lags, normalised=False), slow_susceptibility(named, times, lags)
    )


def test_contagion_reads_ties_of_its_own_period() -> None:
    static = Adoption.of(network([("b", "a")]), {"a": 1, "b": 2}, first=1, last=3)
    same = Adoption.of([network([("b", "a")])] * 3, {"a": 1, "b": 2}, first=1)
    gone = Adoption.of([network([("b", "a")]), network([("c", "d")]), network([("c", "d")])], {"a": 1, "b": 2}, first=1)
    assert infectiousness(static)["a"] == infectiousness(same)["a"] == 1.0
    assert infectiousness(gone)["a"] == 0.0
    assert susceptibility(same)["b"] == 1.0


# -- rates ------------------------------------------------------------------------------------------------------


def test_rates_of_a_small_history() -> None:
    table = adoption_table(history([("a", "b")], [1, 2, 2, 4, None, None]))
    assert table["new"].tolist() == [1, 2, 0, 1, 0]
    assert table["total"].tolist() == [1, 3, 3, 4, 4]
    assert table["at_risk"].tolist() == [6, 5, 3, 3, 2]
    np.testing.assert_allclose(table["hazard"], [np.nan, 2 / 5, 0, 1 / 3, 0])
    np.testing.assert_allclose(table["rate"], [np.nan, 2, 0, 1 / 3, 0])
    np.testing.assert_allclose(hazard(history([("a", "b")], [1, 2, 2, 4, None, None])), table["hazard"])


def test_summary_and_categories() -> None:
    case = history([("a", "b")], [1, 2, 3, 4, 5, None])
    assert times_summary(case)["mean"] == 3
    by_time = adopter_categories(case)
    assert by_time.tolist() == [
        "Early Adopters", "Early Majority", "Late Majority", "Late Majority", "Laggards", "Non-Adopters",
    ]  # fmt: skip
    assert adopter_categories(case, closed="right")["c"] == "Early Majority"
    assert adopter_categories(case, by="threshold")["f"] == "Non-Adopters"


def test_never_codes_are_asked_about_and_told() -> None:
    case = Adoption.of(network([("a", "b")]), {"a": 1, "b": 9, "z": 3}, never=9)
    assert case.toa.isna().sum() == 5
    assert case.watched.sum() == 2
    assert any("say 'never'" in note for note in case.receipt.notes)
    assert case.receipt.adds_up
    assert "1 of 2 adopted" in repr(case)


@pytest.mark.parametrize(
    ("times", "words"),
    [({"z": 1}, "anybody in the network"), ({"a": 1.5}, "whole periods"), ({"a": None}, "nobody adopted")],
)
def test_bad_times_are_one_clear_error(times, words) -> None:
    with pytest.raises(DataError, match=words):
        Adoption.of(network([("a", "b")]), times)


def test_dates_are_counted_by_the_calendar() -> None:
    days = pd.to_datetime(["2026-01-31", "2026-02-01", None, "2026-04-15", None, None])
    frame = pd.DataFrame({"node": NAMES, "adopted": days, "observed_until": pd.Timestamp("2026-06-30")})
    case = Adoption.of(network([("a", "b")]), AdoptionTable(frame), period="month")
    assert case.toa.dropna().to_dict() == {"a": 1, "b": 2, "d": 4}
    assert case.periods == (1, 2, 3, 4, 5, 6)
    with pytest.raises(DataError, match="period= one of day, week, month"):
        Adoption.of(network([("a", "b")]), AdoptionTable(frame))


def test_who_is_not_listed_is_not_known_where_others_are_listed_without_a_time() -> None:
    listed = pd.DataFrame({"node": ["b", "c"], "adopted": [1.0, None], "observed_until": [3.0, 3.0]})
    net = network([("a", "b"), ("a", "c"), ("a", "d")])
    case = Adoption.of(net, AdoptionTable(listed))
    assert case.watched.tolist() == [False, True, True, False, False, False]
    assert exposure(case, lag=0).loc["a"].tolist() == [0.5, 0.5, 0.5]
    assert adoption_table(case)["at_risk"].tolist() == [2, 1, 1]
    assert adopter_categories(case).isna().sum() == 4
    assert "4 not known" in repr(case)
    coded = Adoption.of(net, {"b": 1, "c": 9}, never=9, last=3)
    assert coded.watched.tolist() == case.watched.tolist()
    taken = Adoption.of(net, AdoptionTable(listed), unlisted="censored")
    assert exposure(taken, lag=0).loc["a", 1] == pytest.approx(1 / 3)
    assert adoption_table(taken)["at_risk"].tolist() == [6, 5, 5]


def test_a_column_of_text_is_read_as_dates_or_numbers() -> None:
    net = network([("a", "b")])
    nodes = net.nodes.assign(first_used=["2026-01-31", "2026-03-01", None, "", None, None], month=["1", "3", *[""] * 4])
    with_times = Network(nodes, net.ties, LAYER)
    for column in ("first_used", "month"):
        assert Adoption.of(with_times, column, period="month").toa.dropna().to_dict() == {"a": 1, "b": 3}
    odd = Network(nodes.assign(first_used="soon"), net.ties, LAYER)
    with pytest.raises(DataError, match=r"2026-01-31.*as a number"):
        Adoption.of(odd, "first_used", period="month")


def test_times_come_from_a_column_or_the_network() -> None:
    net = network([("a", "b")])
    nodes = net.nodes.assign(adopted_at=[1, 2, None, None, None, None])
    assert Adoption.of(Network(nodes, net.ties, LAYER)).toa["b"] == 2
    table = AdoptionTable(pd.DataFrame({"node": ["a"], "adopted": [3]}))
    assert Adoption.of(Network(net.nodes, net.ties, LAYER, adoption=table)).toa["a"] == 3
    with pytest.raises(DataError, match="adopted_at"):
        Adoption.of(net)


# -- clustering -------------------------------------------------------------------------------------------------


def slow_moran(weights: np.ndarray, values: np.ndarray) -> float:
    z = values - values.mean()
    return len(z) / weights.sum() * sum(weights[i, j] * z[i] * z[j] for i in range(6) for j in range(6)) / (z @ z)


@settings(max_examples=40, deadline=None)
@given(
    pairs=PAIRS.filter(lambda p: any(a != b for a, b in p)), values=st.lists(st.integers(0, 5), min_size=6, max_size=6)
)
def test_moran_against_the_definition(pairs, values) -> None:
    net, numbers = network(pairs), np.array(values, dtype=float)
    rows = matrix(net).astype(float)
    rows /= np.maximum(rows.sum(axis=1, keepdims=True), 1)
    ours = moran(net, pd.Series(numbers, index=NAMES))["observed"].iloc[0]
    expected = slow_moran(rows, numbers) if numbers.std() else np.nan
    assert ours == pytest.approx(expected, nan_ok=True, abs=1e-12)


def test_moran_variance_is_that_of_values_dealt_out() -> None:
    net = network([("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"), ("e", "f"), ("f", "d"), ("a", "d")])
    values = pd.Series([1.0, 2.0, 4.0, 7.0, 1.0, 0.0], index=NAMES)
    rng = np.random.default_rng(3)
    dealt = pd.DataFrame({k: rng.permutation(values.to_numpy()) for k in range(4000)}, index=NAMES)
    for weights in ("ties", "steps"):
        found = moran(net, dealt, weights=weights)
        told = moran(net, values, weights=weights).iloc[0]
        assert found["observed"].mean() == pytest.approx(told["expected"], abs=4 * told["sd"] / np.sqrt(4000))
        assert found["observed"].std() == pytest.approx(told["sd"], rel=0.06)


def test_permutation_p_is_never_zero_and_repeats() -> None:
    net = network([("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")])
    values = pd.Series([1.0, 1.0, 0.0, 0.0, 1.0, 0.0], index=NAMES)
    one, again, other = (moran(net, values, draws=99, rng=seed)["p_permutation"].iloc[0] for seed in (1, 1, 2))
    assert one == again
    assert 0 < one <= 1
    assert 0 < other <= 1


def test_steps_against_a_plain_search() -> None:
    import networkx as nx

    graph = nx.gnp_random_graph(600, 0.004, seed=4, directed=True)
    ours = steps_between(nx.to_scipy_sparse_array(graph, format="csr"), 6)
    for source in range(0, 600, 50):
        lengths = nx.single_source_shortest_path_length(graph, source, cutoff=6)
        expected = np.zeros(600, dtype=int)
        expected[list(lengths)] = list(lengths.values())
        assert (ours[source] == expected).all()
    with pytest.raises(ModelError, match="steps"):
        steps_between(nx.to_scipy_sparse_array(graph, format="csr"), 0)


def test_structural_equivalence_against_the_definition() -> None:
    net = network([("a", "b"), ("b", "c"), ("c", "d"), ("a", "e"), ("e", "d"), ("f", "a")])
    z = steps_between(net.adjacency()).astype(float)
    z /= z.max()
    d = np.zeros((6, 6))
    for i in range(6):
        for j in range(6):
            rest = [k for k in range(6) if k not in (i, j)]
            d[i, j] = np.sqrt(
                (z[i, j] - z[j, i]) ** 2 + sum((z[i, k] - z[j, k]) ** 2 + (z[k, i] - z[k, j]) ** 2 for k in rest)
            )
    np.fill_diagonal(d, 0)
    alike = d.max(axis=1, keepdims=True) - d
    np.fill_diagonal(alike, 0)
    np.testing.assert_allclose(structural_equivalence(net), alike / alike.sum(axis=1, keepdims=True), atol=1e-12)


def test_structural_test_repeats_and_keeps_its_range() -> None:
    case = history([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "f")], [1, 2, 3, 4, 5, None])
    one, again, other = (structural_test(case, lambda h: threshold(h).mean(), draws=20, rng=seed) for seed in (1, 1, 2))
    assert (one.chance == again.chance).all()
    assert not (one.chance == other.chance).all()
    assert 0 < one.p <= 1
    assert one.observed == threshold(case).mean()
    assert one.to_frame()["draws"].tolist() == [20]


# -- degrees and curves -----------------------------------------------------------------------------------------


def test_hubs_that_adopt_last_are_not_called_early() -> None:
    late = history([("a", "f"), ("b", "f"), ("c", "f"), ("a", "e"), ("b", "e"), ("a", "d")], [1, 2, 2, 3, 4, 5])
    row = degree_adoption(late, draws=200, rng=1).loc["in_degree"]
    assert row["correlation"] > 0.9
    assert row["reading"] == "those with more ties adopted later"
    few = degree_adoption(history([("a", "b")], [1, 2, None, None, None, None]), draws=5, rng=1)
    assert few.loc["in_degree", "reading"] == "cannot be said from so few adopters"


def test_a_bass_curve_finds_itself() -> None:
    p, q = fit_bass_curve(bass_curve(np.arange(1, 20), 0.03, 0.38))
    assert (p, q) == pytest.approx((0.03, 0.38), abs=1e-6)
    with pytest.raises(DataError, match="too few"):
        fit_bass_curve([0.1, 0.2])


# -- what may change nothing ------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(**CASES, order=st.permutations(NAMES))
def test_order_and_a_lonely_newcomer_change_nothing(pairs, times, order) -> None:
    case = history(pairs, times)
    named = dict(zip(NAMES, times, strict=True))
    other = Adoption.of(network(pairs[::-1], [*order, "g"]), named, first=1, last=5)
    for measure in (exposure, threshold, infectiousness, susceptibility):
        one, two = measure(case), measure(other).reindex(NAMES)
        np.testing.assert_allclose(one.to_numpy(dtype=float), two.to_numpy(dtype=float))


def test_exposure_to_one_group_and_along_one_layer() -> None:
    nodes = pd.DataFrame({"group": ["user", "user", "clinician", "user"]}, index=list("abcd"))
    frame = pd.DataFrame(
        {
            "source": ["a", "a", "a", "a"],
            "target": ["b", "c", "d", "c"],
            "layer": ["advice", "advice", "advice", "chat"],
        }
    )
    net = Network(nodes, frame, [Layer("advice", "turns_to"), Layer("chat", "turns_to")])
    times = {"b": 1, "c": 1, "d": 3}
    advice = Adoption.of(net, times, layer="advice", first=1, last=3)
    to_users = exposure(advice, lag=0, attribute=(net.nodes["group"] == "user").astype(float))
    assert to_users.loc["a"].tolist() == [0.5, 0.5, 1.0]
    assert exposure(advice, lag=0).loc["a", 1] == pytest.approx(2 / 3)
    assert exposure(Adoption.of(net, times, layer="chat", first=1, last=3), lag=0).loc["a", 1] == 1.0
