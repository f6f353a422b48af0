"""The recommender: an organiser's network from request to plan, and selection on larger networks.

Spread is measured by one independent estimator, 2,000 forward runs of `simulate`.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import igraph
import numpy as np
import pandas as pd
from _report import publish

from netdiff.network import Layer, Network
from netdiff.recruit import recommend
from netdiff.recruit.ask import Request, pose
from netdiff.recruit.search import Aim, Effort, search
from netdiff.spread.hazards import NetworkBass
from netdiff.spread.models import ComplexContagion, IndependentCascade, LinearThreshold
from netdiff.spread.simulate import simulate

PEOPLE = 10_000
OPIM_LIKE = Effort(precision=0.1, least_entries=0, dual_work=0, judged=0)
Row = tuple[str, str, str]


@cache
def organiser(people: int = 500, silent: float = 0.0) -> Network:
    """Five hundred people in three groups and places, five names each; some of them may not have answered."""
    rng = np.random.default_rng(0)
    ids = [f"P{i}" for i in range(people)]
    groups, places = rng.choice(["user", "citizen", "professional"], people), rng.choice(list("ABC"), people)
    nodes = pd.DataFrame({"group": groups, "place": places}, index=ids)
    ends = rng.integers(0, people, (2, 5 * people))
    ties = pd.DataFrame({"source": [ids[i] for i in ends[0]], "target": [ids[i] for i in ends[1]]})
    quiet = rng.random(people) < silent
    answers = pd.DataFrame({"ties": np.where(quiet, "asked", "answered")}, index=ids)
    ties = ties[~ties["source"].isin(np.array(ids)[quiet])].assign(layer="ties")
    return Network.from_frames(nodes, ties, Layer("ties", "turns_to"), answers=answers)


@cache
def attachment() -> Network:
    """Preferential attachment, 10,000 people, five ties each, shuffled."""
    random.seed(7)
    graph = igraph.Graph.Barabasi(PEOPLE, 5).permute_vertices(np.random.default_rng(1).permutation(PEOPLE).tolist())
    ties = pd.DataFrame(graph.get_edgelist(), columns=["source", "target"])
    return Network.from_frames(pd.DataFrame(index=range(PEOPLE)), ties, means="meets")


def whole_answer() -> float:
    """CPU seconds from request to plan, table and summary."""
    began = time.process_time()
    plan = recommend(organiser(), 10, rng=1, progress=False)
    plan.to_frame()
    plan.summary()
    return time.process_time() - began


def with_model(model: Any, silent: float, horizon: int | None = None) -> float:
    """CPU seconds of the whole answer for a model, the second time."""
    for _ in range(2):
        began = time.process_time()
        plan = recommend(organiser(silent=silent), 10, model=model, horizon=horizon, rng=1, progress=False)
        plan.to_frame()
        plan.summary()
    return time.process_time() - began


def in_a_process_of_its_own(without_numba: str) -> float:
    """The same in a fresh process, imports and loading of compiled kernels included."""
    code = "import recruit; print(recruit.whole_answer())"
    environment = {**os.environ, "NETDIFF_NO_NUMBA": without_numba, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=Path(__file__).parent,
        capture_output=True,
        check=True,
        text=True,
    )
    return float(done.stdout.split()[-1])


def selection(name: str, model: Any, k: int, effort: Effort) -> Row:
    """Selection alone on the larger network: CPU seconds, sets, certificate, spread."""
    net, aim = attachment(), Aim(model)
    problem, _ = pose(net, Request(k))
    draws = aim.draws(problem, model.live_edges(net))
    search(draws, problem, np.random.default_rng(0), effort, "")
    began = time.process_time()
    found = search(draws, problem, np.random.default_rng(1), effort, "")
    took = time.process_time() - began
    proof = found.certificate
    reach = simulate(net, model, seeds=found.chosen.tolist(), runs=2_000, rng=1, progress=False).reach
    figure = (
        f"{took:.2f} s CPU, {proof.sets:,} sets, ratio {proof.ratio:.2f}, spread {reach.value:.1f} ± {reach.se:.1f}"
    )
    return f"10,000 people, {name}, k = {k}", figure, ""


def main() -> None:
    """All rows."""
    whole_answer()
    rows: list[Row] = [
        ("500 people, plan with everything beside it, again", f"{whole_answer():.2f} s CPU", ""),
        ("the same, fresh process, kernels loaded", f"{in_a_process_of_its_own('0'):.2f} s CPU", "3 s"),
        ("the same without numba", f"{in_a_process_of_its_own('1'):.2f} s CPU", "30 s"),
    ]
    for silent in (0.0, 0.3):
        for name, model, horizon in (
            ("two voices", ComplexContagion(count=2), None),
            ("three in ten", ComplexContagion(share=0.3), None),
            ("linear threshold", LinearThreshold(), None),
            ("Bass, 12 rounds", NetworkBass(), 12),
            ("news that takes its time, 12 rounds", IndependentCascade(0.1, delay=2, waiting="geometric"), 12),
        ):
            what = f"500 people, {name}, {100 * silent:.0f} % silent"
            rows.append((what, f"{with_model(model, silent, horizon):.2f} s CPU", "3 s"))
    for name, model in (
        ("p = .02", IndependentCascade(0.02)),
        ("weighted cascade", IndependentCascade("weighted cascade")),
        ("linear threshold", LinearThreshold()),
    ):
        rows.append(selection(f"{name}, first certificate", model, 50, OPIM_LIKE))
        rows += [selection(name, model, k, Effort()) for k in (10, 50, 200)]
    publish("recruit", rows)


if __name__ == "__main__":
    main()
