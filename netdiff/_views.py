"""Looking at a part of a network, and saying it in words: small functions on frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_columns
from netdiff.errors import DataError
from netdiff.receipt import Receipt
from netdiff.states import rate_of
from netdiff.times import AdoptionTable, overlaps, parse_period

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "adoption_among",
    "among",
    "counts",
    "dated",
    "forgotten",
    "in_words",
    "mask_of",
    "members",
    "names_of",
    "window_edges",
    "without_names",
]

Mask = npt.NDArray[np.bool_]
Rows = Mask | npt.NDArray[np.int64]
MOST_WINDOWS = 100_000


def mask_of(nodes: pd.DataFrame, where: Callable[[pd.DataFrame], Any] | Mapping[str, Any]) -> Mask:
    """Which nodes a function or `{column: value or values}` chooses."""
    if callable(where):
        return np.asarray(where(nodes), dtype=bool)
    check_columns(where, nodes.columns)
    mask = np.ones(len(nodes), dtype=bool)
    for name, wanted in where.items():
        values = [wanted] if isinstance(wanted, str) or not np.iterable(wanted) else list(wanted)
        mask &= np.asarray(nodes[name].isin(values), dtype=bool)
    return mask


def among(table: Any, columns: list[str], index: pd.Index) -> Any:
    """The rows of a table that speak of nodes in the index only; None stays None."""
    if table is None:
        return None
    kept = np.ones(len(table), dtype=bool)
    for name in columns:
        if name in table:
            kept &= np.asarray(table[name].isin(index) | table[name].isna(), dtype=bool)
    return table[kept].reset_index(drop=True) if not kept.all() else table


def adoption_among(adoption: AdoptionTable | None, index: pd.Index) -> AdoptionTable | None:
    """The adoptions of the nodes in the index."""
    return None if adoption is None else AdoptionTable(among(adoption.frame, ["node"], index))


def dated(table: pd.DataFrame, start: str, end: str, first: Any, last: Any) -> Mask:
    """Which rows meet the half-open time [first, last)."""
    starts, ends = table.get(start), table.get(end)
    return overlaps(starts, ends, _like(first, starts, ends), _like(last, starts, ends), len(table))


def window_edges(data: pd.DataFrame, length: str | float, step: str | float | None) -> Iterator[tuple[Any, Any]]:
    """Half-open windows [start, end) that cover all dated ties."""
    starts = data.get("start")
    if starts is None or not starts.notna().any():
        raise DataError("the ties have no dates", cure="Windows need a column 'start', as nd.read_contacts makes it.")
    ends = data["end"].fillna(starts) if "end" in data else starts
    numeric = pd.api.types.is_numeric_dtype(starts)
    size = float(length) if numeric else parse_period(str(length))
    stride = size if step is None else (float(step) if numeric else parse_period(str(step)))
    begin, last = starts.min(), max(ends.max(), starts.max())
    if not numeric:
        begin = begin.floor("D") if size >= pd.Timedelta("1D") else begin
    if (last - begin) / stride > MOST_WINDOWS:
        raise DataError("too many windows", value=str(length), cure="Choose longer windows.")
    while begin <= last:
        yield begin, begin + size
        begin = begin + stride


def window_rows(data: pd.DataFrame, length: str | float, step: str | float | None) -> Iterator[tuple[Any, Any, Rows]]:
    """Each window's edges and the rows that meet it.

    Where all ties are dated and in the order of their start, a window looks only at those that start in it, or before
    it by no more than the longest lasts.
    """
    edges = window_edges(data, length, step)
    start, end = data.get("start"), data.get("end", data.get("start"))
    if start is None or end is None or not (_all_plain(start) and _all_plain(end) and start.is_monotonic_increasing):
        yield from ((first, last, dated(data, "start", "end", first, last)) for first, last in edges)
        return
    longest, ends = (end - start).max(), end.to_numpy()
    for first, last in edges:
        low, high = (int(start.searchsorted(_like(at, start, None))) for at in (first - longest, last))
        begin = np.asarray(_like(first, start, None), dtype=ends.dtype)
        yield first, last, low + np.flatnonzero(ends[low:high] >= begin)


def _all_plain(times: pd.Series) -> bool:
    """Numbers or dates without a zone, none of them blank."""
    return getattr(times.dtype, "kind", "O") in "iufM" and not times.hasnans


def members(net: Network, by: str) -> pd.DataFrame:
    """Who belongs to what, from the column and from the ties to nodes of that mode."""
    found = [_members_by_ties(net, layer.name, by) for layer in net.layers.values() if layer.target_mode == by]
    if by in net.nodes:
        column = net.nodes[by]
        column = column[column.notna() & (column.astype(str).str.strip() != "")]
        found.insert(0, pd.DataFrame({"node": column.index, by: column.astype(str).to_numpy()}))
    if not found:
        check_columns([by], net.nodes.columns)
    return pd.concat(found).drop_duplicates().reset_index(drop=True)


def counts(net: Network) -> dict[str, Any]:
    """What there is, in numbers."""
    ties = net.ties
    tied = pd.concat([ties["source"], ties["target"]]).nunique()
    found: dict[str, Any] = {"nodes": len(net)}
    if "group" in net.nodes:
        sizes = net.nodes["group"].value_counts(dropna=False, sort=False)
        found |= {f"group: {'(blank)' if pd.isna(name) else name}": int(size) for name, size in sizes.items()}
    sizes = ties["layer"].value_counts()
    found |= {f"ties: {name}": int(sizes.get(name, 0)) for name in net.layers}
    found["isolates"] = len(net) - tied
    for state, size in net.status.value_counts().items():
        found[f"status: {state}"] = int(size)
    return found


def in_words(net: Network) -> str:
    """A network in a few lines: counts and codes, never names."""
    found, rate = counts(net), rate_of(net.status)
    groups = _part(found, "group: ")
    ties = _part(found, "ties: ")
    replied = "nobody was asked" if np.isnan(rate) else f"{rate:.0%} of those asked answered"
    lines = [
        f"Network of {len(net):,} nodes{f' ({groups})' if groups else ''}",
        f"  ties: {ties or 'none'}",
        f"  {found['isolates']:,} without any tie; {replied}",
    ]
    return "\n".join(lines)


def likely_spellings(nodes: pd.DataFrame, review: pd.DataFrame, people: pd.Index) -> pd.Index:
    """Nodes of uncertain names whose likeliest candidate is one of these people."""
    if "unsettled" not in nodes or not len(review):
        return nodes.index[:0]
    best = review.groupby("spelling")["score"].transform("max")
    meant = review[(review["score"] == best) & review["candidate"].isin(people)]["spelling"]
    labels = nodes["label"] if "label" in nodes else nodes.index.to_series()
    spelled = labels.str.casefold().isin(meant.astype("str").str.casefold())
    return nodes.index[np.asarray(nodes["unsettled"].eq(other=True) & spelled, dtype=bool)]


def names_of(nodes: pd.DataFrame, ids: pd.Index) -> set[str]:
    """Every text under which these people are known: ids, labels, names and e-mail addresses."""
    known = {str(name) for name in ids}
    for column in nodes.columns.intersection(["label", "name", "email", "e-mail"]):
        known |= {str(value) for value in nodes.loc[ids, column].dropna()}
    return known


def without_names(
    table: Any, names: set[str], columns: tuple[str, ...] = ("node", "led_by", "held_by", "raised_by")
) -> Any:
    """A table in which nobody of these names is left: their rows out of `node`, their names blank elsewhere."""
    if table is None:
        return None
    kept = table
    if "node" in columns and "node" in table:
        kept = kept[~kept["node"].astype(str).isin(names)].reset_index(drop=True)
    for column in kept.columns.intersection([name for name in columns if name != "node"]):
        kept = kept.assign(**{column: kept[column].mask(kept[column].astype(str).isin(names))})
    return kept


def forgotten(receipt: Receipt, names: set[str]) -> Receipt:
    """A receipt whose review table speaks of these people no more."""
    review = receipt.review
    speaks = review["spelling"].astype(str).isin(names) | review["candidate"].astype(str).isin(names)
    cleaned = replace(receipt, review=review[~speaks].reset_index(drop=True))
    return cleaned.with_note("People were erased at their request.")


def _members_by_ties(net: Network, layer: str, by: str) -> pd.DataFrame:
    ties = net.layer(layer).ties
    labels = net.nodes["label"] if "label" in net.nodes else pd.Series(net.nodes.index, index=net.nodes.index)
    named = labels.reindex(ties["target"]).fillna(pd.Series(ties["target"].to_numpy(), index=ties["target"]))
    return pd.DataFrame({"node": ties["source"].to_numpy(), by: named.astype(str).to_numpy()})


def _part(found: Mapping[str, Any], prefix: str) -> str:
    return ", ".join(f"{size:,} {name.removeprefix(prefix)}" for name, size in found.items() if name.startswith(prefix))


def _like(value: Any, *columns: pd.Series | None) -> Any:
    dates = any(column is not None and pd.api.types.is_datetime64_any_dtype(column) for column in columns)
    return pd.Timestamp(value) if dates and value is not None else value
