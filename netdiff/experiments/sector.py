"""Organisations that serve one population: from a sheet, or made up for teaching from those a network knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from netdiff._check import check_columns
from netdiff.errors import DataError, Fault
from netdiff.loaders._cells import tidy, to_numbers
from netdiff.loaders._table import Table, read_table
from netdiff.network import Network, check_network

__all__ = ["Sector", "read_sector", "sector_of", "teaching_sector"]

Floats = npt.NDArray[np.float64]
ROLES = {
    "organisation": ("organisation", "organization", "org", "name", "id", "provider"),
    "share": ("share", "people served", "people", "patients", "population", "market share", "served"),
    "quality": ("quality", "outcome", "score", "rating"),
    "innovative": ("innovative", "innovator", "innovation", "adopted"),
    "capacity": ("capacity", "places", "most people", "limit"),
}
YES, NO = frozenset({"yes", "y", "true", "1", "1.0", "x"}), frozenset({"no", "n", "false", "0", "0.0", ""})


@dataclass(frozen=True, eq=False)
class Sector:
    """Organisations that serve the same population.

    Parameters
    ----------
    table : DataFrame
        Index organisation; columns `share` of the population (made to add up to 1), `quality`, `innovative` (bool),
        and optionally `capacity`, the most of the population it could ever serve, at least its share.
    ties : csr_array, optional, shape (n, n)
        Entry [i, j] above 0 where i can learn from j; by default everybody from everybody.
    teaching : bool
        True where shares and qualities were made up for teaching.

    Notes
    -----
    Stability: experimental.
    """

    table: pd.DataFrame
    ties: sparse.csr_array | None = None
    teaching: bool = False

    def __post_init__(self) -> None:
        check_columns(["share", "quality", "innovative"], self.table.columns)
        share = self.table["share"].to_numpy(dtype=float)
        if not (share.size and (share >= 0).all() and share.sum() > 0 and self.table["innovative"].any()):
            raise DataError(
                "the organisations sheet needs shares of at least 0 and one innovative organisation",
                cure="Give each organisation its share of the population and mark at least one as innovative.",
            )
        if (self.capacity < share / share.sum() - 1e-12).any():
            raise DataError("an organisation serves more than its capacity", cure="Raise its capacity to its share.")

    @property
    def share(self) -> Floats:
        """Share of the population that each serves at the start."""
        share = self.table["share"].to_numpy(dtype=float)
        return np.asarray(share / share.sum())

    @property
    def capacity(self) -> Floats:
        """The most that each could serve; everything where the sheet doesn't say."""
        if "capacity" not in self.table:
            return np.ones(len(self.table))
        return np.asarray(self.table["capacity"].fillna(1.0).to_numpy(dtype=float))


def teaching_sector(net: Network, *, gain: float = 0.5) -> Sector:
    """A made-up sector on a real network: organisations with their members as shares, the smallest one innovative.

    Parameters
    ----------
    net : Network
        With `organisation` known for its nodes.
    gain : float
        How much better the innovative way is; every other quality is 1.

    Returns
    -------
    Sector
        With `teaching=True`, which every result repeats.

    Raises
    ------
    DataError
        Where fewer than two organisations are known.

    Notes
    -----
    Members who answered a survey are no measure of people served. Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> len(teaching_sector(nd.load_sample("region")).table) > 10
    True
    """
    if "organisation" not in check_network(net).nodes:
        raise DataError(
            "nobody's organisation is known, so there is no sector to play this on",
            cure="Give a sheet of organisations (--organisations), or a column organisation in the people sheet.",
        )
    members = net.members("organisation")["organisation"].dropna().value_counts().sort_index()
    if len(members) < 2:
        raise DataError(
            "fewer than two organisations are known", cure="Give people an organisation, or a sheet of them."
        )
    table = pd.DataFrame({"share": members / members.sum(), "quality": 1.0, "innovative": False})
    first = members.idxmin()
    table.loc[first, ["quality", "innovative"]] = [1.0 + gain, True]
    return Sector(table.astype({"innovative": bool}), teaching=True)


