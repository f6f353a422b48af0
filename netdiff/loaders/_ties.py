"""Ties as read → ties as kept, every one of them counted: to oneself, said twice, without a strength."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._matrices import reduce_pairs
from netdiff.layer import Layer
from netdiff.receipt import Receipt

__all__ = ["settle_ties"]

WORDS = {"sum": "added up", "max": "strongest kept", "min": "best rank kept", "either": "chances combined"}


def settle_ties(
    ties: pd.DataFrame,
    layers: Mapping[str, Layer],
    receipt: Receipt,
    *,
    file: str | None,
    gaps: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, Receipt]:
    """Ties with each pair once per layer (unless dated), the pairs not known, and the receipt that accounts for all.

    Parameters
    ----------
    ties : pandas.DataFrame
        `source`, `target`, `layer`, `weight` and `row` (the row number in the file); with `start`, ties are dated
        and may repeat.
    layers : mapping of str to Layer
    receipt : Receipt
    file : str or None
    gaps : pandas.DataFrame, optional
        Pairs that are not known so far: `source`, `target`, `layer`, `kind`.
    """
    receipt = receipt.with_received("ties", len(ties), file=file)
    loops = (ties["source"] == ties["target"]).to_numpy()
    receipt = receipt.with_line("ties", "set aside", "named themselves", rows=ties["row"][loops], file=file)
    left = ties[~loops].reset_index(drop=True) if loops.any() else ties.reset_index(drop=True)
    left, receipt = _without_weight(left, layers, receipt, file)
    left, gaps, receipt = _unrated(left, layers, receipt, file, gaps)
    left, receipt = _with_weights(left, receipt)
    if "start" not in left:
        left, receipt = _once(left, layers, receipt, file)
    receipt = receipt.with_line("ties", "kept", "ties", len(left), file=file)
    return left.drop(columns="row"), gaps, receipt


def _without_weight(
    ties: pd.DataFrame, layers: Mapping[str, Layer], receipt: Receipt, file: str | None
) -> tuple[pd.DataFrame, Receipt]:
    """A strength of 0 says that there is no tie, one below 0 or without end says nothing; ratings may be any number."""
    rates = ties["layer"].isin([name for name, layer in layers.items() if layer.means == "rates"]).to_numpy()
    weight = ties["weight"].to_numpy(dtype=float)
    with np.errstate(invalid="ignore"):
        reasons = {
            "weight 0: no tie": (weight == 0) & ~rates,
            "a weight that is no strength": ((weight < 0) & ~rates) | np.isinf(weight),
        }
    gone = np.zeros(len(ties), dtype=bool)
    for reason, mask in reasons.items():
        receipt = receipt.with_line("ties", "set aside", reason, rows=ties["row"][mask], file=file)
        gone |= mask
    return (ties[~gone].reset_index(drop=True) if gone.any() else ties), receipt


def _unrated(
    ties: pd.DataFrame, layers: Mapping[str, Layer], receipt: Receipt, file: str | None, gaps: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame, Receipt]:
    """A rating that was not given is no rating: the pair is not known."""
    known = gaps if gaps is not None else pd.DataFrame(columns=["source", "target", "layer", "kind"])
    rates = [name for name, layer in layers.items() if layer.means == "rates"]
    blank = (ties["weight"].isna() & ties["layer"].isin(rates)).to_numpy()
    if not blank.any():
        return ties, known, receipt
    receipt = receipt.with_line(
        "ties", "set aside", "rating not given: kept as missing pairs", rows=ties["row"][blank], file=file
    )
    new = ties.loc[blank, ["source", "target", "layer"]].astype("str").assign(kind="missing")
    known = pd.concat([known, new], ignore_index=True) if len(known) else new
    return ties[~blank].reset_index(drop=True), known.reset_index(drop=True), receipt


def _with_weights(ties: pd.DataFrame, receipt: Receipt) -> tuple[pd.DataFrame, Receipt]:
    """A tie whose strength was left blank is there all the same: it takes the weakest strength given in its layer."""
    blank = ties["weight"].isna()
    if not blank.any():
        return ties, receipt
    least = ties.groupby("layer")["weight"].transform("min").fillna(1.0)
    note = f"Ties without a strength in the file, which took the weakest one given in their layer: {int(blank.sum())}."
    return ties.assign(weight=ties["weight"].where(~blank, least)), receipt.with_note(note)


def _once(
    ties: pd.DataFrame, layers: Mapping[str, Layer], receipt: Receipt, file: str | None
) -> tuple[pd.DataFrame, Receipt]:
    keys = pair_keys(ties, layers)
    repeated = pd.Series(keys).duplicated(keep="first").to_numpy()
    if not repeated.any():
        return ties, receipt
    weight = ties["weight"].to_numpy(dtype=float).copy()
    for name, layer in layers.items():
        mine = (ties["layer"] == name).to_numpy()
        again = mine & repeated
        if again.any():
            reason = f"named more than once in {name!r} ({WORDS[layer.combine]})"
            receipt = receipt.with_line("ties", "merged", reason, rows=ties["row"][again], file=file)
            weight[mine] = _combined(keys[mine], weight[mine], layer.combine)
    return ties.assign(weight=weight)[~repeated].reset_index(drop=True), receipt


def pair_keys(ties: pd.DataFrame, layers: Mapping[str, Layer]) -> npt.NDArray[np.int64]:
    """One whole number per layer and pair; the two ends of an undirected tie may stand either way round."""
    ends, _ = pd.factorize(pd.concat([ties["source"], ties["target"]], ignore_index=True))
    source, target = ends[: len(ties)].astype(np.int64), ends[len(ties) :].astype(np.int64)
    place = {name: number for number, name in enumerate(layers)}
    layer = ties["layer"].astype("category")
    layer = np.array([place[name] for name in layer.cat.categories] or [0])[layer.cat.codes]
    either = np.array([not known.directed for known in layers.values()] + [False])[layer]
    low, high = (
        np.where(either, np.minimum(source, target), source),
        np.where(either, np.maximum(source, target), target),
    )
    size = int(ends.max(initial=0)) + 1
    return np.asarray((layer * size + low) * size + high, dtype=np.int64)


def _combined(keys: npt.NDArray[np.int64], weight: npt.NDArray[np.float64], rule: str) -> npt.NDArray[np.float64]:
    group, unique = pd.factorize(keys)
    zeros = np.zeros(len(group), dtype=np.int32)
    _, _, values = reduce_pairs(len(unique), zeros, group.astype(np.int32), weight, rule)
    return np.asarray(values[group], dtype=np.float64)
