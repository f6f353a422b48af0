"""Measures of influence: the direction worked out by hand, then the definitions."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netdiff.metrics.hearing import (
    complex_centrality,
    complex_paths_script,
    diffusion_centrality,
    hearing_matrix,
    reach,
)
from netdiff.metrics.walks import eigenvector, katz, spectral_radius
from netdiff.network import Network
from tests.metrics.random_networks import KINDS, net_of, random_graph


def chain(means: str) -> Network:
    """a names b, b names c."""
    ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    return Network.from_frames(None, ties, means=means)


def test_turning_to_somebody_means_hearing_from_them() -> None:
    """b is heard by a; c by b at once, and by a in the second period. Nobody turns to a."""
    net = chain("turns_to")
    assert diffusion_centrality(net, q=0.5, horizon=2).to_dict() == {"a": 0, "b": 0.5, "c": 0.5 + 0.25}
    assert hearing_matrix(net, q=0.5, horizon=2).loc["c"].tolist() == [0.25, 0.5, 0]
    assert reach(net, steps=2).to_dict() == {"a": 0, "b": 1, "c": 2}


def test_telling_runs_the_other_way() -> None:
    net = chain("tells")
    assert diffusion_centrality(net, q=0.5, horizon=2).to_dict() == {"a": 0.75, "b": 0.5, "c": 0}
    assert hearing_matrix(net, q=0.5, horizon=2).loc["a"].tolist() == [0, 0.5, 0.25]
    assert reach(net, steps=1).to_dict() == {"a": 1, "b": 1, "c": 0}


def test_a_directed_ring_with_a_returned_tie_by_hand() -> None:
    """a tells b, b tells c and a: two periods at q = 0.1."""
    net = net_of(nx.DiGraph([("a", "b"), ("b", "c"), ("b", "a")]))
    expected = {"a": 0.1 + 0.02, "b": 0.2 + 0.01, "c": 0.0}
    assert diffusion_centrality(net, q=0.1, horizon=2).to_dict() == pytest.approx(expected)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weighted", [False, True])
def test_the_definition(kind: str, weighted: bool) -> None:
    net = net_of(random_graph(kind, 4), means="turns_to" if kind == "directed" else None)
    w = net.influence().toarray() if weighted else (net.influence().toarray() > 0).astype(float)
    powers = sum(np.linalg.matrix_power(0.2 * w, t) for t in range(1, 5))
    table = hearing_matrix(net, q=0.2, horizon=4, weighted=weighted)
    np.testing.assert_allclose(table, powers)
    np.testing.assert_allclose(diffusion_centrality(net, q=0.2, horizon=4, weighted=weighted), powers.sum(axis=1))


def test_its_limits() -> None:
    graph = nx.relabel_nodes(nx.connected_watts_strogatz_graph(20, 4, 0.3, seed=3), str)
    net = net_of(graph)
    q = 1 / spectral_radius(net)
    np.testing.assert_allclose(diffusion_centrality(net, q=q, horizon=1), q * pd.Series(dict(graph.degree)))
    long = diffusion_centrality(net, q=q, horizon=3_000)
    np.testing.assert_allclose(long / np.linalg.norm(long), eigenvector(net), atol=1e-3)
    below = diffusion_centrality(net, q=0.5 * q, horizon=200)
    np.testing.assert_allclose(below, katz(net, alpha=0.5 * q) - 1)


def test_the_defaults_are_those_of_the_authors(path: Network) -> None:
    explicit = diffusion_centrality(path, q=1 / spectral_radius(path), horizon=4)
    pd.testing.assert_series_equal(diffusion_centrality(path), explicit)


@pytest.mark.parametrize("kind", KINDS)
def test_reach_against_networkx(kind: str) -> None:
    graph = random_graph(kind, 5)
    for steps in (1, 2, 3):
        expected = [len(nx.single_source_shortest_path_length(graph, v, cutoff=steps)) - 1 for v in graph]
        assert reach(net_of(graph), steps=steps).tolist() == expected


def test_reach_from_a_sample_keeps_its_bound() -> None:
    net = net_of(nx.relabel_nodes(nx.watts_strogatz_graph(500, 6, 0.2, seed=2), str))
    some = reach(net, steps=3, samples=250, rng=1)
    assert np.abs(some - reach(net, steps=3)).max() <= some.attrs["bound"] < 500


def cascade(w: np.ndarray, seeds: set[int], needed: int) -> dict[int, int]:
    """Rounds in which people join, everybody at once."""
    joined, now = dict.fromkeys(seeds, 0), 0
    while True:
        now += 1
        held = np.isin(np.arange(len(w)), list(joined)).astype(float)
        new = set(np.flatnonzero(held @ w >= needed)) - set(joined)
        if not new:
            return joined
        joined |= dict.fromkeys(new, now)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("threshold", [1, 2, 3])
def test_complex_centrality_is_a_cascade_from_the_circle(kind: str, threshold: int) -> None:
    net = net_of(random_graph(kind, 6, p=0.12), means="turns_to" if kind == "directed" else None)
    w = (net.influence().toarray() > 0).astype(float)
    table = complex_centrality(net, threshold=threshold)
    for i in range(len(net)):
        rounds = cascade(w, {i, *np.flatnonzero(w[i])}, threshold)
        later = [r for r in rounds.values() if r]
        assert table["reach"].iloc[i] == len(rounds)
        assert table["mean_round"].fillna(-1).iloc[i] == pytest.approx(np.mean(later) if later else -1)


def test_the_script_draws_from_its_own_stream(path: Network) -> None:
    first = complex_paths_script(path, threshold=2, rng=1)
    pd.testing.assert_series_equal(first, complex_paths_script(path, threshold=2, rng=1))
    assert (complex_paths_script(path, threshold=1) * 5).round(9).tolist() == [10, 7, 6, 7, 10]


def test_empty_and_tiny(empty: Network, no_ties: Network) -> None:
    assert diffusion_centrality(empty).empty
    assert complex_centrality(empty).empty
    assert hearing_matrix(empty).empty
    assert diffusion_centrality(no_ties).tolist() == [0, 0, 0]
    assert complex_centrality(no_ties)["reach"].tolist() == [1, 1, 1]
    assert reach(no_ties).tolist() == [0, 0, 0]
