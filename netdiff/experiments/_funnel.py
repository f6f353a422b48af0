"""From never having heard of it to speaking for it, with three gates on the way.

Every wait and every need of a person is one coin of theirs in that run, turned into the moment or the level that it
stands for. A hazard that adds up to `H` by a period is passed once `H >= -log(1 - coin)`, which is the same as tossing
anew each period; and whoever raises the hazard can only bring the moment forward, never move another draw.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from netdiff._check import check_choice, check_probability
from netdiff._random import coins
from netdiff.errors import ModelError
from netdiff.experiments._people import person_keys
from netdiff.network import Network

__all__ = ["STAGES", "Arrived", "Funnel", "funnel_shares", "play_funnel"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
STAGES = {"abandoned": -1, "unaware": 0, "aware": 1, "interested": 2, "trial": 3, "adopted": 4, "advocate": 5}
LEAST = 1e-12
AT_ONCE = 100_000  # people times runs in one batch, which keeps its tables within the processor's cache


@dataclass(frozen=True)
class Funnel:
    """Unaware, aware, interested, on trial, adopted, advocate; or abandoned.

    Parameters
    ----------
    p_info : float
        Chance that a contact who knows of it ever tells.
    media : float
        Chance per period to hear of it from outside.
    interest : float
        Chance per period that somebody aware becomes interested.
    desirable, feasible, viable : float
        Where everybody stands at the start on the three gates, 0 to 1. What a person needs is drawn per person and
        gate from Beta(2, 2), so 0.5 opens a gate for half of them.
    gates : {"conjunctive", "compensatory"}
        All three must be open, or a surplus at one gate makes up for a lack at another.
    peer_pull : float
        How far it becomes more desirable when all one's contacts have adopted.
    peer_help : float
        How far it becomes more feasible per period through contacts who have adopted.
    persuasion, support, incentive : float
        What is added per period to desirable and to feasible, and once to viable.
    bad : float
        Chance that a trial goes wrong, after which one abandons it.
    bad_word : float
        How far it becomes less desirable when all one's contacts have abandoned it.
    advocacy : float
        Chance per period that an adopter becomes an advocate, who counts double among contacts.

    Notes
    -----
    None of these has a universal value: sweep them. Stability: experimental.
    """

    p_info: float = 0.15
    media: float = 0.02
    interest: float = 0.5
    desirable: float = 0.5
    feasible: float = 0.5
    viable: float = 0.5
    gates: str = "conjunctive"
    peer_pull: float = 0.3
    peer_help: float = 0.05
    persuasion: float = 0.0
    support: float = 0.0
    incentive: float = 0.0
    bad: float = 0.05
    bad_word: float = 0.3
    advocacy: float = 0.1

    def __post_init__(self) -> None:
        check_choice(self.gates, "gates", ("conjunctive", "compensatory"))
        for name in ("p_info", "media", "interest", "desirable", "feasible", "viable", "bad", "advocacy"):
            check_probability(getattr(self, name), name)


@dataclass(frozen=True, eq=False)
class Arrived:
    """Where everybody stands at the end: `stage` and what each gate lacks (below 0: shut), shape (n, runs)."""

    stage: npt.NDArray[np.int8]
    surplus: tuple[Floats, Floats, Floats]
    started: Mask

    @property
    def adopted(self) -> Mask:
        """Who has adopted, first adopters included."""
        return self.stage >= STAGES["adopted"]

    def share(self, least: str = "adopted") -> Floats:
        """Share per run that came at least so far, of those who were no first adopters."""
        come = (self.stage >= STAGES[least]) | ((least == "aware") & (self.stage == STAGES["abandoned"]))
        return np.asarray((come & ~self.started).sum(axis=0) / np.maximum((~self.started).sum(axis=0), 1))


def play_funnel(
    net: Network, model: Funnel, runs: Keys, *, layer: str | None = None, seeds: int = 3, horizon: int = 20
) -> Arrived:
    """Play the funnel from a few first adopters, the same ones in a run whatever the model."""
    listens = (sparse.csr_array(net.influence(layer).T) > 0).astype(np.float64)
    if seeds > len(net):
        message = f"{seeds} first adopters were asked for and there are {len(net)} people. Cure: ask for fewer."
        raise ModelError(message)
    coin = _Coins(net, runs)
    stage = np.zeros((len(net), runs.size), dtype=np.int8)
    first = np.argsort(coin("seeds"), axis=0)[:seeds]
    np.put_along_axis(stage, first, STAGES["adopted"], axis=0)
    started = stage > 0
    gates = _Gates(model, listens, coin)
    waits = {
        name: _wait(coin(name), rate) for name, rate in (("interest", model.interest), ("advocacy", model.advocacy))
    }
    goes_wrong, hears = coin("bad") < model.bad, -np.log1p(-coin("aware"))
    since = np.zeros(stage.shape, dtype=np.int16)
    for period in range(1, horizon + 1):
        told = listens @ (stage != 0).astype(np.float64) * _hazard(model.p_info) + period * _hazard(model.media)
        passes = gates.step(stage)
        moved = stage.copy()
        moved[(stage == 0) & (told >= hears)] = 1
        moved[(stage == 1) & (period - since >= waits["interest"])] = 2
        moved[(stage == 2) & passes] = 3
        moved[(stage == 3)] = 4
        moved[(stage == 3) & goes_wrong] = -1
        moved[(stage == 4) & (period - since >= waits["advocacy"])] = 5
        since[moved != stage] = period
        stage = moved
    return Arrived(stage, gates.surplus, started)


def funnel_shares(
    net: Network, model: Funnel, runs: Keys, *, least: str = "adopted", layer: str | None = None, horizon: int = 20
) -> Floats:
    """Share per run that came at least so far, played in batches on two threads; the batches change no draw."""
    batches = np.array_split(runs, min(runs.size, max(1, len(net) * runs.size // AT_ONCE)))

    def shares(keys: Keys) -> Floats:
        return play_funnel(net, model, keys, layer=layer, horizon=horizon).share(least)

    with ThreadPoolExecutor(2) as threads:
        return np.concatenate(list(threads.map(shares, batches)))


class _Coins:
    """One coin per person, run and matter."""

    def __init__(self, net: Network, runs: Keys) -> None:
        self._keys = person_keys(net.nodes.index)
        self._runs = runs[None, :]

    def __call__(self, matter: str) -> Floats:
        return coins(self._runs, matter, self._keys)


class _Gates:
    """How desirable, feasible and viable it has become for each person, against what they need."""

    def __init__(self, model: Funnel, listens: sparse.csr_array, coin: _Coins) -> None:
        self._model, self._listens = model, listens
        self._contacts = np.maximum(listens.sum(axis=1), 1.0)[:, None]
        self._needs = [beta_2_2(coin(gate)) for gate in ("desirable", "feasible", "viable")]
        self._feasible = np.full(self._needs[1].shape, model.feasible)
        self._persuaded = 0.0
        self.surplus: tuple[Floats, Floats, Floats]

    def step(self, stage: npt.NDArray[np.int8]) -> Mask:
        """One more period of support, persuasion, help and example; True where the way is open."""
        model, adopted = self._model, stage >= STAGES["adopted"]
        example = self._listens @ (adopted + (stage == STAGES["advocate"])) / self._contacts
        failed = self._listens @ (stage == STAGES["abandoned"]).astype(np.float64) / self._contacts
        helpers = self._listens @ adopted.astype(np.float64)
        helped = self._listens @ (self._feasible * adopted) / np.maximum(helpers, 1.0)
        self._feasible = np.minimum(self._feasible + model.support + model.peer_help * helped, 1.0)
        self._persuaded += model.persuasion
        pull = model.peer_pull * np.minimum(example, 1.0) - model.bad_word * failed
        levels = (model.desirable + self._persuaded + pull, self._feasible, model.viable + model.incentive)
        wanted, could, pays = (np.minimum(level, 1.0) - need for level, need in zip(levels, self._needs, strict=True))
        self.surplus = (wanted, could, pays)
        if model.gates == "compensatory":
            return np.asarray(wanted + could + pays >= 0)
        return np.asarray((wanted >= 0) & (could >= 0) & (pays >= 0))


def beta_2_2(coin: Floats) -> Floats:
    """Quantiles of Beta(2, 2): the middle root of `3 x**2 - 2 x**3 = coin`."""
    return np.asarray(0.5 - np.sin(np.arcsin(1.0 - 2.0 * coin) / 3.0))


def _hazard(chance: float) -> float:
    return float(-np.log(max(1.0 - chance, LEAST)))


def _wait(coin: Floats, rate: float) -> npt.NDArray[np.int64]:
    """Periods until something with this chance per period happens, at least one; beyond any horizon at rate 0."""
    if rate == 0.0:
        return np.full(coin.shape, np.iinfo(np.int64).max)
    return np.asarray(1 + np.floor(-np.log1p(-coin) / _hazard(rate)), dtype=np.int64)
