"""Who names whom among those who answered: by group, by shared place, and by how often somebody is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["Naming"]

Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
APART, TOGETHER = 0, 1


@dataclass(frozen=True, eq=False)
class Naming:
    """The chance that one names another.

    Parameters
    ----------
    group, place : int arrays, shape (n,)
        Of each node; a place of its own for whoever's place is not known.
    rates : array, shape (groups, groups, 2)
        Names per pair, from a group to a group, in different places and in one.
    popular : array, shape (n,)
        How much more often somebody is named than others of the same group and place, drawn towards 1.
    """

    group: Longs
    place: Longs
    rates: Floats
    popular: Floats

    @classmethod
    def of(cls, net: Network, reported: csr_array, answered: Mask, nameable: Mask) -> Naming:
        """Estimate from those who answered, small cells drawn to the overall rate."""
        group, place = _codes(net, "group"), _apart_where_blank(net)
        listed = reported.tocoo()
        seen = answered[listed.row] & nameable[listed.col]
        source, target = listed.row[seen], listed.col[seen]
        count = int(group.max(initial=0)) + 1
        cell = (group[source] * count + group[target]) * 2 + (place[source] == place[target])
        named = np.bincount(cell, minlength=2 * count * count).reshape(count, count, 2).astype(np.float64)
        pairs = _pairs(group, place, answered, nameable, count)
        rates = _shrunk(named, pairs)
        expected = _expected(group, place, answered, rates)
        often = np.bincount(target, minlength=len(group))
        return cls(group, place, rates, np.where(nameable, (often + 1.0) / (expected + 1.0), 0.0))

    def chance(self, row: Longs, column: Longs) -> Floats:
        """For pairs of one who names and one who is named."""
        same = (self.place[row] == self.place[column]).astype(np.int64)
        return np.asarray(self.rates[self.group[row], self.group[column], same] * self.popular[column])


def _codes(net: Network, column: str) -> Longs:
    if column not in net.nodes:
        return np.zeros(len(net), dtype=np.int64)
    return np.asarray(pd.factorize(net.nodes[column], use_na_sentinel=False)[0], dtype=np.int64)


def _apart_where_blank(net: Network) -> Longs:
    """Codes of places; whoever's place is blank shares it with nobody (where no place is known, all share one)."""
    codes = _codes(net, "place")
    if "place" not in net.nodes or not net.nodes["place"].notna().any():
        return np.zeros(len(net), dtype=np.int64)
    blank = np.asarray(net.nodes["place"].isna())
    return np.where(blank, codes.max(initial=0) + 1 + np.arange(len(codes)), codes)


def _pairs(group: Longs, place: Longs, answered: Mask, nameable: Mask, count: int) -> Floats:
    """Observed pairs from group to group, in different places and in one."""
    senders, targets = _table(group, place, answered, count), _table(group, place, nameable, count)
    both = np.diag(np.bincount(group[answered & nameable], minlength=count))
    together = np.asarray((senders @ targets.T).todense()) - both
    whole = np.outer(senders.sum(axis=1), targets.sum(axis=1)) - both
    return np.stack([whole - together, together], axis=2).astype(np.float64)


def _table(group: Longs, place: Longs, who: Mask, count: int) -> Any:
    """How many of whom stand in each group and place."""
    from scipy.sparse import csr_array

    ones = np.ones(int(who.sum()))
    return csr_array((ones, (group[who], place[who])), shape=(count, int(place.max(initial=0)) + 1))


def _shrunk(named: Floats, pairs: Floats) -> Floats:
    """Rates per cell, each drawn to the overall rate of its kind (together or apart) with the weight of one name."""
    overall = named.sum(axis=(0, 1)) / np.maximum(pairs.sum(axis=(0, 1)), 1.0)
    prior = np.divide(1.0, overall, out=np.zeros_like(overall), where=overall > 0)
    rates: Floats = np.divide(named + (overall > 0), pairs + prior, out=np.zeros_like(named), where=pairs + prior > 0)
    return rates


def _expected(group: Longs, place: Longs, answered: Mask, rates: Floats) -> Floats:
    """How often each would be named by those who answered if only group and place counted."""
    here = _table(group, place, answered, len(rates)).toarray()
    everywhere = here.sum(axis=1)
    near = np.einsum("gp,gh->hp", here, rates[:, :, TOGETHER])
    far = (everywhere @ rates[:, :, APART])[:, None] - np.einsum("gp,gh->hp", here, rates[:, :, APART])
    own = np.where(answered, rates[group, group, TOGETHER], 0.0)
    return np.asarray((near + far)[group, place] - own)
