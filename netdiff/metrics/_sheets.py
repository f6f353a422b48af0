"""The sheets beside the ties, in one form: acts, places, bodies, and what people's columns say.

Each function gives the sheet as the measures read it, or raises `Lacking` with what to add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff import privacy
from netdiff.metrics._estimate import COUNTED, Estimate
from netdiff.metrics._indicator import EVERYWHERE, Lacking, Scope

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = [
    "JOINED",
    "LEFT",
    "RINGS",
    "acts_of",
    "binomial",
    "bodies_of",
    "column_of",
    "consented",
    "days_of",
    "for_change",
    "need_of",
    "when",
]

Mask = npt.NDArray[np.bool_]

RINGS = ("interest", "adopter", "innovator")
JOINED, LEFT = "joined ring", "left ring"
FOR = {"for", "strongly for", "support", "supports", "supporter", "in favour", "yes", "ally", "champion"}


def acts_of(net: Network, *kinds: str) -> pd.DataFrame:
    """The acts of known people, of some kinds (all by default), with dates as numbers or times."""
    acts = net.acts
    if acts is None or not len(acts):
        raise Lacking("it has no sheet of acts", "a sheet with one row per act: who, date, kind (asked, did, led)")
    acts = acts[acts["node"].isin(net.nodes.index)]
    kind = acts["kind"].astype("str").str.strip().str.casefold()
    chosen = acts.assign(kind=kind)
    return chosen[kind.isin(kinds)] if kinds else chosen


def when(acts: pd.DataFrame) -> pd.Series:
    """Dates of acts as days (floats); numbers stay as they are.

    Raises
    ------
    Lacking
        Where the sheet has no dates.
    """
    if "date" not in acts or acts["date"].isna().all():
        raise Lacking("its acts have no dates", "a date to each act")
    return days_of(acts["date"])


def days_of(dates: pd.Series) -> pd.Series:
    """Dates as days (floats; NaN where blank or unreadable); numbers stay as they are."""
    if pd.api.types.is_numeric_dtype(dates):
        return dates.astype("float64")
    if not pd.api.types.is_datetime64_any_dtype(dates):
        number = pd.to_numeric(dates, errors="coerce").astype("float64")
        if number.notna().sum() == dates.notna().sum():
            return number
    times = pd.to_datetime(dates, errors="coerce", format="mixed", utc=True)
    return (times - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(days=1)


def bodies_of(net: Network) -> pd.DataFrame:
    """Bodies that decide, one row per seat: body, node (blank = empty seat), raised where known."""
    bodies = net.bodies
    if bodies is None or not len(bodies):
        raise Lacking(
            "it has no sheet of the bodies that decide", "a sheet with one row per seat: body, who sits, items raised"
        )
    return bodies


def need_of(net: Network, scope: Scope = EVERYWHERE) -> float:
    """Number of people with the need, in all places or in one.

    Raises
    ------
    Lacking
        Where it is not known, or not by the column that the scope is cut by.
    """
    places = net.places
    if places is None or "need" not in places:
        raise Lacking("it does not say how many people have the need", "a sheet of places with a column need")
    table = places.set_index("place") if "place" in places else places
    need = pd.to_numeric(table["need"], errors="coerce").dropna()
    if scope.by not in ("", "place"):
        raise Lacking("the need is counted by place only", "nothing: read it by place")
    if scope.by and scope.value not in need.index:
        raise Lacking("nobody counted the need there", "the need of that place to the sheet of places")
    return float(need[need.index == scope.value].sum() if scope.by else need.sum())


def column_of(net: Network, column: str, add: str) -> pd.Series:
    """A column of the people sheet that is not all blank."""
    if column not in net.nodes or net.nodes[column].isna().all():
        raise Lacking(f"its people sheet has no column {column}", add)
    return net.nodes[column]


def consented(net: Network) -> Mask:
    """Who said yes to being contacted; blank is *not asked*, never yes."""
    column_of(net, "consent", "a column consent to the people sheet (yes, no, blank for not asked)")
    return privacy.consented(net)


def for_change(net: Network) -> Mask:
    """Who is for the change: 4 or 5 of 5, or a word that says so; blank is unknown."""
    support = column_of(net, "support", "a column support to the people sheet (for, against, blank for unknown)")
    number = pd.to_numeric(support, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    words = support.astype("str").str.strip().str.casefold().isin(FOR).to_numpy(dtype=bool)
    return np.asarray((number >= 4) | words, dtype=bool)


def binomial(hits: float, cases: float, level: float) -> Estimate:
    """A share of people counted in full, with Wilson's interval for how it might fall out another time."""
    from scipy.special import ndtri

    if not cases:
        nan = float("nan")
        return Estimate(nan, nan, nan, level, 0, 0, "counted", COUNTED)
    z2 = float(ndtri((1 + level) / 2)) ** 2
    share, whole = hits / cases, cases + z2
    centre = (hits + z2 / 2) / whole
    half = np.sqrt(z2) / whole * np.sqrt(hits * (1 - share) + z2 / 4)
    low, high = float(max(centre - half, 0.0)), float(min(centre + half, 1.0))
    people = round(cases)
    return Estimate(share, min(low, share), max(high, share), level, people, people, "counted", CHANCE)


CHANCE = "Counted in full; the range says how far it could differ by luck alone."
