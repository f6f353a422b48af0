"""One layer as the measures read it: who was observed to name whom, and who could not be seen.

Absent is not zero. A `View` keeps the ties of those who answered and marks everybody else's row as unknown, so
that a measure can be taken over *answered* pairs instead of reading silence as "no tie".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, did_you_mean
from netdiff.answers import answered_mask, nameable_mask
from netdiff.errors import DataError
from netdiff.metrics._arrays import ones
from netdiff.metrics._null import Pairs

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["Groups", "View", "group_mask", "group_name", "inside", "view"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Groups = str | Iterable[str]

SILENCES = ("group", "popularity")
CLASSES, FAIR = 4, 5.0  # parts by popularity in a group, and answers in each: few enough to stand for the silent


@dataclass(frozen=True, eq=False)
class View:
    """The population of one layer and what was seen of it.

    Attributes
    ----------
    ids : pandas.Index
        The people of the population, in matrix order.
    ties : csr_array, shape (n, n)
        1.0 where the row, who answered, named the column; no loops.
    answered : array of bool, shape (n,)
        Whose row was seen.
    stratum : array of int, shape (n,)
        Who stands for whom: a silent person is taken to answer like the respondents of his stratum.
    place : array of int, shape (n,)
        Code of each person's place, -1 where unknown: names tend to stay within one.
    pairs : Pairs
        Which ordered pairs could carry a tie.
    directed : bool
        Whether a tie has a direction.
    silence : {"group", "popularity"}
        What decides who stands for whom: the group, or the group and how often people are named.
    """

    ids: pd.Index
    ties: csr_array
    answered: Mask
    stratum: Ints
    place: Ints
    pairs: Pairs
    directed: bool
    silence: str = "group"

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def asked(self) -> Floats:
        """Number of people asked in each person's stratum."""
        return np.asarray(np.bincount(self.stratum)[self.stratum], dtype=np.float64)

    @cached_property
    def replied(self) -> Floats:
        """Number of people who answered in each person's stratum."""
        counts = np.bincount(self.stratum, weights=self.answered.astype(np.float64))
        return np.asarray(counts[self.stratum], dtype=np.float64)

    @cached_property
    def weight(self) -> Floats:
        """How many people each answer stands for: asked / answered of the stratum, 0 for the silent."""
        weight = np.zeros(len(self))
        np.divide(self.asked, self.replied, out=weight, where=self.answered)
        return weight

    @cached_property
    def others(self) -> Floats:
        """How many others each person could have been seen to name (0 for the silent)."""
        count = float(self.pairs.nameable.sum()) - self.pairs.nameable
        gaps = np.bincount(self.pairs.closed // max(len(self), 1), minlength=len(self)) if len(self) else 0
        return np.where(self.answered, count - gaps, 0.0)

    @property
    def is_full(self) -> bool:
        """Whether everybody of the population answered."""
        return bool(self.answered.all())


def view(net: Network, layer: str | None = None, silence: str = "group") -> View:
    """Read one layer (or several that agree) as a `View`.

    The population is everyone on the roster, or, where people named freely, everyone who was asked: somebody known
    only because others named him was not chosen by any rule that a share could rest on.
    """
    names = list(net.layers) if layer is None else [layer]
    matrix = net.adjacency(layer)
    nameable = _any([nameable_mask(net, name) for name in names], len(net))
    asked = ~net.answers[names].isin(["not_asked", "absent"]).all(axis=1).to_numpy(dtype=bool)
    roster = any(net.layers[name].boundary == "roster" for name in names)
    inside = np.flatnonzero(asked | nameable) if roster else np.flatnonzero(asked)
    answered = answered_mask(net, layer)[inside]
    ties = ones(_rows_of(matrix[inside][:, inside], answered))
    pairs = Pairs(len(inside), nameable[inside], _closed(net, names, inside))
    directed = all(net.layers[name].directed for name in names)
    nodes = net.nodes.iloc[inside]
    place = pd.factorize(nodes["place"])[0] if "place" in nodes else np.full(len(inside), -1)
    stratum = _strata(nodes, answered)
    if check_choice(silence, "silence", SILENCES) == "popularity":
        stratum = _by_popularity(stratum, ties.sum(axis=0), answered)
    return View(nodes.index, ties, answered, stratum, place.astype(np.int64), pairs, directed, silence)


def inside(net: Network, layer: str | None, group: Groups | None) -> csr_array:
    """The ties seen among a group's members."""
    seen = view(net, layer)
    own = np.flatnonzero(group_mask(net, group, seen.ids))
    return seen.ties[own][:, own]


def group_mask(net: Network, group: Groups | None, ids: pd.Index | None = None) -> Mask:
    """Who belongs to the group or groups; everyone for None.

    Raises
    ------
    DataError
        Where the people sheet has no column `group`, or nobody is in the group named.
    """
    nodes = net.nodes if ids is None else net.nodes.loc[ids]
    if group is None:
        return np.ones(len(nodes), dtype=bool)
    if "group" not in net.nodes:
        raise DataError("nobody's group is known", cure="Add a column group to the people sheet.")
    wanted = [group] if isinstance(group, str) else list(group)
    known = net.nodes["group"].dropna().unique().tolist()
    for name in wanted:
        if name not in known:
            problem = f"nobody is in the group {name!r}"
            raise DataError(problem, cure=f"The groups are {known}.{did_you_mean(name, known)}")
    return np.asarray(nodes["group"].isin(wanted), dtype=bool)


def group_name(group: Groups) -> str:
    """The group in words: its name, or the names joined by "and"."""
    return group if isinstance(group, str) else " and ".join(group)


def _any(masks: list[Mask], n: int) -> Mask:
    return np.logical_or.reduce(masks) if masks else np.ones(n, dtype=bool)


def _rows_of(matrix: csr_array, answered: Mask) -> csr_array:
    from scipy.sparse import diags_array

    return (diags_array(answered.astype(np.float64)) @ matrix).tocsr()


def _closed(net: Network, names: list[str], inside: Ints) -> Ints:
    gaps = net.missing[net.missing["layer"].isin(names)]
    if not len(gaps):
        return np.zeros(0, dtype=np.int64)
    place = np.full(len(net), -1, dtype=np.int64)
    place[inside] = np.arange(len(inside))
    row, column = place[net.index_of(gaps["source"])], place[net.index_of(gaps["target"])]
    both = (row >= 0) & (column >= 0)
    return np.unique(row[both] * len(inside) + column[both])


def _by_popularity(stratum: Ints, named: Floats, answered: Mask) -> Ints:
    """Strata split by how often those who answered name somebody, each part with a fair number of answers.

    How often a silent person is named is seen all the same, so those named as often as he may stand for him.
    """
    found = np.zeros(len(stratum), dtype=np.int64)
    for one in np.unique(stratum):
        here = np.flatnonzero(stratum == one)
        times, which = np.unique(named[here], return_inverse=True)
        replies = np.zeros(len(times))
        np.add.at(replies, which, answered[here])
        least = max(float(replies.sum()) / CLASSES, FAIR)
        found[here] = found.max() + 1 + _runs(replies, least)[which]
    return np.asarray(np.unique(found, return_inverse=True)[1], dtype=np.int64)


def _runs(counts: Floats, least: float) -> Ints:
    """Number neighbouring entries so that each run holds `least` or more; what is left over joins the last."""
    number, held, run = np.zeros(len(counts), dtype=np.int64), 0.0, 0
    for at, count in enumerate(counts):
        number[at] = run
        held += count
        if held >= least:
            run, held = run + 1, 0.0
    if held < least:
        number = np.minimum(number, max(run - 1, 0))
    return number


def _strata(nodes: pd.DataFrame, answered: Mask) -> Ints:
    """Groups as strata; those with fewer than two answers are pooled, or all are where even that is thin."""
    if "group" not in nodes:
        return np.zeros(len(nodes), dtype=np.int64)
    codes = pd.factorize(nodes["group"], use_na_sentinel=False)[0].astype(np.int64)
    replied = np.bincount(codes, weights=answered.astype(np.float64))
    pooled = np.where((replied < 2)[codes], codes.max(initial=0) + 1, codes)
    thin = answered[pooled > codes.max(initial=0)].sum() < 2 and (pooled > codes.max(initial=0)).any()
    return np.zeros(len(nodes), dtype=np.int64) if thin else np.unique(pooled, return_inverse=True)[1]
