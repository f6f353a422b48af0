"""Structural holes: who stands between people that do not know each other (Burt 1992).

With ``s_ij = a_ij + a_ji``, ``p_ij = s_ij / sum_k s_ik`` and ``m_jq = s_jq / max_k s_jk``, all four measures come from
one pass over the triangles of the network, weighted or not, directed or not. Ties to oneself are left out; people
without contacts have no value (NaN).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._kernels.triangles import structural_holes as holes_of
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import named, strength

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["burt_efficiency", "burt_hierarchy", "constraint", "effective_size", "structural_holes"]

Floats = npt.NDArray[np.float64]


@measure(
    meaning="How closed in a person is: contacts who all know one another leave little room to move.",
    caution="Silent contacts hide ties among contacts, which makes people look freer than they are.",
    source="Burt 1992",
    on="reported",
)
def constraint(net: Network, *, layer: str | None = None, weighted: bool = False) -> pd.Series:
    """Burt's constraint ``sum_j (p_ij + sum_q p_iq p_qj)^2`` over the contacts j.

    Parameters
    ----------
    net : Network
    layer : str, optional
    weighted : bool
        Whether weights count; by default every tie is 1 (a returned tie counts twice).

    Returns
    -------
    pandas.Series
        Low = bridges holes, high = closed in. 1 for a single contact; it can exceed 1 in small closed groups. NaN
        without contacts.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Burt, R. S. (1992). Structural Holes. Harvard University Press.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> star = pd.DataFrame({"source": ["hub"] * 4, "target": list("abcd")})
    >>> constraint(Network.from_frames(None, star, means="meets"))["hub"]
    np.float64(0.25)
    """
    return named(net, _sums(net, layer, weighted=weighted)[0], "constraint")


@measure(
    meaning="How many separate circles a person's contacts make up.",
    caution="Silent contacts hide ties among contacts, which makes circles look more separate than they are.",
    source="Burt 1992",
    on="reported",
    unit="contacts",
)
def effective_size(net: Network, *, layer: str | None = None, weighted: bool = False) -> pd.Series:
    """Burt's effective size: ``sum_j (1 - sum_q p_iq m_jq)``, the contacts less what they repeat.

    Parameters
    ----------
    net, layer, weighted
        As in `constraint`.

    Returns
    -------
    pandas.Series
        With ties of 1 in an undirected layer: contacts minus their mean number of ties to one another.

    Notes
    -----
    Computed for all people at once and right for weighted and directed networks, where the all-nodes call of
    networkx 3.6.1 is not. Contacts are those who name or are named; networkx leaves people blank who name nobody.
    Stability: stable.

    References
    ----------
    Burt, R. S. (1992). Structural Holes. Borgatti, S. P. (1997). Structural holes: unpacking Burt's redundancy
    measures. Connections 20.
    """
    redundancy = _sums(net, layer, weighted=weighted, redundancy=True)[1]
    return named(net, _degree(net, layer) - redundancy, "effective_size")


@measure(
    meaning="The share of a person's contacts that is not a repetition of others.",
    caution="With one or two contacts it is high by itself.",
    source="Burt 1992",
    on="reported",
    unit="share",
)
def burt_efficiency(net: Network, *, layer: str | None = None, weighted: bool = False) -> pd.Series:
    """Effective size divided by the number of contacts.

    Parameters
    ----------
    net, layer, weighted
        As in `constraint`.

    Returns
    -------
    pandas.Series

    Notes
    -----
    Stability: stable.
    """
    degree = _degree(net, layer)
    redundancy = _sums(net, layer, weighted=weighted, redundancy=True)[1]
    return named(net, 1.0 - redundancy / degree, "burt_efficiency")


@measure(
    meaning="Whether what closes a person in comes from one contact (1) or evenly from all (0).",
    caution="With few contacts small differences make it jump.",
    source="Burt 1992",
    on="reported",
)
def burt_hierarchy(net: Network, *, layer: str | None = None, weighted: bool = False) -> pd.Series:
    """Coleman-Theil disorder of the constraint over a person's contacts.

    Parameters
    ----------
    net, layer, weighted
        As in `constraint`.

    Returns
    -------
    pandas.Series
        ``sum_j r_j ln(r_j) / (N ln N)`` with ``r_j = c_ij / (C / N)``; 1 for a single contact, NaN without contacts.

    Notes
    -----
    Stability: stable.
    """
    sums = _sums(net, layer, weighted=weighted, entropy=True)
    return named(net, _hierarchy(sums[0], sums[2], _degree(net, layer)), "burt_hierarchy")


@measure(
    meaning="How much a person stands between people that do not know each other, in four numbers.",
    caution="Silent contacts hide ties among contacts, which makes people look freer than they are.",
    source="Burt 1992",
    on="reported",
)
def structural_holes(net: Network, *, layer: str | None = None, weighted: bool = False) -> pd.DataFrame:
    """Constraint, effective size, efficiency and hierarchy together, from one pass.

    Parameters
    ----------
    net, layer, weighted
        As in `constraint`.

    Returns
    -------
    pandas.DataFrame
        One row per person, a column per measure.

    Notes
    -----
    Stability: stable.
    """
    degree = _degree(net, layer)
    limit, redundancy, entropy = _sums(net, layer, weighted=weighted, redundancy=True, entropy=True)
    columns = {
        "constraint": limit,
        "effective_size": degree - redundancy,
        "burt_efficiency": 1.0 - redundancy / degree,
        "burt_hierarchy": _hierarchy(limit, entropy, degree),
    }
    return pd.DataFrame(columns, index=net.nodes.index)


def _sums(
    net: Network, layer: str | None, *, weighted: bool, redundancy: bool = False, entropy: bool = False
) -> Floats:
    """Constraint, redundancy and sum of c_ij log(c_ij), the last two where wanted; NaN without contacts."""
    matrix = strength(net, layer, weighted=weighted)
    return holes_of(matrix.indptr, matrix.indices, matrix.data, redundancy, entropy)


def _degree(net: Network, layer: str | None) -> Floats:
    """Number of contacts, NaN for none."""
    degree = np.diff(strength(net, layer).indptr).astype(np.float64)
    return np.where(degree > 0, degree, np.nan)


def _hierarchy(limit: Floats, entropy: Floats, degree: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        disorder = (entropy / limit + np.log(degree) - np.log(limit)) / np.log(degree)
    return np.asarray(np.where(degree == 1, 1.0, disorder))
