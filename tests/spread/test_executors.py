"""The same numbers with threads, with processes and on a Dask cluster; lost workers are survived."""

from __future__ import annotations

import os
import pickle
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

import networkx as nx
import numpy as np
import pytest

from netdiff.network import Network
from netdiff.spread import ComplexContagion, Drawn, IndependentCascade, LogisticHazard, ensemble
from netdiff.spread.handing import _Filed, handed
from netdiff.spread.interventions import Campaign
from netdiff.spread.simulate import simulate

MODEL = IndependentCascade(0.15)


@pytest.fixture(scope="module")
def net() -> Network:
    return Network.from_networkx(nx.barabasi_albert_graph(600, 3, seed=1))


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(ensemble, "RUNS_PER_BATCH", 20)


@pytest.mark.usefixtures("small_batches")
def test_threads_and_processes_give_the_same_numbers(net):
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        for model in (MODEL, ComplexContagion(share=Drawn("uniform", 0.1, 0.5)), LogisticHazard(-4.0, 3.0)):
            options = {"seeds": [0, 1, 2], "runs": 100, "rng": 1, "horizon": 6, "interventions": [Campaign(2, 0.05)]}
            here = simulate(net, model, **options)
            for executor in (threads, processes):
                assert (simulate(net, model, executor=executor, **options).times == here.times).all()


def test_processes_get_the_network_by_file_and_only_once(net):
    sent = []
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        task = np.arange(5000)
        with handed(_Doubling(task), processes) as shell:
            sent.append(shell)
            assert isinstance(shell, _Filed)
            assert (shell(3) == 3 * task).all()
    assert len(pickle.dumps(sent[0])) < 1000 < task.nbytes


@dataclass(frozen=True)
class _Doubling:
    numbers: np.ndarray

    def __call__(self, times: int) -> np.ndarray:
        return times * self.numbers


class _Dying(Executor):
    """Does two batches, then all its workers are gone."""

    def __init__(self) -> None:
        self.done = 0

    def submit(self, function, /, *args):
        future: Future = Future()
        if self.done < 2:
            future.set_result(function(*args))
        else:
            future.set_exception(BrokenProcessPool("gone"))
        self.done += 1
        return future


@pytest.mark.usefixtures("small_batches")
def test_lost_workers_are_made_up_for(net):
    with pytest.warns(UserWarning, match="workers were lost"):
        survived = simulate(net, MODEL, seeds=[0], runs=100, rng=1, executor=_Dying())
    assert (survived.times == simulate(net, MODEL, seeds=[0], runs=100, rng=1).times).all()


def _kill(_: object) -> None:
    os._exit(1)


@pytest.mark.slow
@pytest.mark.usefixtures("small_batches")
def test_a_pool_whose_process_was_killed_is_survived(net):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        processes.submit(_kill, None)
        with pytest.warns(UserWarning, match="workers were lost"):
            survived = simulate(net, MODEL, seeds=[0], runs=100, rng=1, executor=processes)
    assert (survived.times == simulate(net, MODEL, seeds=[0], runs=100, rng=1).times).all()


@pytest.mark.slow
@pytest.mark.usefixtures("small_batches")
@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_gives_the_same_numbers_and_survives_a_lost_worker(net):
    distributed = pytest.importorskip("distributed")
    here = simulate(net, MODEL, seeds=[0, 1], runs=200, rng=1)
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        there = simulate(net, MODEL, seeds=[0, 1], runs=200, rng=1, executor=client.get_executor())
        assert (there.times == here.times).all()
        first = min(client.run(os.getpid).values())

        def kill_one(done: int, total: int) -> None:
            if done == 2:
                os.kill(first, signal.SIGKILL)

        again = simulate(net, MODEL, seeds=[0, 1], runs=200, rng=1, executor=client.get_executor(), progress=kill_one)
        assert (again.times == here.times).all()
