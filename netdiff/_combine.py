"""Two networks as one: nodes joined by id, layers kept apart, disagreements told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from netdiff.errors import DataError
from netdiff.layer import Layer
from netdiff.network import OPTIONAL, Network, check_network
from netdiff.receipt import Receipt
from netdiff.times import AdoptionTable

__all__ = ["combine"]


def combine(*networks: Network) -> Network:
    """Join networks into one: the union of their nodes by id, each layer kept apart.

    Parameters
    ----------
    *networks : Network
        At least one. Where two give different values for one attribute of one node, the first one's value holds, and
        the receipt says how often. A layer of a name that is already there is called `name (2)`.

    Returns
    -------
    Network
        Whoever is in one network only was `not_asked` in the layers of the others.

    Raises
    ------
    DataError
        Where one uses text and another whole numbers as ids.

    Notes
    -----
    Stability: stable.

    Examples
    --------
    >>> import pandas as pd
    >>> one = Network.from_frames(None, pd.DataFrame({"source": ["a"], "target": ["b"]}), means="turns_to")
    >>> two = Network.from_frames(None, pd.DataFrame({"source": ["b"], "target": ["c"], "layer": "met"}), means="meets")
    >>> both = combine(one, two)
    >>> len(both), list(both.layers), both.answers.loc["c", "ties"]
    (3, ['ties', 'met'], 'not_asked')
    """
    if not networks:
        raise DataError("there is nothing to combine", cure="Give at least one network.")
    joined = check_network(networks[0])
    for other in networks[1:]:
        joined = _pair(joined, check_network(other))
    return joined


def _pair(first: Network, second: Network) -> Network:
    _same_kind_of_ids(first, second)
    index = first.nodes.index.append(second.nodes.index.difference(first.nodes.index, sort=False)).rename("node")
    nodes, disagreements = _joined_nodes(first.nodes, second.nodes, index)
    names = {name: _free(name, first.layers) for name in second.layers}
    receipt = _told(first.receipt.plus(second.receipt), disagreements, names)
    layers = first.layers | {names[name]: _renamed(layer, names[name]) for name, layer in second.layers.items()}
    answers = [first.answers.reindex(index), second.answers.rename(columns=names).reindex(index)]
    renamed = [first.missing, second.missing.assign(layer=second.missing["layer"].map(names))]
    optional = {name: _stacked(getattr(first, name), getattr(second, name)) for name in OPTIONAL}
    return Network(
        nodes,
        _stacked(first.ties, second.ties.assign(layer=second.ties["layer"].map(names).astype("str"))),
        layers,
        answers=pd.concat(answers, axis=1).fillna("not_asked"),
        missing=_stacked(*renamed),
        period=first.period if first.period is not None else second.period,
        adoption=_joined_adoption(first, second),
        receipt=receipt,
        **optional,
    )


def _same_kind_of_ids(first: Network, second: Network) -> None:
    kinds = [net.nodes.index.dtype.kind for net in (first, second) if len(net)]
    if len(set(kinds)) > 1:
        raise DataError(
            "one network uses whole numbers as ids and the other text",
            cure="Turn the numbers into text before the network is made, for example with .astype(str).",
        )


def _joined_nodes(first: pd.DataFrame, second: pd.DataFrame, index: pd.Index) -> tuple[pd.DataFrame, dict[str, int]]:
    columns = list(dict.fromkeys([*first.columns, *second.columns]))
    nodes, disagreements = pd.DataFrame(index=index), {}
    for name in columns:
        parts = [table[name].reindex(index) for table in (first, second) if name in table]
        nodes[name] = parts[0] if len(parts) == 1 else parts[0].where(parts[0].notna(), parts[1])
        if len(parts) == 2:
            differ = parts[0].notna() & parts[1].notna() & (parts[0].astype(object) != parts[1].astype(object))
            disagreements[name] = int(differ.sum())
    return nodes, {name: count for name, count in disagreements.items() if count}


def _told(receipt: Receipt, disagreements: dict[str, int], names: dict[str, str]) -> Receipt:
    conflicts = [
        f"{count} nodes have two values for {name!r}; the first was kept." for name, count in disagreements.items()
    ]
    moved = [f"The second layer {old!r} is called {new!r}." for old, new in names.items() if old != new]
    return receipt.with_note(*conflicts, *moved)


def _free(name: str, taken: dict[str, Layer]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free


def _renamed(layer: Layer, name: str) -> Layer:
    return replace(layer, name=name)


def _stacked(first: Any, second: Any) -> Any:
    tables = [table for table in (first, second) if table is not None and len(table)]
    if len(tables) == 2:
        return pd.concat(tables, ignore_index=isinstance(tables[0].index, pd.RangeIndex))
    return tables[0] if tables else (first if first is not None else second)


def _joined_adoption(first: Network, second: Network) -> AdoptionTable | None:
    if first.adoption is None or second.adoption is None:
        return first.adoption if first.adoption is not None else second.adoption
    if first.period != second.period and None not in (first.period, second.period):
        raise DataError(
            "times of adoption are counted in different units",
            value=np.array([first.period, second.period]).tolist(),
        )
    frame = pd.concat([first.adoption.frame, second.adoption.frame], ignore_index=True)
    return AdoptionTable(frame.drop_duplicates(["node", "innovation"]))
