"""What a hazard is fitted to: the terms, the calendar and the table of people at risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_columns, check_positive_int
from netdiff.adoption.exposure import exposure
from netdiff.adoption.glm import LINKS
from netdiff.adoption.history import Adoption, Direction
from netdiff.answers import answered_mask
from netdiff.errors import DataError

__all__ = ["Calendar", "Recipe", "person_periods"]

Calendar = Literal["none", "linear", "periods"]
Floats = npt.NDArray[np.float64]
OWN = ("node", "period", "adopted", "exposure", "two_or_more")


@dataclass(frozen=True)
class Recipe:
    """The terms of a hazard.

    Parameters
    ----------
    covariates : tuple of str
        Columns of the table of nodes.
    calendar : {"none", "linear", "periods"}
        How the chance may change over time by itself: not, steadily, or freely.
    two_or_more : bool
        A term for at least two adopters among those who act on the person.
    link : {"logit", "cloglog"}
    lag : int
        Exposure is of so many periods before.
    direction, valued
        See `exposure`.
    """

    covariates: tuple[str, ...] = ()
    calendar: Calendar = "linear"
    two_or_more: bool = False
    link: str = "logit"
    lag: int = 1
    direction: Direction = "influence"
    valued: bool = False

    def __post_init__(self) -> None:
        check_choice(self.calendar, "calendar", ("none", "linear", "periods"))
        check_choice(self.link, "link", tuple(LINKS))
        check_positive_int(self.lag, "lag", least=0)

    def rows(self, history: Adoption) -> pd.DataFrame:
        """The people at risk, period by period; with a free calendar, only periods in which some adopted and some not.

        A free calendar foretells the others perfectly (a chance of 0, or of 1), so they say nothing about exposure.
        """
        table = person_periods(
            history, covariates=self.covariates, lag=self.lag, direction=self.direction, valued=self.valued
        )
        if self.calendar != "periods":
            return table
        share = table.groupby("period")["adopted"].transform("mean")
        return table[(share > 0) & (share < 1)].reset_index(drop=True)

    def design(self, rows: pd.DataFrame) -> pd.DataFrame:
        """One column per term."""
        left_out = ["node", "adopted", "period"] + ([] if self.two_or_more else ["two_or_more"])
        design = rows.drop(columns=left_out).astype(np.float64)
        if self.calendar == "linear":
            design["period"] = (rows["period"] - rows["period"].min()).astype(np.float64)
        if self.calendar == "periods":
            later = sorted(rows["period"].unique())[1:]
            dummies = {f"period {period}": (rows["period"] == period).astype(np.float64) for period in later}
            design = pd.concat([design, pd.DataFrame(dummies, index=design.index)], axis=1)
        design.insert(0, "constant", 1.0)
        return design


def person_periods(
    history: Adoption,
    *,
    covariates: Sequence[str] = (),
    lag: int = 1,
    direction: Direction = "influence",
    valued: bool = False,
) -> pd.DataFrame:
    """One row per person and period in which the person could still adopt.

    Parameters
    ----------
    history : Adoption
    covariates : sequence of str
        Columns of the table of nodes; text becomes one column per value but the first.
    lag : int
        Exposure is of so many periods before.
    direction, valued
        See `exposure`.

    Returns
    -------
    pandas.DataFrame
        Columns `node`, `period`, `adopted` (0 or 1), `exposure` (share; 0 for whoever has nobody to turn to),
        `two_or_more` (at least two of them had adopted), and the covariates. The first `lag` periods are left out, and
        so is whoever was to say whom they turn to and did not: their exposure is not known, which is not 0.

    Raises
    ------
    DataError
        For a covariate that is not there or blank for somebody.

    Notes
    -----
    Stability: experimental.
    """
    share = exposure(history, direction=direction, lag=lag, valued=valued, isolates="zero")
    count = exposure(history, direction=direction, lag=lag, valued=False, normalised=False, isolates="zero")
    place, size = history.index_in_time(), len(history.periods)
    at_risk = (np.arange(size)[None, :] <= place[:, None]) & (np.arange(size) >= lag)[None, :]
    node, when = np.nonzero(at_risk & history.watched[:, None] & exposure_known(history, direction, lag))
    table = pd.DataFrame({"node": history.toa.index.take(node), "period": np.array(history.periods)[when]})
    table["adopted"] = (place[node] == when).astype(np.int64)
    table["exposure"] = share.to_numpy()[node, when]
    table["two_or_more"] = (count.to_numpy()[node, when] >= 2).astype(np.int64)
    return pd.concat([table, attributes_of(history, covariates).iloc[node].reset_index(drop=True)], axis=1)


def exposure_known(history: Adoption, direction: Direction = "influence", lag: int = 0) -> npt.NDArray[np.bool_]:
    """Whose exposure rests on an answer of theirs that was given, shape (nodes, periods)."""
    known = np.ones((history.n, len(history.periods)), dtype=bool)
    if history.rests_on(direction) != "outgoing":
        return known
    for place in range(len(history.networks)):
        net = history.networks[place]
        columns = [place + lag] if history.is_dynamic else slice(None)
        if not history.is_dynamic or place + lag < known.shape[1]:
            known[:, columns] = answered_mask(net, history.layer or next(iter(net.layers)))[:, None]
    return known


def attributes_of(history: Adoption, names: Sequence[str]) -> pd.DataFrame:
    """Columns of the table of nodes as numbers; text becomes one column per value but the first."""
    nodes = history.net.nodes
    check_columns(names, nodes.columns)
    chosen = nodes[list(names)]
    blank = [name for name in names if chosen.loc[history.watched, name].isna().any()]
    if blank:
        raise DataError(f"{blank[0]!r} is blank for some people", cure="Fill it in, or leave the column out.")
    reserved = sorted({*names} & {*OWN, "constant"})
    if reserved:
        raise DataError("the fit has a term of this name itself", column=reserved[0], cure="Rename the column.")
    return pd.get_dummies(chosen, drop_first=True, dtype=np.float64) if len(names) else chosen
