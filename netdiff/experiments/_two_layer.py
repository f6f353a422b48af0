"""Users and professionals as two coupled networks: who expresses demand, who takes an innovation up.

A professional takes it up once `exposure >= threshold`; exposure is the share of peers who have (their voices count
by weight) with users' demand either added to it or averaged into it. A user expresses demand once enough of the
people they listen to have expressed demand or taken it up. Every chance event is a coin of the person's own in that
run, so changing one layer moves no draw of another.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from netdiff._check import check_choice, check_positive_int
from netdiff._random import coins
from netdiff.errors import DataError, ModelError
from netdiff.experiments._ears import Ears, Ties
from netdiff.experiments._people import person_keys
from netdiff.metrics._view import group_mask
from netdiff.network import Network
from netdiff.spread.live import Silent

__all__ = ["Change", "Demand", "TwoLayer", "take_up", "two_layer"]

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
NOBODY = np.empty(0, dtype=np.int64)
NEEDS = np.array([0.2, 0.7, 1.0])  # 1, 2 or 3 contacts with chance .2, .5, .3


@dataclass(frozen=True)
class Demand:
    """How demand and peers act on professionals.

    Parameters
    ----------
    w : float
        Weight of users' demand; 0 leaves users without any effect, exactly.
    reading : {"additive", "averaging"}
        `peers + w * demand`, or `(1 - w) * peers + w * demand`. Averaging makes silent users an obstacle.
    threshold, spread : float
        Mean and standard deviation of the exposure that a professional needs (normal, kept within 0.01 and 1).
    """

    w: float = 0.5
    reading: str = "additive"
    threshold: float = 0.3
    spread: float = 0.15

    def __post_init__(self) -> None:
        check_choice(self.reading, "reading", ("additive", "averaging"))
        if not 0.0 <= self.w <= 1.0:
            message = f"w must lie between 0 and 1, not {self.w:g}. It is the weight of users' demand."
            raise ModelError(message)


@dataclass(frozen=True, eq=False)
class TwoLayer:
    """Who listens to whom among users and professionals, with room for people who may be added.

    Parameters
    ----------
    ears : Ears
        Who listens to whom, and how much, in each run. The last `spare` rows are people who may join.
    users, professionals : bool array, shape (n,)
        The two groups; spare people are in neither.
    keys : uint64 array, shape (n, 1)
        The key of each person's coins.
    spare : int
        How many people may join.
    """

    ears: Ears
    users: Mask
    professionals: Mask
    keys: npt.NDArray[np.uint64]
    spare: int

    def __len__(self) -> int:
        return int(self.users.size)


@dataclass(frozen=True, eq=False)
class Change:
    """What one arm changes; nothing, by default.

    Parameters
    ----------
    ties : three int arrays, shape (m,)
        Added mutual ties: run, one end, the other end.
    joined : bool array, shape (n,)
        Spare people who are in the network; `as_users` says which group they join.
    as_users : bool
        Whether the joined are users or professionals.
    voices : bool array, shape (n, runs)
        People who speak up from the start (and are not counted as having taken anything up).
    heeded : bool array, shape (n, runs)
        A group whose members professionals heed for their own sake, beside peers and users.
    more : float
        How much, in multiples of the weight of users' demand.
    """

    ties: Ties = field(default_factory=lambda: (NOBODY, NOBODY, NOBODY))
    joined: Mask | None = None
    as_users: bool = True
    voices: Mask | None = None
    heeded: Mask | None = None
    more: float = 0.0


def two_layer(
    net: Network,
    users: str,
    professionals: str,
    keys: npt.NDArray[np.uint64],
    *,
    layer: str | None = None,
    silent: Silent = "draw",
    spare: int = 0,
) -> TwoLayer:
    """The two groups of a network, as who listens to whom."""
    masks = [group_mask(net, group) for group in (users, professionals)]
    for name, mask in zip((users, professionals), masks, strict=True):
        if not mask.any():
            raise DataError(f"nobody is in the group {name!r}", cure="Name groups that occur in net.nodes['group'].")
    kept = np.flatnonzero(masks[0] | masks[1])
    ears = Ears.of(net, layer, keys, silent, kept=kept, spare=spare)
    own, other = (np.concatenate([mask[kept], np.zeros(spare, dtype=bool)]) for mask in masks)
    labels = [*net.nodes.index[kept], *(f"+{k}" for k in range(spare))]
    return TwoLayer(ears, own, other, person_keys(labels), spare)


def draw(world: TwoLayer, runs: npt.NDArray[np.uint64], component: str) -> Floats:
    """A coin per person and run, shape (n, runs)."""
    return coins(runs[None, :], component, world.keys)


def lowest(drawn: Floats, among: Mask, count: int) -> Mask:
    """In each run the `count` people of a group with the lowest coins: more people include the fewer."""
    check_positive_int(count, "count", least=0)
    if count > among.sum():
        message = f"{count} people were asked for and the group has {int(among.sum())}. Cure: ask for fewer."
        raise ModelError(message)
    order = np.argsort(np.where(among[:, None], drawn, 2.0), axis=0)
    chosen = np.zeros(drawn.shape, dtype=bool)
    np.put_along_axis(chosen, order[:count], values=True, axis=0)
    return chosen


def take_up(
    world: TwoLayer, demand: Demand, change: Change, runs: npt.NDArray[np.uint64], *, seeds: int = 3, horizon: int = 40
) -> Floats:
    """Share of the original professionals who have taken it up, shape (horizon + 1, runs); seeds are not counted.

    Parameters
    ----------
    world, demand, change
        The network, the rule, and what the arm changes.
    runs : uint64 array
        Keys of the runs.
    seeds : int
        Professionals who have taken it up at the start, the same ones in every arm.
    horizon : int
        Periods.
    """
    hearing = _Hearing(world, change, runs.size)
    threshold = np.clip(demand.threshold + demand.spread * ndtri(draw(world, runs, "threshold")), 0.01, 1.0)
    need = 1.0 + np.searchsorted(NEEDS, draw(world, runs, "need"), side="right")
    started = lowest(draw(world, runs, "seeds"), world.professionals, seeds)
    voices = np.zeros(started.shape, dtype=bool) if change.voices is None else change.voices
    taken, spoken = started.copy(), voices & hearing.users[:, None]
    counted = world.professionals[:, None] & ~started
    path = [_share(taken, counted)]
    for _ in range(horizon):
        exposure = _exposure(hearing, demand, taken | voices, spoken)
        urge = hearing.voices(np.where(hearing.users[:, None], spoken, taken | voices))
        before = taken.sum() + spoken.sum()
        taken, spoken = (
            taken | (hearing.professionals[:, None] & (exposure >= threshold)),
            spoken | (hearing.users[:, None] & (urge >= need)),
        )
        path.append(_share(taken, counted))
        if taken.sum() + spoken.sum() == before:
            break  # nothing moves any more
    return np.pad(np.array(path), ((0, horizon + 1 - len(path)), (0, 0)), mode="edge")


class _Hearing:
    """Who hears how much from which group, in every run."""

    def __init__(self, world: TwoLayer, change: Change, runs: int) -> None:
        joined = np.zeros(len(world), dtype=bool) if change.joined is None else change.joined
        self.users = world.users | (joined & change.as_users)
        self.professionals = world.professionals | (joined & (not change.as_users))
        self._ears = world.ears.with_ties(change.ties) if change.ties[0].size else world.ears
        self._heeded, self.more = change.heeded, change.more
        everyone = np.ones((len(world), runs), dtype=bool)
        self._peers, self._demanders = (
            self._ears.heard(everyone & group[:, None]) for group in (self.professionals, self.users)
        )
        self._heeders = None if self._heeded is None else self._ears.heard(self._heeded)

    def share_of_professionals(self, active: Mask) -> Floats:
        """Active professionals as a share of those one listens to, by weight."""
        return self._part(active & self.professionals[:, None], self._peers)

    def share_of_users(self, active: Mask) -> Floats:
        """Active users as a share of those one listens to, by weight."""
        return self._part(active & self.users[:, None], self._demanders)

    def voices(self, active: Mask) -> Floats:
        """How many active people one listens to, each link as one."""
        return self._ears.voices(active)

    def share_of_heeded(self, active: Mask) -> Floats:
        """Active members of the group that is heeded, as a share of those of them whom one listens to."""
        if self._heeded is None or self._heeders is None:
            return np.zeros(active.shape)
        return self._part(active & self._heeded, self._heeders)

    def _part(self, active: Mask, whole: Floats) -> Floats:
        return self._ears.heard(active) / np.where(whole > 0.0, whole, 1.0)


def _exposure(hearing: _Hearing, demand: Demand, taken: Mask, spoken: Mask) -> Floats:
    """Shares of one's professional contacts who took it up and of one's linked users who express demand, together."""
    peers, asked = hearing.share_of_professionals(taken), hearing.share_of_users(spoken)
    more = demand.w * hearing.more
    active = np.where(hearing.users[:, None], spoken, taken)
    heeded = more * hearing.share_of_heeded(active) if more else 0.0
    if demand.reading == "additive":
        return np.asarray(peers + demand.w * asked + heeded)
    return np.asarray(((1.0 - demand.w) * peers + demand.w * asked + heeded) / (1.0 + more))


def _share(taken: Mask, counted: Mask) -> Floats:
    return np.asarray((taken & counted).sum(axis=0) / np.maximum(counted.sum(axis=0), 1))
