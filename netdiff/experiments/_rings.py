"""The nested communities played on a network: who stands in which ring, and what links a facilitator makes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from netdiff._check import check_positive_int, check_probability
from netdiff._random import coins
from netdiff.errors import ModelError
from netdiff.experiments._acting import Crowd
from netdiff.experiments._ears import Ears
from netdiff.experiments._people import person_keys
from netdiff.network import Network

__all__ = ["RINGS", "Moment", "Play", "Rings", "make_links", "steady_state"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]
RINGS = {"outside": 0, "interest": 1, "adopter": 2, "innovator": 3}
INNOVATOR = RINGS["innovator"]


@dataclass(frozen=True)
class Rings:
    """How people move inwards, and drop out.

    Parameters
    ----------
    media, contact : float
        Chance per period to become interested: from outside, and through each contact in any ring.
    to_adopter, to_innovator : float
        Chance per period to move one ring further in.
    lift : float
        `to_adopter` is multiplied by `1 + lift * share of contacts who are adopters or innovators`.
    need : int
        Innovators one must know before becoming one.
    drop_interest, drop_adopter, drop_innovator : float
        Chance per period to drop out of each ring, to the outside.
    hold : float
        Each link to somebody in one's own ring or further in takes this part of the chance to drop out away.
    feedback : float
        How much better the solution gets where adopters talk with innovators: `to_adopter` and `to_innovator` are
        multiplied by `1 + feedback * share of adopters who know an innovator`. 0: not at all.
    demand : float
        Where a movement is played beside it: `to_adopter` is multiplied by `1 + demand * share of contacts who act for
        the change in public`, and each of those also passes interest on. Without a movement it does nothing.
    capacity : int, optional
        The most innovators the community can look after; others wait. None: no limit.

    Notes
    -----
    Stability: experimental.
    """

    media: float = 0.02
    contact: float = 0.02
    to_adopter: float = 0.1
    to_innovator: float = 0.1
    lift: float = 1.0
    need: int = 2
    drop_interest: float = 0.2
    drop_adopter: float = 0.1
    drop_innovator: float = 0.05
    hold: float = 0.2
    feedback: float = 0.0
    demand: float = 0.0
    capacity: int | None = None

    def __post_init__(self) -> None:
        check_positive_int(self.need, "need", least=0)
        if self.capacity is not None:
            check_positive_int(self.capacity, "capacity", least=0)
        for name, value in asdict(self).items():
            if name not in ("need", "lift", "feedback", "demand", "capacity"):
                check_probability(value, name)
        better = 1.0 + self.feedback
        inwards = self.to_adopter * (1.0 + self.lift) * better
        if not 0.0 <= self.demand < np.inf:
            message = f"demand must be a number of at least 0, not {self.demand!r}."
            raise ModelError(message)
        if max(inwards + self.drop_interest, self.to_innovator * better + self.drop_adopter) > 1.0 or better < 0:
            message = "moving in and dropping out have a chance above 1 together. Cure: make the period shorter."
            raise ModelError(message)


def steady_state(rings: Rings) -> pd.Series:
    """Shares of the population in each ring in the long run, where nobody's links matter.

    The chain `outside -> interest -> adopter -> innovator`, each ring dropping out to the outside: what flows into a
    ring equals what leaves it.

    Parameters
    ----------
    rings : Rings
        Its `contact`, `lift`, `need`, `hold` and `feedback` are taken as 0, its `capacity` as without limit.

    Returns
    -------
    Series
        `outside`, `interest`, `adopter`, `innovator`; adds up to 1.

    Notes
    -----
    Stability: experimental.

    Examples
    --------
    >>> steady_state(Rings(media=0.1, to_adopter=0.1, drop_interest=0.1)).round(3).to_dict()
    {'outside': 0.444, 'interest': 0.222, 'adopter': 0.111, 'innovator': 0.222}
    """
    interest = rings.media / (rings.to_adopter + rings.drop_interest)
    adopter = interest * rings.to_adopter / (rings.to_innovator + rings.drop_adopter)
    innovator = adopter * rings.to_innovator / rings.drop_innovator
    parts = pd.Series([1.0, interest, adopter, innovator], index=list(RINGS))
    return parts / parts.sum()


@dataclass(frozen=True, eq=False)
class Moment:
    """Where everybody stands after a period, shape (n, runs), and the links made so far with the period of each."""

    period: int
    ring: Ints
    ears: Ears
    made: Ints

    def innovators(self) -> Floats:
        """Share of people who are innovators, per run."""
        return np.asarray((self.ring == INNOVATOR).mean(axis=0))

    def ties_among_innovators(self) -> tuple[Floats, Floats]:
        """Density of the ties among innovators, and their mean age in periods, per run."""
        inside = self.ring == INNOVATOR
        arcs = (self.ears.voices(inside) * inside).sum(axis=0)
        people = inside.sum(axis=0)
        run, one, other, born = self.made
        new = inside[one, run] & inside[other, run]
        young = np.bincount(run[new], weights=2.0 * (born[new] - 1.0), minlength=inside.shape[1])
        age = np.divide(arcs * self.period - young, arcs, out=np.zeros_like(arcs), where=arcs > 0)
        pairs = np.maximum(people * (people - 1.0), 1.0)
        return np.minimum(arcs / pairs, 1.0), age


@dataclass(frozen=True, eq=False)
class Play:
    """The network and the coins on which all arms are played."""

    net: Network
    ears: Ears
    keys: Keys
    periods: int

    def moments(self, rings: Rings, links: float, within: float, crowd: Crowd | None = None) -> Iterator[Moment]:
        """What stands after each period, with so many links made per period, so large a part of them within rings.

        Parts of a link are saved up. Where there is a crowd, it moves first, on the same links.
        """
        names = person_keys(self.net.nodes.index)
        ring = np.repeat(self.start()[:, None], self.keys.size, axis=1)
        ears, made, act = self.ears, np.empty((4, 0), dtype=np.int64), np.zeros(ring.shape)
        for period in range(1, self.periods + 1):
            new = math.floor(links * period + 1e-9) - math.floor(links * (period - 1) + 1e-9)
            run, one, other = make_links(ring, self.keys, period - 1, new, within)
            if run.size:
                ears = ears.with_ties((run, one, other))
                made = np.concatenate([made, [run, one, other, np.full(run.size, period)]], axis=1)
            coin = coins(self.keys[None, :], f"step {period - 1}", names)
            act = act if crowd is None else crowd.after(act, period - 1, ears)
            ring = _move(rings, ring, coin, ears, None if crowd is None else act > 0)
            yield Moment(period, ring, ears, made)

    def start(self) -> Ints:
        """The ring of each person at the start; those without one are outside."""
        if "ring" not in self.net.nodes:
            return np.zeros(len(self.net), dtype=np.int64)
        return np.asarray(self.net.nodes["ring"].map(RINGS).fillna(0).to_numpy(dtype=np.int64))


def _move(rings: Rings, ring: Ints, coin: Floats, ears: Ears, acting: Mask | None) -> Ints:
    """One period: low coins move one ring in, high coins drop out."""
    counts = [ears.voices(ring >= inner) for inner in range(4)]
    calling = counts[1] if acting is None or not rings.demand else ears.voices((ring >= 1) | acting)
    drawn_in = 1.0 - (1.0 - rings.media) * (1.0 - rings.contact) ** calling
    better = 1.0 + rings.feedback * _heard_adopters(ring, counts[INNOVATOR]) if rings.feedback else 1.0
    lifted = rings.to_adopter * better * (1.0 + rings.lift * ears.share(ring >= RINGS["adopter"]))
    if acting is not None and rings.demand:
        lifted = np.minimum(lifted * (1.0 + rings.demand * ears.share(acting)), 1.0)
    last = rings.to_innovator * better * (counts[INNOVATOR] >= rings.need)
    inwards = np.choose(ring, [drawn_in, lifted, last, np.zeros(ring.shape)])
    leaving = np.array([0.0, rings.drop_interest, rings.drop_adopter, rings.drop_innovator])[ring]
    leaving = leaving * (1.0 - rings.hold) ** np.choose(ring, counts)
    moved = np.where(coin < inwards, ring + 1, np.where(coin >= 1.0 - leaving, 0, ring))
    return moved if rings.capacity is None else _within_capacity(rings.capacity, ring, moved, coin)


def _heard_adopters(ring: Ints, innovators_known: Floats) -> Floats:
    """Share of potential adopters who know an innovator, per run."""
    adopters = ring == RINGS["adopter"]
    return np.asarray((adopters & (innovators_known > 0)).sum(axis=0) / np.maximum(adopters.sum(axis=0), 1))


def _within_capacity(capacity: int, ring: Ints, moved: Ints, coin: Floats) -> Ints:
    """Those with the lowest coins become innovators while there is room; others stay adopters."""
    coming = (moved == INNOVATOR) & (ring != INNOVATOR)
    room = np.maximum(capacity - ((moved == INNOVATOR) & ~coming).sum(axis=0), 0)
    rank = np.argsort(np.argsort(np.where(coming, coin, 2.0), axis=0, kind="stable"), axis=0, kind="stable")
    return np.where(coming & (rank >= room), ring, moved)


def make_links(ring: Ints, keys: Keys, period: int, links: int, within: float) -> tuple[Ints, Ints, Ints]:
    """The links a facilitator makes in this period: within a ring, or to somebody one ring further in."""
    found = [np.empty((3, 0), dtype=np.int64)]
    for link in range(links):
        key = np.uint64(period * 100_003 + link)
        inside = (link + period) % 2 < 2 * within  # all, none, or every other one
        one, fine = _pick(ring > 0, coins(keys, "one end", key))
        wanted = ring[one, np.arange(keys.size)] + (0 if inside else 1)
        other, also = _pick(ring == wanted[None, :], coins(keys, "other end", key))
        fits = fine & also & (one != other)
        found.append(np.array([np.flatnonzero(fits), one[fits], other[fits]]))
    run, one, other = np.concatenate(found, axis=1)
    return run, one, other


def _pick(among: npt.NDArray[np.bool_], coin: Floats) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """One person per run out of those marked, and whether there was anybody."""
    upto = among.cumsum(axis=0)
    place = np.floor(coin * upto[-1]).astype(np.int64) + 1
    return (upto >= place[None, :]).argmax(axis=0), upto[-1] > 0
