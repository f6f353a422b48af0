"""Exposure over time: against the plain product of matrices, and through the door that people use."""

from __future__ import annotations

import importlib

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array, random_array

from netdiff import _jit
from netdiff._kernels.exposure import exposure
from netdiff.adoption import exposure as public
from netdiff.adoption.history import Adoption
from netdiff.network import Network
from netdiff.times import AdoptionTable

door = importlib.import_module("netdiff.adoption.exposure")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("abandoned", [False, True])
@pytest.mark.parametrize("share", [False, True])
def test_against_the_product(seed: int, abandoned: bool, share: bool) -> None:
    rng, n, periods = np.random.default_rng(seed), 50, 12
    ties = csr_array(random_array((n, n), density=0.1, rng=rng, format="csr"))
    begin = rng.integers(-2, periods + 4, n).astype(np.int32)
    end = (begin + rng.integers(0, 6, n) if abandoned else np.full(n, periods)).astype(np.int32)
    voice = rng.random(n)
    voice[:10] = 0.0
    time = np.arange(periods)
    holds = (begin[:, None] <= time) & (time < end[:, None])
    ties.data *= voice[ties.indices]
    rows = (ties.indptr.astype(np.int32), ties.indices.astype(np.int32), ties.data)
    found = exposure(*rows, begin, end, periods, share, np.nan).T
    total = ties.sum(axis=1)
    expected = ties @ holds.astype(float)
    expected[total == 0] = np.nan
    np.testing.assert_allclose(found, expected / total[:, None] if share else expected, atol=1e-12)
    if not abandoned:
        assert (np.diff(found[total > 0], axis=1) >= 0).all()


def test_two_of_four_is_a_half() -> None:
    starts, others = np.array([0, 4, 4, 4, 4, 4], np.int32), np.array([1, 2, 3, 4], np.int32)
    begin, never = np.array([9, 0, 1, 9, 9], np.int32), np.full(5, 9, np.int32)
    found = exposure(starts, others, np.ones(4), begin, never, 3, True, np.inf).T
    assert found[0].tolist() == [0.25, 0.5, 0.5]
    assert not found[1:].any()


def test_nobody() -> None:
    none = np.zeros(0, np.int32)
    assert exposure(np.zeros(1, np.int32), none, np.zeros(0), none, none, 4, True, 1.0).shape == (4, 0)


def large(n: int = 5_000, ties: int = 60_000, periods: int = 20) -> tuple[Network, pd.Series, pd.Series]:
    """A network so large that the kernel is used, times of adoption, and a weight of each person."""
    rng = np.random.default_rng(3)
    pairs = pd.DataFrame(rng.integers(n - 50, size=(ties, 2)), columns=["source", "target"])
    pairs["weight"] = rng.integers(1, 5, ties).astype(float)
    pairs = pairs[pairs["source"] != pairs["target"]]
    net = Network.from_frames(pd.DataFrame(index=range(n)), pairs, means="turns_to")
    times = pd.Series(rng.integers(1, periods + 8, n).astype(float))
    assert net.adjacency().nnz * periods >= door.MANY
    return net, times.where(times <= periods), pd.Series(rng.random(n))


@pytest.mark.parametrize("lag", [0, 1, 25])
@pytest.mark.parametrize("normalised", [False, True])
@pytest.mark.parametrize("isolates", ["blank", "zero"])
def test_the_public_measure_is_the_same_by_kernel_and_by_products(monkeypatch, lag, normalised, isolates) -> None:
    net, times, weight = large()
    history = Adoption.of(net, times, first=1, last=20)
    options = {"lag": lag, "normalised": normalised, "isolates": isolates, "attribute": weight}
    by_kernel = public(history, **options)
    monkeypatch.setattr(door, "MANY", 10**12)
    pd.testing.assert_frame_equal(by_kernel, public(history, **options))


def test_whoever_gave_up_and_whoever_is_unknown_count_alike_in_both(monkeypatch) -> None:
    net, times, _ = large()
    table = pd.DataFrame({"node": times.index, "adopted": times, "dropped": times + 3, "observed_until": 20.0})
    history = Adoption.of(net, AdoptionTable(table.iloc[500:]), first=1, last=20, unlisted="unknown")
    by_kernel = public(history)
    monkeypatch.setattr(door, "MANY", 10**12)
    pd.testing.assert_frame_equal(by_kernel, public(history))


def test_without_numba_a_large_network_takes_the_products(monkeypatch) -> None:
    net, times, _ = large()
    history = Adoption.of(net, times, first=1, last=20)
    by_kernel = public(history)
    monkeypatch.setenv("NETDIFF_NO_NUMBA", "1")
    assert not _jit.enabled()
    monkeypatch.setattr("netdiff._kernels.exposure.exposure", None)
    pd.testing.assert_frame_equal(by_kernel, public(history))