def read_sector(source: Any, net: Network | None = None, *, layer: str | None = None) -> Sector:
    """Read a sheet of organisations: how many people each serves, how well, who has the innovation, and who is full.

    Parameters
    ----------
    source : path, file or data frame
        One row per organisation. Columns: `organisation`; `share` (or people served, in any unit); `quality` (any
        scale on which 1 better is as much anywhere); `innovative` (yes or no); and, if known, `capacity`, the most it
        could serve, in the unit of the share. Usual other names are understood.
    net : Network, optional
        Where its people have an `organisation` that stands on the sheet, an organisation can learn from those whom its
        members listen to; otherwise everybody can learn from everybody.
    layer : str, optional
        The layer that carries influence.

    Returns
    -------
    Sector

    Raises
    ------
    DataError
        For all faults of the sheet at once: columns that lack, names that lack or stand twice, cells that are no
        numbers, nobody or everybody innovative, more served than there is capacity.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> sheet = pd.DataFrame(
    ...     {"Provider": ["A", "B"], "Patients": [300, 700], "Quality": [1.4, 1.0], "Innovative": ["yes", "no"]}
    ... )
    >>> read_sector(sheet).share.tolist()
    [0.3, 0.7]
    """
    table = read_table(source)
    columns = {role: _column(table, role) for role in ROLES}
    lacking = [role for role in ("organisation", "share", "quality", "innovative") if columns[role] is None]
    if lacking:
        raise table.error(
            f"the sheet has no column for {', '.join(lacking)}",
            f"Its columns are {', '.join(table.columns)}. It needs organisation, share, quality and innovative.",
        )
    known = {role: column for role, column in columns.items() if column is not None}
    faults = list(_faults(table, known))
    if faults:
        raise DataError.of(faults)
    frame = _frame(table, known)
    sector = Sector(frame)
    return sector if net is None else replace(sector, ties=_who_learns(check_network(net), frame.index, layer))


def sector_of(net: Network, sheet: str | Path | pd.DataFrame | None = None, *, layer: str | None = None) -> Sector:
    """The sector of a sheet; without one, a made-up sector on the network, labelled as such."""
    return teaching_sector(net) if sheet is None else read_sector(sheet, net, layer=layer)


def _column(table: Table, role: str) -> str | None:
    called = {" ".join(name.replace("_", " ").split()).casefold(): name for name in table.columns}
    return next((called[name] for name in ROLES[role] if name in called), None)


def _faults(table: Table, columns: dict[str, str]) -> Iterator[Fault]:
    def fault(problem: str, cure: str, role: str, bad: npt.NDArray[np.bool_] | pd.Series) -> Fault:
        rows, cells = table.rows[np.asarray(bad)], table.cells[columns[role]][np.asarray(bad)]
        where = {"file": table.file, "sheet": table.sheet, "column": columns[role]}
        return Fault(problem, cure, **where, rows=tuple(map(int, rows)), value=cells.iloc[0])

    names = tidy(table.cells[columns["organisation"]])
    if (names == "").any():
        yield fault("an organisation has no name", "Give each row a name, or delete it.", "organisation", names == "")
    twice = names.duplicated(keep=False) & (names != "")
    if twice.any():
        yield fault("an organisation stands twice", "Keep one row for each.", "organisation", twice)
    for role in ("share", "quality", "capacity"):
        if role in columns:
            cells, numbers = tidy(table.cells[columns[role]]), _numbers(table, columns[role])
            bad = numbers.isna() & ((cells != "") | (role != "capacity"))
            if bad.any():
                yield fault(f"the {role} is no number", "Write a number in each cell.", role, bad)
            if role != "quality" and (numbers < 0).any():
                yield fault(f"the {role} is below 0", "Write how many are served, from 0 on.", role, numbers < 0)
    words = tidy(table.cells[columns["innovative"]]).str.casefold()
    unknown = ~words.isin(YES | NO)
    if unknown.any():
        yield fault("it is neither yes nor no", "Write yes or no.", "innovative", unknown)
    elif len(words) and (words.isin(YES).all() or not words.isin(YES).any()):
        which = "every" if words.isin(YES).all() else "no"
        cure = "Mark those that have the innovation with yes and the others with no."
        yield fault(
            f"{which} organisation is innovative, so there is nothing to compare", cure, "innovative", words != "?"
        )


def _numbers(table: Table, column: str) -> pd.Series:
    return to_numbers(tidy(table.cells[column]))


def _frame(table: Table, columns: dict[str, str]) -> pd.DataFrame:
    share = _numbers(table, columns["share"])
    frame = pd.DataFrame(
        {
            "share": share.to_numpy(),
            "quality": _numbers(table, columns["quality"]).to_numpy(),
            "innovative": tidy(table.cells[columns["innovative"]]).str.casefold().isin(YES).to_numpy(dtype=bool),
        },
        index=pd.Index(tidy(table.cells[columns["organisation"]]), name="organisation"),
    )
    if "capacity" in columns and share.sum() > 0:
        frame["capacity"] = (_numbers(table, columns["capacity"]) / share.sum()).to_numpy()
    return frame


def _who_learns(net: Network, organisations: pd.Index, layer: str | None) -> sparse.csr_array | None:
    """Entry [i, j]: how much members of i listen to members of j; None where no organisation is in the network."""
    if "organisation" not in net.nodes or not net.nodes["organisation"].isin(organisations).any():
        return None
    along = net if layer is None else net.layer(layer)
    place = organisations.get_indexer(pd.Index(along.nodes["organisation"].astype(object)))
    heard = sparse.coo_array(along.influence().T)
    one, other = place[heard.coords[0]], place[heard.coords[1]]
    apart = (one >= 0) & (other >= 0) & (one != other)
    size = len(organisations)
    return sparse.coo_array((heard.data[apart], (one[apart], other[apart])), shape=(size, size)).tocsr()
