"""Freeman's centralisations: a star is 1, a ring is 0."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from netdiff.errors import ModelError
from netdiff.metrics.freeman import centralisation
from netdiff.network import Network
from tests.metrics.random_networks import net_of


@pytest.mark.parametrize("of", ["degree", "betweenness", "closeness"])
@pytest.mark.parametrize("n", [3, 6, 11])
def test_star_and_ring(of, n: int) -> None:
    star = nx.relabel_nodes(nx.star_graph(n - 1), str)
    ring = nx.relabel_nodes(nx.cycle_graph(n), str)
    assert centralisation(net_of(star), of=of) == pytest.approx(1)
    assert centralisation(net_of(ring), of=of) == pytest.approx(0, abs=1e-12)


def test_directed_stars() -> None:
    named = nx.DiGraph([(f"p{i}", "hub") for i in range(5)])
    assert centralisation(net_of(named), of="in_degree") == 1
    assert centralisation(net_of(named), of="closeness") == 1
    assert centralisation(net_of(named), of="out_degree") == pytest.approx((6 - 5) / 25)
    both = nx.DiGraph([*named.edges, *((b, a) for a, b in named.edges)])
    assert centralisation(net_of(both)) == 1
    assert centralisation(net_of(both), of="betweenness") == 1


def test_one_pair_among_isolates_is_the_most_uneven_eigenvector() -> None:
    graph = nx.Graph([("a", "b")])
    graph.add_nodes_from("cdef")
    assert centralisation(net_of(graph), of="eigenvector") == pytest.approx(1)
    assert centralisation(net_of(nx.empty_graph(4)), of="eigenvector") == 0


def test_small_and_wrong(one_node: Network, path: Network) -> None:
    assert np.isnan(centralisation(one_node))
    with pytest.raises(ModelError, match="of must be one of"):
        centralisation(path, of="fame")  # type: ignore[arg-type]
