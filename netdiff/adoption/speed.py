"""How fast, and for whom: adopters per period by group, times to a share, survival, and places side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_columns, check_fraction
from netdiff.adoption.history import Adoption
from netdiff.adoption.kaplan_meier import kaplan_meier
from netdiff.adoption.rates import adoption_table
from netdiff.metrics.places import bands, pooled

__all__ = ["rates", "rates_by_period", "rates_by_place", "share_interval", "survival"]

Floats = npt.NDArray[np.float64]
NORMAL_90 = 1.6448536269514722


def rates(history: Adoption, *, by: str | None = "group", shares: Sequence[float] = (0.1, 0.25, 0.5)) -> pd.DataFrame:
    """How fast the innovation spread in each group.

    Parameters
    ----------
    history : Adoption
    by : str or None
        A column of the table of nodes; None for everybody together.
    shares : sequence of float
        For each, the first period by which so many of the group had adopted.

    Returns
    -------
    pandas.DataFrame
        Index = group. `people`, `adopted`, `rate` (adoptions per person and period at risk) with its 90 % interval
        `low`, `high`, `doubling` (periods from a quarter of the group's adoptions to a half), `reproduction`
        (new adopters per new adopter of the period before, on average), `per_active` (new adopters per period and
        person who held it when the period began, with people who gave up taken off) and `time to 10 %`, ….

    Notes
    -----
    Blank where a share was not reached while we looked. Intervals take people as independent.
    Stability: experimental.
    """
    fractions = [check_fraction(share, "a share") for share in shares]
    return pd.DataFrame.from_dict(
        {name: _row(history, mask, fractions) for name, mask in _groups(history, by).items()}, orient="index"
    ).rename_axis(by or "everybody")


def rates_by_period(history: Adoption, *, by: str | None = "group") -> pd.DataFrame:
    """New adopters period by period in each group, with intervals.

    Returns
    -------
    pandas.DataFrame
        Index = group and period. `new` adopters, `at_risk` (had not adopted before), and the share of these who did,
        `hazard`, with its 90 % interval `low`, `high` (Wilson 1927); blank where nobody was left.

    Notes
    -----
    Counted in the first period are all who had adopted by its end; nobody was watched before it, so it has no hazard.
    Stability: experimental.
    """
    parts = {name: _by_period(history, mask) for name, mask in _groups(history, by).items()}
    return pd.concat(parts, names=[by or "everybody", "period"])


def survival(history: Adoption, *, by: str | None = "group") -> pd.DataFrame:
    """Share that had not adopted by the end of each period in each group, with intervals.

    Returns
    -------
    pandas.DataFrame
        Index = group and period. `at_risk` (had not adopted before), `new` adopters, `survival`, its standard error
        `se` (Greenwood) and its 90 % interval `low`, `high`; see `netdiff.adoption.kaplan_meier`.

    Notes
    -----
    Everybody is watched until the last period, so this is the Kaplan-Meier estimate. Intervals take people as
    independent; of people who are linked they are too narrow. `nd.plot(history, show="survival", by="group")` draws it.
    Stability: experimental.

    Examples
    --------
    >>> from netdiff.network import Network
    >>> ties = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"]})
    >>> history = Adoption.of(Network.from_frames(None, ties, means="turns_to"), {"a": 1, "c": 2})
    >>> survival(history, by=None)["survival"].tolist()
    [0.75, 0.5]
    """
    parts = {name: _surviving(history, mask) for name, mask in _groups(history, by).items()}
    return pd.concat(parts, names=[by or "everybody", "period"])


def _surviving(history: Adoption, mask: npt.NDArray[np.bool_]) -> pd.DataFrame:
    total = np.rint(_shares(history, mask) * mask.sum())
    new = np.diff(total, prepend=0.0)
    at_risk = mask.sum() - np.r_[0.0, total[:-1]]
    table = kaplan_meier(new, at_risk)
    table.insert(0, "at_risk", at_risk.astype(np.int64))
    table.insert(1, "new", new.astype(np.int64))
    return table.set_axis(pd.Index(history.periods, name="period"))


def rates_by_place(history: Adoption, *, by: str = "place") -> pd.DataFrame:
    """Rates of places side by side, the uncertain ones drawn towards the common one, and no ranks where ranges overlap.

    Returns
    -------
    pandas.DataFrame
        `rates` with `pooled`, `pooled_low`, `pooled_high` and `band`: places of one band cannot be told apart.

    Notes
    -----
    Pooling is done on the log of the rate. Stability: experimental.
    """
    table = rates(history, by=by)
    count = table["adopted"].to_numpy(dtype=np.float64) + 0.5
    at_risk = np.maximum(table["at_risk"].to_numpy(dtype=np.float64), 1.0)
    logs, errors = np.log(count / at_risk), 1.0 / np.sqrt(count)
    centre, error = pooled(logs, errors)
    low, high = np.exp(centre - NORMAL_90 * error), np.exp(centre + NORMAL_90 * error)
    return table.assign(pooled=np.exp(centre), pooled_low=low, pooled_high=high, band=bands(low, high))


def _groups(history: Adoption, by: str | None) -> dict[Any, npt.NDArray[np.bool_]]:
    if by is None:
        return {"everybody": history.watched}
    check_columns([by], history.net.nodes.columns)
    values = history.net.nodes[by].fillna("(not known)")
    masks = {name: np.asarray(values == name) & history.watched for name in sorted(values.unique(), key=str)}
    return {name: mask for name, mask in masks.items() if mask.any()}


def _by_period(history: Adoption, mask: npt.NDArray[np.bool_]) -> pd.DataFrame:
    table = adoption_table(replace(history, known=pd.Series(mask, index=history.toa.index)))
    low, high = share_interval(table["new"].to_numpy(dtype=float), table["at_risk"].to_numpy(dtype=float))
    there = table["hazard"].notna()
    return table[["new", "at_risk", "hazard"]].assign(
        low=np.where(there, low, np.nan), high=np.where(there, high, np.nan)
    )


def share_interval(count: Floats, people: Floats) -> tuple[Floats, Floats]:
    """90 % interval of a share (Wilson 1927); blank of nobody."""
    people = np.where(people > 0, people, np.nan)
    share = count / people
    middle, scale = share + NORMAL_90**2 / (2 * people), 1 + NORMAL_90**2 / people
    spread = NORMAL_90 * np.sqrt(share * (1 - share) / people + (NORMAL_90 / (2 * people)) ** 2)
    return np.clip((middle - spread) / scale, 0, share), np.clip((middle + spread) / scale, share, 1)


def _row(history: Adoption, mask: npt.NDArray[np.bool_], shares: Sequence[float]) -> dict[str, float]:
    place, size = history.index_in_time()[mask], len(history.periods)
    adopted = int(((place >= 0) & (place < size)).sum())
    at_risk = float(np.minimum(np.maximum(place + 1, 0), size).sum())
    low, high = _poisson_interval(adopted)
    path = _shares(history, mask)
    row = {
        "people": int(mask.sum()),
        "adopted": adopted,
        "at_risk": at_risk,
        "rate": adopted / at_risk if at_risk else np.nan,
    }
    row |= {"low": low / at_risk if at_risk else np.nan, "high": high / at_risk if at_risk else np.nan}
    row |= {"doubling": _doubling(path), "reproduction": _reproduction(place, size)}
    row["per_active"] = _per_active(history.holds()[mask], place)
    return row | {f"time to {share:.0%}".replace("%", " %"): _time_to(history, path, share) for share in shares}


def _shares(history: Adoption, mask: npt.NDArray[np.bool_]) -> Floats:
    place = history.index_in_time()[mask]
    return np.array([(place <= period).mean() if len(place) else np.nan for period in range(len(history.periods))])


def _time_to(history: Adoption, path: Floats, share: float) -> float:
    there = np.flatnonzero(path >= share)
    return float(history.periods[there[0]]) if len(there) else np.nan


def _doubling(path: Floats) -> float:
    """Periods from a quarter of the final share to a half of it, by straight lines between periods."""
    if not path[-1] > 0:
        return float("nan")
    time = np.arange(len(path) + 1, dtype=np.float64)
    full = np.r_[0.0, path]
    quarter, half = (np.interp(part * full[-1], full, time) for part in (0.25, 0.5))
    return float(half - quarter) if half > quarter else float("nan")


def _reproduction(place: npt.NDArray[np.int32], size: int) -> float:
    new = np.bincount(place[(place >= 0) & (place < size)], minlength=size).astype(np.float64)
    earlier = new[:-1] > 0
    return float((new[1:][earlier] / new[:-1][earlier]).mean()) if earlier.any() else float("nan")


def _per_active(holds: npt.NDArray[np.bool_], place: npt.NDArray[np.int32]) -> float:
    size = holds.shape[1]
    active = float(holds[:, : size - 1].sum())
    return float(((place > 0) & (place < size)).sum() / active) if active else float("nan")


def _poisson_interval(count: int) -> tuple[float, float]:
    """Exact 90 % interval of a count (Garwood 1936)."""
    from scipy.stats import chi2

    low = chi2.ppf(0.05, 2 * count) / 2 if count else 0.0
    return float(low), float(chi2.ppf(0.95, 2 * count + 2) / 2)
