"""What is done along the way: campaigns, support, new ties.

Recruiting later is `seeds={id: period}`. Each intervention is laid over a model that was made ready,
whatever the model: a campaign adds starts, support adds a source from outside whose ties ease adoption,
new ties open in their period. All other coins stay as they were, so a simulation with and one without
differ by the intervention alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int, check_probability
from netdiff._random import coins
from netdiff.errors import ModelError
from netdiff.spread.engine import Crossings, Dynamics, Hazards, node_keys
from netdiff.spread.starts import Launch, joined_starts

if TYPE_CHECKING:
    from netdiff._kernels.csr import Starts, Ties
    from netdiff.network import Network
    from netdiff.spread.engine import SpreadModel
    from netdiff.spread.live import Silent

__all__ = ["Campaign", "Intervention", "NewTies", "Support", "staged"]

Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Campaign:
    """A message from outside: each person it is meant for is won in its period with a chance of their own.

    Parameters
    ----------
    period : int
        When.
    reach : float
        The chance that it wins a person who has not adopted by then.
    who : iterable of ids, optional
        Whom it is meant for; None = everybody.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> Campaign(3, reach=0.05).period
    3
    """

    period: int
    reach: float
    who: Iterable[Hashable] | None = None

    def __post_init__(self) -> None:
        check_positive_int(self.period, "period", least=0)
        check_probability(self.reach, "reach")
        _keep_tuple(self)


@dataclass(frozen=True)
class Support:
    """Adoption is made easier from a period on: support, incentives, training.

    Parameters
    ----------
    period : int
        First period in which it can lead to adoption, from 1 on.
    amount : float
        By how much: in voices for a count, in shares for a share or a linear threshold, in log-odds for a
        logistic hazard, in chance per period for `NetworkBass`. Below 0 makes it harder (crowding out).
    who : iterable of ids, optional
        Who is supported; None = everybody.
    until : int, optional
        First period in which it has ended; None = for good.

    Notes
    -----
    An independent cascade and an epidemic have nothing that support could ease: a ModelError says so.

    Stability: experimental.
    """

    period: int
    amount: float
    who: Iterable[Hashable] | None = None
    until: int | None = None

    def __post_init__(self) -> None:
        check_positive_int(self.period, "period")
        if self.until is not None:
            check_positive_int(self.until, "until", least=self.period + 1)
        if not np.isfinite(self.amount):
            message = f"amount must be a finite number, not {self.amount}."
            raise ModelError(message)
        _keep_tuple(self)


@dataclass(frozen=True, eq=False)
class NewTies:
    """Ties that come to be: introductions, a new network.

    Parameters
    ----------
    period : int
        First period in which they count.
    ties : DataFrame or iterable of pairs
        As in `net.ties`: source and target as reported (and `layer`, `weight`, … where needed).

    Notes
    -----
    Where influence is shared out among all ties (weighted cascade, linear thresholds, shares), the shares
    hold from the start as if the new ties were known to come.

    Stability: experimental.
    """

    period: int
    ties: pd.DataFrame | Iterable[tuple[Hashable, Hashable]]

    def __post_init__(self) -> None:
        check_positive_int(self.period, "period", least=0)
        if not isinstance(self.ties, pd.DataFrame):
            object.__setattr__(self, "ties", pd.DataFrame(list(self.ties), columns=["source", "target"]))


Intervention = Campaign | Support | NewTies


@dataclass(frozen=True)
class Staged:
    """What `simulate` plays: dynamics, who starts, and campaigns on the way."""

    dynamics: Dynamics
    launch: Launch
    campaigns: tuple[tuple[int, float, npt.NDArray[np.int64], Keys], ...] = ()

    def starts(self, keys: Keys) -> Starts:
        """Who starts in each run: the seeds, and whom a campaign wins."""
        starts = self.launch.starts(keys)
        for number, (period, reach, nodes, node_key) in enumerate(self.campaigns):
            won = coins(keys[:, None], f"campaign {number}", node_key[None, :]) < reach
            run, place = np.nonzero(won)
            given = np.repeat(np.arange(len(keys)), np.diff(starts.first))
            late = (run, nodes[place], np.full(len(run), period))
            starts = joined_starts(len(keys), (given, starts.node, starts.period), late)
        return starts


def staged(
    net: Network, model: SpreadModel, launch: Launch, interventions: Sequence[Intervention], silent: Silent
) -> Staged:
    """A model made ready for a network, with everything that is done along the way."""
    added = [item for item in interventions if isinstance(item, NewTies)]
    if len(added) + sum(isinstance(item, Campaign | Support) for item in interventions) < len(interventions):
        message = "interventions takes Campaign, Support and NewTies from netdiff.spread.interventions."
        raise ModelError(message)
    dynamics = _with_new_ties(net, model, added, silent)
    supports = [item for item in interventions if isinstance(item, Support)]
    dynamics, launch = _with_support(net, dynamics, launch, supports)
    keys = node_keys(net)
    campaigns = [
        (item.period, item.reach, _places(net, item.who), keys[_places(net, item.who)])
        for item in interventions
        if isinstance(item, Campaign)
    ]
    return Staged(dynamics, launch, tuple(campaigns))


def _with_new_ties(net: Network, model: SpreadModel, added: list[NewTies], silent: Silent) -> Any:
    """The model on the network with all ties, each open from its period on."""
    grown, stages = net, []
    for item in sorted(added, key=lambda one: one.period):
        stages.append((item.period, grown.influence()))
        grown = _grown(grown, item)
    dynamics = model.dynamics(grown, silent=silent)
    if not stages:
        return dynamics
    ties: Ties = dynamics.ties  # type: ignore[attr-defined]
    sender = np.repeat(np.arange(len(net)), np.diff(ties.indptr))
    opens = np.zeros(len(ties.indices), dtype=np.int32)
    final = np.asarray(grown.influence()[sender, ties.indices]).ravel() > 0
    for period, before in stages:
        new = final & (np.asarray(before[sender, ties.indices]).ravel() == 0)
        opens[new] = period
    return replace(dynamics, ties=ties._replace(opens=opens))  # type: ignore[type-var]


def _grown(net: Network, item: NewTies) -> Network:
    """The network with some ties more."""
    from netdiff.network import Network

    table = pd.DataFrame(item.ties).copy()
    if "layer" not in table:
        if len(net.layers) != 1:
            message = "Say in a column `layer` to which layer each new tie belongs."
            raise ModelError(message)
        table["layer"] = next(iter(net.layers))
    net.index_of([*table["source"], *table["target"]])
    table["weight"] = table.get("weight", pd.Series(1.0, index=table.index))
    ties = pd.concat([net.ties, table], ignore_index=True)
    return Network(net.nodes, ties, net.layers, answers=net.answers, missing=net.missing, period=net.period)


def _with_support(net: Network, dynamics: Any, launch: Launch, supports: list[Support]) -> tuple[Any, Launch]:
    """One source from outside per change of support, which starts to speak one period earlier."""
    if supports and not isinstance(dynamics, Crossings | Hazards):
        message = (
            "Support changes what people need, and this model has no such thing. "
            "Cure: use ComplexContagion, LinearThreshold, NetworkBass or LogisticHazard, or a Campaign; a Funnel has a "
            "support of its own, Funnel(support=0.02)."
        )
        raise ModelError(message)
    for item in supports:
        changes = [(item.period, item.amount)] + ([] if item.until is None else [(item.until, -item.amount)])
        for period, amount in changes:
            nodes = _places(net, item.who)
            dynamics, launch = _with_source(dynamics, launch, nodes, amount, period - 1)
    return dynamics, launch


def _with_source(
    dynamics: Crossings | Hazards, launch: Launch, nodes: npt.NDArray[np.int64], amount: float, period: int
) -> tuple[Crossings | Hazards, Launch]:
    ties = dynamics.ties
    weight = amount * (_expected_totals(dynamics)[nodes] if isinstance(dynamics, Crossings) else np.ones(len(nodes)))
    source = len(ties.indptr) - 1
    longer = ties._replace(
        indptr=np.append(ties.indptr, ties.indptr[-1] + len(nodes)),
        indices=np.append(ties.indices, nodes.astype(np.int32)),
        weights=np.append(ties.weights, weight),
        voices=_longer(ties.voices, nodes, 0.0),
        keys=np.append(ties.keys, np.zeros(len(nodes), dtype=np.uint64)),
        bounds=_longer(ties.bounds, nodes, np.uint64(2**64 - 1)),
        opens=_longer(ties.opens, nodes, 0),
    )
    node, start = np.append(launch.node, source), np.append(launch.period, period)
    return replace(dynamics, ties=longer), Launch(node.astype(np.int32), start.astype(np.int32))


def _expected_totals(dynamics: Crossings) -> npt.NDArray[np.float64]:
    """What the ties into each person weigh, those that silence may hide counted by their chance."""
    ties, doubtful = dynamics.ties, dynamics.doubtful
    totals = dynamics.totals.copy()
    chance = ties.bounds[doubtful].astype(np.float64) * 2.0**-64 if doubtful.size else 0.0
    np.add.at(totals, ties.indices[doubtful], ties.weights[doubtful] * chance)
    return np.where(totals > 0.0, totals, 1.0)


def _longer(array: npt.NDArray[Any], nodes: npt.NDArray[np.int64], value: Any) -> npt.NDArray[Any]:
    """One more entry per node where the array is in use."""
    return np.append(array, np.full(len(nodes), value, dtype=array.dtype)) if array.size else array


def _places(net: Network, who: Iterable[Hashable] | None) -> npt.NDArray[np.int64]:
    return np.arange(len(net)) if who is None else net.index_of(who)


def _keep_tuple(item: Campaign | Support) -> None:
    """Ids may come from an iterator; they are read more than once."""
    if item.who is not None:
        object.__setattr__(item, "who", (item.who,) if isinstance(item.who, str | int) else tuple(item.who))
