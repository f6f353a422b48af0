"""Who stands between groups: the brokerage roles of Gould and Fernandez (1989).

A person j brokers between i and k where i names j, j names k, and i does not name k. The role is read off the groups:
coordinator (all three of one group), itinerant (i and k of one group, j of another), representative (i and j of one
group), gatekeeper (j and k of one group), liaison (three groups). Ties are read as reported, without ties to
oneself; in an undirected layer each pair is counted in both orders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff._kernels.roles import brokerage_roles as roles_of
from netdiff._kernels.roles import shared_brokerage_roles as shared_roles_of
from netdiff._memo import once
from netdiff.metrics._brokerage_moments import ROLES, network_moments, person_moments
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import attribute, is_directed, reported

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["brokerage_chance", "brokerage_roles", "brokerage_total"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


@measure(
    meaning="How often a person stands between two others who are not linked, and on whose side.",
    caution="It counts open roads; whether anybody uses them, and in whose favour, is another question.",
    source="Gould & Fernandez 1989",
    on="reported",
    unit="pairs",
)
def brokerage_roles(net: Network, *, by: str = "group", layer: str | None = None, shared: bool = False) -> pd.DataFrame:
    """Count of brokered pairs per person and role.

    Parameters
    ----------
    net : Network
    by : str
        Column of the people sheet that holds the groups; everybody needs one.
    layer : str, optional
    shared : bool
        Whether each pair counts 1 / (number of brokers between the two) instead of 1: the *partial* version.

    Returns
    -------
    pandas.DataFrame
        Columns `coordinator`, `itinerant`, `representative`, `gatekeeper`, `liaison`, `total`.

    Raises
    ------
    DataError
        Where the column is missing or has gaps.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Gould, R. V. and Fernandez, R. M. (1989). Structures of mediation. Sociological Methodology 19.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> people = pd.DataFrame({"group": ["user", "user", "clinician"]}, index=["a", "b", "c"])
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> brokerage_roles(Network.from_frames(people, ties, means="tells")).loc["b", "representative"]
    np.float64(1.0)
    """
    codes, sizes = _classes(net, by, "brokerage")
    matrix = reported(net, layer)
    if shared:
        counts = shared_roles_of(matrix.indptr, matrix.indices, codes, np.zeros(len(net)))
    else:
        directed = is_directed(net, layer)
        both = once(net, ("who says", layer), lambda: _who_says(matrix, directed=directed))
        counts = roles_of(both.indptr, both.indices, both.data, codes, len(sizes))
    return pd.DataFrame(counts, index=net.nodes.index, columns=list(ROLES))


@measure(
    meaning="Whether a person brokers more or less than somebody of the same group would by chance.",
    caution="Chance here ignores that some people name many: a busy person brokers more by that alone.",
    source="Gould & Fernandez 1989",
    on="reported",
    unit="standard deviations",
)
def brokerage_chance(net: Network, *, by: str = "group", layer: str | None = None) -> pd.DataFrame:
    """Brokered pairs per person and role beside what chance gives.

    Chance keeps the groups and ties every ordered pair independently with the density of the network.

    Parameters
    ----------
    net, by, layer
        As in `brokerage_roles`.

    Returns
    -------
    pandas.DataFrame
        Two levels of columns: `count`, `expected`, `z`, each with the five roles and `total`. z is NaN where chance
        leaves no room.

    Notes
    -----
    Stability: stable.
    """
    counts = brokerage_roles(net, by=by, layer=layer)
    codes, sizes = _classes(net, by, "brokerage")
    expected, variance = (part[codes] for part in person_moments(sizes, _density(net, layer)))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (counts.to_numpy() - expected) / np.sqrt(variance)
    table = np.column_stack([counts, expected, np.where(variance > 0, z, np.nan)])
    columns = pd.MultiIndex.from_product([["count", "expected", "z"], ROLES], names=["", "role"])
    return pd.DataFrame(table, index=net.nodes.index, columns=columns)


@measure(
    meaning="How much brokering there is in the whole network, per role, and whether chance would give as much.",
    caution="The groups are taken as given; with other groups the same ties give other roles.",
    source="Gould & Fernandez 1989",
    on="reported",
    unit="pairs",
)
def brokerage_total(
    net: Network, *, by: str = "group", layer: str | None = None, variance: str = "exact"
) -> pd.DataFrame:
    """Brokered pairs of the whole network per role, beside what chance gives.

    Parameters
    ----------
    net, by, layer
        As in `brokerage_roles`.
    variance : {"exact", "sna"}
        `"sna"` leaves out what R's sna 2.7.1 leaves out: some triples exclude one another (the tie of one is the gap
        of the other), which makes the exact variance smaller.

    Returns
    -------
    pandas.DataFrame
        One row per role; columns `count`, `expected`, `sd`, `z`.

    Notes
    -----
    Stability: stable.
    """
    check_choice(variance, "variance", ("exact", "sna"))
    sizes = _classes(net, by, "brokerage")[1]
    count = brokerage_roles(net, by=by, layer=layer).sum()
    expected, spread = network_moments(sizes, _density(net, layer), like_sna=variance == "sna")
    sd = np.sqrt(spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(sd > 0, (count - expected) / sd, np.nan)
    return pd.DataFrame({"count": count, "expected": expected, "sd": sd, "z": z}, index=pd.Index(ROLES, name="role"))


def _classes(net: Network, by: str, what: str) -> tuple[Ints, Floats]:
    """Codes of the groups and their sizes. Not to be changed in place."""
    return once(net, ("classes", by), lambda: _coded(attribute(net, by, what)))


def _coded(values: pd.Series) -> tuple[Ints, Floats]:
    codes, _ = pd.factorize(values, sort=True)
    return codes.astype(np.int32), np.bincount(codes).astype(np.float64)


def _density(net: Network, layer: str | None) -> float:
    n = len(net)
    return reported(net, layer).nnz / (n * (n - 1)) if n > 1 else 0.0


def _who_says(matrix: csr_array, *, directed: bool) -> csr_array:
    """Per pair, in a byte: 1 where the row names the column, 2 where the column names the row, 3 where both do."""
    if not directed:
        return (matrix * 3.0).astype(np.uint8)
    turned = matrix.T.tocsr()
    turned.data = 2.0 * turned.data
    both = (matrix + turned).astype(np.uint8).tocsr()
    both.sort_indices()
    return both
