"""A measure made ready to be taken again and again: on drawn, thinned or filled ties of the same people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from netdiff._check import check_choice
from netdiff.errors import ModelError
from netdiff.metrics._estimate import Estimate, pair_quotient, row_quotient
from netdiff.metrics._measure import measures
from netdiff.metrics._view import View, group_mask, view
from netdiff.metrics.connectedness import inside_rows, returned_pairs

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["Measured", "Reading", "network_with", "reading"]

Measured = str | Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Reading:
    """One measure of one layer of one network.

    Attributes
    ----------
    net : Network
    seen : View
        The layer as seen.
    layer : str or None
    function : callable
    name : str
        The function's name, which is the measure's.
    options : dict
        Handed on to the function.
    """

    net: Network
    seen: View
    layer: str | None
    function: Callable[..., Any]
    name: str
    options: dict[str, Any]

    @property
    def unit(self) -> str:
        """Unit of the measure, blank where it is not in the catalogue."""
        known = measures().get(self.name)
        return known.unit if known else ""

    def plain(self) -> float:
        """The measure on the network as it is."""
        layer = {} if self.layer is None else {"layer": self.layer}
        return self._number(self.function(self.net, **layer, **self.options))

    def of(self, ties: csr_array) -> Any:
        """The measure on the same people with other ties, as if everybody had answered."""
        return self.function(network_with(self.net, self.seen, ties, self.layer), **self.options)

    def number(self, ties: csr_array) -> float:
        """The same, for a measure that gives one number."""
        return self._number(self.of(ties))

    def per_person(self, ties: csr_array) -> pd.Series:
        """The same, for a measure that gives one number per person."""
        found = self.of(ties)
        if not isinstance(found, pd.Series):
            message = f"{self.name} gives one number for the whole network; interval is for such measures."
            raise ModelError(message)
        return found

    def closed(self, level: float) -> Estimate | None:
        """The closed form of the three measures that have one; None for all others."""
        if set(self.options) - {"group"} or self.name not in {"density", "mean_names_given", "reciprocity"}:
            return None
        seen = self.seen
        own = group_mask(self.net, self.options.get("group"), seen.ids)
        if self.name == "density":
            return row_quotient(seen, *inside_rows(seen, own), level)
        if self.name == "reciprocity":
            return pair_quotient(seen, *returned_pairs(seen.ties, own), level)
        member = own.astype(np.float64)
        return row_quotient(seen, member * (seen.ties @ member), member, level)

    def _number(self, found: Any) -> float:
        if isinstance(found, pd.Series | pd.DataFrame):
            message = f"{self.name} gives more than one number; top_k is for measures that give one per person."
            raise ModelError(message)
        return float(found)


def reading(
    net: Network, measure: Measured, layer: str | None, options: dict[str, Any], silence: str = "group"
) -> Reading:
    """Look the measure up and read the layer."""
    if callable(measure):
        name, function = getattr(measure, "__name__", "measure"), measure
    else:
        name, function = measure, measures()[check_choice(measure, "measure", measures())].function
    return Reading(net, view(net, layer, silence), layer, function, name, options)


def network_with(net: Network, seen: View, ties: csr_array, layer: str | None) -> Network:
    """The people asked with these ties, as if everybody had answered."""
    from netdiff.network import Network as New

    first = net.layers[layer or next(iter(net.layers))]
    at = ties.tocoo() if first.directed else ties.maximum(ties.T).tocoo()
    keep = np.ones(at.nnz, dtype=bool) if first.directed else at.row < at.col
    ends = {"source": seen.ids.take(at.row[keep]), "target": seen.ids.take(at.col[keep])}
    plain = replace(first, weight_is="strength", cap=None, boundary="roster")
    tables = {"acts": net.acts, "places": net.places, "bodies": net.bodies, "asks": net.asks}
    return New(
        net.nodes.loc[seen.ids], pd.DataFrame(ends).assign(layer=first.name), [plain], period=net.period, **tables
    )
