"""Models in which people adopt by chance in each period, more likely the more is around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_columns, check_probability
from netdiff.errors import DataError, ModelError
from netdiff.spread._brief import brief
from netdiff.spread.chances import Per, check_rule, mean_or, passing_chances, usual_chance
from netdiff.spread.engine import Hazards, Passage, node_keys, pair_keys, ties_of
from netdiff.spread.live import LiveEdges, Silent, tidy, with_hidden
from netdiff.spread.models import IndependentCascade
from netdiff.spread.silence import hidden_ties

if TYPE_CHECKING:
    from netdiff.network import Network

__all__ = ["Epidemic", "LogisticHazard", "NetworkBass"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class NetworkBass:
    """Bass on a network: a chance p from outside, and q times the share of those around who have adopted.

    Parameters
    ----------
    p : float
        Chance per period to adopt without anybody around (mass media).
    q : float
        How strongly adopters around raise it; the chance is min(1, p + q · share).

    Notes
    -----
    Where everybody is around everybody it becomes Bass's F' = (p + qF)(1 − F). The defaults are averages over published
    fits of consumer goods, not values for health or social care: sweep them. The values of p and q change with the
    length of a period. Needs a horizon.

    Stability: stable.

    References
    ----------
    Bass (1969), A new product growth model for consumer durables. Sultan, Farley and Lehmann (1990), A meta-analysis of
    applications of diffusion models.

    Examples
    --------
    >>> NetworkBass().mean_field(2).round(6).tolist()
    [0.0, 0.03, 0.070158]
    >>> round(NetworkBass(0.0104, 0.4186).peak_time, 2)
    8.61
    """

    p: float = 0.03
    q: float = 0.38

    def __post_init__(self) -> None:
        check_probability(self.p, "p")
        if not (self.q >= 0 and np.isfinite(self.q)):
            message = f"q must be a number from 0 on, not {self.q}."
            raise ModelError(message)

    @property
    def peak_time(self) -> float:
        """When most adopt per period where everybody is around everybody, ln(q/p) / (p + q); 0 where it only falls."""
        return float(np.log(self.q / self.p) / (self.p + self.q)) if self.q > self.p > 0 else 0.0

    def mean_field(self, periods: int, *, start: float = 0.0) -> Floats:
        """Share adopted by period where everybody is around everybody: F(t+1) = F + (p + qF)(1 − F)."""
        path = [start]
        for _ in range(periods):
            path.append(path[-1] + min(1.0, self.p + self.q * path[-1]) * (1.0 - path[-1]))
        return np.array(path)

    def __repr__(self) -> str:
        return brief(self)

    def live_edges(self, net: Network, *, silent: Silent = "draw") -> None:  # noqa: ARG002
        """None: tries are repeated and people adopt on their own."""
        return

    def dynamics(self, net: Network, *, silent: Silent = "draw") -> Hazards:
        """The model made ready for a network: what `simulate` plays."""
        return _hazards(net, silent, base=np.full(len(net), self.p), slope=self.q, link="identity")


@dataclass(frozen=True, repr=False)
class LogisticHazard:
    """In each period people adopt with a logistic chance of exposure, a second voice, what they are, and the season.

    Parameters
    ----------
    intercept : float
        a: the log-odds of adopting in a period with nothing else at work.
    exposure : float
        b1: effect of the share of those around who had adopted one period before. 0 = influence from outside alone.
    reinforcement : float
        b2: added once at least two of those around have adopted.
    attributes : mapping of column to float
        b3: effect of each numeric column of `net.nodes`.
    season : float or sequence of float
        b4 · M(t): added in period 0, 1, 2, …; the last one holds on. Campaigns and mass media.
    leave : float
        Chance per period that an adopter stops.
    again : bool
        Whether somebody who stopped may adopt again.

    Notes
    -----
    h = 1 / (1 + exp(−(a + b1·E + b2·[≥ 2] + b3·z + b4·M(t)))). Support and incentives are interventions: see
    `netdiff.spread.interventions.Support`. The natural model to fit to observed times; a fitted b1 is an association
    with exposure, not yet influence (people resemble those they know). Needs a horizon.

    Stability: stable.

    References
    ----------
    Strang and Tuma (1993), Spatial and temporal heterogeneity in diffusion. Shalizi and Thomas (2011), Homophily and
    contagion are generically confounded in observational social network studies.

    Examples
    --------
    >>> LogisticHazard(-3.0, exposure=2.0).intercept
    -3.0
    """

    intercept: float
    exposure: float = 0.0
    reinforcement: float = 0.0
    attributes: Mapping[str, float] = field(default_factory=dict)
    season: float | tuple[float, ...] = (0.0,)
    leave: float = 0.0
    again: bool = False

    def __post_init__(self) -> None:
        check_probability(self.leave, "leave")
        season = (self.season,) if isinstance(self.season, float | int) else tuple(self.season)
        object.__setattr__(self, "season", season)
        numbers = [self.intercept, self.exposure, self.reinforcement, *self.attributes.values(), *season]
        if not np.isfinite(numbers).all():
            message = "The effects of a logistic hazard must be finite numbers."
            raise ModelError(message)

    def __repr__(self) -> str:
        return brief(self)

    def live_edges(self, net: Network, *, silent: Silent = "draw") -> None:  # noqa: ARG002
        """None: tries are repeated and people adopt on their own."""
        return

    def dynamics(self, net: Network, *, silent: Silent = "draw") -> Hazards:
        """The model made ready for a network: what `simulate` plays."""
        base = self.intercept + _scores(net, self.attributes)
        return _hazards(
            net, silent, base=base, slope=self.exposure, link="logistic", jump=self.reinforcement,
            season=np.asarray(self.season, dtype=np.float64), leave=self.leave, again=self.again,
        )  # fmt: skip


@dataclass(frozen=True, repr=False)
class Epidemic:
    """SI, SIR and SIS: adopters try each contact in every period, until they stop.

    Parameters
    ----------
    p : float or str
        The chance that a tie passes it on in one period; stated as for `IndependentCascade`.
    leave : float
        Chance per period that an adopter stops. 0 is SI: all that can be reached is, in time. 1 makes it an
        independent cascade.
    again : bool
        Whether whoever stopped can adopt again (SIS) or not (SIR). SIS needs a horizon.
    per : {"tie", "unit"}
        See `IndependentCascade`.

    Notes
    -----
    Stability: stable.

    References
    ----------
    Newman (2002), Spread of epidemic disease on networks. Pastor-Satorras and others (2015), Epidemic processes in
    complex networks.

    Examples
    --------
    >>> Epidemic(0.1, leave=0.2)
    Epidemic(p=0.1, leave=0.2)
    """

    p: float | str
    leave: float = 0.0
    again: bool = False
    per: Per = "tie"

    def __post_init__(self) -> None:
        check_rule(self.p, self.per)
        check_probability(self.leave, "leave")
        if self.again and self.leave == 0.0:
            message = "again=True needs leave above 0: nobody can adopt again who never stops."
            raise ModelError(message)

    def __repr__(self) -> str:
        return brief(self)

    def live_edges(self, net: Network, *, silent: Silent = "draw") -> LiveEdges | None:
        """Ties of the independent cascade that SIR with leave=1 is; None otherwise, as ties of one sender depend on
        how long he goes on.
        """  # noqa: D205
        if self.leave != 1.0 or self.again:
            return None
        return IndependentCascade(self.p, self.per).live_edges(net, silent=silent)

    def dynamics(self, net: Network, *, silent: Silent = "draw") -> Passage | Hazards:
        """The model made ready for a network: what `simulate` plays."""
        known = passing_chances(net, self.p, self.per)
        usual = usual_chance(self.p, self.per, known)
        matrix, there = with_hidden(known, hidden_ties(net, silent), usual)
        keys = node_keys(net)
        if self.again:
            logs = -np.log1p(-np.minimum(matrix.data, 1.0 - 1e-16))
            ties = ties_of(matrix, pair_keys(keys, matrix), weights=logs, voices=np.ones(matrix.nnz), chances=there)
            return Hazards(
                ties, len(net), keys, base=np.zeros(len(net)), season=np.zeros(1), jump=0.0, link="complement",
                leave=self.leave, again=True,
            )  # fmt: skip
        sure = np.ones(matrix.nnz) if there is None else there
        ties = ties_of(matrix, pair_keys(keys, matrix), chances=sure, waits=matrix.data)
        return Passage(ties, len(net), keys, leave=self.leave)


def _hazards(
    net: Network,
    silent: Silent,
    *,
    base: Floats,
    slope: float,
    link: Literal["identity", "logistic"],
    jump: float = 0.0,
    season: Floats | None = None,
    leave: float = 0.0,
    again: bool = False,
) -> Hazards:
    """A hazard of the share of those around who have adopted; hidden ties count as far as they are expected."""
    known = tidy(net.influence())
    matrix, there = with_hidden(known, hidden_ties(net, silent), mean_or(known.data, 1.0))
    expected = matrix.copy()
    expected.data = matrix.data if there is None else matrix.data * there
    total = np.asarray(expected.sum(axis=0))
    keys = node_keys(net)
    share = slope * matrix.data / total[matrix.indices]
    ties = ties_of(matrix, pair_keys(keys, matrix), weights=share, voices=np.ones(matrix.nnz), chances=there)
    return Hazards(ties, len(net), keys, base, np.zeros(1) if season is None else season, jump, link, leave, again)


def _scores(net: Network, effects: Mapping[str, float]) -> Floats:
    """What numeric columns of the people add up to."""
    check_columns(effects, net.nodes.columns)
    total = np.zeros(len(net))
    for column, effect in effects.items():
        values = pd.to_numeric(net.nodes[column], errors="coerce")
        if values.isna().any():
            problem = f"{int(values.isna().sum())} people have no number"
            raise DataError(problem, column=column, cure="Fill them in, or leave this column out of the model.")
        total += effect * values.to_numpy(dtype=np.float64)
    return total
