"""Bounds: the least and the most that silence could hide, whatever it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff.metrics._arrays import ones, share
from netdiff.metrics._reading import Reading, reading
from netdiff.metrics._view import View

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["bounds"]

GROWING = ("largest_component_share", "linked_share", "two_core_share", "reach_share", "coverage")


def bounds(net: Network, measure: str, *, layer: str | None = None, **options: Any) -> pd.Series:
    """The least and the most a measure could be, whatever the silent would have said.

    Parameters
    ----------
    net : Network
    measure : str
        `density`, `reciprocity`, or a measure that more ties can only raise: `largest_component_share`,
        `linked_share`, `two_core_share`, `reach_share`, `coverage`.
    layer : str, optional
        Its `cap` limits how many names a silent person could have given.
    **options
        Handed on to the measure (not for density and reciprocity).

    Returns
    -------
    pandas.Series
        `seen` (over answered pairs), `low`, `high`.

    Raises
    ------
    ModelError
        For a measure without such bounds.

    Notes
    -----
    Holds whatever silence depends on; wide for that reason. For the measures that more ties can only raise the upper
    bound lets every silent person name everybody, without regard to the cap. Stability: experimental.

    References
    ----------
    Manski, C. F. (2003). Partial Identification of Probability Distributions. Springer.

    Examples
    --------
    >>> from netdiff import Network
    >>> import pandas as pd
    >>> said = pd.DataFrame({"ties": ["answered"] * 3 + ["asked"]}, index=list("abcd"))
    >>> ties = pd.DataFrame({"source": list("aabc"), "target": list("bcca")})
    >>> net = Network.from_frames(pd.DataFrame(index=list("abcd")), ties, means="turns_to", answers=said)
    >>> bounds(net, "density").round(3).tolist()
    [0.444, 0.333, 0.583]
    """
    check_choice(measure, "measure", ("density", "reciprocity", *GROWING))
    read = reading(net, measure, layer, options)
    value, low, high = _growing(read) if measure in GROWING else _counted(read, _cap(net, layer))
    return pd.Series({"seen": value, "low": low, "high": high}, name=measure)


def _growing(read: Reading) -> tuple[float, float, float]:
    low, high = read.number(read.seen.ties), read.number(_everything(read.seen))
    return low, low, high


def _counted(read: Reading, cap: int | None) -> tuple[float, float, float]:
    found = read.closed(0.9)
    limits = _density_bounds if read.name == "density" else _reciprocity_bounds
    return (found.value if found else float("nan"), *limits(read.seen, cap))


def _everything(seen: View) -> csr_array:
    """The ties as seen, and every tie that a silent person could have named."""
    from scipy.sparse import csr_array

    silent = np.repeat(np.flatnonzero(~seen.answered), len(seen))
    column = np.tile(np.arange(len(seen)), int((~seen.answered).sum()))
    keep = seen.pairs.allow(silent, column)
    extra = csr_array((np.ones(int(keep.sum())), (silent[keep], column[keep])), shape=seen.ties.shape)
    return ones(seen.ties + extra)


def _cap(net: Network, layer: str | None) -> int | None:
    return net.layers[layer or next(iter(net.layers))].cap if net.layers else None


def _could_name(seen: View, cap: int | None) -> npt.NDArray[np.float64]:
    """How many names each silent person could have given at most."""
    could = float(seen.pairs.nameable.sum()) - seen.pairs.nameable
    could = np.where(seen.answered, 0.0, could)
    return np.asarray(could if cap is None else np.minimum(could, cap))


def _density_bounds(seen: View, cap: int | None) -> tuple[float, float]:
    pairs = float((seen.pairs.nameable.sum() - seen.pairs.nameable.astype(float)).sum()) - len(seen.pairs.closed)
    known = float(seen.ties.nnz)
    return share(known, pairs), share(known + float(_could_name(seen, cap).sum()), pairs)


def _reciprocity_bounds(seen: View, cap: int | None) -> tuple[float, float]:
    """Least: no silent person returns a name, all name those who do not name them; most: the other way round."""
    among = seen.ties[seen.answered][:, seen.answered]
    known, mutual = float(among.nnz), float(among.multiply(among.T).nnz)
    waiting = np.where(seen.answered, 0.0, seen.ties.sum(axis=0))
    most = _could_name(seen, cap)
    returned = float(np.minimum(waiting, most).sum())
    spare = float(np.maximum(most - waiting, 0.0).sum())
    silent = float((~seen.answered).sum())
    inner = min(spare, silent * (silent - 1))
    high = share(mutual + 2 * returned + inner, known + float(waiting.sum()) + returned + inner)
    one_way = float(np.minimum(most, len(seen) - 1 - waiting).sum()) if cap else _one_way(seen, waiting)
    return share(mutual, known + float(waiting.sum()) + one_way), high


def _one_way(seen: View, waiting: npt.NDArray[np.float64]) -> float:
    """Names silent people could give that nobody returns: to respondents who name them not, and half among them."""
    silent = float((~seen.answered).sum())
    return float(seen.answered.sum()) * silent - float(waiting.sum()) + silent * (silent - 1) / 2
