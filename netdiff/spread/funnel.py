"""From never having heard of it to speaking for it, with three gates on the way.

Every wait and every need of a person is one coin of theirs in that run, turned into the moment or the level that it
stands for. A hazard that adds up to `H` by a period is passed once `H >= -log(1 - coin)`, which is the same as tossing
anew each period; and whoever raises the hazard can only bring the moment forward, never move another draw.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_probability
from netdiff._kernels.csr import Arrivals, Starts, Ties
from netdiff._kernels.funnel import Coins, Entries, Gates, Pace
from netdiff.errors import ModelError
from netdiff.spread._brief import brief
from netdiff.spread.chances import mean_or
from netdiff.spread.engine import Dynamics, Runs, node_keys, pair_keys, states, ties_of
from netdiff.spread.live import Silent, tidy, with_hidden
from netdiff.spread.needs import given_of
from netdiff.spread.silence import hidden_ties

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["STAGES", "Funnel", "Staging", "Standing"]

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]
Standing = float | str | Mapping[Hashable, float]
STAGES = {"aware": 1, "interested": 2, "trial": 3, "adopted": 4, "advocate": 5, "abandoned": 6}
LEAST = 1e-12
NO_DEPTHS = np.empty((0, 0, 3), dtype=np.float32)


@dataclass(frozen=True, repr=False)
class Funnel:
    """Unaware, aware, interested, on trial, adopted, advocate; or abandoned after a trial that went wrong.

    Parameters
    ----------
    p_info : float
        Chance that a contact who knows of it ever tells.
    media : float
        Chance per period to hear of it from outside.
    interest : float
        Chance per period that somebody aware becomes interested.
    desirable, feasible, viable : float, column of `net.nodes`, or mapping of id to float
        Where people stand at the start on the three gates, 0 to 1. What a person needs is drawn per person, gate and
        run from Beta(2, 2), so 0.5 opens a gate for half of them.
    gates : {"conjunctive", "compensatory"}
        All three must be open, or a surplus at one gate makes up for a lack at another.
    peer_pull : float
        How far it becomes more desirable when all one's contacts have adopted.
    peer_help : float
        How far it becomes more feasible per period through contacts who have adopted.
    persuasion : float
        What is added to desirable per period, for everybody.
    support : float, column of `net.nodes`, or mapping of id to float
        What organisational support adds to feasible per period.
    incentive : float
        What is added to viable, once.
    bad : float
        Chance that a trial goes wrong, after which one abandons it.
    bad_word : float
        How far it becomes less desirable when all one's contacts have abandoned it.
    advocacy : float
        Chance per period that an adopter becomes an advocate, who counts double among contacts.

    Notes
    -----
    None of these has a universal value: sweep them. Contacts tell once each, whatever the weight of the tie; example,
    help and bad word are shares of all influence on somebody, by weight. Whoever is recruited has adopted. Everybody
    moves at once, by what stood one period before.

    `simulate` needs a horizon here, and what it gives counts adopters; `spread.state("aware")` is the same outcome seen
    as entry into another stage: `aware`, `interested`, `trial`, `adopted`, `advocate`, `abandoned`.

    Stability: experimental.

    References
    ----------
    Rogers (2003), Diffusion of innovations. The three gates are those of D. Albury's paper on myths of diffusion.

    Examples
    --------
    >>> Funnel(feasible=0.2)
    Funnel(feasible=0.2)
    """

    p_info: float = 0.15
    media: float = 0.02
    interest: float = 0.5
    desirable: Standing = 0.5
    feasible: Standing = 0.5
    viable: Standing = 0.5
    gates: str = "conjunctive"
    peer_pull: float = 0.3
    peer_help: float = 0.05
    persuasion: float = 0.0
    support: Standing = 0.0
    incentive: float = 0.0
    bad: float = 0.05
    bad_word: float = 0.3
    advocacy: float = 0.1

    def __post_init__(self) -> None:
        check_choice(self.gates, "gates", ("conjunctive", "compensatory"))
        for name in ("p_info", "media", "interest", "bad", "advocacy"):
            check_probability(getattr(self, name), name)
        for name in ("desirable", "feasible", "viable"):
            if isinstance(getattr(self, name), float | int):
                check_probability(getattr(self, name), name)
        numbers = [self.peer_pull, self.peer_help, self.persuasion, self.incentive, self.bad_word]
        if not np.isfinite(numbers).all() or self.peer_help < 0:
            message = "peer_pull, persuasion, incentive and bad_word must be finite numbers, and peer_help at least 0."
            raise ModelError(message)

    def __repr__(self) -> str:
        return brief(self)

    def live_edges(self, net: Network, *, silent: Silent = "draw") -> None:  # noqa: ARG002
        """None: who adopts depends on gates, not only on who is reached."""
        return

    def dynamics(self, net: Network, *, silent: Silent = "draw") -> Staging:
        """The model made ready for a network: what `simulate` plays."""
        known = tidy(net.influence())
        matrix, there = with_hidden(known, hidden_ties(net, silent), mean_or(known.data, 1.0))
        keys = node_keys(net)
        ties = ties_of(matrix, pair_keys(keys, matrix), weights=matrix.data, chances=there)
        doubtful = np.empty(0, dtype=np.int64) if there is None else np.flatnonzero(there < 1.0)
        totals = np.asarray(known.sum(axis=0), dtype=np.float64)
        return Staging(ties, len(net), keys, self._pace(), self._gates(net), totals, doubtful)

    def _pace(self) -> Pace:
        return Pace(
            tell=_hazard(self.p_info),
            media=_hazard(self.media),
            interest=-_hazard(self.interest),
            advocacy=-_hazard(self.advocacy),
            bad=self.bad,
            peer_pull=self.peer_pull,
            bad_word=self.bad_word,
            peer_help=self.peer_help,
            persuasion=self.persuasion,
            strict=self.gates == "conjunctive",
        )

    def _gates(self, net: Network) -> Gates:
        standing = {name: _level(net, getattr(self, name), name) for name in ("desirable", "feasible", "viable")}
        standing["viable"] = standing["viable"] + self.incentive
        return Gates(**standing, support=given_of(net, self.support, "support").levels)


@dataclass(frozen=True)
class Staging:
    """A funnel made ready for a network."""

    ties: Ties
    people: int
    node_keys: Keys
    pace: Pace
    gates: Gates
    totals: Floats
    doubtful: npt.NDArray[np.int64]

    endless = True
    certain = False
    states = tuple(STAGES)

    def run(self, keys: Keys, starts: Starts, horizon: int) -> Runs:
        """Play the runs that these keys tell."""
        entries = self.entries(keys, starts, horizon)
        told = {name: _arrivals(entries, code) for name, code in STAGES.items()}
        return Runs(told["adopted"], states=told)

    def entries(self, keys: Keys, starts: Starts, horizon: int, depths: npt.NDArray[np.float32] = NO_DEPTHS) -> Entries:
        """Who entered which stage when; fills `depths`, shape (runs, people, 3), with what each gate lacks."""
        from netdiff._kernels.funnel import funnel

        if self.ties.opens.size:
            message = "New ties cannot be laid over a Funnel. Cure: add them to the network and compare the two."
            raise ModelError(message)
        coins = Coins(*(states(keys, name) for name in Coins._fields))
        rules = (self.pace, self.gates, self.totals, self.doubtful, horizon)
        return funnel(self.ties, starts, coins, self.node_keys, *rules, depths)

    def unpaired(self) -> Dynamics:
        """Itself: nothing is gained by a stream."""
        return self


def _arrivals(entries: Entries, code: int) -> Arrivals:
    """Entries into one stage."""
    here = entries.stage == code
    first = np.concatenate([[0], np.cumsum(here, dtype=np.int64)])[entries.first]
    return Arrivals(first, entries.node[here], entries.period[here], np.empty(0, dtype=np.int32))


def _level(net: Network, standing: Standing, name: str) -> Floats:
    levels = given_of(net, standing, name).levels
    if levels.size and not (levels.min() >= 0.0 and levels.max() <= 1.0):
        message = f"{name} must lie between 0 and 1 for everybody; it runs from {levels.min():g} to {levels.max():g}."
        raise ModelError(message)
    return levels


def _hazard(chance: float) -> float:
    return float(-np.log(max(1.0 - chance, LEAST)))
