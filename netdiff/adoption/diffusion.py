"""One door to what a diffusion went along with: hazard, curve, thresholds, held-out score, and the checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_probability
from netdiff._progress import Progress
from netdiff._random import RngLike, spawn
from netdiff.adoption.bass import BassFit, fit_bass
from netdiff.adoption.checks import checks_of, warnings_of
from netdiff.adoption.fit import HazardFit, fitted
from netdiff.adoption.glm import LARGEST, LINKS
from netdiff.adoption.heldout import compare_models
from netdiff.adoption.history import Adoption
from netdiff.adoption.predictive import predictive_curves
from netdiff.adoption.propensity import exposed_beside_alike
from netdiff.adoption.recipe import Calendar, Recipe
from netdiff.adoption.thresholds import threshold_distribution
from netdiff.errors import ConvergenceError, DataError, ModelError
from netdiff.spread.fitted import arms_of
from netdiff.spread.hazards import LogisticHazard

__all__ = ["DiffusionFit", "fit_diffusion"]

Floats = npt.NDArray[np.float64]
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class DiffusionFit:
    """What an observed diffusion went along with, and how far that could be something else.

    Parameters
    ----------
    history : Adoption
    hazard : HazardFit
        Association of adoption with exposure, attributes and time.
    bass : BassFit or None
        p and q of one curve for all, which knows no ties; None where it has no best fit.
    thresholds : pandas.DataFrame
        See `threshold_distribution`.
    comparison : pandas.DataFrame or None
        Log scores on people held out; see `compare_models`.
    checks : pandas.DataFrame
        Index = check; `value`, its range `low` to `high`, `p`, and a `reading` in words.
    alike : pandas.DataFrame or None
        Exposed people beside others, as they are and made alike; see `exposed_beside_alike`.
    curves : pandas.DataFrame
        Observed people so far, and what the fitted hazard and the Bass curve would have foretold.
    warnings : tuple of str
        What must be read beside the numbers. The first is always there.

    Notes
    -----
    `nd.simulate` and `nd.recommend` take a fit as their model, and try it as fitted, halved and with no association at
    all. Stability: experimental.
    """

    history: Adoption
    hazard: HazardFit
    bass: BassFit | None
    thresholds: pd.DataFrame
    comparison: pd.DataFrame | None
    checks: pd.DataFrame
    alike: pd.DataFrame | None
    curves: pd.DataFrame
    warnings: tuple[str, ...]

    @property
    def association(self) -> pd.Series:
        """The coefficient of exposure with its error, interval and p."""
        return self.hazard.table.loc["exposure"].rename("association")

    def to_frame(self) -> pd.DataFrame:
        """The terms of the hazard: association, error, 90 % interval, p."""
        return self.hazard.to_frame()

    def at_share(self, share: float) -> LogisticHazard:
        """The hazard as a model to simulate with, if only this share of the association is influence.

        Parameters
        ----------
        share : float
            From 0 (all of it is likeness) to 1 (all of it is influence).

        Returns
        -------
        LogisticHazard
            Its intercept is such that the mean chance to adopt, over the people and periods observed, is as observed:
            only where adoption comes from differs. Effects of calendar periods are not carried into the future.

        Raises
        ------
        ModelError
            Where the fit has no such form: cloglog, another lag than 1, a direction other than that of influence, or an
            attribute that is no number.
        """
        check_probability(share, "share")
        self._check_form()
        terms, recipe = self.hazard.table["association"], replace(self.hazard.recipe, calendar="none")
        rows = recipe.rows(self.history)
        reinforcement = share * float(terms.get("two_or_more", 0.0))
        attributes = {name: float(terms[name]) for name in recipe.covariates}
        rest = share * float(terms["exposure"]) * rows["exposure"] + reinforcement * rows["two_or_more"]
        rest += sum(effect * rows[name].astype(np.float64) for name, effect in attributes.items())
        intercept = _intercept_for(rest.to_numpy(dtype=np.float64), float(rows["adopted"].mean()))
        return LogisticHazard(intercept, share * float(terms["exposure"]), reinforcement, attributes)

    def arms(self) -> dict[str, LogisticHazard]:
        """The three models to simulate with: the association `as fitted`, `halved`, and `at none`."""
        return arms_of(self)

    def _check_form(self) -> None:
        recipe, nodes = self.hazard.recipe, self.history.net.nodes
        words = [name for name in recipe.covariates if not pd.api.types.is_numeric_dtype(nodes[name])]
        faults = {
            "link='logit'": recipe.link != "logit",
            "lag=1": recipe.lag != 1,
            "direction='influence'": recipe.direction != "influence",
            f"0/1 columns in place of {', '.join(words)}": bool(words),
        }
        cures = [cure for cure, wrong in faults.items() if wrong]
        if cures:
            message = f"This fit is no model that can be simulated. Cure: fit again with {' and '.join(cures)}."
            raise ModelError(message)

    def __repr__(self) -> str:
        parts = [repr(self.hazard).rsplit("\n", 1)[0], f"\nChecks\n{_shown(self.checks)}"]
        if self.comparison is not None:
            parts.append(f"\nForetelling people held out (log score, nearer to 0 is better)\n{_shown(self.comparison)}")
        if self.bass is not None:
            parts.append(f"\n{self.bass!r}")
        return "\n".join([*parts, "", *(f"- {text}" for text in self.warnings)])

    def _repr_html_(self) -> str:
        from markupsafe import escape

        from netdiff.privacy import table_html

        tables = {"Checks": self.checks, "Foretelling people held out": self.comparison, "Made alike": self.alike}
        shown = [
            table_html(part.round(3).reset_index(), caption=name) for name, part in tables.items() if part is not None
        ]
        told = "".join(f"<li>{escape(text)}</li>" for text in self.warnings)
        terms = table_html(self.to_frame().round(3).reset_index(), caption="Association with adopting in a period")
        return f"{terms}{''.join(shown)}<ul>{told}</ul>"


def fit_diffusion(
    history: Adoption,
    *,
    covariates: Sequence[str] = (),
    place: str | None = None,
    calendar: Calendar = "periods",
    two_or_more: bool = False,
    link: Literal["logit", "cloglog"] = "logit",
    resamples: int = 0,
    draws: int = 100,
    folds: int = 5,
    rng: RngLike = None,
    progress: Progress = None,
) -> DiffusionFit:
    """Fit an observed diffusion, and check what else could have made the association with exposure.

    Parameters
    ----------
    history : Adoption
    covariates : sequence of str
        Columns of the table of nodes.
    place : str, optional
        A column within which people may hang together: errors allow for it, and dates are shuffled within it.
    calendar : {"none", "linear", "periods"}
        How the chance may change over time by itself; see `fit_hazard`.
    two_or_more : bool
        Add a term for at least two adopters among those who act on the person.
    link : {"logit", "cloglog"}
    resamples : int
        How often whole places (people where no place is given) are drawn again for the errors; 0 takes the formula.
    draws : int
        How often dates are shuffled, ties permuted and the diffusion replayed.
    folds : int
        People are dealt into so many parts, each foretold from the others.
    rng : int, Generator or None
    progress : bool, callable or None
        See `netdiff._progress.track`.

    Returns
    -------
    DiffusionFit

    Raises
    ------
    DataError
        Where nobody, or everybody at risk, adopted after the first period.
    ConvergenceError
        Where a term parts adopters from the others completely.

    Notes
    -----
    Coefficients of exposure are associations. No check can rule out likeness that the file does not hold.
    Stability: experimental.

    References
    ----------
    Allison (1982), Discrete-time methods for the analysis of event histories. Bass (1969), A new product growth model
    for consumer durables. Shalizi and Thomas (2011), Homophily and contagion are generically confounded in
    observational social network studies.

    Examples
    --------
    >>> import netdiff as nd
    >>> history = Adoption.of(nd.load_sample("region"), period="month", layer="advice")
    >>> fit = fit_diffusion(history, draws=10, rng=1, progress=False)
    >>> list(fit.arms())
    ['as fitted', 'halved', 'at none']
    """
    recipe = Recipe(tuple(covariates), calendar, two_or_more, link, valued=True)
    streams, missed = spawn(rng, 6), list[str]()
    hazard = fitted(history, recipe, clusters=place, resamples=resamples, rng=streams[0])
    checks = checks_of(history, hazard, place, draws, (streams[1], streams[2]), progress)
    bass = _tried("No Bass curve", missed, lambda: fit_bass(history))
    comparison = _tried(
        "Nobody was held out",
        missed,
        lambda: compare_models(history, covariates=covariates, folds=folds, rng=streams[3]),
    )
    alike = _tried(
        "The exposed were not made alike to others",
        missed,
        lambda: exposed_beside_alike(history, covariates=covariates, resamples=draws, rng=streams[4]),
    )
    curves = predictive_curves(history, hazard, draws=draws, rng=streams[5])
    if bass is not None:
        curves["bass"] = int(history.watched.sum()) * bass.curve(len(curves)).to_numpy()
    told = (*warnings_of(history, hazard, checks, comparison, alike), *missed)
    return DiffusionFit(history, hazard, bass, threshold_distribution(history), comparison, checks, alike, curves, told)


def _tried(what: str, missed: list[str], do: Callable[[], T]) -> T | None:
    """A part that may not be possible with these data; then it is said why."""
    try:
        return do()
    except (ConvergenceError, DataError) as fault:
        missed.append(f"{what}: {fault}")
        return None


def _intercept_for(rest: Floats, mean: float) -> float:
    """The intercept at which the mean chance is as observed."""
    from scipy.optimize import brentq

    chance = LINKS["logit"].chance
    return float(brentq(lambda a: float(chance(np.clip(a + rest, -LARGEST, LARGEST)).mean()) - mean, -40.0, 40.0))


def _shown(table: pd.DataFrame) -> str:
    return table.to_string(float_format=lambda value: f"{value:.3f}")
