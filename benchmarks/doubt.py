"""Processor time of introductions, declared doubts, budgets and rules without a map, on the made-up region."""

from __future__ import annotations

import time
from collections.abc import Callable

from _report import publish

import netdiff as nd

VOICES = nd.ComplexContagion(count=2)


def cpu(job: Callable[[], object]) -> str:
    """Processor seconds of one call, the kernels being loaded already."""
    began = time.process_time()
    job()
    return f"{time.process_time() - began:.1f} s CPU"


def main() -> None:
    """All rows."""
    net = nd.load_sample("region")
    jobs: dict[str, Callable[[], object]] = {
        "5 introductions, news": lambda: nd.recommend_ties(net, 5, layer="advice", rng=1),
        "5 introductions, two voices, 3 in 10 silent": lambda: nd.recommend_ties(
            net, 5, layer="advice", model=VOICES, rng=1
        ),
        "10 recruits with declared doubts, 24 cases": lambda: nd.recommend(net, 10, layer="advice", robust=True, rng=1),
        "9 budgets, news": lambda: nd.frontier(net, layer="advice", rng=1),
        "9 budgets, two voices": lambda: nd.frontier(net, layer="advice", model=VOICES, rng=1),
        "6 rules on 20 sampled networks of 300": lambda: nd.try_seeding(rng=1),
    }
    small = nd.load_sample("coalition")
    for model in (None, VOICES):
        nd.recommend_ties(small, 1, model=model, rng=1)
        nd.frontier(small, [1, 2], model=model, rng=1)
    publish("doubt", [(what, cpu(job), "") for what, job in jobs.items()])


if __name__ == "__main__":
    main()
