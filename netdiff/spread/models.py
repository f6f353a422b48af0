"""Models of spread: each a frozen dataclass with its parameters, how one run goes, and its live edges.

News travels (`IndependentCascade`), or people need several voices (`LinearThreshold`, `ComplexContagion`). Models with
a chance per period stand in `netdiff.spread.hazards`. One engine plays them all (`netdiff.spread.engine`); here stands
only in what they differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from netdiff._check import check_choice, check_positive, check_probability
from netdiff.errors import ModelError
from netdiff.spread._brief import brief
from netdiff.spread.chances import Per, check_rule, mean_or, passing_chances, shares, usual_chance
from netdiff.spread.engine import Crossings, Passage, node_keys, pair_keys, ties_of
from netdiff.spread.live import LiveEdges, Silent, tidy, with_hidden
from netdiff.spread.needs import Drawn, Given, Needs, Threshold, given_of, needs_of
from netdiff.spread.silence import hidden_ties, with_silent

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = [
    "ComplexContagion",
    "Drawn",
    "IndependentCascade",
    "LinearThreshold",
    "LiveEdges",
]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class IndependentCascade:
    """News: whoever has just adopted gets one try on each contact, who adopts with chance p.

    Parameters
    ----------
    p : float or str
        The chance that a tie passes it on.

        - a number from 0 to 1: the same for each tie;
        - the name of a column of `net.ties` that holds a chance per tie;
        - `"weighted cascade"`: each influence on somebody as a share of all influence on them, so that everybody is
          expected to be reached once when all their contacts have adopted (1 / in-degree where weights are equal);
        - `"trivalency"`: .1, .01 or .001, fixed for each tie by who stands at its ends.
    per : {"tie", "unit"}
        With a number p: `tie` gives each tie one chance whatever its weight; `unit` gives one per unit of weight, so a
        tie of weight w passes with chance 1 − (1 − p)^w (a count of contacts, say).
    delay : float
        Periods until a passing arrives: a whole number, or the mean where `waiting` is geometric.
    waiting : {"fixed", "geometric"}
        Whether each passing takes exactly `delay` periods, or a random number of them.

    Notes
    -----
    Ties are read in the direction of influence (`net.influence`): whoever is turned to influences the one who turns to
    them. With a column, parallel ties of a pair each get their try, 1 − Π(1 − p); with a number, a pair that reports
    its tie twice has one tie.

    An independent cascade is how news travels. What changes roles or power usually needs more than one voice: compare
    with `ComplexContagion`.

    Stability: stable.

    References
    ----------
    Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network.

    Examples
    --------
    >>> IndependentCascade(0.1)
    IndependentCascade(p=0.1)
    """

    p: float | str
    per: Per = "tie"
    delay: float = 1
    waiting: Literal["fixed", "geometric"] = "fixed"

    def __post_init__(self) -> None:
        check_rule(self.p, self.per)
        check_positive(self.delay, "delay")
        check_choice(self.waiting, "waiting", ("fixed", "geometric"))
        if self.delay < 1 or (self.waiting == "fixed" and self.delay != int(self.delay)):
            message = "delay must be at least 1 period, and whole unless waiting='geometric'."
            raise ModelError(message)

    def __repr__(self) -> str:
        return brief(self)

    def live_edges(self, net: Network, *, silent: Silent = "draw") -> LiveEdges:
        """The random graph behind the model: each tie live with its chance, independently.

        Parameters
        ----------
        net : Network
        silent : {"draw", "ignore"}
            Whether those who did not answer may have named others (see `netdiff.spread.silence`); drawn only in layers
            where fewer than 9 in 10 answered.

        Returns
        -------
        LiveEdges
        """
        known = passing_chances(net, self.p, self.per)
        return LiveEdges("independent", with_silent(net, known, silent, usual_chance(self.p, self.per, known)))

    def dynamics(self, net: Network, *, silent: Silent = "draw") -> Passage:
        """The model made ready for a network: what `simulate` plays."""
        live = self.live_edges(net, silent=silent).matrix
        keys = node_keys(net)
        waits = np.full(live.nnz, 1.0 / self.delay) if self.waiting == "geometric" else None
        ties = ties_of(live, pair_keys(keys, live), chances=live.data, waits=waits)
        return Passage(ties, len(net), keys, wait=int(self.delay))


@dataclass(frozen=True, repr=False)
class LinearThreshold:
    """Everyone adopts once the influence of adopters reaches a threshold nobody knows: uniform between 0 and 1.

    Parameters
    ----------
    weights : str
        `"shares"`: each influence on somebody as a share of all influence on them (1 / in-degree where weights are
        equal). Or the name of a column of `net.ties` with weights that sum to at most 1 into each person.

    Notes
    -----
    Equivalent to everyone picking at most one of those who influence them as their one parent. Where answers are
    missing, the ties of the silent are drawn in each run and everything is shared out anew; `live_edges` shares out
    expected ties, which is nearly but not quite the same.

    Stability: stable.

    References
    ----------
    Granovetter (1978), Threshold models of collective behavior. Kempe, Kleinberg and Tardos (2003).

    Examples
    --------
    >>> LinearThreshold()
    LinearThreshold()
    """

    weights: str = "shares"

    def __repr__(self) -> str:
        return brief(self)

    def live_edges(self, net: Network, *, silent: Silent = "draw") -> LiveEdges:
        """The random graph behind the model: everyone picks at most one parent."""
        matrix, chance = with_hidden(*self._ties(net, silent))
        if chance is not None:
            matrix.data = matrix.data * chance
        return LiveEdges("one_parent", shares(matrix, least=0.0 if self.weights == "shares" else 1.0))

    def dynamics(self, net: Network, *, silent: Silent = "draw") -> Crossings:
        """The model made ready for a network: what `simulate` plays."""
        needs = Given(np.full(len(net), np.nan))
        totals = None if self.weights == "shares" else np.ones(len(net))
        return _crossings(net, *self._ties(net, silent), needs, totals=totals)

    def _ties(self, net: Network, silent: Silent) -> tuple[csr_array, csr_array | None, float]:
        known = tidy(net.influence()) if self.weights == "shares" else passing_chances(net, self.weights)
        if self.weights != "shares" and known.nnz and known.sum(axis=0).max() > 1.0 + 1e-9:
            message = "The weights into one node must sum to at most 1. Cure: weights='shares' shares them out."
            raise ModelError(message)
        return known, hidden_ties(net, silent), mean_or(known.data, 1.0)


@dataclass(frozen=True, repr=False)
class ComplexContagion:
    """People adopt once enough of those around them have: a number of voices, a share of them, or both.

    Parameters
    ----------
    count : number, column of `net.nodes`, mapping of id to number, or Drawn, optional
        How many adopters around somebody it takes.
    share : number, column, mapping or Drawn, optional
        Which share of those around somebody it takes. A number of voices and a share have opposite consequences for
        well-connected people: they find two voices easily, and one half hardly ever.
    weighted : bool
        Whether voices count by the weight of the tie rather than each as one.

    Notes
    -----
    Updates are synchronous: those who have enough adopters around them in period t adopt in t + 1. Whoever needs none
    adopts in period 1. With fixed thresholds nothing is left to chance. Such models are not submodular: picking seeds
    one by one carries no guarantee, and seeds next to each other can do what scattered ones cannot.

    Stability: stable.

    References
    ----------
    Granovetter (1978), Threshold models of collective behavior. Centola and Macy (2007), Complex contagions and the
    weakness of long ties. Watts (2002), A simple model of global cascades on random networks.

    Examples
    --------
    >>> ComplexContagion(count=2)
    ComplexContagion(count=2)
    """

    count: Threshold | None = None
    share: Threshold | None = None
    weighted: bool = False

    def __post_init__(self) -> None:
        if self.count is None and self.share is None:
            message = "Say what it takes: count=2 (two voices), share=0.3 (three in ten of those around), or both."
            raise ModelError(message)
        if isinstance(self.share, float | int):
            check_probability(self.share, "share")
        if self.share is not None and isinstance(self.count, Drawn):
            message = "With both a count and a share only the share may be drawn."
            raise ModelError(message)

    def __repr__(self) -> str:
        return brief(self)

    def live_edges(self, net: Network, *, silent: Silent = "draw") -> LiveEdges | None:
        """Everyone who is reached adopts, where one voice is enough for all; there is no such form otherwise."""
        if self.count != 1 or self.share is not None or self.weighted:
            return None
        known = passing_chances(net, 1.0)
        return LiveEdges("independent", with_silent(net, known, silent, 1.0))

    def dynamics(self, net: Network, *, silent: Silent = "draw") -> Crossings:
        """The model made ready for a network: what `simulate` plays."""
        known = tidy(net.influence())
        if not self.weighted:
            known.data[:] = 1.0
        ties = (known, hidden_ties(net, silent), mean_or(known.data, 1.0))
        count = 0.0 if self.count is None else self.count
        if self.share is None or isinstance(count, Drawn):
            return _crossings(net, *ties, needs_of(net, count, "count"), totals=np.ones(len(net)))
        least = given_of(net, count, "count").levels
        return _crossings(net, *ties, needs_of(net, self.share, "share"), least=least)


def _crossings(
    net: Network,
    known: csr_array,
    hidden: csr_array | None,
    usual: float,
    needs: Needs,
    *,
    least: Floats | None = None,
    totals: Floats | None = None,
) -> Crossings:
    """A threshold model on known and hidden ties; totals None = the weight of all ties into each person."""
    matrix, there = with_hidden(known, hidden, usual)
    keys = node_keys(net)
    ties = ties_of(matrix, pair_keys(keys, matrix), weights=matrix.data, chances=there)
    doubtful = np.empty(0, dtype=np.int64)
    if totals is None:
        doubtful = doubtful if there is None else np.flatnonzero(there < 1.0)
        totals = np.asarray(known.sum(axis=0), dtype=np.float64)
    return Crossings(ties, len(net), keys, needs, np.zeros(len(net)) if least is None else least, totals, doubtful)
