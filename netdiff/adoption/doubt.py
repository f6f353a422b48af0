"""Could the association with exposure be something else? Shuffled dates, permuted ties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from netdiff._check import check_choice, check_columns, check_positive_int
from netdiff._progress import Progress, track
from netdiff._random import RngLike, spawn
from netdiff.adoption.clustering import ChanceTest, structural_test
from netdiff.adoption.fit import fitted
from netdiff.adoption.history import Adoption
from netdiff.adoption.recipe import Calendar, Recipe
from netdiff.errors import ConvergenceError, DataError

__all__ = ["association_by_chance"]


def association_by_chance(
    history: Adoption,
    *,
    shuffle: Literal["dates", "ties"] = "dates",
    within: str | None = None,
    calendar: Calendar = "linear",
    recipe: Recipe | None = None,
    draws: int = 200,
    rng: RngLike = None,
    progress: Progress = None,
) -> ChanceTest:
    """The association with exposure beside what it would be if ties did not matter.

    Parameters
    ----------
    history : Adoption
    shuffle : {"dates", "ties"}
        Deal the times of adoption out anew (within groups), or swap partners between ties.
    within : str, optional
        For dates: a column of the table of nodes; times stay within its values, so that what groups share is kept.
    calendar : {"none", "linear", "periods"}
        See `fit_hazard`.
    recipe : Recipe, optional
        All terms of the hazard, in place of `calendar`.
    draws : int
    rng, progress

    Returns
    -------
    ChanceTest

    Notes
    -----
    An association well outside what shuffled dates give within groups is not due to those groups alone; likeness in
    what the file does not hold can still make it. Draws in which the fit does not settle are left out.
    Stability: experimental.

    References
    ----------
    Anagnostopoulos, Kumar and Mahdian (2008), Influence and correlation in social networks.
    """
    check_choice(shuffle, "shuffle", ("dates", "ties"))
    terms = recipe or Recipe(calendar=calendar)
    here = fitted(history, terms).table["association"]

    def association(case: Adoption) -> float:
        try:
            return float(fitted(case, terms, start=here.to_numpy()).table.loc["exposure", "association"])
        except (ConvergenceError, DataError):
            return float("nan")

    if shuffle == "ties":
        found = structural_test(history, association, draws=draws, rng=rng, progress=progress).chance
    else:
        streams, deal = spawn(rng, check_positive_int(draws, "draws")), _dealer(history, within)
        found = np.array([association(deal(stream)) for stream in track(streams, draws, progress, "shuffling dates")])
    return ChanceTest(float(here["exposure"]), found[~np.isnan(found)])


def _dealer(history: Adoption, within: str | None) -> Callable[[np.random.Generator], Adoption]:
    if within is not None:
        check_columns([within], history.net.nodes.columns)
    groups = np.zeros(history.n) if within is None else pd.factorize(history.net.nodes[within])[0] + 1
    groups = np.where(history.watched, groups, -1)

    def deal(stream: np.random.Generator) -> Adoption:
        order = np.lexsort((stream.random(history.n), groups))
        places = np.argsort(groups, kind="stable")
        toa = history.toa.to_numpy().copy()
        toa[places] = history.toa.to_numpy()[order]
        return replace(history, toa=pd.Series(toa, index=history.toa.index))

    return deal
