"""How ties come and go beside adoption, who could be whose mentor, and weights that fade with distance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int, check_probability
from netdiff._random import RngLike, generator
from netdiff.adoption.distances import steps_between
from netdiff.adoption.history import Adoption
from netdiff.errors import DataError
from netdiff.network import Network

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["fading_weights", "mentors", "tie_changes"]

Floats = npt.NDArray[np.float64]


def tie_changes(history: Adoption) -> pd.DataFrame:
    """Count ties that came, stayed and went, by what their two ends did.

    Parameters
    ----------
    history : Adoption
        With one network per period.

    Returns
    -------
    pandas.DataFrame
        Columns `period`, `ego_before`, `ego_now`, `alter_before`, `alter_now` (whether each held the innovation in the
        period before and in this one), and the numbers of ties `added`, `kept` and `dropped`; 16 rows per period from
        the second on.

    Raises
    ------
    DataError
        Where ties do not change over time.

    Notes
    -----
    Ego is who names, alter who is named. Stability: experimental.

    References
    ----------
    Valente, Dyal, Chu, Wipfli and Fujimoto (2015), Diffusion of innovations theory applied to global tobacco control
    treaty ratification.
    """
    if not history.is_dynamic:
        raise DataError(
            "these ties do not change", cure="Give one network per period, for example from net.windows(…)."
        )
    holds = history.holds().astype(np.int64)
    tables = [_changes(history, place, holds) for place in range(1, len(history.periods))]
    return pd.concat(tables, ignore_index=True)


def mentors(net: Network, *, leaders: int, layer: str | None = None, rng: RngLike = None) -> pd.DataFrame:
    """Give each person the nearest of those who are named most.

    Parameters
    ----------
    net : Network
    leaders : int
        How many leaders; equals at the border are drawn.
    layer : str, optional
    rng : int, Generator or None

    Returns
    -------
    pandas.DataFrame
        Index = nodes; `mentor` (blank where no leader can be reached), `steps` to the mentor, and `leader`.

    Notes
    -----
    Steps follow ties either way. Between equally near leaders the one nearer to the person's own contacts is taken,
    then chance decides. Stability: experimental.

    References
    ----------
    Valente and Davis (1999), Accelerating the diffusion of innovations using opinion leaders.
    """
    check_positive_int(leaders, "leaders")
    named = net.adjacency(layer)
    if leaders > len(net):
        raise DataError(f"{leaders} leaders of {len(net)} people", cure="Ask for fewer.")
    stream = generator(rng)
    chosen = np.lexsort((stream.random(len(net)), -np.bincount(named.indices, minlength=len(net))))[:leaders]
    either = named.maximum(named.T).tocsr()
    steps = _to_leaders(either, chosen)
    near = _nearness(steps, either)
    best = np.lexsort((stream.random(near.shape), near), axis=1)[:, 0]
    distance = steps[np.arange(len(net)), best]
    mentor = pd.Series(net.nodes.index.take(chosen[best]), index=net.nodes.index).where(np.isfinite(distance))
    return pd.DataFrame({"mentor": mentor, "steps": distance, "leader": np.isin(np.arange(len(net)), chosen)})


def fading_weights(net: Network, *, factor: float = 0.5, depth: int = 3, layer: str | None = None) -> csr_array:
    """Weights for `exposure` that reach beyond direct contacts: factor^(steps - 1), 0 beyond `depth`.

    Parameters
    ----------
    net : Network
    factor : float
        From 0 to 1.
    depth : int
    layer : str, optional

    Returns
    -------
    csr_array
        Entry [i, j] says how far j acts on i along the direction of influence.
    """
    from scipy.sparse import csr_array

    check_probability(factor, "factor")
    steps = steps_between(net.influence(layer).T.tocsr(), depth)
    rows, columns = np.nonzero(steps)
    return csr_array((factor ** (steps[rows, columns] - 1.0), (rows, columns)), shape=steps.shape)


def _changes(history: Adoption, place: int, holds: npt.NDArray[np.int64]) -> pd.DataFrame:
    before, now = (history.ties(at, "outgoing", valued=False) for at in (place - 1, place))
    kept = before.multiply(now)
    parts = {"added": now - kept, "kept": kept, "dropped": before - kept}
    state = 2 * holds[:, place - 1] + holds[:, place]
    counts = {name: _by_state(part.tocoo(), state) for name, part in parts.items()}
    codes = np.arange(16)
    ego, alter = codes // 4, codes % 4
    states = {"ego_before": ego // 2, "ego_now": ego % 2, "alter_before": alter // 2, "alter_now": alter % 2}
    flags = {name: values.astype(bool) for name, values in states.items()}
    return pd.DataFrame({"period": history.periods[place], **flags, **counts})


def _by_state(ties: csr_array, state: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    there = ties.data > 0
    return np.bincount(4 * state[ties.row[there]] + state[ties.col[there]], minlength=16)


def _to_leaders(either: csr_array, chosen: npt.NDArray[np.int64]) -> Floats:
    from scipy.sparse.csgraph import dijkstra

    return np.asarray(dijkstra(either, unweighted=True, indices=chosen).T)


def _nearness(steps: Floats, either: csr_array) -> Floats:
    """Steps, and as a small fraction the mean steps of the person's own contacts."""
    finite = np.where(np.isfinite(steps), steps, steps.shape[0])
    count = np.maximum(np.diff(either.indptr), 1)[:, None]
    ones = either.copy()
    ones.data = np.ones_like(ones.data)
    return steps + (ones @ finite) / count / (steps.shape[0] + 1.0) / 2.0
