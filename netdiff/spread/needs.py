"""What people need before they adopt: given for all, given for each, or drawn."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice, check_columns
from netdiff._random import coins
from netdiff.errors import DataError, ModelError

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["Drawn", "Given", "Needs", "Threshold", "given_of", "needs_of"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Drawn:
    """A threshold that is drawn for each person, afresh in each run.

    Parameters
    ----------
    law : {"uniform", "normal", "beta"}
        From `first` to `second`; with mean `first` and standard deviation `second`; with parameters `first`, `second`.
    first, second : float

    Notes
    -----
    The draw of a person depends on the run and his id alone. Stability: stable.

    Examples
    --------
    >>> Drawn("normal", 0.3, 0.15)
    Drawn(law='normal', first=0.3, second=0.15)
    """

    law: Literal["uniform", "normal", "beta"]
    first: float
    second: float

    def __post_init__(self) -> None:
        check_choice(self.law, "law", ("uniform", "normal", "beta"))
        if self.law == "beta" and min(self.first, self.second) <= 0:
            message = "Both parameters of a beta law must be above 0."
            raise ModelError(message)
        if self.law == "normal" and self.second < 0:
            message = "A standard deviation cannot be below 0."
            raise ModelError(message)

    def quantile(self, share: Floats) -> Floats:
        """The value below which this share of people lies."""
        from scipy import special

        if self.law == "uniform":
            return self.first + (self.second - self.first) * share
        if self.law == "normal":
            return np.asarray(self.first + self.second * special.ndtri(np.maximum(share, 2.0**-54)))
        return np.asarray(special.betaincinv(self.first, self.second, share))


Threshold = float | str | Mapping[Hashable, float] | Drawn


@dataclass(frozen=True)
class Given:
    """The same needs in every run; NaN = drawn uniformly from 0 to 1 by the kernel."""

    levels: Floats

    @property
    def certain(self) -> bool:
        """Whether nothing is left to chance."""
        return not bool(np.isnan(self.levels).any())

    def by_run(self, keys: npt.NDArray[np.uint64], node_keys: npt.NDArray[np.uint64]) -> Floats:  # noqa: ARG002
        """One row that serves all runs."""
        return self.levels[None, :]


@dataclass(frozen=True)
class Redrawn:
    """Needs drawn afresh in each run."""

    law: Drawn
    certain = False

    def by_run(self, keys: npt.NDArray[np.uint64], node_keys: npt.NDArray[np.uint64]) -> Floats:
        """One row per run."""
        return self.law.quantile(coins(keys[:, None], "need", node_keys[None, :]))


Needs = Given | Redrawn


def needs_of(net: Network, threshold: Threshold, name: str) -> Needs:
    """A threshold as the engine takes it: a number, a column of `net.nodes`, a mapping of ids, or a law."""
    return Redrawn(threshold) if isinstance(threshold, Drawn) else given_of(net, threshold, name)


def given_of(net: Network, threshold: float | str | Mapping[Hashable, float], name: str) -> Given:
    """A threshold that is the same in every run, one value per person."""
    if isinstance(threshold, str):
        check_columns([threshold], net.nodes.columns)
        values = pd.to_numeric(net.nodes[threshold], errors="coerce")
    elif isinstance(threshold, Mapping):
        values = pd.Series(dict(threshold), dtype=np.float64).reindex(net.nodes.index)
    else:
        values = pd.Series(float(threshold), index=net.nodes.index)
    if values.isna().any():
        problem = f"{int(values.isna().sum())} people have no {name}"
        raise DataError(
            problem,
            cure="Give everybody a number, or one number for all.",
            column=threshold if isinstance(threshold, str) else None,
        )
    return Given(values.to_numpy(dtype=np.float64))
