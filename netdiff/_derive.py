"""New networks from old ones: undirected, projected, between organisations, several layers as one.

Each function gives the parts from which the new network is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from netdiff._backbone import excess_p_values, significant
from netdiff._check import check_positive
from netdiff._matrices import pattern
from netdiff._tables import Ties
from netdiff.errors import DataError
from netdiff.layer import Layer
from netdiff.receipt import Receipt
from netdiff.states import STATES, state_codes

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["merge", "project", "quotient", "symmetrise"]

Parts = dict[str, Any]
ADDITIVE = ("cost", "resources")


def symmetrise(net: Network, rule: str) -> Parts:
    """Undirected layers; a pair of which only one answered rests on that one report."""
    frames, layers, receipt = [], {}, net.receipt
    for name, layer in net.layers.items():
        if not layer.directed or layer.is_two_mode:
            frames.append(net.layer(name).ties)
            layers[name] = layer
            continue
        matrix, single = _undirected(net, name, rule)
        frames.append(_ties_of(net, matrix, name, undirected=True))
        layers[name] = _changed(layer, means="meets" if layer.flow is not None else layer.means, directed=False)
        receipt = receipt.with_note(
            f"Layer {name!r} made undirected ({rule}): {matrix.nnz // 2:,} pairs, {single:,} rest on one report."
        )
    return _kept(net) | {
        "ties": _joined(frames),
        "layers": layers,
        "answers": net.answers,
        "receipt": receipt,
    }


def project(net: Network, layer: str, onto: str | None, method: str, alpha: float) -> Parts:
    """Ties between nodes of one kind from what they share of the other."""
    definition = net.layers[layer]
    onto = definition.source_mode if onto is None else onto
    if onto not in (definition.source_mode, definition.target_mode):
        modes = f"{definition.source_mode!r} or {definition.target_mode!r}"
        raise DataError("there is no such kind of node in this layer", value=onto, cure=f"Project onto {modes}.")
    affiliation = pattern(net.adjacency(layer))
    shared = sp.csr_array(affiliation if onto == definition.source_mode else affiliation.T)
    stays = np.asarray(net.nodes["mode"] == onto, dtype=bool)
    shared = shared[np.flatnonzero(stays)]
    matrix = _shared(shared, method)
    smaller = net.select(net.nodes.index[stays])
    counts = method in ("count", "backbone")
    new = Layer(layer, "meets", directed=False, weight_is="count" if counts else "strength")
    note = f"Layer {layer!r} projected onto {onto} by {method}. {_largest_event(shared, matrix)}"
    if method == "backbone":
        ties, found = _backbone_ties(shared, matrix, alpha)
        note = f"{note} {found}"
    else:
        ties = _positions(sp.coo_array(sp.triu(matrix, 1)))
    return _kept(smaller) | {"ties": ties, "layers": {layer: new}, "receipt": net.receipt.with_note(note)}


def _positions(pairs: sp.coo_array) -> Ties:
    """Ties of one layer by the positions of their ends."""
    source, target = (ends.astype(np.int32) for ends in pairs.coords)
    return Ties(source, target, np.zeros(pairs.nnz, dtype=np.int16), pd.DataFrame({"weight": pairs.data}))


def _backbone_ties(shared: sp.csr_array, matrix: sp.csr_array, alpha: float) -> tuple[Ties, str]:
    """Ties of pairs that share more than chance gives, with their p-values, and a sentence on it."""
    pairs = sp.coo_array(sp.triu(matrix, 1))
    p_values = excess_p_values(shared, pairs)
    active = int((np.asarray(shared.sum(axis=1)).ravel() > 0).sum())
    keep = significant(p_values, active * (active - 1) // 2, alpha)
    ties = _positions(pairs).take(keep)
    said = f"Of {len(p_values):,} pairs that share anything, {len(ties):,} share more than chance gives"
    said += f" (stochastic degree sequence model; at most {alpha:.0%} expected to be false, Benjamini-Hochberg)."
    return replace(ties, data=ties.data.assign(p_value=p_values[keep])), said


def quotient(net: Network, by: str) -> Parts:
    """Ties between the organisations (or places, or groups) to which people belong."""
    belongs = net.members(by)
    names = pd.Index(sorted(belongs[by].unique()), dtype="str", name="node")
    rows, columns = net.index_of(belongs["node"]), names.get_indexer(belongs[by])
    member = sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(net), len(names)))
    frames, layers, nodes = [], {}, _aggregated(net, member, names)
    receipt = Receipt().with_note(*net.receipt.notes, f"Ties between values of {by!r}, from {len(net):,} nodes.")
    for name, layer in net.layers.items():
        if layer.is_two_mode:
            continue
        between = sp.csr_array(member.T @ net.adjacency(name) @ member)
        nodes[f"within_{name}"] = between.diagonal() / (1 if layer.directed else 2)
        between.setdiag(0.0)
        between.eliminate_zeros()
        frames.append(_ties_of_ids(names, between, name, undirected=not layer.directed))
        layers[name] = _changed(
            layer, weight_is="count" if layer.combine == "sum" else "strength", nameable=None, cap=None
        )
    answers = pd.DataFrame({name: _joint_answers(net, member, name) for name in layers}, index=names)
    return {"nodes": nodes, "ties": _joined(frames), "layers": layers, "answers": answers, "receipt": receipt}


def merge(net: Network, scales: Mapping[str, float]) -> Parts:
    """One layer whose influence is the weighted sum of the others'."""
    for name, scale in scales.items():
        check_positive(scale, f"the scale of layer {name!r}")
    if not scales:
        raise DataError("no layers to merge", cure="Name at least one, for example net.merged({'advice': 1}).")
    influence = sp.csr_array((len(net), len(net)))
    for name, scale in scales.items():
        influence = influence + float(scale) * net.influence(name)
    layers = [net.layers[name] for name in scales]
    means = layers[0].means if len({layer.means for layer in layers}) == 1 else "tells"
    undirected = means == "meets"
    reported = sp.csr_array(influence.T if means == "turns_to" else influence)
    new = Layer("merged", means, directed=not undirected, nameable=_same([layer.nameable for layer in layers]))
    share = " + ".join(f"{float(scale):g} × {name}" for name, scale in scales.items())
    codes = np.max([_codes(net, name) for name in scales], axis=0)
    answers = pd.DataFrame({"merged": np.array(STATES, dtype=object)[codes]}, index=net.nodes.index)
    return _kept(net) | {
        "ties": _positions(sp.coo_array(sp.triu(reported, 1) if undirected else reported)),
        "layers": {"merged": new},
        "answers": answers,
        "receipt": net.receipt.with_note(f"Layers merged by their influence: {share}."),
    }


