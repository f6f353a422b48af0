"""Every reference record, through one public call each.

`tests/reference` holds our copy; `NETDIFF_REFERENCE` names another folder of the same shape. A record
whose measure has no call fails.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from netdiff.layer import Layer
from netdiff.network import Network
from tests.reference_calls.compare import assert_matches

FOLDER = Path(os.environ.get("NETDIFF_REFERENCE") or Path(__file__).parent / "reference")
NOT_RECORDS = {"graphs.json", "README.json"}
ROOMS = ("spread", "classical", "four_words", "adoption")
MEANS = {"to_source": "turns_to", "to_target": "tells", "both": "meets"}


def calls() -> dict[str, Callable[[Network, Mapping[str, Any]], Any]]:
    found: dict[str, Callable[[Network, Mapping[str, Any]], Any]] = {}
    for room in ROOMS:
        found |= importlib.import_module(f"tests.reference_calls.{room}").CALLS
    return found


@cache
def graphs() -> dict[str, Any]:
    return json.loads((FOLDER / "graphs.json").read_text(encoding="utf-8"))


def networks_of(record: Mapping[str, Any]) -> Any:
    """The record's network; a dict of networks by name where it speaks of several; None where of none."""
    name = record.get("graph")
    if isinstance(name, list):
        return {one: network_of(graphs()[one]) for one in name}
    return network_of(graphs()[name]) if name in graphs() else None


def network_of(graph: Mapping[str, Any]) -> Network:
    directed = bool(graph["directed"])
    flow = graph.get("flow", "to_source" if directed else "both")
    ties = pd.DataFrame([edge[:2] for edge in graph["edges"]], columns=["source", "target"], dtype="str")
    weights = graph.get("weights") or [edge[2] for edge in graph["edges"] if len(edge) > 2]
    if len(weights) == len(ties) and len(ties):
        ties["weight"] = np.asarray(weights, dtype=float)
    layer = Layer("ties", MEANS[flow], directed=directed)
    nodes = pd.DataFrame(graph.get("node_attributes") or {}, index=pd.Index(graph["nodes"], dtype="str"))
    return Network.from_frames(nodes, ties.assign(layer="ties"), layer)


def records() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.json")):
        if path.name in NOT_RECORDS:
            continue
        for record in json.loads(path.read_text(encoding="utf-8")):
            yield pytest.param(record, id=f"{path.stem}:{record['id']}:{record['measure']}")


@pytest.mark.parametrize("record", list(records()))
def test_record(record: Mapping[str, Any]) -> None:
    value = calls()[record["measure"]](networks_of(record), record)
    assert_matches(value, record["expected"], record.get("tolerance", 1e-9))
