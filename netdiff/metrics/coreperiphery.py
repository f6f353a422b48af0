"""Whether there is a core that everything hangs on, and who is in it (Borgatti and Everett 2000)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff._random import RngLike, generator
from netdiff.metrics._measure import measure
from netdiff.metrics._null import Pairs, same_degrees
from netdiff.metrics._shared import contacts, named

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["CorePeriphery", "continuous_core", "core_periphery"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Between = Literal["ones", "ignored"]
EXACT_UP_TO = 16


@dataclass(frozen=True, eq=False)
class CorePeriphery:
    """The best split into core and periphery.

    Attributes
    ----------
    core : pandas.Series of bool
        Who is in the core.
    correlation : float
        Of the ties with the ideal pattern; 1 = perfect.
    p : float or None
        Share of random networks with the same degrees that fit as well, (b + 1) / (draws + 1); None where not asked.
    exact : bool
        Whether every split was looked at.
    """

    core: pd.Series
    correlation: float
    p: float | None
    exact: bool

    def to_frame(self) -> pd.DataFrame:
        """One row per person: whether in the core."""
        return self.core.to_frame()

    def __repr__(self) -> str:
        how = "all splits looked at" if self.exact else "best of many starts"
        chance = "" if self.p is None else f", p = {self.p:.3f} against random networks with the same degrees"
        who = f"{int(self.core.sum())} of {len(self.core)} in the core"
        return f"CorePeriphery({who}, r = {self.correlation:.3f}{chance}; {how})"


@measure(
    meaning="Whether the network has a dense core with everybody else hanging on to it, and who is the core.",
    caution="Any network with a few busy people fits somewhat: look at p.",
    source="Borgatti & Everett 2000",
    on="reported",
)
def core_periphery(
    net: Network,
    *,
    between: Between = "ones",
    layer: str | None = None,
    draws: int = 0,
    rng: RngLike = 0,
) -> CorePeriphery:
    """Discrete core and periphery: the split whose ideal pattern correlates best with the ties.

    Parameters
    ----------
    net : Network
    between : {"ones", "ignored"}
        What the ideal says of core and periphery: all tied, or nothing (those pairs are left out).
    layer : str, optional
        Ties count in both directions, without ties to oneself.
    draws : int
        Number of random networks with the same degrees to compare with; 0 for none. With `between="ones"` the fit
        is nearly fixed by the degrees, so that this comparison says little; ask it with `"ignored"`.
    rng : int, Generator or None

    Returns
    -------
    CorePeriphery
        Of several splits that fit as well, the first one found.

    Notes
    -----
    All splits are looked at up to 16 people; beyond that, moves of single people from 20 starts (the people with most
    contacts, and random ones). Stability: stable.

    References
    ----------
    Borgatti, S. P. and Everett, M. G. (2000). Models of core/periphery structures. Social Networks 21.
    """
    check_choice(between, "between", ("ones", "ignored"))
    matrix, random = contacts(net, layer), generator(rng)
    found, core = _fit(matrix, between, random)
    p = None
    if draws and np.isfinite(found):
        n = len(net)
        pairs = Pairs(n, np.ones(n, dtype=bool), np.zeros(0, dtype=np.int64))
        shuffled = (same_degrees(matrix, pairs, random, directed=False) for _ in range(draws))
        p = (1 + sum(_fit(one, between, random)[0] >= found - 1e-12 for one in shuffled)) / (draws + 1)
    return CorePeriphery(named(net, core, "core"), found, p, exact=len(net) <= EXACT_UP_TO)


@measure(
    meaning="How much a person belongs to the core, on a sliding scale.",
    caution="Any network with a few busy people has high values somewhere.",
    source="Borgatti & Everett 2000",
    on="reported",
)
def continuous_core(net: Network, *, layer: str | None = None) -> pd.Series:
    """Coreness c whose products ``c_i c_j`` lie nearest to the ties off the diagonal.

    Parameters
    ----------
    net : Network
    layer : str, optional
        Ties count in both directions.

    Returns
    -------
    pandas.Series
        Of length 1, not negative (minimum residual; found by repeated least squares).

    Notes
    -----
    Stability: experimental.
    """
    matrix = contacts(net, layer)
    core = np.sqrt(matrix.sum(axis=1) + 1e-12)
    core /= np.linalg.norm(core) or 1.0
    for _ in range(500):
        new = (matrix @ core) / np.maximum(core @ core - core**2, 1e-12)
        new = (new + core) / 2
        if np.abs(new - core).max(initial=0) < 1e-10:
            break
        core = new
    length = float(np.linalg.norm(core))
    return named(net, core / length if length else core, "continuous_core")


def _fit(matrix: Any, between: Between, rng: np.random.Generator) -> tuple[float, Mask]:
    n = int(matrix.shape[0])
    if n <= EXACT_UP_TO:
        return _best_of_all(matrix.toarray(), between)
    busiest = np.argsort(-matrix.sum(axis=1), kind="stable")
    starts = [np.isin(np.arange(n), busiest[:size]) for size in {max(1, n // part) for part in (20, 10, 5, 3, 2)}]
    starts += [rng.random(n) < 0.3 for _ in range(20 - len(starts))]
    found = [_climb(matrix, between, start) for start in starts]
    return max(found, key=lambda one: -np.inf if np.isnan(one[0]) else one[0])


def _best_of_all(ties: Floats, between: Between) -> tuple[float, Mask]:
    n = len(ties)
    best, core = float("nan"), np.zeros(n, dtype=bool)
    for first in range(0, 2**n, 4096):
        split = (np.arange(first, min(first + 4096, 2**n))[:, None] >> np.arange(n)) & 1 == 1
        members = split.astype(np.float64)
        inside = np.einsum("si,si->s", members @ ties, members)
        value = _correlation(inside, members @ ties.sum(axis=1), members.sum(axis=1), float(ties.sum()), n, between)
        if np.isfinite(value).any() and not np.nanmax(value) <= best + 1e-12:
            place = int(np.nanargmax(value))
            best, core = float(value[place]), split[place]
    return best, core


def _climb(matrix: Any, between: Between, core: Mask) -> tuple[float, Mask]:
    """Move one person at a time, whoever improves the fit most, until nobody does."""
    degree, total, n = matrix.sum(axis=1), float(matrix.sum()), len(core)
    core = core.copy()
    best = float("nan")
    for _ in range(4 * n):
        sign, toward = np.where(core, -1.0, 1.0), matrix @ core.astype(np.float64)
        inside = float(toward[core].sum()) + 2 * sign * toward
        value = _correlation(inside, float(degree[core].sum()) + sign * degree, core.sum() + sign, total, n, between)
        if np.isnan(value).all() or np.nanmax(value) <= best + 1e-12:
            break
        person = int(np.nanargmax(value))
        best, core[person] = float(value[person]), not core[person]
    return best, core


def _correlation(inside: Any, ends: Any, size: Any, total: float, n: int, between: Between) -> Floats:
    """Pearson correlation of the ordered pairs with the ideal pattern.

    `inside`: ties within the core, both ways; `ends`: ends of ties at core members; `size`: of the core.
    """
    within, across = size * (size - 1), 2 * size * (n - size)
    if between == "ones":
        pairs, ideal, hits, ties = n * (n - 1.0), within + across, 2 * ends - inside, total
    else:
        pairs, ideal, hits = n * (n - 1.0) - across, within, inside
        ties = total - 2 * (ends - inside)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(ideal * (pairs - ideal) * ties * (pairs - ties))
        return np.asarray(np.where(spread > 0, (pairs * hits - ideal * ties) / spread, np.nan))
