"""Random networks as networkx graphs and as ours, the same people in the same order."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from netdiff.network import Layer, Network

KINDS = ("undirected", "directed")


def random_graph(kind: str, seed: int, *, n: int = 40, p: float = 0.07) -> nx.Graph:
    """A weighted graph of several pieces, with at least three isolates; ids are text."""
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(n, p, seed=seed, directed=kind == "directed")
    graph = nx.relabel_nodes(graph, {i: f"p{i:02d}" for i in range(n)})
    graph.add_nodes_from(["x1", "x2", "x3"])
    for _, _, data in graph.edges(data=True):
        data["weight"] = float(rng.uniform(0.2, 3.0))
    return graph


def net_of(graph: nx.Graph, *, means: str | None = None) -> Network:
    """Our network of a networkx graph; directed ties tell unless said otherwise.

    Two people also name themselves, which must not change a thing.
    """
    loops = [(node, node, 2.0) for node in list(graph)[:2]]
    ties = pd.DataFrame(
        [(a, b, d.get("weight", 1.0)) for a, b, d in graph.edges(data=True)] + loops,
        columns=["source", "target", "weight"],
    ).astype({"source": "str", "target": "str", "weight": float})
    directed = graph.is_directed()
    layer = Layer("ties", means or ("tells" if directed else "meets"), directed=directed)
    nodes = pd.DataFrame(index=pd.Index(list(graph), name="node", dtype="str"))
    return Network.from_frames(nodes, ties.assign(layer="ties"), layer)


def contact_graph(graph: nx.Graph) -> nx.Graph:
    """Ties in either direction, unweighted."""
    return nx.Graph(graph.edges) if not graph.number_of_nodes() else _with_nodes(nx.Graph(graph.edges), graph)


def _with_nodes(smaller: nx.Graph, graph: nx.Graph) -> nx.Graph:
    whole = nx.Graph()
    whole.add_nodes_from(graph)
    whole.add_edges_from(smaller.edges)
    return whole
