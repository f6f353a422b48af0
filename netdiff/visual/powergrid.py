"""The power grid as a chart: support across, how far somebody could carry it upwards, roles by shape."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import numpy as np
import pandas as pd

from netdiff.recruit.standing import POSITIONS
from netdiff.visual.chartdata import Chart, Spots
from netdiff.visual.page import plain

__all__ = ["NOT_KNOWN_AT", "grid_chart"]

NOT_KNOWN_AT = -1.4  # where those stand whose view is not known, apart on the left
_NAMED = 4  # so many others are named besides the coalition and those who can say no
AXES = {
    "influence": ("Where they stand, and how far they could carry it", "people each could reach alone", "reach"),
    "rated": ("Where they stand, and how much they are seen to decide", "mean rating by others", "rating"),
}
ROLES = ("in the coalition", "can say no", "others")


def grid_chart(grid: pd.DataFrame, said: Callable[[Hashable], str], up: str = "influence") -> Chart:
    """The chart of a coalition's grid.

    Parameters
    ----------
    grid : pandas.DataFrame
        As `CoalitionPlan.grid` gives it, the furthest reaching first.
    said : callable
        What to call somebody.
    up : {"influence", "rated"}
        What goes up: people each could reach alone, or how much it is seen to decide. What has none is not
        shown.
    """
    grid = grid.loc[grid[up].notna()].sort_values(up, ascending=False, kind="stable")
    role = np.where(grid["in_coalition"], ROLES[0], np.where(grid["can_say_no"], ROLES[1], ROLES[2]))
    unknown = grid["lean"].isna().to_numpy()
    height = grid[up].to_numpy(dtype=float)
    x = grid["lean"].to_numpy(dtype=float).copy()
    x[unknown] = NOT_KNOWN_AT + 0.22 * (np.arange(unknown.sum()) % 3 - 1)
    named = (role != ROLES[2]) | (pd.Series(role).eq(ROLES[2]).cumsum().to_numpy() <= _NAMED)
    labels = [plain(said(name)) if show else "" for name, show in zip(grid.index, named, strict=True)]
    parts = tuple(
        Spots(one, [labels[at] for at in where], x[where].tolist(), height[where].tolist(), style)
        for style, one in enumerate(ROLES)
        if (where := np.flatnonzero(role == one)).size
    )
    counts = grid["position"].value_counts()
    told = ", ".join(f"{counts[word]} {word}" for word in POSITIONS if word in counts)
    inside = ", ".join(label for label, one in zip(labels, role, strict=True) if one == ROLES[0])
    title, axis, word = AXES[up]
    alt = f"Grid of {len(grid)} organisations and bodies by support and {word}: {told}. In the coalition: {inside}."
    ticks = {NOT_KNOWN_AT: "not known", -1.0: "against", 0.0: "undecided", 1.0: "for"}
    return Chart(title, "", axis, parts, alt, limits=(-1.75, 1.3), ticks=ticks)
