"""A yes-or-no outcome explained by numbers: logit and complementary log-log, with errors that allow for clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from netdiff.errors import ConvergenceError

__all__ = ["LINKS", "Fit", "Link", "fit_binary"]

Floats = npt.NDArray[np.float64]
MOST_ROUNDS = 100
LARGEST = 30.0


@dataclass(frozen=True)
class Link:
    """How a score becomes a chance, and how fast the chance then changes."""

    chance: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]


def _logistic(score: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-score)))


LINKS = {
    "logit": Link(_logistic, lambda score: _logistic(score) * (1.0 - _logistic(score))),
    "cloglog": Link(lambda score: -np.expm1(-np.exp(score)), lambda score: np.exp(score - np.exp(score))),
}


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients with their covariance and the log-likelihood."""

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    rows: int


def fit_binary(
    design: Floats,
    outcome: Floats,
    *,
    link: str = "logit",
    clusters: npt.NDArray[np.int64] | None = None,
    weights: Floats | None = None,
    start: Floats | None = None,
) -> Fit:
    """Maximum likelihood by Fisher scoring.

    Parameters
    ----------
    design : array, shape (rows, terms)
    outcome : array of 0 and 1, shape (rows,)
    link : {"logit", "cloglog"}
    clusters : array of int, shape (rows,), optional
        Rows of one cluster may hang together in any way; the covariance is then the sandwich with the factor G/(G - 1).
    weights : array, shape (rows,), optional
        How often each row counts.
    start : array, shape (terms,), optional
        Coefficients to begin from.

    Returns
    -------
    Fit

    Raises
    ------
    ConvergenceError
        Where the likelihood has no maximum, as when a term parts the yes from the no completely.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models. Liang and Zeger (1986), Longitudinal data analysis.
    """
    shape, often = LINKS[link], np.ones(len(outcome)) if weights is None else weights
    beta = np.zeros(design.shape[1]) if start is None else start
    for _ in range(MOST_ROUNDS):
        score, information = _score(design, outcome, beta, shape, often)
        step = np.linalg.lstsq(information, score.sum(axis=0), rcond=None)[0]
        beta = np.clip(beta + step, -LARGEST, LARGEST)
        if np.abs(step).max(initial=0.0) < 1e-9:
            break
    else:
        message = (
            "The fit does not settle: some term parts those who adopted from those who did not completely. "
            "Leave out a term, or join its rare values."
        )
        raise ConvergenceError(message)
    score, information = _score(design, outcome, beta, shape, often)
    covariance = _covariance(score, information, clusters)
    return Fit(beta, covariance, _log_likelihood(design, outcome, beta, shape, often), len(outcome))


def _score(design: Floats, outcome: Floats, beta: Floats, link: Link, often: Floats) -> tuple[Floats, Floats]:
    eta = np.clip(design @ beta, -LARGEST, LARGEST)
    chance = np.clip(link.chance(eta), 1e-12, 1.0 - 1e-12)
    slope = link.slope(eta)
    spread = chance * (1.0 - chance)
    score = design * (often * (outcome - chance) * slope / spread)[:, None]
    return score, (design * (often * slope**2 / spread)[:, None]).T @ design


def _covariance(score: Floats, information: Floats, clusters: npt.NDArray[np.int64] | None) -> Floats:
    bread = np.asarray(np.linalg.pinv(information), dtype=np.float64)
    if clusters is None:
        return bread
    groups = int(clusters.max()) + 1
    sums = np.zeros((groups, score.shape[1]))
    np.add.at(sums, clusters, score)
    return np.asarray(bread @ (sums.T @ sums) @ bread * groups / max(groups - 1, 1))


def _log_likelihood(design: Floats, outcome: Floats, beta: Floats, link: Link, often: Floats) -> float:
    chance = np.clip(link.chance(np.clip(design @ beta, -LARGEST, LARGEST)), 1e-12, 1.0 - 1e-12)
    return float((often * (outcome * np.log(chance) + (1.0 - outcome) * np.log1p(-chance))).sum())
