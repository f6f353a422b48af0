"""Who is backed by those who are backed: measures that count walks of every length.

All read the ties *as reported*, without ties to oneself. Eigenvector, Katz and PageRank flow to those who are *named*;
Bonacich's power sums over those whom a person *names*, as it was defined.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive
from netdiff.errors import ConvergenceError, DataWarning, ModelError
from netdiff.metrics._measure import measure
from netdiff.metrics._shared import is_directed, named, reported, toward

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["bonacich_power", "eigenvector", "katz", "pagerank", "spectral_radius"]

Floats = npt.NDArray[np.float64]
DENSE = 64  # below this a dense solver is both faster and exact


@measure(
    meaning="How strongly walks multiply in the network: above it, passing on feeds itself.",
    caution="It describes the ties as reported, not a spread that was seen.",
    source="Wang et al. 2003",
    on="reported",
)
def spectral_radius(net: Network, *, layer: str | None = None, weighted: bool = False) -> float:
    """Largest eigenvalue of the matrix of ties.

    Parameters
    ----------
    net : Network
    layer : str, optional
    weighted : bool
        Whether weights count; by default every tie is 1.

    Returns
    -------
    float
        0 in a network without ties, or without any closed walk.

    Notes
    -----
    Stability: stable.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> star = pd.DataFrame({"source": ["hub"] * 4, "target": list("abcd")})
    >>> round(spectral_radius(Network.from_frames(None, star, means="meets")), 6)
    2.0
    """
    return leading(reported(net, layer, weighted=weighted), directed=is_directed(net, layer))[0]


@measure(
    meaning="Being named by people who are themselves named a lot.",
    caution="People outside the largest piece get 0, and one dense group can take nearly all of it.",
    source="Bonacich 1972",
    on="reported",
)
def eigenvector(net: Network, *, layer: str | None = None, weighted: bool = False) -> pd.Series:
    """Eigenvector centrality in the largest piece of the network, of length 1 and never negative.

    Parameters
    ----------
    net : Network
    layer : str, optional
    weighted : bool
        Whether weights count as strengths; by default every tie is 1.

    Returns
    -------
    pandas.Series
        The leading *left* vector: it flows to those who are named. 0 outside the largest piece (undirected layers:
        the largest weak piece, of several equally large ones that with the largest eigenvalue; directed layers:
        whatever the leading vector leaves out). NaN, with a `DataWarning`, where a directed layer has no closed walk.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Bonacich, P. (1972). Factoring and weighting approaches to status scores. J. Mathematical Sociology 2.
    """
    matrix = reported(net, layer, weighted=weighted)
    if not is_directed(net, layer):
        return named(net, _leading_piece(matrix), "eigenvector")
    value, vector = leading(matrix.T.tocsr(), directed=True)
    if value == 0:
        message = "eigenvector centrality does not exist here: no names lead back to where they started."
        warnings.warn(message, DataWarning, stacklevel=3)
        vector = np.full(len(net), np.nan)
    return named(net, vector, "eigenvector")


@measure(
    meaning="Being named directly or through others, each further step counting less.",
    caution="The order can change with alpha; say which one was used.",
    source="Katz 1953",
    on="reported",
)
def katz(
    net: Network,
    *,
    alpha: float | None = None,
    beta: float = 1.0,
    layer: str | None = None,
    weighted: bool = False,
    normalized: bool = False,
) -> pd.Series:
    """Katz centrality ``x = (I - alpha A')^-1 beta``.

    Parameters
    ----------
    net : Network
    alpha : float, optional
        How much each further step counts, above 0 and below 1 / spectral radius; by default 0.85 of that limit.
    beta : float
        What everybody starts with.
    layer : str, optional
    weighted : bool
        Whether weights count as strengths.
    normalized : bool
        Scale to length 1.

    Returns
    -------
    pandas.Series

    Raises
    ------
    ModelError
        Where alpha reaches the limit: the sum over walks would not end.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Katz, L. (1953). A new status index derived from sociometric analysis. Psychometrika 18.
    """
    matrix = reported(net, layer, weighted=weighted)
    radius = leading(matrix, directed=is_directed(net, layer))[0]
    limit = 1.0 / radius if radius > 1e-12 else np.inf
    alpha = (0.85 * limit if np.isfinite(limit) else 1.0) if alpha is None else check_positive(alpha, "alpha")
    if alpha >= limit:
        message = f"alpha must lie below 1 / spectral radius = {limit:.6g}, not {alpha}."
        raise ModelError(message)
    value = _solve(matrix.T.tocsr(), alpha, np.full(len(net), float(beta)))
    length = float(np.linalg.norm(value))
    return named(net, value / length if normalized and length else value, "katz")


@measure(
    meaning="Where somebody ends up who keeps following names at random.",
    caution="It mirrors who is named; a few names from people who name few can lift somebody far.",
    source="Page et al. 1999",
    on="reported",
    unit="share",
)
def pagerank(net: Network, *, damping: float = 0.85, layer: str | None = None, weighted: bool = False) -> pd.Series:
    """PageRank: long-run share of visits of a walker who follows names and sometimes starts anew anywhere.

    Parameters
    ----------
    net : Network
    damping : float
        Chance to follow a name rather than start anew, between 0 and 1 (not 1).
    layer : str, optional
    weighted : bool
        Whether heavier ties are followed more often.

    Returns
    -------
    pandas.Series
        Sums to 1. From people who name nobody the walker goes anywhere.

    Raises
    ------
    ConvergenceError
        Where the shares have not settled after 1,000 rounds.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Page, L., Brin, S., Motwani, R. and Winograd, T. (1999). The PageRank citation ranking. Stanford InfoLab.
    """
    if not 0 <= damping < 1:
        message = f"damping must be at least 0 and below 1, not {damping!r}."
        raise ModelError(message)
    if not len(net):
        return named(net, np.zeros(0), "pagerank")
    matrix = reported(net, layer, weighted=weighted)
    n, out = len(net), matrix.sum(axis=1)
    given = np.divide(1.0, out, out=np.zeros(n), where=out > 0)
    into, lost = toward(net, layer, "in", weighted=weighted), out == 0
    share = np.full(n, 1.0 / n)
    for _ in range(1000):
        spread = damping * (into @ (share * given) + share[lost].sum() / n) + (1 - damping) / n
        moved = float(np.abs(spread - share).sum())
        share = spread
        if moved < 1e-12:
            return named(net, share, "pagerank")
    message = f"PageRank had not settled after 1,000 rounds (last change {moved:.2g}); use a damping further below 1."
    raise ConvergenceError(message)


@measure(
    meaning="Having strong partners (beta above 0), or partners who depend on you (beta below 0).",
    caution="The sign of beta decides what it means, and beyond its limit the numbers mean nothing.",
    source="Bonacich 1987",
    on="reported",
)
def bonacich_power(net: Network, *, beta: float = 0.0, layer: str | None = None, weighted: bool = False) -> pd.Series:
    """Bonacich's power ``c = a (I - beta A)^-1 A 1``, scaled so that the squares add up to n.

    Parameters
    ----------
    net : Network
    beta : float
        How much the power of one's partners counts. Above 0: it helps to know the well connected. Below 0: it
        helps to know people who have nobody else, as in bargaining. 0: degree.
    layer : str, optional
        Sums run over those whom a person names.
    weighted : bool
        Whether weights count as strengths.

    Returns
    -------
    pandas.Series

    Raises
    ------
    ConvergenceError
        Where 1 / beta is an eigenvalue, so that there is no solution.

    Warns
    -----
    DataWarning
        Where ``|beta|`` is not below 1 / spectral radius: the sum over walks does not end and signs can flip. (At
        the limit itself the scaled values turn into eigenvector centrality.)

    Notes
    -----
    Stability: stable.

    References
    ----------
    Bonacich, P. (1987). Power and centrality: a family of measures. American Journal of Sociology 92.

    Examples
    --------
    >>> import pandas as pd
    >>> from netdiff.network import Network
    >>> chain = pd.DataFrame({"source": list("abcd"), "target": list("bcde")})
    >>> bonacich_power(Network.from_frames(None, chain, means="meets"), beta=0.4).round(2).tolist()
    [0.64, 1.13, 1.27, 1.13, 0.64]
    """
    matrix = reported(net, layer, weighted=weighted)
    radius = leading(matrix, directed=is_directed(net, layer))[0]
    if abs(beta) * radius >= 1 - 1e-12:
        message = f"|beta| = {abs(beta):g} is not below 1 / spectral radius = {1 / radius:.6g}: signs may flip."
        warnings.warn(message, DataWarning, stacklevel=3)
    power = _solve(matrix, beta, matrix.sum(axis=1))
    squares = float(power @ power)
    return named(net, power * np.sqrt(len(net) / squares) if squares else power, "bonacich_power")


def leading(matrix: csr_array, *, directed: bool) -> tuple[float, Floats]:
    """Largest real eigenvalue of a non-negative matrix and its right vector, of length 1 and not negative."""
    from scipy.sparse.linalg import eigs, eigsh

    n = int(matrix.shape[0])
    if not matrix.nnz or (directed and _has_no_way_back(matrix)):
        return 0.0, np.zeros(n)
    if n <= DENSE:
        values, vectors = np.linalg.eig(matrix.toarray()) if directed else np.linalg.eigh(matrix.toarray())
        best = int(np.argmax(values.real))
        value, vector = values[best], vectors[:, best]
    else:
        solve, which = (eigs, "LR") if directed else (eigsh, "LA")
        values, vectors = solve(matrix, k=1, which=which, v0=np.ones(n), tol=1e-12)
        value, vector = values[0], vectors[:, 0]
    size = np.abs(np.real(vector))
    return float(np.real(value)), np.asarray(size / np.linalg.norm(size))


def _has_no_way_back(matrix: csr_array) -> bool:
    """Whether no walk returns to its start (rounding would give such a matrix an eigenvalue all the same)."""
    from scipy.sparse.csgraph import connected_components

    return bool(connected_components(matrix, directed=True, connection="strong")[0] == matrix.shape[0])


def _leading_piece(matrix: csr_array) -> Floats:
    """Leading vector of the largest piece of a symmetric matrix; zeros elsewhere."""
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    n = int(matrix.shape[0])
    vector = np.zeros(n)
    if not matrix.nnz:
        return vector
    if len(breadth_first_order(matrix, 0, return_predecessors=False)) == n:  # one piece: soon told
        return leading(matrix, directed=False)[1]
    _, label = connected_components(matrix, directed=False)
    size = np.bincount(label)
    pieces = [np.flatnonzero(label == piece) for piece in np.flatnonzero(size == size.max())]
    found = [(leading(matrix[inside][:, inside], directed=False), inside) for inside in pieces]
    (_, best), inside = max(found, key=lambda one: one[0][0])
    vector[inside] = best
    return vector


def _solve(matrix: csr_array, factor: float, right: Floats) -> Floats:
    """Solve (I - factor M) x = right."""
    from scipy.sparse import csc_array, eye_array
    from scipy.sparse.linalg import MatrixRankWarning, spsolve

    if not len(right):
        return right
    system = csc_array(eye_array(len(right), format="csc") - factor * matrix)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MatrixRankWarning)
        found = np.asarray(spsolve(system, right))
    if not np.isfinite(found).all():
        message = f"there is no solution at {factor!r}: its inverse is an eigenvalue of the network."
        raise ConvergenceError(message)
    return found
