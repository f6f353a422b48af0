"""A scorecard of 5,000 people, 30 % of them silent, with intervals and 200 random networks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from _report import publish, seconds

import netdiff as nd
from netdiff.network import Layer, Network

LIMIT = 30.0


def region_of(people: int) -> Network:
    """Half of the people are users, a third professionals; names mostly stay within twenty places."""
    rng = np.random.default_rng(0)
    ids = pd.Index([f"p{number:05d}" for number in range(people)], name="node")
    group = rng.choice(["user", "professional", "citizen", "manager"], people, p=[0.5, 0.35, 0.1, 0.05])
    place = np.sort(rng.integers(0, 20, people))
    source = np.repeat(np.arange(people), rng.integers(0, 11, people))
    near = np.clip(source + rng.integers(-120, 121, len(source)), 0, people - 1)
    target = np.where(rng.random(len(source)) < 0.8, near, rng.integers(0, people, len(source)))
    told = rng.random(people) < 0.7
    keep = (source != target) & told[source]
    ties = pd.DataFrame({"source": ids[source[keep]], "target": ids[target[keep]], "layer": "advice"}).drop_duplicates()
    answers = pd.DataFrame({"advice": np.where(told, "answered", "asked")}, index=ids)
    nodes = pd.DataFrame({"group": group, "place": [f"place {each}" for each in place]}, index=ids)
    return Network.from_frames(nodes, ties, Layer("advice", "turns_to"), answers=answers)


def processor(job: Callable[[], object]) -> float:
    """Processor seconds of one call: what a busy machine does not stretch much."""
    began = time.process_time()
    job()
    return time.process_time() - began


def main() -> int:
    """Measure once (the job is long) and publish."""
    net = region_of(5_000)
    decide = list(net.nodes.index[:8])
    nd.scorecard(net, decide=decide, draws=1, benchmark_runs=1, progress=False)  # loads what is loaded once
    wall = seconds(lambda: nd.scorecard(net, decide=decide, progress=False))
    used = processor(lambda: nd.scorecard(net, decide=decide, progress=False))
    placed = processor(lambda: nd.scorecard(net, decide=decide, by="place", progress=False))
    rows = [
        (f"scorecard of {len(net):,} people and {len(net.ties):,} ties", f"{wall:.1f} s", f"{LIMIT:.0f} s"),
        ("the same, processor seconds", f"{used:.1f} s", f"{LIMIT:.0f} s"),
        ("with every part for twenty places, processor seconds", f"{placed:.1f} s", f"{LIMIT:.0f} s"),
        ("of it drawn: silent rows, each rehearsed once", "60", ""),
        ("of it drawn: random networks", "200", ""),
    ]
    publish("scorecard", rows)
    return int(max(wall, used, placed) > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
