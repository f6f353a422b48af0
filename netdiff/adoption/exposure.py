"""Exposure and thresholds: how much of what acts on a person had adopted, and how much it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_positive_int
from netdiff._jit import enabled
from netdiff.adoption.history import Adoption, Direction
from netdiff.errors import DataError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["exposure", "threshold"]

MANY = 1_000_000  # ties times periods from which a kernel is worth its start
Blank = Literal["blank", "zero"]
Floats = npt.NDArray[np.float64]


def exposure(
    history: Adoption,
    *,
    direction: Direction = "influence",
    lag: int = 1,
    valued: bool = True,
    normalised: bool = True,
    attribute: pd.Series | pd.DataFrame | None = None,
    weights: csr_array | None = None,
    isolates: Blank = "blank",
) -> pd.DataFrame:
    """Share (or number) of those who act on a person who hold the innovation, period by period.

    Parameters
    ----------
    history : Adoption
    direction : {"influence", "outgoing", "incoming", "both"}
        Whose adoption counts: of those who influence the person (as the layer's meaning says), whom the person names,
        who names the person, or either.
    lag : int
        The value in a period is of the situation so many periods before. 1, the default, is what could have acted; 0
        (Valente 1995) also counts alters who adopted in the same period.
    valued : bool
        Whether stronger ties count more.
    normalised : bool
        Divide by all who act on the person; otherwise the (weighted) number.
    attribute : Series or DataFrame, optional
        A further weight of each alter, index = node; a DataFrame gives one column per period. A column of 1 for one
        group and 0 for the others gives exposure to that group alone: of my contacts in it, the share who hold it.
    weights : sparse matrix, optional
        Entry [i, j] says how far j acts on i, in place of the ties (structural equivalence, decay by distance, …).
    isolates : {"blank", "zero"}
        What stands where nobody acts on a person: not known, or 0.

    Returns
    -------
    pandas.DataFrame
        Nodes by periods, from 0 to 1 where normalised; the first `lag` periods are blank.

    Raises
    ------
    ModelError
        For an unknown direction or a negative lag.

    Notes
    -----
    Exposure goes with adoption for many reasons: people who are alike are tied, and adopt alike. Call it association.
    Whoever gave up no longer counts; alters of whom nothing is known count neither way. Stability: experimental.

    References
    ----------
    Valente (1995), Network Models of the Diffusion of Innovations. Burt (1987), Social contagion and innovation.

    Examples
    --------
    >>> from netdiff.network import Network
    >>> ties = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"]})
    >>> net = Network.from_frames(None, ties, means="turns_to")
    >>> exposure(Adoption.of(net, {"a": 3, "b": 1, "c": 2})).loc["a"].tolist()
    [nan, 0.5, 1.0]
    """
    check_positive_int(lag, "lag", least=0)
    check_choice(isolates, "isolates", ("blank", "zero"))
    alters = _alter_weights(history, attribute)
    periods = len(history.periods)
    values = np.full((periods, history.n), np.nan)
    for places in _slices(history, weights, periods - lag):
        matrix = weights if weights is not None else history.ties(places[0], direction, valued=valued)
        seen = slice(places[0] + lag, places[-1] + lag + 1)
        values[seen] = _share(matrix, history, alters, places, normalised=normalised, isolates=isolates)
    return pd.DataFrame(values.T, index=history.toa.index, columns=list(history.periods), copy=False)


def threshold(
    history: Adoption,
    *,
    lag: int = 1,
    first: Blank = "zero",
    direction: Direction = "influence",
    valued: bool = True,
    isolates: Blank = "blank",
) -> pd.Series:
    """Exposure at the time of adoption: how much it took until a person adopted.

    Parameters
    ----------
    history : Adoption
    lag : int
        1, the default: the exposure one period before. 0 counts alters of the same period too (Valente 1995).
    first : {"zero", "blank"}
        What stands for adopters of the first `lag` periods: nobody had adopted before them (0), or not known.
    direction, valued, isolates
        See `exposure`.

    Returns
    -------
    pandas.Series
        Index = nodes, from 0 to 1; blank for whoever had not adopted.

    Notes
    -----
    A threshold so measured is an upper bound: the person may have been ready before. Stability: experimental.

    References
    ----------
    Valente (1996), Social network thresholds in the diffusion of innovations.

    Examples
    --------
    >>> from netdiff.network import Network
    >>> ties = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"]})
    >>> net = Network.from_frames(None, ties, means="turns_to")
    >>> threshold(Adoption.of(net, {"a": 2, "b": 1, "c": 2}))["a"]
    np.float64(0.5)
    """
    check_choice(first, "first", ("zero", "blank"))
    table = exposure(history, direction=direction, lag=lag, valued=valued, isolates=isolates).to_numpy()
    place = history.index_in_time()
    adopted = np.flatnonzero((place >= 0) & (place < len(history.periods)))
    values = np.full(history.n, np.nan)
    values[adopted] = table[adopted, place[adopted]]
    if first == "zero":
        alone = adopted[place[adopted] < lag]
        someone = _someone_acts(history, direction) if isolates == "blank" else np.ones(history.n, dtype=bool)
        values[alone] = np.where(someone[alone], 0.0, np.nan)
    return pd.Series(values, index=history.toa.index, name="threshold")


def _slices(history: Adoption, weights: csr_array | None, periods: int) -> list[range]:
    """The first so many periods, those together that share one matrix: all at once where nothing changes."""
    if periods <= 0:
        return []
    together = weights is not None or not history.is_dynamic
    return [range(periods)] if together else [range(place, place + 1) for place in range(periods)]


def _share(
    matrix: csr_array,
    history: Adoption,
    alters: Floats,
    places: range,
    *,
    normalised: bool,
    isolates: Blank,
) -> Floats:
    """Exposure in some periods, shape (periods, nodes)."""
    if alters.shape[1] == 1 and places[0] == 0 and len(places) * matrix.nnz >= MANY and enabled():
        alone = np.nan if isolates == "blank" else np.inf if normalised else 1.0
        return _in_one_pass(matrix, history, alters[:, 0], len(places), share=normalised, alone=alone)
    weight = (alters[:, places] if alters.shape[1] > 1 else alters) * history.watched[:, None]
    held = np.asarray(matrix @ (history.holds()[:, places] * weight))
    total = np.asarray(matrix @ np.broadcast_to(weight, held.shape)) if alters.shape[1] > 1 else matrix @ weight
    nobody = np.broadcast_to(np.asarray(total) == 0, held.shape)
    if normalised:
        held = np.divide(held, total, out=np.zeros_like(held), where=~nobody)
    return (np.where(nobody, np.nan, held) if isolates == "blank" else held).T


def _in_one_pass(
    matrix: csr_array, history: Adoption, alters: Floats, periods: int, *, share: bool, alone: float
) -> Floats:
    """The same from the first period on, by a kernel that looks at each tie once for all periods."""
    from netdiff._kernels.exposure import exposure as of_all_periods

    rows = matrix.tocsr()
    others, acts = rows.indices.astype(np.int32, copy=False), rows.data.astype(np.float64, copy=False)
    voice = alters * history.watched
    if (voice != 1.0).any():
        acts = acts * voice[others]
    begin, end = history.index_in_time(), history.index_in_time(history.dropped)
    return of_all_periods(rows.indptr.astype(np.int32, copy=False), others, acts, begin, end, periods, share, alone)


def _alter_weights(history: Adoption, attribute: pd.Series | pd.DataFrame | None) -> Floats:
    if attribute is None:
        return np.ones((history.n, 1))
    aligned = pd.DataFrame(attribute).reindex(history.toa.index)
    if aligned.isna().to_numpy().any():
        missing = int(aligned.isna().any(axis=1).sum())
        raise DataError(f"{missing} nodes have no value of the attribute", cure="Fill it in for everybody first.")
    if aligned.shape[1] not in (1, len(history.periods)):
        raise DataError("the attribute has one column, or one per period", value=aligned.shape)
    return aligned.to_numpy(dtype=np.float64)


def _someone_acts(history: Adoption, direction: Direction) -> npt.NDArray[np.bool_]:
    return np.asarray(history.ties(0, direction) @ history.watched.astype(np.float64)) > 0
