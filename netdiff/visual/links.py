"""From ties to lines: every relation of a pair is drawn, and arrows run the way influence runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.layer import Layer
from netdiff.network import Network
from netdiff.visual.page import plain
from netdiff.visual.palette import DASHES, LINES

ARRIVING_LEAVING = {
    "turns_to": ("turns to", "is turned to by"),
    "tells": ("is told by", "tells"),
    "meets": ("meets", "meets"),
    "rates": ("is rated by", "rates"),
}
_BEND = 0.18  # how far a second relation of the same pair bows away from the first


def pairs(net: Network, layers: list[str]) -> pd.DataFrame:
    """One row per pair and layer: positions a < b, layer number, and whether influence runs to b and to a."""
    ties = net.ties
    ties = ties[ties["layer"].isin(layers)]
    source, target = net.index_of(ties["source"]), net.index_of(ties["target"])
    number = ties["layer"].map({name: place for place, name in enumerate(layers)}).to_numpy(dtype=np.int64)
    turned = np.array([net.layers[name].flow == "to_source" for name in layers], dtype=bool)[number]
    giver, taker = np.where(turned, target, source), np.where(turned, source, target)
    frame = pd.DataFrame({"a": np.minimum(giver, taker), "b": np.maximum(giver, taker), "layer": number})
    frame["to_b"] = giver < taker
    frame["to_a"] = giver > taker
    frame.loc[~_has_arrows(net, layers)[number], ["to_a", "to_b"]] = False
    frame = frame[frame["a"] != frame["b"]]
    return frame.groupby(["a", "b", "layer"], as_index=False)[["to_a", "to_b"]].any()


def _has_arrows(net: Network, layers: list[str]) -> npt.NDArray[np.bool_]:
    return np.array([net.layers[name].directed for name in layers], dtype=bool)


def lines(found: pd.DataFrame, ids: list[str]) -> list[dict[str, Any]]:
    """The pairs as edges of pyvis's data model; relations after a pair's first one are bowed."""
    place = found.groupby(["a", "b"]).cumcount().to_numpy()
    rows = zip(found["a"], found["b"], found["layer"], found["to_a"], found["to_b"], place, strict=True)
    return [
        _line(ids[a], ids[b], int(layer), bool(to_a), bool(to_b), int(nth)) for a, b, layer, to_a, to_b, nth in rows
    ]


def _line(a: str, b: str, layer: int, to_a: bool, to_b: bool, nth: int) -> dict[str, Any]:  # noqa: FBT001
    arrows = ", ".join(word for word, wanted in (("to", to_b), ("from", to_a)) if wanted)
    line: dict[str, Any] = {"from": a, "to": b, "l": layer, "arrows": arrows, "width": 1}
    if nth:
        way = "curvedCW" if nth % 2 else "curvedCCW"
        line["smooth"] = {"enabled": True, "type": way, "roundness": _BEND * ((nth + 1) // 2)}
    return line


def layer_legend(net: Network, layers: list[str], found: pd.DataFrame) -> list[dict[str, Any]]:
    """One row per layer: its colour, its dashes, how it is read."""
    counts = found["layer"].value_counts()
    opacity = 0.55 if len(found) < 1500 else 0.32
    return [
        {
            "name": plain(name).replace("_", " "),
            "words": _words(net.layers[name]),
            "color": LINES[place % len(LINES)],
            "dashes": DASHES[place % len(DASHES)],
            "opacity": opacity,
            "arrows": net.layers[name].directed,
            "arriving": ARRIVING_LEAVING[net.layers[name].means][0],
            "leaving": ARRIVING_LEAVING[net.layers[name].means][1],
            "count": int(counts.get(place, 0)),
        }
        for place, name in enumerate(layers)
    ]


def _words(layer: Layer) -> str:
    arrow = {
        "to_source": "Arrows show which way influence runs: from the one turned to, to the one who turns to them.",
        "to_target": "Arrows show which way influence runs: from the one who tells to the one who is told.",
        "both": "People meet, so influence can run both ways.",
        None: "Arrows run from the one who rates to the one rated. Nothing spreads along these links.",
    }
    return f"{plain(layer.name).replace('_', ' ')}: {arrow[layer.flow]}"
