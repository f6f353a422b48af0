"""Adoption history at the sizes where netdiffuseR 1.25 stops, beside the seconds that it needs for less."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from _report import publish

from netdiff.adoption import (
    Adoption,
    exposure,
    infectiousness,
    moran,
    structural_equivalence,
    structural_test,
    susceptibility,
    threshold,
)
from netdiff.network import Network


def random_history(people: int, names: int, periods: int) -> Adoption:
    """People who name others at random, and times of adoption at random."""
    rng = np.random.default_rng(7)
    source, target = np.repeat(np.arange(people), names), rng.integers(people, size=people * names)
    ties = pd.DataFrame({"source": source, "target": target})[source != target]
    net = Network.from_frames(pd.DataFrame(index=np.arange(people)), ties, means="turns_to")
    return Adoption.of(net, pd.Series(rng.integers(1, periods + 1, people).astype(float)))


def peak() -> float:
    """Largest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def cpu(job: Callable[[], object]) -> float:
    """Seconds of processor time of one call, so that other work on the machine does not count."""
    began = time.process_time()
    job()
    return time.process_time() - began


def soon(history: Adoption) -> None:
    """Infectiousness and susceptibility."""
    infectiousness(history)
    susceptibility(history)


def main() -> int:
    """Time each, write the table, and fail above a limit."""
    large, village, town = random_history(100_000, 8, 10), random_history(1_047, 13, 10), random_history(20_000, 8, 10)
    denser = random_history(100_000, 16, 10)
    adopted = pd.Series(town.toa <= 5, dtype=float)
    moran(village.net, pd.Series(1.0 * (village.toa <= 5)), weights="steps")  # compiles
    exposure(town)
    soon(village)
    jobs = [
        ("exposure and thresholds, 100,000 people × 10 periods", lambda: (exposure(large), threshold(large)), 1.0),
        ("infectiousness and susceptibility, the same", lambda: soon(large), 5.0),
        (
            "structural equivalence, 1,047 people (there: 63 s for 300)",
            lambda: structural_equivalence(village.net),
            30.0,
        ),
        (
            "test against 1,000 rewired networks, 1,047 people (there: about 16 minutes)",
            lambda: structural_test(village, lambda case: threshold(case).mean(), draws=1000, rng=1, progress=False),
            60.0,
        ),
        (
            "Moran's I by steps, 20,000 people (there: 96 s for 4,000)",
            lambda: moran(town.net, adopted, weights="steps"),
            30.0,
        ),
    ]
    rows, failed, memory = [], 0, []
    for what, job, limit in jobs:
        took = cpu(job)
        rows.append((what, f"{took:.2f} s", f"{limit:g} s"))
        failed += took > limit
        memory.append(peak())
    growth = min(cpu(lambda: soon(denser)) for _ in range(3)) / min(cpu(lambda: soon(large)) for _ in range(3))
    rows.insert(1, ("memory of the whole process after it", f"{memory[0]:.0f} MB", "500 MB"))
    rows.insert(3, ("the same with twice the ties: times as long", f"{growth:.2f}", "2.5"))
    rows.insert(5, ("memory of the whole process after it", f"{memory[2]:.0f} MB", "500 MB"))
    publish("adoption", rows)
    return int(failed > 0 or max(memory[0], memory[2]) > 500 or growth > 2.5)


if __name__ == "__main__":
    sys.exit(main())
