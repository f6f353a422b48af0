"""Who is seen to decide: ratings of power that partners and bodies are given by others."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff.errors import DataError
from netdiff.network import Network

__all__ = ["FEWEST_RATERS", "ratings_layer", "ratings_of"]

FEWEST_RATERS = 3  # of fewer, a mean is the view of single people
LEVEL = 0.9
WORDS = ("tower", "influence", "power", "decide")


def ratings_layer(net: Network, wanted: str | None = None) -> str | None:
    """The layer in which people rate how much others decide.

    Parameters
    ----------
    net : Network
    wanted : str, optional
        Its name; by default the one layer of ratings whose name speaks of a tower, influence, power or deciding.

    Returns
    -------
    str or None
        None where there is no such layer, or several.

    Raises
    ------
    DataError
        Where the wanted layer holds no ratings.
    """
    if wanted is not None:
        if net.layers[check_choice(wanted, "ratings", net.layers)].means != "rates":
            cure = "Name a layer that means 'rates'."
            raise DataError(f"layer {wanted!r} does not hold ratings", cure=cure)
        return wanted
    rated = [name for name, layer in net.layers.items() if layer.means == "rates"]
    found = [name for name in rated if any(word in name.casefold() for word in WORDS)]
    return found[0] if len(found) == 1 else None


def ratings_of(net: Network, layer: str | None, members: Mapping[Hashable, Iterable[Hashable]]) -> pd.DataFrame:
    """Mean rating that organisations and bodies receive from people outside them.

    Parameters
    ----------
    net : Network
    layer : str or None
        A layer of ratings; None gives blanks.
    members : mapping
        Who belongs to each.

    Returns
    -------
    pandas.DataFrame
        Index = name; `rated`, `rated_low`, `rated_high` (90 %, over raters), `raters`.

    Notes
    -----
    Where an organisation itself was rated, that counts; else what its members were given. Each rater has one voice: the
    mean of the ratings that this person gave. Nobody rates their own organisation. Blank where fewer than three did.
    """
    rows = {name: _row(net, layer, name, list(own)) for name, own in members.items()}
    columns = ["rated", "rated_low", "rated_high", "raters"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).astype({"raters": np.int64})


def _row(net: Network, layer: str | None, name: Hashable, members: list[Hashable]) -> list[float]:
    if layer is None:
        return [np.nan, np.nan, np.nan, 0]
    given = net.ties.loc[(net.ties["layer"] == layer) & net.ties["weight"].notna(), ["source", "target", "weight"]]
    scale = given["weight"].min(), given["weight"].max()
    outside = given[~given["source"].isin([name, *members])]
    itself = outside[outside["target"] == name]
    about = itself if len(itself) else outside[outside["target"].isin(members)]
    voices = about.groupby("source")["weight"].mean().to_numpy(dtype=np.float64)
    if voices.size < FEWEST_RATERS:
        return [np.nan, np.nan, np.nan, voices.size]
    mean, spread = float(voices.mean()), _spread(voices)
    return [mean, max(mean - spread, scale[0]), min(mean + spread, scale[1]), voices.size]


def _spread(voices: npt.NDArray[np.float64]) -> float:
    """Half of Student's interval of a mean."""
    from scipy.stats import t

    error = voices.std(ddof=1) / np.sqrt(voices.size)
    return float(t.ppf((1.0 + LEVEL) / 2.0, voices.size - 1) * error)
