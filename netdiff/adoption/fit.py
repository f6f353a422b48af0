"""How the chance to adopt goes with exposure: hazards fitted period by period, called association."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_columns
from netdiff.adoption.exposure import exposure
from netdiff.adoption.glm import LINKS, Fit, fit_binary
from netdiff.adoption.history import Adoption, Direction
from netdiff.errors import DataError

__all__ = ["HazardFit", "fit_hazard", "person_periods"]

Calendar = Literal["none", "linear", "periods"]
Floats = npt.NDArray[np.float64]
NORMAL_90 = 1.6448536269514722
WARNING = (
    "People who are tied tend to be alike and so to adopt alike; this association with exposure can come from that "
    "alone. Compare it with what shuffled dates and permuted ties give."
)


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
        `two_or_more` (at least two of them had adopted), and the covariates. The first `lag` periods are left out.

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
    node, when = np.nonzero(at_risk & history.watched[:, None])
    table = pd.DataFrame({"node": history.toa.index.take(node), "period": np.array(history.periods)[when]})
    table["adopted"] = (place[node] == when).astype(np.int64)
    table["exposure"] = share.to_numpy()[node, when]
    table["two_or_more"] = (count.to_numpy()[node, when] >= 2).astype(np.int64)
    return pd.concat([table, _covariates(history, covariates).iloc[node].reset_index(drop=True)], axis=1)


@dataclass(frozen=True, eq=False)
class HazardFit:
    """The chance to adopt in a period, as it goes with exposure and the rest.

    Parameters
    ----------
    table : pandas.DataFrame
        Index = term; `association` (log odds, or log hazard for cloglog), `se`, its 90 % interval `low` to `high`, `p`.
    link : str
    log_likelihood : float
    rows, adoptions : int
        Person-periods, and how many of them ended in adoption.
    errors : str
        What the standard errors allow for.
    """

    table: pd.DataFrame
    link: str
    log_likelihood: float
    rows: int
    adoptions: int
    errors: str

    @property
    def caution(self) -> str:
        """What must stand beside every exposure coefficient."""
        return WARNING

    def chance(self, design: pd.DataFrame) -> Floats:
        """Chance to adopt for rows with a column per term (`constant` is added)."""
        full = design.assign(constant=1.0)
        check_columns(self.table.index, full.columns)
        score = full[list(self.table.index)].to_numpy(dtype=np.float64) @ self.table["association"].to_numpy()
        return LINKS[self.link].chance(score)

    def to_frame(self) -> pd.DataFrame:
        """The table of terms."""
        return self.table.copy()

    def __repr__(self) -> str:
        head = f"Hazard ({self.link}) of {self.adoptions:,} adoptions in {self.rows:,} person-periods; {self.errors}"
        return f"{head}\n{self.table.to_string(float_format=lambda value: f'{value:.3f}')}\n{WARNING}"


def fit_hazard(
    history: Adoption,
    *,
    covariates: Sequence[str] = (),
    calendar: Calendar = "linear",
    two_or_more: bool = False,
    link: Literal["logit", "cloglog"] = "logit",
    clusters: str | None = None,
    lag: int = 1,
    direction: Direction = "influence",
) -> HazardFit:
    """Fit the chance to adopt in a period to lagged exposure, time and attributes.

    Parameters
    ----------
    history : Adoption
    covariates : sequence of str
        Columns of the table of nodes.
    calendar : {"none", "linear", "periods"}
        How the chance may change over time by itself: not, steadily, or freely.
    two_or_more : bool
        Add a term for at least two adopters among those who act on the person.
    link : {"logit", "cloglog"}
    clusters : str, optional
        A column of the table of nodes (such as `place`); people of one place may hang together.
    lag, direction
        See `person_periods`.

    Returns
    -------
    HazardFit

    Raises
    ------
    DataError
        Where nobody, or everybody at risk, adopted after the first period.
    ConvergenceError
        Where a term parts adopters from the others completely.

    Notes
    -----
    The coefficient of exposure is an association. Stability: experimental.

    References
    ----------
    Allison (1982), Discrete-time methods for the analysis of event histories. Shalizi and Thomas (2011), Homophily and
    contagion are generically confounded in observational social network studies.
    """
    check_choice(calendar, "calendar", ("none", "linear", "periods"))
    check_choice(link, "link", tuple(LINKS))
    rows = person_periods(history, covariates=covariates, lag=lag, direction=direction)
    adoptions = int(rows["adopted"].sum())
    if adoptions in (0, len(rows)):
        raise DataError("nothing to compare: nobody or everybody at risk adopted", cure="Check the times and `first`.")
    design = _design(rows, calendar, two_or_more=two_or_more)
    codes = _clusters(history, rows, clusters)
    found = fit_binary(
        design.to_numpy(dtype=np.float64), rows["adopted"].to_numpy(dtype=np.float64), link=link, clusters=codes
    )
    errors = "people taken as independent" if clusters is None else f"people of one {clusters} may hang together"
    return HazardFit(_terms(design.columns, found), link, found.log_likelihood, len(rows), adoptions, errors)


def _design(rows: pd.DataFrame, calendar: Calendar, *, two_or_more: bool) -> pd.DataFrame:
    left_out = ["node", "adopted", "period"] + ([] if two_or_more else ["two_or_more"])
    design = rows.drop(columns=left_out).astype(np.float64)
    if calendar == "linear":
        design["period"] = rows["period"] - rows["period"].min()
    if calendar == "periods":
        busy = [period for period, new in rows.groupby("period")["adopted"].sum().items() if new > 0]
        dummies = {f"period {period}": (rows["period"] == period).astype(np.float64) for period in busy[1:]}
        design = design.assign(**dummies)
    design.insert(0, "constant", 1.0)
    return design


def _covariates(history: Adoption, names: Sequence[str]) -> pd.DataFrame:
    nodes = history.net.nodes
    check_columns(names, nodes.columns)
    chosen = nodes[list(names)]
    blank = [name for name in names if chosen[name].isna().any()]
    if blank:
        raise DataError(f"{blank[0]!r} is blank for some people", cure="Fill it in, or leave the column out.")
    return pd.get_dummies(chosen, drop_first=True, dtype=np.float64) if len(names) else chosen


def _clusters(history: Adoption, rows: pd.DataFrame, column: str | None) -> npt.NDArray[np.int64] | None:
    if column is None:
        return None
    check_columns([column], history.net.nodes.columns)
    codes, _ = pd.factorize(history.net.nodes[column].reindex(rows["node"]), use_na_sentinel=False)
    return np.asarray(codes, dtype=np.int64)


def _terms(names: pd.Index, found: Fit) -> pd.DataFrame:
    from scipy.special import ndtr

    error = np.sqrt(np.maximum(np.diag(found.covariance), 0.0))
    values = found.coefficients
    table = pd.DataFrame({"association": values, "se": error}, index=pd.Index(names, name="term"))
    table["low"], table["high"] = values - NORMAL_90 * error, values + NORMAL_90 * error
    table["p"] = 2.0 * ndtr(-np.abs(np.divide(values, error, out=np.zeros_like(values), where=error > 0)))
    return table
