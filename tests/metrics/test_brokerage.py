"""Gould and Fernandez' roles: against counting by hand, and against chance played out."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from netdiff._kernels.roles import brokerage_roles as kernel
from netdiff.errors import DataError, ModelError
from netdiff.metrics._brokerage_moments import ROLES, network_moments, person_moments
from netdiff.metrics.brokerage import brokerage_chance, brokerage_roles, brokerage_total
from netdiff.network import Network
from tests.metrics.random_networks import KINDS, net_of, random_graph


def with_groups(net: Network, seed: int, groups: str = "abc") -> Network:
    letters = np.random.default_rng(seed).choice(list(groups), size=len(net))
    return Network.from_frames(net.nodes.assign(group=letters), net.ties, net.layers)


def counted(ties: np.ndarray, group: np.ndarray, *, shared: bool = False) -> np.ndarray:
    """Every ordered triple, one by one."""
    n = len(ties)
    table = np.zeros((n, 6))
    for i, j, k in itertools.permutations(range(n), 3):
        if ties[i, j] and ties[j, k] and not ties[i, k]:
            brokers = ties[i] @ ties[:, k]
            a, b, c = group[i], group[j], group[k]
            role = 0 if a == b == c else 1 if a == c else 2 if a == b else 3 if b == c else 4
            table[j, [role, 5]] += 1 / brokers if shared else 1
    return table


@pytest.mark.parametrize("groups", ["ab", "abc", "abcdefghijklmnop"])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", KINDS)
def test_every_triple(kind: str, seed: int, groups: str) -> None:
    net = with_groups(net_of(random_graph(kind, seed, n=18, p=0.25)), seed, groups)
    ties = (net.adjacency().toarray() > 0).astype(float)
    group = net.nodes["group"].to_numpy()
    np.testing.assert_array_equal(brokerage_roles(net), counted(ties, group))
    np.testing.assert_allclose(brokerage_roles(net, shared=True), counted(ties, group, shared=True))


def test_one_of_each_role() -> None:
    """p brokers from its own group outwards; q back in; r between strangers."""
    people = pd.DataFrame({"group": list("aabbc")}, index=list("12345"))
    ties = pd.DataFrame([("1", "2"), ("2", "3"), ("3", "4"), ("4", "5"), ("3", "1")], columns=["source", "target"])
    table = brokerage_roles(Network.from_frames(people, ties, means="tells"))
    assert table.loc["2", "representative"] == 1  # 1 -> 2 -> 3
    assert table.loc["3", "gatekeeper"] == 1  # 2 -> 3 -> 4; 2 -> 3 -> 1 is itinerant
    assert table.loc["3", "itinerant"] == 1
    assert table.loc["4", "representative"] == 1  # 3 -> 4 -> 5
    assert table.loc["1", "gatekeeper"] == 1  # 3 -> 1 -> 2
    assert table["total"].sum() == 5


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), kind=st.sampled_from(KINDS))
def test_names_order_and_isolates_do_not_matter(seed: int, kind: str) -> None:
    net = with_groups(net_of(random_graph(kind, seed, n=14, p=0.25)), seed)
    order = list(np.random.default_rng(seed).permutation(net.nodes.index))
    nodes = net.nodes.loc[order].rename(lambda name: f"z{name}")
    nodes.loc["newcomer"] = "a"
    ties = net.ties.assign(source="z" + net.ties["source"], target="z" + net.ties["target"])
    other = brokerage_roles(Network.from_frames(nodes, ties, net.layers)).rename(lambda name: name[1:])
    pd.testing.assert_frame_equal(other.loc[net.nodes.index], brokerage_roles(net), check_names=False)


def test_moments_are_those_of_chance_played_out() -> None:
    group = np.repeat([0, 1, 2], [4, 3, 2])
    p, draws, rng = 0.3, 4_000, np.random.default_rng(5)
    tables = np.empty((draws, 9, 6))
    for draw in range(draws):
        ties = (rng.random((9, 9)) < p) & ~np.eye(9, dtype=bool)
        both = csr_array(ties + 2 * ties.T, dtype=np.uint8)
        tables[draw] = kernel(both.indptr, both.indices, both.data, group.astype(np.int32), 3)
    sizes = np.bincount(group).astype(float)
    mean, variance = person_moments(sizes, p)
    error = np.sqrt(variance[group] / draws) + 1e-9
    assert (np.abs(tables.mean(axis=0) - mean[group]) < 4.5 * error).all()
    assert (variance[2, 0], mean[2, 0]) == (0, 0)  # a class of two has no coordinator
    np.testing.assert_allclose(tables.var(axis=0), variance[group], rtol=0.25, atol=0.05)
    whole = tables.sum(axis=1)
    mean, variance = network_moments(sizes, p, like_sna=False)
    assert (np.abs(whole.mean(axis=0) - mean) < 4.5 * np.sqrt(variance / draws)).all()
    np.testing.assert_allclose(whole.var(axis=0), variance, rtol=0.1)
    looser = network_moments(sizes, p, like_sna=True)[1]
    assert (looser >= variance - 1e-9).all()
    assert not np.allclose(whole.var(axis=0)[2:4], looser[2:4], rtol=0.1)


def test_chance_and_total_agree_with_the_counts() -> None:
    net = with_groups(net_of(random_graph("directed", 2, n=20, p=0.2)), 2)
    chance, total = brokerage_chance(net), brokerage_total(net)
    np.testing.assert_array_equal(chance["count"], brokerage_roles(net))
    np.testing.assert_allclose(chance["expected"].sum(), total["expected"])
    np.testing.assert_allclose((total["count"] - total["expected"]) / total["sd"], total["z"])
    assert list(total.index) == list(ROLES)


def test_groups_must_be_known(path: Network) -> None:
    with pytest.raises(DataError, match="needs the column 'group'"):
        brokerage_roles(path)
    some = Network.from_frames(path.nodes.assign(group=["a", None, "b", "b", "a"]), path.ties, path.layers)
    with pytest.raises(DataError, match="1 people have none"):
        brokerage_roles(some)
    with pytest.raises(ModelError, match="variance"):
        brokerage_total(with_groups(path, 1), variance="guess")


def test_empty(empty: Network) -> None:
    assert brokerage_roles(with_groups(empty, 1)).empty
    assert brokerage_total(with_groups(empty, 1))["count"].sum() == 0
