"""Every way out of the house: audiences, allow-lists, small cells, escaping.

`private` holds names and says so; `partners` holds codes for people, names only of those who said yes; `public` holds
no person at all, only counts of groups by place with small cells hidden. Blank consent is *not asked*, never yes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_positive_int
from netdiff._html import table_html
from netdiff._random import RngLike, generator
from netdiff.errors import DataError

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "ALLOWED",
    "AUDIENCES",
    "Audience",
    "Policy",
    "consented",
    "hidden_cells",
    "nhs_rounded",
    "opted_out",
    "people_out",
    "public_table",
    "safe_cell",
    "safe_frame",
    "safe_path",
    "table_html",
    "write_csv",
]

Audience = Literal["private", "partners", "public"]
AUDIENCES: tuple[Audience, ...] = ("private", "partners", "public")
ALLOWED = ("label", "group", "organisation", "place", "ring", "mode")
ALLOWED_PARTNERS = ("group", "organisation", "place", "mode")
HIDDEN = "fewer than {}"
YES = frozenset({"yes", "y", "true", "1", "1.0", "agreed", "consented", "given"})
NO = frozenset({"no", "n", "false", "0", "0.0", "refused", "withdrawn", "opt out", "opted out", "opt-out"})
FORMULA = re.compile(r"^[\s\x00-\x20\u00a0\u200b\ufeff]*[=+\-@\t\r|%]")
NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?$")
BANNERS: dict[str, str] = {
    "private": "PRIVATE: this file names people. Share it only with those who may see their names.",
    "partners": "PARTNERS: people stand under codes, save those who agreed to be named. Not for publication.",
    "public": "PUBLIC: counts only; small numbers are hidden.",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """Who a file is for, and what may be in it.

    Parameters
    ----------
    audience : {"private", "partners", "public"}
        Who may read it.
    allow : tuple of str
        Attributes of people that may leave; anything else never does.
    min_cell : int
        The smallest count that may be shown in public, at least 2.
    preset : {None, "nhs"}
        `"nhs"` shows 1 to 7 as 5 and rounds the rest to the nearest 5.
    purpose, owner, delete_after : str
        Printed in the file.

    Notes
    -----
    Stability: stable.
    """

    audience: Audience = "private"
    allow: tuple[str, ...] = ALLOWED
    min_cell: int = 5
    preset: str | None = None
    purpose: str = ""
    owner: str = ""
    delete_after: str = ""

    def __post_init__(self) -> None:
        check_choice(self.audience, "audience", AUDIENCES)
        check_positive_int(self.min_cell, "min_cell", least=2)
        if self.preset is not None:
            check_choice(self.preset, "preset", ("nhs",))

    @property
    def banner(self) -> str:
        """The sentence that stands at the top of the file."""
        return BANNERS[self.audience]

    @property
    def columns(self) -> tuple[str, ...]:
        """The attributes of people that may leave for this audience."""
        if self.audience == "private":
            return self.allow
        return tuple(name for name in self.allow if name in ALLOWED_PARTNERS or name not in ALLOWED)


def consented(net: Network) -> npt.NDArray[np.bool_]:
    """Who said yes to being shown; blank is not asked, never yes."""
    return _said(net, YES)


def opted_out(net: Network) -> npt.NDArray[np.bool_]:
    """Who said no: never recruited, never shown outside a private file."""
    return _said(net, NO)


def people_out(net: Network, policy: Policy, rng: RngLike = None) -> tuple[pd.DataFrame, int]:
    """The people whom a file for this audience may hold, and how many it leaves out.

    Parameters
    ----------
    net : Network
    policy : Policy
    rng : int, Generator or None
        Draws the codes; a fresh draw for each export, so that two files cannot be joined by code.

    Returns
    -------
    table : pandas.DataFrame
        Index = ids, in the order of the network. Column `shown` is the name or code that may be shown; the others are
        allow-listed attributes. Outside `private`, those who opted out or were only named by others are left out.
    left_out : int

    Raises
    ------
    DataError
        For the public audience, which holds no person at all.
    """
    if policy.audience == "public":
        raise DataError("a public file holds no person", cure="Use netdiff.privacy.public_table for its counts.")
    nodes = net.nodes
    names = _names(nodes)
    kept = np.ones(len(nodes), dtype=bool)
    if policy.audience == "partners":
        kept = np.asarray(net.status != "not_asked", dtype=bool) & ~opted_out(net)
        names = names.where(pd.Series(consented(net), index=nodes.index), _codes(nodes.index, rng))
    table = nodes[[name for name in policy.columns if name in nodes and name != "label"]].copy()
    table.insert(0, "shown", names)
    return table[kept], int((~kept).sum())


def public_table(
    net: Network, rows: str = "group", columns: str = "place", *, policy: Policy | None = None
) -> pd.DataFrame:
    """Counts of people by two attributes with small cells, and what would give them away, hidden.

    Returns
    -------
    pandas.DataFrame of str
        Counts rounded to 5, or `fewer than 5`.
    """
    policy = policy if policy is not None else Policy("public")
    nodes = net.nodes
    keys = [nodes[name].fillna("(not known)").astype(str) if name in nodes else _all(nodes) for name in (rows, columns)]
    counts = pd.crosstab(keys[0].rename(rows), keys[1].rename(columns))
    if policy.preset == "nhs":
        return pd.DataFrame(nhs_rounded(counts.to_numpy()), index=counts.index, columns=counts.columns).astype("str")
    hidden = hidden_cells(counts.to_numpy(), policy.min_cell)
    shown = (np.round(counts / 5) * 5).astype(int).astype("str")
    return shown.mask(hidden, HIDDEN.format(policy.min_cell))


def hidden_cells(counts: npt.ArrayLike, min_cell: int = 5) -> npt.NDArray[np.bool_]:
    """Which cells of a table to hide: small ones, and others so that no margin gives a small one away.

    Parameters
    ----------
    counts : array of int, shape (rows, columns)
    min_cell : int
        Counts from 1 to min_cell - 1 are small; 0 is shown.

    Returns
    -------
    array of bool
        In each row and column none or at least two cells with somebody in them are hidden, where there are two.

    Examples
    --------
    >>> hidden_cells([[3, 20], [30, 40]]).tolist()
    [[True, True], [True, True]]
    """
    table = np.asarray(counts, dtype=np.int64)
    hidden = (table > 0) & (table < min_cell)
    changed = True
    while changed:
        changed = _hide_lonely(table, hidden) | _hide_lonely(table.T, hidden.T)
    return hidden


def nhs_rounded(counts: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Counts as English hospital statistics are published: 1 to 7 as 5, the rest to the nearest 5 (HES, 2018)."""
    table = np.asarray(counts, dtype=np.int64)
    nearest = (table + 2) // 5 * 5
    return np.where((table > 0) & (table <= 7), 5, nearest)


