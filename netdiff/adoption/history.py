"""An observed diffusion: who is tied to whom, and who adopted when, joined by id and never by position."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_choice
from netdiff.adoption.joining import (
    check_whole,
    codes_told_in,
    counted_in_periods,
    is_dated,
    joined_by_id,
    known_of,
    periods_of,
    ties_told_in,
    times_table,
)
from netdiff.errors import DataError
from netdiff.network import Network, check_network
from netdiff.receipt import Receipt
from netdiff.times import AdoptionTable

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from netdiff.layer import Layer
    from netdiff.spread.outcome import Spread

__all__ = ["Adoption", "Direction"]

Direction = Literal["influence", "outgoing", "incoming", "both"]
DIRECTIONS: tuple[Direction, ...] = ("influence", "outgoing", "incoming", "both")
FLOW_SIDES = {"to_source": "outgoing", "to_target": "incoming", "both": "both"}


@dataclass(frozen=True, eq=False)
class Adoption:
    """Times of adoption on a network, one innovation at a time.

    Parameters
    ----------
    networks : tuple of Network
        One that holds all the time, or one per period, all with the same nodes in the same order.
    toa : pandas.Series
        Period of adoption per node; blank = had not adopted when last seen.
    dropped : pandas.Series
        Period of giving up per node; blank = did not.
    periods : tuple of int
        The periods observed, one after the other.
    layer : str, optional
        The layer whose ties carry influence; None where there is one.
    receipt : Receipt
        What became of every time that came in.
    known : pandas.Series of bool, optional
        Whether it is known of each node if and when it adopted; None where it is of all.
    rewired : csr_array, optional
        Ties as reported that stand in for the network's, as in a test against chance.
    unit : str, optional
        What a period is (`"month"`), where that is known.

    Notes
    -----
    Build one with `Adoption.of`. Whoever did not adopt is *censored*: known not to have adopted by the last period.
    Stability: experimental.
    """

    networks: tuple[Network, ...]
    toa: pd.Series
    dropped: pd.Series
    periods: tuple[int, ...]
    layer: str | None = None
    receipt: Receipt = field(default_factory=Receipt)
    known: pd.Series | None = None
    rewired: csr_array | None = None
    unit: str | None = None

    @classmethod
    def of(
        cls,
        net: Network | Iterable[Network],
        times: AdoptionTable | pd.Series | Mapping[Any, float] | str | None = None,
        *,
        innovation: str | None = None,
        first: int | None = None,
        last: int | None = None,
        never: float | None = None,
        layer: str | None = None,
        period: str | None = None,
        unlisted: str | None = None,
        by: str | None = None,
    ) -> Adoption:
        """Join times of adoption to a network by id.

        Parameters
        ----------
        net : Network or iterable of Network
            One network, or one per period from `first` on.
        times : AdoptionTable, Series, mapping or str, optional
            Whole periods or dates by id, or the name of a node column; None takes `net.adoption`, else the column
            `adopted_at`.
        innovation : str, optional
            Which one, where there are several.
        first, last : int, optional
            The periods observed; by default from the first adoption to the last one, or to `observed_until`.
        never : float, optional
            A number that says "never adopted" (such as one period after the last).
        layer : str, optional
            The layer that carries influence.
        period : {"day", "week", "month", "quarter", "year"}, optional
            What dates are counted in, by the calendar, the first adoption being in period 1; None takes `net.period`.
        unlisted : {"censored", "unknown"}, optional
            What is known of people who do not stand among the times: that they had not adopted, or nothing. None takes
            them for unknown where the times list people who had not adopted, else for censored; the receipt says which.
        by : str, optional
            A column of the table of nodes: the receipt counts the ties that join people who differ in it, as it always
            does for `place` and `group`.

        Returns
        -------
        Adoption

        Raises
        ------
        DataError
            Where a time is no whole period, or no time belongs to anybody in the network.

        Examples
        --------
        >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
        >>> net = Network.from_frames(None, ties, means="turns_to")
        >>> Adoption.of(net, {"a": 2, "c": 1}).toa.to_dict()
        {'a': 2.0, 'b': nan, 'c': 1.0}
        """
        networks = _networks(net)
        ids = networks[0].nodes.index
        table = times_table(networks[0], times, innovation, codes_told=never is not None)
        joined, receipt = joined_by_id(counted_in_periods(table, period or networks[0].period), ids)
        held_out = table["adopted"].isna() | (table["adopted"] == never)
        known, receipt = known_of(table["node"], ids, unlisted, receipt, told=bool(held_out.any()))
        toa = joined["adopted"].mask(joined["adopted"] == never) if never is not None else joined["adopted"]
        check_whole(toa)
        receipt = ties_told_in(codes_told_in(receipt, joined["adopted"], toa, never), networks[0], layer, known, by)
        periods = periods_of(toa, joined["observed_until"], first, last, len(networks))
        toa = toa.where(toa <= periods[-1])
        unit = (period if is_dated(table) else None) or networks[0].period
        return cls(networks, toa, joined["dropped"], periods, layer, receipt, known, unit=unit)

    @classmethod
    def from_spread(cls, net: Network, spread: Spread, run: int = 0) -> Adoption:
        """One simulated run as if it had been observed: the same shape, so every function here takes it."""
        if spread.times is None:
            raise DataError("this simulation kept no times", cure="Simulate fewer runs, so that times fit in memory.")
        entered = pd.Series(spread.times[run], index=spread.nodes.index, dtype=np.float64)
        last = None if spread.horizon is None else int(spread.horizon)
        return cls.of(net, entered.mask(entered < 0), first=0, last=last)

    @property
    def net(self) -> Network:
        """The network, or the first one of several."""
        return self.networks[0]

    @property
    def is_dynamic(self) -> bool:
        """Whether ties change from period to period."""
        return len(self.networks) > 1

    @property
    def n(self) -> int:
        """How many nodes."""
        return len(self.toa)

    @property
    def watched(self) -> npt.NDArray[np.bool_]:
        """Of whom it is known if and when they adopted."""
        return np.ones(self.n, dtype=bool) if self.known is None else self.known.to_numpy(dtype=bool)

    def among_watched(self) -> Adoption:
        """The times of those of whom they are known, for counts that need no ties."""
        return replace(self, toa=self.toa[self.watched], dropped=self.dropped[self.watched], known=None)

    def index_in_time(self, values: pd.Series | None = None) -> npt.NDArray[np.int32]:
        """Positions of times among the periods; one past the last for whoever is censored."""
        times = (self.toa if values is None else values).to_numpy(dtype=np.float64)
        places = np.where(np.isnan(times), len(self.periods), times - self.periods[0])
        return np.clip(places, -1, len(self.periods)).astype(np.int32)

    def holds(self) -> npt.NDArray[np.bool_]:
        """Who holds the innovation when, shape (nodes, periods)."""
        when = np.arange(len(self.periods))
        begin, end = self.index_in_time()[:, None], self.index_in_time(self.dropped)[:, None]
        return (begin <= when) & (when < end)

    def ties(self, place: int = 0, direction: Direction = "influence", *, valued: bool = True) -> csr_array:
        """The matrix of one period whose entry [i, j] says how far j acts on i.

        Parameters
        ----------
        place : int
            Position of the period; ignored where the network is static.
        direction : {"influence", "outgoing", "incoming", "both"}
            As the layer's meaning says; whom i names; who names i; either.
        valued : bool
            Keep weights, or count each tie as 1.
        """
        check_choice(direction, "direction", DIRECTIONS)
        net = self.networks[place if self.is_dynamic else 0]
        named = net.adjacency(self.layer) if self.rewired is None else self.rewired.copy()
        side = self.rests_on(direction)
        one_way = self.rewired is not None or _definition(net, self.layer).directed
        if one_way and side != "outgoing":
            named = (named.T if side == "incoming" else named.maximum(named.T)).tocsr()
        matrix = named
        if not valued:
            matrix.data = np.ones_like(matrix.data)
        matrix.sort_indices()
        return matrix

    def rests_on(self, direction: Direction) -> str:
        """On whose reports a direction rests: `outgoing` (the person's own), `incoming` (of others), or `both`."""
        return FLOW_SIDES[_flow(self.net, self.layer)] if direction == "influence" else direction

    def __repr__(self) -> str:
        adopted, watched = int(self.toa.notna().sum()), int(self.watched.sum())
        unknown = f", {self.n - watched:,} not known" if watched < self.n else ""
        rest = f"{watched - adopted:,} had not when last seen{unknown}"
        return f"Adoption: {adopted:,} of {watched:,} adopted, {rest}; periods {self.periods[0]} to {self.periods[-1]}"


def _definition(net: Network, layer: str | None) -> Layer:
    return net.layers[layer] if layer is not None else next(iter(net.layers.values()))


def _flow(net: Network, layer: str | None) -> str:
    definition = _definition(net, layer)
    if definition.flow is None:
        raise DataError(f"nothing spreads along layer {definition.name!r}", cure="Choose another with layer=….")
    return definition.flow


def _networks(net: Network | Iterable[Network]) -> tuple[Network, ...]:
    one = isinstance(net, Network) or not isinstance(net, Iterable)
    networks = (check_network(net),) if one else tuple(net)  # type: ignore[arg-type]
    if not networks:
        raise DataError("there is no network", cure="Give one network, or one per period.")
    first = check_network(networks[0]).nodes.index
    for other in networks[1:]:
        if not check_network(other).nodes.index.equals(first):
            raise DataError(
                "the networks of the periods do not have the same nodes in the same order",
                cure="Make them with net.windows(…), or bring them into one order with net.select(ids).",
            )
    return networks
