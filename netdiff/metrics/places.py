"""Tables by place: raw figures with intervals, figures drawn together, and no ranks where ranges overlap."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff.errors import DataError
from netdiff.metrics._estimate import Estimate, row_quotient
from netdiff.metrics._indicator import Lacking
from netdiff.metrics._sheets import acts_of, binomial
from netdiff.metrics._view import View

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["bands", "by_table", "pooled", "rank_range"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Figure = Callable[[Mask], Estimate]


def by_table(net: Network, seen: View, by: str, groups: dict[str, Mask], level: float) -> pd.DataFrame:
    """Names given, linked share and turnout of each group, by the values of a column.

    Parameters
    ----------
    net : Network
    seen : View
        The ties as seen.
    by : str
        A column of the people sheet.
    groups : dict of str to array of bool, shape (len(net),)
        Members of each group, by its name in words.
    level : float

    Returns
    -------
    pandas.DataFrame
        One row per group, figure and value of the column: `people`, `value`, `low`, `high`, `pooled`,
        `pooled_low`, `pooled_high`, `best_rank`, `worst_rank` (1 = highest). One place stands before another only
        where their pooled ranges do not overlap.
    """
    if by not in net.nodes:
        raise DataError(f"there is no column {by!r}", cure=f"The columns are {list(net.nodes.columns)}.")
    values = net.nodes[by]
    tables = []
    for who, own in groups.items():
        there = {value: own & (values == value).to_numpy(bool) for value in _known(values, own)}
        for name, figure in _figures(net, seen, level).items():
            found = {value: figure(mask) for value, mask in there.items()}
            tables += [_figure(who, name, found, level)]
    tables = [table for table in tables if len(table)]
    return pd.concat(tables, ignore_index=True).rename(columns={"where": by}) if tables else pd.DataFrame()


def pooled(values: Floats, errors: Floats) -> tuple[Floats, Floats]:
    """Draw uncertain values towards their common mean, the more the less certain they are.

    Parameters
    ----------
    values, errors : array of float
        Estimates and their standard errors.

    Returns
    -------
    tuple of array
        Pooled values and their standard errors.

    Notes
    -----
    Empirical Bayes with the between-places variance of DerSimonian and Laird (1986); the error of the common mean
    is added. Stability: experimental.

    References
    ----------
    Efron, B. and Morris, C. (1975). Data analysis using Stein's estimator and its generalizations. JASA 70.

    Examples
    --------
    >>> import numpy as np
    >>> pooled(np.array([0.0, 1.0]), np.array([1.0, 1.0]))[0].tolist()
    [0.5, 0.5]
    """
    weight = 1 / np.maximum(errors, 1e-9) ** 2
    centre = float((weight * values).sum() / weight.sum())
    surplus = float((weight * (values - centre) ** 2).sum()) - (len(values) - 1)
    between = max(surplus / float(weight.sum() - (weight**2).sum() / weight.sum()), 0.0) if len(values) > 1 else 0.0
    total = 1 / (np.maximum(errors, 1e-9) ** 2 + between)
    mean = float((total * values).sum() / total.sum())
    trust = between / (between + np.maximum(errors, 1e-9) ** 2)
    variance = trust * errors**2 + (1 - trust) ** 2 / float(total.sum())
    return trust * values + (1 - trust) * mean, np.sqrt(variance)


def rank_range(low: Floats, high: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Best and worst rank each place can have, 1 being the highest: only ranges that part are ranked.

    Examples
    --------
    >>> import numpy as np
    >>> best, worst = rank_range(np.array([0.1, 0.2, 0.8]), np.array([0.3, 0.4, 0.9]))
    >>> best.tolist(), worst.tolist()
    ([2, 2, 1], [3, 3, 1])
    """
    above = (low[None, :] > high[:, None]).sum(axis=1)
    below = (high[None, :] < low[:, None]).sum(axis=1)
    return (1 + above).astype(np.int64), (len(low) - below).astype(np.int64)


def bands(low: Floats, high: Floats) -> npt.NDArray[np.int64]:
    """Number the runs of overlapping ranges from the top: places in one band cannot be told apart in a chain.

    Examples
    --------
    >>> import numpy as np
    >>> bands(np.array([0.1, 0.2, 0.8]), np.array([0.3, 0.4, 0.9])).tolist()
    [2, 2, 1]
    """
    order = np.argsort(-high, kind="stable")
    floor, number, found = np.inf, 0, np.zeros(len(low), dtype=np.int64)
    for place in order:
        number += int(high[place] < floor)
        floor = low[place] if high[place] < floor else min(floor, low[place])
        found[place] = number
    return found


def _known(values: pd.Series, own: Mask) -> list[object]:
    return sorted(values[own].dropna().unique().tolist(), key=str)


def _figures(net: Network, seen: View, level: float) -> dict[str, Figure]:
    inside = net.index_of(seen.ids)
    given = np.diff(seen.ties.indptr).astype(np.float64)
    linked = ((given + seen.ties.sum(axis=0)) > 0).astype(np.float64)
    figures: dict[str, Figure] = {
        "names given": lambda own: row_quotient(seen, given * own[inside], own[inside].astype(np.float64), level),
        "linked share": lambda own: row_quotient(seen, linked * own[inside], own[inside].astype(np.float64), level),
    }
    try:
        doers = net.nodes.index.isin(acts_of(net, "did", "led")["node"])
        figures["turnout"] = lambda own: binomial(float((doers & own).sum()), float(own.sum()), level)
    except Lacking:
        pass
    return figures


def _figure(who: str, name: str, found: dict[object, Estimate], level: float) -> pd.DataFrame:
    from scipy.special import ndtri

    known = {place: each for place, each in found.items() if not np.isnan(each.value)}
    if not known:
        return pd.DataFrame()
    z = float(ndtri((1 + level) / 2))
    value, low, high = (np.array([getattr(e, n) for e in known.values()]) for n in ("value", "low", "high"))
    centre, error = pooled(value, (high - low) / (2 * z))
    people = [each.asked for each in known.values()]
    table: dict[str, object] = {"group": who, "figure": name, "where": list(known), "people": people}
    table |= {"value": value, "low": low, "high": high, "pooled": centre}
    table |= {"pooled_low": centre - z * error, "pooled_high": centre + z * error}
    best, worst = rank_range(centre - z * error, centre + z * error)
    return pd.DataFrame(table | {"best_rank": best, "worst_rank": worst})