def safe_cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula: text that begins like one gets an apostrophe."""
    if not isinstance(value, str):
        return value
    text = value.replace("\x00", "")
    return f"'{text}" if FORMULA.match(text) and not NUMBER.match(text.strip()) else text


def safe_frame(table: pd.DataFrame) -> pd.DataFrame:
    """The table with every text, column name and index safe for a spreadsheet."""
    safe = pd.DataFrame(
        {str(safe_cell(str(name))): [safe_cell(v) for v in table[name]] for name in table}, dtype=object
    )
    safe.index = pd.Index([safe_cell(value) for value in table.index], name=table.index.name)
    return safe


def write_csv(table: pd.DataFrame, path: str | Path, audience: Audience = "private", *, index: bool = False) -> Path:
    """Write a table for an audience: the file name says whom it is for, and no cell is a formula."""
    target = safe_path(path, audience)
    safe_frame(table).to_csv(target, index=index, encoding="utf-8-sig", lineterminator="\r\n")
    return target


def safe_path(path: str | Path, audience: Audience) -> Path:
    """The path with `PRIVATE-`, `PARTNERS-` or `PUBLIC-` before the file name, once.

    Examples
    --------
    >>> safe_path("out/map.html", "private").name
    'PRIVATE-map.html'
    """
    check_choice(audience, "audience", AUDIENCES)
    target = Path(path)
    prefix = f"{audience.upper()}-"
    bare = re.sub(r"^(PRIVATE|PARTNERS|PUBLIC)-", "", target.name)
    return target.with_name(prefix + bare)


def _said(net: Network, words: Iterable[str]) -> npt.NDArray[np.bool_]:
    if "consent" not in net.nodes:
        return np.zeros(len(net), dtype=bool)
    said = net.nodes["consent"].astype("str").str.strip().str.casefold()
    return np.asarray(said.isin(list(words)), dtype=bool)


def _names(nodes: pd.DataFrame) -> pd.Series:
    ids = pd.Series(nodes.index.astype("str"), index=nodes.index, dtype="str")
    return nodes["label"].astype("str").where(nodes["label"].notna(), ids) if "label" in nodes else ids


def _codes(index: pd.Index, rng: RngLike) -> pd.Series:
    numbers = generator(rng).permutation(len(index)) + 1
    width = len(str(len(index)))
    return pd.Series([f"P{number:0{width}d}" for number in numbers], index=index, dtype="str")


def _all(nodes: pd.DataFrame) -> pd.Series:
    return pd.Series("all", index=nodes.index, dtype="str")


def _hide_lonely(table: npt.NDArray[np.int64], hidden: npt.NDArray[np.bool_]) -> bool:
    changed = False
    for row, marks in zip(table, hidden, strict=True):
        open_cells = np.flatnonzero(~marks & (row > 0))
        if marks.sum() == 1 and len(open_cells):
            marks[open_cells[np.argmin(row[open_cells])]] = True
            changed = True
    return changed
