"""The classical measures beside the engines that people use: CPU seconds of one thread, equal results asserted.

Three networks of mean degree 10, since everything here depends on hubs: *hubs*, a Holme-Kim network (5 ties per
newcomer, closing with chance .6) whose closing steps follow older choices; *Holme-Kim*, that of networkx; *no hubs*, a
Watts-Strogatz network rewired by .2. `quick` on the command line leaves the 100,000 people out; `threads` only prints
what a second thread adds, told by the clock on the wall, which needs a machine with nothing else to do.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import igraph
import networkx as nx
import numpy as np
import pandas as pd
from _report import alternating, publish, seconds
from scipy.sparse import csr_array
from scipy.sparse.linalg import eigsh

from netdiff import adoption, metrics
from netdiff._kernels.bfs import search
from netdiff._kernels.exposure import exposure
from netdiff.adoption import Adoption
from netdiff.network import Network

ROUNDS = 5
Job = Callable[[], Any]
Row = tuple[str, str, str]


def cpu(job: Job) -> float:
    """CPU seconds of one call."""
    began = time.process_time()
    job()
    return time.process_time() - began


def compare(jobs: dict[str, Job], rounds: int = ROUNDS) -> dict[str, float]:
    """Median CPU seconds, the jobs taking turns, each warmed up once."""
    for job in jobs.values():
        job()
    return alternating({name: partial(cpu, job) for name, job in jobs.items()}, rounds)


# -- networks ---------------------------------------------------------------------------------------------------------


def hubs(n: int, ties: int = 5, closing: float = 0.6) -> list[tuple[int, int]]:
    """Holme and Kim's growth with closing steps along older choices: hubs of nearly a fifth of everybody."""
    draw = random.Random(7)  # noqa: S311  # a network, not a secret
    near: list[set[int]] = [set() for _ in range(n)]
    chosen: list[list[int]] = [[] for _ in range(n)]
    pool = list(range(ties))
    for newcomer in range(ties, n):
        last = -1
        for _ in range(100):
            closes = last >= 0 and chosen[last] and draw.random() < closing
            other = draw.choice(chosen[last] if closes else pool)
            if other != newcomer and other not in near[newcomer]:
                near[newcomer].add(other)
                near[other].add(newcomer)
                chosen[newcomer].append(other)
                last = other
            if len(chosen[newcomer]) == ties:
                break
        pool += [*chosen[newcomer], *[newcomer] * ties]
    return [(one, other) for one in range(n) for other in near[one] if one < other]


KINDS: dict[str, Callable[[int], Any]] = {
    "hubs": hubs,
    "Holme-Kim": lambda n: nx.powerlaw_cluster_graph(n, 5, 0.6, seed=7).edges,
    "no hubs": lambda n: nx.watts_strogatz_graph(n, 10, 0.2, seed=7).edges,
}


def both_forms(n: int, edges: Any) -> tuple[Network, igraph.Graph]:
    """The same ties as our network and as an igraph graph."""
    pairs = np.array(list(edges), dtype=np.int64)
    ties = pd.DataFrame(pairs, columns=["source", "target"])
    net = Network.from_frames(pd.DataFrame(index=pd.RangeIndex(n)), ties, means="meets")
    return net, igraph.Graph(n=n, edges=pairs)


def directed_twin(net: Network) -> csr_array:
    """Random orientation, three in ten ties returned."""
    rng, pairs = np.random.default_rng(1), net.ties[["source", "target"]].to_numpy().copy()
    turned = rng.random(len(pairs)) < 0.5
    pairs[turned] = pairs[turned][:, ::-1]
    pairs = np.concatenate([pairs, pairs[rng.random(len(pairs)) < 0.3][:, ::-1]])
    return csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(net), len(net)))


# -- rows -------------------------------------------------------------------------------------------------------------


def against(what: str, ours: float, theirs: float, limit: float | None) -> Row:
    """A row of the table: how many times longer the other one takes."""
    unit = "ms" if theirs < 1 else "s"
    scale = 1e3 if unit == "ms" else 1.0
    figure = f"{theirs / ours:.1f}× ({ours * scale:.3g} against {theirs * scale:.3g} {unit})"
    return what, figure, f"≥ {limit:g}×" if limit else ""


def holes(name: str, net: Network, graph: igraph.Graph, limit: float | None) -> Row:
    """Constraint (ours finds the effective size in the same pass)."""
    np.testing.assert_allclose(metrics.constraint(net), graph.constraint(), atol=1e-12)
    time_of = compare(
        {"ours": lambda: metrics.constraint(net), "igraph": graph.constraint}, 1 if len(net) > 50_000 else 5
    )
    what = (
        f"structural holes, {len(net):,} people, {name} (largest degree {max(graph.degree()):,}), igraph's constraint"
    )
    return against(what, time_of["ours"], time_of["igraph"], limit)


