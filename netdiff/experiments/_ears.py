"""Who listens to whom, and how much, in every run: links that are known, that silence hides, and that an arm adds.

Weights act as in `simulate`: a share of those one listens to goes by weight, a number of voices counts each as one.
Links that silent people would have named are drawn in each run by the coins that `simulate` uses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from netdiff._random import mix
from netdiff.network import Network
from netdiff.spread.chances import mean_or
from netdiff.spread.engine import node_keys, states
from netdiff.spread.live import Silent, tidy
from netdiff.spread.silence import hidden_ties

__all__ = ["Ears", "Ties"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
Ties = tuple[Ints, Ints, Ints]  # run, one end, other end


@dataclass(frozen=True, eq=False)
class Ears:
    """Sums over those whom each person listens to, shape (n, runs) in and out.

    Parameters
    ----------
    known : csr_array, shape (n, n)
        Entry [i, j]: how much i listens to j, in every run.
    drawn : csr_array, shape (n * runs, n * runs)
        The same for links that are there in some runs only; row `i * runs + r`.
    runs : int
    usual : float
        The weight of a link that nobody reported.
    """

    known: sparse.csr_array
    drawn: sparse.csr_array
    runs: int
    usual: float

    @classmethod
    def of(
        cls, net: Network, layer: str | None, keys: Keys, silent: Silent = "draw", *, kept: Ints | None = None,
        spare: int = 0,
    ) -> Ears:  # fmt: skip
        """Ears of the people of a network (or those `kept`), with room for some who may join."""
        along = net if layer is None else net.layer(layer)
        rows = np.arange(len(net)) if kept is None else kept
        heard = tidy(along.influence()).T.tocsr()
        hidden = hidden_ties(along, silent)
        n = rows.size + spare
        known = sparse.csr_array((n, n)) if not heard.nnz else _larger(heard[rows][:, rows], n)
        ears = cls(known, _blocks(n, keys.size), keys.size, mean_or(heard.data, 1.0))
        if hidden is None:
            return ears
        unknown = tidy(hidden - hidden * along.influence().astype(bool)).T.tocsr()[rows][:, rows].tocoo()
        names = node_keys(net)[rows]
        return ears._with(_drawn(unknown, names, keys))

    def with_ties(self, ties: Ties) -> Ears:
        """With links added that both ends listen to, of usual weight."""
        run, one, other = ties
        return self._with((np.concatenate([run, run]), np.concatenate([one, other]), np.concatenate([other, one])))

    def heard(self, voice: npt.NDArray[np.generic]) -> Floats:
        """Sum of what is said by those whom each listens to, by weight."""
        said = np.asarray(voice, dtype=np.float64)
        return np.asarray(self.known @ said + (self.drawn @ said.ravel()).reshape(said.shape))

    def voices(self, voice: npt.NDArray[np.generic]) -> Floats:
        """The same with each link counted as one."""
        said = np.asarray(voice, dtype=np.float64)
        one, other = self._pattern
        return np.asarray(one @ said + (other @ said.ravel()).reshape(said.shape))

    def share(self, voice: npt.NDArray[np.generic]) -> Floats:
        """What is heard as a share of all one listens to; 0 for those who listen to nobody."""
        return self.heard(voice) / self.total

    @cached_property
    def total(self) -> Floats:
        """Weight of all that each listens to, 1 where that is nothing."""
        total = self.heard(np.ones((self.known.shape[0], self.runs)))
        return np.where(total > 0.0, total, 1.0)

    @cached_property
    def audience(self) -> Ints:
        """How many people listen to each, by the links that are known, shape (n,)."""
        return np.asarray(self._pattern[0].sum(axis=0), dtype=np.int64)

    @cached_property
    def _pattern(self) -> tuple[sparse.csr_array, sparse.csr_array]:
        return self.known.astype(bool).astype(np.float64), _counted(self.drawn, self.usual)

    def _with(self, arcs: Ties) -> Ears:
        run, listener, speaker = arcs
        size = self.drawn.shape[0]
        ends = (listener * self.runs + run, speaker * self.runs + run)
        more = sparse.coo_array((np.full(run.size, self.usual), ends), shape=(size, size)).tocsr()
        return replace(self, drawn=self.drawn + more)


def _larger(matrix: sparse.csr_array, n: int) -> sparse.csr_array:
    listed = matrix.tocoo()
    return sparse.coo_array((listed.data, listed.coords), shape=(n, n)).tocsr()


def _blocks(n: int, runs: int) -> sparse.csr_array:
    return sparse.csr_array((n * runs, n * runs))


def _counted(drawn: sparse.csr_array, usual: float) -> sparse.csr_array:
    counted = drawn.copy()
    counted.data = np.round(counted.data / usual)
    return counted


def _drawn(unknown: sparse.coo_array, names: Keys, keys: Keys) -> Ties:
    """In which runs each hidden link is there, as (run, listener, speaker), by the coins of `simulate`."""
    from netdiff._kernels.random import bound_of

    listener, speaker = (ends.astype(np.int64) for ends in unknown.coords)
    if not listener.size:
        return listener, listener, listener
    pair, bound = mix(mix(names[speaker]) + names[listener]), bound_of(unknown.data)
    found = [(np.flatnonzero(mix(state ^ pair) <= bound)) for state in states(keys, "tie")]
    run = np.repeat(np.arange(keys.size), [len(each) for each in found])
    there = np.concatenate(found)
    return run, listener[there], speaker[there]
