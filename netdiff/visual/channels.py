"""From a column to what the eye sees: colour, shape and size, each with the legend that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import did_you_mean
from netdiff.errors import DataError
from netdiff.network import Network
from netdiff.visual.page import plain
from netdiff.visual.palette import STEPS, UNKNOWN, color_of, shape_of

NOT_KNOWN = "not known"
OTHERS = "others"
MOST_KINDS = 8
SMALLEST, LARGEST, USUAL = 5.0, 18.0, 9.0

TITLES = {
    "group": "Group", "organisation": "Organisation", "place": "Place", "mode": "Kind", "ring": "Ring",
    "in_degree": "How many name them", "out_degree": "How many they name", "degree": "Number of links",
    "betweenness": "How often they stand between others", "closeness": "How near they are to all others",
    "eigenvector": "Links with well-linked people", "pagerank": "Turned to by those who are turned to",
    "support": "Support", "held_by": "Who knows them", "cost": "Cost", "acceptance": "Chance to say yes",
}  # fmt: skip


@dataclass(frozen=True)
class Kinds:
    """A column of kinds: which of them each person is, and the legend."""

    title: str
    codes: npt.NDArray[np.int64]
    names: tuple[str, ...]
    colors: tuple[str, ...]
    shapes: tuple[str, ...]

    def legend(self) -> dict[str, Any]:
        """The legend as the page wants it: one row per kind with its count."""
        counts = np.bincount(self.codes, minlength=len(self.names))
        rows = zip(self.names, self.colors, self.shapes, counts, strict=True)
        return {
            "title": self.title,
            "items": [{"name": n, "color": c, "shape": s, "count": int(k)} for n, c, s, k in rows],
        }


def column_of(net: Network, wish: str | pd.Series) -> pd.Series:
    """The Series that `wish` names: a column of `net.nodes`, or a Series over its ids (those it lacks are blank)."""
    if isinstance(wish, pd.Series):
        found = wish.reindex(net.nodes.index)
        if found.notna().sum() == 0 and wish.notna().any():
            raise DataError(
                f"the Series {wish.name!r} shares no id with the network",
                cure="index it by the ids in net.nodes, as every measure of netdiff does",
            )
        return found.rename(str(wish.name if wish.name is not None else "value"))
    if wish not in net.nodes.columns:
        raise DataError(
            f"there is no column {wish!r} in net.nodes",
            cure=did_you_mean(wish, net.nodes.columns) or f"choose one of {', '.join(map(str, net.nodes.columns))}",
        )
    return net.nodes[wish]


def title_of(column: pd.Series) -> str:
    """The column's name for a reader."""
    name = str(column.name)
    return TITLES.get(name, plain(name.replace("_", " ").strip().capitalize()))


def is_number(column: pd.Series) -> bool:
    """Whether a column holds numbers (yes and no are kinds)."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def words(column: pd.Series) -> pd.Series:
    """Every value as text; a blank one says that it is not known."""
    return column.map(plain, na_action="ignore").astype(object).where(column.notna(), NOT_KNOWN)


def kinds(column: pd.Series) -> Kinds:
    """A column as colours and shapes: text by kind, many-valued numbers in five steps."""
    if (
        pd.api.types.is_numeric_dtype(column)
        and not pd.api.types.is_bool_dtype(column)
        and column.nunique() > MOST_KINDS
    ):
        return _steps(column)
    texts = words(column)
    known = texts[texts != NOT_KNOWN].value_counts(sort=False)
    ranked = list(known.sort_values(ascending=False, kind="stable").index)
    kept = ranked if len(ranked) <= MOST_KINDS else ranked[: MOST_KINDS - 1]
    names = sorted(kept) + [OTHERS] * (len(kept) < len(ranked))
    colors = [color_of(place) if name != OTHERS else UNKNOWN for place, name in enumerate(names)]
    return _finished(title_of(column), texts, names, colors, [shape_of(place) for place in range(len(names))])


def _finished(title: str, texts: pd.Series, names: list[str], colors: list[str], shapes: list[str]) -> Kinds:
    """Put those of no kept kind with the others, and those not known last, in grey."""
    if (texts == NOT_KNOWN).any() or not names:
        names, colors, shapes = [*names, NOT_KNOWN], [*colors, UNKNOWN], [*shapes, "dot"]
    place = {name: position for position, name in enumerate(names)}
    codes = texts.map(place).fillna(place.get(OTHERS, 0)).to_numpy(dtype=np.int64)
    return Kinds(title, codes, tuple(names), tuple(colors), tuple(shapes))


def _steps(column: pd.Series) -> Kinds:
    """Five steps of equally many people, light to dark."""
    steps = pd.qcut(column, 5, duplicates="drop")
    bounds = [f"{piece.left:.3g} to {piece.right:.3g}" for piece in steps.cat.categories]
    texts = (
        steps.map(dict(zip(steps.cat.categories, bounds, strict=True))).astype(object).where(column.notna(), NOT_KNOWN)
    )
    return _finished(title_of(column), texts, bounds, list(STEPS[-len(bounds) :]), ["dot"] * len(bounds))


def sizes(column: pd.Series | None, count: int) -> npt.NDArray[np.float64]:
    """Radii whose areas follow the column; those not known are the smallest."""
    if column is None:
        return np.full(count, USUAL)
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float)
    least, most = _span(values)
    share = np.clip(np.nan_to_num((values - least) / (most - least or 1.0)), 0.0, 1.0)
    return np.asarray(np.sqrt(SMALLEST**2 + share * (LARGEST**2 - SMALLEST**2)))


def size_legend(column: pd.Series) -> dict[str, Any]:
    """Three sample sizes with the values they stand for."""
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float)
    least, most = _span(values)
    samples = pd.Series([least, (least + most) / 2, most], name=column.name)
    radii = sizes(samples, 3)
    stops = [{"size": round(float(r), 1), "text": f"{v:.3g}"} for v, r in zip(samples, radii, strict=True)]
    return {"title": title_of(column), "stops": stops}


def _span(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