def some_harmonic(name: str, net: Network, graph: igraph.Graph, limit: float | None) -> Row:
    """Harmonic closeness of 512 people."""
    matrix, sources = net.adjacency(), np.arange(512, dtype=np.int32)
    ours: Job = lambda: search(matrix.indptr, matrix.indices, sources, 2**31 - 1, False)[:, 2] / (len(net) - 1)  # noqa: E731, FBT003
    theirs: Job = lambda: graph.harmonic_centrality(vertices=range(512))  # noqa: E731
    np.testing.assert_allclose(ours().T, theirs(), atol=1e-9)
    time_of = compare({"ours": ours, "igraph": theirs}, 3)
    what = f"harmonic closeness from 512 people, {len(net):,} people, {name}, igraph"
    return against(what, time_of["ours"], time_of["igraph"], limit)


def all_harmonic(name: str, net: Network, graph: igraph.Graph, limit: float | None) -> list[Row]:
    """Harmonic closeness of everybody, and what a second thread adds."""
    peers: dict[str, Job] = {"igraph": graph.harmonic_centrality}
    np.testing.assert_allclose(metrics.harmonic(net), graph.harmonic_centrality(), atol=1e-9)
    try:
        import networkit
    except ImportError:
        peer = "igraph (networkit is not installed)"
    else:
        networkit.setNumberOfThreads(1)
        other = networkit.nxadapter.nx2nk(nx.Graph(graph.get_edgelist()))
        peers["networkit"] = networkit.centrality.HarmonicCloseness(other).run
        peer = "the better of igraph and networkit"
    time_of = compare({"ours": lambda: metrics.harmonic(net)} | peers, 1)
    best = min(time_of[name] for name in peers)
    what = f"harmonic closeness of all {len(net):,} people, {name}"
    return [
        against(f"{what}, {peer}", time_of["ours"], best, limit),
        two_threads(name, net),
    ]


def two_threads(name: str, net: Network) -> Row:
    """What a second thread adds to the harmonic closeness of everybody, by the clock on the wall."""
    metrics.harmonic(net)
    with ThreadPoolExecutor(2) as pool:
        turns: dict[str, Callable[[], float]] = {
            "one": lambda: seconds(lambda: metrics.harmonic(net)),
            "two": lambda: seconds(lambda: metrics.harmonic(net, executor=pool)),
        }
        threads = alternating(turns, 15)
    what = f"harmonic closeness of all {len(net):,} people, {name}: two threads against one, wall clock"
    return what, f"{threads['one'] / threads['two']:.2f}×", "≥ 1.7×"


def brokerage_by_scipy(ties: csr_array, group: Any, groups: int) -> Any:
    """Gould and Fernandez' roles as products of sparse matrices."""
    n = ties.shape[0]
    member = csr_array((np.ones(n), (np.arange(n), group)), shape=(n, groups))
    out, into = (ties @ member).toarray(), (ties.T @ member).toarray()
    both = (ties.multiply(ties.T) @ member).toarray()
    own, pairs = (np.arange(n), group), into * out - both
    roles = np.column_stack(
        [
            pairs[own],
            pairs.sum(1) - pairs[own],
            into[own] * (out.sum(1) - out[own]),
            (into.sum(1) - into[own]) * out[own],
            np.zeros(n),
        ]
    )
    roles[:, 4] = into.sum(1) * out.sum(1) - both.sum(1) - roles[:, :4].sum(1)
    row, column = ties.nonzero()
    alike = group[row] == group[column]
    inside = csr_array((np.ones(alike.sum()), (row[alike], column[alike])), shape=ties.shape)
    across = csr_array((np.ones((~alike).sum()), (row[~alike], column[~alike])), shape=ties.shape)
    kinds = [(inside, inside, inside), (across, across, inside), (inside, across, across), (across, inside, across)]
    for role, (first, second, closing) in enumerate([*kinds, (across, across, across)]):
        roles[:, role] -= (first.T @ closing).multiply(second).sum(axis=1)
    return roles


def brokerage(name: str, net: Network, limit: float | None) -> Row:
    """Gould and Fernandez' roles in four groups."""
    ties = directed_twin(net)
    group = np.random.default_rng(2).integers(0, 4, len(net))
    pairs = pd.DataFrame(np.column_stack(ties.nonzero()), columns=["source", "target"])
    ours = Network.from_frames(pd.DataFrame({"group": group.astype(str)}, index=net.nodes.index), pairs, means="tells")
    ours.adjacency()
    np.testing.assert_array_equal(metrics.brokerage_roles(ours).iloc[:, :5], brokerage_by_scipy(ties, group, 4))
    jobs: dict[str, Job] = {
        "ours": lambda: metrics.brokerage_roles(ours),
        "scipy": lambda: brokerage_by_scipy(ties, group, 4),
    }
    time_of = compare(jobs, 1 if len(net) > 50_000 else 3)
    what = f"brokerage roles, {len(net):,} people, {name}, products of sparse matrices"
    return against(what, time_of["ours"], time_of["scipy"], limit)


