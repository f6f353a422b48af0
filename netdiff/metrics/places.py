"""Tables by place: every part for every place, drawn together, and no ranks where ranges overlap.

Places (or whatever a column of the people sheet holds) are mostly small. Three things keep such a table honest: a
range that holds silence *and* luck (how far random networks of that size differ), figures drawn towards what all
places have in common, the more the less a place can tell, and ranks only where such ranges part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._progress import Progress
from netdiff.errors import DataError
from netdiff.metrics._appraise import Appraisal, Chance
from netdiff.metrics._estimate import Estimate, pair_quotient, row_quotient
from netdiff.metrics._indicator import Indicator, Lacking, Pairs, Rows, Scope
from netdiff.metrics._sides import Found, Side, appraise
from netdiff.privacy import Policy

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.network import Network

__all__ = ["bands", "by_table", "pooled", "rank_range", "scopes_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DRAWS, RUNS = 15, 25  # drawn and random networks of a table by place: enough to tell a spread, few for many places
FIGURES = ["value", "low", "high", "pooled", "pooled_low", "pooled_high"]
RANKS = ["best_rank", "worst_rank"]
LIMITS = {"share": (0.0, 1.0), "points": (-1.0, 1.0), "index": (-1.0, np.inf)}


def scopes_of(net: Network, by: str) -> list[Scope]:
    """The values of a column of the people sheet, in order.

    Raises
    ------
    DataError
        Where there is no such column.
    """
    if by not in net.nodes:
        raise DataError(f"there is no column {by!r}", cure=f"The columns are {list(net.nodes.columns)}.")
    return [Scope(by, value) for value in sorted(net.nodes[by].dropna().unique().tolist(), key=str)]


def by_table(
    how: Appraisal,
    sides: Mapping[str, Side],
    scopes: Sequence[Scope],
    indicators: Sequence[Indicator],
    wholes: Sequence[csr_array],
    *,
    rng: np.random.Generator,
    progress: Progress = None,
) -> pd.DataFrame:
    """Every part of every group in every scope that has members of it.

    Parameters
    ----------
    how : Appraisal
    sides : mapping of str to Side
        The groups, by their names in words.
    scopes : sequence of Scope
    indicators : sequence of Indicator
    wholes : sequence of csr_array
        Networks whose silent rows were drawn; the first few serve.
    rng : numpy.random.Generator
    progress : bool or callable, optional

    Returns
    -------
    pandas.DataFrame
        One row per group, part and value of the column; see `Scorecard.by_frame`.
    """
    cells = [(who, scope, side.within(how, scope)) for who, side in sides.items() for scope in scopes]
    cells = [cell for cell in cells if cell[2].facts.own.any()]
    if not cells:
        return pd.DataFrame()
    lighter = replace(how, draws=min(how.draws, DRAWS), runs=min(how.runs, RUNS))
    found = appraise(lighter, [side for *_, side in cells], indicators, wholes[: lighter.draws], rng, progress)
    tables = []
    for who in sides:
        there = {
            scope.value: (side, each) for (name, scope, side), each in zip(cells, found, strict=True) if name == who
        }
        tables += [_part_table(who, each, how, there) for each in indicators if _known(each, there)]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    by = scopes[0].by
    return table.rename(columns={"where": f"by {by}" if by in table else by})


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
    return _shrunk(values, errors)[:2]


def _shrunk(values: Floats, errors: Floats) -> tuple[Floats, Floats, Floats]:
    """As `pooled`, and how far each value rests on its own place, from 0 to 1."""
    weight = 1 / np.maximum(errors, 1e-9) ** 2
    centre = float((weight * values).sum() / weight.sum())
    surplus = float((weight * (values - centre) ** 2).sum()) - (len(values) - 1)
    between = max(surplus / float(weight.sum() - (weight**2).sum() / weight.sum()), 0.0) if len(values) > 1 else 0.0
    total = 1 / (np.maximum(errors, 1e-9) ** 2 + between)
    mean = float((total * values).sum() / total.sum())
    trust = between / (between + np.maximum(errors, 1e-9) ** 2)
    variance = trust * errors**2 + (1 - trust) ** 2 / float(total.sum())
    return trust * values + (1 - trust) * mean, np.sqrt(variance), trust


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


def _known(indicator: Indicator, there: Mapping[object, tuple[Side, Found]]) -> bool:
    return any(_number(each.estimates[indicator.code]) is not None for _, each in there.values())


def _number(found: Estimate | Lacking) -> Estimate | None:
    return found if isinstance(found, Estimate) and not np.isnan(found.value) else None


def _part_table(
    who: str, indicator: Indicator, how: Appraisal, there: Mapping[object, tuple[Side, Found]]
) -> pd.DataFrame:
    """One part of one group: a row per place, those with a figure drawn together."""
    rows = []
    for where, (side, found) in there.items():
        one, chance = found.estimates[indicator.code], found.chances.get(indicator.code)
        row: dict[str, object] = {"group": who, "code": indicator.code, "word": indicator.word, "part": indicator.title}
        row |= {"unit": indicator.unit, "where": where, "people": int(side.facts.own.sum())}
        known = _number(one)
        row |= {name: getattr(known, name) if known else np.nan for name in FIGURES[:3]}
        row |= {"chance": chance.mean if chance else np.nan, "half": _half(indicator, how, side, known, chance)}
        note = "" if known else str(one) if isinstance(one, Lacking) else "Nothing to divide by."
        rows.append(row | {"note": note})
    table = pd.DataFrame(rows)
    pools = _pools(indicator, next(iter(there.values()))[0].facts.scope)
    return _drawn_together(table, how.level, indicator.unit, pools=pools)


def _half(indicator: Indicator, how: Appraisal, side: Side, known: Estimate | None, chance: Chance | None) -> float:
    """Half the range that holds silence and luck.

    Luck is what other people of the same kind would have said, where that has a closed form; else how far random
    networks of that size differ. Counts of acts hold it already.
    """
    if known is None:
        return 0.0
    if isinstance(indicator.way, Rows):
        return row_quotient(how.seen, *indicator.way.sides(side.scene), how.level, luck=True).width / 2
    if isinstance(indicator.way, Pairs):
        return pair_quotient(how.seen, *indicator.way.sides(side.scene), how.level, luck=True).width / 2
    luck = 0.0 if chance is None or np.isnan(chance.mean) else (chance.high - chance.low) / 2
    return float(np.hypot(known.width / 2, luck))


def _pools(indicator: Indicator, scope: Scope) -> bool:
    """A count grows with the place, and whether a place has a group is a fact: neither is drawn together."""
    return indicator.unit not in ("count", "groups", "days") and (indicator.measure, scope.by) != ("coverage", "place")


def _drawn_together(table: pd.DataFrame, level: float, unit: str, *, pools: bool) -> pd.DataFrame:
    """Add pooled figures and ranks where there is doubt to pool by; a bare count is neither pooled nor ranked."""
    from scipy.special import ndtri

    half = table.pop("half").to_numpy(dtype=float)
    ranks = pd.DataFrame(pd.NA, index=table.index, columns=RANKS, dtype="Int64")
    table = table.assign(**dict.fromkeys(FIGURES[3:], np.nan)).join(ranks)
    doubted = half > 0
    known = table.index[table["value"].notna() & doubted]
    if not pools or not len(known):
        return table
    z = float(ndtri((1 + level) / 2))
    centre, error, trust = _shrunk(table.loc[known, "value"].to_numpy(dtype=float), half[known] / z)
    ends = [np.clip(end, *LIMITS.get(unit, (0.0, np.inf))) for end in (centre, centre - z * error, centre + z * error)]
    table.loc[known, FIGURES[3:]] = np.stack(ends, axis=1)
    table.loc[known, RANKS] = np.stack(rank_range(*ends[1:]), axis=1)
    table.loc[table["value"].notna() & ~doubted, "note"] = "Too little spread to say how sure it is: not ranked."
    table.loc[known, "note"] = [_said(*each) for each in zip(table.loc[known, "people"], trust, strict=True)]
    return table


def _said(people: int, trust: float) -> str:
    """What a reader must know of a pooled figure; `trust` is 0 where places differ by no more than silence and luck."""
    small = f"Small group: {people} {'person' if people == 1 else 'people'}." if people < Policy().min_cell else ""
    leans = "Leans on the other places more than on its own." if 0 < trust < 0.5 else ""
    return " ".join(text for text in (small, leans) if text)
