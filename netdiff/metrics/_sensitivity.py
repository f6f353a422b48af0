"""Sensitivity: how a measure moves when ties were forgotten or the form was too short."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_fraction, check_positive_int
from netdiff._random import RngLike, generator
from netdiff.metrics._reading import Measured, reading
from netdiff.metrics._view import View

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["sensitivity"]

Thin = Callable[[np.random.Generator], "csr_array"]


def sensitivity(
    net: Network,
    measure: Measured,
    *,
    missing: Iterable[float] = (0.1, 0.2, 0.3),
    caps: Iterable[int] = (),
    layer: str | None = None,
    runs: int = 50,
    rng: RngLike = 1,
    **options: Any,
) -> pd.DataFrame:
    """How a measure changes when ties are lost at random, or when the form had held fewer lines.

    Parameters
    ----------
    net : Network
    measure : str or callable
        One number, or one number per person.
    missing : iterable of float
        Shares of ties to lose.
    caps : iterable of int
        Most names per person: a random choice of each one's names is kept.
    layer : str, optional
    runs : int
    rng : int or numpy.random.Generator
    **options
        Handed on to the measure.

    Returns
    -------
    pandas.DataFrame
        One row per setting: `what` (`"value"`, or `"rank agreement"`: Spearman's correlation with the order as seen,
        for a measure per person), `mean`, `low`, `high` (5 and 95 % of the runs), `seen`.

    Notes
    -----
    A measure that moves little when a tenth of the ties is lost can be trusted although some were forgotten; one that
    grows with the cap was cut short by the form. Resamples ties, not people. Stability: experimental.

    References
    ----------
    Costenbader, E. and Valente, T. W. (2003). The stability of centrality measures when networks are sampled.
    Social Networks 25.

    Examples
    --------
    >>> from netdiff import Network
    >>> import networkx as nx
    >>> table = sensitivity(Network.from_networkx(nx.path_graph(20)), "density", missing=[0.5], runs=5)
    >>> bool((table["mean"] < table["seen"]).all())
    True
    """
    read, stream = reading(net, measure, layer, options), generator(rng)
    base = read.of(read.seen.ties)
    rows = {}
    for setting, thin in _thinners(read.seen, missing, caps).items():
        rows[setting] = _spread([_beside(base, read.of(thin(stream))) for _ in range(runs)], base)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("setting")


def _thinners(seen: View, missing: Iterable[float], caps: Iterable[int]) -> dict[str, Thin]:
    found: dict[str, Thin] = {}
    for part in missing:
        found[f"{100 * check_fraction(part, 'missing'):.0f} % of ties lost"] = partial(_thinned, seen, part)
    for cap in caps:
        found[f"at most {check_positive_int(cap, 'caps')} names"] = partial(_capped, seen, cap)
    return found


def _thinned(seen: View, part: float, rng: np.random.Generator) -> csr_array:
    return _kept(seen, rng.random(seen.ties.nnz) >= part)


def _capped(seen: View, cap: int, rng: np.random.Generator) -> csr_array:
    """A random choice of at most `cap` names of everybody."""
    row = np.repeat(np.arange(len(seen)), np.diff(seen.ties.indptr))
    order = np.lexsort((rng.random(len(row)), row))
    place = np.empty(len(row), dtype=np.int64)
    place[order] = np.arange(len(row)) - seen.ties.indptr[row]
    return _kept(seen, place < cap)


def _kept(seen: View, keep: npt.NDArray[np.bool_]) -> csr_array:
    """Some of the ties; without direction, a tie stays where the report of the first of the two does."""
    from scipy.sparse import csr_array, triu

    at = seen.ties.tocoo()
    kept = csr_array((np.ones(int(keep.sum())), (at.row[keep], at.col[keep])), shape=seen.ties.shape)
    if seen.directed:
        return kept
    upper = triu(kept, k=1).tocsr()
    return upper.maximum(upper.T).tocsr()


def _beside(base: Any, thinned: Any) -> float:
    """The thinned value, or the agreement of ranks with the base (NaN where all are equal)."""
    if not isinstance(base, pd.Series):
        return float(thinned)
    ranks = pd.DataFrame({"one": base.astype(float), "two": thinned.astype(float)}).dropna().rank()
    one, two = ranks["one"] - ranks["one"].mean(), ranks["two"] - ranks["two"].mean()
    norm = math.sqrt(float((one**2).sum()) * float((two**2).sum()))
    return float((one * two).sum()) / norm if norm else float("nan")


def _spread(found: Sequence[float], base: Any) -> dict[str, object]:
    known = np.array([each for each in found if not math.isnan(each)])
    per_person = isinstance(base, pd.Series)
    low, high = np.quantile(known, [0.05, 0.95]) if len(known) else (np.nan, np.nan)
    mean = float(known.mean()) if len(known) else float("nan")
    return {
        "what": "rank agreement" if per_person else "value",
        "mean": mean,
        "low": float(low),
        "high": float(high),
        "seen": 1.0 if per_person else float(base),
    }
