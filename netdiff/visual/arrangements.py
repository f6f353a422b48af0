"""The ways a map may be laid out, from what the network holds: communities, bands, rings, places, a power grid."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.network import Network
from netdiff.visual import layout
from netdiff.visual.channels import MOST_KINDS, NOT_KNOWN, words
from netdiff.visual.layout import Arrangement, Points, Sign
from netdiff.visual.springs import Graph

RINGS = ("innovator", "adopter", "interest")  # from the middle outwards
_MOST_PLACES = 40


def arrangements(
    net: Network, first: Points, *, allowed: Collection[str], layers: Sequence[str] | None = None
) -> list[Arrangement]:
    """Every arrangement that the columns of the network and the audience allow; `first` by who is linked with whom."""
    chosen = None if layers is None else list(layers)
    linked = Graph.of(net, chosen).degree > 0
    text = "Those who are linked stand together; those without a link stand below."
    return [Arrangement("Who is linked with whom", text, first), *_by_column(net, first, linked, allowed)]


def _by_column(
    net: Network, first: Points, linked: npt.NDArray[np.bool_], allowed: Collection[str]
) -> Iterator[Arrangement]:
    nodes = net.nodes[[name for name in net.nodes.columns if name in allowed]]
    if _kinds(nodes, "group", MOST_KINDS + 4):
        kind = _Kind.of(nodes["group"])
        text = "One band for each group, one below the other: links up and down join groups."
        yield kind.arranged("Group by group", text, layout.bands(first, kind.codes, linked), at="left")
    if _kinds(nodes, "ring", 8):
        text = "Innovators in the middle, then adopters, then those interested; all others outside."
        yield Arrangement("Rings of the movement", text, layout.rings(first, ring_levels(nodes["ring"])))
    if _kinds(nodes, "place", _MOST_PLACES):
        kind = _Kind.of(nodes["place"])
        yield kind.arranged("Place by place", "One island for each place.", layout.islands(first, kind.codes))
    yield from _power(net, allowed)


@dataclass(frozen=True)
class _Kind:
    """A number per person for the kind in a column, and the names of the kinds; those not known last."""

    codes: npt.NDArray[np.int64]
    names: tuple[str, ...]

    @classmethod
    def of(cls, column: pd.Series) -> _Kind:
        texts = words(column)
        names = (*sorted(set(texts) - {NOT_KNOWN}), NOT_KNOWN)
        place = {name: position for position, name in enumerate(names)}
        return cls(np.asarray(texts.map(place), dtype=np.int64), names)

    def arranged(self, name: str, text: str, points: Points, at: str = "center") -> Arrangement:
        """The arrangement with a sign above each kind."""
        signs = [self._sign(points[self.codes == code], self.names[code], at) for code in np.unique(self.codes)]
        return Arrangement(name, text, points, tuple(signs))

    @staticmethod
    def _sign(own: Points, name: str, at: str) -> Sign:
        x = own[:, 0].min() - 10 if at == "left" else own[:, 0].mean()
        return Sign(float(x), float(own[:, 1].min()) - 22, name, at)


def _kinds(nodes: pd.DataFrame, name: str, most: int) -> bool:
    return name in nodes and 1 < nodes[name].nunique() <= most


def ring_levels(column: pd.Series) -> npt.NDArray[np.int64]:
    """How far out each person stands; any word we do not know, and a blank, is outermost."""
    return np.asarray([_ring_level(value) for value in column.fillna("").astype(str)], dtype=np.int64)


def _ring_level(word: str) -> int:
    stem = word.strip().casefold()
    return next((level for level, ring in enumerate(RINGS) if stem and stem.startswith(ring[:6])), len(RINGS))


def _power(net: Network, allowed: Collection[str]) -> Iterator[Arrangement]:
    """Support across, influence upwards: for bodies, and for people only where that was asked for."""
    bodies = "mode" in net.nodes and bool((net.nodes["mode"].fillna("person") != "person").all())
    if not ("support" in allowed or (bodies and "support of bodies" in allowed)) or "support" not in net.nodes:
        return
    support = pd.to_numeric(net.nodes["support"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    if np.isfinite(support).sum() > 1:
        text = "Left: against. Right: for. Up: linked with more others. Apart on the left: view not known."
        points = layout.power_grid(support, Graph.of(net).degree.astype(float))
        low = float(points[:, 1].max()) + 60
        ends = (
            Sign(float(points[np.isfinite(support), 0].min()), low, "against", "left"),
            Sign(float(points[:, 0].max()), low, "for", "right"),
        )
        yield Arrangement("Power grid", text, points, ends)
