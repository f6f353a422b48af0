"""When a crowd acts: Granovetter's resting point, and the critical mass on a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_fraction, check_positive_int
from netdiff._random import RngLike, run_keys
from netdiff.experiments._acting import Movement, Scene, acting
from netdiff.experiments._ears import Ears
from netdiff.experiments.question import somebody
from netdiff.network import Network
from netdiff.spread.estimate import estimate_mean, estimate_share
from netdiff.spread.live import Silent

__all__ = ["critical_mass", "crowd"]


def crowd(thresholds: npt.ArrayLike) -> int:
    """How many act in a crowd where everybody sees everybody: the first resting point, from nobody.

    Parameters
    ----------
    thresholds : array of int
        How many others must act before each does.

    Returns
    -------
    int

    References
    ----------
    .. [1] Granovetter, M. (1978). Threshold models of collective behavior. American Journal of Sociology 83,
       1420-1443.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> crowd(range(100))
    100
    >>> crowd([0, 2, *range(2, 100)])
    1
    """
    needs = np.asarray(list(thresholds) if isinstance(thresholds, range) else thresholds)
    acting = -1
    now = 0
    while now != acting:
        acting, now = now, int((needs <= now).sum())
    return acting


def critical_mass(
    net: Network,
    starting: Sequence[int] | None = None,
    *,
    model: Movement | None = None,
    majority: float = 0.5,
    layer: str | None = None,
    silent: Silent = "draw",
    runs: int = 100,
    rng: RngLike = None,
) -> pd.DataFrame:
    """How many people must act from the start for a movement to carry itself.

    Parameters
    ----------
    net : Network
    starting : sequence of int, optional
        How many act from the start, picked by lot; by default ten steps from nobody to half of all.
    model : Movement, optional
    majority : float
        The share of all people that counts as carried.
    layer : str, optional
    silent : {"draw", "ignore"}
        As in `simulate`.
    runs : int
    rng : int, numpy.random.Generator or None

    Returns
    -------
    DataFrame
        Index `starting`; columns `mean`, `low`, `high` (share who act in the end), `carried`, `carried_low` and
        `carried_high` (share of runs in which a majority acts, with its interval). The critical mass is where
        `carried` passes one half.

    Notes
    -----
    More starters include the fewer, run by run. People picked by lot are no organiser's choice: `recommend` picks.

    Stability: experimental.

    References
    ----------
    .. [1] Granovetter, M. (1978). Threshold models of collective behavior. American Journal of Sociology 83,
       1420-1443.

    Examples
    --------
    >>> import netdiff as nd
    >>> table = critical_mass(nd.load_sample("coalition"), [0, 5], runs=10, rng=1)
    >>> bool(table["mean"].is_monotonic_increasing)
    True
    """
    check_fraction(majority, "majority")
    keys = run_keys(rng, check_positive_int(runs, "runs", least=2))
    people, rule = somebody(net), model or Movement()
    scene = Scene.of(people, Ears.of(people, layer, keys, silent), keys)
    steps = np.unique(np.linspace(0, len(people) // 2, 11).astype(int)).tolist() if starting is None else starting
    rows = []
    for count in steps:
        check_positive_int(count, "starting", least=0)
        shares = acting(rule, scene, started=count)
        mean, carried = estimate_mean(shares), estimate_share(shares > majority)
        rows.append((mean.value, mean.low, mean.high, carried.value, carried.low, carried.high))
    columns = ["mean", "low", "high", "carried", "carried_low", "carried_high"]
    return pd.DataFrame(rows, index=pd.Index(steps, name="starting"), columns=columns)
