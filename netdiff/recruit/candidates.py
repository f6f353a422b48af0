"""Who may be put on a list: people, who bring themselves, and organisations, which bring their members."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from netdiff._check import check_columns, check_probability, close_matches
from netdiff.errors import DataError, UnknownNodeError
from netdiff.network import Network

__all__ = ["Candidates", "organisations", "people"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
SHARED = ("group", "place", "held_by")


@dataclass(frozen=True, eq=False)
class Candidates:
    """Who may be listed, and whom each brings.

    Parameters
    ----------
    about : pandas.DataFrame
        Index = id. One row per node of the network, in its order, then one per candidate that is no node. Columns as
        in the people sheet: `cost`, `acceptance`, `group`, `place`, `held_by`, ….
    brings : csr_array, shape (rows of `about`, nodes)
        Entry [c, v]: the chance that recruiting c brings v, each v independently once c has said yes. A person's row
        holds a 1 at the person.
    listed : array of bool, shape (rows of `about`,)
        Which of them may be picked.
    kind : str
        What they are, in the plural.

    Notes
    -----
    Nodes keep their positions whether or not they may be picked, so that whoever has adopted already is told in the
    same way. Stability: experimental.
    """

    about: pd.DataFrame
    brings: csr_array
    listed: Bools
    kind: str = "organisations"

    def __repr__(self) -> str:
        return f"Candidates: {int(self.listed.sum()):,} {self.kind} (names in .about)"

    @property
    def collective(self) -> Bools:
        """Which of them are more than one person who brings himself."""
        itself = np.zeros(len(self.about), dtype=bool)
        alone = np.flatnonzero(np.diff(self.brings.indptr) == 1)
        itself[alone] = self.brings.indices[self.brings.indptr[alone]] == alone
        return np.asarray(~itself & self.listed)

    @property
    def ids(self) -> pd.Index:
        """Their ids, in the order of the positions."""
        return self.about.index

    def index_of(self, ids: Iterable[Hashable]) -> Ints:
        """Positions of ids; an unknown one raises `UnknownNodeError` with close matches."""
        wanted = [ids] if isinstance(ids, str | int) else list(ids)
        places = self.ids.get_indexer(pd.Index(wanted, dtype=object))
        if (places < 0).any():
            unknown = [name for name, place in zip(wanted, places, strict=True) if place < 0]
            raise UnknownNodeError(unknown, close_matches(unknown[0], self.ids))
        return np.asarray(places, dtype=np.int64)

    def expected(self, position: int) -> float:
        """How many people a candidate who says yes brings on average."""
        return float(self.brings[[position]].sum())

    def never(self, nodes: Bools) -> Candidates:
        """The same candidates when some people are never brought."""
        kept = self.brings @ _diagonal(~nodes)
        kept.eliminate_zeros()
        return replace(self, brings=csr_array(kept))

    def on(self, net: Network) -> Candidates:
        """The same candidates on a network that has lost some people (the organiser, say)."""
        known = len(self.about) - self.extra
        gone = ~np.isin(np.arange(known), self.ids[:known].get_indexer(net.nodes.index))
        if len(net) != int((~gone).sum()) or not self.ids[:known][~gone].equals(
            pd.Index(net.nodes.index, dtype=object)
        ):
            raise DataError(
                "these candidates were made for another network",
                cure="Make them anew: recruit.organisations(net, by='organisation').",
            )
        rows = np.concatenate([~gone, np.ones(self.extra, dtype=bool)])
        return replace(self, about=self.about[rows], brings=self.brings[rows][:, ~gone], listed=self.listed[rows])

    @property
    def extra(self) -> int:
        """How many candidates are no node of the network."""
        return int(self.brings.shape[0] - self.brings.shape[1])


def people(net: Network) -> Candidates:
    """Everybody as a candidate who brings himself.

    Examples
    --------
    >>> import networkx
    >>> everybody = people(Network.from_networkx(networkx.path_graph(3)))
    >>> everybody.brings.toarray().tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    about = net.nodes.set_axis(pd.Index(net.nodes.index, dtype=object))
    return Candidates(about, _diagonal(np.ones(len(net), dtype=bool)), np.ones(len(net), dtype=bool), "people")


