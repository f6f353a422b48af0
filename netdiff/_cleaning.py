"""Messy ties made clean: one stated rule for each kind of mess, and a receipt that tells of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._matrices import reduce_pairs
from netdiff._tables import Ties, check_ties, encode_ties, pair_keys, undated
from netdiff.layer import Layer
from netdiff.receipt import Receipt

__all__ = ["clean_ties"]

Mask = npt.NDArray[np.bool_]
RULE_WORDS = {
    "sum": "their weights added up",
    "max": "the largest weight kept",
    "min": "the smallest weight kept",
    "either": "their chances combined",
}


def clean_ties(
    index: pd.Index,
    ties: pd.DataFrame,
    layers: Mapping[str, Layer],
    missing: pd.DataFrame | None,
    receipt: Receipt,
    *,
    ends: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]] | None = None,
) -> tuple[Ties, pd.DataFrame | None, Receipt]:
    """Checked ties, the missing pairs, and a receipt in which received = kept + merged + set aside.

    Blank ends, self ties and weights of 0 are set aside; a blank weight makes the pair a missing one; repeated
    undated ties of a pair are merged as the layer's weights say. What no rule covers is an error. `ends` are the
    positions of both ends, where they are known already.
    """
    codes = encode_ties(index, ties, layers, ends=ends)
    receipt = receipt.with_received("ties", len(ties))
    rows = np.arange(1, len(ties) + 1)
    reasons = _reasons(codes, ties, layers)
    for reason, mask in reasons.items():
        receipt = receipt.with_line("ties", "set aside", reason, rows=rows[mask])
    unknown = reasons[UNKNOWN]
    missing = _with_missing(missing, ties[unknown], layers) if unknown.any() else missing
    gone = np.logical_or.reduce(list(reasons.values()))
    if gone.any():
        codes, rows = codes.take(~gone), rows[~gone]
    codes, receipt, first = _merged(codes, layers, receipt)
    check_ties(codes, ties, layers, index, rows[first], merged=True)
    return codes, missing, receipt.with_line("ties", "kept", "ties", len(codes))


NOBODY = "a tie to nobody (blank end)"
SELF = "a tie from somebody to the same person"
UNKNOWN = "a tie of unknown strength (the pair is kept as missing)"
ZERO = "a weight of 0 says that there is no tie"


def _reasons(codes: Ties, ties: pd.DataFrame, layers: Mapping[str, Layer]) -> dict[str, Mask]:
    blank = _blank(codes.source, ties["source"]) | _blank(codes.target, ties["target"])
    known = (codes.source >= 0) & (codes.target >= 0)
    loops = (codes.source == codes.target) & known
    unknown = np.isnan(codes.weight) & ~loops & known
    signed = np.array([layer.means == "rates" for layer in layers.values()] + [False])[codes.layer]
    return {NOBODY: blank, SELF: loops, UNKNOWN: unknown, ZERO: (codes.weight == 0) & known & ~loops & ~signed}


def _blank(codes: npt.NDArray[np.int32], ends: pd.Series) -> Mask:
    blank = codes < 0
    places = np.flatnonzero(blank)
    if len(places):
        blank[places] = ends.iloc[places].isna().to_numpy(dtype=bool)
    return blank


def _merged(codes: Ties, layers: Mapping[str, Layer], receipt: Receipt) -> tuple[Ties, Receipt, Mask]:
    keys, loose = pair_keys(codes, layers), undated(codes.data)
    later = np.zeros(len(codes), dtype=bool)
    later[loose] = pd.Series(keys[loose]).duplicated(keep="first").to_numpy()
    if not later.any():
        return codes, receipt, ~later
    weight = codes.weight.copy()
    repeated = loose & np.isin(keys, keys[later])
    for place, layer in enumerate(layers.values()):
        mine = repeated & (codes.layer == place)
        reason = f"repeated ties of layer {layer.name!r}, {RULE_WORDS[layer.combine]}"
        receipt = receipt.with_line("ties", "merged", reason, int((mine & later).sum()))
        if mine.any():
            weight[mine] = _combined(keys[mine], weight[mine], layer.combine)
    whole = Ties(codes.source, codes.target, codes.layer, codes.data.assign(weight=weight))
    return whole.take(~later), receipt, ~later


def _combined(keys: npt.NDArray[np.int64], weight: npt.NDArray[np.float64], rule: str) -> npt.NDArray[np.float64]:
    group, unique = pd.factorize(keys)
    zeros = np.zeros(len(group), dtype=np.int32)
    _, _, values = reduce_pairs(len(unique), zeros, group.astype(np.int32), weight, rule)
    return np.asarray(values[group])


def _with_missing(missing: pd.DataFrame | None, pairs: pd.DataFrame, layers: Mapping[str, Layer]) -> pd.DataFrame:
    layer = pairs["layer"] if "layer" in pairs else next(iter(layers), "ties")
    new = pd.DataFrame({"source": pairs["source"], "target": pairs["target"]}).assign(layer=layer, kind="missing")
    return new if missing is None else pd.concat([missing, new], ignore_index=True)
