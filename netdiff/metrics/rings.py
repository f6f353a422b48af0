"""Rings: nested communities of interest, adopters and innovators, and how people move through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._random import RngLike, generator
from netdiff.metrics._arrays import either_way, ones, share
from netdiff.metrics._estimate import Estimate
from netdiff.metrics._indicator import Facts, Lacking
from netdiff.metrics._measure import measure
from netdiff.metrics._sheets import JOINED, RINGS, acts_of, binomial, column_of, when
from netdiff.metrics._view import Groups, group_mask, view
from netdiff.metrics.leaving import gone

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["joining_through_ties", "moved_on_share", "ring_table"]

Ints = npt.NDArray[np.int64]


@measure(
    meaning="For each ring: how many are in it, how they are linked, who came, who went on, who went quiet.",
    caution="Only moves that somebody wrote down are counted.",
    source="The founding paper, mechanism 1",
    on="reported",
    unit="table",
    word="mobilisation",
)
def ring_table(
    net: Network, *, layer: str | None = None, group: Groups | None = None, days: float = 90.0
) -> pd.DataFrame:
    """Sizes, ties within and to the next ring, and movement of every ring.

    Parameters
    ----------
    net : Network
        Needs a column `ring` of the people sheet; acts of kind `joined ring` for the movement.
    layer : str, optional
    group : str or list of str, optional
        Only the members of a group.
    days : float
        Somebody is quiet who did nothing in the last `days` of the record.

    Returns
    -------
    pandas.DataFrame
        One row per ring, outermost first; columns `people`; `links_within`, `links_inward` (linked pairs in the ring,
        and with the next ring inward), `contacts_within`, `contacts_inward` (the same, every report or dated contact
        counted), `linked_share` (share with a link to the next ring inward); `came_in`, `moved_on`, `moved_share` with
        `moved_low` and `moved_high` (of those who came in, 90 % range), `left` (out of this ring for good),
        `median_stay` (days until half have moved on, with those still there counted as not yet; NaN where half never
        do) and `quiet`; NaN where not recorded.

    Raises
    ------
    DataError
        Where no ring is known.

    Notes
    -----
    Stability: experimental.

    References
    ----------
    Albury, D. Innovation Unit: organic growth and nested communities.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"ring": ["interest", "interest", "adopter"]}, index=list("abc"))
    >>> ties = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"]})
    >>> ring_table(Network.from_frames(nodes, ties, means="turns_to"))["people"].tolist()
    [2, 1, 0]
    """
    names = _ring_of(net).where(group_mask(net, group))
    inside = [np.flatnonzero(names == ring) for ring in RINGS]
    contacts = either_way(ones(net.adjacency(layer)))
    met = _contacts(net, layer)
    rings = zip(inside, [*inside[1:], None], strict=True)
    table = [_links(contacts, here, inward) | _met(met, here, inward) for here, inward in rings]
    return pd.DataFrame(table, index=pd.Index(RINGS, name="ring")).join(_movement(net, names, days))


@measure(
    meaning="The share of people who joined an outer ring and later joined one further in.",
    caution="Those who joined of late had less time to move.",
    source="The founding paper, mechanism 1",
    on="tables",
    unit="share",
    word="mobilisation",
)
def moved_on_share(net: Network, group: Groups) -> float:
    """Share of the members who joined the ring of interest or of adopters and moved further in.

    Parameters
    ----------
    net : Network
        Needs acts of kind `joined ring` with a column `ring` or `what` that names the ring.
    group : str or list of str

    Returns
    -------
    float
        From 0 to 1; NaN where no moves are recorded.

    Notes
    -----
    M2 of the scorecard: conversion down the funnel. Stability: experimental.

    References
    ----------
    Rogers, E. M. (2003). Diffusion of Innovations, 5th ed. Free Press.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "u"}, index=list("ab"))
    >>> acts = pd.DataFrame({"node": list("aab"), "kind": "joined ring", "ring": ["interest", "adopter", "interest"]})
    >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"]})
    >>> moved_on_share(Network.from_frames(nodes, ties, means="turns_to", acts=acts), "u")
    0.5
    """
    own = group_mask(net, group)
    try:
        return moved_on(Facts(net, own, ~own, None, 0.9)).value
    except Lacking:
        return float("nan")


@measure(
    meaning="How many of those who joined knew a member before, beside what random order would give.",
    caution="People who are alike also know one another; it does not prove that one brought the other.",
    source="McAdam 1986; Diani 2004",
    on="reported",
    unit="times",
    word="mobilisation",
)
def joining_through_ties(
    net: Network, *, layer: str | None = None, group: Groups | None = None, rng: RngLike = 0, shuffles: int = 200
) -> float:
    """Share of joiners with a tie to somebody who had joined before, over the same under shuffled dates.

    Parameters
    ----------
    net : Network
        Needs acts of kind `joined ring` with dates.
    layer : str, optional
    group : str or list of str, optional
        Only joiners of this group.
    rng : int or numpy.random.Generator
    shuffles : int
        How often the dates are shuffled among the joiners.

    Returns
    -------
    float
        Above 1 = people join through ties more than the order of joining alone would give; NaN below two dates.

    Notes
    -----
    M3 of the scorecard. Stability: experimental.

    References
    ----------
    McAdam, D. (1986). Recruitment to high-risk activism. American Journal of Sociology 92.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame(index=list("abcd"))
    >>> acts = pd.DataFrame({"node": list("abcd"), "kind": "joined ring", "date": [1, 2, 3, 4]})
    >>> ties = pd.DataFrame({"source": list("abc"), "target": list("bcd")})
    >>> net = Network.from_frames(nodes, ties, means="turns_to", acts=acts)
    >>> joining_through_ties(net) > 1
    True
    """
    try:
        return through_ties(net, layer, group_mask(net, group), generator(rng), shuffles)[0]
    except Lacking:
        return float("nan")


def moved_on(facts: Facts) -> Estimate:
    """Of the group's members who joined an outer ring, the share who joined a further one later."""
    moves = _moves(facts.net)
    moves = moves[moves["node"].isin(facts.net.nodes.index[facts.own])]
    span = moves.groupby("node")["step"].agg(["min", "max"])
    outer = span[span["min"] < len(RINGS) - 1]
    return binomial(float((outer["max"] > outer["min"]).sum()), len(outer), facts.level)


