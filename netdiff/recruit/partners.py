"""Who could be in a coalition: organisations, whom each would bring, and which of the five stakeholder groups they are.

Spellings of one organisation that differ in case, spaces or punctuation are one; no group counts for two stakeholder
groups.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array, diags_array

from netdiff._check import check_columns, check_probability, did_you_mean
from netdiff.errors import DataError, ModelError
from netdiff.network import Network
from netdiff.recruit.candidates import Candidates, organisations

__all__ = [
    "STAKEHOLDERS",
    "Costs",
    "Rate",
    "Stakeholders",
    "belonging",
    "bringing",
    "memberships",
    "stakeholder_of",
    "told_of",
    "unmapped",
]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Rate = float | str | Mapping[str, float]
Costs = float | Mapping[str, float]
Stakeholders = Mapping[str, str | Iterable[str]]

PUNCTUATION = re.compile(r"[.,;:'’`´]")
STAKEHOLDERS = {
    "users": ("user", "users"),
    "citizens": ("citizen", "citizens"),
    "professionals": ("professional", "professionals"),
    "managers": ("manager", "managers"),
    "policy makers": ("policy maker", "policy makers", "policymaker", "policymakers", "policy-maker", "policy-makers"),
}


def stakeholder_of(net: Network, declared: Stakeholders | None, column: str = "group") -> pd.Series:
    """The stakeholder group of each person.

    Parameters
    ----------
    net : Network
    declared : mapping of stakeholder group to the file's word or words, optional
        Such as ``{"users": ["patient", "carer"], "professionals": "clinician"}``; by default the five groups under
        their own names. What is not mapped belongs to none.
    column : str
        Where the words stand.

    Returns
    -------
    pandas.Series of object
        Index = ids; None where somebody belongs to none of them.

    Raises
    ------
    DataError
        Where a word is mapped twice, or nobody has it.
    """
    if declared is None and column not in net.nodes:
        return pd.Series(None, index=net.nodes.index, dtype=object)
    check_columns([column], net.nodes.columns)
    words = net.nodes[column].astype("str").str.strip().where(net.nodes[column].notna())
    if declared is None:
        own = {word: name for name, spelled in STAKEHOLDERS.items() for word in spelled}
        return words.str.casefold().map(own).astype(object).where(lambda found: found.notna(), None)
    told = {name: (word,) if isinstance(word, str) else tuple(word) for name, word in declared.items()}
    _check_declared(told, set(words.dropna()), column)
    own = {word: name for name, spelled in told.items() for word in spelled}
    return words.map(own).astype(object).where(lambda found: found.notna(), None)


def unmapped(net: Network, found: pd.Series, column: str = "group") -> tuple[str, ...]:
    """Words of the file that belong to none of the stakeholder groups, as a sentence with the cure."""
    if column not in net.nodes:
        return ()
    words = sorted(set(net.nodes.loc[found.isna(), column].dropna().astype(str).str.strip()))
    if not words:
        return ()
    shown = ", ".join(words[:6]) + (", …" if len(words) > 6 else "")
    return (f"Of no stakeholder group: {shown}. Say whose they are: stakeholders={{'users': {words[0]!r}}}.",)


def _check_declared(told: Mapping[str, tuple[str, ...]], known: set[str], column: str) -> None:
    flat = [word for spelled in told.values() for word in spelled]
    twice = sorted({word for word in flat if flat.count(word) > 1})
    if twice:
        raise DataError(
            f"{', '.join(map(repr, twice))} would count for two stakeholder groups",
            column=column,
            cure="Map each word of the file to one group only.",
        )
    strange = [word for word in flat if word not in known]
    if strange:
        hints = "".join(did_you_mean(word, known) for word in strange)
        raise DataError(
            f"nobody has {column} {', '.join(map(repr, strange))}",
            column=column,
            cure=f"There are: {', '.join(sorted(known)[:12])}.{hints}",
        )


def memberships(net: Network, by: str) -> tuple[Candidates, tuple[str, ...]]:
    """Organisations as candidates with every member of theirs; and what is to be said about it.

    Raises
    ------
    DataError
        Where there is no such column or kind of thing, or nobody belongs anywhere.
    """
    return _one_spelling(organisations(net, by, mobilised=1.0))


def belonging(found: Candidates, net: Network) -> pd.DataFrame:
    """Who belongs to what: columns `node` and `name`."""
    table = found.brings[found.listed].tocoo()
    return pd.DataFrame({"node": net.nodes.index[table.col], "name": found.ids[found.listed][table.row]})


def bringing(net: Network, by: str, found: Candidates, rate: Rate) -> tuple[Candidates, tuple[str, ...]]:
    """The same partners when members come along with some chance: one for all, per partner, or per person."""
    if isinstance(rate, str):
        return _by_person(found, _chances(net, by, rate)), _blanks(net, rate)
    names = found.ids[found.listed]
    if isinstance(rate, Mapping):
        return _scaled(found, _per_partner(rate, names, "mobilise", check_probability)), ()
    return _scaled(found, dict.fromkeys(names, check_probability(rate, "mobilise"))), ()


def told_of(
    net: Network, found: Candidates, costs: Costs | None, stands: pd.DataFrame
) -> tuple[Candidates, tuple[str, ...]]:
    """The same partners with what each costs and whether it is against the change."""
    names = found.ids[found.listed]
    about = found.about.copy()
    price, notes = _prices(net, names, costs, found)
    about.loc[names, "cost"] = price
    own = about.loc[names, "acceptance"] if "acceptance" in about else pd.Series(np.nan, index=names)
    own = pd.to_numeric(own.where(names.isin(net.nodes.index)), errors="coerce")  # a partner's, not its members'
    about = about.drop(columns="acceptance", errors="ignore")
    if own.notna().any():
        about["acceptance"] = 1.0
        about.loc[names, "acceptance"] = own.fillna(1.0)
    about.loc[names, "support"] = stands.loc[names, "position"].map({"opponent": "against"})
    return replace(found, about=about), notes


def _one_spelling(found: Candidates) -> tuple[Candidates, tuple[str, ...]]:
    """Names that differ in case, spaces or punctuation only as one, under the spelling that most members have."""
    at = np.flatnonzero(found.listed)
    size = np.diff(found.brings.indptr)[at]
    plain = pd.Series([" ".join(PUNCTUATION.sub("", str(name)).split()).casefold() for name in found.ids[at]])
    order = np.lexsort((np.arange(at.size), -size))
    first = plain.iloc[order].drop_duplicates().index.to_numpy()
    kept = dict(zip(plain[first], at[first], strict=True))
    home = np.arange(len(found.ids))
    home[at] = [kept[name] for name in plain]
    moved = int((home != np.arange(home.size)).sum())
    if not moved:
        return found, ()
    brings = found.brings.tocoo()
    joined = csr_array((brings.data, (home[brings.row], brings.col)), shape=brings.shape)
    joined.data = np.minimum(joined.data, 1.0)
    listed = found.listed & (home == np.arange(home.size))
    differ = "name differs" if moved == 1 else "names differ"
    note = f"{moved} {differ} from another in case, spaces or stops only: one partner."
    return replace(found, brings=joined, listed=listed), (note,)


def _scaled(found: Candidates, rates: Mapping[Hashable, float]) -> Candidates:
    """The same partners when their members come along with these chances."""
    factor = np.ones(len(found.ids))
    factor[found.index_of(list(rates))] = list(rates.values())
    brings = csr_array(diags_array(factor).tocsr() @ found.brings)
    brings.eliminate_zeros()
    return replace(found, brings=brings)


def _chances(net: Network, by: str, column: str) -> Floats:
    """The chance of each person to come along, by a column; 1 where somebody belongs nowhere."""
    said = organisations(net, by, mobilised=column)
    chance = np.asarray(said.brings[said.listed].max(axis=0).toarray(), dtype=np.float64).ravel()
    chance[np.setdiff1d(np.arange(len(net)), net.index_of(net.members(by)["node"]))] = 1.0
    return chance


def _by_person(found: Candidates, chance: Floats) -> Candidates:
    """The same partners when each member comes along with a chance of his own."""
    brings = found.brings.tocoo()
    factor = np.where(found.listed[brings.row], chance[brings.col], 1.0)
    scaled = csr_array((brings.data * factor, (brings.row, brings.col)), shape=brings.shape)
    scaled.eliminate_zeros()
    return replace(found, brings=scaled)


def _per_partner(told: Mapping[str, float], names: pd.Index, what: str, check: object) -> dict[Hashable, float]:
    """One number per partner; all that are missing or unknown at once."""
    strange = [name for name in told if name not in names]
    lacking = [str(name) for name in names if name not in told] if what == "mobilise" else []
    if strange or lacking:
        hints = "".join(did_you_mean(name, names) for name in strange)
        faults = [f"no partner is called {', '.join(map(repr, strange))}"] if strange else []
        faults += [f"no chance for {', '.join(lacking[:12])}"] if lacking else []
        raise DataError(
            f"{what}: {'; '.join(faults)}", cure=f"Name each partner as the file does.{hints}", value=strange or None
        )
    return {name: check(number, f"{what} of {name}") for name, number in told.items()}  # type: ignore[operator]


def _blanks(net: Network, column: str) -> tuple[str, ...]:
    blank = int(net.nodes[column].isna().sum())
    told = f"Members come along with the chance in the column {column!r}"
    return (f"{told}; {blank} people have none there: the mean of the others is used.",) if blank else (f"{told}.",)


def _prices(net: Network, names: pd.Index, costs: Costs | None, found: Candidates) -> tuple[Floats, tuple[str, ...]]:
    """What winning each over costs, and where that comes from."""
    if isinstance(costs, Mapping):
        told = _per_partner(costs, names, "costs", _at_least_nothing)
        return np.array([told.get(name, np.nan) for name in names], dtype=np.float64), ()
    if costs is not None:
        return np.full(len(names), _at_least_nothing(costs, "costs")), ()
    inside = names.isin(net.nodes.index)
    own = pd.to_numeric(found.about.loc[names, "cost"], errors="coerce") if "cost" in found.about else None
    if own is None or not inside.any() or own[inside].isna().all():
        return np.ones(len(names)), ("What winning a partner over costs was not given: each is taken to cost 1.",)
    return own.where(inside).to_numpy(dtype=np.float64), ()


def _at_least_nothing(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 <= float(value) < np.inf:
        message = f"{name} must be a number of at least 0, not {value!r}."
        raise ModelError(message)
    return float(value)
