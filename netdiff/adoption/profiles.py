"""The founding claim meets observed data: whether places with stronger user networks adopted faster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_columns, check_positive_int
from netdiff.adoption.history import Adoption
from netdiff.adoption.speed import rates
from netdiff.answers import answered_mask
from netdiff.errors import DataError
from netdiff.network import Network

__all__ = ["ProfileComparison", "by_profile"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
LEAST_PLACES = 8
TOO_FEW = "too few places to say"
ABSENT = "not in these data"
ALIKE = "the places do not differ in it"


@dataclass(frozen=True, eq=False)
class ProfileComparison:
    """How the rate of adoption of places goes with their user network.

    Parameters
    ----------
    places : pandas.DataFrame
        One row per place: people, adoptions, rate, and the figures of users and professionals.
    table : pandas.DataFrame
        Index = profile (`existence`, `power`, `connectedness`, `mobilisation`); `association`: change of the log rate
        for one standard deviation of the users' figure, that of the professionals held fixed; its 90 % interval; the
        smallest one that these data could show four times in five; and a `reading`. Blank where nothing can be said.
    least : int
        Below so many places nothing is said.
    """

    places: pd.DataFrame
    table: pd.DataFrame
    least: int

    def to_frame(self) -> pd.DataFrame:
        """The table of profiles."""
        return self.table.copy()

    def __repr__(self) -> str:
        shown = self.table.to_string(float_format=lambda value: f"{value:.2f}")
        return f"Rate of adoption by the users' network, {len(self.places)} places\n{shown}\n{CAUTION}"


CAUTION = (
    "Places differ in much that is not in this file; a place where change goes well may also form user networks. "
    "This is an association between places, at most as strong as their number allows."
)


def by_profile(
    history: Adoption | Network,
    *,
    by: str = "place",
    users: str = "user",
    professionals: str = "professional",
    least: int = LEAST_PLACES,
) -> ProfileComparison:
    """Compare the rate of adoption of places with the existence, power, connectedness and mobilisation of users.

    Parameters
    ----------
    history : Adoption or Network
        A network with times of adoption of its own will do. It should be of before the adoption; nothing here can see
        whether it was.
    by : str
        The column of places.
    users, professionals : str
        Names of the two groups in the column `group`.
    least : int
        Below so many places only "too few places to say" is said.

    Returns
    -------
    ProfileComparison

    Raises
    ------
    DataError
        Where the columns are not there.

    Notes
    -----
    Existence is the share of users with a tie to another; power, how often professionals name users against users'
    share of the people; connectedness, names given by users to users; mobilisation, the share of users on the list of
    acts as having done or led something. Each is taken alone, with the professionals' figure of the same kind beside
    it, by weighted least squares on the log rate, places varying further by chance (DerSimonian and Laird 1986); the
    interval is Student's with as many degrees as there are places beyond the terms.
    Stability: experimental.
    """
    history = Adoption.of(history) if isinstance(history, Network) else history
    check_positive_int(least, "least", least=4)
    check_columns([by, "group"], history.net.nodes.columns)
    speed = rates(history, by=by).drop("(not known)", errors="ignore")
    figures = _figures(history, by, users, professionals).reindex(speed.index)
    places = speed[["people", "adopted", "at_risk", "rate"]].join(figures)
    rows = {
        profile: _row(places, profile, least) for profile in ("existence", "power", "connectedness", "mobilisation")
    }
    return ProfileComparison(places, pd.DataFrame.from_dict(rows, orient="index").rename_axis("profile"), least)


def _figures(history: Adoption, by: str, users: str, professionals: str) -> pd.DataFrame:
    nodes = history.net.nodes
    there = {place: np.asarray(nodes[by] == place) for place in nodes[by].dropna().unique()}
    groups = {
        "users": np.asarray(nodes["group"] == users),
        "professionals": np.asarray(nodes["group"] == professionals),
    }
    if not groups["users"].any():
        raise DataError(
            "nobody is in the users' group", value=users, cure=f"Groups: {sorted(nodes['group'].dropna().unique())}."
        )
    doers = _doers(history)
    rows = {place: _row_of_place(history, here, groups, doers) for place, here in there.items()}
    return pd.DataFrame.from_dict(rows, orient="index")


def _row_of_place(history: Adoption, here: Mask, groups: dict[str, Mask], doers: Mask | None) -> dict[str, float]:
    layer = history.layer if history.layer is not None else next(iter(history.net.layers))
    named = history.net.adjacency(layer)
    named.data = np.ones_like(named.data)
    spoke = answered_mask(history.net, layer)
    row: dict[str, float] = {}
    for who, group in groups.items():
        own, said = here & group, here & group & spoke
        inside = named[said] @ group.astype(np.float64)
        back = named.T.tocsr()[said] @ group.astype(np.float64)
        row[f"existence of {who}"] = float(((inside + back) > 0).mean()) if said.any() else np.nan
        row[f"connectedness of {who}"] = float(inside.mean()) if said.any() else np.nan
        row[f"mobilisation of {who}"] = float(doers[own].mean()) if doers is not None and own.any() else np.nan
    row |= _say(named, here & spoke, groups)
    return row


def _say(named: object, said: Mask, groups: dict[str, Mask]) -> dict[str, float]:
    """How often each group is named by professionals, against its share of the two groups."""
    users, professionals = groups["users"], groups["professionals"]
    rows = named[said & professionals]  # type: ignore[index]
    to_users, to_own = float((rows @ users).sum()), float((rows @ professionals).sum())
    share = users.sum() / max(users.sum() + professionals.sum() - 1, 1)
    power = to_users / (to_users + to_own) / share if to_users + to_own and share else np.nan
    return {"power of users": power}


def _doers(history: Adoption) -> Mask | None:
    acts = history.net.acts
    if acts is None or not {"node", "kind"} <= set(acts.columns):
        return None
    done = acts[acts["kind"].isin(["did", "led"])]["node"]
    return np.asarray(history.net.nodes.index.isin(done))


def _row(places: pd.DataFrame, profile: str, least: int) -> dict[str, object]:
    from scipy.stats import t

    columns = [name for name in (f"{profile} of users", f"{profile} of professionals") if name in places]
    known = places[[*columns, "adopted", "at_risk"]].dropna()
    blank = dict.fromkeys(("association", "low", "high", "smallest shown"), np.nan)
    if places[columns].isna().all().any():
        return blank | {"places": 0, "reading": ABSENT}
    if len(known) < least:
        return blank | {"places": len(known), "reading": TOO_FEW}
    if (known[columns].std() < 1e-12).any():
        return blank | {"places": len(known), "reading": ALIKE}
    design = np.column_stack([np.ones(len(known)), *(_standard(known[name]) for name in columns)])
    count = known["adopted"].to_numpy(dtype=np.float64) + 0.5
    value, error = _meta_regression(design, np.log(count / known["at_risk"].to_numpy()), 1.0 / count)
    reach, chance = t(len(known) - design.shape[1]).ppf([0.95, 0.8])
    low, high = value - reach * error, value + reach * error
    figures = {"association": value, "low": low, "high": high, "smallest shown": (reach + chance) * error}
    return figures | {"places": len(known), "reading": _reading(low, high)}


def _standard(values: pd.Series) -> Floats:
    return np.asarray((values - values.mean()) / values.std(), dtype=np.float64)


def _meta_regression(design: Floats, logs: Floats, variance: Floats) -> tuple[float, float]:
    """Coefficient of the first figure and its error, with the spread between places added to each place's own.

    The error is scaled up where the places lie further apart than even that says (Knapp and Hartung 2003).
    """
    between = 0.0
    for _ in range(50):
        weight = 1.0 / (variance + between)
        inverse = np.linalg.pinv((design * weight[:, None]).T @ design)
        beta = inverse @ (design * weight[:, None]).T @ logs
        surplus = float((weight * (logs - design @ beta) ** 2).sum()) - (len(logs) - design.shape[1])
        trace = float(weight.sum() - np.trace(inverse @ (design * (weight**2)[:, None]).T @ design))
        new = max(between + surplus / trace, 0.0) if trace > 0 else 0.0
        if abs(new - between) < 1e-10:
            break
        between = new
    weight = 1.0 / (variance + between)
    inverse = np.linalg.pinv((design * weight[:, None]).T @ design)
    beta = inverse @ (design * weight[:, None]).T @ logs
    surplus = float((weight * (logs - design @ beta) ** 2).sum()) / (len(logs) - design.shape[1])
    return float(beta[1]), float(np.sqrt(inverse[1, 1] * max(surplus, 1.0)))


def _reading(low: float, high: float) -> str:
    if low <= 0 <= high:
        return "no clear difference"
    return "places with more adopted faster" if low > 0 else "places with more adopted more slowly"
