"""How much it takes: what observed times of adoption can and can't say about people's thresholds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int, check_probability
from netdiff.adoption.exposure import exposure
from netdiff.adoption.history import Adoption, Direction
from netdiff.adoption.speed import share_interval
from netdiff.errors import DataError

__all__ = ["threshold_bounds", "threshold_distribution"]

Floats = npt.NDArray[np.float64]
GRID = tuple(step / 10 for step in range(11))


def threshold_bounds(
    history: Adoption, *, lag: int = 1, direction: Direction = "influence", valued: bool = True
) -> pd.DataFrame:
    """Between which exposures each person's threshold must lie, if there is one.

    Parameters
    ----------
    history : Adoption
    lag, direction, valued
        See `exposure`.

    Returns
    -------
    pandas.DataFrame
        Index = nodes. `above`: the largest exposure that the person withstood (blank where none was seen); `at_most`:
        the exposure at adoption (blank for whoever had not adopted, and where nobody acts on the person); `fits`:
        whether a threshold that stays the same can explain the person: not where somebody adopted at an exposure that
        was withstood before.

    Notes
    -----
    Whoever adopted in the first `lag` periods was not watched before; nothing is said of them. Stability: experimental.

    Examples
    --------
    >>> from netdiff.network import Network
    >>> ties = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"]})
    >>> net = Network.from_frames(None, ties, means="turns_to")
    >>> threshold_bounds(Adoption.of(net, {"a": 3, "b": 1, "c": 2})).loc["a", ["above", "at_most"]].tolist()
    [0.5, 1.0]
    """
    check_positive_int(lag, "lag", least=0)
    seen = exposure(history, direction=direction, lag=lag, valued=valued).to_numpy()
    place, size = history.index_in_time(), len(history.periods)
    when = np.arange(size)
    withstood = np.where((when < place[:, None]) & history.watched[:, None], seen, np.nan)
    above = np.fmax.reduce(withstood, axis=1)
    adopted = np.flatnonzero((place >= lag) & (place < size))
    at_most = np.full(history.n, np.nan)
    at_most[adopted] = seen[adopted, place[adopted]]
    fits = ~(at_most <= above)
    return pd.DataFrame({"above": above, "at_most": at_most, "fits": fits}, index=history.toa.index)


def threshold_distribution(
    history: Adoption,
    *,
    at: Sequence[float] = GRID,
    lag: int = 1,
    direction: Direction = "influence",
    valued: bool = True,
) -> pd.DataFrame:
    """Share of people whose threshold is at most so much: what the data force, and what they leave open.

    Parameters
    ----------
    history : Adoption
    at : sequence of float
        Exposures, from 0 to 1.
    lag, direction, valued
        See `exposure`.

    Returns
    -------
    pandas.DataFrame
        Index = exposure. `at_least` and `at_most`: bounds on the share of people with a threshold of this or less;
        `low` and `high`: the same with the 90 % doubt from the number of people; `at_adoption`: share of the adopters
        who had adopted at this exposure or less, the measure of Valente (1996), an upper bound of each threshold.
        `people` and `adopted` say of how many.

    Raises
    ------
    DataError
        Where nobody was watched with somebody to turn to.

    Notes
    -----
    A threshold is seen only as lying between the exposure withstood and that at adoption; of whoever had not adopted
    only the former is known. The bounds assume nothing else. Somebody who adopted at an exposure that was withstood
    before counts as at most that. Stability: experimental.

    References
    ----------
    Valente (1996), Social network thresholds in the diffusion of innovations. Manski (2003), Partial Identification of
    Probability Distributions.
    """
    grid = np.array([check_probability(value, "at") for value in at])
    table = threshold_bounds(history, lag=lag, direction=direction, valued=valued)
    table = table[table["above"].notna() | table["at_most"].notna()]
    if table.empty:
        raise DataError("nobody who was watched has somebody to turn to", cure="Check `layer` and `direction`.")
    upper, lower = table["at_most"].to_numpy(), table["above"].to_numpy()
    surely = np.array([(upper <= value).sum() for value in grid])
    open_to = np.where(table["fits"], lower, np.nan)
    could = np.array([((upper <= value) | ~(open_to >= value)).sum() for value in grid])
    people, adopted = len(table), int(table["at_most"].notna().sum())
    of = np.full(len(grid), float(people))
    low, high = share_interval(surely.astype(float), of)[0], share_interval(could.astype(float), of)[1]
    result = pd.DataFrame({"at_least": surely / people, "at_most": could / people, "low": low, "high": high})
    result["at_adoption"] = surely / adopted if adopted else np.nan
    result["people"], result["adopted"] = people, adopted
    return result.set_index(pd.Index(grid, name="exposure"))
