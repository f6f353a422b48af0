"""Every kernel of spread gives the same numbers uncompiled."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import networkx as nx

from netdiff.network import Network
from netdiff.spread import (
    Competing,
    ComplexContagion,
    Epidemic,
    Funnel,
    IndependentCascade,
    LinearThreshold,
    LogisticHazard,
)
from netdiff.spread.interventions import NewTies, Support
from netdiff.spread.simulate import simulate


def played() -> list[list[int]]:
    """Reach by run of one simulation per kernel and mode."""
    net = Network.from_networkx(nx.karate_club_graph())
    ties = NewTies(2, [(11, 26), (9, 12)])
    cases = [
        (IndependentCascade(0.2), {}),
        (IndependentCascade(0.2), {"paired": False}),
        (IndependentCascade("weighted cascade", delay=2, waiting="geometric"), {"interventions": [ties]}),
        (Epidemic(0.1, leave=0.3), {}),
        (Epidemic(0.1, leave=0.3, again=True), {}),
        (LinearThreshold(), {"interventions": [Support(2, 0.1), ties]}),
        (ComplexContagion(share=0.3), {}),
        (LogisticHazard(-4.0, 3.0, reinforcement=0.5, leave=0.1), {}),
        (Funnel(p_info=0.4, feasible=0.8, bad=0.2), {}),
    ]
    rivals = Competing({"a": 0.3, "b": 0.3}, attention=1, example=1.0)
    return [simulate(net, rivals, seeds={"a": [0], "b": [33]}, runs=10, rng=1).state("b").reach_by_run.tolist()] + [
        simulate(net, model, seeds=[0, 33], horizon=6, runs=10, rng=1, **options).reach_by_run.tolist()
        for model, options in cases
    ]


def test_uncompiled_kernels_agree():
    script = "import json, warnings; warnings.simplefilter('ignore'); "
    script += "from tests.kernels.test_plain import played; print(json.dumps(played()))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"NETDIFF_NO_NUMBA": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == played()
