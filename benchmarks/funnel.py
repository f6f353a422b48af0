"""A thousand runs of the funnel on ten thousand people: processor time, and how many entries into stages it writes."""

from __future__ import annotations

import sys
import time

import networkx as nx
from _report import publish

import netdiff as nd

LIMIT = 10.0
PEOPLE, RUNS, PERIODS = 10_000, 1_000, 20


def cpu(model: nd.Funnel, net: nd.Network) -> tuple[float, nd.spread.Spread]:
    """Processor seconds of one simulation, kernels compiled beforehand."""
    began = time.process_time()
    spread = nd.simulate(net, model, seeds=[0, 1, 2], horizon=PERIODS, runs=RUNS, rng=1, progress=False)
    return time.process_time() - began, spread


def main() -> None:
    """Measure a slow funnel and one in which everybody adopts, and publish."""
    net = nd.Network.from_networkx(nx.watts_strogatz_graph(PEOPLE, 6, 0.1, seed=1), means="meets")
    nd.simulate(net, nd.Funnel(), seeds=[0], horizon=2, runs=2, rng=1)
    eager = nd.Funnel(p_info=0.5, media=0.1, desirable=1.0, feasible=0.9, viable=1.0)
    rows, missed = [], False
    for name, model in (("the default", nd.Funnel()), ("nearly everybody adopts", eager)):
        seconds, spread = min((cpu(model, net) for _ in range(3)), key=lambda found: found[0])
        missed |= seconds > LIMIT
        told = f"{seconds:.1f} s of one core (adopters {spread.reach.value:,.0f})"
        rows.append((f"{RUNS:,} runs × {PEOPLE:,} people × {PERIODS} periods, {name}", told, f"{LIMIT:g} s on two"))
    publish("funnel", rows)
    if missed:
        sys.exit("the funnel took too long")


if __name__ == "__main__":
    main()
