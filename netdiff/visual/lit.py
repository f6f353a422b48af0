"""Who is lit on a map and when each would be reached: from a plan, a list of ids, a spread or a column of times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from netdiff.errors import DataError
from netdiff.network import Network
from netdiff.visual.payload import Mark, marks


def lit(net: Network, highlight: Any, audience: str = "private") -> tuple[Mark, ...]:
    """Recruits in their order and reserves, from a Plan or from ids alone."""
    if highlight is None:
        return ()
    if hasattr(highlight, "to_frame") and not isinstance(highlight, pd.Series | pd.Index):
        return _of_plan(net, highlight, audience)
    if isinstance(highlight, str) or not isinstance(highlight, Iterable):
        raise DataError(
            f"highlight is {type(highlight).__name__!r}, which names nobody",
            cure="give a Plan (from netdiff.recommend) or a list of ids",
        )
    ids = list(highlight)
    return marks(net, ids, [""] * len(ids))


def _of_plan(net: Network, plan: Any, audience: str) -> tuple[Mark, ...]:
    frame = plan.to_frame()
    return marks(net, frame["node"].tolist(), frame["reason"].tolist())


def times_of(net: Network, spread: Any) -> tuple[pd.Series | None, str, str]:
    """When each is reached (blank: never), how that is to be read, and the unit of time."""
    if spread is None:
        return None, "", "round"
    if isinstance(spread, pd.Series):
        times = pd.to_numeric(spread.reindex(net.nodes.index), errors="coerce")
        return times, "Move the slider: who has it by then.", net.period or "round"
    return pd.Series(spread.median_times(), index=net.nodes.index), "", net.period or "round"
