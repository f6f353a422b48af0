"""Simulation side by side with its peers: CPU time per run, answers asserted equal first.

Peers are no part of the project; where one is not installed its row is left out. To have them:
`pip install cynetdiff ndlib six tqdm`. What a second thread adds is told by the clock on the wall, so it needs a
machine with nothing else to do: `python benchmarks/spread.py threads`.
"""

from __future__ import annotations

import importlib.util
import resource
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from typing import Any

import igraph
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from _report import publish

from netdiff.network import Network
from netdiff.spread import ComplexContagion, IndependentCascade, LinearThreshold
from netdiff.spread.simulate import simulate

PEOPLE, ROUNDS = 10_000, 15
Row = tuple[str, str, str]
Times = tuple[float, npt.NDArray[np.float64]]


@cache
def graph(people: int = PEOPLE) -> igraph.Graph:
    """Preferential attachment, five ties each, its people shuffled."""
    import random

    random.seed(7)
    made = igraph.Graph.Barabasi(people, 5)
    return made.permute_vertices(np.random.default_rng(1).permutation(people).tolist())


@cache
def network(people: int = PEOPLE) -> Network:
    """The same as a Network."""
    ties = pd.DataFrame(graph(people).get_edgelist(), columns=["source", "target"])
    return Network.from_frames(pd.DataFrame(index=range(people)), ties, means="meets")


def seeds() -> list[int]:
    """The ten with most ties."""
    return np.argsort(graph().degree())[-10:].tolist()


def ours(model: Any, runs: int, **options: Any) -> Callable[[int], Times]:
    """CPU seconds per run through the public door, and reach by run.

    What one run costs is told by the difference to a single run: preparing the network is left out, as for the peers.
    """
    settings: dict[str, Any] = {"seeds": seeds(), "progress": False} | options

    def timed(rng: int, count: int) -> Times:
        began = time.process_time()
        spread = simulate(network(), model, runs=count, rng=rng, **settings)
        return time.process_time() - began, spread.reach_by_run.astype(float)

    def play(rng: int) -> Times:
        whole, reach = timed(rng, runs)
        return (whole - timed(rng, 1)[0]) / (runs - 1), reach

    return play


def cynetdiff(make: Callable[[Any], Any], runs: int) -> Callable[[int], Times]:
    """The same of cynetdiff, its own model made beforehand."""
    both = nx.DiGraph()
    both.add_nodes_from(range(PEOPLE))
    both.add_edges_from([pair for a, b in graph().get_edgelist() for pair in ((a, b), (b, a))])
    model, number = make(both)
    model.set_seeds([number[seed] for seed in seeds()])

    def play(rng: int) -> Times:
        model.set_rng(rng)
        reach = np.empty(runs)
        began = time.process_time()
        for run in range(runs):
            model.reset_model()
            model.advance_until_completion()
            reach[run] = model.get_num_activated_nodes()
        return (time.process_time() - began) / runs, reach

    return play


def side_by_side(what: str, our: Callable[[int], Times], peer: Callable[[int], Times], least: float) -> Row:
    """Median CPU per run of each, taking turns over generators, once their means agree."""
    our(0), peer(0)  # compile, warm up
    figures: list[tuple[float, float]] = []
    reaches: list[tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]] = []
    for rng in range(1, ROUNDS + 1):
        (mine, reach), (theirs, other) = our(rng), peer(rng)
        figures.append((mine, theirs))
        reaches.append((reach, other))
    first, second = (np.concatenate([pair[side] for pair in reaches]) for side in (0, 1))
    error = np.hypot(first.std() / len(first) ** 0.5, second.std() / len(second) ** 0.5)
    if abs(first.mean() - second.mean()) > 4 * error + 1e-9:
        sys.exit(f"{what}: means differ, {first.mean():.1f} and {second.mean():.1f} (s.e. {error:.1f})")
    mine, theirs = (statistics.median(pair[side] for pair in figures) for side in (0, 1))
    cost = f"{mine * 1e6:,.1f} µs against {theirs * 1e6:,.1f} µs"
    text = f"{theirs / mine:.1f}× ({cost}; reach {first.mean():,.1f} and {second.mean():,.1f})"
    if theirs / mine < least:
        MISSED.append(what)
    return what, text, f"at least {least:g}×" if least else ""


MISSED: list[str] = []


