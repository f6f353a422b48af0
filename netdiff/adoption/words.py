"""A history in plain sentences, for people who read no tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netdiff._random import RngLike
from netdiff.adoption.doubt import association_by_chance
from netdiff.adoption.history import Adoption
from netdiff.adoption.recipe import Recipe, person_periods
from netdiff.adoption.speed import rates
from netdiff.errors import ConvergenceError, DataError

__all__ = ["in_words"]

LEAST = 10
LIKENESS = (
    "That alone does not show that people passed it on: people who are linked are often alike, and share a place and a "
    "time."
)


def in_words(history: Adoption, *, by: str | None = "group", draws: int = 100, rng: RngLike = 0) -> str:
    """What did spread, how fast, and whether it went along the links, in a few sentences without names.

    Parameters
    ----------
    history : Adoption
    by : str or None
        A column of the table of nodes to set side by side, where it is there.
    draws : int
        How often times are shuffled.
    rng : int, Generator or None

    Returns
    -------
    str

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> import netdiff as nd
    >>> history = Adoption.of(nd.load_sample("region"), period="month", layer="advice")
    >>> print(in_words(history, draws=20).splitlines()[0])
    238 of 471 people took it up in 12 months; 233 had not when last seen. Of 137 people it is not known.
    """
    unit = history.unit or "period"
    lines = [_who(history, unit), *_groups(history, by), *_links(history, unit, draws, rng)]
    return "\n".join(lines)


def _who(history: Adoption, unit: str) -> str:
    watched, adopted = int(history.watched.sum()), int(history.toa[history.watched].notna().sum())
    unknown = history.n - watched
    rest = f" Of {unknown:,} people it is not known." if unknown else ""
    count = len(history.periods)
    span = f"{count} {unit}s" if count != 1 else f"1 {unit}"
    return (
        f"{adopted:,} of {watched:,} people took it up in {span}; {watched - adopted:,} had not when last seen.{rest}"
    )


def _groups(history: Adoption, by: str | None) -> list[str]:
    """The fastest and the slowest group, where their ranges do not overlap."""
    if by is None or by not in history.net.nodes:
        return []
    table = rates(history, by=by).drop("(not known)", errors="ignore")
    if len(table) < 2:
        return []
    fast, slow = table["rate"].idxmax(), table["rate"].idxmin()
    if not table.loc[fast, "low"] > table.loc[slow, "high"]:
        return [f"No {by} was clearly faster than another: the differences could be chance."]
    ratio = table.loc[fast, "rate"] / table.loc[slow, "rate"] if table.loc[slow, "rate"] else np.inf
    times = f"about {ratio:.1f} times as fast as" if np.isfinite(ratio) else "faster than"
    return [f"Fastest was {by} {fast}, {times} {slow}. The other ranges are in the table."]


def _links(history: Adoption, unit: str, draws: int, rng: RngLike) -> list[str]:
    """Whether people took it up more when their contacts had, and whether shuffled times give as much."""
    rows = person_periods(history)
    exposed = rows["exposure"] > 0
    if rows["adopted"].sum() < LEAST or min(exposed.sum(), (~exposed).sum()) < LEAST:
        return ["Too few took it up, or too few links are known, to say whether it went along the links."]
    near, far = (rows.loc[side, "adopted"].mean() * 100 for side in (exposed, ~exposed))
    with_one = f"In a {unit} in which a contact had it already, about {near:.0f} in 100 took it up"
    said = [f"{with_one}; in one in which none had, about {far:.0f} in 100."]
    try:
        test = association_by_chance(history, recipe=Recipe(calendar="periods"), draws=draws, rng=rng, progress=False)
    except (ConvergenceError, DataError):
        return [*said, "More can't be said with so few.", LIKENESS]
    low, high = test.interval
    if low <= test.observed <= high or pd.isna(test.observed):
        same = "When the times are shuffled among people, it looks much the same: this does not show that links matter."
        return [*said, same]
    more = "more" if test.observed > high else "less"
    return [*said, f"That is {more} than shuffled times give: it went along with the links. {LIKENESS}"]