def _undirected(net: Network, name: str, rule: str) -> tuple[sp.csr_array, int]:
    matrix = net.adjacency(name)
    reported = pattern(matrix)
    both = sp.csr_array(reported.multiply(reported.T))
    alone = sp.csr_array(reported - both)
    silent = ~_observed(net, name, sp.coo_array(alone.T))
    single = sp.coo_array(alone.T)
    unconfirmed = sp.csr_array((silent.astype(np.float64), (single.coords[0], single.coords[1])), shape=matrix.shape)
    unconfirmed.eliminate_zeros()
    largest = sp.csr_array(matrix.maximum(matrix.T))
    if rule == "union":
        return largest, int(unconfirmed.nnz)
    kept = both.maximum(unconfirmed.maximum(unconfirmed.T))
    smaller = sp.csr_array(matrix.minimum(matrix.T)) + largest.multiply(unconfirmed.maximum(unconfirmed.T))
    return sp.csr_array(smaller.multiply(kept != 0)), int(unconfirmed.nnz)


def _observed(net: Network, name: str, pairs: sp.coo_array) -> npt.NDArray[np.bool_]:
    answered = _answered(net, name)[pairs.coords[0]]
    gaps = net.missing[net.missing["layer"] == name]
    if not len(gaps):
        return np.asarray(answered, dtype=bool)
    size = len(net)
    gone = net.index_of(gaps["source"]) * size + net.index_of(gaps["target"])
    keys = pairs.coords[0].astype(np.int64) * size + pairs.coords[1]
    return np.asarray(answered & ~np.isin(keys, gone), dtype=bool)


