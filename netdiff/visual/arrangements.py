"""The ways a map may be laid out, from what the network holds: communities, bands, rings, places, a power grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._random import RngLike
from netdiff.network import Network
from netdiff.visual import layout
from netdiff.visual.channels import MOST_KINDS, NOT_KNOWN, words
from netdiff.visual.layout import Arrangement, Points
from netdiff.visual.springs import Graph

RINGS = ("innovator", "adopter", "interest")  # from the middle outwards
_MOST_PLACES = 40


def arrangements(
    net: Network,
    *,
    rng: RngLike = 0,
    start: pd.DataFrame | None = None,
    layers: Sequence[str] | None = None,
    individuals: bool = False,
) -> list[Arrangement]:
    """Every arrangement that the columns of the network allow, the community layout first."""
    chosen = None if layers is None else list(layers)
    first = layout.positions(net, rng=rng, start=start, layers=chosen).to_numpy(dtype=float)
    linked = Graph.of(net, chosen).degree > 0
    words_ = "Those who are linked stand together; those without a link stand below."
    return [
        Arrangement("Who is linked with whom", words_, first),
        *_by_column(net, first, linked, individuals=individuals),
    ]


def _by_column(
    net: Network, first: Points, linked: npt.NDArray[np.bool_], *, individuals: bool
) -> Iterator[Arrangement]:
    nodes = net.nodes
    if _kinds(nodes, "group", MOST_KINDS + 4):
        text = "One band for each group, one below the other: links up and down join groups."
        yield Arrangement("Group by group", text, layout.bands(first, _codes(nodes["group"]), linked))
    if _kinds(nodes, "ring", 8):
        text = "Innovators in the middle, then adopters, then those interested; all others outside."
        yield Arrangement("Rings of the movement", text, layout.rings(first, ring_levels(nodes["ring"])))
    if _kinds(nodes, "place", _MOST_PLACES):
        yield Arrangement("Place by place", "One island for each place.", layout.islands(first, _codes(nodes["place"])))
    grid = _power(net, individuals=individuals)
    if grid is not None:
        yield grid


def _kinds(nodes: pd.DataFrame, name: str, most: int) -> bool:
    return name in nodes and 1 < nodes[name].nunique() <= most


def _codes(column: pd.Series) -> npt.NDArray[np.int64]:
    """A number per kind, in the order of the words; those not known last."""
    texts = words(column)
    names = sorted(set(texts) - {NOT_KNOWN})
    place = {name: position for position, name in enumerate([*names, NOT_KNOWN])}
    return texts.map(place).to_numpy(dtype=np.int64)


def ring_levels(column: pd.Series) -> npt.NDArray[np.int64]:
    """How far out each person stands; any word we do not know, and a blank, is outermost."""
    texts = column.astype(object).where(column.notna(), "").map(lambda value: str(value).casefold())
    found = [
        next((level for level, word in enumerate(RINGS) if text.startswith(word[:8])), len(RINGS)) for text in texts
    ]
    return np.asarray(found, dtype=np.int64)


def _power(net: Network, *, individuals: bool) -> Arrangement | None:
    """Support across, influence upwards: for bodies and organisations, and for people only where that was asked for."""
    nodes = net.nodes
    if (
        "support" not in nodes
        or not pd.api.types.is_numeric_dtype(nodes["support"])
        or nodes["support"].notna().sum() < 2
    ):
        return None
    only_bodies = "mode" in nodes and bool((nodes["mode"].fillna("person") != "person").all())
    if not (individuals or only_bodies):
        return None
    reach = Graph.of(net).degree.astype(float)
    points = layout.power_grid(nodes["support"].to_numpy(dtype=float, na_value=np.nan), reach)
    text = "Left: against. Right: for. Up: linked with more others. Apart on the left: view not known."
    return Arrangement("Power grid", text, points)
