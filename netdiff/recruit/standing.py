"""Where partners stand: allies, undecided, opponents, not known; and those who can say no.

Support is special-category data. What stands here is about organisations and bodies; single people are taken only
where that was asked for, with a purpose.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import close_matches
from netdiff.errors import DataError, UnknownNodeError
from netdiff.network import Network
from netdiff.recruit.ask import opponents

__all__ = ["POSITIONS", "Holder", "holders_of", "leanings", "stands_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
POSITIONS = ("ally", "undecided", "opponent", "not known")
FOR = {
    "for", "ally", "active ally", "passive ally", "supports", "supporter", "supportive", "in favour", "in favor",
    "favourable", "yes", "agrees", "champion", "promoter",
}  # fmt: skip
FEWEST = 3
BETWEEN = {"neutral", "undecided", "on the fence", "fence-sitter", "mixed", "maybe"}


@dataclass(frozen=True)
class Holder:
    """Somebody who can say no: an organisation, a body that decides, or (if asked for) a person.

    Parameters
    ----------
    name : str
    kind : {"organisation", "body", "person"}
    members : array of int
        Positions of the people it is made of.
    """

    name: Hashable
    kind: str
    members: Ints


def leanings(net: Network) -> Floats:
    """Where each person stands: 1 for, 0 undecided, -1 against, NaN where it was not said.

    Notes
    -----
    `support` from 1 to 5 (1 and 2 against, 4 and 5 for), from -2 to 2 where any number is below 0, or in words.
    """
    if "support" not in net.nodes:
        return np.full(len(net), np.nan)
    support = net.nodes["support"]
    number = pd.to_numeric(support, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    words = support.astype("str").str.strip().str.casefold()
    signed = bool((number < 0).any())
    found = np.full(len(net), np.nan)
    found[(number == 0) if signed else (number > 2) & (number < 4)] = 0.0
    found[(number > 0) if signed else (number >= 4) & (number <= 5)] = 1.0
    unread = np.isnan(number)
    found[unread & words.isin(BETWEEN).to_numpy(dtype=bool)] = 0.0
    found[unread & words.isin(FOR).to_numpy(dtype=bool)] = 1.0
    found[opponents(net)] = -1.0
    return found


def stands_of(net: Network, belongs: pd.DataFrame) -> pd.DataFrame:
    """Where organisations stand: by their own row, where it says so, else by their members.

    Parameters
    ----------
    net : Network
    belongs : pandas.DataFrame
        Columns `node` and `name`: who belongs to what.

    Returns
    -------
    pandas.DataFrame
        Index = organisation; `position` (of `POSITIONS`), `lean` (share for less share against, from -1 to 1, NaN where
        nobody's view is known), `known` (whose view is known), `members`, `own` (whether its own row says it).

    Notes
    -----
    An ally is one where more than half of those whose view is known are for it, an opponent where more than half are
    against; a blank is no view. Where fewer than three members have a known view, it is theirs and not the
    organisation's: not known.
    """
    lean = pd.Series(leanings(net), index=net.nodes.index)
    member = belongs.assign(lean=lean.reindex(belongs["node"]).to_numpy()).groupby("name", sort=False)["lean"]
    table = member.agg(lean="mean", known="count", members="size", for_it=_share_of(1.0), against=_share_of(-1.0))
    own = lean.reindex(table.index.intersection(net.nodes.index)).dropna()
    table["own"] = table.index.isin(own.index)
    table.loc[own.index, "lean"] = own
    table.loc[own.index, ["for_it", "against"]] = np.column_stack([own > 0, own < 0]).astype(float)
    table["lean"] = table["lean"].where(table["own"] | (table["known"] >= FEWEST))
    choices = [table["lean"].isna(), table["for_it"] > 0.5, table["against"] > 0.5]
    table["position"] = np.select(choices, ["not known", "ally", "opponent"], "undecided")
    return table[["position", "lean", "known", "members", "own"]]


def _share_of(value: float) -> object:
    return lambda column: float((column.dropna() == value).mean()) if column.notna().any() else 0.0


def holders_of(
    net: Network, wanted: Iterable[Hashable] | None, belongs: pd.DataFrame, *, individuals: bool
) -> list[Holder]:
    """Those who can say no, by name; by default the bodies that decide.

    Raises
    ------
    DataError
        Where a single person is named without `individuals`.
    UnknownNodeError
        Where a name is no organisation, no body and nobody in the network.
    """
    bodies = net.bodies
    seats = pd.DataFrame({"body": [], "node": []}) if bodies is None or "body" not in bodies else bodies
    if wanted is None:
        wanted = list(dict.fromkeys(seats["body"].dropna()))
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    return [_holder(net, name, belongs, seats, individuals=individuals) for name in dict.fromkeys(names)]


def _holder(net: Network, name: Hashable, belongs: pd.DataFrame, seats: pd.DataFrame, *, individuals: bool) -> Holder:
    """One of them."""
    if (belongs["name"] == name).any():
        return Holder(name, "organisation", net.index_of(belongs.loc[belongs["name"] == name, "node"]))
    if (seats["body"] == name).any():
        sitting = seats.loc[seats["body"] == name, "node"].dropna()
        return Holder(name, "body", net.index_of([one for one in sitting.unique() if one in net.nodes.index]))
    if name not in net.nodes.index:
        known = [*belongs["name"].unique(), *seats["body"].dropna().unique()]
        raise UnknownNodeError([name], close_matches(name, known))
    mode = net.nodes["mode"].get(name) if "mode" in net.nodes else None
    if mode is not None and not pd.isna(mode) and str(mode).strip().casefold() not in {"person", "people"}:
        return Holder(name, "organisation", net.index_of([name]))
    if not individuals:
        raise DataError(
            "one of those who can say no is a single person",
            cure="Name the organisation or body they speak for; or pass individuals=True with a purpose.",
        )
    return Holder(name, "person", net.index_of([name]))
