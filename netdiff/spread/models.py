"""Models of spread: each a frozen dataclass with its parameters, how one run goes, and its live edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netdiff.spread.chances import Per, check_rule, passing_chances
from netdiff.spread.engine import Passage, node_keys, pair_keys, ties_of
from netdiff.spread.live import LiveEdges, Silent, with_silent

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["IndependentCascade", "LiveEdges"]


@dataclass(frozen=True)
class IndependentCascade:
    """News: whoever has just adopted gets one try on each contact, who adopts with chance p.

    Parameters
    ----------
    p : float or str
        The chance that a tie passes it on.

        - a number from 0 to 1: the same for each tie;
        - the name of a column of `net.ties` that holds a chance per tie;
        - `"weighted cascade"`: each influence on somebody as a share of all influence on them, so that
          everybody is expected to be reached once when all their contacts have adopted (1 / in-degree
          where weights are equal);
        - `"trivalency"`: .1, .01 or .001, fixed for each tie by who stands at its ends.
    per : {"tie", "unit"}
        With a number p: `tie` gives each tie one chance whatever its weight; `unit` gives one per unit of
        weight, so a tie of weight w passes with chance 1 − (1 − p)^w (a count of contacts, say).

    Notes
    -----
    Ties are read in the direction of influence (`net.influence`): whoever is turned to influences the one
    who turns to them. With a column, parallel ties of a pair each get their try, 1 − Π(1 − p); with a
    number, a pair that reports its tie twice has one tie.

    An independent cascade is how news travels. What changes roles or power usually needs more than one
    voice: compare with `ComplexContagion`.

    Stability: stable.

    References
    ----------
    Kempe, Kleinberg and Tardos (2003), Maximizing the spread of influence through a social network.

    Examples
    --------
    >>> IndependentCascade(0.1)
    IndependentCascade(p=0.1, per='tie')
    """

    p: float | str
    per: Per = "tie"

    def __post_init__(self) -> None:
        check_rule(self.p, self.per)

    def live_edges(self, net: Network, *, silent: Silent = "draw") -> LiveEdges:
        """The random graph behind the model: each tie live with its chance, independently.

        Parameters
        ----------
        net : Network
        silent : {"draw", "ignore"}
            Whether those who did not answer may have named others (see `netdiff.spread.silence`); drawn
            only in layers where fewer than 9 in 10 answered.

        Returns
        -------
        LiveEdges
        """
        known = passing_chances(net, self.p, self.per)
        usual = self.p if isinstance(self.p, float | int) and self.per == "tie" else _mean(known.data)
        return LiveEdges("independent", with_silent(net, known, silent, usual))

    def dynamics(self, net: Network, *, silent: Silent = "draw") -> Passage:
        """The model made ready for a network: what `simulate` plays."""
        live = self.live_edges(net, silent=silent).matrix
        keys = node_keys(net)
        return Passage(ties_of(live, pair_keys(keys, live), chances=live.data), len(net), keys)


def _mean(values: object) -> float:
    import numpy as np

    numbers = np.asarray(values, dtype=np.float64)
    return float(numbers.mean()) if numbers.size else 0.0
