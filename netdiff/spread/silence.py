"""What silent people would have said: absent is not zero.

Where people name whom they turn to, influence enters through one's own answers. Somebody who did not
answer would then look as if nobody could influence him. This file estimates, pair by pair, the chance that
he would have named the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netdiff._memo import once
from netdiff.answers import answered_mask, nameable_mask, response_rate
from netdiff.errors import DataError
from netdiff.spread._naming import Naming
from netdiff.spread.chances import oriented
from netdiff.spread.live import Silent, combine_chances, tidy

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["STATED_RATE", "SilenceModel", "answers_in", "expected_answers", "expected_influence"]

STATED_RATE = 0.9
MOST_CELLS = 4_000_000
HIGHEST = 0.95
Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SilenceModel:
    """Chances that those whose answers are missing would have named each other person.

    Parameters
    ----------
    matrix : csr_array, shape (nodes, nodes)
        Entry [i, j]: the chance that i, whose answer is missing, would have named j. Rows of those who
        answered are empty.
    silent : int
        How many were asked and stayed silent.
    answered : int
        How many answered; the estimates rest on them.
    reciprocity : float
        Share of names between answering people that were returned (NaN where there are none).

    Notes
    -----
    A silent person is taken to name as many others as an answering member of the same group, more often
    those who are named often, and those who named him as often as names are returned among those who
    answered. Pairs are independent. That people stay silent for reasons that have to do with their ties is
    not in this model.

    Stability: experimental.
    """

    matrix: csr_array
    silent: int
    answered: int
    reciprocity: float

    def __repr__(self) -> str:
        names = self.matrix.sum() / max(self.silent, 1)
        return f"SilenceModel({self.silent} silent, from {self.answered} answers; {names:.1f} names expected of each)"


def answers_in(net: Network, layer: str) -> float:
    """Share of those asked whose answers are there; 1 where nobody was asked."""
    rate = response_rate(net, layer)
    return 1.0 if np.isnan(rate) else rate


def expected_answers(net: Network, layer: str | None = None) -> SilenceModel:
    """Estimate whom the silent would have named, from those who answered.

    Parameters
    ----------
    net : Network
    layer : str, optional
        A layer in which people name others; None takes the only layer.

    Returns
    -------
    SilenceModel

    Raises
    ------
    DataError
        Where several layers could be meant, or nobody answered.

    Notes
    -----
    The chance that i names j is the rate at which answering members of i's group name members of j's group
    in the same place, or in another (shrunk towards the overall rate where there are few pairs), times how
    much more often j is named than such people are, and the share of names that are returned where j named i.
    People who were never asked are given no answers: nobody knows what they would have been asked. Above
    some thousand silent people the chances are put on a random sample of the pairs, with the same expected
    number of names per person.

    Stability: experimental.

    References
    ----------
    Smith and Moody (2013), Structural effects of network sampling coverage I: nodes missing at random.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "a"]})
    >>> net = Network.from_frames(pd.DataFrame(index=["a", "b", "c"]), ties, means="turns_to", directed=True)
    >>> expected_answers(net).silent
    0
    """
    name = _only(net, layer)
    answered = answered_mask(net, name)
    state = net.answers[name].to_numpy()
    missing = state == "asked"
    if missing.any() and not answered.any():
        problem = f"nobody answered in layer {name!r}, so nothing can be said about the silent"
        raise DataError(
            problem,
            cure="Use silent='ignore', or set the answers of those who did answer.",
        )
    reported = tidy(net.adjacency(name).astype(bool))
    back = _returned(reported, answered)
    matrix = _estimate(net, name, reported, answered, np.flatnonzero(missing), back)
    return SilenceModel(matrix, int(missing.sum()), int(answered.sum()), back)


def expected_influence(net: Network, below: float = STATED_RATE) -> csr_array | None:
    """The chance that a missing answer hides an influence of i on j, as entry [i, j].

    Only layers take part that can carry spread and in which fewer than the stated share of people
    answered; None where there is no such layer. Worked out once for a network.
    """
    found = once(net, ("expected influence", below), lambda: _expected_influence(net, below))
    return None if found is None else found.copy()


def _expected_influence(net: Network, below: float) -> csr_array | None:
    parts = [
        oriented(net, name, expected_answers(net, name).matrix)
        for name, layer in net.layers.items()
        if layer.flow is not None and 0.0 < answers_in(net, name) < below
    ]
    if not parts:
        return None
    hidden = parts[0]
    for part in parts[1:]:
        hidden = hidden + part - hidden * part
    return tidy(hidden)


def with_silent(net: Network, chances: csr_array, silent: Silent, p: float) -> csr_array:
    """Add the ties that silent people would have named, each weighed by the chance that it was named.

    Drawing the missing rows afresh in each run and then passing along them with chance p equals, for an
    independent cascade, a tie that passes with chance q·p, since each tie is tried once.
    """
    if silent == "ignore":
        return chances
    expected = expected_influence(net)
    if expected is None:
        return chances
    known, hidden = chances.tocoo(), expected.tocoo()
    rows, columns = np.concatenate([known.row, hidden.row]), np.concatenate([known.col, hidden.col])
    data = np.concatenate([chances.data, p * expected.data])
    return combine_chances(rows, columns, data, len(net))


def hidden_ties(net: Network, silent: Silent) -> csr_array | None:
    """The influence that silence may hide, where it is to be drawn."""
    return expected_influence(net) if silent == "draw" else None


def _estimate(net: Network, layer: str, reported: csr_array, answered: Mask, rows: Places, back: float) -> csr_array:
    """Names returned to those who named a silent person, and names given to others."""
    from scipy.sparse import csr_array

    size, nameable = len(net), nameable_mask(net, layer)
    if not rows.size or nameable.sum() < 2:
        return csr_array((size, size), dtype=np.float64)
    naming = Naming.of(net, reported, answered, nameable)
    owed = _owed(reported, rows, nameable) if not np.isnan(back) else (rows[:0], rows[:0])
    row, column, share = _pairs(rows, nameable)
    chance = naming.chance(row, column) / share
    chance[answered[column]] *= _unreturned(naming, reported, answered, back)
    open_pair = ~np.isin(row * size + column, owed[0] * size + owed[1])
    row, column = np.concatenate([owed[0], row[open_pair]]), np.concatenate([owed[1], column[open_pair]])
    chance = np.concatenate([np.full(len(owed[0]), back), chance[open_pair]])
    chance[_settled(reported, net, layer, row, column)] = 0.0
    return tidy(csr_array((np.minimum(chance, HIGHEST), (row, column)), shape=(size, size)))


def _owed(reported: csr_array, rows: Places, nameable: Mask) -> tuple[Places, Places]:
    """Pairs of a silent person and somebody who named him."""
    listed = reported.tocoo()
    seen = np.isin(listed.col, rows) & nameable[listed.row]
    return listed.col[seen].astype(np.int64), listed.row[seen].astype(np.int64)


def _unreturned(naming: Naming, reported: csr_array, answered: Mask, back: float) -> float:
    """How much rarer a name is towards somebody who answered and did not name one."""
    listed = reported.tocoo()
    seen = answered[listed.row] & answered[listed.col]
    names = float(seen.sum())
    expected = naming.chance(listed.col[seen], listed.row[seen]).sum()
    if np.isnan(back) or names <= expected:
        return 1.0
    return float((1.0 - back) * names / (names - expected))


def _pairs(rows: Places, nameable: Mask) -> tuple[Places, Places, float]:
    """Pairs of a silent person and somebody nameable: all, or a sample and the share that it makes up."""
    targets = np.flatnonzero(nameable)
    per_row = int(np.clip(MOST_CELLS // rows.size, 1, targets.size))
    drawn = np.random.default_rng(0)  # which pairs stand for all is part of the model, the same in every run
    start = drawn.integers(targets.size, size=(rows.size, 1)) if per_row < targets.size else 0
    column = drawn.permutation(targets)[(start + np.arange(per_row)) % targets.size]
    row, column = np.repeat(rows, per_row), np.broadcast_to(column, (rows.size, per_row)).ravel()
    apart = row != column
    return row[apart], column[apart], per_row / targets.size


def _returned(reported: csr_array, answered: Mask) -> float:
    """Share of names between answering people that were returned."""
    inside = reported[answered][:, answered]
    return float((inside * inside.T).sum() / inside.sum()) if inside.nnz else float("nan")


def _settled(reported: csr_array, net: Network, layer: str, row: Places, column: Places) -> Mask:
    """Pairs about which nothing is left to guess: the tie is there already, or was declared impossible."""
    known = np.asarray(reported[row, column]).ravel() > 0
    gaps = net.missing[(net.missing["layer"] == layer) & (net.missing["kind"] == "impossible")]
    if len(gaps):
        barred = net.index_of(gaps["source"]) * len(net) + net.index_of(gaps["target"])
        known |= np.isin(row * len(net) + column, barred)
    return known


def _only(net: Network, layer: str | None) -> str:
    if layer is not None:
        return layer
    if len(net.layers) != 1:
        problem = f"the network has {len(net.layers)} layers"
        raise DataError(problem, cure=f"Say which: layer= one of {', '.join(net.layers)}.")
    return next(iter(net.layers))