def _shared(rows: sp.csr_array, method: str) -> sp.csr_array:
    size = np.asarray(rows.sum(axis=0)).ravel()
    if method == "newman":
        scale = np.divide(1.0, size - 1.0, out=np.zeros_like(size), where=size > 1)
        matrix = sp.csr_array(rows @ sp.diags_array(scale) @ rows.T)
    else:
        matrix = sp.csr_array(rows @ rows.T)
    matrix.setdiag(0.0)
    matrix.eliminate_zeros()
    if method == "jaccard":
        degree = np.asarray(rows.sum(axis=1)).ravel()
        pairs = sp.coo_array(matrix)
        either = degree[pairs.coords[0]] + degree[pairs.coords[1]] - pairs.data
        matrix = sp.csr_array((pairs.data / either, pairs.coords), shape=matrix.shape)
    return matrix


def _largest_event(shared: sp.csr_array, matrix: sp.csr_array) -> str:
    size = np.asarray(shared.sum(axis=0)).ravel().max(initial=0.0)
    pairs = matrix.nnz / 2
    return f"The largest one alone joins {size * (size - 1) / 2 / pairs:.0%} of the pairs." if pairs else ""


def _aggregated(net: Network, member: sp.csr_array, names: pd.Index) -> pd.DataFrame:
    nodes = pd.DataFrame({"members": np.asarray(member.sum(axis=0)).ravel().astype(int)}, index=names)
    for column in net.nodes.columns.intersection(ADDITIVE):
        values = pd.to_numeric(net.nodes[column], errors="coerce").fillna(0.0).to_numpy()
        nodes[column] = member.T @ values
    for column in net.nodes.columns.intersection(["group", "place"]):
        nodes[column] = _unanimous(net.nodes[column], member)
    return nodes


def _unanimous(values: pd.Series, member: sp.csr_array) -> list[object]:
    pairs = sp.coo_array(member)
    rows = pd.DataFrame({"unit": pairs.coords[1], "value": values.to_numpy()[pairs.coords[0]]})
    found = rows.groupby("unit")["value"].agg(lambda group: group.iloc[0] if len(set(group)) == 1 else None)
    return [None if pd.isna(value) else value for value in found]


def _joint_answers(net: Network, member: sp.csr_array, layer: str) -> list[str]:
    answered = _answered(net, layer).astype(np.float64)
    asked = np.asarray(net.answers[layer].isin(["answered", "partial", "asked"]), dtype=np.float64)
    share = np.stack([member.T @ answered, member.T @ asked, np.asarray(member.sum(axis=0)).ravel()])
    return [_joint(*column) for column in share.T]


def _joint(answered: float, asked: float, members: float) -> str:
    if answered == members:
        return "answered"
    if answered > 0:
        return "partial"
    return "asked" if asked > 0 else "not_asked"


def _answered(net: Network, layer: str) -> npt.NDArray[np.bool_]:
    return np.asarray(net.answers[layer].isin(["answered", "partial"]), dtype=bool)


def _codes(net: Network, layer: str) -> npt.NDArray[np.int64]:
    return state_codes(net.answers[[layer]])[:, 0].astype(np.int64)


def _ties_of(net: Network, matrix: sp.csr_array, layer: str, *, undirected: bool) -> pd.DataFrame:
    return _ties_of_ids(net.nodes.index, matrix, layer, undirected=undirected)


def _ties_of_ids(ids: pd.Index, matrix: sp.csr_array, layer: str, *, undirected: bool) -> pd.DataFrame:
    pairs = sp.coo_array(sp.triu(matrix, 1) if undirected else matrix)
    rows, columns = pairs.coords
    ends = {"source": ids.take(rows), "target": ids.take(columns)}
    return pd.DataFrame({**ends, "layer": layer, "weight": pairs.data})


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    full = [frame for frame in frames if len(frame)]
    if full:
        return pd.concat(full, ignore_index=True)
    return frames[0] if frames else pd.DataFrame({"source": [], "target": [], "layer": [], "weight": []})


def _kept(net: Network) -> Parts:
    """What a derived network takes over unchanged."""
    names = ("nodes", "period", "acts", "places", "bodies", "asks", "adoption")
    return {name: getattr(net, name) for name in names}


def _changed(layer: Layer, **changes: Any) -> Layer:
    return Layer(**(layer.to_dict() | changes))


def _same(values: list[Any]) -> Any:
    return values[0] if all(value == values[0] for value in values) else None