def beside_cynetdiff() -> list[Row]:
    """Independent cascades and linear thresholds."""
    if importlib.util.find_spec("cynetdiff") is None:
        return []
    from cynetdiff import utils

    def uniform(both: Any) -> Any:
        return utils.networkx_to_ic_model(both, activation_prob=0.02)

    def weighted(both: Any) -> Any:
        utils.set_activation_weighted_cascade(both)
        return utils.networkx_to_ic_model(both)

    cases: list[tuple[str, float | str, int, Callable[[Any], Any]]] = [
        ("p = .02", 0.02, 5000, uniform),
        ("weighted cascade", "weighted cascade", 1000, weighted),
    ]
    return [
        side_by_side(
            f"IC, {name}, {kind}, against cynetdiff {version('cynetdiff')}",
            ours(IndependentCascade(p), runs, paired=paired),
            cynetdiff(make, runs // 50),
            0 if paired else 5,
        )
        for name, p, runs, make in cases
        for kind, paired in (("one stream a run", False), ("paired", True))
    ] + [
        side_by_side("LT, against cynetdiff", ours(LinearThreshold(), 250), cynetdiff(utils.networkx_to_lt_model, 5), 5)
    ]


def beside_ndlib() -> list[Row]:
    """Threshold contagion, a quarter of those around; NDlib's own first step (its copy of the status) included."""
    if importlib.util.find_spec("ndlib") is None:
        return []
    import warnings

    warnings.simplefilter("ignore")
    from ndlib.models import ModelConfig, epidemics

    plain = nx.Graph(graph().get_edgelist())
    steps = 12

    def start(rng: int) -> list[int]:
        return np.random.default_rng(rng).choice(PEOPLE, 700, replace=False).tolist()

    def theirs(rng: int) -> Times:
        model = epidemics.ThresholdModel(plain)
        settings = ModelConfig.Configuration()
        settings.add_model_initial_configuration("Infected", start(rng))
        for node in plain:
            settings.add_node_configuration("threshold", node, 0.25)
        model.set_initial_status(settings)
        began = time.process_time()
        rounds = model.iteration_bunch(steps + 1, progress_bar=False)
        return time.process_time() - began, np.array([one["node_count"][1] for one in rounds], dtype=float)

    def mine(rng: int) -> Times:
        options: dict[str, Any] = {"seeds": start(rng), "horizon": steps, "rng": rng, "progress": False}
        began = time.process_time()
        spread = simulate(network(), ComplexContagion(share=0.25), runs=250, **options)
        return (time.process_time() - began) / 250, spread.curve()["mean"].to_numpy()

    for rng in range(3):
        if not np.array_equal(mine(rng)[1], theirs(rng)[1]):
            sys.exit(f"threshold contagion: curves differ for rng {rng}: {mine(rng)[1]}, {theirs(rng)[1]}")
    return [side_by_side("thresholds, a quarter of those around, against NDlib 6 (same curve)", mine, theirs, 100)]


def paired_or_not() -> Row:
    """What it costs that each tie keeps its own coin."""
    plays = [ours(IndependentCascade(0.02), 5000, paired=paired) for paired in (True, False)]
    pairs = [tuple(play(rng)[0] for play in plays) for rng in range(ROUNDS + 1)][1:]
    ratio = statistics.median(paired / skipped for paired, skipped in pairs)
    if ratio > 4:
        MISSED.append("paired mode")
    return "paired against unpaired, IC, p = .02", f"{ratio:.1f}×", "at most 4×"


def linear_in_ties() -> Row:
    """CPU per visited tie where ten times as many are visited."""
    degree = np.array(graph().degree(), dtype=float)
    cost = {}
    for p in (0.02, 0.1):
        play = ours(IndependentCascade(p), 500)
        play(0)
        cost[p] = statistics.median(play(rng)[0] for rng in range(1, ROUNDS + 1))
        adopted = simulate(network(), IndependentCascade(p), seeds=seeds(), runs=200, rng=1).adoption_probability
        cost[p] /= float(adopted.to_numpy() @ degree)
    text = f"{cost[0.02] * 1e9:.1f} and {cost[0.1] * 1e9:.1f} ns per visited tie (p = .02, .1)"
    return "cost is linear in ties visited", text, ""


def two_threads() -> list[Row]:
    """Wall clock of two threads against one, and what can be told on a busy machine: where processor time goes."""
    from netdiff.spread import simulate as module

    def play(workers: int) -> tuple[float, float, float]:
        with ThreadPoolExecutor(workers) as threads:
            began = (time.perf_counter(), time.process_time(), time.thread_time())
            simulate(
                network(), IndependentCascade(0.1), seeds=seeds(), runs=4000, rng=1, executor=threads, progress=False
            )
            wall, whole, here = time.perf_counter() - began[0], time.process_time() - began[1], time.thread_time()
            return wall, whole, here - began[2]

    kept, module.CELLS_KEPT = module.CELLS_KEPT, 0  # summaries only: what is timed is simulation
    play(1)
    pairs = [(play(1), play(2)) for _ in range(5)]
    module.CELLS_KEPT = kept
    ratio = statistics.median(one[0] / two[0] for one, two in pairs)
    more = statistics.median(two[1] / one[1] for one, two in pairs)
    outside = statistics.median(two[2] / two[1] for _, two in pairs)
    if ratio < 1.7:
        MISSED.append("two threads")
    return [
        ("two threads against one, wall clock", f"{ratio:.2f}×", "at least 1.7×"),
        ("processor time of two threads against one; of it outside the threads", f"{more:.2f}×; {outside:.1%}", ""),
    ]


def a_million(runs: int = 100) -> Row:
    """One million people, streamed; a third of them is reached."""
    size = 1_000_000
    pairs = np.random.default_rng(1).integers(size, size=(5 * size, 2))
    ties = pd.DataFrame(pairs[pairs[:, 0] != pairs[:, 1]], columns=["source", "target"])
    net = Network.from_frames(pd.DataFrame(index=range(size)), ties, means="meets")
    chosen = list(range(10))
    del pairs, ties
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    began = time.perf_counter()
    spread = simulate(net, IndependentCascade(0.12), seeds=chosen, runs=runs, rng=1, progress=False)
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    if peak > 4:
        MISSED.append("a million people")
    text = f"{peak:.2f} GiB at most ({before:.2f} before), {took:.0f} s, reach {spread.reach.value:,.0f}"
    return f"1,000,000 people, 5,000,000 ties, {runs} runs", text, "at most 4 GiB"


def main(*, threads_only: bool) -> None:
    """Measure, print, and rewrite the table; `threads` on the command line only prints what a second thread adds."""
    if threads_only:
        for row in two_threads():
            print(*row, sep=" | ")
        return
    rows = [*beside_cynetdiff(), *beside_ndlib(), paired_or_not(), linear_in_ties(), *two_threads(), a_million()]
    publish("spread", rows)
    if MISSED:
        sys.exit(f"Missed: {', '.join(MISSED)}")


if __name__ == "__main__":
    main(threads_only="threads" in sys.argv)
