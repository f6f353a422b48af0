"""Where a group is: places in which at least three of its members are linked, or it has an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from netdiff.metrics._arrays import components, share
from netdiff.metrics._indicator import Lacking, Scene, Whole, measured
from netdiff.metrics._measure import measure
from netdiff.metrics._view import Groups

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["coverage", "covered", "places_held"]

LEAST = 3


@measure(
    meaning="The share of places where at least three members of the group are linked to one another.",
    caution="A place where few answered may look empty.",
    source="After counts of civic capacity; resource mobilisation (McCarthy and Zald 1977)",
    on="reported",
    unit="share",
    word="existence",
)
def coverage(net: Network, group: Groups, *, layer: str | None = None) -> float:
    """Share of places with three or more linked members, or an organisation, of the group.

    Parameters
    ----------
    net : Network
        Needs a column `place` of the people sheet; places without anybody count where there is a sheet of places.
    group : str or list of str
    layer : str, optional

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    DataError
        Where no place is known.

    Notes
    -----
    E1 of the scorecard. Three is the smallest number that makes a group rather than a pair. Stability: stable.

    References
    ----------
    McCarthy, J. D. and Zald, M. N. (1977). Resource mobilization and social movements. AJS 82.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"group": "user", "place": list("xxxy")}, index=list("abcd"))
    >>> ties = pd.DataFrame({"source": list("abc"), "target": list("bcd")})
    >>> coverage(Network.from_frames(nodes, ties, means="turns_to"), "user")
    0.5
    """
    return measured(net, Whole(covered), group, layer=layer)


def covered(scene: Scene) -> float:
    """Places with a group over all places."""
    return share(len(places_held(scene)), scene.places)


def places_held(scene: Scene) -> set[object]:
    """The places with a group, by name.

    Raises
    ------
    Lacking
        Where no place is known.
    """
    if not scene.places:
        raise Lacking("it does not say where people are", "a column place to the people sheet")
    at, place = scene.inside.tocoo(), scene.place[scene.own]
    at.data = ((place[at.row] == place[at.col]) & (place[at.row] >= 0)).astype(np.float64)
    near = at.tocsr()
    near.eliminate_zeros()
    label = components(near)
    size = np.bincount(label)[label]
    there = np.concatenate(
        [place[(size >= LEAST) & (place >= 0)], scene.place[scene.own & scene.body & (scene.place >= 0)]]
    )
    return {scene.place_names[code] for code in np.unique(there)}
