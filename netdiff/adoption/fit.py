"""How the chance to adopt goes with exposure: hazards fitted period by period, called association."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_columns
from netdiff._random import RngLike, generator
from netdiff.adoption.glm import LINKS, Fit, fit_binary
from netdiff.adoption.history import Adoption, Direction
from netdiff.adoption.recipe import Calendar, Recipe
from netdiff.errors import ConvergenceError, DataError

__all__ = ["CAUTION", "HazardFit", "fit_hazard", "fitted"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
FEW_CLUSTERS = 10
CAUTION = (
    "People who are tied tend to be alike and so to adopt alike; this association with exposure can come from that "
    "alone. Compare it with what shuffled dates and permuted ties give."
)


@dataclass(frozen=True, eq=False)
class HazardFit:
    """The chance to adopt in a period, as it goes with exposure and the rest.

    Parameters
    ----------
    table : pandas.DataFrame
        Index = term; `association` (log odds, or log hazard for cloglog), `se`, its 90 % interval `low` to `high`, `p`.
    recipe : Recipe
        What was fitted.
    covariance : array of float, shape (terms, terms)
    log_likelihood : float
    rows, adoptions : int
        Person-periods, and how many of them ended in adoption.
    periods : tuple of int
        Those that entered; with a free calendar, periods in which nobody adopted do not.
    errors : str
        What the standard errors allow for.
    """

    table: pd.DataFrame
    recipe: Recipe
    covariance: Floats
    log_likelihood: float
    rows: int
    adoptions: int
    periods: tuple[int, ...]
    errors: str

    @property
    def link(self) -> str:
        """The link: `"logit"` or `"cloglog"`."""
        return self.recipe.link

    @property
    def caution(self) -> str:
        """What must stand beside every exposure coefficient."""
        return CAUTION

    def chance(self, design: pd.DataFrame) -> Floats:
        """Chance to adopt for rows with a column per term (`constant` is added)."""
        full = design.assign(constant=1.0)
        check_columns(self.table.index, full.columns)
        score = full[list(self.table.index)].to_numpy(dtype=np.float64) @ self.table["association"].to_numpy()
        return LINKS[self.link].chance(score)

    def to_frame(self) -> pd.DataFrame:
        """The table of terms."""
        return self.table.copy()

    @property
    def _headline(self) -> str:
        return f"Hazard ({self.link}) of {self.adoptions:,} adoptions in {self.rows:,} person-periods; {self.errors}"

    def __repr__(self) -> str:
        return f"{self._headline}\n{self.table.to_string(float_format=lambda value: f'{value:.3f}')}\n{CAUTION}"

    def _repr_html_(self) -> str:
        from netdiff.privacy import table_html

        return table_html(self.table.round(3).reset_index(), caption=self._headline) + f"<p>{CAUTION}</p>"


def fit_hazard(
    history: Adoption,
    *,
    covariates: Sequence[str] = (),
    calendar: Calendar = "linear",
    two_or_more: bool = False,
    link: Literal["logit", "cloglog"] = "logit",
    clusters: str | None = None,
    resamples: int = 0,
    lag: int = 1,
    direction: Direction = "influence",
    valued: bool = False,
    rng: RngLike = None,
) -> HazardFit:
    """Fit the chance to adopt in a period to lagged exposure, time and attributes.

    Parameters
    ----------
    history : Adoption
    covariates : sequence of str
        Columns of the table of nodes.
    calendar : {"none", "linear", "periods"}
        How the chance may change over time by itself: not, steadily, or freely. Exposure rises with time, so a calendar
        that bends otherwise than the truth passes its misfit on to exposure: `"periods"` is the safe one.
    two_or_more : bool
        Add a term for at least two adopters among those who act on the person.
    link : {"logit", "cloglog"}
    clusters : str, optional
        A column of the table of nodes (such as `place`); people of one place may hang together.
    resamples : int
        How often whole clusters (people where there are none) are drawn again for the errors; 0 takes the formula.
    lag, direction, valued
        See `person_periods`.
    rng : int, Generator or None
        For the resamples.

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
    The coefficient of exposure is an association. With clusters the interval is Student's with one degree less than
    there are clusters. Stability: experimental.

    References
    ----------
    Allison (1982), Discrete-time methods for the analysis of event histories. Shalizi and Thomas (2011), Homophily and
    contagion are generically confounded in observational social network studies. Cameron and Miller (2015), A
    practitioner's guide to cluster-robust inference.
    """
    recipe = Recipe(tuple(covariates), calendar, two_or_more, link, lag, direction, valued)
    return fitted(history, recipe, clusters=clusters, resamples=resamples, rng=rng)


def fitted(
    history: Adoption,
    recipe: Recipe,
    *,
    clusters: str | None = None,
    resamples: int = 0,
    rng: RngLike = None,
    start: Floats | None = None,
) -> HazardFit:
    """Fit a recipe; see `fit_hazard`."""
    rows = recipe.rows(history)
    outcome = rows["adopted"].to_numpy(dtype=np.float64)
    adoptions = int(outcome.sum())
    if adoptions in (0, len(rows)):
        raise DataError("nothing to compare: nobody or everybody at risk adopted", cure="Check the times and `first`.")
    design = recipe.design(rows)
    values, codes = design.to_numpy(dtype=np.float64), _clusters(history, rows, clusters)
    begin = start if start is not None and len(start) == values.shape[1] else None
    found = fit_binary(values, outcome, link=recipe.link, clusters=codes, start=begin)
    covariance = found.covariance
    if resamples:
        units = pd.factorize(rows["node"])[0] if codes is None else codes
        covariance = _resampled(values, outcome, units, recipe.link, found.coefficients, resamples, rng)
    freedom = None if codes is None else int(codes.max())
    return HazardFit(
        _terms(design.columns, found, covariance, freedom),
        recipe,
        covariance,
        found.log_likelihood,
        len(rows),
        adoptions,
        tuple(int(period) for period in sorted(rows["period"].unique())),
        _errors(clusters, resamples, freedom),
    )


def _errors(clusters: str | None, resamples: int, freedom: int | None) -> str:
    """What the standard errors allow for, in words."""
    how = f", {resamples} draws" if resamples else ""
    if clusters is None or freedom is None:
        return f"{'people drawn again' if resamples else 'people taken as independent'}{how}"
    few = f"; {freedom + 1} are few, so read the interval as a rough one" if freedom + 1 < FEW_CLUSTERS else ""
    return f"people of one {clusters} may hang together{how}{few}"


def _clusters(history: Adoption, rows: pd.DataFrame, column: str | None) -> Codes | None:
    if column is None:
        return None
    check_columns([column], history.net.nodes.columns)
    codes, _ = pd.factorize(history.net.nodes[column].reindex(rows["node"]), use_na_sentinel=False)
    if codes.max() < 1:
        raise DataError(
            f"everybody at risk has one {column}", cure="Two clusters are the least; leave `clusters` out otherwise."
        )
    return np.asarray(codes, dtype=np.int64)


def _resampled(  # noqa: PLR0917 (inside this file only)
    design: Floats, outcome: Floats, units: Codes, link: str, start: Floats, draws: int, rng: RngLike
) -> Floats:
    """Covariance over fits to units drawn again with replacement (Efron 1979); a draw that does not settle is left."""
    stream, count = generator(rng), int(units.max()) + 1
    found = []
    for _ in range(draws):
        often = np.bincount(stream.integers(count, size=count), minlength=count)[units].astype(np.float64)
        try:
            found.append(fit_binary(design, outcome, link=link, weights=often, start=start).coefficients)
        except ConvergenceError:
            continue
    if len(found) < max(2, draws // 2):
        message = "Most draws of clusters do not settle. Cure: fewer terms, or errors by the formula (resamples=0)."
        raise ConvergenceError(message)
    return np.atleast_2d(np.cov(np.array(found), rowvar=False))


def _terms(names: pd.Index, found: Fit, covariance: Floats, freedom: int | None) -> pd.DataFrame:
    from scipy.stats import norm, t

    law = norm if freedom is None else t(freedom)
    error = np.sqrt(np.maximum(np.diag(covariance), 0.0))
    values = found.coefficients
    table = pd.DataFrame({"association": values, "se": error}, index=pd.Index(names, name="term"))
    reach = float(law.ppf(0.95))
    table["low"], table["high"] = values - reach * error, values + reach * error
    table["p"] = 2.0 * law.sf(np.abs(np.divide(values, error, out=np.zeros_like(values), where=error > 0)))
    return table
