"""Who was asked, who answered: absent is not zero.

Each node stands in one state per layer. `asked` is asked and silent; `not_asked` was named by others but never
surveyed; `absent` was not in the population. Somebody who answered and named nobody is `answered` with no tie.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.network import Network
from netdiff.states import STATES, rate_of

__all__ = ["STATES", "answered_mask", "nameable_mask", "observed_out", "response_rate"]


def answered_mask(net: Network, layer: str | None = None) -> npt.NDArray[np.bool_]:
    """Who answered, in full or in part.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None asks for an answer in every layer.

    Returns
    -------
    array of bool, shape (nodes,)
    """
    states = _states(net, layer)
    return np.asarray(states.isin(["answered", "partial"]).all(axis=1), dtype=bool)


def nameable_mask(net: Network, layer: str) -> npt.NDArray[np.bool_]:
    """Who could be named in a layer: in the population and of a nameable group and mode."""
    definition = net.layers[layer]
    can = np.array(net.answers[layer] != "absent", dtype=bool)
    if definition.nameable is not None and "group" in net.nodes:
        can &= np.asarray(net.nodes["group"].isin(definition.nameable), dtype=bool)
    if definition.target_mode is not None and "mode" in net.nodes:
        can &= np.asarray(net.nodes["mode"] == definition.target_mode, dtype=bool)
    return can


def observed_out(net: Network, layer: str) -> npt.NDArray[np.int64]:
    """How many others each node was observed to name or not to name.

    Returns
    -------
    array of int, shape (nodes,)
        The nameable others of whoever answered, less the single pairs that are missing or impossible. Whoever did not
        answer has 0 in a directed layer; in an undirected one, the others who answered and so spoke for the pair.
        Summed, it is the denominator of a density over answered pairs.
    """
    answered, nameable = answered_mask(net, layer), nameable_mask(net, layer)
    others = nameable.sum() - nameable.astype(np.int64)
    spoken = 0 if net.layers[layer].directed else int((answered & nameable).sum())
    return np.where(answered, others - _gaps(net, layer, nameable), spoken).astype(np.int64)


def response_rate(net: Network, layer: str | None = None) -> float:
    """Share of those asked who answered, in full or in part; NaN where nobody was asked.

    Parameters
    ----------
    net : Network
    layer : str, optional
        One layer; None takes the best state of each node over all layers.
    """
    return rate_of(net.status if layer is None else net.answers[layer])


def _gaps(net: Network, layer: str, nameable: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    gaps = net.missing[net.missing["layer"] == layer]
    source, target = net.index_of(gaps["source"]), net.index_of(gaps["target"])
    return np.bincount(source[nameable[target]], minlength=len(net))


def _states(net: Network, layer: str | None) -> pd.DataFrame:
    return net.answers if layer is None else net.answers[[layer]]
