"""Infectiousness and susceptibility: who adopts soon after me, and soon after whom I adopt."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_positive, check_positive_int
from netdiff.adoption.history import Adoption, Direction

__all__ = ["infectiousness", "susceptibility"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Censored = Literal["at_risk", "left_out"]


def infectiousness(
    history: Adoption,
    *,
    lags: int = 1,
    rate: float | None = None,
    normalised: bool = True,
    direction: Direction = "influence",
    valued: bool = False,
    censored: Censored = "at_risk",
) -> pd.Series:
    """Of those on whom a person acts and who had not adopted, the share that adopted soon after.

    Parameters
    ----------
    history : Adoption
    lags : int
        How many periods count as soon; later ones count less.
    rate : float, optional
        Discount (1 + rate)^(lag - 1); None divides by the lag.
    normalised : bool
        Divide by the discounted number of all who adopted in those periods, tied or not.
    direction : {"influence", "outgoing", "incoming", "both"}
        See `exposure`; here it is followed from the person to those on whom the person acts.
    valued : bool
        Whether stronger ties count more.
    censored : {"at_risk", "left_out"}
        Whether those who had not adopted by the end count among those who could have.

    Returns
    -------
    pandas.Series
        Index = nodes; blank for whoever had not adopted; 0 where nobody was left to adopt.

    Notes
    -----
    Adopting soon after is no proof of influence. Adopters of the last period get 0. Stability: experimental.

    References
    ----------
    Myers (2000), The diffusion of collective violence. Valente, Dyal, Chu, Wipfli and Fujimoto (2015), Diffusion of
    innovations theory applied to global tobacco control treaty ratification.
    """
    check_choice(censored, "censored", ("at_risk", "left_out"))
    late = len(history.periods) if censored == "at_risk" else -1
    return _ratio(history, lags, rate, direction, "infectiousness", late, after=True, whole=normalised, valued=valued)


def susceptibility(
    history: Adoption,
    *,
    lags: int = 1,
    rate: float | None = None,
    normalised: bool = True,
    direction: Direction = "influence",
    valued: bool = False,
) -> pd.Series:
    """Of those who act on a person and had adopted, the share that had done so shortly before the person.

    Parameters
    ----------
    history, lags, rate, normalised, direction, valued
        See `infectiousness`.

    Returns
    -------
    pandas.Series
        Index = nodes; blank for whoever had not adopted; 0 where nobody had adopted before.

    Notes
    -----
    Whoever never adopted is never counted as an earlier adopter. Stability: experimental.

    References
    ----------
    As for `infectiousness`.
    """
    return _ratio(history, lags, rate, direction, "susceptibility", -1, after=False, whole=normalised, valued=valued)


def _ratio(
    history: Adoption,
    lags: int,
    rate: float | None,
    direction: Direction,
    name: str,
    late: int,
    *,
    after: bool,
    whole: bool,
    valued: bool,
) -> pd.Series:
    check_positive_int(lags, "lags")
    place = history.index_in_time()
    top, bottom = np.zeros(history.n), np.zeros(history.n)
    for step, discount in enumerate(_discounts(lags, rate), start=1):
        for ego, alter, weight in _pairs(history, place, step, direction, after=after, valued=valued):
            weight = weight * history.watched[alter]  # noqa: PLW2901
            when = _alter_times(place[alter], len(history.periods), late)
            gap = (when - place[ego]) if after else (place[ego] - when)
            gap = np.where(when < 0, -1, gap)
            top += np.bincount(ego, weight * (gap == step) / discount, minlength=history.n)
            bottom += np.bincount(ego, weight * (gap >= step) / discount, minlength=history.n)
    values = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    if whole:
        others = _adopters_at(history, place, lags, rate, after=after)
        values = np.divide(values, others, out=np.zeros_like(values), where=others > 0)
    adopted = place < len(history.periods)
    return pd.Series(np.where(adopted, values, np.nan), index=history.toa.index, name=name)


def _discounts(lags: int, rate: float | None) -> Floats:
    steps = np.arange(1, lags + 1, dtype=np.float64)
    return steps if rate is None else (1.0 + check_positive(rate, "rate")) ** (steps - 1)


def _alter_times(times: Ints, periods: int, late: int) -> Ints:
    """Times of alters; the censored ones count as later than all, or (-1) not at all."""
    return np.where(times >= periods, np.int32(late), times).astype(np.int32)


def _pairs(
    history: Adoption, place: Ints, step: int, direction: Direction, *, after: bool, valued: bool
) -> list[tuple[Ints, Ints, Floats]]:
    """Ego, alter and weight of the ties as they stood in the period that counts for the ego."""
    shift = step if after else 1 - step
    found = []
    for slot in range(len(history.networks)):
        matrix = history.ties(slot, direction, valued=valued).tocoo()
        ego, alter = (matrix.col, matrix.row) if after else (matrix.row, matrix.col)
        period = place[ego] + shift
        counts = (period >= 0) & (period < len(history.periods)) & (place[ego] < len(history.periods))
        if not after:
            counts &= place[ego] >= step
        if history.is_dynamic:
            counts &= period == slot
        found.append((ego[counts], alter[counts], matrix.data[counts]))
    return found


def _adopters_at(history: Adoption, place: Ints, lags: int, rate: float | None, *, after: bool) -> Floats:
    """Discounted number of people who adopted in the periods that count for each ego."""
    size = len(history.periods)
    count = np.bincount(place[(place >= 0) & (place < size)], minlength=size)[:size]
    total = np.zeros(history.n)
    for step, discount in enumerate(_discounts(lags, rate), start=1):
        when = place + step if after else place - step
        there = (when >= 0) & (when < size) & (place < size)
        total[there] += count[when[there]] / discount
    return total