def through_ties(
    net: Network, layer: str | None, own: np.ndarray, rng: np.random.Generator, shuffles: int
) -> tuple[float, float, int]:
    """Observed over expected share of joiners who knew an earlier joiner; the observed share; joiners counted."""
    acts = acts_of(net, JOINED)
    first = when(acts).groupby(acts["node"]).min().dropna()
    if first.nunique() < 2:
        raise Lacking("it does not say when people joined", "acts of kind joined ring with dates")
    seen = view(net, layer)
    first = first[first.index.isin(seen.ids)]
    at = seen.ids.get_indexer(first.index)
    among = either_way(seen.ties)[at][:, at].tocoo()
    member = own[net.index_of(first.index)]
    date = first.to_numpy()

    def known(order: np.ndarray) -> float:
        had = np.zeros(len(order), dtype=bool)
        had[among.row[order[among.col] < order[among.row]]] = True
        return share(float((had & member).sum()), float(member.sum()))

    observed = known(date)
    chance = float(np.mean([known(rng.permutation(date)) for _ in range(shuffles)]))
    return share(observed, chance), observed, int(member.sum())


def _links(contacts: csr_array, here: Ints, inward: Ints | None) -> dict[str, float]:
    """Linked pairs in a ring and with the next one inward."""
    within = {"people": len(here), "links_within": contacts[here][:, here].nnz // 2}
    if inward is None:
        return within | {"links_inward": float("nan"), "linked_share": float("nan")}
    across = contacts[here][:, inward]
    touched = float((across.sum(axis=1) > 0).sum()) if len(inward) else 0.0
    return within | {"links_inward": across.nnz, "linked_share": share(touched, len(here))}


def _contacts(net: Network, layer: str | None) -> tuple[Ints, Ints]:
    """Both ends of every tie as reported, by place in the matrix; ties to oneself left out."""
    ties = net.ties if layer is None else net.ties[net.ties["layer"] == layer]
    one, other = net.index_of(ties["source"]), net.index_of(ties["target"])
    return one[one != other], other[one != other]


def _met(contacts: tuple[Ints, Ints], here: Ints, inward: Ints | None) -> dict[str, float]:
    """Contacts in a ring and with the next one inward."""
    one, other = contacts
    inside, beside = np.isin(one, here), np.isin(other, here)
    within = {"contacts_within": float((inside & beside).sum())}
    if inward is None:
        return within | {"contacts_inward": float("nan")}
    across = (inside & np.isin(other, inward)) | (beside & np.isin(one, inward))
    return within | {"contacts_inward": float(across.sum())}


def _ring_of(net: Network) -> pd.Series:
    from netdiff.errors import DataError

    try:
        ring = column_of(net, "ring", "a column ring to the people sheet: interest, adopter or innovator")
    except Lacking as lack:
        raise DataError(lack.because, cure=f"Add {lack.add}.") from None
    return ring.astype("str").str.strip().str.casefold()


def _moves(net: Network) -> pd.DataFrame:
    acts = acts_of(net, JOINED)
    named = acts["ring"] if "ring" in acts else acts.get("what", pd.Series(None, index=acts.index, dtype=object))
    step = named.astype("str").str.strip().str.casefold().map({ring: i for i, ring in enumerate(RINGS)})
    moves = acts.assign(step=step).dropna(subset=["step"])
    if not len(moves):
        raise Lacking("it does not say who joined which ring", "acts of kind joined ring that name the ring")
    return moves


def _movement(net: Network, names: pd.Series, days: float) -> pd.DataFrame:
    columns = ["came_in", "moved_on", "moved_share", "moved_low", "moved_high", "left", "median_stay", "quiet"]
    blank = pd.DataFrame(np.nan, index=pd.Index(RINGS, name="ring"), columns=columns)
    try:
        moves, acts = _moves(net), acts_of(net)
        date = when(acts)
    except Lacking:
        return blank
    moves = moves[moves["node"].isin(names.index[names.notna()])].assign(day=date)
    recent, out = set(acts.loc[date > date.max() - days, "node"]), _out_of(net, moves, names)
    for step, ring in enumerate(RINGS):
        stay, left = _stays(moves, step, float(date.max()))
        people = names.index[names == ring]
        quiet = float((~people.isin(recent)).sum())
        on = binomial(float(left.sum()), len(stay), 0.9)
        gone_from = float((out == ring).sum()) if out is not None else float("nan")
        blank.loc[ring] = [
            len(stay), float(left.sum()), on.value, on.low, on.high, gone_from, median_until(stay, left), quiet,
        ]  # fmt: skip
    return blank


def _out_of(net: Network, moves: pd.DataFrame, names: pd.Series) -> pd.Series | None:
    """The ring that each of those who left was in last; None where leaving is not recorded."""
    try:
        out = gone(net)
    except Lacking:
        return None
    last = moves.sort_values("day", kind="stable").groupby("node")["step"].last().map(dict(enumerate(RINGS)))
    return last.reindex(names.index).fillna(names)[out & names.index.isin(names.index[names.notna()])]


def _stays(moves: pd.DataFrame, step: int, end: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """How long each stayed in a ring, and whether he then moved further in (else the record ended first)."""
    came = moves[moves["step"] == step].groupby("node")["day"].min()
    further = moves[(moves["step"] > step) & moves["node"].isin(came.index)].groupby("node")["day"].min()
    until = further.reindex(came.index)
    left = until.notna().to_numpy()
    return np.maximum(until.fillna(end) - came, 0.0).to_numpy(dtype=float), left


def median_until(stay: npt.NDArray[np.float64], left: npt.NDArray[np.bool_]) -> float:
    """Median time to leaving with the others censored (Kaplan and Meier 1958); NaN where half never leave.

    Examples
    --------
    >>> median_until(np.array([1.0, 2.0, 3.0, 9.0]), np.array([True, True, False, False]))
    2.0
    """
    remain = 1.0
    for day in np.unique(stay[left & ~np.isnan(stay)]):
        remain *= 1 - float((left & (stay == day)).sum()) / float((stay >= day).sum())
        if remain <= 0.5:
            return float(day)
    return float("nan")