def exposed(name: str, net: Network, limit: float | None) -> list[Row]:
    """Share of adopters around everybody in every period: the kernel, and the public measure, beside scipy."""
    matrix, periods = net.adjacency(), 20
    begin = np.random.default_rng(0).integers(0, periods + 5, len(net)).astype(np.int32)
    never = np.full(len(net), periods, dtype=np.int32)
    rows = (matrix.indptr, matrix.indices, matrix.data)
    ours: Job = lambda: exposure(*rows, begin, never, periods, True, np.nan)  # noqa: E731, FBT003
    history = Adoption.of(net, pd.Series(begin, net.nodes.index).where(begin < periods), first=0, last=periods - 1)
    public: Job = lambda: adoption.exposure(history, lag=0)  # noqa: E731

    def theirs() -> Any:
        held = matrix @ (begin[:, None] <= np.arange(periods)).astype(float)
        with np.errstate(invalid="ignore"):
            return held / matrix.sum(axis=1)[:, None]

    np.testing.assert_allclose(ours().T, theirs(), atol=1e-12)
    np.testing.assert_allclose(public(), theirs(), atol=1e-12)
    time_of = compare({"ours": ours, "scipy": theirs, "public": public}, 15)
    what = f"exposure from times of adoption, {len(net):,} people × {periods} periods, {name}, scipy"
    whole = f"{what}; `adoption.exposure` from network to table"
    return [
        against(what, time_of["ours"], time_of["scipy"], limit),
        against(whole, time_of["public"], time_of["scipy"], None),
    ]


def delegated(net: Network, graph: igraph.Graph, small: tuple[Network, igraph.Graph]) -> list[Row]:
    """Measures that an engine does: what ours adds to calling it on a graph of its own."""
    matrix = net.adjacency()
    pairs: dict[str, tuple[Job, Job]] = {
        "core_number, igraph": (lambda: metrics.core_number(net), graph.coreness),
        "betweenness (1,000 people), igraph": (lambda: metrics.betweenness(small[0]), small[1].betweenness),
        "eigenvector, scipy": (
            lambda: metrics.eigenvector(net),
            lambda: eigsh(matrix, k=1, which="LA", v0=np.ones(len(net)), tol=1e-12),
        ),
        "pagerank, igraph": (lambda: metrics.pagerank(net), graph.pagerank),
        "Leiden, one run, igraph": (
            lambda: metrics.find_communities(net, runs=1),
            lambda: graph.community_leiden(objective_function="modularity", n_iterations=-1),
        ),
    }
    rows = []
    for what, (ours, theirs) in pairs.items():
        time_of = compare({"ours": ours, "theirs": theirs})
        added = (time_of["ours"] - time_of["theirs"]) * 1e3
        figure = f"{time_of['ours'] / time_of['theirs']:.2f}× ({added:+.2f} ms)"
        rows.append((f"handed on: {what}, {len(net):,} people", figure, "≤ 1.2× or + 2 ms"))
    return rows


LIMITS: dict[str, dict[str, float | None]] = {
    "hubs": {"holes": 15, "holes_large": 60, "harmonic": 30, "all": 15, "roles": 10, "exposure": 3},
    "Holme-Kim": {"roles": 10},
    "no hubs": {"holes": 4, "holes_large": 4, "harmonic": 15, "roles": 10, "exposure": 3},
}


def small_rows(name: str) -> Iterator[Row]:
    """All measures on 10,000 people of one kind of network."""
    net, graph = both_forms(10_000, KINDS[name](10_000))
    limit = LIMITS[name].get
    yield holes(name, net, graph, limit("holes"))
    yield some_harmonic(name, net, graph, limit("harmonic"))
    yield brokerage(name, net, limit("roles"))
    yield from exposed(name, net, limit("exposure"))
    if name == "Holme-Kim":
        yield from delegated(net, graph, both_forms(1_000, KINDS[name](1_000)))
    else:
        yield from all_harmonic(name, net, graph, limit("all"))


def large_rows(name: str) -> Iterator[Row]:
    """What 100,000 people take."""
    net, graph = both_forms(100_000, KINDS[name](100_000))
    yield holes(name, net, graph, LIMITS[name].get("holes_large"))
    if name != "hubs":  # the products of matrices would take minutes on the largest hubs
        yield brokerage(name, net, LIMITS[name].get("roles"))


def main(*, quick: bool, threads_only: bool) -> None:
    """Measure everything and rewrite the section."""
    if threads_only:
        for name in ("hubs", "no hubs"):
            print(*two_threads(name, both_forms(10_000, KINDS[name](10_000))[0]), sep=" | ")
        return
    rows = []
    for part in (small_rows,) if quick else (small_rows, large_rows):
        for name in KINDS:
            for row in part(name):
                print(*row, sep=" | ", flush=True)
                rows.append(row)
    publish("measures", rows)


if __name__ == "__main__":
    main(quick="quick" in sys.argv, threads_only="threads" in sys.argv)
