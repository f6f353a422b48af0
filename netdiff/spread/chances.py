"""From ties to chances: how a tie's weight becomes the probability that something passes along it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from netdiff._check import check_columns, check_probability
from netdiff._random import mix, tie_keys
from netdiff.errors import DataError, ModelError
from netdiff.spread.live import Floats, combine_chances, tidy

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["RULES", "Per", "oriented", "passing_chances"]

Per = Literal["tie", "unit"]
RULES = ("weighted cascade", "trivalency")
TRIVALENCY = np.array([0.1, 0.01, 0.001])


def passing_chances(net: Network, p: float | str, per: Per = "tie") -> csr_array:
    """Entry [i, j]: the chance that i passes to j, however it is stated (see `IndependentCascade`)."""
    if isinstance(p, str) and p not in RULES:
        return _from_column(net, p)
    strength = tidy(net.influence())
    if p == "weighted cascade":
        return shares(strength)
    if p == "trivalency":
        return _trivalency(net, strength)
    chance = check_probability(p, "p")
    dose = np.ones(strength.nnz) if per == "tie" else strength.data
    strength.data = 1.0 - (1.0 - chance) ** dose
    return tidy(strength)


def shares(strength: csr_array, *, least: float = 0.0) -> csr_array:
    """Each influence on somebody as a share of all influence on them (or of `least`, where all is less)."""
    total = np.maximum(strength.sum(axis=0), least)
    result = strength.copy()
    result.data = strength.data / total[strength.indices]
    return result


def oriented(net: Network, layer: str, reported: csr_array) -> csr_array:
    """A matrix over ties as reported, turned so that entry [i, j] says how i acts on j."""
    flow = net.layers[layer].flow
    if flow is None:
        problem = f"nothing spreads along layer {layer!r}, which rates others"
        raise DataError(problem, cure="Choose a layer of contact or advice.")
    if flow == "both":
        return tidy(reported.maximum(reported.T))
    return tidy(reported.T if flow == "to_source" else reported)


def _trivalency(net: Network, strength: csr_array) -> csr_array:
    """Each tie has chance .1, .01 or .001, fixed by who stands at its ends."""
    ids, listed = net.nodes.index.to_numpy(), strength.tocoo()
    pair = (ids[listed.row], ids[listed.col])
    there, back = (tie_keys(*ends) for ends in (pair, pair[::-1]))
    strength.data = TRIVALENCY[(mix(there ^ back) % np.uint64(3)).astype(np.int64)]
    return strength


def _from_column(net: Network, column: str) -> csr_array:
    """Chances from a column of the ties table; parallel ties each get their try."""
    ties = net.ties
    check_columns([column], ties.columns)
    chances = pd.to_numeric(ties[column], errors="coerce")
    wrong = ~chances.between(0.0, 1.0)
    if wrong.any():
        problem = f"{int(wrong.sum())} ties have no chance between 0 and 1"
        raise DataError(
            problem,
            cure="Give each tie a probability, or a number p for all of them.",
            column=column,
            value=ties.loc[wrong, column].iloc[0],
        )
    parts = []
    for layer, rows in ties.groupby("layer"):
        reported = _by_pair(net, rows, chances[rows.index])
        parts.append(oriented(net, str(layer), reported))
    return _joined(parts, len(net))


def _by_pair(net: Network, rows: pd.DataFrame, chances: pd.Series) -> csr_array:
    source, target = net.index_of(rows["source"]), net.index_of(rows["target"])
    if not net.layers[str(rows["layer"].iloc[0])].directed:
        source, target = np.minimum(source, target), np.maximum(source, target)
    return combine_chances(source, target, chances, len(net))


def _joined(parts: list[csr_array], size: int) -> csr_array:
    """Layers joined: each gives its own try."""
    if not parts:
        return combine_chances([], [], [], size)
    listed = [part.tocoo() for part in parts]
    rows = np.concatenate([part.row for part in listed])
    columns = np.concatenate([part.col for part in listed])
    return combine_chances(rows, columns, np.concatenate([part.data for part in parts]), size)


def check_rule(p: float | str, per: Per) -> None:
    """Refuse at once what could only fail later."""
    if not isinstance(p, str):
        check_probability(p, "p")
    if per not in ("tie", "unit"):
        message = f"per must be 'tie' or 'unit', not {per!r}."
        raise ModelError(message)
    if per == "unit" and isinstance(p, str):
        message = "per='unit' needs p as a number: the chance that one unit of weight (one contact) passes it on."
        raise ModelError(message)


def usual_chance(p: float | str, per: Per, known: csr_array) -> float:
    """The chance of a tie of which nothing is known but that it is there."""
    return float(p) if not isinstance(p, str) and per == "tie" else mean_or(known.data, 0.0)


def mean_or(values: Floats, otherwise: float) -> float:
    """The mean, or something else where there is nothing."""
    return float(values.mean()) if values.size else otherwise