def organisations(
    net: Network,
    by: str = "organisation",
    *,
    mobilised: float | str | None = None,
    about: pd.DataFrame | None = None,
    with_people: bool = False,
) -> Candidates:
    """Organisations (or whatever people belong to) as candidates that bring their members.

    Parameters
    ----------
    net : Network
    by : str
        Column that says where people belong, or the kind of thing (`mode`) they are tied to.
    mobilised : float, str or None
        The chance that a member comes along once the organisation has said yes: one number, or the column that says it
        per person. By default the column `acceptance` where there is one, else everybody comes.
    about : pandas.DataFrame, optional
        Index = organisation; its `cost`, `acceptance`, `held_by`, `place` and so on. What is missing is taken from most
        of its members (group, place, held_by), or from the network where the organisation is a node of it.
    with_people : bool
        Whether people may be picked too, beside organisations.

    Returns
    -------
    Candidates

    Notes
    -----
    Whether one member comes is independent of whether another does, once the organisation has said yes; and of the
    links. Stability: experimental.

    Examples
    --------
    >>> nodes = pd.DataFrame({"organisation": ["clinic", "clinic", None]}, index=["ann", "bob", "cem"])
    >>> ties = pd.DataFrame({"source": ["ann"], "target": ["cem"]})
    >>> found = organisations(Network.from_frames(nodes, ties, means="tells"), mobilised=0.5)
    >>> found.ids[found.listed].tolist(), found.expected(3)
    (['clinic'], 1.0)
    """
    belongs = net.members(by)
    names = pd.Index(belongs[by].unique(), dtype=object)
    if not len(names):
        raise DataError("nobody belongs anywhere", column=by, cure="Fill in the column, or say another with by=.")
    ids = pd.Index([*net.nodes.index, *names.difference(net.nodes.index, sort=False)], dtype=object)
    row, column = ids.get_indexer(belongs[by]), net.index_of(belongs["node"])
    listed = np.zeros(len(ids), dtype=bool)
    listed[row] = True
    itself = np.setdiff1d(np.arange(len(net)), row)
    chance = np.concatenate([np.ones(itself.size), _coming(net, mobilised)[column]])
    where = np.concatenate([itself, row]), np.concatenate([itself, column])
    brings = csr_array((chance, where), shape=(len(ids), len(net)))
    brings.eliminate_zeros()
    table = _about(net, ids, belongs, by, about)
    return Candidates(table, brings, listed | (np.arange(len(ids)) < len(net)) if with_people else listed)


def _coming(net: Network, mobilised: float | str | None) -> Floats:
    """The chance that each person comes along."""
    if isinstance(mobilised, str):
        check_columns([mobilised], net.nodes.columns)
    elif mobilised is not None:
        return np.full(len(net), check_probability(mobilised, "mobilised"))
    column = mobilised or "acceptance"
    if column not in net.nodes:
        return np.ones(len(net))
    chance = pd.to_numeric(net.nodes[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = (chance < 0) | (chance > 1)
    if wrong.any():
        who = net.nodes.index[wrong][:10].tolist()
        raise DataError(f"{column} of {who} is no chance from 0 to 1", column=column, cure="Mend or blank these cells.")
    usual = float(np.nanmean(chance)) if not np.isnan(chance).all() else 1.0
    return np.where(np.isnan(chance), usual, chance)


def _about(net: Network, ids: pd.Index, belongs: pd.DataFrame, by: str, about: pd.DataFrame | None) -> pd.DataFrame:
    """What is known of each: of nodes as it stands, of others what most members share, then what was told."""
    usual: dict[str, Any] = {}
    for name in (one for one in SHARED if one in net.nodes and one != by):
        values = belongs.assign(value=net.nodes[name].loc[belongs["node"]].to_numpy()).dropna(subset=["value"])
        usual[name] = values.groupby(by)["value"].agg(lambda column: column.mode().iloc[0])
    table = net.nodes.astype(object).set_axis(pd.Index(net.nodes.index, dtype=object)).reindex(ids)
    further = ids[len(net) :]
    for name, values in usual.items():
        table.loc[further, name] = values.reindex(further).to_numpy()
    if about is not None:
        strange = about.index.difference(ids)
        if len(strange):
            raise UnknownNodeError(strange.tolist(), close_matches(strange[0], belongs[by].unique()))
        for name in about:
            if name not in table:
                table[name] = pd.Series(np.nan, index=ids, dtype=object)
            table.loc[about.index, name] = about[name].to_numpy()
    for name in ("cost", "acceptance"):
        if name in table and (about is None or name not in about):
            table.loc[further, name] = 1.0
    return table


def _diagonal(kept: Bools) -> csr_array:
    """A matrix that keeps some columns."""
    size = kept.size
    return csr_array((kept.astype(np.float64), (np.arange(size), np.arange(size))), shape=(size, size))
